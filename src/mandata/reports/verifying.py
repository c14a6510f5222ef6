"""Whether a published report still follows from the records: as known then, to verify it; as known now, to tell what changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from mandata.reports.figures import Figures, measure_named
from mandata.reports.models import Report, ReportObservation, ReportState
from mandata.reports.operations import hash_of
from mandata.shared.measures import measure_of
from mandata.shared.models import Act, ActSubject


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure of a published report that the records give otherwise: both values, and the records that make the difference."""

    key: str
    label: Any
    part: str
    printed: int
    found: int | None  # none: the formula of this version is gone
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    of: tuple[int | None, int | None] = (None, None)  # what it is a part of, as printed and as found

    @property
    def part_of_other(self) -> bool:
        """Whether it is a part of another number than the one printed."""
        return self.of[0] != self.of[1]

    @property
    def by_records_alone(self) -> bool:
        """Whether the number stands and rests on other records."""
        return self.printed == self.found and not self.part_of_other

    @property
    def records(self) -> tuple[str, ...]:
        """The uids of the records counted now and not then, or then and not now."""
        return self.gained + self.lost


@dataclass(slots=True)
class Verified:
    """What verifying a report came to."""

    report: Report
    hash_holds: bool
    compared: int
    changed: list[Changed] = field(default_factory=list)
    told_since: int = 0  # acts taken over from before, later than the report, that were known by then

    @property
    def holds(self) -> bool:
        """Whether the words are those published and each figure is rebuilt alike."""
        return self.hash_holds and not self.changed


def verify(report: Report) -> Verified:
    """Rebuild each observation from the records as known then, and compare; compare the hash of the words."""
    late = Act.objects.filter(id__gt=report.last_act or 0, known_at__lte=report.known).count()
    return Verified(report, hash_of(report) == report.sha256, report.observations.count(), _compared(report, report.known), late)


def changed_since(report: Report) -> list[Changed]:
    """The figures of a published report that are others for the same day as known now."""
    return _compared(report, timezone.now()) if report.published else []


def _compared(report: Report, known: datetime) -> list[Changed]:
    figures = Figures(report.organisation, report.at, known)
    return [found for one in report.observations.filter(hidden=False) if (found := _difference(one, figures)) is not None]


def _difference(kept: ReportObservation, figures: Figures) -> Changed | None:
    try:
        measure = measure_of(kept.measure, kept.version)
    except KeyError:
        known = measure_named(kept.measure)
        return Changed(kept.key, known.label if known else kept.measure, kept.part, kept.value, None)
    if kept.split and kept.split not in measure.splits:
        return Changed(kept.key, measure.label, kept.part, kept.value, None)
    now = figures.part(kept.measure, kept.split, kept.part, kept.version) if kept.split else figures.whole(kept.measure, kept.version)
    records = figures.records(now)
    same = (kept.value, kept.numerator, kept.denominator) == (now.value, now.numerator, now.denominator)
    if same and (kept.split or measure.tally is not None or kept.records == records):
        return None
    gained, lost = set(records) - set(kept.records), set(kept.records) - set(records)
    return Changed(kept.key, measure.label, kept.part, kept.value, now.value, tuple(sorted(gained)), tuple(sorted(lost)), (kept.denominator, now.denominator))


def acts_behind(report: Report, changed: list[Changed]) -> list[Act]:
    """The acts later than the report that speak of records which changed its figures, the oldest first."""
    uids = {uid for one in changed for uid in one.records}
    further = ActSubject.objects.filter(subject_id__in=uids).values("act")
    return list(Act.objects.filter(Q(subject_id__in=uids) | Q(pk__in=further), id__gt=report.last_act or 0).order_by("id")[:200])


def overtaken(organisations: Any = None) -> list[tuple[Report, int]]:
    """The last published reports of each kind with figures that changed since, and how many; of some organisations, or of all."""
    later = Report.objects.filter(follows=OuterRef("pk"), state=ReportState.PUBLISHED)
    found = Report.objects.filter(~Exists(later), state=ReportState.PUBLISHED).defer("snapshot").select_related("organisation")
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    return [(one, count) for one in found if (count := len(changed_since(one)))]
