"""What dated rows must keep: a beginning before its end, no two rows of one thing at once, no row edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.shared.models import Act, DatedRow
from mandata.shared.operations import RuleBroken

ONE_AT_A_TIME = ("region", "size", "secretariat-level")  # schemes of which a party is in one class at a time
A_DAY = timedelta(days=1)
Row = TypeVar("Row", bound=DatedRow)


def overlap(one: Any, since: date | None, until: date | None) -> bool:
    """Whether a row holds on a day between two days; without a day it holds from ever, or for ever."""
    return (one.since is None or until is None or one.since <= until) and (one.until is None or since is None or since <= one.until)


def in_order(since: date | None, until: date | None, subject: Any = None) -> None:
    """An end does not come before its beginning."""
    if since and until and until < since:
        raise RuleBroken(gettext("It ends (%(end)s) before it begins (%(begin)s): mend one of the days.") % {
            "end": date_format(until), "begin": date_format(since)}, subject)


def alone(rows: Iterable[Any], since: date | None, until: date | None, subject: Any = None) -> None:
    """No other row of the same thing holds at the same time."""
    for one in rows:
        if overlap(one, since, until):
            raise RuleBroken(gettext("It is recorded already, %(days)s: correct that row, or end it first.") % {"days": days(one)}, subject)


def days(one: Any) -> str:
    """From when until when a row holds, in words."""
    if one.since and one.until:
        return gettext("from %(begin)s to %(end)s") % {"begin": date_format(one.since), "end": date_format(one.until)}
    if one.since:
        return gettext("since %(day)s") % {"day": date_format(one.since)}
    return gettext("until %(day)s") % {"day": date_format(one.until)} if one.until else gettext("without days")


def replaced(row: Row, act: Act, **values: Any) -> Row:
    """Close a row by an act, and open by the same act one that says otherwise."""
    same = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key and one.name not in (
        "uid", "opened_by", "closed_by")}
    row.closed_by = act
    row.save(update_fields=["closed_by"])
    another = type(row)(**same, opened_by=act)
    for name, value in values.items():
        setattr(another, name, value)
    another.save()
    return another
