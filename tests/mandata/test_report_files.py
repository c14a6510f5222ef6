"""A file of a published report is checked line by line: whatever was changed in it is told by its place."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader, PdfWriter

from mandata.cli.commands import mandata
from mandata.reports import printed
from mandata.reports.building import paper_from
from mandata.reports.figures import key_of
from mandata.reports.file_check import FileChecked, check_file
from mandata.reports.models import Report
from mandata.reports.operations import publish_report
from mandata.reports.package import DESCRIPTION, FIGURES
from mandata.reports.pdf import as_pdf, fonts_for
from mandata.reports.printed import read_printed
from mandata.reports.word import as_word
from mandata.shared.operations import RuleBroken
from tests.mandata.test_reports import Admission, admission, drafted, pilot  # noqa: F401

pytestmark = pytest.mark.django_db
BEHIND = [("Small firms approved", ["Thistle Looms, approved 3 April 2018"]), ("Waiting", ["None."])]


@pytest.fixture
def published(pilot: Admission) -> Report:  # noqa: F811
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    return report


def word(report: Report, language: str = "en") -> bytes:
    """The Word file of a published report, as an officer takes it along."""
    return as_word(paper_from(report.snapshot[language]), report.organisation.name, BEHIND, report)


def changed(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """The file with one part changed, as a program saves it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                before = content.decode()
                content = change(before).encode()
                assert content.decode() != before, "the change changes something"
            new.writestr(name, content)
    return out.getvalue()


def package_part(data: bytes) -> str:
    """Where the data of the report stand in the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return next(name for name in file.namelist() if name.startswith("customXml/item") and b"urn:mandata" in file.read(name))


def first_figure(xml: str, code: str) -> re.Match[str]:
    """The words of the first figure of a code."""
    found = re.search(rf'w:name="{code}_\d+"/>.*?<w:t[^>]*>([^<]*)</w:t>', xml, re.DOTALL)
    assert found
    return found


def code_of(data: bytes, measure: str) -> str:
    """The short code of a measure's whole figure."""
    package = read_printed(data).package
    assert package is not None
    return next(row.split(",")[0] for row in package[FIGURES].splitlines() if f",{measure}@1/" in row)


def verdicts(found: FileChecked) -> set[str]:
    return {one.verdict for one in found.figures} - {"follows"}


def test_each_figure_of_an_untouched_file_follows_in_every_language(published: Report) -> None:
    for language in published.snapshot:
        found = check_file(word(published, language))
        assert found.holds and found.language == language and len(found.figures) > 10, found.remarks
        assert found.annex == "as given out" and found.package == "as published"


def test_the_file_carries_its_data_and_each_figure_its_code(published: Report) -> None:
    read = read_printed(word(published))
    assert read.package is not None
    rows = [row.split(",") for row in read.package[FIGURES].splitlines()]
    assert rows[0][:3] == ["code", "observation", "value"]
    codes = {code for line in read.lines for code, _text in line.figures}
    assert codes == {row[0] for row in rows[1:]}
    line = next(line for line in read.lines if line.figures)
    assert f"{line.figures[0][1]}[{line.figures[0][0]}]" in line.text


def test_one_digit_changed_is_told_with_its_line(published: Report) -> None:
    data = word(published)
    code = code_of(data, "sme.approved")

    def change(xml: str) -> str:
        at = first_figure(xml, code).span(1)
        return xml[:at[0]] + "6" + xml[at[1]:]

    found = check_file(changed(data, change))
    wrong = [one for one in found.figures if one.verdict != "follows"]
    assert [(one.code, one.printed, one.published, one.verdict) for one in wrong] == [(code, "6", "5", "other")]
    assert wrong[0].place and not found.remarks and not found.holds


def test_a_figure_under_the_code_of_another_is_told(published: Report) -> None:
    data = word(published)
    one, other = code_of(data, "sme.approved"), code_of(data, "sme.awaiting-approval")
    found = check_file(changed(data, lambda xml: xml.replace(f'w:name="{one}_', f'w:name="{other}_', 1)))
    assert verdicts(found) == {"moved"} and not found.holds


def test_a_paragraph_with_a_typed_figure_is_unaccounted(published: Report) -> None:
    typed = '<w:p><w:r><w:t>In all 12 firms asked.</w:t></w:r></w:p><w:p><w:r><w:t>More will come.</w:t></w:r></w:p>'
    found = check_file(changed(word(published), lambda xml: xml.replace("<w:tbl>", f"{typed}<w:tbl>", 1)))
    assert [(one.what, one.words) for one in found.remarks] == [("unaccounted", "In all 12 firms asked."), ("added", "More will come.")]
    assert not verdicts(found) and not found.holds


def test_data_of_another_report_inside_are_told(published: Report) -> None:
    data = word(published)
    found = check_file(changed(data, lambda xml: xml.replace(",5,5,", ",6,6,", 1), package_part(data)))
    assert found.package == "other" and not found.holds


def test_a_line_taken_out_a_word_changed_and_a_typed_header_are_told(published: Report) -> None:
    data = word(published)
    heading = next(line.text for line in read_printed(data).lines if line.text.startswith("3\u2002"))
    found = check_file(changed(data, lambda xml: xml.replace(heading, heading.replace("3", "4"), 1)))
    assert [(one.what, one.published) for one in found.remarks] == [("changed", heading)]
    found = check_file(changed(data, lambda xml: re.sub(r"<w:p>(?:(?!</w:p>).)*" + re.escape(heading) + ".*?</w:p>", "", xml, count=1, flags=re.DOTALL)))
    assert {one.what for one in found.remarks} == {"missing"}


def test_a_change_in_the_annex_of_records_is_told_and_a_lost_package_too(published: Report) -> None:
    data = word(published)
    found = check_file(changed(data, lambda xml: xml.replace("3 April 2018", "4 April 2018", 1)))
    assert [(one.what, one.words) for one in found.remarks] == [("changed", "Thistle Looms, approved 4 April 2018")]
    forged = check_file(changed(data, lambda xml: re.sub(r"(&quot;|\")annex(&quot;|\"): (&quot;|\").", r"\1annex\2: \3x", xml, count=1), package_part(data)))
    assert forged.annex == "other" and not forged.holds
    lost = changed(data, lambda xml: "<other/>", package_part(data))
    found = check_file(lost)
    assert found.package == "missing" and found.language == "en" and not verdicts(found) and not found.holds


def test_what_the_acts_do_not_give_is_told_though_printed_as_published(published: Report) -> None:
    kept = published.observations.get(measure="sme.approved", split="")
    kept.records = kept.records[1:]
    kept.save()
    assert "stale" in verdicts(check_file(word(published)))


def pdf(report: Report, language: str = "en", change: Callable[[str], str] = str) -> bytes:
    """The PDF file of a published report; ``change`` rewrites its words as somebody might who makes a PDF of his own."""
    kept = json.loads(change(json.dumps(report.snapshot[language], ensure_ascii=False)))
    return as_pdf(paper_from(kept), report.organisation.name, BEHIND, report)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh-hans"])
def test_each_figure_of_an_untouched_pdf_follows(published: Report, language: str) -> None:
    try:
        fonts_for(language)
    except RuleBroken as broken:
        pytest.skip(str(broken))
    data = pdf(published, language)
    found = check_file(data)
    assert found.holds and found.language == language, (found.remarks, found.package, found.annex)
    in_word = check_file(word(published, language)).figures
    assert [one.code for one in found.figures] == [one.code for one in in_word], "each figure is told, whatever stands beside it without a space"
    numbers = [one.printed for one in in_word if one.printed.isdigit()]
    assert [one.printed for one in found.figures if one.printed.isdigit()] == numbers and len(numbers) > 10


def test_what_is_changed_in_a_pdf_is_told(published: Report) -> None:
    key = "sme.approved@1/"
    found = check_file(pdf(published, change=lambda kept: re.sub(rf'"text": "5"(, "kind": "figure", "obs": "{key})', r'"text": "6"\1', kept, count=1)))
    wrong = [one for one in found.figures if one.verdict != "follows"]
    assert [(one.printed, one.published, one.verdict) for one in wrong] == [("6", "5", "other")] and key in wrong[0].observation
    added = '{"kind": "sentence", "rows": [[[{"text": "In all 12 firms asked.", "kind": "words", "obs": "", "value": ""}]]], "head": [], "language": "", "signed": "", "mark": ""}'
    found = check_file(pdf(published, change=lambda kept: kept.replace('"blocks": [', f'"blocks": [{added}, ', 1)))
    assert [(one.what, one.words) for one in found.remarks] == [("unaccounted", "In all 12 firms asked.")] and not found.holds


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"plain words", b"PK\x03\x04 broken"])
def test_what_is_no_report_is_told(data: bytes) -> None:
    with pytest.raises(RuleBroken):
        check_file(data)


def test_a_file_of_a_draft_is_told_as_one(published: Report) -> None:
    data = word(published)
    Report.objects.filter(pk=published.pk).update(state="draft")
    with pytest.raises(RuleBroken, match="a file of a draft"):
        check_file(data)


def test_a_file_of_no_report_kept_here_is_told(published: Report) -> None:
    data = word(published)
    published.sha256 = "0" * 64
    published.uid = "another"
    published.save()
    with pytest.raises(RuleBroken, match="No published report"):
        check_file(data)


def test_a_command_checks_a_file(published: Report, tmp_path: Path) -> None:
    data = word(published)
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    told = CliRunner().invoke(mandata, ["verify", str(path)])
    assert told.exit_code == 0 and re.search(r"(\d+) of \1 figures as printed follow", told.output), told.output
    code = code_of(data, "sme.approved")

    def change(xml: str) -> str:
        at = first_figure(xml, code).span(1)
        return xml[:at[0]] + "8" + xml[at[1]:]

    path.write_bytes(changed(data, change))
    told = CliRunner().invoke(mandata, ["verify", str(path)])
    assert told.exit_code == 1 and f"{code} sme.approved@1: printed 8, published 5: OTHER" in told.output
    assert '"verdict": "other"' in CliRunner().invoke(mandata, ["verify", str(path), "--json"]).output


def test_a_command_writes_a_report_as_of_a_day(pilot: Admission, tmp_path: Path) -> None:  # noqa: F811
    for ending, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("json", b"{")):
        path = tmp_path / f"report.{ending}"
        asked = ["report", "sme-pilot-progress", "--organisation", "league", "--at", "2018-04-17", "--known", "2018-04-17", "--format", ending]
        told = CliRunner().invoke(mandata, [*asked, "-o", str(path)])
        assert told.exit_code == 0, told.output
        assert path.read_bytes().startswith(begins)
    values = {one["observation"].partition("/")[0]: one["value"] for one in json.loads(path.read_text(encoding="utf-8"))["observations"]}
    assert (values["sme.approved@1"], values["sme.awaiting-approval@1"]) == (5, 7) and not Report.objects.exists()
    for wrong in (["--at", "2999-01-01"], ["--at", "2018-04-17", "--known", "2018-04-16"], ["--language", "xx"]):
        assert CliRunner().invoke(mandata, ["report", "sme-pilot-progress", "--organisation", "league", *wrong]).exit_code == 2
    assert "There is no kind of report" in CliRunner().invoke(mandata, ["report", "no-such", "--organisation", "league"]).output


def packed(document: str, *others: tuple[str, str]) -> bytes:
    """A Word file of one document part and other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{document}</w:document>')
        for name, content in others:
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("document", [
    "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 30_000,
    "<w:p>" + "".join(f'<w:bookmarkStart w:id="{n}" w:name="F1_{n}"/><w:r><w:t>7</w:t></w:r><w:bookmarkEnd w:id="{n}"/>' for n in range(3000)) + "</w:p>",
    "<w:p/>" + " " * 41_000_000,
], ids=["paragraphs", "figures", "unpacked"])
def test_a_small_file_that_unfolds_into_a_large_one_is_told(document: str) -> None:
    with pytest.raises(RuleBroken, match="too large"):
        check_file(packed(document))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_named_many_times_is_told() -> None:
    with pytest.raises(RuleBroken, match="too large"):
        check_file(packed("", *[("word/comments1.xml", "<a/>")] * 50))


@pytest.mark.parametrize("place", range(60, 180, 7))
def test_a_word_file_with_any_byte_broken_is_told(place: int) -> None:
    data = bytearray(packed("<w:p><w:r><w:t>words</w:t></w:r></w:p>" * 200))
    data[place] ^= 0xA5
    with pytest.raises(RuleBroken):
        check_file(bytes(data))


def drawn(steps: int, pages: int = 1) -> bytes:
    """A PDF file whose pages share one drawing of so many steps."""
    drawing = zlib.compress(b"BT /F1 12 Tf " + b"(a) Tj " * steps + b"ET")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(drawing), drawing),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"] * pages,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out))


@pytest.mark.parametrize(("steps", "pages"), [(10, 600), (20_000, 3)], ids=["pages", "steps"])
def test_a_pdf_of_many_pages_or_steps_is_told(steps: int, pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "MOST_STEPS", 50_000)
    with pytest.raises(RuleBroken, match="too large"):
        check_file(drawn(steps, pages))


def test_data_inside_that_make_no_sense_are_told_and_break_nothing(published: Report) -> None:
    data = word(published)
    part = package_part(data)
    other = check_file(changed(data, lambda xml: xml.replace('"language": "en"', '"language": "xx"'), part))
    assert other.language == "en" and other.package == "other" and not other.remarks
    deep = check_file(changed(data, lambda xml: re.sub(r"\{.*\}", "[" * 100_000, xml, flags=re.DOTALL), part))
    assert deep.package == "other" and not deep.holds


def test_an_annex_that_was_signed_for_another_report_or_language_is_none_of_this_one(published: Report) -> None:
    signed = re.search(r'"annex": "([^"]*)"', zipfile.ZipFile(io.BytesIO(word(published))).read(package_part(word(published))).decode())
    assert signed
    french = word(published, "fr")
    moved = check_file(changed(french, lambda xml: re.sub(r'"annex": "[^"]*"', lambda _found: signed[0], xml), package_part(french)))
    assert moved.annex == "other" and not moved.holds


def test_data_of_the_same_report_in_another_language_are_told_and_its_lines_are_not(published: Report) -> None:
    data, french = word(published), word(published, "fr")
    with zipfile.ZipFile(io.BytesIO(french)) as file:
        other = file.read(package_part(french)).decode()
    found = check_file(changed(data, lambda _xml: other, package_part(data)))
    assert (found.language, found.package, found.annex, found.holds) == ("en", "other", "other", False)
    assert not found.remarks and not verdicts(found)


@pytest.mark.parametrize("language", ["en", "es"])
def test_data_of_another_report_inside_a_pdf_file_are_told_and_its_lines_are_not(published: Report, language: str) -> None:
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf(published, language))).pages:
        writer.add_page(page)
    writer.add_attachment(DESCRIPTION, json.dumps({"id": "another", "language": "fr"}).encode())
    out = io.BytesIO()
    writer.write(out)
    found = check_file(out.getvalue())
    assert (found.report, found.package, found.holds) == (published, "other", False)
    assert not verdicts(found) and len(found.figures) > 10


def test_a_part_is_named_whole_in_what_is_told(published: Report) -> None:
    assert key_of("mandates.confirmed@1:text=assembly/resolution/4/2026-11-27T19:22Z/2026-11-28T00:00Z") == "mandates.confirmed@1:text=assembly/resolution/4"


def test_half_signs_of_a_font_or_of_the_data_break_nothing(published: Report) -> None:
    data = changed(changed(word(published), lambda xml: re.sub("SHA-256: *[0-9a-f]{64}", "none", xml)), lambda xml: xml.replace(published.uid, r"\ud800\u0000x"),
                   package_part(word(published)))
    with pytest.raises(RuleBroken, match="No published report"):
        check_file(data)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 9 0 R>>"
    halves = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <61> <D800> endbfchar endcmap"
    file = drawn(1).replace(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font)
    at = file.index(b"xref")
    file = file[:at] + b"9 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(halves), halves) + file[at:]
    "".join(line.text for line in read_printed(file).lines).encode()


def test_a_file_that_says_much_more_than_its_report_is_no_copy(published: Report) -> None:
    data = changed(word(published), lambda xml: xml.replace("</w:body>", "<w:p><w:r><w:t>More words.</w:t></w:r></w:p>" * 5000 + "</w:body>"))
    with pytest.raises(RuleBroken, match="much more"):
        check_file(data)
