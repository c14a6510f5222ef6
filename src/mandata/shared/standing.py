"""What holds until something is written from which it was made: nothing changes without an act, so it is kept till then."""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from mandata.shared.written import also_read, reading, stamps, unstamped

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 600  # of what changes with the hour and by no act, such as a link that lapses, a page is so much behind at most

_asked: ContextVar[dict[str, str] | None] = ContextVar("asked", default=None)  # the stamps on which what is being made rests
_under_all: list[Callable[[], Iterable[type[Model]]]] = []


def under_all(models: Callable[[], Iterable[type[Model]]]) -> None:
    """Name models on which whatever is kept rests, because who reads and what he may see is known before it is made."""
    _under_all.append(models)


def until_written(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what ``make`` gives in the reader's language until a table is written that was read for it, ten minutes at most; one query to ask.

    Its arguments are plain values, by which it is kept.
    """

    @functools.wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        return standing(":".join(map(str, (make.__qualname__, *args, *kwargs.values()))), lambda: make(*args, **kwargs))

    return kept


def standing(name: str, make: Callable[[], R], seconds: Callable[[R], int] = lambda _found: SECONDS) -> R:
    """What ``make`` gives, kept by a name that says all on which it rests besides the records, as ``until_written`` keeps it.

    What is not finished may say itself that it is kept fewer seconds. What rests on a table that the operation that runs has written is made anew and not kept.
    """
    key, outer = _key(name), _asked.get()
    now = stamps() if outer is None else outer  # before the records are read: what is written meanwhile has another
    if (kept := _holds(key, now)) is not None and not kept.made_from.keys() & unstamped():
        also_read(kept.made_from)
        return kept.found()  # type: ignore[no-any-return]
    token = _asked.set(now)
    try:
        with reading() as tables:
            found = make()
            laid = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)  # now: what reads its records only when it is looked at reads them here
    finally:
        _asked.reset(token)
    if not (all_read := tables | _always()) & unstamped():
        cache.set(key, Kept(laid, {table: now.get(table) for table in all_read}), seconds(found))
    return found


def already(name: str) -> Any:
    """What is kept by a name; none where it would have to be made first."""
    kept = _holds(_key(name), stamps())
    return None if kept is None else kept.found()


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made, and which stamp each table had from which it was made."""

    laid: bytes
    made_from: dict[str, str | None]

    def found(self) -> Any:
        """The same again; whoever has it may change it."""
        return pickle.loads(self.laid)


def _key(name: str) -> str:
    """Where something is kept in the reader's language on this day; a name may hold what a visitor typed."""
    return "standing:" + hashlib.sha256(f"{name}:{get_language()}:{timezone.now().date()}".encode()).hexdigest()


def _holds(key: str, now: dict[str, str]) -> Kept | None:
    kept: Kept | None = cache.get(key)
    return kept if kept is not None and all(now.get(table) == stamp for table, stamp in kept.made_from.items()) else None


@functools.cache
def _always() -> frozenset[str]:
    return frozenset(model._meta.db_table for models in _under_all for model in models())
