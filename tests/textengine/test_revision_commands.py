"""compare, apply and align in the terminal: what they print, what they refuse."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from textengine.cli import main
from textengine.patching import make_patch

OLD = "The Council,\r\nnoting\r\na)\tthat the ports are small,\r\nresolves\r\n1\tto light them.\r\n".encode("utf-8-sig")
NEW = OLD.replace(b"to light them", b"to light all of them by 2020")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    old, new, patch = tmp_path / "old.txt", tmp_path / "new.txt", tmp_path / "patch.json"
    old.write_bytes(OLD)
    new.write_bytes(NEW)
    return old, new, patch


def test_compare_prints_rows_and_a_patch_that_apply_takes(files: tuple[Path, Path, Path], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    old, new, patch = files
    assert main(["compare", str(old), str(new), "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    changed = next(row for row in found["changes"] if row["op"] == "MOD")
    assert (changed["old"], changed["label_old"], changed["text_new"]) == ("op1.1", "1", "to light all of them by 2020.")
    patch.write_text(json.dumps(found["patch"]), encoding="utf-8")
    assert main(["apply", str(old), str(patch)]) == 0
    assert capfdbinary.readouterr().out == NEW
    assert main(["apply", "--reverse", str(new), str(patch)]) == 0
    assert capfdbinary.readouterr().out == OLD
    new.write_bytes(NEW + b".")
    assert main(["apply", "--reverse", str(new), str(patch)]) == 1
    out, err = capfdbinary.readouterr()
    assert out == b"" and b"made for another new text" in err


def test_compare_for_people(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *map(str, files[:2])]) == 0
    assert "~ op1.1: to light {+all of+} them {+by 2020+}." in capsys.readouterr().out


def test_an_empty_text_is_compared_and_what_cannot_be_read_is_null(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    old, new, _ = files
    new.write_bytes(b"")
    assert main(["compare", str(old), str(new), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["op"] for row in found["changes"]} == {"SUP"} and found["patch"]
    new.write_bytes(b"%PDF-1.7")
    assert main(["compare", str(old), str(new), "--json"]) == 0
    out, err = capsys.readouterr()
    assert out == "null\n" and "This is a PDF" in err
    assert main(["compare", str(old), str(new.with_name("gone.txt"))]) == 0
    out, err = capsys.readouterr()
    assert out == "" and "gone.txt: No such file" in err


def test_two_languages_are_said(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    old, new, _ = files
    new.write_text("Le Conseil,\nnotant\na)\tque les ports sont petits,\ndécide\n1\tde les éclairer.\n", encoding="utf-8")
    assert main(["compare", str(old), str(new), "--json"]) == 0
    assert "two languages (en, fr)" in capsys.readouterr().err


def test_align_names_files_as_they_were_given(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    old, new, _ = files
    new.write_text("Le Conseil,\nnotant\na)\tque les ports sont petits,\ndécide\n", encoding="utf-8")
    assert main(["align", str(old), str(new), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sets"][:2] == [["pre1", "pre1"], ["pre1.a", "pre1.a"]]
    assert [(one["file"], one["missing_or_extra"], one["provision"]) for one in found["divergences"]] == [(str(new), "missing", "op1.1")]
    assert main(["align", str(old)]) == 2
    assert "two or more" in capsys.readouterr().err


@pytest.mark.parametrize("patch", ["no json", "[]", '"te1:"', "[" * 100_000])
def test_a_file_that_is_no_patch_is_refused(files: tuple[Path, Path, Path], patch: str, capsys: pytest.CaptureFixture[str]) -> None:
    files[2].write_text(patch, encoding="utf-8")
    assert main(["apply", str(files[0]), str(files[2])]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "patch.json: This" in err


@pytest.mark.parametrize(("other", "told"), [
    (OLD.replace(b"\r\n", b"\n"), "with line ends CRLF"), (OLD.removeprefix(b"\xef\xbb\xbf"), "with a byte order mark"),
    (OLD + b"\r\n", "with one line end less"), (OLD.removesuffix(b"\r\n"), "with one line end more"),
    (OLD.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"), "with line ends CRLF and a byte order mark"),
])
def test_a_text_that_another_program_only_saved_again_is_told_from_another_text(
    files: tuple[Path, Path, Path], other: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old, _, patch = files
    patch.write_text(json.dumps(make_patch(OLD, NEW)), encoding="utf-8")
    old.write_bytes(other)
    assert main(["apply", str(old), str(patch)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and f"the same old text {told}: give the file as it was" in err
    old.write_bytes(OLD.replace(b"Council", b"Assembly"))
    assert main(["apply", str(old), str(patch)]) == 1
    assert "for another old text" in capsys.readouterr().err


@pytest.mark.parametrize("written", [
    lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\n\n"), lambda text: text.replace("\n", "\u2028"),
    lambda text: text.replace(". ", ".\u00a0"), lambda text: text.replace(" ", " \u200b"), lambda text: unicodedata.normalize("NFD", text),
    lambda text: "\ufeff" + text, lambda text: text.replace("\n", " \t\r"),
], ids=["crlf", "blank lines", "line separators", "no-break labels", "no width", "letters in pieces", "mark", "trailing"])
@pytest.mark.parametrize("words", [
    "Le Conseil,\nNotant que les ports sont privés de lumière1,\n1. Décide de les éclairer ;\n2. Prie le Secrétaire général d’aider les États2.\n_________\n1 Résolution 4.\n2 Décision 5.\n",
    "Совет,\nотмечая, что порты не освещены1,\n1. постановляет осветить их;\n2. просит Генерального секретаря оказать содействие2.\n_________\n1 Резолюция 4.\n2 Решение 5.\n",
    "El Consejo,\nObservando que los puertos están a oscuras1,\n1. Decide iluminarlos;\n2. Pide al Secretario General que ayude a los países2.\n_________\n1 Resolución 4.\n2 Decisión 5.\n",
])
def test_the_same_text_written_otherwise_has_the_same_provisions(
    words: str, written: Callable[[str], str], files: tuple[Path, Path, Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    old, new, patch = files
    old.write_text(words, encoding="utf-8", newline="")
    new.write_text(written(words), encoding="utf-8", newline="")
    assert main(["compare", str(old), str(new), "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert [row["op"] for row in found["changes"]] == ["NOC"] * 3
    assert main(["align", str(old), str(new), "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["divergences"] == []
    patch.write_text(json.dumps(found["patch"]), encoding="utf-8")
    for argument, wanted in ((["apply", str(old)], new), (["apply", "--reverse", str(new)], old)):
        assert main([*argument, str(patch)]) == 0
        assert capfdbinary.readouterr().out == wanted.read_bytes()
