"""How a report is built: sections in a fixed order, words apart from slots, and the checks without which there is no report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, gettext_lazy, override

from mandata.reports.figures import Figures, identity, key_of
from mandata.reports.models import Report, SignedParagraph
from mandata.shared.joining import joined
from mandata.shared.measures import Observation
from mandata.shared.operations import RuleBroken

SLOT = re.compile(r"%\(([a-z_]+)\)s")
REFERENCE = re.compile(r"\{([^{}]*)\}")
WORDS, FIGURE, DAY, NAME = "words", "figure", "day", "name"


class NotBuilt(RuleBroken):
    """The report cannot be built; the sentence names the section and the words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, or what fills a slot: a figure with its observation, a day, a name."""

    text: str
    kind: str = WORDS
    obs: str = ""
    value: str = ""


Pieces = list[Piece]


@dataclass(slots=True)
class Block:
    """Part of a section: a ``sentence``, a ``table``, a ``list``, a signed ``paragraph``, or what says why it is ``empty``."""

    kind: str
    rows: list[list[Pieces]] = field(default_factory=list)  # of a sentence one row with one cell
    head: list[str] = field(default_factory=list)
    language: str = ""  # of a signed paragraph
    signed: str = ""
    mark: str = ""  # of a sentence: what a reader must know of it


@dataclass(slots=True)
class Section:
    """One section with its title, in its place."""

    code: str
    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Paper:
    """A report in one language."""

    language: str
    title: str
    header: list[tuple[str, Pieces]]
    sections: list[Section]
    organisation: str = ""  # as it was called; of a paper kept without it, whatever it is called now

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def paper_from(kept: dict[str, Any]) -> Paper:
    """A paper as it was kept."""

    def pieces(row: Iterable[dict[str, str]]) -> Pieces:
        return [Piece(**one) for one in row]

    return Paper(
        kept["language"], kept["title"], [(label, pieces(row)) for label, row in kept["header"]],
        [
            Section(one["code"], one["title"], [
                Block(**{**block, "rows": [[pieces(cell) for cell in row] for row in block["rows"]]}) for block in one["blocks"]
            ])
            for one in kept["sections"]
        ],
        kept.get("organisation", ""),
    )


def number_in(words: str) -> str:
    """The first figure in words, with its neighbours; empty where there is none."""
    for place, sign in enumerate(words):
        if unicodedata.category(sign).startswith("N"):
            return words[max(0, place - 20):place + 20].strip()
    return ""


class Writer:
    """Writes the sections of one report in one language: sentences with slots, tables, and why something is empty."""

    def __init__(self, report: Report, figures: Figures) -> None:
        self.report, self.figures = report, figures
        self.reader = language_now()  # of whoever asked: what is wrong is told in it, whatever language is written
        self.section = Section("", "")

    def begin(self, code: str, title: str) -> Section:
        """Begin a section."""
        self.section = Section(code, title)
        return self.section

    def figure(self, observation: Observation) -> Piece:
        """A figure as figures, by the reader's locale; a cell of too few persons is not shown."""
        self._check(observation)
        self.figures.printed.setdefault(observation.key, observation)
        if self.figures.hidden(observation):
            return Piece(gettext("not shown"), FIGURE, identity(observation), "")
        if observation.empty:
            return Piece("–", FIGURE, identity(observation), "")
        return Piece(number_format(observation.value, use_l10n=True, force_grouping=True), FIGURE, identity(observation), str(observation.value))

    def earlier(self, observation: Observation) -> Piece:
        """A figure of another report, beside one of this: it is not printed as this report's own."""
        return Piece(number_format(observation.value, use_l10n=True, force_grouping=True), FIGURE, identity(observation), str(observation.value))

    def broken(self, message: object, **named: object) -> NotBuilt:
        """What stops the building, told to whoever asked for it."""
        with override(self.reader):
            return NotBuilt(str(message) % named, self.report)

    def _check(self, observation: Observation) -> None:
        measure = observation.measure
        needs = measure.whole is not None or measure.tally is not None or observation.part is not None
        if needs and observation.denominator is None:
            message = gettext_lazy("Section “%(section)s”: the figure %(figure)s is a share and has no denominator.")
            raise self.broken(message, section=self.section.title, figure=observation.key)

    def day(self, day: date | datetime | None) -> Piece:
        """A day by the reader's locale."""
        if day is None:
            return Piece(gettext("a day not recorded"), DAY)
        plain = day.date() if isinstance(day, datetime) else day
        return Piece(date_format(plain, "DATE_FORMAT"), DAY, value=plain.isoformat())

    def name(self, name: object, leads: str = "") -> Piece:
        """A name, a title, a reference: as it is recorded; ``leads``: the page of the site that says where it comes from."""
        return Piece(str(name), NAME, value=leads)

    def of_duty(self, words: object, duty: int) -> Piece:
        """Words of a duty, or of what was said of it: they lead back to the file as received."""
        return self.name(words, f"/owed/from/duty/{duty}/")

    def words(self, words: str) -> Piece:
        """Words of the report itself; a figure among them stops the building."""
        if found := number_in(words):
            message = gettext_lazy("Section “%(section)s”: a figure stands outside a slot, in “%(words)s”.")
            raise self.broken(message, section=self.section.title, words=found)
        return Piece(words)

    def sentence(self, template: str, **slots: Piece) -> Pieces:
        """A sentence: words with slots ``%(name)s``; a slot that it lacks or does not fill stops the building."""
        parts = SLOT.split(template)
        named = set(parts[1::2])
        if named != set(slots):
            message = gettext_lazy("Section “%(section)s”: the sentence “%(words)s” does not have the slots %(slots)s.")
            raise self.broken(message, section=self.section.title, words=template, slots=joined(sorted(named ^ set(slots))))
        return [slots[part] if place % 2 else self.words(part) for place, part in enumerate(parts) if place % 2 or part]

    def say(self, template: str, mark: str = "", **slots: Piece) -> None:
        """Add a sentence to the section; ``mark``: what a reader must know of it."""
        self.section.blocks.append(Block("sentence", [[self.sentence(template, **slots)]], mark=mark))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Piece | Pieces]]) -> None:
        """Add a table; cells are pieces."""
        for label in head:
            self.words(label)
        self.section.blocks.append(Block(
            "table", [[cell if isinstance(cell, list) else [cell] for cell in row] for row in rows], list(map(str, head))
        ))

    def missing(self, reason: str) -> None:
        """Say why there is nothing: a section never disappears."""
        self.section.blocks.append(Block("empty", [[self.sentence("%(nothing)s %(reason)s", nothing=self.words(gettext("No data recorded.")), reason=self.words(reason))]]))

    def paragraph(self, paragraph: SignedParagraph) -> None:
        """Add the words of a person, signed; references become figures."""
        pieces: Pieces = []
        for place, part in enumerate(REFERENCE.split(paragraph.words)):
            if place % 2:
                pieces.append(self.referred(part))
            elif part:
                pieces.append(self.words(part))
        self.section.blocks.append(Block(
            "paragraph", [[pieces]], language=paragraph.language, signed=str(paragraph.office)
        ))

    def referred(self, reference: str) -> Piece:
        """What ``{…}`` in a person's words stands for."""
        report = self.report
        own = {
            "at": lambda: self.day(report.at), "known": lambda: self.day(report.known), "session": lambda: self.name(report.session or ""),
            "number": lambda: self.name(report.number), "addressee": lambda: self.name(report.addressee or ""),
        }
        if reference in own:
            return own[reference]()
        observation = self.figures.referred(reference)
        if observation is None:
            raise self.broken(gettext_lazy("Section “%(section)s”: no figure is called “{%(name)s}”."), section=self.section.title, name=reference)
        return self.figure(observation)


def build(report: Report, language: str, figures: Figures) -> Paper:
    """The report in one language, from the records; ``NotBuilt`` where a rule of reports is broken."""
    from mandata.reports.kinds import kind_of

    kind = kind_of(report.code)
    writer = Writer(report, figures)
    with override(language):
        paper = Paper(language, str(kind.title), header_of(writer), [], str(report.organisation.name))
        paragraphs = [] if report.pk is None else list(report.paragraphs.filter(withdrawn_by=None).select_related("office__party").prefetch_related("office__party__names"))
        for code, title, write in kind.sections:
            paper.sections.append(writer.begin(code, str(title)))
            write(writer)
            for one in paragraphs:
                if one.section == code:
                    writer.paragraph(one)
            if not writer.section.blocks:
                raise writer.broken(gettext_lazy("Section “%(section)s” is empty and does not say why."), section=title)
    check(paper, report)
    return paper


def header_of(writer: Writer) -> list[tuple[str, Pieces]]:
    """What stands above a paper: document, addressee, session, agenda item, origin, the two times."""
    report, none = writer.report, writer.words(gettext("not given"))
    return [
        (gettext("Document"), [writer.name(report.number) if report.number else none]),
        (gettext("To"), [writer.name(report.addressee) if report.addressee else none]),
        (gettext("Session"), [writer.name(report.session) if report.session else none]),
        (gettext("Agenda item"), [writer.name(report.agenda_item) if report.agenda_item else none]),
        (gettext("From"), [writer.name(report.origin) if report.origin else none]),
        (gettext("Situation on"), [writer.day(report.at)]),
        (gettext("As known on"), [writer.day(report.known)]),
    ]


def check(paper: Paper, report: Report) -> None:
    """No observation is printed with two values, in whatever sections."""
    seen: dict[str, tuple[str, str]] = {}
    for section in paper.sections:
        for piece in pieces_of(section):
            if piece.kind != FIGURE:
                continue
            before, where = seen.setdefault(piece.obs, (piece.text, section.title))
            if before != piece.text:
                raise NotBuilt(gettext("Sections “%(one)s” and “%(other)s” print the figure %(figure)s as %(before)s and as %(after)s.") % {
                    "one": where, "other": section.title, "figure": key_of(piece.obs), "before": before, "after": piece.text}, report)


def pieces_of(section: Section) -> Iterable[Piece]:
    """All pieces of a section."""
    return (piece for block in section.blocks for row in block.rows for cell in row for piece in cell)


def language_now() -> str:
    """The reader's language, as papers name it."""
    return get_language() or "en"
