"""Forms of those who act for a region, a group or a body; one table says which form does which act on what."""

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
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import (
    Cooperation,
    Coverage,
    Framework,
    GroupRequest,
    HelpRequest,
    Initiative,
    JointAct,
    Mechanism,
    Opportunity,
    RegionalCharge,
    RegionalTerms,
    RegionalTermsText,
)
from mandata.membership.operations import regional
from mandata.parties.measures import regional_groups
from mandata.parties.models import BodySession, Classification, CodeName, Party, PartyKind, Responsibility
from mandata.parties.tables import LANGUAGES
from mandata.shared.models import Record
from mandata.shared.rights import visible
from mandata.texts.models import Work
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.keeping import allowed, day, sent
from mandata.web.parties.party import CODES
from mandata.web.records import address_of
from mandata.web.requests import SiteRequest

BODIES = (PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY)
OURS = (PartyKind.GROUP, PartyKind.BUREAU, PartyKind.SECRETARIAT, PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE)
OTHERS = (*OURS, *BODIES, PartyKind.STATE, PartyKind.MEMBER, PartyKind.ASSOCIATION)
REACHED = (PartyKind.STATE, PartyKind.MEMBER, PartyKind.ASSOCIATION, *BODIES)


def words(label: Any, most: int = 300, required: bool = True, long: bool = False) -> forms.CharField:
    """A line, or a text, to type."""
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput)


def chosen(root: int, label: Any, *kinds: str, several: bool = False, required: bool = True) -> Any:
    """A choice of parties of some kinds."""
    found = Party.objects.filter(organisation=root, entity__in=kinds).order_by("key").prefetch_related("names")
    field = forms.ModelMultipleChoiceField if several else forms.ModelChoiceField
    return field(found, label=label, required=required)


def region(root: int, several: bool = False) -> Any:
    """A choice of regions by the organisation's table."""
    found = [(one.code, str(one)) for one in CodeName.objects.filter(organisation=root, scheme="region").order_by("pk")]
    if several:
        return forms.MultipleChoiceField(choices=found, label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple)
    return forms.ChoiceField(choices=found, label=_("Region"))


def in_languages(long: bool) -> dict[str, forms.Field]:
    """A field for each language; one at least is filled."""
    fields: dict[str, forms.Field] = {}
    for one in LANGUAGES:
        attrs = {"lang": one, "dir": "auto"}
        fields[f"in_{one}"] = forms.CharField(
            label=get_language_info(CODES.get(one, one))["name_local"], required=False, max_length=50_000 if long else 300,
            widget=forms.Textarea(attrs=attrs | {"rows": 5}) if long else forms.TextInput(attrs=attrs))
    return fields


def typed(values: Mapping[str, Any]) -> dict[str, str]:
    """What was typed in each language."""
    return {one: values[f"in_{one}"] for one in LANGUAGES}


Fields = Callable[[int], dict[str, forms.Field]]


@dataclass(frozen=True, slots=True)
class OneAct:
    """A form: the record acted on, the verb, the fields by the organisation, and what calls the operation."""

    model: type[Record]
    verb: str
    title: Any
    fields: Fields
    run: Callable[[Any, Any, dict[str, Any]], Any]
    narrow: Callable[[forms.Form, Any], None] | None = None  # leaves of the choices those that the record has
    words: Any = ""  # what stands above the form


def _simple(operation: Any, argument: str) -> Callable[[Any, Any, dict[str, Any]], Any]:
    """Call an operation with the values as they are named."""
    return lambda acting, subject, values: operation(acting_as=acting, **{argument: subject}, **values)


def _asked(acting: Any, subject: Any, values: dict[str, Any]) -> Any:
    return regional.ask_for_group(
        acting_as=acting, asking=subject, parent=values["parent"], region=values["region"], reason=values["reason"], names=typed(values))


def _open_help(root: int) -> Any:
    return forms.ModelChoiceField(HelpRequest.objects.filter(asking__organisation=root, result=""), label=_("Help asked for"))


def _help_for(asking_root: int) -> dict[str, forms.Field]:
    """With what help is asked for, and for which group, initiative or responsibility."""
    groups = regional_groups(None, timezone.now(), timezone.now()).filter(organisation=asking_root).prefetch_related("names")
    laid = Responsibility.objects.known().filter(office__party__organisation=asking_root, office__function="vice-chair", until=None)
    return {
        "what_for": forms.ChoiceField(label=_("For"), choices=HelpRequest.For.choices), "words": words(_("Which help")), "day": day(_("Day")),
        "group": forms.ModelChoiceField(groups, label=_("Regional group that it is for"), required=False),
        "initiative": forms.ModelChoiceField(Initiative.objects.known().filter(state__organisation=asking_root), label=_("National initiative"), required=False),
        "responsibility": forms.ModelChoiceField(laid, label=_("Responsibility of the vice-chair"), required=False),
    }


def _own_help(form: forms.Form, asking: Any) -> None:
    """A State has initiatives, a group has responsibilities; nobody is shown those of others."""
    if asking.entity == PartyKind.STATE:
        form.fields["initiative"].queryset = Initiative.objects.at(timezone.now()).filter(state=asking)  # type: ignore[attr-defined]
    else:
        del form.fields["initiative"]
    if asking.entity == PartyKind.GROUP:
        form.fields["responsibility"].queryset = form.fields["responsibility"].queryset.filter(office__party=asking)  # type: ignore[attr-defined]
    else:
        del form.fields["responsibility"]


def _sessions(root: int) -> Any:
    found = BodySession.objects.filter(organisation=root, body__entity=PartyKind.GROUP).select_related("body").prefetch_related("body__names")
    return forms.ModelChoiceField(found.order_by("-year", "body__key"), label=_("Submitted to the session"), required=False)


def _places(root: int) -> Any:
    return forms.ModelChoiceField(Opportunity.objects.filter(offered_by__organisation=root), label=_("Meeting"))


def _works(root: int) -> Any:
    found = Work.objects.filter(organisation=root).select_related("body").prefetch_related("body__names")
    return forms.ModelMultipleChoiceField(found, label=_("Resolutions whose bodies they are"), required=False)


def _parents(root: int) -> Any:
    """Groups that can have regional groups: those that are none themselves."""
    regional = Classification.objects.known().filter(scheme="region", party__entity=PartyKind.GROUP).values("party")
    found = Party.objects.filter(organisation=root, entity=PartyKind.GROUP).exclude(pk__in=regional).order_by("key").prefetch_related("names")
    return forms.ModelChoiceField(found, label=_("Parent group"))


def _created(acting: Any, founder: Any, values: dict[str, Any]) -> Any:
    return regional.create_body(acting_as=acting, founder=founder, key=values["key"], region=values["region"], names=typed(values),
                                source=values["source"], since=values["since"])


def _group(acting: Any, group: Any, values: dict[str, Any]) -> Any:
    return regional.draft_terms(acting_as=acting, group=group, texts=typed(values))


DECISION: Fields = lambda root: {"decision": words(_("By which decision"))}  # noqa: E731
REASON: Fields = lambda root: {"reason": words(_("Why"), 2000, long=True)}  # noqa: E731
LAST_DAY: Fields = lambda root: {"last_day": forms.DateField(label=_("Last day"), widget=forms.DateInput)}  # noqa: E731
WORK: Fields = lambda root: {  # noqa: E731
    "region": region(root), "words": words(_("What was done")), "members": chosen(root, _("Members reached"), *REACHED, several=True), "day": day(_("Day")),
}
NOTHING: Fields = lambda root: {}  # noqa: E731

ACTS: dict[str, OneAct] = {
    "ask-for-group": OneAct(Party, "ask-for-group", _("Ask for a regional group"), lambda root: {
        "parent": _parents(root), "region": region(root), "reason": words(_("Why"), 2000, long=True),
        **in_languages(False)}, _asked, words=_("Last, the name of the group, in one language at least.")),
    "agree": OneAct(GroupRequest, "agree", _("Record that the group agreed"), DECISION, _simple(regional.agree_group, "request")),
    "refuse": OneAct(GroupRequest, "refuse", _("Record that the group refused"), REASON, _simple(regional.refuse_group, "request")),
    "draft-terms": OneAct(Party, "draft-terms", _("Draft the terms of reference"), lambda root: in_languages(True), _group,
                          words=_("In one language at least; others can be added until the parent group decides.")),
    "translate-terms": OneAct(RegionalTerms, "translate", _("Add the draft in a language"), lambda root: {
        "language": forms.ChoiceField(label=_("Language"), choices=[(one, get_language_info(CODES.get(one, one))["name_local"]) for one in LANGUAGES]),
        "words": words(_("Terms of reference"), 50_000, long=True)}, _simple(regional.translate_terms, "terms")),
    "approve-terms": OneAct(RegionalTerms, "approve", _("Record that the parent group approved"), DECISION, _simple(regional.approve_terms, "terms")),
    "return-terms": OneAct(RegionalTerms, "return", _("Record that the parent group returns the draft"), REASON, _simple(regional.return_terms, "terms")),
    "charge": OneAct(Party, "charge", _("Charge with a Question or matter"), lambda root: {
        "of": forms.ChoiceField(label=_("Kind"), choices=RegionalCharge.Of.choices), "words": words(_("Which")), "regions": region(root, True),
        "decision": words(_("By which decision")), "since": day(_("Since")), "until": day(_("Until"))}, _simple(regional.charge, "group")),
    "end-charge": OneAct(RegionalCharge, "end", _("End the charge"), LAST_DAY, _simple(regional.discharge, "given")),
    "link-body": OneAct(Party, "link-body", _("Enter a cooperation"), lambda root: {
        "body": chosen(root, _("Regional body"), *BODIES), "matter": words(_("Matter"), 200), "mechanism": words(_("Mechanism")),
        "since": day(_("Since")), "until": day(_("Until"))}, _simple(regional.link_body, "ours")),
    "end-link": OneAct(Cooperation, "end", _("End the cooperation"), LAST_DAY, _simple(regional.unlink_body, "link")),
    "record-joint-act": OneAct(Party, "record-joint-act", _("Record a joint act"), lambda root: {
        "what": forms.ChoiceField(label=_("Kind"), choices=JointAct.What.choices), "subject": words(_("Subject"), 200),
        "with_whom": chosen(root, _("With whom"), *OTHERS, several=True), "day": day(_("Day")), "place": words(_("Place"), 200, False),
        "hosted_by": chosen(root, _("Hosted by (a regional body that took part)"), *BODIES, required=False), "document": words(_("Document"), 300, False)}, _simple(regional.record_joint_act, "ours")),
    "withdraw-joint-act": OneAct(JointAct, "withdraw", _("Take back, as recorded in error"), NOTHING, _simple(regional.withdraw_joint_act, "done")),
    "ask-help": OneAct(Party, "ask-help", _("Ask for help"), _help_for, _simple(regional.ask_help, "asking"), _own_help),
    "give-help": OneAct(Party, "give-help", _("Record help given"), lambda root: {
        "request": _open_help(root), "words": words(_("Which help was given")), "day": day(_("Day")), "document": words(_("Document"), 300, False),
        "amount": forms.DecimalField(label=_("What it cost"), min_value=0, max_digits=18, decimal_places=2, required=False),
        "unit": words(_("Currency or other unit"), 16, False), "paid_from": words(_("Paid from (line of the budget, contribution)"), 200, False)},
        _simple(regional.give_help, "giver")),
    "conclude-help": OneAct(HelpRequest, "conclude-help", _("Tell what came of the help"), lambda root: {"result": words(_("Result"))},
                            _simple(regional.conclude_help, "request")),
    "describe-coverage": OneAct(Party, "describe-coverage", _("Describe what it covers"), lambda root: {
        "by": forms.ChoiceField(label=_("By"), choices=Coverage.By.choices), "words": words(_("What it covers")), "source": words(_("Source")),
        "since": day(_("Since")), "until": day(_("Until"))}, _simple(regional.describe_coverage, "body")),
    "join-regional-body": OneAct(Party, "join-regional-body", _("Enter a State as its member"), lambda root: {
        "state": chosen(root, _("State"), PartyKind.STATE), "since": day(_("Since")), "until": day(_("Until"))},
        _simple(regional.join_regional_body, "body")),
    "hold-framework": OneAct(Party, "hold-framework", _("Enter a regional framework"), lambda root: {
        "title": words(_("Name"), 200), "words": words(_("What it says"), 20_000, long=True),
        "helped_by": chosen(root, _("Who helped to set it up"), *OTHERS, several=True, required=False), "document": words(_("Document"), 300, False),
        "since": day(_("Since")), "until": day(_("Until"))}, _simple(regional.hold_framework, "body")),
    "end-framework": OneAct(Framework, "end", _("End the framework"), LAST_DAY, _simple(regional.end_framework, "framework")),
    "enter-initiative": OneAct(Party, "enter-initiative", _("Enter a national initiative"), lambda root: {
        "title": words(_("Name"), 200), "words": words(_("What it does"), 20_000, long=True), "document": words(_("Document"), 300, False),
        "since": day(_("Since")), "until": day(_("Until"))}, _simple(regional.enter_initiative, "state")),
    "end-initiative": OneAct(Initiative, "end", _("End the initiative"), LAST_DAY, _simple(regional.end_initiative, "initiative")),
    "create-body": OneAct(Party, "create-body", _("Enter a standards body that the region created"), lambda root: {
        "key": words(_("Short key"), 100), "region": region(root), "source": words(_("By what act it was created")), "since": day(_("Since")),
        **in_languages(False)}, _created, words=_("Last, the name of the body, in one language at least.")),
    "set-up-mechanism": OneAct(Party, "set-up-mechanism", _("Set up a mechanism of coordination"), lambda root: {
        "title": words(_("Name"), 200), "words": words(_("How it works"), 20_000, long=True),
        "bodies": chosen(root, _("With whom"), *OTHERS, PartyKind.CONFERENCE, PartyKind.COUNCIL, several=True), "works": _works(root),
        "document": words(_("Document"), 300, False), "since": day(_("Since")), "until": day(_("Until"))}, _simple(regional.set_up_mechanism, "ours")),
    "end-mechanism": OneAct(Mechanism, "end", _("End the mechanism"), LAST_DAY, _simple(regional.end_mechanism, "mechanism")),
    "mobilise": OneAct(Responsibility, "mobilise", _("Record members mobilised"), WORK, _simple(regional.mobilise, "responsibility")),
    "inform": OneAct(Responsibility, "inform", _("Record members told of programmes"), WORK, _simple(regional.inform, "responsibility")),
    "submit-programme": OneAct(Responsibility, "submit-programme", _("Submit a mobilisation programme"), lambda root: {
        "title": words(_("Name"), 200), "words": words(_("The programme"), 20_000, long=True), "session": _sessions(root), "day": day(_("Day"))},
        _simple(regional.submit_programme, "responsibility")),
    "offer-places": OneAct(Party, "offer-places", _("Offer places for experts"), lambda root: {
        "meeting": words(_("Regional meeting")), "day": forms.DateField(label=_("Day"), widget=forms.DateInput),
        "tied_to": chosen(root, _("Group whose work it serves"), PartyKind.GROUP),
        "places": forms.IntegerField(label=_("Places"), min_value=1, max_value=500)}, _simple(regional.offer_places, "convening")),
    "take-place": OneAct(Party, "take-place", _("Take a place for an expert"), lambda root: {"opportunity": _places(root)},
                         _simple(regional.take_place, "state")),
}


def party_of(subject: Any) -> Party:
    """The party whose organisation says which regions and parties there are to choose from."""
    if isinstance(subject, Party):
        return subject
    if isinstance(subject, Responsibility):
        return subject.office.party  # type: ignore[no-any-return]
    for name in ("parent", "group", "ours", "body", "recorded_by", "asking", "state"):
        if (found := getattr(subject, name, None)) is not None:
            return found  # type: ignore[no-any-return]
    raise Http404


def act(request: SiteRequest, slug: str, pk: int) -> HttpResponse:
    """The form of one act on one record."""
    if slug not in ACTS:
        raise Http404
    one = ACTS[slug]
    subject = get_object_or_404(visible(request.acting, one.model._default_manager.all()), pk=pk)
    party = party_of(subject)
    form = forms.Form(sent(request), initial={name: request.GET[name] for name in ("request", "opportunity", "what_for", "group", "initiative", "responsibility", "session") if name in request.GET})
    form.fields.update(one.fields(party.root_id))
    if one.narrow is not None:
        one.narrow(form, subject)
    if slug == "charge":
        form.initial["regions"] = list(Classification.objects.known().filter(party=party, scheme="region").values_list("code", flat=True))

    def done(values: Mapping[str, Any]) -> str:
        made = one.run(request.acting, subject, dict(values))
        messages.success(request, gettext("It is recorded."))
        target = made.terms if isinstance(made, RegionalTermsText) else made
        return (address_of(target) if target is not None else "") or address_of(subject) or reverse("party", args=[party.pk])

    back = address_of(subject) or reverse("party", args=[party.pk])
    return act_form(request, form, title=gettext("%(act)s: %(subject)s") % {"act": one.title, "subject": apart(subject)}, button=str(one.title), act=done,
                    answer=allowed(request, one.verb, subject), words=str(one.words), back=back, seen=[subject])
