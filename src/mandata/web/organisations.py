"""Of which organisation a page tells, and which ones the reader keeps as an officer: for these it offers its acts."""

from __future__ import annotations

from django.db.models import Count
from django.http import Http404

from mandata.parties.models import Organisation
from mandata.parties.permissions import OFFICER
from mandata.shared.standing import until_written
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


def organisation_shown(request: SiteRequest) -> Organisation | None:
    """The organisation that the address names, else the one with the most texts; none where the site has none."""
    asked = request.GET.get("organisation")
    return organisation_of(asked) if asked else _with_most_texts()


def one_of(kept: list[Organisation], slug: str) -> Organisation | None:
    """Of some organisations the one that the address names, else the one with the most texts, else the first."""
    most = _with_most_texts()
    return next((one for wanted in (slug, most.slug if most else "") for one in kept if one.slug == wanted), kept[0] if kept else None)


@until_written
def _with_most_texts() -> Organisation | None:
    """A site opens on the organisation that it works for, not on one of which it only knows the members."""
    return Organisation.objects.annotate(texts=Count("works__revisions")).order_by("-texts", "pk").prefetch_related("names").first()
