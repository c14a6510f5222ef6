"""Pages of duties: the register, one duty, all that is asked of an actor, duties without owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates import operations
from mandata.mandates.models import Assignment, Mandate, MandateTerms
from mandata.mandates.register import Counts, layer_findings, live_terms, others, waiting_findings
from mandata.parties.actors import actor_name, known_actor
from mandata.parties.models import Organisation, Party
from mandata.shared.rights import may, visible
from mandata.shared.standing import until_next_act
from mandata.texts.models import Finding, Layer, Revision, Wording, Work
from mandata.web.acts import history_of
from mandata.web.forces import FORCES
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.listing import rows_html
from mandata.web.requests import SiteRequest

SHORT = 260
DUE_KINDS = (
    ("date", _("a date")), ("meeting", _("a meeting")), ("period", _("a period")), ("event", _("an occasion")), ("none", _("none")),
)
SHOWN = (
    "summary", "addressees", "force", "due", "conditional", "words_changed", "mandate__organisation", "version__revision",
)
LAYERS = ("waiting", Layer.PROPOSED, Layer.REPORTED)


def shortened(words: str) -> str:
    """At most so many signs as a row holds, cut between words."""
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the register can be filtered by, and what else there is, as of the last act."""

    actors: list[tuple[str, str]]
    works: list[tuple[int, str]]
    organisations: list[tuple[str, str]]
    by_pk: dict[int, Organisation]
    others: Counts


@until_next_act
def choices() -> Choices:
    """Actors of whom something is asked now, works that were ever adopted, the organisations of this installation."""
    by_pk = {one.pk: one for one in Organisation.objects.prefetch_related("names")}
    pairs = live_terms().order_by().values_list("mandate__organisation_id", "actors").distinct()
    names = {code: actor_name(by_pk[pk], code) for pk, codes in pairs for code in codes.split()}
    works = Work.objects.filter(revisions__layer=Layer.ADOPTED).distinct().select_related("body").prefetch_related("body__names")
    return Choices(
        sorted(names.items(), key=lambda one: one[1]), [(one.pk, f"{one} · {one.body.name}") for one in works],
        [(one.slug, one.name) for one in by_pk.values()], by_pk, others(),
    )


class DutyFilters(django_filters.FilterSet):
    """What a duty can be looked for by."""

    q = django_filters.CharFilter("summary", "icontains", label=_("Words"))
    actor = django_filters.ChoiceFilter(label=_("Who"), choices=(), method="of_actor")
    force = django_filters.ChoiceFilter("force", label=_("Force"), choices=list(FORCES.items()))
    text = django_filters.ChoiceFilter("version__revision__work", label=_("Text"), choices=())
    due = django_filters.ChoiceFilter("due_kind", label=_("By when"), choices=DUE_KINDS)
    condition = django_filters.ChoiceFilter(
        "conditional", label=_("Conditional"), choices=(("True", _("yes")), ("False", _("no")))
    )
    organisation = django_filters.ChoiceFilter("mandate__organisation__slug", label=_("Organisation"), choices=())

    def __init__(self, *args: Any, found: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (("actor", found.actors), ("text", found.works), ("organisation", found.organisations)):
            self.filters[name].extra["choices"] = pairs

    def of_actor(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Duties addressed to an actor, alone or with others."""
        return queryset.filter(actors__contains=f" {value} ")


def duty_columns(organisations: dict[int, Organisation]) -> list[Column]:
    """The columns of duties; what repeats on a page (texts, names) is made once."""
    texts: dict[int, str] = {}
    names: dict[tuple[int, str], str] = {}
    changed = format_html(' <span class="tag warn">{}</span>', gettext("words changed, to confirm"))
    conditional = format_html(' <span class="tag warn">{}</span>', gettext("conditional"))
    nobody = format_html('<span class="tag warn">{}</span>', gettext("no owner"))
    forces = {code: str(name) for code, name in FORCES.items()}

    def words(one: MandateTerms) -> str:
        marks = (changed if one.words_changed_id else "") + (conditional if one.conditional else "")
        return f'<a dir="auto" href="/mandates/{one.mandate_id}/">{escape(shortened(one.summary))}</a>{marks}'

    def who(one: MandateTerms) -> str:
        organisation, found = organisations[one.mandate.organisation_id], []
        for named in one.addressees:
            code = named["actor"]
            if code and (organisation.pk, code) not in names:
                names[organisation.pk, code] = format_html(
                    '<a href="/actors/{}/{}/">{}</a>', organisation.slug, code, actor_name(organisation, code)
                )
            found.append(names[organisation.pk, code] if code else f'<bdi>{escape(named["text"])}</bdi>')
        owner = owner_of(one)
        if owner is not None:
            found.append(format_html('<span class="note">{}</span>', gettext("owner: %(party)s") % {"party": owner.party}))
        return ", ".join(found) or nobody

    def text(one: MandateTerms) -> str:
        revision = one.version.revision
        if revision.pk not in texts:
            texts[revision.pk] = format_html('<a href="/texts/{}/">{}</a>', revision.pk, str(revision))
        return texts[revision.pk]

    def joined(field: str) -> Any:
        return lambda one: "; ".join(named["text"] for named in getattr(one, field))

    return [
        Column("words", _("Duty"), lambda one: one.summary, words, css="words"),
        Column("who", _("Who"), joined("addressees"), who, sort=("actors", "place")),
        Column("force", _("Force"), lambda one: one.force, lambda one: escape(forces.get(one.force, one.force)), sort=("force", "place")),
        Column("due", _("By when"), lambda one: one.due.get("text") or "",
               lambda one: f'<bdi>{escape(one.due.get("text") or "")}</bdi>', sort=("due_kind", "place")),
        Column("text", _("Text"), lambda one: one.version.revision, text, sort=("place",)),
        Column("organisation", _("Organisation"), lambda one: organisations[one.mandate.organisation_id].slug, only_files=True),
        Column("provision", _("Provision"), lambda one: one.version.provision.wid, only_files=True),
        Column("with", _("With"), joined("with_whom"), only_files=True),
        Column("report_to", _("Report to"), joined("report_to"), only_files=True),
        Column("limits", _("Limits"), joined("limits"), only_files=True),
        Column("conditional", _("Conditional"), lambda one: "yes" if one.conditional else "no", only_files=True),
        Column("owner", _("Owner"), lambda one: owner.party if (owner := owner_of(one)) else "", only_files=True),
    ]


def for_lists(terms: QuerySet[MandateTerms]) -> QuerySet[MandateTerms]:
    """Terms with what their columns need; a page holds few texts, so each is fetched once and not a row."""
    held = Assignment.objects.at(timezone.now()).select_related("party").prefetch_related("party__names")
    return terms.select_related(None).select_related("mandate", "version").only(*SHOWN).prefetch_related(
        Prefetch("version__revision", queryset=Revision.objects.select_related("work", "session")),
        Prefetch("mandate__assignments", to_attr="held", queryset=held),
    )


def owner_of(terms: MandateTerms) -> Assignment | None:
    """The assignment that holds, of terms taken by ``for_lists``."""
    held = getattr(terms.mandate, "held", ())
    return held[0] if held else None


class Register(Listing):
    """Live duties; in one line what else there is, each a link."""

    name = "duties"
    title = _("Register of duties")
    template = "mandates/register.html"
    filters = DutyFilters
    default_sort = "text"
    none_found = _("No duty here.")

    def __init__(self) -> None:
        self.found = choices()

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, for_lists(live_terms()))

    def for_files(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.defer(None).select_related("mandate", "version__provision")

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        return DutyFilters(request.GET or None, queryset=records, request=request, found=self.found)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return duty_columns(self.found.by_pk)

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {"others": self.found.others}


class LayerFilters(django_filters.FilterSet):
    """What a duty that is not live can be looked for by."""

    organisation = django_filters.ChoiceFilter(
        "reading__language_version__file__organisation__slug", label=_("Organisation"),
        choices=lambda: choices().organisations,
    )


class NotLive(Listing):
    """Duties that wait for review, or that a text of another layer speaks of: none of them is law."""

    template = "mandates/not_live.html"
    filters = LayerFilters
    none_found = _("No duty here is open to you.")

    def __init__(self, layer: str) -> None:
        self.layer, self.name = layer, f"duties-{layer}"

    @property
    def title(self) -> Any:  # type: ignore[override]
        """The layer in words."""
        return {
            "waiting": _("Duties that wait for review"), Layer.PROPOSED: _("Duties that proposals speak of"),
            Layer.REPORTED: _("Duties that reports tell of"),
        }[self.layer]

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        found = waiting_findings() if self.layer == "waiting" else layer_findings(self.layer)
        return visible(request.acting, found).select_related(
            "reading__language_version__file__organisation", "reading__language_version__revision__work",
            "reading__language_version__revision__session",
        ).order_by("reading__language_version", "position")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        def words(one: Finding) -> str:
            span = one.value["span"]
            return one.reading.text[span[0]:span[1]]

        def text(one: Finding) -> str:
            version = one.reading.language_version
            if version.revision is None:
                return format_html('<a href="/texts/review/{}/">{}</a>', version.pk, version.title or version.file.name)
            return format_html('<a href="/texts/{}/">{}</a>', version.revision_id, str(version.revision))

        return [
            Column("words", _("Duty"), words, lambda one: format_html('<span dir="auto">{}</span>', shortened(words(one))), css="words"),
            Column("who", _("Who"), lambda one: "; ".join(named["text"] for named in one.value["addressees"])),
            Column("force", _("Force"), lambda one: FORCES.get(one.value["force"], one.value["force"])),
            Column("due", _("By when"), lambda one: (one.value["due"] or {}).get("text") or ""),
            Column("text", _("Text"), lambda one: one.reading.language_version.revision or one.reading.language_version, text),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {"layer": self.layer}


def register(request: SiteRequest) -> HttpResponse:
    """Live duties, unless another layer is asked for."""
    layer = request.GET.get("layer", "")
    return (NotLive(layer) if layer in LAYERS else Register())(request)


def mandate_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One duty: its provision in context, its terms, its owner, its history."""
    mandate = get_object_or_404(
        visible(request.acting, Mandate.objects.select_related("organisation", "provision", "ended_by")), pk=pk
    )
    terms = mandate.terms.select_related(
        "version__revision__work", "version__revision__session__body", "version__parent", "words_changed__revision", "finding"
    ).order_by("-current", "-pk").first()
    if terms is None:
        raise Http404
    findings = [one.finding for one in mandate.terms.select_related("finding") if one.finding]
    owner = mandate.assignments.at(timezone.now()).select_related("party").first()
    answer = may(request.acting, "confirm-changed", terms)
    return render(request, "mandates/mandate.html", {
        "mandate": mandate, "terms": terms, "context": context_of(terms), "owner": owner,
        "history": history_of(mandate, *findings, besides=[one.decided_by_id for one in findings]),
        "new_words": terms.words_changed.wordings.first() if terms.words_changed else None,
        "force_name": FORCES.get(terms.force, terms.force), "who": named_actors(mandate.organisation, terms),
        "answer": may(request.acting, "assign", mandate), "may_confirm_changed": answer,
    })


def named_actors(organisation: Organisation, terms: MandateTerms) -> list[dict[str, str]]:
    """The addressees in the words of the text, each with its code and its name in the reader's language."""
    return [
        {"text": one["text"], "code": one["actor"] or "", "name": actor_name(organisation, one["actor"]) if one["actor"] else ""}
        for one in terms.addressees
    ]


def context_of(terms: MandateTerms) -> list[tuple[str, Wording]]:
    """The provision with what it stands under and its neighbours there, in the language it was confirmed in."""
    own = terms.version
    chain, at = [own.pk], own
    while at.parent is not None:
        at = at.parent
        chain.insert(0, at.pk)
    beside = own.revision.provision_versions.filter(
        Q(parent=own.parent) if own.parent_id else Q(parent=None, part=own.part), order__range=(own.order - 2, own.order + 2)
    ).values_list("pk", flat=True)
    below = own.children.values_list("pk", flat=True)
    quote = terms.quotes.select_related("wording").first()
    wordings = Wording.objects.filter(version__in={*chain, *beside, *below}).order_by("version__order").select_related("version")
    if quote:
        wordings = wordings.filter(language_version=quote.wording.language_version_id)
    return [("self" if one.version_id == own.pk else "above" if one.version_id in chain else "beside", one) for one in wordings]


class AssignForm(forms.Form):
    """Who owns a duty, and on which basis."""

    party = forms.ChoiceField(label=_("Owner"))
    basis = forms.CharField(label=_("Basis"), max_length=500, help_text=_("The provision or the house rule on which this rests."))


def assign(request: SiteRequest, pk: int) -> HttpResponse:
    """Name the owner of a duty."""
    mandate = get_object_or_404(visible(request.acting, Mandate.objects.select_related("organisation")), pk=pk)
    parties = {
        str(one.pk): one for one in
        Party.objects.filter(organisation=mandate.organisation).exclude(entity="state").prefetch_related("names")
    }
    form = AssignForm(request.POST or None)
    form.fields["party"].choices = sorted(((key, one.name) for key, one in parties.items()), key=lambda one: one[1])  # type: ignore[attr-defined]
    terms = mandate.terms.order_by("-current", "-pk").first()

    def act(values: Any) -> str:
        operations.assign_mandate(
            acting_as=request.acting, mandate=mandate, party=parties[values["party"]], basis=values["basis"]
        )
        return reverse("mandate", args=[pk])

    return act_form(
        request, form, title=gettext("Assign a duty"), button=gettext("Assign"), act=act, back=reverse("mandate", args=[pk]),
        answer=may(request.acting, "assign", mandate), words=shortened(terms.summary) if terms else "", seen=[mandate],
    )


@require_POST
def confirm_changed(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm that a duty lives on under changed words."""
    mandate = get_object_or_404(visible(request.acting, Mandate.objects.all()), pk=pk)
    terms = get_object_or_404(mandate.terms.select_related("mandate", "words_changed__revision"), current=True)
    operations.confirm_changed_terms(acting_as=request.acting, terms=terms)
    return redirect("mandate", pk=pk)


def actors(request: SiteRequest) -> HttpResponse:
    """Who is asked for something, and how often."""
    counts: dict[tuple[int | None, str], int] = {}
    for organisation, codes in live_terms().values_list("mandate__organisation", "actors"):
        for code in codes.split():
            counts[organisation, code] = counts.get((organisation, code), 0) + 1
    found = Organisation.objects.in_bulk({organisation for organisation, _code in counts})
    rows = sorted(
        ((found[pk].slug, code, actor_name(found[pk], code), count) for (pk, code), count in counts.items()),
        key=lambda row: (row[0], -row[3], row[2]),
    )
    return render(request, "mandates/actors.html", {"rows": rows})


def actor_page(request: SiteRequest, organisation: str, code: str) -> HttpResponse:
    """All that is asked of one actor, text by text."""
    found = get_object_or_404(Organisation, slug=organisation)
    if not known_actor(found, code):
        raise Http404
    terms = for_lists(live_terms()).filter(
        mandate__organisation=found, actors__contains=f" {code} "
    ).order_by("place")
    by_text: dict[str, list[MandateTerms]] = {}
    for one in visible(request.acting, terms):
        by_text.setdefault(str(one.version.revision), []).append(one)
    columns = [column for column in duty_columns({found.pk: found}) if not column.only_files and column.name != "text"]
    return render(request, "mandates/actor.html", {
        "name": actor_name(found, code), "organisation": found, "code": code, "head": [column.label for column in columns],
        "groups": {text: rows_html(all_terms, columns) for text, all_terms in by_text.items()},
        "count": sum(map(len, by_text.values())), "parties": Party.objects.filter(organisation=found, actor=code),
    })


def unowned_terms() -> QuerySet[MandateTerms]:
    """Live duties that name no known actor and that nobody was assigned."""
    assigned = Assignment.objects.at(timezone.now()).filter(mandate=OuterRef("mandate"))
    return live_terms().filter(actors="").exclude(Exists(assigned))


class Unowned(Listing):
    """Duties that wait for an owner."""

    name = "duties-without-owner"
    title = _("Duties without owner")
    default_sort = "text"
    none_found = _("No duty here.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, for_lists(unowned_terms()))

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        label = escape(gettext("Name the owner"))

        def act(one: MandateTerms) -> str:
            address = f"/mandates/{one.mandate_id}/assign/"
            button = f'<a class="btn btn-sm btn-outline-secondary" href="{address}">{label}</a>'
            return button if may(request.acting, "assign", one.mandate) else ""

        return [*duty_columns(choices().by_pk), Column("act", "", lambda one: "", act, only_page=True)]
