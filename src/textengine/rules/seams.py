"""Where old and new words stand fused in a flattened text: what labels, citations and punctuation prove by themselves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from textengine.languages import words_of
from textengine.model import Certainty, Change, Span
from textengine.rules.calls import bare, find_call
from textengine.rules.labels import ROMAN, number_of

How = Literal["insert", "delete"]
LABEL = re.compile(r"[ \t]*(?:(?P<letters>[a-z]{1,2})\)|(?P<figures>\d{1,4})(?:\)|\.?(?=\t)))")
YEAR = r"(?:19|20)\d\d"
PLACE = r"[^\W\d_][^\d\n(),;]{1,40}"
FUSED_YEARS = re.compile(rf",[ \u00a0]?{YEAR}(?={PLACE},[ \u00a0]?{YEAR})")
NEW_PLACE = re.compile(rf"{PLACE},[ \u00a0]?{YEAR}")
FUSED_PLACES = re.compile(rf"(?P<old>[^\W\d_][^\d\n(),;.]{{1,40}}?[^\W\d_A-ZÀ-Ý])(?P<new>[A-ZÀ-Ý][^\d\n(),;]{{2,40}}, ?{YEAR})(?=\))")
FUSED_PERIODS = re.compile(rf"(?P<old>{YEAR}[-–]{YEAR})(?P<new>{YEAR}[-–]{YEAR})")
HISTORY = re.compile(rf"^[ \t]*\((?P<older>(?:{PLACE}, ?{YEAR}; ?)*(?P<old>{PLACE}, ?{YEAR})); ?(?P<new>{PLACE}, ?{YEAR})\)[ \t]*$", re.MULTILINE)
STRAY = re.compile(r"(?<=[^\s,;.:])(?P<old>[,;.])(?P<new>[,;.])(?=[ \t]*$)", re.MULTILINE)
TOKEN = re.compile(r"[^\W\d_]+")
NEW, OLD, BOTH = "proposed", "base", "both"
STATES = 60
REACH = 120
NAMED = r"(?:[^\W\d_]['’]|[^\W\d_]{1,3} )?[A-ZÀ-ÝÑ]"
COST = {BOTH: 0.0, OLD: 1.0, NEW: 1.0}


def change(start: int, end: int, kind: How, text: str, certainty: Certainty, why: str) -> Change:
    """A change deduced from the words: nobody's, of no date."""
    return Change(Span(start, end), kind, text[start:end], None, None, certainty, why)


def find_seams(text: str, language: str | None) -> list[Change]:
    """The changes that a flattened text shows by itself, in order."""
    found = [*_citations(text, language), *_punctuation(text, language), *_labels(text, language)]
    taken = {at for one in found for at in range(*one.span)}
    found += [one for one in _ends_of_lists(text, language) if not taken.intersection(range(*one.span))]
    taken = {at for one in found for at in range(*one.span)}
    found += [one for one in _fused_words(text, language) if not taken.intersection(range(*one.span))]
    taken = {at for one in found for at in range(*one.span)}
    further = [*_histories(text, found), *_two_for_one(text, language)]
    found += [one for one in further if not taken.intersection(range(*one.span))]
    return sorted(found, key=lambda one: (one.span, one.kind))


def _pair(text: str, start: int, middle: int, end: int, certainty: Certainty, why: str) -> list[Change]:
    return [change(start, middle, "delete", text, certainty, why), change(middle, end, "insert", text, certainty, why)]


def _citations(text: str, language: str | None) -> list[Change]:
    """An old place and year without anything before the new one; periods of years; an old place without a year."""
    marks = [bare(one) for one in words_of(language).get("title", {}).get("revised", ())] if language else []
    found: list[Change] = []
    for year in FUSED_YEARS.finditer(text):
        new = NEW_PLACE.match(text, year.end())
        start = year.start()
        while start > 0 and year.start() - start < 42 and text[start - 1] not in "(),;\n" and not text[start - 1].isdigit():
            start -= 1
        start += len(text[start:year.start()]) - len(text[start:year.start()].lstrip())
        for mark in sorted(marks, key=len, reverse=True):
            if bare(text[start:start + len(mark)]) == mark:
                start += len(mark)
                start += len(text[start:year.start()]) - len(text[start:year.start()].lstrip(" \u00a0."))
                break
        if new is not None:
            found += _pair(text, start, year.end(), new.end(), "certain", "doubled-citation")
    for period in FUSED_PERIODS.finditer(text):
        found += _pair(text, period.start(), period.start("new"), period.end(), "certain", "doubled-citation")
    taken = {at for one in found for at in range(*one.span)}
    for places in FUSED_PLACES.finditer(text):
        if places.start("new") not in taken and "(" in text[max(0, places.start() - 8):places.start()]:
            found += _pair(text, places.start(), places.start("new"), places.end(), "certain", "doubled-citation")
    return found


def _histories(text: str, found: list[Change]) -> list[Change]:
    """« (…; Old, 2016; New, 2022) » where the opening tells that the new session took the place of the old one: the list has grown by it."""
    sessions = {
        (_told(old.text), _told(new.text)) for old, new in pairwise(found)
        if old.why == new.why == "doubled-citation" and old.kind == "delete" and new.kind == "insert" and old.span.end == new.span.start
    }
    return [
        change(one.end("older"), one.end("new"), "insert", text, "likely", "doubled-citation")
        for one in HISTORY.finditer(text) if (_told(one["old"]), _told(one["new"])) in sessions
    ]


def _told(session: str) -> str:
    """A place and year without regard to spaces and case."""
    return " ".join(session.split()).casefold()


def _two_for_one(text: str, language: str | None) -> list[Change]:
    """« de du » – two words of which a sentence bears one: the first is old; the new words end where it is said again, of a name."""
    pairs = words_of(language).get("fused", {}).get("two_for_one", ()) if language else ()
    found: list[Change] = []
    for old, new in (one.split() for one in pairs):
        for both in re.finditer(rf"(?<![\w'’-]){re.escape(old)}[ \u00a0](?={re.escape(new)}[ \u00a0])", text):
            again = re.compile(rf"[^\n;]{{1,{REACH}}}?(?<![\w'’-]){re.escape(old)}[ \u00a0](?={NAMED})").match(text, both.end())
            if again is not None:
                found += _pair(text, both.start(), both.end(), again.end(), "likely", "fused-words")
    return found


def _punctuation(text: str, language: str | None) -> list[Change]:
    """« ,; » at the end of a line: an old and a new sign; « :; » or « et; »: a sign more."""
    found = [
        part for one in STRAY.finditer(text) if one["old"] != one["new"]
        for part in _pair(text, one.start(), one.start("new"), one.end(), "certain", "stray-punctuation")
    ]
    joins = words_of(language).get("outline", {}).get("joins", ()) if language else ()
    behind = re.compile(rf"(?:{'|'.join(map(re.escape, (':', *joins)))});(?=[ \t]*$)", re.MULTILINE)
    return found + [change(one.end() - 1, one.end(), "insert", text, "likely", "stray-punctuation") for one in behind.finditer(text)]


def _ends_of_lists(text: str, language: str | None) -> list[Change]:
    """« ,; »: here the old list ended, and the items behind are new; « ;. » or « ;, »: here the new one ends, and they are gone.

    A list of one item has no label: where all but the first item are new or gone, its label is, too.
    """
    lines = _lines(text, language)
    found: list[Change] = []
    for at, line in enumerate(lines):
        stray = STRAY.search(text, line.start, line.end)
        if stray is None or line.label is None or stray["old"] == stray["new"]:
            continue
        goes_on = stray["new"] == ";"
        if not goes_on and stray["old"] != ";":
            continue
        kind: How = "insert" if goes_on else "delete"
        behind = at + 1
        number = line.readings[0][2] if line.readings else 0
        while behind < len(lines) and lines[behind].readings and lines[behind].readings[0][1:] == (number + behind - at,) * 2:
            found.append(change(lines[behind].start, lines[behind].end, kind, text, "likely", "stray-punctuation"))
            behind += 1
        if behind > at + 1 and text[line.label.start:line.label.end] in ("1", "a"):
            words = re.compile(r"\S*\s*").match(text, line.label.start)
            found.append(change(line.label.start, words.end() if words else line.label.end, kind, text, "likely", "stray-punctuation"))
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a list, or a line without label, with all ways to read its label."""

    start: int
    end: int
    label: Span | None
    readings: tuple[tuple[str, int, int], ...]  # system, old number, new number
    call: bool


def _lines(text: str, language: str | None) -> list[_Line]:
    lines, at = [], 0
    for raw in text.split("\n"):
        found = LABEL.match(raw)
        start, at = at, at + len(raw) + 1
        if found is None:
            call = bool(raw.strip()) and find_call(language, raw) is not None and len(raw) < 200
            lines.append(_Line(start, start + len(raw), None, (), call))
            continue
        group = "letters" if found["letters"] else "figures"
        label, readings = found[group], []
        if group == "letters" and len(label) == 1:
            readings.append(("letter", number_of(label) or 0, number_of(label) or 0))
        elif group == "letters" and not ROMAN.fullmatch(label):
            readings.append(("letter", number_of(label[0]) or 0, number_of(label[1]) or 0))
        elif group == "figures":
            readings.append(("figure", int(label), int(label)))
            readings += [("figure", int(label[:cut]), int(label[cut:])) for cut in range(1, len(label)) if label[cut] != "0"]
        span = Span(start + found.start(group), start + found.end(group))
        lines.append(_Line(start, start + len(raw), span, tuple(readings), False))
    return lines


@dataclass(frozen=True, slots=True)
class _Path:
    """A way to read the lists so far: what the next old and new number would be, and how each line was read."""

    cost: float
    old: tuple[str, int]
    new: tuple[str, int]
    before: _Path | None
    state: str
    reading: tuple[str, int, int] | None


def _labels(text: str, language: str | None) -> list[Change]:
    """Read all lists at once so that old and new labels both run on: what is gone and what is new follows from that."""
    lines = _lines(text, language)
    listed = [one for one in lines if one.readings or one.call]
    if not any(old != new for one in listed for _, old, new in one.readings):
        return []
    paths = [_Path(0, ("", 1), ("", 1), None, BOTH, None)]
    for line in listed:
        best: dict[tuple[tuple[str, int], tuple[str, int]], _Path] = {}
        for path in paths:
            for step in _steps(path, line):
                key = (step.old, step.new)
                if key not in best or step.cost < best[key].cost:
                    best[key] = step
        paths = sorted(best.values(), key=lambda one: one.cost)[:STATES]
    return _changes_of(text, lines, listed, paths[0])


def _steps(path: _Path, line: _Line) -> list[_Path]:
    """The ways in which a line can go on: kept, gone or new; a label that fits nothing starts anew at a price."""
    if line.call:
        fresh = ("", 1)
        return [
            _Path(path.cost, fresh, fresh, path, BOTH, None), _Path(path.cost + 1.5, fresh, path.new, path, OLD, None),
            _Path(path.cost + 1.5, path.old, fresh, path, NEW, None),
        ]
    steps = []
    for reading in line.readings:
        system, old, new = reading
        doubled = old != new
        on_old = path.old[1] == old and path.old[0] in ("", system)
        on_new = path.new[1] == new and path.new[0] in ("", system)
        if on_old and on_new:
            steps.append(_Path(path.cost, (system, old + 1), (system, new + 1), path, BOTH, reading))
        if not doubled:
            if on_old:
                steps.append(_Path(path.cost + COST[OLD], (system, old + 1), path.new, path, OLD, reading))
            if on_new:
                steps.append(_Path(path.cost + COST[NEW], path.old, (system, new + 1), path, NEW, reading))
        steps.append(_Path(path.cost + (6 if doubled else 3), (system, old + 1), (system, new + 1), path, BOTH, reading if not doubled else None))
    return steps


def _changes_of(text: str, lines: list[_Line], listed: list[_Line], last: _Path) -> list[Change]:
    states: dict[int, _Path] = {}
    path: _Path | None = last
    for line in reversed(listed):
        if path is None:
            break
        states[line.start] = path
        path = path.before
    found: list[Change] = []
    above = BOTH
    for line in lines:
        step = states.get(line.start)
        if step is not None:
            above = step.state
            if step.reading is not None and step.reading[1] != step.reading[2] and line.label is not None:
                cut = line.label.start + (1 if step.reading[0] == "letter" else len(str(step.reading[1])))
                found += _pair(text, line.label.start, cut, line.label.end, "certain", "doubled-label")
        if above != BOTH and text[line.start:line.end].strip() and (step is not None or line.label is not None):
            kind: How = "delete" if above == OLD else "insert"
            found.append(change(line.start, line.end, kind, text, "certain" if kind == "delete" else "likely", "doubled-label"))
        elif step is None and line.label is None:
            above = above if above == BOTH or not line.call else BOTH
    return found


def _fused_words(text: str, language: str | None) -> list[Change]:
    """A small word glued to the end of another: the words before it are old, those from it on are new; how far is a guess."""
    small = tuple(words_of(language).get("fused", {}).get("small", ())) if language else ()
    if not small:
        return []
    words = Counter(one.group().casefold() for one in TOKEN.finditer(text))
    found: list[Change] = []
    for token in TOKEN.finditer(text):
        word = token.group()
        if words[word.casefold()] > (1 if word[:2].islower() else 3):
            continue
        for ending in sorted(small, key=len, reverse=True):
            head = word[:-len(ending)]
            if len(ending) < 2 or not word.endswith(ending) or len(head) < 3:
                continue
            known = words[head.casefold()] > (1 if len(head) < 5 else 0) or (head.isupper() and len(head) > 2) or head.casefold() in small
            if known and text[token.end():token.end() + 1].isspace():
                found += _around(text, token.end() - len(ending), ending)
                break
    for figures in re.finditer(rf"\d(?=(?P<word>{'|'.join(map(re.escape, small))})[ \u00a0]\d)", text):
        found += _around(text, figures.end(), figures["word"])
    return found


def _around(text: str, seam: int, ending: str) -> list[Change]:
    """Old words back to the nearest one that begins like the new ones, and as many new words."""
    line = text.rfind("\n", 0, seam) + 1
    before = list(re.finditer(r"\S+", text[line:seam]))[-8:]
    alike = [at for at, one in enumerate(before) if one[0].casefold()[:1] == ending[:1] and len(one[0]) <= 4 or one[0][:2].casefold() in ("d'", "d’")]
    at = alike[-1] if alike else max(0, len(before) - 3)
    while at > 0 and at - 1 in alike and len(before) - at < 2:
        at -= 1
    if not before:
        return []
    start = line + before[at].start()
    after = list(re.finditer(r"\S+", text[seam:text.find("\n", seam) if text.find("\n", seam) >= 0 else len(text)]))[:max(2, len(before) - at)]
    return _pair(text, start, seam, seam + after[-1].end(), "likely", "fused-words")
