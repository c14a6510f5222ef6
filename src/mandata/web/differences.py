"""Two wordings of one provision, marked word by word: what was taken out, what was put in."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

HAN = "\u3400-\u9fff"  # written without spaces: each sign is a word
WORDS = re.compile(rf"[{HAN}]|[^\W{HAN}]+|\s+|\W")


def marked_difference(old: str, new: str) -> SafeString:
    """The new words with what they replace: ``<del>`` around what is gone, ``<ins>`` around what came."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    out: list[str] = []
    gone, come = "", ""
    for what, i, i_end, j, j_end in SequenceMatcher(str.isspace, before, after, autojunk=False).get_opcodes():
        one, other = "".join(before[i:i_end]), "".join(after[j:j_end])
        if what != "equal" or (other.isspace() and (gone or come)):  # a space between two changed words changes with them
            gone, come = gone + one, come + other
            continue
        out += [_changed(gone, come), escape(other)]
        gone, come = "", ""
    return mark_safe("".join([*out, _changed(gone, come)]))


def _changed(gone: str, come: str) -> str:
    if gone == come:
        return escape(come)
    return (f"<del>{escape(gone)}</del>" if gone else "") + (f"<ins>{escape(come)}</ins>" if come else "")


def old_words_marked(old: str, new: str) -> SafeString:
    """The old words with what is gone marked, for a place beside the new ones."""
    return _without("ins", marked_difference(old, new))


def new_words_marked(old: str, new: str) -> SafeString:
    """The new words with what came marked, for a place beside the old ones."""
    return _without("del", marked_difference(old, new))


def _without(tag: str, marked: str) -> SafeString:
    return mark_safe(re.sub(rf"<{tag}>.*?</{tag}>", "", marked, flags=re.DOTALL))
