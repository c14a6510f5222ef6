"""What a plan is as a document: of which organisation, before which meeting, of which study period, from whom, of which day, about what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext, ngettext

from mandata.mandates.calendar import Calendar, Standing, calendar_of
from mandata.mandates.models import DutyState, PlanIssue
from mandata.parties.models import Classification, Organisation, Party, PartyKind
from mandata.shared.joining import joined

ADVISORY = ("place", "advisory-group")  # the class of the groups before which plans come
Pairs = list[tuple[str, str]]


def counted(states: Iterable[str]) -> list[tuple[str, int]]:
    """How many lines are in each state, in the order of the states."""
    counts: dict[str, int] = {}
    for one in states:
        counts[one] = counts.get(one, 0) + 1
    return [(str(DutyState(code).label), counts[code]) for code in DutyState.values if code in counts]


def abstract(states: Sequence[str]) -> str:
    """How many lines there are, and how many in each state."""
    n = len(states)
    return " · ".join([ngettext("%(n)s action line", "%(n)s action lines", n) % {"n": n}, *(f"{words}: {count}" for words, count in counted(states))])


def advisory(organisation: Organisation, body: Party | None) -> Party | None:
    """The group before which the plan of a body's text comes: the advisory one beside or under the body, or the only one there is."""
    classed = Classification.objects.at(timezone.now()).filter(party__organisation=organisation, scheme=ADVISORY[0], code=ADVISORY[1])
    groups = list(Party.objects.filter(pk__in=classed.values("party")).prefetch_related("names").order_by("key"))
    beside = [one for one in groups if body is not None and one.parent_id in (body.pk, body.parent_id)]
    return beside[0] if len(beside) == 1 else groups[0] if len(groups) == 1 else None


def front(organisation: Organisation, document: str, states: Sequence[str], body: Party | None = None, more: Sequence[tuple[str, str]] = ()) -> Pairs:
    """The rows at the head of a file; what is not known is left out."""
    calendar = calendar_of(organisation)
    found: Pairs = [(gettext("Organisation"), organisation.name), (gettext("Document"), document)]
    if (group := advisory(organisation, body)) is not None:
        found.append((gettext("Submitted to"), _meeting(calendar, group)))
    if period := _period(calendar):
        found.append((gettext("Study period"), period))
    secretariat = Party.objects.filter(organisation=organisation, entity=PartyKind.SECRETARIAT).prefetch_related("names").order_by("pk").first()
    if secretariat is not None:
        found.append((gettext("Source"), secretariat.name))
    found += [
        (gettext("Date"), date_format(timezone.now().date())),
        (gettext("Original language"), str(get_language_info(_known(organisation.reference_language))["name_translated"])),
        (gettext("Summary"), abstract(states)), *more,
    ]
    return found


def _known(language: str) -> str:
    return {"zh": "zh-hans"}.get(language, language)


def _meeting(calendar: Calendar, group: Party) -> str:
    """A group, and its next session where one is to come."""
    coming = next((one for one in calendar.of(group.pk) if one.end >= calendar.today), None)
    if coming is None:
        return group.name
    days = date_format(coming.start) if coming.start == coming.end else f"{date_format(coming.start)} – {date_format(coming.end)}"
    return joined((group.name, days)) + (f" ({Standing.EXPECTED.label})" if coming.expected else "")


def _period(calendar: Calendar) -> str:
    """The study periods that run today."""
    running = [
        one for one in calendar.periods
        if one.opened_by.start <= calendar.today and (one.closed_by is None or calendar.today < one.closed_by.start)
    ]
    years = {f"{one.opened_by.year}–{one.closed_by.year}" if one.closed_by else f"{one.opened_by.year}–" for one in running}
    return joined(sorted(years))


def issued(issue: PlanIssue) -> str:
    """An issue by its number and day."""
    return gettext("Issue %(number)s, %(day)s") % {"number": issue.number, "day": date_format(issue.day)}


def difference(issue: PlanIssue, n: int) -> str:
    """What a file says of its marks."""
    return ngettext(
        "%(n)s line is otherwise than in issue %(number)s of %(day)s; it stands as a tracked change: accepted it gives this plan, rejected that issue.",
        "%(n)s lines are otherwise than in issue %(number)s of %(day)s; they stand as tracked changes: accepted they give this plan, rejected that issue.", n,
    ) % {"n": n, "number": issue.number, "day": date_format(issue.day)}
