"""The words of duties in the reader's language, where their text is published in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language

from mandata.texts.models import Wording


def told_in(rows: Sequence[Any]) -> Sequence[Any]:
    """Terms with their ``words`` in the reader's language where the text is published in it, else as the terms hold them; one query.

    ``language`` says in which they are; it is empty where the terms are worded otherwise than every version of the text.
    """
    asked = (get_language() or "en").split("-")[0]
    texts: dict[int, dict[str, str]] = {}
    for version, language, text in Wording.objects.filter(version__in={one.version_id for one in rows}).values_list("version", "language_version__language", "text"):
        texts.setdefault(version, {})[language] = text
    for one in rows:
        there = texts.get(one.version_id, {})
        own = next((language for language, text in there.items() if text == one.summary), "")
        one.language = asked if own and there.get(asked) else own
        one.words = there[asked] if own and there.get(asked) else one.summary
    return rows
