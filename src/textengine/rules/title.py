"""The title block: kind, body, number, place, year, history, title; and what a proposal wants to change."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

from textengine.languages import words_of
from textengine.model import Amended, Problem
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare
from textengine.rules.labels import label_of
from textengine.rules.meetings import BRACKET, meeting_of, places_and_years
from textengine.rules.outline import DATE
from textengine.rules.title_line import CODED, SESSION, YEAR, passed_over, title_line, years_alone
from textengine.vocabulary import Match, plain_word

RESOLUTION_SYMBOL = re.compile(
    r"(?:[A-Z]{1,4}/){1,2}(?P<kind>RES|DEC)/(?P<number>(?:(?:ES|S)-)?\d{1,4}/\d{1,4})[ \u00a0]?(?P<part>[A-Z](?:-[A-Z])?)?"
)
NUMBER = r"(?P<number>[A-Z]{0,5}-?\d{1,4}[A-Z]?|\d{4}/\d{1,3})"
SYMBOLS = {"A": "unga", "S": "unsc", "E": "ecosoc", "A/HRC": "hrc"}
TITLE_LINES, FIRST_LINES, LONGEST_HEAD = 25, 4, 80


def find_title(draft: Draft) -> None:
    """Find the title line, the lines up to the history, and the line that opens the body."""
    if draft.language is None:
        return
    words = words_of(draft.language)
    end = draft.opening if draft.opening is not None else draft.start or 0
    title_at = _title_line(draft, end)
    if title_at is None:
        _numbered_title(draft, words, end)
    else:
        _title_lines(draft, words, title_at, end)
    for paragraph in draft.paragraphs[:end]:
        if _is_history(paragraph.text):
            draft.history = places_and_years(paragraph.text)
            _check_history(draft, paragraph)
    if draft.opening is not None:
        _body(draft, draft.paragraphs[draft.opening])
    _other_kinds(draft, words, end)


def _title_line(draft: Draft, end: int) -> int | None:
    for index, paragraph in enumerate(draft.paragraphs[:end]):
        found = title_line(draft.language or "", paragraph.text)
        if found is None:
            continue
        draft.kind, draft.title_line, draft.number = found.kind, paragraph.span, found.number
        draft.place, draft.year, draft.revised, draft.title = found.place, found.year, found.revised, found.title
        return index
    return None


def _numbered_title(draft: Draft, words: dict[str, Any], end: int) -> None:
    """« 74/187. Title »: session and number; the line that names the kind has the year, the symbol a part letter."""
    before = draft.paragraphs[:end] if end else draft.paragraphs[:FIRST_LINES]
    decisions = tuple(map(bare, words["kinds"]["decision"]))
    found = kind = None
    for one in before:
        text = one.text.strip()
        named = next((word for word in decisions if bare(text).startswith(f"{word} ")), None)
        if m := SESSION.match(text[len(named):].lstrip() if named else text):
            found, kind = (one, m), "decision" if named else None
            break
    symbol = next((m for one in before[:TITLE_LINES] if (m := RESOLUTION_SYMBOL.fullmatch(one.text.strip()))), None)
    if symbol is None and (found is None or not end and kind is None and not found[1]["number"][:2].isdecimal()):
        _coded_title(draft, words, end)
        return
    if not end and symbol is None and kind is None:
        kind = "decision"  # a text that says in a sentence what was decided
    draft.kind = "decision" if kind or symbol is not None and symbol["kind"] == "DEC" else "resolution"
    if found is not None:
        draft.number, draft.title, draft.title_line = found[1]["number"], found[1]["title"].strip() or None, found[0].span
    if symbol is not None and len(symbol["part"] or "") < 2:
        draft.number = symbol["number"] + (symbol["part"] or "")
    stems = tuple(bare(one) for one in (*words["kinds"]["resolution"], *words["kinds"]["decision"], *words["citations"]["resolution_stems"]))
    for one in before:
        line = bare(one.text)
        if any(stem in line for stem in stems) and (year := YEAR.search(line)):
            draft.year = int(year[0])
            return


def _coded_title(draft: Draft, words: dict[str, Any], end: int) -> None:
    """« WHA75.21 » on a line of its own before the line that names the body, and the title below it."""
    for index, one in enumerate(draft.paragraphs[:end]):
        if found := CODED.fullmatch(one.text.strip()):
            draft.kind = "decision" if found["number"].endswith(")") else "resolution"
            draft.number, draft.title_line = found["number"], one.span
            _title_lines(draft, words, index, end)
            return


def _title_lines(draft: Draft, words: dict[str, Any], at: int, end: int) -> None:
    """The title below its line; what says when and where the text was adopted is none, but may give its year."""
    lines: list[str] = []
    for paragraph in draft.paragraphs[at + 1:end]:
        text = paragraph.text.strip()
        if _is_history(text) or title_line(draft.language or "", text) is not None:
            break
        if (year := years_alone(text)) is not None:
            draft.year = draft.year or year
        elif passed_over(words, text) or DATE.fullmatch(text):
            years = YEAR.findall(text)
            draft.year = draft.year or (int(years[-1]) if years else None)
        elif text.endswith((".", ";", "。")) or (text.endswith((":", "：")) and len(text) > LONGEST_HEAD):
            break
        else:
            lines.append(text)
    draft.title = draft.title or " ".join(lines) or None


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
    draft.body = next((one.code for one in found if one.code in known or one.code == "council"), None) or _united_nations(draft, paragraph, found)
    bracket = max(paragraph.text.rfind("("), paragraph.text.rfind("（"))
    places = places_and_years(paragraph.text[bracket:]) if bracket >= 0 else []
    if places and draft.year is None:
        draft.place, draft.year = places[-1][0].strip(" (（"), places[-1][1]
    if draft.body is None and "/" in (draft.number or "") and (alone := draft.vocabulary.called(paragraph.text.strip(" ,،，:："), draft.language or "")) in SYMBOLS.values():
        draft.body = alone
    if draft.body is None and draft.place and draft.year:
        bodies = draft.vocabulary.bodies_at(draft.place, draft.year)
        draft.body = bodies[0] if len(bodies) == 1 else None


def _united_nations(draft: Draft, paragraph: Paragraph, found: list[Match]) -> str | None:
    """The body of the United Nations that a line names alone, or that the symbol above it tells."""
    for one in found[:1]:
        before, behind = draft.text[paragraph.span.start:one.span.start], draft.text[one.span.end:paragraph.span.end]
        if one.code in SYMBOLS.values() and before.count(" ") <= 1 and not behind.strip(" ,،，:："):
            return one.code
    symbols = (RESOLUTION_SYMBOL.fullmatch(one.text.strip()) for one in draft.paragraphs[:min(TITLE_LINES, draft.opening or 0)])
    return next((SYMBOLS.get(one[0].partition("/RES/")[0].partition("/DEC/")[0]) for one in symbols if one is not None), None)


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
    """The longest line before the first heading or paragraph that gives no date and is no entry of a form; a line alone, if a heading follows."""
    lines: list[str] = []
    headed = False
    subject = tuple(words["front"].get("subject", ()))
    for paragraph, follows in zip_longest(draft.paragraphs[:TITLE_LINES], draft.paragraphs[1:TITLE_LINES + 1]):
        text = "" if paragraph is None else paragraph.text.strip()
        head, colon, rest = text.partition("：" if "：" in text else ":")
        if colon and plain_word(head.strip()) in subject:
            draft.title = rest.strip() or (follows.text.strip() if follows is not None else None)
            return
        headed = plain_word(text).rstrip(":： ") in words["front"]["heading"]
        if headed or paragraph is None or label_of(paragraph) is not None or len(text) > 250:
            break
        if text.endswith((".", "。", ",", "，", "،", ":", "：")) or YEAR.search(text):
            continue
        lines.append(text)
    if len(lines) > (0 if headed else 1) and not draft.paragraphs[0].text[:1].isspace():
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
