"""Problems without end: of each kind the first ones stand for themselves, the others in one that says how many they are."""

from __future__ import annotations

import re

from textengine.model import Problem
from textengine.pipeline import Draft

AT_MOST = 100  # problems of a kind: a person looks through no more, and a page shows no more
FIGURES = re.compile(r"\d+")


def join_many_alike(draft: Draft) -> None:
    """Join what goes beyond the first problems of a kind into one each, with all their words."""
    if len(draft.problems) <= AT_MOST:
        return
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for one in draft.problems:
        kinds.setdefault((one.code, FIGURES.sub("#", one.message.partition(":")[0])), []).append(one)
    kept: list[Problem] = []
    for alike in kinds.values():
        kept += alike[:AT_MOST]
        if more := alike[AT_MOST:]:
            kept.append(_joined(more) if len(more) > 1 else more[0])
    draft.problems[:] = kept


def _joined(alike: list[Problem]) -> Problem:
    """Many as one, at the place of the first: their words once each, or no words where all say the same."""
    messages = list(dict.fromkeys(one.message for one in alike))
    said = [message.partition(":")[2].strip() or message for message in messages]
    head = alike[0].message.partition(":")[0]
    words = f": {' | '.join(said)}" if said != [head] else ""
    return Problem(alike[0].code, alike[0].span, f"{len(alike)} more like this: {head}{words}")
