"""The table: every provision with what is proposed for it, identical texts joined, and the draft; it stays readable with twelve proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext

from mandata.shared.joining import joined
from mandata.shared.rights import may, visible
from mandata.shared.standing import until_written
from mandata.texts.comparing import KEPT
from mandata.texts.drafted import BASE, GROUP
from mandata.texts.drafting import open_brackets, proposals_on, rows_of, taken_back
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.texts.models import LanguageVersion
from mandata.texts.proposing_models import Proposal
from mandata.texts.side_by_side import Cell, SideRow, fingerprint
from mandata.web.requests import SiteRequest, number_in
from mandata.web.texts.compare import COLOURS, WORDS, side
from mandata.web.texts.languages import NAMES

SHOWN = ("changes", "collisions", "all")


def drafting_in(request: SiteRequest, pk: int) -> Drafting:
    """A drafting with what its pages need."""
    return get_object_or_404(visible(request.acting, Drafting.objects.select_related(
        "base__work__organisation", "base__work__body", "base__session", "session__body", "adopted_in__work", "adopted_in__session")), pk=pk)


def table_page(request: SiteRequest, pk: int) -> HttpResponse:
    """The proposals on one resolution side by side."""
    drafting = drafting_in(request, pk)
    show = request.GET.get("show") if request.GET.get("show") in SHOWN else "changes"
    of, at = number_in(request.GET.get("of", "")), number_in(request.GET.get("at", ""))
    made = made_table(drafting.pk, str(show), of, at)
    held = {
        one.provision_id: one for one in drafting.rows.filter(held_until__gt=timezone.now()).select_related("held_by")
    } if (writer := may(request.acting, "write-row", drafting)) else {}
    labels = {"changes": gettext("what is touched"), "collisions": gettext("only collisions"), "all": gettext("all provisions")}
    return render(request, "drafting/table.html", {
        "drafting": drafting, **made, "show": show, "of": of, "at": at, "shows": [(code, labels[code]) for code in SHOWN],
        "held": [(one.held_by.name, one.held_until, pk) for pk, one in held.items() if one.held_by], "may_write": writer,
        "may_move": may(request.acting, "move-stage", drafting), "may_adopt": may(request.acting, "adopt-draft", drafting),
        "language": NAMES.get(drafting.language, drafting.language), "ready": drafting.stage in ("plenary", "provisional"), "stages": [(one.value, one.label) for one in Drafting.Stage],
    })


@until_written
def made_table(pk: int, show: str, of: int, at: int) -> dict[str, Any]:
    """What the page shows of the texts, which change only by acts."""
    drafting = Drafting.objects.select_related("base__work__organisation", "session__body").get(pk=pk)
    proposals = proposals_on(drafting.base, drafting.session)
    by_key = {one.pk: one for one in (*proposals, *taken_back(drafting))}
    rows = kept_rows(drafting, by_key)
    written = {one.provision_id: one for one in drafting.rows.filter(written=True)}
    shown = [
        one for one in rows
        if (show == "all" or (one.collides if show == "collisions" else one.touched or one.provision in written))
        and (not of or of in one.proposals) and (not at or one.provision == at)
    ]
    collide = sum(one.collides for one in rows)
    same = set(LanguageVersion.objects.filter(revision__in=[one.revision_id for one in proposals], language=drafting.language).values_list("revision", flat=True))
    other = [one.reference for one in proposals if one.revision_id not in same]
    return {
        "rows": mark_safe("\n".join(f"{one.before}{draft_html(written.get(one.provision), by_key, one.stands)}{one.behind}" for one in shown)),
        "proposals": [(one.pk, one.reference, one.proposer.name, one.get_outcome_display()) for one in proposals],
        "places": [(one.provision, one.name) for one in rows if one.touched], "number": len(shown),
        "told": [
            ngettext("%(n)s proposal.", "%(n)s proposals.", len(proposals)) % {"n": len(proposals)},
            ngettext("%(n)s provision is touched.", "%(n)s provisions are touched.", n) % {"n": n} if (n := sum(one.touched for one in rows)) else "",
            ngettext("Proposals collide in %(n)s provision.", "Proposals collide in %(n)s provisions.", collide) % {"n": collide}
            if collide else gettext("No proposals collide."),
            ngettext("Brackets stand in %(n)s provision of the draft.", "Brackets stand in %(n)s provisions of the draft.", b) % {"n": b}
            if (b := len(open_brackets(drafting))) else "",
            gettext("In another language, their words stand as they came: %(proposals)s.") % {"proposals": joined(other)} if other else "",
        ],
    }


@dataclass(frozen=True, slots=True)
class Rendered:
    """A row of the table as HTML, but for the words of the draft, which stand between its two parts."""

    provision: int
    name: str
    stands: bool  # in the base
    touched: bool
    collides: bool
    proposals: frozenset[int]
    before: str
    behind: str


def kept_rows(drafting: Drafting, proposals: Mapping[int, Proposal]) -> list[Rendered]:
    """The rows as rendered, kept by what they show: where a row of the draft is written, only its words are made anew."""
    told = [get_language(), drafting.pk, [(one.pk, one.reference, one.proposer.name) for one in proposals.values()]]
    key = f"drafting-rows:{sha256(repr(told).encode()).hexdigest()}:{fingerprint(drafting.base, list(proposals.values()), drafting.language)}"
    if (found := cache.get(key)) is None:
        found = [_row(drafting, one, proposals) for one in rows_of(drafting)]
        cache.set(key, found, KEPT)
    return found  # type: ignore[no-any-return]


def _row(drafting: Drafting, one: SideRow, proposals: Mapping[int, Proposal]) -> Rendered:
    laid = one.one
    lang = f'lang="{escape(drafting.language)}" dir="auto"'
    label = f"<b>{escape(laid.printed)}</b>&ensp;" if laid.printed else ""
    place = laid.name if one.base else gettext("new provision: %(place)s") % {"place": laid.name}
    base = f'<span class="place">{escape(place)}</span>' + (f"{label}{escape(one.base.text)}" if one.base else "")
    collide = f' <span class="tag bad">{escape(gettext("collision"))}</span>' if one.collides else ""
    cells = "".join(f'<div class="proposed-cell">{cell_head(cell, proposals)}<p {lang}>{side(cell.row, "both")}</p></div>' for cell in one.cells)
    address, opening = f"/drafting/{drafting.pk}/rows/{laid.provision}/", gettext("Open the row")
    return Rendered(
        laid.provision, laid.name, one.base is not None, one.touched, one.collides, frozenset(key for cell in one.cells for key in cell.proposals),
        f'<tr id="{laid.wid}"><td class="words" {lang} data-label="{escape(gettext("Base"))}">{base}</td>'
        f'<td class="words" data-label="{escape(gettext("Proposed"))}">{cells}{collide}</td>'
        f'<td class="words" {lang} data-label="{escape(gettext("Draft"))}">',
        f' <a class="note open-row" href="{address}">{escape(opening)}<span class="visually-hidden"> {escape(laid.name)}</span></a></td></tr>',
    )


def cell_head(cell: Cell, proposals: Mapping[int, Proposal]) -> str:
    """Who proposes a text, and what it does."""
    who = " ".join(
        f'<a class="tag" href="/proposals/{key}/" title="{escape(proposals[key].proposer.name)}">{escape(proposals[key].reference)}</a>' for key in cell.proposals
    )
    return f'<span class="who">{who} <span class="tag {COLOURS[cell.row.what]}">{escape(str(WORDS[cell.row.what]))}</span></span>'


def draft_html(draft: DraftRow | None, proposals: Mapping[int, Proposal], stands: bool = True) -> str:
    """The words of the draft, each with whose it is; that it stands as in the base, or is not in the draft, where nobody wrote it."""
    if draft is None or not draft.written:
        told = gettext("stands as in the base") if stands else gettext("not in the draft")
        return f'<span class="note">{escape(told)}</span>'
    if draft.gone:
        return f'<span class="tag bad">{escape(gettext("suppressed"))}</span>'
    return pieces_html(draft.pieces, proposals)


def pieces_html(pieces: Sequence[Sequence[str]], proposals: Mapping[int, Proposal]) -> str:
    """Words that are not the base's carry their author, by a title and by a mark that can be read."""
    out: list[str] = []
    for words, owner in pieces:
        if owner == BASE or not words.strip():
            out.append(escape(words))
            continue
        who = gettext("drafting group") if owner == GROUP else str(proposals[int(owner)].reference) if owner.isdigit() and int(owner) in proposals else owner
        gap = " " if words.endswith(" ") else ""
        out.append(f'<span class="by" title="{escape(who)}">{escape(words.rstrip(" "))}<sup>{escape(who)}</sup></span>{gap}')
    return "".join(out)
