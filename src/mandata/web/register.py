"""Lists of duties: the live ones, those that ended, those that wait or that a text of another layer speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asked import actors_asked, asks
from mandata.mandates.models import Assignment, Mandate, MandateTerms
from mandata.mandates.register import (
    Counts,
    End,
    ended_terms,
    ends_of,
    layer_findings,
    live_terms,
    others,
    shortened,
    waiting_findings,
)
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation, Party
from mandata.shared.folding import containing
from mandata.shared.joining import joined
from mandata.shared.rights import visible
from mandata.shared.standing import until_written
from mandata.texts.calling import works_called
from mandata.texts.models import Finding, Layer, ProvisionVersion, Revision, Wording, Work
from mandata.web.acts import verb_words
from mandata.web.forces import FORCES
from mandata.web.kit import Column, Listing
from mandata.web.requests import SiteRequest, number_in

DUE_KINDS = (
    ("date", _("a date")), ("meeting", _("a meeting")), ("period", _("a period")), ("event", _("an occasion")), ("none", _("none")),
)
SHOWN = (
    "summary", "addressees", "force", "due", "conditional", "words_changed", "actors", "current", "mandate__organisation", "mandate__ended_by",
    "version__revision",
)
LAYERS = ("waiting", Layer.PROPOSED, Layer.REPORTED)
ENDINGS = {"carry-over": _("not carried over by the newer text"), "reject": _("rejected: it asks nobody for anything")}
CHUNK = 500
DEEP = 4  # provisions stand so deep under labels, and no deeper


@dataclass(frozen=True, slots=True)
class Choices:
    """What lists of duties can be filtered by, as of the last act."""

    actors: list[tuple[str, str]]
    organisations: list[tuple[str, str]]
    by_pk: dict[int, Organisation]


@until_written
def choices() -> Choices:
    """Actors of whom something is asked now, the organisations of this installation."""
    by_pk = {one.pk: one for one in Organisation.objects.prefetch_related("names")}
    return Choices(actors_named(), [(one.slug, one.name) for one in by_pk.values()], by_pk)


@until_written
def besides() -> Counts:
    """What else there is than live duties."""
    return others()


@until_written
def actors_named() -> list[tuple[str, str]]:
    """The actors of whom something is asked now, each by the name that an organisation with duties has for it."""
    asking = list(Organisation.objects.filter(Exists(Mandate.objects.filter(organisation=OuterRef("pk")))).order_by("pk"))
    names = {}
    for code in actors_asked():
        found = [actor_name(one, code) for one in asking]
        names[code] = next((name for name in found if name != code), code)
    return sorted(names.items(), key=lambda one: one[1])


def body_chosen(asked: str) -> list[tuple[int, str]]:
    """The one body that an address names, as a choice beside any."""
    return [(one.pk, one.name) for one in Party.objects.filter(pk=number_in(asked), body_works__isnull=False).distinct().prefetch_related("names")]


def text_chosen(asked: str) -> list[tuple[int, str]]:
    """The one text that an address names, as a choice beside any; there are too many to list all."""
    found = Work.objects.filter(pk=number_in(asked), revisions__layer=Layer.ADOPTED).distinct().select_related("body").prefetch_related("body__names")
    return [(one.pk, f"{one} · {one.body.name}") for one in found]


class DutyFilters(django_filters.FilterSet):
    """What a duty can be looked for by."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    actor = django_filters.ChoiceFilter(label=_("Who"), choices=(), method="of_actor")
    force = django_filters.ChoiceFilter("force", label=_("Force"), choices=list(FORCES.items()))
    text = django_filters.ChoiceFilter("version__revision__work", label=_("Text"), choices=())
    title = django_filters.CharFilter(label=_("Text, by number or title"), method="of_text_called")
    due = django_filters.ChoiceFilter("due_kind", label=_("By when"), choices=DUE_KINDS)
    condition = django_filters.ChoiceFilter(
        "conditional", label=_("Conditional"), choices=(("True", _("yes")), ("False", _("no")))
    )
    organisation = django_filters.ChoiceFilter("mandate__organisation__slug", label=_("Organisation"), choices=())
    body = django_filters.ChoiceFilter("version__revision__work__body", label=_("Text of"), choices=())

    def __init__(self, *args: Any, found: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (("actor", found.actors), ("organisation", found.organisations)):
            self.filters[name].extra["choices"] = pairs
        if asked := self.data.get("text"):  # an address that names one text goes on to do so
            self.filters["text"].extra["choices"] = text_chosen(asked)
        else:
            del self.filters["text"]
        if asked := self.data.get("body"):
            self.filters["body"].extra["choices"] = body_chosen(asked)
        else:
            del self.filters["body"]

    def of_text_called(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Duties of the texts that are called so."""
        return queryset.filter(version__revision__work__in=Work.objects.filter(works_called(value)))

    def with_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Duties in whose provision the words stand, with or without their accents."""
        return containing(queryset, "summary", value)

    def of_actor(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Duties addressed to an actor, alone or with others."""
        return queryset.filter(asks([value]))


def placed(terms: Iterable[MandateTerms]) -> Iterator[MandateTerms]:
    """Terms with the permanent name of their provision and its labels from the outermost in (« 3 ii) »); two queries a page."""
    above = ["__".join(["parent"] * depth) or "pk" for depth in reversed(range(DEEP))]
    rest = iter(terms)
    while some := list(islice(rest, CHUNK)):
        versions = ProvisionVersion.objects.filter(pk__in={one.version_id for one in some})
        found = {path[-1]: (wid, path) for wid, *path in versions.values_list("provision__wid", *above)}
        wordings = Wording.objects.filter(version__in={pk for _wid, path in found.values() for pk in path if pk})
        labels = dict(wordings.order_by("-language_version").values_list("version", "label"))
        for one in some:
            wid, path = found[one.version_id]
            one.wid, one.path = wid, " ".join(filter(None, (labels.get(pk) for pk in path)))  # type: ignore[attr-defined]
            yield one


def owner_name(owner: Assignment) -> str:
    """The office that owns a duty, else the party."""
    return str(owner.office or owner.party)


def duty_columns(organisations: dict[int, Organisation]) -> list[Column]:
    """The columns of duties; what repeats on a page (texts, names) is made once."""
    texts: dict[int, str] = {}  # by revision
    names: dict[tuple[int, str], str] = {}
    changed = format_html(' <span class="tag warn">{}</span>', gettext("words changed, to confirm"))
    conditional = format_html(' <span class="tag warn">{}</span>', gettext("conditional"))
    nobody = format_html('<span class="tag warn">{}</span>', gettext("no owner"))
    forces = {code: str(name) for code, name in FORCES.items()}

    def words(one: MandateTerms) -> str:
        marks = (changed if one.words_changed_id else "") + (conditional if one.conditional else "")
        language = getattr(one, "language", "") or organisations[one.mandate.organisation_id].reference_language
        told = shortened(getattr(one, "words", one.summary))  # in the reader's language where the page took them so (``told_in``)
        return f'<a dir="auto" lang="{language}" href="/mandates/{one.mandate_id}/">{escape(told)}</a>{marks}'

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
            found.append(format_html('<span class="note">{}</span>', gettext("owner: %(party)s") % {"party": owner_name(owner)}))
        return joined(found) or nobody

    def text(one: MandateTerms) -> str:
        revision = one.version.revision
        if revision.pk not in texts:
            texts[revision.pk] = escape(str(revision))
        path = f', <bdi>{escape(one.path)}</bdi>' if one.path else ""  # type: ignore[attr-defined]
        return f'<a href="/texts/{revision.pk}/#{one.wid}">{texts[revision.pk]}{path}</a>'  # type: ignore[attr-defined]

    def named_in(field: str) -> Any:
        return lambda one: "; ".join(named["text"] for named in getattr(one, field))

    return [
        Column("words", _("Duty"), lambda one: one.summary, words, css="words"),
        Column("who", _("Who"), named_in("addressees"), who, sort=("actors", "place")),
        Column("force", _("Force"), lambda one: one.force, lambda one: escape(forces.get(one.force, one.force)), sort=("force", "place")),
        Column("due", _("By when"), lambda one: one.due.get("text") or "",
               lambda one: f'<bdi>{escape(one.due.get("text") or "")}</bdi>', sort=("due_kind", "place")),
        Column("text", _("Text"), lambda one: one.version.revision, text, sort=("place",)),
        Column("organisation", _("Organisation"), lambda one: organisations[one.mandate.organisation_id].slug, only_files=True),
        Column("label", _("Provision"), lambda one: one.path, only_files=True),
        Column("provision", _("Permanent name"), lambda one: one.wid, only_files=True),
        Column("actors", _("Actors"), lambda one: " ".join(filter(None, (named["actor"] for named in one.addressees))), only_files=True),
        Column("with", _("With"), named_in("with_whom"), only_files=True),
        Column("report_to", _("Report to"), named_in("report_to"), only_files=True),
        Column("limits", _("Limits"), named_in("limits"), only_files=True),
        Column("conditional", _("Conditional"), lambda one: "yes" if one.conditional else "no", only_files=True),
        Column("owner", _("Owner"), lambda one: owner_name(owner) if (owner := owner_of(one)) else "", only_files=True),
    ]


def for_lists(terms: QuerySet[MandateTerms]) -> QuerySet[MandateTerms]:
    """Terms with what their columns need; a page holds few texts, so each is fetched once and not a row."""
    held = Assignment.objects.at(timezone.now()).select_related("party", "office__party").prefetch_related(
        "party__names", "office__party__names")
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
    same_for_all = True  # live duties are open to everybody

    def __init__(self) -> None:
        self.found = choices()

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, for_lists(live_terms()))

    def for_files(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.defer(None).select_related("mandate", "version")

    def prepared(self, records: Any) -> Iterable[Any]:
        return placed(records)

    def how_many(self, request: SiteRequest, records: QuerySet[Any], page: int) -> tuple[int, bool]:
        """All live duties are counted once, as long as no act changes them."""
        return (super().how_many(request, records, page) if asks_for_some(request) else (live_count(), False))

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        return DutyFilters(request.GET or None, queryset=records, request=request, found=self.found)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return duty_columns(self.found.by_pk)

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {"others": besides()}


@until_written
def live_count() -> int:
    """How many live duties there are."""
    return MandateTerms.objects.filter(current=True).count()


def asks_for_some(request: SiteRequest) -> bool:
    """Whether anything that narrows a list stands in the address."""
    return any(value for name, value in request.GET.items() if name not in ("page", "sort"))


class Ended(Listing):
    """Duties that have ended, the last one first: when, by what, and through which text."""

    name, title, filters = "duties-ended", _("Duties that ended"), DutyFilters
    template = "mandates/not_live.html"
    none_found = _("No duty has ended.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, for_lists(ended_terms()).select_related("mandate__ended_by", "version"))

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        return DutyFilters(request.GET or None, queryset=records, request=request, found=choices())

    def for_files(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.defer(None).select_related("mandate__ended_by", "version")

    def prepared(self, records: Any) -> Iterable[Any]:
        rest = placed(records)
        while some := list(islice(rest, CHUNK)):
            ends = ends_of(some)
            for one in some:
                one.end = ends[one.mandate_id]  # type: ignore[attr-defined]
                yield one

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        def newer(one: Any) -> str:
            text = one.end.newer
            return format_html('<br><a href="/texts/{}/">{}</a>', text.pk, str(text)) if text else ""

        shown = [one for one in duty_columns(choices().by_pk) if one.only_files or one.name in ("words", "who", "text")]
        return [
            *shown,
            Column("ended", _("Ended"), lambda one: one.end.act.happened_at.date(),
                   lambda one: escape(date_format(one.end.act.happened_at)), sort=("mandate__ended_by__happened_at",)),
            Column("by", _("By what"), lambda one: ended_by(one.end), lambda one: escape(ended_by(one.end)) + newer(one)),
            Column("newer", _("Newer text"), lambda one: one.end.newer or "", only_files=True),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {"layer": "ended"}


def ended_by(end: End) -> str:
    """What the act did that ended a duty, in words."""
    return str(ENDINGS.get(end.act.verb) or verb_words(end.act.verb, end.act.subject_kind))


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

    def found(self) -> QuerySet[Finding]:
        """All of them, whoever may see them."""
        return waiting_findings() if self.layer == "waiting" else layer_findings(self.layer)

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, self.found()).select_related(
            "reading__language_version__file__organisation", "reading__language_version__revision__work",
            "reading__language_version__revision__session",
        ).order_by("reading__language_version", "position")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        def words(one: Finding) -> str:
            span = one.value["span"]
            return one.reading.text[span[0]:span[1]]

        def who(one: Finding) -> str:
            return "; ".join(named["text"] for named in one.value["addressees"])

        def due(one: Finding) -> str:
            return (one.value["due"] or {}).get("text") or ""

        def in_its_language(one: Finding, words: str) -> str:
            return format_html('<bdi lang="{}">{}</bdi>', one.reading.language_version.language, words)

        def text(one: Finding) -> str:
            version = one.reading.language_version
            if version.revision is None:
                return format_html('<a href="/texts/review/{}/"><bdi>{}</bdi></a>', version.pk, version.title or version.file.name)
            return format_html('<a href="/texts/{}/">{}</a>', version.revision_id, str(version.revision))

        return [
            Column("words", _("Duty"), words, lambda one: format_html(
                '<span dir="auto" lang="{}">{}</span>', one.reading.language_version.language, shortened(words(one))), css="words"),
            Column("who", _("Who"), who, lambda one: in_its_language(one, who(one))),
            Column("force", _("Force"), lambda one: FORCES.get(one.value["force"], one.value["force"])),
            Column("due", _("By when"), due, lambda one: in_its_language(one, due(one))),
            Column("text", _("Text"), lambda one: one.reading.language_version.revision or one.reading.language_version, text),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {"layer": self.layer, "hidden": self.found().count() - visible(request.acting, self.found()).count()}


def register(request: SiteRequest) -> HttpResponse:
    """Live duties, unless those that ended or another layer are asked for."""
    layer = request.GET.get("layer", "")
    if layer in LAYERS:
        return NotLive(layer)(request)
    if layer not in ("", "live", "ended"):
        raise Http404
    return (Ended() if layer == "ended" else Register())(request)
