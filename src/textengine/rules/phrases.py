"""The words that a language has for one question: many phrases, of which a text is searched only for those it can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from textengine.languages import words_of

LOOKS = re.compile(r"\(\?<?[!=][^()]*(?:\([^()]*\)[^()]*)*\)$")  # a phrase that ends in a look around says itself where it ends
FREE = re.compile(r"[ ,،؛;:.\"“”^]|\\[.b]|\(\?(?:[<=!]|(?::\(\?)*:[ ,،\\])")  # a phrase that begins so needs no edge of a word before it
# The questions about duties and times for which whole paragraphs are searched; those of other names are asked of few words or at one place.
SEARCHED = frozenset({
    "act_follows", "again", "benefit_strong", "benefit_weak", "duty_subject", "entrusted", "inform", "limits", "no_addressee", "receiver_first",
    "receiver_pronoun", "report_to", "report_verb", "resolve_acts", "second_act", "share", "status", "those", "with", "with_known",
    "date", "event", "leads", "meeting", "next_behind", "other_body", "period", "soon",
})
SPACED_END = r"(?:(?<!\w)|(?!\w))"
LETTER_END = re.compile(r"(?:^|[^\\])(?:\w|\w\w\?)$|\\w\+$")  # a plain \b is quicker to build, and the same behind a letter
SIGN_END = re.compile(r"[ ,;:'«»“”]$|[,;:]\$$")


class Phrase:
    """One regular expression, compiled when a text first holds one of the ``literals`` that it cannot do without."""

    def __init__(self, body: str, inner: str) -> None:
        self.body = body
        self.literals = literals(inner)
        self._head = _head(inner)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled phrase."""
        return re.compile(self.body)

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The leftmost match between two places: tried only where the words stand with which every match begins."""
        head = self._head
        if not head:
            return self.regex.search(text, start, end)
        at = text.find(head, start, end)
        while at >= 0:
            if (found := self.regex.match(text, at, end)) is not None:
                return found
            at = text.find(head, at + 1, end)
        return None

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The matches between two places from left to right, none over another."""
        if not self._head:
            yield from self.regex.finditer(text, start, end)
            return
        found = self.search(text, start, end)
        while found is not None:
            yield found
            found = self.search(text, found.end(), end)


class Phrases:
    """Phrases searched as one alternation is: the leftmost match counts, of those that begin together the first listed."""

    def __init__(self, language: str, words: tuple[str, ...], bodies: list[str]) -> None:
        self.phrases = [Phrase(body, _filled(language, inner)) for body, inner in zip(bodies, words, strict=True)]
        self.always = [one for one in self.phrases if not one.literals]  # those that any text may hold
        self._language, self._words = language, words

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """All phrases as one pattern: the quicker way at one given place and in a few words."""
        return compiled(self._language, self._words)

    def likely(self, numbers: set[int]) -> list[Phrase]:
        """The phrases of these numbers and those that any text may hold, in their order."""
        if not self.always:
            return [self.phrases[number] for number in sorted(numbers)]
        return [one for number, one in enumerate(self.phrases) if number in numbers or not one.literals]


def leftmost(likely: list[Phrase], text: str, start: int, end: int) -> re.Match[str] | None:
    """The leftmost of some phrases between two places."""
    first = None
    for one in likely:
        found = one.search(text, start, end)
        if found is not None and (first is None or found.start() < first.start()):
            first = found
    return first


def in_order(likely: list[Phrase], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Some phrases between two places from left to right, none over another."""
    if not likely:
        return iter(())
    return likely[0].finditer(text, start, end) if len(likely) == 1 else _merged(likely, text, start, end)


def _merged(likely: list[Phrase], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    hits = [(hit, one) for one in likely if (hit := one.search(text, start, end)) is not None]
    while hits:
        first = min(hits, key=_begin)[0]
        yield first
        at = first.end() if first.end() > first.start() else first.end() + 1
        passed, hits = hits, []
        for hit, one in passed:
            later = hit if hit.start() >= at else one.search(text, at, end)
            if later is not None:
                hits.append((later, one))


def _begin(one: tuple[re.Match[str], Phrase]) -> int:
    return one[0].start()


class Literals(NamedTuple):
    """The literals of all phrases of a language as one tree, the longest first, and to which phrases each one leads."""

    tree: re.Pattern[str]
    known: frozenset[Phrases]
    owners: dict[str, tuple[tuple[Phrases, tuple[int, ...]], ...]]

    def likely(self, text: str, start: int, end: int) -> dict[Phrases, list[Phrase]]:
        """The phrases that a text may hold between two places; those of which it holds no literal are left out."""
        numbers: dict[Phrases, set[int]] = {}
        for word in set(self.tree.findall(text, start, end)):
            for words, its in self.owners[word]:
                if words in numbers:
                    numbers[words].update(its)
                else:
                    numbers[words] = set(its)
        return {words: words.likely(its) for words, its in numbers.items()}


@lru_cache
def every_literal(language: str) -> Literals:
    """The literals of the phrases for which whole paragraphs are searched; one that begins with another leads to the phrases of both."""
    words = words_of(language)
    asked = [table for part in ("mandates", "dates") for name, table in words.get(part, {}).items() if name in SEARCHED]
    owners: dict[str, dict[Phrases, list[int]]] = {}
    known = {table: phrases(language, table) for table in _tables(asked)}
    for of_table in known.values():
        for number, phrase in enumerate(of_table.phrases):
            for literal in phrase.literals:
                owners.setdefault(literal, {}).setdefault(of_table, []).append(number)
    leads = {}
    for word in owners:
        its: dict[Phrases, list[int]] = {}
        for length in range(1, len(word) + 1):
            for of_table, numbers in owners.get(word[:length], {}).items():
                its.setdefault(of_table, []).extend(numbers)
        leads[word] = tuple((of_table, tuple(numbers)) for of_table, numbers in its.items())
    return Literals(re.compile(f"(?=({longest_of(owners)}))"), frozenset(known.values()), leads)


def _tables(table: Any) -> Iterator[tuple[str, ...]]:
    """The lists of phrases in a table of words, however deep."""
    if isinstance(table, dict):
        if table and all(isinstance(one, int) for one in table.values()):
            return
        for one in table.values():
            yield from _tables(one)
    elif isinstance(table, list):
        if table and all(isinstance(one, str) for one in table):
            yield tuple(table)
        else:
            for one in table:
                yield from _tables(one)


def longest_of(words: Iterable[str]) -> str:
    """A regular expression for the longest of some words: a tree of them, quicker than one after another."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return f"(?:{_branch(tree)})" if tree else "(?!)"


def _branch(tree: dict[str, Any]) -> str:
    """A tree of literals as a regular expression that takes the longest."""
    rest = [re.escape(sign) + _branch(below) for sign, below in sorted(tree.items()) if sign]
    if not rest:
        return ""
    body = rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})"
    return f"(?:{body})?" if "" in tree else body


@lru_cache(None)
def phrases(language: str, words: tuple[str, ...]) -> Phrases:
    """The phrases of a language, each from the edge of a word to the edge of a word."""
    at_edge, free = _bodies(language, words)
    edge = _edge(language)
    return Phrases(language, words, [edge + f"(?:{body})" if one else body for body, one in _in_order(words, at_edge, free)])


def _in_order(words: tuple[str, ...], at_edge: dict[str, str], free: dict[str, str]) -> list[tuple[str, bool]]:
    return [(at_edge[one], True) if one in at_edge else (free[one], False) for one in words]


@lru_cache(256)
def compiled(language: str, words: tuple[str, ...]) -> re.Pattern[str]:
    """The same as one pattern, for short phrases that stand everywhere."""
    at_edge, free = _bodies(language, words)
    spaced = [body for body in free.values() if body[:1] == " " and body[1:2] not in ("?", "*", "+", "{")]
    other = [body for body in free.values() if body not in spaced]
    # One edge and one blank before all that begin so: the pattern then tries only those that go on with the right letter.
    ends = all(body.endswith(r"\b") for body in at_edge.values())
    bodies = "|".join(body.removesuffix(r"\b") if ends else body for body in at_edge.values())
    parts = [rf"{_edge(language)}(?:{bodies})" + (r"\b" if ends else "")] if at_edge else []
    parts += [f" (?:{'|'.join(body[1:] for body in spaced)})"] if spaced else []
    return re.compile("|".join(parts + other))


def _bodies(language: str, words: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """The phrases that begin at the edge of a word, and the others."""
    if words_of(language).get("genre", {}).get("spaced", True) is False:
        return {}, {one: _filled(language, one) for one in words}
    at_edge: dict[str, str] = {}
    free: dict[str, str] = {}
    for one in words:
        filled = _filled(language, one)
        (free if FREE.match(one) else at_edge)[one] = filled + _end(filled)
    return at_edge, free


def _end(body: str) -> str:
    """What says that a phrase ends at the edge of a word."""
    if LOOKS.search(body) or SIGN_END.search(body):
        return ""
    return r"\b" if _ends_with_letter(body) else SPACED_END


def _ends_with_letter(body: str) -> bool:
    """Whether all that a phrase can match ends with a letter, as far as that is easily seen."""
    if not body.endswith(")"):
        return LETTER_END.search(body) is not None
    opened: list[int] = []
    begin = 0
    for one in STRUCTURE.finditer(body):
        if one[0] == "(":
            opened.append(one.start())
        elif one[0] == ")" and opened:
            begin = opened.pop()
    return body.startswith("(?:", begin) and all(map(_ends_with_letter, _alternatives(body[begin + 3:-1])))


@lru_cache
def _edge(language: str) -> str:
    particles = "".join(one for one in words_of(language).get("genre", {}).get("joined", {}) if len(one) == 1)
    return rf"(?:(?<!\w)|(?<=\b[{particles}]))" if particles else r"(?<!\w)"


def _filled(language: str, phrase: str) -> str:
    """A phrase with what stands for months, years and numbers of order written out."""
    if "{" not in phrase:
        return phrase
    words = words_of(language)
    order = words.get("ordinals", {})
    numbers = sorted({**order.get("tens", {}), **order.get("units", {})}, key=len, reverse=True)
    figures, joint = "|".join(order.get("figures", [])), order.get("joint", "[- ]")
    one = "|".join(numbers)
    ordinal = f"(?:(?:{one})(?:{joint}(?:{one})){{0,3}}" + (rf"|\d+[- ]?(?:{figures})" if figures else "") + ")"
    return (
        phrase.replace("{month}", f"(?:{'|'.join(words.get('dates', {}).get('months', []))})")
        .replace("{year}", r"(?<!\d)(?:19|20)\d\d(?!\d)").replace("{ordinal}", ordinal)
    )


SHORTEST = 2
QUANTIFIER = re.compile(r"(?:[?*+]|\{\d*,?\d*\})[?+]?")
RUN = re.compile(r"[^\\()\[\]{}?*+|.^$]+")
STRUCTURE = re.compile(r"\\.|\[\^?.[^\]]*\]|[()|]", re.DOTALL)


def literals(body: str) -> tuple[str, ...]:
    """Strings of which a text must hold one for a regular expression to match; empty where nothing can be said."""
    if RUN.fullmatch(body):
        return (body,) if len(body) >= SHORTEST else ()
    options = [_best(one) for one in _alternatives(body)]
    return () if any(not one for one in options) else tuple(dict.fromkeys(word for one in options for word in one))


def _head(body: str) -> str:
    """The string with which every match of an expression begins; empty where that is too short to be looked for."""
    run = RUN.match(body)
    if run is None or len(_alternatives(body)) > 1:
        return ""
    head = run[0] if _needed(QUANTIFIER.match(body, run.end())) else run[0][:-1]
    return head if len(head) >= SHORTEST else ""


def _best(body: str) -> tuple[str, ...]:
    """The most telling strings that one alternative cannot do without."""
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(body):
        piece: tuple[str, ...] = ()
        if run := RUN.match(body, at):
            end = run.end()
            quantifier = QUANTIFIER.match(body, end)
            piece = (run[0] if _needed(quantifier) else run[0][:-1],)
        else:
            structure = STRUCTURE.match(body, at)
            end = structure.end() if structure else at + 1
            if body[at] == "(":
                end = _closing(body, at)
                inner = body[at + 1:end - 1]
                if inner.startswith("?:") or not inner.startswith("?"):
                    piece = literals(inner.removeprefix("?:"))
            quantifier = QUANTIFIER.match(body, end)
            piece = piece if _needed(quantifier) else ()
        if piece:
            found.append(piece)
        at = quantifier.end() if quantifier else end
    best = max(found, key=lambda words: min(map(len, words)), default=())
    return best if best and min(map(len, best)) >= SHORTEST else ()


def _needed(quantifier: re.Match[str] | None) -> bool:
    """Whether what stands before a quantifier must be there at all."""
    return quantifier is None or quantifier[0][0] == "+" or (quantifier[0][0] == "{" and not quantifier[0].startswith(("{0", "{,")))


def _alternatives(body: str) -> list[str]:
    """What an expression allows one instead of another at its outermost."""
    parts, depth, begin = [], 0, 0
    for one in STRUCTURE.finditer(body):
        depth += (one[0] == "(") - (one[0] == ")")
        if one[0] == "|" and depth == 0:
            parts.append(body[begin:one.start()])
            begin = one.end()
    return [*parts, body[begin:]]


def _closing(body: str, at: int) -> int:
    """The place behind the bracket that closes the one at a place."""
    depth = 0
    for one in STRUCTURE.finditer(body, at):
        depth += (one[0] == "(") - (one[0] == ")")
        if depth == 0:
            return one.end()
    return len(body)
