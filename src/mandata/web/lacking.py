"""What duties lack: an owner, a lead, a date, means, a review; and where two texts ask the same of one actor."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from mandata.mandates.bodies import unowned_terms
from mandata.mandates.register import live_terms
from mandata.mandates.relating import overlaps
from mandata.mandates.summing import several_without_lead, texts_without_review
from mandata.parties.actors import actor_name
from mandata.shared.measures import observe
from mandata.shared.rights import may, visible
from mandata.web.calendar import chosen_organisation
from mandata.web.owed.overlapped import of_duties
from mandata.web.parties.naming import organisations
from mandata.web.requests import SiteRequest

SHOWN = 50
PAIRS = 200


def missing(request: SiteRequest) -> HttpResponse:
    """What duties lack: an owner, a lead, a date, a period, means; texts that nobody reviewed."""
    organisation = chosen_organisation(request)
    several = several_without_lead(organisation).order_by("place")
    texts = texts_without_review(organisation).select_related("body", "organisation").order_by("kind_of_text", "number")
    unowned = unowned_terms().filter(mandate__organisation=organisation).order_by("place")
    figures = ("mandates.without-date", "mandates.period-not-fixed", "mandates.without-means")
    return render(request, "owed/missing.html", {
        "organisation": organisation, "organisations": organisations(), "figures": [observe(name, organisation) for name in figures],
        "unowned": unowned[:SHOWN], "unowned_count": unowned.count(), "several": [
            (one, [actor_name(organisation, code) for code in one.actors.split()]) for one in several[:SHOWN]], "several_count": several.count(),
        "texts": texts[:SHOWN], "texts_count": texts.count(),
    })


def overlapping(request: SiteRequest) -> HttpResponse:
    """The same actor asked for nearly the same by two texts, of reports alone where asked; with what is recommended of each."""
    organisation = chosen_organisation(request)
    reports = request.GET.get("reports") == "1"
    terms = live_terms().filter(mandate__organisation=organisation).exclude(actors="").order_by("place")
    if reports:
        terms = terms.exclude(report_to=[])
    found = sorted(overlaps(visible(request.acting, terms)), key=lambda one: -one.likeness)
    shown = found[:PAIRS]
    said = {(one.decision.mandate_id, one.decision.other_id): one for one in of_duties(pk for one in shown for pk in (one.one.mandate_id, one.other.mandate_id))}
    return render(request, "owed/overlaps.html", {
        "organisation": organisation, "organisations": organisations(), "count": len(found), "reports": reports,
        "pairs": [(one, actor_name(organisation, one.actor), [
            (mine, beside, said.get((mine.mandate_id, beside.mandate_id))) for mine, beside in ((one.one, one.other), (one.other, one.one))]) for one in shown],
        "language": organisation.reference_language, "recommends": bool(may(request.acting, "recommend", "mandate")),
    })
