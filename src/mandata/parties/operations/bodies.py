"""What becomes of bodies: dissolved by a decision, and taken back where that was recorded in error."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, replaced
from mandata.parties.models import Dissolution, Office, Party, PartyKind, dissolved_on
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, doing, operation

NEVER_DISSOLVED = (PartyKind.ORGANISATION, PartyKind.SECRETARIAT, PartyKind.STATE, PartyKind.ECONOMY, PartyKind.REGION, PartyKind.CLASS)


@operation("dissolve", on="party")
def dissolve_party(
    *, acting_as: Acting, party: Party, source: str, first_day: date | None = None, successor: Party | None = None, happened_at: datetime | None = None
) -> Dissolution:
    """Record that a body exists no more from ``first_day`` on, by which decision; offices in it end with the day before.

    What texts ask of it is owed by nobody until an owner is named: only a text ends a duty.
    """
    first_day, source = first_day or timezone.now().date(), " ".join(source.split())
    if party.entity in NEVER_DISSOLVED:
        raise RuleBroken(gettext("An entity of this kind is not dissolved: end its membership or its class."), party)
    if not source or len(source) > 300:
        raise RuleBroken(gettext("Say by which decision, in at most 300 signs."), party)
    if Dissolution.objects.known().filter(party=party).exists():
        raise RuleBroken(gettext("This body is dissolved already."), party)
    if successor is not None and (successor.pk == party.pk or successor.root_id != party.root_id or dissolved_on(successor, first_day)):
        raise RuleBroken(gettext("Another body of the same organisation takes over, one that exists."), party)
    under = party.children.exclude(pk__in=Dissolution.objects.known().values("party"))
    if some := [one.name for one in under.prefetch_related("names")[:5]]:
        raise RuleBroken(gettext("There are bodies under it: %(bodies)s. Dissolve them, or put them under another, first.") % {"bodies": joined(some)}, party)
    act = doing().write(party)
    dissolution = Dissolution.objects.create(party=party, successor=successor, source=source, since=first_day, opened_by=act)
    doing().also(dissolution, *([successor] if successor else []))
    for office in Office.objects.known().filter(party=party).exclude(until__lt=first_day):
        if office.since is not None and office.since >= first_day:
            office.closed_by = act
            office.save(update_fields=["closed_by"])
            doing().also(office)
        else:
            doing().also(office, replaced(office, act, until=first_day - A_DAY))
    return dissolution


@operation("take-back", on="dissolution")
def take_back_dissolution(*, acting_as: Acting, dissolution: Dissolution) -> None:
    """Take back a dissolution that was recorded in error; offices that it ended are given again by acts of their own."""
    if dissolution.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), dissolution)
    dissolution.closed_by = doing().write(dissolution)
    dissolution.save(update_fields=["closed_by"])
    doing().also(dissolution.party)


def exists_on(party: Party, day: date) -> None:
    """Nothing begins in a body that exists no more."""
    if (gone := dissolved_on(party, day)) is not None and gone.since is not None:
        raise RuleBroken(gettext("%(body)s exists no more since %(day)s.") % {"body": party, "day": date_format(gone.since)}, party)
