"""Who may do what: the table of rights, one cell with its basis, what I may do, what was refused, what the texts leave open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.bases import Basis, Found, bases_of, basis_of
from mandata.membership.models import Right
from mandata.membership.operations import Cell
from mandata.membership.permissions.places import VERBS
from mandata.membership.rights import CONDITIONS, PLACE, RIGHT, Standing, standing_of, table_of
from mandata.parties.capacity import Acting
from mandata.parties.models import CodeName, HouseRule, Office, Organisation, Party, PartyKind, in_the_readers_language
from mandata.shared.joining import joined
from mandata.shared.models import Refusal
from mandata.shared.operations import Refused
from mandata.shared.operations import operations as every_operation
from mandata.shared.rights import Answer, may, visible
from mandata.web.acts import history_of, in_words, verb_words
from mandata.web.kit import Column, Listing, act_form, in_its_own
from mandata.web.kit.apart import apart
from mandata.web.organisations import kept_by_reader
from mandata.web.requests import SiteRequest
from mandata.web.ruling import how_written, not_set

GROUPS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the table shows it: the right, or none, and where its basis leads."""

    right: Right | None
    basis: Basis | None
    category: str  # in words

    @property
    def tag(self) -> str:
        """How it looks; the word says the same."""
        if self.right is None:
            return ""
        return {Right.Says.YES: "good", Right.Says.NO: "bad", Right.Says.CONDITION: "warn"}[Right.Says(self.right.says)]


def _chosen(request: SiteRequest) -> Organisation | None:
    """The organisation asked for, else the first that has a table; none where none has."""
    with_table = Organisation.objects.filter(Q(rights__isnull=False)).distinct().prefetch_related("names")
    slug = request.GET.get("organisation", "")
    return with_table.filter(slug=slug).first() or with_table.first()


def rights(request: SiteRequest) -> HttpResponse:
    """The table of an organisation, a table for each kind of place; what no text gives is listed, and what leads nowhere yet."""
    organisation = _chosen(request)
    if organisation is None:
        return render(request, "rights/table.html")
    table = table_of(organisation)
    cells = list(visible(request.acting, Right.objects.at(timezone.now()).filter(organisation=organisation)).order_by("pk"))
    bases = dict(zip((one.pk for one in cells), bases_of(cells, organisation), strict=True))
    at = {(one.place, one.verb, one.category): one for one in cells}
    names = _names(organisation)
    categories = [code for code in names["category"] if any(one.category == code for one in cells)]
    places = [code for code in names[PLACE] if any(one.place == code for one in cells)]
    shown = []
    for place in places:
        rows = []
        for verb in VERBS:
            found = [at.get((place, verb, category)) for category in categories]
            if any(found):
                rows.append((table.verbs.get(verb, verb), [
                    Shown(one, bases[one.pk] if one else None, names["category"][category]) for category, one in zip(categories, found, strict=True)
                ]))
        shown.append((names[PLACE][place], rows))
    unresolved = defaultdict(list)
    for one in cells:
        if not bases[one.pk].resolved:
            unresolved[bases[one.pk].words, bases[one.pk].found].append(one)
    return render(request, "rights/table.html", {
        "organisation": organisation, "organisations": [
            one for one in Organisation.objects.prefetch_related("names") if one.rights.exists()  # type: ignore[attr-defined]
        ],
        "categories": [names["category"][code] for code in categories], "tables": shown,
        "without": [
            (names[PLACE][place], names["category"][category], [table.verbs.get(verb, verb) for verb in VERBS if (place, verb, category) not in at])
            for place in places for category in categories
        ],
        "unresolved": [(words, Found(found).label, len(rights)) for (words, found), rights in unresolved.items()],
        "may_set": may(request.acting, "set-right", organisation),
    })


def _names(organisation: Organisation) -> dict[str, dict[str, str]]:
    """The names of categories and places, in the order of the profile; kinds of parties are places too."""
    found: dict[str, dict[str, str]] = {"category": {}, PLACE: {}, RIGHT: {}}
    for one in CodeName.objects.filter(organisation=organisation, scheme__in=("category", PLACE, RIGHT)).order_by("pk"):
        found[one.scheme][one.code] = in_the_readers_language(one.names, one.code)
    return found


def right_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One cell: what it says, on which condition, by which provision in its context, since when, and its history."""
    right = get_object_or_404(visible(request.acting, Right.objects.select_related("organisation", "opened_by")), pk=pk)
    names = _names(right.organisation)
    return render(request, "rights/right.html", {
        "right": right, "category": names["category"].get(right.category, right.category), "place": names[PLACE].get(right.place, right.place),
        "verb": names[RIGHT].get(right.verb, right.verb), "basis": basis_of(right, right.organisation),
        "condition": CONDITIONS[right.condition][1] if right.condition else "", "answer": may(request.acting, "set-right", right.organisation),
        "history": history_of(right, besides=[right.opened_by_id, right.closed_by_id]),
    })


class RightForm(forms.Form):
    """What a cell says, and by what."""

    says = forms.ChoiceField(label=_("Says"), choices=Right.Says.choices)
    condition = forms.ChoiceField(label=_("Condition"), required=False, help_text=_("Only where the cell says “on a condition”."))
    basis = forms.CharField(label=_("Basis"), max_length=400, help_text=_("The provision as you would quote it; or “house rule: …” where no text says it."))
    cited = forms.CharField(label=_("Provision"), max_length=200, required=False, help_text=_(
        "Its permanent link (p-…), or body/kind/number#call and label, for example assembly/resolution/12#resolve 1."))
    words = forms.CharField(label=_("Limit in words"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", gettext("none")), *((code, words) for code, (_test, words) in CONDITIONS.items())]  # type: ignore[attr-defined]


def set_right(request: SiteRequest, pk: int) -> HttpResponse:
    """Say what a cell says from today on."""
    right = get_object_or_404(visible(request.acting, Right.objects.select_related("organisation")), pk=pk)
    answer = may(request.acting, "set-right", right.organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, "set-right", right.organisation)

    def act(values: Mapping[str, Any]) -> str:
        words = {get_language() or "en": values["words"]} if values["words"] else {}
        said = operations.set_right(acting_as=request.acting, organisation=right.organisation, cell=Cell(
            right.category, right.verb, right.place, values["says"], values["condition"], values["cited"], values["basis"], words))
        messages.success(request, gettext("The right is set; what it said before stays in the history."))
        return reverse("right", args=[said.pk])

    form = RightForm(request.POST if request.method == "POST" else None, initial={
        "says": right.says, "condition": right.condition, "basis": right.basis, "cited": right.cited, "words": right.in_words})
    return act_form(
        request, form, title=gettext("Set: %(right)s") % {"right": apart(right)}, button=gettext("Set"), act=act, answer=answer,
        back=reverse("right", args=[right.pk]), seen=[right],
    )


@login_required
def mine(request: SiteRequest) -> HttpResponse:
    """What I may do: for each body and group, each verb with yes or no, and why; by the answers that guard the operations."""
    roots = {one.party.root_id for one in request.acting.offices}
    parts = []
    for organisation in Organisation.objects.filter(pk__in=roots).prefetch_related("names"):
        table = table_of(organisation)
        if not table.cells:
            continue
        bodies = _bodies(organisation)
        rows = [(body, [may(request.acting, verb, body) for verb in VERBS]) for body in bodies]
        parts.append((
            organisation, [table.verbs.get(verb, verb) for verb in VERBS], [row for row in rows if any(row[1])], [row for row in rows if not any(row[1])],
        ))
    return render(request, "rights/mine.html", {"parts": parts, "offices": request.acting.offices, "acts": _acts_of_offices(request.acting)})


def _acts_of_offices(acting: Acting) -> list[tuple[str, list[str]]]:
    """The acts that somebody's offices open, by their bases; what is open to every account is left out."""
    if not acting.offices:
        return []
    bare, found = Acting(user=acting.user, person=acting.person), defaultdict(set)
    for verb, kind in every_operation():
        if (answer := may(acting, verb, kind)) and not may(bare, verb, kind):
            found[in_words(answer.basis) or answer.reason].add(verb_words(verb, kind))
    return [(basis, sorted(words)) for basis, words in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))]


def _bodies(organisation: Organisation) -> list[Party]:
    """The bodies and groups of an organisation in which something can be done."""
    kinds = (PartyKind.CONFERENCE, PartyKind.COUNCIL, PartyKind.GROUP)
    return list(Party.objects.filter(organisation=organisation, entity__in=kinds).prefetch_related("names").order_by("entity", "key")[:GROUPS_SHOWN])


def what_it_may(party: Party) -> list[tuple[Party, list[tuple[str, Answer]]]]:
    """What a member may do in each body and group that the table speaks of; for its page."""
    if party.organisation is None:
        return []
    table = table_of(party.organisation)
    standing: Standing = standing_of(party)
    if not standing.categories or not table.cells:
        return []
    found = []
    for body in _bodies(party.organisation):
        place = table.place(body)
        answers = [(table.verbs.get(verb, verb), table.answer(standing, verb, place)) for verb in VERBS]
        if any(answer for _words, answer in answers):
            found.append((body, answers))
    return found


class RefusalFilters(django_filters.FilterSet):
    """Refusals by what was attempted and on what."""

    verb = django_filters.CharFilter("verb", "icontains", label=_("Act"))
    basis = django_filters.CharFilter("basis", "icontains", label=_("Basis"))


class Refusals(Listing):
    """What was attempted and refused, each with the reason and the basis that were shown."""

    name, title, filters, default_sort = "refusals", _("Refusals"), RefusalFilters, "-when"
    none_found = _("No refusal that is open to you.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """For officers those in their organisations; for anybody the own ones."""
        return visible(request.acting, Refusal.objects.all())

    def prepared(self, records: Any) -> Any:
        """The refusals with the offices in which they were met."""
        records = list(records)
        offices = {one.uid: one for one in Office.objects.filter(uid__in={one.acting_as for one in records}).select_related("party").prefetch_related("party__names")}
        for one in records:
            one.office = offices.get(one.acting_as)
        return records

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """When, who in which office, what, why, by what."""
        return [
            Column("when", _("When"), lambda one: one.recorded_at, lambda one: date_format(timezone.localtime(one.recorded_at), "DATETIME_FORMAT"), sort=("recorded_at", "pk")),
            Column("office", _("Office"), lambda one: str(one.office or "")),
            Column("verb", _("Act"), lambda one: verb_words(one.verb, one.subject_kind), sort=("verb", "pk")),
            Column("reason", _("Reason"), lambda one: one.reason, lambda one: format_html('<span dir="auto">{}</span>', one.reason), css="words"),
            Column("basis", _("Basis"), lambda one: one.basis, lambda one: format_html("<bdi>{}</bdi>", in_words(one.basis)), css="words"),
        ]


class Settings(Listing):
    """Points that the texts leave open: each a dated setting, with whoever decided it; a proposed one says that nobody has."""

    name, title, template = "settings", _("Settings and house rules"), "rights/settings.html"

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The rules that hold."""
        found = HouseRule.objects.at(timezone.now()).select_related("organisation").prefetch_related("organisation__names")
        return visible(request.acting, found).order_by("organisation", "code", "pk")

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """Of which organisations the reader may set a rule more."""
        return {"kept": [one for one in kept_by_reader(request) if may(request.acting, "set-rule", one)]}

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Rule, value, who decided, since when; a rule leads to its form for whoever may set it."""
        may_set = cache(lambda organisation: bool(may(request.acting, "set-rule", organisation)))

        def words(one: HouseRule) -> SafeString:
            shown = format_html('<span dir="auto">{}</span>', one.words)
            return format_html('<a href="{}">{}</a>', reverse("set_rule", args=[one.pk]), shown) if may_set(one.organisation) else shown

        return [
            Column("rule", _("Rule"), lambda one: one.words, css="words", cell=words),
            Column("value", _("Value"), lambda one: one.value, in_its_own("value"), sort=("value", "pk")),
            Column("decider", _("Decided by"), lambda one: one.decider, in_its_own("decider"), sort=("decider", "pk")),
            Column("since", _("Since"), lambda one: one.since or "", lambda one: date_format(one.since) if one.since else "", sort=("since", "pk")),
            Column("organisation", _("Organisation"), lambda one: str(one.organisation or "")),
            Column("code", _("Key"), lambda one: one.code, only_files=True),
        ]


class RuleForm(forms.Form):
    """A house rule as it holds from a day on."""

    words = forms.CharField(label=_("Rule"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    value = forms.CharField(label=_("Value"), max_length=300, required=False)
    decider = forms.CharField(label=_("Decided by"), max_length=200, help_text=_("The person or body that answers for it."))


def set_rule(request: SiteRequest, pk: int) -> HttpResponse:
    """Set a house rule anew: the one before ends, and stays in the history."""
    rule = get_object_or_404(visible(request.acting, HouseRule.objects.select_related("organisation", "opened_by")), pk=pk)
    answer = may(request.acting, "set-rule", rule.organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, "set-rule", rule.organisation)

    def act(values: Mapping[str, Any]) -> str:
        operations.set_rule(acting_as=request.acting, organisation=rule.organisation, code=rule.code, **values)
        messages.success(request, gettext("The rule is set."))
        return reverse("settings")

    form = RuleForm(request.POST if request.method == "POST" else None, initial={"words": rule.words, "value": rule.value, "decider": ""})
    form.fields["value"].help_text = how_written(rule.code)
    return act_form(
        request, form, title=gettext("Set a rule"), button=gettext("Set"), act=act, answer=answer, back=reverse("settings"), seen=[rule],
        words=gettext("Decided by %(decider)s.") % {"decider": apart(rule.decider)},
    )


class NewRuleForm(RuleForm):
    """A house rule that was not set before."""

    code = forms.ChoiceField(label=_("What it sets"))
    field_order = ("code", "value", "words", "decider")


def add_rule(request: SiteRequest, pk: int) -> HttpResponse:
    """Set what was not set before: how often a body meets, who makes up a class, what may be overdue."""
    organisation = get_object_or_404(Organisation, pk=pk)
    answer = may(request.acting, "set-rule", organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, "set-rule", organisation)

    def act(values: Mapping[str, Any]) -> str:
        operations.set_rule(acting_as=request.acting, organisation=organisation, **values)
        messages.success(request, gettext("The rule is set."))
        return reverse("settings")

    form = NewRuleForm(request.POST if request.method == "POST" else None)
    form.fields["code"].choices = [("", gettext("choose")), *not_set(organisation)]  # type: ignore[attr-defined]
    form.fields["value"].help_text = joined(dict.fromkeys(how_written(code) for code, _label in not_set(organisation)))
    return act_form(
        request, form, title=gettext("Set another rule"), button=gettext("Set"), act=act, answer=answer, back=reverse("settings"), words=organisation.name)
