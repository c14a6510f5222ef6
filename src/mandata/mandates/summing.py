"""What became of many duties, in one line: how many are reported, overdue, without means, continuing, silent, done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from mandata.mandates.calendar import PERIODS, rules_of
from mandata.mandates.following import DutyState, with_state
from mandata.mandates.models import (
    Assignment,
    Lead,
    MandateTerms,
    Obligation,
    PlanReview,
    SessionChange,
    TermsActor,
    overdue_at,
)
from mandata.mandates.register import live_terms
from mandata.mandates.settings import settings_of
from mandata.parties.models import BodySession, Organisation
from mandata.texts.models import Layer, Work

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


def several_without_lead(organisation: Organisation | None = None) -> QuerySet[MandateTerms]:
    """Live duties that several owe, of whom nobody was named to lead or to own; where classes alone are addressed, none of their parties leads."""
    now = timezone.now()
    named = TermsActor.objects.filter(terms=OuterRef(OuterRef("pk")), actor=OuterRef("actor"))
    lead = Lead.objects.at(now).filter(Exists(named), mandate=OuterRef("mandate"))
    owner = Assignment.objects.at(now).filter(mandate=OuterRef("mandate"))
    found = live_terms().filter(actors__regex=r"^ \S+  \S").exclude(Exists(lead)).exclude(Exists(owner))
    for one in Organisation.objects.all() if organisation is None else [organisation]:
        if classes := settings_of(one).classes:
            beside = TermsActor.objects.filter(terms=OuterRef("pk")).exclude(actor__in=classes)
            found = found.exclude(~Exists(beside), mandate__organisation=one)
    return found if organisation is None else found.filter(mandate__organisation=organisation)


def texts_without_review(organisation: Organisation | None = None, today: date | None = None) -> QuerySet[Work]:
    """Texts in force with live duties that nobody reviewed in this year or the last, with how many duties each has."""
    today = today or timezone.now().date()
    reviewed = PlanReview.objects.filter(work=OuterRef("pk"), year__gte=today.year - 1)
    live = Q(provisions__mandates__ended_by=None, provisions__mandates__isnull=False)
    found = Work.objects.filter(revisions__layer=Layer.ADOPTED, revisions__in_force_until=None).distinct().exclude(Exists(reviewed))
    found = found.annotate(duties=Count("provisions__mandates", filter=live, distinct=True)).filter(duties__gt=0)
    return found if organisation is None else found.filter(organisation=organisation)

