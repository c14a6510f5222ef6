"""Pages of members and entities and of their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Definition, Participation, Route
from mandata.parties.models import (
    BodySession,
    Classification,
    CodeName,
    Membership,
    Office,
    Organisation,
    Party,
    PartyKind,
    PartyName,
    Person,
    functions_of,
    name_functions,
)
from mandata.shared.rights import may, visible
from mandata.web.kit import Column, Listing
from mandata.web.requests import SiteRequest

SHOWN = 300


def organisations() -> list[tuple[str, str]]:
    """The organisations of this installation."""
    return [(one.slug, one.name) for one in Organisation.objects.prefetch_related("names")]


def called(party: str = "pk") -> Coalesce:
    """The name of a party in the reader's language, else in English, to sort by."""
    def name(language: str) -> Subquery:
        return Subquery(PartyName.objects.filter(party=OuterRef(party), language=language).values("name")[:1])

    return Coalesce(name((get_language() or "en").split("-")[0]), name("en"), Value(""))


def code_names(*schemes: str) -> dict[tuple[int, str], str]:
    """The names of codes of some schemes, by organisation and code."""
    return {(one.organisation_id, one.code): str(one) for one in CodeName.objects.filter(scheme__in=schemes).order_by("pk")}


def classes(scheme: str) -> list[tuple[str, str]]:
    """The classes of a scheme that hold of somebody now, by name."""
    found = Classification.objects.at(timezone.now()).filter(scheme=scheme)
    names = code_names(scheme)
    named = {code: names.get((pk, code), code) for pk, code in found.values_list("party__organisation_id", "code").distinct()}
    return sorted(named.items(), key=lambda one: one[1])


class PartyFilters(django_filters.FilterSet):
    """What a party can be looked for by."""

    q = django_filters.CharFilter("names__name", "icontains", label=_("Name"), distinct=True)
    kind = django_filters.ChoiceFilter("entity", label=_("Kind"), choices=PartyKind.choices)
    region = django_filters.ChoiceFilter(label=_("Region"), choices=lambda: classes("region"), method="of_class")
    development = django_filters.ChoiceFilter(label=_("Class"), choices=lambda: classes("development"), method="of_class")
    size = django_filters.ChoiceFilter(label=_("Size"), choices=lambda: classes("size"), method="of_class")
    category = django_filters.ChoiceFilter(label=_("Category"), choices=lambda: categories(), method="in_category")
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)

    def of_class(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Parties in a class of a scheme today."""
        held = Classification.objects.at(timezone.now()).filter(party=OuterRef("pk"), scheme=name, code=value)
        return queryset.filter(Exists(held))

    def in_category(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Parties that are members in a category today."""
        return queryset.filter(Exists(Membership.objects.at(timezone.now()).filter(member=OuterRef("pk"), category=value)))


def categories() -> list[tuple[str, str]]:
    """The categories in which somebody is a member today."""
    names = code_names("category")
    found = Membership.objects.at(timezone.now()).values_list("of__organisation_id", "of_id", "category").distinct()
    named = {code: names.get((root or pk, code), code) for root, pk, code in found}
    return sorted(named.items(), key=lambda one: one[1])


class Parties(Listing):
    """Members and entities, by kind, region, class and category."""

    name, title, template, filters = "parties", _("Members and entities"), "parties/list.html", PartyFilters
    none_found = _("Nobody of this description.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """All parties, with their names and what holds of them today."""
        now = timezone.now()
        return visible(request.acting, Party.objects.select_related("organisation").prefetch_related(
            "names", Prefetch("classifications", Classification.objects.at(now), "classes_now"),
            Prefetch("memberships", Membership.objects.at(now), "memberships_now"), "organisation__names",
        )).annotate(called=called()).order_by("entity", "called", "pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Name, kind, region, class, membership, organisation."""
        names = {scheme: code_names(scheme) for scheme in ("region", "development", "size", "category")}
        sample = format_html(' <span class="tag">{}</span>', gettext("sample"))
        kinds = {value: str(label) for value, label in PartyKind.choices}

        def linked(one: Party) -> str:
            return format_html('<a href="/parties/{}/">{}</a>{}', one.pk, one.name, sample if one.sample else "")

        def of_scheme(*schemes: str) -> Any:
            return lambda one: ", ".join(
                names[held.scheme].get((one.root_id, held.code), held.code) for held in one.classes_now if held.scheme in schemes
            )

        def member(one: Any) -> str:
            return ", ".join(names["category"].get((one.root_id, held.category), held.category) for held in one.memberships_now)

        return [
            Column("name", _("Name"), lambda one: one.name, cell=linked, sort=("called",)),
            Column("kind", _("Kind"), lambda one: kinds.get(one.entity, one.entity), sort=("entity", "called")),
            Column("region", _("Region"), of_scheme("region")),
            Column("class", _("Class"), of_scheme("development", "size")),
            Column("member", _("Member as"), member),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name if one.organisation else "",
                   sort=("organisation", "entity", "called")),
            Column("key", _("Key"), lambda one: one.key, only_files=True),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """Whether the reader may look at the invitations."""
        return {"may_invite": may(request.acting, "invite", "party")}


def party_page(request: SiteRequest, pk: int) -> HttpResponse:
    """Who it is, since when, who holds its offices, who its members are, in which classes it is and by what source."""
    found = Party.objects.select_related("organisation", "parent").prefetch_related("names")
    party = get_object_or_404(visible(request.acting, found), pk=pk)
    now = timezone.now()
    names = code_names("region", "development", "size", "category")
    members = Membership.objects.at(now).filter(of=party).select_related("member").prefetch_related("member__names")
    return render(request, "parties/party.html", {
        "party": party, "kind": PartyKind(party.entity).label, "answer": may(request.acting, "invite", party),
        "offices": offices_of(request, party), "past": past_offices(request, party),
        "classes": [Dated(one, names.get((party.root_id, one.code), one.code), one.source) for one in known(party.classifications)],
        "memberships": [
            Dated(one, names.get((one.of.root_id, one.category), one.category), one.of)
            for one in known(party.memberships).select_related("of").prefetch_related("of__names")
        ],
        "members": members.annotate(called=called("member")).order_by("called", "pk")[:SHOWN],
        "member_count": members.count(), "shown": SHOWN, "sessions": party.body_sessions.all()[:SHOWN],
        "children": party.children.exclude(entity__in=(PartyKind.STATE, PartyKind.ECONOMY)).annotate(
            called=called()).order_by("called", "pk").prefetch_related("names")[:SHOWN],
        **_admission_of(request, party),
    })


def _admission_of(request: SiteRequest, party: Party) -> dict[str, Any]:
    """Of a group: the ways of admission in which it takes part; of a State: the definition of an SME that it applies."""
    if party.entity == PartyKind.STATE:
        return {
            "is_state": True, "definitions": known(Definition.objects.filter(state_party=party)),
            "may_declare": may(request.acting, "declare-definition", party),
        }
    if party.entity == PartyKind.GROUP and Route.objects.filter(organisation=party.organisation).exists():
        taking = list(known(Participation.objects.filter(group=party)).select_related("route"))
        return {
            "routes": True, "taking": taking, "takes_part": any(one.until is None for one in taking),
            "may_opt": may(request.acting, "opt-out" if taking else "opt-in", party),
        }
    return {}


class Dated:
    """A dated row as a page tells it: what, by what, from when until when."""

    def __init__(self, row: Any, what: str, by: Any) -> None:
        self.what, self.by, self.since, self.until = what, by, row.since, row.until
        self.past = row.until is not None and row.until < timezone.now().date()


def known(rows: Any) -> QuerySet[Any]:
    """The dated rows as known now: those that hold first, then the ended ones."""
    return rows.filter(closed_by=None).order_by("-until", "since", "pk")  # type: ignore[no-any-return]


def offices_of(request: SiteRequest, party: Party) -> list[dict[str, Any]]:
    """Each office that exists in the party with who holds it, as far as the reader may know; also one that no table names."""
    held = list(Office.objects.known().filter(party=party).exclude(until__lt=timezone.now().date()).select_related("person", "party"))
    name_functions(held)
    seen = set(visible(request.acting, Person.objects.filter(offices__in=held)).values_list("pk", flat=True))
    rows = {one.code: {"name": str(one), "code": one.code, "single": one.single, "held": []} for one in functions_of(party)}
    for office in held:
        row = rows.setdefault(office.function, {"name": office.function_name, "code": "", "single": True, "held": []})
        row["held"].append((office, office.person.name if office.person_id in seen else ""))  # type: ignore[attr-defined]
    return list(rows.values())


def past_offices(request: SiteRequest, party: Party) -> list[tuple[Office, str]]:
    """Who held offices before, as far as the reader may know."""
    ended = list(Office.objects.known().filter(party=party, until__lt=timezone.now().date()).select_related("person", "party").order_by("-until"))
    name_functions(ended)
    seen = set(visible(request.acting, Person.objects.filter(offices__in=ended)).values_list("pk", flat=True))
    return [(one, one.person.name) for one in ended if one.person_id in seen]


def bodies() -> list[tuple[int, str]]:
    """The bodies that held a session."""
    found = Party.objects.filter(body_sessions__isnull=False).distinct().prefetch_related("names")
    return sorted(((one.pk, one.name) for one in found), key=lambda one: one[1])


class SessionFilters(django_filters.FilterSet):
    """What a session can be looked for by."""

    body = django_filters.ChoiceFilter("body", label=_("Body"), choices=bodies)
    year = django_filters.NumberFilter("year", label=_("Year"))
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)


class Sessions(Listing):
    """Sessions of conferences, Councils and groups."""

    name, title, filters, default_sort = "sessions", _("Sessions"), SessionFilters, "-year"

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """All sessions."""
        found = BodySession.objects.select_related("body", "organisation").prefetch_related("body__names", "organisation__names")
        return visible(request.acting, found)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Body, place, year, days, what is known of them."""
        def days(one: BodySession) -> str:
            return " – ".join(date_format(day) for day in (one.start, one.end) if day)

        return [
            Column("body", _("Body"), lambda one: one.body.name, sort=("body__key", "year"),
                   cell=lambda one: format_html('<a href="/parties/{}/">{}</a>', one.body_id, one.body.name)),
            Column("place", _("Place"), lambda one: one.place),
            Column("year", _("Year"), lambda one: one.year, sort=("year", "start")),
            Column("days", _("Days"), days),
            Column("note", _("Note"), lambda one: one.note, lambda one: format_html('<bdi lang="en">{}</bdi>', one.note), css="words"),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]
