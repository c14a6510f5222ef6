"""The words of a Word file, in two texts at once: before its tracked changes and after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

from textengine.model import Change, Problem, Span

Kind = Literal["insert", "delete", "move"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SIGNS: dict[str, str] = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "\u2011",
}
SILENT = {
    W + name for name in (
        "instrText", "delInstrText", "tblGrid", "softHyphen", "lastRenderedPageBreak", "footnoteRef", "endnoteRef",
        "annotationRef", "separator", "continuationSeparator", "proofErr", "fldData",
    )
}
GROUPS = ("wgp", "wpc", "group")
NOT_READ = {
    W + "object": "An embedded object is not read",
    W + "altChunk": "An embedded document is not read",
    W + "subDoc": "A part of this text stands in another file",
    W + "contentPart": "Handwriting is not read",
}
GRAPHICS = {"chart": "A chart is not read", "diagram": "A diagram is not read", "picture": "A picture is not read"}
# The signs of the font Symbol from the space on; other fonts of signs have no text.
SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
SIGN_FONTS = {"Symbol": {0x2A: "*", 0x2D: "-", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xAE: "→"}}


@dataclass(frozen=True, slots=True)
class _By:
    """By which change the words that are read now were inserted, deleted or moved; the innermost one counts."""

    inserted: etree._Element | None = None
    deleted: etree._Element | None = None
    moved_from: etree._Element | None = None
    moved_to: etree._Element | None = None

    @property
    def after(self) -> bool:
        return self.deleted is None and self.moved_from is None

    @property
    def before(self) -> bool:
        return self.inserted is None and self.moved_to is None


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


@dataclass(slots=True)
class _Moved:
    span: Span
    text: str
    by: etree._Element
    name: str


class Walk:
    """Goes through the blocks of a part once; ``label`` is asked for the number of each paragraph of the final text."""

    def __init__(self, label: Callable[[etree._Element], str | None] | None = None) -> None:
        self.final, self.original = Side(), Side()
        self.label = label
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.notes: list[tuple[str, str, int, str | None]] = []
        self.comments: list[tuple[str, int]] = []
        self.boxes: list[tuple[etree._Element, _By]] = []
        self.fields: list[str] = []
        self.moves: dict[str, str] = {}
        self.moved_from: list[_Moved] = []
        self.moved_to: list[_Moved] = []
        self.tables = self.boxed = self.earlier = 0
        self.paragraph: etree._Element | None = None

    def read(self, container: etree._Element) -> None:
        """All blocks of a body, a note, a header."""
        self._blocks(container, _By())
        self._flush()
        self._list_moves()

    def text(self) -> str:
        """The final text read so far."""
        return "\n".join(line.text for line in self.final.lines)

    # blocks

    def _blocks(self, container: etree._Element, by: _By) -> None:
        for child in container:
            tag = child.tag
            if tag == W + "p":
                self._paragraph(child, by)
            elif tag == W + "tbl":
                self.tables += 1
                self._blocks(child, by)
                self.tables -= 1
            elif tag == W + "tr":
                self._closed(child, _row(child, by))
            elif tag == W + "tc":
                self._closed(child, _cell(child, by))
            elif tag == MC + "AlternateContent":
                for chosen in _alternative(child):
                    self._blocks(chosen, by)
            elif not self._range(child) and not self._left_out(child, by):
                self._blocks(child, _inside(child, by))

    def _closed(self, container: etree._Element, by: _By) -> None:
        """Rows and cells: no paragraph reaches over their edge in the text in which they stand."""
        self._flush(by)
        self._blocks(container, by)
        self._flush(by)

    def _paragraph(self, paragraph: etree._Element, by: _By) -> None:
        """Read a paragraph; where its mark is gone in one of the texts, the next one goes on in it there."""
        self.paragraph, self.earlier = paragraph, len(self.changes)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        marks = {} if mark is None else {one.tag: one for one in mark}
        self._runs(paragraph, by)
        self.fields = ["result" if one == "code" else one for one in self.fields]
        gone = marks.get(W + "del", marks.get(W + "moveFrom"))
        new = marks.get(W + "ins", marks.get(W + "moveTo"))
        if by.before and new is None:
            self._end(self.original)
        if by.after and gone is None:
            self._end(self.final)
        if (gone is None) != (new is None) and by == _By():
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
        span = Span(at, at) if gone is not None else Span(at, at + 1)
        self.changes.append(_change("delete" if gone is not None else "insert", span, "\n", mark))

    def _flush(self, by: _By | None = None) -> None:
        for side, stands in ((self.original, by is None or by.before), (self.final, by is None or by.after)):
            if side.pieces and stands:
                self._end(side)

    def _end(self, side: Side) -> None:
        """Close the open paragraph; one without words is none, though Word counts it."""
        text = "".join(side.pieces)
        start, side.pieces = side.length, []
        label = self.label(self.paragraph) if self.paragraph is not None and side is self.final and self.label else None
        if text.strip() and self.paragraph is not None:
            side.lines.append(Line(start, text, self.paragraph, label, self.tables > 0, self.boxed > 0))
            side.length = start + len(text) + 1
        elif side is self.final:
            self.changes = [one for one in self.changes if one.span.start < start or one.text.strip() or one.text == "\n"]
            self.notes = [(kind, key, min(at, start), mark) for kind, key, at, mark in self.notes]
        side.position = side.length

    # runs

    def _runs(self, node: etree._Element, by: _By) -> None:
        own_mark = False
        for child in node:
            tag = child.tag
            if tag in (W + "t", W + "delText", M + "t"):
                if own_mark:
                    kind, key, at, _ = self.notes[-1]
                    self.notes[-1] = (kind, key, at, (child.text or "").strip())
                    own_mark = False
                else:
                    self._say(child.text or "", by)
            elif tag in SIGNS:
                self._say(SIGNS[tag], by)
            elif tag == W + "sym":
                self._sign(child, by)
            elif tag == W + "fldChar":
                self._field(child.get(W + "fldCharType", ""))
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                if by.after and not self.boxed:
                    self.notes.append((tag[len(W):-len("Reference")], child.get(W + "id", ""), self.final.position, None))
                    own_mark = child.get(W + "customMarkFollows") in ("1", "true", "on")
            elif tag == W + "commentReference":
                self.comments.append((child.get(W + "id", ""), self.final.position))
            elif tag == MC + "AlternateContent":
                for chosen in _alternative(child):
                    self._runs(chosen, by)
            elif tag == W + "txbxContent":
                self.boxes.append((child, by))
            elif tag in (W + "drawing", W + "pict"):
                self._drawing(child, by)
            elif tag in (M + "oMath", M + "oMathPara"):
                self._equation(child, by)
            elif tag == W + "ruby":
                for base in child.iter(W + "rubyBase"):
                    self._runs(base, by)
            elif tag == W + "p":
                self._paragraph(child, by)
            elif not self._range(child) and not self._left_out(child, by):
                self._runs(child, _inside(child, by))

    def _say(self, words: str, by: _By) -> None:
        """Write words where they stand, and note who changed them; a field's code is no text."""
        if not words or "code" in self.fields:
            return
        at = self.final.position
        if by.before:
            self.original.write(words)
        if by.after:
            self.final.write(words)
        if self.boxed:
            return
        if by.deleted is not None:
            self._changed("delete", Span(at, at), words, by.deleted)
        elif by.inserted is not None and by.after:
            self._changed("insert", Span(at, at + len(words)), words, by.inserted)
        elif by.moved_from is not None:
            self.moved_from.append(_Moved(Span(at, at), words, by.moved_from, self.moves.get("from", "")))
        elif by.moved_to is not None:
            self.moved_to.append(_Moved(Span(at, at + len(words)), words, by.moved_to, self.moves.get("to", "")))

    def _changed(self, kind: Kind, span: Span, words: str, by: etree._Element) -> None:
        """Note a change; what goes on in the same paragraph by the same hand is one."""
        last = self.changes[-1] if len(self.changes) > self.earlier else None
        change = _change(kind, span, words, by)
        if last and last.kind == kind and last.span.end == span.start and (last.author, last.date) == (change.author, change.date):
            change = replace(last, span=Span(last.span.start, span.end), text=last.text + words)
            self.changes.pop()
        self.changes.append(change)

    def _list_moves(self) -> None:
        """A move stands once: where its words went to, or, where they are gone there, whence they came."""
        arrived = {one.name for one in self.moved_to}
        for one in _joined(self.moved_to) + [one for one in _joined(self.moved_from) if one.name not in arrived or not one.name]:
            self.changes.append(_change("move", one.span, one.text, one.by))
        self.changes.sort(key=lambda one: one.span)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("code")
        elif kind == "separate" and self.fields:
            self.fields[-1] = "result"
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _sign(self, child: etree._Element, by: _By) -> None:
        """A sign of a font of signs: what it means in the font Symbol, else a problem."""
        font, code = child.get(W + "font", ""), child.get(W + "char", "")
        try:
            value = int(code, 16)
        except ValueError:
            return
        place = value - 0xF000 if 0xF000 <= value <= 0xF0FF else value
        known = SIGN_FONTS.get(font, {}).get(place)
        if known is None and font == "Symbol" and 0x20 <= place < 0x20 + len(SYMBOL):
            known = SYMBOL[place - 0x20]
        if known is None and place == value and value > 0x20:
            known = chr(value)
        if known is None:
            self.problem("part-unread", f"A sign of the font {font} ({code}) has no text")
        else:
            self._say(known, by)

    def _drawing(self, drawing: etree._Element, by: _By) -> None:
        """A text box is read; words inside a drawing of several shapes, pictures and charts are told."""
        if any(_local(one) in GROUPS for one in drawing.iter()):
            words = " | ".join(filter(None, (" ".join(_words(one).split()) for one in _boxed_paragraphs(drawing))))
            self.problem("part-unread", f"A drawing is not read as text: {words[:2000]}" if words else "A drawing is not read")
            return
        boxes = list(drawing.iter(W + "txbxContent"))
        self.boxes += [(one, by) for one in boxes]
        if boxes:
            return
        kinds = {one.get("uri", "").rpartition("/")[2] for one in drawing.iter() if _local(one) == "graphicData"}
        kinds |= {"picture" for one in drawing.iter() if _local(one) == "imagedata"}
        named = next((one.get("descr") for one in drawing.iter() if one.get("descr")), "")
        for kind in sorted(kinds & GRAPHICS.keys()):
            self.problem("part-unread", GRAPHICS[kind] + (f": {_short(named)}" if named else ""))

    def _equation(self, node: etree._Element, by: _By) -> None:
        self.problem("part-unread", "An equation is read as a line of signs: its layout is lost")
        self._runs(node, by)

    def _range(self, child: etree._Element) -> bool:
        """The start and end of a named move."""
        for way in ("from", "to"):
            if child.tag == f"{W}move{way.title()}RangeStart":
                self.moves[way] = child.get(W + "name", "")
                return True
            if child.tag == f"{W}move{way.title()}RangeEnd":
                self.moves.pop(way, None)
                return True
        return False

    def _left_out(self, child: etree._Element, by: _By) -> bool:
        """Properties and marks are no text; a part that cannot be read is told with its place."""
        if child.tag in NOT_READ:
            boxes = [(one, by) for one in child.iter(W + "txbxContent")]
            self.boxes += boxes
            if not boxes:
                self.problem("part-unread", NOT_READ[child.tag])
            return True
        name = _local(child)
        if child.tag in SILENT or name.endswith(("Pr", "PrChange", "Start", "End")):
            return True
        if len(child) == 0 and (child.text or "").strip():
            self.problem("part-unread", f"A part « {name} » is not understood: {_short(child.text or '')}")
            return True
        return False

    def problem(self, code: str, message: str, at: int | None = None) -> None:
        """Tell what is not read, at the place that has been reached."""
        place = self.final.position if at is None else at
        self.problems.append(Problem(code, Span(place, place), message))


def _inside(node: etree._Element, by: _By) -> _By:
    if node.tag == W + "ins":
        return replace(by, inserted=node)
    if node.tag == W + "del":
        return replace(by, deleted=node)
    if node.tag == W + "moveFrom":
        return replace(by, moved_from=node)
    if node.tag == W + "moveTo":
        return replace(by, moved_to=node)
    return by


def _row(row: etree._Element, by: _By) -> _By:
    new, gone = row.find(f"{W}trPr/{W}ins"), row.find(f"{W}trPr/{W}del")
    by = by if new is None else replace(by, inserted=new)
    return by if gone is None else replace(by, deleted=gone)


def _cell(cell: etree._Element, by: _By) -> _By:
    new, gone = cell.find(f"{W}tcPr/{W}cellIns"), cell.find(f"{W}tcPr/{W}cellDel")
    by = by if new is None else replace(by, inserted=new)
    return by if gone is None else replace(by, deleted=gone)


def _alternative(node: etree._Element) -> list[etree._Element]:
    """Of the doubles of a thing the first one that has words, else the first."""
    choices = [*node.findall(MC + "Choice"), *node.findall(MC + "Fallback")]
    return [next((one for one in choices if _words(one).strip()), choices[0])] if choices else []


def _boxed_paragraphs(drawing: etree._Element) -> list[etree._Element]:
    return [one for box in drawing.iter(W + "txbxContent") for one in box.iter(W + "p")]


def _joined(moved: list[_Moved]) -> list[_Moved]:
    joined: list[_Moved] = []
    for one in moved:
        last = joined[-1] if joined else None
        if last is not None and last.by is one.by and last.span.end == one.span.start:
            joined[-1] = _Moved(Span(last.span.start, one.span.end), last.text + one.text, one.by, one.name)
        else:
            joined.append(one)
    return joined


def _change(kind: Kind, span: Span, words: str, by: etree._Element) -> Change:
    return Change(span, kind, words, by.get(W + "author"), by.get(W + "date"), "certain", "tracked")


def _words(node: etree._Element) -> str:
    return "".join(one.text or "" for one in node.iter(W + "t"))


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 120 else plain[:119] + "…"
