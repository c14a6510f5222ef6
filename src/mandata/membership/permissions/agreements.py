"""Who records agreements; the register is open to all, the text as signed to officers and to its parties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from mandata.membership.models import Agreement, AgreementTerm, AgreementText, SigningPower
from mandata.parties.permissions import OFFICER, everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

AGREEMENTS = gettext_noop("house rule: officers record agreements as they were signed by an office with the power to sign")


def _of_organisation(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject)
    return Answer(answer.allowed, answer.reason, AGREEMENTS, answer.office)


def _of_agreement(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return _of_organisation(acting_as, subject if isinstance(subject, str) else subject.organisation, at)


for _verb in ("conclude", "give-power"):
    policy(_verb, on="organisation")(_of_organisation)
for _verb in ("prolong", "end"):
    policy(_verb, on="agreement")(_of_agreement)
for _record in (Agreement, AgreementTerm, SigningPower):
    sight(_record)(everybody)


@sight(AgreementText)
def texts_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation, and whoever holds an office in one of the parties."""
    if getattr(acting_as, "house", False):
        return queryset
    offices = getattr(acting_as, "offices", ())
    kept = [one.party.root_id for one in offices if one.function == OFFICER]
    signed = Agreement.objects.filter(Q(organisation__in=kept) | Q(parties__in=[one.party_id for one in offices])).values("pk")
    return queryset.filter(agreement__in=signed)
