"""Forms of those who answer for duties; one table says which form does which act on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates import operations
from mandata.mandates.following import debtors, parties_of, rank
from mandata.mandates.mailing import AHEAD
from mandata.mandates.models import Answer, Handling, Mandate, MandateTerms, Means, Obligation, ObligationState, Says
from mandata.mandates.operations.answers import staff_of
from mandata.mandates.permissions.owed import owes, party_spoken_for
from mandata.mandates.register import shortened
from mandata.parties.actors import actor_name
from mandata.parties.models import Office, Organisation, Party, Person, name_functions
from mandata.shared.models import Act, Record
from mandata.shared.rights import visible
from mandata.web.kit import act_form
from mandata.web.owed.mails import TOLD, mail_link
from mandata.web.parties.keeping import allowed, day, sent
from mandata.web.requests import SiteRequest, number_in

PERIODS = (
    ("session", _("each session of the body")), ("P1Y", _("each year")), ("P2Y", _("every two years")), ("P4Y", _("every four years")),
    ("P6M", _("every six months")), ("P3M", _("every three months")),
)
Fields = Callable[[SiteRequest, Any], dict[str, forms.Field]]


def words(label: Any, most: int = 300, required: bool = True, long: bool = False, note: Any = "") -> forms.CharField:
    """A line, or a text, to type."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=note, widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput)


def no_fields(request: SiteRequest, subject: Any) -> dict[str, forms.Field]:
    """Nothing to type."""
    return {}


def answer_fields(request: SiteRequest, mandate: Mandate, recorded: bool = False) -> dict[str, forms.Field]:
    """What is said of a duty, on which of its open obligations, and of a class for which party."""
    fields: dict[str, forms.Field] = {
        "says": forms.ChoiceField(label=_("Status"), choices=Says.choices),
        "words": words(_("In a line"), 1000, False, True), "evidence": words(_("Where it can be seen"), 500, False, note=_("A document or an address.")),
    }
    coming = list(Obligation.objects.filter(mandate=mandate, state=ObligationState.OPEN, due_on__year__lte=timezone.now().year + 1).select_related(
        "body").prefetch_related("body__names").order_by("due_on", "pk"))
    soon = next((one.pk for one in coming if one.due_on <= timezone.now().date() + AHEAD), None)  # most answers are about it: « done » should deliver it
    asked = number_in(request.GET.get("obligation", "")) or soon
    if choices := [(one.pk, date_format(one.due_on) + (f", {one.body.name}" if one.body else "")) for one in coming]:
        fields["obligation"] = forms.ChoiceField(
            label=_("For what is due on"), choices=[("", _("none of them")), *choices], required=False, initial=asked or "",
            help_text=_("“Done” delivers it."))
    parties = parties_of(mandate)
    if parties is not None and recorded:
        fields["party"] = forms.ChoiceField(label=_("Answer of"), choices=[(one.pk, one.name) for one in parties])
    if recorded:
        fields["source"] = words(_("From which letter or meeting"))
        fields["day"] = day(_("Day"))
    return fields


def _values(mandate: Mandate, values: dict[str, Any]) -> dict[str, Any]:
    if "obligation" in values:
        values["obligation"] = Obligation.objects.filter(mandate=mandate, pk=number_in(values["obligation"] or "")).first()
    if "party" in values:
        values["party"] = Party.objects.filter(pk=number_in(values["party"] or "")).first()
    return values


def _answer(request: SiteRequest, mandate: Mandate, values: dict[str, Any]) -> Any:
    values = _values(mandate, values)
    if (parties := parties_of(mandate)) is not None:
        values["party"] = party_spoken_for(request.acting, parties)
    return operations.answer_duty(acting_as=request.acting, mandate=mandate, **values)


def _record(request: SiteRequest, mandate: Mandate, values: dict[str, Any]) -> Any:
    return operations.record_answer(acting_as=request.acting, mandate=mandate, **_values(mandate, values))


def period_fields(request: SiteRequest, mandate: Mandate) -> dict[str, forms.Field]:
    """How often."""
    bodies = Party.objects.filter(organisation=mandate.organisation_id, entity__in=("conference", "council", "group"))
    terms = mandate.terms.filter(current=True).first()
    told = {one.get("actor") for one in terms.report_to} if terms else set()
    first = next((one for one in bodies if one.actor and one.actor in told), None)
    return {
        "every": forms.ChoiceField(label=_("How often"), choices=PERIODS),
        "body": forms.ModelChoiceField(bodies.prefetch_related("names"), label=_("Body"), required=False, initial=first.pk if first else None),
        "decision": words(_("By which decision")), "since": day(_("Since")),
    }


def _fix(request: SiteRequest, mandate: Mandate, values: dict[str, Any]) -> Any:
    every = "" if values["every"] == "session" else values["every"]
    return operations.fix_period(acting_as=request.acting, mandate=mandate, **{**values, "every": every})


def means_fields(request: SiteRequest, mandate: Mandate) -> dict[str, forms.Field]:
    """Means asked for, given or refused."""
    return {
        "what": forms.ChoiceField(label=_("What happened"), choices=Means.What.choices), "words": words(_("Which means")),
        "amount": forms.DecimalField(label=_("Amount"), required=False, min_value=0, max_digits=16, decimal_places=2),
        "unit": words(_("Unit"), 16, False, note=_("A currency, or months of work.")), "source": words(_("By which request, decision or budget")),
        "day": day(_("Day")),
    }


def lead_fields(request: SiteRequest, mandate: Mandate) -> dict[str, forms.Field]:
    """Which of several leads."""
    terms = mandate.terms.filter(current=True).first()
    codes = terms.actors.split() if terms else []
    return {"actor": forms.ChoiceField(label=_("Lead"), choices=[(one, actor_name(mandate.organisation, one)) for one in codes]), "basis": words(_("Basis"))}


def staff_fields(request: SiteRequest, mandate: Mandate) -> dict[str, forms.Field]:
    """Who of the staff works on it."""
    office = Office.objects.filter(uid=owes(request.acting, mandate)).select_related("party").first()
    found = staff_of(office).order_by("name") if office else Person.objects.none()
    return {"person": forms.ModelChoiceField(found, label=_("Person")), "until": day(_("Until"))}


def _hand(request: SiteRequest, mandate: Mandate, values: dict[str, Any]) -> Any:
    office = Office.objects.filter(uid=owes(request.acting, mandate)).first()
    if office is None:
        raise Http404
    return operations.hand_to(acting_as=request.acting, mandate=mandate, office=office, **values)


def asked_fields(request: SiteRequest, mandate: Mandate) -> dict[str, forms.Field]:
    """Whom a mail asks: holders of offices that owe the duty."""
    terms = mandate.terms.filter(current=True).first()
    offices = sorted(debtors(mandate.organisation, [terms]).get(mandate.pk, []) if terms else [], key=rank)  # chairs before their vice-chairs
    name_functions(offices)
    fields = answer_fields(request, mandate)
    kept: dict[str, forms.Field] = {"office": forms.ChoiceField(label=_("Whom"), choices=[(one.pk, str(one)) for one in offices if one.person.email])}
    if "obligation" in fields:
        fields["obligation"].help_text = ""  # what « done » does is told to whoever answers
    return kept | {name: fields[name] for name in ("obligation",) if name in fields}


def _ask(request: SiteRequest, mandate: Mandate, values: dict[str, Any]) -> Any:
    office = Office.objects.select_related("person", "party").get(pk=values["office"])
    chosen = _values(mandate, {name: values[name] for name in ("obligation",) if name in values})
    parties = parties_of(mandate)
    party = office.party if parties is not None and office.party_id in {one.pk for one in parties} else None
    link = operations.ask_answer(acting_as=request.acting, mandate=mandate, office=office, party=party, **chosen)
    return mail_link(request, link)


def _simple(operation: Any, argument: str) -> Callable[[SiteRequest, Any, dict[str, Any]], Any]:
    """Call an operation with the values as they are named."""
    return lambda request, subject, values: operation(acting_as=request.acting, **{argument: subject}, **values)


@dataclass(frozen=True, slots=True)
class OneAct:
    """A form: the record acted on, the verb, its title, the fields, and what calls the operation."""

    model: type[Record]
    verb: str
    title: Any
    fields: Fields
    run: Callable[[SiteRequest, Any, dict[str, Any]], Any]


def _one(label: Any, name: str) -> Fields:
    return lambda request, subject: {name: words(label)}


ACTS: dict[str, OneAct] = {
    "answer": OneAct(Mandate, "answer", _("Answer"), answer_fields, _answer),
    "record-answer": OneAct(Mandate, "record-answer", _("Record an answer"), lambda request, subject: answer_fields(request, subject, True), _record),
    "fix-period": OneAct(Mandate, "fix-period", _("Fix the period"), period_fields, _fix),
    "record-means": OneAct(Mandate, "record-means", _("Record means"), means_fields, _simple(operations.record_means, "mandate")),
    "name-lead": OneAct(Mandate, "name-lead", _("Name the lead"), lead_fields, _simple(operations.name_lead, "mandate")),
    "hand-to": OneAct(Mandate, "hand-to", _("Give to a person of the staff"), staff_fields, _hand),
    "ask-answer": OneAct(Mandate, "ask-answer", _("Ask by mail"), asked_fields, _ask),
    "end-handling": OneAct(Handling, "end", _("Release the person"), no_fields, _simple(operations.end_handling, "handling")),
    "excuse": OneAct(Obligation, "excuse", _("Record that it is excused"), _one(_("By which decision"), "decision"), _simple(operations.excuse_obligation, "obligation")),
    "reopen": OneAct(Obligation, "reopen", _("Open again"), _one(_("Why"), "reason"), _simple(operations.reopen_obligation, "obligation")),
    "withdraw-answer": OneAct(Answer, "withdraw", _("Take the answer back"), no_fields, _simple(operations.withdraw_answer, "answer")),
    "take-back-means": OneAct(Means, "take-back", _("Take the record back"), no_fields, _simple(operations.take_back_means, "means")),
    "roll": OneAct(Organisation, "roll-obligations", _("Bring up to date"), no_fields, _simple(operations.roll_obligations, "organisation")),
}


def act(request: SiteRequest, slug: str, pk: int) -> HttpResponse:
    """The form of one act on one record."""
    if slug not in ACTS:
        return judge(request, slug, pk)
    one = ACTS[slug]
    subject = get_object_or_404(visible(request.acting, one.model._default_manager.all()), pk=pk)
    answer = allowed(request, one.verb, subject)
    mandate: Any = subject if isinstance(subject, Mandate) else getattr(subject, "mandate", None)
    form = forms.Form(sent(request))
    form.fields.update(one.fields(request, subject))
    back = reverse("obligation", args=[pk]) if isinstance(subject, Obligation) else reverse("mandate", args=[mandate.pk]) if mandate else reverse("owed")
    terms = mandate.terms.order_by("-current", "-pk").first() if mandate else None

    def done(values: Mapping[str, Any]) -> str:
        if one.run(request, subject, dict(values)) is not TOLD:
            messages.success(request, gettext("It is recorded."))
        return back

    return act_form(
        request, form, title=str(one.title), button=str(one.title), act=done, answer=answer, back=back, seen=[subject],
        words=_asked(terms) or str(subject), language=mandate.organisation.reference_language if mandate else "",
    )


def _asked(terms: MandateTerms | None) -> str:
    return shortened(terms.summary) if terms else ""


def judge(request: SiteRequest, slug: str, pk: int) -> HttpResponse:
    """Say of an act that cites the provision whether it counts as evidence: two buttons on the page of the duty."""
    if slug not in ("counts", "counts-not") or request.method != "POST":
        raise Http404
    mandate = get_object_or_404(visible(request.acting, Mandate.objects.select_related("organisation")), pk=pk)
    evidence = get_object_or_404(Act, pk=number_in(request.POST.get("act", "")))
    operations.judge_evidence(acting_as=request.acting, mandate=mandate, act=evidence, counts=slug == "counts")
    messages.success(request, gettext("It is recorded."))
    return HttpResponse(status=302, headers={"Location": reverse("mandate", args=[pk]) + "#evidence"})

