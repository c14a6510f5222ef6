"""What holds for any text and any Word file: a result without exception, sound spans, and no sign lost."""

from __future__ import annotations

import json
import os
import re
from collections import Counter

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.textengine.fragments import LINES, PIECES
from tests.textengine.test_word import cell, par, row, run, table, word_file
from textengine import Text, Unreadable, read
from textengine.unflattening import unflatten

ANY = st.text(max_size=300)
MIXED = st.lists(st.sampled_from(LINES) | st.sampled_from(PIECES) | st.text(max_size=12), max_size=40)
FEW = settings(max_examples=int(os.environ.get("MANDATA_EXAMPLES", "150")), deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONVERSION = re.compile(r"\[bookmark: [^\]\n]{0,200}\]|_{5,}|[\x01-\x08\x0e-\x1f\x7f]|\[footnoteRef:\d{1,4}\]\d{0,4}|[\[\]():\d⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]")

TIMES = re.compile(r"(?:(?<=: )|(?<= \| ))(?=([^|\n]*) \((\d+) times\)(?: \| |$))", re.MULTILINE)  # what was taken off several pages


def reading(data: bytes, name: str) -> Text | None:
    try:
        return read(data, name)
    except Unreadable as refused:
        assert refused.code and str(refused).endswith(".")
        return None


def sound(text: Text) -> None:
    """Spans lie in the text and say what they stand for; parents come before their children."""
    json.dumps(text.as_dict())
    seen: set[str] = set()
    for one in text.provisions:
        assert 0 <= one.span.start <= one.span.end <= len(text.text)
        assert "".join(one.text.split()) == "".join(text.text[one.span.start:one.span.end].split())
        assert one.parent is None or one.parent in seen
        assert one.id not in seen
        seen.add(one.id)
    for cited in text.citations:
        assert text.text[cited.span.start:cited.span.end] == cited.text
        assert cited.provision is None or cited.provision in seen
    for told in (*text.problems, *text.changes):
        assert 0 <= told.span.start <= told.span.end <= len(text.text)
    for note in text.notes:
        assert 0 <= note.at <= len(text.text)


def signs(words: str) -> Counter[str]:
    """The signs of a text that must not be lost: without space and the marks of a conversion."""
    return Counter("".join(CONVERSION.sub("", words).split()).replace("\ufeff", ""))


def nothing_lost(raw: str, text: Text) -> None:
    """Every sign is in the text, in a note or in a problem; the body of a note that comes twice counts once."""
    bodies = set()
    for found in re.finditer(r"\[\d{1,4}: ([^\[\]\n]*)\]", raw):
        raw = raw.replace(found[0], "", 1) if found[0] in bodies else raw
        bodies.add(found[0])
    kept = signs(text.text) + signs(" ".join(one.text for one in text.notes)) + signs(" ".join(one.message for one in text.problems))
    for again in TIMES.finditer("\n".join(one.message for one in text.problems)):
        kept += signs(again[1] * (int(again[2]) - 1))
    assert not signs(raw) - kept


@FEW
@given(ANY)
@example("\n1\n")
@example("[1: a][1: b]")
def test_any_text(raw: str) -> None:
    text = reading(raw.encode(), "a.txt")
    if text is not None:
        sound(text)
        nothing_lost(raw, text)


@FEW
@given(MIXED, st.sampled_from(["\n", ""]))
def test_any_mixture_of_pieces(pieces: list[str], between: str) -> None:
    raw = between.join(pieces)
    text = reading(raw.encode(), "a.txt")
    if text is not None:
        sound(text)
        nothing_lost(raw, text)


@FEW
@given(MIXED, MIXED)
def test_any_mixture_unflattened(pieces: list[str], others: list[str]) -> None:
    raw, base = re.sub(r"\r\n|[\v\f]", "\n", "\n".join(pieces)), "\n".join(others)
    if "\0" in raw + base or "\r" in raw:
        return
    for older in (None, base.encode()):
        try:
            found = unflatten(raw.encode(), "a.txt", older)
        except Unreadable:
            return
        text = raw.removeprefix("\ufeff")
        for one in found.changes:
            assert text[one.span.start:one.span.end] == one.text != ""
        assert not signs(text) - signs(found.original) - signs(found.proposed)


@FEW
@given(st.lists(st.sampled_from(LINES), min_size=3, max_size=40))
def test_a_sentence_is_in_a_provision_or_told(lines: list[str]) -> None:
    text = reading("\n".join(lines).encode(), "a.txt")
    if text is None or text.language is None or not text.provisions:
        return
    first = min(one.span.start for one in text.provisions)
    covered = {at for one in (*text.provisions, *text.problems) for at in range(*one.span)}
    for found in re.finditer(r"[^\n]{12,}[.;]$", text.text, re.MULTILINE):
        assert found.start() < first or found.end() - 1 in covered


WORDS = st.text(alphabet="abcdé אبв水 .,;", min_size=1, max_size=12)
RUNS = st.lists(st.tuples(WORDS, st.sampled_from(["", "ins", "del", "moveTo", "moveFrom", "ins del"])), min_size=1, max_size=5)
PARAGRAPHS = st.lists(st.tuples(RUNS, st.sampled_from(["", "", "ins", "del", "moveFrom", "moveTo"]), st.sampled_from(["p", "p", "row", "ins row", "del row"])), min_size=1, max_size=8)
BY = 'w:id="1" w:author="Ana" w:date="2031-02-03T00:00:00Z"'


def marked_run(words: str, how: str) -> str:
    inside = run(words, gone="del" in how)
    for one in reversed(how.split()):
        inside = f"<w:{one} {BY}>{inside}</w:{one}>"
    return inside


def plain(words: str) -> str:
    return "".join(words.split())


@FEW
@given(PARAGRAPHS)
def test_both_texts_of_any_tracked_changes(paragraphs: list[tuple[list[tuple[str, str]], str, str]]) -> None:
    from textengine.sources.docx import read_docx

    body, after, before = "", "", ""
    for runs, mark, place in paragraphs:
        block = par(*(marked_run(words, how) for words, how in runs), mark=mark)
        change = place.split()[0] if " " in place else ""
        body += table(row(cell(block), change=change)) if "row" in place else block
        for words, how in runs:
            gone, new = "del" in how or how == "moveFrom" or change == "del", "ins" in how or how == "moveTo" or change == "ins"
            after += "" if gone else words
            before += "" if new else words
    data = word_file(body)
    word = read_docx(data)
    assert plain(word.text) == plain(after)
    assert plain(word.original) == plain(before)
    text = reading(data, "a.docx")
    if text is not None:
        sound(text)


@FEW
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf1 ", b"\xff\xfe"]))
def test_any_bytes(data: bytes, head: bytes) -> None:
    text = reading(head + data, "a")
    if text is not None:
        sound(text)


@FEW
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_word_file_with_a_wrong_byte(at: int, byte: int) -> None:
    data = bytearray(word_file(par(run("The pier is closed.")) + table(row(cell(par(run("A1")))))))
    data[at % len(data)] = byte
    text = reading(bytes(data), "a.docx")
    if text is not None:
        sound(text)
