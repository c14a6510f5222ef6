"""Member States with the regional bodies they belong to, as of any day and as known on any day; those without one are marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Prefetch, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.operations.regional.words import BODIES
from mandata.parties.models import Classification, Establishment, Membership, Organisation, Party, PartyKind
from mandata.shared.joining import joined_html
from mandata.shared.measures import observe, records_of
from mandata.shared.rights import visible
from mandata.web.kit import Column, Listing
from mandata.web.moments import moments
from mandata.web.parties.naming import called, code_names, known_names, organisations
from mandata.web.requests import SiteRequest

WITHOUT = {
    "standards": ("states.without-regional-standards-body", _("no regional standards body")),
    "organisation": ("states.without-regional-organisation", _("no regional organisation")),
    "secretariat": ("states.without-secretariat", _("no national secretariat")),
}


class StateFilters(django_filters.FilterSet):
    """States by region, class and by what they lack; each as of a day and as known on a day."""

    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)
    region = django_filters.ChoiceFilter(label=_("Region"), method="of_class")
    development = django_filters.ChoiceFilter(label=_("Class"), method="of_class")
    without = django_filters.ChoiceFilter(label=_("Without"), method="lacking", choices=[(code, words) for code, (_name, words) in WITHOUT.items()])
    at = django_filters.DateFilter(label=_("At"), method="as_it_is", widget=forms.DateInput)
    known = django_filters.DateFilter(label=_("As known on"), method="as_it_is", widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("region", "development"):
            self.filters[name].extra["choices"] = known_names().choices[name]

    def of_class(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """States in a class of a scheme."""
        when = moments(self.request)
        return queryset.filter(pk__in=Classification.objects.at(when.at, when.known).filter(scheme=name, code=value).values("party"))

    def lacking(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """States that a figure counts as without."""
        when = moments(self.request)
        return queryset.filter(pk__in=records_of(WITHOUT[value][0], None, when.at, when.known).values("pk"))

    def as_it_is(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """The two times narrow nothing: they say when the other filters and the columns look."""
        return queryset


class StatesInBodies(Listing):
    """Member States with their regional bodies and their national secretariat."""

    template = "regional/states.html"
    name, title, filters = "states-in-regional-bodies", _("States and their regional bodies"), StateFilters
    none_found = _("No State of this description.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """Member States of each organisation, with what held of them."""
        when = moments(request)
        here = Membership.objects.at(when.at, when.known)
        bodies = here.filter(of__entity__in=BODIES).select_related("of").prefetch_related("of__names").order_by("of__key")
        secretariats = Establishment.objects.at(when.at, when.known).filter(party__entity=PartyKind.NATIONAL_SECRETARIAT).select_related(
            "party").prefetch_related("party__names")
        members = here.filter(of__in=Organisation.objects.values("party_ptr")).values("member")
        found = Party.objects.filter(entity=PartyKind.STATE, pk__in=members).prefetch_related(
            "names", Prefetch("classifications", Classification.objects.at(when.at, when.known), "classes_now"),
            Prefetch("memberships", bodies, "bodies_now"), Prefetch("established", secretariats, "secretariats_now"))
        return visible(request.acting, found).annotate(called=called()).order_by("called", "pk")

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """What is recorded of no State at all, so that no cell of a column says anything."""
        when = moments(request)
        chosen = Organisation.objects.filter(slug=request.GET.get("organisation", "")).first()
        observed = [observe(name, chosen, when.at, when.known) for name, _words in WITHOUT.values()]
        return {"unsaid": [one.unsaid for one in observed if one.unsaid is not None], "chosen": chosen}

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """State, region, class, regional standards bodies, regional organisations, secretariat."""
        codes = code_names("region", "development")

        def of_scheme(scheme: str) -> Any:
            return lambda one: [codes.get((one.root_id, held.code), held.code) for held in one.classes_now if held.scheme == scheme]

        def bodies(kind: str) -> list[Any]:
            def of(one: Any) -> list[Party]:
                return [held.of for held in one.bodies_now if held.of.entity == kind]

            return [lambda one: [body.name for body in of(one)], lambda one: linked(of(one), "/regional/bodies/")]

        def secretariats(one: Any) -> list[Party]:
            return [held.party for held in one.secretariats_now]

        standards, regional = bodies(PartyKind.STANDARDS_BODY), bodies(PartyKind.REGIONAL_ORGANISATION)
        return [
            Column("state", _("State"), lambda one: one.name, cell=lambda one: linked([one], "/parties/"), sort=("called",)),
            Column("region", _("Region"), of_scheme("region")), Column("class", _("Class"), of_scheme("development")),
            Column("standards_bodies", _("Regional standards bodies"), standards[0], standards[1]),
            Column("organisations", _("Regional organisations"), regional[0], regional[1]),
            Column("secretariat", _("National secretariat"), lambda one: [held.name for held in secretariats(one)],
                   cell=lambda one: linked(secretariats(one), "/parties/")),
            Column("key", _("Key"), lambda one: one.key, only_files=True),
        ]


def linked(parties: Sequence[Party], address: str) -> str:
    """Parties as links; said aloud where there is none."""
    if not parties:
        return format_html('<span class="tag warn">{}</span>', gettext("none recorded"))
    return joined_html('<a href="{}{}/">{}</a>', ((address, one.pk, one.name) for one in parties))
