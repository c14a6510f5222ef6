"""What regional coordination adds to the page of a party: its sheet or its terms of reference, and what may be done in its name."""

from __future__ import annotations

from typing import Any

from mandata.mandates.operations.programmes import DOES
from mandata.membership.models import GroupRequest, RegionalTerms
from mandata.membership.models.regional import GroupRequestState, TermsState
from mandata.membership.permissions.admission import FOR_A_GROUP
from mandata.membership.permissions.regional import VICE_CHAIR, speaks_for
from mandata.parties.capacity import Acting
from mandata.parties.models import Classification, Party, PartyKind, Responsibility
from mandata.shared.rights import may

BODIES = (PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY)
IN_ITS_NAME = {
    PartyKind.STATE: ("ask-for-group", "enter-initiative", "ask-help", "give-help", "record-joint-act", "create-body", "take-place"),
    PartyKind.GROUP: ("record-joint-act", "link-body", "set-up-mechanism", "ask-help", "give-help", "offer-places"),
    PartyKind.BUREAU: ("record-joint-act", "link-body", "set-up-mechanism", "give-help", "offer-places"),
    PartyKind.SECRETARIAT: ("record-joint-act", "link-body", "set-up-mechanism", "give-help", "offer-places"),
    PartyKind.REGIONAL_OFFICE: ("record-joint-act", "link-body", "set-up-mechanism", "give-help", "offer-places"),
    PartyKind.AREA_OFFICE: ("record-joint-act", "link-body", "set-up-mechanism", "give-help", "offer-places"),
}


def regional_of(acting: Acting, party: Party) -> dict[str, Any]:
    """Of a body: its sheet; of a regional group: its terms; of a parent group: requests that wait; acts for whoever speaks for it."""
    found: dict[str, Any] = {}
    if party.entity in BODIES:
        found["has_sheet"] = True
    if party.entity in DOES:
        found["has_activity"] = True
    if party.entity == PartyKind.GROUP:
        found["is_regional"] = party.parent is not None and party.parent.entity == PartyKind.GROUP and Classification.objects.known().filter(
            party=party, scheme="region").exists()
        found["group_requests"] = GroupRequest.objects.filter(parent=party, state=GroupRequestState.REQUESTED)
    if speaks_for(acting, party):
        found["regional_acts"] = [(verb, may(acting, verb, party)) for verb in IN_ITS_NAME.get(PartyKind(party.entity), ())]
        found["my_work"] = mine(acting, party)
    return found


def mine(acting: Acting, party: Party) -> list[Responsibility]:
    """The responsibilities in a party of the vice-chair who looks at its page."""
    held = [one for one in acting.offices if one.party_id == party.pk and one.function == VICE_CHAIR]
    if not held:
        return []
    return list(Responsibility.objects.known().filter(office__party=party, office__function=VICE_CHAIR, office__person=held[0].person_id, until=None))


def regional_desk(acting: Acting) -> dict[str, Any]:
    """What waits for the chair of a parent group: requests for regional groups, and terms of reference that the region drafted."""
    mine = [one.party_id for one in acting.offices if one.function in FOR_A_GROUP and one.party.entity == PartyKind.GROUP]
    if not mine:
        return {}
    return {
        "group_requests": GroupRequest.objects.filter(parent__in=mine, state=GroupRequestState.REQUESTED).select_related("parent").prefetch_related(
            "parent__names"),
        "terms_drafted": RegionalTerms.objects.filter(group__parent__in=mine, state=TermsState.DRAFT).select_related("group").prefetch_related("group__names"),
    }
