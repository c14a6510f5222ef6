"""The organisations whose records the reader keeps as an officer: for which a page offers its acts."""

from __future__ import annotations

from django.http import Http404

from mandata.parties.models import Organisation
from mandata.parties.permissions import OFFICER
from mandata.web.requests import SiteRequest


def kept_by_reader(request: SiteRequest) -> list[Organisation]:
    """The organisations in whose secretariat the reader is an officer, by name."""
    roots = {one.party.root_id for one in request.acting.offices if one.function == OFFICER}
    found = Organisation.objects.filter(pk__in=roots).prefetch_related("names") if roots else []
    return sorted(found, key=lambda one: one.name)


def organisation_of(slug: str) -> Organisation:
    """An organisation by its name in addresses."""
    found = Organisation.objects.filter(slug=slug).prefetch_related("names").first()
    if found is None:
        raise Http404
    return found
