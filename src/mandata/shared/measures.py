"""Every figure is an observation of a measure: named, versioned, as of a time and as known at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

Formula = Callable[[Any, datetime, datetime], QuerySet[Any]]


SMALL = 5  # persons: a public table shows no smaller cell


@dataclass(frozen=True, slots=True)
class Split:
    """How the records of a measure fall into parts: the number in each part, and the records of one.

    ``counts(records, at, known)`` gives code -> number, ``within(records, code, at, known)`` the records. A record may fall into several parts.
    """

    label: Any
    counts: Callable[[QuerySet[Any], datetime, datetime], dict[str, int]]
    within: Callable[[QuerySet[Any], str, datetime, datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula with its name, unit and version; the formula in words is what pages show.

    A measure with ``whole`` is a share: the value is how many of the whole's records its formula finds.
    """

    name: str
    label: Any
    words: Any
    unit: Any
    version: int
    formula: Formula
    whole: Formula | None = None
    splits: Mapping[str, Split] = field(default_factory=dict)
    front: bool = True  # stands on the front page
    of_parties: bool = False  # its scope may be any party, not an organisation alone


@dataclass(frozen=True, slots=True)
class Observation:
    """What a measure came to for a scope, at a time, as known at a time."""

    measure: Measure
    value: int
    numerator: int
    denominator: int | None
    at: datetime
    known: datetime


_measures: dict[str, Measure] = {}


def measure(
    name: str, *, label: Any, words: Any, unit: Any, version: int, whole: Formula | None = None,
    splits: Mapping[str, Split] | None = None, front: bool = True, of_parties: bool = False,
) -> Callable[[Formula], Formula]:
    """Register a formula ``(scope, at, known) -> records``; the value is their count.

    The scope is a party (an organisation, a State, a Sector, as the measure says) or None for all. A formula reads acts and dated
    rows only, so that replaying the acts gives the same number.
    """

    def register(formula: Formula) -> Formula:
        _measures[name] = Measure(name, label, words, unit, version, formula, whole, splits or {}, front, of_parties)
        return formula

    return register


def measures() -> list[Measure]:
    """All measures, by name."""
    return sorted(_measures.values(), key=lambda one: one.name)


def records_of(
    name: str, scope: Any = None, at: datetime | None = None, known: datetime | None = None, part: tuple[str, str] | None = None
) -> QuerySet[Any]:
    """The records that a measure counts, or those of one part (split, code); KeyError for a name that no topic registered."""
    now = timezone.now()
    found = _measures[name].formula(scope, at or now, known or now)
    return _measures[name].splits[part[0]].within(found, part[1], at or now, known or now) if part else found


def observe(
    name: str, scope: Any = None, at: datetime | None = None, known: datetime | None = None, part: tuple[str, str] | None = None
) -> Observation:
    """Observe a measure, or one part of it, for a scope (all, where none is named) at a time, as known at a time."""
    now = timezone.now()
    count = records_of(name, scope, at or now, known or now, part).count()
    whole = _measures[name].whole
    denominator = whole(scope, at or now, known or now).count() if whole else None
    return Observation(_measures[name], count, count, denominator, at or now, known or now)


def observe_by(
    name: str, split: str, scope: Any = None, at: datetime | None = None, known: datetime | None = None
) -> dict[str, Observation]:
    """Observe each part of a split in one query; the empty code is the part that no code is known of."""
    now = timezone.now()
    at, known = at or now, known or now
    found = _measures[name]
    counts = found.splits[split].counts(found.formula(scope, at, known), at, known)
    return {code: Observation(found, count, count, None, at, known) for code, count in counts.items()}


def suppressed(cells: Mapping[str, int]) -> set[str]:
    """The parts that a public table of persons does not show: the small ones, and one more where the sum would tell the only one."""
    small = {code for code, count in cells.items() if 0 < count < SMALL}
    if len(small) == 1 and (others := {code: count for code, count in cells.items() if count >= SMALL}):
        small.add(min(others, key=lambda code: (others[code], code)))
    return small
