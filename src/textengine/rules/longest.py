"""Paragraphs longer than any that a text has: they are not searched for duties and citations, and told."""

from __future__ import annotations

from textengine.model import Problem
from textengine.pipeline import Draft

LONGEST = 100_000


def tell_long(draft: Draft) -> None:
    """Tell each paragraph that is too long to be searched."""
    for one in draft.paragraphs:
        if len(one.text) > LONGEST:
            words = f"A paragraph of {len(one.text)} characters is not searched for duties and citations: divide it"
            draft.problems.append(Problem("part-unread", one.span, words))
