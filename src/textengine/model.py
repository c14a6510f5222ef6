"""What a reading gives: frozen values, printed as version 1 of the reading contract.

Every span is ``[start, end)`` in code points of ``Text.text``. Unknown is ``None`` or an empty
tuple, never a guess.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeVar

Value = TypeVar("Value")

Certainty = Literal["certain", "likely", "unsure"]
State = Literal["both", "base", "proposed", "unsure"]
Part = Literal["front", "preamble", "operative", "body", "annex", "back"]

CONTRACT = 1
SIMPLE = frozenset({str, int, bool, type(None)})  # what is printed as it stands


class Span(NamedTuple):
    """A stretch of the normalised text: code points from ``start`` up to, not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """The file as received."""

    name: str
    sha256: str
    format: Literal["txt", "docx", "html", "akn"]


@dataclass(frozen=True, slots=True)
class Amended:
    """The text that a proposal wants to change."""

    body: str | None
    number: str | None
    place: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote, taken out of the running text; ``at`` is where its marker stood."""

    marker: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Provision:
    """A group (the call line), an item in it, or a paragraph of a text without groups."""

    id: str
    part: Part
    call: str | None
    call_text: str | None
    label: str | None
    depth: int
    parent: str | None
    span: Span
    text: str
    state: State = "both"
    label_base: str | None = None
    certainty: Certainty = "certain"


@dataclass(frozen=True, slots=True)
class Citation:
    """A mention of another text; ``place`` and ``year`` as printed, ``status`` by the tables."""

    provision: str | None
    span: Span
    text: str
    kind: str
    body: str | None
    number: str | None
    place: str | None
    year: int | None
    revised: bool
    point: str | None
    status: Literal["ok", "superseded", "unknown", "impossible", "incomplete"]
    certainty: Certainty = "certain"


@dataclass(frozen=True, slots=True)
class Named:
    """An actor as the text names it, with its code in the vocabulary where it is known there."""

    text: str
    actor: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Due:
    """The words that set a time; ``value`` is what a calendar can compute, else ``None``."""

    text: str | None = None
    span: Span | None = None
    kind: Literal["none", "date", "meeting", "period", "event"] = "none"
    value: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The words of a condition, with their kind."""

    text: str
    span: Span
    kind: Literal["means", "consent", "request", "discretion", "feasibility", "scope"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A term of a duty that a person should look at: how far the reader doubts it, and on which ground."""

    field: Literal["force", "addressees", "report_to", "due", "limits", "with", "beneficiaries"]
    certainty: Certainty
    why: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """What an operative provision asks somebody to do."""

    provision: str
    span: Span
    force: str
    addressees: tuple[Named, ...]
    with_: tuple[Named, ...]
    action: str
    report_to: tuple[Named, ...]
    beneficiaries: tuple[Named, ...]
    due: Due
    limits: tuple[Limit, ...]
    certainty: Certainty = "certain"
    doubts: tuple[Doubt, ...] = ()

    @property
    def conditional(self) -> bool:
        """Whether the duty hangs on means or on consent."""
        return any(limit.kind in ("means", "consent") for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Task:
    """An activity of an annexed plan: no mandate of its own, live through the provision that carries the annex."""

    provision: str
    addressees: tuple[Named, ...]
    with_: tuple[Named, ...]
    certainty: Certainty = "likely"


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked or a deduced change of the words."""

    span: Span
    kind: Literal["insert", "delete", "move"]
    text: str
    author: str | None
    date: str | None
    certainty: Certainty
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person must look at; never corrected silently."""

    code: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text as read."""

    source: Source
    language: str | None
    text: str
    kind: str
    body: str | None
    number: str | None
    place: str | None
    year: int | None
    revised: bool
    history: tuple[tuple[str, int], ...]
    title: str | None
    amends: Amended | None
    notes: tuple[Note, ...] = ()
    provisions: tuple[Provision, ...] = ()
    citations: tuple[Citation, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    tasks: tuple[Task, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The contract's JSON object as plain values."""
        return {"contract": CONTRACT, **plain(self)}


def plain(value: Any) -> Any:
    """Values of this module as dicts, lists, strings and numbers, keys as the contract names them."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, tuple):
        return [one if one.__class__ in SIMPLE else plain(one) for one in value]
    if names := _names(value.__class__):
        return {key: one if (one := getattr(value, name)).__class__ in SIMPLE else plain(one) for name, key in names}
    return value


@lru_cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a kind of value and their keys in the contract; none where it is no value of this module."""
    return tuple((field.name, field.name.rstrip("_")) for field in fields(kind)) if is_dataclass(kind) else ()


def from_plain(kind: type[Value], plain: Mapping[str, Any]) -> Value:
    """What ``plain`` made, as a value again: a field that is not there has its default, else none or nothing."""
    values: dict[str, Any] = {}
    for name, (hint, default) in fields_of(typing.cast(typing.Hashable, kind)).items():
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
    only = without_none(hint)
    if only is Span:
        return Span(*value)
    if typing.get_origin(only) is tuple:
        of = typing.get_args(only)[0]
        return tuple(_of_plain(one, of) for one in value)
    return from_plain(typing.cast(type, only), value) if is_dataclass(only) else value


def without_none(hint: Any) -> Any:
    """The type of a field that may be missing."""
    if typing.get_origin(hint) is typing.Literal or typing.get_origin(hint) is tuple:
        return hint
    kinds = [one for one in typing.get_args(hint) if one is not type(None)]
    return kinds[0] if kinds and typing.get_origin(hint) not in (dict, list) else hint


@lru_cache
def fields_of(kind: Any) -> dict[str, tuple[Any, Any]]:
    """The fields of a kind of value, each with its type and its default."""
    hints = typing.get_type_hints(kind)
    return {field.name: (hints[field.name], field.default) for field in fields(kind)}
