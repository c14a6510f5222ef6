"""Texts as Word files: both sides of a marked one are the two texts, sign for sign, for our reader and for another program's."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from tests.textengine.fragments import LINES
from tests.textengine.test_properties import FEW
from textengine import Text, Unreadable, read
from textengine.cli import main
from textengine.sources.docx import read_docx
from textengine.unflattening import unflatten
from textengine.wordout import By, Marked, Notes, WordLine, write_clean, write_marked, write_word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAMPLE = Path(__file__).parents[2] / "src" / "mandata" / "sample" / "union" / "texts"
BAY = By("The bay", "2031-05-04T12:00:00Z")
OLD = """RESOLUTION 9 (Port-Alder, 2031)
The piers of the bay
The Assembly of the Ports (Port-Alder, 2031),
considering
a)\tthat the piers[1] are dark,
resolves
1\tto light the piers[2];
2\tto count the buoys,
instructs the Secretary
to report to the next assembly.
Annex
Plan
The harbour office paints the lamps.
[1] All of them.
[2] In winter.
"""
NEW = OLD.replace("2031)", "2033)").replace("piers[1] are", "piers are still").replace("piers[2]", "piers and the quays[1]").replace("[1] All of them.\n", "").replace("[2] In", "[1] In").replace(
    "2\tto count the buoys,", "2\tto paint the lamps of the bay;\n3\tto count the buoys,"
)


def text_of(words: str) -> Text:
    return read(words.encode(), "a.txt")


def both(data: bytes) -> tuple[str, str]:
    """The text before and after the changes of a Word file."""
    found = read_docx(data)
    return found.original, found.text


def styles(data: bytes) -> list[tuple[str, str]]:
    document = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    found = []
    for one in document.iter(f"{W}p"):
        style = one.find(f"{W}pPr/{W}pStyle")
        words = "".join(piece.text or "" for piece in one.iter(f"{W}t", f"{W}delText"))
        found.append(("" if style is None else style.get(f"{W}val", ""), words))
    return found


def test_both_sides_are_the_texts_and_each_change_has_its_hand() -> None:
    old, new = text_of(OLD), text_of(NEW)
    data = write_marked(old, new, BAY)
    assert both(data) == (old.text, new.text)
    found = read(data, "a.docx")
    assert {(one.author, one.date) for one in found.changes} == {("The bay", "2031-05-04T12:00:00Z")}
    assert [one.text for one in found.changes if one.kind == "delete" and one.text.strip()] == [" 2031", " 2031", "2"]
    assert "to paint the lamps of the bay" in "".join(one.text for one in found.changes if one.kind == "insert")
    assert [(one.marker, one.text) for one in found.notes] == [("1", "In winter.")]
    assert sum(len(one.text) for one in found.changes) < 100
    assert unflatten(data, "a.docx").original == old.text


def test_a_clean_file_is_the_text_in_the_styles_of_the_genre() -> None:
    text = text_of(OLD)
    data = write_clean(text)
    found = read(data, "a.docx")
    assert (found.text, found.changes) == (text.text, ())
    assert [(one.id, one.text) for one in found.provisions] == [(one.id, one.text) for one in text.provisions]
    assert [(one.marker, one.at, one.text) for one in found.notes] == [("1", text.notes[0].at, "All of them."), ("2", text.notes[1].at, "In winter.")]
    assert styles(data)[:6] == [
        ("ResNo", "RESOLUTION 9 (Port-Alder, 2031)"), ("Restitle", "The piers of the bay"),
        ("Normalaftertitle", "The Assembly of the Ports (Port-Alder, 2031),"), ("Call", "considering"), ("enumlev1", "a)that the piers are dark,"), ("Call", "resolves"),
    ]
    assert [style for style, words in styles(data) if words in ("Annex", "Plan")] == ["AnnexNo", "Annextitle"]


def test_arabic_runs_from_right_to_left() -> None:
    file = SAMPLE / "resolution-12-2024.ar.txt"
    text = read(file.read_bytes(), file.name)
    data = write_clean(text)
    assert both(data) == (text.text, text.text)
    archive = zipfile.ZipFile(BytesIO(data))
    document = etree.fromstring(archive.read("word/document.xml"))
    assert all(one.find(f"{W}rPr/{W}rtl") is not None for one in document.iter(f"{W}r"))
    assert document.find(f"{W}body/{W}sectPr/{W}bidi") is not None
    assert b"<w:bidi/>" in archive.read("word/styles.xml")


@pytest.mark.parametrize(("old", "new"), [
    ("resolution-7-2020.en", "resolution-7-2024.en"), ("resolution-7-2020.fr", "resolution-7-2024.fr"), ("resolution-4-2020.en", "resolution-12-2024.en"),
])
def test_the_samples(old: str, new: str) -> None:
    texts = [read((SAMPLE / f"{name}.txt").read_bytes(), name) for name in (old, new)]
    assert both(write_marked(*texts, BAY)) == tuple(one.text for one in texts)


def test_real_pairs_of_revisions(shared: Path) -> None:
    seen = 0
    for folder in sorted((shared / "textbench" / "revisions").iterdir()):
        old, new = (read(file.read_bytes(), file.name) for name in ("old", "new") for file in folder.glob(f"{name}.*"))
        data = write_marked(old, new, BAY)
        assert both(data) == (old.text, new.text), folder.name
        assert [(one.marker, one.at, one.text) for one in read_docx(data).notes] == [(one.marker, one.at, one.text) for one in sorted(new.notes, key=lambda one: one.at)]
        seen += 1
    assert seen > 60


SOME = st.lists(st.sampled_from(LINES), max_size=14)


@FEW
@given(SOME, SOME, st.data())
@example(["resolves", "1\tx"], [], None)
def test_any_two_texts(lines: list[str], others: list[str], data: Any) -> None:
    mixed = others if data is None else data.draw(st.permutations(lines))[:9] + others
    try:
        old, new = text_of("\n".join(lines)), text_of("\n".join(mixed))
    except Unreadable:
        return
    found = both(write_marked(old, new, BAY))
    assert found == tuple("\n".join(line for line in one.text.split("\n") if line.strip()) for one in (old, new))


def test_several_hands_in_one_file() -> None:
    lines = [
        WordLine("Normal", (Marked("same", "to light the "), Marked("removed", "piers", By("A")), Marked("added", "quays", By("B", "2031-01-02T00:00:00Z")))),
        WordLine("Normal", (Marked("added", "to paint them", By("C")),), "added", By("C")),
    ]
    found = read(write_word(lines, Notes(), "en"), "a.docx")
    assert found.text == "to light the quays\nto paint them"
    assert [(one.kind, one.author, one.date) for one in found.changes if one.text.strip()] == [
        ("delete", "A", None), ("insert", "B", "2031-01-02T00:00:00Z"), ("insert", "C", None),
    ]


def test_the_same_words_give_the_same_bytes() -> None:
    assert write_marked(text_of(OLD), text_of(NEW), BAY) == write_marked(text_of(OLD), text_of(NEW), BAY)


def test_a_mark_of_a_note_that_went_with_it_is_no_word() -> None:
    old = text_of(OLD.replace("[1]", "[7]"))
    new = text_of(NEW)
    assert both(write_marked(old, new, BAY)) == (old.text, new.text)


def words_of(node: Any) -> str:
    """The words of a document as pandoc gives it, a paragraph a line, without notes."""
    if isinstance(node, list):
        return "".join(map(words_of, node))
    kind, inside = (node.get("t"), node.get("c")) if isinstance(node, dict) else (None, None)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Str":
        return str(inside)
    if kind == "Note" or inside is None:
        return ""
    if kind in ("Header", "Quoted"):
        inside = inside[-1]
    return words_of(inside) + ("\n" if kind in ("Para", "Plain", "Header") else "") if isinstance(inside, list) else ""


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not here")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pandoc_reads_both_sides(language: str) -> None:
    old, new = (read((SAMPLE / f"resolution-7-{year}.{language}.txt").read_bytes(), "a.txt") for year in (2020, 2024))
    data = write_marked(old, new, BAY)
    for text, how in ((old, "reject"), (new, "accept")):
        done = subprocess.run(["pandoc", "-f", "docx", "-t", "json", f"--track-changes={how}"], input=data, capture_output=True, check=True)
        found = [" ".join(line.split()) for line in words_of(json.loads(done.stdout)["blocks"]).split("\n") if line.strip()]
        assert found == [" ".join(line.split()) for line in text.text.split("\n")]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new, marked = tmp_path / "old.txt", tmp_path / "new.txt", tmp_path / "marked.docx"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    assert main(["redline", str(old), str(new), "-o", str(marked), "--author", "The bay", "--date", "2031-05-04"]) == 0
    assert both(marked.read_bytes()) == (text_of(OLD).text, text_of(NEW).text)
    assert {one.date for one in read(marked.read_bytes(), "a.docx").changes} == {"2031-05-04T00:00:00Z"}
    assert main(["redline", str(new), "-o", str(marked)]) == 0
    assert both(marked.read_bytes())[1] == text_of(NEW).text
    with pytest.raises(SystemExit):
        main(["redline", str(old), str(new), "-o", str(marked), "--date", "in May"])
    new.write_bytes((SAMPLE / "resolution-7-2024.fr.txt").read_bytes())
    assert main(["redline", str(old), str(new), "-o", str(marked)]) == 1
    assert "two languages (en, fr)" in capsys.readouterr().err


def test_a_line_moved_as_it_was_is_told_as_moved_and_both_texts_stand() -> None:
    lines = OLD.replace("1\tto light the piers[2];", "-\tto light the piers of the bay[2];").replace("2\tto count the buoys,", "-\tto count the buoys that lie in the bay,").split("\n")
    old, lamp = text_of("\n".join(lines)), "-\tto paint the lamps each spring;"
    at = lines.index("-\tto count the buoys that lie in the bay,")
    before, after = [*lines[:at + 1], lamp, *lines[at + 1:]], [*lines[:at - 1], lamp, *lines[at - 1:]]
    data = write_marked(text_of("\n".join(before)), text_of("\n".join(after)), BAY)
    assert both(data) == (text_of("\n".join(before)).text, text_of("\n".join(after)).text)
    xml = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    names = {kind: [one.get(W + "name") for one in xml.iter(f"{W}{kind}RangeStart")] for kind in ("moveFrom", "moveTo")}
    assert names == {"moveFrom": ["move1"], "moveTo": ["move1"]} and len({one.get(W + "id") for one in xml.iter(W + "ins", W + "del", W + "moveFrom", W + "moveTo")}) > 3
    assert [one.text for one in read(data, "a.docx").changes if one.kind == "move"] == [lamp]
    assert "move" not in zipfile.ZipFile(BytesIO(write_marked(old, text_of("\n".join(after)), BAY))).read("word/document.xml").decode(), "what is new was not moved"
