"""Files made to stop the reader: small ones that unfold, numbers without end, signs that are none. Each is read or refused.

A test here fails by what comes out, or, where it is the way that grows with the square of a size, by never coming to an end:
the sizes are such that a walk along the file takes a second or two.
"""

from __future__ import annotations

import io
import json
import signal
import zipfile
from collections.abc import Iterator
from types import FrameType

import pytest

from tests.textengine.test_properties import sound
from tests.textengine.test_word import KIND, NAMESPACES, RELATIONSHIPS, par, run, word, word_file
from textengine import Text, Unreadable, read
from textengine.aligning import align

GUARD = 300  # seconds for the whole file, on a machine that is busy with other things
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPENING = (
    "RESOLUTION 9 (Rev. Valmarin, 2031)\nLights of the ports\nThe Assembly of the Ports (Valmarin, 2031),\n"
    "considering\nthat the lights of the ports are old and that the boats come by night,\nresolves\n"
)


@pytest.fixture(scope="module", autouse=True)
def guard() -> Iterator[None]:
    """The whole file comes to an end, or says where it was."""
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"the hostile files took longer than {GUARD} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(GUARD)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(Unreadable) as told:
        read(data, name)
    assert str(told.value).endswith(".")
    return told.value.code


def fits(text: Text) -> Text:
    """A text that is sound and that the records can hold."""
    sound(text)
    json.dumps(text.as_dict()).encode()
    text.text.encode()
    assert all(len(one.id) <= 64 and len(one.label or "") <= 32 for one in text.provisions)
    return text


def told(text: Text, words: str) -> int:
    return sum(words in one.message for one in text.problems)


def box(inside: str) -> str:
    return par(f"<w:r><w:drawing><w:txbxContent>{inside}</w:txbxContent></w:drawing></w:r>")


def double(inside: str) -> str:
    return f"<mc:AlternateContent><mc:Choice>{inside}</mc:Choice></mc:AlternateContent>"


def listed(times: int, level: str) -> bytes:
    """As many items of one list, with its one level."""
    item = par(run("to renew the lamps;"), props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    return word_file(par(run("The Assembly,")) + par(run("resolves")) + item * times, numbering=numbering)


def with_note(kind: str, start: str) -> bytes:
    body = par(run("The pier is closed."), f'<w:r><w:{kind}Reference w:id="1"/></w:r>')
    notes = f'<w:{kind}s {W}><w:{kind} w:id="1">{par(run("By night."))}</w:{kind}></w:{kind}s>'
    settings = f'<w:settings {W}><w:{kind}Pr><w:numStart w:val="{start}"/></w:{kind}Pr></w:settings>'
    return word_file(body, **{f"{kind}s": notes, "settings": settings})


def test_a_box_in_a_box_is_read_once() -> None:
    inside = par(run("The pier is closed."))
    for _ in range(40):
        inside = box(inside)
    assert word(inside).text == "The pier is closed."


def test_boxes_in_objects_and_in_drawings_of_several_shapes_are_told_once() -> None:
    inside = par(run("The pier is closed."))
    for _ in range(40):
        inside = par(f"<w:r><w:object><w:txbxContent>{inside}</w:txbxContent></w:object></w:r>")
    assert word(inside).text == "The pier is closed."
    grouped = par(run("A lamp."))
    for _ in range(40):
        grouped = par(f"<w:r><w:drawing><wpg:wgp><w:txbxContent>{grouped}</w:txbxContent></wpg:wgp></w:drawing></w:r>")
    assert [one.message for one in word(grouped).problems] == ["A drawing is not read as text: A lamp."]


def test_a_reading_aid_in_a_reading_aid_is_read_once() -> None:
    inside = run("東京")
    for _ in range(60):
        inside = f"<w:r><w:ruby><w:rt>{run('x')}</w:rt><w:rubyBase>{inside}</w:rubyBase></w:ruby></w:r>"
    assert word(par(inside)).text == "東京"


def test_doubles_in_doubles_are_looked_through_once() -> None:
    inside = par(run("A lamp.")) * 20_000
    for _ in range(100):
        inside = double(inside)
    assert word(inside).text.count("A lamp.") == 20_000


def test_of_doubles_the_one_with_words_counts() -> None:
    empty, full = par(run(" ")), par(run("The pier."))
    inside = f"<mc:AlternateContent><mc:Choice>{empty}</mc:Choice><mc:Fallback>{double(full)}</mc:Fallback></mc:AlternateContent>"
    assert word(inside).text == "The pier."


def test_changes_and_empty_paragraphs_are_walked_along() -> None:
    new = "".join(f'{par(run("a"), f"<w:ins w:author={chr(34)}{at}{chr(34)}>{run(chr(98))}</w:ins>")}' for at in range(16_000))
    text = word(new + "<w:p/>" * 16_000)
    assert len(text.changes) == 16_000 and text.text.count("ab") == 16_000


def test_a_change_in_many_pieces_is_one() -> None:
    text = word(par(f'<w:ins w:author="Ana">{run("wave ") * 100_000}</w:ins>'))
    assert [(one.kind, len(one.text)) for one in text.changes] == [("insert", 500_000)]


def test_fields_that_never_end_are_walked_along() -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>'
    text = word(par(field * 20_000, run("x") * 20_000) + par(run("A lamp.")) * 20_000)
    assert text.text.count("A lamp.") == 20_000 and text.text.startswith("x" * 20_000)
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert word(par(code, run("HIDDEN")) + par(run("Shown."))).text == "Shown."


def test_notes_without_mark_are_looked_for_once() -> None:
    notes = "".join(f'<w:footnote w:id="{at}">{par(run("By night."))}</w:footnote>' for at in range(4_000))
    text = word(par(run("A lamp.")) * 20_000, footnotes=f"<w:footnotes {W}>{notes}</w:footnotes>")
    assert sum("A note has no mark" in one.message for one in text.problems) == 4_000


@pytest.mark.parametrize("start", ["999999999999", "²", "9" * 5_000, "-1", "", "999999"])
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_that_begin_at_any_number(kind: str, start: str) -> None:
    (note,) = fits(read(with_note(kind, start), "a.docx")).notes
    assert note.text == "By night." and 0 < len(note.marker) <= 40


@pytest.mark.parametrize("level", [
    '<w:start w:val="999000"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/>',
    '<w:start w:val="32000"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1)"/>',
    f'<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{"%1" * 20_000})"/>',
])
def test_a_label_longer_than_any_is_no_label_and_told(level: str) -> None:
    text = fits(read(listed(500, level), "a.docx"))
    assert told(text, "is no label") == 101 and told(text, "400 more like this: ") == 1
    assert not any(one.label for one in text.provisions)


def test_problems_beyond_the_first_of_a_kind_are_one_with_all_their_words() -> None:
    body = "".join(par(run("A lamp"), f'<w:r><w:unknown>word{at}</w:unknown></w:r>') for at in range(250)) + par("<w:r><w:object/></w:r>")
    text = fits(read(word_file(body), "a.docx"))
    assert told(text, "is not understood") == 101 and told(text, "150 more like this") == 1 and told(text, "An embedded object") == 1
    assert all(told(text, f"word{at}") for at in range(250))


@pytest.mark.parametrize("level", ['<w:numFmt w:val="decimal"/><w:lvlText w:val="²"/>', '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1.²"/>'])
def test_a_label_of_raised_figures(level: str) -> None:
    fits(read(listed(3, level), "a.docx"))


def test_a_list_deeper_than_word_has_is_none() -> None:
    props = '<w:numPr><w:ilvl w:val="999998"/><w:numId w:val="1"/></w:numPr>'
    level = '<w:lvl w:ilvl="999998"><w:start w:val="1"/><w:lvlText w:val="%1)"/></w:lvl>'
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    assert {one.label for one in word(par(run("A lamp."), props=props) * 5_000, numbering=numbering).paragraphs} == {None}


def test_long_and_doubled_ids_stay_short_and_their_own() -> None:
    text = fits(read(listed(40, f'<w:numFmt w:val="decimal"/><w:lvlText w:val="{"x" * 30}"/>'), "a.docx"))
    assert len({one.id for one in text.provisions}) == len(text.provisions) >= 41
    deep = OPENING + "".join(f"{label} the lamps of the ports:\n" for label in ("1.111.111.111.111", "a)", "aa)", "i)", "•", "A)") * 12)
    fits(read(deep.encode(), "a.txt"))


@pytest.mark.parametrize("code", ["FFFFFFFF", "110000", "D800", "DFFF", "-5", "0", "", "x", "F" * 5_000])
def test_a_sign_that_is_none_is_told(code: str) -> None:
    text = fits(read(word_file(par(run("A lamp"), f'<w:r><w:sym w:font="Ships" w:char="{code}"/></w:r>')), "a.docx"))
    assert told(text, "has no text") == 1 and text.text == "A lamp"


def test_line_ends_in_a_run_are_spaces() -> None:
    assert word(par(run("The&#10;pier&#13;is closed."))).text == "The pier is closed."


def test_a_part_that_is_named_again_is_read_once() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{par(run('A lamp.'))}</w:body></w:document>")
        archive.writestr("word/header1.xml", f"<w:hdr {W}>{par(run('Ports'))}{'<w:p/>' * 40_000}</w:hdr>")
        links = "".join(f'<Relationship Id="r{at}" Type="{KIND}/header" Target="header1.xml"/>' for at in range(2_000))
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships {RELATIONSHIPS}>{links}</Relationships>")
    text = fits(read(out.getvalue(), "a.docx"))
    assert told(text, "The page header is no part of the text: Ports") == 1


def test_what_all_parts_unpack_to_has_one_limit() -> None:
    blank = " " * 9_000_000
    parts = {f"header{at}": f"<w:hdr {W}>{par(run('Ports'))}{blank}</w:hdr>" for at in range(7)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{par(run('A lamp.'))}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
        links = "".join(f'<Relationship Id="{name}" Type="{KIND}/header" Target="{name}.xml"/>' for name in parts)
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships {RELATIONSHIPS}>{links}</Relationships>")
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()) == "too-large"


def test_more_paragraphs_or_tags_than_a_text_has_are_refused() -> None:
    assert refused(word_file("<w:p/>" * 50_001)) == "too-long"
    assert refused(word_file("<w:tc/>" * 6_000_001)) == "too-large"
    assert refused(b"A lamp.\n" * 50_001, "a.txt") == "too-long"
    assert len(read(b"\n" * 200_000 + b"A lamp.\n" * 2, "a.txt").provisions) == 2


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_file_that_word_did_not_pack_is_refused(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{par(run('A lamp.'))}</w:body></w:document>")
    data = bytearray(out.getvalue())
    assert refused(bytes(data)) == "truncated"
    data[60:64] = b"\xff" * 4
    assert refused(bytes(data)) == "truncated"


def test_control_signs_are_left_out_and_told_once() -> None:
    text = fits(read(b"The pier\x01 is\x08 closed.\x0cNext\x1b page.\x0bA lamp.\r\nEnd.\x07", "a.txt"))
    assert text.text == "The pier is closed.\nNext page.\nA lamp.\nEnd."
    assert told(text, "control a machine") == 1
    assert not told(read(b"The pier\tis closed.\x0cNext.", "a.txt"), "control a machine")


def test_lines_joined_on_and_on_are_walked_along() -> None:
    text = read((("a" * 200 + "/\n") * 40_000).encode(), "a.txt")
    assert "\n" not in text.text and len(text.text) == 201 * 40_000


def test_the_number_of_a_session_without_end() -> None:
    fits(read((OPENING + f"1 to report to the Council at its {'9' * 5_000}th session;\n").encode(), "a.txt"))


def test_a_call_line_is_looked_through_once_for_all_its_items() -> None:
    text = read((OPENING.replace("resolves", "instructs the Director " + "of the lamp " * 5_000 + ":") + "1 to do it;\n" * 1_000).encode(), "a.txt")
    assert len(text.mandates) == 1_000


def test_names_one_after_another_are_walked_along() -> None:
    read((OPENING + "1 invites Member States and Sector Members " * 2_000).encode(), "a.txt")
    chinese = "第9号决议（2031年，瓦尔马林，修订版）\n港口\n世界电信标准化全会（2031年，瓦尔马林），\n考虑到\n灯和船在，\n做出决议\n"
    read((chinese + "责成主任与秘书长合作" * 5_000).encode(), "a.txt")


def test_a_paragraph_longer_than_any_is_not_searched_and_told() -> None:
    text = fits(read((OPENING + "1 to see Resolution 5 (Rev. Valmarin, 2031) " * 3_000 + "\n2 to see Resolution 7 (Rev. Valmarin, 2031);\n").encode(), "a.txt"))
    assert told(text, "is not searched for duties") == 1
    assert {one.number for one in text.citations} <= {"7", "9"}


def test_words_among_properties_are_told() -> None:
    text = fits(read(word_file(f"<w:p><w:pPr>{run('among properties')}</w:pPr>{run('A lamp')}</w:p>"), "a.docx"))
    assert text.text == "A lamp" and told(text, "Words in a place where none are read: among properties") == 1


def test_a_version_without_provisions_is_aligned() -> None:
    empty, full = read(b"12\n", "a.txt"), read((OPENING + "1 to renew the lamps;\n").encode(), "b.txt")
    for texts in ((empty, full, full), (full, empty), (empty, empty)):
        rows = align(texts).rows
        assert all(len(row) == len(texts) for row in rows) and len(rows) == max(len(one.provisions) for one in texts)


@pytest.mark.parametrize("words", ["en el ", "a más tardar de ", "в рамках имеющихся слов ", "с учетом существующих слов ", "collaborate in x and y ", "periodically "])
def test_words_that_begin_a_phrase_again_and_again_are_walked_along(words: str) -> None:
    heads = {"e": "La Asamblea General,\nResuelve", "в": "Генеральная Ассамблея,\nпросит", "с": "Генеральная Ассамблея,\nпросит"}
    head = heads.get(words[0], "The General Assembly,\nRequests")
    fits(read(f"{head} {words * (90_000 // len(words))}.\n".encode(), "a.txt"))
