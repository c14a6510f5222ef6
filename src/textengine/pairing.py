"""Which provision of a revision continues which of the one before: the same words first, then same place and like, then moved."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from rapidfuzz.distance import Indel

from textengine.model import Provision

WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
SAME_PLACE, IN_ORDER, ANYWHERE = 0.36, 0.44, 0.62  # how like two provisions must be to be one
NEAR = 6  # candidates of a provision
COMMON = 60  # provisions: a word that stands in more says little about any
FEW = 4  # words: shorter provisions are known by their place, not by their words


class Pair(NamedTuple):
    """The places of a provision in the old and in the new list, and how like their words are (1 is the same)."""

    old: int
    new: int
    likeness: float


def likeness(words: Sequence[str], other: Sequence[str]) -> float:
    """How far two lists of words are the same in the same order, from 0 to 1."""
    return Indel.normalized_similarity(words, other)


def words_of(text: str) -> list[str]:
    """The words of a provision in small letters; a Chinese sign is a word. Spaces, brackets and stops are none."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def pair_provisions(old: Sequence[Provision], new: Sequence[Provision]) -> list[Pair]:
    """Pairs of provisions in the order of the new text; near linear in their number."""
    match = _Match(old, new)
    match.take_same_words()
    match.take_chain()
    match.take_moved()
    return [Pair(i, j, match.score(i, j)) for j, i in sorted(match.paired.items())]


class _Match:
    """What is known of two lists of provisions while they are being paired."""

    def __init__(self, old: Sequence[Provision], new: Sequence[Provision]) -> None:
        self.old, self.new = old, new
        self.words = [words_of(one.text) for one in old]
        self.other = [words_of(one.text) for one in new]
        known: dict[str, int] = {}
        self.coded = [_coded(words, known) for words in self.words]
        self.other_coded = [_coded(words, known) for words in self.other]
        self.places = [_place(one) for one in old]
        self.other_places = [_place(one) for one in new]
        self.paired: dict[int, int] = {}  # new to old
        self.taken: set[int] = set()
        self.score = lru_cache(None)(self._score)
        count = Counter(word for words in (*self.words, *self.other) for word in dict.fromkeys(words))
        whole = len(old) + len(new)
        self.weight = {word: math.log(1 + whole / number) for word, number in count.items()}
        self.kinds, self.other_kinds = [set(words) for words in self.words], [set(words) for words in self.other]
        self.sums = [self._told(words) for words in self.kinds]
        self.other_sums = [self._told(words) for words in self.other_kinds]

    def _told(self, words: set[str]) -> float:
        return sum(map(self.weight.__getitem__, words))

    def _score(self, i: int, j: int) -> float:
        """Likeness: half by the order of the words, half by how much the words that they share tell."""
        if self.coded[i] == self.other_coded[j]:
            return 1.0
        both = self.sums[i] + self.other_sums[j]
        if not both:
            return 0.0
        told = 2 * self._told(self.kinds[i] & self.other_kinds[j]) / both
        return min(0.99, (told + Indel.normalized_similarity(self.coded[i], self.other_coded[j])) / 2)

    def fits(self, i: int, j: int) -> float:
        """By how much a pair in order is better than none; not above nought where it is no pair."""
        score = self.score(i, j)
        if self.old[i].part != self.new[j].part:
            return score - ANYWHERE
        same_place = self.places[i] == self.other_places[j]
        beside = (j + 1 in self.paired and self.paired[j + 1] == i + 1) + (j - 1 in self.paired and self.paired[j - 1] == i - 1)
        return score + 0.05 * same_place + 0.05 * beside - (SAME_PLACE if same_place else IN_ORDER)

    def take(self, i: int, j: int) -> None:
        """Pair two provisions that are free."""
        self.paired[j] = i
        self.taken.add(i)

    def take_same_words(self) -> None:
        """Provisions whose words stand once in each text are one, wherever they stand."""
        once, other_once = (
            {words: at for words, at in _once(coded).items() if len(words) >= FEW} for coded in (self.coded, self.other_coded)
        )
        for words, j in other_once.items():
            if words in once:
                self.take(once[words], j)

    def take_chain(self) -> None:
        """The heaviest run of pairs that rise in both texts; what was paired by its words stays so."""
        links = [(i, j, 2.0) for j, i in self.paired.items()]
        links += [(i, j, fit) for i, j in self._candidates() if (fit := self.fits(i, j)) > 0]
        for i, j in _heaviest(links, len(self.new)):
            if j not in self.paired:
                self.take(i, j)

    def take_moved(self) -> None:
        """What is left and very like, the most like first, wherever it stands."""
        left = [(self.score(i, j), -abs(i - j), i, j) for i, j in self._candidates() if min(len(self.words[i]), len(self.other[j])) >= FEW]
        for score, _, i, j in sorted(left, reverse=True):
            if score >= ANYWHERE and j not in self.paired and i not in self.taken:
                self.take(i, j)

    def _candidates(self) -> list[tuple[int, int]]:
        """Free provisions that may be one: those that share the most telling words, stand in the same place, or between the same pairs."""
        free = [i for i in range(len(self.old)) if i not in self.taken]
        holding: dict[str, list[int]] = defaultdict(list)
        placed: dict[object, list[int]] = defaultdict(list)
        same: dict[str, list[int]] = defaultdict(list)
        for i in free:
            placed[self.places[i]].append(i)
            same[self.coded[i]].append(i)
            for word in self.kinds[i]:
                holding[word].append(i)
        found: list[tuple[int, int]] = []
        before = -1
        for j in range(len(self.new)):
            if j in self.paired:
                before = self.paired[j]
                continue
            shared: dict[int, float] = defaultdict(float)
            for word in self.other_kinds[j]:
                holders = holding.get(word, ())
                if len(holders) <= COMMON:
                    for i in holders:
                        shared[i] += self.weight[word]
            told = {i: weight / (self.sums[i] + self.other_sums[j]) for i, weight in shared.items()}
            likely = nlargest(NEAR, told, key=told.__getitem__)
            guess = before + 1
            likely += _nearest(placed.get(self.other_places[j], []), guess, 3) + _nearest(same.get(self.other_coded[j], []), guess, NEAR)
            likely += _nearest(free, guess, 3)
            found += [(i, j) for i in dict.fromkeys(likely)]
        return found


def _place(provision: Provision) -> tuple[str, str | None, str | None, int]:
    return provision.part, provision.call, provision.label, provision.depth


def _coded(words: list[str], known: dict[str, int]) -> str:
    """A provision as a string with one sign a word, which is quick to compare."""
    return "".join(chr(known.setdefault(word, len(known)) % 0x110000) for word in words)


def _once(values: Sequence[str]) -> dict[str, int]:
    count = Counter(values)
    return {one: at for at, one in enumerate(values) if count[one] == 1}


def _nearest(places: list[int], guess: int, number: int) -> list[int]:
    at = bisect_left(places, guess)
    return sorted(places[max(0, at - number):at + number], key=lambda i: abs(i - guess))[:number]


def _heaviest(links: list[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """The chain of links that rises on both sides and weighs most, by a tree of greatest sums over the new places."""
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    before: list[int] = []
    order = sorted(links, key=lambda one: (one[0], -one[1]))
    for number, (_, j, weight) in enumerate(order):
        best, at = (0.0, -1), j
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        before.append(best[1])
        total, at = (best[0] + weight, number), j + 1
        while at <= width:
            tree[at] = max(tree[at], total)
            at += at & -at
    best, at = (0.0, -1), width
    while at > 0:
        best = max(best, tree[at])
        at -= at & -at
    chain, number = [], best[1]
    while number >= 0:
        chain.append(order[number][:2])
        number = before[number]
    return chain[::-1]
