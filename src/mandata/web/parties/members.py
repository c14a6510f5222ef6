"""The list of members and entities, with the figures of one organisation above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, When
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Classification, Establishment, Membership, Organisation, Party, PartyKind
from mandata.shared.rights import may, visible
from mandata.web.kit import Column, Listing
from mandata.web.moments import moments
from mandata.web.organisations import organisation_shown
from mandata.web.parties.figures import members_figures
from mandata.web.parties.naming import called, known_of
from mandata.web.requests import SiteRequest

MEMBERS_FIRST = Case(When(entity=PartyKind.STATE, then=0), When(entity=PartyKind.MEMBER, then=1), default=2)


class PartyFilters(django_filters.FilterSet):
    """What a party can be looked for by; classes and categories as of a day and as known on a day."""

    q = django_filters.CharFilter("names__name", "icontains", label=_("Name"), distinct=True)
    kind = django_filters.ChoiceFilter("entity", label=_("Kind"), choices=PartyKind.choices)
    region = django_filters.ChoiceFilter(label=_("Region"), method="of_class")
    development = django_filters.ChoiceFilter(label=_("Class"), method="of_class")
    size = django_filters.ChoiceFilter(label=_("Size"), method="of_class")
    category = django_filters.ChoiceFilter(label=_("Category"), method="in_category")
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"))
    at = django_filters.DateFilter(label=_("At"), method="as_it_is", widget=forms.DateInput)
    known = django_filters.DateFilter(label=_("As known on"), method="as_it_is", widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in known_of(self.request).choices.items():
            if name in self.filters:
                self.filters[name].extra["choices"] = choices

    def of_class(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Parties in a class of a scheme."""
        when = moments(self.request)
        held = Classification.objects.at(when.at, when.known).filter(party=OuterRef("pk"), scheme=name, code=value)
        return queryset.filter(Exists(held))

    def in_category(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Parties that are members in a category."""
        when = moments(self.request)
        return queryset.filter(Exists(Membership.objects.at(when.at, when.known).filter(member=OuterRef("pk"), category=value)))

    def as_it_is(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """The two times narrow nothing: they say when the other filters and the columns look."""
        return queryset


class Parties(Listing):
    """Members and entities, by kind, region, class and category."""

    name, title, template, filters = "parties", _("Members and entities"), "parties/list.html", PartyFilters
    none_found = _("Nobody of this description.")
    same_for_all = True

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """All parties, with their names (one for each, not all languages) and what held of them."""
        when = moments(request)
        return visible(request.acting, Party.objects.prefetch_related(
            Prefetch("classifications", Classification.objects.at(when.at, when.known), "classes_now"),
            Prefetch("memberships", Membership.objects.at(when.at, when.known), "memberships_now"),
            Prefetch("establishments", Establishment.objects.at(when.at, when.known), "states_now"),
        )).annotate(called=called(), rank=MEMBERS_FIRST).order_by("rank", "entity", "called", "pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Name, kind, State, region, class, membership, organisation."""
        known = known_of(request)
        sample = format_html(' <span class="tag">{}</span>', gettext("sample"))
        kinds = {value: str(label) for value, label in PartyKind.choices}

        def linked(one: Any) -> str:
            return format_html('<a href="/parties/{}/">{}</a>{}', one.pk, one.called or one.key, sample if one.sample else "")

        def of_scheme(*schemes: str) -> Any:
            return lambda one: [
                known.codes.get((one.root_id, held.code), held.code) for held in one.classes_now if held.scheme in schemes
            ]

        def member(one: Any) -> list[str]:
            return sorted({known.codes.get((one.root_id, held.category), held.category) for held in one.memberships_now})

        return [
            Column("name", _("Name"), lambda one: one.called or one.key, cell=linked, sort=("called",)),
            Column("kind", _("Kind"), lambda one: kinds.get(one.entity, one.entity), sort=("entity", "called")),
            Column("state", _("In the State"), lambda one: [known.states.get(held.state_id, "") for held in one.states_now]),
            Column("region", _("Region"), of_scheme("region")),
            Column("class", _("Class"), of_scheme("development", "size")),
            Column("member", _("Member as"), member),
            Column("organisation", _("Organisation"), lambda one: known.organisations[one.organisation_id][1] if one.organisation_id else "",
                   sort=("organisation", "entity", "called")),
            Column("key", _("Key"), lambda one: one.key, only_files=True),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The figures of the organisation looked at, the one with the most texts where none is chosen, and what the reader may do."""
        when, known = moments(request), known_of(request).organisations
        shown = organisation_shown(request)
        chosen = shown.pk if shown is not None else None
        return {
            "organisations": [(slug, name, pk == chosen) for pk, (slug, name) in known.items()],
            "may_invite": may(request.acting, "invite", "party"), "asked": when.asked, "chosen": chosen,
            "figures": members_figures(chosen, when.at_text, when.known_text) if chosen is not None else None,
            "may_add": may(request.acting, "add-party", Organisation.objects.get(pk=chosen))
            if chosen is not None and request.acting.user is not None else None,
        }
