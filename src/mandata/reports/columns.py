"""How wide the columns of a table are on paper: by what stands in them, no word broken that need not be."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINE, LONGEST_WORD, LONG = 92, 18, 80  # signs of a line of a table; more than so many give a column no more room
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")  # signs that take twice the room, and after each of which a line may break
WORD = re.compile(rf"{WIDE.pattern}|(?:(?!{WIDE.pattern})\S)+")


def shares(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """What part of the width each column takes, of one: its longest word, and of what is left more where more is said; the cells are words."""
    least, more = [], []
    for label, *cells in zip(head, *rows, strict=True):
        word = max((_room(one) for cell in (label, *cells) for one in WORD.findall(cell)), default=1)
        usual = sum(map(_room, cells)) / len(cells) if cells else 0
        least.append(min(word, LONGEST_WORD) + 3)
        more.append(max(0.0, min(usual, LONG) - least[-1]) + 0.5)
    left = max(0, LINE - sum(least))
    widths = [one + left * other / sum(more) for one, other in zip(least, more, strict=True)]
    return [one / sum(widths) for one in widths]


def _room(words: str) -> int:
    return len(words) + len(WIDE.findall(words))
