"""Values of the model as XML of our own namespace and back: what Akoma Ntoso has no words for stands so in ``otherAnalysis``."""

from __future__ import annotations

import json
import typing
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any

from lxml import etree

from textengine.akn.naming import NOT_IN_XML, OWN
from textengine.model import Amended, Span, Value, fields_of, without_none

NAME = f"{{{OWN}}}"


class NotOurs(ValueError):
    """A value that no writer of ours made."""


def put(parent: etree._Element, name: str, value: Any) -> etree._Element:
    """Add a value of the model: plain fields as attributes, the others as elements of the field's name."""
    element = etree.SubElement(parent, NAME + name.rstrip("_"))
    for field in fields(value):
        one = getattr(value, field.name)
        if one is None or one == () or one == field.default:
            continue
        if isinstance(one, Span):
            element.set(field.name, f"{one.start} {one.end}")
        elif isinstance(one, bool):
            element.set(field.name, "true" if one else "false")
        elif isinstance(one, str) and NOT_IN_XML.search(one):
            etree.SubElement(element, NAME + field.name).text = json.dumps(one)
        elif isinstance(one, (str, int)):
            element.set(field.name, str(one))
        elif is_dataclass(one):
            put(element, field.name, one)
        elif isinstance(one, dict) or (one and not is_dataclass(one[0])):
            etree.SubElement(element, NAME + field.name).text = json.dumps(one, ensure_ascii=False)
        else:
            for each in one:
                put(element, field.name, each)
    return element


def take(element: etree._Element, kind: type[Value], **known: Any) -> Value:
    """The value that ``put`` wrote; ``known`` are fields that come from elsewhere. ``NotOurs`` where it is none."""
    values: dict[str, Any] = dict(known)
    for name, (hint, default) in fields_of(typing.cast(typing.Hashable, kind)).items():
        if name in values:
            continue
        written = element.get(name)
        inside = element.findall(NAME + name.rstrip("_"))
        try:
            if written is not None:
                values[name] = _plain(written, hint)
            elif inside:
                values[name] = _inside(inside, hint)
            elif default is not MISSING:
                values[name] = default
            elif typing.get_origin(hint) is tuple:
                values[name] = ()
            elif type(None) in typing.get_args(hint):
                values[name] = None
            else:
                raise NotOurs(f"{element.tag} has no {name}")
        except (ValueError, TypeError, IndexError) as error:
            raise NotOurs(f"{element.tag}: {name}") from error
    return kind(**values)


def _plain(written: str, hint: Any) -> Any:
    only = without_none(hint)
    if only is Span:
        start, end = written.split()
        return Span(int(start), int(end))
    if only is bool:
        return written == "true"
    return int(written) if only is int else written


def _inside(elements: list[etree._Element], hint: Any) -> Any:
    only = without_none(hint)
    if is_dataclass(only):
        return take(elements[0], typing.cast(type, only))
    of = typing.get_args(only)[0] if typing.get_origin(only) is tuple else None
    if of is not None and is_dataclass(of):
        return tuple(take(one, typing.cast(type, of)) for one in elements)
    found = json.loads(elements[0].text or "null")
    return tuple(tuple(one) if isinstance(one, list) else one for one in found) if typing.get_origin(only) is tuple else found


@dataclass(frozen=True, slots=True)
class Head:
    """What a reading says of a text as a whole; ``text`` is the digest of the words of which all spans are places."""

    text: str
    language: str | None
    kind: str
    body: str | None
    number: str | None
    place: str | None
    year: int | None
    revised: bool
    history: tuple[tuple[str, int], ...]
    title: str | None
    amends: Amended | None
