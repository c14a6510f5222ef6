"""What a flattened text proves about its own changes: doubled labels, fused places and years, stray punctuation."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Literal

from textengine.model import Change, Problem, Provision, Span, State
from textengine.pipeline import Draft
from textengine.rules.labels import ROMAN, number_of

LONGEST_LIST = 80
DOUBLED = re.compile(r"(?P<old>[a-z])(?P<new>[a-z])")
OLD_YEAR = re.compile(r", ?(?:19|20)\d\d(?=[^\W\d_])")
NEW_YEAR = re.compile(r"[^\W\d_][^\d\n(),;]{1,40}, ?(?:19|20)\d\d")
OLD_PLACE = re.compile(r"[^\W\d_][^\d\n(),;]{1,40}\Z")
STRAY = re.compile(r"[,;.](?:[,;]|(?<=;)\.)(?=[ \t]*$)", re.MULTILINE)


def mark_fused(draft: Draft) -> None:
    """Mark what the printed words prove; a deletion that leaves no trace is not invented."""
    if any(one.why == "tracked" for one in draft.changes):
        return
    _doubled_labels(draft)
    _fused_years(draft)
    _stray_punctuation(draft)
    draft.changes.sort(key=lambda one: (one.span, one.kind))


def doubled(label: str | None) -> tuple[str, str] | None:
    """The old and the new label of a doubled one (« db »); none for a plain one or a roman number."""
    found = DOUBLED.fullmatch(label or "")
    if found is None or ROMAN.fullmatch(label or "") or found["old"] == found["new"]:
        return None
    return found["old"], found["new"]


class _Family:
    """The provisions with their children, kept in order while items change their group."""

    def __init__(self, provisions: list[Provision]) -> None:
        self.rows = provisions
        self.index = {one.id: at for at, one in enumerate(provisions)}
        self.children: dict[str | None, list[int]] = {}
        for at, one in enumerate(provisions):
            self.children.setdefault(one.parent, []).append(at)

    def before(self, at: int) -> list[int]:
        """The siblings just before a provision: no list of a real text is longer."""
        siblings = self.children.get(self.rows[at].parent, [])
        place = bisect_left(siblings, at)
        return siblings[max(0, place - LONGEST_LIST):place]

    def with_descendants(self, chosen: list[int]) -> list[int]:
        """Provisions and all that stands under them, in order."""
        found: set[int] = set()
        waiting = list(chosen)
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += self.children.get(self.rows[at].id, [])
        return sorted(found)

    def join(self, old: str | None, new: str | None, start: int) -> None:
        """The items of a group from ``start`` on belong to the group that goes on."""
        call = self.rows[self.index[new]].call if new in self.index else None
        siblings = self.children.get(old, [])
        place = bisect_left(siblings, start)
        moved, self.children[old] = siblings[place:], siblings[:place]
        for at in moved:
            self.rows[at] = replace(self.rows[at], parent=new, call=call)
        self.children[new] = sorted([*self.children.get(new, []), *moved])


def _doubled_labels(draft: Draft) -> None:
    provisions = draft.provisions
    family = _Family(provisions)
    for index, one in enumerate(provisions):
        one = provisions[index]
        pair = doubled(one.label)
        if pair is None or one.parent is None:
            continue
        old, new = pair
        siblings = family.before(index)
        before = _before(family, siblings, number_of(new) or 0)
        if before is None:
            continue
        parent, gone = before
        for at in gone:
            provisions[at] = replace(provisions[at], state="base", certainty="certain")
        if parent != one.parent:
            family.join(one.parent, parent, index)
        _inserted_before(provisions, siblings, old, new)
        provisions[index] = replace(provisions[index], label=new, label_base=old)
        start = draft.text.rfind(old + new, max(0, one.span.start - 8), one.span.start)
        if start < 0:
            continue
        draft.problems.append(Problem("doubled-label", Span(start, start + 2), f"The label {old}{new} is old {old} and new {new}"))
        draft.changes += [
            Change(Span(start, start + 1), "delete", old, None, None, "certain", "doubled-label"),
            Change(Span(start + 1, start + 2), "insert", new, None, None, "certain", "doubled-label"),
        ]
    for one in provisions:
        if one.state == "base":
            text = draft.text[one.span.start:one.span.end]
            draft.changes.append(Change(one.span, "delete", text, None, None, "certain", "doubled-label"))


def _before(family: _Family, siblings: list[int], new: int) -> tuple[str | None, list[int]] | None:
    """The group in which the new label goes on, and the provisions that are gone between."""
    provisions = family.rows
    live = [at for at in siblings if provisions[at].state != "base"]
    for position in range(len(live) - 1, -1, -1):
        if number_of(provisions[live[position]].label or "") == new - 1:
            return provisions[live[position]].parent, family.with_descendants(live[position + 1:])
    if not siblings:
        return None
    parent = provisions[siblings[0]].parent
    if new == 1:
        return parent, family.with_descendants(live)
    group = family.index.get(parent or "")
    if group is None or provisions[group].parent is not None:
        return None
    for at in range(group - 1, max(-1, group - LONGEST_LIST), -1):
        one = provisions[at]
        if one.part != provisions[group].part:
            return None
        if one.state != "base" and one.parent is not None and number_of(one.label or "") == new - 1:
            return one.parent, [group, *family.with_descendants(live)]
        if one.parent is None:
            return None
    return None


def _inserted_before(provisions: list[Provision], siblings: list[int], old: str, new: str) -> None:
    """Where the new label runs ahead of the old one, as many items just before it are new."""
    shift = (number_of(new) or 0) - (number_of(old) or 0)
    last = 0
    for at in siblings:
        one = provisions[at]
        if one.label_base:
            last = (number_of(one.label or "") or 0) - (number_of(one.label_base) or 0)
    plain = [at for at in siblings if provisions[at].state == "both" and provisions[at].label_base is None]
    for at in plain[len(plain) - (shift - last):] if 0 < shift - last <= len(plain) else []:
        provisions[at] = replace(provisions[at], state="proposed")


def _fused_years(draft: Draft) -> None:
    """« Hammamet, 2016Genève, 2022 »: an old and a new place and year without anything between."""
    for year in OLD_YEAR.finditer(draft.text):
        old = OLD_PLACE.search(draft.text, max(0, year.start() - 41), year.start())
        new = NEW_YEAR.match(draft.text, year.end())
        if old is None or new is None:
            continue
        start, end = old.start(), new.end()
        words = draft.text[start:end]
        draft.problems.append(Problem("fused-words", Span(start, end), f"Old and new words stand fused: {words}"))
        draft.changes += [
            Change(Span(start, year.end()), "delete", draft.text[start:year.end()], None, None, "certain", "doubled-citation"),
            Change(Span(year.end(), end), "insert", new[0], None, None, "certain", "doubled-citation"),
        ]


def _stray_punctuation(draft: Draft) -> None:
    """« ,; » at the end of an item: the last one of the old list, and what follows is new; « ;, » the reverse."""
    ends = {one.span.end: at for at, one in enumerate(draft.provisions)}
    family = _Family(draft.provisions)
    told: set[str | None] = set()
    for found in STRAY.finditer(draft.text):
        at = ends.get(found.end())
        if at is None or draft.provisions[at].parent is None:
            continue
        middle = found.start() + 1
        draft.problems.append(Problem("fused-words", Span(*found.span()), f"Old and new punctuation stand fused: {found[0]}"))
        draft.changes += [
            Change(Span(found.start(), middle), "delete", found[0][0], None, None, "certain", "stray-punctuation"),
            Change(Span(middle, found.end()), "insert", found[0][1], None, None, "certain", "stray-punctuation"),
        ]
        state: State = "proposed" if found[0][1] == ";" else "base"
        parent = draft.provisions[at].parent
        siblings = family.children.get(parent, []) if parent not in told else []
        told.add(parent)
        chosen = [later for later in siblings if later > at and draft.provisions[later].state == "both"]
        for later in family.with_descendants(chosen):
            one = replace(draft.provisions[later], state=state)
            draft.provisions[later] = one
            kind: Literal["insert", "delete"] = "insert" if state == "proposed" else "delete"
            text = draft.text[one.span.start:one.span.end]
            draft.changes.append(Change(one.span, kind, text, None, None, "likely", "stray-punctuation"))
