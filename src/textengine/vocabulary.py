"""An organisation's own names: actors in six languages, its conferences, the revisions of its texts."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from textengine.model import Span

ITU = Path(__file__).parent / "vocabularies" / "itu"
TABLES = ("actors.tsv", "conferences.tsv", "revisions.tsv")
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
# A sign of Chinese is a word of its own: names there stand without spaces between.
WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]")

# Where a word begins: anywhere behind a Chinese sign. These signs have no case, and saying so makes the pattern quick to build.
EDGE = r"(?:(?<=(?-i:[\u3400-\u9fff]))|\b)"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor with its names by language; ``members`` for sets."""

    code: str
    kind: str
    parent: str
    names: dict[str, str]
    short: dict[str, tuple[str, ...]]
    ambiguous: frozenset[str]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference or session of a body: where and when; ``start`` is its first day where that is known."""

    body: str
    year: int
    places: dict[str, str]
    start: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An actor named in a text."""

    span: Span
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A folder with ``actors.tsv``, ``conferences.tsv`` and ``revisions.tsv``; ``version`` is their digest."""

    folder: Path
    version: str
    actors: dict[str, Actor]
    conferences: tuple[Conference, ...]
    revised: dict[tuple[str, str], tuple[int, ...]]
    ended_in: dict[tuple[str, str], int] = field(default_factory=dict)
    _names: dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]] = field(default_factory=dict)
    _met: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)

    def actor(self, code: str) -> Actor | None:
        """The actor of a code."""
        return self.actors.get(code)

    def revisions(self, body: str, number: str) -> tuple[int, ...]:
        """The years in which a resolution was revised, as far as the table knows."""
        return self.revised.get((body, number), ())

    def lists(self, body: str | None) -> bool:
        """Whether the table of revisions knows resolutions of the body, which then are cited with their revision."""
        return any(one == body for one, _ in self.revised)

    def ended(self, body: str, number: str) -> int | None:
        """The year in which a resolution was taken out of force, where the table knows it."""
        return self.ended_in.get((body, number))

    def met_on(self, body: str, year: int) -> str | None:
        """The first day of a body's conference in a year, where the table has it."""
        return next((one.start for one in self.conferences if one.body == body and one.year == year and one.start), None)

    def covers(self, body: str) -> bool:
        """Whether the table of conferences has the body at all."""
        return any(one.body == body for one in self.conferences)

    def place_year(self, body: str, place: str, year: int) -> bool:
        """Whether the body met at the place in the year; capitals and accents do not count."""
        return body in self._meetings().get((folded(place), year), ())

    def bodies_at(self, place: str, year: int) -> tuple[str, ...]:
        """The bodies that met at the place in the year."""
        return tuple(sorted(self._meetings().get((folded(place), year), ())))

    def _meetings(self) -> dict[tuple[str, int], frozenset[str]]:
        if not self._met:
            for one in self.conferences:
                for place in {folded(name) for name in one.places.values()}:
                    self._met[place, one.year] = self._met.get((place, one.year), frozenset()) | {one.body}
        return self._met

    def find_actors(
        self, text: str, language: str, start: int = 0, end: int | None = None, body: str | None = None
    ) -> list[Match]:
        """The actors named in ``text[start:end]``, leftmost and longest first; linear in the length of the text.

        An ambiguous name (« this conference ») is the text's own ``body`` where its actor fits, else nobody.
        """
        names = self._index(language)
        words = [(found.start(), found.end(), plain_word(found[0])) for found in WORD.finditer(text, start, end or len(text))]
        found: list[Match] = []
        at = 0
        while at < len(words):
            best: tuple[int, str, str] | None = None
            for tokens, code, printed in names.get(words[at][2], ()):
                stop = at + len(tokens)
                if stop > len(words) or (best is not None and len(tokens) <= best[0]):
                    continue
                if tuple(word for _, _, word in words[at:stop]) != tokens:
                    continue
                raw = text[words[at][0]:words[stop - 1][1]]
                if _abbreviation(printed) and raw.upper() != raw and raw.lower() == raw:
                    continue
                if f"{language}:{printed}" in self.actors[code].ambiguous and code != body:
                    continue
                best = (len(tokens), code, raw)
            if best is None:
                at += 1
                continue
            span = Span(words[at][0], words[at + best[0] - 1][1])
            found.append(Match(span, best[1], best[2]))
            at += best[0]
        return found

    def _index(self, language: str) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
        if language not in self._names:
            index: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
            for actor in self.actors.values():
                for name in (actor.names.get(language, ""), *actor.short.get(language, ())):
                    tokens = tuple(plain_word(word) for word in WORD.findall(name))
                    if tokens:
                        index.setdefault(tokens[0], []).append((tokens, actor.code, name))
            self._names[language] = index
        return self._names[language]


@lru_cache(4096)
def plain_word(word: str) -> str:
    """A word for comparison: typographic apostrophes and hyphens made plain, capitals small."""
    return word.replace("’", "'").replace("\u2011", "-").casefold()


def folded(name: str) -> str:
    """A place for comparison: without accents and capitals."""
    plain = unicodedata.normalize("NFKD", name.replace("\u00a0", " "))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().strip()


def _abbreviation(name: str) -> bool:
    return name.isupper() and " " not in name


@lru_cache
def load_vocabulary(folder: Path = ITU) -> Vocabulary:
    """Load a vocabulary's folder; FileNotFoundError names the table that is missing."""
    digest = hashlib.sha256()
    for table in TABLES:
        digest.update((folder / table).read_bytes())
    actors = {}
    for row in _rows(folder / "actors.tsv"):
        actors[row["code"]] = Actor(
            row["code"], row["kind"], row["parent"],
            {lang: row[f"name_{lang}"] for lang in LANGUAGES if row[f"name_{lang}"]},
            {lang: tuple(filter(None, row[f"short_{lang}"].split("|"))) for lang in LANGUAGES},
            frozenset(filter(None, (row["ambiguous"] or "").split("|"))),
            tuple(filter(None, (row["members"] or "").split("|"))),
        )
    conferences = tuple(
        Conference(
            row["body"], int(row["year"]), {lang: row[f"place_{lang}"] for lang in LANGUAGES if row[f"place_{lang}"]}, row.get("start", "")
        )
        for row in _rows(folder / "conferences.tsv")
    )
    rows = _rows(folder / "revisions.tsv")
    revised = {(row["body"], row["number"]): tuple(int(year) for year in row["years"].split(",") if year) for row in rows}
    ended = {(row["body"], row["number"]): int(row["ended"]) for row in rows if row.get("ended")}
    return Vocabulary(folder, digest.hexdigest(), actors, conferences, revised, ended)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
