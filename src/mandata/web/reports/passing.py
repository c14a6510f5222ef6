"""The way of a report on its page: checked, submitted, noted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates.models import Obligation, ObligationState
from mandata.mandates.operations.sessions import is_cancelled
from mandata.parties.models import BodySession, Party
from mandata.reports import submitting
from mandata.reports.models import Report, Submission
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.kit import act_form
from mandata.web.reports.drafting import RECEIVE
from mandata.web.reports.paper import seen_report
from mandata.web.requests import SiteRequest, number_in


@require_POST
def check_draft(request: SiteRequest, pk: int) -> HttpResponse:
    """Say that a draft may be published."""
    submitting.check_report(acting_as=request.acting, report=seen_report(request, pk))
    return redirect("report", pk=pk)


class SubmitForm(forms.Form):
    """To whom; to another body than its addressee only on a second word."""

    session = forms.ChoiceField(label=_("Session"), required=False)
    body = forms.ChoiceField(label=_("Body, where it is at no session"), required=False)
    another = forms.BooleanField(label=_("Submit it to this body all the same"), required=False)


def submit(request: SiteRequest, pk: int) -> HttpResponse:
    """Submit a published report."""
    report = seen_report(request, pk)
    form = SubmitForm(request.POST or None, initial={"session": report.session_id or _session_due(report), "body": report.addressee_id})
    if "another" not in request.POST:
        form.fields["another"].widget = forms.HiddenInput()
    sessions = BodySession.objects.filter(organisation=report.organisation).select_related("body").prefetch_related("body__names")
    bodies = Party.objects.filter(organisation=report.organisation, entity__in=RECEIVE).prefetch_related("names")
    none = ("", gettext("not given"))
    form.fields["session"].choices = [none, *((str(one.pk), str(one)) for one in sessions)]  # type: ignore[attr-defined]
    form.fields["body"].choices = [none, *sorted(((str(one.pk), one.name) for one in bodies), key=lambda one: one[1].casefold())]  # type: ignore[attr-defined]

    def act(values: Any) -> str:
        session = sessions.filter(pk=number_in(values["session"])).first()
        body = session.body if session else bodies.filter(pk=number_in(values["body"])).first()
        if body is not None and report.addressee is not None and body != report.addressee and not values["another"]:
            form.fields["another"].widget = forms.CheckboxInput()
            raise RuleBroken(gettext("The report is addressed to %(addressee)s, not to %(body)s. Choose its addressee, or say that it is submitted there all the same.") % {
                "addressee": report.addressee, "body": body}, report)
        submitting.submit_report(acting_as=request.acting, report=report, body=body, session=session)
        return reverse("report", args=[pk])

    return act_form(
        request, form, title=gettext("Submit the report"), button=gettext("Submit"), act=act, back=reverse("report", args=[pk]),
        answer=may(request.acting, "submit", report), words=str(report), seen=[report],
    )


def _session_due(report: Report) -> int | None:
    """The session for which a report is due, else the next one of its addressee that has not ended."""
    due = Obligation.objects.filter(mandate=report.mandate, state=ObligationState.OPEN).exclude(session=None) if report.mandate else Obligation.objects.none()
    if report.addressee is not None:
        due = due.filter(session__body=report.addressee)
    if (first := due.order_by("due_on", "pk").values_list("session", flat=True).first()) is not None:
        return first
    coming = BodySession.objects.filter(body=report.addressee, end__gte=report.at.date()) if report.addressee else BodySession.objects.none()
    return next((one.pk for one in coming.order_by("start", "pk") if not is_cancelled(one)), None)


class NoteForm(forms.Form):
    """What the body did."""

    outcome = forms.ChoiceField(label=_("What the body did"), choices=Submission.Outcome.choices)
    decision = forms.CharField(label=_("Where it is written"), max_length=300)
    day = forms.DateField(label=_("Day"))


def note(request: SiteRequest, pk: int) -> HttpResponse:
    """Record what a body did with a report."""
    submission = get_object_or_404(visible(request.acting, Submission.objects.select_related("report__organisation", "body", "session__body")), pk=pk)
    day = submission.session.end or submission.session.start if submission.session else None
    form = NoteForm(request.POST or None, initial={"outcome": Submission.Outcome.NOTED, "day": day})

    def act(values: Any) -> str:
        submitting.note_report(acting_as=request.acting, submission=submission, **values)
        return reverse("report", args=[submission.report_id])

    return act_form(
        request, form, title=gettext("What the body did with the report"), button=gettext("Record"), act=act,
        back=reverse("report", args=[submission.report_id]), answer=may(request.acting, "note", submission), words=str(submission), seen=[submission],
    )
