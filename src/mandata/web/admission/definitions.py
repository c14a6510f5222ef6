"""National definitions of an SME in use, and the States that have declared none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Definition, Route
from mandata.parties.models import Party, PartyKind
from mandata.shared.rights import visible
from mandata.web.kit import Column, Listing
from mandata.web.parties import called, organisations
from mandata.web.requests import SiteRequest


class DefinitionFilters(django_filters.FilterSet):
    """States by whether they have declared a definition."""

    declared = django_filters.ChoiceFilter(label=_("Definition"), choices=(("yes", _("declared")), ("no", _("none declared"))), method="whether")
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)

    def whether(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those with a definition in force, or those without."""
        held = Exists(Definition.objects.at(timezone.now()).filter(state_party=OuterRef("pk")))
        return queryset.filter(held if value == "yes" else ~held)


def thresholds(one: Definition) -> str:
    """The thresholds of a definition, in words."""
    said = []
    if one.staff_below is not None:
        said.append(ngettext("fewer than %(n)s person", "fewer than %(n)s persons", one.staff_below) % {"n": one.staff_below})
    if one.turnover_below is not None:
        said.append(gettext("a yearly turnover below %(sum)s %(currency)s") % {"sum": number_format(one.turnover_below, 0 if one.turnover_below == one.turnover_below.to_integral_value() else 2, force_grouping=True), "currency": one.currency})
    return "; ".join(said)


class Definitions(Listing):
    """States of organisations that admit firms on the approval of an administration, each with the definition it applies."""

    name, title, filters = "definitions", _("National definitions of an SME"), DefinitionFilters

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """States with their definition in force and how many approvals were given, with it and without one."""
        held = Q(applications_of_its_firms__answers__approved=True, applications_of_its_firms__answers__closed_by=None)
        found = Party.objects.filter(entity=PartyKind.STATE, organisation__in=Route.objects.values("organisation")).select_related("organisation")
        return visible(request.acting, found.prefetch_related(
            "names", "organisation__names", Prefetch("definitions", Definition.objects.at(timezone.now()), "declared"),
        )).annotate(
            called=called(), approvals=Count("applications_of_its_firms__answers", filter=held),
            without=Count("applications_of_its_firms__answers", filter=held & Q(applications_of_its_firms__answers__definition=None)),
        ).order_by("-approvals", "called", "pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """State, text, thresholds, source, since when, approvals."""
        def of(read: Any) -> Any:
            return lambda one: read(one.declared[0]) if one.declared else ""

        return [
            Column("state", _("State"), lambda one: one.name, sort=("called", "pk"),
                   cell=lambda one: format_html('<a href="/parties/{}/">{}</a>', one.pk, one.name)),
            Column("definition", _("Definition"), of(lambda one: one.title), css="words",
                   cell=lambda one: format_html("<bdi>{}</bdi>", one.declared[0].title) if one.declared
                   else format_html('<span class="tag warn">{}</span>', gettext("none declared"))),
            Column("thresholds", _("Thresholds"), of(thresholds)),
            Column("source", _("Source"), of(lambda one: one.source), css="words"),
            Column("since", _("Since"), of(lambda one: one.since), cell=of(lambda one: date_format(one.since) if one.since else "")),
            Column("approvals", _("Approvals"), lambda one: one.approvals, sort=("approvals", "called")),
            Column("without", _("of these without a definition"), lambda one: one.without, sort=("without", "called")),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]
