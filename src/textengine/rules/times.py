"""By when: the words that set a time, their kind, and what a calendar can compute from them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from textengine.languages import words_of
from textengine.model import Due, Span
from textengine.pipeline import Draft
from textengine.vocabulary import EDGE, plain_word

MEETINGS = {"next_meeting": "next", "first_meeting": "first", "future_meeting": "future", "each_meeting": "each"}
YEAR = re.compile(r"\d{4}")


@lru_cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    phrases = words_of(language).get("dates", {}).get(name, [])
    return re.compile(rf"{EDGE}(?:{'|'.join(phrases)})" if phrases else r"(?!)", re.IGNORECASE)


def find_due(draft: Draft, span: Span) -> Due:
    """The first time that a provision sets; kind ``none`` where it sets none."""
    language = draft.language or ""
    found: list[tuple[int, Due]] = []
    for name, which in MEETINGS.items():
        for one in _pattern(language, name).finditer(draft.text, *span):
            bodies = draft.vocabulary.find_actors(draft.text, language, one.start(), min(span.end, one.end() + 90), draft.body)
            bodies = [b for b in bodies if b.span.start <= one.end() + 4]
            if not bodies and which != "each":
                continue
            end = max([one.end(), *(b.span.end for b in bodies[:1])])
            text = draft.text[one.start():end].rstrip()
            words = words_of(language)["dates"]
            relation = "before" if plain_word(text).startswith(tuple(words["before"])) else (
                "beside" if plain_word(text).startswith(tuple(words["beside"])) else "at"
            )
            known = {conference.body for conference in draft.vocabulary.conferences}
            body = bodies[0].code if bodies and (bodies[0].code in known or which != "each") else None
            value: dict[str, Any] = {"body": body, "which": which, "relation": relation}
            found.append((one.start(), Due(text, Span(one.start(), one.start() + len(text)), "meeting", value)))
    for one in _pattern(language, "date").finditer(draft.text, *span):
        found.append((one.start(), Due(one[0], Span(*one.span()), "date", {"date": YEAR.findall(one[0])[-1]})))
    every: tuple[tuple[str, dict[str, Any] | None], ...] = (("yearly", {"every": "P1Y"}), ("periodic", {"every": None}), ("soon", None))
    for name, rhythm in every:
        for one in _pattern(language, name).finditer(draft.text, *span):
            found.append((one.start(), Due(one[0], Span(*one.span()), "period", rhythm)))
    for one in _pattern(language, "event").finditer(draft.text, *span):
        found.append((one.start(), Due(one[0], Span(*one.span()), "event", None)))
    return min(found, key=lambda pair: pair[0])[1] if found else Due()
