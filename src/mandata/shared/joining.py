"""Words in a row, joined as the reader's language joins them: with its own comma."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext


def comma() -> str:
    """What stands between names in the reader's language."""
    return pgettext("between names", ", ")


def joined(words: Iterable[object]) -> str:
    """Words for a reader in one line. Codes and files of rows keep a plain comma: they are for machines."""
    return comma().join(map(str, words))


def joined_html(template: str, values: Iterable[tuple[object, ...]]) -> SafeString:
    """As ``joined``, each by a template of HTML: links, or words apart from their neighbours."""
    return format_html_join(mark_safe(comma()), template, values)
