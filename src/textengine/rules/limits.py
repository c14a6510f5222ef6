"""The conditions of a duty: the words and their kind, in the order of the text."""

from __future__ import annotations

from bisect import bisect_left

from textengine.model import Limit
from textengine.rules.searched import Searched

KINDS = ("means", "consent", "request", "scope", "feasibility", "discretion")  # a phrase of two kinds has the first


def find_limits(s: Searched, start: int, end: int) -> list[Limit]:
    """The conditions between two places."""
    found: list[Limit] = []
    for kind in KINDS:
        for one in s.pattern("mandates", "limits", kind).finditer(s.plain, start, end):
            if s.quoted(start, one.start()):
                continue
            span = s.out(one.start(), _trimmed(s, *one.span()))
            place = bisect_left(found, span.end, key=lambda other: other.span.start)
            if place == 0 or found[place - 1].span.end <= span.start:
                found.insert(place, Limit(s.draft.text[span.start:span.end], span, kind))  # type: ignore[arg-type]
    return found


def _trimmed(s: Searched, start: int, end: int) -> int:
    while end > start + 1 and s.text[end - 1] in " ,،;":
        end -= 1
    return end
