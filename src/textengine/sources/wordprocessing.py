"""The words of a Word file, in two texts at once: before its tracked changes and after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from textengine.model import Change, Problem, Span
from textengine.sources.drawings import DOUBLES, GROUPS, boxed_paragraphs, local, outside_boxes, short, worded
from textengine.sources.numbering import LONGEST
from textengine.sources.signs import composed, sign_of
from textengine.sources.tracked import By, Tracked, join, of_cell, of_node, of_row

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SIGNS: dict[str, str] = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "\u2011",
}
SILENT = {
    W + name for name in (
        "instrText", "delInstrText", "tblGrid", "softHyphen", "lastRenderedPageBreak", "footnoteRef", "endnoteRef",
        "annotationRef", "separator", "continuationSeparator", "proofErr", "fldData",
    )
}
MOVE_STARTS = {f"{W}moveFromRangeStart": "from", f"{W}moveToRangeStart": "to"}
MOVE_ENDS = {f"{W}moveFromRangeEnd": "from", f"{W}moveToRangeEnd": "to"}
# The elements of a paragraph, named here once: tens of thousands of elements are compared with them.
WORDS = (W + "t", W + "delText", M + "t")
SYMBOL, FIELD, NOTE_MARKS, COMMENT_MARK = W + "sym", W + "fldChar", (W + "footnoteReference", W + "endnoteReference"), W + "commentReference"
DOUBLE, BOX, PICTURES, EQUATIONS, RUBY, PARAGRAPH = (
    MC + "AlternateContent", W + "txbxContent", (W + "drawing", W + "pict"), (M + "oMath", M + "oMathPara"), W + "ruby", W + "p",
)
LINE_ENDS = str.maketrans("\n\r", "  ")  # in the words of a run they are spaces, as Word takes them
NOT_READ = {
    W + "object": "An embedded object is not read",
    W + "altChunk": "An embedded document is not read",
    W + "subDoc": "A part of this text stands in another file",
    W + "contentPart": "Handwriting is not read",
}
TOLD_OR_DOUBLE = {MC + "AlternateContent", W + "drawing", W + "pict", W + "rt", *NOT_READ}  # what is in them is told or stands twice
GRAPHICS = {"chart": "A chart is not read", "diagram": "A diagram is not read", "picture": "A picture is not read"}


@dataclass(slots=True)
class Line:
    """A paragraph of one of the two texts, with the element whose mark ends it and the number printed before it."""

    start: int
    text: str
    element: etree._Element
    label: str | None
    in_table: bool
    boxed: bool


@dataclass(slots=True)
class Side:
    """One of the two texts: its finished paragraphs, and the words of the one that is open."""

    lines: list[Line] = field(default_factory=list)
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    position: int = 0

    def write(self, words: str) -> None:
        self.pieces.append(words)
        self.position += len(words)


class Walk:
    """Goes through the blocks of a part once; ``label`` is asked for the number of each paragraph of the final text."""

    def __init__(self, label: Callable[[etree._Element], str | None] | None = None) -> None:
        self.final, self.original = Side(), Side()
        self.label = label
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.notes: list[tuple[str, str, int, str | None]] = []
        self.comments: list[tuple[str, int]] = []
        self.boxes: list[tuple[etree._Element, By]] = []
        self.fields: list[str] = []
        self.codes = 0  # how many of the fields that are open have their code open
        self.moves: dict[str, str] = {}
        self.tracked: list[Tracked] = []
        self.moved_from: list[Tracked] = []
        self.moved_to: list[Tracked] = []
        self.worded: set[etree._Element] | None = None
        self.met: set[etree._Element] = set()  # the words that the walk came to
        self.tables = self.boxed = self.earlier = 0
        self.settled = self.placed = 0  # how many changes and notes stand before the paragraph that is open
        self.paragraph: etree._Element | None = None
        self.root: etree._Element

    def read(self, container: etree._Element) -> None:
        """All blocks of a body, a note, a header."""
        self.root = container
        self._blocks(container, By())
        self._flush()
        self._list_changes()
        self._tell_unmet()

    def text(self) -> str:
        """The final text read so far."""
        return "\n".join(line.text for line in self.final.lines)

    # blocks

    def _blocks(self, container: etree._Element, by: By) -> None:
        for child in container:
            tag = child.tag
            if tag == W + "p":
                self._paragraph(child, by)
            elif tag == W + "tbl":
                self.tables += 1
                self._blocks(child, by)
                self.tables -= 1
            elif tag == W + "tr":
                self._closed(child, of_row(child, by))
            elif tag == W + "tc":
                self._closed(child, of_cell(child, by))
            elif tag == MC + "AlternateContent":
                for chosen in self._alternative(child):
                    self._blocks(chosen, by)
            elif not self._range(child) and not self._left_out(child, by):
                self._blocks(child, of_node(child, by))

    def _closed(self, container: etree._Element, by: By) -> None:
        """Rows and cells: no paragraph reaches over their edge in the text in which they stand."""
        self._flush(by)
        self._blocks(container, by)
        self._flush(by)

    def _paragraph(self, paragraph: etree._Element, by: By) -> None:
        """Read a paragraph; where its mark is gone in one of the texts, the next one goes on in it there."""
        self.paragraph, self.earlier = paragraph, len(self.tracked)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        marks = {} if mark is None else {one.tag: one for one in mark}
        self._runs(paragraph, by)
        self._end_codes()
        gone = marks.get(W + "del", marks.get(W + "moveFrom"))
        new = marks.get(W + "ins", marks.get(W + "moveTo"))
        if by.before and new is None:
            self._end(self.original)
        if by.after and gone is None:
            self._end(self.final)
        if (gone is None) != (new is None) and by == By():
            self._mark_changed(gone, new)
        boxes, self.boxes = self.boxes, []
        for box, inside in boxes:
            self._flush()
            self.boxed += 1
            self._blocks(box, inside)
            self._flush()
            self.boxed -= 1

    def _mark_changed(self, gone: etree._Element | None, new: etree._Element | None) -> None:
        mark = new if gone is None else gone
        if mark is None or self.boxed:
            return
        at = self.final.position if gone is not None else max(0, self.final.length - 1)
        self.tracked.append(Tracked("insert", at, at + 1, ["\n"], mark) if gone is None else Tracked("delete", at, at, ["\n"], mark))

    def _flush(self, by: By | None = None) -> None:
        for side, stands in ((self.original, by is None or by.before), (self.final, by is None or by.after)):
            if side.pieces and stands:
                self._end(side)

    def _end(self, side: Side) -> None:
        """Close the open paragraph; one without words is none, though Word counts it."""
        text = "".join(side.pieces)
        start, side.pieces = side.length, []
        label = self._label(self.paragraph, start) if self.paragraph is not None and side is self.final else None
        if text.strip() and self.paragraph is not None:
            side.lines.append(Line(start, text, self.paragraph, label, self.tables > 0, self.boxed > 0))
            side.length = start + len(text) + 1
        elif side is self.final:
            self.tracked[self.settled:] = [one for one in self.tracked[self.settled:] if one.start < start or one.text.strip() or one.text == "\n"]
            self.notes[self.placed:] = [(kind, key, min(at, start), mark) for kind, key, at, mark in self.notes[self.placed:]]
        if side is self.final:
            self.settled, self.placed = len(self.tracked), len(self.notes)
        side.position = side.length

    def _label(self, paragraph: etree._Element, at: int) -> str | None:
        """What its list prints before a paragraph; longer than any label it is told."""
        label = self.label(paragraph) if self.label else None
        if label is None or len(label) <= LONGEST:
            return label
        self.problem("part-unread", f"A number of more than {LONGEST} signs is no label: {label[:LONGEST]}…", at)
        return None

    # runs

    def _runs(self, node: etree._Element, by: By) -> None:
        own_mark = gone_mark = False
        for child in node:
            tag = child.tag
            if tag in WORDS:
                self.met.add(child)
                if own_mark:
                    kind, key, at, _ = self.notes[-1]
                    self.notes[-1] = (kind, key, at, (child.text or "").strip())
                    own_mark = False
                elif gone_mark:
                    gone_mark = False
                else:
                    self._say(composed(child.text or ""), by)
            elif tag in SIGNS:
                self._say(SIGNS[tag], by)
            elif tag == SYMBOL:
                self._sign(child, by)
            elif tag == FIELD:
                self._field(child.get(W + "fldCharType", ""))
            elif tag in NOTE_MARKS:
                marked = child.get(W + "customMarkFollows") in ("1", "true", "on")
                if by.after and not self.boxed:
                    self.notes.append((tag[len(W):-len("Reference")], child.get(W + "id", ""), self.final.position, None))
                    own_mark = marked
                else:
                    gone_mark = marked
            elif tag == COMMENT_MARK:
                self.comments.append((child.get(W + "id", ""), self.final.position))
            elif tag == DOUBLE:
                for chosen in self._alternative(child):
                    self._runs(chosen, by)
            elif tag == BOX:
                self.boxes.append((child, by))
            elif tag in PICTURES:
                self._drawing(child, by)
            elif tag in EQUATIONS:
                self._equation(child, by)
            elif tag == RUBY:
                for base in child.findall(W + "rubyBase"):
                    self._runs(base, by)
            elif tag == PARAGRAPH:
                self._paragraph(child, by)
            elif not self._range(child) and not self._left_out(child, by):
                self._runs(child, of_node(child, by))

    def _say(self, words: str, by: By) -> None:
        """Write words where they stand, and note who changed them; a field's code is no text."""
        if not words or self.codes:
            return
        words = words.translate(LINE_ENDS)
        at = self.final.position
        if by.before:
            self.original.write(words)
        if by.after:
            self.final.write(words)
        if self.boxed:
            return
        end = at + len(words)
        if by.deleted is not None:
            self._changed(Tracked("delete", at, at, [words], by.deleted))
        elif by.inserted is not None and by.after:
            self._changed(Tracked("insert", at, end, [words], by.inserted))
        elif by.moved_from is not None:
            join(self.moved_from, Tracked("move", at, at, [words], by.moved_from, self.moves.get("from", "")))
        elif by.moved_to is not None:
            join(self.moved_to, Tracked("move", at, end, [words], by.moved_to, self.moves.get("to", "")))

    def _changed(self, one: Tracked) -> None:
        """Note a change; what goes on in the same paragraph by the same hand is one."""
        if len(self.tracked) > self.earlier and self.tracked[-1].goes_on(one):
            self.tracked[-1].take(one)
        else:
            self.tracked.append(one)

    def _list_changes(self) -> None:
        """A move stands once: where its words went to, or, where they are gone there, whence they came."""
        arrived = {one.name for one in self.moved_to}
        moves = self.moved_to + [one for one in self.moved_from if one.name not in arrived or not one.name]
        self.changes = sorted((one.change() for one in self.tracked + moves), key=lambda one: one.span)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("code")
            self.codes += 1
        elif kind == "separate" and self.fields:
            self.codes -= self.fields[-1] == "code"
            self.fields[-1] = "result"
        elif kind == "end" and self.fields:
            self.codes -= self.fields.pop() == "code"

    def _end_codes(self) -> None:
        """No code of a field reaches over the end of a paragraph."""
        at = len(self.fields)
        while self.codes:
            at -= 1
            self.codes -= self.fields[at] == "code"
            self.fields[at] = "result"

    def _sign(self, child: etree._Element, by: By) -> None:
        """A sign of a font of signs, or a problem where it is not known."""
        font, code = child.get(W + "font", ""), child.get(W + "char", "")
        sign = sign_of(font, code)
        if sign is not None:
            self._say(sign, by)
        else:
            self.problem("part-unread", f"A sign of the font {short(font)} ({short(code)}) has no text")

    def _alternative(self, node: etree._Element) -> list[etree._Element]:
        """Of the doubles of a thing the first one that has words, else the first."""
        if self.worded is None:
            self.worded = worded(self.root)
        choices = [one for tag in DOUBLES for one in node.findall(tag)]
        return [next((one for one in choices if one in self.worded), choices[0])] if choices else []

    def _drawing(self, drawing: etree._Element, by: By) -> None:
        """A text box is read; words inside a drawing of several shapes, pictures and charts are told."""
        inside = list(outside_boxes(drawing))
        if any(local(one) in GROUPS for one in inside):
            words = " | ".join(boxed_paragraphs(drawing))
            self.problem("part-unread", f"A drawing is not read as text: {words}" if words else "A drawing is not read")
            return
        boxes = [one for one in inside if one.tag == W + "txbxContent"]
        self.boxes += [(one, by) for one in boxes]
        if boxes:
            return
        kinds = {one.get("uri", "").rpartition("/")[2] for one in inside if local(one) == "graphicData"}
        kinds |= {"picture" for one in inside if local(one) == "imagedata"}
        named = next((one.get("descr") for one in inside if one.get("descr")), "")
        for kind in sorted(kinds & GRAPHICS.keys()):
            self.problem("part-unread", GRAPHICS[kind] + (f": {short(named)}" if named else ""))

    def _equation(self, node: etree._Element, by: By) -> None:
        self.problem("part-unread", "An equation is read as a line of signs: its layout is lost")
        self._runs(node, by)

    def _range(self, child: etree._Element) -> bool:
        """The start and end of a named move."""
        if child.tag in MOVE_STARTS:
            self.moves[MOVE_STARTS[child.tag]] = child.get(W + "name", "")
        elif child.tag in MOVE_ENDS:
            self.moves.pop(MOVE_ENDS[child.tag], None)
        else:
            return False
        return True

    def _left_out(self, child: etree._Element, by: By) -> bool:
        """Properties and marks are no text; a part that cannot be read is told with its place."""
        if child.tag in NOT_READ:
            boxes = [(one, by) for one in outside_boxes(child) if one.tag == W + "txbxContent"]
            self.boxes += boxes
            if not boxes:
                self.problem("part-unread", NOT_READ[child.tag])
            return True
        name = local(child)
        if child.tag in SILENT or name.endswith(("Pr", "PrChange", "Start", "End")):
            return True
        if len(child) == 0 and (child.text or "").strip():
            self.problem("part-unread", f"A part « {name} » is not understood: {' '.join((child.text or '').split())}")
            return True
        return False

    def _tell_unmet(self) -> None:
        """Words in a place where Word has none, as among the properties of a paragraph, are told: what damaged the file put them there."""
        unmet = [
            words for one in self.root.iter(W + "t", W + "delText") if one not in self.met and (words := (one.text or "").strip())
            and not any(above.tag in TOLD_OR_DOUBLE for above in one.iterancestors())
        ]
        if unmet:
            self.problem("part-unread", f"Words in a place where none are read: {' '.join(unmet)}")

    def problem(self, code: str, message: str, at: int | None = None) -> None:
        """Tell what is not read, at the place that has been reached."""
        place = self.final.position if at is None else at
        self.problems.append(Problem(code, Span(place, place), message))
