"""The tables of a profile: lines that know their file and number, so that a wrong one is named by its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mandata.shared.operations import RuleBroken

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
SLIP = " *"  # a mark of the source's footnotes that is no part of a name


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column that must be there and filled."""
        if not (found := self.get(column)):
            raise self.wrong(f"the column “{column}” is empty or missing")
        return found

    def get(self, column: str) -> str:
        """The cell of a column; empty where the table has none."""
        return (self.cells.get(column) or "").strip()

    def day(self, column: str) -> date | None:
        """A day; a month or a year alone give their first day."""
        try:
            return day(self.get(column))
        except ValueError as error:
            raise self.wrong(f"“{self.get(column)}” in “{column}” is no day (2024, 2024-09 or 2024-09-19)") from error

    def whole(self, column: str) -> int:
        """A whole number."""
        if not self[column].isdecimal():
            raise self.wrong(f"“{self[column]}” in “{column}” is no whole number")
        return int(self[column])

    def one_of(self, column: str, allowed: list[str]) -> str:
        """A cell that holds one of the words allowed."""
        if self[column] not in allowed:
            raise self.wrong(f"“{self[column]}” in “{column}” is none of {', '.join(allowed)}")
        return self[column]

    def flag(self, column: str, default: str = "0") -> bool:
        """Yes (1) or no (0)."""
        found = self.get(column) or default
        if found not in ("0", "1"):
            raise self.wrong(f"“{found}” in “{column}” is neither 0 nor 1")
        return found == "1"

    def names(self, prefix: str = "name_") -> dict[str, str]:
        """The names in the languages of the table, without a mark of the source's footnotes."""
        found = {language: self.get(prefix + language) for language in LANGUAGES}
        return {language: name.removesuffix(SLIP).rstrip() for language, name in found.items() if name}

    def note(self) -> str:
        """The note beside the line, with what was cleaned from its names."""
        slips = any(self.get(f"name_{language}").endswith(SLIP) for language in LANGUAGES)
        return "; ".join(filter(None, [self.get("note"), "the source marks the name with an asterisk" if slips else ""]))

    def wrong(self, what: str) -> RuleBroken:
        """The fault of this line, named by its place."""
        return RuleBroken(f"{self.file}, line {self.number}: {what}.")


def lines(path: Path) -> Iterator[Line]:
    """The lines of a table; none where the profile has no such table."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
            if None in cells:
                raise Line(path.name, number, {}).wrong("it has more cells than the head of the table")
            yield Line(path.name, number, cells)


def day(text: str) -> date | None:
    """A day from a table: a whole date; a month or a year give their first day."""
    if not text:
        return None
    parts = [int(one) for one in text.split("-")]
    if len(parts) > 3:
        raise ValueError(text)
    return date(*(parts + [1, 1])[:3])
