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

from textengine.sources import Unreadable

MAX_PART = 60_000_000
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


@dataclass(frozen=True, slots=True)
class Package:
    """An open Word file: its main part and what that one refers to, by kind of relationship."""

    archive: zipfile.ZipFile
    names: frozenset[str]
    document: etree._Element
    related: dict[str, list[str]] = field(default_factory=dict)
    by_id: dict[str, tuple[str, str]] = field(default_factory=dict)

    def part(self, kind: str) -> etree._Element | None:
        """The first part of a kind (« footnotes »), or nothing."""
        return next(self.parts(kind), None)

    def parts(self, kind: str) -> Iterator[etree._Element]:
        """All parts of a kind, in order."""
        for name in self.related.get(kind, ()):
            if name in self.names:
                yield _xml(self.archive, name)


def open_package(data: bytes) -> Package:
    """Open a Word file; Unreadable with what it is and what to do where it is none."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if any(one.flag_bits & 1 for one in archive.infolist()):
            raise Unreadable("encrypted", "This archive is locked with a password: send the Word file without it.")
        return _package(archive)
    except DAMAGE as error:
        raise _damaged() from error


def _package(archive: zipfile.ZipFile) -> Package:
    names = frozenset(archive.namelist())
    main = next((target for kind, target, _ in _relationships(archive, names, "") if kind == "officeDocument"), "word/document.xml")
    if main not in names:
        for sign, what in OTHER_KINDS:
            if any(name.startswith(sign) for name in names):
                raise Unreadable("no-document", f"This is {what}, not a Word document: send the text as .docx or .txt.")
        raise Unreadable("no-document", "This archive holds no Word document: send the .docx file itself.")
    document = _xml(archive, main)
    related: dict[str, list[str]] = {}
    by_id = {}
    for kind, target, identity in _relationships(archive, names, main):
        related.setdefault(kind, []).append(target)
        by_id[identity] = (kind, target)
    for kind in ("footnotes", "endnotes", "numbering", "styles", "settings", "comments"):
        related.setdefault(kind, [f"{posixpath.dirname(main)}/{kind}.xml".lstrip("/")])
    return Package(archive, names, document, related, by_id)


def _relationships(archive: zipfile.ZipFile, names: frozenset[str], part: str) -> list[tuple[str, str, str]]:
    """What a part refers to inside the file: kind, name of the part, identity of the relationship."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in names:
        return []
    found = []
    for one in _xml(archive, path).iter(RELATIONSHIP):
        kind = one.get("Type", "").rpartition("/")[2]
        target = one.get("Target", "")
        inside = one.get("TargetMode") != "External"
        place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") if inside else ""
        found.append((kind, place, one.get("Id", "")))
    return found


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    try:
        with archive.open(name) as file:
            raw = file.read(MAX_PART + 1)
    except DAMAGE as error:
        raise _damaged() from error
    if len(raw) > MAX_PART:
        raise Unreadable("too-large", "This Word file unpacks to more than 60 MB of text: send its parts one by one.")
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
