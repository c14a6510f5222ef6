"""Word files, by zipfile and lxml: the text after changes, with what changed, by whom and when."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from textengine.model import Change, Note, Problem, Span
from textengine.pipeline import Paragraph
from textengine.sources import Unreadable
from textengine.sources.numbering import Numbering, read_numbering

Kind = Literal["insert", "delete", "move"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAX_PART = 60_000_000
SKIPPED = {W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "rPr", W + "pPr", W + "sectPr", FALLBACK}


@dataclass
class _Building:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    pending: str = ""
    numbering: Numbering = field(default_factory=Numbering)


def read_docx(data: bytes) -> tuple[str, list[Paragraph], list[Note], list[Change], list[Problem]]:
    """Normalised final text, paragraphs with styles, notes, tracked changes and what was not understood."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _part(archive, "word/document.xml")
            notes_part = _part(archive, "word/footnotes.xml")
            numbering = read_numbering(_part(archive, "word/numbering.xml"), _part(archive, "word/styles.xml"))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(
            "truncated", "This Word file is damaged or cut short: open it in Word, save it again and send the copy."
        ) from error
    if document is None:
        raise Unreadable("no-document", "This archive holds no Word document: send the .docx file itself.")
    building = _Building(numbering=numbering)
    body = document.find(W + "body")
    if body is None:
        raise Unreadable("no-document", "This Word file has no body: send a copy saved by Word.")
    for paragraph in body.iter(W + "p"):
        if not any(ancestor.tag == FALLBACK for ancestor in paragraph.iterancestors()):
            _paragraph(paragraph, building)
    bodies = {} if notes_part is None else {
        note.get(W + "id", ""): _words(note, W + "t").strip() for note in notes_part.iter(W + "footnote")
    }
    notes = [
        Note(str(number), at, bodies[key])
        for number, (key, at) in enumerate((one for one in building.notes if one[0] in bodies), start=1)
    ]
    problems = [
        Problem("part-unread", Span(at, at), "A note mark has no note in the file")
        for key, at in building.notes if key not in bodies
    ]
    return "\n".join(building.parts), building.paragraphs, notes, building.changes, problems


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name not in archive.namelist():
        return None
    if archive.getinfo(name).file_size > MAX_PART:
        raise Unreadable("too-large", "This Word file unpacks to more than 60 MB of text: send its parts one by one.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with archive.open(name) as file:
        raw = file.read(MAX_PART + 1)
    if len(raw) > MAX_PART:
        raise Unreadable("too-large", "This Word file unpacks to more than 60 MB of text: send its parts one by one.")
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw[:20000]:
        raise Unreadable("entities", "This Word file defines XML entities, which Word never does: send a copy saved by Word.")
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(
            "damaged", f"This Word file is damaged in {name}, line {error.lineno}: open it in Word and save it again."
        ) from error


def _paragraph(paragraph: etree._Element, building: _Building) -> None:
    """Read one paragraph; where its mark is deleted, the next one goes on in it."""
    start = building.length
    if any(row.find(f"{W}trPr/{W}del") is not None for row in paragraph.iterancestors(W + "tr")):
        gone = _words(paragraph, W + "t", W + "delText")
        mark = next(row.find(f"{W}trPr/{W}del") for row in paragraph.iterancestors(W + "tr"))
        if gone and mark is not None:
            building.changes.append(_change(mark, "delete", Span(start, start), gone))
        return
    pieces, building.pending = [building.pending] if building.pending else [], ""
    _runs(paragraph, pieces, start, building, None)
    text = "".join(pieces)
    ended = paragraph.find(f"{W}pPr/{W}rPr/{W}del")
    following = paragraph.getnext()
    if ended is not None and following is not None and following.tag == W + "p":
        building.pending = text
        return
    label = building.numbering.label(paragraph) if text.strip() else None
    if not text.strip():
        building.notes = [one for one in building.notes if one[1] < start]
        return
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    in_table = any(ancestor.tag == W + "tc" for ancestor in paragraph.iterancestors())
    building.paragraphs.append(
        Paragraph(Span(start, start + len(text)), text, style.get(W + "val") if style is not None else None, label, in_table)
    )
    building.parts.append(text)
    building.length = start + len(text) + 1


def _runs(
    node: etree._Element, pieces: list[str], start: int, building: _Building, by: etree._Element | None
) -> None:
    for child in node:
        at = start + sum(map(len, pieces))
        if child.tag in (W + "del", W + "moveFrom"):
            gone = _words(child, W + "delText", W + "t")
            if gone and child.tag == W + "del":
                building.changes.append(_change(child, "delete", Span(at, at), gone))
        elif child.tag in SKIPPED or child.tag == W + "p":
            continue
        elif child.tag in (W + "ins", W + "moveTo"):
            _runs(child, pieces, start, building, child)
            end = start + sum(map(len, pieces))
            if end > at:
                kind: Kind = "insert" if child.tag == W + "ins" else "move"
                building.changes.append(_change(child, kind, Span(at, end), "".join(pieces)[at - start:end - start]))
        elif child.tag == W + "t":
            pieces.append(child.text or "")
        elif child.tag in (W + "tab", W + "ptab"):
            pieces.append("\t")
        elif child.tag in (W + "br", W + "cr"):
            pieces.append(" ")
        elif child.tag == W + "noBreakHyphen":
            pieces.append("\u2011")
        elif child.tag == W + "footnoteReference":
            building.notes.append((child.get(W + "id", ""), at))
        else:
            _runs(child, pieces, start, building, by)


def _words(node: etree._Element, *tags: str) -> str:
    return "".join(str(one) for one in node.itertext(*tags))


def _change(node: etree._Element, kind: Kind, span: Span, text: str) -> Change:
    return Change(
        span, kind, text, node.get(W + "author"), node.get(W + "date"), "certain",
        "tracked",
    )
