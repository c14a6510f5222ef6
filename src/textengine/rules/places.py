"""Which provision stands at a place of the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from textengine.model import Provision


class ByPlace:
    """Provisions by place: the innermost one in which a place lies."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        self.rows = sorted(provisions, key=lambda one: one.span.start)
        self.starts = [one.span.start for one in self.rows]

    def at(self, place: int) -> str | None:
        """The id of the provision at a place; none outside."""
        last = bisect_right(self.starts, place)
        return next((row.id for row in reversed(self.rows[max(0, last - 3):last]) if place < row.span.end), None)
