"""From a flattened text, in which old and new words stand fused, back to both texts; from a Word file exactly, and from Akoma Ntoso as it marks them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textengine.model import Change, plain
from textengine.sources import Unreadable, is_akn, refusal
from textengine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Unflattened:
    """The text before and after its changes, and the changes: spans are code points of the file as it stands."""

    original: str
    proposed: str
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        """The contract's JSON object as plain values."""
        values: dict[str, Any] = plain(self)
        return values


class BaseUnreadable(Unreadable):
    """The base of a flattened text cannot be read."""


def unflatten(data: bytes, name: str, base: bytes | None = None, vocabulary: Vocabulary | None = None) -> Unflattened:
    """Both texts of a file; ``Unreadable`` where it cannot be read, ``BaseUnreadable`` where its base cannot. A Word file tells its changes and needs no base."""
    from textengine.sources.plain import decode

    if (refused := refusal(data)) is not None:
        raise refused
    if data.startswith(b"PK\x03\x04"):
        from textengine.sources.docx import read_docx

        word = read_docx(data)
        return Unflattened(word.original, word.text, tuple(word.changes))
    if is_akn(data):
        from textengine.sources.akn import read_akn

        marked = read_akn(data)
        if marked.changes:
            return Unflattened(before(marked.text, marked.changes), marked.text, tuple(marked.changes))
        text = marked.text
    else:
        text = decode(data)
    if base is None:
        from textengine.pipeline import read
        from textengine.rules.seams import find_seams

        changes = find_seams(text, read(data, name, vocabulary).language)
    else:
        from textengine.rules.base_text import compare_with_base
        from textengine.rules.seams import find_seams

        language = read_language(data, name, vocabulary)
        changes = compare_with_base(text, _text_of_base(base), find_seams(text, language))
    return Unflattened(without(text, changes, "insert"), without(text, changes, "delete"), tuple(changes))


def _text_of_base(data: bytes) -> str:
    """The text that was changed: of a Word file its final one; an empty file is an empty text."""
    from textengine.sources.docx import read_docx
    from textengine.sources.plain import decode

    refused = refusal(data)
    try:
        if refused is not None and refused.code != "empty":
            raise refused
        if is_akn(data):
            from textengine.sources.akn import read_akn

            return read_akn(data).text
        return read_docx(data).text if data.startswith(b"PK\x03\x04") else decode(data)
    except Unreadable as error:
        raise BaseUnreadable(error.code, str(error)) from error


def read_language(data: bytes, name: str, vocabulary: Vocabulary | None) -> str | None:
    """The language of a text."""
    from textengine.pipeline import read

    return read(data, name, vocabulary).language


def before(text: str, changes: Iterable[Change]) -> str:
    """The text before its tracked insertions and deletions; a move has no place of its own and stays."""
    for one in sorted(changes, key=lambda one: one.span, reverse=True):
        if one.kind != "move":
            text = text[:one.span.start] + (one.text if one.kind == "delete" else "") + text[one.span.end:]
    return text


def without(text: str, changes: Iterable[Change], kind: str) -> str:
    """The text without the words changed in one way; lines that held nothing else are gone with them."""
    gone = bytearray(len(text))
    for one in changes:
        if one.kind == kind:
            gone[one.span.start:one.span.end] = b"\1" * (one.span.end - one.span.start)
    lines, start = [], 0
    for line in text.split("\n"):
        kept = "".join(sign for at, sign in enumerate(line, start) if not gone[at])
        if kept.strip() or not line.strip():
            lines.append(kept)
        start += len(line) + 1
    return "\n".join(lines)
