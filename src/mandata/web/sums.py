"""Whether the sums close, for each organisation and any day; and what counts a share printed without them may stand for."""

from __future__ import annotations

from decimal import InvalidOperation

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from mandata.parties.models import Organisation
from mandata.shared.balances import balances, close, counts_behind
from mandata.shared.rights import visible
from mandata.web.moments import moments
from mandata.web.requests import SiteRequest


def sums(request: SiteRequest) -> HttpResponse:
    """Each sum that must close, those that do not first; a share and its whole give the counts behind it."""
    when = moments(request)
    organisations = visible(request.acting, Organisation.objects.prefetch_related("names")).order_by("slug")
    closed = [(organisation, close(one, organisation, when.at, when.known)) for organisation in organisations for one in balances()]
    closed.sort(key=lambda pair: not pair[1].amiss)
    percent, of = request.GET.get("percent", ""), request.GET.get("of", "")
    counts: list[int] | None = None
    trouble = ""
    if percent or of:
        try:
            counts = counts_behind(percent, int(of))
        except (ValueError, InvalidOperation):
            trouble = gettext("Give a share between 0 and 100 as it is printed, and the number of which it is a share.")
    return render(request, "home/sums.html", {
        "closed": [(organisation, one, [(sign, term, when.measured(term.measure.name, organisation.pk)) for sign, term in one.terms],
                    when.measured(one.result.measure.name, organisation.pk)) for organisation, one in closed],
        "amiss": sum(bool(one.amiss) for _organisation, one in closed), "asked": when.asked, "percent": percent, "of": of, "counts": counts, "trouble": trouble,
    }, status=422 if trouble else 200)
