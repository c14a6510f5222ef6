"""Pages of reports: drafted, written in, published; each figure leads to its records; files; what changed since is told."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from docx import Document
from lxml import html

from mandata.membership import operations as membership
from mandata.parties.models import Party
from mandata.reports.models import Report
from mandata.reports.operations import draft_report, publish_report, write_paragraph
from mandata.shared.measures import records_of
from mandata.shared.models import Act, ActSubject, Refusal
from mandata.web.reports.behind import _acts
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission, moment, somebody  # noqa: F401
from tests.mandata.test_reports import CODE, LANGUAGES, THEN, drafted, pilot, taken_over  # noqa: F401
from tests.web.test_misreadings import client_of


def page(client: Client, address: str) -> Any:
    """A page as a tree; it must be found."""
    found = client.get(address)
    assert found.status_code == 200, (address, found.status_code)
    return html.fromstring(found.content.decode())


def figures(tree: Any) -> dict[str, str]:
    """The figures of a paper on a page, by observation."""
    return {one.get("data-obs").partition("/")[0]: one.get("value") for one in tree.xpath("//article//data")}


@pytest.mark.req("000-14", "000-15")
def test_five_and_seven_on_the_page_with_their_acts_then_the_notice(pilot: Admission) -> None:  # noqa: F811
    officer = client_of(pilot.cast.officer)
    sent = officer.post("/reports/draft/league/", {"code": CODE, "day": "2018-04-17", "known": "then", "number": "C18/33", "addressee": pilot.cast.assembly.pk})
    assert sent.status_code == 302
    address = sent.headers["Location"]
    assert Client().get(address).status_code == 404
    asked = officer.post(address + "publish/")
    assert asked.status_code == 422 and "No other person has checked this draft" in asked.content.decode() and not Report.objects.get().published
    assert officer.post(address + "publish/", {"unchecked": "on"}).status_code == 302
    tree = page(officer, address)
    assert (figures(tree)["sme.approved@1"], figures(tree)["sme.awaiting-approval@1"]) == ("5", "7")
    words = " ".join(tree.xpath("//article")[0].text_content().split())
    assert "C18/33" in words and "in force for 5 firms" in words and "7 firms wait for the answer" in words
    behind = next(one for one in tree.xpath("//details") if one.xpath("string(summary)") == "Firms approved")
    assert len(behind.xpath("./ul/li")) == 5
    assert behind.text_content().count("answer of the administration recorded from its letter") == 5
    visitor = page(Client(), address)
    assert figures(visitor) == figures(tree)
    closed = next(one for one in visitor.xpath("//details") if one.xpath("string(summary)") == "Firms approved")
    assert not closed.xpath("./ul/li") and "5 records are open only to those" in closed.text_content() and "Firm 0" not in visitor.text_content()

    waiting = records_of("sme.awaiting-approval", at=THEN, known=THEN).order_by("pk")[0]
    membership.record_answer(
        acting_as=pilot.cast.officer, application=waiting, approved=True, signatory="R. Sorel", letter=("letter.txt", b"yes"), happened_at=moment("2018-04-12"),
    )
    tree = page(officer, address)
    assert (figures(tree)["sme.approved@1"], figures(tree)["sme.awaiting-approval@1"]) == ("5", "7")
    notice = {
        tuple(" ".join(cell.text_content().split()) for cell in row.xpath("td")) for row in tree.xpath("//section[contains(@class, 'banner')]//tbody/tr")
    }
    assert {("Firms approved", "5", "6"), ("Firms that wait for their administration", "7", "6")} <= notice
    assert any("/" in then for _name, then, _now in notice) and all(then != now for _name, then, now in notice), "each row tells what is other"
    assert "figures changed since" in officer.get("/desk/").content.decode()
    again = page(officer, f"/reports/draft/league/?again={Report.objects.get().pk}")
    assert again.xpath("string(//input[@name='day']/@value)") == "2018-04-17" and again.xpath("string(//input[@name='number']/@value)") == "C18/33"
    now = officer.post("/reports/draft/league/", {"code": CODE, "day": "2018-04-17", "known": "now"}).headers["Location"]
    assert (figures(page(officer, now))["sme.approved@1"], figures(page(officer, now))["sme.awaiting-approval@1"]) == ("6", "6")


def test_one_act_on_many_records_stands_under_each(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    firms = list(records_of("sme.approved", at=THEN, known=THEN).values_list("uid", flat=True))
    act = Act.objects.create(verb="load", subject_kind="organisation", subject_id=pilot.cast.league.uid, happened_at=THEN, known_at=THEN, imported=True)
    ActSubject.objects.bulk_create(ActSubject(act=act, kind="application", subject_id=one) for one in firms)
    assert {uid: act in acts for uid, acts in _acts(report, firms).items()} == dict.fromkeys(firms, True)


@pytest.mark.req("X-06")
def test_each_figure_leads_to_the_same_figure_and_its_records(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    officer = client_of(pilot.cast.officer)
    checked = 0
    for one in page(officer, f"/reports/{report.pk}/").xpath("//article//data[@value!='']"):
        address = one.xpath("string(a/@href)")
        query = parse_qs(urlsplit(address).query)
        assert query["at"] == ["2018-04-17T23:59:59Z"] and query["known"] == ["2018-04-17T23:59:59Z"]
        found = page(officer, address)
        shown = re.match(r"\s*(\d+)", found.xpath("string(//p[@class='figure-line'])"))
        assert shown is not None and shown.group(1) == one.get("value"), address
        checked += 1
    assert checked > 10


def test_the_page_in_six_languages_has_equal_figures_and_its_own_direction(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    write_paragraph(acting_as=pilot.cast.officer, report=report, section="situation", words="Good: {sme.approved}.", language="fr")
    publish_report(acting_as=pilot.cast.officer, report=report)
    seen = []
    for language in LANGUAGES:
        tree = page(Client(), f"/reports/{report.pk}/?language={language}")
        article = tree.xpath("//article")[0]
        assert (article.get("lang"), article.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        signed = article.xpath(".//blockquote[@class='signed']")[0]
        assert signed.xpath("string(p/@lang)") == "fr" and signed.xpath("string(.//data/@value)") == "5"
        assert bool(signed.xpath(".//span[@class='tag']")) == (language != "fr")
        seen.append(figures(tree))
    assert all(one == seen[0] for one in seen)


def test_a_typed_figure_is_told_and_the_words_are_kept(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    officer = client_of(pilot.cast.officer)
    told = officer.post(f"/reports/{report.pk}/write/", {"section": "situation", "words": "We have 5 firms."})
    assert told.status_code == 409 and "We have 5 firms." in told.content.decode() and "Situation" in told.content.decode()
    assert officer.post(f"/reports/{report.pk}/write/", {"section": "situation", "words": "We have {sme.approved} firms."}).status_code == 302
    paragraph = report.paragraphs.get()
    assert "We have" in officer.get(f"/reports/{report.pk}/").content.decode()
    assert officer.post(f"/reports/{report.pk}/paragraphs/{paragraph.pk}/withdraw/").status_code == 302
    assert "We have" not in officer.get(f"/reports/{report.pk}/").content.decode()


def test_the_files_say_what_the_page_says(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    visitor = Client()
    shown = figures(page(visitor, f"/reports/{report.pk}/"))
    bundle = json.loads(visitor.get(f"/reports/{report.pk}/report.json").content)
    plain = json.dumps(bundle["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(plain.encode()).hexdigest() == bundle["sha256"] == Report.objects.get().sha256
    assert {one["key"]: str(one["value"]) for one in bundle["content"]["observations"] if not one["key"].startswith("sme.days")} == {
        key: value for key, value in shown.items() if not key.startswith("sme.days")}
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/reports/{report.pk}/figures.csv").content.decode("utf-8-sig"))))
    assert {row["observation"].partition("/")[0] for row in rows} == set(shown)
    for language, right_to_left in (("en", False), ("ar", True)):
        sent = visitor.get(f"/reports/{report.pk}/report.docx?language={language}")
        assert sent.headers["Content-Disposition"].endswith(f'.{language}.docx"')
        document = Document(io.BytesIO(sent.content))
        body = document.element.body
        space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
        assert bool(body.xpath("//w:pPr/w:bidi")) == bool(body.xpath("//w:rPr/w:rtl")) == bool(body.xpath("//w:bidiVisual")) == right_to_left
        codes = {row.cells[0].text: row.cells[1].text for row in document.tables[-1].rows}
        for mark in body.iterfind(".//w:bookmarkStart", space):
            code = mark.get(f"{{{space['w']}}}name").partition("_")[0]
            text = "".join(one.text for one in mark.getnext().xpath(".//w:t"))
            value = shown[codes[code].partition("/")[0]]
            assert text == value or (value == "" and text == "–")
        assert "Firm 0" not in "".join(body.itertext())
    named = "".join(Document(io.BytesIO(client_of(pilot.cast.officer).get(f"/reports/{report.pk}/report.docx").content)).element.body.itertext())
    assert "Firm 0" in named


def test_the_list_shows_what_the_reader_may_see_in_as_many_queries_for_many(pilot: Admission, django_assert_max_num_queries: Any) -> None:  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    report = drafted(pilot)
    officer = client_of(pilot.cast.officer)
    assert str(report) in officer.get("/reports/").content.decode() and str(report) not in page(Client(), "/reports/").xpath("string(//table)")
    with CaptureQueriesContext(connection) as one:
        officer.get("/reports/")
    for _ in range(12):
        drafted(pilot)
    officer.get("/reports/")  # what stands is asked for once
    with CaptureQueriesContext(connection) as many:
        officer.get("/reports/")
    assert len(many) == len(one)
    assert "/reports/" in Client().get("/").content.decode()
    assert "Draft a report" not in Client().get("/reports/").content.decode()


def test_a_strangers_request_is_refused(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    stranger = client_of(pilot.cast.stranger)
    form = stranger.get("/reports/draft/league/")
    assert "Only an officer of the secretariat" in form.content.decode()
    assert stranger.post("/reports/draft/league/", {"code": CODE, "day": "2018-04-17", "known": "now"}).status_code == 403
    for address in ("", "write/", "report.docx", "report.json", "figures.csv"):
        assert stranger.get(f"/reports/{report.pk}/{address}").status_code == 404
    assert stranger.post(f"/reports/{report.pk}/publish/").status_code == 404


def test_a_draft_that_cannot_be_built_says_why_on_its_page(pilot: Admission, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    from mandata.reports import kinds

    monkeypatch.setitem(kinds._kinds, "bad", kinds.Kind("bad", "A report", (("part", "Part", lambda w: w.say("There are 12.")),)))
    report = draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code="bad", at=THEN)
    officer = client_of(pilot.cast.officer)
    assert "Section “Part”" in officer.get(f"/reports/{report.pk}/").content.decode()
    told = officer.post(f"/reports/{report.pk}/publish/", {"unchecked": "on"})
    assert told.status_code == 409
    assert "Section “Part”" in told.content.decode() and not Report.objects.get().published


def test_a_file_is_taken_along_and_checked_by_anybody(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    for ending in ("docx", "pdf"):
        taken = Client().get(f"/reports/{report.pk}/report.{ending}?language=fr")
        assert taken.status_code == 200 and taken.headers["Content-Disposition"].endswith(f'.fr.{ending}"')
        given = io.BytesIO(taken.content)
        given.name = f"report.{ending}"
        told = Client().post("/reports/check/", {"file": given})
        words = " ".join(html.fromstring(told.content.decode()).text_content().split())
        assert told.status_code == 200 and re.search(r"as published (\d+) of \1 figures as printed follow", words), words
    given = io.BytesIO(b"plain words")
    given.name = "report.docx"
    told = Client().post("/reports/check/", {"file": given})
    assert told.status_code == 422 and "no report as Mandata gives it out" in told.content.decode()


def test_a_file_of_a_changed_digit_is_told_on_the_page(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    document = Document(io.BytesIO(Client().get(f"/reports/{report.pk}/report.docx").content))
    run = next(run for paragraph in document.paragraphs for run in paragraph.runs if run.text == "5")
    run.text = "9"
    document.add_paragraph("In all 12 firms asked.")
    given = io.BytesIO()
    document.save(given)
    given.seek(0)
    given.name = "report.docx"
    tree = html.fromstring(Client().post("/reports/check/", {"file": given}).content.decode())
    rows = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in tree.xpath("//tbody/tr")]
    assert any(row[2:] == ["9", "5", "printed otherwise than published"] for row in rows)
    assert any(row[1:3] == ["added, with a figure that no record accounts for", "In all 12 firms asked."] for row in rows)


def test_a_director_reads_the_draft_that_a_director_may_check(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    bureau = Party.objects.create(organisation=pilot.cast.league, key="bureau", entity="bureau", parent=pilot.cast.league)
    director = client_of(somebody(bureau, "director", "director@example.org"))
    assert b"/check/" in director.get(f"/reports/{report.pk}/").content
    assert director.post(f"/reports/{report.pk}/check/").status_code == 302
    report.refresh_from_db()
    assert report.checked_by is not None
    assert director.post(f"/reports/{report.pk}/publish/").status_code == 403
    assert Refusal.objects.filter(verb="publish").count() == 1
    assert client_of(pilot.chair).get(f"/reports/{report.pk}/").status_code == 404
    form = client_of(pilot.cast.officer).get(f"/reports/{report.pk}/publish/").content.decode()
    assert "No other person" not in form and "unchecked" not in form
    assert client_of(pilot.cast.officer).post(f"/reports/{report.pk}/publish/").status_code == 302
