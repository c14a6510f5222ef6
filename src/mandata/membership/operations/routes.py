"""Routes and who takes part in them: terms by a text, groups by their own decision, definitions by their own State."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext

from mandata.membership.models import Definition, Participation, Route, RouteTerms
from mandata.membership.operations.waiting import day_of, end_row
from mandata.membership.rights import opens_nothing_in, table_of
from mandata.parties.capacity import Acting
from mandata.parties.models import Membership, Party, PartyKind
from mandata.shared.operations import RuleBroken, doing, operation


@operation("opt-in", on="party", argument="group")
def opt_in(*, acting_as: Acting, group: Party, route: Route, basis: str = "", cited: str = "", happened_at: datetime | None = None) -> Participation:
    """Record that a group has decided to take part in a route."""
    if group.entity != PartyKind.GROUP or group.organisation_id != route.organisation_id:
        raise RuleBroken(gettext("%(group)s is no group of this organisation.") % {"group": group}, group)
    if Participation.objects.known().filter(group=group, route=route, until=None).exists():
        raise RuleBroken(gettext("%(group)s takes part already.") % {"group": group}, group)
    terms = RouteTerms.objects.at(doing().act.happened_at).filter(route=route).order_by("-since").first()
    if terms is not None and (why := opens_nothing_in(group, terms, table_of(route.organisation_id, doing().act.happened_at))):
        raise RuleBroken(f"{why} {gettext('Basis')}: {terms.basis}", group)
    act = doing().write(group)
    taken = Participation.objects.create(
        group=group, route=route, basis=basis or gettext("decision of the group"), cited=cited, since=day_of(act), opened_by=act
    )
    doing().also(taken, route)
    return taken


@operation("opt-out", on="party", argument="group")
def opt_out(*, acting_as: Acting, group: Party, route: Route, happened_at: datetime | None = None) -> None:
    """Record that a group has decided to take part no longer: what the route gave in this group ends with it."""
    taken = Participation.objects.known().filter(group=group, route=route, until=None).first()
    if taken is None:
        raise RuleBroken(gettext("%(group)s does not take part.") % {"group": group}, group)
    act = doing().write(group)
    end_row(taken, act)
    doing().also(taken, route)


@operation("set-terms", on="route")
def change_terms(
    *, acting_as: Acting, route: Route, category: str, basis: str, cited: str = "", pilot: bool = False, term: date | None = None,
    by_administration: bool = True, by_group: bool = True, happened_at: datetime | None = None,
) -> RouteTerms:
    """Open, extend or convert a route by a text: the terms before end, and members go over into the new category by the same act."""
    if not basis.strip():
        raise RuleBroken(gettext("Only a text opens, extends or converts this: give it as the basis."), route)
    act = doing().write(route)
    for before in RouteTerms.objects.known().filter(route=route, until=None):
        end_row(before, act)
        if before.category != category:
            _convert(before.category, category)
    opened = RouteTerms.objects.create(
        route=route, category=category, basis=basis.strip(), cited=cited, pilot=pilot, term=term, by_administration=by_administration,
        by_group=by_group, since=day_of(act), opened_by=act,
    )
    doing().also(opened)
    return opened


def _convert(before: str, category: str) -> None:
    """Members in the category before go over into the new one, where they are members."""
    act, route = doing().act, doing().subject
    firms = {one.firm_id for one in route.applications.filter(state="admitted")}  # type: ignore[union-attr]
    for row in Membership.objects.known().filter(member__in=firms, category=before, until=None):
        end_row(row, act)
        doing().also(Membership.objects.create(member=row.member, of=row.of, category=category, since=day_of(act), opened_by=act))


@operation("declare-definition", on="party", argument="state_party")
def declare_definition(
    *, acting_as: Acting, state_party: Party, title: str, source: str, words: str = "", staff_below: int | None = None,
    turnover_below: Decimal | None = None, currency: str = "", adopted_on: date | None = None, happened_at: datetime | None = None,
) -> Definition:
    """Declare, for a State, the definition of an SME that it applies; one that it had ends, and stays with the answers given under it."""
    if not title.strip() or not source.strip():
        raise RuleBroken(gettext("Give the title of the text and where it is found."), state_party)
    if turnover_below is not None and not currency:
        raise RuleBroken(gettext("Say in which currency the turnover is."), state_party)
    act = doing().write(state_party)
    for before in Definition.objects.known().filter(state_party=state_party, until=None):
        end_row(before, act)
    declared = Definition.objects.create(
        state_party=state_party, title=title.strip(), words=words, staff_below=staff_below, turnover_below=turnover_below, currency=currency,
        adopted_on=adopted_on, source=source.strip(), since=day_of(act), opened_by=act,
    )
    doing().also(declared)
    return declared
