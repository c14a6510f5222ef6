"""Who says how a pilot is seen and what it cost: those concerned for themselves, officers what came by letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import PilotCost, PilotView
from mandata.membership.permissions.regional import SPEAKS, speaks_for
from mandata.parties.permissions import everybody, officers_of, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

VIEWS = gettext_noop("house rule: each firm, group and administration says for itself how it sees a pilot; officers record what came by letter")
COSTS = gettext_noop("house rule: officers record what a pilot cost, each cost with its source")


@policy("give-view", on="party")
def may_give_view(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever speaks for the party, or an officer who has its letter."""
    if isinstance(subject, str):
        held = any(one.function in SPEAKS.get(one.party.entity, ()) for one in getattr(acting_as, "offices", ()))
        return Answer(held, gettext("Whoever holds its office acts for a State, group or organisation."), VIEWS)
    if office := speaks_for(acting_as, subject):
        return Answer(True, gettext("You act for %(party)s.") % {"party": subject}, VIEWS, office)
    answer = officers_of(acting_as, subject)
    return Answer(answer.allowed, answer.reason if answer else gettext("Only %(party)s itself, or an officer who has its letter, may do this.") % {
        "party": subject}, VIEWS, answer.office)


def may_keep_costs(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the organisation."""
    route = subject.route if isinstance(subject, PilotCost) else subject
    answer = officers_only(acting_as, None if isinstance(subject, str) else route.organisation)
    return Answer(answer.allowed, answer.reason, COSTS, answer.office)


policy("record-cost", on="route")(may_keep_costs)
policy("take-back", on="pilotcost")(may_keep_costs)
for _record in (PilotCost, PilotView):
    sight(_record)(everybody)
