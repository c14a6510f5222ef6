"""A report as a Word file: the same paper, each figure in a bookmark with its code beside it, the codes in a table of the annex, the data inside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language_info, gettext, gettext_noop, override
from docx import Document
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor

from mandata.reports.building import FIGURE, Block, Paper, Pieces, Section
from mandata.reports.models import Report
from mandata.reports.package import Behind, as_xml, package_of

ACCENT, MUTED = RGBColor(0x1F, 0x5A, 0x6E), RGBColor(0x55, 0x60, 0x6E)
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
        if self.right_to_left:
            self.document.sections[0]._sectPr.append(OxmlElement("w:bidi"))

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
        columns = len(head) or (len(rows[0]) if rows else 1)
        table = self.document.add_table(rows=0, cols=columns, style="Table Grid")
        if self.right_to_left:
            table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook")
        if head:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for cell, label in zip(row.cells, head, strict=True):
                self.direct(cell.paragraphs[0])
                self.run(cell.paragraphs[0], label).bold = True
        for given in rows:
            for cell, content in zip(table.add_row().cells, given, strict=True):
                self.direct(cell.paragraphs[0])
                if isinstance(content, str):
                    self.run(cell.paragraphs[0], content)
                else:
                    self.fill(cell.paragraphs[0], content)
        self.document.add_paragraph()

    def block(self, block: Block) -> None:
        """One block of a section."""
        if block.kind == "table":
            self.table(block.head, block.rows)
        elif block.kind == "paragraph":
            made = self.paragraph(block.rows[0][0], style="Intense Quote")
            for run in made.runs:
                run.font.color.rgb = ACCENT
            self.run(made, "\n" + gettext("Signed: %(who)s") % {"who": block.signed}).italic = True
        else:
            made = self.paragraph(block.rows[0][0])
            if block.mark:
                self.run(made, f" [{block.mark}]").bold = True
            if block.kind == "empty":
                for run in made.runs:
                    run.font.color.rgb = MUTED
                    run.italic = True

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


def as_word(paper: Paper, organisation: str, behind: Behind = (), published: Report | None = None) -> bytes:
    """The bytes of a Word file: header, sections, the records behind each figure, the identities of all figures.

    One of a published report carries its hash, and its data inside.
    """
    with override(paper.language):
        word = _Word(paper)
        properties = word.document.core_properties
        properties.title, properties.author, properties.language, properties.comments = paper.title, organisation, paper.language, ""
        word.heading(paper.title, 0)
        word.run(word.paragraph([]), organisation).bold = True
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
            word.enclose(as_xml(package_of(published, paper.language, word.codes, behind)))
        out = io.BytesIO()
        word.document.save(out)
        return out.getvalue()
