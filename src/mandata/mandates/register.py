"""The register: live duties by default, and in one line what else there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from mandata.mandates.models import Mandate, MandateTerms
from mandata.shared.models import Act
from mandata.texts.models import Finding, Layer, Revision

WAITS = Q(state=Finding.State.OPEN) & (
    Q(reading__language_version__revision=None)
    | Q(reading__language_version__revision__layer=Layer.ADOPTED, reading__language_version__revision__in_force_until=None)
)


SHORT = 260  # signs


def shortened(words: str) -> str:
    """At most so many signs as a row holds, cut between words."""
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Counts:
    """What is not live: duties that wait for review, those of other layers, and those that ended."""

    waiting: int
    proposed: int
    reported: int
    ended: int


def live_terms() -> QuerySet[MandateTerms]:
    """The terms of live duties: adopted, operative, confirmed, not ended."""
    return MandateTerms.objects.filter(current=True).select_related(
        "mandate__organisation", "version__provision", "version__revision__work__body",
        "version__revision__session", "words_changed",
    )


@dataclass(frozen=True, slots=True)
class End:
    """How a duty ended: by which act, and through which other text, where there is one."""

    act: Act
    newer: Revision | None


def ended_terms(organisation: Any = None) -> QuerySet[MandateTerms]:
    """The last terms of each duty that has ended, the one that ended last first."""
    last = MandateTerms.objects.filter(mandate=OuterRef("mandate")).order_by("-pk").values("pk")[:1]
    found = MandateTerms.objects.exclude(mandate__ended_by=None).filter(pk=Subquery(last))
    if organisation is not None:
        found = found.filter(mandate__organisation=organisation)
    return found.order_by("-mandate__ended_by__happened_at", "place", "-pk")


def ends_of(terms: Iterable[MandateTerms]) -> dict[int, End]:
    """How the duties of some terms ended, by mandate; three queries, whatever their number.

    The other text is the one that the act was about; where that is the duty's own (it came later than the one that
    followed it), the one that followed.
    """
    ended = [one for one in terms if one.mandate.ended_by_id is not None]
    if not ended:
        return {}
    uids = {one.mandate.ended_by.subject_id for one in ended if one.mandate.ended_by}
    named = {one.uid: one for one in Revision.objects.filter(uid__in=uids).select_related("work", "session")}
    findings = Finding.objects.filter(uid__in=uids).exclude(reading__language_version__revision=None)
    for finding in findings.select_related(*(f"reading__language_version__revision__{name}" for name in ("work", "session"))):
        if (revision := finding.reading.language_version.revision) is not None:
            named[finding.uid] = revision
    following: dict[int, list[Revision]] = {}
    adopted = Revision.objects.filter(work__in={one.version.revision.work_id for one in ended}, layer=Layer.ADOPTED)
    for later in adopted.exclude(adopted_on=None).select_related("work", "session").order_by("adopted_on", "pk"):
        following.setdefault(later.work_id, []).append(later)
    ends = {}
    for one in ended:
        act, own = one.mandate.ended_by, one.version.revision
        assert act is not None
        newer = named.get(act.subject_id)
        if newer is not None and newer.pk == own.pk:
            newer = next((
                later for later in following.get(own.work_id, ()) if own.adopted_on and later.adopted_on and later.adopted_on > own.adopted_on
            ), None) if act.subject_kind == Revision.kind() else None
        ends[one.mandate_id] = End(act, newer)
    return ends


def mandate_findings(organisation: Any = None) -> QuerySet[Finding]:
    """Mandate findings of the readings in use that nobody rejected."""
    found = Finding.objects.filter(
        what=Finding.What.MANDATE, reading__language_version__reading=F("reading_id")
    ).exclude(state=Finding.State.REJECTED)
    if organisation is not None:
        found = found.filter(reading__language_version__file__organisation=organisation)
    return found


def waiting_findings(organisation: Any = None) -> QuerySet[Finding]:
    """Duties that wait for a person: of unpublished texts, and of adopted ones in force; what was followed asks nobody."""
    return mandate_findings(organisation).filter(WAITS)


def layer_findings(layer: str, organisation: Any = None) -> QuerySet[Finding]:
    """Duties that a published text of another layer speaks of; none of them is law."""
    return mandate_findings(organisation).filter(reading__language_version__revision__layer__in=spoken_of(layer))


def spoken_of(layer: str) -> tuple[str, ...]:
    """An information document tells of duties as a report does."""
    return (Layer.REPORTED, Layer.INFORMATION) if layer == Layer.REPORTED else (layer,)


def others(organisation: Any = None) -> Counts:
    """How many duties are not live, by reason; two queries."""
    layer = "reading__language_version__revision__layer"
    counted = mandate_findings(organisation).order_by().aggregate(
        waiting=Count("pk", filter=WAITS), proposed=Count("pk", filter=Q(**{layer: Layer.PROPOSED})),
        reported=Count("pk", filter=Q(**{f"{layer}__in": spoken_of(Layer.REPORTED)})),
    )
    ended = Mandate.objects.exclude(ended_by=None)
    return Counts(**counted, ended=(ended if organisation is None else ended.filter(organisation=organisation)).count())
