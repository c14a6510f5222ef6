"""By when: the words that set a time, their kind, and what a calendar can compute from them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from textengine.languages import words_of
from textengine.model import Due, Span
from textengine.rules.phrases import Phrases, compiled, in_order, phrases
from textengine.rules.searched import Searched

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ISO = re.compile(r"((?:19|20)\d\d)-(\d{2})-(\d{2})")
SPAN_YEARS = re.compile(r"((?:19|20)\d\d)\s?[-–—]\s?((?:19|20)?\d\d)(?!\d)")
DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
NEAR = 90
LONGEST_NUMBER = 4  # figures of the number of a session
GAP = 4
BY_YEAR = re.compile(r"[-‐‑–](\d\d|(?:19|20)\d\d)(?![\d-])| (?:in |of |en |du |de |в )?((?:19|20)\d\d)(?!\d)")  # « WTSA-28 », « the Council in 2027 »
OWN_REACH = 30  # the pronoun of « at its … » stands so near; of a part of a session, a little farther
PART_REACH = 70
BEHIND = 14
BRACKET = re.compile(r" ?(?:\([^()]{1,20}\) ?)?")


def find_due(s: Searched, start: int, end: int, asked: str | None = None) -> Due:
    """The first time that a provision sets; kind ``none`` where it sets none; « its session » is that of the body that is ``asked``."""
    found = _dates(s, start, end) + _meetings(s, start, end, asked) + _periods(s, start, end) + _events(s, start, end)
    found = [due for due in found if due.span and not s.quoted(start, s.inside(due.span)[0])]
    return min(found, key=lambda due: (due.span or Span(end, end)).start) if found else Due()


def _due(s: Searched, start: int, end: int, kind: str, value: dict[str, Any] | None) -> Due:
    while end > start and s.text[end - 1] in " ,،;":
        end -= 1
    span = s.out(start, end)
    return Due(s.draft.text[span.start:span.end], span, kind, value)  # type: ignore[arg-type]


def _dates(s: Searched, start: int, end: int) -> list[Due]:
    return [
        _due(s, *one.span(), "date", {"date": day})
        for one in s.pattern("dates", "date").finditer(s.plain, start, end) if (day := _day(s, one[0]))
    ]


def _day(s: Searched, words: str) -> str | None:
    """As much of a date as the words say; a span of years is its last year."""
    if iso := ISO.search(words):
        return _valid(iso[1], int(iso[2]), int(iso[3]))
    if span := SPAN_YEARS.search(words):
        first, last = span[1], span[2]
        return max(first, last if len(last) == 4 else first[:2] + last)
    years = YEAR.findall(words)
    if not years:
        return None
    for number, names in enumerate(s.words("dates", "months") or [], 1):
        month = compiled(s.language, tuple(names.split("|"))).search(words)
        if month:
            rest = words[:month.start()] + " " + YEAR.sub(" ", words[month.end():])
            days = DAY.findall(rest)
            return _valid(years[-1], number, int(days[0]) if days else None)
    return str(years[-1])


def _valid(year: str, month: int, day: int | None) -> str:
    if day is None or not 1 <= day <= (29 if month == 2 else 31):
        return f"{year}-{month:02d}"
    return f"{year}-{month:02d}-{day:02d}"


def _meetings(s: Searched, start: int, end: int, asked: str | None) -> list[Due]:
    found: list[Due] = []
    for one in s.pattern("dates", "meeting").finditer(s.plain, start, end):
        first, last = one.span()
        after = [
            actor for actor in s.actors(first, min(end, last + NEAR))
            if actor.span.start <= last + GAP and not s.pattern("mandates", "names", "and").match(s.plain, last, actor.span.start)
            or s.pattern("dates", "of").fullmatch(s.plain, last, actor.span.start)
        ]
        if after:
            last = max(last, after[0].span.end)
        number = ordinal(s, one[0])
        which = _which(s, s.plain[first:last], number)
        if which is None or not after and s.pattern("dates", "needs_body").fullmatch(one[0].rstrip()):
            continue
        body = after[0].code if after else _body_before(s, start, first, asked)
        relation = _relation(s, one[0])
        if relation == "at" and (behind := s.pattern("dates", "before_behind").match(s.plain, last, end)):
            relation, last = "before", behind.end()
        value: dict[str, Any] = {"body": body, "which": which, "relation": relation}
        if which == "named":
            if number:
                value["number"] = str(number)
            when = YEAR.search(s.plain, first, min(end, last + 30)) if YEAR.search(one[0]) else None
            if when:
                value["year"] = int(when[0])
        found.append(_due(s, first, last, "meeting", value))
    return found + _next_behind(s, start, end) + _year_behind(s, start, end)


def _next_behind(s: Searched, start: int, end: int) -> list[Due]:
    """Where « next » stands behind the name: the meeting's name, with the preposition before it."""
    found = []
    for one in s.pattern("dates", "next_behind").finditer(s.plain, start, end):
        before = [actor for actor in s.actors(start, one.start()) if one.start() - actor.span.end < BEHIND + 8]
        if len(before) > 1 and s.plain[before[-2].span.end:before[-1].span.start] == " (":
            before.pop()
        if before and BRACKET.fullmatch(s.plain, before[-1].span.end, one.start()):
            first = before[-1].span.start
            lead = s.pattern("dates", "leads").search(s.plain, max(start, first - BEHIND), first)
            begin = lead.start() if lead and lead.end() == first else first
            value = {"body": before[-1].code, "which": "next", "relation": _relation(s, s.plain[begin:first])}
            found.append(_due(s, begin, one.end(), "meeting", value))
    return found


def _year_behind(s: Searched, start: int, end: int) -> list[Due]:
    """Where the year of a session stands behind the body's name, and is later than the text: one that was held is cited, not awaited."""
    found: list[Due] = []
    for actor in s.actors(start, end) if s.draft.year else ():
        body, year = s.draft.vocabulary.actor(actor.code), BY_YEAR.match(s.plain, actor.span.end, end)
        if year is None or body is None or body.kind != "body":
            continue
        number = int(year[1] or year[2])
        lead = s.pattern("dates", "named_leads").search(s.plain, max(start, actor.span.start - BEHIND), actor.span.start)
        if lead and lead.end() == actor.span.start and (when := number if number > 99 else 2000 + number) > (s.draft.year or 0):
            value = {"body": actor.code, "which": "named", "relation": _relation(s, lead[0]), "year": when}
            found.append(_due(s, lead.start(), year.end(), "meeting", value))
    return found


def _which(s: Searched, words: str, number: int | None) -> str | None:
    """Which meeting is meant: the next, the first, one by its number or year, each, or future ones."""
    for which in ("next", "future"):
        if s.pattern("dates", which).search(words):
            return which
    if number in (None, 1) and s.pattern("dates", "first").search(words):
        return "first"
    if number or YEAR.search(words):
        return "named"
    return "each" if s.pattern("dates", "each").search(words) else None


def _relation(s: Searched, words: str) -> str:
    for relation in ("beside", "before", "after"):
        if s.pattern("dates", relation).search(words):
            return relation
    return "at"


def _body_before(s: Searched, start: int, at: int, asked: str | None) -> str | None:
    """« to the Assembly at its next session »: the body named just before, else the one that speaks (« at its … »)."""
    before = s.actors(start, at)
    persons = s.pattern("dates", "persons")
    if before and len(s.plain[before[-1].span.end:at].strip(" ,،")) == 0 and not persons.search(before[-1].text):
        return before[-1].code
    if not s.pattern("dates", "own").search(s.plain[at:at + OWN_REACH]) and not s.pattern("dates", "own_part").search(s.plain[at:at + PART_REACH]):
        return None
    if other := s.pattern("dates", "other_body").search(s.plain, max(start, at - NEAR), at):
        if s.pattern("mandates", "receiver_pronoun").search(s.plain, other.start(), at):
            return s.body  # « asks the committee to report to it at its session »
        return s.body if before and before[-1].span.start > other.start() and before[-1].code == s.body else None
    return asked or s.body


def ordinal(s: Searched, words: str) -> int | None:
    """The number that stands in words of order: « eighty-first » is 81."""
    if not s.words("ordinals"):
        return None
    match = compiled(s.language, ("{ordinal}",)).search(words)
    if match is None:
        return None
    if figures := re.match(r"\d+", match[0]):
        return int(figures[0]) if len(figures[0]) <= LONGEST_NUMBER else None
    values = {**s.words("ordinals", "tens"), **s.words("ordinals", "units")}
    stems = sorted(values, key=len, reverse=True)
    total, at = 0, 0
    while at < len(match[0]):
        stem = next((one for one in stems if re.compile(one).match(match[0], at)), None)
        if stem is None:
            at += 1
            continue
        total += values[stem]
        hit = re.compile(stem).match(match[0], at)
        at = max(hit.end() if hit else at, at + 1)
    return total or None


def _periods(s: Searched, start: int, end: int) -> list[Due]:
    found: list[Due] = []
    likely = s.likely(start, end)
    for every, words in _rhythms(s.language):
        for one in in_order(likely.get(words, words.always), s.plain, start, end):
            found.append(_due(s, *one.span(), "period", {"every": every or None}))
    return found + [_due(s, *one.span(), "period", None) for one in s.pattern("dates", "soon").finditer(s.plain, start, end)]


@lru_cache
def _rhythms(language: str) -> tuple[tuple[str, Phrases], ...]:
    """What the words of a period say of its rhythm, and these words."""
    return tuple((every, phrases(language, tuple(words))) for every, words in words_of(language).get("dates", {}).get("period", ()))


def _events(s: Searched, start: int, end: int) -> list[Due]:
    return [_due(s, *one.span(), "event", None) for one in s.pattern("dates", "event").finditer(s.plain, start, end)]
