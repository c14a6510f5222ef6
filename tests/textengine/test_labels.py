"""Labels as they are printed: repeated ones (bis), levels, quotation marks, signs of other scripts; gaps between them."""

from __future__ import annotations

import pytest

from textengine import read
from textengine.model import Span
from textengine.pipeline import Paragraph
from textengine.rules.labels import label_of

GROUP = "RESOLUTION 9 (Valmarin, 2031)\nLamps\nThe Assembly of the Ports (Valmarin, 2031),\nresolves\n{}\n"


def labels(lines: str) -> list[str | None]:
    return [one.label for one in read(GROUP.format(lines).encode(), "a.txt").provisions[1:]]


def gaps(lines: str) -> list[str]:
    return [one.code for one in read(GROUP.format(lines).encode(), "a.txt").problems]


@pytest.mark.parametrize(
    ("line", "label", "words"),
    [
        ("a)bis\tto act;", "abis", "to act;"), ("abis)\tto act;", "abis", "to act;"), ("a) ter\tto act;", "ater", "to act;"),
        ("1 quater\tto act;", "1quater", "to act;"), ("2A\tto act;", "2A", "to act;"), ("3 a)\tto act;", "3a", "to act;"),
        ("A1.2.1\tTo act.", "A1.2.1", "To act."), ("(2.1)\tto act;", "2.1", "to act;"), ("i.\tto act;", "i", "to act;"),
        ("b. to act;", "b", "to act;"), ("1°\tto act;", "1", "to act;"), ("1.º Que actúe;", "1", "Que actúe;"), ("2.- Que actúe;", "2", "Que actúe;"),
        ("１．\tto act;", "1", "to act;"), ("❷ to act;", "2", "to act;"), ("■ to act;", "•", "to act;"), ("o\tto act;", "•", "to act;"),
        (".2.1 to act;", "2.1", "to act;"), ("“1.\tPorts are lit.", "1", "Ports are lit."), ("“(b)\tPorts are lit;", "b", "Ports are lit;"),
        ("1. “Ports” are lit.", "1", "“Ports” are lit."), ("3.Requests the Office", "3", "Requests the Office"), ("B.\tto act;", "B", "to act;"),
    ],
)
def test_labels_as_printed(line: str, label: str, words: str) -> None:
    found = label_of(Paragraph(Span(0, len(line)), line))
    assert found is not None
    assert (found.text, line[found.length:]) == (label, words)


@pytest.mark.parametrize("line", ["B.\tLamps of the ports", "A. Lamps", "v. Valmarin", "2031 was a year", "o lamps", "Mr. Lamp spoke", "abcd) lamps"])
def test_what_looks_like_a_label_and_is_none(line: str) -> None:
    assert label_of(Paragraph(Span(0, len(line)), line)) is None


def test_repeated_labels_stand_in_their_list() -> None:
    assert labels("1\tto act;\n1bis\tto react;\n1ter\tto undo;\n2\tto stop.") == ["1", "1bis", "1ter", "2"]
    assert gaps("1\tto act;\n1bis\tto react;\n1ter\tto undo;\n2\tto stop.") == []


def test_roman_lists_have_no_gap_where_letters_would() -> None:
    assert gaps("1\tto act:\ni)\tred;\nii)\tblue;\niii)\tgrey;\niv)\tpink;\nv)\twhite;\nvi)\tblack.") == []
    assert gaps("1\tto act:\ni)\tred;\nii)\tblue;\niv)\tpink.") == ["numbering-gap"]


def test_a_gap_between_numbered_paragraphs_is_told() -> None:
    raw = "The Assembly of the Ports,\nRecalling its resolution 11/3 on harbour lights,\n1.\tDecides to act;\n2.\tRequests a report;\n{}.\tThanks the hosts.\n"
    assert [one.code for one in read(raw.format(4).encode(), "a.txt").problems] == ["numbering-gap"]
    assert read(raw.format(3).encode(), "a.txt").problems == ()
