"""In which language the text is, by the words of the genre."""

from __future__ import annotations

import re
from typing import Any

from textengine.languages import languages, words_of
from textengine.model import Problem, Span
from textengine.pipeline import Draft

WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 20_000


def detect_language(draft: Draft) -> None:
    """Name the language whose words of the genre are most frequent; say so where none is."""
    words = [one.casefold() for one in WORD.findall(draft.text[:SAMPLE])]
    scores = {language: _score(words_of(language).get("genre", {}), words, draft.text[:SAMPLE]) for language in languages()}
    best = max(scores, key=lambda one: scores[one], default=None)
    if best is None or scores[best] < max(2, len(words) // 50):
        draft.problems.append(Problem("language-unsure", Span(0, 0), "The language of this text is not one that can be read"))
        return
    draft.language = best


def _score(genre: dict[str, Any], words: list[str], text: str) -> int:
    marks = set(genre.get("marks", ()))
    if genre.get("spaced", True):
        return sum(word in marks for word in words)
    return sum(text.count(mark) for mark in marks)
