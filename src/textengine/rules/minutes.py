"""Duties in minutes whose resolutions stand as paragraphs: « Charge le Bureau de … », "The Committee asked the President to …"."""

from __future__ import annotations

import re

from textengine.model import Provision
from textengine.rules.addressees import call_end
from textengine.rules.calls import FORCES, find_call
from textengine.rules.searched import Searched

CODE = re.compile(r"(?:[a-z]{1,4}-?\d{0,3}/(?:decision )?\d{1,3}|(?:decision|action|item) \d{1,3})[:.]? ")
JOINT = 6


def told_charge(s: Searched, one: Provision) -> tuple[str, int] | None:
    """The force of a paragraph that opens with a verb of charging or with the body that speaks, and where the verb ends."""
    start, end = s.inside(one.span)
    found = find_call(s.language, one.text, ("operative",))
    if found is not None:
        if found[1] not in FORCES:
            return None
        verb_end = call_end(s, start, end)
        if s.pattern("mandates", "act_follows").search(s.plain, verb_end, end):
            return found[1], verb_end
        return None
    code = CODE.match(s.plain, start, end)
    speaker = s.pattern("mandates", "speaker").match(s.plain, code.end() if code else start, end)
    if speaker is None:
        return None
    at = speaker.end()
    while at < end and s.plain[at] in " ,،，":
        at += 1
    told: list[tuple[int, str, int]] = []
    for force in s.words("mandates", "told") or {}:
        for verb in s.pattern("mandates", "told", force).finditer(s.plain, at, end):
            # « The Council endorsed the plan and urged States to … »: a further verb stands behind a comma or a joining word.
            if verb.start() == at or s.pattern("mandates", "second_charge").search(s.plain, max(at, verb.start() - JOINT), verb.start() + 1):
                told.append((verb.start(), force, verb.end()))
                break
    if not told:
        return None
    _, charge, verb_end = min(told)
    return charge, verb_end
