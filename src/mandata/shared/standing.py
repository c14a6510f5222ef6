"""What holds until the next act: nothing changes without one, so what was made of the records is kept till then."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from mandata.shared.models import Act

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 60  # two acts at once may become visible in another order than their numbers
LONG = 600  # no act takes so long to become visible


def until_next_act(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what ``make`` gives in the reader's language until an act is recorded, a minute at most; one query to ask.

    Its arguments are plain values, by which it is kept.
    """

    @functools.wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        return standing(":".join(map(str, (make.__qualname__, *args, *kwargs.values()))), lambda: make(*args, **kwargs))

    return kept


def while_rows_stand(*rows: type[Model]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what ``make`` gives in the reader's language until an act opens or closes one of some dated rows; other acts let it stand.

    It rests on nothing else, and its arguments are plain values, by which it is kept.
    """

    def keeping(make: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(make)
        def kept(*args: P.args, **kwargs: P.kwargs) -> R:
            return standing(":".join(map(str, (make.__qualname__, *args, *kwargs.values()))), lambda: make(*args, **kwargs), rows)

        return kept

    return keeping


def standing(name: str, make: Callable[[], R], rows: Sequence[type[Model]] = ()) -> R:
    """What ``make`` gives, kept by a name that says all on which it rests, as ``until_next_act`` keeps it; with ``rows`` as ``while_rows_stand``."""
    key = key_of(name, last := last_acts(rows))
    if (found := cache.get(key)) is None:
        found = make()
        cache.set(key, found, LONG if rows and _long_ago(last) else SECONDS)
    return found  # type: ignore[no-any-return]


def already(name: str, rows: Sequence[type[Model]] = ()) -> Any:
    """What is kept by a name; none where it would have to be made first."""
    return cache.get(key_of(name, last_acts(rows)))


def key_of(name: str, last: Sequence[int | None]) -> str:
    """Where something is kept in the reader's language; a name may hold what a visitor typed."""
    return "standing:" + hashlib.sha256(f"{name}:{get_language()}:{last}".encode()).hexdigest()


def last_acts(rows: Sequence[type[Model]] = ()) -> tuple[int | None, ...]:
    """The last act of all; or of those by which rows were opened and closed the last of each: one query that takes each from its index."""
    if not rows:
        return (Act.objects.order_by("-id").values_list("id", flat=True).first(),)
    quote = connection.ops.quote_name
    asked = [
        f"(SELECT MAX({quote(field.column)}) FROM {quote(row._meta.db_table)})"
        for row in rows for field in row._meta.concrete_fields if field.related_model is Act and field.column
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(asked))
        return tuple(cursor.fetchone())


def _long_ago(last: Sequence[int | None]) -> bool:
    """Whether the acts are so old that none with a lower number can still become visible."""
    return not Act.objects.filter(pk__in=[one for one in last if one], recorded_at__gt=timezone.now() - timedelta(seconds=LONG)).exists()
