"""The verb that opens a group or a paragraph, and its code: which words these are is data of the language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from textengine.languages import words_of
from textengine.model import Part
from textengine.vocabulary import plain_word

PARTS: tuple[Part, ...] = ("preamble", "operative")
FORCES = frozenset({"resolve", "instruct", "request", "invite", "encourage", "urge", "recommend", "call-upon", "authorize", "appeal"})


ARABIC = re.compile("[\u0600-\u06ff]")
UNWRITTEN: dict[int, str | None] = {0xA0: " ", 0x640: None} | {
    sign: None for sign in range(0x600, 0x700) if unicodedata.combining(chr(sign))
}


@lru_cache(4096)
def bare(text: str) -> str:
    """Words for comparison: small, without vowel signs and lengthening strokes."""
    plain = plain_word(text)
    return plain.translate(UNWRITTEN) if ARABIC.search(plain) else plain.replace("\u00a0", " ")


@dataclass(frozen=True, slots=True)
class _Verbs:
    """The verbs of a language by their first sign, longest first; the words of degree that may stand before them."""

    spaced: bool
    before: tuple[str, ...]
    by_sign: dict[str, list[tuple[str, Part, str]]]


@lru_cache
def _verbs(language: str) -> _Verbs:
    words = words_of(language)
    calls, degree = words.get("calls", {}), words.get("degree", {})
    by_sign: dict[str, list[tuple[str, Part, str]]] = {}
    for part in PARTS:
        for code, names in calls.get(part, {}).items():
            for verb in map(bare, names):
                by_sign.setdefault(verb[0], []).append((verb, part, code))
    for verbs in by_sign.values():
        verbs.sort(key=lambda one: -len(one[0]))
    before = sorted((bare(one) for one in (*degree.get("before", ()), *degree.get("glued", ()))), key=len, reverse=True)
    return _Verbs(words.get("genre", {}).get("spaced", True), tuple(before), by_sign)


def find_call(language: str | None, text: str, parts: tuple[Part, ...] = PARTS) -> tuple[Part, str, str] | None:
    """The part, code and verb of a line; the longest verb counts, words of degree before it are passed over."""
    if language is None:
        return None
    verbs = _verbs(language)
    line = bare(text[:200].strip())
    for _ in range(4):
        call = next(
            (
                (part, code, verb) for verb, part, code in verbs.by_sign.get(line[:1], ())
                if part in parts and line.startswith(verb) and not (verbs.spaced and line[len(verb):len(verb) + 1].isalpha())
            ),
            None,
        )
        degree = next((one for one in verbs.before if line.startswith(one)), None)
        # A word of degree that begins like a verb (« 赞赏地注意到 ») is one only where a verb follows.
        if call is not None and (degree is None or len(degree) <= len(call[2]) or find_call(language, line[len(degree):], parts) is None):
            return call
        if degree is None:
            return None
        line = line[len(degree):].lstrip()
    return None


@lru_cache
def _shapes(language: str) -> tuple[tuple[Part, re.Pattern[str]], ...]:
    shapes = words_of(language).get("shapes", {})
    return tuple((part, re.compile(shapes[part])) for part in PARTS if part in shapes)


def call_of_shape(language: str | None, text: str) -> tuple[Part, str, str] | None:
    """The part of a paragraph whose verb is in no list, by the form of its first word."""
    for part, shape in _shapes(language or ""):
        if found := shape.match(bare(text[:60].strip())):
            return part, f"other-{part}", found[0]
    return None
