"""The parts of a Word file: found by their relationships, read as XML that can do no harm."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from textengine.sources import MAX_PARAGRAPHS, Unreadable, too_long

MAX_UNPACKED, MAX_TAGS = 60_000_000, 6_000_000  # of all parts that are read together
PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
# Other ways to pack are none of the format; their unpackers take memory as the file bids them.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/"
WORDS = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The strict form of the format names everything anew; read under the usual names it is the same.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", WORDS),
    (b"http://purl.oclc.org/ooxml/officeDocument/", OFFICE),
    (b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"),
)
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OTHER_KINDS = (
    ("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation"), ("content.xml", "an OpenDocument file"),
    ("META-INF/container.xml", "an e-book"),
)


# What the archive of a damaged file can raise, by the place where it is damaged.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError, ValueError, IndexError
)


class Parts:
    """The parts of an archive: each is unpacked once, and all of them together have one limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.names = archive, frozenset(archive.namelist())
        self._read: dict[str, etree._Element] = {}
        self._unpacked = self._tags = self._paragraphs = 0

    def xml(self, name: str) -> etree._Element:
        """A part as XML."""
        if name not in self._read:
            self._read[name] = _parsed(self._bytes(name), name)
            self._paragraphs += sum(1 for _ in self._read[name].iter(PARAGRAPH))
            if self._paragraphs > MAX_PARAGRAPHS:
                raise too_long()
        return self._read[name]

    def _bytes(self, name: str) -> bytes:
        try:
            if self.archive.getinfo(name).compress_type not in PACKED:
                raise _damaged()
            with self.archive.open(name) as file:
                raw = file.read(MAX_UNPACKED - self._unpacked + 1)
        except DAMAGE as error:
            raise _damaged() from error
        self._unpacked += len(raw)
        self._tags += raw.count(b"<")
        if self._unpacked > MAX_UNPACKED or self._tags > MAX_TAGS:
            raise Unreadable("too-large", "This Word file unpacks to more than 60 MB of text or 6 million tags: send its parts one by one.")
        return raw


@dataclass(frozen=True, slots=True)
class Package:
    """An open Word file: its main part and what that one refers to, by kind of relationship."""

    inside: Parts
    document: etree._Element
    related: dict[str, list[str]] = field(default_factory=dict)

    def part(self, kind: str) -> etree._Element | None:
        """The first part of a kind (« footnotes »), or nothing."""
        return next(self.parts(kind), None)

    def parts(self, kind: str) -> Iterator[etree._Element]:
        """All parts of a kind, in order, each once however often it is referred to."""
        for name in dict.fromkeys(self.related.get(kind, ())):
            if name in self.inside.names:
                yield self.inside.xml(name)


def open_package(data: bytes) -> Package:
    """Open a Word file; Unreadable with what it is and what to do where it is none."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if any(one.flag_bits & 1 for one in archive.infolist()):
            raise Unreadable("encrypted", "This archive is locked with a password: send the Word file without it.")
        return _package(Parts(archive))
    except DAMAGE as error:
        raise _damaged() from error


def _package(inside: Parts) -> Package:
    main = next((target for kind, target in _relationships(inside, "") if kind == "officeDocument"), "word/document.xml")
    if main not in inside.names:
        for sign, what in OTHER_KINDS:
            if any(name.startswith(sign) for name in inside.names):
                raise Unreadable("no-document", f"This is {what}, not a Word document: send the text as .docx or .txt.")
        raise Unreadable("no-document", "This archive holds no Word document: send the .docx file itself.")
    document = inside.xml(main)
    related: dict[str, list[str]] = {}
    for kind, target in _relationships(inside, main):
        related.setdefault(kind, []).append(target)
    for kind in ("footnotes", "endnotes", "numbering", "styles", "settings", "comments"):
        related.setdefault(kind, [f"{posixpath.dirname(main)}/{kind}.xml".lstrip("/")])
    return Package(inside, document, related)


def _relationships(inside: Parts, part: str) -> list[tuple[str, str]]:
    """What a part refers to inside the file: kind, and name of the part."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in inside.names:
        return []
    found = []
    for one in inside.xml(path).iter(RELATIONSHIP):
        kind = one.get("Type", "").rpartition("/")[2]
        target = one.get("Target", "")
        here = one.get("TargetMode") != "External"
        found.append((kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") if here else ""))
    return found


def _parsed(raw: bytes, name: str) -> etree._Element:
    if b"purl.oclc.org/ooxml" in raw[:20000]:
        for strict, usual in STRICT:
            raw = raw.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        if "entit" in str(error).lower():
            raise _entities() from error
        raise Unreadable(
            "damaged", f"This Word file is damaged in {name}, line {error.lineno}: open it in Word and save it again."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _entities()
    return root


def _damaged() -> Unreadable:
    return Unreadable("truncated", "This Word file is damaged or cut short: open it in Word, save it again and send the copy.")


def _entities() -> Unreadable:
    return Unreadable("entities", "This Word file defines XML entities, which Word never does: send a copy saved by Word.")
