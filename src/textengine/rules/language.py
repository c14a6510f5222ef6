"""In which language the text is, by the words of the genre."""

from __future__ import annotations

import re

from textengine.languages import languages, words_of
from textengine.model import Problem, Span
from textengine.pipeline import Draft

WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 20_000


def detect_language(draft: Draft) -> None:
    """Name the language whose words of the genre are most frequent; say so where none is."""
    words = [one.casefold() for one in WORD.findall(draft.text[:SAMPLE])]
    scores = {
        language: sum(word in marks for word in words)
        for language in languages()
        if (marks := set(words_of(language).get("genre", {}).get("marks", ())))
    }
    best = max(scores, key=lambda one: scores[one], default=None)
    if best is None or scores[best] < max(2, len(words) // 50):
        draft.problems.append(Problem("language-unsure", Span(0, 0), "The language of this text is not one that can be read"))
        return
    draft.language = best
