"""Language versions of one text side by side, without a model: by figures, calls, labels, lengths and order."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any, Literal

from textengine.landmarks import Landmarks, landmarks_of
from textengine.model import Provision, Text
from textengine.opcodes import rising

Cells = list[Landmarks | None]
WHOLE = 4_000  # cells: a larger stretch without a landmark is searched along its diagonal alone
BAND = 30
MOST = 300_000  # cells of a stretch: in a longer one the diagonal is searched no farther to its sides than these allow
ROUNDS = 2
FULLER = 0.2
SHORT, LONG = 0.85, 1.4
BINDING = ("resolve", "instruct")  # languages choose freely among the other verbs
LEAST = 0.05  # what stands in the same place between two pairs is one, however unlike
BASE = 2.5  # two provisions in one place are one unless much speaks against it


@dataclass(frozen=True, slots=True)
class Divergence:
    """A provision that one version lacks or has alone; ``provision`` is the first version's that has it."""

    file: int
    kind: Literal["missing", "extra"]
    provision: Provision


@dataclass(frozen=True, slots=True)
class Difference:
    """Figures, dates, citations or the force of one provision that are not the same in all versions."""

    row: int
    kind: Literal["number", "date", "citation", "force"]
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The versions of each provision, one cell a version, with what the versions do not share."""

    names: tuple[str, ...]
    rows: tuple[tuple[Provision | None, ...], ...]
    divergences: tuple[Divergence, ...]
    differences: tuple[Difference, ...]

    def as_dict(self) -> dict[str, Any]:
        """Sets, divergences and differences as the contract names them."""
        return {
            "sets": [[cell and cell.id for cell in row] for row in self.rows],
            "divergences": [
                {"file": self.names[one.file], "missing_or_extra": one.kind, "provision": one.provision.id, "text": one.provision.text}
                for one in self.divergences
            ],
            "differences": [
                {"set": one.row, "kind": one.kind, "values": [", ".join(value) or None for value in one.values]} for one in self.differences
            ],
        }


def align(texts: Sequence[Text], names: Sequence[str] | None = None) -> Alignment:
    """Align two or more language versions of one text; ``names`` are the files, in the order of the texts."""
    whole = [landmarks_of(text) for text in texts]
    twice = _twice(whole)
    versions = [[one for one in version if one.provision.id not in twice[at]] for at, version in enumerate(whole)]
    rarity = _rarity(versions)
    rows: list[Cells] = [[one] for one in versions[0]] if versions else []
    for at, version in enumerate(versions[1:], start=1):
        rows = _joined(rows, at, version, rarity)
    for _ in range(ROUNDS if len(versions) > 2 else 0):
        if all(None not in row for row in rows):
            break
        before = [list(row) for row in rows]
        for at, version in enumerate(versions):
            rest = [[*row[:at], *row[at + 1:]] for row in rows]
            again = _joined([row for row in rest if any(row)], len(versions) - 1, version, rarity)
            rows = [[*row[:at], row[-1], *row[at:-1]] for row in again]
        if before == rows:
            break
    rows = _with_twice(rows, whole, twice)
    return Alignment(
        tuple(names or (text.source.name for text in texts)),
        tuple(tuple(None if cell is None else cell.provision for cell in row) for row in rows),
        tuple(_divergences(rows)), tuple(_differences(rows)),
    )


def judge(texts: Sequence[Text], rows: Sequence[Sequence[str | None]], names: Sequence[str] | None = None) -> Alignment:
    """What versions whose provisions are paired already do not share; ``rows`` hold the id of each version's provision, or None."""
    known = [{one.provision.id: one for one in landmarks_of(text)} for text in texts]
    plain = [{one.id: one for one in text.provisions} for text in texts]
    cells: list[Cells] = [[known[at].get(one) if one else None for at, one in enumerate(row)] for row in rows]
    judged = [at for at, row in enumerate(cells) if any(row)]
    told = [cells[at] for at in judged]
    differences = tuple(Difference(judged[one.row], one.kind, one.values) for one in _differences(told))
    return Alignment(
        tuple(names or (text.source.name for text in texts)),
        tuple(tuple(plain[at].get(one) if one else None for at, one in enumerate(row)) for row in rows), tuple(_divergences(told)), differences,
    )


def _twice(versions: Sequence[Sequence[Landmarks]]) -> list[set[str]]:
    """The provisions of each version that are printed again, where most versions print none again."""
    found: list[set[str]] = []
    for version in versions:
        seen: set[tuple[str, str]] = set()
        again = set()
        for one in version:
            words = one.provision.part, one.provision.text
            if words in seen and _stopped(one):
                again.add(one.provision.id)
            seen.add(words)
        found.append(again)
    return found if median_low([len(again) for again in found] or [0]) == 0 else [set() for _ in versions]


def _with_twice(rows: list[Cells], versions: Sequence[Sequence[Landmarks]], twice: list[set[str]]) -> list[Cells]:
    """The rows with what is printed twice in a row of its own, behind what stands before it."""
    for at, version in enumerate(versions):
        behind: dict[str | None, list[Cells]] = {}
        before: str | None = None
        for one in version:
            if one.provision.id in twice[at]:
                behind.setdefault(before, []).append([one if column == at else None for column in range(len(versions))])
            else:
                before = one.provision.id
        found = behind.pop(None, [])
        for row in rows:
            cell = row[at]
            found += [row, *(behind.get(cell.provision.id, ()) if cell else ())]
        rows = found
    return rows


def _rarity(versions: Sequence[Sequence[Landmarks]]) -> dict[str, float]:
    """How much a sign tells: the more, the fewer provisions have it."""
    count = Counter(sign for version in versions for one in version for sign in one.signs)
    whole = sum(map(len, versions))
    return {sign: math.log(1 + whole / number) for sign, number in count.items()}


def _joined(rows: list[Cells], width: int, version: Sequence[Landmarks], rarity: dict[str, float]) -> list[Cells]:
    """The rows, of as many cells as ``width``, with one version more in the last cell."""
    found: list[Cells] = []
    i = j = 0
    for a, b in [*_pairs(rows, version, rarity), (len(rows), len(version))]:
        found += [[*row, None] for row in rows[i:a]]
        found += [[*[None] * width, one] for one in version[j:b]]
        if a < len(rows):
            found.append([*rows[a], version[b]])
        i, j = a + 1, b + 1
    return found


def _pairs(rows: list[Cells], version: Sequence[Landmarks], rarity: dict[str, float]) -> list[tuple[int, int]]:
    """The best rising pairs of rows and provisions: between the landmarks that stand once on both sides, by their weights."""
    found: list[tuple[int, int]] = []
    known = [_known(row) for row in rows]
    i = j = 0
    for a, b in [*_anchors(known, version), (len(rows), len(version))]:
        found += [(i + x, j + y) for x, y in _best(known[i:a], version[j:b], rarity)]
        if a < len(rows):
            found.append((a, b))
        i, j = a + 1, b + 1
    return found


def _known(row: Cells) -> list[Landmarks]:
    """The cells of a row that are filled."""
    return [cell for cell in row if cell is not None]


def _anchors(rows: list[list[Landmarks]], version: Sequence[Landmarks]) -> list[tuple[int, int]]:
    """Pairs with the same telling signs that stand once on both sides, as far as they rise."""
    holders: dict[frozenset[str], set[int]] = {}
    for at, row in enumerate(rows):
        for one in row:
            holders.setdefault(_telling(one), set()).add(at)
    count = Counter(map(_telling, version))
    pairs = [
        (next(iter(places)), j) for j, one in enumerate(version)
        if (signs := _telling(one)) and count[signs] == 1 and len(places := holders.get(signs, set())) == 1
    ]
    claimed = Counter(at for at, _ in pairs)
    found = sorted(pair for pair in pairs if claimed[pair[0]] == 1)
    return [found[at] for at in rising([j for _, j in found])]


def _telling(one: Landmarks) -> frozenset[str]:
    """Figures and months, where there are so many that another provision with the same would be a wonder."""
    signs = one.figures | one.months
    return signs if sum(map(len, signs)) >= 7 else frozenset()


def _best(rows: list[list[Landmarks]], version: Sequence[Landmarks], rarity: dict[str, float]) -> list[tuple[int, int]]:
    """The rising pairs of greatest weight; a pair that speaks against itself is none."""
    n, m = len(rows), len(version)
    if not n or not m:
        return []
    band = max(n, m) if n * m <= WHOLE else min(abs(n - m) + BAND, max(BAND, MOST // (2 * n)))
    best = [0.0] * (m + 1)
    steps: list[tuple[int, bytearray]] = []
    for i in range(n):
        middle = i * m // n
        low, high = max(0, middle - band), min(m, middle + band + 1)
        ways, diagonal = bytearray(high - low), best[low]
        for j in range(low, high):
            above = best[j + 1]
            total, way = (above, 1) if above >= best[j] else (best[j], 2)
            weight = _weight(rows[i], version[j], rarity)
            if weight > 0 and diagonal + weight > total:
                total, way = diagonal + weight, 3
            diagonal, best[j + 1], ways[j - low] = above, total, way
        steps.append((low, ways))
    found = []
    i, j = n - 1, m
    while i >= 0 and j > 0:
        low, ways = steps[i]
        way = ways[j - 1 - low] if low < j <= low + len(ways) else 1
        if way == 3:
            found.append((i, j - 1))
        i, j = i - (way != 2), j - (way != 1)
    return found[::-1]


def _weight(row: list[Landmarks], one: Landmarks, rarity: dict[str, float]) -> float:
    """The likeness to a row: to three of its cells, which say as much as six; where two rows are as like, the fuller one."""
    return sum(_likeness(other, one, rarity) for other in row[:3]) / min(3, len(row)) + FULLER * len(row)


def _likeness(a: Landmarks, b: Landmarks, rarity: dict[str, float]) -> float:
    """How much speaks for two provisions being one; below nought where more speaks against it."""
    x, y = a.provision, b.provision
    score = BASE
    if a.signs or b.signs:
        both = sum(rarity[sign] for sign in a.signs & b.signs)
        alone = sum(rarity[sign] for sign in a.signs ^ b.signs)
        score += min(3.0, both) * both / (both + alone) - min(2.0, 0.4 * alone) * alone / (both + alone)
    score -= min(2.0, 0.9 * abs(math.log(a.length / b.length)))
    if a.labels and b.labels:
        score += 0.8 if a.labels & b.labels else -0.4
    elif a.labels or b.labels:
        score -= 1.0
    if x.call and y.call:
        score += 0.6 if x.call == y.call else -0.3
    elif x.call or y.call:
        score -= 0.6
    score += (0.2 if x.depth == y.depth else -0.4) - (0.8 if x.part != y.part else 0.0)
    return max(score, LEAST) if x.part == y.part else score


def _divergences(rows: list[Cells]) -> list[Divergence]:
    """What most versions have is missing in the others; what most lack is extra in those that have it.

    What only a few versions break in two lines, which the reader joined, is extra too. A line without a stop, in a text whose provisions have one, is a heading or a line of a table: nothing is said of it.
    """
    filled = [cell for row in rows for cell in row if cell is not None]
    stopped = 2 * sum(map(_stopped, filled)) > len(filled)
    found = []
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell is not None]
        torn = [at for at, cell in enumerate(row) if cell is not None and "\n" in cell.provision.text]
        if 2 * len(torn) < len(cells):
            found += [Divergence(at, "extra", one.provision) for at in torn if (one := row[at]) is not None]
        if len(cells) == len(row) or not any(map(str.isalpha, cells[0].provision.text)):
            continue
        if stopped and not any(cell.provision.call_text or _stopped(cell) for cell in cells) and not _broken(rows, number):
            continue
        usual = 2 * len(cells) > len(row) or (2 * len(cells) == len(row) and row[0] is not None)
        for at, cell in enumerate(row):
            if usual and cell is None:
                found.append(Divergence(at, "missing", cells[0].provision))
            elif not usual and cell is not None:
                found.append(Divergence(at, "extra", cell.provision))
    return found


def _broken(rows: list[Cells], number: int) -> bool:
    """Whether what one version has alone is a half: its neighbour is short beside the others, of which there are several, and not with it."""
    alone = [(at, cell) for at, cell in enumerate(rows[number]) if cell is not None]
    if len(alone) != 1:
        return False
    (at, half), = alone
    for row in (*rows[max(0, number - 1):number], *rows[number + 1:number + 2]):
        others = [cell.length for column, cell in enumerate(row) if cell is not None and column != at]
        one = row[at]
        if one is None or len(others) < 2:
            continue
        if one.length < SHORT * min(others) and one.length + half.length < LONG * max(others):
            return True
    return False


def _stopped(one: Landmarks) -> bool:
    return unicodedata.category(one.provision.text.rstrip()[-1:] or " ").startswith("P")


def _differences(rows: list[Cells]) -> list[Difference]:
    """Where one version says another figure, date, citation or force in the place of what all the others say.

    What is only absent is no difference: a language may write it in letters or not repeat it.
    """
    found = []
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell is not None and any(map(str.isalpha, cell.provision.text))]
        if len(cells) < 2:
            continue
        for kind, signs in _SIGNS.items():
            if _differ([signs(cell) for cell in cells]):
                values = [signs(cell) if cell is not None else frozenset() for cell in row]
                found.append(Difference(number, kind, tuple(tuple(sorted(value)) for value in values)))
        if None not in (forces := [cell.force for cell in cells]) and _differ([frozenset((str(force in BINDING),)) for force in forces]):
            found.append(Difference(number, "force", tuple((cell.force,) if cell and cell.force else () for cell in row)))
    return found


def _differ(values: list[frozenset[str]]) -> bool:
    """Whether a version lacks what all the others have, and has what none of them has; an hour may be counted by twelve."""
    for at, value in enumerate(values):
        others = [*values[:at], *values[at + 1:]]
        if others:
            lacking, own = frozenset.intersection(*others) - value, value - frozenset().union(*others)
            odd = lacking | own
            clock = {str(int(one) + 12) for one in odd if one.isdigit() and int(one) <= 12}
            if lacking and own and not clock & odd:
                return True
    return False


_SIGNS: dict[Literal["number", "date", "citation"], Callable[[Landmarks], frozenset[str]]] = {
    "number": lambda one: one.numbers, "date": lambda one: one.dates, "citation": lambda one: one.citations,
}
