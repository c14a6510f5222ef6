"""What a text prints between its provisions: headings of annexes and programmes, closing lines. It is in no provision, and is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[int, int, str]  # where a provision's words start and end, and its label as read


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line outside the provisions, and where it starts in the text."""

    start: int
    words: str


def between(text: str, places: Sequence[Place]) -> list[list[Line]]:
    """The lines before each provision and, last, those after all; gaps that hold no letter are empty."""
    found, at = [], 0
    for start, end, label in places:
        found.append(_lines(text, at, _before_label(text, at, start, label)))
        at = max(at, end)
    found.append(_lines(text, at, len(text)))
    return found


def _before_label(text: str, at: int, start: int, label: str) -> int:
    """Where the printed label begins that stands before the words, else where the words begin."""
    line = max(text.rfind("\n", 0, start) + 1, at)
    printed = text[line:start].strip()
    return line if label and label in printed and len(printed) <= len(label) + 3 else start


def _lines(text: str, start: int, end: int) -> list[Line]:
    if not any(sign.isalpha() for sign in text[start:end]):
        return []
    lines = []
    for words in text[start:max(start, end)].split("\n"):
        if any(sign.isalnum() for sign in words):
            lines.append(Line(start + len(words) - len(words.lstrip()), words.strip()))
        start += len(words) + 1
    return lines
