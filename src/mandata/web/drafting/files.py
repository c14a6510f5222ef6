"""The table to take along: as a spreadsheet, as a Word table, as the clean text, and as Word with each author's changes marked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from docx import Document

from mandata.texts.agreed import agreed_version
from mandata.texts.drafted import BASE, GROUP, DraftLine, draft_lines, draft_words, lead_of
from mandata.texts.drafting import proposals_on, rows_of
from mandata.texts.drafting_models import Drafting
from mandata.texts.exchange import text_of
from mandata.texts.footnotes import bare, numbered
from mandata.texts.proposing_models import Proposal
from mandata.web.drafting.table import drafting_in
from mandata.web.kit.exports import CONTROL, exported
from mandata.web.requests import SiteRequest
from mandata.web.texts.compare import WORDS
from textengine.wordout import By, Marked, Notes, WordLine, write_word
from textengine.wordout.lines import marked_words, styles_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def drafting_file(request: SiteRequest, pk: int, kind: str) -> HttpResponse:
    """The table or the draft as a file."""
    drafting = drafting_in(request, pk)
    if kind == "table.xlsx":
        head, rows = table_of(drafting)
        return exported("xlsx", f"drafting-{pk}", head, rows)
    if kind == "table.docx":
        return _file(word_table(drafting), WORD, f"drafting-{pk}.docx")
    if kind == "clean.txt":
        return _file(draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))[0].encode(), "text/plain; charset=utf-8", f"draft-{pk}.txt")
    if kind == "marked.docx":
        return _file(marked_word(drafting), WORD, f"draft-{pk}-marked.docx")
    raise Http404


def table_of(drafting: Drafting) -> tuple[list[str], list[list[str]]]:
    """Head and rows: the base, a column a proposal, the draft."""
    proposals = proposals_on(drafting.base, drafting.session)
    written = {one.provision_id: one for one in drafting.rows.filter(written=True)}
    rows = []
    for one in rows_of(drafting):
        said = {key: cell.words or str(WORDS[cell.row.what]) for cell in one.cells for key in cell.proposals}
        draft = written.get(one.one.provision)
        words = "" if draft is None else str(WORDS["suppressed"]) if draft.gone else draft.words
        rows.append([one.one.name, one.base.text if one.base else "", *(said.get(it.pk, "") for it in proposals), words])
    return [gettext("Provision"), gettext("Base"), *(f"{it.reference} {it.proposer.name}" for it in proposals), gettext("Draft")], rows


def word_table(drafting: Drafting) -> bytes:
    """The table as a Word file, across the page."""
    head, rows = table_of(drafting)
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(str(drafting), 1)
    table = document.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.text = words
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = CONTROL.sub(" ", words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def marked_word(drafting: Drafting) -> bytes:
    """The draft against the base: what is taken out by the group, what is put in by whoever proposed it; footnotes stand at the foot."""
    proposals = proposals_on(drafting.base, drafting.session)
    group = By(gettext("drafting group"))
    authors = {str(one.pk): By(f"{one.proposer.name} ({one.reference})") for one in proposals} | {GROUP: group, BASE: group}
    notes = Notes()
    lines = draft_lines(drafting, rows_of(drafting), proposals, notes)
    signs, numbered_notes = numbered((words for one in lines for words in (one.new, one.old) if words), notes)
    styles = _styles(drafting, proposals)
    return write_word([_line(one, authors, signs, styles) for one in lines], numbered_notes, drafting.language)


def _styles(drafting: Drafting, proposals: list[Proposal]) -> dict[str, str]:
    """The style of each line of the base and of the leading proposal, by its words."""
    base = drafting.base.language_versions.exclude(reading=None).filter(language=drafting.language).select_related("reading", "revision", "file__organisation").first()
    lead = lead_of(proposals)
    found: dict[str, str] = {}
    for version in filter(None, (agreed_version(lead, drafting.language) if lead else None, base)):
        text = text_of(version)
        found |= {words.strip(): style for words, style in zip(text.text.split("\n"), styles_of(text), strict=True)}
    return found


def _line(one: DraftLine, authors: dict[str, By], signs: dict[int, int], styles: dict[str, str]) -> WordLine:
    """A line of both texts with its words marked, or of one alone, which is marked whole."""
    words = bare(one.new if one.new is not None else one.old or "").strip()
    laid = one.side.one if one.side else None
    style = styles.get(words, "Normal") if laid is None else (
        "Call" if laid.call and not laid.label and not laid.depth else f"enumlev{min(3, max(1, laid.depth))}" if laid.label else "Normal"
    )
    if one.new is None:
        return WordLine(style, (Marked("removed", (one.old or "").translate(signs), authors[GROUP]),), "removed", authors[GROUP])
    if one.old is None:
        pieces = tuple(it._replace(text=it.text.translate(signs)) for it in _by_author(one.new, one.owners, authors))
        return WordLine(style, pieces, "added", pieces[0].by if pieces else authors[GROUP])
    made, at = [], 0
    for piece in marked_words(one.old, one.new, authors[GROUP]):
        size = len(piece.text)
        made += _by_author(piece.text, one.owners[at:at + size], authors) if piece.kind == "added" else [piece]
        at += size if piece.kind != "removed" else 0
    return WordLine(style, tuple(it._replace(text=it.text.translate(signs)) for it in made))


def _by_author(words: str, owners: Sequence[str], authors: dict[str, By]) -> list[Marked]:
    """Words put in, cut where their author changes."""
    made: list[Marked] = []
    for sign, owner in zip(words, owners, strict=True):
        by = authors.get(owner, authors[GROUP])
        if made and made[-1].by == by:
            made[-1] = Marked("added", made[-1].text + sign, by)
        else:
            made.append(Marked("added", sign, by))
    return made


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
