"""Mentions of other texts: kind, number, place, year, body, point; and what the tables say of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from textengine.languages import words_of
from textengine.model import Citation, Problem, Span
from textengine.pipeline import Draft
from textengine.rules.instruments import find_instruments
from textengine.rules.longest import LONGEST
from textengine.rules.meetings import BRACKET, Meeting, meeting_of
from textengine.rules.places import ByPlace
from textengine.rules.points import point_of
from textengine.rules.symbols import find_documents, find_symbols, stems_in
from textengine.vocabulary import plain_word

KINDS = ("resolution", "decision", "recommendation", "opinion", "declaration", "report")
NUMBER = r"(?:\d{1,4}/\d{1,4}|\d{1,3}\(\d{1,2}\)|\d{1,3}\.\d{1,3}(?!\d)|\d{1,5}(?:[ \u00a0]?\([IVX]{1,6}\))?(?:bis|ter)?)"
SERIES = r"(?:[A-Z]{1,2}\.|WHA|EB(?=\d{1,3}\.))?"
VERSION = r"(?:-\d{1,2}(?![\d/]))?"
# « X.1303 », « Y.4000/Y.2060 », « M.1457-14 », « 55-2 »: the numbers of a Sector's texts carry their version.
CODED = rf"(?:[A-Z]{{1,2}}\.)?\d{{1,5}}(?:\.\d{{1,4}}){{0,3}}{VERSION}(?:/[A-Z]{{1,2}}\.\d{{1,5}}(?:\.\d{{1,3}})?)?"
SECTOR = r"(?:[A-ZА-Я]{2,4}[-\u2011‑][TRDТРД])"
SPACE = r"[ \u00a0]"
WINDOW = 110
NEAR = 70


class _Words(NamedTuple):
    """How mentions are printed in a language."""

    mention: re.Pattern[str]
    at_stem: bool  # a mention begins with the stem of its kind
    joined: re.Pattern[str]
    joined_coded: re.Pattern[str]
    kinds: dict[str, str]
    own_body: tuple[str, ...]


class _Mention(NamedTuple):
    """A number of a mention with its place, and the bracket that goes with it."""

    number: str
    at: Span
    meeting: Meeting | None
    whole: Span


@lru_cache
def _words(language: str) -> _Words:
    words = words_of(language).get("citations", {})
    kinds = {stem.casefold(): kind for kind in KINDS for stem in words.get(f"{kind}_stems", ())}
    stems = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True)) or "(?!)"
    joining = "|".join(re.escape(one).replace("\\ ", SPACE) for one in sorted(words.get("joining", [", "]), key=len, reverse=True))
    mark = "|".join(map(re.escape, words.get("number_mark", ()))) or "(?!)"
    if words.get("kind_follows"):
        mention = (
            rf"(?:第{SPACE}?(?P<first>{NUMBER})(?P<more>(?:号?(?:{joining})(?:第{SPACE}?)?{NUMBER}){{0,20}}){SPACE}?号(?P<kind>{stems})"
            rf"|(?P<sector>{SECTOR}){SPACE}?(?:第{SPACE}?)?(?P<coded>{CODED}(?:(?:{joining})(?:第{SPACE}?)?(?:{SECTOR}{SPACE}?)?{CODED}){{0,20}})"
            rf"(?:号)?(?P<kind2>{stems}))"
        )
    else:
        mention = (
            rf"(?<!\w){words.get('prefix', '')}(?P<kind>{stems})\w{{0,6}}{SPACE}(?:(?:{mark}){SPACE}?)?(?:(?P<sector>{SECTOR}){SPACE})?"
            rf"(?:(?P<coded>(?(sector){CODED}|(?!)))|(?P<series>{SERIES})(?P<first>{NUMBER}))(?![\w/])"
        )
    return _Words(
        re.compile(mention, re.IGNORECASE), not words.get("kind_follows") and not words.get("prefix"), re.compile(rf"(?:{joining})(?P<number>{SERIES}{NUMBER})(?![\w/%])"),
        re.compile(rf"(?:{joining})(?:{SECTOR}{SPACE})?(?P<number>{CODED})(?![\w/%])"),
        kinds, tuple(words.get("own_body", ())),
    )


def find_citations(draft: Draft) -> None:
    """Find the mentions with a number, in order of the text, and check place and year."""
    if draft.language is None:
        return
    words = _words(draft.language)
    own = draft.title_line or Span(0, 0)
    symbols = [one for one in [*find_symbols(draft), *find_documents(draft)] if not own.start <= one.span.start < own.end]
    claimed = {at for one in symbols for at in range(*one.span)}
    provisions = ByPlace(draft.provisions)
    found: list[Citation] = []
    stretches = [one.span for one in draft.paragraphs if len(one.text) <= LONGEST] if any(
        len(one.text) > LONGEST for one in draft.paragraphs
    ) else [Span(0, len(draft.text))]
    for mention in (found for one in stretches for found in _mentions(draft, words, *one)):
        if own.start <= mention.start() < own.end:
            continue
        groups = mention.groupdict()
        kind = words.kinds[(groups["kind"] or groups["kind2"]).casefold()]
        for one in _numbers(draft, mention, words):
            if not _is_title(kind, mention, one):
                continue
            if not claimed.intersection(range(*one.at)):
                found.append(_citation(draft, mention, one, kind, provisions))
    citations = sorted([*found, *symbols], key=lambda one: one.span.start)
    language, text = draft.language, draft.text
    draft.citations = [
        replace(one, point=point_of(language, text, *one.span)) for one in _bodies_known_elsewhere(draft, citations)
    ]
    draft.citations = sorted([*draft.citations, *find_instruments(draft)], key=lambda one: one.span.start)
    _tell_problems(draft)


def _mentions(draft: Draft, words: _Words, start: int, end: int) -> Iterator[re.Match[str]]:
    """The mentions between two places; looked for only where a stem of a kind stands, if that is how they begin."""
    if not words.at_stem:
        yield from words.mention.finditer(draft.text, start, end)
        return
    past = start
    for at, _ in stems_in(draft.small(), words.kinds):
        if past <= at < end and (found := words.mention.match(draft.text, at, end)) is not None:
            yield found
            past = found.end()


def _is_title(kind: str, mention: re.Match[str], one: _Mention) -> bool:
    """« Recommendation ITU-T X.1303 » is a text; « recommendation 11 » is an item of some report."""
    return kind in ("resolution", "decision") or bool(mention["sector"]) or bool(one.meeting) or mention["kind"][:1].isupper()


def _numbers(draft: Draft, mention: re.Match[str], words: _Words) -> Iterator[_Mention]:
    """The numbers of a mention (« Resolutions 44, 54 and 72 (Rev. …) »): one bracket stands for all before it."""
    groups = mention.groupdict()
    coded = groups.get("coded") or ""
    if coded and "more" in groups:
        for one in re.finditer(CODED, coded):
            start = mention.start("coded") + one.start()
            yield _Mention(one[0], Span(start, start + len(one[0])), None, Span(*mention.span()))
        return
    at = mention.end()
    parts = [(coded or (groups.get("series") or "") + mention["first"], Span(*mention.span("coded" if coded else "first")))]
    if groups.get("more"):
        start = mention.start("more")
        parts += [(one[0], Span(start + one.start(), start + one.end())) for one in re.finditer(NUMBER, groups["more"])]
    waiting = [parts]
    done: list[tuple[list[tuple[str, Span]], Meeting | None, int]] = []
    for _ in range(40):
        bracket = BRACKET.match(draft.text, at)
        meeting = meeting_of(draft.language or "", bracket["inside"]) if bracket else None
        if bracket is not None and meeting is not None:
            end = bracket.end()
            done.append((waiting.pop(), meeting, end))
            waiting.append([])
            at = end
        more = None if "more" in groups else (words.joined_coded if coded else words.joined).match(draft.text, at)
        if more is None:
            break
        waiting[-1].append((more["number"], Span(*more.span("number"))))
        at = more.end()
    if waiting[-1]:
        done.append((waiting[-1], None, waiting[-1][-1][1].end if "more" not in groups else mention.end()))
    for place, (numbers, bracketed, end) in enumerate(done):
        start = mention.start() if place == 0 else numbers[0][1].start
        for number, span in numbers:
            yield _Mention(number, span, bracketed, Span(start, end))


def _citation(draft: Draft, mention: re.Match[str], one: _Mention, kind: str, provisions: ByPlace) -> Citation:
    meeting = one.meeting or Meeting(None, None, False)
    number = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in one.number)
    number = re.sub(r"[ \u00a0]?\((?=[IVX])", " (", number)
    number = re.sub(r"(?<=\d)-(?=\d)", ".", number) if "-" in one.number and not mention["sector"] else number
    body = _body(draft, mention, one.whole.end, meeting, kind)
    return Citation(
        provisions.at(one.whole.start), one.whole, draft.text[one.whole.start:one.whole.end], kind, body, number, meeting.place,
        meeting.year, meeting.revised, None, "unknown", "certain" if body else "likely" if meeting.year else "unsure",
    )


def _body(draft: Draft, mention: re.Match[str], end: int, meeting: Meeting, kind: str) -> str | None:
    """The body of a text cited: by its Sector, by the words behind, by place and year, by the nearest body named."""
    language, text, vocabulary = draft.language or "", draft.text, draft.vocabulary
    if mention["sector"]:
        sector = vocabulary.find_actors(text, language, *mention.span("sector"))
        return sector[0].code if sector else None
    line_end = text.find("\n", end)
    stop = min(line_end if line_end >= 0 else len(text), end + WINDOW)
    follow = plain_word(text[end:stop]).lstrip()
    if draft.body and follow.startswith(_words(language).own_body):
        return draft.body
    bodies = {one.body for one in vocabulary.conferences} | {"council", "unga"}
    if meeting.place is None and (note := BRACKET.match(text, end)):
        end = end if vocabulary.find_actors(note["inside"], language) else note.end()  # « (modified 2018) », « (C15) »
    behind = vocabulary.find_actors(text, language, end, stop)
    if behind and behind[0].code in bodies:
        between = text[end:behind[0].span.start]
        if len(between) <= 14 and not any(sign in between for sign in ",;:(،؛，；"):
            return behind[0].code
    if meeting.body and (named := vocabulary.find_actors(meeting.body, language)):
        return named[0].code
    if meeting.place and meeting.year:
        met = vocabulary.bodies_at(meeting.place, meeting.year)
        if len(met) == 1:
            return met[0]
    if kind == "opinion" and meeting.place:
        return None  # given by a forum whose meetings no table has
    line = text.rfind("\n", 0, mention.start()) + 1
    before = [
        one for one in vocabulary.find_actors(text, language, max(line, mention.start() - NEAR), mention.start()) if one.code in bodies
    ]
    nearest = before[-1:] or [one for one in behind if one.code in bodies][:1]
    return nearest[0].code if nearest else None


def _bodies_known_elsewhere(draft: Draft, citations: list[Citation]) -> list[Citation]:
    """A bare number is the text of that number that is named in full elsewhere, or the one that is to be changed."""
    known: dict[tuple[str, str | None], str] = {}
    for one in citations:
        if one.body:
            known.setdefault((one.kind, one.number), one.body)
    if draft.amends is not None and draft.amends.body:
        known.setdefault(("resolution", draft.amends.number), draft.amends.body)
    whole = [
        one if one.body or (one.kind, one.number) not in known else replace(one, body=known[one.kind, one.number], certainty="likely")
        for one in citations
    ]
    return [one if one.status != "unknown" else replace(one, status=_status(draft, one)) for one in whole]  # type: ignore[arg-type]


def _status(draft: Draft, one: Citation) -> str:
    """What the tables say of a mention at the date of the citing text."""
    vocabulary = draft.vocabulary
    if one.kind == "resolution" and one.place and one.year is None:
        return "incomplete"
    if one.body and one.place and one.year and vocabulary.covers(one.body) and not vocabulary.place_year(one.body, one.place, one.year):
        return "impossible"
    if one.kind == "resolution" and vocabulary.lists(one.body) and one.year is None:
        return "incomplete"
    years = vocabulary.revisions(one.body or "", one.number or "") if one.kind == "resolution" else ()
    if one.body is None or one.year is None or one.year not in years:
        return "unknown"
    ended = vocabulary.ended(one.body, one.number or "")
    later = [year for year in (*years, *([ended] if ended else [])) if year > one.year]
    return "superseded" if any(_before_text(draft, one.body, year) for year in later) else "ok"


def _before_text(draft: Draft, body: str, year: int) -> bool:
    """Whether a conference of a year had met when the citing text was adopted: by days where the table has them."""
    if draft.year is None:
        return False
    if year != draft.year:
        return year < draft.year
    its, own = draft.vocabulary.met_on(body, year), draft.vocabulary.met_on(draft.body or "", draft.year)
    return bool(its and own and its <= own)


def _tell_problems(draft: Draft) -> None:
    for one in draft.citations:
        if one.status == "impossible":
            draft.problems.append(Problem("place-year-impossible", one.span, f"No such meeting: {one.place}, {one.year}"))
        if one.revised and one.year is None:
            draft.problems.append(
                Problem("revision-without-year", one.span, f"The revision of {one.text.partition('(')[0].strip()} has no year")
            )
