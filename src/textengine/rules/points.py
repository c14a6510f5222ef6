"""Which points of a text a mention names: before it (« paragraphs 3 and 4 of … », « resolves 2 of … ») or behind it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from textengine.languages import verbs_of, words_of
from textengine.rules.calls import bare
from textengine.rules.phrases import longest_of

SPACE = r"[ \u00a0]"
# A point: « 3 », « 1.2 », « 5 (b) », « 5 b) », « 12bis », « IV », « (b) ».
ONE = (
    rf"(?:\d{{1,4}}(?:\.\d{{1,3}}){{0,3}}(?!\d)(?:bis|ter|[A-Zа-я](?!\w))?(?:{SPACE}?\([^\W\d_]{{1,3}}\)|{SPACE}?[^\W\d_]\))?"
    r"|(?<![^\W\d_])[IVXLC]{1,6}(?!\w)|\([^\W\d_]{1,3}\)|[^\W\d_]\)|[一二三四五六七八九十]{1,3})"
)
# Without a figure or a Roman number there is no point; what stands before the number is looked at behind its first letter, which is quicker.
FIGURE = re.compile(r"[\d)一二三四五六七八九十]")
ROMAN = re.compile(r"[IVXLCivxlcıİ](?<![^\W\d_].)[IVXLCivxlcıİ]{0,5}(?!\w)")
BEFORE, BEHIND = 170, 120
QUOTES = "[\"“”«»„‘’']?"
CALLED = "\0"
NOT_A_POINT = r"(?![ \u00a0]?%|[./]\d)"


class _Words(NamedTuple):
    """How a language names a point: before the text that has it, behind it, and what joins several."""

    before: str  # with CALLED where a verb stands
    verbs: frozenset[str]
    behind: re.Pattern[str]
    joint: re.Pattern[str]
    span: re.Pattern[str]
    link: str


def _any(words: list[str]) -> str:
    return "|".join(one.replace(" ", SPACE) for one in words) or "(?!)"


@lru_cache
def _words(language: str) -> _Words:
    words = words_of(language).get("citations", {})
    calls = verbs_of(language)
    verbs = frozenset(bare(one) for part in calls.values() for names in part.values() for one in names)
    joining = "|".join(re.escape(one).replace("\\ ", SPACE) for one in sorted(words.get("joining", [", "]), key=len, reverse=True))
    joint, span = rf"(?:{joining})(?:第)?", _any(words.get("point_span", [])) + rf"|{SPACE}?[\-–—]{SPACE}?"
    numbers = rf"{ONE}(?:(?:{joint}|{span}){ONE}){{0,12}}"
    word, inner, link = (_any(words.get(name, [])) for name in ("point_word", "point_inner", "point_link"))
    edge = "" if words.get("kind_follows") else r"(?<!\w)"
    before = (
        rf"{edge}(?:(?:(?:{word}){SPACE}?(?P<part>{ONE}){SPACE}(?:{inner}){SPACE}?)?(?:{word}){SPACE}?(?P<a>{numbers})"
        rf"(?:{SPACE}(?:{inner}){SPACE}?{CALLED})?|{CALLED}{SPACE}?(?P<b>{numbers}))(?:{link})"
    ) if words.get("point_link") else "(?!)"
    if words.get("kind_follows"):
        called = _called(verbs)
        behind = rf"号?(?:{_any(words.get('point_holder', []))}){{0,3}}(?:{called})?(?:第)?(?P<a>{numbers}){SPACE}?(?:{word})"
        behind += rf"|号?(?:{_any(words.get('point_holder', []))}){{0,1}}{called}(?:第)?(?P<b>{numbers}){NOT_A_POINT}"
    else:
        behind = rf"[,،]?{SPACE}\(?(?:{word}){SPACE}?(?P<a>{numbers}){NOT_A_POINT}(?!(?:{link}))(?!\w)"
    return _Words(
        before, verbs, re.compile(behind, re.IGNORECASE), re.compile(joint, re.IGNORECASE), re.compile(span, re.IGNORECASE), link
    )


def _called(verbs: frozenset[str]) -> str:
    """One of some verbs, with what may stand behind it, in quotation marks or not."""
    return rf"{QUOTES}{longest_of(verbs).replace(chr(92) + ' ', SPACE)}(?:{SPACE}[^\d\n,;:.()]{{1,90}}?)?{QUOTES}"


@lru_cache(512)
def _ending(language: str, verbs: frozenset[str]) -> re.Pattern[str]:
    """Points before a place beside which only these verbs stand: all the verbs of a language would be slow to build."""
    return re.compile(rf"(?:{_words(language).before.replace(CALLED, _called(verbs))})\Z", re.IGNORECASE)


@lru_cache
def _link(language: str) -> re.Pattern[str]:
    """The link with which all that names points before a place ends: far quicker to build and to look for."""
    return re.compile(rf"(?:{_words(language).link})\Z", re.IGNORECASE)


def point_before(language: str, text: str, start: int) -> re.Match[str] | None:
    """The points that end right before a place."""
    line = text.rfind("\n", 0, start) + 1
    line = max(line, start - BEFORE)
    numbers = [one.start() for one in (FIGURE.search(text, line, start), ROMAN.search(text, line, start)) if one]
    if not numbers or _link(language).search(text, min(numbers), start) is None:
        return None
    near = text[line:start].casefold().replace("\u00a0", " ")
    return _ending(language, frozenset(one for one in _words(language).verbs if one in near)).search(text, line, start)


def point_behind(language: str, text: str, end: int) -> re.Match[str] | None:
    """The points right behind a place."""
    return _words(language).behind.match(text, end, min(len(text), end + BEHIND))


def point_of(language: str, text: str, start: int, end: int) -> str | None:
    """The points that stand before a mention or right behind it, « 3, 4 » or « 29–36 »; none where there are none."""
    if found := point_before(language, text, start):
        return points_in(language, found)
    behind = point_behind(language, text, end)
    return points_in(language, behind) if behind else None


def points_in(language: str, found: re.Match[str]) -> str:
    """The points of a match as they are kept: each as printed, a comma between two, a dash for all from one to another."""
    words, groups = _words(language), found.groupdict()
    printed = (groups.get("a") or groups.get("b") or "").replace("\u00a0", " ")
    points = words.joint.sub(", ", printed)
    points = "–".join(one.strip() for one in words.span.split(points))
    return f"{points} {groups['part'].strip()}" if groups.get("part") else points
