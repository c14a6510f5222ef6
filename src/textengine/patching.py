"""A patch of two texts: what one needs to become the other, byte for byte, in both directions.

The words removed and added are packed with the text that the reader of the patch has as their dictionary, so a patch
holds little more than what is new to each side. It names both texts by their hash and is refused on any other.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from textengine.opcodes import Block, blocks, joined

FAMILY = "te"
MARK = FAMILY + "1:"
HASH = 8  # bytes of the SHA-256 of a text
DAMAGED = "This patch is damaged: compare the texts again."
WORD = re.compile(r"\s*[^\W\u3000-\u9fff]+|\s*[^\w\s]|\s*[\u3000-\u9fff]|\s+")
SHORT = 8  # bytes: to keep a shorter run costs more than to write it twice
WINDOW = 32_700  # what deflate looks back
STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY)
LONG = 300_000
LARGEST = 200_000_000


class PatchRefused(Exception):
    """A patch that cannot be applied: one sentence for people."""


class Edit(NamedTuple):
    """How many bytes are kept, then removed and added, on the way from old to new."""

    kept: int
    removed: int
    added: int


def make_patch(old: bytes, new: bytes) -> str:
    """The patch of two texts, ASCII signs that JSON need not escape; near linear in time."""
    edits, removed, added, kept = [], [], [], 0
    for block in _blocks(old, new):
        if block.same:
            kept = block.old_end - block.old_start
        else:
            edits.append(Edit(kept, block.old_end - block.old_start, block.new_end - block.new_start))
            removed.append(old[block.old_start:block.old_end])
            added.append(new[block.new_start:block.new_end])
            kept = 0
    plan = _deflate(b"".join(_varint(number) for edit in edits for number in edit), b"")
    gone, come = b"".join(removed), b"".join(added)
    packed = [plan, _deflate(gone, _dictionary(new, come)), _deflate(come, _dictionary(old, gone))]
    body = b"".join([_fingerprint(old), _fingerprint(new), *(_varint(len(one)) for one in packed[:2]), *packed])
    return MARK + base64.b85encode(body).decode("ascii")


def apply_patch(patch: object, text: bytes, reverse: bool = False) -> bytes:
    """The new text from the old one, or with ``reverse`` the old from the new; ``PatchRefused`` on any other text."""
    if not isinstance(patch, str) or not patch.startswith(FAMILY):
        raise PatchRefused('This is no patch: give the value of "patch" that textengine compare --json prints.')
    if not patch.startswith(MARK):
        raise PatchRefused("This patch is of another version of textengine: compare the texts again.")
    try:
        body = base64.b85decode(patch[len(MARK):])
    except ValueError as error:
        raise PatchRefused(DAMAGED) from error
    prints = {"old": body[:HASH], "new": body[HASH:2 * HASH]}
    here, there = ("new", "old") if reverse else ("old", "new")
    if len(body) <= 2 * HASH:
        raise PatchRefused(DAMAGED)
    found = _fingerprint(text)
    if found != prints[here]:
        if found == prints[there]:
            raise PatchRefused(f"This is the {there} text already: {'leave out' if reverse else 'add'} --reverse, or give the {here} one.")
        if what := _only_written_otherwise(text, prints[here]):
            raise PatchRefused(f"This patch was made for the same {here} text with {what}: give the file as it was when the texts were compared.")
        raise PatchRefused(
            f"This patch was made for another {here} text, in which not one byte may differ: "
            f"its SHA-256 begins with {prints[here].hex()}, that of this one with {found.hex()}."
        )
    try:
        result = _rebuilt(body[2 * HASH:], text, reverse)
    except (ValueError, StopIteration, zlib.error) as error:
        raise PatchRefused(DAMAGED) from error
    if _fingerprint(result) != prints[there]:
        raise PatchRefused(DAMAGED)
    return result


def _fingerprint(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()[:HASH]


def _only_written_otherwise(text: bytes, wanted: bytes) -> str | None:
    """What another program changed in the file and in no word of it: line ends, the byte order mark, the last line end; None where words differ."""
    bare = text.removeprefix(codecs.BOM_UTF8)
    unix = bare.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for ends, body in (("", bare), ("line ends LF", unix), ("line ends CRLF", unix.replace(b"\n", b"\r\n"))):
        end = b"\r\n" if b"\r\n" in body else b"\n"
        for last, whole in (("", body), ("one line end more", body + end), ("one line end less", body.removesuffix(b"\n").removesuffix(b"\r"))):
            for mark, head in (("", text[:len(text) - len(bare)]), ("no byte order mark", b""), ("a byte order mark", codecs.BOM_UTF8)):
                if _fingerprint(head + whole) == wanted:
                    return " and ".join(one for one in (ends, last, mark) if one) or None
    return None


def _rebuilt(body: bytes, text: bytes, reverse: bool) -> bytes:
    numbers = _numbers(body)
    first, second = next(numbers), next(numbers)
    at = len(_varint(first)) + len(_varint(second))
    edits = [Edit(*one) for one in _threes(_inflate(body[at:at + first], b"", LARGEST))]
    if reverse:
        edits = [Edit(one.kept, one.added, one.removed) for one in edits]
        packed = body[at + first:at + first + second]
    else:
        packed = body[at + first + second:]
    gone, place = [], 0
    for one in edits:
        place += one.kept
        gone.append(text[place:place + one.removed])
        place += one.removed
    written = _inflate(packed, _dictionary(text, b"".join(gone)), sum(one.added for one in edits))
    out, place, taken = [], 0, 0
    for one in edits:
        out += [text[place:place + one.kept], written[taken:taken + one.added]]
        place += one.kept + one.removed
        taken += one.added
    return b"".join([*out, text[place:]])


def _blocks(old: bytes, new: bytes) -> list[Block]:
    """Lines that are the same, then words inside what differs, in bytes; short runs between two changes are given up."""
    lines, others = old.splitlines(True), new.splitlines(True)
    starts, other_starts = _starts(lines), _starts(others)
    runs: list[tuple[int, int, int]] = []
    for block in blocks(lines, others):
        start, other = starts[block.old_start], other_starts[block.new_start]
        end, other_end = starts[block.old_end], other_starts[block.new_end]
        if block.same:
            runs.append((start, other, end - start))
            continue
        words, other_words = _words(old[start:end]), _words(new[other:other_end])
        at, other_at = _starts(words), _starts(other_words)
        runs += [
            (start + at[one.old_start], other + other_at[one.new_start], at[one.old_end] - at[one.old_start])
            for one in blocks(words, other_words) if one.same
        ]
    whole = joined(runs, len(old), len(new))
    ends = (0, len(whole) - 1)
    kept = [
        (one.old_start, one.new_start, one.old_end - one.old_start)
        for number, one in enumerate(whole) if one.same and (number in ends or one.old_end - one.old_start >= SHORT)
    ]
    return joined(kept, len(old), len(new))


def _words(data: bytes) -> list[bytes]:
    text = data.decode("utf-8", "surrogateescape")
    return [word.encode("utf-8", "surrogateescape") for word in WORD.findall(text)]


def _starts(pieces: list[bytes]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _dictionary(text: bytes, changed: bytes) -> bytes:
    """What the reader of a patch has: its text, and last, where deflate reaches cheaply, the words that change."""
    return (text[-WINDOW:] + changed)[-WINDOW:]


def _deflate(data: bytes, dictionary: bytes) -> bytes:
    """The shortest way that deflate knows to say it; for a long text the quick one."""
    tries = STRATEGIES if len(data) < LONG else STRATEGIES[:1]
    found = []
    for strategy in tries:
        packer = zlib.compressobj(9 if len(data) < LONG else 6, zlib.DEFLATED, -15, 9, strategy, *([dictionary] if dictionary else []))
        found.append(packer.compress(data) + packer.flush())
    return min(found, key=len)


def _inflate(data: bytes, dictionary: bytes, length: int) -> bytes:
    unpacker = zlib.decompressobj(-15, *([dictionary] if dictionary else []))
    found = unpacker.decompress(data, min(length, LARGEST) + 1)
    if not unpacker.eof:
        raise ValueError("longer than it says")
    return found


def _varint(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


def _threes(data: bytes) -> list[tuple[int, int, int]]:
    numbers = list(_numbers(data))
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
