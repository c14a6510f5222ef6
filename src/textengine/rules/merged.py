"""Calls that stand on the line of another paragraph: before their first item, or behind the last one of the list before."""

from __future__ import annotations

import re
from dataclasses import replace

from textengine.languages import words_of
from textengine.model import Span
from textengine.pipeline import Draft, Paragraph
from textengine.rules.calls import bare, find_call
from textengine.rules.labels import label_of

FIRST_ITEM = re.compile(r"(?<=[\s,:])(?:[(（]?(?:[aAiI1а一أ])[)）]\s|1(?:\.?\t|\.\s)|(?<=: )1\s)")
LONGEST_CALL = 160
COLONS = (":", "：")
ENDS = (",", ";", ".", ":", "，", "；", "。", "：", "،", "؛")


def part_merged(draft: Draft) -> None:
    """Give a call a paragraph of its own where an item follows or goes before it on the same line."""
    if draft.language is None:
        return
    acts = tuple(words_of(draft.language)["outline"]["acts"])
    out: list[Paragraph] = []
    in_group = False
    last = len(draft.paragraphs) - 1
    for index, paragraph in enumerate(draft.paragraphs):
        follows = draft.paragraphs[index + 1] if index < last else None
        whole = _before_item(draft, paragraph, follows)
        own = label_of(whole[-1])
        in_group = in_group or own is not None or len(whole) > 1
        if follows is not None and (tail := _behind_item(draft, whole[-1], follows, acts if in_group else ())):
            whole[-1:] = _cut(whole[-1], tail)
        call = find_call(draft.language, whole[-1].text)
        in_group = own is not None or call is not None and len(whole[-1].text) < LONGEST_CALL
        out += whole
    if len(out) > len(draft.paragraphs):
        draft.paragraphs = out


def _before_item(draft: Draft, paragraph: Paragraph, follows: Paragraph | None) -> list[Paragraph]:
    """« considérant a) que … » is a call and its first item where the second item follows."""
    second = label_of(follows) if follows is not None else None
    if second is None or second.bullet or not any(one.value == 2 for one in second.readings()) or label_of(paragraph) is not None:
        return [paragraph]
    call = find_call(draft.language, paragraph.text)
    if call is None:
        return [paragraph]
    for found in FIRST_ITEM.finditer(paragraph.text[:LONGEST_CALL]):
        item = label_of(replace(paragraph, text=paragraph.text[found.start():]))
        head = paragraph.text[:found.start()].rstrip()
        if item is None or not item.first or item.closed != second.closed or len(bare(head)) < len(call[2]) or head.endswith((";", ".")):
            continue
        if {one.system for one in item.readings()} & {one.system for one in second.readings()}:
            return _cut(paragraph, found.start())
    return [paragraph]


def _behind_item(draft: Draft, paragraph: Paragraph, follows: Paragraph, acts: tuple[str, ...]) -> int | None:
    """Where a call begins that closes a paragraph before the first item of its own list: « …, notant » and then « a) »."""
    text = paragraph.text.rstrip()
    own, first = label_of(paragraph), label_of(follows)
    if text.endswith(COLONS) and own is not None and first is not None and own.closed == first.closed and (
        {one.system for one in own.readings()} & {one.system for one in first.readings()}
    ):
        text = text.rstrip(": \u00a0：")  # a list below has labels of another kind
    start = max(text.rfind(sign, max(0, len(text) - LONGEST_CALL)) for sign in ",;.") + 1
    if text.endswith(ENDS) or not start or not text[start:start + 1].isspace():
        return None
    start = len(text) - len(text[start:].lstrip())
    opens_list = first is not None and first.first and not first.bullet
    if not opens_list and not (first is None and acts and bare(follows.text.strip()).startswith(acts)):
        return None
    if own is not None and own.number and find_call(draft.language, paragraph.text.strip()[own.length:]) is not None:
        return None  # a numbered paragraph with its own verb goes on in it
    return start if find_call(draft.language, text[start:]) is not None else None


def _cut(paragraph: Paragraph, at: int) -> list[Paragraph]:
    start, end = paragraph.span
    head = paragraph.text[:at].rstrip()
    return [
        replace(paragraph, span=Span(start, start + len(head)), text=head),
        replace(paragraph, span=Span(start + at, end), text=paragraph.text[at:], label=None),
    ]
