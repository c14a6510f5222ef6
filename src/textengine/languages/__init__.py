"""The words of each language, as data: one file a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


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
