"""Numbers of United Nations texts, which print without a kind before each: 70/1, 2203 (2015), 217 A (III)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from textengine.languages import words_of
from textengine.model import Citation, Span
from textengine.pipeline import Draft
from textengine.rules.places import ByPlace

PART = r"(?:[ \u00a0](?:[A-Z](?![A-Za-z0-9_.])|[\u0600-\u06ff]{3,5}(?=[ \u00a0]?\((?:\u062f))))?"
ARABIC_SESSION = r"\([ \u00a0]?\u062f[ \u00a0]?(?:[\u0625\u0627](?:[ \u00a0]?\u0637)?)?(?:[ \u00a0]?[\-\u2011\u2013][ \u00a0]?(?:\d{1,2}|[IVXL]{1,7}))?[ \u00a0]?\)"
SPECIAL = r"(?:(?:ES|S)[\-\u2011]|\u062f[ \u00a0]?[\u0625\u0627](?:[ \u00a0]?\u0637)?[ \u00a0]?[\-\u2011\u2013][ \u00a0]?)"
PREFIX = r"(?P<prefix>(?:A|S|E|A/HRC|A/ES-\d+|A/S-\d+)/(?:RES|DEC)/)?"
SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.,])(?<![A-Za-z0-9\s(][\-\u2011]){PREFIX}(?:"
    rf"(?P<roman>\d{{1,4}}{PART}[ \u00a0]?(?:\([SE\-\u2011]{{0,3}}[IVXL]{{1,7}}\)|{ARABIC_SESSION}))"
    r"|(?P<council>\d{1,4})[ \u00a0]?\((?P<year>(?:19|20)\d\d)\)"
    r"|(?P<social>(?:19|20)\d\d/\d{1,3})(?![\d/])"
    r"|(?P<party>\d{1,3}/(?:CP|CMP|CMA|COP|SBI|SBSTA)\.\d{1,3})"
    rf"|(?P<session>{SPECIAL}?\d{{1,2}}/\d{{1,3}})(?![\d/])"
    r"|(?P<bare>(?<=S/RES/)\d{1,4})(?!\d)"
    r")"
)
# What each begins with: the sign before is looked at behind it, which is quicker.
FIRST_SIGN = re.compile("[\\dASE\u062f](?<![A-Za-z0-9/.,].)")
# The sign before is looked at behind the first letter, so that only capitals are tried.
DOCUMENT = re.compile(r"[A-Z](?<![A-Za-z0-9/.\-\u2011].)[A-Z]{0,5}\d{0,2}(?:/[A-Z0-9][A-Za-z0-9.\-]{0,20}){1,6}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
KINDS = ("resolution", "decision")
DATE_REACH = 70
# The Human Rights Council counts its sessions from 2006, when the General Assembly had reached its sixtieth.
FIRST_YEAR_OF_COUNCIL, FIRST_SESSION_BESIDE_COUNCIL = 2006, 60
SPECIAL_SESSIONS_OF_ASSEMBLY = 29  # so many special sessions had the Assembly when the Council began to count its own
NAME_GAP = 14


class _Near(NamedTuple):
    """The words near a number that say what it is; another body's before and behind it; those that make it a year of accounts."""

    kinds: dict[str, str]
    rights: tuple[str, ...]
    follows: bool
    before: re.Pattern[str]
    behind: re.Pattern[str]
    budget: re.Pattern[str]


@lru_cache
def _near(language: str) -> _Near:
    words = words_of(language).get("citations", {})
    kinds = {stem.casefold(): kind for kind in KINDS for stem in words.get(f"{kind}_stems", ())}
    return _Near(
        kinds, tuple(words.get("rights_council", ())), words.get("kind_follows", False),
        re.compile("|".join(words.get("other_body_before", ())) or "(?!)"), re.compile("|".join(words.get("other_body_behind", ())) or "(?!)"),
        re.compile("|".join(words.get("budget_year", ())) or "(?!)", re.IGNORECASE),
    )


def find_symbols(draft: Draft) -> list[Citation]:
    """The United Nations numbers of paragraphs that speak of a resolution or decision, in order of the text.

    Likely only: a kind where the paragraph speaks of both, a small session number (two bodies count so), a special session.
    """
    near = _near(draft.language or "")
    found: list[Citation] = []
    provisions = ByPlace(draft.provisions)
    every = stems_in(draft.small(), near.kinds)
    for paragraph in draft.paragraphs:
        start, end = paragraph.span
        stems = every[bisect_left(every, (start, "")):bisect_left(every, (end, ""))]
        if not stems and "/RES/" not in paragraph.text and "/DEC/" not in paragraph.text:
            continue
        two_kinds = len({kind for _, kind in stems}) > 1
        symbols = [one for one in _symbols(draft.text, start, end) if (stems or one["prefix"]) and not _is_budget(draft.text, one, near)]
        last: Citation | None = None
        for one, follow in zip_longest(symbols, symbols[1:]):
            after = draft.text[one.end():min(end, one.end() + DATE_REACH, follow.start() if follow else end)]
            before = draft.text[max(start, one.start() - DATE_REACH):one.start()]
            kind, body, number, year = _named(draft, one, before, after, near, stems)
            listed = last is not None and bisect_left(every, (last.span.end, "")) == bisect_left(every, (one.start(), ""))
            if listed and last is not None and last.body == "hrc" and body == "unga?" and one.start() - last.span.end < DATE_REACH:
                body = "hrc"
            plain = body == "unga" and not number[0].isalpha() or body in ("unsc", "ecosoc") and one["bare"] is None
            clear = bool(one["prefix"]) or plain and not two_kinds
            last = Citation(
                provisions.at(one.start()), Span(one.start(), one.end()), one[0], kind, body, number,
                None, year, False, None, "unknown", "certain" if clear else "likely",
            )
            found.append(last)
    rights_numbers = {one.number for one in found if one.body == "hrc"}
    return [replace(one, body="hrc") if one.body == "unga?" and one.number in rights_numbers else _settled(one) for one in found]


def _symbols(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The numbers between two places, none over another."""
    past = start
    for one in FIRST_SIGN.finditer(text, start, end):
        if one.start() >= past and (found := SYMBOL.match(text, one.start(), end)) is not None:
            yield found
            past = found.end()


def stems_in(small: str, kinds: dict[str, str]) -> list[tuple[int, str]]:
    """Where the stems of kinds of texts stand in a text in small letters, in order, with the kind of each."""
    found: list[tuple[int, str]] = []
    for stem, kind in kinds.items():
        at = small.find(stem)
        while at >= 0:
            found.append((at, kind))
            at = small.find(stem, at + len(stem))
    return sorted(found)


def _is_budget(text: str, one: re.Match[str], near: _Near) -> bool:
    """« 2020/21 » is a year of accounts beside its words, a number of the Economic and Social Council elsewhere."""
    if not one["social"]:
        return False
    first, second = one["social"].split("/")
    if len(second) != len(first) - 2 or (int(first) + 1) % 100 != int(second):
        return False
    return bool(near.budget.search(text, max(0, one.start() - 40), one.end() + 12))


@lru_cache
def _documents(language: str) -> re.Pattern[str]:
    """A temporary document has a number alone behind its word: « Document TD 123 »."""
    words = "|".join(words_of(language).get("citations", {}).get("document_word", ())) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{words})[ \u00a0](TD[ \u00a0\-]?\d{{1,5}})(?![\w/])")


def find_documents(draft: Draft) -> list[Citation]:
    """Symbols of documents (A/77/42, CCW/CONF.V/2, C28/12), in order of the text."""
    provisions = ByPlace(draft.provisions)
    found = []
    text = draft.text
    printed = [(one.start(), one[0]) for one in DOCUMENT.finditer(text)] if "/" in text else []
    called = [(one.start(1), one[1]) for one in _documents(draft.language or "").finditer(text)] if "TD" in text else []
    for start, words in sorted(printed + called):
        symbol = words.rstrip(".-")
        if any(sign.isdigit() for sign in symbol.rpartition("/")[2]) and "/RES/" not in symbol and "/DEC/" not in symbol:
            span = Span(start, start + len(symbol))
            found.append(
                Citation(provisions.at(span.start), span, symbol, "document", None, symbol, None, None, False, None, "unknown", "certain")
            )
    return found


def _settled(one: Citation) -> Citation:
    return replace(one, body="unga") if one.body == "unga?" else one


def _kind(stems: list[tuple[int, str]], at: int, follows: bool) -> str:
    after = bisect_left(stems, (at, ""))
    if follows and after < len(stems):
        return stems[after][1]
    return stems[max(after - 1, 0)][1]


def _named(
    draft: Draft, found: re.Match[str], before: str, after: str, near: _Near, stems: list[tuple[int, str]]
) -> tuple[str, str | None, str, int | None]:
    """Kind, body, number and year; a small session number is the Human Rights Council's where its date or its name says so."""
    prefix = found["prefix"] or ""
    kind = ("decision" if prefix.endswith("DEC/") else "resolution") if prefix else _kind(stems, found.start(), near.follows)
    if found["council"] or found["bare"]:
        year = int(found["year"]) if found["year"] else None
        return kind, _council(draft, before, after), found["council"] or found["bare"], year
    if found["social"]:
        return kind, "ecosoc", found["social"], None
    if found["party"]:
        return "decision", None, found["party"], None
    if found["roman"]:
        return kind, "unga", _session_as_printed_elsewhere(found["roman"]), None
    number = _special(found["session"])
    return kind, _of_session(number, prefix, before, after, near), number, None


def _council(draft: Draft, before: str, after: str) -> str:
    """A number with its year is the Security Council's; in a text of another organisation the one of its own Council named beside it."""
    if draft.body != "council" and not draft.vocabulary.covers(draft.body or ""):
        return "unsc"
    known = draft.vocabulary.find_actors(before, draft.language or "", body=draft.body)
    if known and known[-1].code == "council" and len(before) - known[-1].span.end < NAME_GAP:
        return "council"
    known = draft.vocabulary.find_actors(after, draft.language or "", body=draft.body)
    return "council" if known and known[0].code == "council" and known[0].span.start < NAME_GAP else "unsc"


def _of_session(number: str, prefix: str, before: str, after: str, near: _Near) -> str | None:
    """Whose session a number counts: the General Assembly's unless a name or a date says another."""
    session = _session(number)
    if prefix:
        return "hrc" if "HRC" in prefix else "unga"
    if session < FIRST_SESSION_BESIDE_COUNCIL and any(name in before[-60:] + after[:40] for name in near.rights):
        return "hrc"
    if near.before.search(before) or near.behind.match(after):
        return None
    if session >= FIRST_SESSION_BESIDE_COUNCIL:
        return "unga"
    years = YEAR.findall(before[-20:]) if near.follows else YEAR.findall(after)[:1]
    if not years:
        return "unga?"
    if number.startswith("ES"):
        return "unga"
    if number.startswith("S"):
        return "hrc" if int(years[-1]) >= FIRST_YEAR_OF_COUNCIL and session < SPECIAL_SESSIONS_OF_ASSEMBLY else "unga?"
    return "hrc" if int(years[-1]) >= FIRST_YEAR_OF_COUNCIL else "unga"


def _session(number: str) -> int:
    return int(re.sub(r"\D*(\d+)/.*", r"\1", number))


def _special(session: str) -> str:
    """The number of a session; a special one with its mark where that is in Latin letters."""
    return session.replace("\u2011", "-") if session[0].isascii() else re.sub(r"^[^\d]+", "", session)


def _session_as_printed_elsewhere(printed: str) -> str:
    """« 217 A (III) » without its part, its session in Roman figures."""
    number, session = re.match(r"\d+", printed), re.search(r"\(([^)]*)\)", printed)
    mark = session[1].replace("\u2011", "-").strip() if session else ""
    if figures := re.search(r"\d+$", mark):
        special = "ES-" if "\u0637" in mark else "S-" if re.search("[\u0625\u0627]", mark) else ""
        mark = special + roman(int(figures[0]))
    elif mark.startswith("\u062f"):
        mark = re.sub(r"^[^IVXL]*", "", mark) or "I"
    return f"{number[0] if number else ''} ({mark})"


def roman(number: int) -> str:
    """A number below forty in Roman figures."""
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
