"""An action plan as a document of an advisory group (DOCX) and as a table (XLSX), in the reader's language."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from mandata.web.kit.exports import CONTROL, harmless
from mandata.web.owed.plan_cells import LABELS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BESIDE = {"changed": _("Changed since the last issue"), "overdue": _("Overdue"), "address": _("Permanent address")}  # of a table alone
PARTS = {"text": 26, "place": 25, "words": 64, "force": 22, "lead": 30, "collaborators": 26, "milestone": 23, "report": 25, "state": 27, "said": 32}
FRONT = (45, 222)  # millimetres
TWIPS = 56.7  # in a millimetre
PAGE = 267  # millimetres between the margins
ACROSS = {"text": 26, "place": 11, "words": 60, "force": 16, "lead": 26, "collaborators": 24, "milestone": 22, "report": 24, "state": 26, "said": 40,
          "changed": 24, "overdue": 11, "address": 44}  # signs, of a table
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of a file: its cells; of one that changed what its cells said before; a new one has nothing before, one that is gone only that."""

    now: Row | None
    before: Row | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one text under its name, and what its marks mean; or all lines under none."""

    rows: Iterable[Printed]
    title: str = ""
    note: str = ""


def as_table(name: str, title: str, front: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> HttpResponse:
    """The lines as an XLSX file with labels in the reader's language, days as days; what the plan is stands on a sheet of its own."""
    book = Workbook(write_only=True)
    sheet, about = book.create_sheet(gettext("Action plan")[:31]), book.create_sheet(gettext("About")[:31])
    right_to_left = _right_to_left()
    for one in (sheet, about):
        one.sheet_view.rightToLeft = right_to_left
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = ACROSS[column]
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    top = Alignment(wrap_text=True, vertical="top")
    head = [WriteOnlyCell(sheet, str(LABELS.get(one) or BESIDE[one])) for one in columns]
    for cell in head:
        cell.font, cell.fill, cell.alignment = Font(bold=True), PatternFill("solid", fgColor="E4EEF1"), top
    sheet.append(head)
    last, plain, day = 1, WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    plain.alignment = day.alignment = top
    day.number_format = "yyyy-mm-dd"
    for row in rows:
        cells = []
        for column in columns:
            value: Any = row.get(column, "")
            dated = isinstance(value, date)
            cell = WriteOnlyCell(sheet, value if dated else harmless(value))
            cell._style = (day if dated else plain)._style  # type: ignore[attr-defined]  # one for all: set cell by cell they cost half the file
            cells.append(cell)
        sheet.append(cells)
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 30, 100
    for label, words in ((title, ""), *front):
        pair = [WriteOnlyCell(about, harmless(label)), WriteOnlyCell(about, harmless(words))]
        pair[0].font, pair[0].alignment, pair[1].alignment = Font(bold=True), top, top
        about.append(pair)
    out = io.BytesIO()
    book.save(out)
    return _attached(out.getvalue(), TABLE, f"{name}.xlsx")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _right_to_left() -> bool:
    return bool(get_language_info(get_language() or "en")["bidi"])


class _Plan:
    """One Word file as it is written: in the direction of the reader's language, what changed as tracked changes."""

    def __init__(self, title: str, organisation: str) -> None:
        self.document: Any = Document()
        language = get_language() or "en"
        self.right_to_left, self.numbers = _right_to_left(), count(1)
        self.by = f'w:author="{escape(organisation, {chr(34): "&quot;"})}" w:date="{timezone.now():%Y-%m-%dT%H:%M:%SZ}"'
        section = self.document.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
        section.footer_distance = Cm(0.8)
        self.document.styles["Title"].font.size, normal = Pt(17), self.document.styles["Normal"]
        normal.font.size, normal.paragraph_format.space_after = Pt(9), Pt(3)
        normal.element.rPr.append(parse_xml(f'<w:szCs {nsdecls("w")} w:val="18"/>'))
        fonts = normal.element.rPr.get_or_add_rFonts()
        for name, font in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("cs", "Times New Roman"), ("eastAsia", "SimSun")):
            fonts.set(qn(f"w:{name}"), font)
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments, properties.language = title, organisation, "", language
        if self.right_to_left:
            section._sectPr.append(OxmlElement("w:bidi"))
        self.foot(section, title)

    def foot(self, section: Any, title: str) -> None:
        """The title and the number of the page, on each page."""
        made = section.footer.paragraphs[0]
        self.run(made, f"{title} · ")
        for field in ("PAGE", " / ", "NUMPAGES"):
            if field == " / ":
                self.run(made, field)
            else:
                made._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))

    def run(self, paragraph: Any, text: str) -> Any:
        """Words in a paragraph."""
        run = paragraph.add_run(CONTROL.sub(" ", text))
        run.font.rtl = True if self.right_to_left else None
        if self.right_to_left and paragraph._p.find(qn("w:pPr") + "/" + qn("w:bidi")) is None:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
        return run

    def heading(self, text: str, level: int) -> None:
        """A heading that stays with what follows."""
        self.run(self.document.add_heading(level=level), text)

    def words(self, text: str, tag: str = "t", bold: bool = False) -> str:
        """A run in the direction of its own words: those of a text stay as they are in a plan in another script."""
        text = CONTROL.sub(" ", text)
        style = ("<w:b/><w:bCs/>" if bold else "") + ("<w:rtl/>" if turned(text, self.right_to_left) else "")
        return f'<w:r><w:rPr>{style}</w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>' if text else ""

    def tracked(self, kind: str, text: str) -> str:
        """Words put in (``ins``) or taken out (``del``)."""
        run = self.words(text, "delText" if kind == "del" else "t")
        return f'<w:{kind} w:id="{next(self.numbers)}" {self.by}>{run}</w:{kind}>' if run else ""

    def cell(self, width: float, runs: str, text: str, shade: str = "") -> str:
        """A cell, its paragraph in the direction of its words."""
        direction = "<w:bidi/>" if turned(text, self.right_to_left) else ""
        shaded = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
        return (f'<w:tc><w:tcPr><w:tcW w:w="{round(width * TWIPS)}" w:type="dxa"/>{shaded}</w:tcPr><w:p><w:pPr>{direction}<w:spacing w:before="20" w:after="20"/>'
                f"</w:pPr>{runs}</w:p></w:tc>")

    def grid(self, widths: Sequence[float], rows: Iterable[str]) -> None:
        """A table of rows; widths as given, whatever the words."""
        turn = "<w:bidiVisual/>" if self.right_to_left else ""
        head = (f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>{turn}<w:tblW w:w="{round(sum(widths) * TWIPS)}" w:type="dxa"/>'
                '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>' + "".join(f'<w:gridCol w:w="{round(one * TWIPS)}"/>' for one in widths) + "</w:tblGrid>")
        self.document.element.body.insert(-1, parse_xml(head + "".join(rows) + "</w:tbl>"))
        self.document.add_paragraph()

    def front(self, pairs: Sequence[tuple[str, str]]) -> None:
        """What the document is: before whom, from whom, of when, about what."""
        self.grid(FRONT, (f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{self.cell(FRONT[0], self.words(label, bold=True), label, 'F1F4F5')}"
                          f"{self.cell(FRONT[1], self.words(words), words)}</w:tr>" for label, words in pairs))

    def table(self, columns: Sequence[str], rows: Iterable[Printed]) -> None:
        """A table whose head is repeated on each page and whose rows stay whole."""
        parts = [PARTS[one] for one in columns]
        widths = [one * PAGE / sum(parts) for one in parts]
        labels = [str(LABELS[one]) for one in columns]
        head = "".join(self.cell(width, self.words(one, bold=True), one, "E4EEF1") for width, one in zip(widths, labels, strict=True))
        self.grid(widths, [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>", *self.rows(columns, widths, rows)])

    def rows(self, columns: Sequence[str], widths: Sequence[float], rows: Iterable[Printed]) -> Iterator[str]:
        """Each line as a row; one that is new or gone as a row put in or taken out."""
        for one in rows:
            whole = "ins" if one.new else "del" if one.now is None else ""
            mark = f'<w:{whole} w:id="{next(self.numbers)}" {self.by}/>' if whole else ""
            cells = []
            for name, width in zip(columns, widths, strict=True):
                now, before = (one.now or {}).get(name, ""), (one.before or {}).get(name, "")
                if whole:
                    runs = self.tracked(whole, now or before)
                elif one.before is not None and name in one.before and before != now:
                    runs = self.tracked("del", before) + self.tracked("ins", now)
                else:
                    runs = self.words(now)
                cells.append(self.cell(width, runs, now or before))
            yield f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(cells)}</w:tr>"


def turned(text: str, otherwise: bool) -> bool:
    """Whether words run from right to left: by their first letter, where they have one."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return otherwise


def as_word(
    name: str, title: str, organisation: str, front: Sequence[tuple[str, str]], columns: Sequence[str], parts: Iterable[Part],
    tasks: Sequence[Row] = (), carried: str = "",
) -> HttpResponse:
    """The plan as a Word file: what it is, the lines of each text with what changed, the tasks of an annexed plan."""
    plan = _Plan(title, organisation)
    plan.run(plan.document.add_heading(level=0), title)
    plan.front(front)
    for part in parts:
        if part.title:
            plan.heading(part.title, 1)
        if part.note:
            plan.run(plan.document.add_paragraph(), part.note)
        plan.table(columns, part.rows)
    if tasks:
        plan.heading(gettext("Tasks of the annexed plan"), 1)
        if carried:
            plan.run(plan.document.add_paragraph(), carried)
        plan.table(("words", "lead", "collaborators"), [Printed(row) for row in tasks])
    out = io.BytesIO()
    plan.document.save(out)
    return _attached(out.getvalue(), WORD, f"{name}.docx")
