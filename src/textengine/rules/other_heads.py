"""Heads that have no title line of the usual form: a number with its year, a title behind the number, a number of its own kind."""

from __future__ import annotations

import re
from functools import lru_cache

from textengine.languages import words_of
from textengine.pipeline import Draft
from textengine.rules.calls import bare
from textengine.rules.opening import opens

LINES = 25
LONGEST_HEAD = 120
YEAR = re.compile(r"(?:19|20)\d\d")
PAUSES = tuple(",،，;؛；.。")
# Numbers of civil aviation (A41-18), education (41 C/15) and health (WHA74.14).
CODE = re.compile(r"(?P<number>[AАأ]\d{1,2}-\d{1,3}|\d{1,3} (?:C|EX|م|ت)/\d{1,3}|WHA\d{1,2}\.\d{1,3}|EB\d{1,3}\.R\d{1,3})(?:[.:：\s]\s*(?P<title>\S.{2,400}))?")


def find_other_head(draft: Draft) -> None:
    """Find kind, number, year and title where the title block has none of the usual form."""
    if draft.language is None or draft.start is None or draft.kind != "other":
        return
    end = draft.opening if draft.opening is not None else draft.start
    before = [one.text.strip() for one in draft.paragraphs[:end]]
    if not _numbered(draft, before) and not _coded(draft, before):
        _named(draft, before)


@lru_cache
def _kinds(language: str) -> dict[str, str]:
    return {bare(name): kind for kind, names in words_of(language)["kinds"].items() if kind != "signs" for name in names}


@lru_cache
def _pattern(language: str) -> re.Pattern[str]:
    """« Резолюция 2631 (2031), принятая … », « 第2631(2031)号决议 », « 意见3：… »."""
    names = "|".join(sorted(map(re.escape, _kinds(language)), key=len, reverse=True))
    year = r"\s?[(（](?P<year>(?:19|20)\d\d)[)）]"
    return re.compile(
        rf"第\s?(?P<n1>\d{{1,4}}){year}\s?号\s?(?P<k1>{names})|(?P<k2>{names})\s?(?P<n2>\d{{1,4}})(?:{year.replace('year', 'year2')}(?:[,،].{{0,150}})?|[:：]\s*(?P<title>.{{1,400}}))"
    )


def _numbered(draft: Draft, before: list[str]) -> bool:
    for line in before[:LINES]:
        found = _pattern(draft.language or "").fullmatch(bare(line))
        if found is None:
            continue
        year = found["year"] or found["year2"]
        draft.kind = _kinds(draft.language or "")[found["k1"] or found["k2"]]
        draft.number = found["n1"] or found["n2"]
        draft.year = int(year) if year else draft.year
        draft.title = line[-len(found["title"]):].strip() if found["title"] else None
        return True
    return False


def _coded(draft: Draft, before: list[str]) -> bool:
    for index, line in enumerate(before[:LINES]):
        for field in line.split("\t"):
            if found := CODE.fullmatch(field.strip()):
                below = (one for one in before[index + 1:] if not YEAR.search(one) and not one.endswith(PAUSES))
                draft.kind, draft.number = "resolution", found["number"]
                draft.title = found["title"] or next(below, None)
                draft.year = draft.year or next((int(year[0]) for one in before if (year := YEAR.search(one))), None)
                return True
    return False


def _named(draft: Draft, before: list[str]) -> None:
    """The kind that a short line names at its head, or at its end where the kind follows or is a declaration; else a resolution, unless minutes hold many."""
    follows = bool(words_of(draft.language or "")["citations"].get("kind_follows"))
    for text in before:
        line = bare(text)
        if len(line) >= LONGEST_HEAD or line.endswith(PAUSES):
            continue
        for name, kind in _kinds(draft.language or "").items():
            if line.startswith(name) and not line[len(name):len(name) + 1].isalpha() or line.endswith(name if follows else f" {name}") and (follows or kind == "declaration"):
                draft.kind, draft.title = kind, draft.title or (text if kind == "declaration" else None)
                return
    if draft.opening is not None and not any(opens(draft, one.text) for one in draft.paragraphs[draft.opening + 1:]):
        draft.kind = "resolution"
