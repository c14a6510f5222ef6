"""What of duties waits for me, most urgent first: questions by mail, what is late, what falls due; what waits for means comes last."""

from __future__ import annotations

from typing import Any

from mandata.mandates.asking import asked_open
from mandata.mandates.models import AnswerLink, MandateTerms
from mandata.mandates.register import shortened
from mandata.mandates.wordings import told_in
from mandata.parties.capacity import Acting
from mandata.web.owed.summaries import my_obligations

SHOWN = 50


def duties_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on duties."""
    found = my_obligations(acting)
    told_in([one.terms for one, _words, _late in found.get("owed_rows", ()) if one.terms])
    rows = sorted(((one, shortened(one.terms.words) if one.terms else "", late) for one, _words, late in found.get("owed_rows", ())),
                  key=lambda row: not row[2])  # by day within each
    return {
        **found, "owed_rows": [row for row in rows if not row[0].unmet], "owed_unmet": [row for row in rows if row[0].unmet],
        "questions": questions_open(acting),
    }


def questions_open(acting: Acting) -> list[tuple[AnswerLink, MandateTerms | None]]:
    """What the holder of my offices was asked by mail and has not answered, by the day until which the link serves; each with the terms of its duty."""
    if not acting.offices:
        return []
    found = AnswerLink.objects.filter(asked_open([one.pk for one in acting.offices])).select_related("mandate__organisation", "obligation", "party")
    links = list(found.prefetch_related("party__names").order_by("expires_at", "pk")[:SHOWN])
    terms = told_in(list(MandateTerms.objects.filter(mandate__in=[one.mandate_id for one in links]).order_by("current", "pk"))) if links else ()
    found_of = {one.mandate_id: one for one in terms}
    return [(one, found_of.get(one.mandate_id)) for one in links]
