"""The front page, the desk, and the page of a figure."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mandata.mandates.register import live_terms, others
from mandata.parties.models import Person
from mandata.shared.measures import measures, observe, records_of
from mandata.shared.rights import visible
from mandata.texts.models import Finding, ReceivedFile, Revision
from mandata.web.mandates import unowned_terms
from mandata.web.requests import SiteRequest

SHOWN = 200


def home(request: SiteRequest) -> HttpResponse:
    """What was decided, and the figures, each a link to its records."""
    revisions = Revision.objects.select_related("work__organisation", "work__body", "session").prefetch_related(
        "language_versions").order_by("-adopted_on", "-id")[:6]
    accounts = Person.objects.filter(user__isnull=False, sample=True) if settings.DEMO else Person.objects.none()
    persons = [
        one for one in accounts.select_related("user").prefetch_related("offices__party__names").order_by("id")
        if one.user and one.user.has_usable_password()
    ]
    return render(request, "home/home.html", {
        "observations": [observe(one.name) for one in measures()], "revisions": revisions, "persons": persons,
    })


@login_required
def desk(request: SiteRequest) -> HttpResponse:
    """What waits for me."""
    acting = request.acting
    officer = acting.holds("officer")
    mine = []
    for office in acting.offices:
        if office.actor:
            terms = live_terms().filter(mandate__organisation=office.party.organisation, actors__contains=f" {office.actor} ")
            mine.append((office, terms.count()))
    return render(request, "home/desk.html", {
        "officer": officer, "mine": mine, "others": others(),
        "files": visible(acting, ReceivedFile.objects.filter(language_version__revision=None).select_related("language_version"))[:50] if officer else (),
        "changed": live_terms().exclude(words_changed=None)[:50] if officer else (),
        "unowned": unowned_terms().count() if officer else 0,
        "problems": visible(acting, Finding.objects.filter(what="problem", state="open")).count() if officer else 0,
    })


def measure(request: SiteRequest, name: str) -> HttpResponse:
    """A figure: its formula, its value at a time and as known at a time, its records as far as the reader may see them."""
    found = next((one for one in measures() if one.name == name), None)
    if found is None:
        raise Http404
    at, known = _moment(request.GET.get("at")), _moment(request.GET.get("known"))
    records = visible(request.acting, records_of(name, None, at, known))
    return render(request, "home/measure.html", {
        "measure": found, "observation": observe(name, None, at, known), "records": records[:SHOWN],
        "asked": request.GET, "shown": records.count(),
    })


def _moment(text: str | None) -> datetime | None:
    """A moment of a form; a day means its end."""
    if not text:
        return None
    try:
        moment = parse_datetime(text if "T" in text else f"{text}T23:59:59")
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
