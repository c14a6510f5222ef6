"""Dated rows as pages tell them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mandata.web.moments import Moments


class Dated:
    """A dated row as a page tells it: what, by what, from when until when."""

    def __init__(self, row: Any, what: Any, by: Any) -> None:
        self.row, self.what, self.by, self.since, self.until = row, what, by, row.since, row.until
        self.past = row.until is not None and row.until < timezone.now().date()
        self.address = f"/parties/rows/{row.kind()}/{row.pk}/"


def held(rows: Any, when: Moments) -> QuerySet[Any]:
    """All rows as known now or, where a day is asked for, those that held on it, as known then."""
    return rows.all().at(when.at, when.known).order_by("since", "pk") if when.asked else known(rows)  # type: ignore[no-any-return]


def known(rows: Any) -> QuerySet[Any]:
    """The dated rows as known now: those that hold first, then the ended ones."""
    return rows.filter(closed_by=None).order_by("-until", "since", "pk")  # type: ignore[no-any-return]
