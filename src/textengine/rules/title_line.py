"""The line that names a text: « RESOLUTION 68 (Rev. …) », « Council Resolution 12/2031 », « WHA75.21 », « A41-9: Lamps »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from textengine.languages import words_of
from textengine.rules.calls import bare
from textengine.rules.meetings import BRACKET, meeting_of

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ONLY_YEARS = re.compile(r"[(（\[](?:(?:19|20)\d\d[-–,;/ ]{0,3}){1,20}[)）\]]")
WHOLE = r"(?![\w/%])"
# A part letter, a body's letters or a session before the number, its revision or year behind it.
NUMBER = (
    r"(?P<number>(?:[a-z]{1,6}(?:[-./]|(?=\d)))?(?:[a-z]{1,6}[-./])?(?:[a-z] )?(?:\d{1,4}(?:[-./]\d{1,4}){0,2}(?:[./][a-z]{1,4}(?!\w)){0,2}[a-z]?)"
    r"(?:\(\d{1,3}\))?)"
) + WHOLE
SECTOR = r"(?:[^\W\d_]{2,4}[-\u2011][^\W\d_][ \u00a0])?"
BRACKETS = r"(?:\s?[(（\[][^()（）\[\]\n]{1,200}[)）\]]){0,2}"
CODED = re.compile(r"(?P<number>[A-Z]{2,4}\d{2,3}(?:\.R?\d{1,3}|\(\d{1,3}\)))")
SESSION = re.compile(
    r"(?P<number>(?:[A-Z]{1,3}-)?\d{1,3}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?)?|(?:19|20)\d\d/\d{1,4}|[A-Z]\d{2}-\d{1,3}(?=\s?:))\s?[.:\-–\s][\s\-–]*(?P<title>.{3,1500})"
)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """What a line says of the text that it names."""

    kind: str
    number: str
    title: str | None = None
    place: str | None = None
    year: int | None = None
    revised: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    kinds: dict[str, str]
    line: re.Pattern[str]


@lru_cache
def _words(language: str) -> _Words:
    words = words_of(language)
    kinds = {bare(name): kind for kind, names in words["kinds"].items() if kind != "signs" for name in names}
    names = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    mark = "|".join(re.escape(one.casefold()) for one in words["citations"].get("number_mark", ())) or "(?!)"
    title = words.get("title", {})
    lead = "|".join(sorted((re.escape(bare(one)) for one in title.get("lead", ())), key=len, reverse=True)) or "(?!)"
    tail = "|".join(re.escape(bare(one)) for one in title.get("of", ())) or "(?!)"
    rest = rf"(?P<brackets>{BRACKETS})(?:(?:\s?[:–—-]|\.)\s(?P<title>.{{3,400}})|\s(?:{tail})(?P<of>[^;:\n]{{2,120}}))?\s*"
    if words["citations"].get("kind_follows"):
        number = NUMBER.removesuffix(WHOLE)
        rest = rest.replace(r"(?:\s?[:–—-]|\.)\s", r"(?:\s?[:：–—-]\s?|[.．]\s|[ \u3000\t]+)")
        return _Words(kinds, re.compile(rf"第\s?{number}\s?号\s?(?P<kind>{names})\s{{0,2}}{rest}"))
    before = rf"(?:(?:(?:{lead})[\s/]|\d{{1,3}} [a-z]{{1,2}}/){{0,4}})"
    return _Words(kinds, re.compile(rf"{before}(?P<kind>{names})\s{{1,3}}(?:(?:{mark})\s?)?{SECTOR}{NUMBER}{rest}"))


def title_line(language: str, text: str) -> TitleLine | None:
    """What a line of its own says of the text that it names; none where it is no such line."""
    text = text.strip()
    if len(text) > 420 or text.endswith((".", ",", ";", "。", "，")):
        return None
    words = _words(language)
    found = words.line.fullmatch(bare(text))
    if found is None:
        return None
    kind, number = words.kinds[found["kind"]], found["number"].upper()
    named = text[-len(found["title"]):].strip() if found["title"] else None
    bracket = BRACKET.search(text) if found["brackets"] else None
    meeting = meeting_of(language, bracket["inside"]) if bracket else None
    if meeting is not None:
        return TitleLine(kind, number, named, meeting.place if meeting.year else None, meeting.year, meeting.revised)
    years = YEAR.findall(found["brackets"]) or YEAR.findall(number) or YEAR.findall(found["of"] or "")
    return TitleLine(kind, number, named, None, int(years[-1]) if years else None)


def years_alone(text: str) -> int | None:
    """« (1993-1995-2019) »: the last year of a line that gives nothing but years."""
    text = text.strip()
    return int(YEAR.findall(text)[-1]) if ONLY_YEARS.fullmatch(text) else None


def passed_over(words: dict[str, Any], text: str) -> bool:
    """Whether a line under the title line is no title: when and where a text was adopted, the point of the agenda."""
    line = bare(text.strip())
    if line[:1] in ("(", "[", "（") and line[-1:] in (")", "]", "）"):
        return True
    return re.match(words.get("title", {}).get("beside", "(?!)"), line) is not None
