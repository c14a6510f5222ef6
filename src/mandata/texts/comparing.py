"""Two revisions side by side: what became of each provision, by its identity, with the words that changed inside a pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from django.core.cache import cache
from django.db.models import Count, Max

from mandata.texts.findings import printed_label
from mandata.texts.fused import words_after
from mandata.texts.models import Finding, LanguageVersion, ProvisionLink, Reading, Revision, Wording
from textengine.comparing import Comparison, Piece, compare_provisions
from textengine.fused import settled
from textengine.model import Provision as Read
from textengine.model import Span
from textengine.pairing import Pair

What = Literal["kept", "changed", "renumbered", "moved", "added", "suppressed"]
WHATS: tuple[What, ...] = ("kept", "changed", "renumbered", "moved", "added", "suppressed")
KEPT = 24 * 60 * 60
FORM = 1  # of what is kept: another form, another key
NAME = 60  # signs of the call in the name of a place


@dataclass(frozen=True, slots=True)
class Laid:
    """A provision of a revision in one language: its identity, its place, its words after the changes."""

    pk: int  # of its version
    provision: int
    wid: str
    part: str
    call: str
    label: str
    printed: str  # the label as printed
    depth: int
    parent: int | None
    text: str
    name: str  # as one names it: its call and its labels

    @property
    def operative(self) -> bool:
        """Whether it can make a duty."""
        return self.part == "operative"

    def read(self) -> Read:
        """The provision as the engine compares it."""
        parent = str(self.parent) if self.parent else None
        return Read(str(self.pk), self.part, self.call or None, None, self.label or None, self.depth, parent, Span(0, 0), self.text)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a provision; ``words`` where its words changed."""

    what: What
    old: Laid | None
    new: Laid | None
    words: tuple[Piece, ...] = ()

    @property
    def one(self) -> Laid:
        """The new provision, else the old one."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def marks(self) -> tuple[Piece, ...]:
        """The words with their marks: a provision that came or went is marked whole."""
        if self.words:
            return self.words
        kind: Literal["same", "removed", "added"] = "added" if self.old is None else "removed" if self.new is None else "same"
        return (Piece(kind, self.one.text),)


@dataclass(frozen=True, slots=True)
class Link:
    """A provision that seems to have become several, or several one: a person names the heir."""

    kind: Literal["split", "merge"]
    old: tuple[Laid, ...]
    new: tuple[Laid, ...]

    @property
    def key(self) -> str:
        """How a form speaks of it."""
        return "-".join(str(one.pk) for one in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class Compared:
    """Every provision of both revisions in one row, in the order of the new one, a suppressed one where it stood."""

    rows: tuple[Row, ...]
    links: tuple[Link, ...]
    languages: tuple[str, str]

    @property
    def across(self) -> bool:
        """Whether the two have no language in common: then no words are marked."""
        return self.languages[0] != self.languages[1]

    def of(self, what: str) -> list[Row]:
        """The rows of which one thing became."""
        return [one for one in self.rows if one.what == what]


def common_language(old: Revision, new: Revision, wanted: str = "") -> tuple[LanguageVersion | None, LanguageVersion | None]:
    """The version of each to compare: in the language wanted, else the reference language, else any that both have; else what there is."""
    reference = old.work.organisation.reference_language
    found = []
    for revision in (old, new):
        versions = revision.language_versions.exclude(reading=None).defer("reading__text").select_related("revision").order_by("pk")
        found.append({one.language: one for one in versions})
    both = [one for one in (wanted, reference, *found[1]) if one in found[0] and one in found[1]]
    if both:
        return found[0][both[0]], found[1][both[0]]
    first, second = (next((have[one] for one in (wanted, reference, *have) if one in have), None) for have in found)
    return first, second


def compare_revisions(old: Revision, new: Revision, language: str = "") -> Compared:
    """Compare two revisions in a language that both have; made once for as long as neither words nor identities change."""
    one, other = common_language(old, new, language)
    if one is None or other is None:
        return Compared((), (), ("", ""))
    versions = one, other
    links = ProvisionLink.objects.filter(to_version__revision__in=(old, new)).aggregate(number=Count("pk"), last=Max("pk"))
    places = [_places(one) for one in versions]
    told: list[object] = [
        (it.uid, it.reading_id, [(place.pk, place.state, place.corrected) for place in fused]) for it, fused in zip(versions, places, strict=True)
    ]
    told.append((links["number"], links["last"]))
    key = f"compared:{FORM}:{sha256(repr(told).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = _compared(old, new, versions, places)
        cache.set(key, found, KEPT)
    return found  # type: ignore[no-any-return]


def compare_alone(revision: Revision, what: What, language: str = "") -> Compared:
    """All provisions of one revision, of which one thing became: a new text, one suppressed, one kept."""
    version, _same = common_language(revision, revision, language)
    laid = laid_in(version) if version is not None else []
    rows = tuple(Row(what, None if what == "added" else one, None if what == "suppressed" else one) for one in laid)
    spoken = version.language if version is not None else ""
    return Compared(rows, (), (spoken, spoken))


def laid_in(version: LanguageVersion, places: Sequence[Finding] | None = None) -> list[Laid]:
    """The provisions of a language version in reading order, with their words after the changes; what a proposal takes out is none."""
    fused = _places(version) if places is None else places
    wordings = Wording.objects.filter(language_version=version).exclude(version__state="base").select_related("version__provision")
    if version.revision is not None and version.revision.layer == "proposed":
        wordings = wordings.exclude(version__part="front")  # the introduction of a proposal and its reasons
    wordings = wordings.order_by("version__order", "start").defer("notes", "citations")
    text = Reading.objects.filter(pk=version.reading_id or 0).values_list("text", flat=True).first() or ""
    found: list[Laid] = []
    names: dict[int, str] = {}
    for one in wordings:
        own, inside = one.version, [it for it in fused if one.start <= it.found["span"][0] and it.found["span"][1] <= one.start + len(one.text)]
        words = one.text
        if inside:
            words = settled(words, [(Span(*(at - one.start for at in it.found["span"])), words_after(it)) for it in inside])[0]
            if not words.strip():
                continue
        above = names.get(own.parent_id or 0, "")
        call = " ".join((one.call_text or words).split())
        head = f"“{call if len(call) < NAME else call[:NAME - 1] + '…'}”" if not one.label else one.label
        names[own.pk] = f"{above} {head}".strip() if one.label else head
        printed = printed_label(text, one.start, one.label) if text[one.start:one.start + len(one.text)] == one.text else one.label
        found.append(Laid(
            own.pk, own.provision_id, own.provision.wid, own.part, own.call, one.label, printed, own.depth, own.parent_id, words, names[own.pk],
        ))
    return found


def _places(version: LanguageVersion) -> list[Finding]:
    if version.revision is None or version.revision.layer == "adopted":
        return []
    return list(Finding.objects.filter(reading=version.reading_id, what=Finding.What.FUSED).order_by("position"))


def _compared(old: Revision, new: Revision, versions: tuple[LanguageVersion, LanguageVersion], places: Sequence[Sequence[Finding]]) -> Compared:
    before, after = (laid_in(version, fused) for version, fused in zip(versions, places, strict=True))
    languages = versions[0].language, versions[1].language
    read = [one.read() for one in before], [one.read() for one in after]
    pairs = _pairs(before, after) if old.work_id == new.work_id or languages[0] != languages[1] else None
    found = compare_provisions(read[0], read[1], pairs)
    laid = {str(one.pk): one for one in (*before, *after)}
    rows = tuple(_row(row.op, laid[row.old.id] if row.old else None, laid[row.new.id] if row.new else None,
                      () if languages[0] != languages[1] else row.words) for row in found.rows)
    return Compared(rows, _open_links(found, laid, new) if languages[0] == languages[1] else (), languages)


def _pairs(before: Sequence[Laid], after: Sequence[Laid]) -> list[Pair]:
    """Provisions of the same identity are one, however they were numbered or moved."""
    stood = {one.provision: at for at, one in enumerate(before)}
    return [Pair(stood[one.provision], at, 0.0) for at, one in enumerate(after) if one.provision in stood]


def _row(op: str, old: Laid | None, new: Laid | None, words: tuple[Piece, ...]) -> Row:
    if old is None or new is None:
        return Row("added" if old is None else "suppressed", old, new)
    if op == "MOVE":
        return Row("moved", old, new, words)
    if words:
        return Row("changed", old, new, words)
    return Row("kept" if (old.label, old.call) == (new.label, new.call) else "renumbered", old, new)


def _open_links(found: Comparison, laid: dict[str, Laid], new: Revision) -> tuple[Link, ...]:
    """Splits and merges on which no person has decided."""
    links = [Link(one.kind, tuple(laid[it] for it in one.old), tuple(laid[it] for it in one.new)) for one in found.links]
    decided = set(ProvisionLink.objects.filter(to_version__revision=new).exclude(what=ProvisionLink.What.CONTINUES)
                  .values_list("from_version", "to_version"))
    return tuple(one for one in links if not decided.intersection((it.pk, other.pk) for it in one.old for other in one.new))


def changes_of(rows: Iterable[Row]) -> list[tuple[str, Row, Piece]]:
    """Every insertion and deletion with its address: the provision's ``wid`` and its number in the provision."""
    found = []
    for row in rows:
        number = 0
        for piece in row.marks:
            if piece.kind != "same":
                number += 1
                found.append((f"{row.one.wid}.{number}", row, piece))
    return found
