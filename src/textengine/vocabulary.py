"""An organisation's own names: actors in six languages, its conferences, the revisions of its texts."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from operator import add
from pathlib import Path
from typing import NamedTuple

from textengine.languages import languages, words_of
from textengine.model import Span

ITU = Path(__file__).parent / "vocabularies" / "itu"
TABLES = ("actors.tsv", "conferences.tsv", "revisions.tsv")
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
WORD = re.compile(r"\w+|[^\w\s]")
SPACED_WORD = re.compile(r"(?:\w+|[^\w\s])\s*")
FAR = re.compile("[^\x00-\u02ff\u0370-\u0482\u0488-\u0590]")  # a sign that may be Chinese, or combined with others

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


class Conference(NamedTuple):
    """A conference or session of a body: where and when; ``start`` is its first day where that is known."""

    body: str
    year: int
    places: dict[str, str]
    start: str = ""


class Match(NamedTuple):
    """An actor named in a text."""

    span: Span
    code: str
    text: str


class Name(NamedTuple):
    """A name of an actor as words; ``#`` among them stands for any number."""

    tokens: tuple[str, ...]
    code: str
    ambiguous: bool
    abbreviation: bool

    def fits(self, words: list[str], at: int) -> bool:
        """Whether the words from ``at`` on are this name; the first one was compared already."""
        if len(self.tokens) == 1:
            return True
        stop = at + len(self.tokens)
        if stop > len(words):
            return False
        if tuple(words[at + 1:stop]) == self.tokens[1:]:
            return True
        return "#" in self.tokens and all(
            token == word or token == "#" and word.isdigit() for token, word in zip(self.tokens[1:], words[at + 1:stop], strict=True)
        )


# The names that begin with a word by their second word, and how many signs before that word stand joined to it.
Heads = dict[str, tuple[tuple[dict[str, list[Name]], int], ...]]
MOST_FORMS = 20_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A folder with ``actors.tsv``, ``conferences.tsv`` and ``revisions.tsv``; ``version`` is their digest."""

    folder: Path
    version: str
    actors: dict[str, Actor]
    conferences: tuple[Conference, ...]
    revised: dict[tuple[str, str], tuple[int, ...]]
    ended_in: dict[tuple[str, str], int] = field(default_factory=dict)
    _names: dict[str, dict[str, dict[str, list[Name]]]] = field(default_factory=dict)
    _forms: dict[str, Heads] = field(default_factory=dict)
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

        A name of several actors (« the Secretary-General ») is the one nearest to the text's own ``body``; a name that
        is ambiguous for all of them (« this conference ») is the body itself or nobody.
        """
        names, joined = self._index(language), _joined(language)
        words, begins, ends = _words_of(text, start, len(text) if end is None else end)
        found: list[Match] = []
        past = 0
        forms = self._bare_heads(language, words, joined) if joined else None
        for at in [at for at, word in enumerate(words) if (word in names if forms is None else forms[word])]:
            if at < past:
                continue
            length, begin = 0, 0
            codes: list[Name] = []
            following = words[at + 1] if at + 1 < len(words) else ""
            for seconds, cut in ((names[words[at]], 0),) if forms is None else forms[words[at]]:
                for second in (following, "#", "") if following else ("#", ""):
                    for name in seconds.get(second, ()):
                        tokens = name.tokens
                        if len(tokens) < length or not name.fits(words, at):
                            continue
                        if name.abbreviation and text[begins[at]:ends[at + len(tokens) - 1]].islower():
                            continue
                        if len(tokens) > length:
                            length, begin, codes = len(tokens), begins[at] + cut, []
                        codes.append(name)
            code = self._nearest(codes, body) if codes else None
            if code is None:
                continue
            span = Span(begin, ends[at + length - 1])
            found.append(Match(span, code, text[span.start:span.end]))
            past = at + length
        return found

    def called(self, name: str, language: str) -> str | None:
        """The actor that bears exactly a name, be it ambiguous elsewhere."""
        words = tuple(plain_word(word) for word in _word(set(name)).findall(name))
        if not words:
            return None
        names = self._index(language).get(words[0], {}).get(words[1] if len(words) > 1 else "", ())
        return next((one.code for one in names if one.tokens == words), None)

    def _nearest(self, names: list[Name], body: str | None) -> str | None:
        """Which of the actors that bear a name is meant in a text of a body."""
        if len(names) == 1 and not names[0].ambiguous:
            return names[0].code
        codes = list(dict.fromkeys(name.code for name in names))
        if body in codes:
            return body
        sure = [name.code for name in names if not name.ambiguous]
        if body is None or not sure and len(codes) > 1:
            return sure[0] if sure else codes[0] if len(codes) == 1 and self.actors[codes[0]].kind == "body" else None
        if not sure:
            return codes[0] if self._near(codes[0], body) else None
        if len(codes) == 1:
            return sure[0]
        own = self._line(body)

        def distance(code: str) -> tuple[int, int]:
            line = self._line(code)
            meets = next((one for one in own if one in line), None)
            return (len(own), len(line)) if meets is None else (own.index(meets), line.index(meets))

        return min(codes, key=distance)

    def _near(self, code: str, body: str) -> bool:
        """Whether an actor belongs to the organisation of a body: they meet one or two steps above the actor."""
        return any(one in self._line(body) for one in self._line(code)[:4] if self.actors[one].parent)

    def _line(self, code: str) -> list[str]:
        """An actor, its parent, and so on."""
        line: list[str] = []
        while code in self.actors and code not in line:
            line.append(code)
            code = self.actors[code].parent
        return line

    def of_sector(self, code: str, body: str | None) -> str:
        """A set named without its Sector (« the study groups ») is that of the Sector whose assembly speaks."""
        actor, speaker = self.actors.get(code), self.actors.get(body or "")
        if actor is None or speaker is None or actor.kind != "body":
            return code
        for member in actor.members:
            one = self.actors.get(member)
            if one and one.parent == speaker.parent and code in member:
                return member
        return code

    def _bare_heads(self, language: str, words: list[str], joined: tuple[tuple[str, str], ...]) -> Heads:
        """For each word the names that begin with it or with what stands in it behind particles; a word that comes again is not asked again."""
        known = self._forms.get(language)
        if known is None or len(known) > MOST_FORMS:
            known = self._forms[language] = {}
        names = self._index(language)
        for word in words:
            if word not in known:
                known[word] = tuple((names[form], cut) for form, cut in _bare_forms(word, joined) if form in names)
        return known

    def _index(self, language: str) -> dict[str, dict[str, list[Name]]]:
        """The names of a language by their first word and their second one, which is "" where there is none."""
        if language not in self._names:
            index: dict[str, dict[str, list[Name]]] = {}
            for actor in self.actors.values():
                for printed in (actor.names.get(language, ""), *actor.short.get(language, ())):
                    tokens = tuple(
                        plain_word(word) for word in _word(set(printed)).findall(printed.rstrip("?")) if not unicodedata.combining(word[0])
                    )
                    if tokens:
                        ambiguous = f"{language}:{printed}" in actor.ambiguous
                        second = tokens[1] if len(tokens) > 1 else ""
                        index.setdefault(tokens[0], {}).setdefault(second, []).append(
                            Name(tokens, actor.code, ambiguous, _abbreviation(printed))
                        )
            self._names[language] = index
        return self._names[language]


def _words_of(text: str, start: int, end: int) -> tuple[list[str], list[int], list[int]]:
    """The words and signs between two places, for comparison and without vowel signs, and where each begins and ends."""
    piece = text[start:end]
    plain = piece.replace("’", "'").replace("\u2011", "-").casefold()
    signs = set(piece) if FAR.search(piece) else set()
    if len(plain) != len(piece) or any(map(unicodedata.combining, signs)):
        found = [word for word in _word(set(piece)).finditer(text, start, end) if not unicodedata.combining(word[0][0])]
        return [plain_word(word[0]) for word in found], [word.start() for word in found], [word.end() for word in found]
    pieces = (_chinese_word(r"\s*") if any(map(_is_chinese, signs)) else SPACED_WORD).findall(plain)
    words = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=start + len(plain) - len(plain.lstrip())))
    return words, starts, list(map(add, starts, map(len, words)))


def _word(signs: set[str]) -> re.Pattern[str]:
    """Words and signs, in a text of these signs."""
    return _chinese_word() if any(map(_is_chinese, signs)) else WORD


@lru_cache
def _chinese_word(behind: str = "") -> re.Pattern[str]:
    """The same where Chinese stands, a sign of which is a word of its own: names there have no spaces between."""
    return re.compile(rf"(?:[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]){behind}")


def _is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


@lru_cache
def _joined(language: str) -> tuple[tuple[str, str], ...]:
    """Particles written in one word with a name, and what stands in their place without them."""
    table: dict[str, str] = words_of(language).get("genre", {}).get("joined", {}) if language in languages() else {}
    return tuple(table.items())


def _bare_forms(word: str, joined: tuple[tuple[str, str], ...]) -> list[tuple[str, int]]:
    """A word as written and without the particles joined to it, with the signs that are taken off its head."""
    forms = [(word, 0)]
    for form, cut in forms:
        for particle, instead in joined:
            if form.startswith(particle) and len(form) > len(particle) + 2:
                bare = (instead + form[len(particle):], cut + len(particle) - len(instead))
                if bare not in forms:
                    forms.append(bare)
    return forms


@lru_cache(16384)
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
