"""What the outlines of all kinds of texts share: front, annex, headings, and the provision itself."""

from __future__ import annotations

import re
from collections import Counter

from textengine.languages import words_of
from textengine.model import Part, Provision, Span
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare
from textengine.rules.labels import Label, label_of
from textengine.rules.lists import OpenLists
from textengine.rules.opening import COMMAS
from textengine.rules.styles import role_of
from textengine.vocabulary import plain_word

ENDS = (",", ";", ".", ":", "，", "；", "。", "：", "،", "؛", "”", "»", "!", "?", ")")
SENTENCE_ENDS = ENDS[:-4]
RAISED_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ "
COLONS = (":", "：")
FULL_STOPS = (".", "。")
DATE = re.compile(r"\d{1,2}\D{3,30}(?:19|20)\d\d|(?:19|20)\d\d年\d{1,2}月")
DAY = re.compile(r"\d{1,2}[^\W\d_]{0,2} [^\d.,;:،؛]{3,30} (?:19|20)\d\d(?: [^\W\d_]{1,5}\.?)?")
LONGEST_ID = 64
PREFIXES = {"preamble": "pre", "operative": "op", "annex": "ann", "front": "front", "back": "back", "body": "b"}


class Outline:
    """An outline while it is laid: the lists that are open, the paragraph that is read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.words = words_of(draft.language or "")
        self.lists = OpenLists(bool(self.words["genre"].get("reversed_numbers")))
        self.counts: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.at = 0
        self.in_bracket = False
        self.parts: set[Part] = set()
        self.first_seen = False  # whether a paragraph numbered 1 has come
        self.labels = [label_of(one) for one in draft.paragraphs]

    def ahead(self) -> Label | None:
        """The label of the next paragraph."""
        return self.labels[self.at + 1] if self.at + 1 < len(self.labels) else None

    def kind_names(self) -> tuple[str, ...]:
        """The words that name kinds of texts."""
        return tuple(name for kind, names in self.words["kinds"].items() if kind != "signs" for name in names)

    def front(self, paragraphs: list[Paragraph]) -> None:
        """What stands before the title: the introduction, the reasons of a proposal."""
        inside = False
        kinds = self.kind_names()
        for paragraph in paragraphs:
            text = plain_word(paragraph.text.strip())
            if self.is_heading(text, "heading"):
                inside = True
                continue
            ends = text.endswith(SENTENCE_ENDS)
            if not ends and text.startswith(kinds) and len(text) < 120 or text.startswith("("):
                inside = False
            if inside and (len(text) > 60 or ends):
                self.add("front", None, None, None, paragraph)

    def is_heading(self, text: str, name: str) -> bool:
        """Whether a line is one of the headings that a language knows under a name."""
        return plain_word(text.strip()).rstrip(" :：") in self.words["front"].get(name, ())

    def is_annex(self, text: str, limit: int = 80) -> bool:
        """Whether a short line is the heading of an annex."""
        line = bare(text[:limit])
        return len(text) < limit and any(
            line.startswith(word) and (not line[len(word):len(word) + 1].isalpha() or not self.spaced())
            for word in self.words["annex"]["heading"]
        )

    def spaced(self) -> bool:
        """Whether the language puts spaces between words."""
        return bool(self.words["genre"].get("spaced", True))

    def voted(self, text: str) -> bool:
        """« Adopted unanimously », « [Adopted by a recorded vote … »: how a text was adopted is no part of it."""
        line = bare(text.strip())
        return line.lstrip("[( ").startswith(tuple(map(bare, self.words["outline"].get("vote", ())))) and (line[:1] == "[" or len(line) < 120)

    def closes(self, text: str) -> bool:
        """« 52nd plenary meeting » after the last paragraph: what follows is an annex."""
        line = bare(text.strip()).rstrip(",،，")
        if len(line) >= 80 or line.endswith(SENTENCE_ENDS):
            return False
        if len(line) < 60 and any(one in line for one in self.words["outline"]["closing"]) and any(sign.isdigit() for sign in line):
            return True
        sitting = self.words["outline"].get("sitting")
        return bool(sitting) and not line.endswith(ENDS[:-4]) and re.fullmatch(sitting, line) is not None

    def is_row(self, paragraph: Paragraph, label: Label | None) -> bool:
        """Whether a line is a row of a table, or the line that names a table: no provision."""
        text = paragraph.text.strip()
        rest = text[label.length:] if label is not None and paragraph.label is None else text
        if rest.strip().count("\t") >= 2 and not text.endswith(SENTENCE_ENDS):
            return True
        names = self.words["outline"].get("tables", ())
        return label is None and len(text) < 80 and not text.endswith(SENTENCE_ENDS) and any(
            (line := bare(text)).startswith(name) and any(sign.isdigit() for sign in line[len(name):len(name) + 4]) for name in names
        )

    def is_outside(self, index: int, part: Part) -> bool:
        """Whether a line is no paragraph of the text: a row of a table, or how it was adopted (« [Adopted by a recorded vote … »)."""
        paragraph = self.draft.paragraphs[index]
        text = paragraph.text.strip()
        inside = self.in_bracket or (
            text.startswith("[") and part != "preamble" and self.labels[index] is None and (part == "annex" or self._ended(index - 1))
        )
        self.in_bracket = inside and not text.endswith("]")
        return inside or self.is_row(paragraph, self.labels[index]) or part == "operative" and self._is_date(text) and self._ended(index - 1)

    def _is_date(self, text: str) -> bool:
        """« 12 December 2031 » alone on a line is a date, not point 12 of a list."""
        if len(text) > 40 or DAY.fullmatch(text) is None:
            return False
        return any(month.split("|")[0] in plain_word(text) for month in self.words.get("dates", {}).get("months", ()))

    def _ended(self, index: int) -> bool:
        """Whether a line ends a text or closes it."""
        text = self.draft.paragraphs[index].text.rstrip()
        return text.endswith(FULL_STOPS) or self.closes(text) or DATE.search(text) is not None

    def annex(self, paragraph: Paragraph, label: Label | None) -> None:
        """A paragraph of an annex; headings and dates are none."""
        text = paragraph.text.strip()
        if role_of(paragraph) in ("heading", "annex"):
            self.lists.clear()
            return
        if len(text) < 40 and DATE.search(text) and not text.endswith(SENTENCE_ENDS):
            return
        if label is None or (label.upper_roman and len(text) < 160):
            heading = len(text) < 140 and not text.endswith(SENTENCE_ENDS)
            if heading or text.startswith("("):
                self.lists.clear()
                return
        parent, depth = self.parent(paragraph, label)
        self.add("annex", None, parent, label, paragraph, depth + 1 if parent else 0)

    def group(self, part: Part, call: str, paragraph: Paragraph) -> str:
        """Open a group: its call line is a provision of its own."""
        self.lists.clear()
        prefix = PREFIXES[part]
        self.groups[prefix] += 1
        group = f"{prefix}{self.groups[prefix]}"
        text = paragraph.text.strip()
        self.parts.add(part)
        self.draft.provisions.append(Provision(group, part, call, text, None, 0, None, inner(paragraph), text))
        return group

    def item(self, part: Part, call: str | None, group: str, paragraph: Paragraph, label: Label | None) -> None:
        """An item of a group, under the group or under an item that is open."""
        parent, depth = self.parent(paragraph, label)
        self.add(part, call, parent or group, label, paragraph, depth + 1, group)

    def parent(self, paragraph: Paragraph, label: Label | None) -> tuple[str | None, int]:
        """Under which open provision an item stands, and how deep that is."""
        found = self.lists.parent(label, paragraph.text.rstrip().endswith(COLONS), self.ahead())
        return (found.id, found.depth) if found else (None, 0)

    def below(self, label: Label) -> bool:
        """Whether a number stands under the numbered paragraph before it, which announces it or its list; not if it is the next of that one."""
        if not self.lists.open or self.lists.open[0].label is None:
            return False
        if self.lists.announces and label.first:
            return True
        return self.lists.goes_on_within(label) and not self.lists.goes_on_outermost(label)

    def add(
        self, part: Part, call: str | None, parent: str | None, label: Label | None, paragraph: Paragraph, depth: int = 0,
        prefix: str | None = None,
    ) -> None:
        """Add a paragraph as a provision and leave it open for what may stand under it."""
        whole = inner(paragraph)
        start = whole.start + (label.length if label and paragraph.label is None else 0)
        text = self.draft.text[start:whole.end]
        start += len(text) - len(text.lstrip())
        above = parent or prefix or PREFIXES[part]
        base = f"{above}.{label.plain if label and not label.bullet else ''}".rstrip(".")
        self.counts[base] += 1
        if label is None or label.bullet or base == above:
            identity = f"{base}.p{self.counts[base]}"
        else:
            identity = base if self.counts[base] == 1 else f"{base}~{self.counts[base]}"
        if len(identity) > LONGEST_ID:
            base = f"{above.partition('.')[0]}.~"
            self.counts[base] += 1
            identity = f"{base}{self.counts[base]}"
        while identity in self.ids:  # a list of Word prints what it is told, be it like an id made here
            self.counts[base] += 1
            identity = f"{base}~{self.counts[base]}"
        self.ids.add(identity)
        self.draft.provisions.append(
            Provision(
                identity, part, call if part in ("preamble", "operative") else None, None, label.text if label else None,
                depth, parent, Span(start, whole.end), self.draft.text[start:whole.end],
            )
        )
        self.parts.add(part)
        self.first_seen = self.first_seen or (label is not None and label.text == "1")
        ahead = self.ahead()
        announces = text.rstrip().endswith(COLONS) or (
            label is None and text.rstrip().endswith(COMMAS) and part == "annex" and ahead is not None and ahead.first
        )
        self.lists.add(identity, label, depth, announces)


def inner(paragraph: Paragraph) -> Span:
    """A paragraph without the space around it."""
    text = paragraph.text
    start = paragraph.span.start + len(text) - len(text.lstrip())
    return Span(start, paragraph.span.start + len(text.rstrip()))
