"""Language versions side by side, provision by provision, and where they diverge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from django.core.cache import cache

from mandata.texts.exchange import text_of
from mandata.texts.findings import printed_label
from mandata.texts.models import LanguageVersion, ProvisionVersion, Revision, Wording
from textengine.aligning import Alignment, align, judge
from textengine.model import Provision, Text

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
What = Literal["missing", "extra", "number", "date", "citation", "force"]
KEPT = 24 * 60 * 60
FORM = 1  # of what is kept: another form, another key


@dataclass(frozen=True, slots=True)
class Cell:
    """A provision in one language: its label as printed, its words."""

    printed: str
    text: str
    call: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A provision in every language that has it; ``version`` is None for one that only a version not yet published has."""

    wid: str
    version: int | None
    depth: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Diverging:
    """A place in which the versions differ: what each language says there; ``odd`` are those that say something else than the others."""

    key: str
    what: What
    line: int
    values: dict[str, str]
    odd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All versions of a revision, provision by provision; ``waiting`` are languages read but not published."""

    languages: tuple[str, ...]
    waiting: tuple[str, ...]
    lines: tuple[Line, ...]
    diverging: tuple[Diverging, ...]


def versions_of(revision: Revision) -> list[LanguageVersion]:
    """The published versions of a revision, the reference language first."""
    reference = revision.work.organisation.reference_language
    found = revision.language_versions.exclude(reading=None).select_related("reading", "file__organisation", "revision").defer("file__content")
    return sorted(found, key=lambda one: (one.language != reference, one.language))


def waiting_for(revision: Revision) -> list[LanguageVersion]:
    """Versions that are read and wait for publication, and by their head are this revision in a language that it lacks."""
    session = revision.session
    if session is None:
        return []
    found = LanguageVersion.objects.filter(
        revision=None, file__organisation=revision.work.organisation_id, reading__head__number=revision.work.number, reading__head__year=session.year,
        reading__head__kind=revision.work.kind_of_text,
    ).exclude(language__in=revision.language_versions.values("language")).select_related("reading", "file__organisation").defer("file__content")
    by_language = {one.language: one for one in found.order_by("pk") if (one.reading.head.get("body") or "") in ("", revision.work.body.actor)}  # type: ignore[union-attr]
    return sorted(by_language.values(), key=lambda one: one.language)


def side_by_side(revision: Revision, *, with_waiting: bool = False) -> SideBySide:
    """The versions of a revision side by side; made once for as long as no reading of them is replaced."""
    published = versions_of(revision)
    waiting = waiting_for(revision) if with_waiting else []
    told = [(one.uid, one.reading_id) for one in (*published, *waiting)]
    key = f"languages:{FORM}:{revision.uid}:{len(published)}:{sha256(repr(told).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = _laid(revision, published, waiting)
        cache.set(key, found, KEPT)
    return found  # type: ignore[no-any-return]


def _laid(revision: Revision, published: Sequence[LanguageVersion], waiting: Sequence[LanguageVersion]) -> SideBySide:
    texts = [text_of(one, as_found=True) for one in (*published, *waiting)]
    languages = tuple(one.language for one in (*published, *waiting))
    provisions = {
        one.pk: one for one in ProvisionVersion.objects.filter(revision=revision).exclude(state="base").select_related("provision").order_by("order")
    }
    of_words = [{(one.span.start, one.text): one.id for one in text.provisions} for text in texts]
    rows: list[list[str | None]] = [[None] * len(texts) for _ in provisions]
    place = {pk: at for at, pk in enumerate(provisions)}
    column = {one.pk: at for at, one in enumerate(published)}
    for version, language_version, start, text in Wording.objects.filter(language_version__in=published).values_list(
        "version", "language_version", "start", "text"
    ):
        if version in place:
            rows[place[version]][column[language_version]] = of_words[column[language_version]].get((start, text))
    found: list[tuple[ProvisionVersion | None, list[str | None]]] = list(zip(provisions.values(), rows, strict=True))
    for at in range(len(published), len(texts)):
        found = _beside(found, texts, at)
    aligned = judge(texts, [row for _, row in found], languages)
    by_id = [{one.id: one for one in text.provisions} for text in texts]
    lines = tuple(
        Line(
            version.provision.wid if version else f"extra-{number}", version.pk if version else None, version.depth if version else 0,
            {languages[at]: _cell(texts[at], one, by_id[at]) for at, one in enumerate(row) if one},
        )
        for number, (version, row) in enumerate(found)
    )
    return SideBySide(languages, tuple(one.language for one in waiting), lines, _diverging(aligned, lines, languages))


def _beside(
    rows: list[tuple[ProvisionVersion | None, list[str | None]]], texts: Sequence[Text], at: int
) -> list[tuple[ProvisionVersion | None, list[str | None]]]:
    """The rows with a version that is not published yet, whose provisions are paired with the first version's as the engine aligns them."""
    pairs = align([texts[0], texts[at]]).rows
    partner = {one.id: other.id for one, other in pairs if one and other}
    for _, row in rows:
        row[at] = partner.get(row[0] or "")
    after: dict[str | None, list[str]] = {}
    last: str | None = None
    for one, other in pairs:
        if one is not None:
            last = one.id
        elif other is not None:
            after.setdefault(last, []).append(other.id)
    found: list[tuple[ProvisionVersion | None, list[str | None]]] = []

    def add(behind: str | None) -> None:
        for extra in after.get(behind, ()):
            alone: list[str | None] = [None] * len(texts)
            alone[at] = extra
            found.append((None, alone))

    add(None)
    for version, row in rows:
        found.append((version, row))
        if row[0] is not None:
            add(row[0])
    return found


def _cell(text: Text, identity: str, by_id: Mapping[str, Provision]) -> Cell:
    one = by_id[identity]
    label = one.label or ""
    return Cell(printed_label(text.text, one.span.start, label) if label else "", one.text, one.call_text is not None and not label)


def _diverging(aligned: Alignment, lines: Sequence[Line], languages: Sequence[str]) -> tuple[Diverging, ...]:
    number = {id(cell): at for at, row in enumerate(aligned.rows) for cell in row if cell is not None}
    found = []
    grouped: dict[tuple[str, int], list[str]] = {}
    for one in aligned.divergences:
        grouped.setdefault((one.kind, number[id(one.provision)]), []).append(languages[one.file])
    for (what, line), odd in grouped.items():
        values = {language: lines[line].cells[language].text if language in lines[line].cells else "" for language in languages}
        found.append(_told(what, lines[line], line, values, odd))
    for other in aligned.differences:
        said = [frozenset(value) for value in other.values]
        odd = [
            language for at, language in enumerate(languages)
            if said[at] and (others := [value for beside, value in enumerate(said) if beside != at and value]) and said[at] - frozenset().union(*others)
        ]
        values = {language: ", ".join(value) for language, value in zip(languages, other.values, strict=True)}
        found.append(_told(other.kind, lines[other.row], other.row, values, odd))
    return tuple(sorted(found, key=lambda one: (one.line, one.what)))


def _told(what: str, line: Line, number: int, values: dict[str, str], odd: Sequence[str]) -> Diverging:
    told = (what, line.wid if line.version else "", sorted(values.items()))
    return Diverging(sha256(repr(told).encode()).hexdigest()[:32], what, number, values, tuple(odd))  # type: ignore[arg-type]
