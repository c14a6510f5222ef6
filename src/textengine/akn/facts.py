"""Values of the model as XML of our own namespace and back: what Akoma Ntoso has no words for stands so in ``otherAnalysis``."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from lxml import etree

from textengine.akn.naming import NOT_IN_XML, OWN
from textengine.model import Amended, Span

Value = TypeVar("Value")
NAME = f"{{{OWN}}}"


class NotOurs(ValueError):
    """A value that no writer of ours made."""


def put(parent: etree._Element, name: str, value: Any) -> etree._Element:
    """Add a value of the model: plain fields as attributes, the others as elements of the field's name."""
    element = etree.SubElement(parent, NAME + name.rstrip("_"))
    for field in fields(value):
        one = getattr(value, field.name)
        if one is None or one == () or one == _default(field):
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
    for name, (hint, default) in _fields(typing.cast(typing.Hashable, kind)).items():
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


def from_plain(kind: type[Value], plain: Mapping[str, Any]) -> Value:
    """A value of the model from the contract's dicts and lists."""
    values: dict[str, Any] = {}
    for name, (hint, default) in _fields(typing.cast(typing.Hashable, kind)).items():
        key = name.rstrip("_")
        if key in plain:
            values[name] = _of_plain(plain[key], hint)
        elif default is not MISSING:
            values[name] = default
        else:
            values[name] = () if typing.get_origin(hint) is tuple else None
    return kind(**values)


def _of_plain(value: Any, hint: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    only = _without_none(hint)
    if only is Span:
        return Span(*value)
    if typing.get_origin(only) is tuple:
        of = typing.get_args(only)[0]
        return tuple(_of_plain(one, of) for one in value)
    return from_plain(typing.cast(type, only), value) if is_dataclass(only) else value


def _plain(written: str, hint: Any) -> Any:
    only = _without_none(hint)
    if only is Span:
        start, end = written.split()
        return Span(int(start), int(end))
    if only is bool:
        return written == "true"
    return int(written) if only is int else written


def _inside(elements: list[etree._Element], hint: Any) -> Any:
    only = _without_none(hint)
    if is_dataclass(only):
        return take(elements[0], typing.cast(type, only))
    of = typing.get_args(only)[0] if typing.get_origin(only) is tuple else None
    if of is not None and is_dataclass(of):
        return tuple(take(one, typing.cast(type, of)) for one in elements)
    found = json.loads(elements[0].text or "null")
    return tuple(tuple(one) if isinstance(one, list) else one for one in found) if typing.get_origin(only) is tuple else found


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) is typing.Literal or typing.get_origin(hint) is tuple:
        return hint
    kinds = [one for one in typing.get_args(hint) if one is not type(None)]
    return kinds[0] if kinds and typing.get_origin(hint) not in (dict, list) else hint


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, Any]]:
    hints = typing.get_type_hints(kind)
    return {field.name: (hints[field.name], _default(field)) for field in fields(kind)}


def _default(field: Any) -> Any:
    return field.default


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
