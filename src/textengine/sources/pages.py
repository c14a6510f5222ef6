"""Text taken from printed pages: page headers, line numbers and parted words are taken out, lines joined to paragraphs.

Nothing is done to a text that shows no pages. What is taken out or joined is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from textengine.model import Span
from textengine.pipeline import Paragraph
from textengine.rules.labels import label_of
from textengine.rules.language import language_of
from textengine.sources.lines import COMMAS, STOPS, Joining, Open, is_parted, width_of

PAGE_BREAK = "\f"
NUMBER = r"(?:\d{1,4}|[ivxlIVXL]{1,6}|[一二三四五六七八九十〇零]{1,4})"
PAGE_WORD = r"(?:pages?|p\.|página|pág\.|страница|стр\.|с\.|第|صفحة|ص)"
PAGE_NUMBER = re.compile(
    rf"[\-–—\[( ]*(?:(?P<word>{PAGE_WORD}) ?)?(?P<number>{NUMBER})"
    rf"(?: ?(?P<of>/|of|de|sur|из|من|页，共|頁，共) ?{NUMBER})?(?: ?[页頁])?[\-–—\]) ]*", re.IGNORECASE
)
FIGURES = re.compile(r"\d+")
RULE = re.compile(r"\s*[_—–-]{5,}\s*")
NOTE = re.compile(r"\s*(\d{1,3})[\t ]\s*\S")
MARGIN = re.compile(r"[ \t]{0,6}(\d{1,5})(?:[ \t]{2,}|\t|[ \t]*$)")
EDGE_LINES = 4  # of a page, in which a header or footer may stand
NUMBERED, EACH_FIFTH, STEP = 12, 3, 5  # as many numbers show a margin that numbers each line, or each fifth
PARTED_LINES, BROKEN_LINES = 3, 8  # as many show printed lines where no page break is left
NUMBERED_PAGES, SHORT_PAGE, PAGE = 3, 5, 15  # pages known by their numbers, and as many lines of each at least
SHOWN = 100  # words of a trace that are listed one by one


@dataclass(slots=True)
class Cleaned:
    """The lines of a text, and what was taken out of them or joined: code and words of each trace."""

    lines: list[str]
    told: list[tuple[str, str]] = field(default_factory=list)


def clean_pages(text: str) -> Cleaned:
    """The lines of a text without what belongs to its pages; a text without pages as it stands."""
    pages = [one.split("\n") for one in text.split(PAGE_BREAK)]
    lines = [line for page in pages for line in page]
    pages = [page for page in pages if any(map(str.strip, page))]
    if len(pages) < 2:
        pages = _pages_by_number(lines) or pages
    numbers = _line_numbers(lines)
    if not pages or len(pages) < 2 and not numbers and not _broken(lines):
        return Cleaned(lines)
    told: list[tuple[str, str]] = []
    if numbers:
        pages = [[MARGIN.sub("", line, count=1) if _is_numbered(line, numbers) else line for line in page] for page in pages]
        told.append(("outside-text", f"Line numbers at the margin are no part of the text: {', '.join(sorted(numbers, key=int))}"))
    joining = Joining(text, language_of(text))
    told += _take_margins(pages, joining)
    joining.width = width_of([line for page in pages for line in page])
    cleaned = _Joined(joining)
    for page in pages:
        cleaned.add(page)
    return Cleaned(cleaned.finished(), [*told, *cleaned.told()])


def _pages_by_number(lines: list[str]) -> list[list[str]]:
    """The pages of a text in which only their numbers are left: it is cut behind each of a row of numbers that count up."""
    cuts: list[tuple[int, int]] = []
    written = 0
    since = 0
    for at, line in enumerate(lines):
        written += bool(line.strip())
        found = PAGE_NUMBER.fullmatch(line.strip()) if len(line) < 40 else None
        if found is None or not found["number"].isdecimal():
            continue
        sure = bool(found["word"] or found["of"] or not line.strip()[0].isdecimal())
        number = int(found["number"])
        if (not cuts or number == cuts[-1][1] + 1) and written - since > (SHORT_PAGE if sure else PAGE):
            cuts.append((at + 1, number))
            since = written
    if len(cuts) < NUMBERED_PAGES:
        return []
    edges = [0, *(at for at, _ in cuts), len(lines)]
    return [page for first, last in pairwise(edges) if any(map(str.strip, page := lines[first:last]))]


def _line_numbers(lines: list[str]) -> frozenset[str]:
    """The numbers at a margin that count the lines, each line or each fifth; empty where there are none."""
    written = [line for line in lines if line.strip()]
    found = [(at, int(number[1])) for at, line in enumerate(written) if (number := MARGIN.match(line))]
    each = [number for (before, last), (at, number) in pairwise(found) if number == 1 or number == last + 1 and at == before + 1]
    broken = sum(written[at - 1].rstrip()[-1:] not in STOPS + COMMAS for at, _ in found if at)
    if len(each) >= NUMBERED and len(each) > 0.8 * len(written) and broken > 0.3 * len(found):
        return frozenset(str(number) for _, number in found)
    fifth = [
        number for (before, last), (at, number) in pairwise([(-1, 0), *found])
        if number % STEP == 0 and (number == STEP or number == last + STEP) and at - before >= STEP
    ]
    return frozenset(map(str, fifth)) if len(fifth) >= EACH_FIFTH and len(fifth) > 0.8 * len(found) else frozenset()


def _is_numbered(line: str, numbers: frozenset[str]) -> bool:
    found = MARGIN.match(line)
    return found is not None and found[1] in numbers


def _broken(lines: list[str]) -> bool:
    """Whether lines end within words, or so often within sentences that they were broken to a width."""
    broken = [one.rstrip() for one, other in pairwise(lines) if one.strip() and other.lstrip()[:1].islower()]
    if sum(map(is_parted, broken)) >= PARTED_LINES:
        return True
    width = width_of(lines)
    within = sum(len(one) > width / 2 and one[-1] not in STOPS + COMMAS for one in broken)
    return width > 0 and within >= max(BROKEN_LINES, len(lines) // 4)


def _take_margins(pages: list[list[str]], joining: Joining) -> list[tuple[str, str]]:
    """Take the headers and footers off the pages: what stands again on other pages, and the numbers of pages.

    Nothing is taken where nothing would be left: a text is no header.
    """
    whole = [list(page) for page in pages]
    taken: dict[tuple[str, str], list[str]] = {}
    for what, way in (("The page header", 1), ("The page footer", -1)):
        edges = [[at for at, line in list(enumerate(page))[::way] if line.strip()][:EDGE_LINES] for page in pages]
        again = Counter(form for page, edge in zip(pages, edges, strict=True) for form in {_form(page[at]) for at in edge})
        often = max(2, -(-len(pages) // 3))
        for page, edge in zip(pages, edges, strict=True):
            ruled = way < 0 and any(RULE.fullmatch(page[at]) for at in edge)
            for at in edge:
                line = page[at].strip()
                number = len(pages) > 1 and PAGE_NUMBER.fullmatch(line) is not None
                if not number and (again[_form(line)] < often or not _is_margin(line, joining, ruled)):
                    break
                key = ("The number of the page", "") if number else (what, _form(line))
                taken.setdefault(key, []).append(" ".join(line.split()))
                page[at] = ""
    if not any(line.strip() for page in pages for line in page):
        pages[:] = whole
        return []
    return [("outside-text", f"{what} is no part of the text: {_counted(printed)}") for (what, _), printed in taken.items()]


def _counted(printed: list[str]) -> str:
    """What was taken off, and how often the same words."""
    return " | ".join(words if times == 1 else f"{words} ({times} times)" for words, times in Counter(printed).items())


def _form(line: str) -> str:
    """A line without its figures and spaces: the same on each page."""
    return "".join(FIGURES.sub("#", line).split()).casefold()


def _is_margin(line: str, joining: Joining, ruled: bool) -> bool:
    """Whether a line that comes again may be a header: it has letters and is no call, no item and no note."""
    if RULE.fullmatch(line) or not any(map(str.isalpha, line)) or joining.is_call(line):
        return False
    label = label_of(Paragraph(Span(0, 0), line))
    return not (ruled and NOTE.match(line)) and not (label and line[-1] in STOPS + COMMAS)


class _Joined:
    """The paragraphs of the pages, one after another; the notes of a page stand behind the paragraph that goes on over its edge."""

    def __init__(self, joining: Joining) -> None:
        self._joining = joining
        self._lines: list[str] = []
        self._open: Open | None = None
        self._held: list[Open] = []
        self._parted: list[str] = []
        self._count = 0

    def add(self, page: list[str]) -> None:
        """Add the lines of a page."""
        body, notes = _notes_apart(page)
        edge, blank = self._open is not None, False
        for line in body:
            if not line.strip():
                blank = True
                continue
            if self._open and (edge or not blank) and self._joining.goes_on(self._open, line, edge):
                self._join(self._open, line)
            else:
                self._close()
                self._open = Open([line], line)
            edge, blank = False, False
        self._hold(notes)

    def _join(self, before: Open, line: str) -> None:
        parted = self._joining.join(before, line)
        self._count += 1
        self._parted += [parted] if parted else []

    def _hold(self, notes: list[str]) -> None:
        """Keep the notes of a page until the paragraph that is open is over; their broken lines are joined."""
        expected = 0
        for line in notes:
            number = int(found[1]) if (found := NOTE.match(line)) else 0
            if RULE.fullmatch(line) or not self._held or number and expected in (0, number):
                self._held.append(Open([line], line))
                expected = number + 1 if number else 0
            elif line.strip():
                self._join(self._held[-1], line)

    def _close(self) -> None:
        """End the paragraph that is open; the notes of its pages follow it."""
        self._lines += ["".join(one.pieces) for one in ([self._open] if self._open else []) + self._held]
        self._open, self._held = None, []

    def finished(self) -> list[str]:
        """All lines."""
        self._close()
        return self._lines

    def told(self) -> Iterator[tuple[str, str]]:
        """What was joined."""
        if self._count:
            yield "lines-joined", f"Lines of printed pages were joined to paragraphs: {self._count}"
        if self._parted:
            more = f" and {len(self._parted) - SHOWN} more" if len(self._parted) > SHOWN else ""
            yield "lines-joined", f"Words parted at the end of a line were joined: {', '.join(self._parted[:SHOWN])}{more}"


def _notes_apart(page: list[str]) -> tuple[list[str], list[str]]:
    """The text of a page and the notes at its foot: what stands under its last rule, where that is numbered."""
    rule = next((at for at in range(len(page) - 1, -1, -1) if RULE.fullmatch(page[at])), None)
    if rule is None:
        return page, []
    below = [line for line in page[rule + 1:] if line.strip()]
    return (page[:rule], page[rule:]) if below and NOTE.match(below[0]) else (page, [])
