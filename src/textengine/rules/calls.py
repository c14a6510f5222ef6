"""The verb that opens a group or a paragraph, and its code: which words these are is data of the language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from textengine.languages import verbs_of, words_of
from textengine.model import Part
from textengine.vocabulary import plain_word

PARTS: tuple[Part, ...] = ("preamble", "operative")
QUOTES, BETWEEN = "“\"«„‘” \u00a0", " ,\u00a0"
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


class _Verbs(NamedTuple):
    """The verbs of a language, their lengths by the first sign; the words of degree before and in them by theirs; longest first."""

    spaced: bool
    before: dict[str, list[str]]
    codes: dict[str, tuple[tuple[Part, str], ...]]
    lengths: dict[str, list[int]]
    form: re.Pattern[str] | None
    of_words: dict[str, list[tuple[str, Part, str]]]

    def degree(self, line: str) -> str | None:
        """The longest word of degree at the head of a line."""
        return next((one for one in self.before.get(line[:1], ()) if line.startswith(one)), None)

    def at_head(self, line: str, parts: tuple[Part, ...]) -> tuple[Part, str, str] | None:
        """The longest verb at the head of a line."""
        for length in self.lengths.get(line[:1], ()):
            if self.spaced and line[length:length + 1].isalpha():
                continue
            for part, code in self.codes.get(line[:length], ()):
                if part in parts:
                    return part, code, line[:length]
        return None


@lru_cache
def _verbs(language: str) -> _Verbs:
    degree = words_of(language).get("degree", {})
    codes: dict[str, tuple[tuple[Part, str], ...]] = {}
    lengths: dict[str, set[int]] = {}
    for part in PARTS:
        for code, names in verbs_of(language).get(part, {}).items():
            for verb in map(bare, names):
                codes[verb] = (*codes.get(verb, ()), (part, code))
                lengths.setdefault(verb[0], set()).add(len(verb))
    before: dict[str, list[str]] = {}
    for one in sorted((bare(one) for one in (*degree.get("before", ()), *degree.get("glued", ()))), key=len, reverse=True):
        before.setdefault(one[:1], []).append(one)
    spaced = words_of(language).get("genre", {}).get("spaced", True)
    of_words: dict[str, list[tuple[str, Part, str]]] = {}
    for verb, meanings in codes.items() if spaced else ():
        first, space, rest = verb.partition(" ")
        if space:
            of_words.setdefault(first, []).extend((rest, part, code) for part, code in meanings)
    form = re.compile(degree["form"]) if "form" in degree else None
    in_order = {sign: sorted(all_lengths, reverse=True) for sign, all_lengths in lengths.items()}
    return _Verbs(spaced, before, codes, in_order, form, of_words)


def find_call(language: str | None, text: str, parts: tuple[Part, ...] = PARTS) -> tuple[Part, str, str] | None:
    """The part, code and verb of a line; the longest verb counts, words of degree before it are passed over."""
    return None if language is None else _call_at_head(language, text[:200].strip(), parts)


@lru_cache(2048)
def _call_at_head(language: str, head: str, parts: tuple[Part, ...]) -> tuple[Part, str, str] | None:
    verbs = _verbs(language)
    line = bare(head).lstrip(QUOTES)
    for _ in range(4):
        call = verbs.at_head(line, parts)
        if call is None or call[2] in verbs.of_words:
            call = _parted_call(verbs, line, parts) or call
        degree = verbs.degree(line)
        if degree is None and verbs.form is not None and (found := verbs.form.match(line)):
            degree = found[0]
        # A word of degree that begins like a verb (« 赞赏地注意到 ») is one only where a verb follows.
        if call is not None and (degree is None or len(degree) <= len(call[2]) or find_call(language, line[len(degree):], parts) is None):
            return call
        if degree is None:
            topic = _topic(language).match(line)  # « 对……表示关切 »: what it is about stands before the verb
            return find_call(language, line[topic.end():], parts) if topic else None
        line = line[len(degree):].lstrip(BETWEEN)
    return None


def first_verb(language: str | None, call: tuple[Part, str, str]) -> tuple[Part, str, str]:
    """A call by its first verb alone: « décide d'inviter » is a decision where each paragraph has a verb of its own."""
    first, space, _ = call[2].partition(" ")
    alone = find_call(language, first, (call[0],)) if space else None
    return alone if alone is not None and alone[1] == "resolve" else call


def _parted_call(verbs: _Verbs, line: str, parts: tuple[Part, ...]) -> tuple[Part, str, str] | None:
    """A verb of several words with words of degree between them (« calls once more upon »)."""
    first, _, rest = line.partition(" ")
    first = first.rstrip(",")
    ends = [one for one in verbs.of_words.get(first, ()) if one[1] in parts]
    if not ends:
        return None
    for _ in range(3):
        rest = rest.lstrip(BETWEEN)
        degree = verbs.degree(rest)
        if degree is None:
            return None
        rest = rest[len(degree):].lstrip(BETWEEN)
        for end, part, code in ends:
            if rest.startswith(end) and not rest[len(end):len(end) + 1].isalpha():
                return part, code, line[:len(line) - len(rest) + len(end)]
    return None


@lru_cache
def _topic(language: str) -> re.Pattern[str]:
    return re.compile(words_of(language).get("degree", {}).get("topic", "(?!)"))


@lru_cache
def _in_groups(language: str) -> dict[str, str]:
    return {bare(verb): code for code, verbs in verbs_of(language).get("in_groups", {}).items() for verb in verbs}


def call_of_group(language: str | None, text: str) -> tuple[Part, str, str] | None:
    """The call of a line that opens a group: some verbs mean another thing there than at the head of a paragraph."""
    found = find_call(language, text)
    return None if found is None else (found[0], _in_groups(language or "").get(found[2], found[1]), found[2])


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
