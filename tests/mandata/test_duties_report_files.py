"""A long report on duties prints its first lines and leaves all to the table inside its file; each of its lines leads back to its text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from lxml import etree

from mandata.mandates.models import Mandate
from mandata.mandates.operations import answer_duty, record_answer
from mandata.parties.models import Party, PartyName
from mandata.reports import duties_state
from mandata.reports.building import paper_from
from mandata.reports.file_check import check_file
from mandata.reports.models import Report
from mandata.reports.operations import draft_report, hash_of, publish_report
from mandata.reports.package import DESCRIPTION
from mandata.reports.pdf import as_pdf, fonts_for
from mandata.reports.printed import read_printed
from mandata.reports.word import as_word
from mandata.shared.operations import RuleBroken
from mandata.web.reports import behind as behind_figures
from mandata.web.reports import listed
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_duties_report import cells
from tests.mandata.test_owed import Owed, owed  # noqa: F401
from tests.mandata.test_report_files import changed, package_part
from tests.mandata.test_reports import paper


@pytest.fixture
def draft(owed: Owed) -> Report:  # noqa: F811
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="kept on the site,\nand read")
    now = timezone.now()
    return draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="duties-state", at=now, known=now)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_long_report_prints_the_first_lines_and_its_table_has_all(owed: Owed, draft: Report, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(duties_state, "DUTIES", 2)
    told = paper(draft)
    assert len(cells(told, "duties")) == 2
    section = next(one for one in told.sections if one.code == "duties")
    words = "".join(piece.text for piece in section.blocks[0].rows[0][0])
    live = len(owed.duties)
    assert f"the table “duties” of the data that go with this report has all: {live}" in words
    publish_report(acting_as=owed.cast.officer, report=draft)
    package = read_printed(as_word(paper_from(draft.snapshot["en"]), "League", (), draft)).package
    assert package is not None
    rows = rows_of(package["duties.csv"])
    assert len(rows) == live and {row["duty"] for row in rows} == {one.uid for one in owed.duties.values()}
    listed = next(row for row in rows if row["duty"] == owed.duties["a list"].uid)
    assert (listed["state"], listed["said"], listed["conditional"]) == ("continuing", "kept on the site, and read", "false")
    assert [row["duties"] for row in rows_of(package["texts.csv"])] == [str(live)]
    described = json.loads(package[DESCRIPTION])["resources"]
    assert [one["path"] for one in described] == ["figures.csv", "duties.csv", "texts.csv"]
    assert [one["name"] for one in described[1]["schema"]["fields"]] == list(rows[0])


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh-hans"])
def test_each_file_of_the_report_verifies_fresh_in_each_language(owed: Owed, draft: Report, language: str) -> None:  # noqa: F811
    PartyName.objects.create(party=owed.cast.league, language="fr", name="Ligue des phares")
    publish_report(acting_as=owed.cast.officer, report=draft)
    for written in (as_word, as_pdf):
        if written is as_pdf:
            try:
                fonts_for(language)
            except RuleBroken as broken:
                pytest.skip(str(broken))
        with override(language):  # in which whoever takes it along reads; whoever checks it may read another
            data = written(paper_from(draft.snapshot[language]), owed.cast.league.name, [("Duties", ["One"])], draft)
        PartyName.objects.filter(party=owed.cast.league).update(name="Another name since")
        found = check_file(data)
        assert found.holds and found.language == language and len(found.figures) > 10, (found.remarks, found.package)


def test_a_table_changed_inside_the_file_or_kept_is_told(owed: Owed, draft: Report) -> None:  # noqa: F811
    publish_report(acting_as=owed.cast.officer, report=draft)
    data = as_word(paper_from(draft.snapshot["en"]), owed.cast.league.name, (), draft)
    assert check_file(data).holds
    found = check_file(changed(data, lambda xml: xml.replace("kept on the site", "lost on the site"), package_part(data)))
    assert found.package == "other" and not found.holds
    table = draft.tables.get(path="duties.csv")
    table.content = table.content.replace("continuing", "done")
    table.save()
    assert hash_of(draft) != draft.sha256


def test_of_a_class_the_report_says_whether_some_or_all_answered(owed: Owed) -> None:  # noqa: F811
    mandate = owed.duties["old lamps"]
    states = list(Party.objects.filter(organisation=owed.cast.league, entity="state"))

    def status() -> str:
        now = timezone.now()
        report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="duties-state", at=now, known=now)
        words = mandate.terms.get(current=True).summary
        return next(row[3] for row in cells(paper(report), "duties") if row[1] == " ".join(words.split()))

    assert status() == "nothing reported"
    record_answer(acting_as=owed.cast.officer, mandate=mandate, party=states[0], says="done", words="x", source="letter")
    assert status() == "answers of some came"
    for one in states[1:]:
        record_answer(acting_as=owed.cast.officer, mandate=mandate, party=one, says="done", words="x", source="letter")
    assert status() == "answers of all came"


def test_each_line_leads_back_to_its_text_and_the_tables_are_given_out(owed: Owed, draft: Report, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    officer = Client()
    officer.force_login(owed.cast.officer.user)
    page = officer.get(f"/reports/{draft.pk}/").content.decode()
    for duty in owed.duties.values():
        assert f'href="/owed/from/duty/{duty.pk}/"' in page
    chain = officer.get(re.findall(r"/owed/from/duty/\d+/", page)[0], {"format": "json"}).json()["chain"]
    assert [step["kind"] for step in chain] == ["duty", "words"] and len(chain[1]["files"][0]["sha256"]) == 64
    table = f"/reports/{draft.pk}/tables/duties.csv"
    assert f'href="{table}"' in page
    drafted = officer.get(table)
    assert drafted["Content-Type"].startswith("text/csv") and len(rows_of(drafted.content.decode())) == len(owed.duties)
    assert Client().get(table).status_code == 404 and officer.get(f"/reports/{draft.pk}/tables/other.csv").status_code == 404
    inside = read_printed(officer.get(f"/reports/{draft.pk}/report.docx").content).package
    assert inside is not None and inside["duties.csv"] == drafted.content.decode()
    assert officer.get(f"/reports/{draft.pk}/report.json").json()["tables"]["duties.csv"] == drafted.content.decode()
    publish_report(acting_as=owed.cast.officer, report=draft)
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="done", words="said later")
    assert Client().get(table).content == drafted.content, "as published"
    few = officer.get(f"/reports/{draft.pk}/").content.decode()
    monkeypatch.setattr(behind_figures, "AT_ONCE", 0)
    many = officer.get(f"/reports/{draft.pk}/").content.decode()
    assert re.sub(r'value="[A-Za-z0-9]{64}"', "", few) == re.sub(r'value="[A-Za-z0-9]{64}"', "", many), "records too many to be named are told alike"


def test_the_catalogue_of_reports_owed_tells_who_asks_whom_when_due_and_when_last_delivered(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    asks = owed.duties["lighthouses to the Council"]
    draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="duties-state", at=timezone.now(), mandate=asks, number="C/1")
    officer = Client()
    officer.force_login(owed.cast.officer.user)

    def row(client: Client) -> str:
        page = client.get("/reports/").content.decode()
        return next(one for one in page.split("<tr>") if f'href="/mandates/{asks.pk}/"' in one)

    before = row(officer)
    assert "Resolution 5" in before and "From: <bdi>Director of the Telecommunication" in before and f'href="/owed/from/duty/{asks.pk}/"' in before
    assert "never" in before and "C/1" in before and ">draft<" in before, "a draft delivers nothing"
    assert "C/1" not in row(Client())
    first = owed.of("lighthouses to the Council", state="open")[0]
    answer = answer_duty(acting_as=owed.director, mandate=asks, obligation=first, says="done", words="sent")
    assert f'href="/owed/from/answer/{answer.pk}/"' in row(officer) and "never" not in row(officer)
    monkeypatch.setattr(listed, "OWED", 1)
    cache.clear()
    pages = [officer.get("/reports/", {"owed": page}).content.decode().partition("Drafts and published")[0] for page in range(1, 4)]
    duties = [int(re.findall(r'class="words".*?href="/mandates/(\d+)/"', page)[0]) for page in pages]
    days = [Mandate.objects.get(pk=pk).live.next_on or date.max for pk in duties]
    assert days == sorted(days) and len(set(duties)) == 3, "what is due next comes first, over all pages"
    assert "?owed=2" in pages[0] and "?owed=1" in pages[1] and "?owed=3" in pages[1]


def test_a_table_of_many_megabytes_is_read_back(owed: Owed, draft: Report) -> None:  # noqa: F811
    publish_report(acting_as=owed.cast.officer, report=draft)
    sent, grown = io.BytesIO(as_word(paper_from(draft.snapshot["en"]), "League", (), draft)), io.BytesIO()
    with zipfile.ZipFile(sent) as file, zipfile.ZipFile(grown, "w", zipfile.ZIP_DEFLATED) as large:
        for name in file.namelist():
            data = file.read(name)
            if name.startswith("customXml/item") and name.endswith(".xml") and (root := etree.fromstring(data)).tag.endswith("package"):
                root[0].text = "x" * 11_000_000  # more than a parser takes in one text unless it is told to
                data = etree.tostring(root)
            large.writestr(name, data)
    package = read_printed(grown.getvalue()).package
    assert package is not None and max(map(len, package.values())) == 11_000_000
