"""Candidates for offices, what the bodies decided, and the forms that nominate and record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.models import Candidacy
from mandata.membership.rights import leading_offices
from mandata.parties.models import Classification, Function, Party, Person, functions_of, in_the_readers_language
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.naming import code_names
from mandata.web.requests import SiteRequest

TAGS = {"elected": "good", "not-elected": "", "withdrawn": "", "open": "warn"}


class CandidacyFilters(django_filters.FilterSet):
    """Candidacies by how they ended."""

    outcome = django_filters.ChoiceFilter("outcome", label=_("Outcome"), choices=Candidacy.Outcome.choices)
    function = django_filters.CharFilter("function", "iexact", label=_("Office"))


class Candidacies(Listing):
    """Candidates and elected, with region and class of the member that nominated them."""

    name, title, filters = "candidacies", _("Candidates"), CandidacyFilters
    none_found = _("No candidacy that is open to you.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The candidacies as known now."""
        held = Classification.objects.at(timezone.now()).filter(scheme__in=("region", "development"))
        return visible(request.acting, Candidacy.objects.known().select_related("body", "nominated_by", "person").prefetch_related(
            "body__names", "nominated_by__names", Prefetch("nominated_by__classifications", held, "classes_now"))).order_by("-since", "-pk")

    def prepared(self, records: Any) -> Any:
        """With the names of the offices, and of the persons as far as the reader may know them."""
        records = list(records)
        found = Function.objects.filter(organisation__in={one.body.organisation_id for one in records}, code__in={one.function for one in records})
        names = {(one.organisation_id, one.code): in_the_readers_language(one.names, one.code) for one in found}
        for one in records:
            one.function_name = names.get((one.body.organisation_id, one.function), one.function)
        return records

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Office, body, member, region, class, outcome, since when."""
        names = {scheme: code_names(scheme) for scheme in ("region", "development")}
        outcomes = {value: str(label) for value, label in Candidacy.Outcome.choices}

        def of_scheme(scheme: str) -> Any:
            return lambda one: [
                names[scheme].get((one.body.organisation_id, held.code), held.code) for held in one.nominated_by.classes_now if held.scheme == scheme
            ]

        return [
            Column("office", _("Office"), lambda one: one.function_name, sort=("function", "pk"),
                   cell=lambda one: format_html('<a href="{}">{}</a>', reverse("candidacy", args=[one.pk]), one.function_name)),
            Column("body", _("Body or group"), lambda one: one.body.name, css="words"),
            Column("member", _("Nominated by"), lambda one: one.nominated_by.name),
            Column("region", _("Region"), of_scheme("region")),
            Column("class", _("Class"), of_scheme("development")),
            Column("outcome", _("Outcome"), lambda one: outcomes[one.outcome], sort=("outcome", "pk"),
                   cell=lambda one: format_html('<span class="tag {}">{}</span>', TAGS[one.outcome], outcomes[one.outcome])),
            Column("since", _("Since"), lambda one: one.since, lambda one: date_format(one.since) if one.since else "", sort=("since", "pk")),
        ]


def candidacy_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One candidacy: for which office, by which member, how it ended, and what may be done."""
    candidacy = _found(request, pk)
    name = next((str(one) for one in functions_of(candidacy.body) if one.code == candidacy.function), candidacy.function)
    open_ = candidacy.outcome == Candidacy.Outcome.OPEN and candidacy.closed_by_id is None
    return render(request, "candidacies/candidacy.html", {
        "candidacy": candidacy, "function": name, "tag": TAGS[candidacy.outcome], "open": open_,
        "person": visible(request.acting, Person.objects.filter(pk=candidacy.person_id)).first(),
        "may_decide": may(request.acting, "decide", candidacy), "may_withdraw": may(request.acting, "withdraw", candidacy),
        "history": history_of(candidacy, besides=[candidacy.opened_by_id, candidacy.closed_by_id]),
    })


class NominateForm(forms.Form):
    """Who is nominated for which office."""

    function = forms.ChoiceField(label=_("Office"))
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Mail address"), max_length=254)


def nominate(request: SiteRequest, pk: int) -> HttpResponse:
    """Nominate somebody for an office of a body or group, for the member that one acts for."""
    body = get_object_or_404(visible(request.acting, Party.objects.select_related("organisation").prefetch_related("names")), pk=pk)
    leader, other = (may(request.acting, verb, body) for verb in ("nominate-leader", "nominate-rapporteur"))
    if not leader and not other and request.method != "POST":
        raise Refused(leader, "nominate-leader", body)
    form = NominateForm(request.POST if request.method == "POST" else None)
    leading = leading_offices(body)
    form.fields["function"].choices = [(one.code, str(one)) for one in functions_of(body)]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        call = operations.nominate_leader if values["function"] in leading else operations.nominate_rapporteur
        stands = call(acting_as=request.acting, body=body, **values)
        messages.success(request, gettext("The nomination is recorded."))
        return reverse("candidacy", args=[stands.pk])

    return act_form(
        request, form, title=gettext("Nominate: %(body)s") % {"body": apart(body)}, button=gettext("Nominate"), act=act, back=reverse("party", args=[body.pk]),
        seen=[body], words=gettext("Who may be nominated for a leading office depends on the member: the table of rights says it."),
    )


class DecisionForm(forms.Form):
    """What the body decided, and where it stands."""

    elected = forms.TypedChoiceField(label=_("The body"), choices=[("yes", _("elected")), ("no", _("did not elect"))], coerce=lambda one: one == "yes")
    basis = forms.CharField(label=_("Decision"), max_length=400, help_text=_("Session and document in which it stands."))


class NoForm(forms.Form):
    """Nothing is asked."""


def decide(request: SiteRequest, pk: int) -> HttpResponse:
    """Record what the body decided."""
    candidacy = _found(request, pk)
    answer = may(request.acting, "decide", candidacy)
    if not answer and request.method != "POST":
        raise Refused(answer, "decide", candidacy)

    def act(values: Mapping[str, Any]) -> str:
        return reverse("candidacy", args=[operations.decide_candidacy(acting_as=request.acting, candidacy=candidacy, **values).pk])

    return act_form(
        request, DecisionForm(request.POST if request.method == "POST" else None), title=gettext("What the body decided"), button=gettext("Record the decision"),
        act=act, answer=answer, back=reverse("candidacy", args=[candidacy.pk]), seen=[candidacy],
    )


def withdraw(request: SiteRequest, pk: int) -> HttpResponse:
    """Take a nomination back."""
    candidacy = _found(request, pk)
    answer = may(request.acting, "withdraw", candidacy)
    if not answer and request.method != "POST":
        raise Refused(answer, "withdraw", candidacy)

    def act(values: Mapping[str, Any]) -> str:
        return reverse("candidacy", args=[operations.withdraw_candidacy(acting_as=request.acting, candidacy=candidacy).pk])

    return act_form(
        request, NoForm(request.POST if request.method == "POST" else None), title=gettext("Take the nomination back"), button=gettext("Take back"), act=act,
        answer=answer, back=reverse("candidacy", args=[candidacy.pk]), seen=[candidacy],
    )


def _found(request: SiteRequest, pk: int) -> Candidacy:
    found = Candidacy.objects.select_related("body__organisation", "nominated_by", "person")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]
