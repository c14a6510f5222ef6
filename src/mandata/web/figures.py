"""Figures on pages that do not wait for them: shown where they are kept, else a link, in whose place they are fetched after the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Organisation
from mandata.shared.measures import Measure, measures, observe
from mandata.shared.rights import visible
from mandata.shared.standing import already, standing
from mandata.web.measured import hidden, scopes
from mandata.web.moments import Moments, moments, moments_of
from mandata.web.organisations import organisation_of
from mandata.web.requests import SiteRequest, number_in

OWED = ("obligations.open", "obligations.overdue", "obligations.delivered", "mandates.period-not-fixed", "mandates.without-date", "mandates.without-means")
LACKING = ("mandates.without-date", "mandates.period-not-fixed", "mandates.without-means")
SECTIONS: dict[str, tuple[Any, frozenset[str]]] = {  # of the page of all figures, by how the names of measures begin; the last one takes the rest
    "duties": (_("Duties and what is owed"), frozenset(("mandates", "obligations", "plan", "mobilisation"))),
    "texts": (_("Texts, proposals and languages"), frozenset((
        "texts", "provisions", "problems", "fused", "languages", "translations", "divergences", "proposals"))),
    "members": (_("Members, admission and fees"), frozenset(("members", "applications", "sme", "definitions", "states", "agreements", "fees", "circulars", "persons"))),
    "regions": (_("Regions, groups and offices"), frozenset(("regional", "groups", "group-requests", "leadership", "candidacies", "coordination", "offices", "sessions"))),
    "others": (_("Support, pilots and promotion"), frozenset()),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a page shows it; without a value where it says nothing."""

    name: str
    label: str
    value: int | None
    of: int | None
    address: str
    hidden: bool = False  # of so few persons that nobody is shown it


@dataclass(frozen=True)
class Figures:
    """Some figures that stand together; none as long as nobody has asked for them."""

    group: str
    title: Any
    shown: list[Figure] | None
    scope: Organisation | None = None
    fetched: str = ""  # what the address by which they are fetched asks


def section_of(measure: Measure) -> str:
    """In which section of all figures a measure stands."""
    first = measure.name.partition(".")[0]
    return next((slug for slug, (_title, names) in SECTIONS.items() if first in names), "others")


def names_of(group: str) -> Sequence[str]:
    """The measures of a group; 404 for a name of none."""
    if group in ("owed", "lacking"):
        return OWED if group == "owed" else LACKING
    if group == "front":
        return [one.name for one in measures() if one.front]
    if group not in SECTIONS:
        raise Http404
    return [one.name for one in measures() if section_of(one) == group]


def figures_of(group: str, scope: Organisation | None = None, *, make: bool = False, when: Moments | None = None) -> Figures:
    """The figures of a group, as of the last act; where they are not kept they are made only if so asked."""
    names, when = names_of(group), when or moments_of("", "")
    title: str | Promise = SECTIONS[group][0] if group in SECTIONS else _("Figures")
    key = f"figures:{group}:{scope.pk if scope else ''}:{timezone.now().date()}:{when.at_text}:{when.known_text}"

    def of(name: str) -> Figure:
        one = observe(name, scope, when.at, when.known)
        return Figure(
            one.measure.name, str(one.measure.label), None if one.empty else one.value, one.of, when.measured(one.measure.name, scope.pk if scope else None),
            hidden(one.measure, scope, when))

    def made() -> list[Figure]:
        return [standing(f"{key}:{name}", partial(of, name)) for name in names]  # each rests on other records: most hold after an act

    fetched = urlencode({**({"organisation": scope.slug} if scope else {}), **when.asked})
    return Figures(group, title, standing(key, made) if make else already(key), scope, f"?{fetched}" if fetched else "")


def some_figures(request: SiteRequest, group: str) -> HttpResponse:
    """The figures of a group: a part for the page that fetches it, else a page."""
    asked = request.GET.get("organisation")
    found = figures_of(group, organisation_of(asked) if asked else None, make=True, when=moments(request))
    template = "home/figures_of.html" + ("#figures" if request.htmx else "")
    return render(request, template, {"figures": found})


def all_figures(request: SiteRequest) -> HttpResponse:
    """All figures there are by section, of all organisations or of one, at any day; each a link to its formula and its records."""
    when, asked = moments(request), number_in(request.GET.get("scope", ""))
    scope = visible(request.acting, Organisation.objects.all()).filter(pk=asked).first() if asked else None
    sections = [figures_of(slug, scope, when=when) for slug in SECTIONS]
    return render(request, "home/figures.html", {
        "sections": sections, "fetches": any(one.shown is None for one in sections), "scope": scope, "asked": when.asked, **scopes(request, scope, when),
    })
