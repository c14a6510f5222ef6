"""Figures about admission; each counts firms by what the acts and dated rows say at a time, as known at a time."""

from __future__ import annotations

from datetime import datetime
from statistics import median_low
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import (
    Application,
    Candidacy,
    Definition,
    Participation,
    RouteTerms,
    StateAnswer,
    Waiting,
)
from mandata.parties.models import Organisation, Party, PartyKind
from mandata.shared.measures import Split, measure
from mandata.shared.models import Act


def _by(label: Any, field: str) -> Split:
    """Records by the key of a party that a field leads to; a record that leads to several counts in each."""

    def counts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, int]:
        return dict(records.order_by().values_list(field).annotate(Count("pk", distinct=True)).exclude(**{field: None}))

    def within(records: QuerySet[Any], code: str, at: datetime, known: datetime) -> QuerySet[Any]:
        return records.filter(**{field: code}).distinct()

    return Split(label, counts, within)


OF_FIRMS = {"state": _by(_("State"), "state_party__key"), "group": _by(_("Group"), "groups__key")}
WAITS = {"on": _by(_("Waits on"), "on")}


def _one_a_firm(found: QuerySet[Application], organisation: Organisation | None) -> QuerySet[Application]:
    """One application a firm, however often it applied: the first."""
    if organisation is not None:
        found = found.filter(route__organisation=organisation)
    first = found.order_by().values("firm_key", "route__organisation").annotate(first=Min("pk")).values("first")
    return Application.objects.filter(pk__in=first)


@measure("sme.approved", front=True, label=_("Firms approved"), unit=_("firm"), version=1, splits=OF_FIRMS,
         words=_("Distinct firms whose approval by the administration of their State is in force."))
def approved(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an approval in force, one a firm; unit: firms."""
    held = StateAnswer.objects.at(at, known).filter(application=OuterRef("pk"), approved=True)
    return _one_a_firm(Application.objects.filter(Exists(held)), organisation)


def _waiting(on: str, organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    held = Waiting.objects.at(at, known).filter(application=OuterRef("pk"), on=on)
    return _one_a_firm(Application.objects.filter(Exists(held)), organisation)


@measure("sme.awaiting-approval", label=_("Firms that wait for their administration"), unit=_("firm"), version=1, splits=OF_FIRMS,
         words=_("Distinct firms with an application that waits for the answer of the administration of their State."))
def awaiting_approval(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications that wait on an administration, one a firm; unit: firms."""
    return _waiting(Waiting.On.ADMINISTRATION, organisation, at, known)


@measure("sme.awaiting-admission", label=_("Firms approved that wait for admission"), unit=_("firm"), version=1, splits=OF_FIRMS,
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


@measure("sme.refused", label=_("Firms refused"), unit=_("firm"), version=1, splits=OF_FIRMS,
         words=_("Distinct firms that the administration of their State has refused, and that no other answer in force approves."))
def refused(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with a refusal in force of firms without an approval in force, one a firm; unit: firms."""
    held = StateAnswer.objects.at(at, known)
    found = Application.objects.filter(Exists(held.filter(application=OuterRef("pk"), approved=False)))
    approved_since = held.filter(application__firm_key=OuterRef("firm_key"), application__route__organisation=OuterRef("route__organisation"), approved=True)
    return _one_a_firm(found.exclude(Exists(approved_since)), organisation)


@measure("sme.withdrawn", label=_("Firms that took their application back"), unit=_("firm"), version=1, splits=OF_FIRMS,
         words=_("Distinct firms that have taken an application back, before or after they were admitted."))
def withdrawn(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an act that takes them back, one a firm; unit: firms."""
    done = Act.objects.filter(
        subject_kind=Application.kind(), verb__in=("withdraw", "take-back"), happened_at__lte=at, known_at__lte=known, subject_id=OuterRef("uid")
    )
    return _one_a_firm(Application.objects.filter(Exists(done)), organisation)


def _median_days(waits: QuerySet[Any], at: datetime) -> tuple[int, int]:
    """The median of the days waited until ``at``, the lower of two middle ones; and how many wait."""
    days = [(at.date() - since).days for since in waits.exclude(since=None).values_list("since", flat=True)]
    return (median_low(days) if days else 0), len(days)


@measure("sme.days-waiting", label=_("Median days of waiting"), unit="day", version=1, splits=WAITS, tally=_median_days,
         words=_("The median of the days that each application has waited until the day asked for, on whom it waits now; of two middle ones the lower."))
def days_waiting(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """What waits, on an administration or on the secretariat; unit: whole days."""
    found = Waiting.objects.at(at, known)
    return found if organisation is None else found.filter(application__route__organisation=organisation)


@measure("definitions.in-use", label=_("National definitions of an SME"), unit="definition", version=1,
         words=_("National definitions of a small or medium-sized enterprise that States have declared and that hold."))
def definitions_in_use(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Definitions that hold; unit: definitions."""
    found = Definition.objects.at(at, known)
    return found if organisation is None else found.filter(state_party__organisation=organisation)


def _answering(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """States with an approval in force."""
    approving = StateAnswer.objects.at(at, known).filter(application__state_party=OuterRef("pk"), approved=True)
    found = Party.objects.filter(Exists(approving), entity=PartyKind.STATE)
    return found if organisation is None else found.filter(organisation=organisation)


@measure("states.without-definition", label=_("States that approve without a declared definition"), unit="party", version=1, whole=_answering,
         words=_("States with an approval in force that have declared no national definition of an SME, of all States with an approval in force; the approval stands."))
def without_definition(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the States with an approval in force, those without a definition; unit: States."""
    declared = Definition.objects.at(at, known).filter(state_party=OuterRef("pk"))
    return _answering(organisation, at, known).exclude(Exists(declared))
