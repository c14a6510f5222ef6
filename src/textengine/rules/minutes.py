"""Duties in minutes whose resolutions stand as paragraphs: « Charge le Bureau de … », "The Committee asked the President to …"."""

from __future__ import annotations

from textengine.model import Provision
from textengine.rules.addressees import call_end
from textengine.rules.calls import FORCES, find_call
from textengine.rules.searched import Searched


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
    speaker = s.pattern("mandates", "speaker").match(s.plain, start, end)
    if speaker is None:
        return None
    for force in s.words("mandates", "told") or {}:
        verb = s.pattern("mandates", "told", force).match(s.plain, speaker.end() + 1, end)
        if verb is not None:
            return force, verb.end()
    return None
