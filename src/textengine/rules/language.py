"""In which language the text is, by its script and the words of the genre; a language that only lies near is said."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from textengine.languages import genre_of, languages
from textengine.model import Problem, Span
from textengine.pipeline import Draft

WORD = re.compile(r"[^\W\d_]+")
RUN = re.compile(r"\w+")  # far quicker to find
SAMPLE = 20_000
NEIGHBOURS = Path(__file__).parents[1] / "sources" / "neighbours.toml"
MOST, MOST_SIGNS = 0.5, 0.25  # the share of a text's letters that its script must have; a sign of Chinese stands for a word
FEW = 3  # so few letters or words of a neighbour prove nothing
LETTERS_OF_NEIGHBOUR = 0.01


def detect_language(draft: Draft) -> None:
    """Name the language whose words of the genre are most frequent, or whose script it is; say so where none is."""
    draft.language, neighbour = _language_and_neighbour(draft.text)
    if draft.language is None:
        message = "The language of this text is not one that can be read"
        if neighbour is not None:
            message = f"This text seems to be {neighbour}, which cannot be read"
        draft.problems.append(Problem("language-unsure", Span(0, 0), message))


def language_of(text: str) -> str | None:
    """The language of the head of a text, by script and words of the genre; none where they are too few or a neighbour's."""
    return _language_and_neighbour(text)[0]


def _language_and_neighbour(text: str) -> tuple[str | None, str | None]:
    sample = text[:SAMPLE].casefold()
    found = _words_of(sample)
    words = Counter(found)
    letters = sum(map(len, found))
    scores = {language: _score(genre_of(language), words, sample) for language in languages()}
    written = next((one for one in scores if letters > FEW and _in_script(genre_of(one), sample) > _most(genre_of(one)) * letters), None)
    best = written or max(scores, key=lambda one: scores[one], default=None)
    if best is None or not written and scores[best] < max(2, words.total() // 50):
        return None, None
    neighbour = _neighbour(best, scores[best], words, sample, letters)
    return (best, None) if neighbour is None else (None, neighbour)


def _words_of(text: str) -> list[str]:
    """The words of a text without figures: those that hold other signs too are taken apart."""
    found = RUN.findall(text)
    if all(map(str.isalpha, found)):
        return found
    return [word for one in found for word in ([one] if one.isalpha() else WORD.findall(one))]


def _score(genre: dict[str, Any], words: Counter[str], text: str) -> int:
    marks = set(genre.get("marks", ()))
    if genre.get("spaced", True):
        return sum(words[mark] for mark in marks if mark in words)
    return sum(text.count(mark) for mark in marks)


def _most(genre: dict[str, Any]) -> float:
    return MOST if genre.get("spaced", True) else MOST_SIGNS


def _in_script(genre: dict[str, Any], text: str) -> int:
    """How many letters of a text are of the script that only this language of ours is written in."""
    script = genre.get("script")
    return sum(map(len, re.findall(f"[{script}]+", text))) if script else 0


@lru_cache
def _neighbours() -> dict[str, dict[str, dict[str, Any]]]:
    with NEIGHBOURS.open("rb") as file:
        return tomllib.load(file)


def _neighbour(language: str, score: int, words: Counter[str], text: str, letters: int) -> str | None:
    """The language near this one whose words are more frequent, or whose letters stand in the text."""
    tables = _neighbours().get(language, {})
    strange = {name: sum(words[one] for one in own if one in words) for name, own in tables.get("words", {}).items()}
    most = max(strange, key=lambda one: strange[one], default=None)
    if most is not None and strange[most] > FEW and strange[most] >= score:
        return most
    least = max(FEW, LETTERS_OF_NEIGHBOUR * letters)
    return next((name for name, own in tables.get("letters", {}).items() if sum(map(text.count, own)) > least), None)
