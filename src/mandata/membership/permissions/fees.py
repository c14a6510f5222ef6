"""Who keeps fees; formulas and units are open to all, dues and payments to officers and to the member itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from mandata.membership.models import Due, FeeFormula, Payment, TermsReview, UnitValue
from mandata.membership.permissions.circulars import answers_for
from mandata.parties.permissions import OFFICER, everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

FEES = gettext_noop("house rule: officers raise the dues that the formulas give, and record payments and reviews")


def _officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        answer = officers_only(acting_as, None)
    elif isinstance(subject, Payment):
        answer = officers_only(acting_as, subject.due.organisation)
    else:
        answer = officers_only(acting_as, getattr(subject, "organisation", None) or subject)
    return Answer(answer.allowed, answer.reason, FEES, answer.office)


for _verb in ("set-fee", "set-unit", "raise-dues"):
    policy(_verb, on="organisation")(_officers)
for _verb in ("remit", "pay"):
    policy(_verb, on="due")(_officers)
policy("take-back", on="payment")(_officers)
policy("review-terms", on="route")(_officers)
for _record in (FeeFormula, UnitValue, TermsReview):
    sight(_record)(everybody)


def _seen(acting_as: Capacity, prefix: str = "") -> Q:
    """Officers of the organisation, and whoever answers for the member."""
    kept = [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function == OFFICER]
    return Q(**{f"{prefix}organisation__in": kept}) | Q(**{f"{prefix}member__in": answers_for(acting_as)})


@sight(Due)
def dues_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """One's own, or those that one keeps."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(_seen(acting_as))


@sight(Payment)
def payments_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Whoever sees the due."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(_seen(acting_as, "due__"))
