"""A flattened text beside its base: what the base has not is new; what is gone ends where new words stand glued to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher

from textengine.model import Change
from textengine.rules.seams import change
from textengine.sources.signs import composed, composed_with_places

LEAST = 0.5
SMALL = 20_000


def compare_with_base(text: str, base: str, seams: list[Change]) -> list[Change]:
    """The changes between a base and its flattened revision: insertions from the base, deletions from seams and glue."""
    inserted = _inserted(text, base)
    gone = [one for one in seams if one.kind == "delete" and not any(inserted[at] for at in range(*one.span) if not text[at].isspace())]
    deleted = bytearray(len(text))
    for one in gone:
        for at in range(*one.span):
            deleted[at] = 1
    changes = list(gone)
    for start, end in _runs(inserted, text):
        whole = not text[end:end + 1].isalnum()
        changes.append(change(start, end, "insert", text, "certain" if whole else "likely", "base-text"))
        if start > 0 and not deleted[start - 1] and (old := _glued(text, start, end, inserted, deleted)) is not None:
            changes.append(change(old, start, "delete", text, "likely", "base-text"))
    return sorted(changes, key=lambda one: (one.span, one.kind))


def _inserted(text: str, base: str) -> bytearray:
    """For each sign of the text whether the base lacks it, however the two write their letters."""
    plain, places = composed_with_places(text)
    found = _lacking(plain, composed(base))
    if len(plain) == len(text):
        return found
    inserted = bytearray(len(text))
    for at, one in enumerate(found):
        inserted[places[at]:places[at + 1]] = bytes([one]) * (places[at + 1] - places[at])
    return inserted


def _lacking(text: str, base: str) -> bytearray:
    inserted = bytearray(b"\1" * len(text))
    lines, places, at = text.split("\n"), [], 0
    for line in lines:
        places.append(at)
        at += len(line) + 1
    old = [line for line in base.split("\n") if line.strip()]
    new = [number for number, line in enumerate(lines) if line.strip()]
    for one, other in _paired(old, [lines[number] for number in new]):
        number = new[other]
        for sign in _kept(old[one], lines[number]):
            inserted[places[number] + sign] = 0
    for space in re.finditer(r"\s", text):
        inserted[space.start()] = 0
    return inserted


def _paired(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Each line of the base with the line in which it stands: equal ones first, between them the most alike in order."""
    found: list[tuple[int, int]] = []
    a = b = 0
    for one, other in [*_equal(old, new), (len(old), len(new))]:
        found += _alike(old, new, range(a, one), range(b, other))
        if one < len(old):
            found.append((one, other))
        a, b = one + 1, other + 1
    return found


def _equal(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Equal items in order: equal heads and tails, then those that come once in both, then what stands between them."""
    found: list[tuple[int, int]] = []
    a = b = 0
    for one, other in [*_once(old, new), (len(old), len(new))]:
        while a < one and b < other and old[a] == new[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        tail: list[tuple[int, int]] = []
        last, other_last = one, other
        while last > a and other_last > b and old[last - 1] == new[other_last - 1]:
            last, other_last = last - 1, other_last - 1
            tail.append((last, other_last))
        if 0 < (last - a) * (other_last - b) <= SMALL:
            matcher = SequenceMatcher(None, old[a:last], new[b:other_last], autojunk=False)
            found += [(a + m.a + at, b + m.b + at) for m in matcher.get_matching_blocks() for at in range(m.size)]
        found += tail[::-1]
        if one < len(old):
            found.append((one, other))
        a, b = one + 1, other + 1
    return found


def _once(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The longest chain in order of items that come once in both."""
    ours, theirs = Counter(old), Counter(new)
    places = {item: at for at, item in enumerate(new) if theirs[item] == 1}
    pairs = [(at, places[item]) for at, item in enumerate(old) if ours[item] == 1 and item in places]
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for row, (_, other) in enumerate(pairs):
        place = bisect_left(ends, other)
        before.append(rows[place - 1] if place else -1)
        ends[place:place + 1], rows[place:place + 1] = [other], [row]
    chain, row = [], rows[-1] if rows else -1
    while row >= 0:
        chain.append(pairs[row])
        row = before[row]
    return chain[::-1]


def _alike(old: list[str], new: list[str], ours: range, theirs: range) -> list[tuple[int, int]]:
    """Pairs in order whose likeness adds up to most."""
    if not ours or not theirs or len(ours) * len(theirs) > SMALL:
        return []
    likeness = {(i, j): _likeness(old[i], new[j]) for i in ours for j in theirs}
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for x in range(len(ours) - 1, -1, -1):
        for y in range(len(theirs) - 1, -1, -1):
            one = likeness[ours[x], theirs[y]]
            best[x][y] = max(best[x + 1][y], best[x][y + 1], best[x + 1][y + 1] + one if one >= LEAST else 0)
    found, x, y = [], 0, 0
    while x < len(ours) and y < len(theirs):
        one = likeness[ours[x], theirs[y]]
        if one >= LEAST and best[x][y] == best[x + 1][y + 1] + one:
            found.append((ours[x], theirs[y]))
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return found


def _likeness(old: str, new: str) -> float:
    """How many words of a line of the base stand in another line."""
    words = Counter(old.split())
    return (words & Counter(new.split())).total() / max(1, words.total())


def _kept(old: str, new: str) -> list[int]:
    """The signs of a flattened line that are those of the base: whole words first, then what stands glued to others."""
    olds, news = _tokens(old), _tokens(new)
    kept: list[int] = []
    a = b = 0
    for one, other in [*_equal([word for _, word in olds], [word for _, word in news]), (len(olds), len(news))]:
        old_end = olds[one][0] if one < len(olds) else len(old)
        new_end = news[other][0] if other < len(news) else len(new)
        kept += [b + at for at in _subsequence(old[a:old_end], new[b:new_end])]
        if one < len(olds):
            place, word = news[other]
            kept += range(place, place + len(word))
            a, b = old_end + len(word), place + len(word)
    return kept


def _tokens(line: str) -> list[tuple[int, str]]:
    found, start = [], 0
    for word in line.split():
        start = line.index(word, start)
        found.append((start, word))
        start += len(word)
    return found


def _subsequence(old: str, new: str) -> list[int]:
    """Where the signs of the base stand in a stretch: its head, then its tail, then one by one."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    kept = [*range(head), *range(len(new) - tail, len(new))]
    at = head
    for sign in old[head:len(old) - tail]:
        place = new.find(sign, at, len(new) - tail)
        if place >= 0:
            kept.append(place)
            at = place + 1
    return sorted(kept)


def _runs(inserted: bytearray, text: str) -> list[tuple[int, int]]:
    """Stretches of new words; space between two of them belongs to them, a line end does not."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if not inserted[at]:
            at += 1
            continue
        end = at
        while end < len(text) and text[end] != "\n" and (inserted[end] or text[end].isspace()):
            end += 1
        stop = end
        while text[stop - 1].isspace():
            stop -= 1
        runs.append((at, stop))
        at = end
    return runs


def _glued(text: str, start: int, end: int, inserted: bytearray, deleted: bytearray) -> int | None:
    """Where old words begin that stand glued to new ones: as many words back as there are new ones."""
    if text[start - 1].isspace() or not (text[start].isalnum() or text[start] in "'\"«“("):
        return None
    count = len(text[start:end].split())
    at = start
    for _ in range(count):
        while at > 0 and text[at - 1] != "\n" and not text[at - 1].isspace() and not inserted[at - 1] and not deleted[at - 1]:
            at -= 1
        back = at
        while back > 0 and text[back - 1].isspace() and text[back - 1] != "\n":
            back -= 1
        if back == 0 or text[back - 1] == "\n" or text[back - 1] in ",;.:)" or inserted[back - 1] or deleted[back - 1]:
            break
        at = back
    while at < start and text[at].isspace():
        at += 1
    return at if at < start else None
