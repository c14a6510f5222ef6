"""``@operation``: one function, one permission, one transaction, one act."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from mandata.shared.models import Act, ActSubject, Record, Refusal
from mandata.shared.rights import Answer, Capacity, may
from mandata.shared.seen import changed_since_seen
from mandata.shared.written import writing

P = ParamSpec("P")
R = TypeVar("R")

REFUSALS_PER_HOUR = 60

Follow = Callable[[Act, Any], None]

_operations: set[tuple[str, str]] = set()
_after: dict[tuple[str, str], list[Follow]] = {}


def operations() -> list[tuple[str, str]]:
    """Every operation there is, as (verb, kind of its subject)."""
    return sorted(_operations)


def after(verb: str, on: str) -> Callable[[Follow], Follow]:
    """Let a higher topic do its part by the act of an operation that knows nothing of it, in its transaction: given the act and the subject."""

    def register(follow: Follow) -> Follow:
        _after.setdefault((verb, on), []).append(follow)
        return follow

    return register


class RuleBroken(Exception):
    """The operation is not possible in this state; the sentence says why."""

    def __init__(self, message: str, subject: Any = None) -> None:
        super().__init__(message)
        self.subject = subject


class Conflict(RuleBroken):
    """Somebody else changed the record since it was shown, by these acts."""

    def __init__(self, message: str, subject: Any = None, acts: Sequence[Act] = ()) -> None:
        super().__init__(message, subject)
        self.acts = acts


class Refused(Exception):
    """The person may not do this; carries the answer of ``may()``."""

    def __init__(self, answer: Answer, verb: str, subject: Any) -> None:
        super().__init__(answer.reason)
        self.answer = answer
        self.verb = verb
        self.subject = subject


@dataclass(slots=True)
class Doing:
    """The operation that runs now: its act, written once, and the further subjects that it touched."""

    act: Act
    subject: Record | None
    further: list[Record] = field(default_factory=list)
    ends: dict[Callable[[set[int]], object], set[int]] = field(default_factory=dict)  # of the outermost one: what is done last, with whose keys

    def also(self, *records: Record) -> None:
        """Name further subjects of the act."""
        self.further.extend(records)

    def write(
        self, subject: Record | None = None, *, changes: dict[str, Any] | None = None, basis: str | None = None
    ) -> Act:
        """Write the act now, so that dated rows can point to it; a second call gives the same act."""
        if self.act.pk is None:
            about = subject or self.subject
            if about is None:
                raise TypeError("an act needs a subject")
            self.act.subject_id = about.uid
            self.act.changes = changes or {}
            self.act.basis = self.act.basis if basis is None else basis
            self.act.save()
        return self.act


_current: ContextVar[tuple[Doing, ...]] = ContextVar("doing", default=())
_known: ContextVar[datetime | None] = ContextVar("known", default=None)

IMPORT = "import"  # the one verb whose operations may say that something was known earlier


def at_end(work: Callable[[set[int]], object], keys: set[int]) -> None:
    """Let work be done with all keys named for it, once, as the last step of the outermost operation; at once where none runs."""
    if stack := _current.get():
        stack[0].ends.setdefault(work, set()).update(keys)
    else:
        work(keys)


def doing() -> Doing:
    """The operation that runs now."""
    return _current.get()[-1]


@contextmanager
def known_as_of(moment: datetime) -> Iterator[None]:
    """The operations inside tell what was known at an earlier moment; only an import may say so, and its acts are marked."""
    if doing().act.verb != IMPORT:
        raise TypeError("only an import may set when something became known")
    if moment > timezone.now():
        raise RuleBroken(gettext("Nothing can have become known in the future."), doing().subject)
    before = _known.set(moment)
    try:
        yield
    finally:
        _known.reset(before)


def operation(
    verb: str, on: str, *, create: bool = False, argument: str = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an operation: ask ``may()``, open the transaction, lock the row, refuse a stale copy, write one ``Act``.

    The function takes ``acting_as`` and, unless ``create``, the record as keywords (named ``argument``, else as the kind). With
    ``create`` the act's subject is the record that it returns. It may take ``happened_at``.
    An operation inside another keeps the transaction and writes its own act.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _operations.add((verb, on))
        signature = inspect.signature(function)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            acting_as: Capacity = bound.arguments["acting_as"]
            subject: Any = on if create else bound.arguments[argument or on]
            happened_at: datetime = bound.arguments.get("happened_at") or timezone.now()
            answer = ask(acting_as, verb, subject, happened_at)
            with transaction.atomic(), writing():
                if not create:
                    _lock(subject)
                if acts := changed_since_seen():
                    raise Conflict(gettext("Somebody changed this since you saw it."), subject, acts)
                act = Act(
                    actor=acting_as.user, acting_as=answer.office or acting_as.office_uid, verb=verb, subject_kind=on,
                    basis=answer.basis, happened_at=happened_at,
                )
                if (known := _known.get()) is not None:
                    act.imported, act.known_at = True, known
                now = Doing(act, None if create else subject)
                token = _current.set((*_current.get(), now))
                try:
                    result = function(*args, **kwargs)
                    act = now.write(cast(Record, result) if create else subject)
                    for follow in _after.get((verb, on), ()):
                        follow(act, result if create else subject)
                    if _current.get()[0] is now:
                        for work, keys in now.ends.items():
                            work(keys)
                finally:
                    _current.reset(token)
                ActSubject.objects.bulk_create(
                    ActSubject(act=act, kind=one.kind(), subject_id=one.uid) for one in now.further
                )
            return result

        run.verb = verb  # type: ignore[attr-defined]
        run.on = on  # type: ignore[attr-defined]
        return run

    return decorate


def ask(acting_as: Capacity, verb: str, subject: Any, at: datetime | None = None) -> Answer:
    """The answer of ``may()`` where it is yes; else the refusal is kept, which needs no transaction around it, and raised."""
    if not (answer := may(acting_as, verb, subject, at)):
        _record_refusal(acting_as, verb, subject, answer)
        raise Refused(answer, verb, subject)
    return answer


def _lock(subject: Record) -> None:
    """Lock the row and take over what is stored now, so that two acts at once are judged one after the other."""
    if above := subject.locked_after:
        related: Any = subject._meta.get_field(above).related_model
        list(related._default_manager.select_for_update().filter(pk=getattr(subject, f"{above}_id")).order_by().values_list("pk"))
    stored = type(subject)._default_manager.select_for_update().filter(pk=subject.pk).order_by().first()  # an order by other records would lock them too
    if stored is None:
        raise Conflict(gettext("This record is no longer there."), subject)
    for column in subject._meta.concrete_fields:
        setattr(subject, column.attname, getattr(stored, column.attname))


def _record_refusal(acting_as: Capacity, verb: str, subject: Any, answer: Answer) -> None:
    if acting_as.user is None:
        return
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if Refusal.objects.filter(actor=acting_as.user, recorded_at__gte=an_hour_ago).count() >= REFUSALS_PER_HOUR:
        return
    Refusal.objects.create(
        actor=acting_as.user, acting_as=acting_as.office_uid, verb=verb,
        subject_kind=subject if isinstance(subject, str) else subject.kind(),
        subject_id="" if isinstance(subject, str) else subject.uid, reason=answer.reason, basis=answer.basis,
    )
