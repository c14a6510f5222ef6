"""Mentions of other texts: kind, number, place, year, body; and what the tables say of them."""

from __future__ import annotations

import re
from functools import lru_cache

from textengine.languages import words_of
from textengine.model import Citation, Problem, Provision, Span
from textengine.pipeline import Draft
from textengine.rules.symbols import find_symbols
from textengine.vocabulary import plain_word

NUMBER = r"(?:\d{1,4}/\d{1,4}|\d{1,3}\.\d{1,3}(?!\d)|\d{1,4}(?: ?\([IVX]{1,6}\))?)"
BRACKET = re.compile(r"[ \u00a0]?\((?P<rev>[^\W\d_]{2,4}\.?[ \u00a0]?)?(?P<place>[^\W\d_][^,;()\d]{0,60}?)(?:,[ \u00a0]?(?P<year>\d{4})|-(?P<short>\d{2}))?\)")
WINDOW = 110


@lru_cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    words = words_of(language).get("citations", {})
    kinds = {name: kind for kind in ("resolution", "decision", "recommendation", "opinion") for name in words.get(kind, ())}
    names = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True)) or "(?!)"
    joining = "|".join(
        re.escape(one).replace("\\ ", "[ \u00a0]") for one in sorted(words.get("joining", [", "]), key=len, reverse=True)
    )
    return re.compile(
        rf"\b(?P<kind>{names})[ \u00a0](?P<sector>[A-Z]{{2,3}}[\u2011-][TRD] )?(?P<series>[A-Z]\.)?(?P<first>{NUMBER})(?![\w])"
        rf"(?P<more>(?:(?:{joining}){NUMBER}(?![\w%])){{0,20}})"
    ), kinds


def find_citations(draft: Draft) -> None:
    """Find the mentions with a number, in order of the text, and check place and year."""
    if draft.language is None:
        return
    pattern, kinds = _pattern(draft.language)
    known: dict[tuple[str, str], str] = {}
    title_end = _title_end(draft)
    symbols = [one for one in find_symbols(draft) if one.span.start >= title_end]
    claimed = {at for one in symbols for at in range(*one.span)}
    for found in pattern.finditer(draft.text):
        bracket = BRACKET.match(draft.text, found.end())
        if found.start() < title_end or found.start("first") in claimed:
            continue
        end = bracket.end() if bracket else found.end()
        kind = kinds[found["kind"]]
        place = bracket["place"].strip() if bracket else None
        year = int(bracket["year"]) if bracket and bracket["year"] else None
        revised = bool(bracket and bracket["rev"] and bracket["rev"].strip().endswith("."))
        if bracket and bracket["rev"] and not revised:
            place = (bracket["rev"] + (place or "")).strip()
        if bracket and bracket["short"]:
            place, year = None, 2000 + int(bracket["short"])
        body = _body(draft, found, end, place, year)
        numbers = [found["first"], *re.findall(NUMBER, found["more"])]
        for number in numbers:
            number = number.replace("(", " (").replace("  ", " ")
            if found["series"]:
                number = found["series"] + number
            own = body or known.get((kind, number))
            if own:
                known.setdefault((kind, number), own)
            span = Span(found.start(), end)
            status = _status(draft, kind, own, number, place, year, bracket is not None)
            provision = _provision_at(draft, found.start())
            draft.citations.append(
                Citation(
                    provision.id if provision else None, span, draft.text[found.start():end], kind, own, number, place,
                    year, revised, None, status, "certain" if own else "likely",  # type: ignore[arg-type]
                )
            )
            if status == "impossible":
                draft.problems.append(
                    Problem("place-year-impossible", span, f"No such meeting: {place}, {year}")
                )
            if revised and year is None:
                draft.problems.append(
                    Problem("revision-without-year", span, f"The revision of {found['kind']} {number} has no year")
                )
    draft.citations = sorted([*draft.citations, *symbols], key=lambda one: one.span.start)


def _title_end(draft: Draft) -> int:
    front = [one.span.end for one in draft.paragraphs[:12] if draft.number and draft.number in one.text and len(one.text) < 90]
    return front[0] if front and draft.kind != "proposal" and draft.title else 0


def _body(draft: Draft, found: re.Match[str], end: int, place: str | None, year: int | None) -> str | None:
    if found["sector"]:
        vocabulary = draft.vocabulary.find_actors(draft.text, draft.language or "", found.start("sector"), found.end("sector"))
        return vocabulary[0].code if vocabulary else None
    sentence = draft.text.find("\n", end)
    stop = min(sentence if sentence >= 0 else len(draft.text), end + WINDOW)
    follow = plain_word(draft.text[end:stop]).lstrip()
    own = words_of(draft.language or "").get("citations", {}).get("own_body", [])
    if follow.startswith(tuple(own)):
        return draft.body
    bodies = {one.body for one in draft.vocabulary.conferences} | {"council"}
    for one in draft.vocabulary.find_actors(draft.text, draft.language or "", end, stop):
        between = draft.text[end:one.span.start]
        if len(between) > 14 or any(sign in between for sign in ",;:("):
            break
        if one.code in bodies:
            return one.code
        if one.code == "unga":
            return "unga"
        break
    if place and year:
        met = draft.vocabulary.bodies_at(place, year)
        if len(met) == 1:
            return met[0]
    line = draft.text.rfind("\n", 0, found.start()) + 1
    after = [one for one in draft.vocabulary.find_actors(draft.text, draft.language or "", end, stop) if one.code in bodies]
    before = [one for one in draft.vocabulary.find_actors(draft.text, draft.language or "", max(line, found.start() - 70), found.start()) if one.code in bodies]
    nearest = before[-1:] or after[:1]
    return nearest[0].code if nearest else None


def _status(
    draft: Draft, kind: str, body: str | None, number: str, place: str | None, year: int | None, bracket: bool
) -> str:
    if kind == "resolution" and bracket and place and year is None:
        return "incomplete"
    if body and place and year and draft.vocabulary.covers(body) and not draft.vocabulary.place_year(body, place, year):
        return "impossible"
    if kind == "resolution" and body in ("pp", "wtsa", "wtdc") and year is None:
        return "incomplete"
    years = draft.vocabulary.revisions(body or "", number) if kind == "resolution" else ()
    if year is None or year not in years:
        return "unknown"
    later = [one for one in years if one > year and draft.year is not None and one <= draft.year]
    return "superseded" if later else "ok"


def _provision_at(draft: Draft, at: int) -> Provision | None:
    for one in draft.provisions:
        if one.span.start <= at < one.span.end:
            return one
    return None
