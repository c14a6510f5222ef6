"""The outline of a text: which kind of outline it has, and the one of groups, in which each call opens a list."""

from __future__ import annotations

from textengine.languages import words_of
from textengine.model import Part, Problem, Provision, Span
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import call_of_group, call_of_shape
from textengine.rules.labels import label_of
from textengine.rules.opening import COMMAS, PAUSES, opens, words_after_label
from textengine.rules.outline import COLONS, ENDS, FULL_STOPS, SENTENCE_ENDS, Outline, inner
from textengine.rules.own_verbs import OwnVerbs
from textengine.rules.places import ByPlace
from textengine.rules.reports import Report
from textengine.rules.several import act_of
from textengine.rules.styles import role_of
from textengine.vocabulary import plain_word

SHORTEST = 12
SHORTEST_SENTENCE = 25
HEAD = 24  # signs in which a heading stands before its colon


def find_provisions(draft: Draft) -> None:
    """Lay the outline; a text without an opening line is read as the numbered paragraphs of a report."""
    if draft.language is None:
        _plain_body(draft)
        return
    if draft.start is None or not any(act_of(draft, words_after_label(one)) for one in draft.paragraphs[draft.start:]):
        Report(draft).lay()
    elif _own_verbs(draft, draft.start):
        OwnVerbs(draft).lay(draft.start)
    else:
        Groups(draft).lay(draft.start)
    _tell_left_out(draft)


def _own_verbs(draft: Draft, start: int) -> bool:
    """Whether each paragraph opens with its own verb: numbered ones do, or whole sentences that no item follows."""
    rest = draft.paragraphs[start:]
    single = groups = 0
    sentence = SHORTEST_SENTENCE if words_of(draft.language or "")["genre"].get("spaced", True) else SHORTEST_SENTENCE // 3
    for one, follows in zip(rest, [*rest[1:], None], strict=True):
        label = label_of(one)
        words = words_after_label(one)
        found = act_of(draft, words, ("operative",) if label else ("preamble", "operative"))
        if found is None:
            continue
        if label is not None:
            single += label.number
        elif follows is not None and ((after := label_of(follows)) is not None and after.first) and not words.endswith(COMMAS):
            groups += 1
        elif len(words) > len(found[2]) + sentence and words.endswith((*PAUSES, *FULL_STOPS)) and label_of(follows or one) is None:
            single += 1
    return single > groups


def _tell_left_out(draft: Draft) -> None:
    """A sentence that came into no provision is told: a person must look at it."""
    provisions = ByPlace(draft.provisions)
    for paragraph in draft.paragraphs[draft.start or 0:]:
        span = inner(paragraph)
        sentence = paragraph.text.rstrip().endswith((*FULL_STOPS, *PAUSES[len(COMMAS):])) and span.end - span.start > SHORTEST
        if sentence and provisions.at(span.end - 1) is None:
            draft.problems.append(Problem("part-unread", span, f"This sentence is in no provision: {paragraph.text.strip()[:120]}"))


def _plain_body(draft: Draft) -> None:
    draft.provisions = [
        Provision(f"b{number}", "body", None, None, None, 0, None, one.span, one.text.strip(), certainty="unsure")
        for number, one in enumerate(draft.paragraphs, start=1)
    ]


class Groups(Outline):
    """Texts of groups: ITU style."""

    def lay(self, start: int) -> None:
        """A text of groups: each call opens one."""
        self.front(self.draft.paragraphs[:max(0, start - 1)])
        part: Part | None = None
        group: str | None = None
        call: str | None = None
        reasons = False
        for index in range(start, len(self.draft.paragraphs)):
            self.at = index
            paragraph = self.draft.paragraphs[index]
            text, label = paragraph.text.strip(), self.labels[index]
            if opens(self.draft, text):
                part, group, call, reasons = None, None, None, False
                self.lists.clear()
            elif label is None and self.voted(text):
                continue
            elif label is None and self.is_heading(text, "reasons"):
                reasons = True
                self.lists.clear()
            elif label is None and self._gives_reasons(text):
                reasons = True
                self.lists.clear()
                self.add("front", None, None, None, paragraph)
            elif reasons and (label is not None or text.endswith(SENTENCE_ENDS)):
                self.add("front", None, None, None, paragraph)
            elif part is not None and self.is_outside(index, part):
                continue
            elif part is not None and label is None and (self.is_annex(text) or self.closes(text) or role_of(paragraph) == "annex"):
                part, group, call, reasons = "annex", None, None, False
                self.lists.clear()
            elif part == "annex":
                reasons = False
                self.annex(paragraph, label)
            elif label is None and (found := self._call_line(index, part, group)) is not None:
                reasons = False
                part, call = found
                group = self.group(part, call, paragraph)
            elif group is not None and part is not None and not reasons:
                if label is None and self._condition(paragraph, group):
                    self._join_call(group, paragraph)
                else:
                    self.item(part, call, group, paragraph, label)

    def _gives_reasons(self, text: str) -> bool:
        """« Reasons: … »: the heading and what it heads in one paragraph."""
        head, colon, rest = text[:HEAD].replace("：", ":").partition(":")
        return bool(colon and rest.strip()) and self.is_heading(head, "reasons")

    def _call_line(self, index: int, part: Part | None, group: str | None) -> tuple[Part, str] | None:
        """The part and code of a line that opens a group: by its verb, or as a short line before a list."""
        paragraph = self.draft.paragraphs[index]
        text = paragraph.text.strip()
        found = call_of_group(self.draft.language, text)
        if role_of(paragraph) == "call":
            guess: Part = "operative" if "operative" in self.parts else "preamble"
            return (found[0], found[1]) if found is not None else (guess, f"other-{guess}")
        if found is not None and (part is None or not self._in_sentence(index)):
            fresh = group is not None and self.draft.provisions[-1].id == group
            if fresh and part == "operative" and found[0] == "preamble" and len(text) > 60 and text.endswith(SENTENCE_ENDS):
                return None
            # A call line that is left open has its first item in the next line, be it like a call itself (« 批准预算。 »).
            if fresh and text.endswith(SENTENCE_ENDS) and not self.draft.provisions[-1].text.endswith(ENDS) and len(text) > len(found[2]) + 1:
                return None
            return found[0], found[1]
        if found is not None or self.lists.announces or self._in_sentence(index) or group is not None and self._condition(paragraph, group):
            return None
        return self._unknown_call(index, text)

    def _unknown_call(self, index: int, text: str) -> tuple[Part, str] | None:
        """A short line before a list whose verb is in no list: its form says the part, else what went before."""
        ahead = self.ahead()
        acts = tuple(self.words["outline"]["acts"])
        if len(text) >= 120 or not text[:1].islower() or text.endswith((*PAUSES, *FULL_STOPS)) or plain_word(text).startswith(acts):
            return None
        if ahead is None:
            goes_on = index + 1 < len(self.draft.paragraphs) and plain_word(self.draft.paragraphs[index + 1].text.strip()).startswith(acts)
            if not goes_on or len(text) > 60 or not self.draft.paragraphs[index - 1].text.rstrip().endswith(SENTENCE_ENDS):
                return None
        elif not ahead.first or ahead.bullet:
            return None
        shape = call_of_shape(self.draft.language, text)
        begun = "operative" in self.parts
        if shape is not None and (not begun if shape[0] == "preamble" else begun or ahead is None or ahead.number):
            return shape[0], shape[1]
        new: Part = "operative" if "operative" in self.parts or (ahead is not None and ahead.number) else "preamble"
        return new, f"other-{new}"

    def _in_sentence(self, index: int) -> bool:
        """A line that opens with a call's verb goes on a sentence where the line before does not end one."""
        joins = tuple(self.words["outline"]["joins"])
        return index > (self.draft.start or 0) and self.draft.paragraphs[index - 1].text.rstrip().endswith((*COLONS, *joins))

    def _condition(self, paragraph: Paragraph, group: str) -> bool:
        """A line between the call and its items is part of the call."""
        text = paragraph.text.strip()
        if self.draft.provisions[-1].id != group or self.ahead() is None:
            return False
        return text.endswith((*COMMAS, *COLONS)) and not plain_word(text).startswith(tuple(self.words["outline"]["acts"]))

    def _join_call(self, group: str, paragraph: Paragraph) -> None:
        last = self.draft.provisions.pop()
        span = Span(last.span.start, inner(paragraph).end)
        joined = " ".join(one.strip() for one in self.draft.text[span.start:span.end].split("\n"))
        self.draft.provisions.append(Provision(group, last.part, last.call, joined, None, 0, None, span, joined))
