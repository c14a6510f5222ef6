"""A file of a report is changed in ways that leave its letters as published, and prints something else: each is told by its line."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, NameObject

from mandata.reports.file_check import check_file
from mandata.reports.models import Report
from tests.mandata.test_report_files import changed, code_of, pdf, published, word  # noqa: F401
from tests.mandata.test_reports import Admission, admission, pilot  # noqa: F401

pytestmark = pytest.mark.django_db
BODY = "word/document.xml"
FIELD = ('<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText>= 90 + 9</w:instrText></w:r>'
         '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>')
SIGN = '<w:r><w:sym w:font="Wingdings" w:char="F083"/></w:r>'
RUN = "<w:r><w:rPr>{}</w:rPr>{}</w:r>"


def run_of(xml: str, code: str) -> re.Match[str]:
    """The run of the first figure of a code: its text in the first group."""
    found = re.search(rf'(?<=w:name="{code}_)\d+"/><w:r>(<w:t[^>]*>[^<]*</w:t>)</w:r>', xml)
    assert found, code
    return found


def dressed(data: bytes, run: str, measure: str = "sme.approved") -> bytes:
    """The file with the run of the first figure of a measure written otherwise; ``{}`` is its text."""
    code = code_of(data, measure)

    def change(xml: str) -> str:
        found = run_of(xml, code)
        whole = f"<w:r>{found[1]}</w:r>"
        return xml[:found.start()] + found[0].replace(whole, run.replace("{}", found[1])) + xml[found.end():]

    return changed(data, change)


@pytest.mark.parametrize(("run", "what"), [
    (RUN.format("<w:vanish/>", "{}"), "hidden"),
    (RUN.format('<w:color w:val="FFFFFF"/>', "{}"), "hidden"),
    (RUN.format('<w:color w:val="123456" w:themeColor="background1"/>', "{}"), "hidden"),
    (RUN.format('<w:color w:val="000000"/><w:highlight w:val="black"/>', "{}"), "hidden"),
    (RUN.format('<w:color w:val="102030"/><w:shd w:val="clear" w:fill="112131"/>', "{}"), "hidden"),
    (RUN.format('<w:sz w:val="2"/>', "{}"), "hidden"),
    (RUN.format('<w:w w:val="1"/>', "{}"), "hidden"),
    (RUN.format("<w:strike/>", "{}"), "hidden"),
    (RUN.format('<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>', "{}"), "hidden"),
    (FIELD.replace("{}", "<w:r>{}</w:r>"), "computed"),
    ('<w:fldSimple w:instr="= 99"><w:r>{}</w:r></w:fldSimple>', "computed"),
    (f"{SIGN}<w:r>{{}}</w:r>", "computed"),
    ('<w:bdo w:val="rtl"><w:r>{}</w:r></w:bdo>', "computed"),
    ('<w:r>{}<w:footnoteReference w:id="2"/></w:r>', "computed"),
    ('<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent><w:r>{}</w:r></w:sdtContent></w:sdt>', "computed"),
], ids=["vanish", "white", "theme", "highlight", "shade", "tiny", "narrow", "struck", "signs", "field", "simple-field", "sign", "turned", "note", "bound"])
def test_a_figure_that_is_hidden_or_made_by_the_program_is_told_with_its_line(published: Report, run: str, what: str) -> None:  # noqa: F811
    found = check_file(dressed(word(published), run))
    assert [(one.what, bool(one.place), bool(one.words)) for one in found.remarks] == [(what, True, True)] and not found.holds
    assert "veiled" in {one.verdict for one in found.figures if one.place == found.remarks[0].place}, "and counts as no figure that follows"


@pytest.mark.parametrize("run", [
    "<w:r><w:noBreakHyphen/>{}</w:r>", '<w:r>{}</w:r><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>0</m:t></m:r></m:oMath>',
], ids=["hyphen", "formula"])
def test_a_sign_beside_a_figure_belongs_to_it(published: Report, run: str) -> None:  # noqa: F811
    found = check_file(dressed(word(published), run))
    assert [one.verdict for one in found.figures if one.verdict != "follows"] == ["other"]


def test_a_figure_of_several_runs_is_read_whole_and_plain_dress_matters_not(published: Report) -> None:  # noqa: F811
    data = word(published)
    assert check_file(dressed(data, RUN.format('<w:lang w:val="fr-CH"/><w:b/><w:color w:val="1F5A6E"/>', "{}") + '<w:r><w:t></w:t></w:r>')).holds
    other = check_file(dressed(data, "<w:r>{}</w:r><w:r><w:t>0</w:t></w:r>"))
    assert [one.verdict for one in other.figures if one.verdict != "follows"] == ["other"]
    arabic = check_file(dressed(data, "<w:r><w:t>٥</w:t></w:r>"))
    assert [(one.printed, one.verdict) for one in arabic.figures if one.verdict != "follows"] == [("٥", "other")]


@pytest.mark.parametrize(("part", "change"), [
    (BODY, lambda xml: xml.replace("<w:body>", '<w:body><w:altChunk xmlns:r="r" r:id="x"/>', 1)),
    (BODY, lambda xml: re.sub(r'(<w:pPr><w:pStyle w:val=")Heading1', r'\1ListNumber', xml, count=1)),
    (BODY, lambda xml: xml.replace("<w:cantSplit/>", "<w:cantSplit/><w:hidden/>", 1)),
    (BODY, lambda xml: xml.replace("<w:cantSplit/>", '<w:cantSplit/><w:trHeight w:val="1" w:hRule="exact"/>', 1)),
    ("word/styles.xml", lambda xml: re.sub(r'((?i:w:styleId="report ?cell").*?<w:rPr>)', r"\1<w:vanish/>", xml, count=1, flags=re.DOTALL)),
    ("word/styles.xml", lambda xml: re.sub(r"(<w:docDefaults>.*?<w:rPr>)", r'\1<w:color w:val="FEFEFE"/>', xml, count=1, flags=re.DOTALL)),
], ids=["chunk", "numbered", "row", "low-row", "style", "defaults"])
def test_what_no_run_tells_is_told_too(published: Report, part: str, change: object) -> None:  # noqa: F811
    found = check_file(changed(word(published), change, part))  # type: ignore[arg-type]
    assert found.remarks and {one.what for one in found.remarks} <= {"hidden", "computed"} and all(one.place for one in found.remarks) and not found.holds


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)


def test_the_document_that_the_file_names_is_read_and_not_one_that_is_called_so(published: Report) -> None:  # noqa: F811
    data = word(published)
    forged = re.sub(rb"(<w:body>)", rb"\1<w:p><w:r><w:t>In all 12 firms asked.</w:t></w:r></w:p>", part(data, BODY), count=1)
    rels = part(data, "_rels/.rels").replace(b"word/document.xml", b"word/other.xml")
    found = check_file(with_parts(data, {"word/other.xml": forged, "_rels/.rels": rels}))
    assert ("unaccounted", "In all 12 firms asked.") in [(one.what, one.words) for one in found.remarks] and not found.holds


@pytest.mark.parametrize("name", ["word/kopf.xml", "elsewhere/header1.bin", "customXml/header1.xml", "word/header1.xml", "word/comments.xml"])
def test_words_in_whatever_part_are_told(published: Report, name: str) -> None:  # noqa: F811
    typed = b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>All 99 agree</w:t></w:r></w:p></w:hdr>'
    found = check_file(with_parts(word(published), {name: typed}))
    assert [(one.what, one.words) for one in found.remarks] == [("unaccounted", "All 99 agree")] and name.rpartition("/")[2] in found.remarks[0].place


def test_a_text_box_over_a_figure_is_told(published: Report) -> None:  # noqa: F811
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>6</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    found = check_file(dressed(word(published), f"<w:r>{{}}</w:r>{box}"))
    assert {("picture", True), ("unaccounted", True)} == {(one.what, bool(one.place)) for one in found.remarks} and not found.holds


def redrawn(data: bytes, drawing: str, page: int = 0) -> bytes:
    """The PDF file with more drawn on a page; its letters stay."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    one = writer.pages[page]
    stream = DecodedStreamObject()
    stream.set_data(drawing.format(one.get_contents().get_data().decode("latin-1")).encode("latin-1"))
    one[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("drawing", "what"), [
    ("{} q 1 g 60 600 200 200 re f Q", "picture"), ("{} q 0 g 60 600 200 200 re f Q", "picture"),
    ("{} q 10 0 0 10 60 600 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x01 EI Q", "picture"),
], ids=["white", "black", "image"])
def test_what_is_drawn_over_the_words_of_a_pdf_is_told_by_its_page(published: Report, drawing: str, what: str) -> None:  # noqa: F811
    assert check_file(redrawn(pdf(published), "{}")).holds, "written anew it is the same"
    found = check_file(redrawn(pdf(published), drawing))
    assert [(one.place, one.what) for one in found.remarks] == [("1", what)] and not found.holds


@pytest.mark.parametrize(("before", "after"), [(r"\b0 Tr\b", "3 Tr"), (r"[\d.]+ [\d.]+ [\d.]+ scn\b", "1 1 1 scn")], ids=["mode", "colour"])
def test_letters_of_a_pdf_that_nobody_sees_are_told(published: Report, before: str, after: str) -> None:  # noqa: F811
    data = pdf(published)
    drawing = PdfReader(io.BytesIO(data)).pages[0].get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
    other = re.sub(before, after, drawing, count=1)
    assert other != drawing
    found = check_file(redrawn(data, other.replace("{", "{{").replace("}", "}}")))
    assert [(one.place, one.what) for one in found.remarks] == [("1", "hidden")] and not found.holds


def test_a_note_laid_on_a_page_of_a_pdf_is_told(published: Report) -> None:  # noqa: F811
    writer = PdfWriter(clone_from=io.BytesIO(pdf(published)))
    writer.add_annotation(0, FreeText(text="99", rect=(60, 600, 200, 700)))
    out = io.BytesIO()
    writer.write(out)
    found = check_file(out.getvalue())
    assert [(one.place, one.what) for one in found.remarks] == [("1", "picture")] and not found.holds
