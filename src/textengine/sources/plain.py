"""Plain text: UTF-8, one paragraph a line, with the marks that conversions leave behind."""

from __future__ import annotations

import re

from textengine.model import Note, Problem, Span
from textengine.pipeline import Paragraph
from textengine.sources import Unreadable

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]{0,200}\]")
NOTE_REFERENCE = re.compile(r"\[footnoteRef:(\d{1,4})\]|\[(\d{1,3})\]|\u207d?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\u207e?")
RAISED_BODY = re.compile(r"\s*\u207d?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\u207e?\s*(\S.*)")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NOTE_BODY = re.compile(r"[ \t]?\[(\d{1,4}): ([^\[\]\n]*)\][ \t]?")
BRACKETED = re.compile(r"\[(\d{1,3})\][ \t\u00a0]+(\S.*)")
RULE = re.compile(r"_{5,}")
UNDER_RULE = re.compile(r"\s*(\d{1,3})[\t ]\s*(\S.*)")
REACH, ITEMS = 400, 30
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MAX_CHARACTERS = 20_000_000


def decode(data: bytes) -> str:
    """The text of a file; Unreadable where it is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "not-utf-8", f"This file is not UTF-8 text (byte {error.start} is no letter): save it as UTF-8 or send it as .docx."
        ) from error
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too-long", "This text is longer than 20 million characters: send its parts one by one.")
    if "\0" in text:
        raise Unreadable("binary", "This file holds binary data, not text: send the text as .txt (UTF-8) or .docx.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_plain(data: bytes) -> tuple[str, list[Paragraph], list[Note], list[Problem]]:
    """Normalised text, its paragraphs and its notes; marks of a conversion are taken out, notes kept apart."""
    lines = [BOOKMARK.sub("", line) for line in decode(data).split("\n")]
    bodies: dict[str, str] = {}
    for number, line in enumerate(lines):
        for body in NOTE_BODY.finditer(line):
            bodies[body[1]] = _without_marker(body[1], body[2])
        lines[number] = NOTE_BODY.sub("", line)
    bracketed = _bracketed_bodies(lines)
    bodies.update(bracketed)
    raised = _raised_bodies(lines)
    bodies.update(raised)
    under = _bodies_under_rules(lines)
    out: list[str] = []
    paragraphs: list[Paragraph] = []
    marks: list[tuple[str, int]] = []
    position = 0
    wanted = [marker for marker, _ in under]
    for raw in lines:
        pieces, end = [], 0
        for mark in NOTE_REFERENCE.finditer(raw):
            marker = mark[1] or mark[2]
            if mark[3]:
                marker = mark[3].translate(LOWERED)
            if (mark[2] and marker not in bracketed) or (mark[3] and marker not in raised):
                continue
            pieces.append(raw[end:mark.start()])
            marks.append((marker, position + sum(map(len, pieces))))
            end = mark.end()
            if not mark[3] and raw.startswith(marker, end):
                end += len(marker)
        line = "".join([*pieces, raw[end:]])
        while found := next((one for one in wanted[:3] if _glued(line, one)), None):
            start, stop = _glued(line, found) or (0, 0)
            marks.append((found, position + start))
            line = line[:start] + line[stop:]
            wanted = wanted[wanted.index(found) + 1:]
        if line.strip():
            paragraphs.append(Paragraph(Span(position, position + len(line)), line))
            out.append(line)
            position += len(line) + 1
    bodies.update(under)
    text = "\n".join(out)
    notes = [Note(marker, at, bodies[marker]) for marker, at in marks if marker in bodies]
    placed = {one.marker for one in notes}
    notes += [Note(marker, len(text), body) for marker, body in bodies.items() if marker not in placed]
    problems = [
        Problem("part-unread", Span(len(text), len(text)), f"Note {marker} has a body but no mark in the text: {body[:80]}")
        for marker, body in bodies.items() if marker not in placed
    ]
    problems += [
        Problem("part-unread", Span(at, at), f"Note mark {marker} has no body in the file")
        for marker, at in marks if marker not in bodies
    ]
    return text, paragraphs, notes, problems


def _bracketed_bodies(lines: list[str]) -> dict[str, str]:
    """« [1] words » at the head of a line is the body of the mark [1]."""
    bodies = {}
    for number, line in enumerate(lines):
        if found := BRACKETED.match(line):
            bodies[found[1]] = found[2].strip()
            lines[number] = ""
    return bodies


def _raised_bodies(lines: list[str]) -> dict[str, str]:
    """A line that opens with a raised number is the body of that mark."""
    bodies: dict[str, str] = {}
    for number, line in enumerate(lines):
        if (found := RAISED_BODY.match(line)) and found[1].translate(LOWERED) not in bodies:
            bodies[found[1].translate(LOWERED)] = found[2].strip()
            lines[number] = ""
    return bodies


def _bodies_under_rules(lines: list[str]) -> list[tuple[str, str]]:
    """Notes under a rule of underscores: numbered on, and marked in the text before or closing the file."""
    bodies: list[tuple[str, str]] = []
    for start, rule in enumerate(lines):
        if not RULE.fullmatch(rule.strip()):
            continue
        block: list[tuple[int, str, str]] = []
        at = start + 1
        while at < len(lines) and (found := UNDER_RULE.match(lines[at])) and found[1] == str(len(bodies) + len(block) + 1):
            block.append((at, found[1], found[2].strip()))
            at += 1
        closes = not any(line.strip() for line in lines[at:at + 3])
        before = lines[max(0, start - REACH):start]
        items = {found[1] for line in before[-ITEMS:] if (found := UNDER_RULE.match(line))}
        for number, marker, body in block:
            goes_on = str(int(marker) - 1) in items and not any(_glued(line, marker) for line in before)
            if not closes and number > start + 1 and goes_on:
                break
            bodies.append((marker, body))
            lines[number] = lines[start] = ""
    return bodies


def _glued(line: str, marker: str) -> tuple[int, int] | None:
    """Where the marker stands glued to a word or a sign, raised or not; none where the line has no such place."""
    for printed in (marker, marker.translate(RAISED), f"\u207d{marker.translate(RAISED)}\u207e", f"({marker})"):
        start = 0
        while (at := line.find(printed, start)) >= 0:
            end = at + len(printed)
            before, after = line[at - 1:at], line[end:end + 1]
            raised = printed != marker and (printed[0] != "(" or before.isalpha())
            if before and (raised or (not before.isdigit() and not before.isspace() and before not in "/-‑–(.№" or (
                before == "." and not line[at - 2:at - 1].isdigit()
            )) and (not after or after in " ,;.:)”»،؛，。；、\u00a0\t")):
                return at, end
            start = end
    return None


def _without_marker(marker: str, body: str) -> str:
    body = body.strip()
    return body[len(marker):].strip() if body.startswith(marker) else body
