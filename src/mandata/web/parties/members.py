"""The list of members and entities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import (
    Classification,
    CodeName,
    Membership,
    Organisation,
    Party,
    PartyKind,
    PartyName,
)
from mandata.shared.rights import may, visible
from mandata.web.kit import Column, Listing
from mandata.web.requests import SiteRequest


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
