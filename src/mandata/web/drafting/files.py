"""The table to take along: as a spreadsheet, as a Word table, as the clean text, and as Word with each author's changes marked."""

from __future__ import annotations

import io
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from docx import Document

from mandata.texts.between import Line, between
from mandata.texts.drafting import BASE, GROUP, draft_of, draft_words, proposals_on, rows_of
from mandata.texts.drafting_models import Drafting
from mandata.texts.side_by_side import SideRow
from mandata.web.drafting.table import drafting_in
from mandata.web.kit.exports import exported
from mandata.web.requests import SiteRequest
from mandata.web.texts.compare import WORDS
from textengine.wordout import By, Marked, Notes, WordLine, write_word
from textengine.wordout.lines import marked_words

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
        return _file(draft_words(drafting, rows_of(drafting))[0].encode(), "text/plain; charset=utf-8", f"draft-{pk}.txt")
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
            cell.text = "".join(sign for sign in words if sign >= " ")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def marked_word(drafting: Drafting) -> bytes:
    """The draft against the base: what is taken out by the group, what is put in by whoever proposed it."""
    rows = rows_of(drafting)
    proposals = {str(one.pk): one for one in proposals_on(drafting.base, drafting.session)}
    group = By(gettext("drafting group"))
    authors = {key: By(f"{one.proposer.name} ({one.reference})") for key, one in proposals.items()} | {GROUP: group, BASE: group}
    drafted = {side.one.provision: (row, words) for side, row, words in draft_of(drafting, rows)}
    before, behind = between(drafting.base, drafting.language, list(proposals.values()), rows, drafted)
    lines: list[WordLine] = []
    for one, own in zip(rows, before, strict=True):
        lines += [_between(it, authors) for it in own]
        if (line := _line(one, drafted.get(one.one.provision), authors, group)) is not None:
            lines.append(line)
    return write_word(lines + [_between(it, authors) for it in behind], Notes(), drafting.language)


def _between(line: Line, authors: dict[str, By]) -> WordLine:
    """A line in no provision: as it stands, or put in by a proposal."""
    if not line.proposal:
        return WordLine("Normal", (Marked("same", line.words),))
    by = authors[str(line.proposal)]
    return WordLine("Normal", (Marked("added", line.words, by),), "added", by)


def _line(one: SideRow, drafted: Any, authors: dict[str, By], group: By) -> WordLine | None:
    laid = one.one
    style = "Call" if laid.call and not laid.label and not laid.depth else f"enumlev{min(3, max(1, laid.depth))}" if laid.label else "Normal"
    label = [Marked("same", f"{laid.printed}\t")] if laid.printed else []
    if drafted is None:
        return WordLine(style, (*[Marked("removed", it.text, group) for it in label], Marked("removed", laid.text, group)), "removed", group) if one.base else None
    row, words = drafted
    pieces = row.pieces if row else [[words, BASE]]
    if one.base is None:
        by = authors.get(pieces[0][1], group)
        return WordLine(style, (*[Marked("added", it.text, by) for it in label], *(Marked("added", text, authors.get(owner, group)) for text, owner in pieces)), "added", by)
    owners = [owner for text, owner in pieces for _sign in text]
    made, at = list(label), 0
    for piece in marked_words(one.base.text, words, group):
        if piece.kind == "removed":
            made.append(piece)
            continue
        if piece.kind == "same":
            made.append(piece)
        else:
            made += _by_author(piece.text, owners[at:at + len(piece.text)], authors, group)
        at += len(piece.text)
    return WordLine(style, tuple(made))


def _by_author(words: str, owners: list[str], authors: dict[str, By], group: By) -> list[Marked]:
    """Words put in, cut where their author changes."""
    made: list[Marked] = []
    for sign, owner in zip(words, owners, strict=False):
        by = authors.get(owner, group)
        if made and made[-1].by == by:
            made[-1] = Marked("added", made[-1].text + sign, by)
        else:
            made.append(Marked("added", sign, by))
    return made


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
