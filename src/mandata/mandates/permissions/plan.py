"""Who issues and reviews action plans: officers; the result is everybody's to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from mandata.mandates.models import PlanIssue, PlanReview
from mandata.parties.permissions import everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

PLANS = gettext_noop("house rule: officers issue the action plans, and record the review that a meeting made of one")


def by_officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the text's organisation."""
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)
    return Answer(answer.allowed, answer.reason, PLANS, answer.office)


for _verb in ("issue-plan", "review-plan"):
    policy(_verb, on="work")(by_officers)
for _record in (PlanIssue, PlanReview):
    sight(_record)(everybody)
