"""Many are asked in one act: a dry look at whom it would ask, the act, what came of it, reminders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asking import MOST, Outcome, Would, outcomes, whom_to_ask
from mandata.mandates.daily import send_mails
from mandata.mandates.models import Asking, Mail, MandateTerms, Obligation, ObligationState
from mandata.mandates.operations import ask_answers, remind_silent
from mandata.mandates.register import shortened
from mandata.parties.models import name_functions
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.controls import controls
from mandata.web.organisations import kept_by_reader, one_of
from mandata.web.owed.listed import ObligationFilters
from mandata.web.owed.telling import told_to
from mandata.web.parties.keeping import sent
from mandata.web.requests import SiteRequest

ORDER = {Would.ASK: 0, Would.LATELY: 1, Would.ANSWERED: 2, Would.NO_ADDRESS: 3, Would.NOBODY: 4}
TAGS = {Would.ASK: "good", Would.LATELY: "warn", Would.NO_ADDRESS: "bad", Would.NOBODY: "bad"}


def ask_many(request: SiteRequest) -> HttpResponse:
    """Whom one act would ask about the duties of a list, and the act itself."""
    kept = kept_by_reader(request)
    organisation = one_of(kept, request.GET.get("organisation", ""))
    answer = may(request.acting, "ask-answers", organisation or "organisation")
    if organisation is None or not answer:
        return render(request, "owed/ask.html", {"answer": answer}, status=403)
    asked = request.GET.copy()
    asked["organisation"] = organisation.slug
    filters = _filtered(request, asked)
    found = list(filters.qs.filter(state=ObligationState.OPEN, mandate__organisation=organisation).order_by("due_on", "pk")[:20 * MOST])
    many = len({one.mandate_id for one in found}) > MOST
    status, trouble = 200, ""
    if request.method == "POST" and not many:
        try:
            asking = ask_answers(
                acting_as=request.acting, organisation=organisation, obligations=found, chosen=set(request.POST.getlist("question")),
                again="again" in request.POST)
        except RuleBroken as broken:
            status, trouble = 409, str(broken)
        else:
            send_mails.enqueue()
            count = Mail.objects.filter(organisation=organisation, key=f"ask:{asking.uid}").count()
            messages.success(request, ngettext("%(n)s mail is planned; the worker sends it.", "%(n)s mails are planned; the worker sends them.", count) % {"n": count})
            return HttpResponseRedirect(reverse("asking", args=[asking.pk]))
    questions = [] if many else sorted(whom_to_ask(organisation, found), key=lambda one: ORDER[Would(one.would)])
    offices = [one.office for one in questions if one.office]
    name_functions(offices)
    prefetch_related_objects([one.party for one in offices], "names")
    counts = Counter(one.would for one in questions)
    del filters.form.fields["organisation"]  # chosen above
    return render(request, "owed/ask.html", {
        "answer": answer, "organisation": organisation, "organisations": kept, "controls": controls(filters.form), "many": many, "most": MOST, "trouble": trouble,
        "duties": len({one.mandate_id for one in found}), "query": asked.urlencode(),
        "counts": [(would.label, counts[would], TAGS.get(would, "")) for would in Would if counts[would]], "lately": counts[Would.LATELY], "ask": counts[Would.ASK],
        "persons": len({one.office.person_id for one in questions if one.office and one.would == Would.ASK}),
        "rows": [(one, shortened(one.terms.summary), TAGS.get(Would(one.would), ""), one.would == Would.ASK, one.would in (Would.ASK, Would.LATELY)) for one in questions],
    }, status=status)


def _filtered(request: HttpRequest, asked: QueryDict) -> ObligationFilters:
    found = Obligation.objects.select_related("mandate__organisation", "office__party", "office__person", "body").exclude(state=ObligationState.VOID)
    return ObligationFilters(asked, queryset=visible(request.acting, found), request=request, told=told_to(request.acting))  # type: ignore[attr-defined]


def sum_words(one: Outcome) -> str:
    """« asked 31, answered 12, silent 19 »."""
    return gettext("asked %(asked)s, answered %(answered)s, silent %(silent)s") % {"asked": one.asked, "answered": one.answered, "silent": one.silent}


class Askings(Listing):
    """Who was asked in one act, and what came of it."""

    name, title, template = "askings", _("Who was asked in one act"), "owed/askings.html"
    none_found = _("Nobody was asked in one act yet.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, Asking.objects.select_related("organisation", "by").prefetch_related("organisation__names")).order_by("-pk")

    def prepared(self, records: Any) -> Any:
        return outcomes(records)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return [
            Column("day", _("Day"), lambda one: one.asking.by.happened_at, lambda one: format_html(
                '<a href="{}">{}</a>', reverse("asking", args=[one.asking.pk]), date_format(one.asking.by.happened_at)), sort=("pk",)),
            Column("sum", _("What came of it"), sum_words),
            Column("open", _("Links that still serve"), lambda one: one.open),
            Column("unanswerable", _("Nobody to ask"), lambda one: one.asking.unanswerable),
            Column("organisation", _("Organisation"), lambda one: one.asking.organisation.name),
        ]


def asking_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One act by which many were asked: who answered, who is silent."""
    asking = get_object_or_404(visible(request.acting, Asking.objects.select_related("organisation", "by")), pk=pk)
    found = outcomes([asking])[0]
    name_functions([one.link.office for one in found.came])
    last = MandateTerms.objects.filter(mandate__in={one.link.mandate_id for one in found.came}).order_by("current", "pk")
    words = {one.mandate_id: shortened(one.summary) for one in last}
    mails = Mail.objects.filter(organisation=asking.organisation, key__in=[f"ask:{asking.uid}"]) | Mail.objects.filter(
        organisation=asking.organisation, key__startswith=f"remind:{asking.uid}:")
    states = Counter(str(one.get_state_display()) for one in mails)
    return render(request, "owed/asking.html", {
        "asking": asking, "found": found, "sum": sum_words(found), "may_remind": may(request.acting, "remind", asking), "history": history_of(asking),
        "mails": sorted(states.items()), "rows": [
            (one, words.get(one.link.mandate_id, "")) for one in sorted(
                found.came, key=lambda one: (one.answer is not None, one.link.office.party.key, one.link.pk))],
        "language": asking.organisation.reference_language,
    })


def remind(request: SiteRequest, pk: int) -> HttpResponse:
    """Ask the silent ones again."""
    asking = get_object_or_404(visible(request.acting, Asking.objects.select_related("organisation", "by")), pk=pk)

    def act(values: Mapping[str, Any]) -> str:
        count = remind_silent(acting_as=request.acting, asking=asking)
        send_mails.enqueue()
        messages.success(request, ngettext("%(n)s person is reminded.", "%(n)s persons are reminded.", count) % {"n": count})
        return reverse("asking", args=[pk])

    return act_form(
        request, forms.Form(sent(request)), title=gettext("Remind the silent ones"), button=gettext("Remind"), act=act, back=reverse("asking", args=[pk]),
        answer=may(request.acting, "remind", asking), seen=[asking], words=sum_words(outcomes([asking])[0]))

