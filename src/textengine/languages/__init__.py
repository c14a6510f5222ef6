"""The words of each language, as data: one file a language."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FORM = re.compile(r"\{([^{}]+)\}")


@lru_cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that have words here."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@lru_cache
def words_of(language: str) -> dict[str, Any]:
    """The words of a language; FileNotFoundError where there are none."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache
def genre_of(language: str) -> dict[str, Any]:
    """The first table of a language alone, by which it is known: the others need not be read for that."""
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    start = text.index("[genre]")
    genre: dict[str, Any] = tomllib.loads(text[start:text.find("\n[", start)])["genre"]
    return genre


@lru_cache
def verbs_of(language: str) -> dict[str, dict[str, list[str]]]:
    """The verbs that open paragraphs, by part and code, with the forms that stand in braces written out."""
    words = words_of(language)
    forms = words.get("forms", {})
    return {
        part: {code: [form for verb in verbs for form in _written_out(verb, forms)] for code, verbs in codes.items()}
        for part, codes in words.get("calls", {}).items()
    }


def _written_out(verb: str, forms: dict[str, list[str]]) -> list[str]:
    pieces = FORM.split(verb)
    return ["".join(one) for one in product(*(forms[piece] if at % 2 else [piece] for at, piece in enumerate(pieces)))]
