"""Notes of a plain text: where their bodies stand, and which signs in the text are their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

NOTE_BODY = re.compile(r"[ \t]?\[(\d{1,4}): ((?:[^\[\]\n]|\[[^\[\]\n]*\]){0,5000})\][ \t]?")
REFERENCE = re.compile(r"\[footnoteRef:(\d{1,4})\]|\[(\d{1,3})\]|\u207d?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\u207e?")
MARKS = re.compile("[\\[\u207d⁰¹²³⁴⁵⁶⁷⁸⁹]")  # one of these opens each reference
RAISED_BODY = re.compile(r"\s*\u207d?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\u207e?\s*(\S.*)")
BRACKETED = re.compile(r"[(（]?\[(\d{1,3})\][)）]?[ \t\u00a0]+(\S.*)")
BRACKETS = {"(": ")", "（": "）"}
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
RULE = re.compile(r"_{5,}")
UNDER_RULE = re.compile(r"\s*(\d{1,3})[\t \u00a0]\s*(\S.*)")
REACH, ITEMS, APART = 400, 30, 4
FIGURES = re.compile(r"\u207d?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\u207e?|[0-9]{1,8}")
YEAR = re.compile(r"(?:19|20)\d\d")
CLOSING = ",;.:)]”»’\"›》）」』，、；。：،؛"
AFTER = CLOSING + "([“«"
SURE = 5.0


class Mark(NamedTuple):
    """A sign in the text that stands for a note."""

    start: int
    end: int
    marker: str


class Body(NamedTuple):
    """The words of a note; its mark stands before ``line``."""

    marker: str
    text: str
    line: int


@dataclass(slots=True)
class Bodies:
    """The bodies of notes as a file has them: each kind is marked in the text in its own way; ``doubled`` have no mark left."""

    referred: dict[str, str]
    bracketed: dict[str, str]
    raised: dict[str, str]
    ruled: list[Body]
    doubled: list[tuple[str, str]]

    def by_marker(self) -> dict[str, str]:
        """The words of each marker; where two kinds have the same one, the other joins those without mark."""
        found: dict[str, str] = {}
        for marker, words in [
            *((body.marker, body.text) for body in self.ruled), *self.raised.items(), *self.bracketed.items(), *self.referred.items()
        ]:
            if marker in found:
                self.doubled.append((marker, words))
            else:
                found[marker] = words
        return found


def take_bodies(lines: list[str]) -> Bodies:
    """Take the bodies of the notes out of the lines; a line that held nothing else is left empty."""
    referred: dict[str, str] = {}
    doubled: list[tuple[str, str]] = []
    for number, line in enumerate(lines):
        if "[" in line:
            for body in NOTE_BODY.finditer(line):
                words = _without_marker(body[1], body[2])
                if referred.setdefault(body[1], words) != words:
                    doubled.append((body[1], words))
            lines[number] = NOTE_BODY.sub("", line)
    return Bodies(referred, _bracketed(lines), _raised(lines), _under_rules(lines), doubled)


def find_marks(text: str, bodies: Bodies, starts: list[int]) -> list[Mark]:
    """The marks of all notes in order of the text; ``starts`` is where each line begins."""
    marks: list[Mark] = []
    for opens in MARKS.finditer(text):
        found = REFERENCE.match(text, opens.start()) if not marks or marks[-1].end <= opens.start() else None
        if found is None:
            continue
        marker = found[1] or found[2] or found[3].translate(LOWERED)
        if (found[2] and marker not in bodies.bracketed) or (found[3] and marker not in bodies.raised):
            continue
        end = found.end()
        printed = (marker, f"({marker})") if not found[3] else ()
        end += next((len(one) for one in printed if text.startswith(one, end)), 0)
        begin = found.start()
        if text[max(0, begin - 1):begin] in BRACKETS and BRACKETS.get(text[max(0, begin - 1):begin]) == text[end:end + 1]:
            begin, end = begin - 1, end + 1  # « ([1]) »: the brackets belong to the mark
        marks.append(Mark(begin, end, marker))
    taken = [(one.start, one.end) for one in marks]
    glued = [one for one in _glued_marks(text, bodies.ruled, starts) if not any(a < one.end and one.start < b for a, b in taken)] if taken else (
        _glued_marks(text, bodies.ruled, starts)
    )
    return sorted([*marks, *glued], key=lambda one: one.start)


def _bracketed(lines: list[str]) -> dict[str, str]:
    """« [1] words » at the head of a line is the body of the mark [1]."""
    bodies: dict[str, str] = {}
    for number, line in enumerate(lines):
        if (found := BRACKETED.match(line)) and found[1] not in bodies:
            bodies[found[1]] = found[2].strip()
            lines[number] = ""
    return bodies


def _raised(lines: list[str]) -> dict[str, str]:
    """A line that opens with a raised number is the body of that mark."""
    bodies: dict[str, str] = {}
    for number, line in enumerate(lines):
        if (found := RAISED_BODY.match(line)) and found[1].translate(LOWERED) not in bodies:
            bodies[found[1].translate(LOWERED)] = found[2].strip()
            lines[number] = ""
    return bodies


def _under_rules(lines: list[str]) -> list[Body]:
    """Notes under a rule of underscores: numbered on, and marked in the text before or closing the file.

    Where a blank line stands between all lines, it does so between notes.
    """
    bodies: list[Body] = []
    doubled = not any(one.strip() and other.strip() for one, other in pairwise(lines))
    for start, rule in enumerate(lines):
        if not RULE.fullmatch(rule.strip()):
            continue
        block: list[tuple[int, str, str]] = []
        at = next((at for at in range(start + 1, min(start + 1 + APART, len(lines))) if lines[at].strip()), start + 1) if doubled else start + 1
        apart = at - start - 1
        if apart and (start < apart or any(map(str.strip, lines[start - apart:start]))):
            continue  # the lines are not doubled throughout: what stands further below the rule is no note
        opening = UNDER_RULE.match(lines[at]) if at < len(lines) else None
        before_first = int(opening[1]) - 1 if opening is not None and not bodies else len(bodies)
        while at < len(lines) and (found := UNDER_RULE.match(lines[at])) and found[1] == str(before_first + len(block) + 1):
            block.append((at, found[1], found[2].strip()))
            at += 1 + (apart if not any(map(str.strip, lines[at + 1:at + 1 + apart])) else 0)
        if before_first > len(bodies) and (before_first > ITEMS or any(map(str.strip, lines[at:]))):
            continue  # where the first notes are gone, the others must end the file
        closes = not any(line.strip() for line in lines[at:at + 3])
        before = lines[max(0, start - REACH):start]
        items = {found[1] for line in before[-ITEMS:] if (found := UNDER_RULE.match(line))}
        for number, marker, body in block:
            goes_on = not closes and number > block[0][0] and str(int(marker) - 1) in items
            if goes_on and not any(one.marker == marker for _, one in _candidates("\n".join(before), {marker})):
                break
            bodies.append(Body(marker, body, start))
            lines[number] = lines[start] = ""
    return bodies


def _glued_marks(text: str, bodies: list[Body], starts: list[int]) -> list[Mark]:
    """Marks glued to words: of all readings the one in which they come in order and fit best; then those that come again."""
    if not bodies:
        return []
    rank = {body.marker: number for number, body in enumerate(bodies, start=1)}
    limit = {body.marker: starts[body.line] for body in bodies}
    candidates = [(score, one) for score, one in _candidates(text, set(rank)) if one.start < limit[one.marker]]
    chosen = _best_chain(candidates, rank)
    first = {one.marker: one for one in chosen}
    again = [
        one for score, one in candidates
        if score >= SURE and one.marker in first and one.start > first[one.marker].start
        and not any(map(_is_chinese, text[one.start - 3:one.end + 3]))
    ]
    return sorted({one.start: one for one in [*again, *chosen]}.values(), key=lambda one: one.start)


def _best_chain(candidates: list[tuple[float, Mark]], rank: dict[str, int]) -> list[Mark]:
    """The chain of candidates with rising place and rising marker whose scores add up to most."""
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(rank) + 1)
    before: list[int] = []

    def up_to(number: int) -> tuple[float, int]:
        found = (0.0, -1)
        while number > 0:
            found = max(found, best[number], key=lambda one: one[0])
            number -= number & -number
        return found

    for at, (score, one) in enumerate(candidates):
        sum_before, previous = up_to(rank[one.marker] - 1)
        before.append(previous)
        number = rank[one.marker]
        while number <= len(rank):
            if sum_before + score > best[number][0]:
                best[number] = (sum_before + score, at)
            number += number & -number
    chain, at = [], up_to(len(rank))[1]
    while at >= 0:
        chain.append(candidates[at][1])
        at = before[at]
    return chain[::-1]


def _candidates(text: str, markers: set[str]) -> list[tuple[float, Mark]]:
    """Where figures stand glued to a word or a sign, with how well they look like a mark, in order of the text."""
    found = []
    for figures in FIGURES.finditer(text):
        start, end = figures.span()
        before, after = text[start - 1:start], text[end:end + 1]
        if not before or before == "\n":
            continue
        digits = figures[0].strip("\u207d\u207e").translate(LOWERED)
        if not figures[0][0].isascii():
            if digits in markers and not before.isspace():
                found.append((2 * SURE, Mark(start, end, digits)))
        elif before == "(" and after == ")" and digits in markers:
            glued = text[start - 2:start - 1]
            if glued and not glued.isspace() and glued not in "([":
                found.append((SURE if glued.isalpha() or glued in CLOSING else SURE - 0.5, Mark(start - 1, end + 1, digits)))
        elif not after or after.isspace() or after in AFTER:
            for size in range(min(3, len(digits)), 0, -1):
                marker = digits[-size:]
                if marker in markers and (score := _score(text, start, end - size, after)):
                    found.append((score, Mark(end - size, end, marker)))
    return found


def _score(text: str, start: int, cut: int, after: str) -> float:
    """How well the figures from ``cut`` on look like a mark behind what stands before them; 0 where they do not."""
    rest = text[start:cut]
    before = text[start - 1]
    if rest:
        if YEAR.fullmatch(rest) and not before.isdigit():
            return 4.0
        return 3.0 if before == "/" and len(rest) >= 2 and text[start - 2:start - 1].isdigit() else 0.0
    if _is_chinese(before):
        return 4.0 if not after or after.isspace() or after in CLOSING else 0.0
    if before.isalpha():
        return SURE if before.islower() or before.lower() == before.upper() else 3.0
    if before in CLOSING:
        return 1.0 if _small_number(text, start - 1) else SURE
    return 0.0


def _is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


def _small_number(text: str, end: int) -> bool:
    """Whether a plain number ends before a sign, so that « 1,4 » or « 4、5 » may go on it; a year or « 70/1 » is none."""
    start = end
    while start > 0 and end - start < 5 and text[start - 1].isdigit():
        start -= 1
    return start < end and text[start - 1:start] not in ("/", "(") and not YEAR.fullmatch(text[start:end])


def _without_marker(marker: str, body: str) -> str:
    body = body.strip()
    return body[len(marker):].strip() if body.startswith(marker) else body
