"""Points of texts that have no number: of the text itself (« resolves 2 of this resolution »), of a constitution or a plan of action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from textengine.languages import words_of
from textengine.model import Citation, Span
from textengine.pipeline import Draft
from textengine.rules.longest import LONGEST
from textengine.rules.phrases import literals
from textengine.rules.places import ByPlace
from textengine.rules.points import point_before, point_behind, points_in

INTERNAL = "internal"
NONE = "(?!)"
CODES = r"[CС]\d{1,2}(?:(?:, | and | et | y | и |، | و|、|和)[CС]\d{1,2}){0,10}"


@lru_cache
def _named(language: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The kinds of texts without number, and their names in one pattern: its last group is one more than the kind's place."""
    tables = words_of(language).get("citations", {}).get("instruments", {})
    return tuple(tables), re.compile("|".join(f"({'|'.join(names)})" for names in tables.values()) or NONE, re.IGNORECASE)


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
    """Words in small letters of which a paragraph holds one if it mentions such a text; "" where nothing can be said."""
    patterns = [one.pattern for one in (_named(language)[1], _lines(language)) if one.pattern != NONE]
    found = [literals(one) for one in patterns]
    return tuple(dict.fromkeys(word.lower() for words in found for word in words)) if all(found) else ("",)


def find_instruments(draft: Draft) -> list[Citation]:
    """The points of texts without number, in order of the text: they name a place, so a mention without one is none."""
    language = draft.language or ""
    provisions = ByPlace(draft.provisions)
    labels = {one.label for one in draft.provisions if one.label}
    found: list[Citation] = []
    small = draft.text.lower()
    telling = [one for one in _telling(language) if one in small]
    for paragraph in draft.paragraphs if telling else ():
        small = paragraph.text.lower()
        if len(paragraph.text) > LONGEST or not any(one in small for one in telling):
            continue
        for kind, span, point in _mentions(language, draft.text, *paragraph.span):
            first = point.split(",")[0].split("–")[0].split(" ")[0].strip("()")
            status = "ok" if kind == INTERNAL and first in labels else "unknown"
            found.append(Citation(
                provisions.at(span.start), span, draft.text[span.start:span.end], kind, None, None, None, None, False, point, status, "likely",  # type: ignore[arg-type]
            ))
    return found


def _mentions(language: str, text: str, start: int, end: int) -> Iterator[tuple[str, Span, str]]:
    follows = bool(words_of(language).get("citations", {}).get("kind_follows"))
    kinds, names = _named(language)
    for one in names.finditer(text, start, end):
        kind = kinds[(one.lastindex or 1) - 1]
        if follows:
            if behind := point_behind(language, text, one.end()):
                yield kind, Span(one.start(), behind.end()), points_in(language, behind)
        elif (kind == INTERNAL or not one[0][:1].islower()) and (before := point_before(language, text, one.start())):
            yield kind, Span(before.start(), one.end()), points_in(language, before)
    for one in _lines(language).finditer(text, start, end):
        yield "action-line", Span(*one.span()), ", ".join(re.findall(r"[CС]\d{1,2}", one["a"] if one.groupdict().get("a") else one["b"]))
