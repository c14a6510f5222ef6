"""Who drafts, writes in and publishes a report; a published one is everybody's to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from mandata.parties.models import Organisation
from mandata.parties.permissions import OFFICER, officers_only
from mandata.reports.models import Report, ReportObservation, ReportState, SignedParagraph
from mandata.shared.rights import Answer, Capacity, policy, sight

REPORTERS = gettext_noop("house rule: officers of the secretariat draft and publish its reports")


def _officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the organisation reported on."""
    organisation = None if isinstance(subject, str) else subject if isinstance(subject, Organisation) else subject.organisation
    answer = officers_only(acting_as, organisation)
    return Answer(answer.allowed, answer.reason, REPORTERS, answer.office)


policy("draft-report", on="organisation")(_officers)
for _verb in ("write-paragraph", "withdraw-paragraph", "publish"):
    policy(_verb, on="report")(_officers)


def _seen(acting_as: Capacity, queryset: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    """Published ones; drafts for officers of the organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    kept = [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function == OFFICER]
    return queryset.filter(Q(**{f"{prefix}state": ReportState.PUBLISHED}) | Q(**{f"{prefix}organisation__in": kept}))


sight(Report)(_seen)


def _through_report(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    return _seen(acting_as, queryset, "report__")


for _record in (ReportObservation, SignedParagraph):
    sight(_record)(_through_report)
