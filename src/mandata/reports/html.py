"""A paper as HTML: each figure a link to its observation, days and names marked, words of persons set apart."""

from __future__ import annotations

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, override

from mandata.parties.models import Organisation
from mandata.reports.building import DAY, FIGURE, NAME, Block, Paper, Piece, Pieces, Section
from mandata.reports.figures import address


def html_of(paper: Paper, organisation: int) -> SafeString:
    """The whole paper."""
    with override(paper.language):
        return mark_safe("".join([_header(paper, organisation), *(_section(one, organisation, paper.language) for one in paper.sections)]))


def as_page(paper: Paper, organisation: Organisation, site: str) -> str:
    """A page of its own for a file; its links lead to the ``site``, wherever the file is opened."""
    direction = "rtl" if get_language_info(paper.language)["bidi"] else "ltr"
    return str(format_html(
        '<!doctype html><html lang="{}" dir="{}"><meta charset="utf-8"><base href="{}/"><title>{}</title><h1>{}</h1><p><strong>{}</strong></p>{}</html>',
        paper.language, direction, site.rstrip("/"), paper.title, paper.title, paper.organisation, html_of(paper, organisation.pk),
    ))


def _header(paper: Paper, organisation: int) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{_pieces(pieces, organisation)}</dd>" for label, pieces in paper.header)
    return f'<dl class="facts paper-head">{rows}</dl>'


def _section(section: Section, organisation: int, language: str) -> str:
    blocks = "".join(_block(one, organisation, language) for one in section.blocks)
    return f'<section id="{escape(section.code)}"><h2>{escape(section.title)}</h2>{blocks}</section>'


def _block(block: Block, organisation: int, language: str) -> str:
    if block.kind == "table":
        head = "".join(f'<th scope="col">{escape(label)}</th>' for label in block.head)
        rows = "".join(
            "<tr>" + "".join(f'<td data-label="{escape(label)}">{_pieces(cell, organisation)}</td>' for label, cell in zip(block.head, row, strict=True)) + "</tr>"
            for row in block.rows
        )
        return f'<div class="table-scroll"><table class="register"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    words = _pieces(block.rows[0][0], organisation)
    if block.kind == "paragraph":
        own = block.language == language
        other = "" if own else format_html(' <span class="tag">{}</span>', gettext("written in %(language)s") % {
            "language": get_language_info(block.language)["name_translated"]})
        signed_by = gettext("Signed by")
        return (f'<blockquote class="signed"><p lang="{escape(block.language)}" dir="auto">{words}</p>'
                f'<footer>{escape(signed_by)}: <bdi>{escape(block.signed)}</bdi>{other}</footer></blockquote>')
    mark = format_html(' <span class="tag warn">{}</span>', block.mark) if block.mark else ""
    css = ' class="note empty-section"' if block.kind == "empty" else ""
    return f"<p{css}>{words}{mark}</p>"


def _pieces(pieces: Pieces, organisation: int) -> str:
    return "".join(_piece(one, organisation) for one in pieces)


def _piece(piece: Piece, organisation: int) -> str:
    text = escape(piece.text)
    if piece.kind == FIGURE:
        return (f'<data class="fact" value="{escape(piece.value)}" data-obs="{escape(piece.obs)}">'
                f'<a href="{escape(address(piece.obs, organisation))}">{text}</a></data>')
    if piece.kind == DAY and piece.value:
        return f'<time datetime="{escape(piece.value)}">{text}</time>'
    if piece.kind == NAME and piece.value.startswith("/"):
        return f'<a href="{escape(piece.value)}" title="{escape(gettext("Where does this come from?"))}"><bdi>{text}</bdi></a>'
    return f'<bdi>{text}</bdi>' if piece.kind == NAME else text
