"""Groups, items, sub-items, annexes, the paragraphs of a report: the outline of a text."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from textengine.languages import words_of
from textengine.model import Part, Provision, Span
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare, call_of_shape, find_call
from textengine.rules.labels import Label, label_of
from textengine.rules.lists import OpenLists
from textengine.rules.opening import COMMAS, PAUSES, stated, words_after_label
from textengine.vocabulary import plain_word

ENDS = (",", ";", ".", ":", "，", "；", "。", "：", "،", "؛", "”", "»", "!", "?", ")")
SENTENCE_ENDS = ENDS[:-4]
RAISED_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ "
COLONS = (":", "：")
FULL_STOPS = (".", "。")
DATE = re.compile(r"\d{1,2}\D{3,30}(?:19|20)\d\d|(?:19|20)\d\d年\d{1,2}月")
PREFIXES = {"preamble": "pre", "operative": "op", "annex": "ann", "front": "front", "back": "back", "body": "b"}


def find_provisions(draft: Draft) -> None:
    """Lay the outline; a text without an opening line is read as the numbered paragraphs of a report."""
    if draft.language is None:
        _plain_body(draft)
        return
    if draft.start is None or not any(find_call(draft.language, words_after_label(one)) for one in draft.paragraphs[draft.start:]):
        _Outline(draft).report()
    elif _own_verbs(draft, draft.start):
        _Outline(draft).own_verbs(draft.start)
    else:
        _Outline(draft).resolution(draft.start)


def _own_verbs(draft: Draft, start: int) -> bool:
    """Whether each paragraph opens with its own verb: numbered ones do, or whole sentences that no item follows."""
    rest = draft.paragraphs[start:]
    single = groups = 0
    for one, follows in zip(rest, [*rest[1:], None], strict=True):
        label = label_of(one)
        words = words_after_label(one)
        found = find_call(draft.language, words, ("operative",) if label else ("preamble", "operative"))
        if found is None:
            continue
        if label is not None:
            single += label.number
        elif follows is not None and ((after := label_of(follows)) is not None and after.first) and not words.endswith(COMMAS):
            groups += 1
        elif len(words) > len(found[2]) + 25 and words.endswith((*PAUSES, *FULL_STOPS)) and label_of(follows or one) is None:
            single += 1
    return single > groups


def _plain_body(draft: Draft) -> None:
    draft.provisions = [
        Provision(f"b{number}", "body", None, None, None, 0, None, one.span, one.text.strip(), certainty="unsure")
        for number, one in enumerate(draft.paragraphs, start=1)
    ]


class _Outline:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.words = words_of(draft.language or "")
        self.lists = OpenLists()
        self.counts: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.at = 0
        self.labels = [label_of(one) for one in draft.paragraphs]
        self.opened = draft.paragraphs[draft.opening].text.strip() if draft.opening is not None else None

    def _ahead(self) -> Label | None:
        """The label of the next paragraph."""
        return self.labels[self.at + 1] if self.at + 1 < len(self.labels) else None

    def _opens_again(self, text: str) -> bool:
        """Whether the line that opened the text comes again: a second resolution in one file."""
        return self.opened is not None and text == self.opened

    # texts of groups

    def resolution(self, start: int) -> None:
        """A text of groups: each call opens one."""
        self._front(self.draft.paragraphs[:max(0, start - 1)])
        part: Part | None = None
        group: str | None = None
        call: str | None = None
        reasons = False
        for index in range(start, len(self.draft.paragraphs)):
            self.at = index
            paragraph = self.draft.paragraphs[index]
            text, label = paragraph.text.strip(), self.labels[index]
            if self._opens_again(text):
                part, group, call, reasons = None, None, None, False
                self.lists.clear()
            elif label is None and self._is_heading(text, "reasons"):
                reasons = True
                self.lists.clear()
            elif reasons and (label is not None or text.endswith(SENTENCE_ENDS)):
                self._add("front", None, None, None, paragraph)
            elif part is not None and self._is_annex(text):
                part, group, call, reasons = "annex", None, None, False
                self.lists.clear()
            elif part == "annex":
                reasons = False
                self._annex(paragraph, label)
            elif label is None and (found := self._call_line(index, part, group)) is not None:
                reasons = False
                part, call = found
                group = self._group(part, call, paragraph)
            elif group is not None and part is not None and not reasons:
                if label is None and self._condition(paragraph, group):
                    self._join_call(group, paragraph)
                else:
                    self._item(part, call, group, paragraph, label)

    def _call_line(self, index: int, part: Part | None, group: str | None) -> tuple[Part, str] | None:
        """The part and code of a line that opens a group: by its verb, or as a short line before a list."""
        paragraph = self.draft.paragraphs[index]
        text = paragraph.text.strip()
        found = find_call(self.draft.language, text)
        if found is not None and (part is None or not self._in_sentence(index)):
            fresh = group is not None and self.draft.provisions[-1].id == group
            if fresh and part == "operative" and found[0] == "preamble" and len(text) > 60 and text.endswith(SENTENCE_ENDS):
                return None
            return found[0], found[1]
        ahead = self._ahead()
        if found is not None or ahead is None or not ahead.first or ahead.bullet or self.lists.announces or self._in_sentence(index):
            return None
        if len(text) < 120 and text[:1].islower() and not text.endswith((*PAUSES, *FULL_STOPS)):
            seen = any(one.part == "operative" for one in self.draft.provisions)
            new: Part = "operative" if seen or ahead.number else "preamble"
            return new, f"other-{new}"
        return None

    def _in_sentence(self, index: int) -> bool:
        """A line that opens with a call's verb goes on a sentence where the line before does not end one."""
        joins = tuple(self.words["outline"]["joins"])
        return index > (self.draft.start or 0) and self.draft.paragraphs[index - 1].text.rstrip().endswith((*COLONS, *joins))

    def _group(self, part: Part, call: str, paragraph: Paragraph) -> str:
        self.lists.clear()
        prefix = PREFIXES[part]
        self.groups[prefix] += 1
        group = f"{prefix}{self.groups[prefix]}"
        text = paragraph.text.strip()
        self.draft.provisions.append(Provision(group, part, call, text, None, 0, None, _inner(paragraph), text))
        return group

    def _condition(self, paragraph: Paragraph, group: str) -> bool:
        """A line between the call and its items is part of the call."""
        text = paragraph.text.strip()
        if self.draft.provisions[-1].id != group or self._ahead() is None:
            return False
        return text.endswith((*COMMAS, *COLONS)) and not plain_word(text).startswith(tuple(self.words["outline"]["acts"]))

    def _join_call(self, group: str, paragraph: Paragraph) -> None:
        last = self.draft.provisions.pop()
        span = Span(last.span.start, _inner(paragraph).end)
        joined = " ".join(one.strip() for one in self.draft.text[span.start:span.end].split("\n"))
        self.draft.provisions.append(Provision(group, last.part, last.call, joined, None, 0, None, span, joined))

    def _item(self, part: Part, call: str | None, group: str, paragraph: Paragraph, label: Label | None) -> None:
        parent, depth = self._parent(paragraph, label)
        self._add(part, call, parent or group, label, paragraph, depth + 1, group)

    # texts in which each paragraph has its own verb

    def own_verbs(self, start: int) -> None:
        """A text in which each paragraph is a provision with its own call."""
        part: Part = "preamble"
        group: str | None = None
        numbered = self._first_number(start)
        for index in range(start, len(self.draft.paragraphs)):
            self.at = index
            paragraph = self.draft.paragraphs[index]
            text, label = paragraph.text.strip(), self.labels[index]
            if self._opens_again(text):
                part, group = "preamble", None
                numbered = self._first_number(index)
                self.lists.clear()
            elif label is None and (self._closes(text) or not text.endswith(ENDS) and self._is_annex(text, 250)):
                part, group = "annex", None
                self.lists.clear()
            elif part == "annex":
                self._annex(paragraph, label)
            elif label is not None and (call := self._numbered(label, text)) is not False:
                group = None
                if call is None and label.first and any(one.label == "1" for one in self.draft.provisions):
                    part = "annex"
                    self.lists.clear()
                    self._annex(paragraph, label)
                    continue
                part = "operative"
                self.lists.clear()
                self._add(part, call[1] if call else "other-operative", None, label, paragraph)
            elif label is not None:
                if not self.lists.open and group is None and (label.upper_roman or len(text) < 100):
                    continue
                parent, depth = self._parent(paragraph, label)
                self._add(part, None, parent or group, label, paragraph, depth + 1, parent or group)
            else:
                part, group = self._sentence(paragraph, text, part, group, numbered is not None and index < numbered)

    def _numbered(self, label: Label, text: str) -> tuple[Part, str, str] | None | Literal[False]:
        """The call of a numbered paragraph; False where the label is an item of a list below."""
        if not label.number or label.closed:
            return False
        call = find_call(self.draft.language, text[label.length:], ("operative",))
        return call if label.dotted or call is not None else False

    def _first_number(self, start: int) -> int | None:
        """The first numbered operative paragraph after a place: what stands before it is preamble."""
        for index in range(start, len(self.draft.paragraphs)):
            label, paragraph = self.labels[index], self.draft.paragraphs[index]
            if label is None and index > start and (self._closes(paragraph.text) or self._opens_again(paragraph.text.strip())):
                return None
            if label is not None and label.number and label.dotted and label.first:
                return index if find_call(self.draft.language, words_after_label(paragraph), ("operative",)) else None
        return None

    def _sentence(
        self, paragraph: Paragraph, text: str, part: Part, group: str | None, before_numbers: bool
    ) -> tuple[Part, str | None]:
        """An unlabelled paragraph: one with a verb of its own, a call alone, or one that goes on."""
        text = text.rstrip(RAISED_MARKS)
        call = find_call(self.draft.language, text, ("preamble",))
        if not before_numbers and (call is None or not text.endswith((*PAUSES, *COLONS))):
            call = find_call(self.draft.language, text, ("operative",)) or call
        if not text.endswith(ENDS):
            if call is not None and len(text) < len(call[2]) + 80 and not before_numbers:
                return call[0], self._group(call[0], call[1], paragraph)
            if len(text) < 200 and (call is None or before_numbers):
                self.lists.open = [one for one in self.lists.open if one.announces]
                return part, group
        if call is None and (said := stated(self.draft, text)):
            call = ("operative", said[0], "")
        if call is None and group is None and not self.lists.announces and text.endswith(PAUSES):
            call = call_of_shape(self.draft.language, text)
        if call is not None:
            self.lists.clear()
            kind: Part = "preamble" if before_numbers else call[0]
            self._add(kind, call[1], None, None, paragraph)
            return kind, None
        if group is not None:
            self._item(part, None, group, paragraph, None)
        elif self.lists.announces:
            last = self.lists.open[-1]
            self._add(part, None, last.id, None, paragraph, last.depth + 1)
        elif len(text) > 40:
            self._add(part, f"other-{part}", None, None, paragraph)
        return part, group

    def _closes(self, text: str) -> bool:
        """« 52nd plenary meeting » after the last paragraph: what follows is an annex."""
        line = bare(text)
        return len(line) < 60 and any(one in line for one in self.words["outline"]["closing"]) and any(sign.isdigit() for sign in line)

    # front, annex, report

    def _front(self, paragraphs: list[Paragraph]) -> None:
        """What stands before the title: the introduction, the reasons of a proposal."""
        inside = False
        kinds = [name for kind, names in self.words["kinds"].items() if kind != "signs" for name in names]
        for paragraph in paragraphs:
            text = plain_word(paragraph.text.strip())
            if self._is_heading(text, "heading"):
                inside = True
                continue
            ends = text.endswith(SENTENCE_ENDS)
            if not ends and text.startswith(tuple(kinds)) and len(text) < 120 or text.startswith("("):
                inside = False
            if inside and (len(text) > 60 or ends):
                self._add("front", None, None, None, paragraph)

    def _is_heading(self, text: str, name: str) -> bool:
        return plain_word(text.strip()).rstrip(" :：") in self.words["front"].get(name, ())

    def _is_annex(self, text: str, limit: int = 80) -> bool:
        line = bare(text[:limit])
        return len(text) < limit and any(
            line.startswith(word) and (not line[len(word):len(word) + 1].isalpha() or not self._spaced())
            for word in self.words["annex"]["heading"]
        )

    def _spaced(self) -> bool:
        return bool(self.words["genre"].get("spaced", True))

    def _annex(self, paragraph: Paragraph, label: Label | None) -> None:
        text = paragraph.text.strip()
        if len(text) < 40 and DATE.search(text) and not text.endswith(SENTENCE_ENDS):
            return
        if label is None or (label.upper_roman and len(text) < 160):
            heading = len(text) < 140 and not text.endswith(SENTENCE_ENDS)
            if heading or text.startswith("("):
                self.lists.clear()
                return
        parent, depth = self._parent(paragraph, label)
        self._add("annex", None, parent, label, paragraph, depth + 1 if parent else 0)

    def report(self) -> None:
        """The numbered paragraphs of a report, or the paragraphs of a text without groups."""
        part: Part = "body"
        fresh = False
        for index, paragraph in enumerate(self.draft.paragraphs):
            self.at = index
            label = self.labels[index]
            text = paragraph.text.strip()
            words = text[label.length:].strip() if label else text
            if label is None and self._is_heading(bare(text), "heading"):
                part = "back" if any(one.part == "body" for one in self.draft.provisions) else "front"
                fresh = True
                self.lists.clear()
                continue
            heading = len(words) < 100 and not words.endswith(ENDS)
            if part in ("body", "annex") and label is None and heading and self._is_annex(text):
                part = "annex"
                self.lists.clear()
                continue
            if part == "annex":
                self._annex(paragraph, label)
                continue
            if not any(sign.isalnum() for sign in words) or (heading and label is None and not fresh):
                part = "body" if heading and not fresh and any(sign.isalnum() for sign in words) else part
                continue
            if label is not None and heading and label.number and not label.closed:
                part = "body"
                self.lists.clear()
                continue
            fresh = False
            top = label is not None and not label.closed and not label.bullet and not label.quoted and label.text[0].isdigit()
            if top:
                part = "body"
            top = top and not (self.lists.announces and label is not None and label.first)
            if top:
                self.lists.clear()
            parent, depth = self._parent(paragraph, label) if label and not top else (None, 0)
            if label is None:
                self.lists.clear()
            self._add(part, None, parent, label, paragraph, depth + 1 if parent else 0)

    # the provision itself

    def _parent(self, paragraph: Paragraph, label: Label | None) -> tuple[str | None, int]:
        """Under which open provision an item stands, and how deep that is."""
        found = self.lists.parent(label, paragraph.text.rstrip().endswith(COLONS), self._ahead())
        return (found.id, found.depth) if found else (None, 0)

    def _add(
        self, part: Part, call: str | None, parent: str | None, label: Label | None, paragraph: Paragraph, depth: int = 0,
        prefix: str | None = None,
    ) -> None:
        inner = _inner(paragraph)
        start = inner.start + (label.length if label and paragraph.label is None else 0)
        text = self.draft.text[start:inner.end]
        start += len(text) - len(text.lstrip())
        above = parent or prefix or PREFIXES[part]
        base = f"{above}.{label.plain if label and not label.bullet else ''}".rstrip(".")
        self.counts[base] += 1
        if label is None or label.bullet or base == above:
            identity = f"{base}.p{self.counts[base]}"
        else:
            identity = base if self.counts[base] == 1 else f"{base}~{self.counts[base]}"
        self.draft.provisions.append(
            Provision(
                identity, part, call if part in ("preamble", "operative") else None, None, label.text if label else None,
                depth, parent, Span(start, inner.end), self.draft.text[start:inner.end],
            )
        )
        ahead = self._ahead()
        announces = text.rstrip().endswith(COLONS) or (
            label is None and text.rstrip().endswith(COMMAS) and part == "annex" and ahead is not None and ahead.first
        )
        self.lists.add(identity, label, depth, announces)


def _inner(paragraph: Paragraph) -> Span:
    text = paragraph.text
    start = paragraph.span.start + len(text) - len(text.lstrip())
    return Span(start, paragraph.span.start + len(text.rstrip()))
