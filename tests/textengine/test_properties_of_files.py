"""What holds for any file: text in any encoding, pages as printed, and Word files of three writers with anything done to their XML."""

from __future__ import annotations

import re
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.textengine.fragments import LINES
from tests.textengine.test_properties import FEW, nothing_lost, reading, signs, sound
from tests.textengine.test_word import BY, NAMESPACES, cell, par, row, run, table, word_file
from textengine import Text
from textengine.sources.docx import read_docx
from textengine.unflattening import unflatten

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1251", "cp1256", "gb18030", "big5", "koi8-r", "iso8859-6", "cp437", "utf-7",
)
SOME = st.lists(st.sampled_from(LINES), min_size=1, max_size=25)


@FEW
@given(SOME, st.sampled_from(ENCODINGS))
def test_any_encoding_is_read_whole_or_refused(lines: list[str], encoding: str) -> None:
    data = "\n".join(lines).encode(encoding, "ignore")
    text = reading(data, "a.txt")
    if text is not None:
        sound(text)
        nothing_lost(data.decode("utf-8-sig"), text)


MARGINS = st.sampled_from(["", "Ports Union", "page {}", "- {} -", "{}", "第{}页", "{}/9", "Document 12   Page {}", "____________________", "1 See the list."])


def letters(words: str) -> str:
    return "".join(sign for sign in words if sign.isalpha())


@FEW
@given(
    st.lists(st.lists(st.sampled_from(LINES) | st.sampled_from(["re-", "newal of the lamps,", "and of", "", "ports of the coast"]), max_size=9), min_size=2, max_size=6),
    MARGINS, MARGINS, st.sampled_from(["\f", "\n\f", "\n"]), st.booleans(),
)
def test_any_pages(pages: list[list[str]], head: str, foot: str, between: str, numbers: bool) -> None:
    lines = [[head.format(at), *page, foot.format(at)] for at, page in enumerate(pages, 1)]
    if numbers:
        count = iter(range(1, 1000))
        lines = [[f"{next(count):3}  {line}" for line in page] for page in lines]
    raw = between.join("\n".join(page) for page in lines)
    text = reading(raw.encode(), "a.txt")
    if text is None:
        return
    sound(text)
    read = [text.text.replace("\n", ""), *(one.text for one in text.notes), *(one.message for one in text.problems)]
    kept = "|".join(map(letters, read))
    for line in (line for page in lines for line in page):
        for piece in re.split(r"\[[^\]]*\]?|[\d¹²³]", line):
            assert letters(piece) in kept


TRACKED = f'<w:ins {BY}><w:r><w:t>new lamp</w:t></w:r></w:ins><w:del {BY}><w:r><w:delText>old lamp</w:delText></w:r></w:del>'
SDT = '<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_1"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
BODY = (
    # as Word writes it
    par(run("RESOLUTION 9"), props='<w:pStyle w:val="ResNo"/>') + par(run("The Assembly of the Ports,")) + par(run("resolves"))
    + par(run("to light the piers"), TRACKED, '<w:r><w:footnoteReference w:id="1"/></w:r>', props=LISTED)
    + par(run("to count the lamps"), mark="del", props=LISTED) + par(run("of the bay"), mark="ins")
    + table(row(cell(par(run("A1"))), cell(par(run("B1")))), row(cell(par(run("A2")), table(row(cell(par(run("inner")))))), change="ins"))
    + par(f'<w:moveFromRangeStart w:name="m1"/><w:moveFrom {BY}>{run("moved")}</w:moveFrom><w:moveFromRangeEnd/>')
    + par(f'<w:moveToRangeStart w:name="m1"/><w:moveTo {BY}>{run("moved")}</w:moveTo><w:moveToRangeEnd/>')
    # as LibreOffice writes it: runs cut by marks of proofing, a soft page break
    + par('<w:bookmarkStart w:id="1" w:name="x"/>', run("to keep "), '<w:proofErr w:type="spellStart"/>', run("the buoys"), '<w:bookmarkEnd w:id="1"/><w:r><w:lastRenderedPageBreak/></w:r>')
    # as Google writes it: each run and each change within a control of its own
    + SDT.format(par(SDT.format(run("to paint ")), SDT.format(f"<w:ins {BY}>{SDT.format(run('all'))}</w:ins>"), run(" buoys")))
    + par(f"<w:hyperlink>{run('a link')}</w:hyperlink><w:smartTag>{run('a tag')}</w:smartTag>")
)
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FRAME = (  # with its double, and a field
    par('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>' + par(run("framed"))
        + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" + par(run("framed"))
        + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    + par('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')
)
W = f'xmlns:w="{MAIN}"'
PARTS = {
    "footnotes": f'<w:footnotes {W}><w:footnote w:id="1">{par(run("A note of the ports."))}</w:footnote></w:footnotes>',
    "numbering": f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
                 '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    "styles": f'<w:styles {W}><w:style w:styleId="ResNo"><w:name w:val="Res_No"/><w:basedOn w:val="ResNo"/></w:style></w:styles>',
    "comments": f'<w:comments {W}><w:comment w:id="1" w:author="Ana">{par(run("Is this so?"))}</w:comment></w:comments>',
    "settings": f'<w:settings {W}><w:footnotePr><w:numStart w:val="1"/></w:footnotePr></w:settings>',
    "header": f"<w:hdr {W}>{par(run('Ports Union'))}</w:hdr>",
}
MUTATIONS = st.lists(st.tuples(st.sampled_from(["drop", "double", "move", "rename", "attribute", "empty", "nest"]), st.integers(0, 999), st.integers(0, 999)), max_size=8)
WORD = f"{{{MAIN}}}"


def mutated(xml: str, mutations: list[tuple[str, int, int]]) -> str:
    """A part in which elements were dropped, doubled, moved, renamed, emptied, nested, and attributes exchanged."""
    root = etree.fromstring(xml)
    for how, at, other in mutations:
        nodes = [one for one in root.iter() if one is not root]
        if not nodes:
            break
        one, two = nodes[at % len(nodes)], nodes[other % len(nodes)]
        parent = one.getparent()
        if how == "drop":
            parent.remove(one)
        elif how == "double":
            parent.append(deepcopy(one))
        elif how == "move" and one is not two and one not in two.iterancestors():
            two.append(one)
        elif how == "rename":
            one.tag = two.tag
        elif how == "attribute" and two.attrib:
            one.attrib.update(two.attrib)
        elif how == "empty":
            one.attrib.clear()
        elif how == "nest":
            two.append(deepcopy(one))
    return etree.tostring(root, encoding="unicode")


def written(xml: str) -> str:
    """The words that a body prints before or after its changes, where it has neither fields nor doubles."""
    root = etree.fromstring(xml)
    if root.find(f".//{WORD}fldChar") is not None or "AlternateContent" in xml:
        return ""
    return "".join(one.text or "" for one in root.iter(WORD + "t", WORD + "delText"))


@FEW
@given(MUTATIONS, st.sampled_from(["", FRAME]), st.sampled_from([*PARTS, ""]), MUTATIONS)
def test_a_word_file_with_anything_done_to_its_xml(
    body: list[tuple[str, int, int]], frame: str, name: str, other: list[tuple[str, int, int]],
) -> None:
    document = mutated(f"<w:document {NAMESPACES}><w:body>{BODY}{frame}</w:body></w:document>", body)
    inner = document[document.index(">") + 1:document.rindex("<")] if document.endswith("</w:document>") else ""
    parts = PARTS | ({name: mutated(PARTS[name], other)} if name else {})
    data = word_file(inner, **parts)
    text = reading(data, "a.docx")
    if text is None:
        return
    sound(text)
    both = unflatten(data, "a.docx")
    word_text_kept(inner, text, both.original)


def word_text_kept(inner: str, text: Text, original: str) -> None:
    """Each sign of the body is in one of its texts, a note, a problem or, where it came and went between both texts, a change."""
    want = signs(written(f"<w:document {NAMESPACES}>{inner}</w:document>"))
    kept = signs(text.text) + signs(original) + signs(" ".join([one.text for one in text.notes] + [one.message for one in text.problems]))
    kept += signs(" ".join(one.text for one in text.changes if one.kind == "delete"))
    assert not want - kept


def test_the_word_file_that_is_changed_is_read_whole() -> None:
    found = read_docx(word_file(BODY + FRAME, **PARTS))
    for words in ("to light the piersnew lamp", "to keep the buoys", "to paint all buoys", "framed", "inner", "a linka tag"):
        assert words in found.text
    assert "to paint  buoys" in found.original and "old lamp" in found.original
    assert [one.text for one in found.notes] == ["A note of the ports."]
