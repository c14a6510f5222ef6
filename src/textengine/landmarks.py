"""What a provision says alike in every language: its figures, dates, citations, label, call, length."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from textengine.languages import languages, words_of
from textengine.model import Provision, Text
from textengine.rules.labels import Label, roman_value

FIGURE = re.compile(r"\d+")
CITED = re.compile(r"\d+(?:/\d+)?")
ROMAN = re.compile(r"\b[IVX]+(?=/)")
DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
LATIN = re.compile(r"[A-Z][A-Z0-9]+(?:[-‑][A-Z0-9]+)*")
NEAR = 6  # signs between the name of a month and the day or the year


@dataclass(frozen=True, slots=True)
class Landmarks:
    """The signs by which a provision is known in another language."""

    provision: Provision
    figures: frozenset[str]
    months: frozenset[str]
    days: frozenset[str]  # figures beside the name of a month
    scaled: frozenset[str]  # figures before a word such as "million": other languages count in other steps
    citations: frozenset[str]
    acronyms: frozenset[str]
    labels: frozenset[float]
    length: float  # as a share of what a provision has in its text
    force: str | None = None
    signs: frozenset[str] = field(default_factory=frozenset)

    @property
    def dates(self) -> frozenset[str]:
        """Years, months and days."""
        return self.months | self.days | frozenset(one for one in self.figures if YEAR.fullmatch(one))

    @property
    def numbers(self) -> frozenset[str]:
        """The figures that are no part of a date or a citation; a long number is the set of its groups, whatever parts them."""
        cited = {figure for one in self.citations for figure in one.split("/")}
        return self.figures - self.dates - self.scaled - cited


def landmarks_of(text: Text) -> list[Landmarks]:
    """The landmarks of every provision of a text that belongs to its preamble, its operative part, its body or an annex."""
    cited: dict[str, set[str]] = {}
    for citation in text.citations:
        number = ROMAN.sub(lambda one: str(roman_value(one[0].lower())), _ascii(citation.number or ""))
        if citation.provision and (found_number := CITED.search(number)):
            cited.setdefault(citation.provision, set()).add(found_number[0])
    forces: dict[str, set[str]] = {}
    for mandate in text.mandates:
        forces.setdefault(mandate.provision, set()).add(mandate.force)
    provisions = [one for one in text.provisions if one.part not in ("front", "back")]
    usual = sum(len(one.text) for one in provisions) / max(1, len(provisions))
    scale = _scale(text.language)
    found = []
    for one in provisions:
        plain = _ascii(one.text)
        months, days, rest = _months(plain, text.language)
        figures = frozenset(FIGURE.findall(rest))
        scaled = frozenset(figure for one in scale.finditer(plain) for figure in FIGURE.findall(one[0])) if scale else frozenset()
        acronyms = frozenset(LATIN.findall(plain))
        force = forces.get(one.id, set())
        found.append(Landmarks(
            one, figures, months, days, scaled, frozenset(cited.get(one.id, ())), acronyms, _labels(one.label), (len(one.text) + 1) / (usual + 1),
            next(iter(force)) if len(force) == 1 else None, figures | months | acronyms,
        ))
    return found


def _ascii(text: str) -> str:
    """Text with the figures of every script as ASCII ones."""
    return text if text.isascii() else "".join(
        str(unicodedata.digit(sign)) if not sign.isascii() and sign.isdecimal() else sign for sign in text
    )


@lru_cache(4096)
def _labels(label: str | None) -> frozenset[float]:
    """The places in a list that a label may mean, whatever its script."""
    if label is None:
        return frozenset()
    return frozenset(one.value for one in Label(label, 0, bullet=not any(map(str.isalnum, label))).readings())


def _months(text: str, language: str | None) -> tuple[frozenset[str], frozenset[str], str]:
    """The months named beside a figure, the days beside them, and the text without the months' names."""
    if language not in languages():
        return frozenset(), frozenset(), text
    found: dict[int, set[str]] = {}
    for number, pattern in enumerate(_month_patterns(language), 1):
        for one in reversed(list(pattern.finditer(text))):
            beside = f"{text[max(0, one.start() - NEAR):one.start()]} {text[one.end():one.end() + NEAR]}"
            days = DAY.findall(beside)
            if days or any(map(str.isdigit, beside + one[0])):
                found.setdefault(number, set()).update(days)
                text = f"{text[:one.start()]} {text[one.end():]}"
    return frozenset(f"m{number}" for number in found), frozenset(day for days in found.values() for day in days), text


@lru_cache
def _month_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """A pattern for each month; where names are written without spaces a word has no edge."""
    months = words_of(language).get("dates", {}).get("months", [])
    return tuple(re.compile(names if "月" in names else rf"\b(?:{names})\b", re.IGNORECASE) for names in months)


@lru_cache
def _scale(language: str | None) -> re.Pattern[str] | None:
    """Figures with a word behind them that multiplies them."""
    scales = words_of(language).get("numbers", {}).get("scales", []) if language in languages() else []
    return re.compile(rf"[\d.,\u00a0\u202f ]*\d[ \u00a0\u202f]?(?:{'|'.join(scales)})", re.IGNORECASE) if scales else None
