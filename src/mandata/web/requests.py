"""The request as the site's views get it: with the capacity of whoever asks."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mandata.parties.capacity import Acting


class SiteRequest(HttpRequest):
    """A request that ``RefusalMiddleware`` has given its capacity."""

    acting: Acting
    htmx: HtmxDetails


def reader_of(request: SiteRequest) -> str:
    """A name under which is kept what one person sees with the offices held now; all visitors share theirs."""
    if not request.user.is_authenticated:
        return "visitors"
    return f"{request.user.pk}:{'-'.join(str(one.pk) for one in request.acting.offices)}"


def number_in(text: str) -> int:
    """The number of a record in a form or an address; 0, which is nobody's, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0
