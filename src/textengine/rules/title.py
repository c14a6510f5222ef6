"""The title block: kind, body, number, place, year, history, title; and what a proposal wants to change."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from textengine.languages import words_of
from textengine.model import Amended, Problem
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare
from textengine.rules.labels import label_of
from textengine.rules.meetings import BRACKET, meeting_of, places_and_years
from textengine.vocabulary import plain_word

SESSION_NUMBER = re.compile(r"(?P<number>(?:[A-Z]{1,3}-)?\d{1,3}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?)?)\s?[.\-–\s][\s\-–]*(?P<title>.{3,1500})")
RESOLUTION_SYMBOL = re.compile(r"[A-Z]{1,2}/RES/(?P<number>(?:(?:ES|S)-)?\d{1,3}/\d{1,4})[ \u00a0]?(?P<part>[A-Z](?:-[A-Z])?)?")
YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = r"(?P<number>[A-Z]{0,5}-?\d{1,4}[A-Z]?|\d{4}/\d{1,3})"
TITLE_LINES = 25


def find_title(draft: Draft) -> None:
    """Find the title line, the lines up to the history, and the line that opens the body."""
    if draft.language is None:
        return
    words = words_of(draft.language)
    end = draft.opening if draft.opening is not None else draft.start or 0
    title_at = _title_line(draft, words, end)
    if title_at is None:
        _numbered_title(draft, words, end)
    else:
        _title_lines(draft, title_at, end)
    for paragraph in draft.paragraphs[:end]:
        if _is_history(paragraph.text):
            draft.history = places_and_years(paragraph.text)
            _check_history(draft, paragraph)
    if draft.opening is not None:
        _body(draft, draft.paragraphs[draft.opening])
    _other_kinds(draft, words, end)


@lru_cache
def _title_pattern(language: str) -> re.Pattern[str]:
    """« RESOLUTION 68 (Rev. …) » or « 第68号决议（…） » on a line of its own."""
    words = words_of(language)
    names = "|".join(
        sorted((re.escape(bare(name)) for kind, all_names in words["kinds"].items() if kind != "signs" for name in all_names), key=len, reverse=True)
    )
    mark = "|".join(re.escape(one.casefold()) for one in words["citations"].get("number_mark", ())) or "(?!)"
    number = NUMBER.replace("[A-Z]", "[a-z]")
    tail = r"\s*(?:(?P<bracket>[(（][^()（）\n]{1,200}[)）])|\[[^\[\]\n]{1,120}\])?\s*"
    if words["citations"].get("kind_follows"):
        return re.compile(rf"第\s?{number}\s?号\s?(?P<kind>{names}){tail}")
    return re.compile(rf"(?P<kind>{names})\s{{1,3}}(?:(?:{mark})\s?)?{number}{tail}")


def _title_line(draft: Draft, words: dict[str, Any], end: int) -> int | None:
    kinds = {bare(name): kind for kind, names in words["kinds"].items() if kind != "signs" for name in names}
    pattern = _title_pattern(draft.language or "")
    for index, paragraph in enumerate(draft.paragraphs[:end]):
        text = paragraph.text.strip()
        found = pattern.fullmatch(bare(text)) if len(text) < 250 else None
        if found is None:
            continue
        draft.kind, draft.title_line = kinds[found["kind"]], paragraph.span
        draft.number = found["number"].upper()
        bracket = BRACKET.search(text)
        meeting = meeting_of(draft.language or "", bracket["inside"]) if found["bracket"] and bracket else None
        if meeting is not None:
            draft.place, draft.year, draft.revised = meeting.place, meeting.year, meeting.revised
            draft.place = None if meeting.year is None else draft.place
        return index
    return None


def _numbered_title(draft: Draft, words: dict[str, Any], end: int) -> None:
    """« 74/187. Title »: session and number; the line that names the kind has the year, the symbol a part letter."""
    before = draft.paragraphs[:end]
    found = next(((one, m) for one in before if (m := SESSION_NUMBER.match(one.text.strip()))), None)
    symbol = next((m for one in before[:TITLE_LINES] if (m := RESOLUTION_SYMBOL.fullmatch(one.text.strip()))), None)
    if found is None and symbol is None:
        return
    draft.kind = "resolution"
    if found is not None:
        draft.number, draft.title, draft.title_line = found[1]["number"], found[1]["title"].strip() or None, found[0].span
    if symbol is not None and len(symbol["part"] or "") < 2:
        draft.number = symbol["number"] + (symbol["part"] or "")
    stems = tuple(bare(one) for one in (*words["kinds"]["resolution"], *words["citations"]["resolution_stems"]))
    for one in before:
        line = bare(one.text)
        if any(stem in line for stem in stems) and (year := YEAR.search(line)):
            draft.year = int(year[0])
            return


def _title_lines(draft: Draft, at: int, end: int) -> None:
    lines = []
    for paragraph in draft.paragraphs[at + 1:end]:
        if _is_history(paragraph.text):
            break
        lines.append(paragraph.text.strip())
    draft.title = " ".join(lines) or None


def _is_history(text: str) -> bool:
    text = text.strip()
    return text[:1] in ("(", "（") and text[-1:] in (")", "）") and bool(places_and_years(text))


def _check_history(draft: Draft, paragraph: Paragraph) -> None:
    years = [year for _, year in draft.history]
    if years != sorted(years):
        draft.problems.append(
            Problem("history-out-of-order", paragraph.span, "The revisions are printed out of order: " + ", ".join(map(str, years)))
        )


def _body(draft: Draft, paragraph: Paragraph) -> None:
    known = {one.body for one in draft.vocabulary.conferences}
    found = draft.vocabulary.find_actors(draft.text, draft.language or "", *paragraph.span)
    draft.body = next((one.code for one in found if one.code in known or one.code == "council"), None)
    bracket = max(paragraph.text.rfind("("), paragraph.text.rfind("（"))
    places = places_and_years(paragraph.text[bracket:]) if bracket >= 0 else []
    if places and draft.year is None:
        draft.place, draft.year = places[-1][0].strip(" (（"), places[-1][1]
    if draft.body is None and draft.place and draft.year:
        bodies = draft.vocabulary.bodies_at(draft.place, draft.year)
        draft.body = bodies[0] if len(bodies) == 1 else None


def _other_kinds(draft: Draft, words: dict[str, Any], end: int) -> None:
    """Proposals say so before their text opens; reports and information documents have no such text."""
    signs = words["kinds"]["signs"]
    front = draft.paragraphs[:end] if draft.start is not None else draft.paragraphs
    if any(sign in plain_word(one.text) for one in front for sign in signs["proposal"]):
        draft.kind = "proposal"
        _find_amended(draft, words, front)
    elif draft.kind == "other" and draft.start is None:
        text = plain_word(draft.text)
        draft.kind = next((kind for kind in ("information", "report") if any(sign in text for sign in signs[kind])), "other")
    if draft.title is None and draft.start is None:
        _title_of_report(draft, words)


def _title_of_report(draft: Draft, words: dict[str, Any]) -> None:
    """The longest line before the first heading or paragraph that gives no date and is no entry of a form."""
    lines = []
    subject = tuple(words["front"].get("subject", ()))
    for paragraph, follows in zip_longest(draft.paragraphs[:TITLE_LINES], draft.paragraphs[1:TITLE_LINES + 1]):
        text = "" if paragraph is None else paragraph.text.strip()
        head, colon, rest = text.partition("：" if "：" in text else ":")
        if colon and plain_word(head.strip()) in subject:
            draft.title = rest.strip() or (follows.text.strip() if follows is not None else None)
            return
        if plain_word(text).rstrip(":： ") in words["front"]["heading"] or paragraph is None or label_of(paragraph) is not None or len(text) > 250:
            break
        if text.endswith((".", "。", ",", "，", "،", ":", "：")) or YEAR.search(text):
            continue
        lines.append(text)
    if len(lines) > 1 and not draft.paragraphs[0].text[:1].isspace():
        draft.title = max(lines, key=len)


def _find_amended(draft: Draft, words: dict[str, Any], front: list[Paragraph]) -> None:
    """What a proposal wants to change: the text named where it says so; its last revision by that line or by the history."""
    names = [bare(name) for kind, all_names in words["kinds"].items() if kind != "signs" for name in all_names]
    signs = words["kinds"]["signs"]["proposal"]
    number = place = year = None
    mention = re.compile(
        rf"(?:第\s?{NUMBER}\s?号\s?)?(?:{'|'.join(map(re.escape, names))})\w{{0,3}}(?:\s{{1,2}}{NUMBER.replace('<number>', '<number2>')})?", re.IGNORECASE
    )
    for paragraph in [*(one for one in front if any(sign in plain_word(one.text) for sign in signs)), *front]:
        for found in mention.finditer(paragraph.text):
            its = found["number"] or found["number2"]
            if its is None or (number is not None and its != number):
                continue
            number = its
            bracket = BRACKET.match(paragraph.text, found.end())
            meeting = meeting_of(draft.language or "", bracket["inside"]) if bracket else None
            if meeting is not None and meeting.year is not None and meeting.year != draft.year:
                place, year = meeting.place, meeting.year
                break
        if year is not None:
            break
    if number is None:
        return
    earlier = [(p, y) for p, y in draft.history if y != draft.year]
    if year is None and earlier:
        place, year = earlier[-1]
    draft.amends = Amended(draft.body, number, place, year)
    draft.number = draft.number or number
