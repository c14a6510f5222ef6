"""Word files as they come: both texts of tracked changes exact, every part read or told."""

from __future__ import annotations

import io
import zipfile

import pytest

from textengine import Unreadable, read
from textengine.sources.docx import WordText, read_docx

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONSHIPS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BY = 'w:id="1" w:author="Ana" w:date="2031-02-03T00:00:00Z"'


def word_file(body: str, **parts: str) -> bytes:
    """A Word file with a body and further parts; a header or footer is referred to as Word does it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
        links = "".join(
            f'<Relationship Id="r{name}" Type="{KIND}/{name}" Target="{name}.xml"/>' for name in parts
        )
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships {RELATIONSHIPS}>{links}</Relationships>")
    return out.getvalue()


def word(body: str, **parts: str) -> WordText:
    return read_docx(word_file(body, **parts))


def run(words: str, gone: bool = False) -> str:
    name = "delText" if gone else "t"
    return f'<w:r><w:{name} xml:space="preserve">{words}</w:{name}></w:r>'


def par(*inside: str, mark: str = "", props: str = "") -> str:
    marked = f"<w:rPr><w:{mark} {BY}/></w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{props}{marked}</w:pPr>{''.join(inside)}</w:p>"


def cell(*blocks: str, change: str = "") -> str:
    return f"<w:tc><w:tcPr>{f'<w:{change} {BY}/>' if change else ''}</w:tcPr>{''.join(blocks)}</w:tc>"


def row(*cells: str, change: str = "") -> str:
    return f"<w:tr><w:trPr>{f'<w:{change} {BY}/>' if change else ''}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def kinds(text: WordText) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in text.changes]


def test_a_deleted_paragraph_mark_joins_the_next_paragraph() -> None:
    text = word(par(run("The pier "), mark="del") + par(run("is closed.")) + par(run("Next.")))
    assert text.text == "The pier is closed.\nNext."
    assert text.original == "The pier \nis closed.\nNext."
    assert kinds(text) == [("delete", "\n")]


def test_an_inserted_paragraph_mark_divides_what_was_one() -> None:
    text = word(par(run("The pier "), mark="ins") + par(run("is closed.")))
    assert (text.text, text.original) == ("The pier \nis closed.", "The pier is closed.")
    assert [(one.kind, one.span) for one in text.changes] == [("insert", (9, 10))]


def test_a_paragraph_does_not_reach_into_a_table_that_stands() -> None:
    gone = par(f"<w:del {BY}>{run('Old end', gone=True)}</w:del>", run("kept"), mark="del")
    text = word(gone + table(row(cell(par(run("A1"))))) + par(run("after")))
    assert text.text == "kept\nA1\nafter"
    assert text.original == "Old endkept\nA1\nafter"


def test_rows_and_cells_come_and_go() -> None:
    text = word(table(
        row(cell(par(run("stays")))),
        row(cell(par(run("new row"))), change="ins"),
        row(cell(par(run("old row"))), cell(par(run("old too"))), change="del"),
        row(cell(par(run("new cell")), change="cellIns"), cell(par(run("old cell")), change="cellDel")),
    ))
    assert text.text.split("\n") == ["stays", "new row", "new cell"]
    assert text.original.split("\n") == ["stays", "old row", "old too", "old cell"]
    assert sorted(kinds(text)) == [
        ("delete", "old cell"), ("delete", "old row"), ("delete", "old too"), ("insert", "new cell"), ("insert", "new row"),
    ]
    assert {(one.author, one.date) for one in text.changes} == {("Ana", "2031-02-03T00:00:00Z")}


def test_an_inserted_table_was_no_table_before() -> None:
    text = word(par(run("One "), mark="ins") + table(row(cell(par(run("new"), mark="ins")), change="ins")) + par(run("sentence.")))
    assert text.text == "One \nnew\nsentence."
    assert text.original == "One sentence."


def test_a_move_is_told_once_where_it_went() -> None:
    start = '<w:move{0}RangeStart w:id="7" w:name="m1"/><w:move{0} ' + BY + ">{1}</w:move{0}>" + '<w:move{0}RangeEnd w:id="7"/>'
    text = word(par(start.format("To", run("Beacons"))) + par(run("Buoys")) + par(start.format("From", run("Beacons"))))
    assert (text.text, text.original) == ("Beacons\nBuoys", "Buoys\nBeacons")
    assert [(one.kind, one.text, one.span) for one in text.changes] == [("move", "Beacons", (0, 7))]


def test_a_move_whose_goal_was_deleted_is_told_at_its_source() -> None:
    start = '<w:move{0}RangeStart w:id="7" w:name="m1"/><w:move{0} ' + BY + ">{1}</w:move{0}>" + '<w:move{0}RangeEnd w:id="7"/>'
    deleted = f"<w:del {BY}>{run('Beacons', gone=True)}</w:del>"
    text = word(par(start.format("To", deleted)) + par(run("Buoys")) + par(start.format("From", run("Beacons"))))
    assert [one for one in kinds(text) if one[0] == "move"] == [("move", "Beacons")]


def test_what_one_inserted_and_another_deleted_is_in_neither_text() -> None:
    inner = f"<w:ins {BY}>{run('new ')}<w:del {BY}>{run('never', gone=True)}</w:del></w:ins>"
    text = word(par(inner, run("words")))
    assert (text.text, text.original) == ("new words", "words")


BOX = "<w:txbxContent><w:p>" + run("In the box") + "</w:p></w:txbxContent>"


def test_a_text_box_with_its_double_is_read_once() -> None:
    double = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert word(par(run("Before"), double, run(" and after")) + par(run("Next"))).text == "Before and after\nIn the box\nNext"


def test_a_text_box_of_old_word_is_read() -> None:
    assert word(par(f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>")).text == "In the box"


def test_a_drawing_of_several_shapes_is_told_with_its_words() -> None:
    text = word(par(run("Chart of the ports"), f"<w:r><w:drawing><wpg:wgp><wps:txbx>{BOX}</wps:txbx></wpg:wgp></w:drawing></w:r>"))
    assert text.text == "Chart of the ports"
    assert [(one.code, one.span.start) for one in text.problems] == [("part-unread", len(text.text))]
    assert "In the box" in text.problems[0].message


def test_fields_give_their_result_and_not_their_code() -> None:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText> REF x </w:instrText></w:r>"
    inner = char.format("begin") + code + run("no text") + char.format("separate") + run("3") + char.format("end")
    assert word(par(run("See point "), inner, run("."))).text == "See point 3."
    assert word(par(run("Page "), f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>')).text == "Page 7"


def test_a_field_that_never_ends_swallows_nothing() -> None:
    assert word(par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + par(run("The text goes on."))).text == "The text goes on."


def test_content_controls_and_links_are_read_in_place() -> None:
    inside = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('harbour')}</w:sdtContent></w:sdt>"
    block = f"<w:sdt><w:sdtContent>{par(run('The '), inside, f'<w:hyperlink>{run(chr(32) + chr(97))}</w:hyperlink>')}</w:sdtContent></w:sdt>"
    assert word(block + f"<w:customXml>{par(run('b'))}</w:customXml>").text == "The harbour a\nb"


def notes(kind: str, *bodies: str) -> str:
    inside = "".join(f'<w:{kind} w:id="{at}">{body}</w:{kind}>' for at, body in enumerate(bodies, start=2))
    return f'<w:{kind}s {NAMESPACES}><w:{kind} w:id="0" w:type="separator"><w:p/></w:{kind}>{inside}</w:{kind}s>'


def mark(kind: str, key: int, more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{key}"{" w:customMarkFollows=" + chr(34) + "1" + chr(34) if more else ""}/>{more}</w:r>'


def test_footnotes_and_endnotes_are_notes_with_their_marks() -> None:
    body = par(run("One"), mark("endnote", 2), run(" two"), mark("footnote", 2), run(" three"), mark("footnote", 3, "<w:t>*</w:t>"))
    text = word(
        body, footnotes=notes("footnote", par(run("First "), f"<w:del {BY}>{run('old', gone=True)}</w:del>", run("foot")), par(run("Star"))),
        endnotes=notes("endnote", par(run("The end")) + par(run("of it"))),
    )
    assert text.text == "One two three"
    assert [(one.marker, one.at, one.text) for one in text.notes] == [
        ("i", 3, "The end\nof it"), ("1", 7, "First foot"), ("*", 13, "Star"),
    ]


def test_a_note_without_mark_and_a_mark_without_note_are_told() -> None:
    text = word(par(run("One"), mark("footnote", 9)), footnotes=notes("footnote", par(run("Lost words"))))
    assert sorted(one.message.split(":")[0] for one in text.problems) == ["A note has no mark in the text", "A note mark has no note in the file"]


def test_what_is_no_text_is_told_with_its_place() -> None:
    comments = f'<w:comments {NAMESPACES}><w:comment w:id="4" w:author="Bo">{par(run("Why so?"))}</w:comment></w:comments>'
    header = f"<w:hdr {NAMESPACES}>{par(run('Union of Ports'))}</w:hdr>"
    footer = f"<w:ftr {NAMESPACES}>{par(run('12'))}</w:ftr>"
    body = par(
        run("The pier"), '<w:r><w:commentReference w:id="4"/></w:r>', "<w:r><w:object/></w:r>",
        "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>",
    ) + "<w:altChunk/>"
    text = word(body, comments=comments, header=header, footer=footer)
    assert text.text == "The piera=b"
    told = {(one.code, one.message.split(":")[0], one.span.start) for one in text.problems}
    assert told == {
        ("outside-text", "A comment by Bo is no part of the text", 8), ("part-unread", "An embedded object is not read", 8),
        ("part-unread", "An equation is read as a line of signs", 8), ("part-unread", "An embedded document is not read", 11),
        ("outside-text", "The page header is no part of the text", 0),
    }


def test_signs_of_the_font_symbol_are_read_and_others_told() -> None:
    text = word(par('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Webdings" w:char="F033"/></w:r>'))
    assert text.text == "•α"
    assert [one.message for one in text.problems] == ["A sign of the font Webdings (F033) has no text"]


def level(depth: int, form: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def labels(levels: str, *places: tuple[int, int], nums: str = "") -> list[str | None]:
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{nums}</w:numbering>'
    )
    body = "".join(
        par(run("item"), props=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>') for number, depth in places
    )
    return [one.label for one in word(body, numbering=numbering).paragraphs]


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("lowerRoman", ["i.", "ii.", "iii."]), ("upperLetter", ["A.", "B.", "C."]), ("russianLower", ["а.", "б.", "в."]),
        ("arabicAbjad", ["أ.", "ب.", "ج."]), ("arabicAlpha", ["أ.", "ب.", "ت."]), ("chineseCounting", ["一.", "二.", "三."]),
        ("ideographTraditional", ["甲.", "乙.", "丙."]), ("decimalZero", ["01.", "02.", "03."]), ("bullet", ["•", "•", "•"]),
    ],
)
def test_numbers_are_printed_as_word_prints_them(form: str, wanted: list[str]) -> None:
    assert labels(level(0, form, "%1."), (1, 0), (1, 0), (1, 0)) == wanted


def test_levels_restart_and_may_be_legal() -> None:
    levels = level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert labels(levels, (1, 0), (1, 1), (1, 1), (1, 0), (1, 1)) == ["I", "1.1", "1.2", "II", "2.1"]


def test_a_level_that_never_restarts_counts_on() -> None:
    levels = level(0, "decimal", "%1") + level(1, "lowerLetter", "%2)", '<w:lvlRestart w:val="0"/>')
    assert labels(levels, (1, 0), (1, 1), (1, 0), (1, 1)) == ["1", "a)", "2", "b)"]


def test_a_list_may_start_anew_or_print_otherwise() -> None:
    nums = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{level(0, "lowerLetter", "(%1)")}</w:lvlOverride></w:num>'
    )
    assert labels(level(0, "decimal", "%1."), (1, 0), (1, 0), (2, 0), (3, 0), nums=nums) == ["1.", "2.", "1.", "(b)"]


def test_empty_paragraphs_of_a_list_are_counted() -> None:
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = par(run("one"), props=listed) + par(props=listed) + par(run("three"), props=listed)
    assert [one.label for one in word(body, numbering=numbering).paragraphs] == ["1", "3"]


def test_a_style_takes_its_list_from_the_style_it_is_based_on() -> None:
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:styleId="a"><w:name w:val="Duty"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:name w:val="Small duty"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    text = word(par(run("x"), props='<w:pStyle w:val="b"/>'), numbering=numbering, styles=styles)
    assert [(one.style, one.label) for one in text.paragraphs] == [("Small duty", "1")]


def test_the_strict_form_of_the_format_is_read() -> None:
    raw = word_file(par(run("Strict")))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            ))
    assert read_docx(out.getvalue()).text == "Strict"


@pytest.mark.parametrize(("name", "said"), [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("content.xml", "OpenDocument")])
def test_other_archives_are_named(name: str, said: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<a/>")
    with pytest.raises(Unreadable, match=said):
        read(out.getvalue(), "file")


def styled(*rows: tuple[str, str]) -> bytes:
    """A Word file of paragraphs with the names of their styles."""
    names = dict.fromkeys(name for name, _ in rows if name)
    styles = "".join(f'<w:style w:styleId="s{at}"><w:name w:val="{name}"/></w:style>' for at, name in enumerate(names))
    keys = {name: f"s{at}" for at, name in enumerate(names)}
    body = "".join(par(run(words), props=f'<w:pStyle w:val="{keys[name]}"/>' if name else "") for name, words in rows)
    return word_file(body, styles=f"<w:styles {NAMESPACES}>{styles}</w:styles>")


def test_the_style_of_a_call_opens_a_group_whatever_its_verb() -> None:
    text = read(styled(
        ("Res_No", "RESOLUTION 9 (Valmarin, 2031)"), ("Res_title", "Lights of the ports"), ("", "The Assembly of the Ports (Valmarin, 2031),"),
        ("Call", "considering"), ("", "that the lamps of the ports are old,"), ("Call", "weighing the reports of the keepers"),
        ("", "that the nights are long,"), ("Call", "resolves"), ("", "to renew the lamps."),
    ), "a.docx")
    assert [(one.part, one.call, one.parent) for one in text.provisions if one.text.split()[0] in ("considering", "weighing", "resolves")] == [
        ("preamble", "considering", None), ("preamble", "other-preamble", None), ("operative", "resolve", None),
    ]


def test_a_heading_by_its_style_is_no_provision() -> None:
    text = read(styled(
        ("heading 1", "What the Office has done in the years behind us, and what it has left undone for want of means and of keepers, in all the ports."),
        ("", "The Office and the Council of the ports have counted the lights of all of the ports."),
    ), "a.docx")
    assert [one.text.split()[0] for one in text.provisions] == ["The"]
