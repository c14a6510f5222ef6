"""The outline of a report: numbered paragraphs under headings, or the paragraphs of a text without groups."""

from __future__ import annotations

from textengine.model import Part
from textengine.rules.calls import bare
from textengine.rules.labels import Label
from textengine.rules.opening import COMMAS
from textengine.rules.outline import COLONS, ENDS, Outline
from textengine.rules.styles import role_of


class Report(Outline):
    """Reports, information documents, letters, minutes without resolutions."""

    def lay(self) -> None:
        """The numbered paragraphs of a report, or the paragraphs of a text without groups."""
        part: Part = "body"
        fresh = False
        for index, paragraph in enumerate(self.draft.paragraphs):
            self.at = index
            label = self.labels[index]
            text = paragraph.text.strip()
            if part != "annex" and self.is_row(paragraph, label):
                continue
            words = text[label.length:].strip() if label else text
            if label is None and self.is_heading(bare(text), "heading"):
                part = "back" if "body" in self.parts else "front"
                fresh = True
                self.lists.clear()
                continue
            role = role_of(paragraph)
            heading = role == "heading" or (len(words) < 100 and not words.endswith(ENDS))
            if part in ("body", "annex") and label is None and (role == "annex" or heading and self.is_annex(text)):
                part = "annex"
                self.lists.clear()
                continue
            if part == "annex":
                self.annex(paragraph, label)
                continue
            if label is None and not self.parts and not fresh and self._greets(text):
                continue
            if not any(sign.isalnum() for sign in words) or (heading and label is None and (role == "heading" or not fresh)):
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
            top = top and not (self.lists.announces and label is not None and label.first) and not self._goes_on_below(label)
            top = top and not (label is not None and self.below(label))
            if top:
                self.lists.clear()
            parent, depth = self.parent(paragraph, label) if label and not top else (None, 0)
            if label is None:
                self.lists.clear()
            self.add(part, None, parent, label, paragraph, depth + 1 if parent else 0)

    def _goes_on_below(self, label: Label | None) -> bool:
        """Whether a number goes on a list below a paragraph that has no number itself, such as an article."""
        outermost = self.lists.open[0].label if self.lists.open else None
        return label is not None and outermost is not None and not outermost.text[0].isdigit() and self.lists.goes_on(label)

    def _greets(self, text: str) -> bool:
        """A letter's salutation before its first paragraph: a short line that ends in a comma, or in a colon before a number."""
        ahead = self.ahead()
        if len(text) >= 60 or (ahead is not None and (ahead.closed or not ahead.number)):
            return False
        return text.endswith((*COMMAS, "!")) or (text.endswith(COLONS) and ahead is not None)
