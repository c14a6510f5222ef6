"""The page of a body: its sessions, what is due to it, what it owes itself, what its texts ask for."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from mandata.mandates.calendar import calendar_of
from mandata.mandates.models import LiveDuty, Obligation, ObligationState
from mandata.mandates.summing import period_start, summed
from mandata.mandates.wordings import told_in
from mandata.parties.models import Organisation, Party
from mandata.shared.rights import visible
from mandata.web.calendar import shown
from mandata.web.kit.listing import rows_html
from mandata.web.owed.listed import OF_OFFICE, obligation_columns, with_answers, with_terms
from mandata.web.owed.overlapped import to_body
from mandata.web.owed.summaries import lines_of_actor, summary_of_actor, tells_overdue
from mandata.web.owed.telling import told_to
from mandata.web.register import choices
from mandata.web.requests import SiteRequest

SHOWN = 50
AHEAD = timedelta(days=366)  # or until the end of its next session, whatever comes later


def body_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A body: its sessions, what is due to it, what it owes itself, what its texts ask for."""
    body = get_object_or_404(visible(request.acting, Party.objects.exclude(organisation=None).select_related("organisation").prefetch_related("names")), pk=pk)
    organisation = Organisation.objects.get(pk=body.root_id)
    calendar = calendar_of(organisation)
    told = told_to(request.acting)
    due = visible(request.acting, Obligation.objects.filter(body=body, state=ObligationState.OPEN)).select_related(
        "mandate__organisation", "body", "office__party").prefetch_related("body__names", *OF_OFFICE).order_by("due_on", "pk")
    columns = [one for one in obligation_columns(told, choices().by_pk) if not one.only_files and one.name != "to"]
    sittings = calendar.by_body.get(body.pk, [])
    coming = [one for one in sittings if one.end >= calendar.today]
    until = max([calendar.today + AHEAD, *(one.end for one in coming[:1])])
    soon, count = due.filter(due_on__lte=until), due.count()
    rows = list(with_answers(with_terms(soon[:SHOWN])))
    told_in([one.terms for one in rows if one.terms])  # type: ignore[attr-defined]
    adopted = LiveDuty.objects.filter(terms__version__revision__work__body=body)
    return render(request, "owed/body.html", {
        "body": body, "organisation": organisation, "past": [shown(one) for one in sittings if one.end < calendar.today][-3:], "coming": [shown(one) for one in coming[:8]],
        "head": [one.label for one in columns], "rows": rows_html(rows, columns), "count": count, "later": count - len(rows),
        "own": summary_of_actor(organisation.pk, body.actor) if body.actor else None, "texts": summed(adopted, period_start(organisation)),
        "own_lines": lines_of_actor(organisation, body.actor), "text_lines": urlencode({"body": body.pk, "organisation": organisation.slug}), "recommended": to_body(body),
        "tells": tells_overdue(told, organisation.pk), "tells_own": tells_overdue(told, organisation.pk, {body.actor}),
    })
