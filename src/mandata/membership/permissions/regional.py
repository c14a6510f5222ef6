"""Who acts for a region, a group, a body: each for itself alone; the parent group alone decides on its regional groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import (
    Cooperation,
    Coverage,
    ExpertPlace,
    Framework,
    GroupRequest,
    GroupRequestStanding,
    HelpGiven,
    HelpOpen,
    HelpRequest,
    Initiative,
    JointAct,
    Mechanism,
    MobilisationProgramme,
    Opportunity,
    PlaceTaken,
    RegionalCharge,
    RegionalTerms,
    RegionalTermsInForce,
    RegionalTermsText,
    RegionalWork,
)
from mandata.membership.permissions.admission import ADMINISTRATION, FOR_A_FIRM, FOR_A_GROUP, office_in
from mandata.parties.models import Classification, Party, PartyKind
from mandata.parties.permissions import everybody, officers_of
from mandata.shared.rights import Answer, Capacity, policy, sight

FOCAL = (*FOR_A_FIRM, "head-of-secretariat")
LEADS = (*FOR_A_GROUP, "vice-chair")
VICE_CHAIR = "vice-chair"
HEADS = ("director", "officer", "regional-director", "head-of-office", "secretary")
SPEAKS: dict[str, tuple[str, ...]] = {  # whose acts are those of a party of a kind
    PartyKind.STATE: ADMINISTRATION, PartyKind.GROUP: LEADS, PartyKind.CONFERENCE: FOR_A_GROUP, PartyKind.COUNCIL: FOR_A_GROUP,
    PartyKind.BUREAU: HEADS, PartyKind.SECRETARIAT: HEADS, PartyKind.REGIONAL_OFFICE: HEADS, PartyKind.AREA_OFFICE: HEADS,
    PartyKind.MEMBER: FOCAL, PartyKind.REGIONAL_ORGANISATION: FOCAL, PartyKind.STANDARDS_BODY: FOCAL, PartyKind.ASSOCIATION: FOCAL,
    PartyKind.NATIONAL_SECRETARIAT: FOCAL, PartyKind.LABORATORY: FOCAL,
}
ITSELF = gettext_noop("house rule: in coordinating the regions each State, group and organisation acts for itself alone, through whoever holds its office")
REGISTER = gettext_noop("house rule: a regional body keeps its own entry in the register, as officers of the secretariat do")
PARENT = gettext_noop("house rule: the parent group alone decides on its regional groups, their terms of reference and charges; its chair records it")
BY_THE_REGION = gettext_noop("house rule: the region drafts the terms of reference: its States, its organisations, or the regional group itself")
ASSIGNED = gettext_noop("house rule: regional work is due from a vice-chair to whom an act assigned the responsibility, and from nobody else")
OFFERS = gettext_noop("house rule: whoever convenes a regional meeting offers its places; officers record them as well")


def speaks_for(acting_as: Capacity, party: Party) -> str:
    """The uid of an office by which somebody acts for a party; empty where none is held."""
    return office_in(acting_as, party, SPEAKS.get(party.entity, ()))


def _itself(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        offices = getattr(acting_as, "offices", ())
        held = any(one.function in SPEAKS.get(one.party.entity, ()) for one in offices)
        return Answer(held, gettext("Whoever holds its office acts for a State, group or organisation."), ITSELF)
    party = subject.asking if isinstance(subject, HelpRequest) else subject
    if office := speaks_for(acting_as, party):
        return Answer(True, gettext("You act for %(party)s.") % {"party": party}, ITSELF, office)
    return Answer(False, gettext("Only %(party)s itself may do this, through whoever holds its office.") % {"party": party}, ITSELF)


for _verb in ("ask-for-group", "ask-help", "give-help", "record-joint-act", "link-body", "take-place", "create-body", "set-up-mechanism", "enter-initiative"):
    policy(_verb, on="party")(_itself)
policy("conclude-help", on="helprequest")(_itself)


@policy("end", on="cooperation")
def may_end_link(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever entered it for the group or office."""
    return _itself(acting_as, subject if isinstance(subject, str) else subject.ours, at)


policy("end", on="mechanism")(may_end_link)


@policy("end", on="initiative")
def may_end_initiative(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """The State to which it belongs."""
    return _itself(acting_as, subject if isinstance(subject, str) else subject.state, at)


@policy("withdraw", on="jointact")
def may_withdraw_joint_act(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return _itself(acting_as, subject if isinstance(subject, str) else subject.recorded_by, at)


def _register(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """The body itself, or an officer of the organisation."""
    if not isinstance(subject, str):
        body = subject.body if isinstance(subject, Coverage | Framework) else subject
        if office := office_in(acting_as, body, FOCAL):
            return Answer(True, gettext("You act for %(party)s.") % {"party": body}, REGISTER, office)
        subject = body
    answer = officers_of(acting_as, subject)
    return Answer(answer.allowed, gettext("Only the body itself or an officer of the secretariat may do this.") if not answer else answer.reason,
                  REGISTER, answer.office)


for _verb in ("describe-coverage", "join-regional-body", "hold-framework"):
    policy(_verb, on="party")(_register)
policy("end", on="framework")(_register)


def _parent(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """The chair of the parent group, and nobody else."""
    if isinstance(subject, str):
        held = any(one.function in FOR_A_GROUP for one in getattr(acting_as, "offices", ()))
        return Answer(held, gettext("The chair of the parent group records its decision."), PARENT)
    if isinstance(subject, GroupRequest):
        parent: Party | None = subject.parent
    else:
        parent = (subject if isinstance(subject, Party) else subject.group).parent
    if parent is not None and parent.entity == PartyKind.GROUP and (office := office_in(acting_as, parent, FOR_A_GROUP)):
        return Answer(True, gettext("You are the chair of %(group)s.") % {"group": parent}, PARENT, office)
    return Answer(False, gettext("Only %(group)s itself decides this; its chair records it.") % {"group": parent or ""}, PARENT)


for _verb in ("agree", "refuse"):
    policy(_verb, on="grouprequest")(_parent)
for _verb in ("approve", "return"):
    policy(_verb, on="regionalterms")(_parent)
policy("charge", on="party")(_parent)
policy("end", on="regionalcharge")(_parent)


def regions_of(party: Party) -> set[str]:
    """The regions in which a party is classed, as known now."""
    return set(Classification.objects.known().filter(party=party, scheme="region", until=None).values_list("code", flat=True))


def in_region_of(acting_as: Capacity, group: Party) -> tuple[Party, str] | None:
    """The State, regional body or the regional group itself for which somebody drafts, with the office."""
    regions = regions_of(group)
    for one in getattr(acting_as, "offices", ()):
        party = one.party
        if party.root_id != group.root_id or one.function not in SPEAKS.get(party.entity, ()):
            continue
        of_region = party.entity in (PartyKind.STATE, PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY)
        if party.pk == group.pk or (of_region and regions & regions_of(party)):
            return party, one.uid
    return None


def _drafts(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        return _itself(acting_as, subject, at)
    group = subject if isinstance(subject, Party) else subject.group
    if found := in_region_of(acting_as, group):
        return Answer(True, gettext("You act for %(party)s.") % {"party": found[0]}, BY_THE_REGION, found[1])
    return Answer(False, gettext("Only the region of %(group)s drafts its terms of reference.") % {"group": group}, BY_THE_REGION)


policy("draft-terms", on="party")(_drafts)
policy("translate", on="regionalterms")(_drafts)


def _assigned(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """The vice-chair to whom the responsibility was assigned."""
    if not isinstance(subject, str) and subject.office.function == VICE_CHAIR:
        held = subject.office
        for one in getattr(acting_as, "offices", ()):
            if (one.person_id, one.party_id, one.function) == (held.person_id, held.party_id, held.function):
                return Answer(True, gettext("The responsibility was assigned to you."), ASSIGNED, one.uid)
    return Answer(False, gettext("Only a vice-chair to whom an act assigned this responsibility reports on it."), ASSIGNED)


for _verb in ("mobilise", "inform", "submit-programme"):
    policy(_verb, on="responsibility")(_assigned)


@policy("offer-places", on="party")
def may_offer(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if not isinstance(subject, str) and (office := speaks_for(acting_as, subject)):
        return Answer(True, gettext("You act for %(party)s.") % {"party": subject}, OFFERS, office)
    answer = officers_of(acting_as, subject)
    return Answer(answer.allowed, gettext("Only whoever convenes the meeting or an officer may do this.") if not answer else answer.reason,
                  OFFERS, answer.office)


for _record in (Cooperation, Coverage, ExpertPlace, Framework, GroupRequest, GroupRequestStanding, HelpGiven, HelpOpen, HelpRequest, Initiative, JointAct, Mechanism, MobilisationProgramme, Opportunity,
                PlaceTaken, RegionalCharge, RegionalTerms, RegionalTermsInForce, RegionalTermsText, RegionalWork):
    sight(_record)(everybody)
