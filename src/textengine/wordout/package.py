"""The parts of a Word file, written by lxml and zipfile: paragraphs, insertions and deletions, real footnotes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from textengine.akn.naming import NOT_IN_XML
from textengine.wordout.lines import NOTE_SIGN, By, Kind, Marked, Notes, WordLine
from textengine.wordout.styles import W as WORDS
from textengine.wordout.styles import styles_xml

W = f"{{{WORDS}}}"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
WHEN = (1980, 1, 1, 0, 0, 0)  # the same words give the same bytes
CHANGES = {"removed": "del", "added": "ins"}
MOVES = {"removed": "moveFrom", "added": "moveTo"}


def write_word(lines: Sequence[WordLine], notes: Notes, language: str | None) -> bytes:
    """A Word file of paragraphs; from right to left in Arabic."""
    writer = _Writer(notes, language)
    document = writer.document(lines)
    parts = {
        "[Content_Types].xml": _content_types(), "_rels/.rels": _relationships({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relationships({"styles": "styles.xml", "settings": "settings.xml", "footnotes": "footnotes.xml"}),
        "word/document.xml": etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True),
        "word/styles.xml": styles_xml(language).encode(),
        "word/settings.xml": f'<w:settings xmlns:w="{WORDS}"><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr></w:settings>'.encode(),
        "word/footnotes.xml": etree.tostring(writer.footnotes, xml_declaration=True, encoding="UTF-8", standalone=True),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    def __init__(self, notes: Notes, language: str | None) -> None:
        self.notes, self.rtl = notes, language == "ar"
        self.changes = self.written = 0
        self.numbered = {"removed": 0, "added": 0}  # notes that Word numbers by itself, in the old text and in the new one
        self.footnotes = etree.Element(W + "footnotes", nsmap={"w": WORDS})
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            note = etree.SubElement(self.footnotes, W + "footnote")
            note.set(W + "type", kind)
            note.set(W + "id", str(number))
            etree.SubElement(etree.SubElement(etree.SubElement(note, W + "p"), W + "r"), W + kind)

    def document(self, lines: Sequence[WordLine]) -> etree._Element:
        root = etree.Element(W + "document", nsmap={"w": WORDS})
        body = etree.SubElement(root, W + "body")
        for line in lines:
            self._paragraph(body, line)
        section = etree.SubElement(body, W + "sectPr")
        _value(etree.SubElement(section, W + "pgSz"), w="11907", h="16840")
        _value(etree.SubElement(section, W + "pgMar"), top="1418", right="1134", bottom="1418", left="1134", header="720", footer="720", gutter="0")
        if self.rtl:
            etree.SubElement(section, W + "bidi")
        return root

    def _paragraph(self, body: etree._Element, line: WordLine) -> None:
        paragraph = etree.SubElement(body, W + "p")
        properties = etree.SubElement(paragraph, W + "pPr")
        if line.style != "Normal":
            _value(etree.SubElement(properties, W + "pStyle"), val=line.style)
        if line.kind != "same" or self.rtl:
            mark = etree.SubElement(properties, W + "rPr")
            if line.kind != "same":
                self._change(mark, line.kind, line.by, line.move)
            if self.rtl:
                etree.SubElement(mark, W + "rtl")
        start = self._range(paragraph, line) if line.move else ""
        for piece in line.pieces:
            self._piece(paragraph, piece, line.move)
        if start:
            _value(etree.SubElement(paragraph, W + MOVES[line.kind] + "RangeEnd"), id=start)

    def _range(self, paragraph: etree._Element, line: WordLine) -> str:
        """Open the stretch that was moved, by the name that both its places share; its number."""
        mark = self._change(paragraph, line.kind, line.by, line.move, "RangeStart")
        _value(mark, name=f"move{line.move}")
        return str(self.changes)

    def _change(self, parent: etree._Element, kind: Kind, by: By | None, move: int = 0, end: str = "") -> etree._Element:
        change = etree.SubElement(parent, W + (MOVES if move else CHANGES)[kind] + end)
        self.changes += 1
        _value(change, id=str(self.changes), author=_held(by.author) if by else "")
        if by is not None and by.date:
            _value(change, date=by.date)
        return change

    def _piece(self, paragraph: etree._Element, piece: Marked, move: int = 0) -> None:
        if not piece.text:
            return
        parent = paragraph if piece.kind == "same" else self._change(paragraph, piece.kind, piece.by, move)
        gone = piece.kind == "removed" and not move  # what is moved away keeps its words as words
        marks = NOTE_SIGN.findall(piece.text)
        for number, words in enumerate(NOTE_SIGN.split(piece.text)):
            if words:
                _words(self._run(parent), words, gone)
            if number < len(marks):
                self._reference(parent, marks[number], piece.kind)

    def _run(self, parent: etree._Element, style: str | None = None) -> etree._Element:
        run = etree.SubElement(parent, W + "r")
        if style or self.rtl:
            properties = etree.SubElement(run, W + "rPr")
            if style:
                _value(etree.SubElement(properties, W + "rStyle"), val=style)
            if self.rtl:
                etree.SubElement(properties, W + "rtl")
        return run

    def _reference(self, parent: etree._Element, sign: str, kind: Kind) -> None:
        """The mark of a note, with its words at the foot of the page; one that Word would number otherwise keeps its own."""
        marker, words = self.notes.note(sign)
        self.written += 1
        sides = [side for side in self.numbered if kind in ("same", side)]
        own = any(marker != str(self.numbered[side] + 1) for side in sides)
        reference = etree.SubElement(self._run(parent, "FootnoteReference"), W + "footnoteReference")
        if own:
            _value(reference, customMarkFollows="1")
        else:
            self.numbered.update((side, self.numbered[side] + 1) for side in sides)
        _value(reference, id=str(self.written))
        if own:
            run = reference.getparent()
            assert run is not None
            _words(run, marker, kind == "removed")
        note = etree.SubElement(self.footnotes, W + "footnote")
        _value(note, id=str(self.written))
        for number, line in enumerate(words.split("\n")):
            paragraph = etree.SubElement(note, W + "p")
            _value(etree.SubElement(etree.SubElement(paragraph, W + "pPr"), W + "pStyle"), val="FootnoteText")
            if number == 0 and not own:
                etree.SubElement(self._run(paragraph, "FootnoteReference"), W + "footnoteRef")
            _words(self._run(paragraph), line, False)


def _words(run: etree._Element, words: str, gone: bool) -> None:
    for number, piece in enumerate(words.split("\t")):
        if number:
            etree.SubElement(run, W + "tab")
        if piece:
            text = etree.SubElement(run, W + ("delText" if gone else "t"))
            text.set(SPACE, "preserve")
            text.text = _held(piece)


def _held(words: str) -> str:
    """Words without the few signs that no XML can hold."""
    return NOT_IN_XML.sub("\ufffd", words)


def _value(element: etree._Element, **values: str) -> None:
    for name, value in values.items():
        element.set(W + name, value)


def _content_types() -> bytes:
    parts = {"document": "document.main", "styles": "styles", "settings": "settings", "footnotes": "footnotes"}
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{TYPES}.{kind}+xml"/>' for name, kind in parts.items())
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _relationships(targets: dict[str, str]) -> bytes:
    links = "".join(f'<Relationship Id="rId{at}" Type="{R}/{kind}" Target="{target}"/>' for at, (kind, target) in enumerate(targets.items(), start=1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'.encode()
