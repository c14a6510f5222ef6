"""The list of proposals: to which session, on which text, by whom, and how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import BodySession, CodeName, Party
from mandata.shared.measures import measure_of, observe_by
from mandata.shared.rights import visible
from mandata.texts.drafting_models import Drafting
from mandata.texts.proposing_models import Proposal
from mandata.web.kit import Column, Listing
from mandata.web.moments import moments
from mandata.web.requests import SiteRequest

FIGURES = ("proposals.lodged", "proposals.open", "proposals.adopted", "proposals.rejected", "proposals.withdrawn", "proposals.lapsed")
COLOURS = {"": "warn", "adopted": "good", "rejected": "bad", "withdrawn": "", "lapsed": ""}


def _sessions(request: Any) -> QuerySet[Any]:
    return BodySession.objects.filter(pk__in=Proposal.objects.values("revision__session")).select_related("body").prefetch_related("body__names")


def _proposers(request: Any) -> QuerySet[Any]:
    return Party.objects.filter(pk__in=Proposal.objects.values("proposer")).prefetch_related("names")


def _actions() -> list[tuple[str, str]]:
    return [(one.value, f"{one.value}: {one.label}") for one in Proposal.Action]  # asked for at each page, in its language


class ProposalFilters(django_filters.FilterSet):
    """What a proposal can be looked for by."""

    q = django_filters.CharFilter("document", lookup_expr="icontains", label=_("Document"))
    session = django_filters.ModelChoiceFilter(field_name="revision__session", label=_("Session"), queryset=_sessions)
    proposer = django_filters.ModelChoiceFilter(field_name="proposer", label=_("Proposer"), queryset=_proposers)
    action = django_filters.ChoiceFilter("action", label=_("Action"), choices=_actions)
    state = django_filters.ChoiceFilter(
        label=_("Status"), method="in_state", choices=[(one.value or "open", one.label) for one in Proposal.Outcome]
    )

    def in_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Open ones, or those that ended in one way."""
        return queryset.filter(outcome="" if value == "open" else value)


class Proposals(Listing):
    """Every proposal."""

    name = "proposals"
    title = _("Proposals")
    template = "proposals/list.html"
    filters = ProposalFilters
    default_sort = "reference"
    none_found = _("No proposal is lodged yet.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, Proposal.objects.select_related(
            "proposer", "revision__work", "revision__session__body", "revision__base__session", "adopted_in__work", "adopted_in__session",
        ).prefetch_related("proposer__names", "cosignatories__names", "revision__session__body__names"))

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The drafting tables that are open, the newest session first, and what became of proposals by session and region."""
        return {"draftings": visible(request.acting, Drafting.objects.exclude(stage=Drafting.Stage.PUBLISHED).select_related(
            "base__work", "session__body").prefetch_related("session__body__names")).order_by("-session__year", "-pk"), **figures(request)}

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return [
            Column("reference", _("Proposal"), str, lambda one: format_html('<a href="/proposals/{}/">{}</a>', one.pk, one.reference),
                   sort=("document", "addendum", "serial")),
            Column("action", _("Action"), lambda one: one.action, lambda one: action_tag(one), sort=("action",)),
            Column("text", _("Text"), lambda one: str(one.revision.work), lambda one: format_html(
                '<a href="/texts/works/{}/">{}</a>', one.revision.work_id, str(one.revision.work)), sort=("revision__work__number",)),
            Column("proposer", _("Proposer"), lambda one: one.proposer.name, lambda one: format_html("<bdi>{}</bdi>", one.proposer.name), sort=("proposer__key",)),
            Column("with", _("Signed also by"), lambda one: [it.name for it in one.cosignatories.all()]),
            Column("session", _("Session"), lambda one: str(one.revision.session or ""), sort=("revision__session__year",)),
            Column("state", _("Status"), lambda one: one.outcome or "open", lambda one: state_tag(one), sort=("outcome",)),
        ]


def figures(request: SiteRequest) -> dict[str, Any]:
    """What became of proposals, a row for the proposers of a region at a session, each number with its records."""
    when, split = moments(request), "session-region"
    observed = [(measure_of(name), observe_by(name, split, None, when.at, when.known)) for name in FIGURES]
    codes = sorted({code for _measure, found in observed for code in found}, key=lambda one: (one.split(":")[1], one), reverse=True)
    bodies = {one.key: one.name for one in Party.objects.filter(key__in={one.split(":")[0] for one in codes}).prefetch_related("names")}
    regions = {one.code: str(one) for one in CodeName.objects.filter(scheme="region")}
    rows = []
    for code in codes:
        body, year, region = code.split(":")
        cells = [(found[code].value if code in found else 0, when.measured(measure.name, None, split, code), measure.label) for measure, found in observed]
        rows.append((f"{bodies.get(body, body)}, {year}", regions.get(region, region) or gettext("no region recorded"), cells))
    return {"figure_heads": [measure.label for measure, _found in observed], "figures": rows}


def action_tag(one: Proposal) -> str:
    """The field's own code, with its words."""
    return format_html('<abbr class="tag" title="{}">{}</abbr>', one.get_action_display(), one.action)


def state_tag(one: Proposal) -> str:
    """How it ended, or that it is open."""
    return format_html('<span class="tag {}">{}</span>', COLOURS[one.outcome], one.get_outcome_display())
