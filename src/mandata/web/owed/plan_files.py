"""An action plan as a document of an advisory group (DOCX) and as a table (XLSX), in the reader's language."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, gettext
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from mandata.web.kit.exports import CONTROL, exported
from mandata.web.owed.plan_cells import LABELS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = {"text": 2.6, "place": 1.6, "words": 6.2, "force": 1.8, "lead": 3.0, "collaborators": 2.8, "milestone": 2.4, "report": 2.4, "state": 2.6, "said": 3.0}
CHANGED = RGBColor(0x8A, 0x4B, 0x00)


def as_table(name: str, rows: Iterable[dict[str, str]], columns: Sequence[str]) -> HttpResponse:
    """The lines as an XLSX file with labels in the reader's language."""
    return exported("xlsx", name, [str(LABELS[one]) for one in columns], ([row[one] for one in columns] for row in rows))


class _Plan:
    """One Word file as it is written, in the direction of the reader's language."""

    def __init__(self) -> None:
        self.document: Any = Document()
        language = get_language() or "en"
        self.right_to_left = bool(get_language_info(language)["bidi"])
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(1.5)
        self.document.styles["Normal"].font.size = Pt(9)
        self.document.core_properties.language = language
        if self.right_to_left:
            section._sectPr.append(OxmlElement("w:bidi"))

    def run(self, paragraph: Any, text: str, changed: bool = False) -> Any:
        """Words in a paragraph; what changed is marked by colour and underlined."""
        run = paragraph.add_run(CONTROL.sub(" ", text))
        run.font.rtl = True if self.right_to_left else None
        if changed:
            run.font.color.rgb, run.underline = CHANGED, True
        if self.right_to_left and paragraph._p.find(qn("w:pPr") + "/" + qn("w:bidi")) is None:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
        return run

    def table(self, columns: Sequence[str], rows: Iterable[tuple[dict[str, str], frozenset[str]]]) -> None:
        """A table whose head is repeated on each page; with each row the names of its cells that changed."""
        table = self.document.add_table(rows=0, cols=len(columns), style="Table Grid")
        if self.right_to_left:
            table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook")
        head = table.add_row()
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, name in zip(head.cells, columns, strict=True):
            self.run(cell.paragraphs[0], str(LABELS[name])).bold = True
            cell.width = Cm(WIDTHS[name])
        for row, changed in rows:
            for cell, name in zip(table.add_row().cells, columns, strict=True):
                self.run(cell.paragraphs[0], row[name], name in changed)
                cell.width = Cm(WIDTHS[name])
        self.document.add_paragraph()


def as_word(
    name: str, title: str, organisation: str, columns: Sequence[str], rows: Iterable[tuple[dict[str, str], frozenset[str]]], notes: Sequence[str] = (),
    tasks: Sequence[dict[str, str]] = (), carried: str = "",
) -> HttpResponse:
    """The plan as a Word file: title, day, what its marks mean, the lines, the tasks of an annexed plan."""
    plan = _Plan()
    plan.document.core_properties.title, plan.document.core_properties.author, plan.document.core_properties.comments = title, organisation, ""
    plan.run(plan.document.add_heading(level=0), title)
    plan.run(plan.document.add_paragraph(), f"{organisation} · {date_format(timezone.now().date())}").bold = True
    for note in notes:
        plan.run(plan.document.add_paragraph(), note)
    plan.table(columns, rows)
    if tasks:
        plan.run(plan.document.add_heading(level=1), gettext("Tasks of the annexed plan"))
        if carried:
            plan.run(plan.document.add_paragraph(), carried)
        plan.table(("words", "lead", "collaborators"), ((row, frozenset()) for row in tasks))
    out = io.BytesIO()
    plan.document.save(out)
    response = HttpResponse(out.getvalue(), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response
