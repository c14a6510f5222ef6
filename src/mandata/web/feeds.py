"""Calendars to subscribe to (iCalendar): of an organisation, a body, an actor, and of one's own offices by a link that a new password ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext, override
from icalendar import Calendar, Event

from mandata.mandates.asked import duties_asked
from mandata.mandates.calendar import Sitting, Standing, calendar_of
from mandata.mandates.models import Obligation, ObligationState
from mandata.mandates.register import shortened
from mandata.parties.actors import actor_name, known_actor
from mandata.parties.capacity import acting_for
from mandata.parties.models import Organisation, Party
from mandata.shared.rights import visible
from mandata.web.organisations import organisation_of
from mandata.web.owed.listed import with_terms
from mandata.web.owed.summaries import mine
from mandata.web.owed.telling import Told, standing, told_to
from mandata.web.requests import SiteRequest

MOST = 2000  # obligations in one feed
A_DAY = timedelta(days=1)
KIND = "text/calendar; charset=utf-8"


def feed(request: SiteRequest, name: str, sittings: Iterable[Sitting], obligations: Any, told: Told) -> HttpResponse:
    """A calendar of sessions and of what is due, in the reader's language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mandata//What is owed//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "P1D")
    now = timezone.now().replace(microsecond=0)
    for sitting in sittings:
        calendar.add_component(_sitting(request, sitting, now))
    if obligations is not None:
        found = obligations.select_related("mandate__organisation", "body").prefetch_related("body__names").order_by("due_on", "pk")
        for one in with_terms(visible(request.acting, found)[:MOST]):
            calendar.add_component(_obligation(request, one, told, now))
    response = HttpResponse(calendar.to_ical(), content_type=KIND)
    response["Content-Disposition"] = 'inline; filename="mandata.ics"'
    return response


def _sitting(request: SiteRequest, one: Sitting, now: Any) -> Event:
    event = Event()
    event.add("uid", f"{one.slot.replace(':', '-')}@{request.get_host()}")
    event.add("dtstamp", now)
    event.add("dtstart", one.start)
    event.add("dtend", one.end + A_DAY)
    event.add("summary", f"{one.body.name} ({gettext('expected')})" if one.expected else one.body.name)
    event.add("status", {Standing.EXPECTED: "TENTATIVE", Standing.CANCELLED: "CANCELLED"}.get(Standing(one.standing), "CONFIRMED"))
    event.add("transp", "TRANSPARENT")
    if one.session is not None:
        event.add("url", request.build_absolute_uri(reverse("session", args=[one.session.pk])))
        if one.session.place:
            event.add("location", one.session.place)
    return event


def _obligation(request: SiteRequest, one: Any, told: Told, now: Any) -> Event:
    words, _css = standing(one, told.of(one, one.terms), told.today)
    event = Event()
    event.add("uid", f"{one.uid}@{request.get_host()}")
    event.add("dtstamp", now)
    event.add("dtstart", one.due_on)
    event.add("dtend", one.due_on + A_DAY)
    event.add("summary", gettext("Due: %(words)s") % {"words": shortened(one.terms.summary) if one.terms else ""})
    text = str(one.terms.version.revision) if one.terms else ""
    event.add("description", "\n".join(filter(None, [text, words, gettext("expected") if one.expected else ""])))
    event.add("status", "CANCELLED" if one.state == ObligationState.VOID else "TENTATIVE" if one.expected else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("url", request.build_absolute_uri(reverse("obligation", args=[one.pk])))
    return event


def open_obligations() -> Any:
    """What is open, and was due in the last year at the earliest."""
    return Obligation.objects.filter(state=ObligationState.OPEN, due_on__gte=timezone.now().date() - timedelta(days=365))


def organisation_feed(request: SiteRequest, slug: str) -> HttpResponse:
    """All sessions of an organisation."""
    organisation = organisation_of(slug)
    found = calendar_of(organisation)
    return feed(request, organisation.name, [one for one in found.sittings if one.start.year >= found.today.year - 1], None, told_to(request.acting))


def body_feed(request: SiteRequest, pk: int) -> HttpResponse:
    """A body: its sessions and what is due to it."""
    body = get_object_or_404(visible(request.acting, Party.objects.exclude(organisation=None).prefetch_related("names")), pk=pk)
    found = calendar_of(Organisation.objects.get(pk=body.root_id))
    sittings = [one for one in found.by_body.get(pk, ()) if one.start.year >= found.today.year - 1]
    return feed(request, body.name, sittings, open_obligations().filter(body=body), told_to(request.acting))


def actor_feed(request: SiteRequest, organisation: str, code: str) -> HttpResponse:
    """An actor: all that is due from it."""
    found = organisation_of(organisation)
    if not known_actor(found, code):
        raise Http404
    return feed(request, actor_name(found, code), (), open_obligations().filter(mandate__in=duties_asked([code], found)), told_to(request.acting))


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
    language = acting.person.language if acting.person else "en"
    with override(language):
        obligations = open_obligations().filter(mine(acting)) if acting.offices else Obligation.objects.none()
        response = feed(request, gettext("Due from me"), (), obligations, told_to(acting))
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
