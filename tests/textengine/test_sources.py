"""Files as they come: conversion marks, Word files, and what cannot be read."""

from __future__ import annotations

import io
import zipfile

import pytest

from textengine import Unreadable, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(body: str, **parts: str) -> bytes:
    """A small Word file with the given body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def test_conversion_marks_are_no_text() -> None:
    raw = "[bookmark: _x]Les pays en développement[footnoteRef:1]1 et les autres; [1: 1\tPar pays, on entend les îles.]\n"
    text = read(raw.encode(), "a.txt")
    assert text.text == "Les pays en développement et les autres;"
    assert [(one.marker, one.text) for one in text.notes] == [("1", "Par pays, on entend les îles.")]
    assert text.notes[0].at == len("Les pays en développement")


def test_non_breaking_signs_are_kept() -> None:
    assert read("L\u2019UIT\u2011T et la Résolution\u00a068\tici.\n".encode(), "a.txt").text == (
        "L\u2019UIT\u2011T et la Résolution\u00a068\tici."
    )


def test_notes_under_a_rule() -> None:
    raw = "The lights,1 and the ports.\n____________________\n1\tSee the list of lights.\nThe keepers.\n"
    text = read(raw.encode(), "a.txt")
    assert text.text == "The lights, and the ports.\nThe keepers."
    assert [(one.marker, one.at, one.text) for one in text.notes] == [("1", 11, "See the list of lights.")]


def test_tracked_changes() -> None:
    body = (
        "<w:p><w:r><w:t>Old </w:t></w:r>"
        '<w:del w:author="A" w:date="2030-01-01T00:00:00Z"><w:r><w:delText>gone</w:delText></w:r></w:del>'
        '<w:ins w:author="B" w:date="2030-01-02T00:00:00Z"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'
    )
    text = read(word_file(body), "a.docx")
    assert text.text == "Old new"
    assert [(one.kind, one.text, one.author) for one in text.changes] == [("delete", "gone", "A"), ("insert", "new", "B")]


def test_automatic_numbers_are_labels() -> None:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    items = "".join(f"<w:p>{listed}<w:r><w:t>{one}</w:t></w:r></w:p>" for one in ("the first of them;", "the second of them."))
    lead = "<w:p><w:r><w:t>The Office and the Council of the ports keep two lists:</w:t></w:r></w:p>"
    text = read(word_file(lead + items, numbering=numbering), "a.docx")
    assert [one.label for one in text.provisions] == [None, "a", "b"]
    assert "a)" not in text.text


def bomb() -> bytes:
    """An archive whose text part unpacks to far more than is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(210):
            part.write(b" " * 1_000_000)
    return out.getvalue()


def locked() -> bytes:
    """An archive whose part is marked as encrypted."""
    data = bytearray(word_file("<w:p/>"))
    for head, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(head) + flag] |= 1
    return bytes(data)


def entities_in_utf_16() -> bytes:
    """Entities in another encoding are entities all the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><w:document {W}><w:body/></w:document>'
        archive.writestr("word/document.xml", text.encode("utf-16"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b" \n", "empty"), (b"%PDF-1.7", "pdf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-word"),
        (word_file("<w:p/>")[:60], "truncated"), (b"abc \xff\xfe", "not-utf-8"), (b"abc\x00def", "binary"), (bomb(), "too-large"),
        (b"a" * 20_000_001, "too-long"), (b"\xef\xbb\xbf\n", "empty"), (b"{\\rtf1 x}", "rtf"), ("\ufeffx".encode("utf-16-le"), "utf-16"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"), (b"\x89PNG\r\n", "picture"),
        (locked(), "encrypted"), (entities_in_utf_16(), "entities"),
    ],
    ids=[
        "nothing", "blank", "pdf", "old-word", "truncated", "not-utf-8", "binary", "bomb", "too-long", "mark-alone", "rtf", "utf-16",
        "encrypted", "picture", "locked-archive", "entities-in-utf-16",
    ],
)
def test_unreadable_says_what_and_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, "file")
    assert caught.value.code == code
    assert ":" in str(caught.value) and str(caught.value).endswith(".")


def test_entities_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<!DOCTYPE a [<!ENTITY b "c">]><w:document {W}><w:body/></w:document>')
    with pytest.raises(Unreadable) as caught:
        read(out.getvalue(), "a.docx")
    assert caught.value.code == "entities"


def test_a_heading_far_below_a_rule_is_no_note() -> None:
    words = "Report\nSummary\nLamps were counted in 1 harbour.\n____________\n\n\n\n1\tBackground\n1.1\tLamps are old.\n1.2\tThey shine.\n"
    text = read(words.encode(), "report.txt")
    assert "Background" in text.text and not text.notes
