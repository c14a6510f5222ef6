"""What was done before the records were kept here: taken over as it was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext

from mandata.membership.models import Application, Route
from mandata.membership.operations.admission import admit, apply, confirm_address, record_answer
from mandata.parties.capacity import HOUSE, Acting
from mandata.parties.models import Party
from mandata.shared.operations import RuleBroken, doing, known_as_of, operation


@dataclass(frozen=True, slots=True)
class Known:
    """One application as it was known at a time: when it came, when it was answered and admitted, if it was.

    Moments carry a time zone. ``document`` is what tells of it: its name and its bytes.
    """

    firm_name: str
    state: Party
    groups: Sequence[Party]
    applied: datetime
    known: datetime
    document: tuple[str, bytes]
    approved: datetime | None = None
    admitted: datetime | None = None
    signatory: str = ""
    contact_name: str = ""
    contact_email: str = ""


@operation("import", on="route")
def import_application(*, acting_as: Acting, route: Route, row: Known, sample: bool = False) -> Application:
    """Take over one application with what was done on it; its acts are marked as imported and known when they were."""
    moments = [one for one in (row.applied, row.approved, row.admitted, row.known) if one is not None]
    if moments != sorted(moments):
        raise RuleBroken(gettext("%(firm)s: it was applied, approved, admitted and known in this order.") % {"firm": row.firm_name}, route)
    if row.admitted and not row.approved:
        raise RuleBroken(gettext("%(firm)s: without the approval of its administration no firm is admitted.") % {"firm": row.firm_name}, route)
    # The officer's right to import is asked by this operation; what others did then is told in nobody's name.
    teller = replace(HOUSE, user=acting_as.user)
    with known_as_of(row.known):
        application = apply(
            acting_as=teller, route=route, state_party=row.state, firm_name=row.firm_name, contact_name=row.contact_name or row.firm_name,
            contact_email=row.contact_email or "unknown@invalid.invalid", groups=row.groups, sample=sample, happened_at=row.applied,
        )
        confirm_address(acting_as=teller, application=application, secret=application.secret, happened_at=row.applied)
        if row.approved:
            record_answer(
                acting_as=teller, application=application, approved=True, signatory=row.signatory or gettext("as told by the document"),
                letter=row.document, happened_at=row.approved,
            )
        if row.admitted:
            admit(acting_as=teller, application=application, happened_at=row.admitted)
    doing().also(application)
    return application
