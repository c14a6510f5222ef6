"""National initiatives: each belongs to its State, which alone enters and ends it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext

from mandata.membership.models import Initiative
from mandata.membership.operations.regional.words import SHORT, said
from mandata.membership.operations.waiting import day_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.models import Party, PartyKind
from mandata.shared.operations import RuleBroken, doing, operation


@operation("enter-initiative", on="party", argument="state")
def enter_initiative(*, acting_as: Acting, state: Party, title: str, words: str, document: str = "", since: date | None = None,
                     until: date | None = None, happened_at: datetime | None = None) -> Initiative:
    """Enter, for one's own State, a national initiative that others may support."""
    if state.entity != PartyKind.STATE:
        raise RuleBroken(gettext("A national initiative belongs to a State."), state)
    in_order(since, until, state)
    title = said(title, gettext("what the initiative is called"), state, SHORT)
    if not words.strip():
        raise RuleBroken(gettext("Say: %(what)s.") % {"what": gettext("what the initiative does")}, state)
    act = doing().write(state)
    since = since or day_of(act)
    alone(Initiative.objects.known().filter(state=state, title=title), since, until, state)
    opened = Initiative.objects.create(
        state=state, title=title, words=words.strip(), document=" ".join(document.split())[:300], since=since, until=until, opened_by=act)
    doing().also(opened)
    return opened


@operation("end", on="initiative")
def end_initiative(*, acting_as: Acting, initiative: Initiative, last_day: date, happened_at: datetime | None = None) -> Initiative:
    """A State's initiative ended."""
    if initiative.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), initiative)
    in_order(initiative.since, last_day, initiative)
    ended = replaced(initiative, doing().write(initiative), until=last_day)
    doing().also(ended, initiative.state)
    return ended
