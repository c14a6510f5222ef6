"""Both texts of flattened changes, by what the text itself proves and with its base; Word files exactly."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from tests.textengine.test_word import BY, par, run, word_file
from textengine import Unreadable
from textengine.cli import main
from textengine.unflattening import unflatten

BASE = """RESOLUTION 9 (REV. DUBAI, 2018)
The Plenipotentiary Conference of the ITU (Dubai, 2018),
recognizing
a)\tthat lamps are old;
b)\tthat oil is dear;
c)\tthat keepers of small ports are few;
d)\tthat nights are long,
resolves
1\tto renew the lamps of all ports within two years;
2\tto report to the Council.
"""
NEW = """RESOLUTION 9 (REV. BUCHAREST, 2022)
The Plenipotentiary Conference of the ITU (Bucharest, 2022),
recognizing
a)\tthat lamps are old;
b)\tthat keepers of small ports are few;
c)\tthat nights are long;
d)\tthat ships are many,
resolves
1\tto renew the lamps of all ports before next winter;
2\tto train keepers;
3\tto report to the Council.
"""
FLAT = """RESOLUTION 9 (REV. DUBAI, 2018BUCHAREST, 2022)
The Plenipotentiary Conference of the ITU (Dubai, 2018Bucharest, 2022),
recognizing
a)\tthat lamps are old;
b)\tthat oil is dear;
cb)\tthat keepers of small ports are few;
dc)\tthat nights are long,;
d)\tthat ships are many,
resolves
1\tto renew the lamps of all ports within two yearsbefore next winter;
2\tto train keepers;
23\tto report to the Council.
"""


def lines(text: str) -> list[str]:
    return [one for one in text.split("\n") if one.strip()]


def test_what_the_text_itself_proves() -> None:
    found = unflatten(FLAT.encode(), "a.txt")
    words = {(one.kind, one.text, one.certainty) for one in found.changes}
    assert {
        ("delete", "DUBAI, 2018", "certain"), ("insert", "BUCHAREST, 2022", "certain"), ("delete", "Dubai, 2018", "certain"),
        ("insert", "Bucharest, 2022", "certain"), ("delete", "b)\tthat oil is dear;", "certain"), ("delete", "c", "certain"),
        ("insert", "b", "certain"), ("delete", "d", "certain"), ("insert", "c", "certain"), ("delete", ",", "certain"),
        ("insert", ";", "certain"), ("insert", "d)\tthat ships are many,", "likely"), ("insert", "2\tto train keepers;", "likely"),
        ("delete", "2", "certain"), ("insert", "3", "certain"),
    } <= words
    for one in found.changes:
        assert FLAT[one.span.start:one.span.end] == one.text


def test_both_texts_with_the_base() -> None:
    found = unflatten(FLAT.encode(), "a.txt", BASE.encode())
    assert lines(found.original) == lines(BASE)
    assert lines(found.proposed) == lines(NEW)


def test_a_text_without_changes_has_none() -> None:
    for text in (BASE, NEW):
        found = unflatten(text.encode(), "a.txt")
        assert found.changes == ()
        assert found.original == found.proposed == text


def test_roman_numbers_are_no_doubled_labels() -> None:
    raw = "considering\na)\tthe lamps:\ni)\tred;\nii)\tblue;\niii)\tgrey;\niv)\tpink;\nb)\tthe oil,\nresolves\nto go on.\n"
    assert unflatten(raw.encode(), "a.txt").changes == ()


def test_a_fused_word_is_found_and_called_a_guess() -> None:
    raw = (
        "L'Assemblée des ports,\ndécide\n1\tde charger le Directeur du Bureaules bureaux des ports de compter les lampes;\n"
        "2\tque le Bureau présente un rapport aux ports,\n"
    )
    found = unflatten(raw.encode(), "a.txt")
    assert [(one.kind, one.certainty, one.why) for one in found.changes] == [
        ("delete", "likely", "fused-words"), ("insert", "likely", "fused-words"),
    ]
    assert found.changes[0].text == "le Directeur du Bureau"


def test_a_word_file_needs_no_guess() -> None:
    body = par(run("The "), f"<w:del {BY}>{run('old ', gone=True)}</w:del>", f"<w:ins {BY}>{run('new ')}</w:ins>", run("pier"))
    found = unflatten(word_file(body), "a.docx")
    assert (found.original, found.proposed) == ("The old pier", "The new pier")
    assert {one.why for one in found.changes} == {"tracked"}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flat, base = tmp_path / "flat.txt", tmp_path / "base.txt"
    flat.write_text(FLAT, encoding="utf-8")
    base.write_text(BASE, encoding="utf-8")
    assert main(["unflatten", str(flat), "--base", str(base), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert lines(answer["proposed"]) == lines(NEW)
    assert {"span", "kind", "text", "author", "date", "certainty", "why"} == set(answer["changes"][0])
    assert main(["unflatten", str(tmp_path / "none.txt")]) == 1
    assert "none.txt" in capsys.readouterr().err


def test_what_cannot_be_read_says_so() -> None:
    with pytest.raises(Unreadable):
        unflatten(b"%PDF-1.7", "a.pdf")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_base_that_writes_its_letters_otherwise_is_the_same_text(form: Literal["NFC", "NFD"]) -> None:
    words = "Le Conseil,\ndécide\n1\td’éclairer les ports jusqu’à l’été;\n2\tд’й Устойчивый й.\n"
    other = unicodedata.normalize("NFD" if form == "NFC" else "NFC", words)
    text = unicodedata.normalize(form, words)
    assert unflatten(text.encode(), "a.txt", other.encode()).changes == ()
    longer = text.replace(unicodedata.normalize(form, "été"), unicodedata.normalize(form, "été pro\u200bchain"))
    found = unflatten(longer.encode(), "a.txt", other.encode())
    assert [longer[one.span.start:one.span.end].replace("\u200b", "") for one in found.changes if one.kind == "insert"] == ["prochain"]


def test_a_base_in_word_is_read_and_one_that_cannot_be_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, base = tmp_path / "a.txt", tmp_path / "base"
    file.write_text("The Council,\nresolves\nto light all the ports.\n", encoding="utf-8")
    base.write_bytes(word_file(par(run("The Council,")) + par(run("resolves")) + par(run("to light the ports."))))
    assert main(["unflatten", str(file), "--base", str(base)]) == 0
    assert "base-text): all" in capsys.readouterr().out
    base.write_bytes(b"%PDF-1.7")
    assert main(["unflatten", str(file), "--base", str(base)]) == 1
    assert f"{base}: This is a PDF" in capsys.readouterr().err


def test_the_history_of_a_title_grows_by_the_session_of_the_opening() -> None:
    text = FLAT.replace("The Pleni", "(Geneva, 2014; Dubai, 2018; Bucharest, 2022)\nThe Pleni", 1)
    both = unflatten(text.encode(), "a.txt")
    assert "(Geneva, 2014; Dubai, 2018)\n" in both.original
    assert "(Geneva, 2014; Dubai, 2018; Bucharest, 2022)\n" in both.proposed
    other = FLAT.replace("The Pleni", "(Geneva, 2014; Dubai, 2018; Minsk, 2020)\nThe Pleni", 1)
    assert "Dubai, 2018; Minsk, 2020)\n" in unflatten(other.encode(), "a.txt").original, "nothing tells that Minsk is new"


def test_of_two_prepositions_in_a_row_the_first_is_old() -> None:
    text = (
        "RÉSOLUTION 9 (RÉV. BUCAREST, 2022)\nLa Conférence de plénipotentiaires (Bucarest, 2022),\ncharge les gardiens\n"
        "1\tde soutenir les commissions de du Secteur des phares de l'Union et les gardiens;\n"
        "2\tde les aider à tenir les lampes de la côte."
    )
    both = unflatten(text.encode(), "a.txt")
    assert "les commissions de l'Union et les gardiens" in both.original
    assert "les commissions du Secteur des phares de l'Union et les gardiens" in both.proposed
    assert both.original.endswith("2\tde les aider à tenir les lampes de la côte.")
