"""Several proposals on one resolution, provision by provision: who proposes what, what is the same, where they collide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max

from mandata.texts.comparing import KEPT, Laid, Row, laid_in
from mandata.texts.models import Finding, LanguageVersion, ProvisionLink, Revision
from mandata.texts.proposing import compared
from mandata.texts.proposing_models import Proposal

FORM = 1  # of what is kept: another form, another key


@dataclass(frozen=True, slots=True)
class Cell:
    """What one or more proposals, which say the same, make of a provision."""

    proposals: tuple[int, ...]  # their keys
    row: Row

    @property
    def words(self) -> str:
        """The new words; none where the provision is suppressed."""
        return self.row.new.text if self.row.new else ""


@dataclass(frozen=True, slots=True)
class SideRow:
    """A provision of the base, or one that proposals add, with what each proposal makes of it."""

    one: Laid
    base: Laid | None
    cells: tuple[Cell, ...]

    @property
    def collides(self) -> bool:
        """Whether proposals make different things of it; those that leave it say nothing."""
        return len(self.cells) > 1

    @property
    def touched(self) -> bool:
        """Whether any proposal changes it."""
        return bool(self.cells)


def fingerprint(base: Revision, proposals: Sequence[Proposal], language: str) -> str:
    """By what the rows are kept: another one where words, changes chosen, identities or actions are others; three queries for all comparisons."""
    revisions = [base.pk, *(one.revision_id for one in proposals)]
    versions = list(LanguageVersion.objects.filter(revision__in=revisions).exclude(reading=None).order_by("pk").values_list(
        "revision", "language", "uid", "reading"))
    fused = Finding.objects.filter(reading__in=[one[3] for one in versions], what=Finding.What.FUSED).order_by("pk").values_list("pk", "state", "corrected")
    links = ProvisionLink.objects.filter(to_version__revision__in=revisions).aggregate(number=Count("pk"), last=Max("pk"))
    told = (FORM, revisions, language, base.work.organisation.reference_language, [(one.pk, one.action) for one in proposals], versions, list(fused), links)
    return sha256(repr(told).encode()).hexdigest()


def side_by_side(base: Revision, proposals: Sequence[Proposal], language: str) -> list[SideRow]:
    """Every provision of the base in order, those that proposals add where they add them; identical texts are one cell."""
    key = f"side-by-side:{fingerprint(base, proposals, language)}"
    if (found := cache.get(key)) is None:
        found = _made(base, proposals, language)
        cache.set(key, found, KEPT)
    return found  # type: ignore[no-any-return]


def _made(base: Revision, proposals: Sequence[Proposal], language: str) -> list[SideRow]:
    version = base.language_versions.filter(language=language).select_related("revision").first()
    laid = laid_in(version) if version is not None else []
    changed: dict[int, list[tuple[int, Row]]] = {}
    added: dict[int, list[tuple[int, Row]]] = {}
    for proposal in proposals:
        before = 0
        for row in compared(proposal, language).rows:
            if row.old is None:
                added.setdefault(before, []).append((proposal.pk, row))
                continue
            before = row.old.provision
            if row.what not in ("kept", "renumbered") and (row.words or row.new is None or row.what == "moved"):
                changed.setdefault(before, []).append((proposal.pk, row))
    rows = [SideRow(cells[0].row.one, None, cells) for cells in _added(added.get(0, ()))]
    for one in laid:
        rows.append(SideRow(one, one, _cells(changed.get(one.provision, ()))))
        rows += [SideRow(cells[0].row.one, None, cells) for cells in _added(added.get(one.provision, ()))]
    return rows


def _cells(found: Sequence[tuple[int, Row]]) -> tuple[Cell, ...]:
    """One cell a text."""
    by_words: dict[tuple[str, bool], list[tuple[int, Row]]] = {}
    for key, row in found:
        by_words.setdefault((_plain(row.new.text) if row.new else "", row.new is None), []).append((key, row))
    return tuple(Cell(tuple(key for key, _row in some), some[0][1]) for some in by_words.values())


def _added(found: Sequence[tuple[int, Row]]) -> list[tuple[Cell, ...]]:
    """A row for each text that is added; those with the same words are one, those with the same label at one place collide."""
    by_label: dict[tuple[str, int], list[tuple[int, Row]]] = {}
    for key, row in found:
        place = row.one.label or _plain(row.one.text)
        by_label.setdefault((place, row.one.depth), []).append((key, row))
    return [_cells(some) for some in by_label.values()]


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(",;. ").casefold()
