"""Who is described and not named: « the State in which the fire began and the State where the ship lies »."""

from __future__ import annotations

from textengine.rules.names import Party, listed, skip
from textengine.rules.searched import Searched

FARTHEST = 240  # a description that runs on longer is one that is not understood


def described(s: Searched, start: int, end: int) -> list[Party]:
    """One State told by what happened in it, and those that are joined to it; empty where the words do not begin so."""
    head, over, join = (s.pattern("mandates", "names", name) for name in ("described", "described_end", "described_join"))
    parties: list[Party] = []
    at = skip(s, start, end)
    while (found := head.match(s.plain, at, end)) is not None:
        stop = over.search(s.plain, found.end(), min(end, found.end() + FARTHEST))
        if stop is None:
            return []
        parties.append(Party(at, stop.start(), None))
        joined = join.match(s.plain, stop.start(), end)
        if joined is None:
            return parties
        at = skip(s, joined.end(), end)
    return parties + listed(s, at, end, stop="call_stop") if parties else []
