"""The register of agreements: with whom, signed by which office, what came of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.bases import basis_of
from mandata.membership.models import Agreement, AgreementTerm, AgreementText, Contact
from mandata.membership.operations.admission import LETTER_MOST
from mandata.membership.operations.agreements import power_of, signing_offices
from mandata.parties.models import Organisation, Party, PartyKind
from mandata.shared.measures import observe
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.texts.models import Revision
from mandata.web.acts import history_of
from mandata.web.kit import Column, Listing, SentFile, act_form
from mandata.web.kit.apart import apart
from mandata.web.organisations import kept_by_reader, organisation_of
from mandata.web.parties.naming import called, organisations
from mandata.web.requests import SiteRequest
from mandata.web.saved import saved_file

WITH = (PartyKind.ASSOCIATION, PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY, PartyKind.LABORATORY, PartyKind.OTHER)
STATES = (("in-force", _("in force")), ("ended", _("ended")))


class AgreementFilters(django_filters.FilterSet):
    """What an agreement can be looked for by."""

    state = django_filters.ChoiceFilter(label=_("Status"), choices=STATES, method="in_state")
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)

    def in_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those in force today, or those that are not."""
        held = Exists(AgreementTerm.objects.at(timezone.now()).filter(agreement=OuterRef("pk")))
        return queryset.filter(held if value == "in-force" else ~held)


class Agreements(Listing):
    """Agreements, the newest first, with the contacts made under each and what came of them."""

    name, title, template, filters = "agreements", _("Agreements"), "agreements/list.html", AgreementFilters
    none_found = _("No agreement is recorded.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """All agreements with their parties, their term, and how many contacts and applications came of each."""
        term = AgreementTerm.objects.filter(agreement=OuterRef("pk"), closed_by=None).order_by("-since")
        under = Contact.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
        applied = Q(results__closed_by=None, results__application__isnull=False)
        return visible(request.acting, Agreement.objects.select_related("organisation", "signatory", "signed_in").prefetch_related(
            "organisation__names", "signed_in__names", Prefetch("parties", Party.objects.prefetch_related("names")),
        )).annotate(
            until=Subquery(term.values("until")[:1]), made=Subquery(under.annotate(n=Count("pk")).values("n")),
            came=Subquery(under.annotate(n=Count("results__application", filter=applied, distinct=True)).values("n")),
        )

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Title, with whom, signed by and on, until when, what came of it."""
        today = timezone.now().date()

        def others(one: Any) -> list[str]:
            return [party.name for party in one.parties.all() if party.pk != one.organisation_id]

        def state(one: Any) -> str:
            return str(dict(STATES)["ended" if one.until and one.until < today else "in-force"])

        return [
            Column("title", _("Title"), lambda one: one.title, sort=("title",), css="words",
                   cell=lambda one: format_html('<a href="/agreements/{}/"><bdi>{}</bdi></a>', one.pk, one.title)),
            Column("parties", _("With"), others, css="words"),
            Column("signatory", _("Signed by"), lambda one: gettext("%(function)s, %(party)s") % {"function": one.signatory, "party": one.signed_in.name}),
            Column("signed_on", _("Signed on"), lambda one: one.signed_on, cell=lambda one: date_format(one.signed_on), sort=("signed_on", "pk")),
            Column("until", _("Until"), lambda one: one.until, cell=lambda one: date_format(one.until) if one.until else "", sort=("until", "pk")),
            Column("state", _("Status"), state, cell=lambda one: format_html(
                '<span class="tag {}">{}</span>', "" if one.until and one.until < today else "good", state(one))),
            Column("contacts", _("Contacts"), lambda one: one.made or 0, sort=("made", "pk")),
            Column("applications", _("Applications"), lambda one: one.came or 0, sort=("came", "pk")),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """For which organisations the reader may record one; the figure."""
        return {"kept": kept_by_reader(request), "observation": observe("agreements.in-force")}


def agreement_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One agreement: its parties, who signed by which power, when it holds, its text, what came of it."""
    agreement = _agreement(request, pk)
    terms = agreement.terms.filter(closed_by=None).order_by("-since")
    term = terms.first()
    power = power_of(agreement.signatory, agreement.organisation, agreement.signed_on)
    contacts = visible(request.acting, Contact.objects.filter(agreement=agreement)).select_related("by", "association").prefetch_related(
        "by__names", "association__names")
    return render(request, "agreements/agreement.html", {
        "agreement": agreement, "parties": agreement.parties.prefetch_related("names"), "term": term,
        "in_force": AgreementTerm.objects.at(timezone.now()).filter(agreement=agreement).exists(),
        "basis": basis_of(power, agreement.organisation) if power else None,
        "texts": visible(request.acting, AgreementText.objects.filter(agreement=agreement).defer("content")),
        "contacts": contacts[:50], "may_prolong": may(request.acting, "prolong", agreement), "may_end": may(request.acting, "end", agreement),
        "history": history_of(agreement),
    })


def _agreement(request: SiteRequest, pk: int) -> Agreement:
    found = Agreement.objects.select_related("organisation", "signatory", "signed_in", "revision__work", "revision__session")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]


class ConcludeForm(forms.Form):
    """An agreement as it was signed."""

    title = forms.CharField(label=_("Title"), max_length=300)
    object = forms.CharField(label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    parties = forms.ModelMultipleChoiceField(Party.objects.none(), label=_("With whom"), widget=forms.CheckboxSelectMultiple)
    signatory = forms.TypedChoiceField(label=_("Signed by"), coerce=int, help_text=_("Offices to which a text or a house rule gives the power to sign."))
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput, help_text=_("Leave it empty where the agreement says no end."))
    text = SentFile(label=_("The text as signed"), required=False, most=LETTER_MOST)
    revision = forms.TypedChoiceField(label=_("Or its text, published here"), required=False, coerce=int, empty_value=None)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = Party.objects.filter(organisation=organisation, entity__in=WITH).annotate(called=called()).order_by("called").prefetch_related("names")
        chosen = self.fields["parties"]
        chosen.queryset = parties  # type: ignore[attr-defined]
        chosen.choices = [(one.pk, one.name) for one in parties]  # type: ignore[attr-defined]
        self.offices = dict(enumerate(signing_offices(organisation), start=1))
        self.fields["signatory"].choices = [  # type: ignore[attr-defined]
            ("", "---------"), *(
                (number, gettext("%(function)s, %(party)s") % {"function": office, "party": party}) for number, (office, party) in self.offices.items())]
        texts = Revision.objects.filter(work__organisation=organisation).select_related("work", "session").order_by("-adopted_on")
        self.fields["revision"].choices = [("", gettext("none")), *((one.pk, str(one)) for one in texts)]  # type: ignore[attr-defined]


def conclude(request: SiteRequest, slug: str) -> HttpResponse:
    """Record an agreement."""
    organisation = organisation_of(slug)
    answer = may(request.acting, "conclude", organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, "conclude", organisation)
    form = ConcludeForm(organisation, *((request.POST, request.FILES) if request.method == "POST" else ()))

    def act(values: Mapping[str, Any]) -> str:
        file, revision = values["text"], values["revision"]
        office, party = form.offices[values["signatory"]]
        agreement = operations.conclude(acting_as=request.acting, organisation=organisation, **{
            **values, "signatory": office, "signed_in": party, "parties": list(values["parties"]),
            "text": (file.name, file.read()) if file else None, "revision": Revision.objects.get(pk=revision) if revision else None,
        })
        messages.success(request, gettext("The agreement is recorded."))
        return reverse("agreement", args=[agreement.pk])

    return act_form(
        request, form, title=gettext("Record an agreement: %(organisation)s") % {"organisation": apart(organisation)}, button=gettext("Record"), act=act,
        answer=answer, back=reverse("agreements"), words=gettext("Only an office with the power to sign has signed it; its basis goes with the act."))


class ProlongForm(forms.Form):
    """Until when it holds now."""

    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput, help_text=_("Leave it empty where it holds without an end."))


class EndForm(forms.Form):
    """Why it ends."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


def act_on_agreement(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """Carry an agreement on, or end it."""
    agreement = _agreement(request, pk)
    answer = may(request.acting, verb, agreement)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, agreement)
    bound = request.POST if request.method == "POST" else None
    form = ProlongForm(bound) if verb == "prolong" else EndForm(bound)

    def act(values: Mapping[str, Any]) -> str:
        if verb == "prolong":
            operations.prolong(acting_as=request.acting, agreement=agreement, until=values["until"])
        else:
            operations.end_agreement(acting_as=request.acting, agreement=agreement, reason=values["reason"])
        messages.success(request, gettext("The agreement is carried on.") if verb == "prolong" else gettext("The agreement is ended."))
        return reverse("agreement", args=[agreement.pk])

    label = gettext("Carry on") if verb == "prolong" else gettext("End the agreement")
    return act_form(request, form, title=f"{label}: {apart(agreement.title)}", button=label, act=act, answer=answer,
                    back=reverse("agreement", args=[agreement.pk]), seen=[agreement])


def agreement_text(request: SiteRequest, pk: int) -> HttpResponse:
    """The text of an agreement as it was signed, to be saved."""
    found = get_object_or_404(visible(request.acting, AgreementText.objects.all()), pk=pk)
    return saved_file(found.name, bytes(found.content))
