"""What duties lack: an owner, a lead, a date, means, a review; and where two texts ask the same of one actor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from mandata.mandates.bodies import unowned_terms
from mandata.mandates.lacking import duties_of, several_without_lead, texts_without_review
from mandata.mandates.register import live_terms
from mandata.mandates.relating import overlaps
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation
from mandata.shared.rights import may, visible
from mandata.shared.standing import until_written
from mandata.web.calendar import chosen_organisation
from mandata.web.figures import figures_of
from mandata.web.owed.overlapped import of_duties
from mandata.web.parties.naming import organisations
from mandata.web.requests import SiteRequest

SHOWN = 50
PAIRS = 200


def missing(request: SiteRequest) -> HttpResponse:
    """What duties lack: an owner, a lead, a date, a period, means; texts that nobody reviewed."""
    organisation = chosen_organisation(request)
    figures = figures_of("lacking", organisation)
    return render(request, "owed/missing.html", {
        "organisation": organisation, "organisations": organisations(), "figures": figures, "fetches": figures.shown is None,
        "lists": lists_of(organisation.pk, timezone.now().date()),
    })


@until_written
def lists_of(pk: int, today: date) -> str:
    """What duties and texts of an organisation lack, in lists; every reader sees the same."""
    organisation = Organisation.objects.get(pk=pk)
    unowned = unowned_terms().filter(mandate__organisation=organisation).order_by("place")
    several = several_without_lead(organisation).order_by("place")
    texts = texts_without_review(organisation, today).select_related("organisation", "body").prefetch_related("body__names")
    (nobody, nobody_count), (all_lead, all_lead_count) = first_of(unowned), first_of(several)
    shown, count = first_of(texts.order_by("kind_of_text", Length("number"), "number"))
    duties = duties_of(shown)
    return render_to_string("owed/_missing.html", {
        "organisation": organisation, "unowned": nobody, "unowned_count": nobody_count, "several_count": all_lead_count,
        "several": [(one, [actor_name(organisation, code) for code in one.actors.split()]) for one in all_lead],
        "texts": [(one, duties.get(one.pk, 0)) for one in shown], "texts_count": count,
    })


def first_of(found: QuerySet[Any]) -> tuple[list[Any], int]:
    """The first ones and how many there are; counted only where there are more."""
    some = list(found[:SHOWN + 1])
    return some[:SHOWN], len(some) if len(some) <= SHOWN else found.order_by().count()


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
