"""What holds until the next act: nothing changes without one, so what was made of the records is kept till then."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from mandata.shared.models import Act

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 60  # two acts at once may become visible in another order than their numbers


def until_next_act(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what ``make`` gives in the reader's language until an act is recorded, a minute at most; one query to ask.

    Its arguments are plain values, by which it is kept.
    """

    @functools.wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        return standing(":".join(map(str, (make.__qualname__, *args, *kwargs.values()))), lambda: make(*args, **kwargs))

    return kept


def standing(name: str, make: Callable[[], R]) -> R:
    """What ``make`` gives, kept by a name that says all on which it rests, as ``until_next_act`` keeps it."""
    last = Act.objects.order_by("-id").values_list("id", flat=True).first()
    key = "standing:" + hashlib.sha256(f"{name}:{get_language()}:{last}".encode()).hexdigest()  # a name may hold what a visitor typed
    if (found := cache.get(key)) is None:
        found = make()
        cache.set(key, found, SECONDS)
    return found  # type: ignore[no-any-return]
