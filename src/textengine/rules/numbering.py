"""Lists whose labels jump or come twice, and revisions named without their year: a person must look at them."""

from __future__ import annotations

import re

from textengine.languages import words_of
from textengine.model import Problem, Provision, Span
from textengine.pipeline import Draft
from textengine.rules.labels import readings_of
from textengine.vocabulary import plain_word

BRACKET = re.compile(r"\(([^()\n]{3,60})\)")


def find_gaps(draft: Draft) -> None:
    """Say where a list leaves a label out or prints it twice; base items stand outside the new list."""
    last: dict[str, Provision] = {}
    for one in draft.provisions:
        if one.state == "base" or one.label is None or (one.parent is None and not (one.part == "operative" and one.label.isdecimal())):
            continue
        above = one.parent or one.part
        before = last.get(above)
        last[above] = one
        if before is None or before.label is None:
            continue
        mine, other = readings_of(one.label), readings_of(before.label)
        shared = [(own.value, its.value) for own in mine for its in other if own.system == its.system and its.value]
        doubled = len(one.label) == 2 and one.label[0] == one.label[1]  # « aa) » follows the last letter of any alphabet
        if not shared or doubled or any(its < own < int(its) + 2 for own, its in shared):
            continue
        if all(own == its for own, its in shared):
            draft.problems.append(Problem("doubled-label", one.span, f"The label {one.label} is printed twice in one list"))
        elif all(own > its for own, its in shared):
            draft.problems.append(
                Problem("numbering-gap", one.span, f"After {before.label} comes {one.label}: something is missing between")
            )
    _dotted_gaps(draft)
    _revisions_without_year(draft)


def _dotted_gaps(draft: Draft) -> None:
    """« 2.3 » and then « 2.5 » in a report."""
    last: dict[str, int] = {}
    for one in draft.provisions:
        chapter, dot, number = (one.label or "").rpartition(".")
        if one.part != "body" or not dot or not number.isdecimal():
            continue
        if chapter in last and int(number) > last[chapter] + 1:
            draft.problems.append(
                Problem("numbering-gap", one.span, f"After {chapter}.{last[chapter]} comes {one.label}: something is missing between")
            )
        last[chapter] = int(number)


def _revisions_without_year(draft: Draft) -> None:
    if draft.language is None:
        return
    marks = tuple(words_of(draft.language).get("title", {}).get("revised", ()))
    for found in BRACKET.finditer(draft.text):
        inside = plain_word(found[1].strip())
        if marks and inside.startswith(marks) and not any(sign.isdigit() for sign in inside) and " " in inside.replace("\u00a0", " "):
            draft.problems.append(
                Problem("revision-without-year", Span(*found.span()), f"{found[0]} names a revision without its year")
            )
