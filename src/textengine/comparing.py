"""Two revisions of a text: what became of each provision, with the words that changed inside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from textengine.aligning import align
from textengine.model import Provision, Text
from textengine.opcodes import blocks, rising
from textengine.pairing import Pair, likeness, pair_provisions, words_of
from textengine.rules.searched import PLAIN

Op = Literal["ADD", "MOD", "SUP", "MOVE", "NOC"]
TOKEN = re.compile(r"\s*[^\W\u3000-\u9fff]+|\s*[^\w\s]|\s*[\u3000-\u9fff]|\s+")
SIGNS = str.maketrans({**dict(PLAIN), **dict.fromkeys("“”„", '"')})
SPACES = re.compile(r"\s+")
PARTS = 4  # a provision is split into at most so many
WHOLE, GAIN, SHARE = 0.6, 0.08, 0.6


class Piece(NamedTuple):
    """Words of a pair of provisions that stand in both, in the old or in the new one alone."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a provision; ``words`` where its words changed."""

    op: Op
    old: Provision | None
    new: Provision | None
    likeness: float = 0.0
    words: tuple[Piece, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The row as the contract names it, with the words that changed beside."""
        sides = {"old": self.old, "new": self.new}
        found: dict[str, Any] = {"op": self.op, **{side: one and one.id for side, one in sides.items()}}
        found |= {f"label_{side}": one and one.label for side, one in sides.items()}
        found |= {f"text_{side}": one and one.text for side, one in sides.items()}
        return found | ({"words": [list(piece) for piece in self.words]} if self.words else {})


@dataclass(frozen=True, slots=True)
class Link:
    """A provision that seems to have become several, or several one; a person says which one goes on."""

    kind: Literal["split", "merge"]
    old: tuple[str, ...]
    new: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The link as the contract names it."""
        return {"kind": self.kind, "old": list(self.old), "new": list(self.new)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every provision of both texts in one row, in the order of the new text, a suppressed one where it stood."""

    rows: tuple[Row, ...]
    links: tuple[Link, ...]

    def as_dict(self) -> dict[str, Any]:
        """Rows and links as the contract names them."""
        return {"changes": [row.as_dict() for row in self.rows], "links": [link.as_dict() for link in self.links]}


def compare(old: Text, new: Text) -> Comparison:
    """Compare two revisions provision by provision; near linear in their number. In two languages they are paired as versions are aligned."""
    return compare_provisions(old.provisions, new.provisions, _across(old, new) if two_languages(old, new) else None)


def two_languages(old: Text, new: Text) -> bool:
    """Whether both languages are known and are not the same."""
    return None not in (old.language, new.language) and old.language != new.language


def _across(old: Text, new: Text) -> list[Pair]:
    places = [{one.id: at for at, one in enumerate(text.provisions)} for text in (old, new)]
    rows = [(one, other) for one, other in align([old, new]).rows if one and other]
    return sorted((Pair(places[0][one.id], places[1][other.id], 0.0) for one, other in rows), key=lambda pair: pair.new)


def compare_provisions(old: Sequence[Provision], new: Sequence[Provision], pairs: list[Pair] | None = None) -> Comparison:
    """Compare two lists of provisions in reading order, by the pairs given or by their words and places."""
    pairs = pair_provisions(old, new) if pairs is None else pairs
    in_order = {pairs[at].new for at in rising([pair.old for pair in pairs])}
    partner = {pair.new: pair for pair in pairs}
    gone = _gone_before(len(old), pairs, in_order)
    rows: list[Row] = []
    for j, one in enumerate(new):
        pair = partner.get(j)
        if pair is None:
            rows.append(Row("ADD", None, one))
            continue
        if j in in_order:
            rows += [Row("SUP", old[i], None) for i in gone.get(pair.old, ())]
        rows.append(_row(old[pair.old], one, pair.likeness, j in in_order))
    rows += [Row("SUP", old[i], None) for i in gone.get(len(old), ())]
    back = {pair.old: pair.new for pair in pairs}
    forth = {pair.new: pair.old for pair in pairs}
    links = [Link("split", (old[i].id,), tuple(new[j].id for j in parts)) for i, parts in _parts(old, new, forth)]
    links += [Link("merge", tuple(old[i].id for i in parts), (new[j].id,)) for j, parts in _parts(new, old, back)]
    return Comparison(tuple(rows), tuple(links))


def _gone_before(length: int, pairs: list[Pair], in_order: set[int]) -> dict[int, list[int]]:
    """The suppressed provisions by the old place of the next one that kept its order."""
    paired = {pair.old for pair in pairs}
    steady = {pair.old for pair in pairs if pair.new in in_order}
    gone: dict[int, list[int]] = {}
    following = length
    for i in range(length - 1, -1, -1):
        if i in steady:
            following = i
        elif i not in paired:
            gone.setdefault(following, []).append(i)
    return {following: places[::-1] for following, places in gone.items()}


def _row(old: Provision, new: Provision, score: float, in_order: bool) -> Row:
    same = _plain(old.text).strip() == _plain(new.text).strip()
    op: Op = "MOVE" if not in_order else "NOC" if same else "MOD"
    return Row(op, old, new, 1.0 if same else score, () if same else mark_words(old.text, new.text))


def _plain(text: str) -> str:
    """Words as they are told apart: other spaces, hyphens and quotation marks for the same sign, and marks without a shape, are no change."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFC", text).translate(SIGNS) if unicodedata.category(sign) != "Cf")
    return SPACES.sub(" ", text)


def mark_words(old: str, new: str) -> tuple[Piece, ...]:
    """The words of two provisions as pieces: the new ones joined are the new text, the old ones the old text but for its spaces.

    A comma or one short word that stands between two changes is written again with them.
    """
    words, others = TOKEN.findall(old), TOKEN.findall(new)
    found = blocks([_plain(word) for word in words], [_plain(word) for word in others])
    pieces: list[Piece] = []
    removed = added = ""
    for number, block in enumerate(found):
        text, other = "".join(words[block.old_start:block.old_end]), "".join(others[block.new_start:block.new_end])
        inside = 0 < number < len(found) - 1
        if block.same and not (inside and block.old_end - block.old_start == 1 and len(text.strip()) < 3):
            pieces += _changed(removed, added)
            pieces.append(Piece("same", other))
            removed = added = ""
        else:
            removed, added = removed + text, added + other
    return tuple(pieces + _changed(removed, added))


def _changed(removed: str, added: str) -> list[Piece]:
    found = []
    if removed:
        found.append(Piece("removed", removed))
    if added:
        found.append(Piece("added", added))
    return found


def _parts(wholes: Sequence[Provision], pieces: Sequence[Provision], paired: dict[int, int]) -> list[tuple[int, list[int]]]:
    """Wholes of one text whose words stand in several neighbouring pieces of the other, one of which is no pair of another."""
    whole_of = {i: j for j, i in paired.items()}
    found: dict[int, list[int]] = {}
    runs: list[list[int]] = []
    for j in range(len(pieces)):
        if j in paired:
            continue
        if runs and runs[-1][-1] == j - 1:
            runs[-1].append(j)
        else:
            runs.append([j])
    for run in runs:
        first, last = run[0], run[-1]
        tries = []
        if first - 1 in paired:
            tries += [(paired[first - 1], list(range(first - 1, end + 1))) for end in run[:PARTS - 1]]
        if last + 1 in paired:
            tries += [(paired[last + 1], list(range(start, last + 2))) for start in run[1 - PARTS:]]
        before = paired.get(first - 1, -1)
        free = [i for i in range(before + 1, min(before + 4, len(wholes))) if i not in whole_of]
        tries += [(i, run[start:start + size]) for i in free for start in range(min(len(run), 12)) for size in range(2, PARTS + 1)]
        best: tuple[float, int, list[int]] | None = None
        for i, parts in tries:
            gain = _gain(wholes[i], [pieces[j] for j in parts], None if i not in whole_of else parts.index(whole_of[i])) if len(parts) > 1 else 0.0
            if gain > 0 and (best is None or gain > best[0]):
                best = gain, i, parts
        if best is not None:
            found[best[1]] = sorted({*found.get(best[1], []), *best[2]})
    return sorted(found.items())


def _gain(whole: Provision, parts: list[Provision], pair: int | None) -> float:
    """By how much the parts together are more like the whole than the best of them alone; nought where a part has words of its own."""
    words = words_of(whole.text)
    each = [words_of(part.text) for part in parts]
    together = likeness(words, [word for one in each for word in one])
    alone = max(likeness(words, one) for one in each) if pair is None else likeness(words, each[pair])
    if together < WHOLE or together < alone + GAIN:
        return 0.0
    kept = set(words)
    shares = [sum(word in kept for word in one) / max(1, len(one)) for one in each]
    return together - alone if min(shares) >= SHARE else 0.0
