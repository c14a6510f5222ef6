"""Word files, by zipfile and lxml: the text before and after changes, with what changed, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from textengine.model import Change, Note, Problem, Span
from textengine.pipeline import Paragraph
from textengine.sources import MAX_CHARACTERS, Unreadable, too_long
from textengine.sources.numbering import as_printed, read_numbering, whole_number
from textengine.sources.package import Package, open_package
from textengine.sources.wordprocessing import Line, W, Walk

MARGINS = {"header": "The page header", "footer": "The page footer"}


@dataclass(frozen=True, slots=True)
class WordText:
    """A Word file as read: the final text with its paragraphs and notes, the original one, and what changed between."""

    text: str
    original: str
    paragraphs: list[Paragraph]
    notes: list[Note]
    changes: list[Change]
    problems: list[Problem]


def read_docx(data: bytes) -> WordText:
    """Read a Word file; what is no part of its text or is not understood is a problem with its place."""
    package = open_package(data)
    body = package.document.find(W + "body")
    if body is None:
        raise Unreadable("no-document", "This Word file has no body: send a copy saved by Word.")
    styles = package.part("styles")
    numbering = read_numbering(package.part("numbering"), styles)
    walk = Walk(numbering.label)
    walk.read(body)
    text = walk.text()
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    names = _style_names(styles)
    paragraphs = [_paragraph(line, names) for line in walk.final.lines]
    notes = _notes(package, walk, text)
    _comments(package, walk)
    _margins(package, walk, len(text))
    return WordText(
        text, "\n".join(line.text for line in walk.original.lines), paragraphs, notes,
        [_within(one, len(text)) for one in walk.changes], [_problem_within(one, len(text)) for one in walk.problems],
    )


def _paragraph(line: Line, names: dict[str, str]) -> Paragraph:
    style = line.element.find(f"{W}pPr/{W}pStyle")
    name = None if style is None else names.get(style.get(W + "val", ""), style.get(W + "val"))
    return Paragraph(Span(line.start, line.start + len(line.text)), line.text, name, line.label, line.in_table)


def _style_names(styles: etree._Element | None) -> dict[str, str]:
    found = {}
    for style in styles.iter(W + "style") if styles is not None else ():
        name = style.find(W + "name")
        if name is not None:
            found[style.get(W + "styleId", "")] = name.get(W + "val", "")
    return found


def _notes(package: Package, walk: Walk, text: str) -> list[Note]:
    """Footnotes and endnotes in the order of their marks, numbered as Word numbers them."""
    notes: list[Note] = []
    for kind, usual in (("footnote", "decimal"), ("endnote", "lowerRoman")):
        part = package.part(kind + "s")
        bodies = {} if part is None else {
            one.get(W + "id", ""): _note_text(one, walk) for one in part.findall(W + kind) if one.get(W + "type", "normal") == "normal"
        }
        form, count = _note_form(package, kind, usual)
        # A mark that stands in deleted words counts: its note went with it.
        used = {one.get(W + "id") for one in package.document.iter(f"{W}{kind}Reference")}
        for _, key, at, mark in (one for one in walk.notes if one[0] == kind):
            if key not in bodies:
                walk.problem("part-unread", "A note mark has no note in the file", at)
                continue
            if mark is None:
                mark, count = as_printed(count, form), count + 1
            notes.append(Note(mark, min(at, len(text)), bodies[key]))
        for key, words in bodies.items():
            if key not in used and words:
                walk.problem("part-unread", f"A note has no mark in the text: {words}", len(text))
    return sorted(notes, key=lambda one: one.at)


def _note_text(note: etree._Element, walk: Walk) -> str:
    inner = Walk()
    inner.read(note)
    walk.problems += [Problem(one.code, Span(0, 0), f"In a note: {one.message}") for one in inner.problems]
    return inner.text().strip()


def _note_form(package: Package, kind: str, usual: str) -> tuple[str, int]:
    """In which figures notes are numbered, and from which number on."""
    settings = package.part("settings")
    for root in (package.document, settings):
        for one in root.iter(f"{W}{kind}Pr") if root is not None else ():
            form, start = one.find(W + "numFmt"), one.find(W + "numStart")
            if form is not None or start is not None:
                first = None if start is None else start.get(W + "val")
                return usual if form is None else form.get(W + "val", usual), whole_number(first, 1)
    return usual, 1


def _comments(package: Package, walk: Walk) -> None:
    part = package.part("comments")
    if part is None:
        return
    places = dict(walk.comments)
    for one in part.findall(W + "comment"):
        inner = Walk()
        inner.read(one)
        words = " ".join(inner.text().split())
        if words:
            by = one.get(W + "author") or "somebody"
            walk.problem("outside-text", f"A comment by {by} is no part of the text: {words}", places.get(one.get(W + "id", ""), 0))


def _margins(package: Package, walk: Walk, end: int) -> None:
    told = set()
    for kind, what in MARGINS.items():
        for part in package.parts(kind):
            inner = Walk()
            inner.read(part)
            words = " ".join(inner.text().split())
            if any(sign.isalpha() for sign in words) and words not in told:
                told.add(words)
                walk.problem("outside-text", f"{what} is no part of the text: {words}", 0 if kind == "header" else end)


def _within(change: Change, end: int) -> Change:
    span = Span(min(change.span.start, end), min(change.span.end, end))
    return change if span == change.span else Change(span, change.kind, change.text, change.author, change.date, change.certainty, change.why)


def _problem_within(problem: Problem, end: int) -> Problem:
    return Problem(problem.code, Span(min(problem.span.start, end), min(problem.span.end, end)), problem.message)
