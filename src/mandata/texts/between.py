"""The lines of a text that are in none of its provisions: titles of parts and annexes, what stands behind the last one; a draft keeps them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from mandata.texts.agreed import OwnPart, agreed_version, own_part
from mandata.texts.footnotes import bare
from mandata.texts.models import LanguageVersion, Revision, Wording
from mandata.texts.proposing_models import Proposal
from mandata.texts.side_by_side import SideRow
from textengine.wordout import Notes


@dataclass(slots=True)
class Between:
    """The lines that stand before each provision, by its key, and those behind the last; ``first`` is the provision that the head precedes."""

    before: dict[int, list[str]] = field(default_factory=dict)
    behind: list[str] = field(default_factory=list)
    first: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line in no provision, and the proposal that brings it, 0: it stands in the base; ``gone``: the draft has it no more."""

    words: str
    proposal: int = 0
    gone: bool = False


def lines_between(version: LanguageVersion, notes: Notes) -> Between:
    """The lines of a language version around its provisions, as they read after its changes, with the signs of their notes."""
    own = own_part(version)
    text, found, at = own.reading.text, Between(), own.start
    wordings = Wording.objects.filter(language_version=version).exclude(version__part="front").order_by("start")
    for start, words, provision in wordings.values_list("start", "text", "version__provision"):
        line = text.rfind("\n", 0, start) + 1
        found.before[provision] = _lines(own, at, line, notes) if line > at else []
        found.first = found.first or provision
        at = max(at, start + len(words) if text.startswith(words, start) else (text.find("\n", start) + 1 or len(text)))
    found.behind = _lines(own, at, own.end, notes)
    return found


def _lines(own: OwnPart, start: int, end: int, notes: Notes) -> list[str]:
    return [one.strip() for one in own.between(start, end, notes).split("\n") if one.strip()]


def between(
    base: Revision, language: str, proposals: Sequence[Proposal], rows: Sequence[SideRow], taken: Collection[int], notes: Notes,
) -> tuple[list[list[Line]], list[Line]]:
    """The lines before each row, and those behind the last: the base's where they stand there, a proposal's with a new provision that is ``taken``.

    Where a proposal lays its new provision behind a line of the base, it stands behind that line here too. Lines of the head are none of them.
    A line of the base goes with all that it heads, and where every proposal takes it out; where all put the same in its place, that stands there.
    """
    version = base.language_versions.exclude(reading=None).select_related("reading", "revision").filter(language=language).first()
    stays = lines_between(version, notes) if version is not None else Between()
    written = [(one.pk, lines_between(agreed_version(one, language), notes)) for one in proposals if one.action == Proposal.Action.MOD]
    brought = dict(written)
    known = {_plain(one) for some in (*stays.before.values(), stays.behind) for one in some}
    told: list[list[Line]] = []
    given: set[int | None] = set()
    for row, following in zip(rows, _following(rows), strict=True):
        here: list[Line] = []
        own: list[str] = []
        if row.base is None and row.one.provision in taken:
            lines = brought.get(row.cells[0].proposals[0], Between())
            own = [] if row.one.provision == lines.first else lines.before.get(row.one.provision, [])
        waiting = _standing(stays, following, written)
        if following not in given and (row.base is not None or {_plain(one) for one in own} & {_plain(one.words) for one in waiting}):
            here += waiting
            given.add(following)
        told.append(here + [Line(one, row.cells[0].proposals[0]) for one in own if _plain(one) not in known])
    behind = [] if None in given else _standing(stays, None, written)
    return _without_headings_of_nothing(told, behind, [row.one.provision in taken for row in rows])


def _standing(stays: Between, following: int | None, written: Sequence[tuple[int, Between]]) -> list[Line]:
    """The lines of the base before a provision, or behind the last: as they are, or as all proposals make them."""
    if following == stays.first:
        return []
    lines = stays.behind if following is None else stays.before.get(following, [])
    other = [one.behind if following is None else one.before.get(following, []) for _key, one in written]
    said = {_plain(line) for _key, one in written for some in (*one.before.values(), one.behind) for line in some}
    own = {_plain(one) for some in (*stays.before.values(), stays.behind) for one in some}
    new = [one for one in other[0] if _plain(one) not in own and all(_plain(one) in map(_plain, some) for some in other)] if other else []
    return [Line(one, gone=bool(written) and _plain(one) not in said) for one in lines] + [Line(one, written[0][0]) for one in new]


def _without_headings_of_nothing(told: list[list[Line]], behind: list[Line], alive: Sequence[bool]) -> tuple[list[list[Line]], list[Line]]:
    """The lines, those gone that head only provisions which the draft has no more; a heading ends where the next of its kind or of a higher one begins."""
    kinds: list[str] = []
    levels: dict[int, int] = {}
    for at, lines in enumerate(told):
        if lines and not all(one.gone for one in lines):
            kind = _plain(lines[0].words).split(" ")[0]
            del kinds[kinds.index(kind) if kind in kinds else len(kinds):]
            kinds.append(kind)
            levels[at] = len(kinds)
    gone = True
    for at, level in levels.items():
        end = next((other for other in levels if other > at and levels[other] <= level), len(told))
        gone = not any(alive[at:end])
        if gone:
            told[at] = [replace(one, gone=True) for one in told[at]]
    if levels and gone:
        behind = [replace(one, gone=True) for one in behind]
    return told, behind


def _following(rows: Sequence[SideRow]) -> list[int | None]:
    """The provision of the base at each row, or that follows it; none behind the last."""
    found: list[int | None] = []
    here: int | None = None
    for row in reversed(rows):
        here = row.one.provision if row.base is not None else here
        found.append(here)
    return found[::-1]


def _plain(line: str) -> str:
    return " ".join(bare(line).split()).casefold()
