"""Plain text: UTF-8, one paragraph a line, with the marks that conversions leave behind."""

from __future__ import annotations

import re

from textengine.model import Note, Problem, Span
from textengine.pipeline import Paragraph
from textengine.sources import MAX_CHARACTERS, MAX_PARAGRAPHS, Unreadable, too_long
from textengine.sources.notes import find_marks, take_bodies
from textengine.sources.pages import PAGE_BREAK, clean_pages
from textengine.sources.signs import composed

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]{0,200}\]")
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
LINE_ENDS = re.compile(r"\r\n|[\r\v\x85\u2028\u2029]")


def decode(data: bytes) -> str:
    """The text of a file, a line to each paragraph; Unreadable where it is not UTF-8."""
    return _with_pages(data).replace(PAGE_BREAK, "\n")


def _with_pages(data: bytes) -> str:
    """The text of a file with its breaks of pages."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "not-utf-8", f"This file is not UTF-8 text (byte {error.start} is no letter): save it as UTF-8 or send it as .docx."
        ) from error
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    if "\0" in text:
        raise Unreadable("binary", "This file holds binary data, not text: send the text as .txt (UTF-8) or .docx.")
    return LINE_ENDS.sub("\n", text)


def read_plain(data: bytes) -> tuple[str, list[Paragraph], list[Note], list[Problem]]:
    """Normalised text, its paragraphs and its notes; marks of a conversion are taken out, notes kept apart."""
    decoded, controls = CONTROLS.subn("", composed(_with_pages(data)))
    cleaned = clean_pages(decoded)
    lines = [BOOKMARK.sub("", line) if "[" in line else line for line in cleaned.lines]
    if sum(1 for line in lines if line.strip()) > MAX_PARAGRAPHS:
        raise too_long()
    found = take_bodies(lines)
    bodies = found.by_marker()
    starts, length = [], 0
    for line in lines:
        starts.append(length)
        length += len(line) + 1
    marks = find_marks("\n".join(lines), found, starts)
    out: list[list[str]] = []  # paragraphs in the pieces that stand on lines of their own
    begins: list[int] = []
    places: list[tuple[str, int]] = []
    position = at = 0
    for start, raw in zip(starts, lines, strict=True):
        pieces, end, written = [], 0, 0
        goes_on = bool(out) and out[-1][-1].endswith("/") and raw[:1].islower()
        position -= goes_on
        while at < len(marks) and marks[at].start < start + len(raw):
            mark = marks[at]
            pieces.append(raw[end:mark.start - start])
            written += len(pieces[-1])
            places.append((mark.marker, position + written))
            end = mark.end - start
            at += 1
        line = "".join([*pieces, raw[end:]])
        if goes_on:
            out[-1] += [line] if line else []
            position += len(line) + 1
        elif line.strip():
            begins.append(position)
            out.append([line])
            position += len(line) + 1
    whole = ["".join(one) for one in out]
    text = "\n".join(whole)
    paragraphs = [Paragraph(Span(begin, begin + len(one)), one) for begin, one in zip(begins, whole, strict=True)]
    notes = [Note(marker, min(place, len(text)), bodies[marker]) for marker, place in places if marker in bodies]
    placed = {one.marker for one in notes}
    unplaced = [*((marker, body) for marker, body in bodies.items() if marker not in placed), *found.doubled]
    notes += [Note(marker, len(text), body) for marker, body in unplaced]
    problems = [
        Problem("part-unread", Span(len(text), len(text)), f"Note {marker} has a body but no mark in the text: {body[:80]}")
        for marker, body in unplaced
    ]
    problems += [
        Problem("part-unread", Span(min(place, len(text)), min(place, len(text))), f"Note mark {marker} has no body in the file")
        for marker, place in places if marker not in bodies
    ]
    problems += [Problem(code, Span(0, 0), words) for code, words in cleaned.told]
    if controls:
        problems.append(Problem("part-unread", Span(0, 0), f"Signs that control a machine and are no text were left out: {controls}"))
    return text, paragraphs, notes, problems
