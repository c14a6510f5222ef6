"""A report as a Word file: the same paper, each figure in a bookmark with its code beside it, the codes in a table of the annex, the data inside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language_info, gettext, gettext_noop, override
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from mandata.reports.building import FIGURE, Block, Paper, Pieces, Section
from mandata.reports.columns import shares
from mandata.reports.models import Report
from mandata.reports.package import Behind, as_xml, package_of

ACCENT, MUTED = RGBColor(0x1F, 0x5A, 0x6E), RGBColor(0x55, 0x60, 0x6E)
MARGIN, CELL = Cm(2), "Report cell"
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
RECORDS = gettext_noop("Annex: records and acts behind each figure")
OBSERVATIONS = gettext_noop("Annex: the observations")


class _Word:
    """One Word file as it is written."""

    def __init__(self, paper: Paper) -> None:
        self.document: Any = Document()
        self.right_to_left = bool(get_language_info(paper.language)["bidi"])
        self.codes: dict[str, str] = {}  # identity of an observation -> its short code in the annex
        self.bookmarks = 0
        self.document.styles["Normal"].font.size = Pt(11)
        small = self.document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
        small.base_style, small.font.size, small.paragraph_format.space_after = self.document.styles["Normal"], Pt(9), Pt(0)
        self.cells = small.style_id
        for style in (self.document.styles["Normal"], small):  # programs take another size for letters from right to left
            of_letters = OxmlElement("w:szCs")
            of_letters.set(qn("w:val"), str(int(style.font.size.pt * 2)))
            style.element.rPr.find(qn("w:sz")).addnext(of_letters)
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
        if self.right_to_left:
            page._sectPr.append(OxmlElement("w:bidi"))

    def paragraph(self, pieces: Pieces, style: str | None = None) -> Any:
        """A paragraph of pieces."""
        made = self.document.add_paragraph(style=style)
        self.direct(made)
        self.fill(made, pieces)
        return made

    def fill(self, paragraph: Any, pieces: Pieces) -> None:
        """Write pieces, each figure in a bookmark of its own that carries the figure's code."""
        for piece in pieces:
            if piece.kind != FIGURE or not piece.obs:
                self.run(paragraph, piece.text)
                continue
            code = self.codes.setdefault(piece.obs, f"F{len(self.codes) + 1}")
            self.bookmarks += 1
            begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for mark in (begin, end):
                mark.set(qn("w:id"), str(self.bookmarks))
            begin.set(qn("w:name"), f"{code}_{self.bookmarks}")
            paragraph._p.append(begin)
            self.run(paragraph, piece.text)
            paragraph._p.append(end)
            beside = self.run(paragraph, f"[{code}]")
            beside.font.superscript, beside.font.color.rgb = True, MUTED

    def run(self, paragraph: Any, text: str) -> Any:
        """A run in the direction of the paper."""
        run = paragraph.add_run(text)
        if self.right_to_left:
            run.font.rtl = True
        return run

    def strong(self, run: Any) -> None:
        """Bold, in letters from right to left too."""
        run.bold = run.font.cs_bold = True

    def quiet(self, run: Any) -> None:
        """Italic, in letters from right to left too."""
        run.italic = run.font.cs_italic = True

    def direct(self, paragraph: Any) -> None:
        """Give a paragraph the direction of the paper."""
        if self.right_to_left:
            properties = paragraph._p.get_or_add_pPr()
            properties.insert_element_before(OxmlElement("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")

    def heading(self, text: str, level: int) -> None:
        """A heading."""
        made = self.document.add_heading(level=level)
        self.direct(made)
        self.run(made, text)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[Pieces | str]]) -> None:
        """A table; its head, where it has one, is repeated on each page."""
        rows = list(rows)
        words = [[cell if isinstance(cell, str) else "".join(one.text for one in cell) for cell in row] for row in rows]
        widths = [int(one * (Cm(21) - 2 * MARGIN)) for one in shares(head or [""] * (len(rows[0]) if rows else 1), words)]
        table = self.document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        if self.right_to_left:
            table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook")
        if head:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for cell, label, width in zip(row.cells, head, widths, strict=True):
                self.strong(self.run(self.cell(cell, width), label))
        for given in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, content, width in zip(row.cells, given, widths, strict=True):
                if isinstance(content, str):
                    self.run(self.cell(cell, width), content)
                else:
                    self.fill(self.cell(cell, width), content)
        self.document.add_paragraph()

    def cell(self, cell: Any, width: int) -> Any:
        """The paragraph of a cell."""
        cell.width = width
        made = cell.paragraphs[0]
        made._p.get_or_add_pPr().style = self.cells
        self.direct(made)
        return made

    def block(self, block: Block) -> None:
        """One block of a section."""
        if block.kind == "table":
            self.table(block.head, block.rows)
        elif block.kind == "paragraph":
            made = self.paragraph(block.rows[0][0], style="Intense Quote")
            for run in made.runs:
                run.font.color.rgb = ACCENT
            self.quiet(self.run(made, "\n" + gettext("Signed: %(who)s") % {"who": block.signed}))
        else:
            made = self.paragraph(block.rows[0][0])
            if block.mark:
                self.strong(self.run(made, f" [{block.mark}]"))
            if block.kind == "empty":
                for run in made.runs:
                    run.font.color.rgb = MUTED
                    self.quiet(run)

    def section(self, number: int, section: Section) -> None:
        """One section under its number."""
        self.heading(f"{number}\u2002{section.title}", 1)
        for block in section.blocks:
            self.block(block)

    def enclose(self, data: bytes) -> None:
        """Put data into the file as custom XML, which programs keep when the words are changed."""
        package = self.document.part.package
        part = Part(package.next_partname("/customXml/item%d.xml"), "application/xml", data, package)
        self.document.part.relate_to(part, CUSTOM_XML)


def as_word(paper: Paper, organisation: str, behind: Behind = (), published: Report | None = None, tables: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a Word file: header, sections, the records behind each figure, the identities of all figures.

    One of a published report carries its hash, and its data inside; one of a draft the ``tables`` that are given.
    """
    with override(paper.language):
        word, organisation = _Word(paper), paper.organisation or organisation
        properties = word.document.core_properties
        properties.title, properties.author, properties.language, properties.comments = paper.title, organisation, paper.language, ""
        word.heading(paper.title, 0)
        word.strong(word.run(word.paragraph([]), organisation))
        word.table([], [(label, pieces) for label, pieces in paper.header])
        for number, section in enumerate(paper.sections, start=1):
            word.section(number, section)
        if behind:
            word.heading(gettext(RECORDS), 1)
            for label, lines in behind:
                word.heading(label, 2)
                for line in lines:
                    made = word.document.add_paragraph(style="List Bullet")
                    word.direct(made)
                    word.run(made, line)
        word.heading(gettext(OBSERVATIONS), 1)
        word.table([gettext("Code"), gettext("Observation")], [(code, identity) for identity, code in word.codes.items()])
        if published is not None:
            word.run(word.paragraph([]), f"SHA-256: {published.sha256}")
        if package := package_of(published, paper.language, word.codes, behind) if published is not None else tables:
            word.enclose(as_xml(package))
        out = io.BytesIO()
        word.document.save(out)
        return out.getvalue()
