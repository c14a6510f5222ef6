"""Every figure is an observation of a measure: named, versioned, as of a time and as known at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mandata.shared.units import unit_in_words

Formula = Callable[[Any, datetime, datetime], QuerySet[Any]]
Tally = Callable[[QuerySet[Any], datetime], tuple[int, int]]


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
class Ground:
    """Records of which one at least must be known, of whatever day, before a figure of what is missing says anything; the words tell its absence."""

    records: Formula
    words: Any


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula with its name, unit and version; the formula in words is what pages show.

    A measure with ``whole`` is a share: the value is how many of the whole's records its formula finds. One with ``tally`` is no count:
    the tally makes ``(value, number of records it rests on)`` of the records; where it rests on none it says nothing. Nor does one of which
    a ground lacks: that no State is recorded as a member of anything is no fact about States.
    """

    name: str
    label: Any
    words: Any
    unit: Any
    version: int
    formula: Formula
    whole: Formula | None = None
    splits: Mapping[str, Split] = field(default_factory=dict)
    front: bool = False  # stands on the front page, of which there are few
    of_parties: bool = False  # its scope may be any party, not an organisation alone
    tally: Tally | None = None
    former_until: date | None = None  # until this day the value by the version before is shown beside
    grounds: tuple[Ground, ...] = ()
    rests_on: tuple[str, ...] = ()  # the codes of the settings that the formula reads; ``cycle-*`` all that begin so

    @property
    def unit_words(self) -> str:
        """What it counts, in the reader's language."""
        return unit_in_words(self.unit)


@dataclass(frozen=True, slots=True)
class Observation:
    """What a measure, or one part of it, came to for a scope, at a time, as known at a time.

    A part has the whole that it is a part of as its denominator, a tally the number of records on which it rests.
    """

    measure: Measure
    value: int
    numerator: int | None
    denominator: int | None
    at: datetime
    known: datetime
    part: tuple[str, str] | None = None
    unsaid: Any = None  # why it says nothing: the words of the ground that lacks

    @property
    def empty(self) -> bool:
        """Whether it has no value to print: a ground lacks, or it is no count and rests on no record."""
        return self.unsaid is not None or self.measure.tally is not None and not self.denominator

    @property
    def of(self) -> int | None:
        """The whole of which it is a part; none of what is no count: a sum is no part of the records on which it rests."""
        return self.denominator if self.measure.tally is None else None

    @property
    def key(self) -> str:
        """The name of the figure, with the version of its formula: ``sme.approved@1``, ``sme.approved@1:state=avn``."""
        name = f"{self.measure.name}@{self.measure.version}"
        return f"{name}:{self.part[0]}={self.part[1]}" if self.part else name


_measures: dict[str, dict[int, Measure]] = {}  # by name and version: a formula that was replaced stays runnable


def measure(
    name: str, *, label: Any, words: Any, unit: Any, version: int, whole: Formula | None = None,
    splits: Mapping[str, Split] | None = None, front: bool = False, of_parties: bool = False, tally: Tally | None = None,
    former_until: date | None = None, grounds: tuple[Ground, ...] = (), rests_on: tuple[str, ...] = (),
) -> Callable[[Formula], Formula]:
    """Register a formula ``(scope, at, known) -> records``; the value is their count.

    The scope is a party (an organisation, a State, a Sector, as the measure says) or None for all. A formula reads acts and dated
    rows only, so that replaying the acts gives the same number. A changed formula is registered beside the old one, under the next
    version; until ``former_until`` both values are shown.
    """

    def register(formula: Formula) -> Formula:
        _measures.setdefault(name, {})[version] = Measure(
            name, label, words, unit, version, formula, whole, splits or {}, front, of_parties, tally, former_until, grounds, rests_on
        )
        return formula

    return register


def measures() -> list[Measure]:
    """All measures in their last versions, by name."""
    return [versions[max(versions)] for _name, versions in sorted(_measures.items())]


def measure_of(name: str, version: int | None = None) -> Measure:
    """The measure of a name, in its last version or the one asked for; KeyError where there is none."""
    versions = _measures[name]
    return versions[max(versions) if version is None else version]


def former_of(measure: Measure) -> Measure | None:
    """The version before."""
    versions = _measures[measure.name]
    return versions[max(before)] if (before := [one for one in versions if one < measure.version]) else None


def records_of(
    name: str, scope: Any = None, at: datetime | None = None, known: datetime | None = None, part: tuple[str, str] | None = None,
    version: int | None = None,
) -> QuerySet[Any]:
    """The records that a measure counts, or those of one part (split, code); KeyError for a name that no topic registered."""
    now = timezone.now()
    asked = measure_of(name, version)
    found = asked.formula(scope, at or now, known or now)
    return asked.splits[part[0]].within(found, part[1], at or now, known or now) if part else found


def observe(
    name: str, scope: Any = None, at: datetime | None = None, known: datetime | None = None, part: tuple[str, str] | None = None,
    version: int | None = None,
) -> Observation:
    """Observe a measure, or one part of it, for a scope (all, where none is named) at a time, as known at a time."""
    now = timezone.now()
    at, known = at or now, known or now
    found = measure_of(name, version)
    records = records_of(name, scope, at, known, part, version)
    if found.tally is not None:
        value, rests_on = found.tally(records, at)
        return Observation(found, value, None, rests_on, at, known, part)
    count = records.count()
    whole = found.whole or (found.formula if part else None)
    return Observation(found, count, count, whole(scope, at, known).count() if whole else None, at, known, part, _unsaid(found, scope, at, known))


def _unsaid(measure: Measure, scope: Any, at: datetime, known: datetime) -> Any:
    """The words of the first ground of which no record is there."""
    return next((one.words for one in measure.grounds if not one.records(scope, at, known).exists()), None)


def observe_by(
    name: str, split: str, scope: Any = None, at: datetime | None = None, known: datetime | None = None, version: int | None = None
) -> dict[str, Observation]:
    """Observe each part of a split; the empty code is the part that no code is known of. The queries do not grow with the parts of a count."""
    now = timezone.now()
    at, known = at or now, known or now
    found = measure_of(name, version)
    records = found.formula(scope, at, known)
    counts = found.splits[split].counts(records, at, known)
    if found.tally is not None:
        return {code: observe(name, scope, at, known, (split, code), version) for code in counts}
    whole = (found.whole(scope, at, known) if found.whole else records).count()
    unsaid = _unsaid(found, scope, at, known)
    return {code: Observation(found, count, count, whole, at, known, (split, code), unsaid) for code, count in counts.items()}


def suppressed(cells: Mapping[str, int]) -> set[str]:
    """The parts that a public table of persons does not show: the small ones, and one more where the sum would tell them.

    The sum tells the only one that is missing; and several where it leaves them no choice: all of one person, or all as large as a small one can be.
    """
    small = {code for code, count in cells.items() if 0 < count < SMALL}
    told = len(small) == 1 or sum(cells[code] for code in small) in (len(small), (SMALL - 1) * len(small))
    if small and told and (others := {code: count for code, count in cells.items() if count >= SMALL}):
        small.add(min(others, key=lambda code: (others[code], code)))
    return small
