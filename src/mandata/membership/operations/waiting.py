"""Dated rows of an application, opened and closed by the act that runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mandata.membership.models import Application, Waiting
from mandata.parties.dated import A_DAY, replaced
from mandata.shared.models import Act


def waits_on(application: Application, on: str, act: Act) -> None:
    """From the act's day on the application waits."""
    Waiting.objects.create(application=application, on=on, since=day_of(act), opened_by=act)


def waits_no_longer(application: Application, act: Act) -> None:
    """What it waited for has happened: the row known until now is closed, and one that ends the day before is opened."""
    for row in Waiting.objects.known().filter(application=application, until=None):
        end_row(row, act)


def end_row(row: Any, act: Act) -> None:
    """End a dated row with the day before the act happened: closed, and opened again with its end, unless it never held."""
    last = day_of(act) - A_DAY
    if row.since is not None and row.since > last:
        type(row).objects.filter(pk=row.pk).update(closed_by=act)
    else:
        replaced(row, act, until=last)


def day_of(act: Act) -> date:
    """The day on which an act happened."""
    happened: datetime = act.happened_at
    return happened.date()
