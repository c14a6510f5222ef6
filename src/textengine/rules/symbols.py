"""Numbers of United Nations texts, which print without a kind before each: 70/1, 2203 (2015), 217 A (III)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from textengine.languages import words_of
from textengine.model import Citation, Span
from textengine.pipeline import Draft
from textengine.rules.places import ByPlace

PART = r"(?:[ \u00a0][A-Z](?![A-Za-z0-9_.]))?"
SYMBOL = re.compile(
    r"(?<![A-Za-z0-9/.,])(?<![A-Za-z0-9\s(][\-\u2011])(?:A/RES/)?(?:"
    rf"(?P<roman>\d{{1,4}}{PART}[ \u00a0]?\([SE\-\u2011]{{0,3}}[IVXL]{{1,7}}\))"
    r"|(?P<council>\d{1,4})[ \u00a0]?\((?P<year>(?:19|20)\d\d)\)"
    r"|(?P<social>(?:19|20)\d\d/\d{1,3})(?![\d/])"
    r"|(?P<session>(?:(?:ES|S)[\-\u2011])?\d{1,2}/\d{1,3})(?![\d/])"
    r")"
)
DOCUMENT = re.compile(r"(?<![A-Za-z0-9/.\-\u2011])[A-Z]{1,6}\d{0,2}(?:/[A-Z0-9][A-Za-z0-9.\-]{0,20}){1,6}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
KINDS = ("resolution", "decision")
DATE_REACH = 70
# The Human Rights Council counts its sessions from 2006, when the General Assembly had reached its sixtieth.
FIRST_YEAR_OF_COUNCIL, FIRST_SESSION_BESIDE_COUNCIL = 2006, 60


@lru_cache
def _near(language: str) -> tuple[re.Pattern[str], dict[str, str], tuple[str, ...], bool]:
    words = words_of(language).get("citations", {})
    kinds = {stem.casefold(): kind for kind in KINDS for stem in words.get(f"{kind}_stems", ())}
    stems = "|".join(map(re.escape, kinds)) or "(?!)"
    return re.compile(stems, re.IGNORECASE), kinds, tuple(words.get("rights_council", ())), words.get("kind_follows", False)


def find_symbols(draft: Draft) -> list[Citation]:
    """The United Nations numbers of paragraphs that speak of a resolution or decision, in order of the text."""
    pattern, kinds, rights, follows = _near(draft.language or "")
    found: list[Citation] = []
    provisions = ByPlace(draft.provisions)
    for paragraph in draft.paragraphs:
        start, end = paragraph.span
        stems = [(one.start(), kinds[one[0].casefold()]) for one in pattern.finditer(draft.text, start, end)]
        if not stems:
            continue
        symbols = list(SYMBOL.finditer(draft.text, start, end))
        for one, follow in zip_longest(symbols, symbols[1:]):
            kind = _kind(stems, one.start(), follows)
            after = draft.text[one.end():min(end, one.end() + DATE_REACH, follow.start() if follow else end)]
            before = draft.text[max(start, one.start() - DATE_REACH):one.start()]
            number, body = _named(one, before, after, rights, follows)
            year = int(one["year"]) if one["year"] else None
            found.append(
                Citation(
                    provisions.at(one.start()), Span(one.start(), one.end()), one[0], kind, body, number,
                    None, year, False, None, "unknown", "likely",
                )
            )
    rights_numbers = {one.number for one in found if one.body == "hrc"}
    return [replace(one, body="hrc") if one.body == "unga?" and one.number in rights_numbers else _settled(one) for one in found]


def find_documents(draft: Draft) -> list[Citation]:
    """Symbols of documents (A/77/42, CCW/CONF.V/2, C28/12), in order of the text."""
    provisions = ByPlace(draft.provisions)
    found = []
    for one in DOCUMENT.finditer(draft.text):
        symbol = one[0].rstrip(".-")
        if any(sign.isdigit() for sign in symbol.rpartition("/")[2]) and not symbol.startswith("A/RES/"):
            span = Span(one.start(), one.start() + len(symbol))
            found.append(
                Citation(provisions.at(span.start), span, symbol, "document", None, symbol, None, None, False, None, "unknown", "likely")
            )
    return found


def _settled(one: Citation) -> Citation:
    return replace(one, body="unga") if one.body == "unga?" else one


def _kind(stems: list[tuple[int, str]], at: int, follows: bool) -> str:
    after = bisect_left(stems, (at, ""))
    if follows and after < len(stems):
        return stems[after][1]
    return stems[max(after - 1, 0)][1]


def _named(found: re.Match[str], before: str, after: str, rights: tuple[str, ...], date_before: bool) -> tuple[str, str]:
    """Number and body; a small session number is the Human Rights Council's where its date or its name says so."""
    if found["council"]:
        return found["council"], "unsc"
    if found["social"]:
        return found["social"], "ecosoc"
    if found["roman"]:
        number = re.sub(r"(?:[ \u00a0][A-Z])?[ \u00a0]?\(", " (", found["roman"])
        return number.replace("\u2011", "-"), "unga"
    number = found["session"].replace("\u2011", "-")
    session = int(re.sub(r"\D*(\d+)/.*", r"\1", number))
    if session >= FIRST_SESSION_BESIDE_COUNCIL:
        return number, "unga"
    if any(name in before[-60:] + after[:40] for name in rights):
        return number, "hrc"
    years = YEAR.findall(before[-20:]) if date_before else YEAR.findall(after)[:1]
    if years and not number[0].isalpha():
        return number, "hrc" if int(years[-1]) >= FIRST_YEAR_OF_COUNCIL else "unga"
    return number, "unga?"
