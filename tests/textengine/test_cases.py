"""Every case of the folder: the text is read, and the lines expected are those found. `textengine case FILE` makes a new one."""

from pathlib import Path

import pytest

from textengine import read
from textengine.casefile import Case, cases_of, lines_of
from textengine.cli import main

CASES = [(path.name, case) for path in sorted((Path(__file__).parent / "cases").glob("*.txt")) for case in cases_of(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{name}: {case.name}") for name, case in CASES])
def test_a_case_is_read_as_expected(case: Case) -> None:
    found = lines_of(read(case.text.encode(), "case.txt").as_dict())
    assert not case.differences(found), "\n".join(case.differences(found))


def test_all_six_languages_have_cases() -> None:
    languages = {line for _, case in CASES for line in case.expected if line.startswith("language: ")}
    assert languages == {f"language: {one}" for one in ("ar", "en", "es", "fr", "ru", "zh")}


def test_a_case_tells_what_is_missing_and_what_is_too_much() -> None:
    closed, opened = Case("x", "text", ("a", "b")), Case("x", "text", ("a", "b"), open=True)
    assert closed.differences(["b", "c"]) == ["- a", "+ c"]
    assert opened.differences(["b", "c"]) == ["- a"]


def test_a_case_is_written_and_read_back() -> None:
    case = Case("A dot of its own", "one\n.\ntwo", ("a",), open=True)
    (again,) = cases_of(str(case))
    assert (again.name, again.text, again.expected, again.open) == (case.name, "one\n .\ntwo", ("a",), True)


@pytest.mark.parametrize("broken", ["name\n.\ntext\n.\nlines", "name\n.\ntext", "name\n.\ntext\n.\nlines\n.\nmore"])
def test_a_case_that_is_not_whole_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="each ended by a line of one dot"):
        cases_of(broken)


def test_the_command_prints_a_case_that_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lamps.txt"
    file.write_text("The Council,\n\n1. Requests the Secretary-General to count the lamps;\n", encoding="utf-8")
    assert main(["case", str(file), "--name", "Lamps are counted"]) == 0
    (case,) = cases_of(capsys.readouterr().out)
    assert case.name == "Lamps are counted"
    assert not case.differences(lines_of(read(case.text.encode(), "x.txt").as_dict()))
    assert main(["case", str(tmp_path / "none.txt")]) == 1
    assert "none.txt" in capsys.readouterr().err
