"""The register: live duties by default, and in one line what else there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from mandata.mandates.models import MandateTerms
from mandata.texts.models import Finding, Layer


@dataclass(frozen=True, slots=True)
class Counts:
    """What is not live: duties that wait for review, and those of other layers."""

    waiting: int
    proposed: int
    reported: int


def live_terms() -> QuerySet[MandateTerms]:
    """The terms of live duties: adopted, operative, confirmed, not ended."""
    return MandateTerms.objects.filter(current=True).select_related(
        "mandate__organisation", "version__provision", "version__revision__work__body",
        "version__revision__session", "words_changed",
    )


def mandate_findings(organisation: Any = None) -> QuerySet[Finding]:
    """Mandate findings of the readings in use that nobody rejected."""
    found = Finding.objects.filter(
        what=Finding.What.MANDATE, reading__language_version__reading=F("reading_id")
    ).exclude(state=Finding.State.REJECTED)
    if organisation is not None:
        found = found.filter(reading__language_version__file__organisation=organisation)
    return found


def waiting_findings(organisation: Any = None) -> QuerySet[Finding]:
    """Duties that wait for a person: of unpublished texts, and of adopted ones."""
    return mandate_findings(organisation).filter(state=Finding.State.OPEN).filter(
        Q(reading__language_version__revision=None)
        | Q(reading__language_version__revision__layer=Layer.ADOPTED)
    )


def layer_findings(layer: str, organisation: Any = None) -> QuerySet[Finding]:
    """Duties that a published text of another layer speaks of; none of them is law."""
    return mandate_findings(organisation).filter(reading__language_version__revision__layer__in=spoken_of(layer))


def spoken_of(layer: str) -> tuple[str, ...]:
    """An information document tells of duties as a report does."""
    return (Layer.REPORTED, Layer.INFORMATION) if layer == Layer.REPORTED else (layer,)


def others(organisation: Any = None) -> Counts:
    """How many duties are not live, by reason; one query."""
    layer = "reading__language_version__revision__layer"
    waiting = Q(state=Finding.State.OPEN) & (Q(reading__language_version__revision=None) | Q(**{layer: Layer.ADOPTED}))
    counted = mandate_findings(organisation).order_by().aggregate(
        waiting=Count("pk", filter=waiting), proposed=Count("pk", filter=Q(**{layer: Layer.PROPOSED})),
        reported=Count("pk", filter=Q(**{f"{layer}__in": spoken_of(Layer.REPORTED)})),
    )
    return Counts(**counted)
