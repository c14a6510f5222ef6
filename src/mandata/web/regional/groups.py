"""Regional groups: the list, a group with its terms of reference and charges, a request for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Cooperation, GroupRequest, RegionalCharge, RegionalTerms, RegionalTermsInForce
from mandata.membership.models.regional import TermsState
from mandata.parties.measures import regional_groups
from mandata.parties.models import Classification, Party, PartyKind
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.kit import Column, Listing
from mandata.web.moments import moments
from mandata.web.parties.naming import called, code_names
from mandata.web.parties.party import CODES
from mandata.web.requests import SiteRequest


class RegionalGroups(Listing):
    """Regional groups with parent, region, terms of reference in force and charges, as of a day and as known."""

    name, title = "regional-groups", _("Regional groups")
    none_found = _("No regional group is recorded.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """All regional groups, with what held of them."""
        when = moments(request)
        known = when.known or timezone.now()
        found = regional_groups(None, when.at, known).select_related("parent").prefetch_related(
            "names", "parent__names", Prefetch("classifications", Classification.objects.at(when.at, when.known).filter(scheme="region"), "regions_now"),
            Prefetch("terms_in_force", RegionalTermsInForce.objects.at(when.at, when.known), "terms_now"),
            Prefetch("charges", RegionalCharge.objects.at(when.at, when.known), "charges_now"))
        return visible(request.acting, found).annotate(called=called()).order_by("called", "pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Group, parent, region, terms, charges."""
        codes = code_names("region")

        def terms(one: Any) -> str:
            held = one.terms_now[0] if one.terms_now else None
            if held is None:
                return gettext("none in force")
            return gettext("in force since %(day)s") % {"day": date_format(held.since)}

        return [
            Column("group", _("Group"), lambda one: one.name, sort=("called",),
                   cell=lambda one: format_html('<a href="/regional/groups/{}/">{}</a>', one.pk, one.name)),
            Column("parent", _("Parent group"), lambda one: one.parent.name,
                   cell=lambda one: format_html('<a href="/parties/{}/">{}</a>', one.parent_id, one.parent.name)),
            Column("region", _("Region"), lambda one: [codes.get((one.root_id, held.code), held.code) for held in one.regions_now]),
            Column("terms", _("Terms of reference"), terms),
            Column("charges", _("Charged with"), lambda one: "; ".join(held.words for held in one.charges_now),
                   cell=lambda one: format_html_join("; ", "<bdi>{}</bdi>", ((held.words,) for held in one.charges_now)), css="words"),
        ]


def group_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A regional group: where it comes from, its terms of reference draft by draft, its charges, with whom it cooperates."""
    found = Party.objects.filter(entity=PartyKind.GROUP).select_related("parent", "organisation")
    group = get_object_or_404(visible(request.acting, found), pk=pk)
    acting = request.acting
    codes = code_names("region")
    in_force = {one.terms_id: one for one in RegionalTermsInForce.objects.known().filter(group=group).order_by("since")}
    drafts = list(RegionalTerms.objects.filter(group=group).select_related("drafted_by").prefetch_related("texts", "drafted_by__names"))
    charges = list(RegionalCharge.objects.known().filter(group=group).order_by("-until", "since", "pk"))
    history = history_of(*drafts, *charges, besides=[one.opened_by_id for one in in_force.values()])
    return render(request, "regional/group.html", {
        "group": group, "regions": [codes.get((group.root_id, one.code), one.code) for one in Classification.objects.at(timezone.now()).filter(
            party=group, scheme="region")],
        "request_for": GroupRequest.objects.filter(group=group).first(),
        "drafts": [{
            "terms": one, "state": one.get_state_display(), "texts": [  # type: ignore[attr-defined]
                (get_language_info(CODES.get(text.language, text.language))["name_local"], text.language, text.words) for text in one.texts.all()],
            "in_force": in_force.get(one.pk), "waits": one.state == TermsState.DRAFT, "may_approve": may(acting, "approve", one),
            "may_return": may(acting, "return", one), "may_translate": may(acting, "translate", one),
        } for one in drafts],
        "charges": [(one, [codes.get((group.root_id, code), code) for code in one.regions]) for one in charges],
        "may_draft": may(acting, "draft-terms", group), "may_charge": may(acting, "charge", group),
        "links": Cooperation.objects.at(timezone.now()).filter(ours=group).select_related("body").prefetch_related("body__names"),
        "may_link": may(acting, "link-body", group), "history": history,
    })


def request_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A request for a regional group: who asks whom, why, what was decided."""
    asked = get_object_or_404(visible(request.acting, GroupRequest.objects.select_related("parent", "asking", "group")), pk=pk)
    codes = code_names("region")
    return render(request, "regional/request.html", {
        "asked": asked, "region": codes.get((asked.parent.root_id, asked.region), asked.region), "state": asked.get_state_display(),
        "waits": asked.state == "requested", "may_agree": may(request.acting, "agree", asked), "may_refuse": may(request.acting, "refuse", asked),
        "history": history_of(asked),
    })
