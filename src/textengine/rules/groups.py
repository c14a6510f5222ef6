"""Groups, items, sub-items, annexes, the paragraphs of a report: the outline of a text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from textengine.languages import words_of
from textengine.model import Part, Provision, Span, State
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare, find_call
from textengine.rules.labels import Label, label_of, number_of
from textengine.rules.title import opening_index
from textengine.vocabulary import plain_word

ENDS = (",", ";", ".", ":", "，", "；", "。", "：", "،", "؛", "”", "»", "!", "?", ")")


RAISED_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ "
COMMAS = (",", "，", "،")
SENTENCE = (",", "，", "،", ".", "。")


@dataclass(slots=True)
class _Open:
    """A provision that may still get children."""

    id: str
    label: Label | None
    depth: int
    announces: bool


def find_provisions(draft: Draft) -> None:
    """Lay the outline; a text without an opening line is read as the numbered paragraphs of a report."""
    if draft.language is None:
        _plain_body(draft)
        return
    opening = opening_index(draft)
    if opening is None or not any(_has_call(draft, one) for one in draft.paragraphs[opening + 1:]):
        _Outline(draft).report()
    elif _own_verbs(draft, opening):
        _Outline(draft).own_verbs(opening)
    else:
        _Outline(draft).resolution(opening)


def _has_call(draft: Draft, paragraph: Paragraph) -> bool:
    label = label_of(paragraph)
    return find_call(draft.language, paragraph.text.strip()[label.length if label else 0:]) is not None


def _own_verbs(draft: Draft, opening: int) -> bool:
    """Whether each paragraph opens with its own verb: numbered ones do, or whole sentences that no item follows."""
    rest = draft.paragraphs[opening + 1:]
    single = groups = 0
    for one, follows in zip(rest, [*rest[1:], None], strict=True):
        label = label_of(one)
        words = one.text.strip() if label is None else one.text.strip()[label.length:]
        found = find_call(draft.language, words, ("operative",) if label else ("preamble", "operative"))
        if found is None:
            continue
        if label is not None:
            single += label.kinds() == {"number0"}
        elif follows is not None and ((after := label_of(follows)) is not None and after.first) and not words.endswith(COMMAS):
            groups += 1
        elif len(words) > len(found[2]) + 25 and words.endswith(SENTENCE) and label_of(follows or one) is None:
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
        self.open: list[_Open] = []
        self.counts: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()

    def resolution(self, opening: int) -> None:
        """A text of groups: each call opens one."""
        self._front(self.draft.paragraphs[:opening])
        part: Part | None = None
        group: str | None = None
        call: str | None = None
        rest = self.draft.paragraphs[opening + 1:]
        for index, paragraph in enumerate(rest):
            text = paragraph.text.strip()
            if part is not None and self._is_annex(text):
                part, group, call, self.open = "annex", None, None, []
                continue
            if part == "annex":
                self._annex(paragraph)
                continue
            found = find_call(self.draft.language, paragraph.text)
            label = label_of(paragraph)
            if found and label is None and (part is None or not self._in_sentence(index, rest)):
                part, call, _ = found
                if part == "preamble" and any(one.part == "operative" for one in self.draft.provisions):
                    part = "preamble"
                group = self._group(part, call, paragraph)
                continue
            if group is None or part is None:
                continue
            follows = rest[index + 1] if index + 1 < len(rest) else None
            if label is None and self._condition(paragraph, group, follows):
                self._join_call(group, paragraph)
                continue
            self._item(part, call, group, paragraph, label)

    def _in_sentence(self, index: int, rest: list[Paragraph]) -> bool:
        """A line that opens with a call's verb goes on a sentence where the line before does not end one."""
        return index > 0 and rest[index - 1].text.rstrip().endswith((":", " et", " and", " ou", " or"))

    def own_verbs(self, opening: int) -> None:
        """A text in which each paragraph is a provision with its own call."""
        part: Part = "preamble"
        openings = {self.draft.paragraphs[opening].text.strip()}
        for paragraph in self.draft.paragraphs[opening + 1:]:
            text = paragraph.text.strip()
            label = label_of(paragraph)
            if text in openings:
                part, self.open = "preamble", []
            elif label is None and not text.endswith(ENDS) and self._is_annex(text, 250):
                part, self.open = "annex", []
            elif part == "annex":
                self._annex(paragraph)
            elif label is not None and label.kinds() == {"number0"} and label.dotted:
                call = find_call(self.draft.language, text[label.length:], ("operative",))
                if call is None and number_of(label.text) == 1 and any(one.label == "1" for one in self.draft.provisions):
                    part, self.open = "annex", []
                    self._annex(paragraph)
                    continue
                part, self.open = "operative", []
                self._add(part, call[1] if call else "other-operative", None, label, "op", paragraph, 0)
            elif label is not None:
                if not self.open and (label.upper_roman or len(text) < 100):
                    continue
                parent, depth = self._parent(label)
                self._add(part, None, parent, label, "op" if part == "operative" else "pre", paragraph, depth + 1)
            else:
                part = self._sentence(paragraph, text, part)

    def _sentence(self, paragraph: Paragraph, text: str, part: Part) -> Part:
        """An unlabelled paragraph: one with a verb of its own, or one that goes on."""
        text = text.rstrip(RAISED_MARKS)
        ends = text.endswith(ENDS)
        if not ends:
            self.open = [one for one in self.open if one.announces]
            return part
        call = find_call(self.draft.language, text, ("preamble",))
        if call is None or not text.endswith((",", "，", "،", ":", "：")):
            call = find_call(self.draft.language, text, ("operative",)) or call
        if call is not None:
            self.open = []
            self._add(call[0], call[1], None, None, "op" if call[0] == "operative" else "pre", paragraph, 0)
            return call[0]
        if self.open and self.open[-1].announces:
            self._add(part, None, self.open[-1].id, None, None, paragraph, self.open[-1].depth + 1)
        elif len(text) > 40:
            code = "other-preamble" if part == "preamble" else "other-operative"
            self._add(part, code, None, None, "op" if part == "operative" else "pre", paragraph, 0)
        return part

    def _front(self, paragraphs: list[Paragraph]) -> None:
        headings = tuple(self.words["front"]["heading"])
        inside = False
        for paragraph in paragraphs:
            text = plain_word(paragraph.text.strip())
            if text.rstrip(":") in headings:
                inside = True
                continue
            kinds = [name for kind, names in self.words["kinds"].items() if kind != "signs" for name in names]
            if text.startswith(tuple(kinds)) and len(text) < 120 or text.startswith("("):
                inside = False
            if inside and len(text) > 60:
                self._add("front", None, None, None, None, paragraph, 0)

    def _is_annex(self, text: str, limit: int = 80) -> bool:
        line = bare(text[:limit])
        return len(text) < limit and any(re.match(re.escape(word) + r"(\s|$|:)", line) for word in self.words["annex"]["heading"])

    def _group(self, part: Part, call: str, paragraph: Paragraph) -> str:
        self.open = []
        prefix = {"preamble": "pre", "operative": "op"}.get(part, part)
        self.groups[prefix] += 1
        group = f"{prefix}{self.groups[prefix]}"
        text = paragraph.text.strip()
        self._append(Provision(group, part, call, text, None, 0, None, _inner(paragraph), text))
        return group

    def _condition(self, paragraph: Paragraph, group: str, follows: Paragraph | None) -> bool:
        text = paragraph.text.strip()
        last = self.draft.provisions[-1]
        if last.id != group or follows is None or label_of(follows) is None:
            return False
        return text.endswith((",", ":")) and not text.startswith(("à ", "de ", "d'", "que ", "to ", "that "))

    def _join_call(self, group: str, paragraph: Paragraph) -> None:
        last = self.draft.provisions.pop()
        span = Span(last.span.start, _inner(paragraph).end)
        text = self.draft.text[span.start:span.end]
        joined = " ".join(one.strip() for one in text.split("\n"))
        self._append(Provision(group, last.part, last.call, joined, None, 0, None, span, joined))

    def _item(self, part: Part, call: str | None, group: str, paragraph: Paragraph, label: Label | None) -> None:
        parent, depth = self._parent(label)
        self._add(part, call, parent or group, label, group, paragraph, depth + 1)

    def _parent(self, label: Label | None) -> tuple[str | None, int]:
        """Under which open provision an item stands, and how deep that is."""
        if label is None:
            if self.open and self.open[-1].announces:
                return self.open[-1].id, self.open[-1].depth
            unlabelled = [one for one in self.open if one.label is None]
            self.open = unlabelled[:0]
            return None, 0
        while self.open:
            last = self.open[-1]
            if last.label is None:
                if last.announces:
                    return last.id, last.depth
            elif (last.announces and label.first) or label.text.startswith(f"{last.label.text}."):
                return last.id, last.depth
            elif label.bullet:
                if not last.label.bullet or last.announces:
                    return last.id, last.depth
            elif label.continues(last.label):
                self.open.pop()
                break
            elif label.first and not last.label.bullet and not label.same_kind(last.label):
                return last.id, last.depth
            self.open.pop()
        return (self.open[-1].id, self.open[-1].depth) if self.open else (None, 0)

    def _annex(self, paragraph: Paragraph) -> None:
        text = paragraph.text.strip()
        label = label_of(paragraph)
        if label is None or (label.upper_roman and len(text) < 160):
            heading = len(text) < 140 and not text.endswith(ENDS[:-4])
            if heading or text.startswith("("):
                self.open = []
                return
        parent, depth = self._parent(label)
        self._add("annex", None, parent, label, "ann", paragraph, depth + 1 if parent else 0)

    def report(self) -> None:
        """The numbered paragraphs of a report, or the paragraphs of a text without groups."""
        headings = tuple(self.words["front"]["heading"])
        part: Part = "body"
        fresh = False
        for paragraph in self.draft.paragraphs:
            label = label_of(paragraph)
            text = paragraph.text.strip()
            words = text[label.length:].strip() if label else text
            if label is None and bare(text).rstrip(":：") in headings:
                part = "back" if any(one.part == "body" for one in self.draft.provisions) else "front"
                fresh, self.open = True, []
                continue
            heading = len(words) < 100 and not words.endswith(ENDS)
            if not any(sign.isalnum() for sign in words) or (heading and label is None and not fresh):
                part = "body" if heading and not fresh and any(sign.isalnum() for sign in words) else part
                continue
            if label is not None and heading and label.kinds() == {"number0"} and not label.closed:
                part, self.open = "body", []
                continue
            fresh = False
            if label is not None and label.kinds() & {"number0", "number1", "number2"} and not label.closed:
                part = "body"
            top = label is not None and (label.dotted or "." in label.text or (label.kinds() == {"number0"} and not label.closed)) and not (self.open and self.open[-1].announces and label.first)
            if top:
                self.open = []
            parent, depth = self._parent(label) if label and not top else (None, 0)
            if label is None:
                self.open = []
            self._add(part, None, parent, label, {"front": "front", "back": "back"}.get(part, "b"), paragraph, depth + 1 if parent else 0)

    def _add(
        self, part: Part, call: str | None, parent: str | None, label: Label | None, prefix: str | None,
        paragraph: Paragraph, depth: int,
    ) -> None:
        inner = _inner(paragraph)
        start = inner.start + (label.length if label and paragraph.label is None else 0)
        text = self.draft.text[start:inner.end]
        start += len(text) - len(text.lstrip())
        base = f"{parent or prefix or part}.{label.plain if label and not label.bullet else ''}".rstrip(".")
        if label is None or label.bullet or base == (parent or prefix):
            self.counts[base] += 1
            identity = f"{base}.p{self.counts[base]}"
        else:
            self.counts[base] += 1
            identity = base if self.counts[base] == 1 else f"{base}~{self.counts[base]}"
        state: State = "both"
        self._append(
            Provision(
                identity, part, call if part in ("preamble", "operative") else None, None, label.text if label else None,
                depth, parent, Span(start, inner.end), self.draft.text[start:inner.end], state,
            )
        )
        self.open.append(_Open(identity, label, depth, text.rstrip().endswith((":", "："))))

    def _append(self, provision: Provision) -> None:
        self.draft.provisions.append(provision)


def _inner(paragraph: Paragraph) -> Span:
    text = paragraph.text
    start = paragraph.span.start + len(text) - len(text.lstrip())
    return Span(start, paragraph.span.start + len(text.rstrip()))

