"""Many files: in order, and no file stops the rest, not even one that ends the process in which it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from textengine import pipeline
from textengine.cli import main
from textengine.many import each_on_a_core


def doubled(number: int) -> int:
    if number % 10 == 7:
        os._exit(1)
    return 2 * number


def test_what_ends_its_process_is_told_and_the_rest_is_answered_in_order() -> None:
    found = list(each_on_a_core(doubled, range(40), 2, broken=lambda number: -number))
    assert found == [-number if number % 10 == 7 else 2 * number for number in range(40)]


def test_nothing_asked_is_nothing_answered() -> None:
    assert list(each_on_a_core(doubled, [], 2, broken=lambda number: -number)) == []


def test_a_fault_of_the_reader_is_told_and_the_rest_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(draft: pipeline.Draft) -> None:
        if "lamp" in draft.text:
            raise KeyError("lamp")

    monkeypatch.setattr(pipeline, "rules", lambda: (fails,))
    files = [tmp_path / name for name in ("a.txt", "b.txt")]
    files[0].write_text("The lamp.\n", encoding="utf-8")
    files[1].write_text("The pier.\n", encoding="utf-8")
    assert main(["read", *map(str, files)]) == 0
    out, err = capsys.readouterr()
    assert "other" in out and "a.txt: The reader failed on this file" in err and "b.txt" not in err
