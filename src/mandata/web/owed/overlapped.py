"""What is recommended of duties that overlap: the form, and how pages of duties, provisions, reports and bodies tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import Mandate, MandateTerms, OverlapDecision, Recommends
from mandata.mandates.operations import recommend_on_overlap, withdraw_recommendation
from mandata.mandates.register import shortened
from mandata.parties.models import Office, Organisation, Party
from mandata.shared.rights import visible
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.keeping import allowed, sent
from mandata.web.requests import SiteRequest

TAGS = {Recommends.CONTINUE: "good", Recommends.MERGE: "warn", Recommends.STOP: "warn"}


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation as pages tell it: of which duty, beside which other, by the holder of which office."""

    decision: OverlapDecision
    words: str
    other_words: str
    other_text: str
    language: str
    office: str
    css: str


def recommended(condition: Q) -> list[Recommended]:
    """The recommendations that hold and meet a condition, the last first; as many queries for one as for many."""
    rows = list(OverlapDecision.objects.known().filter(condition, until=None, mandate__ended_by=None).select_related(
        "mandate__organisation", "opened_by").order_by("-pk"))
    pks = {pk for one in rows for pk in (one.mandate_id, one.other_id)}
    terms = {one.mandate_id: one for one in MandateTerms.objects.filter(mandate__in=pks).select_related(
        "version__revision__work", "version__revision__session").order_by("current", "pk")}
    offices = {one.uid: str(one) for one in Office.objects.filter(uid__in={one.opened_by.acting_as for one in rows}).select_related(
        "party").prefetch_related("party__names")} if rows else {}
    return [
        Recommended(
            one, shortened(terms[one.mandate_id].summary), shortened(terms[one.other_id].summary), str(terms[one.other_id].version.revision),
            one.mandate.organisation.reference_language, offices.get(one.opened_by.acting_as, ""), TAGS[Recommends(one.what)])
        for one in rows if one.mandate_id in terms and one.other_id in terms
    ]


def of_duties(mandates: Iterable[int]) -> list[Recommended]:
    """What is recommended of some duties."""
    return recommended(Q(mandate__in=list(mandates)))


def to_body(body: Party) -> list[Recommended]:
    """What is recommended to a body: of duties of the texts that it adopted, and of those that report to it."""
    decided = OverlapDecision.objects.known().filter(until=None, mandate__organisation=body.organisation_id).values("mandate")
    rows = MandateTerms.objects.filter(current=True, mandate__in=decided).values_list("mandate", "report_to") if body.actor else ()
    told = [mandate for mandate, report_to in rows if body.actor in {one.get("actor") for one in report_to}]
    return recommended(Q(mandate__in=told) | Q(mandate__provision__work__body=body))


def recommend(request: SiteRequest, pk: int, other: int) -> HttpResponse:
    """Recommend what becomes of a duty beside another: it continues, is merged into it, or stops."""
    duties = visible(request.acting, Mandate.objects.select_related("organisation"))
    mandate, beside = get_object_or_404(duties, pk=pk), get_object_or_404(duties, pk=other)
    found = {one.mandate_id: shortened(one.summary) for one in MandateTerms.objects.filter(mandate__in=(pk, other)).order_by("current", "pk")}
    form = forms.Form(sent(request))
    form.fields.update({
        "what": forms.ChoiceField(label=_("Recommend"), choices=Recommends.choices, help_text=_("Beside: “%(words)s”") % {"words": apart(found.get(other, ""))}),
        "reason": forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})),
        "text_must_say": forms.CharField(label=_("What a text must say for it to end so"), max_length=1000, required=False, help_text=_(
            "A text asked for it, so only a text ends it: until then it is owed as before."), widget=forms.Textarea(attrs={"rows": 3})),
    })

    def act(values: Mapping[str, Any]) -> str:
        recommend_on_overlap(acting_as=request.acting, mandate=mandate, other=beside, **values)
        messages.success(request, gettext("It is recorded, and shown to the body that asked; the duty stands until a text ends it."))
        return reverse("mandate", args=[pk]) + "#recommended"

    return act_form(
        request, form, title=gettext("Recommend on an overlap"), button=gettext("Recommend"), act=act, answer=allowed(request, "recommend", mandate),
        back=reverse("overlaps") + f"?organisation={slug_of(mandate)}", seen=[mandate], words=found.get(pk, ""), language=mandate.organisation.reference_language)


def slug_of(mandate: Mandate) -> str:
    """The short name of the organisation of a duty, for an address."""
    return str(Organisation.objects.values_list("slug", flat=True).get(pk=mandate.organisation_id))


def withdraw(request: SiteRequest, pk: int) -> HttpResponse:
    """Take a recommendation back."""
    decision = get_object_or_404(visible(request.acting, OverlapDecision.objects.known().select_related("mandate__organisation", "other")), pk=pk)

    def act(values: Mapping[str, Any]) -> str:
        withdraw_recommendation(acting_as=request.acting, decision=decision)
        return reverse("mandate", args=[decision.mandate_id])

    return act_form(
        request, forms.Form(sent(request)), title=gettext("Take the recommendation back"), button=gettext("Take back"), act=act,
        answer=allowed(request, "withdraw", decision), back=reverse("mandate", args=[decision.mandate_id]), seen=[decision.mandate],
        words=decision.reason)
