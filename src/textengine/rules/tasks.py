"""The activities of an annexed plan, with the actors whom it names: no duties of their own."""

from __future__ import annotations

from textengine.model import Named, Provision, Task
from textengine.rules.names import listed, named, skip
from textengine.rules.parties import find_with
from textengine.rules.searched import Searched


def find_tasks(s: Searched, provisions: list[Provision]) -> list[Task]:
    """One task for each innermost paragraph of an annex that names who acts, itself or by the words above it."""
    annex = [one for one in provisions if one.part == "annex"]
    by_id = {one.id: one for one in annex}
    parents = {one.parent for one in annex}
    found = []
    for one in annex:
        if one.state == "base" or one.id in parents:
            continue
        who, with_ = _who(s, one), s.once(find_with, *s.inside(one.span))
        above = by_id.get(one.parent or "")
        while above is not None and not who:
            who, with_ = _who(s, above, anywhere=True), s.once(find_with, *s.inside(above.span)) + with_
            above = by_id.get(above.parent or "")
        if who or with_:
            taken = {name.span for name in who}
            found.append(Task(one.id, tuple(who), tuple(name for name in with_ if name.span not in taken), "likely"))
    return found


def _who(s: Searched, one: Provision, anywhere: bool = False) -> list[Named]:
    """The actors at the head of a paragraph; those above a list may stand anywhere before « in cooperation with »."""
    start, end = s.inside(one.span)
    cut = s.pattern("mandates", "with").search(s.plain, start, end)
    end = cut.start() if cut else end
    if not anywhere:
        begin = skip(s, start, end)
        head = [one for one in s.actors(begin, end) if one.span.start == begin]
        return [s.named(one.span.start, one.span.end, one.code) for one in head[:1]] + named(s, listed(s, start, end)[1:])
    return [s.named(one.span.start, one.span.end, one.code) for one in s.actors(start, end)]
