"""Plain text: UTF-8, one paragraph a line, with the marks that conversions leave behind."""

from __future__ import annotations

import re

from textengine.model import Note, Problem, Span
from textengine.pipeline import Paragraph
from textengine.sources import Unreadable

BOOKMARK = re.compile(r"\[bookmark: [^\]\n]{0,200}\]")
NOTE_REFERENCE = re.compile(r"\[footnoteRef:(\d{1,4})\]")
NOTE_BODY = re.compile(r"[ \t]?\[(\d{1,4}): ([^\]\n]*)\][ \t]?")
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
    out: list[str] = []
    paragraphs: list[Paragraph] = []
    notes: list[Note] = []
    bodies: dict[str, str] = {}
    marks: list[tuple[str, int]] = []
    position = 0
    for raw in decode(data).split("\n"):
        line = BOOKMARK.sub("", raw)
        for body in NOTE_BODY.finditer(line):
            bodies[body[1]] = _without_marker(body[1], body[2])
        line = NOTE_BODY.sub("", line)
        pieces, end = [], 0
        for mark in NOTE_REFERENCE.finditer(line):
            pieces.append(line[end:mark.start()])
            marks.append((mark[1], position + sum(map(len, pieces))))
            end = mark.end()
            if line.startswith(mark[1], end):
                end += len(mark[1])
        line = "".join([*pieces, line[end:]])
        if line.strip():
            paragraphs.append(Paragraph(Span(position, position + len(line)), line))
            out.append(line)
            position += len(line) + 1
    notes = [Note(marker, at, bodies[marker]) for marker, at in marks if marker in bodies]
    placed = {one.marker for one in notes}
    problems = [
        Problem("part-unread", Span(0, 0), f"Note {marker} has a body but no mark in the text: {body[:80]}")
        for marker, body in bodies.items() if marker not in placed
    ]
    problems += [
        Problem("part-unread", Span(at, at), f"Note mark {marker} has no body in the file")
        for marker, at in marks if marker not in bodies
    ]
    return "\n".join(out), paragraphs, notes, problems


def _without_marker(marker: str, body: str) -> str:
    body = body.strip()
    return body[len(marker):].strip() if body.startswith(marker) else body
