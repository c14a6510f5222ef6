"""The calendar of the body: a year by its months, six years on one line a body, study periods; and the acts that set the days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates import operations
from mandata.mandates.calendar import YEARS, Calendar, Sitting, Standing, calendar_of
from mandata.mandates.models import Obligation, ObligationStanding, ObligationState
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.models import Act
from mandata.shared.rights import may, visible
from mandata.shared.standing import standing
from mandata.web.acts import history_of
from mandata.web.kit import act_form
from mandata.web.moments import Moments, moments
from mandata.web.organisations import organisation_shown
from mandata.web.owed.listed import OF_OFFICE, with_owers
from mandata.web.owed.telling import standing as in_words
from mandata.web.owed.telling import told_to
from mandata.web.parties.naming import organisations
from mandata.web.requests import SiteRequest, number_in

NEXT = 3  # sessions named first, whatever their year
BEFORE = 2  # years before this one on the line
DUE = 100
OWING = ("mandate__organisation", "body", "office__party")


@dataclass(frozen=True, slots=True)
class Shown:
    """A sitting as pages show it: its days and standing in the reader's words, and the page of its session."""

    sitting: Sitting
    days: str
    standing: str
    address: str

    @property
    def tag(self) -> str:
        """The colour beside the words; never alone."""
        return {Standing.CANCELLED: "bad", Standing.EXPECTED: "warn", Standing.UNRECORDED: "warn", Standing.ANNOUNCED: "good"}.get(Standing(self.sitting.standing), "")


def chosen_organisation(request: SiteRequest) -> Organisation:
    """The organisation that a page tells of; 404 where there is none."""
    found = organisation_shown(request)
    if found is None:
        raise Http404
    return found


def days_in_words(start: date, end: date, year: bool = False) -> str:
    """From when until when; the year only where it is asked for."""
    form = "DATE_FORMAT" if year else "MONTH_DAY_FORMAT"
    return date_format(start, form) if start == end else f"{date_format(start, form)} – {date_format(end, form)}"


def shown(one: Sitting, year: bool = False) -> Shown:
    """A sitting in words; of an expected one only the month can be told, of an old one only the year may be known."""
    if one.year_alone:
        days = str(one.year)
    elif one.expected:
        days = date_format(one.start, "YEAR_MONTH_FORMAT")
    elif one.session is not None and one.session.start is None and one.was_start is None:
        days = str(one.year)
    else:
        days = days_in_words(one.start, one.end, year)
    return Shown(one, days, str(Standing(one.standing).label), reverse("session", args=[one.session.pk]) if one.session else "")


def calendar_page(request: SiteRequest) -> HttpResponse:
    """A year by its months and the line of the years around it, as known now or on a day."""
    organisation = chosen_organisation(request)
    when = moments(request)
    year, today = number_in(request.GET.get("year", "")), timezone.now().date()
    offices = "-".join(str(one.pk) for one in request.acting.offices)
    name = f"calendar:{organisation.pk}:{year}:{when.known_text}:{offices}:{today}"
    return render(request, "calendar/calendar.html", {"page": standing(name, lambda: year_drawn(request.acting, organisation, year, when))})


def year_drawn(acting: Acting, organisation: Organisation, asked: int, when: Moments) -> str:
    """The calendar of a year without the frame, as those have it who hold the same offices, until its records are written; 404 for a year that it has not."""
    calendar = calendar_of(organisation, when.known)
    this_year = calendar.today.year
    year = asked or this_year
    years = range(this_year - BEFORE, this_year + YEARS + 1)
    first, last = min([this_year - BEFORE, *(one.year for one in calendar.sittings)]), this_year + YEARS
    if not first <= year <= last:
        raise Http404
    bodies = sorted((one for one in calendar.bodies.values() if one.pk in calendar.by_body), key=lambda one: (one.entity, one.name))
    return render_to_string("calendar/_year.html", {
        "organisation": organisation, "organisations": organisations(), "year": year, "asked": when.asked, "this_year": this_year,
        "before": year - 1 if year > first else None, "after": year + 1 if year < last else None, "months": by_month(calendar, year), "years": years, "coming": next_ones(calendar) if year == this_year else [],
        "rows": [(body, [(each, [shown(one) for one in calendar.by_body[body.pk] if one.start.year == each]) for each in years]) for body in bodies],
        "periods": [one for one in calendar.periods if one.closed_by is None or one.closed_by.start >= date(this_year - 12, 1, 1)],
        "period_bodies": calendar.period_bodies, "may_announce": [body for body in _meeting(calendar) if may(acting, "announce", body)],
    })


def _meeting(calendar: Calendar) -> list[Party]:
    return [one for one in calendar.bodies.values() if one.pk in calendar.by_body or not one.parent or one.parent.entity != "group"]


def next_ones(calendar: Calendar) -> list[Shown]:
    """The sessions that come next, in whatever year; none that was cancelled."""
    found = (one for one in calendar.sittings if one.end >= calendar.today and one.standing != Standing.CANCELLED)
    return [shown(one, year=True) for one in sorted(found, key=lambda one: one.start)[:NEXT]]


def by_month(calendar: Calendar, year: int) -> list[tuple[str, list[Shown]]]:
    """The sittings of a year under the names of its months; what is expected stands under its month too."""
    found: dict[int, list[Shown]] = {month: [] for month in range(1, 13)}
    for one in calendar.in_year(year):
        found[one.start.month].append(shown(one))
    return [(str(MONTHS[month]), some) for month, some in found.items()]


class DaysForm(forms.Form):
    """The days of a session."""

    start = forms.DateField(label=_("First day"), widget=forms.DateInput)
    end = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput)
    reason = forms.CharField(label=_("By which decision, or why"), max_length=300)


class AnnounceForm(DaysForm):
    """A session to announce."""

    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    ordinal = forms.CharField(label=_("Number"), max_length=32, required=False)


class ReasonForm(forms.Form):
    """Why a session is not held."""

    reason = forms.CharField(label=_("By which decision, or why"), max_length=300)


def announce(request: SiteRequest, pk: int) -> HttpResponse:
    """Enter a session of a body."""
    body = get_object_or_404(visible(request.acting, Party.objects.prefetch_related("names")), pk=pk)
    if body.organisation_id is None:
        raise Http404

    def act(values: Mapping[str, Any]) -> str:
        session = operations.announce_session(acting_as=request.acting, body=body, language=(get_language() or "en").split("-")[0], **values)
        messages.success(request, " ".join([gettext("It is recorded."), *rolled_by(session.changes.get().by)]))
        return reverse("session", args=[session.pk])

    return act_form(
        request, AnnounceForm(request.POST or None), title=gettext("Announce a session"), button=gettext("Announce"), act=act, words=body.name,
        answer=may(request.acting, "announce", body), back=reverse("calendar"),
    )


ACTS: dict[str, tuple[Any, type[forms.Form], Callable[..., Any]]] = {
    "move": (_("Move the session"), DaysForm, operations.move_session), "cancel": (_("Cancel the session"), ReasonForm, operations.cancel_session),
}


def act_on_session(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """Move or cancel a session."""
    if verb not in ACTS:
        raise Http404
    session = _session(request, pk)
    title, form, operation = ACTS[verb]

    def act(values: Mapping[str, Any]) -> str:
        change = operation(acting_as=request.acting, session=session, **values)
        messages.success(request, " ".join([gettext("It is recorded."), *rolled_by(change.by)]))
        return reverse("session", args=[pk])

    due = Obligation.objects.filter(session=session, state=ObligationState.OPEN).count()
    told = ngettext("%(n)s obligation that is open is due to it, and follows.", "%(n)s obligations that are open are due to it, and follow.", due) % {"n": due}
    return act_form(
        request, form(request.POST or None, initial={"start": session.start, "end": session.end}), title=str(title), button=str(title), act=act,
        words=str(session), answer=may(request.acting, verb, session), back=reverse("session", args=[pk]), seen=[session],
        besides=format_html('<p class="note">{}</p>', told) if due else "",
    )


def rolled_by(act: Act) -> list[str]:
    """What an act on the calendar made of obligations: how many have another day, how many are asked for no longer, how many are new."""
    stood = ObligationStanding.objects.filter(opened_by=act)
    void, new = stood.filter(state=ObligationState.VOID).count(), stood.filter(obligation__opened_by=act).count()
    moved = stood.count() - void - new
    return [words for count, words in (
        (moved, ngettext("%(n)s obligation rolled with it.", "%(n)s obligations rolled with it.", moved) % {"n": moved}),
        (void, ngettext("%(n)s is asked for no longer.", "%(n)s are asked for no longer.", void) % {"n": void}),
        (new, ngettext("%(n)s is new.", "%(n)s are new.", new) % {"n": new})) if count]


def session_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One session: its days, how they changed, what was adopted at it."""
    session = _session(request, pk)
    changes = list(session.changes.select_related("by"))
    sitting = next((one for one in calendar_of(session.organisation).sittings if one.session and one.session.pk == pk), None)
    told = told_to(request.acting)
    due = Obligation.objects.filter(session=session).exclude(state=ObligationState.VOID).select_related(*OWING).prefetch_related(*OF_OFFICE).order_by("due_on", "pk")
    was_due = Obligation.objects.filter(standings__session=session).exclude(session=session, state__in=set(ObligationState) - {ObligationState.VOID}).distinct()
    was_due = was_due.select_related(*OWING).prefetch_related(*OF_OFFICE).order_by("due_on", "pk")
    cancelled = sitting is not None and not sitting.takes_place
    return render(request, "calendar/session.html", {
        "was_due": [(one, *in_words(one, told.of(one, one.terms), told.today)) for one in with_owers(visible(request.acting, was_due)[:DUE])],
        "due": [(one, *in_words(one, told.of(one, one.terms), told.today)) for one in with_owers(visible(request.acting, due)[:DUE])],
        "session": session, "changes": changes, "shown": shown(sitting) if sitting else None,
        "days": days_in_words(session.start, session.end or session.start, year=True) if session.start else "",
        "revisions": visible(request.acting, session.revisions.select_related("work", "session").order_by("work__number", "pk")),
        "acts": [(verb, may(request.acting, verb, session), gettext("Hold it after all") if cancelled else title)
                 for verb, (title, _form, _operation) in ACTS.items() if verb != "cancel" or not cancelled],
        "history": history_of(session), "coming": session.start is None or session.start > timezone.now().date(),
    })


def _session(request: SiteRequest, pk: int) -> BodySession:
    found = BodySession.objects.select_related("body__organisation", "organisation").prefetch_related("body__names", "organisation__names")
    return get_object_or_404(visible(request.acting, found), pk=pk)
