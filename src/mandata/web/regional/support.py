"""Support to national initiatives by State, and to regional groups by group; what each regional office did."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import HelpGiven
from mandata.membership.support_measures import OFFICES
from mandata.parties.measures import regional_groups
from mandata.parties.models import Organisation, Party
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.rights import visible
from mandata.web.moments import Moments, moments
from mandata.web.parties.figures import parts
from mandata.web.parties.naming import called, organisations
from mandata.web.requests import SiteRequest

SHOWN = 100
FIGURES = ("initiatives.national", "initiatives.supported", "support.initiatives", "support.regional-groups", "groups.regional-supported",
           "offices.joint-acts", "offices.help", "offices.help-vice-chairs", "offices.spent")
OF_OFFICES = ("offices.joint-acts", "offices.help", "offices.help-vice-chairs", "offices.spent")


def support(request: SiteRequest) -> HttpResponse:
    """Who was supported, by whom, as of a day and as known on a day."""
    chosen = Organisation.objects.order_by("pk").filter(slug=request.GET.get("organisation", "")).first()
    organisation = chosen or Organisation.objects.order_by("pk").first()
    when = moments(request)
    context: dict[str, Any] = {"organisation": organisation, "organisations": organisations(), "asked": when.asked}
    if organisation is not None:
        context |= of_organisation(request, organisation, when)
    return render(request, "regional/support.html", context)


def of_organisation(request: SiteRequest, organisation: Organisation, when: Moments) -> dict[str, Any]:
    """What the page shows of an organisation; each figure is asked once for all parts."""
    known = when.known or timezone.now()
    names = {one.key: one.name for one in Party.objects.filter(organisation=organisation).prefetch_related("names")}

    def by(name: str, split: str) -> dict[str, Any]:
        return observe_by(name, split, organisation, when.at, when.known)

    def table(name: str, split: str, caption: str) -> Any:
        return parts(name, split, organisation, when, caption, {code: names.get(code, code) for code in by(name, split)})

    offices = Party.objects.filter(organisation=organisation, entity__in=OFFICES).prefetch_related("names").annotate(called=called()).order_by("called", "pk")
    did = {name: by(name, "office") for name in OF_OFFICES}
    acts = by("plan.activities", "party")
    of_group = by("support.regional-groups", "group")
    groups = regional_groups(organisation, when.at, known).select_related("parent").prefetch_related("names", "parent__names").annotate(called=called()).order_by("called", "pk")
    initiatives = visible(request.acting, records_of("initiatives.national", organisation, when.at, when.known)).select_related("state").prefetch_related(
        "state__names").order_by("state__key", "-since", "pk")[:SHOWN]
    helped = HelpGiven.objects.at(when.at, when.known).filter(request__initiative__state__organisation=organisation)
    given: dict[tuple[int, str], list[HelpGiven]] = {}
    for one in visible(request.acting, helped).select_related("giver", "request__initiative").prefetch_related("giver__names").order_by("since", "pk"):
        given.setdefault((one.request.initiative.state_id, one.request.initiative.title), []).append(one)
    return {
        "figures": [(one, when.measured(one.measure.name, organisation.pk)) for one in (observe(name, organisation, when.at, when.known) for name in FIGURES)],
        "tables": [
            table("support.initiatives", "state", gettext("Support to national initiatives, by State")),
            table("support.initiatives", "giver", gettext("Support to national initiatives, by whom")),
            table("support.regional-groups", "group", gettext("Support to regional groups, by group")),
            table("support.regional-groups", "giver", gettext("Support to regional groups, by whom")),
        ],
        "initiatives": [(one, given.get((one.state_id, one.title), [])) for one in initiatives],
        "groups": [(one, of_group[one.key].value if one.key in of_group else 0, when.measured("support.regional-groups", organisation.pk, "group", one.key))
                   for one in visible(request.acting, groups)],
        "offices": [(one, [(did[name].get(one.key), when.measured(name, organisation.pk, "office", one.key)) for name in OF_OFFICES],
                     acts[one.key].value if one.key in acts else 0, when.measured("plan.activities", organisation.pk, "party", one.key)) for one in visible(request.acting, offices)],
    }
