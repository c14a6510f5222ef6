"""What a person saw of a record when a form was drawn: the number of acts that named it then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Count, Q, QuerySet

from mandata.shared.models import Act, ActSubject, Record

# Counted, not the newest number: on PostgreSQL an act with a lower number may become visible later.
_seen: ContextVar[list[str]] = ContextVar("seen")


def seen_each(records: Iterable[Record]) -> dict[str, str]:
    """What a form carries for each of many records, by uid, in two queries."""
    return {uid: f"{uid}.{number}" for uid, number in _numbers(one.uid for one in records).items()}


def seen(record: Record) -> str:
    """What a form carries so that an act on a stale copy is refused."""
    return seen_each([record])[record.uid]


@contextmanager
def having_seen(*tokens: str) -> Iterator[None]:
    """The first operation inside is refused (``Conflict``) where a record named by a token has changed since."""
    before = _seen.set(list(tokens))
    try:
        yield
    finally:
        _seen.reset(before)


def changed_since_seen() -> list[Act]:
    """The acts done meanwhile on what the person saw; asked once, since the operation itself changes it then."""
    tokens = _seen.get([])
    then = {uid: int(number) if number.isdecimal() and len(number) < 12 else 0 for uid, _, number in (one.partition(".") for one in tokens)}
    tokens.clear()
    acts: list[Act] = []
    for uid, number in _numbers(then).items():
        if new := max(0, number - then[uid]):
            acts += list(acts_on(uid).order_by("-id")[:new])[::-1]
    return acts


def acts_on(uid: str) -> QuerySet[Act]:
    """The acts that name a record, as their subject or further subject."""
    further = ActSubject.objects.filter(subject_id=uid).values("act_id")
    return Act.objects.filter(Q(subject_id=uid) | Q(pk__in=further))


def _numbers(uids: Iterable[str]) -> dict[str, int]:
    numbers = dict.fromkeys(uids, 0)
    for rows in (Act.objects.order_by(), ActSubject.objects.order_by()):
        found = rows.filter(subject_id__in=list(numbers)).values("subject_id").annotate(number=Count("pk"))
        for uid, number in found.values_list("subject_id", "number"):
            numbers[uid] += number
    return numbers
