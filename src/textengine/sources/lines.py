"""Lines of a printed page joined to paragraphs: which line goes on the one before it, and what is put between the two."""

from __future__ import annotations

import re
from functools import cached_property

from textengine.model import Span
from textengine.pipeline import Paragraph
from textengine.rules.calls import find_call
from textengine.rules.labels import label_of

PARTED = re.compile(r"([^\W\d_]+)(?:-|\u00ad|\u2010)$")
MARK = re.compile(r"(?<=[,;.:。，；：،؛])\(?\d{1,3}\)?$")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
STOPS, COMMAS = ".;:!?…。；：！？؛؟۔", ",،，、"
GLUED = ("/", "-", "\u2010", "\u2011")  # behind these no space is put
WIDEST = 140  # signs of a printed line; text with longer ones stands a paragraph a line
FULL, WIDE = 0.92, 0.8  # shares of the width: of a line with the word that did not fit on it, and of a line that is no short one
FULL_LINES = 2  # as many lines of full width show that lines were broken
SMALL = 3  # letters of a word with which no line of a title ends by itself
OPEN_REACH = 120


def width_of(lines: list[str]) -> int:
    """How wide the lines were printed; 0 where each line is a paragraph."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths:
        return 0
    width = lengths[min(len(lengths) - 1, len(lengths) * 19 // 20)]
    full = sum(length >= WIDE * width for length in lengths)
    return width if lengths[-1] <= WIDEST and full >= FULL_LINES else 0


def is_chinese(sign: str) -> bool:
    """Whether a sign is one that stands without spaces."""
    return "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


class Joining:
    """The lines of one text: ``width`` as they were printed, 0 where they were not broken."""

    def __init__(self, text: str, language: str | None) -> None:
        self.width, self.language, self._text = 0, language, text

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(WORD.findall(self._text.casefold()))

    def is_call(self, line: str) -> bool:
        """Whether a line opens with a verb of the genre."""
        return find_call(self.language, line.strip()) is not None

    def goes_on(self, before: str, last: str, line: str, edge: bool = False) -> bool:
        """Whether a line goes on the paragraph ``before``, of which ``last`` is the last line; ``edge`` between two pages."""
        start, end = line.lstrip(), MARK.sub("", before.rstrip())
        if PARTED.search(end) and start[:1].islower():
            return True
        if not self.width and not edge:
            return False
        opens = self.is_call(before)
        full = self._is_full(last, start, 1 if opens else FULL)
        stops, comma = end[-1:] in STOPS, end[-1:] in COMMAS
        if (label := label_of(Paragraph(Span(0, 0), start))) is not None:
            plain = label.number and start[len(label.text):len(label.text) + 1] == " " and not label.dotted
            return plain and full and not stops and not comma
        if start[:1] in "(（" and start.rstrip()[-1:] in ")）":
            return False  # a line in brackets is one of its own: the sessions under a title
        call = self.is_call(start)
        if call and (stops or comma):
            return False
        if "(" in (tail := end[-OPEN_REACH:]) and tail.rfind("(") > tail.rfind(")"):
            return True
        if stops:
            return full and start[:1].islower() and not edge
        small = re.search(r"(?:^|[ '’])([^\W\d_]{1,3})$", end)
        hangs = small is not None and small[1].islower()
        if opens and not full and not hangs:
            return False
        if start[:1].islower():
            return True
        if end.isupper() and start.isupper():
            return full or 2 * len(last.strip()) > self.width > 0 and not any(map(str.isdigit, end))
        return full or hangs

    def _is_full(self, last: str, start: str, share: float) -> bool:
        """Whether the first word of a line did not fit on the one before."""
        word = 1 if is_chinese(start[:1]) else len(start.split(maxsplit=1)[0]) + 1
        return self.width > 0 and len(last.rstrip()) + word > share * self.width

    def joined(self, before: str, line: str) -> tuple[str, str | None]:
        """Both as one, and the word that had been parted where a hyphen was taken out."""
        end, start = before.rstrip(), line.strip()
        if (parted := PARTED.search(end)) and start[:1].islower():
            rest = WORD.match(start)
            tail = rest[0] if rest else ""
            compound, whole = f"{parted[1]}-{tail}".casefold(), f"{parted[1]}{tail}".casefold()
            if compound in self._words and whole not in self._words:
                return end + start, None
            return end[:-1] + start, f"{parted[0]}|{tail}"
        if end[-1:] in GLUED or is_chinese(end[-1:]) and is_chinese(start[:1]):
            return end + start, None
        return f"{end} {start}", None
