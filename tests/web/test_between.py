"""No word of a text is lost between its provisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mandata.sample
import textengine
from mandata.parties.actors import vocabulary_of
from mandata.texts.findings import printed_label
from mandata.web.between import Line, between

SAMPLES = sorted((Path(mandata.sample.__file__).parent / "union" / "texts").iterdir())
SEEDS = sorted((Path(__file__).resolve().parents[2].parent / "shared" / "seeds").glob("*.txt"))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@pytest.mark.parametrize("path", [*SAMPLES, *SEEDS], ids=lambda path: path.name[:24])
def test_lines_labels_and_provisions_are_the_whole_text(path: Path) -> None:
    text = textengine.read(path.read_bytes(), path.name, vocabulary_of("itu"))
    gaps = between(text.text, [(*one.span, one.label or "") for one in text.provisions])
    shown = []
    for lines, one in zip(gaps, text.provisions, strict=False):
        shown += [line.words for line in lines] + [printed_label(text.text, one.span.start, one.label or ""), one.text]
    shown += [line.words for line in gaps[-1]]
    assert words(" ".join(shown)) == words(text.text)


def test_a_line_knows_where_it_stands_and_a_label_is_no_line() -> None:
    text = "Title\n  Part A\n1)\tto do;\n________\nEnd."
    at = text.index("to do;")
    assert between(text, [(at, at + 6, "1")]) == [[Line(0, "Title"), Line(8, "Part A")], [Line(text.index("End"), "End.")]]
    assert between("2\t", []) == [[]], "a gap without letters is no line"
