"""Forms that draft a report, write in it and publish it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates.register import live_terms, shortened
from mandata.parties.models import BodySession, Organisation, Party, PartyKind
from mandata.reports import operations
from mandata.reports.kinds import kind_of, kinds
from mandata.reports.models import Report, SignedParagraph
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.kit import OWN_WORDS, act_form, apart
from mandata.web.moments import moment
from mandata.web.reports.listed import ASKS_FOR_NONE
from mandata.web.reports.paper import seen_report
from mandata.web.requests import SiteRequest, number_in

RECEIVE = (PartyKind.COUNCIL, PartyKind.CONFERENCE, PartyKind.GROUP, PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY, PartyKind.REGIONAL_OFFICE)
GIVE = (PartyKind.SECRETARIAT, PartyKind.BUREAU, PartyKind.GROUP)
PARTIES = ("addressee", "origin")


class DraftForm(forms.Form):
    """What a report is of, as known when, and what stands above it."""

    code = forms.ChoiceField(label=_("Report"))
    day = forms.DateField(label=_("Situation on"))
    known = forms.ChoiceField(label=_("As known"), choices=[("now", _("now")), ("then", _("on that day"))])
    number = forms.CharField(label=_("Document number"), max_length=64, required=False)
    addressee = forms.ChoiceField(label=_("To"), required=False)
    session = forms.ChoiceField(label=_("Session"), required=False)
    agenda_item = forms.CharField(label=_("Agenda item"), max_length=64, required=False)
    origin = forms.ChoiceField(label=_("From"), required=False)
    mandate = forms.ChoiceField(label=_("Asked for by"), required=False, widget=OWN_WORDS)


def draft(request: SiteRequest, slug: str) -> HttpResponse:
    """Draft a report on an organisation; ``again`` takes another report's header over."""
    organisation = get_object_or_404(visible(request.acting, Organisation.objects.all()), slug=slug)
    again = visible(request.acting, Report.objects.filter(organisation=organisation, pk=number_in(request.GET.get("again", "")))).first()
    form = DraftForm(request.POST or None, initial=_initial(again, request.GET.get("mandate", "")))
    parties = Party.objects.filter(organisation=organisation).prefetch_related("names")
    sessions = BodySession.objects.filter(organisation=organisation).select_related("body").prefetch_related("body__names")
    terms = visible(request.acting, live_terms().exclude(ASKS_FOR_NONE).filter(mandate__organisation=organisation)).order_by("place", "pk")
    none = ("", gettext("not given"))
    choices: dict[str, list[tuple[str, str]]] = {
        "code": [(one.code, str(one.title)) for one in kinds()],
        "addressee": [none, *sorted(((str(one.pk), one.name) for one in parties.filter(entity__in=RECEIVE)), key=lambda one: one[1].casefold())],
        "origin": [none, *sorted(((str(one.pk), one.name) for one in parties.filter(entity__in=GIVE)), key=lambda one: one[1].casefold())],
        "session": [none, *((str(one.pk), str(one)) for one in sessions)],
        "mandate": [none, *((str(one.mandate_id), shortened(one.summary)) for one in terms)],
    }
    for name, found in choices.items():
        form.fields[name].choices = found  # type: ignore[attr-defined]

    def act(values: Any) -> str:
        at = moment(values["day"].isoformat())
        if at is None:
            raise RuleBroken(gettext("A report is of a day that has come: choose today or an earlier day."), organisation)
        chosen = {name: Party.objects.filter(pk=number_in(values[name])).first() for name in PARTIES}
        mandate = next((one.mandate for one in terms if str(one.mandate_id) == values["mandate"]), None)
        report = operations.draft_report(
            acting_as=request.acting, organisation=organisation, code=values["code"], at=at, known=at if values["known"] == "then" else None,
            number=values["number"], agenda_item=values["agenda_item"], session=BodySession.objects.filter(pk=number_in(values["session"])).first(),
            mandate=mandate, **chosen,
        )
        return reverse("report", args=[report.pk])

    return act_form(
        request, form, title=gettext("Draft a report"), button=pgettext("act", "Draft"), act=act, back=reverse("reports"),
        answer=may(request.acting, "draft-report", organisation), words=organisation.name,
    )


def _initial(again: Report | None, mandate: str) -> dict[str, Any]:
    if again is None:
        return {"day": timezone.now().date(), "known": "now", "mandate": mandate}
    return {
        "code": again.code, "day": again.at.date(), "known": "now", "number": again.number, "agenda_item": again.agenda_item,
        "addressee": again.addressee_id, "origin": again.origin_id, "session": again.session_id, "mandate": again.mandate_id,
    }


class ParagraphForm(forms.Form):
    """Words of one's own."""

    section = forms.ChoiceField(label=_("Section"))
    words = forms.CharField(label=_("Words"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}), help_text=_(
        "Type no figure: insert a reference, as in {sme.approved} or {sme.approved:state=avn}; {at}, {known}, {session}, {number} and {addressee} also stand for themselves."
    ))


def write(request: SiteRequest, pk: int) -> HttpResponse:
    """Write a paragraph, signed in one's office."""
    report = seen_report(request, pk)
    form = ParagraphForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    form.fields["section"].choices = [(code, str(title)) for code, title, _write in kind_of(report.code).sections]  # type: ignore[attr-defined]

    def act(values: Any) -> str:
        operations.write_paragraph(acting_as=request.acting, report=report, section=values["section"], words=values["words"])
        return reverse("report", args=[pk]) + f"#{values['section']}"

    return act_form(
        request, form, title=gettext("Write a paragraph"), button=gettext("Sign"), act=act, back=reverse("report", args=[pk]),
        answer=may(request.acting, "write-paragraph", report), words=str(report), seen=[report],
    )


@require_POST
def withdraw(request: SiteRequest, pk: int, paragraph: int) -> HttpResponse:
    """Take a paragraph out of a draft."""
    report = seen_report(request, pk)
    found = get_object_or_404(visible(request.acting, SignedParagraph.objects.filter(report=report)), pk=paragraph)
    operations.withdraw_paragraph(acting_as=request.acting, report=report, paragraph=found)
    return redirect("report", pk=pk)


class PublishForm(forms.Form):
    """That it is published, and, where nobody has checked it, all the same."""

    unchecked = forms.BooleanField(label=_("Publish it all the same, without a check by another person"))


def publish(request: SiteRequest, pk: int) -> HttpResponse:
    """Publish a draft; one that nobody has checked only on a second word. What stops it is told above the button."""
    report = seen_report(request, pk)
    answer = may(request.acting, "publish", report)
    if not answer and request.method == "POST":
        operations.publish_report(acting_as=request.acting, report=report)  # the refusal is kept
    form = PublishForm(request.POST) if request.method == "POST" else PublishForm()
    words = [gettext("What is published is not changed any more; what becomes known later is told beside it.")]
    if report.checked_by_id is None and not report.published:
        words.insert(0, gettext("No other person has checked this draft: whatever was written last has not been read by a second one."))
    else:
        del form.fields["unchecked"]

    def act(values: Any) -> str:
        operations.publish_report(acting_as=request.acting, report=report)
        messages.success(request, gettext("The report is published."))
        return reverse("report", args=[pk])

    return act_form(
        request, form, title=gettext("Publish: %(report)s") % {"report": apart(report)}, button=gettext("Publish"), act=act,
        back=reverse("report", args=[pk]), answer=answer, words=" ".join(words), seen=[report],
    )
