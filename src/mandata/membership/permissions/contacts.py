"""Who records contacts: whoever acts for the party that made them; who sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import Contact, ContactResult
from mandata.membership.permissions.admission import ADMINISTRATION, states_of
from mandata.parties.models import PartyKind
from mandata.parties.permissions import OFFICER, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

PROMOTION = gettext_noop(
    "house rule: bureaux, regional and area offices, regional organisations and administrations record their own contacts; officers those of the secretariat")
OF_THE_SECRETARIAT = (PartyKind.SECRETARIAT, PartyKind.BUREAU, PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE)
PROMOTERS = (*OF_THE_SECRETARIAT, PartyKind.STATE, PartyKind.REGIONAL_ORGANISATION)


@policy("record-contact", on="party")
def may_record_contact(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    offices = getattr(acting_as, "offices", ())
    if isinstance(subject, str):
        held = any(_promotes(one) for one in offices) or bool(officers_only(acting_as, None))
        return Answer(held, gettext("Whoever acts for a party that promotes records its contacts."), PROMOTION)
    own = next((one for one in offices if one.party_id == subject.pk and _promotes(one)), None)
    if own is not None:
        return Answer(True, gettext("You act for %(party)s.") % {"party": subject}, PROMOTION, own.uid)
    if subject.entity in OF_THE_SECRETARIAT and (answer := officers_only(acting_as, subject.organisation)):
        return Answer(True, answer.reason, PROMOTION, answer.office)
    return Answer(False, gettext("Only whoever acts for %(party)s may record its contacts.") % {"party": subject}, PROMOTION)


def _promotes(office: Any) -> bool:
    """A State is spoken for by its administration alone; the others by whoever holds an office there."""
    entity = office.party.entity
    return office.function in ADMINISTRATION if entity == PartyKind.STATE else entity in PROMOTERS


@policy("tell-result", on="contact")
def may_tell_result(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        return may_record_contact(acting_as, "party", at)
    answer = may_record_contact(acting_as, subject.by, at)
    if not answer and (officer := officers_only(acting_as, subject.organisation)):
        return Answer(True, officer.reason, PROMOTION, officer.office)
    return answer


def _seen(acting_as: Capacity, prefix: str = "") -> Q:
    """Officers of the organisation, the party that made it, the administration of the firm's State, the association."""
    offices = getattr(acting_as, "offices", ())
    kept = [one.party.root_id for one in offices if one.function == OFFICER]
    promoting = [one.party_id for one in offices if _promotes(one)]
    own = [one.party_id for one in offices]
    return (Q(**{f"{prefix}organisation__in": kept}) | Q(**{f"{prefix}by__in": promoting}) | Q(**{f"{prefix}association__in": own})
            | Q(**{f"{prefix}state_party__in": states_of(acting_as)}))


@sight(Contact)
def contacts_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Those whom a contact concerns."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(_seen(acting_as))


@sight(ContactResult)
def results_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Whoever sees the contact."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(_seen(acting_as, "contact__"))
