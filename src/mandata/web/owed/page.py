"""One obligation: its day and how it came to it, who owes it, what was answered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from mandata.mandates.following import answered, late_alone, parties_asked
from mandata.mandates.models import Obligation, ObligationState
from mandata.mandates.register import shortened
from mandata.mandates.settings import settings_of
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of, lines
from mandata.web.owed.duty import withdrawable
from mandata.web.owed.listed import with_owers
from mandata.web.owed.telling import WORDS, answered_words, standing, told_to
from mandata.web.requests import SiteRequest


def obligation_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One dated thing that a duty asks for."""
    found = Obligation.objects.select_related("mandate__organisation", "body", "session__body", "office__party", "opened_by").prefetch_related(
        "body__names", "session__body__names", "office__party__names")
    obligation = get_object_or_404(visible(request.acting, found), pk=pk)
    mandate = obligation.mandate
    terms = mandate.terms.select_related("version__revision__work", "version__revision__session").order_by("-current", "-pk").first()
    told = told_to(request.acting)
    words, css = standing(obligation, told.of(obligation, terms), told.today)
    settings = settings_of(mandate.organisation)
    parties = parties_asked(mandate.organisation, terms, settings) if terms is not None and terms.current else None
    came = answered(mandate, parties, obligation) if parties is not None else None
    late = obligation.overdue(told.today) and told.of(obligation, terms) and late_alone(terms, settings)
    answers = list(obligation.answers.select_related("by", "withdrawn_by", "party").prefetch_related("party__names").order_by("-pk"))
    standings = list(obligation.standings.select_related("opened_by", "session"))
    did = {line.at: line for line in lines([one.opened_by for one in standings])}
    (owed,) = with_owers([obligation])
    return render(request, "owed/obligation.html", {
        "obligation": owed, "mandate": mandate, "terms": terms, "words": shortened(owed.terms.words) if owed.terms else "", "standing": words, "css": css,
        "standings": [(one, did.get(one.opened_by.happened_at), WORDS.get(one.words, one.words)) for one in standings],
        "came": came, "came_words": answered_words(came.came, len(came.parties)) if came else "", "late_alone": late,
        "unrecorded": obligation.expected and obligation.state == ObligationState.OPEN and obligation.due_on < told.today,
        "alone": terms is not None and late_alone(terms, settings),
        "answers": answers, "withdrawable": withdrawable(request.acting, mandate, answers),
        "may_answer": may(request.acting, "answer", mandate), "may_record": may(request.acting, "record-answer", mandate),
        "may_excuse": may(request.acting, "excuse", obligation), "may_reopen": may(request.acting, "reopen", obligation), "history": history_of(obligation),
    })
