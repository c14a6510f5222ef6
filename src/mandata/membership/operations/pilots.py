"""What a pilot cost and how those concerned see it: recorded for the report on its results."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import PilotCost, PilotView, Route
from mandata.membership.permissions.regional import speaks_for
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, replaced
from mandata.parties.models import Party
from mandata.shared.operations import RuleBroken, doing, operation


@operation("record-cost", on="route")
def record_cost(*, acting_as: Acting, route: Route, words: str, amount: int, currency: str, source: str, day: date | None = None,
                happened_at: datetime | None = None) -> PilotCost:
    """Record what a way of admission cost, for what and from which budget; all costs of one are in one currency, so that they add."""
    words, source, currency = _line(words, 300, route), _line(source, 300, route), currency.strip().upper()
    if amount <= 0:
        raise RuleBroken(gettext("A cost is more than nothing."), route)
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise RuleBroken(gettext("Give the currency by its three letters, for example CHF."), route)
    other = PilotCost.objects.known().filter(route=route).exclude(currency=currency).first()
    if other is not None:
        raise RuleBroken(gettext("The costs of this way of admission are kept in %(currency)s: give the amount in it.") % {"currency": other.currency}, route)
    cost = PilotCost.objects.create(route=route, words=words, amount=amount, currency=currency, source=source, since=_day(day, route), opened_by=doing().write(route))
    doing().also(cost)
    return cost


@operation("take-back", on="pilotcost", argument="cost")
def take_back_cost(*, acting_as: Acting, cost: PilotCost) -> None:
    """Say that a cost was recorded in error; what was known before stays known."""
    if cost.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), cost)
    cost.closed_by = doing().write(cost)
    cost.save(update_fields=["closed_by"])
    doing().also(cost.route)


@operation("give-view", on="party", argument="party")
def give_view(*, acting_as: Acting, party: Party, route: Route, wants: str, words: str, source: str = "", day: date | None = None,
              happened_at: datetime | None = None) -> PilotView:
    """Say, for a firm, group or administration, how it sees a pilot; an officer records one that came by letter. The view before ends."""
    if party.root_id != route.organisation_id:
        raise RuleBroken(gettext("%(party)s belongs to another organisation.") % {"party": party}, party)
    if wants not in PilotView.Wants.values:
        raise RuleBroken(gettext("Say what should become of the pilot: end it, extend it, make it permanent, or nothing of its future."), party)
    words, source = _line(words, 1000, party), " ".join(source.split())
    if not source and not speaks_for(acting_as, party):
        raise RuleBroken(gettext("Say by which letter or report the view came."), party)
    if len(source) > 300:
        raise RuleBroken(gettext("Say it in at most %(most)s signs.") % {"most": 300}, party)
    day, act = _day(day, party), doing().write(party)
    for before in PilotView.objects.known().filter(party=party, route=route, until=None):
        if before.since is not None and before.since >= day:
            before.closed_by = act
            before.save(update_fields=["closed_by"])
        else:
            replaced(before, act, until=day - A_DAY)
    view = PilotView.objects.create(party=party, route=route, wants=wants, words=words, source=source, since=day, opened_by=act)
    doing().also(view, route)
    return view


def _line(words: str, most: int, subject: object) -> str:
    words = " ".join(words.split())
    if not words or len(words) > most:
        raise RuleBroken(gettext("Something has to be written here, in at most %(most)s signs.") % {"most": most}, subject)
    return words


def _day(day: date | None, subject: object) -> date:
    happened = doing().act.happened_at.date()
    if day is not None and (day > timezone.now().date() or day > happened):
        raise RuleBroken(gettext("What is recorded here has happened: its day is today or earlier."), subject)
    return day or happened
