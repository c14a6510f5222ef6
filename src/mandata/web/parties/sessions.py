"""The list of sessions of conferences, Councils and groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import BodySession, Party
from mandata.shared.rights import visible
from mandata.web.kit import Column, Listing
from mandata.web.parties.naming import organisations
from mandata.web.requests import SiteRequest


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
        found = BodySession.objects.select_related("body", "organisation").prefetch_related("body__names", "organisation__names").annotate(
            took_part=Count("attendances", filter=Q(attendances__closed_by=None)))
        return visible(request.acting, found)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Body, place, year, days, what is known of them."""
        def days(one: BodySession) -> str:
            return " – ".join(date_format(day) for day in (one.start, one.end) if day)

        return [
            Column("body", _("Body"), lambda one: one.body.name, sort=("body__key", "year"),
                   cell=lambda one: format_html('<a href="/parties/{}/">{}</a>', one.body_id, one.body.name)),
            Column("place", _("Place"), lambda one: one.place, cell=lambda one: format_html("<bdi>{}</bdi>", one.place)),
            Column("year", _("Year"), lambda one: one.year, sort=("year", "start")),
            Column("days", _("Days"), days, lambda one: format_html('<a href="/calendar/sessions/{}/">{}</a>', one.pk, days(one) or one.year)),
            Column("took_part", _("Took part"), lambda one: one.took_part, sort=("took_part", "year"), cell=lambda one: format_html(
                '<a href="/sessions/{}/took-part/">{}</a>', one.pk, one.took_part)),
            Column("note", _("Note"), lambda one: one.note, lambda one: format_html('<bdi lang="en">{}</bdi>', one.note), css="words"),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]
