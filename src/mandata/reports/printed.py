"""What a file of a report prints, line by line, with the figures that it marks: read again, to be checked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from mandata.reports.package import DESCRIPTION, FIGURES, from_xml
from mandata.shared.operations import RuleBroken

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = re.compile(r"^(F\d+)_\d+$")  # the bookmark of a figure
SPACES = re.compile(r"[ \n\t]+")  # not those within a number
BESIDE = re.compile(r"\s*(\[F\d+\])")  # a code stands at its figure, whatever a page makes of it
COUNTED = re.compile(r"^\W?(\S.*?)\[(F\d+)\]")
PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
LARGEST = 40_000_000  # bytes, unpacked: a report is far smaller


@dataclass(slots=True)
class Line:
    """A printed paragraph, cell or line: where it stands, its words, and the figures marked in it with their codes."""

    place: str
    text: str
    figures: list[tuple[str, str]] = field(default_factory=list)  # code, as printed
    pictures: int = 0


@dataclass(slots=True)
class Printed:
    """A file of a report: its lines and the data package inside, none where it has lost it."""

    kind: str
    lines: list[Line]
    package: dict[str, str] | None


def read_printed(data: bytes) -> Printed:
    """The lines and the package of a file; a rule is broken where it is no file of a report."""
    if data.startswith(b"PK"):
        return _of_word(data)
    if data.startswith(b"%PDF-"):
        return _of_pdf(data)
    raise RuleBroken(gettext("This is no report as Mandata gives it out: choose a Word file (.docx) or a PDF file."))


def _of_pdf(data: bytes) -> Printed:
    """A line is one word here: where a page breaks its lines does not matter."""
    try:
        reader = PdfReader(io.BytesIO(data))
        lines = [
            _word(f"{number}", word) for number, page in enumerate(reader.pages, start=1)
            for word in SPACES.split(BESIDE.sub(r"\1", page.extract_text())) if word
        ]
        attached = {name: content for name, contents in reader.attachments.items() for content in contents}
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as broken:
        raise RuleBroken(gettext("This PDF file cannot be opened: it is damaged.")) from broken
    package = {name: attached[name].decode("utf-8", "replace") for name in (DESCRIPTION, FIGURES) if name in attached}
    return Printed("pdf", lines, package or None)


def _word(place: str, word: str) -> Line:
    match = COUNTED.match(word)
    return Line(place, word, [(match[2], match[1])] if match else [])


def _of_word(data: bytes) -> Printed:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(one.file_size for one in file.infolist()) > LARGEST:
                raise RuleBroken(gettext("This file is too large to be a report."))
            names = file.namelist()
            main = next((name for name in ("word/document.xml", "word/document2.xml") if name in names), None)
            if main is None:
                raise RuleBroken(gettext("This is no Word file: it holds no document."))
            parts = [main, *sorted(name for name in names if re.fullmatch(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml", name))]
            lines = [line for name in parts for line in _lines(file.read(name), "" if name == main else name.rpartition("/")[2])]
            packages = (from_xml(file.read(name)) for name in sorted(names) if re.fullmatch(r"customXml/item\d+\.xml", name))
            return Printed("docx", lines, next((one for one in packages if one is not None), None))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, RuntimeError, NotImplementedError) as broken:
        raise RuleBroken(gettext("This Word file cannot be opened: it is damaged.")) from broken


def _lines(data: bytes, part: str) -> Iterator[Line]:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
        line = _line(paragraph, f"{part} {number}".strip())
        if line.text.strip() or line.pictures:
            yield line


def _line(paragraph: Any, place: str) -> Line:
    """One paragraph, as its final text: without what is struck out, with what is inserted."""
    line = Line(place, "")
    open_marks: dict[str, tuple[str, int]] = {}  # id of a bookmark -> its code, where it began
    pieces: list[str] = []
    length = 0

    def walk(node: Any) -> None:
        nonlocal length
        for child in node:
            tag = child.tag
            if tag in (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText"):
                continue
            if tag == f"{W}p":
                continue  # a paragraph in a frame is a line of its own
            if tag == f"{W}bookmarkStart" and (match := MARK.match(str(child.get(f"{W}name")))):
                open_marks[str(child.get(f"{W}id"))] = (match[1], length)
            elif tag == f"{W}bookmarkEnd" and (begun := open_marks.pop(str(child.get(f"{W}id")), None)):
                line.figures.append((begun[0], "".join(pieces)[begun[1]:length]))
            elif tag == f"{W}t":
                pieces.append(child.text or "")
                length += len(child.text or "")
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                pieces.append(" ")
                length += 1
            elif tag in PICTURES:
                line.pictures += 1
                walk(child)
            else:
                walk(child)

    walk(paragraph)
    line.text = "".join(pieces)
    return line
