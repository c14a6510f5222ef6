"""Promotion: the contacts with firms and associations, by whom and where, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.models import Agreement, Application, Contact, ContactResult
from mandata.membership.models.contacts import Channel, Result
from mandata.membership.permissions.contacts import OF_THE_SECRETARIAT, PROMOTERS
from mandata.parties.models import Organisation, Party, PartyKind
from mandata.shared.folding import containing
from mandata.shared.measures import observe
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.kit import OWN_WORDS, Column, Listing, act_form
from mandata.web.kit.apart import apart
from mandata.web.moments import moments
from mandata.web.organisations import kept_by_reader
from mandata.web.parties.figures import parts
from mandata.web.parties.naming import called, organisations
from mandata.web.requests import SiteRequest

FIGURES = ("promotion.contacts", "promotion.contacts-applied", "promotion.applications", "promotion.approved", "promotion.admitted")
TAGS = {Result.APPLIED: "good", Result.DECLINED: "bad", Result.INTERESTED: "warn"}


class ContactFilters(django_filters.FilterSet):
    """What a contact can be looked for by."""

    q = django_filters.CharFilter(label=_("Firm"), method="firm_called")
    channel = django_filters.ChoiceFilter("channel", label=_("Channel"), choices=Channel.choices)
    result = django_filters.ChoiceFilter(label=_("Result"), choices=Result.choices, method="with_result")
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)

    def firm_called(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Firms by a part of their name."""
        return containing(queryset, "firm_name", value)

    def with_result(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Contacts by what came of them, as known now."""
        return queryset.filter(pk__in=ContactResult.objects.known().filter(until=None, result=value).values("contact"))


class Promotion(Listing):
    """Contacts, the newest first, as far as they concern the reader; the figures above are everybody's."""

    name, title, template, filters = "contacts", _("Promotion among small and medium-sized enterprises"), "promotion/list.html", ContactFilters
    none_found = _("No contact that is open to you.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The contacts that concern the reader, with what came of each."""
        held = ContactResult.objects.known().filter(contact=OuterRef("pk"), until=None).order_by("-pk")
        return visible(request.acting, Contact.objects.select_related("by", "association", "state_party", "organisation").prefetch_related(
            "by__names", "association__names", "state_party__names", "organisation__names",
        )).annotate(
            called_by=called("by"), result=Subquery(held.values("result")[:1]), application=Subquery(held.values("application")[:1]),
            note=Subquery(held.values("note")[:1]),
        )

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """With whom, by whom, when, through which channel, what came of it."""
        channels, results = ({value: str(label) for value, label in one.choices} for one in (Channel, Result))

        def whom(one: Any) -> str:
            return one.firm_name or (one.association.name if one.association else "")

        def result(one: Any) -> str:
            tag = format_html('<span class="tag {}">{}</span>', TAGS.get(one.result, ""), results.get(one.result, ""))
            return format_html('{} <a href="/applications/{}/">{}</a>', tag, one.application, gettext("Application")) if one.application else tag

        return [
            Column("whom", _("With whom"), whom, sort=("firm_name", "association"), css="words",
                   cell=lambda one: format_html('<a href="/promotion/{}/"><bdi>{}</bdi></a>', one.pk, whom(one))),
            Column("state", _("State"), lambda one: one.state_party.name if one.state_party else ""),
            Column("by", _("By whom"), lambda one: one.by.name, sort=("called_by", "day"), css="words"),
            Column("day", _("Day"), lambda one: one.day, cell=lambda one: date_format(one.day), sort=("day", "pk")),
            Column("channel", _("Channel"), lambda one: channels[one.channel], sort=("channel", "day")),
            Column("result", _("Result"), lambda one: results.get(one.result, ""), cell=result),
            Column("note", _("Note"), lambda one: one.note or "", only_files=True),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The way from contacts to admissions, contacts by actor and by region, of one organisation at the times asked for."""
        when = moments(request)
        scope = _scope(request)
        if scope is None:
            return {"may_record": False}
        actors = {one.key: one.name for one in Party.objects.filter(contacts_made__organisation=scope).distinct().prefetch_related("names")}
        return {
            "scope": scope, "steps": [(observe(one, scope, when.at, when.known), when.measured(one, scope.pk)) for one in FIGURES],
            "tables": [
                parts("promotion.contacts", "actor", scope, when, gettext("Contacts by actor"), actors),
                parts("promotion.contacts", "region", scope, when, gettext("Contacts by region")),
            ], "may_record": bool(promoters(request)),
        }


def _scope(request: SiteRequest) -> Organisation | None:
    """The organisation asked for, else the one with the most contacts."""
    found = Organisation.objects.annotate(n=Count("contacts")).order_by("-n", "pk").prefetch_related("names")
    return found.filter(slug=request.GET.get("organisation", "")).first() or found.first()


def promoters(request: SiteRequest) -> list[Party]:
    """The parties whose contacts the reader records."""
    own = [one.party_id for one in request.acting.offices]
    kept = [one.pk for one in kept_by_reader(request)]
    found = Party.objects.filter(Q(pk__in=own, entity__in=PROMOTERS) | Q(organisation__in=kept, entity__in=OF_THE_SECRETARIAT))
    found = found.select_related("organisation").prefetch_related("names", "organisation__names")
    return [one for one in found if may(request.acting, "record-contact", one)]


class ContactForm(forms.Form):
    """A contact; no person is named in it."""

    by = forms.TypedChoiceField(label=_("By whom"), coerce=int, widget=OWN_WORDS)
    firm_name = forms.CharField(label=_("Firm"), max_length=200, required=False, help_text=_("Its name alone: no person is named here."))
    association = forms.TypedChoiceField(label=_("Or an association"), coerce=int, empty_value=None, required=False, widget=OWN_WORDS)
    state_party = forms.TypedChoiceField(label=_("State of the firm"), coerce=int, empty_value=None, required=False)
    agreement = forms.TypedChoiceField(label=_("Under the agreement"), coerce=int, empty_value=None, required=False, widget=OWN_WORDS)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput)
    result = forms.ChoiceField(label=_("Result"), choices=[one for one in Result.choices if one[0] != Result.APPLIED])
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    address = forms.CharField(label=_("Address of the firm"), max_length=200, required=False, help_text=_("Kept only with the consent of the firm."))
    consent = forms.BooleanField(label=_("The firm has consented that its address is kept"), required=False)

    def __init__(self, by: list[Party], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roots = {one.organisation_id for one in by}
        here = Party.objects.filter(organisation__in=roots).prefetch_related("names")
        self.parties = {one.pk: one for one in (*by, *here.filter(entity__in=(PartyKind.STATE, PartyKind.ASSOCIATION)))}
        self.agreements = {one.pk: one for one in Agreement.objects.filter(organisation__in=roots)}
        several = len(roots) > 1

        def named(one: Party) -> str:
            return f"{one.name} ({one.organisation.name})" if several and one.organisation else one.name

        def choices(name: str, parties: list[Party], none: str) -> None:
            found = sorted(((one.pk, named(one)) for one in parties), key=lambda row: row[1])
            self.fields[name].choices = [("", none), *found]  # type: ignore[attr-defined]

        choices("by", by, "---------")
        choices("association", [one for one in self.parties.values() if one.entity == PartyKind.ASSOCIATION], gettext("none"))
        choices("state_party", [one for one in self.parties.values() if one.entity == PartyKind.STATE], gettext("not said"))
        self.fields["agreement"].choices = [("", gettext("none")), *((pk, str(one)) for pk, one in self.agreements.items())]  # type: ignore[attr-defined]


def record_contact(request: SiteRequest) -> HttpResponse:
    """Record a contact that one of the reader's parties made."""
    answer = may(request.acting, "record-contact", "party")
    if not answer:
        raise Refused(answer, "record-contact", "party")
    by = promoters(request)
    form = ContactForm(by, request.POST if request.method == "POST" else None, initial={"day": timezone.now().date(), "by": by[0].pk if by else None})

    def act(values: Mapping[str, Any]) -> str:
        party = {name: form.parties.get(values[name]) for name in ("association", "state_party")}
        contact = operations.record_contact(acting_as=request.acting, **{
            **values, **party, "by": form.parties[values["by"]], "agreement": form.agreements.get(values["agreement"])})
        messages.success(request, gettext("The contact is recorded."))
        return reverse("contact", args=[contact.pk])

    return act_form(request, form, title=gettext("Record a contact"), button=gettext("Record"), act=act, answer=answer, back=reverse("promotion"),
                    words=gettext("A firm by its name, or an association; no person is named."))


def _contact(request: SiteRequest, pk: int) -> Contact:
    found = Contact.objects.select_related("by__organisation", "association", "state_party", "organisation", "agreement")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]


def contact_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One contact: by whom, with whom, what came of it until now."""
    contact = _contact(request, pk)
    return render(request, "promotion/contact.html", {
        "contact": contact, "channel": Channel(contact.channel).label, "answer": may(request.acting, "tell-result", contact),
        "results": contact.results.filter(closed_by=None).select_related("application").order_by("pk"), "history": history_of(contact),
    })


class ResultForm(forms.Form):
    """What came of a contact."""

    result = forms.ChoiceField(label=_("Result"), choices=Result.choices)
    application = forms.TypedChoiceField(label=_("Application that came of it"), coerce=int, empty_value=None, required=False, widget=OWN_WORDS)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


def tell_result(request: SiteRequest, pk: int) -> HttpResponse:
    """Say what came of a contact."""
    contact = _contact(request, pk)
    answer = may(request.acting, "tell-result", contact)
    if not answer and request.method != "POST":
        raise Refused(answer, "tell-result", contact)
    form = ResultForm(request.POST if request.method == "POST" else None)
    seen = visible(request.acting, Application.objects.filter(route__organisation=contact.organisation_id).select_related("state_party")).prefetch_related(
        "state_party__names")
    applications = {one.pk: one for one in seen}
    form.fields["application"].choices = [("", gettext("none")), *((pk, str(one)) for pk, one in applications.items())]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        operations.tell_result(
            acting_as=request.acting, contact=contact, result=values["result"], application=applications.get(values["application"]), note=values["note"])
        messages.success(request, gettext("The result is recorded."))
        return reverse("contact", args=[contact.pk])

    return act_form(request, form, title=gettext("What came of it: %(contact)s") % {"contact": apart(contact)}, button=gettext("Record"), act=act,
                    answer=answer, back=reverse("contact", args=[contact.pk]), seen=[contact])
