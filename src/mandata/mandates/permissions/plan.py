"""Who issues and reviews action plans and opens their programmes: officers; who does what in them tells it; all is everybody's to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from mandata.mandates.models import ActivityStanding, PlanActivity, PlanIssue, PlanProgramme, PlanReview
from mandata.membership.permissions.regional import SPEAKS, speaks_for
from mandata.parties.permissions import everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

ACTIVE = gettext_noop("house rule: each group, bureau and office tells for itself what it does in the programmes of a plan")
PLANS = gettext_noop("house rule: officers issue the action plans, and record the review that a meeting made of one")


def by_officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the text's organisation."""
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)
    return Answer(answer.allowed, answer.reason, PLANS, answer.office)


for _verb in ("issue-plan", "review-plan"):
    policy(_verb, on="work")(by_officers)
policy("open-programme", on="work")(by_officers)
policy("end", on="planprogramme")(lambda acting_as, subject, at: by_officers(acting_as, subject if isinstance(subject, str) else subject.work, at))


def may_do(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever speaks for the group, bureau or office that does it."""
    if isinstance(subject, str):
        held = any(one.function in SPEAKS.get(one.party.entity, ()) for one in getattr(acting_as, "offices", ()))
        return Answer(held, gettext("Whoever holds its office acts for a State, group or organisation."), ACTIVE)
    party = subject.party if isinstance(subject, PlanActivity) else subject
    if office := speaks_for(acting_as, party):
        return Answer(True, gettext("You act for %(party)s.") % {"party": party}, ACTIVE, office)
    return Answer(False, gettext("Only %(party)s itself may do this, through whoever holds its office.") % {"party": party}, ACTIVE)


policy("record-activity", on="party")(may_do)
policy("move-on", on="planactivity")(may_do)
for _record in (ActivityStanding, PlanActivity, PlanIssue, PlanProgramme, PlanReview):
    sight(_record)(everybody)
