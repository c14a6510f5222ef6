"""The desk of applications, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import F, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Application, Definition, Route, Waiting
from mandata.membership.models.admission import ApplicationState
from mandata.membership.operations.admission import admitted_to, likely_duplicates
from mandata.parties.models import Party
from mandata.shared.folding import containing
from mandata.shared.measures import observe
from mandata.shared.rights import may, visible
from mandata.shared.seen import acts_on
from mandata.web.acts import history_of
from mandata.web.admission.definitions import thresholds
from mandata.web.admission.letters import SUBJECTS, TO_THE_ADMINISTRATION, subject_of
from mandata.web.kit import Column, Listing
from mandata.web.parties import called
from mandata.web.requests import SiteRequest

FIGURES = ("sme.awaiting-approval", "sme.awaiting-admission", "sme.approved", "pilots.past-their-term")
TAGS = {
    ApplicationState.ADMITTED: "good", ApplicationState.REFUSED: "bad", ApplicationState.SUSPENDED: "bad",
    ApplicationState.ADMINISTRATION: "warn", ApplicationState.SECRETARIAT: "warn",
}
ACTS = (  # the acts on an application, as the page offers them
    ("approve", _("Approve"), "btn-primary"), ("refuse", _("Refuse"), "btn-outline-secondary"),
    ("record-answer", _("Record an answer that came by letter"), "btn-outline-secondary"), ("remind", _("Remind the administration"), "btn-outline-secondary"),
    ("admit", _("Admit"), "btn-primary"), ("withdraw-approval", _("Withdraw the approval"), "btn-outline-secondary"),
    ("suspend", _("Suspend"), "btn-outline-secondary"), ("resume", _("Take up again"), "btn-outline-secondary"),
    ("withdraw", _("Take back"), "btn-outline-secondary"), ("expire", _("Close as expired"), "btn-outline-secondary"),
)
POSSIBLE = {  # in which states an act makes sense at all
    ApplicationState.UNCONFIRMED: ("expire",),
    ApplicationState.ADMINISTRATION: ("approve", "refuse", "record-answer", "remind", "withdraw", "expire"),
    ApplicationState.SECRETARIAT: ("admit", "withdraw-approval", "withdraw", "expire"),
    ApplicationState.ADMITTED: ("withdraw-approval", "suspend", "withdraw"),
    ApplicationState.SUSPENDED: ("resume", "withdraw-approval", "withdraw"),
}


def routes_there_are() -> list[tuple[int, str]]:
    """The routes of this installation."""
    return [(one.pk, str(one)) for one in Route.objects.all()]


def states_that_wait() -> list[tuple[int, str]]:
    """The States of whose firms there are applications."""
    found = Party.objects.filter(pk__in=Application.objects.values("state_party")).prefetch_related("names")
    return sorted(((one.pk, one.name) for one in found), key=lambda one: one[1])


class ApplicationFilters(django_filters.FilterSet):
    """What an application can be looked for by."""

    q = django_filters.CharFilter(label=_("Firm"), method="called")
    state = django_filters.ChoiceFilter(label=_("State of the application"), choices=ApplicationState.choices)
    state_party = django_filters.ChoiceFilter("state_party", label=_("State"), choices=states_that_wait)
    route = django_filters.ChoiceFilter("route", label=_("Way"), choices=routes_there_are)

    def called(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Firms by a part of their name."""
        return containing(queryset, "firm_name", value)


class Applications(Listing):
    """Applications, those that wait the longest first; who sees which is a right."""

    name, title, template, filters = "applications", _("Applications"), "admission/applications.html", ApplicationFilters
    none_found = _("No application that is open to you.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The applications that concern the reader."""
        waiting = Waiting.objects.filter(application=OuterRef("pk"), closed_by=None, until=None)
        first = Waiting.objects.filter(application=OuterRef("pk"), closed_by=None).order_by().values("application").annotate(first=Min("since"))
        return visible(request.acting, Application.objects.select_related("state_party", "route").prefetch_related(
            "state_party__names", Prefetch("groups", Party.objects.prefetch_related("names")),
        )).annotate(
            called_state=called("state_party"), waits_on=Subquery(waiting.values("on")[:1]), waits_since=Subquery(waiting.values("since")[:1]),
            came=Subquery(first.values("first")[:1]),
        ).order_by(F("waits_since").asc(nulls_last=True), "-pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Firm, State, state, on whom it waits and since when, groups, way, when it came."""
        today = timezone.now().date()
        states = {value: str(label) for value, label in ApplicationState.choices}
        on = {value: str(label) for value, label in Waiting.On.choices}

        def days(one: Any) -> Any:
            return (today - one.waits_since).days if one.waits_since else ""

        return [
            Column("firm", _("Firm"), lambda one: one.firm_name, sort=("firm_name",),
                   cell=lambda one: format_html('<a href="/applications/{}/"><bdi>{}</bdi></a>', one.pk, one.firm_name)),
            Column("state_party", _("State"), lambda one: one.state_party.name, sort=("called_state", "pk")),
            Column("state", _("State of the application"), lambda one: states[one.state],
                   cell=lambda one: format_html('<span class="tag {}">{}</span>', TAGS.get(one.state, ""), states[one.state]), sort=("state", "pk")),
            Column("waits_on", _("Waits on"), lambda one: on.get(one.waits_on, ""), sort=("waits_on", "waits_since")),
            Column("days", pgettext_lazy("how many", "Days"), days, sort=("-waits_since",)),
            Column("groups", _("Groups"), lambda one: [group.name for group in one.groups.all()], css="words"),
            Column("way", _("Way"), lambda one: str(one.route)),
            Column("came", _("Came on"), lambda one: one.came or "", cell=lambda one: date_format(one.came) if one.came else "", sort=("came", "pk")),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The figures of admission, and the routes into which the reader may take over what was done before."""
        return {
            "observations": [observe(one) for one in FIGURES],
            "imports": [one for one in visible(request.acting, Route.objects.all()) if may(request.acting, "import", one)] if request.acting.offices else [],
        }


def application_of(request: SiteRequest, pk: int) -> Application:
    """An application that the reader may see."""
    found = Application.objects.select_related("route__organisation", "state_party", "firm", "contact")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]


def application_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One application: who, on whom it waits since when, what was answered on which definition, what may be done now."""
    application = application_of(request, pk)
    wait = application.waits.filter(closed_by=None, until=None).first()
    state = ApplicationState(application.state)
    occasions = letters_of(application)
    letters = [(code, subject_of(application, code), code in TO_THE_ADMINISTRATION) for code in SUBJECTS if code in occasions]
    return render(request, "admission/application.html", {
        "application": application, "state": state, "tag": TAGS.get(state, ""), "wait": wait,
        "on": Waiting.On(wait.on).label if wait else "", "days": (timezone.now().date() - wait.since).days if wait and wait.since else 0,
        "groups": application.groups.prefetch_related("names"), "admitted_to": admitted_to(application), "turnover": turnover_of(application),
        "suspension": application.suspensions.filter(closed_by=None, until=None).first(), "definition": _definition_applied(application),
        "answers": application.answers.filter(closed_by=None).select_related("definition", "letter").order_by("pk"),
        "duplicates": likely_duplicates(visible(request.acting, Application.objects.all()), application),
        "acts": [
            (may(request.acting, verb, application), verb, label_of(application, verb), css) for verb, _label, css in ACTS if verb in POSSIBLE.get(state, ())
        ],
        "letters": letters, "history": history_of(application),
        "missing_definition": _missing_definition(application),
    })


def _definition_applied(application: Application) -> tuple[Definition, str] | None:
    """The definition that the State has declared, with its thresholds, while its administration has not answered."""
    if application.state != ApplicationState.ADMINISTRATION:
        return None
    held = Definition.objects.at(timezone.now()).filter(state_party=application.state_party_id).first()
    return (held, thresholds(held)) if held else None


def _missing_definition(application: Application) -> str:
    """What is told of an approval that rests on no national definition: none was declared, or none was named."""
    answer = application.answers.filter(closed_by=None, approved=True, until=None, definition=None).first()
    if answer is None:
        return ""
    if Definition.objects.known().filter(state_party=application.state_party_id).exists():
        return gettext("The approval names no definition of a small or medium-sized enterprise, though the State has declared one: the approval stands.")
    return gettext("The State has declared no definition of a small or medium-sized enterprise: the approval stands, the gap is listed.")


def label_of(application: Application, verb: str) -> str:
    """What an act is called on an application as it stands: an admitted firm does not take back, it leaves."""
    if verb == "withdraw" and application.firm_id and application.state in (ApplicationState.ADMITTED, ApplicationState.SUSPENDED):
        return gettext("Leave")
    return next(str(label) for one, label, _css in ACTS if one == verb)


def turnover_of(application: Application) -> str:
    """The turnover that a firm says it has, with its currency; empty where it says none."""
    if application.turnover is None:
        return ""
    whole = application.turnover == application.turnover.to_integral_value()
    return f"{number_format(application.turnover, 0 if whole else 2, force_grouping=True)} {application.currency}"


def sent_on(application: Application, code: str) -> datetime | None:
    """When a letter was sent last, by the act that gave occasion for it; none where nobody has sent it."""
    verbs = {"request": ["confirm-address"], "reminder": ["remind"], "confirm": ["apply"]}.get(code, [code])
    if code in ("approve", "refuse") and code in letters_of(application):
        verbs.append("record-answer")
    return acts_on(application.uid).filter(verb__in=verbs).order_by("-id").values_list("happened_at", flat=True).first()


def letters_of(application: Application) -> set[str]:
    """The letters that the application's history gives occasion for."""
    verbs = set(acts_on(application.uid).values_list("verb", flat=True))
    told = {"approve": "approve", "refuse": "refuse", "admit": "admit", "suspend": "suspend", "resume": "resume", "expire": "expire",
            "withdraw-approval": "withdraw-approval", "confirm-address": "request", "remind": "reminder"}
    found = {letter for verb, letter in told.items() if verb in verbs}
    if "record-answer" in verbs:
        found |= {"approve" if one.approved else "refuse" for one in application.answers.all()}
    return found
