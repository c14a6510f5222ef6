"""From bytes to a ``Text``: the order in which rules run. Read this first.

A rule is a function ``rule(draft) -> None`` that reads and completes the draft; each has its file in ``rules/``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from textengine.model import (
    Amended, Change, Citation, Mandate, Note, Problem, Provision, Source, Span, Task, Text,
)
from textengine.vocabulary import Vocabulary


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the normalised text, as a source gave it."""

    span: Span
    text: str
    style: str | None = None
    label: str | None = None  # an automatic number of a Word file: no part of the text
    in_table: bool = False


@dataclass(slots=True)
class Draft:
    """A text while it is being read: what the source gave, and what the rules have found so far."""

    source: Source
    text: str
    paragraphs: list[Paragraph]
    vocabulary: Vocabulary
    language: str | None = None
    kind: str = "other"
    body: str | None = None
    number: str | None = None
    place: str | None = None
    year: int | None = None
    revised: bool = False
    history: list[tuple[str, int]] = field(default_factory=list)
    title: str | None = None
    amends: Amended | None = None
    notes: list[Note] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def finished(self) -> Text:
        """The draft as a frozen ``Text``."""
        return Text(
            source=self.source, language=self.language, text=self.text, kind=self.kind, body=self.body,
            number=self.number, place=self.place, year=self.year, revised=self.revised,
            history=tuple(self.history), title=self.title, amends=self.amends, notes=tuple(self.notes),
            provisions=tuple(self.provisions), citations=tuple(self.citations), mandates=tuple(self.mandates),
            tasks=tuple(self.tasks), changes=tuple(self.changes), problems=tuple(self.problems),
        )


Rule = Callable[[Draft], None]
RULES: tuple[Rule, ...] = ()
