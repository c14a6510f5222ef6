"""A text as the rules of duties search it: plain small letters, one pattern a question, the actors named in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from textengine.languages import words_of
from textengine.model import Named, Span
from textengine.pipeline import Draft
from textengine.rules.phrases import Phrase, Phrases, compiled, every_literal, in_order, leftmost, phrases
from textengine.vocabulary import Actor, Match

T = TypeVar("T")
PLAIN = (("’", "'"), ("‘", "'"), ("\u2010", "-"), ("\u2011", "-"), ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "))
QUOTES = (("“", "”"), ("«", "»"), ("《", "》"))
NEVER = re.compile(r"(?!)")


class Line(NamedTuple):
    """A line from ``start`` to ``stop``, the actors named in it in order, and where each of them begins and ends."""

    start: int
    stop: int
    names: list[Match]
    begins: list[int]
    ends: list[int]


class Searched:
    """The text of a draft without vowel signs; ``out`` and ``inside`` change places here into places there and back."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.language = draft.language or ""
        text = draft.text
        self._there: list[int] | None = None
        if signs := "".join(filter(unicodedata.combining, set(text))):
            bare = [one.span() for one in re.compile(f"[^{signs}]+").finditer(text)]
            self._there = [at for span in bare for at in range(*span)]
            text = "".join(text[start:end] for start, end in bare)
        for printed, plain in PLAIN:
            text = text.replace(printed, plain)
        self.text = text
        small = self.text.lower()
        self.plain = small if len(small) == len(text) else "".join(
            sign.lower() if len(sign.lower()) == 1 else sign for sign in self.text
        )
        self._found: dict[int, Line] = {}
        self._here = Line(0, -1, [], [], [])
        self._questions: dict[tuple[str, ...], Question | re.Pattern[str]] = {}
        self._latest: tuple[int, int, dict[Phrases, list[Phrase]]] = (0, -1, {})
        self._likely: dict[tuple[int, int], dict[Phrases, list[Phrase]]] = {}
        self._starts: set[int] = set()
        self._kept: dict[tuple[object, ...], Any] = {}
        self.body = draft.body or self._opening_body()

    def words(self, *path: str) -> Any:
        """The words that the language has for a question, or None."""
        return _words(self.language, path)

    def pattern(self, *path: str) -> Question | re.Pattern[str]:
        """All the words that the language has for a question."""
        kept = self._questions.get(path)
        if kept is None:
            words = _pattern(self.language, path)
            kept = self._questions[path] = Question(self, words) if isinstance(words, Phrases) else words
        return kept

    def likely(self, start: int, end: int) -> dict[Phrases, list[Phrase]]:
        """The phrases that the paragraphs between two places may hold; each paragraph is read once."""
        first, last, held = self._latest
        if first <= start and end <= last:
            return held
        begin = self.plain.rfind("\n", 0, start) + 1
        stop = self.plain.find("\n", end)
        stop = len(self.plain) if stop < 0 else stop
        if (begin, stop) not in self._likely:
            self._likely[begin, stop] = every_literal(self.language).likely(self.plain, begin, stop)
        self._latest = begin, stop, self._likely[begin, stop]
        return self._likely[begin, stop]

    def inside(self, span: Span) -> tuple[int, int]:
        """A span of the draft's text as places here."""
        if self._there is None:
            return span.start, span.end
        return bisect_left(self._there, span.start), bisect_left(self._there, span.end)

    def out(self, start: int, end: int) -> Span:
        """Places here as a span of the draft's text."""
        if self._there is None or start >= end:
            return Span(start, end) if self._there is None else Span(self._at(start), self._at(start))
        return Span(self._there[start], self._at(end))

    def _at(self, place: int) -> int:
        assert self._there is not None
        return self._there[place] if place < len(self._there) else len(self.draft.text)

    def named(self, start: int, end: int, code: str | None) -> Named:
        """The words between two places as a name."""
        span = self.out(start, end)
        return Named(self.draft.text[span.start:span.end], code, span)

    def quoted(self, start: int, at: int) -> bool:
        """Whether a place stands inside quotation marks that open behind ``start``: the title of something else."""
        before = self.text[start:at]
        return any(before.rfind(opens) > before.rfind(closes) for opens, closes in QUOTES)

    def once(self, find: Callable[..., T], start: int, end: int, *further: object) -> T:
        """What a rule finds between two places; a call line is looked through once for all its items."""
        key = (find.__name__, start, end, *further)
        if key not in self._kept:
            self._kept[key] = find(self, start, end, *further)
        kept: T = self._kept[key]
        return kept

    def actors(self, start: int, end: int) -> list[Match]:
        """The actors named between two places, in order; each paragraph is looked through once."""
        found: list[Match] = []
        at = start
        while at < end:
            here = self._around(at)
            found += here.names[bisect_left(here.begins, start):bisect_right(here.ends, end)]
            at = here.stop + 1
        return found

    def begins_name(self, at: int) -> bool:
        """Whether an actor's name begins at a place."""
        self._around(at)
        return at in self._starts

    def _around(self, at: int) -> Line:
        """The line in which a place stands, with its actors."""
        here = self._here
        if not here.start <= at <= here.stop:
            begin = self.text.rfind("\n", 0, at) + 1
            if begin not in self._found:
                stop = self.text.find("\n", at)
                self._found[begin] = self._look(begin, len(self.text) if stop < 0 else stop)
                self._starts.update(self._found[begin].begins)
            here = self._here = self._found[begin]
        return here

    def _look(self, start: int, end: int) -> Line:
        vocabulary = self.draft.vocabulary
        names = vocabulary.find_actors(self.text, self.language, start, end, self.body)
        own = [(one, vocabulary.of_sector(one.code, self.body)) for one in names]
        names = [one if code == one.code else one._replace(code=code) for one, code in own]
        return Line(start, end, names, [one.span.start for one in names], [one.span.end for one in names])

    def actor(self, code: str | None) -> Actor | None:
        """The actor of a code, as the vocabulary has it."""
        return self.draft.vocabulary.actor(code) if code else None

    def _opening_body(self) -> str | None:
        """The body that speaks, by the line before the first provision."""
        if not self.draft.provisions:
            return None
        end = self.inside(self.draft.provisions[0].span)[0]
        vocabulary = self.draft.vocabulary
        for line in reversed(self.text[max(0, end - 400):end].split("\n")[-4:]):
            found = vocabulary.find_actors(line, self.language)
            if found and found[0].span.start < 5 and len(line) - found[0].span.end < 60:
                return found[0].code
            if called := vocabulary.called(line.strip(" ,،，:："), self.language):
                return called
        return None


def begins(one: Match) -> int:
    """Where an actor's name begins: names stand in order and none over another."""
    return one.span.start


def ends(one: Match) -> int:
    """Where an actor's name ends."""
    return one.span.end


class Question:
    """The phrases of a question in a text: in the text itself only those that it can hold are tried."""

    def __init__(self, searched: Searched, words: Phrases) -> None:
        self._searched, self._words = searched, words
        self._listed = words in every_literal(searched.language).known

    def _held(self, start: int, end: int) -> list[Phrase]:
        return self._searched.likely(start, end).get(self._words, self._words.always)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """A phrase that begins at a place."""
        return self._words.whole.match(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """A phrase that is all there is between two places."""
        return self._words.whole.fullmatch(text, start, len(text) if end is None else end)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The leftmost phrase between two places."""
        end = len(text) if end is None else end
        if not self._listed or text is not self._searched.plain:
            return self._words.whole.search(text, start, end)
        return leftmost(self._held(start, end), text, start, end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The phrases between two places from left to right, none over another."""
        end = len(text) if end is None else end
        if not self._listed or text is not self._searched.plain:
            return self._words.whole.finditer(text, start, end)
        return in_order(self._held(start, end), text, start, end)


@lru_cache
def _words(language: str, path: tuple[str, ...]) -> Any:
    table: Any = words_of(language)
    for step in path:
        table = table.get(step) if isinstance(table, dict) else None
    return table


@lru_cache(4096)
def _pattern(language: str, path: tuple[str, ...]) -> Phrases | re.Pattern[str]:
    words = _words(language, path)
    if not words:
        return NEVER
    if path[:2] == ("mandates", "names"):
        return compiled(language, tuple(words))
    return phrases(language, tuple(words))
