"""Texts as Word files: clean, or with what changed between two of them as real insertions and deletions, in the styles of the genre."""

from __future__ import annotations

from textengine.model import Text
from textengine.wordout.lines import By, Marked, Notes, WordLine, clean_lines, marked_lines
from textengine.wordout.package import write_word

__all__ = ["By", "Marked", "Notes", "WordLine", "clean_lines", "marked_lines", "write_clean", "write_marked", "write_word"]


def write_clean(text: Text) -> bytes:
    """A text as a Word file; what it holds is the text sign for sign."""
    notes = Notes()
    return write_word(clean_lines(text, notes), notes, text.language)


def write_marked(old: Text, new: Text, by: By) -> bytes:
    """Two texts as one Word file: its original is the old text, its final the new one, sign for sign."""
    notes = Notes()
    return write_word(marked_lines(old, new, by, notes), notes, new.language)
