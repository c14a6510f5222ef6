"""The programmes of plans: how far each is, which groups are active in it, and the forms of whoever does something in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates import operations
from mandata.mandates.models import ActivityStanding, PlanActivity, PlanProgramme
from mandata.mandates.plan_measures import code_of, groups_asked
from mandata.parties.models import Organisation, Party
from mandata.parties.tables import LANGUAGES
from mandata.shared.measures import Observation, observe, observe_by, records_of
from mandata.shared.rights import may, visible
from mandata.texts.models import Provision, ProvisionVersion, Wording, Work
from mandata.web.acts import history_of
from mandata.web.kit import OWN_WORDS, act_form
from mandata.web.kit.apart import apart
from mandata.web.moments import Moments, moments
from mandata.web.parties.keeping import LastDayForm, allowed, day, sent
from mandata.web.parties.naming import called
from mandata.web.parties.party import CODES
from mandata.web.register import shortened
from mandata.web.requests import SiteRequest

State = ActivityStanding.State
TAGS = {State.PLANNED: "", State.UNDER_WAY: "warn", State.DONE: "good", State.DROPPED: "bad"}
FIGURES = ("plan.programmes", "plan.activities", "plan.activities-open", "plan.activities-done", "plan.activities-dropped", "plan.groups-active")


@dataclass(frozen=True, slots=True)
class Row:
    """A programme with its figures: activities by how far they are, groups active of all groups, each with the address of its records."""

    programme: PlanProgramme
    states: Sequence[tuple[str, int, str]]
    active: int
    groups: int
    active_address: str

    @property
    def share(self) -> int:
        """The share in hundredths, for the bar."""
        return round(100 * self.active / self.groups) if self.groups else 0


def rows_of(organisation: Organisation, found: Sequence[PlanProgramme], when: Moments) -> list[Row]:
    """The programmes with their figures, each measure asked once for all."""
    done = observe_by("plan.activities", "programme-state", organisation, when.at, when.known)
    active = observe_by("plan.groups-active", "programme", organisation, when.at, when.known)
    whole = observe("plan.groups-active", organisation, when.at, when.known)
    rows = []
    for one in found:
        code = code_of(one)
        states = []
        for state in State:
            part = done.get(f"{code}/{state.value}")
            states.append((str(state.label), part.value if part else 0, when.measured("plan.activities", organisation.pk, "programme-state", f"{code}/{state.value}")))
        part = active.get(code)
        rows.append(Row(one, states, part.value if part else 0, whole.denominator or 0, when.measured("plan.groups-active", organisation.pk, "programme", code)))
    return rows


def programmes(request: SiteRequest) -> HttpResponse:
    """All programmes of all plans, as of a day and as known on a day."""
    when = moments(request)
    chosen = request.GET.get("organisation", "")
    found = visible(request.acting, records_of("plan.programmes", None, when.at, when.known)).select_related("work__body", "provision").prefetch_related(
        "work__body__names").order_by("work__number", "number", "pk")
    shown: list[tuple[Organisation, list[tuple[Observation, str]], list[Row]]] = []
    for organisation in Organisation.objects.prefetch_related("names").order_by("pk"):
        own = [one for one in found if one.work.organisation_id == organisation.pk]
        if own and chosen in ("", organisation.slug):
            figures = [(one, when.measured(one.measure.name, organisation.pk)) for one in (observe(name, organisation, when.at, when.known) for name in FIGURES)]
            shown.append((organisation, figures, rows_of(organisation, own, when)))
    return render(request, "owed/programmes.html", {"shown": shown, "asked": when.asked})


def programme_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A programme: the provision that gives it, its activities with how far each is, and the groups that are not active in it."""
    programme = get_object_or_404(visible(request.acting, PlanProgramme.objects.select_related(
        "work__body", "work__organisation", "provision").prefetch_related("work__body__names")), pk=pk)
    when = moments(request)
    known = when.known or timezone.now()
    organisation = Organisation.objects.get(pk=programme.work.organisation_id)
    same = Q(programme__work=programme.work_id, programme__number=programme.number)
    held = ActivityStanding.objects.at(when.at, when.known).order_by("pk")
    activities = visible(request.acting, records_of("plan.activities", organisation, when.at, when.known).filter(same)).select_related("party").prefetch_related(
        "party__names", Prefetch("standings", held, "now")).annotate(called=called("party")).order_by("called", "pk")
    code = code_of(programme)
    silent = records_of("plan.groups-active", organisation, when.at, known, ("programme", code)).values("pk")
    whole = Party.objects.filter(pk__in=observed_groups(organisation, when)).exclude(pk__in=silent)
    offices = [one for one in request.acting.offices if one.party.root_id == organisation.pk]
    mine = {one.party_id: one.party for one in offices if may(request.acting, "record-activity", one.party)}
    return render(request, "owed/programme.html", {
        "programme": programme, "organisation": organisation, "row": rows_of(organisation, [programme], when)[0], "asked": when.asked,
        "provision": words_of(programme.provision), "silent": whole.prefetch_related("names").annotate(called=called()).order_by("called", "pk"),
        "activities": [(one, standing, TAGS[State(standing.state)], may(request.acting, "move-on", one) if not when.asked else None)
                       for one in activities for standing in one.now[-1:]],
        "mine": [(party, may(request.acting, "record-activity", party)) for party in mine.values()] if not when.asked else (),
        "may_end": may(request.acting, "end", programme) if programme.until is None and programme.closed_by_id is None else None,
        "history": history_of(programme),
    })


def observed_groups(organisation: Organisation, when: Moments) -> Any:
    """The groups of which the share is taken."""
    return groups_asked(organisation, when.at, when.known or timezone.now()).values("pk")


def words_of(provision: Provision | None) -> tuple[str, str] | None:
    """A provision's permanent name and its words in the newest revision."""
    if provision is None:
        return None
    version = ProvisionVersion.objects.filter(provision=provision).order_by("revision__session__year", "revision").last()
    wording = Wording.objects.filter(version=version).order_by("language_version").first()
    return provision.wid, wording.text if wording else ""


class ProgrammeForm(forms.Form):
    """A programme to open."""

    number = forms.CharField(label=_("Number"), max_length=16)
    provision = forms.ChoiceField(label=_("Provision that gives it"), required=False, widget=OWN_WORDS)
    since, until = day(_("Since")), day(_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in LANGUAGES:
            self.fields[f"name_{one}"] = forms.CharField(
                label=get_language_info(CODES.get(one, one))["name_local"], max_length=200, required=False, widget=forms.TextInput(attrs={"lang": one, "dir": "auto"}))


def open_programme(request: SiteRequest, pk: int) -> HttpResponse:
    """Open a programme of the plan of a text."""
    work = get_object_or_404(Work.objects.select_related("organisation", "body"), pk=pk)
    form = ProgrammeForm(sent(request))
    own = Wording.objects.filter(version__provision__work=work, version__part="operative").select_related("version__provision").order_by("version__revision", "version__order")
    words = {one.version.provision.wid: f"{one.label} {shortened(one.text)}".strip() for one in own}
    form.fields["provision"].choices = [("", gettext("not given")), *words.items()]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        opened = operations.open_programme(
            acting_as=request.acting, work=work, number=values["number"], names={one: values[f"name_{one}"] for one in LANGUAGES},
            provision=Provision.objects.filter(work=work, wid=values["provision"]).first(), since=values["since"], until=values["until"])
        return reverse("programme", args=[opened.pk])

    return act_form(request, form, title=gettext("Open a programme: %(text)s") % {"text": apart(work)}, button=gettext("Open"), act=act,
                    answer=allowed(request, "open-programme", work), back=reverse("text_plan", args=[pk]))


def end_programme(request: SiteRequest, pk: int) -> HttpResponse:
    """End a programme."""
    programme = get_object_or_404(visible(request.acting, PlanProgramme.objects.select_related("work__organisation")), pk=pk)

    def act(values: Mapping[str, Any]) -> str:
        ended = operations.end_programme(acting_as=request.acting, programme=programme, last_day=values["last_day"])
        return reverse("programme", args=[ended.pk])

    return act_form(request, LastDayForm(sent(request)), title=gettext("End: %(office)s") % {"office": apart(programme)}, button=gettext("End"), act=act,
                    answer=allowed(request, "end", programme), back=reverse("programme", args=[pk]), seen=[programme])


class StepForm(forms.Form):
    """How far an activity is."""

    state = forms.ChoiceField(label=_("Status"), choices=State.choices)
    note = forms.CharField(label=_("What came of it, or why it is not done"), max_length=300, required=False)
    document = forms.CharField(label=_("Document"), max_length=300, required=False)
    day = day(_("Day"))


class ActivityForm(StepForm):
    """What is done in a programme."""

    programme = forms.ModelChoiceField(PlanProgramme.objects.none(), label=_("Programme"))
    words = forms.CharField(label=_("What is done"), max_length=300)
    field_order = ("programme", "words", "state", "note", "document", "day")


def record_activity(request: SiteRequest, pk: int) -> HttpResponse:
    """Record, for a group, bureau or office, what it does in a programme."""
    party = get_object_or_404(visible(request.acting, Party.objects.select_related("organisation").prefetch_related("names")), pk=pk)
    form = ActivityForm(sent(request), initial={name: request.GET[name] for name in ("programme",) if name in request.GET})
    form.fields["programme"].queryset = PlanProgramme.objects.at(timezone.now()).filter(  # type: ignore[attr-defined]
        work__organisation=party.root_id).order_by("work__number", "number")

    def act(values: Mapping[str, Any]) -> str:
        done = operations.record_activity(acting_as=request.acting, party=party, **values)
        messages.success(request, gettext("It is recorded."))
        return reverse("programme", args=[done.programme_id])

    return act_form(request, form, title=gettext("Record an activity: %(party)s") % {"party": apart(party)}, button=gettext("Record"), act=act,
                    answer=allowed(request, "record-activity", party), back=reverse("activity", args=[pk]))


def move_activity(request: SiteRequest, pk: int) -> HttpResponse:
    """Say how far an activity is now."""
    activity = get_object_or_404(visible(request.acting, PlanActivity.objects.select_related("party", "programme")), pk=pk)
    back = reverse("programme", args=[activity.programme_id])

    def act(values: Mapping[str, Any]) -> str:
        operations.move_on(acting_as=request.acting, activity=activity, **values)
        messages.success(request, gettext("It is recorded."))
        return back

    return act_form(request, StepForm(sent(request)), title=gettext("How far is it: %(what)s") % {"what": apart(activity)}, button=gettext("Record"), act=act,
                    answer=allowed(request, "move-on", activity), back=back, seen=[activity])
