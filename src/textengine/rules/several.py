"""Texts that several make together: « We, the Ministers … » whose verbs have no ending that tells them (« Call upon all States »)."""

from __future__ import annotations

import re
from functools import lru_cache

from textengine.languages import verbs_of, words_of
from textengine.model import Part
from textengine.pipeline import Draft
from textengine.rules.calls import PARTS, bare, find_call
from textengine.rules.phrases import compiled


def begins_several(language: str, line: str) -> bool:
    """Whether a line says that several speak."""
    names: list[str] = words_of(language).get("opening", {}).get("several", [])
    return bool(names) and bare(line[:60].strip()).startswith(tuple(map(bare, names)))


def of_several(draft: Draft) -> bool:
    """Whether the line that opens a text says that several make it."""
    return draft.opening is not None and begins_several(draft.language or "", draft.paragraphs[draft.opening].text)


def act_of(draft: Draft, text: str, parts: tuple[Part, ...] = PARTS) -> tuple[Part, str, str] | None:
    """The part, code and verb of a line, as ``find_call`` gives them; where several speak, verbs without ending count too."""
    found = find_call(draft.language, text, parts)
    if found is not None or not of_several(draft):
        return found
    speaker = words_of(draft.language or "")["opening"]["speaker"]
    said = find_call(draft.language, f"{speaker} {text[:180].lstrip()}", parts)
    return (said[0], said[1], said[2].removeprefix(bare(speaker)).lstrip()) if said else None


@lru_cache
def verbs_of_several(language: str) -> re.Pattern[str] | None:
    """The operative verbs as several use them, without the word for who speaks; none where the ending tells."""
    speaker = words_of(language).get("opening", {}).get("speaker")
    if speaker is None:
        return None
    verbs = {bare(verb) for names in verbs_of(language).get("operative", {}).values() for verb in names}
    bare_verbs = sorted((one.removeprefix(speaker + " ") for one in verbs if one.startswith(speaker + " ")), key=len, reverse=True)
    return compiled(language, tuple(bare_verbs)) if bare_verbs else None
