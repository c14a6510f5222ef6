"""The places of a flattened text where old and new words stand fused, each with both readings, for a person to choose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textengine.model import Certainty, Change, Span, Text, plain
from textengine.vocabulary import Vocabulary

PROOF = ("doubled-citation", "stray-punctuation")
DOUBT: dict[Certainty, int] = {"certain": 0, "likely": 1, "unsure": 2}


@dataclass(frozen=True, slots=True)
class FusedPlace:
    """One place: the words as they stand are ``before`` and ``after`` in one; spans are code points of the text."""

    span: Span
    provision: str | None
    text: str
    before: str
    after: str
    certainty: Certainty
    why: tuple[str, ...]


def read_with_places(data: bytes, name: str, vocabulary: Vocabulary | None = None, base: str | None = None) -> dict[str, Any]:
    """The reading contract's plain values of a file, with its fused places as ``fused``; ``Unreadable`` as ``read``."""
    from textengine.pipeline import read

    text = read(data, name, vocabulary)
    return {**text.as_dict(), "fused": plain(fused_places(text, base))}


def fused_places(text: Text, base: str | None = None) -> tuple[FusedPlace, ...]:
    """The fused places of a text, in order; none where it tracks its changes or where nothing proves that it is flattened.

    With the words of the ``base`` it is compared with them; without, labels, citations and punctuation tell.
    """
    from textengine.rules.seams import find_seams

    if any(one.why == "tracked" for one in text.changes):
        return ()
    seams = find_seams(text.text, text.language)
    if not text.changes and not any(one.certainty == "certain" and one.why in PROOF for one in seams):
        return ()
    taken = {at for one in seams for at in range(*one.span)}
    seams += [one for one in text.changes if not taken.intersection(range(*one.span))]
    if base is not None:
        from textengine.rules.base_text import compare_with_base

        seams = compare_with_base(text.text, base, seams)
    return _places(text, seams)


def _places(text: Text, changes: Sequence[Change]) -> tuple[FusedPlace, ...]:
    """Old words and the new ones glued to them are one place; a place ends with its line."""
    marks: list[Change | None] = [None] * len(text.text)
    for one in sorted(changes, key=lambda one: DOUBT[one.certainty], reverse=True):
        for at in range(*one.span):
            marks[at] = one
    runs: list[tuple[int, int, str]] = []
    for at, change in enumerate(marks):
        if change is None or text.text[at] == "\n":
            continue
        if runs and runs[-1][1] == at and runs[-1][2] == change.kind:
            runs[-1] = (runs[-1][0], at + 1, change.kind)
        else:
            runs.append((at, at + 1, change.kind))
    starts = [text.text.rfind("\n", 0, one.span.start) + 1 for one in text.provisions]
    found: list[FusedPlace] = []
    at = 0
    while at < len(runs):
        start, end, kind = runs[at]
        middle = end if kind == "delete" else start
        if kind == "delete" and at + 1 < len(runs) and runs[at + 1][0] == end:
            at, end = at + 1, runs[at + 1][1]
        at += 1
        told = list(dict.fromkeys(one for one in marks[start:end] if one is not None))
        if not text.text[start:end].strip():
            continue
        if middle in (start, end) and start > 0 and marks[start - 1] is None and _leaves_a_space(text.text, start, end):
            start, middle = start - 1, middle - (middle == start)
        holder = bisect_right(starts, start) - 1
        inside = holder >= 0 and start < text.provisions[holder].span.end
        found.append(FusedPlace(
            Span(start, end), text.provisions[holder].id if inside else None, text.text[start:end], text.text[start:middle],
            text.text[middle:end], max((one.certainty for one in told), key=DOUBT.__getitem__),
            tuple(dict.fromkeys(one.why for one in told)),
        ))
    return tuple(found)


def _leaves_a_space(text: str, start: int, end: int) -> bool:
    """Whether words taken out alone would leave the space before them doubled, or before a sign."""
    return text[start - 1] in " \u00a0" and not text[start].isspace() and not text[end:end + 1].isalnum()


def settled(text: str, chosen: Iterable[tuple[Span, str]]) -> tuple[str, Callable[[int], int]]:
    """The text with each place replaced by the words chosen for it, and where an offset of the text has gone.

    Places neither overlap nor go over a line's end. A line that held nothing else than words taken out is gone with them.
    """
    replaced = sorted(chosen)
    out: list[str] = []
    steps = [(0, 0)]  # from an offset of the text on, how many signs less stand before
    start = length = number = 0
    for line in text.split("\n"):
        end, at, new, ends = start + len(line), start, "", []
        while number < len(replaced) and replaced[number][0].end <= end:
            span, words = replaced[number]
            new += text[at:span.start] + words
            at, number = span.end, number + 1
            ends.append((at, at - length - len(new)))
        new += text[at:end]
        if ends and not new.strip():
            steps.append((end + 1, end + 1 - length))
        else:
            out.append(new)
            steps += ends
            length += len(new) + 1
        start = end + 1
    places = [place for place, _ in steps]
    result = "\n".join(out)

    def moved(offset: int) -> int:
        step = bisect_right(places, offset) - 1
        if step + 1 < len(steps):
            return min(offset - steps[step][1], steps[step + 1][0] - steps[step + 1][1], len(result))
        return min(offset - steps[step][1], len(result))

    return result, moved
