"""Points of texts that have no number: of the text itself (« resolves 2 of this resolution »), of a constitution or a plan of action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from textengine.languages import words_of
from textengine.model import Citation, Span
from textengine.pipeline import Draft
from textengine.rules.longest import LONGEST
from textengine.rules.phrases import Phrase, in_order, literals
from textengine.rules.places import ByPlace
from textengine.rules.points import point_before, point_behind, points_in

INTERNAL = "internal"
NONE = "(?!)"
PIECES = re.compile(r"\\.|.", re.DOTALL)
CODES = r"[CС]\d{1,2}(?:(?:, | and | et | y | и |، | و|、|和)[CС]\d{1,2}){0,10}"


@lru_cache
def _named(language: str) -> tuple[tuple[str, Phrase], ...]:
    """The names of texts without number in small letters, each with its kind."""
    tables = words_of(language).get("citations", {}).get("instruments", {})
    return tuple((kind, Phrase(f"(?:{name})", name)) for kind, names in tables.items() for name in map(_small, names))


def _small(expression: str) -> str:
    """A regular expression with its letters small, its escapes as they are."""
    return "".join(one if one.startswith("\\") else one.lower() for one in PIECES.findall(expression))


@lru_cache
def _lines(language: str) -> re.Pattern[str]:
    lines = words_of(language).get("citations", {}).get("action_line", [])
    before = [one for one in lines if not one.startswith("$")]
    behind = [one[1:] for one in lines if one.startswith("$")]
    parts = [rf"(?:{'|'.join(before)})[ \u00a0]?(?P<a>{CODES})"] if before else []
    parts += [rf"(?P<b>{CODES})(?:{'|'.join(behind)})"] if behind else []
    return re.compile("|".join(parts) or NONE, re.IGNORECASE)


@lru_cache
def _telling(language: str) -> tuple[str, ...]:
    """Words in small letters of which a paragraph holds one if it names a line of action; "" where nothing can be said."""
    pattern = _lines(language).pattern
    return () if pattern == NONE else tuple(word.lower() for word in literals(pattern)) or ("",)


def find_instruments(draft: Draft) -> list[Citation]:
    """The points of texts without number, in order of the text: they name a place, so a mention without one is none."""
    language = draft.language or ""
    provisions = ByPlace(draft.provisions)
    labels = {one.label for one in draft.provisions if one.label}
    found: list[Citation] = []
    small = draft.small()
    names = [(kind, one) for kind, one in _named(language) if not one.literals or any(word in small for word in one.literals)]
    lines = any(word in small for word in _telling(language))
    for paragraph in draft.paragraphs if names or lines else ():
        start, end = paragraph.span
        if end - start > LONGEST:
            continue
        for kind, span, point in chain(_mentions(draft, names, start, end), _lines_of_action(draft, start, end) if lines else ()):
            first = point.split(",")[0].split("–")[0].split(" ")[0].strip("()")
            status = "ok" if kind == INTERNAL and first in labels else "unknown"
            found.append(Citation(
                provisions.at(span.start), span, draft.text[span.start:span.end], kind, None, None, None, None, False, point, status, "likely",  # type: ignore[arg-type]
            ))
    return found


def _mentions(draft: Draft, names: list[tuple[str, Phrase]], start: int, end: int) -> Iterator[tuple[str, Span, str]]:
    language, text, small = draft.language or "", draft.text, draft.small()
    likely = {
        one: kind for kind, one in names if not one.literals or any(small.find(word, start, end) >= 0 for word in one.literals)
    }
    if not likely:
        return
    kinds = {one.body: kind for one, kind in likely.items()}
    follows = bool(words_of(language).get("citations", {}).get("kind_follows"))
    for one in in_order(list(likely), small, start, end):
        kind = kinds[one.re.pattern]
        if follows:
            if behind := point_behind(language, text, one.end()):
                yield kind, Span(one.start(), behind.end()), points_in(language, behind)
        elif (kind == INTERNAL or not text[one.start()].islower()) and (before := point_before(language, text, one.start())):
            yield kind, Span(before.start(), one.end()), points_in(language, before)


def _lines_of_action(draft: Draft, start: int, end: int) -> Iterator[tuple[str, Span, str]]:
    for one in _lines(draft.language or "").finditer(draft.text, start, end):
        yield "action-line", Span(*one.span()), ", ".join(re.findall(r"[CС]\d{1,2}", one["a"] if one.groupdict().get("a") else one["b"]))
