"""What a live duty asks for by which day, against the calendar: computed from its terms, and compared with what stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mandata.mandates.calendar import Calendar, Sitting, Standing, add_months
from mandata.mandates.models import MandateTerms, PeriodFixed
from mandata.mandates.settings import Settings
from mandata.parties.models import BodySession, Office, Party

A_DAY = timedelta(days=1)
LENGTH = re.compile(r"P(\d{1,3})([YMD])")
DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
NEAR = 200  # days: so far an obligation rolls when a session that was expected is announced, or one moves


@dataclass(frozen=True, slots=True)
class Wanted:
    """One dated thing that a duty asks for."""

    slot: str
    due_on: date
    body: Party | None = None
    session: BodySession | None = None
    expected: bool = False
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody to whom an act gave a responsibility, and since when."""

    office: Office
    since: date | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Against what the obligations of an organisation are computed."""

    calendar: Calendar
    settings: Settings
    holders: dict[str, list[Holder]]  # by actor: of those who owe only with a responsibility


def period_open(terms: MandateTerms) -> bool:
    """Whether the text asks for something again and again without saying how often."""
    return bool(terms.due_kind == "period" and terms.due.get("value") == {"every": None})


def wanted(terms: MandateTerms, fixed: Sequence[PeriodFixed], ground: Ground) -> list[Wanted]:
    """All that a duty asks for from the day on which it is counted to six years ahead, the earliest first.

    Nothing, where its words set no time that a calendar can compute. A duty of those who owe only by a responsibility that an act gave
    is wanted of each of them, and of nobody where there is none.
    """
    since = first_day(terms, ground.settings)
    only = [code for code in terms.actors.split() if code in ground.settings.responsible]
    if not only:
        return [one for one in _dated(terms, fixed, ground.calendar) if since <= one.due_on <= ground.calendar.horizon]
    found = []
    for holder in (one for code in only for one in ground.holders.get(code, ())):
        begins = max(filter(None, (since, holder.since, holder.office.since)))
        for one in _dated(terms, fixed, ground.calendar, holder.office.party, begins):
            if begins <= one.due_on <= ground.calendar.horizon:
                found.append(Wanted(f"{one.slot}|{holder.office.uid}", one.due_on, one.body, one.session, one.expected, holder.office))
    return found


def adopted(terms: MandateTerms) -> date:
    """The day from which the words hold."""
    revision = terms.version.revision
    session = revision.session
    return (
        revision.adopted_on or revision.in_force_from or (session and (session.end or session.start)) or terms.mandate.created_by.happened_at.date()
    )


def first_day(terms: MandateTerms, settings: Settings) -> date:
    """From which day on what is due is counted: the text's own, but not before the day that the organisation has set, else its first here."""
    return max(adopted(terms), settings.owed_from or terms.mandate.created_by.happened_at.date())


def _dated(
    terms: MandateTerms, fixed: Sequence[PeriodFixed], calendar: Calendar, own: Party | None = None, after: date | None = None
) -> Iterable[Wanted]:
    value: Any = terms.due.get("value")
    if terms.due_kind == "date" and value and (day := _last_day(str(value.get("date", "")))):
        return [Wanted(f"d:{day}", day)]
    if terms.due_kind == "meeting" and value:
        return _meetings(terms, value, calendar, own, after or adopted(terms))
    if terms.due_kind == "period" and value is not None:
        if value.get("every"):
            return _every(str(value["every"]), _receiver(terms, calendar), calendar, adopted(terms))
        return _as_fixed(terms, fixed, calendar)
    return []


def _as_fixed(terms: MandateTerms, fixed: Sequence[PeriodFixed], calendar: Calendar) -> Iterable[Wanted]:
    """What « periodic » asks for by the decisions that fixed it, each from its day to its last."""
    found: dict[str, Wanted] = {}
    for period in fixed:
        since = period.since or adopted(terms)
        if period.every:
            some = _every(period.every, period.body or _receiver(terms, calendar), calendar, since)
        else:
            some = (_at(one, "at", _hears(terms, one.body)) for one in calendar.of(period.body_id or 0, since))
        for one in some:
            if period.until is None or one.due_on <= period.until:
                found.setdefault(one.slot, one)
    return found.values()


def _last_day(words: str) -> date | None:
    """« 2026 », « 2026-05 » or « 2026-05-31 » as the last day that it leaves."""
    match = DAY.fullmatch(words)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3])) if match[3] else add_months(date(year, month, 1), 1) - A_DAY
    except ValueError:
        return None


def _body(calendar: Calendar, code: str | None) -> Party | None:
    return calendar.actors.get(code or "")


def _receiver(terms: MandateTerms, calendar: Calendar) -> Party | None:
    """The body to which the duty reports, where it holds sessions."""
    found = (_body(calendar, one.get("actor")) for one in terms.report_to)
    return next((one for one in found if one is not None and calendar.of(one.pk)), None)


def _hears(terms: MandateTerms, body: Party) -> bool:
    """Whether the body is told by another: then it is due when the session opens; what a body does itself, when it closes."""
    return f" {body.actor} " not in terms.actors


def _meetings(terms: MandateTerms, value: dict[str, Any], calendar: Calendar, own: Party | None, after: date) -> Iterable[Wanted]:
    body = _body(calendar, value.get("body")) or (own if value.get("which") == "first" or not value.get("body") else None)
    if body is None:
        return []
    which, relation = value.get("which"), str(value.get("relation") or "at")
    sittings = calendar.of(body.pk, after)
    if which == "named":
        sittings = sittings_named(calendar, value, body)
    elif which == "next":
        sittings = sittings[:1]
    elif which == "first":
        opening = [one for one in calendar.opening(body) if one.start > after]
        sittings = opening or sittings[:1]
    hears = _hears(terms, body)
    if which in ("next", "named") and len(sittings) == 1:
        return [Wanted(f"{which}:{adopted(terms):%Y-%m}", *_day_of(sittings[0], relation, hears))]
    return [_at(one, relation, hears) for one in sittings]


def sittings_named(calendar: Calendar, value: dict[str, Any], body: Party | None = None) -> list[Sitting]:
    """The sittings of a body that words name by a year or a number; a name stays with a session that moved into another year."""
    body = body or _body(calendar, value.get("body"))
    every, year, number = calendar.of(body.pk) if body else [], value.get("year"), value.get("number")
    found = [one for one in every if year == one.year or (one.session is not None and number and one.session.ordinal == str(number))]
    return found or [one for one in every if year in one.planned]


def _at(one: Sitting, relation: str, hears: bool) -> Wanted:
    return Wanted(one.slot, *_day_of(one, relation, hears))


def _day_of(one: Sitting, relation: str, hears: bool) -> tuple[date, Party, BodySession | None, bool]:
    day = one.start - A_DAY if relation == "before" else one.end if relation == "after" or not hears else one.start
    return day, one.body, one.session, one.expected


def _every(every: str, body: Party | None, calendar: Calendar, since: date) -> Iterator[Wanted]:
    """Each year (or each so many years or months): at the session of that year of the body that is told, else at the end of the time."""
    length = LENGTH.fullmatch(every)
    if length is None:
        return
    number = int(length[1])
    months = number * 12 if length[2] == "Y" else number if length[2] == "M" else max(1, number // 30)
    if months < 12 or months % 12:
        at = date(since.year, 1, 1)
        while at <= calendar.horizon and months:
            at = add_months(at, months)
            yield Wanted(f"m:{at - A_DAY:%Y-%m}", at - A_DAY)
        return
    sittings = [one for one in calendar.of(body.pk) if one.standing != Standing.UNRECORDED] if body else []
    for year in range(since.year + (months // 12 - 1 if months > 12 else 0), calendar.horizon.year + 1, months // 12):
        session = next((one for one in sittings if one.start.year == year and one.start > since), None)
        if session is not None and body is not None:
            yield Wanted(f"y:{year}", session.start, body, session.session, session.expected)
        elif not any(one.start.year == year for one in sittings):
            yield Wanted(f"y:{year}", date(year, 12, 31), body)


@dataclass(frozen=True, slots=True)
class Difference:
    """What an act makes of the obligations of one duty."""

    opened: list[Wanted]
    kept: list[tuple[Any, Wanted]]  # obligations and what they are now, on the same day or another
    void: list[Any]


def difference(want: Sequence[Wanted], have: Sequence[Any], since: date, calendar: Calendar) -> Difference:
    """Lay what is wanted beside the obligations that stand: the same place in the calendar, else the same session, else the nearest in time.

    What was delivered or excused keeps its place; what was due under the text of before stays; what lies beyond the calendar waits.
    """
    by_slot = {one.slot: one for one in have}
    kept, rest = [], []
    for one in want:
        if (found := by_slot.pop(one.slot, None)) is not None:
            kept.append((found, one))
        else:
            rest.append(one)
    left = [one for one in by_slot.values() if one.state != "void" and since <= one.due_on]
    opened = []
    for one in rest:
        near = min((old for old in left if _rolls(old, one)), key=lambda old: abs(old.due_on - one.due_on), default=None)
        if near is None:
            opened.append(one)
        else:
            left.remove(near)
            kept.append((near, one))
    return Difference(opened, kept, [one for one in left if one.state == "open" and since <= one.due_on <= calendar.horizon])


def _rolls(old: Any, new: Wanted) -> bool:
    """Whether an obligation is the same, on other days: due to the same body, of the same office, one of them expected or their session the same."""
    if old.body_id != (new.body.pk if new.body else None) or old.office_id != (new.office.pk if new.office else None) or old.body_id is None:
        return False
    if old.session_id is not None and new.session is not None:
        return bool(old.session_id == new.session.pk)
    return (old.expected or new.expected) and abs(old.due_on - new.due_on) <= timedelta(days=NEAR)
