"""What became of many duties, in one line: how many are reported, overdue, without means, continuing, silent, done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from mandata.mandates.calendar import PERIODS, rules_of
from mandata.mandates.keeping import stated
from mandata.mandates.models import (
    DutyState,
    LiveDuty,
    SessionChange,
)
from mandata.parties.models import BodySession, Organisation

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of live duties; ``states`` are those of ``DutyState``, which add up to ``duties``."""

    duties: int
    reported: int  # since ``since``
    overdue: int  # duties of which something is overdue
    since: date
    states: dict[str, int]

    def of(self, state: str) -> int:
        """How many are in a state."""
        return self.states.get(state, 0)

    @property
    def without_means(self) -> int:
        """Conditional, and no means recorded."""
        return self.of(DutyState.NO_MEANS)

    @property
    def continuing(self) -> int:
        """Said to be continuing."""
        return self.of(DutyState.CONTINUING)

    @property
    def silent(self) -> int:
        """Asked, and nothing was heard."""
        return self.of(DutyState.SILENT)

    @property
    def done(self) -> int:
        """Said to be done."""
        return self.of(DutyState.DONE)

    @property
    def others(self) -> list[tuple[str, str, int]]:
        """The other states in which some are, in words: with those above they are all duties."""
        found = (DutyState.UNDER_WAY, DutyState.NOT_YET, DutyState.OF_SOME)
        return [(one.value, str(one.label), self.of(one)) for one in found if self.of(one)]

    @property
    def nothing(self) -> int:
        """Of which nobody has said anything."""
        return self.of(DutyState.NOT_STARTED)


def summed(duties: QuerySet[LiveDuty], since: date, today: date | None = None) -> Summary:
    """The counts of some live duties; one query."""
    today = today or timezone.now().date()
    rows = duties.order_by().annotate(now=stated()).values_list("now").annotate(
        all=Count("pk"), reported=Count("pk", filter=Q(reported_on__gte=since)), late=Count("pk", filter=Q(late_on__lt=today)))
    found = {state: counts for state, *counts in rows}
    all_in_all, reported, late = (sum(counts[place] for counts in found.values()) for place in range(3))
    return Summary(all_in_all, reported, late, since, {state: counts[0] for state, counts in found.items()})


def period_start(organisation: Organisation, today: date | None = None) -> date:
    """The day after the last assembly that opened a study period; a year ago where no setting says whose sessions do."""
    today = today or timezone.now().date()
    rule = rules_of(organisation).get(PERIODS)
    said = SessionChange.objects.filter(session=OuterRef("pk")).order_by("-pk").values("what")
    held = BodySession.objects.annotate(last_day=Coalesce("end", "start"), said=Coalesce(Subquery(said[:1]), Value(""))).exclude(said=SessionChange.What.CANCELLED).filter(
        organisation=organisation, body__key__in=rule.value.split() if rule else (), last_day__lt=today)
    last = held.order_by("-last_day").values_list("last_day", flat=True).first()
    return last + timedelta(days=1) if last else today - A_YEAR
