"""Numbers of United Nations texts, which print without a kind before each: 70/1, 2203 (2015), 217 A (III)."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from textengine.languages import words_of
from textengine.model import Citation, Provision, Span
from textengine.pipeline import Draft

PART = r"(?:[ \u00a0][A-Z](?![A-Za-z0-9_.]))?"
SYMBOL = re.compile(
    r"(?<![A-Za-z0-9/.,\-\u2011])(?:A/RES/)?(?:"
    rf"(?P<roman>\d{{1,4}}{PART}[ \u00a0]?\([SE\-\u2011]{{0,3}}[IVXL]{{1,7}}\))"
    r"|(?P<council>\d{1,4})[ \u00a0]?\((?P<year>(?:19|20)\d\d)\)"
    r"|(?P<social>(?:19|20)\d\d/\d{1,3})(?![\d/])"
    r"|(?P<session>(?:(?:ES|S)[\-\u2011])?\d{1,2}/\d{1,3})(?![\d/])"
    r")"
)
KINDS = ("resolution", "decision")


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
    provisions = sorted((one for one in draft.provisions), key=lambda one: one.span.start)
    for paragraph in draft.paragraphs:
        start, end = paragraph.span
        stems = [(one.start(), kinds[one[0].casefold()]) for one in pattern.finditer(draft.text, start, end)]
        if not stems:
            continue
        for one in SYMBOL.finditer(draft.text, start, end):
            kind = _kind(stems, one.start(), follows)
            number, body = _named(one, draft.text[max(start, one.start() - 60):min(end, one.end() + 40)], rights)
            year = int(one["year"]) if one["year"] else None
            found.append(
                Citation(
                    _holder(provisions, one.start()), Span(one.start(), one.end()), one[0], kind, body, number,
                    None, year, False, None, "unknown", "likely",
                )
            )
    return found


def _kind(stems: list[tuple[int, str]], at: int, follows: bool) -> str:
    after = bisect_left(stems, (at, ""))
    if follows and after < len(stems):
        return stems[after][1]
    return stems[max(after - 1, 0)][1]


def _named(found: re.Match[str], around: str, rights: tuple[str, ...]) -> tuple[str, str]:
    if found["council"]:
        return found["council"], "unsc"
    if found["social"]:
        return found["social"], "ecosoc"
    if found["roman"]:
        number = re.sub(r"(?:[ \u00a0][A-Z])?[ \u00a0]?\(", " (", found["roman"])
        return number.replace("\u2011", "-"), "unga"
    number = found["session"].replace("\u2011", "-")
    session = int(re.sub(r"\D*(\d+)/.*", r"\1", number))
    is_rights = session < 60 and any(name in around for name in rights)
    return number, "hrc" if is_rights else "unga"


def _holder(provisions: list[Provision], at: int) -> str | None:
    inner = None
    for one in provisions:
        if one.span.start > at:
            break
        if at < one.span.end:
            inner = one.id
    return inner
