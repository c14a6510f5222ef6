"""Who may confirm and assign duties; live duties are everybody's to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from mandata.mandates.models import Assignment, Mandate, MandateTerms, TermsQuote
from mandata.parties.permissions import everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight


@policy("assign", on="mandate")
def may_assign(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)
    if answer and not isinstance(subject, str) and subject.ended_by_id is not None:
        return Answer(False, gettext("This duty has ended: it needs no owner."))
    return answer


@policy("add-duty", on="finding")
def may_add(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    organisation = None if isinstance(subject, str) else subject.reading.language_version.file.organisation
    return officers_only(acting_as, organisation)


@policy("confirm-changed", on="mandateterms")
def may_confirm_changed(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    organisation = None if isinstance(subject, str) else subject.mandate.organisation
    return officers_only(acting_as, organisation)


@policy("carry-over", on="revision")
def may_carry_over(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject.work.organisation)


for _record in (Mandate, MandateTerms, TermsQuote, Assignment):
    sight(_record)(everybody)
