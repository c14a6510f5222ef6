"""Figures about admission; each counts firms by what the acts and dated rows say at a time, as known at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Application, Candidacy, Participation, RouteTerms, StateAnswer, Waiting
from mandata.parties.models import Organisation
from mandata.shared.measures import measure


def _one_a_firm(found: QuerySet[Application], organisation: Organisation | None) -> QuerySet[Application]:
    """One application a firm, however often it applied: the first."""
    if organisation is not None:
        found = found.filter(route__organisation=organisation)
    first = found.order_by().values("firm_key", "route__organisation").annotate(first=Min("pk")).values("first")
    return Application.objects.filter(pk__in=first)


@measure("sme.approved", label=_("Firms approved"), unit=_("firm"), version=1,
         words=_("Distinct firms whose approval by the administration of their State is in force."))
def approved(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an approval in force, one a firm; unit: firms."""
    held = StateAnswer.objects.at(at, known).filter(application=OuterRef("pk"), approved=True)
    return _one_a_firm(Application.objects.filter(Exists(held)), organisation)


def _waiting(on: str, organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    held = Waiting.objects.at(at, known).filter(application=OuterRef("pk"), on=on)
    return _one_a_firm(Application.objects.filter(Exists(held)), organisation)


@measure("sme.awaiting-approval", label=_("Firms that wait for their administration"), unit=_("firm"), version=1,
         words=_("Distinct firms with an application that waits for the answer of the administration of their State."))
def awaiting_approval(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications that wait on an administration, one a firm; unit: firms."""
    return _waiting(Waiting.On.ADMINISTRATION, organisation, at, known)


@measure("sme.awaiting-admission", label=_("Firms approved that wait for admission"), unit=_("firm"), version=1,
         words=_("Distinct firms with an approved application that waits for admission by the secretariat."))
def awaiting_admission(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications that wait on the secretariat, one a firm; unit: firms."""
    return _waiting(Waiting.On.SECRETARIAT, organisation, at, known)


@measure("groups.participating", label=_("Groups that take part"), unit=_("group"), version=1,
         words=_("Groups that have decided to take part in a route of admission, each route counted apart."))
def participating(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Participations that hold; unit: groups × routes."""
    found = Participation.objects.at(at, known)
    return found if organisation is None else found.filter(route__organisation=organisation)


@measure("pilots.past-their-term", label=_("Pilots that run on without a text"), unit=_("pilot"), version=1,
         words=_("Pilots whose term has passed and that no text has extended, converted or ended; no right lapses by it."))
def past_their_term(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Terms of pilots that hold past their term; unit: pilots."""
    found = RouteTerms.objects.at(at, known).filter(pilot=True, term__lt=at.date())
    return found if organisation is None else found.filter(route__organisation=organisation)


@measure("candidacies.all", label=_("Candidates"), unit="candidacy", version=1, words=_("Candidacies for offices, however they ended."))
def candidates(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Candidacies that began by a day, each once; unit: candidacies."""
    found = Candidacy.objects.known(known).filter(since__lte=at.date())
    return found if organisation is None else found.filter(body__organisation=organisation)


@measure("candidacies.elected", label=_("Elected"), unit="candidacy", version=1, words=_("Candidacies that ended with the election by the body."))
def elected(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Candidacies ended by an election by a day; unit: candidacies."""
    return candidates(organisation, at, known).filter(outcome=Candidacy.Outcome.ELECTED, until__lte=at.date())
