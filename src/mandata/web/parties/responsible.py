"""Responsibilities of an office: assigned, reported on by the holder, ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Office, Responsibility
from mandata.parties.operations import assign_responsibility, end_responsibility, report_on
from mandata.shared.rights import visible
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.keeping import LastDayForm, allowed, day, sent
from mandata.web.requests import SiteRequest


class ResponsibilityForm(forms.Form):
    """Which responsibility, and who decided it."""

    words = forms.CharField(label=_("Responsible for"), max_length=300)
    source = forms.CharField(label=_("Decided by"), max_length=300)
    since, until = day(_("Since")), day(_("Until"))


class ReportForm(forms.Form):
    """What was done, until which day."""

    words = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}))
    day = day(_("Day"))


def assign(request: SiteRequest, pk: int) -> HttpResponse:
    """Lay a responsibility on the holder of an office."""
    office = get_object_or_404(visible(request.acting, Office.objects.select_related("party__organisation")), pk=pk)
    back = reverse("office", args=[pk])

    def act(values: Mapping[str, Any]) -> str:
        assign_responsibility(acting_as=request.acting, office=office, **values)
        return back

    return act_form(request, ResponsibilityForm(sent(request)), title=gettext("Assign a responsibility: %(office)s") % {"office": apart(office)},
                    button=gettext("Assign"), act=act, answer=allowed(request, "assign-responsibility", office), back=back, seen=[office])


def report(request: SiteRequest, pk: int) -> HttpResponse:
    """Report on a responsibility, as its holder."""
    laid = _laid(request, pk)
    back = reverse("office", args=[laid.office_id])

    def act(values: Mapping[str, Any]) -> str:
        report_on(acting_as=request.acting, responsibility=laid, words=values["words"], day=values["day"])
        return back

    return act_form(request, ReportForm(sent(request)), title=gettext("Report on: %(what)s") % {"what": apart(laid)}, button=gettext("Report"),
                    act=act, answer=allowed(request, "report", laid), back=back, seen=[laid])


def end(request: SiteRequest, pk: int) -> HttpResponse:
    """End a responsibility while the office goes on."""
    laid = _laid(request, pk)
    back = reverse("office", args=[laid.office_id])

    def act(values: Mapping[str, Any]) -> str:
        end_responsibility(acting_as=request.acting, responsibility=laid, last_day=values["last_day"])
        return back

    return act_form(request, LastDayForm(sent(request)), title=gettext("End: %(office)s") % {"office": apart(laid)}, button=gettext("End"), act=act,
                    answer=allowed(request, "end", laid), back=back, seen=[laid])


def _laid(request: SiteRequest, pk: int) -> Responsibility:
    found = Responsibility.objects.select_related("office__party__organisation", "office__person")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]
