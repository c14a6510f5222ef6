"""What a file of a report prints, line by line, with the figures that it marks: read again, to be checked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_noop
from pypdf import Configuration, PdfReader, apply_configuration

from mandata.reports.drawn import Drawn, notes_on
from mandata.reports.package import DESCRIPTION, from_xml
from mandata.reports.veiled import COMPUTED, HIDDEN, MADE, Looks, W, parsed, relations
from mandata.shared.operations import RuleBroken

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
MARK = re.compile(r"^(F\d+)_\d+$")  # the bookmark of a figure
SPACES = re.compile(r"[ \n\t]+")  # not those within a number
CODE = r"[\[\]](F\d+)[\[\]]"  # amid words from right to left a file may give its brackets turned round
BESIDE = re.compile(rf"\s*({CODE})")  # a code stands at its figure, and what follows is another word, whatever a page makes of it
COUNTED = re.compile(rf"(\d[\d.,'’\u00a0\u202f٬٫]*){CODE}$")
WORDED = re.compile(rf"^\W?(\S.*?){CODE}$")  # a figure that no number tells: a dash, a word
BROKEN_WORD = gettext_noop("This Word file cannot be opened: it is damaged.")
BROKEN_PDF = gettext_noop("This PDF file cannot be opened: it is damaged.")
MAIN = ("word/document.xml", "word/document2.xml")
BEYOND = (f"{W}altChunk", f"{W}subDoc", f"{W}dataBinding")  # made by the program, and in no paragraph
PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
LARGEST = 40_000_000  # bytes, unpacked: a report is far smaller
MOST_LINES = 20_000  # paragraphs and cells of a Word file, words of a page of a PDF file
MOST_FIGURES = 500  # of one paragraph
MOST_PAGES = 500
MOST_STEPS = 2_000_000  # of the drawing of a PDF file, where each Arabic letter is one: a few bytes can ask for many millions
PDF_LIMITS = Configuration(  # of each stream: what a page of a report needs, many times over
    stream_parsing_work_maximum_count=300_000, zlib_maximum_output_length=8_000_000, lzw_maximum_output_length=8_000_000,
    run_length_maximum_output_length=8_000_000, array_based_stream_maximum_output_length=8_000_000, page_tree_maximum_entries=2 * MOST_PAGES,
    xform_maximum_invocations_per_extraction=100,
)

DATA_LIMITS = Configuration(zlib_maximum_output_length=LARGEST, array_based_stream_maximum_output_length=LARGEST)  # of one table inside
MOST_TABLES = 8


@dataclass(slots=True)
class Line:
    """A printed paragraph, cell or line: where it stands, its words, and the figures marked in it with their codes."""

    place: str
    text: str
    figures: list[tuple[str, str]] = field(default_factory=list)  # code, as printed
    pictures: int = 0
    veiled: set[str] = field(default_factory=set)  # what of it is hidden, or made by the program that opens the file


@dataclass(slots=True)
class Printed:
    """A file of a report: its lines and the data package inside, none where it has lost it."""

    kind: str
    lines: list[Line]
    package: dict[str, str] | None
    fills: list[int] = field(default_factory=list)  # of each page of a PDF file: how many areas are filled, which may lie over words


def read_printed(data: bytes) -> Printed:
    """The lines and the package of a file; a rule is broken where it is no file of a report."""
    for begins, read, broken in ((b"PK", _of_word, BROKEN_WORD), (b"%PDF-", _of_pdf, BROKEN_PDF)):
        if data.startswith(begins):
            try:
                return read(data)
            except RuleBroken:
                raise
            except Exception as error:  # whoever sends a file chooses its bytes: a reader of them may stumble in any way
                raise RuleBroken(gettext(broken)) from error
    raise RuleBroken(gettext("This is no report as Mandata gives it out: choose a Word file (.docx) or a PDF file."))


def _too_large() -> RuleBroken:
    return RuleBroken(gettext("This file is too large to be a report."))


def _of_pdf(data: bytes) -> Printed:
    with apply_configuration(PDF_LIMITS):
        return _pages(PdfReader(io.BytesIO(data)))


def _pages(reader: PdfReader) -> Printed:
    """A line is one word here: where a page breaks its lines does not matter."""
    if len(reader.pages) > MOST_PAGES:
        raise _too_large()
    steps = 0

    def count(*_drawn: Any) -> None:
        nonlocal steps
        steps += 1
        if steps > MOST_STEPS:
            raise _too_large()

    lines: list[Line] = []
    fills: list[int] = []
    for number, page in enumerate(reader.pages, start=1):
        drawn = Drawn()

        def step(operator: bytes, operands: Any, *_where: Any, drawn: Drawn = drawn) -> None:
            count()
            drawn.step(operator, operands)

        words = page.extract_text(visitor_operand_before=step).encode("utf-8", "replace").decode()  # a font may map letters to half signs
        if (pictures := drawn.pictures + notes_on(page)) or drawn.veiled:
            lines.append(Line(f"{number}", "", pictures=pictures, veiled={HIDDEN} if drawn.veiled else set()))
        fills.append(drawn.fills)
        lines += [_word(f"{number}", word) for word in SPACES.split(BESIDE.sub(r"\1 ", words)) if word]
        if len(lines) > MOST_LINES * 10:
            raise _too_large()
    with apply_configuration(DATA_LIMITS):
        attached = {name: reader.attachments[name][-1] for name in sorted(reader.attachments)[:MOST_TABLES] if name == DESCRIPTION or name.endswith(".csv")}
    package = {name: content.decode("utf-8", "replace") for name, content in attached.items()}
    return Printed("pdf", lines, package or None, fills)


def _word(place: str, word: str) -> Line:
    match = COUNTED.search(word) or WORDED.match(word)
    return Line(place, word, [(match[2], match[1])] if match else [])


def _of_word(sent: bytes) -> Printed:
    with zipfile.ZipFile(io.BytesIO(sent)) as file:
        names = set(file.namelist())  # each part once, however often it is named
        if len(file.infolist()) > len(names) or sum(one.file_size for one in file.infolist()) > LARGEST:
            raise _too_large()

        def read(name: str) -> bytes | None:
            return file.read(name) if name in names else None

        main = next((name for name in (*relations(read("_rels/.rels"), "officeDocument"), *MAIN) if name in names), None)
        if main is None:
            raise RuleBroken(gettext("This is no Word file: it holds no document."))
        beside, _slash, called = main.rpartition("/")
        related = read(f"{beside}/_rels/{called}.rels".lstrip("/"))
        looks = Looks(*(
            next((data for name in (*relations(related, one, beside), f"{beside}/{one}.xml") if (data := read(name)) is not None), None)
            for one in ("styles", "numbering")))
        inside = {name: package for name in sorted(names - {main}) if re.fullmatch(r"customXml/item\d+\.xml", name) and (package := from_xml(file.read(name))) is not None}
        lines: list[Line] = []
        for name in (main, *sorted(names - {main} - inside.keys())):  # whatever a part is called, and whatever names it
            data = file.read(name)
            if name != main and not _is_xml(data):
                continue
            for line in _lines(data, "" if name == main else name.rpartition("/")[2], looks):
                lines.append(line)
                if len(lines) > MOST_LINES:
                    raise _too_large()
        return Printed("docx", lines, next(iter(inside.values()), None))


def _is_xml(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))


def _lines(data: bytes, part: str, looks: Looks) -> Iterator[Line]:
    root = parsed(data)
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
        line = _line(paragraph, f"{part} {number}".strip(), looks)
        if line.text.strip() or line.pictures or line.veiled:
            yield line
    for one in root.iter(*BEYOND):
        if next(one.iterancestors(f"{W}p"), None) is None:
            before = sum(1 for _each in one.itersiblings(f"{W}p", f"{W}tbl", preceding=True))
            yield Line(f"{part} {before + 1}".strip(), "", veiled={COMPUTED})


def _line(paragraph: Any, place: str, looks: Looks) -> Line:
    """One paragraph, as its final text: without what is struck out, with what is inserted."""
    line = Line(place, "")
    open_marks: dict[str, tuple[str, int]] = {}  # id of a bookmark -> its code, the piece with which it began
    pieces: list[str] = []

    def walk(node: Any) -> None:
        for child in node:
            tag = child.tag
            if tag in MADE:
                line.veiled.add(COMPUTED)
            if tag in (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText"):
                continue
            if tag == f"{W}p":
                continue  # a paragraph in a frame is a line of its own
            if tag == f"{W}bookmarkStart" and (match := MARK.match(str(child.get(f"{W}name")))):
                open_marks[str(child.get(f"{W}id"))] = (match[1], len(pieces))
            elif tag == f"{W}bookmarkEnd" and (begun := open_marks.pop(str(child.get(f"{W}id")), None)):
                line.figures.append((begun[0], "".join(pieces[begun[1]:])))
                if len(line.figures) > MOST_FIGURES:
                    raise _too_large()
            elif tag in (f"{W}t", MATHS):
                pieces.append(child.text or "")
                if pieces[-1].strip() and node.tag == f"{W}r":
                    line.veiled |= looks.of_run(node, paragraph)
            elif tag == f"{W}noBreakHyphen":
                pieces.append("\u2011")
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                pieces.append(" ")
            elif tag in PICTURES:
                line.pictures += 1
                walk(child)
            else:
                walk(child)

    walk(paragraph)
    line.text = "".join(pieces)
    if line.text.strip():
        line.veiled |= looks.of_paragraph(paragraph)
    return line
