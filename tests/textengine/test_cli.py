"""The command line: JSON Lines, null for what cannot be read, an outline for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textengine.cli import main


def test_json_lines_and_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("The Council,\nnoting\na)\tthat the ports of the coast are small,\nresolves\n1\tto light them.\n", encoding="utf-8")
    bad.write_bytes(b"")
    assert main(["read", str(good), str(bad), "--json"]) == 0
    out, err = capsys.readouterr()
    first, second = (json.loads(line) for line in out.splitlines())
    assert first["contract"] == 1
    assert [one["label"] for one in first["provisions"]] == [None, "a", None, "1"]
    assert second is None
    assert "empty" in err


def test_many_files_on_several_cores_come_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for number in range(7):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text("" if number == 3 else f"The Council,\nresolves\n1\tto light port {number}.\n", encoding="utf-8")
    assert main(["read", *map(str, files), "--json", "--jobs", "2"]) == 0
    out, err = capsys.readouterr()
    names = [found and found["source"]["name"] for found in map(json.loads, out.splitlines())]
    assert names == ["0.txt", "1.txt", "2.txt", None, "4.txt", "5.txt", "6.txt"]
    assert "3.txt: This file is empty" in err


def test_outline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text("The Council,\nnoting\na)\tthat the ports of the coast are small,\nresolves\n1\tto light them.\n", encoding="utf-8")
    assert main(["read", str(file)]) == 0
    assert "op1.1: to light them." in capsys.readouterr().out


def test_missing_vocabulary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "x.txt", "--vocabulary", str(tmp_path)]) == 2
    assert "vocabulary" in capsys.readouterr().err
