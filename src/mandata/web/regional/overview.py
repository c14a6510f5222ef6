"""The overview of regional coordination: the register of bodies, and the figures, each a link to its records."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import (
    Coverage,
    ExpertPlace,
    GroupRequest,
    HelpRequest,
    Opportunity,
    PlaceTaken,
    RegionalWork,
)
from mandata.parties.measures import developing_declared
from mandata.parties.models import Classification, Membership, Organisation, Party
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.rights import may, visible
from mandata.web.moments import Moments, moments
from mandata.web.organisations import organisation_shown
from mandata.web.parties.figures import parts
from mandata.web.parties.naming import called, code_names, organisations
from mandata.web.requests import SiteRequest

SHOWN = 50
FIGURES = (
    "regional.bodies", "states.without-regional-standards-body", "states.developing-without-regional-standards-body",
    "states.without-regional-organisation", "states.with-secretariat", "states.without-secretariat", "groups.regional", "groups.with-terms",
    "groups.without-terms", "group-requests.open", "regional.charges", "regional.joint-acts", "regional.links", "help.open", "help.given",
    "regional.frameworks", "regional.frameworks-helped", "regional.bodies-created", "regional.hosted-meetings", "coordination.mechanisms",
    "regional.participation", "regional.states-taking-part", "regional.vice-chairs-work", "members.mobilised", "members.informed", "expert-places.offered", "expert-places.taken",
)


def overview(request: SiteRequest) -> HttpResponse:
    """Bodies, requests that wait, help, places and figures of one organisation, as of a day and as known on a day."""
    organisation = organisation_shown(request)
    context: dict[str, Any] = {"organisation": organisation, "organisations": organisations(), "asked": moments(request).asked}
    if organisation is not None:
        context |= of_organisation(request, organisation, moments(request))
    return render(request, "regional/overview.html", context)


def of_organisation(request: SiteRequest, organisation: Organisation, when: Moments) -> dict[str, Any]:
    """What the page shows of an organisation."""
    codes = {code: str(name) for (pk, code), name in code_names("region").items() if pk == organisation.pk}
    names = {one.key: one.name for one in Party.objects.filter(organisation=organisation).prefetch_related("names")}

    def table(name: str, split: str, caption: str) -> Any:
        found = observe_by(name, split, organisation, when.at, when.known)
        if not found or next(iter(found.values())).unsaid is not None:
            return ""  # told above the tables
        words = {code: " – ".join(names.get(part, part) for part in code.split(":")) for code in found}
        return parts(name, split, organisation, when, caption, codes if split == "region" else words)

    figures = [(one, when.measured(name, organisation.pk)) for name in FIGURES for one in [observe(name, organisation, when.at, when.known)]]
    tables = [
        table("groups.regional", "region", gettext("Regional groups by region")),
        table("groups.regional", "parent", gettext("Regional groups by parent group")),
        table("regional.joint-acts", "subject", gettext("Joint acts by subject")),
        table("regional.joint-acts", "organisation", gettext("Joint acts by organisation")),
        table("regional.frameworks", "body", gettext("Regional frameworks by organisation")),
        table("regional.hosted-meetings", "host", gettext("Joint meetings by host")),
        table("regional.participation", "state", gettext("Participation in regional groups by State")),
        table("states.without-regional-standards-body", "region", gettext("States without a regional standards body, by region")),
    ]
    held = Membership.objects.at(when.at, when.known)
    bodies = records_of("regional.bodies", organisation, when.at, when.known).prefetch_related(
        "names", Prefetch("classifications", Classification.objects.at(when.at, when.known).filter(scheme="region"), "regions_now"),
        Prefetch("coverages", Coverage.objects.at(when.at, when.known), "covers_now"),
    ).annotate(called=called(), belong=Count("members__member", filter=Q(members__in=held), distinct=True)).order_by("entity", "called", "pk")
    places = Opportunity.objects.filter(offered_by__organisation=organisation, places__in=ExpertPlace.objects.at(when.at, when.known)).distinct()
    taken = Count("places", filter=Q(places__in=PlaceTaken.objects.at(when.at, when.known).values("place")), distinct=True)
    work = records_of("regional.vice-chairs-work", organisation, when.at, when.known).select_related("responsibility__office__party")
    return {
        "figures": [(one, address) for one, address in figures if not one.empty and (one.value or one.denominator)],
        "unsaid": list(dict.fromkeys(one.unsaid for one, _address in figures if one.unsaid is not None)),
        "none": [(one, address) for one, address in figures if not one.empty and not one.value and not one.denominator],
        "keeps": may(request.acting, "add-party", organisation) if request.acting.user is not None else None,
        "developing": developing_declared(organisation, when.at, when.known or timezone.now()),
        "tables": [one for one in tables if one], "pairs": table("regional.joint-acts", "pair", gettext("Joint acts by pair")),
        "bodies": [(one, [codes.get(held.code, held.code) for held in one.regions_now], when.measured("members", one.pk))
                   for one in visible(request.acting, bodies)],  # the number of the measure, counted for all bodies in one query
        "frameworks": visible(request.acting, records_of("regional.frameworks", organisation, when.at, when.known)).select_related(
            "body").prefetch_related("body__names", "helped_by__names").order_by("-since", "-pk")[:SHOWN],
        "mechanisms": visible(request.acting, records_of("coordination.mechanisms", organisation, when.at, when.known)).select_related(
            "ours").prefetch_related("ours__names", "bodies__names").order_by("-since", "-pk")[:SHOWN],
        "requests": visible(request.acting, records_of("group-requests.open", organisation, when.at, when.known)).select_related(
            "parent", "asking").prefetch_related("parent__names", "asking__names")[:SHOWN],
        "decided": GroupRequest.objects.filter(parent__organisation=organisation).exclude(state="requested").select_related("parent").prefetch_related(
            "parent__names")[:SHOWN] if not when.asked else (),
        "help": visible(request.acting, HelpRequest.objects.filter(pk__in=records_of(
            "help.open", organisation, when.at, when.known).values("pk"))).select_related("asking").prefetch_related(
            "asking__names", "given__giver__names")[:SHOWN],
        "opportunities": visible(request.acting, places).select_related("tied_to").prefetch_related("tied_to__names").annotate(
            offered=Count("places", distinct=True), taken=taken)[:SHOWN],
        "work": visible(request.acting, RegionalWork.objects.filter(pk__in=work.values("pk"))).select_related(
            "responsibility__office__party").prefetch_related("responsibility__office__party__names", "members__names").order_by("-since", "-pk")[:SHOWN],
        "regions": codes,
    }
