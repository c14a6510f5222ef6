"""In which language the text is, by the words of the genre."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from textengine.languages import genre_of, languages
from textengine.model import Problem, Span
from textengine.pipeline import Draft

WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 20_000


def detect_language(draft: Draft) -> None:
    """Name the language whose words of the genre are most frequent; say so where none is."""
    draft.language = language_of(draft.text)
    if draft.language is None:
        draft.problems.append(Problem("language-unsure", Span(0, 0), "The language of this text is not one that can be read"))


def language_of(text: str) -> str | None:
    """The language whose words of the genre are most frequent at the head of a text; none where they are too few."""
    sample = text[:SAMPLE]
    words = Counter(WORD.findall(sample.casefold()))
    scores = {language: _score(genre_of(language), words, sample) for language in languages()}
    best = max(scores, key=lambda one: scores[one], default=None)
    return None if best is None or scores[best] < max(2, words.total() // 50) else best


def _score(genre: dict[str, Any], words: Counter[str], text: str) -> int:
    marks = set(genre.get("marks", ()))
    if genre.get("spaced", True):
        return sum(words[mark] for mark in marks)
    return sum(text.count(mark) for mark in marks)
