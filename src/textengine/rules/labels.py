"""Labels of items: letters, numbers, romans, bullets; doubled ones of flattened texts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from textengine.pipeline import Paragraph

PATTERN = re.compile(
    r"\s*(?:(?P<bullet>[•●▪–—\-])\s+|[(（]?(?P<letters>[^\W\d_]{1,5}|\d{1,3}[a-z]?(?:bis|ter)?)\u0640? ?[)）]\s*|"
    r"[’‘“\"](?P<quoted>\d{1,3})[’‘”\"]\s*|"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}(?:bis|ter)?)(?:\.\u200e?| ?[-–])?(?:\t\s*|\s{2,}| (?=[^\W\d_])))"
)
RINGED = re.compile(r"\s*(?P<sign>[\u2460-\u249b\u3220-\u3229])\s*")
UPPER_ROMAN = re.compile(r"(?P<roman>[IVX]{1,5})\t")
ROMAN = re.compile(r"[ivx]{1,5}")
ALPHABETS: tuple[tuple[str, ...], ...] = (
    tuple("abcdefghijklmnopqrstuvwxyz"), tuple("абвгдежзийклмнопрстуфхцчшщ"), tuple("أبجدهوزحطيكلمنسعفصقرشت"),
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"), tuple("甲乙丙丁戊己庚辛壬癸"),
)
VALUES = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: its bare text, its kinds, and how many characters it takes with the space behind it."""

    text: str
    length: int
    bullet: bool = False
    upper_roman: bool = False
    dotted: bool = False
    quoted: bool = False
    closed: bool = False

    @property
    def plain(self) -> str:
        """The label for an id."""
        return self.text.replace(".", "_")

    @property
    def first(self) -> bool:
        """Whether a list begins with it."""
        return number_of(self.text) == 1 or self.text in ("A", "i", "I")

    def kinds(self) -> set[str]:
        """What it can be: number, letter, roman."""
        if self.bullet:
            return {"bullet"}
        if self.text[0].isdigit():
            return {"quoted" if self.quoted else f"number{self.text.count('.')}"}
        found = {"letter"} if len(self.text) == 1 or (len(self.text) == 2 and not ROMAN.fullmatch(self.text)) else set()
        if ROMAN.fullmatch(self.text):
            found.add("roman")
        return found or {"letter"}

    def same_kind(self, other: Label) -> bool:
        """Whether both could stand in one list: a lone « i » after letters is a letter only after « h »."""
        mine = self.kinds()
        if "roman" in mine and self.text == "i" and other.text != "h":
            mine = {"roman"}
        theirs = other.kinds()
        if "roman" in theirs and other.text in ("i", "v", "x") and "roman" in mine and "letter" in mine:
            return True
        return bool(mine & theirs)

    def continues(self, other: Label) -> bool:
        """Whether it goes on the list in which ``other`` stands."""
        if self.bullet or other.bullet:
            return self.bullet and other.bullet
        if "roman" in self.kinds() and "roman" in other.kinds() and roman_value(self.text) == roman_value(other.text) + 1:
            return True
        if self.text == "i":
            return other.text == "h"
        return self.same_kind(other) and not self.first


def roman_value(text: str) -> int:
    """The value of a small roman number."""
    total = 0
    for sign, following in zip(text, [*text[1:], ""], strict=True):
        value = VALUES.get(sign, 0)
        total += -value if following and VALUES.get(following, 0) > value else value
    return total


def number_of(label: str) -> int | None:
    """The place of a label in its list: letters and plain numbers; none for others."""
    if label.isdigit():
        return int(label)
    return next((alphabet.index(label) + 1 for alphabet in ALPHABETS if label and label in alphabet), None)


def label_of(paragraph: Paragraph) -> Label | None:
    """The label at the head of a paragraph, or the automatic number that Word gave it."""
    if paragraph.label:
        printed = paragraph.label.strip()
        bullet = not any(sign.isalnum() for sign in printed)
        return Label("•" if bullet else printed.strip("(). -–"), 0, bullet=bullet, dotted=printed.endswith((".", "-", "–")), closed=printed.endswith(")"))
    if found := UPPER_ROMAN.match(paragraph.text):
        return Label(found["roman"], found.end(), upper_roman=True)
    found = PATTERN.match(paragraph.text)
    if found is None and (ringed := RINGED.match(paragraph.text)):
        lead = len(paragraph.text) - len(paragraph.text.lstrip())
        return Label(unicodedata.normalize("NFKC", ringed["sign"]).strip("()"), ringed.end() - lead, closed=True)
    if found is None:
        return None
    lead = len(paragraph.text) - len(paragraph.text.lstrip())
    if found["bullet"]:
        return Label("•" if found["bullet"] not in "–—-" else found["bullet"], found.end() - lead, bullet=True)
    if found["quoted"]:
        return Label(found["quoted"], found.end() - lead, quoted=True)
    text = (found["letters"] or found["number"]).replace("\u0640", "")
    letters = found["letters"]
    if letters and letters.isalpha() and len(letters) > 2 and not ROMAN.fullmatch(letters):
        return None
    tail = paragraph.text[found.end("letters" if letters else "number"):found.end()]
    return Label(text, found.end() - lead, closed=letters is not None, dotted=tail[:1] == "." or "-" in tail or "–" in tail)
