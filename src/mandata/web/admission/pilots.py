"""What a pilot came to: who took part, what it cost, how it is seen; and the forms of those who say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.membership import operations
from mandata.membership.models import PilotCost, PilotView, Route
from mandata.membership.pilot_measures import side_of
from mandata.parties.models import Party, PartyKind
from mandata.parties.registering_models import Attendance
from mandata.shared.measures import observe
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.moments import moments
from mandata.web.parties.figures import parts
from mandata.web.parties.keeping import allowed, day, sent
from mandata.web.parties.naming import called
from mandata.web.requests import SiteRequest

FIGURES = ("pilot.admitted", "pilot.firms-taking-part", "pilot.participation", "pilot.firms-contributing", "pilot.contributions", "pilot.later-members",
           "pilot.refusals", "pilot.cost", "pilot.views")
SEES = (PartyKind.STATE, PartyKind.GROUP, PartyKind.MEMBER, PartyKind.ASSOCIATION)


def pilot(request: SiteRequest, pk: int) -> HttpResponse:
    """The results of the pilots of an organisation, on the page of one way of admission, as of a day and as known on a day."""
    route = get_object_or_404(Route.objects.select_related("organisation").prefetch_related("organisation__names"), pk=pk)
    when = moments(request)
    organisation = route.organisation
    names = {one.key: one.name for one in Party.objects.filter(organisation=organisation).prefetch_related("names")}
    modes = {code: str(label) for code, label in Attendance.Mode.choices}
    wants = {code: str(label) for code, label in PilotView.Wants.choices}
    sides = {"firms": gettext("Firms and their associations"), "groups": gettext("Groups"), "administrations": gettext("Administrations")}
    views = visible(request.acting, PilotView.objects.at(when.at, when.known).filter(route=route)).select_related("party").prefetch_related("party__names")
    costs = visible(request.acting, PilotCost.objects.at(when.at, when.known).filter(route=route))
    speaks = [one.party for one in request.acting.offices if one.party.root_id == organisation.pk and one.party.entity in SEES and may(request.acting, "give-view", one.party)]
    return render(request, "admission/pilot.html", {
        "route": route, "asked": when.asked,
        "figures": [(one, when.measured(one.measure.name, organisation.pk)) for one in (observe(name, organisation, when.at, when.known) for name in FIGURES)],
        "tables": [
            parts("pilot.participation", "group", organisation, when, gettext("Participation by group"), names),
            parts("pilot.participation", "mode", organisation, when, gettext("In the room or from afar"), modes),
            parts("pilot.contributions", "topic", organisation, when, gettext("Contributions by topic")),
            parts("pilot.views", "wants", organisation, when, gettext("What should become of it"), wants),
        ],
        "views": [(one, sides[side_of(one.party.entity)]) for one in views.order_by("-since", "-pk")],
        "costs": [(one, may(request.acting, "take-back", one)) for one in costs.order_by("since", "pk")],
        "may_cost": may(request.acting, "record-cost", route), "speaks": list({one.pk: one for one in speaks}.values()),
        "may_record": may(request.acting, "record-cost", route), "history": history_of(route),
    })


class ViewForm(forms.Form):
    """How somebody sees a pilot."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("Of whom"))
    wants = forms.ChoiceField(label=_("What should become of it"), choices=PilotView.Wants.choices)
    words = forms.CharField(label=_("In its own words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
    source = forms.CharField(label=_("Letter by which it came"), max_length=300, required=False)
    day = day(_("Day"))


def give_view(request: SiteRequest, pk: int) -> HttpResponse:
    """Say how a pilot is seen: for whom one acts, or, as an officer, what came by letter."""
    route = get_object_or_404(Route.objects.select_related("organisation"), pk=pk)
    found = Party.objects.filter(organisation=route.organisation, entity__in=SEES).annotate(called=called()).order_by("called", "pk").prefetch_related("names")
    officer = bool(may(request.acting, "record-cost", route))
    if not officer:
        found = found.filter(pk__in=[one.party_id for one in request.acting.offices])
    form = ViewForm(sent(request), initial={name: request.GET[name] for name in ("party",) if name in request.GET})
    form.fields["party"].queryset = found  # type: ignore[attr-defined]
    if not officer:
        del form.fields["source"]

    def act(values: Mapping[str, Any]) -> str:
        operations.give_view(acting_as=request.acting, party=values["party"], route=route, wants=values["wants"], words=values["words"],
                             source=values.get("source", ""), day=values["day"])
        messages.success(request, gettext("It is recorded."))
        return reverse("pilot", args=[pk])

    first = found.first()
    return act_form(request, form, title=gettext("Say how the pilot is seen: %(pilot)s") % {"pilot": apart(route)}, button=gettext("Record"), act=act,
                    answer=allowed(request, "give-view", first) if first else may(request.acting, "give-view", "party"), back=reverse("pilot", args=[pk]))


class CostForm(forms.Form):
    """What a pilot cost."""

    words = forms.CharField(label=_("For what"), max_length=300)
    amount = forms.IntegerField(label=_("Sum in whole units of the currency"), min_value=1, max_value=2_000_000_000)
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"), help_text=_("Three letters, for example CHF."))
    source = forms.CharField(label=_("Paid from (line of the budget, contribution)"), max_length=300)
    day = day(_("Day"))


def record_cost(request: SiteRequest, pk: int) -> HttpResponse:
    """Record a cost of a pilot."""
    route = get_object_or_404(Route.objects.select_related("organisation"), pk=pk)

    def act(values: Mapping[str, Any]) -> str:
        operations.record_cost(acting_as=request.acting, route=route, **values)
        messages.success(request, gettext("It is recorded."))
        return reverse("pilot", args=[pk])

    return act_form(request, CostForm(sent(request), initial={"day": timezone.now().date()}), title=gettext("Record a cost: %(pilot)s") % {"pilot": apart(route)},
                    button=gettext("Record"), act=act, answer=allowed(request, "record-cost", route), back=reverse("pilot", args=[pk]))


@require_POST
def take_back_cost(request: SiteRequest, pk: int) -> HttpResponse:
    """Take back a cost that was recorded in error."""
    cost = get_object_or_404(visible(request.acting, PilotCost.objects.select_related("route__organisation")), pk=pk)
    operations.take_back_cost(acting_as=request.acting, cost=cost)
    messages.success(request, gettext("It is taken back."))
    return redirect("pilot", pk=cost.route_id)
