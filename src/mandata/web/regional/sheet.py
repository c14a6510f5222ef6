"""The relation sheet of a regional body: everything that was done with it, each line an act, for reading and for paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import (
    Agreement,
    Contact,
    Cooperation,
    Coverage,
    Framework,
    GroupRequest,
    HelpGiven,
    HelpRequest,
    JointAct,
    Mechanism,
    Opportunity,
    RegionalTerms,
)
from mandata.parties.models import Classification, Membership, Office, Party, Person, name_functions
from mandata.shared.measures import observe
from mandata.shared.models import Act
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.parties.naming import called, code_names
from mandata.web.records import address_of
from mandata.web.regional.forms import BODIES
from mandata.web.requests import SiteRequest

OWN_ACTS = ("describe-coverage", "join-regional-body", "ask-for-group", "record-joint-act", "hold-framework", "create-body", "ask-help", "give-help", "offer-places")


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the sheet: the day, what was done, with whom, where it is written down."""

    day: date | None
    what: str
    words: str
    others: tuple[Party, ...] = ()
    document: str = ""
    address: str = ""


def sheet(request: SiteRequest, pk: int) -> HttpResponse:
    """Everything that was done with a regional body: agreements, contacts, joint acts, help, links, its States, its offices."""
    body = get_object_or_404(visible(request.acting, Party.objects.filter(entity__in=BODIES).select_related("organisation")), pk=pk)
    now = timezone.now()
    codes = code_names("region")
    offices = list(Office.objects.at(now).filter(party=body).select_related("person", "party").order_by("function", "pk"))
    name_functions(offices)
    seen = set(visible(request.acting, Person.objects.filter(pk__in=[one.person_id for one in offices])).values_list("pk", flat=True))
    states = Membership.objects.at(now).filter(member__entity="state", of=body).select_related("member").prefetch_related("member__names")
    lines = sorted(done_with(request, body), key=lambda one: (one.day or date.min, one.what), reverse=True)
    return render(request, "regional/sheet.html", {
        "body": body, "regions": [codes.get((body.root_id, one.code), one.code) for one in Classification.objects.at(now).filter(
            party=body, scheme="region")],
        "coverages": Coverage.objects.at(now).filter(body=body), "states": states.annotate(called=called("member")).order_by("called", "pk"),
        "offices": [(one, one.person.name if one.person_id in seen else "") for one in offices],
        "lines": lines, "joint": observe("regional.joint-acts", body), "links": observe("regional.links", body),
        "open_help": observe("help.open", body), "given": observe("help.given", body),
        "frameworks": visible(request.acting, Framework.objects.at(now).filter(body=body)).prefetch_related("helped_by__names").order_by("since", "pk"),
        "hosted": observe("regional.hosted-meetings", body, part=("host", body.key)).value,
        "acts": [(verb, may(request.acting, verb, body)) for verb in OWN_ACTS], "history": history_of(body), "today": now,
    })


def done_with(request: SiteRequest, body: Party) -> Iterable[Done]:
    """The lines of the sheet, as far as the reader may see them, without order."""
    def open_to(records: Any) -> Any:
        return visible(request.acting, records)

    for one in open_to(Agreement.objects.filter(parties=body)).prefetch_related("parties__names"):
        yield Done(one.signed_on, gettext("agreement"), one.title, _but(body, one.parties.all()), "", address_of(one))
    for one in open_to(Contact.objects.filter(association=body).select_related("by")).prefetch_related("by__names"):
        yield Done(one.day, gettext("contact"), one.get_channel_display(), (one.by,), "", address_of(one))
    for one in open_to(JointAct.objects.known().filter(parties=body)).prefetch_related("parties__names"):
        yield Done(one.since, one.get_what_display(), one.subject, _but(body, one.parties.all()), one.document, address_of(one))
    for one in open_to(Cooperation.objects.known().filter(body=body).select_related("ours")).prefetch_related("ours__names"):
        yield Done(one.since, gettext("cooperation entered"), f"{one.matter}: {one.mechanism}", (one.ours,), "", address_of(one.ours))
        if one.until is not None:
            yield Done(one.until, gettext("cooperation ended"), one.matter, (one.ours,), "", address_of(one.ours))
    for one in open_to(Framework.objects.known().filter(Q(body=body) | Q(helped_by=body)).distinct()).prefetch_related("helped_by__names", "body__names"):
        yield Done(one.since, gettext("regional framework"), one.title, _but(body, (one.body, *one.helped_by.all())), one.document, address_of(one))
    for one in open_to(Mechanism.objects.known().filter(bodies=body)).prefetch_related("ours__names"):
        yield Done(one.since, gettext("mechanism of coordination set up"), one.title, (one.ours,), one.document, address_of(one))
    asked = open_to(HelpRequest.objects.filter(asking=body)).prefetch_related("open__opened_by")
    for one in asked:
        days = [held.since for held in one.open.all() if held.since]
        yield Done(min(days, default=None), gettext("help asked for"), f"{one.get_what_for_display()}: {one.words}", (), one.result)
    given = HelpGiven.objects.known().filter(Q(giver=body) | Q(request__asking=body)).select_related("giver", "request__asking")
    for one in open_to(given).prefetch_related("giver__names", "request__asking__names"):
        yield Done(one.since, gettext("help given"), one.words, _but(body, (one.giver, one.request.asking)), one.document)
    for one in open_to(GroupRequest.objects.filter(asking=body).select_related("parent")).prefetch_related("parent__names", "standings"):
        days = [held.since for held in one.standings.all() if held.since]
        yield Done(min(days, default=None), gettext("regional group asked for"), f"{one} ({one.get_state_display()})", (one.parent,), "", address_of(one))
    for one in open_to(body.body_sessions.all()).select_related("body").prefetch_related("body__names"):
        yield Done(one.start, gettext("session"), str(one))
    drafts = RegionalTerms.objects.filter(drafted_by=body).select_related("group").prefetch_related("group__names")
    days_of = dict(Act.objects.filter(verb="draft-terms", on_behalf_of=body.uid, further_subjects__kind="regionalterms").values_list(
        "further_subjects__subject_id", "happened_at"))
    for one in open_to(drafts):
        drafted = days_of.get(one.uid)
        yield Done(drafted.date() if drafted else None, gettext("terms of reference drafted by the region"), one.get_state_display(), (one.group,), "",
                   address_of(one))
    for one in open_to(Opportunity.objects.filter(offered_by=body).select_related("tied_to")).prefetch_related("tied_to__names"):
        yield Done(one.day, gettext("places for experts offered"), one.meeting, (one.tied_to,))


def _but(body: Party, parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(one for one in parties if one.pk not in (body.pk, body.root_id))
