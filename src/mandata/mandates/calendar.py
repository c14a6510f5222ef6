"""The calendar of an organisation: sessions recorded, those that the cycle lets expect, and the periods between assemblies.

How often a body meets, and whose sessions open a study period, are house rules of the organisation (``cycle-<body>``, ``study-period``):
dated, with whoever decided them, never numbers of the code.
"""

from __future__ import annotations

import calendar as days_of_months
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import SessionChange
from mandata.parties.models import BodySession, Dissolution, HouseRule, Organisation, Party

YEARS = 6  # so far ahead
CYCLE, PERIODS = "cycle-", "study-period"
LONGEST = 12 * 20  # months of a cycle


class Standing(TextChoices):
    HELD = "held", _("held")
    ANNOUNCED = "announced", _("announced")
    EXPECTED = "expected", _("expected")
    UNRECORDED = "unrecorded", _("not recorded")
    CANCELLED = "cancelled", _("cancelled")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session recorded, or one that the cycle lets expect; ``slot`` names its place in the calendar, on whichever days it falls."""

    body: Party
    year: int
    start: date
    end: date
    standing: str
    session: BodySession | None = None
    was_start: date | None = None  # of one that was moved: its first day before
    reason: str = ""
    year_alone: bool = False  # expected, and of the ones before only the years are known: it stands at the end of its year
    moved_from: tuple[date, ...] = ()  # the first days that it was to have before it was moved, the earliest decision first

    @property
    def slot(self) -> str:
        """By the session where there is one, else by the body and the day on which it is expected."""
        return f"s:{self.session.uid}" if self.session else f"e:{self.body.key[:40]}:{self.start:%Y-%m}"

    @property
    def planned(self) -> frozenset[int]:
        """The years in which it was to be held before it was moved."""
        return frozenset(one.year for one in self.moved_from)

    @property
    def expected(self) -> bool:
        """Whether no act and no table says that it will be held, or was."""
        return self.standing in (Standing.EXPECTED, Standing.UNRECORDED)

    @property
    def takes_place(self) -> bool:
        """Whether something can be due to it."""
        return self.standing != Standing.CANCELLED


@dataclass(frozen=True, slots=True)
class Period:
    """A study period: from the end of one assembly to the opening of the next."""

    body: Party
    opened_by: Sitting
    closed_by: Sitting | None

    @property
    def years(self) -> int | None:
        """Its length in years, as its assemblies are counted."""
        return self.closed_by.year - self.opened_by.year if self.closed_by else None


@dataclass
class Calendar:
    """All sittings of an organisation from the first recorded to six years ahead, as known at a time."""

    organisation: Organisation
    today: date
    horizon: date
    sittings: list[Sitting]
    period_bodies: tuple[str, ...] = ()
    bodies: dict[int, Party] = field(default_factory=dict)
    gone: dict[int, date] = field(default_factory=dict)  # bodies that exist no more, since when

    @cached_property
    def by_body(self) -> dict[int, list[Sitting]]:
        """The sittings of each body, the earliest first."""
        found: dict[int, list[Sitting]] = {}
        for one in self.sittings:
            found.setdefault(one.body.pk, []).append(one)
        return found

    @cached_property
    def by_actor(self) -> dict[str, list[Sitting]]:
        """The same by the body's code in the table of actors."""
        return {one.actor: self.by_body.get(pk, []) for pk, one in self.bodies.items() if one.actor}

    @cached_property
    def actors(self) -> dict[str, Party]:
        """The bodies by their codes in the table of actors; of several with one code the one that exists."""
        return {one.actor: one for one in sorted(self.bodies.values(), key=lambda one: (one.pk not in self.gone, one.key)) if one.actor}

    def of(self, body: int, after: date | None = None) -> list[Sitting]:
        """The sittings of a body that take place and begin after a day."""
        return [one for one in self.by_body.get(body, ()) if one.takes_place and (after is None or one.start > after)]

    @cached_property
    def periods(self) -> list[Period]:
        """The study periods, by body, the earliest first."""
        found = []
        for body in self.bodies.values():
            if body.key not in self.period_bodies:
                continue
            held = [one for one in self.by_body.get(body.pk, ()) if one.takes_place]
            found += [Period(body, one, held[n + 1] if n + 1 < len(held) else None) for n, one in enumerate(held)]
        return found

    def opening(self, body: Party) -> list[Sitting]:
        """The first sitting of a body in each study period: of the assembly above it, or of the only one that opens periods."""
        above: Party | None = body
        assemblies: list[Party] = []
        by_parent = {one.parent_id: one for one in self.bodies.values() if one.key in self.period_bodies}
        while above is not None and not assemblies:
            if above.key in self.period_bodies:
                assemblies = [above]
            elif above.pk in by_parent:
                assemblies = [by_parent[above.pk]]
            above = above.parent
        if not assemblies and len(self.period_bodies) == 1:
            assemblies = [one for one in self.bodies.values() if one.key in self.period_bodies]
        own, found = self.of(body.pk), []
        for period in (one for one in self.periods if one.body in assemblies):
            until = period.closed_by.start if period.closed_by else date.max
            first = next((one for one in own if period.opened_by.end < one.start <= until), None)
            found += [first] if first else []
        return found

    def in_year(self, year: int) -> list[Sitting]:
        """What falls into a calendar year, cancelled ones too."""
        return [one for one in self.sittings if one.start.year == year]


def calendar_of(organisation: Organisation, known: datetime | None = None, today: date | None = None, years: int = YEARS) -> Calendar:
    """The calendar as known at a time; five queries, whatever its length."""
    today = today or timezone.now().date()
    horizon = add_months(today, 12 * years)
    bodies = {
        one.pk: one for one in Party.objects.filter(organisation=organisation, entity__in=("conference", "council", "group")).select_related(
            "parent__parent").prefetch_related("names").order_by("key")
    }
    for one in bodies.values():
        one.organisation = organisation
    dissolved = {one.party_id: one for one in Dissolution.objects.known(known).filter(party__organisation=organisation)}
    gone = {pk: one.since for pk, one in dissolved.items() if one.since is not None}
    changes: dict[int, list[SessionChange]] = {}
    for change in SessionChange.objects.filter(session__organisation=organisation).select_related("by").order_by("pk"):
        changes.setdefault(change.session_id, []).append(change)
    sittings = []
    for session in BodySession.objects.filter(organisation=organisation, body__in=bodies).order_by("start", "pk"):
        session.body = bodies[session.body_id]
        if (found := _as_known(session, changes.get(session.pk, []), known, today)) is not None:
            ended = dissolved.get(session.body_id)
            gone_by_then = ended is not None and ended.since is not None and found.start >= ended.since
            sittings.append(replace(found, standing=Standing.CANCELLED, reason=ended.source) if gone_by_then and ended else found)
    sittings.sort(key=lambda one: one.start)  # those without days were somewhere else in the order of the table
    rules = rules_of(organisation, known)
    by_key = {one.key: one for one in bodies.values()}
    for code, rule in rules.items():
        if code.startswith(CYCLE) and (body := by_key.get(code.removeprefix(CYCLE))) is not None:
            coming = _expected(body, [one for one in sittings if one.body.pk == body.pk], months_in(rule.value), today, horizon)
            sittings += [one for one in coming if body.pk not in gone or one.start < gone[body.pk]]
    sittings.sort(key=lambda one: (one.start, one.body.key))
    period_bodies = tuple(rules[PERIODS].value.split()) if PERIODS in rules else ()
    return Calendar(organisation, today, horizon, sittings, period_bodies, bodies, gone)


def rules_of(organisation: Organisation, known: datetime | None = None) -> dict[str, HouseRule]:
    """The house rules in force, by code."""
    found = HouseRule.objects.at(timezone.now() if known is None else known, known).filter(organisation=organisation)
    return {one.code: one for one in found.order_by("since", "pk")}


def months_in(value: str) -> int:
    """« 48 months » as a number; 0 where it says none that can be counted."""
    number = value.split(" ", 1)[0]
    return int(number) if number.isdecimal() and len(number) < 5 and 0 < int(number) <= LONGEST else 0


def add_months(day: date, months: int) -> date:
    """The same day so many months later, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = days_of_months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _as_known(session: BodySession, changes: list[SessionChange], known: datetime | None, today: date) -> Sitting | None:
    """A session as its changes known at a time left it; none where it was not announced then, or has no day."""
    seen = [one for one in changes if known is None or one.by.known_at <= known]
    start, end = session.start, session.end
    if changes and len(seen) < len(changes):
        if not seen and changes[0].what == SessionChange.What.ANNOUNCED:
            return None
        start, end = (seen[-1].start, seen[-1].end) if seen else (changes[0].was_start, changes[0].was_end)
    if start is None:  # a table knows only the year of old ones: they stand at its beginning
        start, end = date(session.year, 1, 1), date(session.year, 1, 1)
    last = seen[-1] if seen else None
    cancelled = last is not None and last.what == SessionChange.What.CANCELLED
    moves = [one for one in seen if one.what == SessionChange.What.MOVED]
    standing = Standing.CANCELLED if cancelled else Standing.HELD if (end or start) < today else Standing.ANNOUNCED
    return Sitting(
        session.body, start.year, start, end or start, standing, session, moves[-1].was_start if moves else None, last.reason if last else "",
        moved_from=tuple(one.was_start for one in moves if one.was_start),
    )


def _expected(body: Party, recorded: list[Sitting], months: int, today: date, horizon: date) -> Iterator[Any]:
    """The sittings that a cycle lets expect after the last one recorded; one whose day has passed waits to be recorded, and nothing due to it is lost.

    It counts from the day for which that one was planned: a session moved once moves no other.
    """
    if not months or not recorded:
        return
    last, length = recorded[-1], recorded[-1].end - recorded[-1].start
    planned, dated = last.moved_from[0] if last.moved_from else last.start, last.session is None or last.session.start is not None
    for number in range(1, 1 + 12 * 200 // months):
        start = add_months(planned, months * number)
        start = start if dated else date(start.year, 12, 31)
        if start > horizon:
            return
        if start > last.end:
            standing = Standing.EXPECTED if start > today else Standing.UNRECORDED
            yield Sitting(body, start.year, start, start + max(length, timedelta()), standing, year_alone=not dated)
