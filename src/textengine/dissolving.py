"""Which bodies an operative provision dissolves: the one named right behind a word that ends it, or right before one that says that it ends."""

from __future__ import annotations

import re
from functools import lru_cache

from textengine.languages import languages, words_of
from textengine.vocabulary import Vocabulary

BEHIND, BEFORE = 12, 3  # signs between the word and the name: an article, a preposition


def dissolved(words: str, language: str, vocabulary: Vocabulary, body: str | None = None) -> list[str]:
    """The codes of the bodies that some words dissolve, in order; a body of which they say that it is not dissolved is none."""
    if language not in languages() or not (found := list(_ends(language).finditer(words))):
        return []
    named = vocabulary.find_actors(words, language, body=body)
    codes: dict[str, None] = {}
    refused = tuple(words_of(language)["bodies"]["not"])
    for one in found:
        if words[:one.start()].casefold().endswith(refused):
            continue
        for actor in named:
            gap = actor.span.start - one.end() if one["ends"] else one.start() - actor.span.end
            if 0 <= gap <= (BEHIND if one["ends"] else BEFORE):
                codes.setdefault(actor.code)
    return list(codes)


@lru_cache
def _ends(language: str) -> re.Pattern[str]:
    table = words_of(language)["bodies"]
    edge = "" if language == "zh" else r"\b"
    return re.compile(f"{edge}(?:(?P<ends>{'|'.join(table['ends'])})|(?P<ended>{'|'.join(table['ended'])}))(?:{edge}|(?<='))", re.IGNORECASE)
