"""Instruments that nobody here has seen: the list of them, what rests on each, and the form that registers one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import MandateTerms
from mandata.membership.models import Right
from mandata.parties.models import BodySession, Organisation, Party, PartyKind
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.texts.instruments import register_instrument
from mandata.texts.models import KINDS, Layer, RegisteredInstrument, Revision
from mandata.web.kit import Column, Listing, act_form, in_its_own
from mandata.web.requests import SiteRequest


class Instruments(Listing):
    """What is live on the word of a report alone, until the instrument arrives."""

    name, title, template = "instruments", _("Instruments not seen"), "texts/instruments.html"
    none_found = _("Every instrument here was seen.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The instruments registered, with what stands in the library of each."""
        adopted = Revision.objects.filter(
            work__body=OuterRef("body"), work__kind_of_text=OuterRef("kind_of_text"), work__number=OuterRef("number"), session=OuterRef("session"),
            layer=Layer.ADOPTED,
        )
        return visible(request.acting, RegisteredInstrument.objects.select_related(
            "body", "session__body", "reported_in__work", "reported_in__session", "file__language_version", "file__organisation",
        ).defer("file__content").prefetch_related("body__names", "session__body__names")).annotate(
            reported=Subquery(adopted.filter(instrument_seen=False).values("pk")[:1]), arrived=Subquery(adopted.filter(instrument_seen=True).values("pk")[:1]),
        )

    def prepared(self, records: Any) -> Any:
        """With the duties and the rights that rest on each."""
        records = list(records)
        duties = dict(MandateTerms.objects.filter(current=True, version__revision__in=[one.reported for one in records if one.reported]).values_list(
            "version__revision").annotate(n=Count("pk")).order_by())
        cited = {one.pk: f"{one.body.key}/{one.kind_of_text}/{one.number}" for one in records}
        asked = Q(pk__in=[])
        for text in set(cited.values()):
            asked |= Q(cited=text) | Q(cited__startswith=f"{text}#")
        rights = list(Right.objects.known().filter(asked, until=None).values_list("organisation", "cited"))
        for one in records:
            one.duties = duties.get(one.reported, 0)
            one.rights = sum(o == one.file.organisation_id and text.partition("#")[0] == cited[one.pk] for o, text in rights)
        return records

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Instrument, told in, decider, state, duties, rights."""
        def state(one: Any) -> str:
            return gettext("arrived: confirm again") if one.arrived else gettext("live, not seen") if one.reported else gettext("waits for its review")

        def shown(one: Any) -> str:
            if one.arrived:
                return format_html('<a class="tag good" href="{}">{}</a>', reverse("text", args=[one.arrived]), state(one))
            if one.reported:
                return format_html('<a class="tag warn" href="{}">{}</a>', reverse("text", args=[one.reported]), state(one))
            version = getattr(one.file, "language_version", None)
            return format_html('<a class="tag" href="{}">{}</a>', reverse("review", args=[version.pk]), state(one)) if version else state(one)

        return [
            Column("instrument", _("Instrument"), str, css="words"),
            Column("told_in", _("Told in"), lambda one: one.told_in, css="words",
                   cell=lambda one: format_html('<a href="{}">{}</a>', reverse("text", args=[one.reported_in_id]), one.told_in) if one.reported_in_id else format_html("<bdi>{}</bdi>", one.told_in)),
            Column("decider", _("Decided by"), lambda one: one.decider, in_its_own("decider")),
            Column("state", _("Status"), state, shown),
            Column("duties", _("Duties"), lambda one: one.duties),
            Column("rights", _("Rights"), lambda one: one.rights),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """Whether the reader may register one."""
        return {"may_register": [
            (one, may(request.acting, "register-instrument", one)) for one in Organisation.objects.prefetch_related("names")
        ] if request.acting.offices else []}


class InstrumentForm(forms.Form):
    """What a report tells of an instrument."""

    body = forms.TypedChoiceField(label=_("Body"), coerce=int)
    session = forms.TypedChoiceField(label=_("Session"), coerce=int)
    kind_of_text = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()), initial="decision")
    number = forms.CharField(label=_("Number, or a short name"), max_length=32)
    words = forms.CharField(label=_("The words, as the report tells them"), widget=forms.Textarea(attrs={"rows": 10}), max_length=100_000, help_text=_(
        "In the form of the text: title, the body, “decides” on a line of its own, then the items."))
    told_in = forms.CharField(label=_("Told in"), max_length=300, help_text=_("Document and paragraph."))
    reported_in = forms.TypedChoiceField(label=_("That document in the library"), required=False, coerce=int, empty_value=None)
    decider = forms.CharField(label=_("Decided by"), max_length=200, help_text=_("Who answers for taking the report for the instrument."))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Party.objects.filter(organisation=organisation, entity__in=(PartyKind.CONFERENCE, PartyKind.COUNCIL, PartyKind.GROUP)).prefetch_related("names")
        sessions = BodySession.objects.filter(organisation=organisation).select_related("body").prefetch_related("body__names")
        reports = Revision.objects.filter(work__organisation=organisation, layer=Layer.REPORTED).select_related("work", "session")
        self.fields["body"].choices = [("", gettext("choose")), *((one.pk, one.name) for one in bodies)]  # type: ignore[attr-defined]
        self.fields["session"].choices = [("", gettext("choose")), *((one.pk, str(one)) for one in sessions)]  # type: ignore[attr-defined]
        self.fields["reported_in"].choices = [("", gettext("none")), *((one.pk, str(one)) for one in reports)]  # type: ignore[attr-defined]


def register(request: SiteRequest, slug: str) -> HttpResponse:
    """Register an instrument by what is reported of it."""
    organisation = get_object_or_404(Organisation, slug=slug)
    answer = may(request.acting, "register-instrument", organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, "register-instrument", organisation)

    def act(values: Mapping[str, Any]) -> str:
        register_instrument(
            acting_as=request.acting, organisation=organisation, body=Party.objects.get(pk=values["body"]), session=BodySession.objects.get(pk=values["session"]),
            kind_of_text=values["kind_of_text"], number=values["number"], words=values["words"], told_in=values["told_in"], decider=values["decider"],
            reported_in=Revision.objects.get(pk=values["reported_in"]) if values["reported_in"] else None,
        )
        messages.success(request, gettext("The instrument is registered; its words wait for review, as those of any text."))
        return reverse("instruments")

    return act_form(
        request, InstrumentForm(organisation, request.POST if request.method == "POST" else None), title=gettext("Register an instrument that was not seen"),
        button=gettext("Register"), act=act, answer=answer, back=reverse("instruments"),
        words=gettext("Its duties and rights become live once reviewed and published, are marked “instrument not seen”, and are confirmed again when the text arrives."),
    )
