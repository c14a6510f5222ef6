"""Who applies, who answers for a State, who admits; who sees an application."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import (
    Application,
    Definition,
    Letter,
    Participation,
    Route,
    RouteTerms,
    StateAnswer,
    Suspension,
    Waiting,
)
from mandata.membership.models.admission import ApplicationState
from mandata.parties.models import Party
from mandata.parties.permissions import OFFICER, everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

ADMINISTRATION = ("head-of-administration", "accredited-representative")  # the functions that answer for a State
FOR_A_FIRM = ("focal-point", "deputy-focal-point")
FOR_A_GROUP = ("chair",)
WAITING = (ApplicationState.UNCONFIRMED, ApplicationState.ADMINISTRATION, ApplicationState.SECRETARIAT)  # until then it is its contact's own
BY_THE_LINK = gettext_noop("house rule: an application is confirmed by the link that was sent to its mail address")
OPEN_TO_ALL = gettext_noop("house rule: anybody may apply; the application waits until its mail address is confirmed")
LETTERS = gettext_noop("house rule: an officer records an answer that came by letter, with the letter")
OWN = gettext_noop("house rule: whoever applied may take the application back")
OWN_DEFINITION = gettext_noop("house rule: each State declares its own definition; none is imposed")
HISTORY = gettext_noop("house rule: officers take over what was done before the records were kept here")


def office_in(acting_as: Capacity, party: Party | int, functions: tuple[str, ...]) -> str:
    """The uid of the office held in a party in one of the functions; empty where none is held."""
    pk = party if isinstance(party, int) else party.pk
    held = (one for one in getattr(acting_as, "offices", ()) if one.party_id == pk and one.function in functions)
    found = next(held, None)
    return found.uid if found else ""


def basis_of(route: Route, at: datetime | None) -> str:
    """The basis of a route's terms, as a reader quotes it."""
    terms = RouteTerms.objects.at(at or timezone.now()).filter(route=route).first()
    return terms.basis if terms else ""


@policy("apply", on="application")
def may_apply(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return Answer(True, gettext("Anybody may apply."), OPEN_TO_ALL)


@policy("confirm-address", on="application")
def may_confirm_address(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return Answer(True, gettext("The link was sent to the address."), BY_THE_LINK)


@policy("take-back", on="application")
def may_take_back(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return Answer(True, gettext("The link was sent to the address."), BY_THE_LINK)


def _for_the_state(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Only the administration of the application's own State answers for it."""
    if isinstance(subject, str):
        held = next((one for one in getattr(acting_as, "offices", ()) if one.function in ADMINISTRATION), None)
        if held is not None:
            return Answer(True, gettext("You answer for your administration."), "", held.uid)
        return Answer(False, gettext("Only the administration of a State may do this."))
    basis = basis_of(subject.route, at)
    if office := office_in(acting_as, subject.state_party_id, ADMINISTRATION):
        return Answer(True, gettext("You answer for the administration of %(state)s.") % {"state": subject.state_party}, basis, office)
    return Answer(False, gettext("Only the administration of %(state)s may answer to this application.") % {
        "state": subject.state_party}, basis)


for _verb in ("approve", "refuse", "withdraw-approval"):
    policy(_verb, on="application")(_for_the_state)


def _officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)
    if isinstance(subject, str) or not answer or not isinstance(subject, Application):
        return answer
    return Answer(True, answer.reason, basis_of(subject.route, at) or answer.basis, answer.office)


for _verb in ("admit", "suspend", "resume", "expire", "remind"):
    policy(_verb, on="application")(_officers)
policy("set-terms", on="route")(_officers)


@policy("record-answer", on="application")
def may_record_answer(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)
    return Answer(answer.allowed, answer.reason, LETTERS, answer.office)


@policy("import", on="route")
def may_import(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.organisation)
    return Answer(answer.allowed, answer.reason, HISTORY, answer.office)


@policy("withdraw", on="application")
def may_withdraw(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        return Answer(getattr(acting_as, "person", None) is not None, gettext("Whoever applied may take the application back."), OWN)
    person = getattr(acting_as, "person", None)
    if person is not None and subject.contact_id == person.pk and subject.state in WAITING:
        return Answer(True, gettext("It is your own application."), OWN)
    if subject.firm_id and (office := office_in(acting_as, subject.firm_id, FOR_A_FIRM)):
        return Answer(True, gettext("You are the focal point of the firm."), OWN, office)
    if subject.state not in WAITING:
        return Answer(False, gettext("Only the focal point of the firm may take back what was answered already."), OWN)
    return Answer(False, gettext("Only whoever applied may take the application back."), OWN)


@policy("declare-definition", on="party")
def may_declare_definition(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        return Answer(bool(states_of(acting_as)), gettext("The administration of a State declares its own definition."), OWN_DEFINITION)
    if office := office_in(acting_as, subject, ADMINISTRATION):
        return Answer(True, gettext("You answer for the administration of %(state)s.") % {"state": subject}, OWN_DEFINITION, office)
    return Answer(False, gettext("Only the administration of %(state)s may declare its definition.") % {"state": subject}, OWN_DEFINITION)


for _record in (Route, RouteTerms, Participation, Definition):
    sight(_record)(everybody)


def states_of(acting_as: Capacity) -> list[int]:
    """The States for whose administration somebody answers."""
    return [one.party_id for one in getattr(acting_as, "offices", ()) if one.function in ADMINISTRATION]


def _seen(acting_as: Capacity, prefix: str = "") -> Q:
    """Officers of the organisation, the State's administration, whoever applied until the firm is admitted, then the firm's focal points."""
    offices = getattr(acting_as, "offices", ())
    kept = [one.party.root_id for one in offices if one.function == OFFICER]
    firms = [one.party_id for one in offices if one.function in FOR_A_FIRM]
    seen = Q(**{f"{prefix}route__organisation__in": kept}) | Q(**{f"{prefix}state_party__in": states_of(acting_as)})
    seen |= Q(**{f"{prefix}firm__in": firms})
    if (person := getattr(acting_as, "person", None)) is not None:
        seen |= Q(**{f"{prefix}contact": person}) & (Q(**{f"{prefix}firm": None}) | Q(**{f"{prefix}state__in": WAITING}))
    return seen


@sight(Application)
def applications_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Those whom an application concerns."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(_seen(acting_as))


def _through_application(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Whoever sees the application."""
    return queryset if getattr(acting_as, "house", False) else queryset.filter(_seen(acting_as, "application__"))


for _kept in (Waiting, StateAnswer, Suspension, Letter):
    sight(_kept)(_through_application)
