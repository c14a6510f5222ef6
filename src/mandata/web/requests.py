"""The request as the site's views get it: with the capacity of whoever asks."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mandata.parties.capacity import Acting


class SiteRequest(HttpRequest):
    """A request that ``RefusalMiddleware`` has given its capacity."""

    acting: Acting
    htmx: HtmxDetails


def number_in(text: str) -> int:
    """The number of a record in a form or an address; 0, which is nobody's, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0
