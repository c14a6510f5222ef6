"""What the reader says has words in every language of the interface that is complete."""

from __future__ import annotations

import re
from pathlib import Path

from mandata.web.reader_words import PROBLEMS, UNREADABLE

ENGINE = Path(__file__).resolve().parents[2] / "src" / "textengine"


def said(kind: str) -> set[str]:
    """The codes that the reader's sources give to a kind of message."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py"))
    return set(re.findall(kind + r"\(\s*\"([a-z0-9-]+)\"", sources))


def test_every_sentence_and_problem_of_the_reader_has_words() -> None:
    assert len(said("Unreadable")) >= 8 and said("Unreadable") <= set(UNREADABLE)
    assert len(said("(?:Problem|problem)")) >= 7 and said("(?:Problem|problem)") <= set(PROBLEMS)
