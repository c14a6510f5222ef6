"""From bytes to a ``Text``: the order in which rules run. Read this first.

A rule is a function ``rule(draft) -> None`` that reads and completes the draft; each has its file in ``rules/``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textengine.model import (
    Amended,
    Change,
    Citation,
    Mandate,
    Note,
    Problem,
    Provision,
    Source,
    Span,
    Task,
    Text,
)
from textengine.vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from textengine.sources.akn import AknText


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
    opening: int | None = None  # the paragraph that names the body, and the first one after it
    start: int | None = None
    kind: str = "other"
    body: str | None = None
    number: str | None = None
    place: str | None = None
    year: int | None = None
    revised: bool = False
    history: list[tuple[str, int]] = field(default_factory=list)
    title: str | None = None
    title_line: Span | None = None
    amends: Amended | None = None
    notes: list[Note] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _small: str | None = None

    def small(self) -> str:
        """The text in small letters, as long as the text: a sign that would become several stands as it is."""
        if self._small is None:
            small = self.text.lower()
            self._small = small if len(small) == len(self.text) else "".join(
                sign.lower() if len(sign.lower()) == 1 else sign for sign in self.text
            )
        return self._small

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


def rules() -> tuple[Rule, ...]:
    """The order in which rules run."""
    from textengine.rules.changes import mark_fused
    from textengine.rules.citations import find_citations
    from textengine.rules.doubts import doubt_outline
    from textengine.rules.groups import find_provisions
    from textengine.rules.language import detect_language
    from textengine.rules.longest import tell_long
    from textengine.rules.mandates import find_mandates
    from textengine.rules.many_alike import join_many_alike
    from textengine.rules.merged import part_merged
    from textengine.rules.numbering import find_gaps
    from textengine.rules.opening import find_opening
    from textengine.rules.other_heads import find_other_head
    from textengine.rules.title import find_title

    return (
        detect_language, part_merged, find_opening, find_title, find_other_head, find_provisions, mark_fused, find_gaps, doubt_outline, tell_long,
        find_citations, find_mandates, join_many_alike,
    )


ZIP = b"PK\x03\x04"


def read(data: bytes, name: str, vocabulary: Vocabulary | None = None) -> Text:
    """Read one file; ``Unreadable`` with a sentence for people where that cannot be done."""
    from textengine.sources import is_akn, refusal

    if (refused := refusal(data)) is not None:
        raise refused
    is_docx, marked_up = data.startswith(ZIP), is_akn(data)
    source = Source(name, hashlib.sha256(data).hexdigest(), "docx" if is_docx else "akn" if marked_up else "txt")
    vocabulary = vocabulary or load_vocabulary()
    if marked_up:
        from textengine.sources.akn import read_akn

        akn = read_akn(data)
        draft = Draft(source, akn.text, akn.paragraphs, vocabulary, notes=akn.notes, changes=akn.changes, problems=akn.problems)
        if akn.head is not None:
            return _restored(draft, akn)
    elif is_docx:
        from textengine.sources.docx import read_docx

        word = read_docx(data)
        draft = Draft(
            source, word.text, word.paragraphs, vocabulary, notes=word.notes, changes=word.changes, problems=word.problems
        )
    else:
        from textengine.sources.plain import read_plain

        text, paragraphs, notes, problems = read_plain(data)
        draft = Draft(source, text, paragraphs, vocabulary, notes=notes, problems=problems)
    for rule in rules():
        rule(draft)
    return draft.finished()


def _restored(draft: Draft, akn: AknText) -> Text:
    """A reading that stands in a file of ours, whole."""
    head = akn.head
    assert head is not None
    draft.language, draft.kind, draft.body, draft.number, draft.place = head.language, head.kind, head.body, head.number, head.place
    draft.year, draft.revised, draft.history, draft.title, draft.amends = head.year, head.revised, list(head.history), head.title, head.amends
    draft.provisions, draft.citations, draft.mandates, draft.tasks = akn.provisions, akn.citations, akn.mandates, akn.tasks
    return draft.finished()
