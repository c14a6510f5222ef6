"""Every figure is an observation of a measure: named, versioned, as of a time and as known at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

Formula = Callable[[Any, datetime, datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula with its name, unit and version; the formula in words is what pages show."""

    name: str
    label: Any
    words: Any
    unit: str
    version: int
    formula: Formula


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


def measure(name: str, *, label: Any, words: Any, unit: str, version: int) -> Callable[[Formula], Formula]:
    """Register a formula ``(organisation | None, at, known) -> records``; the value is their count.

    A formula reads acts and dated rows only, so that replaying the acts gives the same number.
    """

    def register(formula: Formula) -> Formula:
        _measures[name] = Measure(name, label, words, unit, version, formula)
        return formula

    return register


def measures() -> list[Measure]:
    """All measures, by name."""
    return sorted(_measures.values(), key=lambda one: one.name)


def records_of(
    name: str, organisation: Any = None, at: datetime | None = None, known: datetime | None = None
) -> QuerySet[Any]:
    """The records that a measure counts; KeyError for a name that no topic registered."""
    now = timezone.now()
    return _measures[name].formula(organisation, at or now, known or now)


def observe(
    name: str, organisation: Any = None, at: datetime | None = None, known: datetime | None = None
) -> Observation:
    """Observe a measure for an organisation (all, where none is named) at a time, as known at a time."""
    now = timezone.now()
    count = records_of(name, organisation, at or now, known or now).count()
    return Observation(_measures[name], count, count, None, at or now, known or now)
