"""The lines of a text that are in none of its provisions: titles of parts and annexes, what stands behind the last one; a draft keeps them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mandata.texts.agreed import agreed_version
from mandata.texts.exchange import after
from mandata.texts.fused import places_of
from mandata.texts.models import LanguageVersion, Revision, Wording
from mandata.texts.proposing_models import Proposal
from mandata.texts.side_by_side import SideRow
from textengine.fused import settled
from textengine.model import Span


@dataclass(slots=True)
class Between:
    """The lines that stand before each provision, by its key, and those behind the last; ``first`` is the provision that the head precedes."""

    before: dict[int, list[str]] = field(default_factory=dict)
    behind: list[str] = field(default_factory=list)
    first: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line in no provision, and the proposal that brings it; 0: it stands in the base."""

    words: str
    proposal: int = 0


def lines_between(version: LanguageVersion) -> Between:
    """The lines of a language version around its provisions, as they read after its changes."""
    reading = version.reading
    assert reading is not None
    text, found, at = reading.text, Between(), 0
    places = [(Span(*one.found["span"]), after(one)) for one in places_of(reading)]

    def lines(start: int, end: int) -> list[str]:
        inside = [(Span(span.start - start, span.end - start), words) for span, words in places if start <= span.start and span.end <= end]
        return [one.strip() for one in settled(text[start:end], inside)[0].split("\n") if one.strip()]

    for start, words, provision in Wording.objects.filter(language_version=version).order_by("start").values_list("start", "text", "version__provision"):
        line = text.rfind("\n", 0, start) + 1
        found.before[provision] = lines(at, line) if line > at else []
        found.first = found.first or provision
        at = max(at, start + len(words) if text.startswith(words, start) else (text.find("\n", start) + 1 or len(text)))
    found.behind = lines(at, len(text))
    return found


def between(base: Revision, language: str, proposals: Sequence[Proposal], rows: Sequence[SideRow], taken: Collection[int]) -> tuple[list[list[Line]], list[Line]]:
    """The lines before each row, and those behind the last: the base's where they stand there, a proposal's with a new provision that is ``taken``.

    Where a proposal lays its new provision behind a line of the base, it stands behind that line here too. Lines of the head are none of them.
    """
    version = base.language_versions.exclude(reading=None).select_related("reading", "revision").filter(language=language).first()
    stays = lines_between(version) if version is not None else Between()
    known = {_plain(one) for some in (*stays.before.values(), stays.behind) for one in some}
    by_key, brought = {one.pk: one for one in proposals}, dict[int, Between]()
    waiting = [stays.behind if following is None else [] if following == stays.first else stays.before.get(following, []) for following in _following(rows)]
    told: list[list[Line]] = []
    given: set[int | None] = set()
    for row, lines, following in zip(rows, waiting, _following(rows), strict=True):
        here: list[Line] = []
        own: list[str] = []
        if row.base is None and row.one.provision in taken:
            key = row.cells[0].proposals[0]
            if key not in brought:
                brought[key] = lines_between(agreed_version(by_key[key]))
            own = [] if row.one.provision == brought[key].first else brought[key].before.get(row.one.provision, [])
        if following not in given and (row.base is not None or {_plain(one) for one in own} & {_plain(one) for one in lines}):
            here += [Line(one) for one in lines]
            given.add(following)
        told.append(here + [Line(one, row.cells[0].proposals[0]) for one in own if _plain(one) not in known])
    return told, [] if None in given else [Line(one) for one in stays.behind]


def _following(rows: Sequence[SideRow]) -> list[int | None]:
    """The provision of the base at each row, or that follows it; none behind the last."""
    found: list[int | None] = []
    here: int | None = None
    for row in reversed(rows):
        here = row.one.provision if row.base is not None else here
        found.append(here)
    return found[::-1]


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()
