"""Lines of a printed page joined to paragraphs: which line goes on the one before it, and what is put between the two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from textengine.model import Span
from textengine.pipeline import Paragraph
from textengine.rules.calls import find_call
from textengine.rules.labels import label_of

HYPHENS = ("-", "\u00ad", "\u2010")
FRAGMENT = re.compile(r"[^\W\d_]{1,60}$")
MARK = re.compile(r"(?<=[,;.:。，；：،؛])\(?\d{1,3}\)?$")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
STOPS, COMMAS = ".;:!?…。；：！？؛؟۔", ",،，、"
GLUED = ("/", "-", "\u2010", "\u2011")  # behind these no space is put
WIDEST = 140  # signs of a printed line; text with longer ones stands a paragraph a line
FULL, WIDE = 0.92, 0.8  # shares of the width: of a line with the word that did not fit on it, and of a line that is no short one
FULL_LINES = 2  # as many lines of full width show that lines were broken
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


def is_parted(line: str) -> bool:
    """Whether a line ends within a word."""
    return line[-1:] in HYPHENS and line[-2:-1].isalpha()


@dataclass(slots=True)
class Open:
    """A paragraph that is being joined: its pieces, and its last line as printed."""

    pieces: list[str]
    last: str

    @property
    def end(self) -> str:
        """The end of what is joined so far, without the mark of a note."""
        return MARK.sub("", "".join(one[-OPEN_REACH:] for one in self.pieces[-2:]).rstrip())


class Joining:
    """The lines of one text: ``width`` as they were printed, 0 where they were not broken."""

    def __init__(self, text: str, language: str | None) -> None:
        self.width, self.language, self._text = 0, language, text

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(WORD.findall(self._text.casefold()))

    def is_call(self, line: str) -> bool:
        """Whether a line opens with a verb of the genre."""
        return find_call(self.language, line[:200].strip()) is not None

    def goes_on(self, before: Open, line: str, edge: bool = False) -> bool:
        """Whether a line goes on a paragraph; ``edge`` between two pages."""
        start, end = line.lstrip(), before.end
        if is_parted(end) and start[:1].islower():
            return True
        if not self.width and not edge:
            return False
        opens = self.is_call(before.pieces[0])
        full = self._is_full(before.last, start, 1 if opens else FULL)
        stops, comma = end[-1:] in STOPS, end[-1:] in COMMAS
        if (label := label_of(Paragraph(Span(0, 0), start))) is not None:
            plain = label.number and start[len(label.text):len(label.text) + 1] == " " and not label.dotted
            return plain and full and not stops and not comma
        if start[:1] in "(（" and start.rstrip()[-1:] in ")）":
            return False  # a line in brackets is one of its own: the sessions under a title
        call = self.is_call(start)
        if call and (stops or comma):
            return False
        if end.rfind("(") > end.rfind(")"):
            return True
        if stops:
            return full and start[:1].islower() and not edge
        small = re.search(r"(?:^|[ '’])([^\W\d_]{1,3})$", end)
        hangs = small is not None and small[1].islower()
        if opens and not full and not hangs:
            return False
        if start[:1].islower():
            return True
        if before.last.isupper() and start.isupper():
            return full or 2 * len(before.last.strip()) > self.width > 0 and not any(map(str.isdigit, end))
        return full or hangs

    def _is_full(self, last: str, start: str, share: float) -> bool:
        """Whether the first word of a line did not fit on the one before."""
        word = 1 if is_chinese(start[:1]) else len(start.split(maxsplit=1)[0]) + 1
        return self.width > 0 and len(last.rstrip()) + word > share * self.width

    def join(self, before: Open, line: str) -> str | None:
        """Join a line to a paragraph; the word that had been parted, where a hyphen was taken out."""
        end, start = before.pieces[-1].rstrip(), line.strip()
        before.last = line
        if is_parted(end) and start[:1].islower():
            head = found[0] if (found := FRAGMENT.search(end[-62:-1])) else ""
            tail = rest[0] if (rest := WORD.match(start[:60])) else ""
            compound, whole = f"{head}-{tail}".casefold(), f"{head}{tail}".casefold()
            if compound in self._words and whole not in self._words:
                before.pieces[-1:] = [end, start]
                return None
            before.pieces[-1:] = [end[:-1], start]
            return f"{head}{end[-1]}|{tail}"
        glued = end[-1:] in GLUED or is_chinese(end[-1:]) and is_chinese(start[:1])
        before.pieces[-1:] = [end, start if glued else f" {start}"]
        return None
