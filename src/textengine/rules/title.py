"""The title block: kind, body, number, place, year, history, title; and what a proposal wants to change."""

from __future__ import annotations

import re
from typing import Any

from textengine.languages import words_of
from textengine.model import Amended, Problem
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare
from textengine.vocabulary import plain_word

SESSION_NUMBER = re.compile(r"(?P<number>(?:[A-Z]{1,3}-)?\d{1,3}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?)?)\s?[.\-–\s][\s\-–]*(?P<title>.{3,400})")
YEAR = re.compile(r"(?:19|20)\d\d")
PLACE_YEAR = re.compile(r"([^\W\d_][^,;()\n\d]{1,60}), ?(\d{4})")
NUMBER = re.compile(r"[ \u00a0]*([A-Z]{0,5}-?\d{1,4}[A-Z]?)(?![\w.])[ \u00a0]*(?:\(([^()\n]{1,200})\))?")


def find_title(draft: Draft) -> None:
    """Find the title line, the lines up to the history, and the line that opens the body."""
    if draft.language is None:
        return
    words = words_of(draft.language)
    opening = draft.opening if draft.opening is not None else draft.start
    title_at = _title_line(draft, words, opening)
    if title_at is None:
        _numbered_title(draft, words, opening)
    else:
        _title_lines(draft, title_at, opening)
    before = draft.paragraphs[:opening] if opening is not None else []
    for paragraph in before:
        if _is_history(paragraph.text):
            draft.history = [(m[1].strip(), int(m[2])) for m in PLACE_YEAR.finditer(paragraph.text)]
            _check_history(draft, paragraph)
    if draft.opening is not None:
        _body(draft, draft.paragraphs[draft.opening])
    _other_kinds(draft, words)


def _title_line(draft: Draft, words: dict[str, Any], opening: int | None) -> int | None:
    limit = opening if opening is not None else 0
    for index, paragraph in enumerate(draft.paragraphs[:limit]):
        text = paragraph.text.strip()
        for kind, names in words["kinds"].items():
            if kind == "signs":
                continue
            for name in names:
                if plain_word(text).startswith(name) and (found := NUMBER.match(text, len(name))):
                    if found.end() < len(text):
                        continue
                    draft.kind, draft.number = kind, found[1]
                    if found[2]:
                        draft.revised = any(plain_word(found[2]).startswith(one) for one in words["title"]["revised"])
                        place = PLACE_YEAR.search(_without_revised(found[2], words["title"]["revised"]))
                        if place:
                            draft.place, draft.year = place[1].strip(), int(place[2])
                    return index
    return None


def _numbered_title(draft: Draft, words: dict[str, Any], opening: int | None) -> None:
    """« 74/187. Title »: session and number; the line before that names the kind has the year."""
    before = draft.paragraphs[:opening or 0]
    found = next((m for one in before if (m := SESSION_NUMBER.match(one.text.strip()))), None)
    if found is None:
        return
    draft.number, draft.title, draft.kind = found["number"], found["title"].strip() or None, "resolution"
    for one in before:
        line = bare(one.text)
        if any(bare(name) in line for name in words["kinds"]["resolution"]) and (year := YEAR.search(line)):
            draft.year = int(year[0])
            return


def _without_revised(text: str, marks: list[str]) -> str:
    for mark in sorted(marks, key=len, reverse=True):
        if plain_word(text).startswith(mark):
            return text[len(mark):].strip()
    return text


def _title_lines(draft: Draft, at: int, opening: int | None) -> None:
    lines = []
    for paragraph in draft.paragraphs[at + 1:opening]:
        if _is_history(paragraph.text):
            break
        lines.append(paragraph.text.strip())
    draft.title = " ".join(lines) or None


def _is_history(text: str) -> bool:
    text = text.strip()
    return text.startswith("(") and text.endswith(")") and PLACE_YEAR.search(text) is not None


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
    places = [(m[1].strip(" ("), int(m[2])) for m in PLACE_YEAR.finditer(paragraph.text[paragraph.text.rfind("("):])]
    if places and draft.year is None:
        draft.place, draft.year = _unfused(draft, *places[-1])
    if draft.body is None and draft.place and draft.year:
        bodies = draft.vocabulary.bodies_at(draft.place, draft.year)
        draft.body = bodies[0] if len(bodies) == 1 else None


def _unfused(draft: Draft, place: str, year: int) -> tuple[str, int]:
    """In « Hammamet, 2016Genève, 2022 » the last pair is the new one: its place starts where the old year ends."""
    return place.lstrip("0123456789"), year


def _other_kinds(draft: Draft, words: dict[str, Any]) -> None:
    text = plain_word(draft.text)
    signs = words["kinds"]["signs"]
    if any(sign in text for sign in signs["proposal"]):
        draft.kind = "proposal"
        _find_amended(draft, words)
    elif draft.kind == "other" and draft.start is None:
        for kind in ("information", "report"):
            if any(sign in text for sign in signs[kind]):
                draft.kind = kind
                return


def _find_amended(draft: Draft, words: dict[str, Any]) -> None:
    names = [name for kind, all_names in words["kinds"].items() if kind != "signs" for name in all_names]
    text = plain_word(draft.text)
    sign = next(s for s in words["kinds"]["signs"]["proposal"] if s in text)
    line_start = text.index(sign)
    line_end = text.find("\n", line_start)
    line = draft.text[line_start:line_end if line_end >= 0 else None]
    for name in names:
        if found := re.search(re.escape(name) + NUMBER.pattern, line, re.IGNORECASE):
            earlier = [(p, y) for p, y in draft.history if y != draft.year]
            place, year = earlier[-1] if earlier else (None, None)
            if named := PLACE_YEAR.search(_without_revised(found[2] or "", words["title"]["revised"])):
                place, year = named[1].strip(), int(named[2])
            draft.amends = Amended(draft.body, found[1], place, year)
            draft.number = draft.number or found[1]
            return
