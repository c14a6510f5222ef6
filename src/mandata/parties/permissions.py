"""Who may change who holds what: house rules, since no text says it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from mandata.parties.models import (
    BodySession,
    Classification,
    HouseRule,
    Invitation,
    Membership,
    Office,
    Organisation,
    Party,
    Person,
)
from mandata.shared.rights import Answer, Capacity, policy, sight

OFFICERS = "house rule: officers of the secretariat keep the records"
INSTALLATION = "house rule: whoever runs the installation appoints the first officer"


def officers_only(acting_as: Capacity, organisation: Organisation | None, what: str) -> Answer:
    """Yes for an officer of the organisation's secretariat."""
    if acting_as.holds("officer", organisation=organisation):
        return Answer(True, "You are an officer of the secretariat.", OFFICERS)
    return Answer(False, f"Only an officer of the secretariat may {what}.", OFFICERS)


@policy("appoint", on="office")
def may_appoint(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if getattr(acting_as, "house", False):
        return Answer(True, "The installation appoints.", INSTALLATION)
    return Answer(False, "Only whoever runs the installation may appoint without an invitation.", INSTALLATION)


@policy("load", on="organisation")
def may_load(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if getattr(acting_as, "house", False):
        return Answer(True, "The installation loads profiles.", INSTALLATION)
    return Answer(False, "Only whoever runs the installation may load a profile.", INSTALLATION)


@policy("invite", on="party")
def may_invite(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    organisation = None if isinstance(subject, str) else subject.organisation
    return officers_only(acting_as, organisation, "invite somebody into an office")


@policy("accept", on="invitation")
def may_accept(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return Answer(True, "The link was sent to the person invited.", "house rule: an invitation is accepted by its link")


@policy("end", on="office")
def may_end(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    person = getattr(acting_as, "person", None)
    if not isinstance(subject, str):
        if person is not None and subject.person_id == person.pk:
            return Answer(True, "Everybody may lay down their own office.", OFFICERS)
        return officers_only(acting_as, subject.party.organisation, "end an office")
    return officers_only(acting_as, None, "end an office")


def everybody(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Open to all."""
    return queryset


for _record in (Organisation, Party, Office, Membership, Classification, BodySession, HouseRule):
    sight(_record)(everybody)


@sight(Person)
def persons_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Oneself; all for officers; others appear only in their functions."""
    if acting_as.holds("officer"):
        return queryset
    person = getattr(acting_as, "person", None)
    return queryset.filter(pk=person.pk) if person else queryset.none()


@sight(Invitation)
def invitations_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation."""
    offices = [office for office in getattr(acting_as, "offices", ()) if office.function == "officer"]
    return queryset.filter(Q(party__organisation__in=[office.party.organisation_id for office in offices]))
