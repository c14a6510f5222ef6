"""Brackets that name a meeting: « (Rév. Genève, 2022) », « (Genève, 2022) », « (Rev. WRC-19) », « （2022年，日内瓦，修订版） »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textengine.languages import words_of
from textengine.rules.calls import bare

PLACE_YEAR = re.compile(r"(?P<place>[^\W\d_][^,;()，；（）،؛\n\d]{0,60}?)[,،，][ \u00a0]?(?P<year>(?:19|20)\d\d)(?:[ \u00a0]?[^\W\d]{1,4}\.?(?=[\s;)؛]|$))?")
YEAR_PLACE = re.compile(r"(?P<year>(?:19|20)\d\d)[ \u00a0]?[^\W\d_]{0,2}[,，、][ \u00a0]?(?P<place>[^\W\d_][^,;()，；（）\n\d]{0,60})")
SHORT = re.compile(r"(?P<body>[^\W\d_]{2,8})[-\u2011‑–](?P<year>(?:19|20)?\d\d)")
BRACKET = re.compile(r"\s{0,2}[(（](?P<inside>[^()（）\n]{2,120})[)）]")
PLACE = re.compile(r"[^\W\d_][^,;()\n\d]{1,60}")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a bracket says: where and when a text was adopted or revised; the body where it is named instead of a place."""

    place: str | None
    year: int | None
    revised: bool
    body: str | None = None


def places_and_years(text: str) -> list[tuple[str, int]]:
    """All places with their years, in order; in languages that print the year first, too."""
    found = [(one["place"].strip(), int(one["year"])) for one in PLACE_YEAR.finditer(text)]
    if found:
        return found
    return [(one["place"].strip(), int(one["year"])) for one in YEAR_PLACE.finditer(text)]


def meeting_of(language: str, inside: str) -> Meeting | None:
    """What the words in a bracket say of a meeting; none where they speak of something else.

    Where old and new words stand fused (« Hammamet, 2016Genève, 2022 ») the last ones count.
    """
    inside = inside.strip()
    rest, revised = _without_revised(language, inside)
    if places := places_and_years(rest):
        whole = PLACE_YEAR.fullmatch(rest) or YEAR_PLACE.fullmatch(rest) or len(places) > 1
        return Meeting(*places[-1], revised) if whole or revised else None
    if (short := SHORT.fullmatch(rest)) and short["body"] == short["body"].upper():
        year = int(short["year"])
        return Meeting(None, year if year > 99 else 2000 + year if year < 70 else 1900 + year, revised, short["body"])
    if revised and PLACE.fullmatch(rest) and " " not in rest.strip()[:1]:
        return Meeting(rest.strip(), None, True)
    return None


def _without_revised(language: str, inside: str) -> tuple[str, bool]:
    """The words without « Rev. » before or after them, and whether that stood there."""
    words = words_of(language).get("title", {})
    for mark in sorted(map(bare, words.get("revised", ())), key=len, reverse=True):
        end = next((at for at in range(len(mark), min(len(inside), len(mark) + 12) + 1) if bare(inside[:at]) == mark), None)
        if end is not None:
            return inside[end:].lstrip(" \u00a0.،,，"), True
        if inside.endswith(mark):
            return inside[:-len(mark)].rstrip(" \u00a0，,、"), True
    return inside, False
