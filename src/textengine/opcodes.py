"""Which runs of two sequences are the same: exact for what a page holds, near linear beyond that."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

EXACT = 40_000_000  # cells of the table of a longest common subsequence: 5 MB of bits


class Block(NamedTuple):
    """A run of the old sequence and the run of the new one that stands in its place."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def blocks(old: Sequence[Hashable], new: Sequence[Hashable], exact: int = EXACT) -> list[Block]:
    """The sequences as runs that are the same and runs that differ, in order, without gaps; exact up to a table of so many cells."""
    return joined([run for run in _runs(old, new, exact) if run[2]], len(old), len(new))


def joined(runs: list[tuple[int, int, int]], old_length: int, new_length: int) -> list[Block]:
    """Equal runs (start in the old, in the new, length) with what differs between them."""
    found: list[Block] = []
    i = j = 0
    for start, other, length in [*runs, (old_length, new_length, 0)]:
        if start > i or other > j:
            found.append(Block(False, i, start, j, other))
        if length:
            if found and found[-1].same:
                last = found.pop()
                found.append(Block(True, last.old_start, start + length, last.new_start, other + length))
            else:
                found.append(Block(True, start, start + length, other, other + length))
        i, j = start + length, other + length
    return found


def _runs(old: Sequence[Hashable], new: Sequence[Hashable], exact: int) -> list[tuple[int, int, int]]:
    """Equal runs, rising in both; what is too large for a table is cut at what stands once in both, else in halves."""
    found: list[tuple[int, int, int]] = []
    work = [(0, len(old), 0, len(new))]
    while work:
        a, b, c, d = work.pop()
        head = 0
        while a + head < b and c + head < d and old[a + head] == new[c + head]:
            head += 1
        found.append((a, c, head))
        a, c = a + head, c + head
        tail = 0
        while a < b - tail and c < d - tail and old[b - tail - 1] == new[d - tail - 1]:
            tail += 1
        b, d = b - tail, d - tail
        if a < b and c < d:
            if (b - a) * (d - c) <= exact:
                for one in LCSseq.opcodes(old[a:b], new[c:d]):
                    if one.tag == "equal":
                        found.append((a + one.src_start, c + one.dest_start, one.src_end - one.src_start))
            else:
                cuts = _once_in_both(old, new, a, b, c, d) or [((a + b) // 2, (c + d) // 2)]
                ends = [*cuts, (b, d)]
                for (i, j), (k, m) in zip([(a, c), *cuts], ends, strict=True):
                    work.append((i, k, j, m))
        found.append((b, d, tail))
    return sorted(found)


def _once_in_both(
    old: Sequence[Hashable], new: Sequence[Hashable], a: int, b: int, c: int, d: int
) -> list[tuple[int, int]]:
    """What stands exactly once in both stretches, as many as stand in the same order."""
    counts, others = Counter(old[a:b]), Counter(new[c:d])
    place = {one: at for at, one in enumerate(new[c:d], c) if others[one] == 1}
    pairs = [(at, place[one]) for at, one in enumerate(old[a:b], a) if counts[one] == 1 and one in place]
    kept = [pairs[at] for at in rising([other for _, other in pairs])]
    return kept if kept != [(a, c)] else []


def rising(values: Sequence[int]) -> list[int]:
    """The places of a longest run of rising values."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        rank = bisect_left(tops, value)
        before.append(ends[rank - 1] if rank else -1)
        tops[rank:rank + 1] = [value]
        ends[rank:rank + 1] = [at]
    at = ends[-1] if ends else -1
    chain = []
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]
