"""Fees: the table that everybody may read, the dues that concern the reader, and what officers do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.bases import bases_of
from mandata.membership.fee_measures import with_paid
from mandata.membership.fees import tariff_of
from mandata.membership.models import Due, Payment, Route, TermsReview, UnitValue
from mandata.membership.permissions.circulars import answers_for
from mandata.parties.models import CodeName, Organisation, Party, PartyKind
from mandata.shared.measures import observe
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.apart import apart
from mandata.web.moments import moments
from mandata.web.organisations import kept_by_reader, organisation_of
from mandata.web.parties.naming import called, code_names, organisations
from mandata.web.requests import SiteRequest

FIGURES = ("fees.due", "fees.paid", "fees.arrears")


def fees(request: SiteRequest) -> HttpResponse:
    """What members of each category pay and on which basis, what the unit is worth, when the terms are reviewed."""
    every = list(Organisation.objects.order_by("pk").prefetch_related("names"))
    asked = request.GET.get("organisation", "")
    chosen = next((one for one in every if one.slug == asked), None)
    if asked and chosen is None:
        raise Http404
    return render(request, "fees/fees.html", {
        "tables": [_table(request, one) for one in every if chosen in (None, one)], "observation": observe("fees.reviews-overdue"),
        "own": visible(request.acting, Due.objects.known()).exists(),
    })


def _table(request: SiteRequest, organisation: Organisation) -> dict[str, Any]:
    now, today = timezone.now(), timezone.now().date()
    names = {code: name for (root, code), name in code_names("category", "development", "region", "size").items() if root == organisation.pk}
    tariff = tariff_of(organisation, now)
    units = list(UnitValue.objects.known().filter(organisation=organisation).order_by("-since"))
    bases = bases_of([*tariff.formulas, *units], organisation)
    routes = Route.objects.filter(organisation=organisation)
    reviews: dict[int, TermsReview] = {}
    for review in TermsReview.objects.filter(route__organisation=organisation).select_related("body").prefetch_related("body__names"):
        reviews.setdefault(review.route_id, review)
    return {
        "organisation": organisation, "unit": tariff.unit,
        "formulas": [(
            names.get(one.category, one.category), names.get(one.code, one.code), names.get(one.like, one.like), one, tariff.amount(one), basis,
        ) for one, basis in zip(tariff.formulas, bases, strict=False)],
        "units": list(zip(units, bases[len(tariff.formulas):], strict=True)),
        "reviews": [(route, review, bool(review and review.next_on and review.next_on < today), may(request.acting, "review-terms", route))
                    for route in routes for review in [reviews.get(route.pk)]],
        "acts": [(may(request.acting, verb, organisation), reverse("act_on_fees", args=[organisation.slug, verb]), label) for verb, label in ACTS]
        if may(request.acting, "raise-dues", organisation) else (),
        "figures": _figures(request, organisation) if may(request.acting, "raise-dues", organisation) else (),
    }


def _figures(request: SiteRequest, organisation: Organisation) -> list[Any]:
    when = moments(request)
    return [(observe(one, organisation, when.at, when.known), when.measured(one, organisation.pk)) for one in FIGURES]


ACTS = (("set-fee", _("Set a fee")), ("set-unit", _("Set the value of the unit")), ("raise-dues", _("Raise the dues of a year")))


class FeeForm(forms.Form):
    """What members of a category pay."""

    category = forms.ChoiceField(label=_("Category"))
    in_class = forms.ChoiceField(label=_("Only for members of the class"), required=False)
    numerator = forms.IntegerField(label=_("Numerator"), min_value=1, required=False)
    denominator = forms.IntegerField(label=_("Denominator"), min_value=1, required=False)
    like = forms.ChoiceField(label=_("Or the fee of the category"), required=False)
    basis = forms.CharField(label=_("Basis"), max_length=400)
    cited = forms.CharField(label=_("Its text and provision"), max_length=200, required=False, help_text=_("As body/kind/number#provision."))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = list(CodeName.objects.filter(organisation=organisation, scheme__in=("category", "development", "size")).order_by("scheme", "code"))
        categories = [(one.code, str(one)) for one in codes if one.scheme == "category"]
        self.fields["category"].choices = [("", "---------"), *categories]  # type: ignore[attr-defined]
        self.fields["like"].choices = [("", gettext("none")), *categories]  # type: ignore[attr-defined]
        self.fields["in_class"].choices = [  # type: ignore[attr-defined]
            ("", gettext("all")), *((f"{one.scheme}:{one.code}", str(one)) for one in codes if one.scheme != "category")]


class UnitForm(forms.Form):
    """What the unit is worth."""

    amount = forms.IntegerField(label=_("Amount"), min_value=1)
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"), help_text=_("Three letters, for example CHF."))
    since = forms.DateField(label=_("From"), widget=forms.DateInput)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput)
    basis = forms.CharField(label=_("Basis"), max_length=400)
    cited = forms.CharField(label=_("Its text and provision"), max_length=200, required=False, help_text=_("As body/kind/number#provision."))


class YearForm(forms.Form):
    """Of which year."""

    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2200)


def act_on_fees(request: SiteRequest, slug: str, verb: str) -> HttpResponse:
    """Set a fee or the unit, or raise the dues of a year."""
    organisation = organisation_of(slug)
    label = next((str(label) for one, label in ACTS if one == verb), None)
    if label is None:
        raise Http404
    answer = may(request.acting, verb, organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, organisation)
    bound = request.POST if request.method == "POST" else None
    form = FeeForm(organisation, bound) if verb == "set-fee" else UnitForm(bound) if verb == "set-unit" else YearForm(
        bound, initial={"year": timezone.now().year})

    def act(values: Mapping[str, Any]) -> str:
        if verb == "set-fee":
            scheme, _sign, code = values["in_class"].partition(":")
            rest = {name: value for name, value in values.items() if name != "in_class"}
            operations.set_fee(acting_as=request.acting, organisation=organisation, scheme=scheme, code=code, **rest)
        elif verb == "set-unit":
            operations.set_unit(acting_as=request.acting, organisation=organisation, **values)
        else:
            operations.raise_dues(acting_as=request.acting, organisation=organisation, year=values["year"])
        messages.success(request, gettext("Done: %(act)s.") % {"act": label})
        return reverse("dues") if verb == "raise-dues" else reverse("fees")

    return act_form(request, form, title=gettext("%(act)s: %(organisation)s") % {"act": label, "organisation": organisation}, button=label, act=act,
                    answer=answer, back=reverse("fees"), words=gettext("Amounts are whole units of the currency; a half is rounded up."))


class ReviewForm(forms.Form):
    """Which body reviewed the terms, when, and when it does so again."""

    body = forms.TypedChoiceField(label=_("Body"), coerce=int)
    day = forms.DateField(label=_("Reviewed on"), widget=forms.DateInput)
    next_on = forms.DateField(label=_("Next review by"), widget=forms.DateInput, required=False)
    source = forms.CharField(label=_("Decision or report"), max_length=300)


def review(request: SiteRequest, pk: int) -> HttpResponse:
    """Record that the terms of a way of admission were reviewed."""
    route = get_object_or_404(visible(request.acting, Route.objects.select_related("organisation")), pk=pk)
    answer = may(request.acting, "review-terms", route)
    if not answer and request.method != "POST":
        raise Refused(answer, "review-terms", route)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    bodies = {one.pk: one for one in Party.objects.filter(
        organisation=route.organisation_id, entity__in=(PartyKind.COUNCIL, PartyKind.CONFERENCE)).prefetch_related("names")}
    form.fields["body"].choices = [("", "---------"), *((pk, one.name) for pk, one in bodies.items())]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        operations.review_terms(acting_as=request.acting, route=route, **{**values, "body": bodies[values["body"]]})
        messages.success(request, gettext("The review is recorded."))
        return reverse("fees")

    return act_form(request, form, title=gettext("Review of the terms: %(route)s") % {"route": apart(route)}, button=gettext("Record"), act=act,
                    answer=answer, back=reverse("fees"), seen=[route])


class DueFilters(django_filters.FilterSet):
    """What a due can be looked for by."""

    year = django_filters.NumberFilter("year", label=_("Year"))
    owed = django_filters.ChoiceFilter(label=_("Status"), choices=(("yes", _("in arrears")), ("no", _("paid"))), method="whether")
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)

    def whether(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those of which something is owed, or nothing."""
        return queryset.filter(owed__gt=0) if value == "yes" else queryset.filter(owed=0)


class Dues(Listing):
    """Dues and arrears at a day: for officers all of their organisation, for a member its own."""

    name, title, template, filters = "dues", _("Dues and arrears"), "fees/dues.html", DueFilters
    none_found = _("No due that is open to you.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The dues that hold at the day asked for, with what was paid of them by then."""
        when = moments(request)
        found = visible(request.acting, Due.objects.at(when.at, when.known).select_related("member", "organisation")).prefetch_related(
            "member__names", "organisation__names")
        return with_paid(found, when.at, when.known).annotate(called=called("member")).order_by("-year", "called", "pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Member, category, year, due, paid, owed, currency."""
        names = code_names("category")

        def sum_of(field: str) -> Any:
            return lambda one: format_html('<span class="number">{}</span>', intcomma(getattr(one, field)))

        return [
            Column("member", _("Member"), lambda one: one.member.name, sort=("called", "year"),
                   cell=lambda one: format_html('<a href="/dues/{}/">{}</a>', one.pk, one.member.name)),
            Column("category", _("Category"), lambda one: names.get((one.organisation_id, one.category), one.category), sort=("category", "called")),
            Column("year", _("Year"), lambda one: one.year, sort=("year", "called")),
            Column("amount", _("Due"), lambda one: one.amount, cell=sum_of("amount"), sort=("amount", "pk")),
            Column("paid", _("Paid"), lambda one: one.paid, cell=sum_of("paid"), sort=("paid", "pk")),
            Column("owed", _("Owed"), lambda one: one.owed, cell=sum_of("owed"), sort=("owed", "pk")),
            Column("currency", _("Currency"), lambda one: one.currency),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """For officers the sums of each organisation that they keep."""
        kept = [(one, UnitValue.objects.known().filter(organisation=one).order_by("-since").first()) for one in kept_by_reader(request)]
        return {"sums": [(one, unit, _figures(request, one)) for one, unit in kept if unit is not None], "own": bool(answers_for(request.acting))}


def _due(request: SiteRequest, pk: int) -> Due:
    found = Due.objects.select_related("organisation", "member", "formula", "unit").prefetch_related("member__names", "organisation__names")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]


def due_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One due: by which formula and unit it came, on which bases, what was paid of it."""
    due = _due(request, pk)
    payments = list(visible(request.acting, Payment.objects.known().filter(due=due)).order_by("since", "pk"))
    formula, unit = bases_of([due.formula, due.unit], due.organisation)
    paid = sum(one.amount for one in payments)
    names = {code: name for (pk, code), name in code_names("category").items() if pk == due.organisation_id}
    return render(request, "fees/due.html", {
        "due": due, "category": names.get(due.category, due.category), "like": names.get(due.formula.like, due.formula.like), "formula": formula, "unit": unit,
        "payments": [(one, may(request.acting, "take-back", one)) for one in payments], "paid": paid, "owed": due.amount - paid,
        "asked": due.closed_by_id is None, "may_pay": may(request.acting, "pay", due), "may_remit": may(request.acting, "remit", due),
        "history": history_of(due),
    })


class PayForm(forms.Form):
    """A payment that came."""

    amount = forms.IntegerField(label=_("Amount"), min_value=1)
    day = forms.DateField(label=_("Came on"), widget=forms.DateInput)
    reference = forms.CharField(label=_("Reference"), max_length=100, required=False)


class RemitForm(forms.Form):
    """By which decision a due is asked no longer."""

    basis = forms.CharField(label=_("Decision"), max_length=400)


def act_on_due(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """Record a payment of a due, or remit it."""
    if verb not in ("pay", "remit"):
        raise Http404
    due = _due(request, pk)
    answer = may(request.acting, verb, due)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, due)
    bound = request.POST if request.method == "POST" else None
    form = PayForm(bound) if verb == "pay" else RemitForm(bound)
    label = gettext("Record a payment") if verb == "pay" else gettext("Remit")

    def act(values: Mapping[str, Any]) -> str:
        if verb == "pay":
            operations.record_payment(acting_as=request.acting, due=due, **values)
        else:
            operations.remit_due(acting_as=request.acting, due=due, basis=values["basis"])
        messages.success(request, gettext("Done: %(act)s.") % {"act": label})
        return reverse("due", args=[due.pk])

    return act_form(request, form, title=f"{label}: {due}", button=label, act=act, answer=answer, back=reverse("due", args=[due.pk]), seen=[due])


def take_back(request: SiteRequest, pk: int) -> HttpResponse:
    """Take back a payment that was recorded by mistake."""
    payment = get_object_or_404(visible(request.acting, Payment.objects.select_related("due__organisation", "due__member")), pk=pk)
    answer = may(request.acting, "take-back", payment)
    if not answer and request.method != "POST":
        raise Refused(answer, "take-back", payment)

    def act(values: Mapping[str, Any]) -> str:
        operations.take_back_payment(acting_as=request.acting, payment=payment)
        messages.success(request, gettext("The payment is taken back."))
        return reverse("due", args=[payment.due_id])

    day = date_format(payment.since) if payment.since else ""
    return act_form(request, forms.Form(request.POST if request.method == "POST" else None), title=gettext("Take back the payment of %(day)s") % {"day": apart(day)},
                    button=gettext("Take back"), act=act, answer=answer, back=reverse("due", args=[payment.due_id]), seen=[payment])
