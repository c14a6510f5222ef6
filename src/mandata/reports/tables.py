"""The tables that go with a report as data: all rows of what a paper prints the first of, in codes, alike in every language."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mandata.reports.figures import Figures

Field = tuple[str, str, str]  # name, type, what it tells


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of a kind of report: its fields, and the rows as of the times of some figures."""

    name: str
    fields: tuple[Field, ...]
    rows: Callable[[Figures], Iterable[Sequence[object]]]

    @property
    def path(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"

    def text(self, figures: Figures) -> str:
        """The table as CSV."""
        return as_csv([name for name, _type, _words in self.fields], self.rows(figures))


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under their head; what is not there is an empty cell, yes and no are true and false."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in row] for row in rows)
    return out.getvalue()


def laid_beside(code: str, figures: Figures) -> Mapping[str, str]:
    """The tables of a kind of report as of the times of some figures: file -> text."""
    from mandata.reports.kinds import kind_of

    return {one.path: one.text(figures) for one in kind_of(code).tables}
