"""Labels of items: letters, numbers, romans, bullets; doubled ones of flattened texts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from textengine.pipeline import Paragraph

BIS = r"(?: ?(?:bis|ter|quater|quinquies|бис|тер|مكرر[\u064bا]*|之[二三四]))"  # a number or letter put in between: « 1bis »
PATTERN = re.compile(
    r"\s*(?:(?P<bullet>[•●▪◦∙·*■□▶►➢‣✓→\u2043\uf0b7\uf0a7\uf0d8\uf02d–—―‒−\-])\s+|(?P<sign>[o§])\t\s*|"
    r"[“«„]?[(（]?(?:(?P<twice>(?P<one>[^\W\d_]) (?P=one))|(?P<letters>(?:[^\W\d_]{1,5}|\d{1,3}(?: ?[a-zа-я])?)" + BIS + r"?)"
    r"|(?P<levels>\d{1,3}(?:\.\d{1,3}){1,4}))\u0640? ?[)）](?P<behind>" + BIS + r"(?=[\s)])\)?)?\s*|"
    r"[’‘“\"'](?P<quoted>\d{1,3})[’‘”\"']\s*|(?P<coded>[A-Z]\d{1,2}(?:\.\d{1,3}){0,4}|\d{1,3}[A-Z])\t\s*|"
    r"(?P<han>[一二三四五六七八九十]{1,3})、\s*|(?P<article>第[一二三四五六七八九十百零\d]{1,5}条(?:之[一二三四五])?)[\s\u3000]+|"
    r"[“«„](?P<cited>\d{1,3})\.?[ \t]\s*(?=\S)|(?P<below>(?:\.\d{1,2}){1,4})[ \t]\s*(?=[^\W\d_])|"
    r"(?P<dotted>[a-z]|[ivx]{2,4}|[A-Z](?=\.\t))\.(?:\t\s*|\s{2,}|[ \u00a0](?=[a-zà-ÿ]))|"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}" + BIS + r"?)(?:(?:[.．]?[°º]\.?|[.．](?:\u200e?|[-–])| ?[-–])?"
    r"(?:\t\s*|\s{2,}| (?=[^\W\d_])|(?<=[.．])\u00a0(?=[^\W\d_])|(?<=[.．])[ \u00a0](?=[“«„\"(¿¡‘])|(?<=[.．])(?=[A-ZÀ-Ý][a-zà-ÿ]))|[．、]\s*))"
)
RINGED = re.compile(r"\s*(?P<sign>[\u2460-\u249b\u2776-\u277e\u3220-\u3229])\s*")
UPPER_ROMAN = re.compile(r"(?P<roman>[IVX]{1,5})\t")
ROMAN = re.compile(r"[ivx]{1,5}")
DASHES = "–—-―‒−"
UNPRINTED = {ord(sign): None for sign in "\u0640\u064b "}
ITEM_ENDS = (",", ";", ".", ":")
ALPHABETS: tuple[tuple[str, ...], ...] = (
    tuple("abcdefghijklmnopqrstuvwxyz"), tuple("абвгдежзийклмнопрстуфхцчшщ"), tuple("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"),
    tuple("甲乙丙丁戊己庚辛壬癸"), tuple("абвгдежзиклмнопрстуфхцчшщэюя"),
    tuple("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
)
VALUES = {"i": 1, "v": 5, "x": 10}
NUMBER = re.compile(rf"(?P<chapter>(?:\d+\.)*)(?P<last>\d+)(?P<more>[A-Za-zа-я]?{BIS}?)")
AGAIN = re.compile(rf"(?P<letter>[^\W\d_]{{1,2}}){BIS}")
ARTICLE = re.compile(r"第(?P<number>[^条]+)条(?:之(?P<again>.))?")
HAN = "零一二三四五六七八九"
KEPT = 2_000  # a longer line is read again rather than kept
LOOKALIKES = (str.maketrans("асеорху", "aceopxy"), str.maketrans("aceopxy", "асеорху"))
FRACTIONS = {
    "bis": 0.1, "ter": 0.2, "quater": 0.3, "quinquies": 0.4, "бис": 0.1, "тер": 0.2, "مكررا": 0.1, "مكرر": 0.1, "之二": 0.1, "之三": 0.2, "之四": 0.3,
}


class Reading(NamedTuple):
    """One way to understand a label: the list to which it can belong, and its place there."""

    system: str
    value: float


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
        return any(one.value == 1 for one in self.readings())

    @property
    def number(self) -> bool:
        """Whether it is a plain number without further levels."""
        if self.dotted and self.text in ALPHABETS[3]:
            return True  # « 一、 »
        return not self.bullet and not self.quoted and self.text[0].isdecimal() and "." not in self.text

    def readings(self) -> tuple[Reading, ...]:
        """The ways to understand it; a doubled letter of a flattened text stands anywhere in its list."""
        return _readings(self.text, self.bullet, self.quoted, self.upper_roman)


def readings_of(label: str) -> tuple[Reading, ...]:
    """The ways to understand a bare label; a bullet belongs to no numbered list."""
    return _readings(label, False, False, False) if label[:1].isalnum() else ()


@lru_cache(2048)
def _readings(text: str, bullet: bool, quoted: bool, upper_roman: bool) -> tuple[Reading, ...]:
    if bullet:
        return (Reading(f"bullet {text}", 0),)
    if found := NUMBER.fullmatch(text):
        more = found["more"].strip()
        fraction = FRACTIONS.get(more, (ord(more[0].lower()) - ord("a") + 1) / 100 if more else 0)
        return (Reading(f"{'quoted' if quoted else 'number'} {found['chapter']}", int(found["last"]) + fraction),)
    if article := ARTICLE.fullmatch(text):
        return (Reading("article", han_value(article["number"]) + (HAN.index(article["again"]) - 1) / 10 if article["again"] else han_value(article["number"])),)
    if again := AGAIN.fullmatch(text):
        more_than = FRACTIONS.get(text[again.end("letter"):].strip(), 0.1)
        return tuple(Reading(one.system, one.value + more_than) for one in _readings(again["letter"], bullet, quoted, upper_roman))
    small = text.lower()
    case = "" if small == text else "upper "
    found_readings = []
    if ROMAN.fullmatch(small) and roman_value(small):
        found_readings.append(Reading(f"{case}roman", roman_value(small)))
    if not upper_roman:
        alike = {small, *(small.translate(table) for table in LOOKALIKES)} if len(small) == 1 else {small}
        for number, alphabet in enumerate(ALPHABETS):
            if meant := alike.intersection(alphabet):
                found_readings.append(Reading(f"{case}letter {number}", alphabet.index(min(meant)) + 1))
            elif len(small) == 2 and small[0] == small[1] and small[0] in alphabet:
                found_readings.append(Reading(f"{case}letter {number}", len(alphabet) + alphabet.index(small[0]) + 1))
    return tuple(found_readings) or (Reading(f"{case}letter {_alphabet(small)}", 0),)


def _alphabet(text: str) -> int:
    return next((number for number, alphabet in enumerate(ALPHABETS) if text[-1:] in alphabet), 0)


def roman_value(text: str) -> int:
    """The value of a small roman number."""
    total = 0
    for sign, following in zip(text, [*text[1:], ""], strict=True):
        value = VALUES.get(sign, 0)
        total += -value if following and VALUES.get(following, 0) > value else value
    return total


def han_value(text: str) -> int:
    """The value of a Chinese number up to 999, or of one in digits."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in HAN:
            digit = HAN.index(sign)
        else:
            total += (digit or 1) * (100 if sign == "百" else 10)
            digit = 0
    return total + digit


def number_of(label: str) -> int | None:
    """The place of a label in its list: letters and plain numbers; none for others."""
    if label.isdecimal():
        return int(label)
    return next((alphabet.index(label) + 1 for alphabet in ALPHABETS if label and label in alphabet), None)


def label_of(paragraph: Paragraph) -> Label | None:
    """The label at the head of a paragraph, or the automatic number that Word gave it."""
    if paragraph.label:
        printed = paragraph.label.strip()
        bullet = not any(sign.isalnum() for sign in printed)
        return Label("•" if bullet else printed.strip("(). -–"), 0, bullet=bullet, dotted=printed.endswith((".", "-", "–")), closed=printed.endswith(")"))
    return _printed_label(paragraph.text) if len(paragraph.text) <= KEPT else _printed_label.__wrapped__(paragraph.text)


@lru_cache(1024)
def _printed_label(line: str) -> Label | None:
    """The label at the head of a line; each line is asked for by several rules in turn."""
    if found := UPPER_ROMAN.match(line):
        return Label(found["roman"], found.end(), upper_roman=True)
    found = PATTERN.match(line)
    if found is None and (ringed := RINGED.match(line)):
        lead = len(line) - len(line.lstrip())
        sign = ringed["sign"]
        plain = str(unicodedata.digit(sign)) if "\u2776" <= sign <= "\u277e" else unicodedata.normalize("NFKC", sign).strip("()")
        return Label(plain, ringed.end() - lead, closed=True)
    if found is None:
        return None
    lead = len(line) - len(line.lstrip())
    length = found.end() - lead
    if sign := found["bullet"] or found["sign"]:
        return Label("•" if sign not in DASHES else sign, length, bullet=True)
    if below := found["quoted"] or found["cited"] or found["below"]:
        return Label(below.lstrip("."), length, quoted=True)
    if found["coded"]:
        return Label(found["coded"], length)
    if found["article"]:
        return Label(found["article"], length)
    if found["han"]:
        return Label(found["han"], length, dotted=True)
    if found["twice"]:
        return Label(found["one"] * 2, length, closed=True)
    letters = found["letters"] or found["levels"]
    text = letters or found["dotted"] or found["number"]
    if letters and len(letters) > 2 and letters.isalpha() and not (ROMAN.fullmatch(letters) or letters in ALPHABETS[3] or AGAIN.fullmatch(letters)):
        return None
    text = unicodedata.normalize("NFKC", text + (found["behind"] or "").rstrip(")")).translate(UNPRINTED)
    if found["dotted"] and text.isupper() and not line.rstrip().endswith(ITEM_ENDS):
        return None  # « A. Lamps » is a heading
    tail = line[found.end("number"):found.end()] if found["number"] else ""
    return Label(text, length, closed=letters is not None, dotted=any(sign in tail for sign in ".．、-–"))
