"""The tree of bodies and groups, with regional groups under their parents."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from mandata.parties.measures import LEADERS
from mandata.parties.models import Classification, Dissolution, Office, Organisation, Party, PartyKind, name_functions
from mandata.shared.measures import observe
from mandata.shared.rights import visible
from mandata.web.organisations import organisation_shown
from mandata.web.parties.naming import code_names, organisations
from mandata.web.requests import SiteRequest

IN_THE_TREE = (
    PartyKind.ORGANISATION, PartyKind.SECTOR, PartyKind.CONFERENCE, PartyKind.COUNCIL, PartyKind.GROUP, PartyKind.BUREAU,
    PartyKind.SECRETARIAT, PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE,
)


def by_number(name: str) -> list[tuple[int, str]]:
    """The order of names by the numbers in them: Study Group 2 before 11."""
    return [(int(one), "") if one.isdecimal() else (0, one) for one in re.split(r"(\d+)", name)]


def groups(request: SiteRequest) -> HttpResponse:
    """Conferences, Sectors, groups and offices as they stand under one another; regional groups with their region."""
    organisation = organisation_shown(request)
    return render(request, "parties/groups.html", {
        "tree": tree(request, organisation) if organisation else "", "organisation": organisation, "organisations": organisations(),
        "regional": observe("groups.regional", organisation),
    })


def tree(request: SiteRequest, organisation: Organisation) -> SafeString:
    """The tree as nested lists, in seven queries whatever its size."""
    now = timezone.now()
    regions = code_names("region")
    held = Office.objects.at(now).filter(function__in=LEADERS).select_related("party").order_by("function", "pk")
    members_now = Count("members", filter=Q(members__closed_by=None) & (Q(members__until=None) | Q(members__until__gte=now.date())))
    found = Party.objects.filter(Q(organisation=organisation) | Q(pk=organisation.pk), entity__in=IN_THE_TREE).prefetch_related(
        "names", Prefetch("classifications", Classification.objects.at(now).filter(scheme="region"), "regions_now"),
        Prefetch("offices", held, "leaders"), Prefetch("dissolutions", Dissolution.objects.at(now), "gone"),
    ).annotate(member_count=members_now)
    parties: list[Any] = sorted(visible(request.acting, found), key=lambda one: by_number(one.name))
    name_functions([office for one in parties for office in one.leaders])
    by_parent: dict[int | None, list[Any]] = {}
    for one in parties:
        by_parent.setdefault(one.parent_id, []).append(one)

    def line(one: Any) -> SafeString:
        tags = format_html_join("", ' <span class="tag">{}</span>', (
            (regions.get((one.root_id, held.code), held.code),) for held in one.regions_now))
        counts: dict[str, int] = {}
        for office in one.leaders:
            counts[office.function_name] = counts.get(office.function_name, 0) + 1
        said = [f"{name}: {number}" for name, number in counts.items()]
        if one.member_count:
            said.append(ngettext("%(n)s member", "%(n)s members", one.member_count) % {"n": one.member_count})
        if one.gone:
            said.append(gettext("dissolved"))
        elif one.entity == PartyKind.GROUP and not one.leaders:
            said.append(gettext("no chair recorded"))
        return format_html('<a href="/parties/{}/">{}</a>{} <span class="note">{}</span>', one.pk, one.name, tags, " · ".join(said))

    def branch(parent: int | None) -> SafeString:
        below = by_parent.get(parent, [])
        if not below:
            return SafeString("")
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}{}</li>", ((line(one), branch(one.pk)) for one in below)))

    return format_html('<div class="tree">{}</div>', branch(organisation.pk))
