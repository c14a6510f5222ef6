"""Who may change who holds what: house rules, since no text says it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from mandata.parties.importing_models import ImportFile, ImportSource
from mandata.parties.models import (
    BodySession,
    Classification,
    Dissolution,
    Establishment,
    Function,
    HouseRule,
    Invitation,
    Membership,
    Office,
    Organisation,
    Party,
    PartyKind,
    Person,
    Responsibility,
    ResponsibilityReport,
)
from mandata.parties.registering_models import Attendance, Contribution, Registration
from mandata.shared.rights import Answer, Capacity, policy, sight

OFFICER = "officer"  # the function, in a secretariat, whose holders keep the records
HEAD = "head-of-administration"  # the function whose holder speaks for a State
OWN_DATA = gettext_noop("house rule: a person corrects what is held on them")
CHAIR = "chair"
SECRETARY = "secretary"
CHAIRS = gettext_noop("house rule: the chair of a body or an officer assigns responsibilities, who has one reports on it")
TOOK_PART = gettext_noop("house rule: who took part in a session is recorded by whoever leads the body, or by an officer")
OWN_STATE = gettext_noop("house rule: each State states the level of its own secretariat")
OFFICERS = gettext_noop("house rule: officers of the secretariat keep the records")
INSTALLATION = gettext_noop("house rule: whoever runs the installation appoints the first officer")


def officers_only(acting_as: Capacity, organisation: Organisation | None) -> Answer:
    """Yes for an officer of the organisation's secretariat."""
    if acting_as.holds(OFFICER, organisation=organisation):
        return Answer(True, gettext("You are an officer of the secretariat."), OFFICERS, _office(acting_as, organisation))
    return Answer(False, gettext("Only an officer of the secretariat may do this."), OFFICERS)


def _office(acting_as: Capacity, organisation: Organisation | None) -> str:
    """The office of an officer that gives the right in an organisation."""
    held = [one for one in getattr(acting_as, "offices", ()) if one.function == OFFICER]
    own = next((one for one in held if organisation and one.party.organisation_id == organisation.pk), None)
    return own.uid if own else ""


def officers_of(acting_as: Capacity, party: Any) -> Answer:
    """Yes for an officer of the party's organisation; of any, where only the kind is asked about."""
    if isinstance(party, str):
        return officers_only(acting_as, None)
    return officers_only(acting_as, party.organisation or Organisation.objects.get(pk=party.pk))


@policy("appoint", on="office")
def may_appoint(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if getattr(acting_as, "house", False):
        return Answer(True, gettext("The installation appoints."), INSTALLATION)
    return Answer(False, gettext("Only whoever runs the installation may appoint without an invitation."), INSTALLATION)


@policy("load", on="organisation")
def may_load(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if getattr(acting_as, "house", False):
        return Answer(True, gettext("The installation loads profiles."), INSTALLATION)
    return Answer(False, gettext("Only whoever runs the installation may load a profile."), INSTALLATION)


@policy("invite", on="party")
def may_invite(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_of(acting_as, subject)


@policy("send-again", on="invitation")
def may_send_again(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_of(acting_as, subject if isinstance(subject, str) else subject.party)


@policy("withdraw", on="invitation")
def may_withdraw(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_of(acting_as, subject if isinstance(subject, str) else subject.party)


@policy("accept", on="invitation")
def may_accept(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return Answer(True, gettext("The link was sent to the person invited."), gettext_noop("house rule: an invitation is accepted by its link"))


@policy("end", on="office")
def may_end(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    person = getattr(acting_as, "person", None)
    if not isinstance(subject, str) and person is not None and subject.person_id == person.pk:
        return Answer(True, gettext("Everybody may lay down their own office."), OFFICERS)
    return officers_of(acting_as, subject if isinstance(subject, str) else subject.party)


@policy("hand-over", on="office")
def may_hand_over(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_of(acting_as, subject if isinstance(subject, str) else subject.party)


@policy("change-address", on="person")
def may_change_address(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    person = getattr(acting_as, "person", None)
    if person is not None and not isinstance(subject, str) and subject.pk == person.pk:
        return Answer(True, gettext("It is your own address."), OFFICERS)
    return Answer(False, gettext("Only the person may change the address."), OFFICERS)


@policy("add-party", on="organisation")
def may_add_party(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject)


def of_a_party(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the organisation of the party itself, or of the party that a dated row speaks of."""
    party = subject if isinstance(subject, str | Party) else getattr(subject, "member", None) or subject.party
    return officers_of(acting_as, party)


for _verb in ("rename", "correct", "classify", "add-membership", "establish"):
    policy(_verb, on="party")(of_a_party)
for _kind in ("classification", "membership", "establishment"):
    policy("end", on=_kind)(of_a_party)
    policy("correct", on=_kind)(of_a_party)


@policy("assign-responsibility", on="office")
def may_assign_responsibility(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if not isinstance(subject, str):
        for office in getattr(acting_as, "offices", ()):
            if office.function == CHAIR and office.party_id == subject.party_id:
                return Answer(True, gettext("You chair this body."), CHAIRS, office.uid)
    return officers_of(acting_as, subject if isinstance(subject, str) else subject.party)


@policy("end", on="responsibility")
def may_end_responsibility(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return may_assign_responsibility(acting_as, subject if isinstance(subject, str) else subject.office, at)


@policy("report", on="responsibility")
def may_report(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if not isinstance(subject, str):
        for office in getattr(acting_as, "offices", ()):
            held = subject.office
            if (office.person_id, office.party_id, office.function) == (held.person_id, held.party_id, held.function):
                return Answer(True, gettext("The responsibility is yours."), CHAIRS, office.uid)
    return Answer(False, gettext("Only who holds the office reports on its responsibilities."), CHAIRS)


@policy("state-level", on="party")
def may_state_level(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if not isinstance(subject, str) and subject.entity == PartyKind.NATIONAL_SECRETARIAT:
        states = set(Establishment.objects.at(at or timezone.now()).filter(party=subject).values_list("state_id", flat=True))
        for office in getattr(acting_as, "offices", ()):
            if office.function == HEAD and office.party_id in states:
                return Answer(True, gettext("You head the administration of its State."), OWN_STATE, office.uid)
    return Answer(False, gettext("Only the administration of its State may do this."), OWN_STATE)


@policy("bring", on="organisation")
def may_bring(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject)


def of_a_source(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the organisation for which a file is taken over."""
    source = subject if isinstance(subject, str | ImportSource) else subject.source
    return officers_only(acting_as, None if isinstance(source, str) else source.organisation)


policy("map", on="importsource")(of_a_source)
policy("import", on="importfile")(of_a_source)
policy("set-aside", on="importfile")(of_a_source)
policy("record-office", on="party")(of_a_party)
policy("dissolve", on="party")(of_a_party)
policy("take-back", on="dissolution")(of_a_party)


@policy("register", on="bodysession")
def may_register(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)


@policy("correct", on="registration")
def may_correct_registration(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject.session.organisation)


def may_record_attendance(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever leads the body, or an officer."""
    session = subject.session if isinstance(subject, Attendance | Contribution) else subject
    if not isinstance(session, str):
        for office in getattr(acting_as, "offices", ()):
            if office.function in (CHAIR, SECRETARY) and office.party_id == session.body_id:
                return Answer(True, gettext("You act for this body."), TOOK_PART, office.uid)
    answer = officers_only(acting_as, None if isinstance(session, str) else session.organisation)
    return Answer(answer.allowed, answer.reason if answer else gettext("Only the chair or secretary of the body or an officer may do this."),
                  TOOK_PART, answer.office)


policy("record-attendance", on="bodysession")(may_record_attendance)
policy("withdraw", on="attendance")(may_record_attendance)
policy("record-contribution", on="bodysession")(may_record_attendance)
policy("withdraw", on="contribution")(may_record_attendance)


@policy("correct", on="office")
def may_correct_office(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_of(acting_as, subject if isinstance(subject, str) else subject.party)


@policy("correct", on="person")
def may_correct_person(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    person = getattr(acting_as, "person", None)
    if person is not None and not isinstance(subject, str) and subject.pk == person.pk:
        return Answer(True, gettext("It is held on you."), OWN_DATA)
    return Answer(False, gettext("Only the person corrects what is held on them."), OWN_DATA)


def everybody(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Open to all."""
    return queryset


for _record in (Organisation, Party, Function, Office, Membership, Classification, Dissolution, Establishment, BodySession, HouseRule, Responsibility,
                ResponsibilityReport, Attendance, Contribution):
    sight(_record)(everybody)


def _kept_by(acting_as: Capacity) -> list[int]:
    """The organisations whose records an officer keeps."""
    return [office.party.root_id for office in getattr(acting_as, "offices", ()) if office.function == OFFICER]


@sight(Person)
def persons_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Oneself; colleagues in the same party; who holds or held a public function; for officers all of their organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    own = Office.objects.filter(person=OuterRef("pk"))  # asked of each person: all offices of a large organisation are not gone through
    public = Function.objects.filter(public=True, code=OuterRef("function"), organisation=OuterRef("party__organisation"))
    seen = Q(Exists(own.known().filter(Exists(public))))
    if (person := getattr(acting_as, "person", None)) is not None:
        mine = [office.party_id for office in getattr(acting_as, "offices", ())]
        seen |= Q(pk=person.pk) | Q(Exists(own.at(timezone.now()).filter(party__in=mine)))
    if roots := _kept_by(acting_as):
        seen |= Q(Exists(own.filter(Q(party__organisation__in=roots) | Q(party__in=roots))))
        seen |= Q(Exists(Registration.objects.filter(person=OuterRef("pk"), session__organisation__in=roots)))
    return queryset.filter(seen)


@sight(Registration)
def registrations_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """One's own; those in the name of a party in which one holds an office; for officers all of their organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    person = getattr(acting_as, "person", None)
    mine = [office.party_id for office in getattr(acting_as, "offices", ())]
    return queryset.filter(Q(person=person.pk if person else None) & ~Q(person=None) | Q(party__in=mine) | Q(session__organisation__in=_kept_by(acting_as)))


@sight(Invitation)
def invitations_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    roots = _kept_by(acting_as)
    return queryset.filter(Q(party__organisation__in=roots) | Q(party__in=roots))


@sight(ImportSource)
def import_sources_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(organisation__in=_kept_by(acting_as))


@sight(ImportFile)
def import_files_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(source__organisation__in=_kept_by(acting_as))
