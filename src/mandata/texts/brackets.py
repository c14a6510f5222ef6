"""Square brackets of a draft: words on which there is no agreement; they nest, name their holder and offer options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

HOLDER = re.compile(r"\s*([^\W_][\w\-]{0,31})\s*:\s*", re.UNICODE)
INNERMOST = re.compile(r"\[[^\[\]]*\]")
SIGNS = re.compile(r"[,;.:]+(?!\d)")


class Unbalanced(Exception):
    """Brackets that do not match: a sentence with the place."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """One bracket: whose it is (empty: the group's), its options, and where it stands from ``[`` to behind ``]``."""

    start: int
    end: int
    holder: str
    options: tuple[str, ...]
    inside: tuple[Bracket, ...]

    @property
    def offered(self) -> Counter[str]:
        """Its options without the brackets in them, which are others', and without stops and capitals."""
        found = []
        for words in self.options:
            while (bare := INNERMOST.sub(" ", words)) != words:
                words = bare
            found.append(" ".join(SIGNS.sub(" ", words).split()).casefold())
        return Counter(found)

    def every(self) -> Iterator[Bracket]:
        """Itself and the brackets in it, from the outside in."""
        yield self
        for one in self.inside:
            yield from one.every()


def brackets_in(words: str) -> list[Bracket]:
    """All brackets, the outer before the inner, in order; ``Unbalanced`` where they do not match.

    ``[HOLDER: words | other words]`` names its holder and offers options; ``[words]`` is the group's, ``[]`` holds nothing.
    """
    found, at = _read(words, 0, 0)
    if at < len(words):
        raise Unbalanced(gettext("A bracket is closed that was not opened, at “%(words)s”.") % {"words": words[max(0, at - 20):at + 1]})
    return [one for outer in found for one in outer.every()]


def _read(words: str, at: int, depth: int) -> tuple[list[Bracket], int]:
    found = []
    while at < len(words):
        if words[at] == "[":
            bracket, at = _bracket(words, at, depth + 1)
            found.append(bracket)
        elif words[at] == "]":
            return found, at
        else:
            at += 1
    return found, at


def _bracket(words: str, start: int, depth: int) -> tuple[Bracket, int]:
    if depth > 12:
        raise Unbalanced(gettext("Brackets stand too deep in one another, at “%(words)s”.") % {"words": words[start:start + 20]})
    inside: list[Bracket] = []
    bars, at = [], start + 1
    while at < len(words) and words[at] != "]":
        if words[at] == "[":
            one, at = _bracket(words, at, depth + 1)
            inside.append(one)
            continue
        if words[at] == "|":
            bars.append(at)
        at += 1
    if at == len(words):
        raise Unbalanced(gettext("A bracket is opened and not closed, at “%(words)s”.") % {"words": words[start:start + 20]})
    named = HOLDER.match(words, start + 1, at)
    first = named.end() if named else start + 1
    ends = [*[bar for bar in bars if bar >= first], at]
    starts = [first, *[bar + 1 for bar in bars if bar >= first]]
    options = tuple(words[one:other].strip() for one, other in zip(starts, ends, strict=True))
    return Bracket(start, at + 1, named[1] if named else "", options, tuple(inside)), at + 1


def held(brackets: Iterable[Bracket]) -> Counter[str]:
    """How many brackets each holder has."""
    return Counter(one.holder for one in brackets)


def lost(before: Iterable[Bracket], after: Iterable[Bracket]) -> tuple[str, str] | None:
    """The first words that a bracket offered and its holder's brackets offer no more, with the holder; brackets may be added, and options."""
    left = list(after)
    for one in sorted(before, key=lambda it: -len(it.options)):
        own = [it for it in left if it.holder == one.holder]
        kept = next((it for it in own if one.offered <= it.offered), None)
        if kept is None:
            nearest = max(own, key=lambda it: (one.offered & it.offered).total(), default=None)
            return one.holder, next(iter(one.offered - nearest.offered if nearest else one.offered))
        left.remove(kept)
    return None


def lifted(words: str, bracket: Bracket, option: int) -> str:
    """The words with one option in the place of a bracket; one space where none or two would be left."""
    before, after = words[:bracket.start], words[bracket.end:]
    chosen = bracket.options[option]
    if not chosen:
        before = before.rstrip(" ") if after[:1] in ("", " ", ",", ";", ".", ":") else before
    return before + chosen + after
