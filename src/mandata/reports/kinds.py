"""The kinds of reports there are: each a title and its sections in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from mandata.reports.building import Writer
from mandata.reports.tables import DataTable
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken

Write = Callable[[Writer], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report; each section has a code, a title and what writes it."""

    code: str
    title: Any
    sections: tuple[tuple[str, Any, Write], ...]
    tables: tuple[DataTable, ...] = ()  # that go with it as data


_kinds: dict[str, Kind] = {}


def report_kind(code: str, title: Any, sections: Sequence[tuple[str, Any, Write]], tables: Sequence[DataTable] = ()) -> Kind:
    """Register a kind of report."""
    _kinds[code] = Kind(code, title, tuple(sections), tuple(tables))
    return _kinds[code]


def kinds() -> list[Kind]:
    """All kinds, by code."""
    return sorted(_kinds.values(), key=lambda one: one.code)


def kind_of(code: str) -> Kind:
    """The kind of a code; a rule is broken where there is none."""
    if (found := _kinds.get(code)) is None:
        raise RuleBroken(gettext("There is no kind of report “%(code)s”. There are: %(known)s.") % {
            "code": code, "known": joined(sorted(_kinds))})
    return found


def title_of(code: str) -> str:
    """What a kind of report is called; its code where it is no kind any more."""
    return str(_kinds[code].title) if code in _kinds else code
