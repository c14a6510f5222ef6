"""The paragraphs of a Word file: each with its style, and with the words that stand in one text alone marked by whom and when.

The mark of a note is one sign of private use within the words, so that notes are compared like words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from textengine.akn.laying import Block, lay
from textengine.comparing import TOKEN, compare
from textengine.model import Text
from textengine.opcodes import blocks, rising
from textengine.pairing import likeness, words_of

Kind = Literal["same", "removed", "added"]
NOTE = 0xF0000  # the first sign that stands for a note
NOTE_SIGN = re.compile("[\U000f0000-\U000ffffd]")
ALIKE = 0.5  # lines outside provisions that share as much of their words are one
MOVED = 20  # signs of a line that is told as moved: a shorter one may stand twice by chance
FEW = 40  # such lines in one place; more are paired only where they are the same


class By(NamedTuple):
    """Who changed words, and when (ISO 8601), where that is known."""

    author: str
    date: str | None = None


class Marked(NamedTuple):
    """Words of a paragraph that stand in both texts, in the old or in the new one alone; ``by`` whom they came or went."""

    kind: Kind
    text: str
    by: By | None = None


@dataclass(frozen=True, slots=True)
class WordLine:
    """A paragraph; ``kind`` says in which text its end stands: one that is added or removed as a whole has it in one alone."""

    style: str
    pieces: tuple[Marked, ...]
    kind: Kind = "same"
    by: By | None = None
    move: int = 0  # one that was moved as it was: the number that the line taken away and the line put in share


@dataclass(slots=True)
class Notes:
    """The notes of the texts that go into one file, each with the sign that stands for it."""

    signs: dict[tuple[str, str], str] = field(default_factory=dict)

    def sign(self, marker: str, words: str) -> str:
        """The sign of a note; the same note has the same sign in both texts."""
        return self.signs.setdefault((marker, words), chr(NOTE + len(self.signs)))

    def note(self, sign: str) -> tuple[str, str]:
        """Marker and words of the note for which a sign stands."""
        return list(self.signs)[ord(sign) - NOTE]


def clean_lines(text: Text, notes: Notes) -> list[WordLine]:
    """The paragraphs of a text as they stand."""
    return [WordLine(style, (Marked("same", words),)) for style, words in zip(styles_of(text), _lines(text, notes), strict=True)]


def marked_lines(old: Text, new: Text, by: By, notes: Notes) -> list[WordLine]:
    """The paragraphs of two texts in one: what the new one has not is removed, what the old one had not is added, by one hand.

    Without the added words it is the old text, without the removed ones the new text, sign for sign.
    """
    before, after = _lines(old, notes), _lines(new, notes)
    old_styles, new_styles = styles_of(old), styles_of(new)
    found: list[WordLine] = []
    i = j = 0
    for a, b in [*_pairs(old, new, before, after), (len(before), len(after))]:
        found += [WordLine(old_styles[at], (Marked("removed", before[at], by),), "removed", by) for at in range(i, a)]
        found += [WordLine(new_styles[at], (Marked("added", after[at], by),), "added", by) for at in range(j, b)]
        if a < len(before):
            found.append(WordLine(new_styles[b], tuple(marked_words(before[a], after[b], by))))
        i, j = a + 1, b + 1
    return moved(found)


def moved(lines: list[WordLine]) -> list[WordLine]:
    """The lines, those taken away in one place and put in sign for sign in one other told as moved; notes are anchored where they are, and move nothing."""
    places: dict[str, dict[Kind, list[int]]] = {}
    for at, line in enumerate(lines):
        if line.kind != "same" and len(line.pieces) == 1 and len(words := line.pieces[0].text) >= MOVED and NOTE_SIGN.search(words) is None:
            places.setdefault(words, {}).setdefault(line.kind, []).append(at)
    pairs = [(one["removed"][0], one["added"][0]) for one in places.values() if [len(one.get(kind, ())) for kind in ("removed", "added")] == [1, 1]]
    found = list(lines)
    for number, (gone, come) in enumerate(sorted(pairs), 1):
        found[gone], found[come] = replace(lines[gone], move=number), replace(lines[come], move=number)
    return found


def marked_words(old: str, new: str, by: By) -> list[Marked]:
    """The words of two paragraphs in one, sign for sign."""
    if old == new:
        return [Marked("same", new)]
    words, others = _tokens(old), _tokens(new)
    found: list[Marked] = []
    for one in blocks(words, others):
        gone, come = "".join(words[one.old_start:one.old_end]), "".join(others[one.new_start:one.new_end])
        if one.same:
            found.append(Marked("same", come))
            continue
        if gone:
            found.append(Marked("removed", gone, by))
        if come:
            found.append(Marked("added", come, by))
    return found


def styles_of(text: Text) -> list[str]:
    """The style of each line of a text, by the part of the document in which it stands."""
    laid = lay(text)
    starts: dict[int, str] = {}
    for one in (*laid.preface, *laid.preamble):
        starts[one.start] = "Normalaftertitle" if one.opens else "Normal"
    titled = [one for one in laid.preface if one.provision is None and not one.opens]
    for number, one in enumerate(titled):
        words = text.text[one.start:one.end].strip()
        in_brackets = words[:1] in "(（" and words[-1:] in ")）"
        starts[one.start] = "Restitle" if text.title and words and (words in text.title or text.title in words) else (
            "ResNo" if number == 0 or (text.number and text.number in words and len(words) < 80) else "Resref" if in_brackets else "Normal"
        )
    for one in laid.main:
        if one.provision is None:
            starts[one.start] = "Headingb"
    for annex in laid.annexes:
        heads = [one for one in annex if one.provision is None]
        for one in heads:
            starts[one.start] = "AnnexNo" if one is annex[0] else "Annextitle" if len(annex) > 1 and one is annex[1] else "Headingb"
    for region in (laid.preface, laid.preamble, laid.main, laid.conclusions, *laid.annexes):
        for one in region:
            _provision_styles(one, 0, starts)
    ends = [0, *(at + 1 for at, sign in enumerate(text.text) if sign == "\n")]
    return ["Normal" if "\t" in text.text[at:].split("\n", 1)[0].strip() and starts.get(at) == "Headingb" else starts.get(at, "Normal") for at in ends]


def _provision_styles(block: Block, depth: int, starts: dict[int, str]) -> None:
    one = block.provision
    if one is not None:
        if one.call_text is not None and one.label is None and one.call_text.strip() == one.text.strip():
            starts[block.start] = "Call"
        else:
            starts.setdefault(block.start, f"enumlev{min(3, depth)}" if one.label and depth and not one.label[:1].isdigit() else "Normal")
            if one.label and depth and not one.label[:1].isdigit():
                starts[block.start] = f"enumlev{min(3, depth)}"
    for child in block.children:
        _provision_styles(child, depth + 1, starts)


def _lines(text: Text, notes: Notes) -> list[str]:
    """The lines of a text with the signs of their notes."""
    pieces, at = [], 0
    for one in sorted(text.notes, key=lambda one: one.at):
        pieces += [text.text[at:one.at], notes.sign(one.marker, one.text)]
        at = max(at, one.at)
    return "".join([*pieces, text.text[at:]]).split("\n")


def _tokens(line: str) -> list[str]:
    """Words and marks of notes as tokens that joined are the line."""
    marks = NOTE_SIGN.findall(line)
    return [token for number, words in enumerate(NOTE_SIGN.split(line)) for token in (*_whole(words), *marks[number:number + 1])]


def _whole(words: str) -> list[str]:
    """Words as tokens that joined are the words: what no token holds stands by itself."""
    found, at = [], 0
    for one in TOKEN.finditer(words):
        if one.start() > at:
            found.append(words[at:one.start()])
        found.append(one[0])
        at = one.end()
    return [*found, *([words[at:]] if at < len(words) else [])]


def _pairs(old: Text, new: Text, before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The lines that are one in both texts, rising in both: those of paired provisions, then the same lines, then those alike."""
    places = [_line_numbers(old), _line_numbers(new)]
    rows = [(places[0][row.old.id], places[1][row.new.id]) for row in compare(old, new).rows if row.old and row.new and row.op in ("NOC", "MOD")]
    rows = _rising(rows)
    found: list[tuple[int, int]] = []
    i = j = 0
    for a, b in [*rows, (len(before), len(after))]:
        found += _between(before, after, (i, a), (j, b))
        if a < len(before):
            found.append((a, b))
        i, j = a + 1, b + 1
    return found


def lines_alike(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The lines outside provisions that are one in two texts, rising in both: the same ones, then those alike."""
    return _between(before, after, (0, len(before)), (0, len(after)))


def _between(before: Sequence[str], after: Sequence[str], olds: tuple[int, int], news: tuple[int, int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for one in blocks(before[slice(*olds)], after[slice(*news)]):
        old, new = range(olds[0] + one.old_start, olds[0] + one.old_end), range(news[0] + one.new_start, news[0] + one.new_end)
        if one.same:
            found += zip(old, new, strict=True)
        elif len(old) <= FEW and len(new) <= FEW:
            alike = sorted(
                ((likeness(words_of(before[i]), words_of(after[j])), i, j) for i in old for j in new), key=lambda one: (-one[0], one[1], one[2]),
            )
            taken: list[tuple[int, int]] = []
            for score, i, j in alike:
                if score >= ALIKE and all((i < x) == (j < y) and i != x and j != y for x, y in taken):
                    taken.append((i, j))
            found += sorted(taken)
    return found


def _line_numbers(text: Text) -> dict[str, int]:
    """The number of the line in which each provision begins."""
    found, at, number = {}, 0, 0
    for one in sorted(text.provisions, key=lambda one: one.span.start):
        number += text.text.count("\n", at, one.span.start)
        at = one.span.start
        found[one.id] = number
    return found


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the pairs as rise in both, each line once."""
    pairs = list({a: (a, b) for a, b in sorted(pairs, reverse=True)}.values())[::-1]
    return [pairs[at] for at in rising([b for _, b in pairs])]
