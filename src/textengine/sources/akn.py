"""Akoma Ntoso files: their words with labels and notes, and, where we wrote them, the whole reading as it was."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from lxml import etree

from textengine.akn.facts import NAME, Head, NotOurs, take
from textengine.akn.naming import AKN
from textengine.akn.schema import parse_valid
from textengine.model import Change, Citation, Mandate, Note, Problem, Provision, Span, Task
from textengine.pipeline import Paragraph
from textengine.sources import MAX_CHARACTERS, MAX_PARAGRAPHS, too_long

A = f"{{{AKN}}}"
LINES = {A + name for name in ("p", "heading", "subheading", "crossHeading", "listIntroduction", "listWrapUp", "block", "li", "caption")}
HEADINGS = {A + name for name in ("heading", "subheading", "crossHeading")}
BLOCKS = {A + name for name in ("ul", "ol", "table", "blockList", "p")}
NO_TEXT = {A + name for name in ("meta", "components", "toc")}
TOLD = {A + "img": "A picture is not read", A + "foreign": "A part in another language of marks is not read",
        A + "componentRef": "A component kept elsewhere is not read", A + "documentRef": "A document kept elsewhere is not read"}


@dataclass(slots=True)
class AknText:
    """What a file holds; ``head`` and what follows it only where we wrote it and nobody changed its words since."""

    text: str
    paragraphs: list[Paragraph]
    notes: list[Note]
    problems: list[Problem]
    changes: list[Change] = field(default_factory=list)
    head: Head | None = None
    provisions: list[Provision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def read_akn(data: bytes) -> AknText:
    """Read a file; ``Unreadable`` with the line where it is not valid. Of a file that is refused nothing is read."""
    root = parse_valid(data)
    analysis = next(root.iter(f"{A}otherAnalysis"), None)
    ours = analysis is not None and analysis.find(NAME + "reading") is not None
    walk = _Walk(root, exact=ours)
    walk.go(root[0])
    text = walk.text()
    if len(text) > MAX_CHARACTERS or len(walk.paragraphs) > MAX_PARAGRAPHS:
        raise too_long()
    found = AknText(text, walk.paragraphs, walk.told_notes(), walk.problems, walk.changes)
    if ours and analysis is not None:
        _restore(found, analysis, walk)
    return found


def wids_of(data: bytes) -> dict[str, str]:
    """The identities that a file of ours gives its provisions, by their ids; none where it is no such file, or was changed since."""
    root = parse_valid(data)
    if read_akn(data).head is None:
        return {}
    return {one.get(NAME + "id", ""): one.get("wId", "") for one in root.iter() if one.get(NAME + "id") and one.get("wId")}


def _restore(found: AknText, analysis: etree._Element, walk: _Walk) -> None:
    """Take over the reading that stands in the file; where its words were changed since, it is read anew, which is told."""
    try:
        head = take(next(analysis.iter(NAME + "reading")), Head)
        if head.text != hashlib.sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest():
            raise NotOurs("the words were changed")
        for one in analysis.findall(NAME + "provision"):
            walk.provisions.insert(int(one.get("place", "0")), take(one, Provision))
        found.citations = [take(one, Citation) for one in analysis.findall(NAME + "citation")]
        found.mandates = [take(one, Mandate) for one in analysis.findall(NAME + "mandate")]
        found.tasks = [take(one, Task) for one in analysis.findall(NAME + "task")]
        changes = [take(one, Change) for one in analysis.findall(NAME + "change")]
        problems = [take(one, Problem) for one in analysis.findall(NAME + "problem")]
    except (NotOurs, ValueError):
        found.citations, found.mandates, found.tasks = [], [], []
        found.problems.append(Problem("changed-since", Span(0, 0), "This file was changed after it was written: it is read anew, and what it said of itself is left aside"))
        return
    found.head, found.provisions, found.changes, found.problems = head, walk.provisions, changes, problems


class _Walk:
    """Goes through the words of a document once; ``exact`` where each space counts, as in the files that we write."""

    def __init__(self, root: etree._Element, exact: bool) -> None:
        self.exact = exact
        self.pieces: list[str] = []
        self.length = 0
        self.line = self.piece = 0  # where the line that is open begins, and with which piece
        self.open = False
        self.paragraphs: list[Paragraph] = []
        self.notes: list[tuple[int, Note]] = []
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.provisions: list[Provision] = []
        self.bodies = {one.get("eId", ""): one for one in root.iter(A + "note")}
        self.above: list[tuple[str | None, str]] = []  # ids of the provisions around, with their parts
        self.number = ""  # what another writer's num prints before the line that follows

    def text(self) -> str:
        return "".join(self.pieces)

    def since(self, place: int) -> str:
        """The words from a place in the open line on."""
        return "".join(self.pieces[self.piece:])[place - self.line:]

    def told_notes(self) -> list[Note]:
        return [note for _, note in sorted(self.notes, key=lambda one: one[0])]

    # structure

    def go(self, element: etree._Element, part: str = "body") -> None:
        """Read a container: lines, numbers, and what stands in it."""
        part = element.get(NAME + "part", part)
        mine = self.exact and element.get(NAME + "id") is not None
        if mine:
            self._provision(element, part)
            return
        for child in element:
            self._child(child, part)

    def _child(self, child: etree._Element, part: str) -> None:
        if child.tag in NO_TEXT:
            return
        if child.tag in TOLD:
            self._tell(child)
        elif child.tag == A + "num" and not self.exact:
            self.number = " ".join(_exactly(child).split())
        elif child.tag == A + "table" and child.get(NAME + "cells") == "tab":
            for row in child:
                self._row(row)
        elif child.tag in LINES or (child.text or "").strip():
            self._line(child, part)
        else:
            self.go(child, part)

    def _provision(self, element: etree._Element, part: str) -> None:
        """A provision of ours: its number and words on a line, its lines, what stands under it."""
        joined = element.get(NAME + "joined") == "true"
        above = self.above[-1][0] if self.above else None
        identity = element.get(NAME + "id", "")
        at = len(self.provisions)
        placed = False
        if not joined:
            self._break()
        for child in element.iterchildren():
            if child.tag == A + "num":
                if child.get(NAME + "printed") != "false":
                    self._inline(child)
                continue
            words = next(iter(child), None) if child.tag in (A + "intro", A + "content") else child
            if not placed and words is not None and words.tag == A + "p":
                start = self.length
                self._inline(words)
                offsets = [int(one) for one in words.get(NAME + "own", f"0 {self.length - start}").split()]
                span = Span(start + offsets[0], start + offsets[1])
                self.provisions.append(_told(element, identity, part, above, len(self.above), span, self.since(span.start)[:span.end - span.start]))
                self._close()
                placed = True
                self.above.append((identity, part))
                if words is not child:
                    for more in list(child)[1:]:
                        self._child(more, part)
                continue
            self._child(child, part)
        if placed:
            self.above.pop()
        assert placed or at == len(self.provisions)

    # lines

    def _line(self, element: etree._Element, part: str) -> None:
        self._break()
        if self.number:
            self._say(f"{self.number}\t")
            self.number = ""
        before = self.length
        self._inline(element)
        if not self.exact and self.length == before and self.pieces and not self.since(self.line).strip():
            return
        self._close("heading1" if element.tag in HEADINGS else None)
        for inner in element.iterchildren(*BLOCKS):
            self.go(inner, part) if inner.tag not in LINES else self._line(inner, part)

    def _row(self, row: etree._Element) -> None:
        self._break()
        for number, cell in enumerate(row):
            if number:
                self._say("\t")
            for words in cell:
                self._inline(words)
        self._close(in_table=True)

    def _break(self) -> None:
        """Begin a new line."""
        if self.open:
            self._say("\n")
        self.line, self.piece, self.open = self.length, len(self.pieces), True

    def _close(self, style: str | None = None, in_table: bool = False) -> None:
        text = self.since(self.line)
        self.paragraphs.append(Paragraph(Span(self.line, self.length), text, style, None, in_table))

    # words

    def _inline(self, element: etree._Element) -> None:
        self._words(element.text)
        for child in element:
            tag = child.tag
            if tag == A + "authorialNote":
                self._note(child, child.get("marker", ""), child)
            elif tag == A + "noteRef":
                body = self.bodies.get(child.get("href", "").lstrip("#"))
                if body is not None:
                    self._note(child, child.get("marker", "") or body.get("marker", ""), body)
            elif tag in (A + "eol", A + "br"):
                self._say("\n" if self.exact else " ")
            elif tag == A + "inline" and child.get(NAME + "code"):
                self._say(chr(int(child.get(NAME + "code", "fffd"), 16)))
            elif tag == A + "del":
                self._changed("delete", _exactly(child))
            elif tag in TOLD:
                self._tell(child)
            elif tag == A + "ins":
                start = self.length
                self._inline(child)
                self._changed("insert", self.since(start), start)
            elif tag not in BLOCKS:
                self._inline(child)
            self._words(child.tail)

    def _words(self, words: str | None) -> None:
        if not words:
            return
        if not self.exact:
            plain = " ".join(words.split())
            if not plain:
                plain = " "
            else:
                plain = f"{' ' if words[0].isspace() else ''}{plain}{' ' if words[-1].isspace() else ''}"
            last = self.pieces[-1][-1:] if self.pieces else "\n"
            words = plain.lstrip() if last in ("\n", " ", "\t") else plain
        self._say(words)

    def _say(self, words: str) -> None:
        if words:
            self.pieces.append(words)
            self.length += len(words)

    def _note(self, element: etree._Element, marker: str, body: etree._Element) -> None:
        words = "\n".join(_exactly(one) for one in body.iter(A + "p"))
        if not self.exact:
            words = " ".join(words.split())
            marker = marker or str(len(self.notes) + 1)
        self.notes.append((int(element.get(NAME + "place", len(self.notes))), Note(marker, self.length, words)))

    def _changed(self, kind: str, words: str, start: int | None = None) -> None:
        at = self.length if start is None else start
        self.changes.append(Change(Span(at, self.length), kind, words, None, None, "certain", "tracked"))  # type: ignore[arg-type]

    def _tell(self, element: etree._Element) -> None:
        name = element.get("alt") or element.get("src") or element.get("href") or ""
        self.problems.append(Problem("part-unread", Span(self.length, self.length), f"{TOLD[element.tag]}{f': {name[:80]}' if name else ''}"))


def _exactly(element: etree._Element) -> str:
    """The words of a note's paragraph."""
    found = element.text or ""
    for child in element:
        if child.tag == A + "eol":
            found += "\n"
        elif child.get(NAME + "code"):
            found += chr(int(child.get(NAME + "code", "fffd"), 16))
        else:
            found += _exactly(child)
        found += child.tail or ""
    return found


def _told(element: etree._Element, identity: str, part: str, above: str | None, depth: int, span: Span, words: str) -> Provision:
    """A provision by what its element says and where it stands."""
    parent = element.get(NAME + "parent")
    return Provision(
        identity, part, element.get(NAME + "call"), element.get(NAME + "callText"), element.get(NAME + "label"),  # type: ignore[arg-type]
        int(element.get(NAME + "depth", depth)), above if parent is None else parent or None, span, element.get(NAME + "text", words),
        element.get(NAME + "state", "both"), element.get(NAME + "labelBase"), element.get(NAME + "certainty", "certain"),  # type: ignore[arg-type]
    )
