"""The draft as a text: each of its lines beside the base's line that it continues, with whose words are whose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mandata.texts.agreed import agreed_parts, agreed_version, own_part
from mandata.texts.between import Line, between
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.texts.footnotes import Mark, carried, marks_of, printed, signed
from mandata.texts.proposing_models import Proposal
from mandata.texts.side_by_side import SideRow
from textengine.wordout import Notes
from textengine.wordout.lines import lines_alike

BASE, GROUP = "base", "group"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the base, of the draft, or of both, with the signs of its notes; ``owners`` say of each sign of the new one whose it is."""

    old: str | None
    new: str | None
    owners: tuple[str, ...] = ()
    side: SideRow | None = None  # none: it is in no provision
    head: bool = False


def draft_of(drafting: Drafting, rows: Sequence[SideRow]) -> list[tuple[SideRow, DraftRow | None, str]]:
    """The rows that the draft has, with their words: as written, else as in the base; what only proposals have is in it where it was written."""
    written = {one.provision_id: one for one in drafting.rows.filter(written=True)}
    found = []
    for side in rows:
        row = written.get(side.one.provision)
        if row is None and side.base is None:
            continue
        if row is not None and row.gone:
            continue
        found.append((side, row, row.words if row else side.one.text))
    return found


def lead_of(proposals: Sequence[Proposal]) -> Proposal | None:
    """The proposal of which a draft takes its head: the first that changes words, an open one before those that have ended."""
    changing = [one for one in proposals if one.action == Proposal.Action.MOD]
    return next((one for one in changing if one.open), changing[0] if changing else None)


def draft_words(drafting: Drafting, rows: Sequence[SideRow], proposals: Sequence[Proposal]) -> tuple[str, list[int]]:
    """The draft as a clean text with the head of the leading proposal and its footnotes behind it, and the provisions that it lays."""
    notes = Notes()
    lines = draft_lines(drafting, rows, proposals, notes)
    laid = [one.side.one.provision for one in lines if one.side is not None and one.new is not None]
    return printed("\n".join(one.new for one in lines if one.new is not None) + "\n", notes, drafting), laid


def draft_lines(drafting: Drafting, rows: Sequence[SideRow], proposals: Sequence[Proposal], notes: Notes) -> list[DraftLine]:
    """The lines of base and draft in one order. Labels are counted anew where they are numbers; a list that begins anew behind a title is counted from there.

    Lines in no provision, as the title of an annex, stand where they stood; so do footnotes, behind the words that they explain.
    """
    base = drafting.base.language_versions.exclude(reading=None).filter(language=drafting.language).select_related("reading", "revision").first()
    lead, head = lead_of(proposals), own_part(base).head(notes) if base is not None else []
    lines = _head(head, agreed_parts(lead, notes, drafting.language)[1], str(lead.pk)) if lead else [DraftLine(one, one, (BASE,) * len(one), head=True) for one in head]
    drafted = {side.one.provision: (row, words) for side, row, words in draft_of(drafting, rows)}
    before, behind = between(drafting.base, drafting.language, proposals, rows, drafted, notes)
    marks = [marks_of(base, notes) if base is not None else {}, *(marks_of(agreed_version(one, drafting.language), notes) for one in proposals)]
    by_proposal = {one.pk: some for one, some in zip(proposals, marks[1:], strict=True)}
    counts: dict[int, int] = {}
    for side, here in zip(rows, before, strict=True):
        lines += [_between(one) for one in here]
        if any(not one.gone for one in here) and _begins(side.one.printed):
            counts.clear()
        label = _counted(side, counts) if side.one.provision in drafted else ""
        lines.append(_line(side, label, drafted.get(side.one.provision), marks[0].get(side.one.provision, []), by_proposal))
    return [one for one in lines + [_between(one) for one in behind] if one.old is not None or one.new is not None]


def _head(old: list[str], new: list[str], lead: str) -> list[DraftLine]:
    """The lines before the first provision: the leading proposal's, beside those of the base that they continue."""
    found: list[DraftLine] = []
    i = j = 0
    for a, b in [*lines_alike(old, new), (len(old), len(new))]:
        found += [DraftLine(one, None, head=True) for one in old[i:a]]
        found += [DraftLine(None, one, (lead,) * len(one), head=True) for one in new[j:b]]
        if a < len(old):
            found.append(DraftLine(old[a], new[b], (lead,) * len(new[b]), head=True))
        i, j = a + 1, b + 1
    return found


def _between(line: Line) -> DraftLine:
    if line.proposal:
        return DraftLine(None, line.words, (str(line.proposal),) * len(line.words))
    return DraftLine(line.words, None if line.gone else line.words, (BASE,) * len(line.words))


def _line(
    side: SideRow, label: str, drafted: tuple[DraftRow | None, str] | None, own: Sequence[Mark], by_proposal: dict[int, dict[int, list[Mark]]],
) -> DraftLine:
    old = None
    if side.base is not None:
        old = "\t".join(filter(None, [side.base.printed, signed(side.base.text, own)]))
    if drafted is None:
        return DraftLine(old, None, side=side)
    row, words = drafted
    sources = [(side.base.text if side.base else "", own)] + [
        (cell.words, by_proposal.get(key, {}).get(cell.row.new.provision, [])) for cell in side.cells for key in cell.proposals[:1] if cell.row.new
    ]
    marks = carried(words, sources)
    owners = [owner for text, owner in (row.pieces if row else [[words, BASE]]) for _sign in text]
    for at, _sign in sorted(marks, reverse=True):
        owners.insert(at, owners[max(0, at - 1)] if owners else BASE)
    front = f"{label}\t" if label else ""
    whose = owners[0] if side.base is None and owners else GROUP
    return DraftLine(old, front + signed(words, marks), (*[whose] * len(front), *owners), side)


def _counted(side: SideRow, counts: dict[int, int]) -> str:
    depth, label = side.one.depth, side.one.printed
    for deeper in [one for one in counts if one > depth or not label]:
        del counts[deeper]
    if not label:
        return ""
    counts[depth] = counts.get(depth, 0) + 1
    return _numbered(label, counts[depth])


def _begins(label: str) -> bool:
    """Whether a label is the first of a list."""
    return re.fullmatch(r"[1a]\W*", label) is not None


def _numbered(label: str, place: int) -> str:
    """A label of a list as it stands in its place: « 3 » as the third, « c) » as the third; any other label as it is."""
    found = re.fullmatch(r"(\d+|[a-z])(\W*)", label)
    if found is None or place > 26:
        return label
    return (str(place) if found[1].isdigit() else chr(ord("a") + place - 1)) + found[2]
