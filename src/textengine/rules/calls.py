"""The verb that opens a group or a paragraph, and its code: which words these are is data of the language."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from textengine.languages import words_of
from textengine.model import Part
from textengine.vocabulary import plain_word

PARTS: tuple[Part, ...] = ("preamble", "operative")


UNWRITTEN: dict[int, str | None] = {0xA0: " ", 0x640: None} | {
    sign: None for sign in range(0x600, 0x700) if unicodedata.combining(chr(sign))
}


def bare(text: str) -> str:
    """Words for comparison: small, without vowel signs and lengthening strokes."""
    return plain_word(text).translate(UNWRITTEN)


@lru_cache
def _verbs(language: str) -> tuple[bool, tuple[str, ...], tuple[tuple[Part, str, str], ...]]:
    words = words_of(language)
    calls, degree = words.get("calls", {}), words.get("degree", {})
    verbs = [(part, code, bare(verb)) for part in PARTS for code, names in calls.get(part, {}).items() for verb in names]
    before = sorted((bare(one) for one in (*degree.get("before", ()), *degree.get("glued", ()))), key=len, reverse=True)
    return words.get("genre", {}).get("spaced", True), tuple(before), tuple(verbs)


def find_call(language: str | None, text: str, parts: tuple[Part, ...] = PARTS) -> tuple[Part, str, str] | None:
    """The part, code and verb of a line; the longest verb counts, words of degree before it are passed over."""
    if language is None:
        return None
    spaced, before, verbs = _verbs(language)
    line = bare(text[:200].strip())
    for _ in range(4):
        best: tuple[Part, str, str] | None = None
        for part, code, verb in verbs:
            if part not in parts or not line.startswith(verb) or (spaced and line[len(verb):len(verb) + 1].isalpha()):
                continue
            if best is None or len(verb) > len(best[2]):
                best = (part, code, verb)
        if best is not None:
            return best
        shorter = next((line[len(one):].lstrip() for one in before if line.startswith(one)), None)
        if shorter is None:
            return None
        line = shorter
    return None
