"""Keep what live duties are now: a row of ``LiveDuty`` each, made from the records once at the end of the operation that touched them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, F, Max, Min, Q, QuerySet, Value, When
from django.dispatch import receiver
from django.utils import timezone

from mandata.mandates.models import (
    Answer,
    AnswerLink,
    DutyState,
    LiveDuty,
    MandateTerms,
    Means,
    Obligation,
    ObligationState,
    Says,
    duties_touched,
)
from mandata.mandates.models.owed import MAY_BE_LATE
from mandata.shared.operations import at_end

SOME = 1000  # duties at a time
UNHEARD = (DutyState.NOT_STARTED.value, DutyState.NO_MEANS.value)  # what silence makes continuing
KEPT = ("mandate_id", "organisation_id", "state", "last_id", "reported_on", "next_on", "late_on", "asked_until")


@receiver(duties_touched)
def keep_at_end(sender: Any, mandates: set[int], **_kwargs: Any) -> None:
    """Keep duties when the operation ends that touched them; at once where none runs."""
    at_end(keep, mandates)


def keep(mandates: Iterable[int]) -> int:
    """Make the rows of some duties from the records; how many were otherwise before. Two at once come one after the other."""
    wanted, otherwise = sorted(set(mandates)), 0
    for at in range(0, len(wanted), SOME):
        some = wanted[at:at + SOME]
        with transaction.atomic():
            have = {one.pk: one for one in LiveDuty.objects.select_for_update().filter(mandate__in=some).order_by("mandate")}
            now = {one.pk: one for one in standing_of(some)}
            if gone := [pk for pk in have if pk not in now]:
                LiveDuty.objects.filter(pk__in=gone).delete()
            changed = [one for pk, one in now.items() if pk not in have or any(getattr(one, name) != getattr(have[pk], name) for name in KEPT)]
            LiveDuty.objects.bulk_create(changed, update_conflicts=True, unique_fields=["terms"], update_fields=[name.removesuffix("_id") for name in KEPT])
            otherwise += len(gone) + len(changed)
    return otherwise


def keep_all(organisation: Any = None) -> int:
    """Make the rows of all duties that are live, or were; how many were otherwise, which is none where every writer told of what it wrote."""
    live, kept = MandateTerms.objects.filter(current=True), LiveDuty.objects.all()
    if organisation is not None:
        live, kept = live.filter(mandate__organisation=organisation), kept.filter(organisation=organisation)
    return keep({*live.order_by().values_list("mandate", flat=True), *kept.order_by().values_list("mandate", flat=True)})


def standing_of(mandates: list[int]) -> list[LiveDuty]:
    """What some duties are now by the records, unsaved; none of those that have ended. Five queries, whatever their number.

    The last answer that was not taken back says the state: of a class it is that of some; what delivers one obligation of several lets the
    duty continue. A conditional duty without means and without answer waits for them.
    """
    asked = Q(mandate__in=mandates)
    terms = MandateTerms.objects.filter(asked, current=True).order_by().values_list("pk", "mandate", "mandate__organisation", "conditional", "mandate__ended_by")
    last = {one.mandate_id: one for one in Answer.objects.filter(asked, withdrawn_by=None).order_by("day", "pk")}
    open_ones = {pk: (first, late) for pk, first, late in Obligation.objects.filter(asked, state=ObligationState.OPEN).order_by().values_list("mandate").annotate(
        first=Min("due_on"), late=Min("due_on", filter=Q(**MAY_BE_LATE)))}
    until = dict(AnswerLink.objects.filter(asked, answer=None).order_by().values_list("mandate").annotate(until=Max("expires_at")))
    given = set(Means.objects.known().filter(asked, what=Means.What.GIVEN).order_by().values_list("mandate", flat=True))
    found = []
    for pk, mandate, organisation, conditional, ended in terms:
        answer, (first, late) = last.get(mandate), open_ones.get(mandate, (None, None))
        state = DutyState.ENDED if ended else _state(answer, first is not None, conditional and mandate not in given)
        found.append(LiveDuty(
            terms_id=pk, mandate_id=mandate, organisation_id=organisation, state=state.value, last_id=answer.pk if answer else None,
            reported_on=answer.day if answer else None, next_on=first, late_on=late, asked_until=until.get(mandate)))
    return found


def _state(last: Answer | None, open_ones: bool, waits: bool) -> DutyState:
    if last is None:
        return DutyState.NO_MEANS if waits else DutyState.NOT_STARTED
    if last.party_id is not None:
        return DutyState.OF_SOME
    if last.says == Says.DONE and last.obligation_id is not None and open_ones:
        return DutyState.CONTINUING
    return DutyState(last.says)


def silent(now: datetime | None = None, prefix: str = "") -> Q:
    """The rows of duties whose links all lapsed while nothing was heard: silence lets them continue."""
    return Q(**{f"{prefix}state__in": UNHEARD, f"{prefix}asked_until__lt": now or timezone.now()})


def stated(prefix: str = "", now: datetime | None = None) -> Case:
    """The state of rows at a time, a ``DutyState``; of terms that have none, ended."""
    return Case(
        When(**{f"{prefix}pk__isnull": True}, then=Value(DutyState.ENDED.value)), When(silent(now, prefix), then=Value(DutyState.SILENT.value)),
        default=F(f"{prefix}state"), output_field=CharField())


def with_state(terms: QuerySet[MandateTerms], now: datetime | None = None) -> QuerySet[Any]:
    """Terms with ``state`` (a ``DutyState``), ``reported_on`` and what was ``reported`` last, as they are kept."""
    return terms.annotate(reported_on=F("live__reported_on"), reported=F("live__last__words"), state=stated("live__", now))
