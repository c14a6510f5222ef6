"""Where the body of a text begins: the line that names the body, or the first paragraph of its preamble."""

from __future__ import annotations

import re
from functools import lru_cache

from textengine.languages import words_of
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare, find_call
from textengine.rules.labels import label_of
from textengine.rules.title_line import title_line

COMMAS = (",", "，", "،")
PAUSES = (*COMMAS, ";", "；", "؛")
LONGEST = 300
COLONS = (":", "：")
SHORT_LINE = 60


def find_opening(draft: Draft) -> None:
    """Set where the text opens: ``opening`` is the line that names the body, ``start`` the paragraph after it."""
    if draft.language is None:
        return
    found = [at for rule in (_named_line, _line_under_title, _line_before_call, _line_that_comes_again) if (at := rule(draft)) is not None]
    draft.opening = min(found, default=None)
    draft.start = _first_of_preamble(draft) if draft.opening is None else draft.opening + 1


def words_after_label(paragraph: Paragraph) -> str:
    """The words of a paragraph without its label."""
    label = label_of(paragraph)
    return paragraph.text.strip()[label.length if label else 0:]


@lru_cache
def _names(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that begin the names of bodies, and those that name kinds of texts."""
    words = words_of(language)
    kinds = tuple(bare(name) for kind, names in words["kinds"].items() if kind != "signs" for name in names)
    return tuple(map(bare, words["opening"]["words"])), kinds


def names_body(draft: Draft, text: str) -> bool:
    """Whether a line begins with the name of a body (« L'Assemblée … »)."""
    return bare(text[:LONGEST].strip()).startswith(_names(draft.language or "")[0])


def opens_at_end(draft: Draft, text: str) -> bool:
    """Whether a title line ends in the name of a body and a comma (« Résolution 3  Le Comité, »)."""
    text = text.strip()
    if not text.endswith(COMMAS) or len(text) > LONGEST or not any(sign.isdigit() for sign in text):
        return False
    bodies, kinds = _names(draft.language or "")
    line = bare(text)
    return line.startswith(kinds) and any((at := line.rfind(f" {body}")) > 0 and len(line) - at < 80 for body in bodies)


def opens(draft: Draft, text: str) -> bool:
    """Whether a line opens a text anew: the one that opened the first comes again, or the body is named as there."""
    text = text.strip()
    return bool(draft.opening is not None and (text == draft.paragraphs[draft.opening].text.strip() or opens_at_end(draft, text)))


def _line_that_comes_again(draft: Draft) -> int | None:
    """Minutes hold many resolutions, each opened by the same short line."""
    seen: dict[str, int] = {}
    for index, one in enumerate(draft.paragraphs):
        text = one.text.strip()
        if opens_at_end(draft, text):
            return index
        if text.endswith(COMMAS) and 3 < len(text) < 80 and label_of(one) is None and find_call(draft.language, text) is None:
            if text in seen:
                return seen[text]
            seen[text] = index
    return None


def _named_line(draft: Draft) -> int | None:
    for index, paragraph in enumerate(draft.paragraphs):
        text = paragraph.text.strip()
        several = words_of(draft.language or "")["opening"].get("several", ())
        if several and len(text) <= LONGEST and text.endswith(COLONS) and bare(text[:60]).startswith(tuple(map(bare, several))):
            return index
        if len(text) > LONGEST or not names_body(draft, text):
            continue
        if text.endswith(COMMAS):
            return index
        if index + 1 == len(draft.paragraphs) or not (text[-1:].isalpha() and len(text) < 60 or text.endswith(")")):
            continue
        if find_call(draft.language, words_after_label(draft.paragraphs[index + 1])):
            return index
    return None


def body_line(draft: Draft, index: int) -> bool:
    """Whether a short line is the name of a body alone (« The Ports Council ») before a paragraph that opens with a verb."""
    if index + 1 >= len(draft.paragraphs):
        return False
    text = bare(draft.paragraphs[index].text.strip())
    line = text.rstrip(",: \u00a0：，")
    if not 3 < len(line) < 90 or text.endswith((".", ";", ")")) or label_of(draft.paragraphs[index]) is not None:
        return False
    nouns = words_of(draft.language or "")["opening"].get("bodies", ())
    if not any(re.search(rf"(?<!\w){bare(noun)}(?!\w)", line) for noun in nouns) or title_line(draft.language or "", line):
        return False
    return find_call(draft.language, line) is None and find_call(draft.language, words_after_label(draft.paragraphs[index + 1])) is not None


def _line_under_title(draft: Draft) -> int | None:
    """The name of a body without any sign behind it, below a line that names the text."""
    below = 0
    for index, one in enumerate(draft.paragraphs[:-1]):
        if title_line(draft.language or "", one.text) is not None:
            below = 4
        elif below and body_line(draft, index):
            return index
        below = max(0, below - 1)
    return None


def _line_before_call(draft: Draft) -> int | None:
    """A body without such a name: a line that ends in a comma before the first line of a preamble."""
    for index, (one, follows) in enumerate(zip(draft.paragraphs, draft.paragraphs[1:], strict=False)):
        text = one.text.strip()
        if text.endswith(COMMAS) and len(text) < 200 and label_of(one) is None and find_call(draft.language, text) is None:
            call = find_call(draft.language, words_after_label(follows), ("preamble",))
            if call is not None and (len(follows.text.strip()) < len(call[2]) + 20 or follows.text.rstrip().endswith(PAUSES)):
                return index
    return None


def _first_of_preamble(draft: Draft) -> int | None:
    """A text without such a line: the first of several paragraphs of a preamble before an operative one."""
    first: int | None = None
    for index, paragraph in enumerate(draft.paragraphs):
        text = paragraph.text.strip()
        preamble = find_call(draft.language, words_after_label(paragraph), ("preamble",)) is not None and text.endswith(PAUSES)
        if preamble and first is None:
            first = index
        elif first is not None and names_body(draft, text) and text.endswith(COLONS) and len(text) < SHORT_LINE and not stated(draft, text):
            continue  # « The Assembly: » between preamble and decisions
        elif first is not None and not preamble:
            if body_line(draft, index):
                return first
            operative = find_call(draft.language, words_after_label(paragraph), ("operative",)) or stated(draft, text)
            return first if operative else None
    return None


def stated(draft: Draft, text: str) -> tuple[str, int] | None:
    """« La Conférence déclare : » names the body and says its verb: the code of the call, and where the verb stands."""
    if len(text) > LONGEST or not names_body(draft, text):
        return None
    at = text.find(" ")
    while 0 <= at < 160:
        if call := find_call(draft.language, text[at + 1:], ("operative",)):
            return call[1], at + 1
        at = text.find(" ", at + 1)
    return None
