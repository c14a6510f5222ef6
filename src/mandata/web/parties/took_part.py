"""Who took part in a session: the parties for everybody, the persons registered for whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.parties import operations
from mandata.parties.models import BodySession, Party, PartyKind
from mandata.parties.registering_models import Attendance, Contribution, Registration
from mandata.shared.rights import may, visible
from mandata.shared.seen import seen_each
from mandata.web.acts import history_of
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.keeping import allowed, sent
from mandata.web.parties.naming import called
from mandata.web.requests import SiteRequest

TAKE_PART = (
    PartyKind.STATE, PartyKind.ECONOMY, PartyKind.MEMBER, PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY, PartyKind.ASSOCIATION,
    PartyKind.LABORATORY, PartyKind.NATIONAL_SECRETARIAT, PartyKind.GROUP, PartyKind.BUREAU, PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE,
)
SHOWN = 500


def took_part(request: SiteRequest, pk: int) -> HttpResponse:
    """The parties that took part in a session, and the persons registered as far as the reader may know."""
    session = get_object_or_404(visible(request.acting, BodySession.objects.select_related("body", "organisation")), pk=pk)
    answer = may(request.acting, "record-attendance", session)
    parties = visible(request.acting, Attendance.objects.known().filter(session=session)).select_related("party").prefetch_related(
        "party__names").annotate(called=called("party")).order_by("party__entity", "called", "pk")
    tokens = seen_each(parties) if answer else {}
    contributions = visible(request.acting, Contribution.objects.known().filter(session=session)).select_related("party").prefetch_related(
        "party__names").order_by("number", "pk")
    brought = seen_each(contributions) if answer else {}
    registered = visible(request.acting, Registration.objects.known().filter(session=session)).select_related("person", "party").prefetch_related(
        "party__names").annotate(called=called("party")).order_by("called", "person__name", "pk")
    return render(request, "parties/took_part.html", {
        "session": session, "answer": answer,
        "parties": [(one, tokens.get(one.uid, "")) for one in parties],
        "contributions": [(one, brought.get(one.uid, "")) for one in contributions],
        "registered": registered[:SHOWN], "history": history_of(session),
    })


def record_attendance(request: SiteRequest, pk: int) -> HttpResponse:
    """Choose the parties that took part and are not recorded yet."""
    session = get_object_or_404(visible(request.acting, BodySession.objects.select_related("body", "organisation")), pk=pk)
    recorded = Attendance.objects.known().filter(session=session).values("party")
    rest = Party.objects.filter(organisation=session.organisation, entity__in=TAKE_PART).exclude(pk__in=recorded).exclude(pk=session.body_id)
    form = forms.Form(sent(request))
    form.fields["parties"] = forms.ModelMultipleChoiceField(
        rest.annotate(called=called()).order_by("called", "pk").prefetch_related("names"), label=_("Who took part"),
        widget=forms.SelectMultiple(attrs={"size": 15}))
    form.fields["mode"] = forms.ChoiceField(label=_("How"), choices=[("", _("not recorded")), *Attendance.Mode.choices], required=False)
    back = reverse("took_part", args=[pk])

    def act(values: Mapping[str, Any]) -> str:
        operations.record_attendance(acting_as=request.acting, session=session, parties=list(values["parties"]), mode=values["mode"])
        messages.success(request, gettext("It is recorded."))
        return back

    return act_form(request, form, title=gettext("Record who took part: %(session)s") % {"session": apart(session)}, button=gettext("Record"), act=act,
                    answer=allowed(request, "record-attendance", session), back=back, seen=[session])


@require_POST
def withdraw_attendance(request: SiteRequest, pk: int) -> HttpResponse:
    """Take back, as recorded in error, that a party took part."""
    attendance = get_object_or_404(visible(request.acting, Attendance.objects.select_related("session__organisation", "party")), pk=pk)
    operations.withdraw_attendance(acting_as=request.acting, attendance=attendance)
    messages.success(request, gettext("It is taken back."))
    return redirect("took_part", pk=attendance.session_id)


class ContributionForm(forms.Form):
    """A document that a party brought."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("Of whom"))
    number = forms.CharField(label=_("Document number"), max_length=64)
    title = forms.CharField(label=_("Title"), max_length=300)
    topic = forms.CharField(label=_("Topic"), max_length=100)


def record_contribution(request: SiteRequest, pk: int) -> HttpResponse:
    """Record a document that a party brought to a session."""
    session = get_object_or_404(visible(request.acting, BodySession.objects.select_related("body", "organisation")), pk=pk)
    form = ContributionForm(sent(request))
    found = Party.objects.filter(organisation=session.organisation, entity__in=TAKE_PART).exclude(pk=session.body_id)
    form.fields["party"].queryset = found.annotate(called=called()).order_by("called", "pk").prefetch_related("names")  # type: ignore[attr-defined]
    back = reverse("took_part", args=[pk])

    def act(values: Mapping[str, Any]) -> str:
        operations.record_contribution(acting_as=request.acting, session=session, **values)
        messages.success(request, gettext("It is recorded."))
        return back

    return act_form(request, form, title=gettext("Record a contribution: %(session)s") % {"session": apart(session)}, button=gettext("Record"), act=act,
                    answer=allowed(request, "record-contribution", session), back=back, seen=[session])


@require_POST
def withdraw_contribution(request: SiteRequest, pk: int) -> HttpResponse:
    """Take back a contribution that was recorded in error."""
    contribution = get_object_or_404(visible(request.acting, Contribution.objects.select_related("session__organisation", "party")), pk=pk)
    operations.withdraw_contribution(acting_as=request.acting, contribution=contribution)
    messages.success(request, gettext("It is taken back."))
    return redirect("took_part", pk=contribution.session_id)
