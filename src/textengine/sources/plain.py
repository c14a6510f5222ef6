"""Plain text: UTF-8, one paragraph a line, with the marks that conversions leave behind."""

from __future__ import annotations

import re

from textengine.model import Note, Problem, Span
from textengine.pipeline import Paragraph
from textengine.sources import Unreadable
from textengine.sources.notes import find_marks, take_bodies

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]{0,200}\]")
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
    lines = [BOOKMARK.sub("", line) if "[" in line else line for line in decode(data).split("\n")]
    found = take_bodies(lines)
    bodies = found.by_marker()
    starts, length = [], 0
    for line in lines:
        starts.append(length)
        length += len(line) + 1
    marks = find_marks("\n".join(lines), found, starts)
    out: list[str] = []
    paragraphs: list[Paragraph] = []
    places: list[tuple[str, int]] = []
    position = at = 0
    for start, raw in zip(starts, lines, strict=True):
        pieces, end, written = [], 0, 0
        goes_on = bool(out) and out[-1].endswith("/") and raw[:1].islower()
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
            out[-1] += line
            position += len(line) + 1
            paragraphs[-1] = Paragraph(Span(paragraphs[-1].span.start, position - 1), out[-1])
        elif line.strip():
            paragraphs.append(Paragraph(Span(position, position + len(line)), line))
            out.append(line)
            position += len(line) + 1
    text = "\n".join(out)
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
    return text, paragraphs, notes, problems
