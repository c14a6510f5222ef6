"""The outline of a text in which each paragraph opens with its own verb: United Nations, metrology, minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from textengine.model import Part, Span
from textengine.pipeline import Paragraph
from textengine.rules.calls import call_of_shape, first_verb
from textengine.rules.labels import Label
from textengine.rules.opening import COMMAS, PAUSES, body_line, opens, stated, words_after_label
from textengine.rules.outline import COLONS, ENDS, FULL_STOPS, RAISED_MARKS, SENTENCE_ENDS, Outline, inner
from textengine.rules.several import act_of
from textengine.rules.title_line import title_line
from textengine.vocabulary import plain_word

NEAR = 40  # paragraphs


class OwnVerbs(Outline):
    """Texts in which each paragraph is a provision with its own call."""

    last_number = ""  # of the numbered paragraph that came last

    def lay(self, start: int) -> None:
        """A text in which each paragraph is a provision with its own call."""
        part: Part = "preamble"
        group: str | None = None
        between = False
        numbered = self._first_number(start)
        for index in range(start, len(self.draft.paragraphs)):
            self.at = index
            paragraph = self.draft.paragraphs[index]
            text, label = paragraph.text.strip(), self.labels[index]
            if between and self._speaks(index):
                between, numbered = False, self._first_number(index)
                self.lists.clear()
            if opens(self.draft, text):
                part, group, between = "preamble", None, False
                numbered = self._first_number(index)
                self.lists.clear()
            elif self.is_outside(index, part) or (label is None and self.voted(text)):
                continue
            elif between or (label is None and self._is_title(index)):
                between, part, group, self.last_number = True, "preamble", None, ""
            elif label is None and text.endswith(COLONS) and body_line(self.draft, index):
                part, group = "operative", None
                self.lists.clear()
            elif label is None and self._goes_on(index):
                self._extend(paragraph)
            elif label is None and (self.closes(text) or not text.endswith(ENDS) and self.is_annex(text, 250)):
                part, group = "annex", None
                self.lists.clear()
            elif part == "annex":
                self.annex(paragraph, label)
            elif label is not None and part == "preamble" and (opens_with := self._numbered_preamble(label, text)):
                self.lists.clear()
                self.add(part, opens_with, None, label, paragraph)
                self.last_number = label.text
            elif label is not None and not self._announced(label, text) and (call := self._numbered(label, text)) is not False:
                group = None
                if call is None and label.first and self.first_seen:
                    part = "annex"
                    self.lists.clear()
                    self.annex(paragraph, label)
                    continue
                part = "operative"
                self.last_number = label.text
                self.lists.clear()
                self.add(part, first_verb(self.draft.language, call)[1] if call else "other-operative", None, label, paragraph)
            elif label is not None:
                if label.upper_roman and len(text) < 250 and not text.endswith(SENTENCE_ENDS):
                    self.lists.clear()
                    group = None
                    continue
                if not self.lists.open and group is None and (label.upper_roman or len(text) < 100):
                    continue
                parent, depth = self.parent(paragraph, label)
                self.add(part, None, parent or group, label, paragraph, depth + 1, parent or group)
            else:
                part, group = self._sentence(paragraph, text, part, group, numbered is not None and index < numbered)

    def _numbered(self, label: Label, text: str) -> tuple[Part, str, str] | None | Literal[False]:
        """The call of a numbered paragraph; False where the label is an item of a list below."""
        if not label.number or label.closed:
            return False
        words = text[label.length:]
        call = act_of(self.draft, words, ("operative",))
        if call is None and self.last_number.isdecimal() and label.text == str(int(self.last_number) + 1):
            call = call_of_shape(self.draft.language, words)
            call = None if call is None or call[0] == "preamble" else call
        return call if label.dotted or call is not None else False

    def _announced(self, label: Label, text: str) -> bool:
        """Whether a number without a verb of its own stands under the numbered paragraph that announces it; also if the same number with a verb follows."""
        if not label.number or label.closed or act_of(self.draft, text[label.length:], ("operative",)) is not None:
            return False
        return self.below(label) or self.lists.goes_on_within(label) and self._comes_again(label)

    def _comes_again(self, label: Label) -> bool:
        """Whether a later paragraph near by has the same number and a verb of its own."""
        near = range(self.at + 1, min(self.at + 1 + NEAR, len(self.labels)))
        return any(
            (other := self.labels[at]) is not None and other.text == label.text and other.number and not other.closed
            and act_of(self.draft, words_after_label(self.draft.paragraphs[at]), ("operative",)) is not None for at in near
        )

    def _numbered_preamble(self, label: Label, text: str) -> str | None:
        """The call of a preamble's paragraph that is numbered with the others (« 1. Recalling …, »); it ends in a comma."""
        if not label.number or label.closed or not text.endswith(COMMAS):
            return None
        call = act_of(self.draft, text[label.length:], ("preamble",))
        return call[1] if call is not None else None

    def _first_number(self, start: int) -> int | None:
        """The first numbered operative paragraph after a place: what stands before it is preamble."""
        for index in range(start, len(self.draft.paragraphs)):
            label, paragraph = self.labels[index], self.draft.paragraphs[index]
            if label is None and index > start and (self.closes(paragraph.text) or opens(self.draft, paragraph.text)):
                return None
            if label is not None and label.number and label.dotted and label.first:
                return index if act_of(self.draft, words_after_label(paragraph), ("operative",)) else None
        return None

    def _sentence(
        self, paragraph: Paragraph, text: str, part: Part, group: str | None, before_numbers: bool
    ) -> tuple[Part, str | None]:
        """An unlabelled paragraph: one with a verb of its own, a call alone, or one that goes on."""
        text = text.rstrip(RAISED_MARKS)
        call = act_of(self.draft, text, ("preamble",))
        if not before_numbers and (call is None or not text.endswith((*PAUSES, *COLONS))):
            call = act_of(self.draft, text, ("operative",)) or call
        if not text.endswith(ENDS):
            if call is not None and len(text) < len(call[2]) + 80 and not before_numbers and not self._goes_on(self.at + 1):
                return call[0], self.group(call[0], call[1], paragraph)
            if len(text) < 200 and (call is None or before_numbers):
                self.lists.open = [one for one in self.lists.open if one.announces]
                return part, group
        if call is None and (said := stated(self.draft, text)):
            call = ("operative", said[0], "")
        if call is None and group is None and not self.lists.announces and text.endswith((*PAUSES, *FULL_STOPS)):
            call = call_of_shape(self.draft.language, text)
            if call is None and part == "preamble" and not before_numbers and text.endswith(FULL_STOPS):
                call = ("operative", "other-operative", "")  # a preamble ends its paragraphs with commas
        if call is not None:
            self.lists.clear()
            kind: Part = "preamble" if before_numbers else call[0]
            self.add(kind, first_verb(self.draft.language, call)[1], None, None, paragraph)
            return kind, None
        if group is not None:
            self.item(part, None, group, paragraph, None)
        elif self.lists.announces and (last := self.lists.last()) is not None:
            self.add(part, None, last.id, None, paragraph, last.depth + 1)
        elif len(text) > (40 if self.spaced() else 16) or before_numbers and text.endswith(PAUSES):
            self.add(part, f"other-{part}", None, None, paragraph)
        return part, group

    def _goes_on(self, index: int) -> bool:
        """Whether a line goes on the one before: that one ends no sentence, and this one begins small and states no act."""
        paragraphs = self.draft.paragraphs
        if not 0 < index < len(paragraphs) or self.labels[index] is not None or not self.words["outline"]["acts"]:
            return False
        before, text = paragraphs[index - 1].text.rstrip(), paragraphs[index].text.strip()
        begins_small = text[:1].islower() or (text[:1].isdigit() and text.endswith(ENDS))
        if before.endswith(ENDS) or len(before) < 40 or not begins_small:
            return False
        return act_of(self.draft, text) is None and not plain_word(text).startswith(tuple(self.words["outline"]["acts"]))

    def _extend(self, paragraph: Paragraph) -> None:
        """A line that goes on belongs to the provision before it, if that one ends where the line begins."""
        last = self.draft.provisions[-1] if self.draft.provisions else None
        if last is not None and paragraph.span.start - last.span.end <= 2:
            span = Span(last.span.start, inner(paragraph).end)
            self.draft.provisions[-1] = replace(last, span=span, text=self.draft.text[span.start:span.end])

    def _speaks(self, index: int) -> bool:
        """Whether a paragraph under a title is of the text: it opens with a verb, or says which body does what."""
        text = self.draft.paragraphs[index].text.strip()
        if act_of(self.draft, words_after_label(self.draft.paragraphs[index])) is None and stated(self.draft, text) is None:
            return False
        return text.endswith(SENTENCE_ENDS)

    def _is_title(self, index: int) -> bool:
        """Whether a line is the title of a next text in the same file: it names a text, or a kind before an opening line."""
        paragraphs = self.draft.paragraphs
        if "operative" in self.parts and title_line(self.draft.language or "", paragraphs[index].text) is not None:
            return True
        ahead = range(index + 1, min(index + 4, len(paragraphs)))
        return plain_word(paragraphs[index].text.strip()).startswith(self.kind_names()) and any(opens(self.draft, paragraphs[at].text) for at in ahead)
