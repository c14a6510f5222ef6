"""The request as the site's views get it: with the capacity of whoever asks."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mandata.parties.capacity import Acting


class SiteRequest(HttpRequest):
    """A request that ``RefusalMiddleware`` has given its capacity."""

    acting: Acting
    htmx: HtmxDetails
