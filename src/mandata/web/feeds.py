"""Calendars to subscribe to (iCalendar): of an organisation, a body, an actor, and of one's own offices by a link that a new password ends.

An event keeps its UID whatever happens to it; each act that changed it adds one to its SEQUENCE; what is asked no more is told as cancelled
for a while before it goes. All days are whole days, so no time zone is named. ``?lang=`` says in which language: a calendar program chooses none.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext, override
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from mandata.mandates.asked import duties_asked
from mandata.mandates.calendar import Sitting, Standing, calendar_of
from mandata.mandates.following import codes_of
from mandata.mandates.models import Obligation, ObligationStanding, ObligationState, SessionChange, TermsActor
from mandata.mandates.register import shortened
from mandata.mandates.wordings import told_in
from mandata.parties.actors import actor_name, known_actor
from mandata.parties.capacity import Acting, acting_for
from mandata.parties.models import Organisation, Party
from mandata.shared.joining import joined
from mandata.shared.rights import visible
from mandata.web.organisations import organisation_of
from mandata.web.owed.listed import with_terms
from mandata.web.owed.summaries import mine
from mandata.web.owed.telling import Told, standing, told_to
from mandata.web.requests import SiteRequest

MOST = 2000  # obligations in one feed
A_DAY = timedelta(days=1)
TOLD_CANCELLED = timedelta(days=90)  # so long is it told that something is asked no more
KIND = "text/calendar; charset=utf-8"
Changed = dict[int, tuple[int, datetime]]  # by number: how many acts changed it, and when the last one was recorded


def feed(request: SiteRequest, acting: Acting, name: str, sittings: Iterable[Sitting], obligations: Any) -> HttpResponse:
    """A calendar of sessions and of what is due, in the reader's language."""
    calendar, told = Calendar(), told_to(acting)
    calendar.add("prodid", "-//Mandata//What is owed//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    sittings = list(sittings)
    changed = _changes_of_sessions(sittings)
    for sitting in sittings:
        calendar.add_component(_sitting(request, sitting, changed))
    if obligations is not None:
        found = obligations.select_related("mandate__organisation", "body").prefetch_related("body__names").order_by("due_on", "pk")
        rows = list(with_terms(visible(acting, found)[:MOST]))
        moved = _changes_of_obligations(rows)
        told_in([one.terms for one in rows if one.terms])  # type: ignore[attr-defined]
        for one in rows:
            calendar.add_component(_obligation(request, one, told, moved[one.pk]))
    if not calendar.subcomponents:
        calendar.add_component(_nothing())
    response = HttpResponse(calendar.to_ical(), content_type=KIND)
    response["Content-Disposition"] = 'inline; filename="mandata.ics"'
    return response


def _nothing() -> Timezone:
    """The standard asks for one component at least, and some programs refuse a calendar without any."""
    zone, rule = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    rule.add("dtstart", datetime(1970, 1, 1))
    rule.add("tzoffsetfrom", timedelta())
    rule.add("tzoffsetto", timedelta())
    zone.add_component(rule)
    return zone


def _changes_of_sessions(sittings: Iterable[Sitting]) -> Changed:
    pks = [one.session.pk for one in sittings if one.session is not None]
    found = SessionChange.objects.filter(session__in=pks).order_by().values_list("session").annotate(
        n=Count("pk", filter=~Q(what=SessionChange.What.ANNOUNCED)), last=Max("by__recorded_at"))
    return {pk: (count, last) for pk, count, last in found}


def _changes_of_obligations(rows: Iterable[Any]) -> Changed:
    found = ObligationStanding.objects.filter(obligation__in=[one.pk for one in rows]).order_by().values_list("obligation").annotate(
        n=Count("pk") - 1, last=Max("opened_by__recorded_at"))
    return {pk: (count, last) for pk, count, last in found}


def _uid(name: str) -> str:
    """The same by whatever name of the site the feed is asked for."""
    return f"{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def _event(uid: str, first: Any, last: Any, words: str, changed: tuple[int, datetime]) -> Event:
    """What every event of a feed has."""
    event = Event()
    event.add("uid", _uid(uid))
    event.add("dtstamp", changed[1].replace(microsecond=0))
    event.add("last-modified", changed[1].replace(microsecond=0))
    event.add("sequence", changed[0])
    event.add("dtstart", first)
    event.add("dtend", last + A_DAY)
    event.add("summary", words)
    event.add("transp", "TRANSPARENT")
    return event


def _sitting(request: SiteRequest, one: Sitting, changed: Changed) -> Event:
    name = f"s-{one.session.uid}" if one.session is not None else f"e-{one.body.uid}-{one.start:%Y-%m}"
    never = (0, timezone.now().replace(hour=0, minute=0, second=0, microsecond=0))  # told by a table, or computed
    event = _event(name, one.start, one.end, f"{one.body.name} ({gettext('expected')})" if one.expected else one.body.name,
                   changed.get(one.session.pk, never) if one.session is not None else never)
    event.add("status", {Standing.EXPECTED: "TENTATIVE", Standing.UNRECORDED: "TENTATIVE", Standing.CANCELLED: "CANCELLED"}.get(Standing(one.standing), "CONFIRMED"))
    if one.session is not None:
        event.add("url", request.build_absolute_uri(reverse("session", args=[one.session.pk])))
        if one.session.place:
            event.add("location", one.session.place)
    return event


def _obligation(request: SiteRequest, one: Any, told: Told, changed: tuple[int, datetime]) -> Event:
    words, _css = standing(one, told.of(one, one.terms), told.today)
    event = _event(one.uid, one.due_on, one.due_on, gettext("Due: %(words)s") % {"words": shortened(one.terms.words) if one.terms else ""}, changed)
    lines = [words, gettext("expected") if one.expected else ""]
    if one.terms:
        who = joined(actor_name(one.mandate.organisation, code) for code in one.terms.actors.split())
        lines = [str(one.terms.version.revision), who, one.body.name if one.body else "", *lines]
    event.add("description", "\n".join(filter(None, lines)))
    event.add("status", "CANCELLED" if one.state == ObligationState.VOID else "TENTATIVE" if one.expected else "CONFIRMED")
    event.add("url", request.build_absolute_uri(reverse("obligation", args=[one.pk])))
    return event


def told_of() -> Any:
    """What is open and was due in the last year at the earliest; what is asked no more, for a while."""
    now = timezone.now()
    gone = ObligationStanding.objects.filter(closed_by=None, state=ObligationState.VOID, opened_by__recorded_at__gte=now - TOLD_CANCELLED)
    asked = Q(state=ObligationState.OPEN) | Q(state=ObligationState.VOID, pk__in=gone.values("obligation"))
    return Obligation.objects.filter(asked, due_on__gte=now.date() - timedelta(days=365))


def asked_before(codes: Iterable[str], organisation: int) -> Q:
    """What was asked of actors by terms that hold no more, and is asked no more."""
    return Q(state=ObligationState.VOID, mandate__in=TermsActor.objects.filter(
        actor__in=sorted(set(codes)), terms__current=False, terms__mandate__organisation=organisation).values("terms__mandate"))


def spoken(request: SiteRequest) -> Any:
    """The language that the address names, where it is one of the site."""
    asked = request.GET.get("lang", "")
    return override(asked) if asked in dict(settings.LANGUAGES) else nullcontext()


def organisation_feed(request: SiteRequest, slug: str) -> HttpResponse:
    """All sessions of an organisation."""
    with spoken(request):
        organisation = organisation_of(slug)
        found = calendar_of(organisation)
        return feed(request, request.acting, organisation.name, [one for one in found.sittings if one.start.year >= found.today.year - 1], None)


def body_feed(request: SiteRequest, pk: int) -> HttpResponse:
    """A body: its sessions and what is due to it."""
    with spoken(request):
        body = get_object_or_404(visible(request.acting, Party.objects.exclude(organisation=None).prefetch_related("names")), pk=pk)
        found = calendar_of(Organisation.objects.get(pk=body.root_id))
        sittings = [one for one in found.by_body.get(pk, ()) if one.start.year >= found.today.year - 1]
        return feed(request, request.acting, body.name, sittings, told_of().filter(body=body))


def actor_feed(request: SiteRequest, organisation: str, code: str) -> HttpResponse:
    """An actor: all that is due from it."""
    found = organisation_of(organisation)
    if not known_actor(found, code):
        raise Http404
    with spoken(request):
        return feed(request, request.acting, actor_name(found, code), (), told_of().filter(
            Q(mandate__in=duties_asked([code], found)) | asked_before([code], found.pk)))


def token_of(user: Any) -> str:
    """What the address of one's own calendar carries: it opens nothing else, and a new password makes another."""
    return f"{user.pk}-{salted_hmac('mandata.web.feeds', user.get_session_auth_hash(), algorithm='sha256').hexdigest()[:40]}"


def own_feed(request: SiteRequest, token: str) -> HttpResponse:
    """What is due from the offices of a person, for a program that cannot log in."""
    number = token.partition("-")[0]
    user = get_user_model().objects.filter(pk=int(number), is_active=True).first() if number.isdecimal() and len(number) < 12 else None
    if user is None or not constant_time_compare(token, token_of(user)):
        raise Http404
    acting = acting_for(user)
    own = mine(acting)
    for office in acting.offices:
        own |= asked_before(codes_of(office), office.party.root_id)
    language = acting.person.language if acting.person else "en"
    with override(language):
        response = feed(request, acting, gettext("Due from me"), (), told_of().filter(own))
    response["Cache-Control"] = "private, no-store"
    return response
