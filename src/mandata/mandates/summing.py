"""What became of many duties, in one line: how many are reported, overdue, without means, continuing, silent, done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from mandata.mandates.calendar import PERIODS, rules_of
from mandata.mandates.following import DutyState, with_state
from mandata.mandates.models import (
    MandateTerms,
    Obligation,
    SessionChange,
    overdue_at,
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
    def nothing(self) -> int:
        """Of which nobody has said anything."""
        return self.of(DutyState.NOT_STARTED)


def summed(terms: QuerySet[MandateTerms], since: date, today: date | None = None) -> Summary:
    """The counts of some terms; two queries."""
    today = today or timezone.now().date()
    rows = list(with_state(terms.order_by()).values_list("state", "reported_on"))
    late = Obligation.objects.filter(overdue_at(today), mandate__in=terms.order_by().values("mandate")).values("mandate").distinct().count()
    reported = sum(1 for _state, day in rows if day is not None and day >= since)
    return Summary(len(rows), reported, late, since, dict(Counter(state for state, _day in rows)))


def period_start(organisation: Organisation, today: date | None = None) -> date:
    """The day after the last assembly that opened a study period; a year ago where no setting says whose sessions do."""
    today = today or timezone.now().date()
    rule = rules_of(organisation).get(PERIODS)
    said = SessionChange.objects.filter(session=OuterRef("pk")).order_by("-pk").values("what")
    held = BodySession.objects.annotate(last_day=Coalesce("end", "start"), said=Coalesce(Subquery(said[:1]), Value(""))).exclude(said=SessionChange.What.CANCELLED).filter(
        organisation=organisation, body__key__in=rule.value.split() if rule else (), last_day__lt=today)
    last = held.order_by("-last_day").values_list("last_day", flat=True).first()
    return last + timedelta(days=1) if last else today - A_YEAR
