"""The action plan: every line of every text, sorted and filtered; of one text with what changed since its last issue; files; reviews."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from lxml import etree
from openpyxl import load_workbook

from mandata.mandates.models import MandateTerms, Obligation, PlanIssue, PlanReview
from mandata.mandates.operations import answer_duty, assign_mandate, issue_plan, review_plan
from mandata.mandates.plan import changes_since, lines_of, planned
from mandata.parties.models import Classification
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import LanguageVersion, ReceivedFile, Wording, Work
from mandata.web.owed.plan import reviewed
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made
from tests.web.test_owed import page
from tests.web.test_pages import as_


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def work() -> Work:
    return Work.objects.get(number="5")


def rows(html: str) -> int:
    """How many lines the table of a page has."""
    return html.split("<tbody>")[1].split("</tbody>")[0].count("<tr>")


@pytest.mark.req("002-53")
def test_all_lines_sort_and_filter(owed: Owed, client: Client) -> None:
    assert rows(page(client, "/plan/")) == 7
    assert rows(page(client, "/plan/?actor=tsb-director")) == 5  # all for the Director
    assert rows(page(client, "/plan/?report=council")) == 2  # all that ask for a report to the Council
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="as ever")
    assert rows(page(client, "/plan/?state=continuing")) == 1 and "as ever" in page(client, "/plan/?state=continuing")
    found = page(client, "/plan/")
    assert "period not fixed" in found and "conditional, without means" in found
    for column in ("force", "lead", "milestone", "report", "state", "place"):
        assert f"sort=-{column}" in page(client, f"/plan/?sort={column}") and rows(page(client, f"/plan/?sort=-{column}")) == 7


def test_a_plan_costs_the_same_queries_for_one_line_as_for_all(owed: Owed, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/plan/").status_code == 200
        return len(found)

    others = MandateTerms.objects.exclude(mandate=owed.duties["lighthouses to the Council"])
    client.get("/plan/")
    all_lines = queries()
    others.update(current=False)
    client.get("/plan/")
    assert queries() == all_lines


def test_what_changed_since_the_last_issue_is_marked(owed: Owed, client: Client) -> None:
    address = f"/plan/{work().pk}/"
    assert "Issues" not in page(client, address)
    with pytest.raises(Refused):
        issue_plan(acting_as=owed.director, work=work())
    as_(client, "ada@example.org")
    shown = re.search(rf'{address}issue/.*?name="seen" value="([^"]+)"', page(client, address))
    assert shown and [client.post(f"{address}issue/", {"seen": shown[1]}).status_code for _ in range(2)] == [302, 409], "pressed twice, issued once"
    assert "0 lines are otherwise" in page(client, address)
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="done", words="kept")
    issue = PlanIssue.objects.get()
    issue.lines.pop(owed.duties["review"].uid)
    issue.lines["gone"] = {**issue.lines[owed.duties["a list"].uid], "uid": owed.duties["review"].uid, "summary": "to whistle at noon"}
    PlanIssue.objects.update(lines=issue.lines)
    found = page(client, address)
    assert "2 lines are otherwise" in found and "to whistle at noon" in found and found.count('warn">changed<') == 2 and 'good">new<' in found
    client.post(f"{address}issue/", follow=True)
    assert "0 lines are otherwise" in page(client, address) and "2 lines are otherwise" in page(client, f"{address}?against=1")
    assert "to whistle at noon" in page(client, f"/plan/issues/{issue.pk}/")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_files_are_in_the_readers_language(owed: Owed, client: Client, language: str) -> None:
    client.cookies.load({"django_language": language})
    for address in ("/plan/?actor=tsb-director", f"/plan/{work().pk}/?x=1"):
        word = client.get(f"{address}&format=docx")
        with zipfile.ZipFile(io.BytesIO(word.content)) as archive:
            document = archive.read("word/document.xml").decode()
        assert "lighthouses to the Council" in document and ("w:bidiVisual" in document) == (language == "ar")
        table: Any = load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").content)).active
        found = [[cell.value for cell in row] for row in table.iter_rows()]
        assert len(found) == (6 if "actor" in address else 8) and len(found[0]) == 13
        assert any("lighthouses to the Council" in str(row) for row in found)
        assert bool(table.sheet_view.rightToLeft) == (language == "ar") and table.column_dimensions["C"].width > 40 and table.freeze_panes == "A2"
        assert any(isinstance(cell, datetime) for row in found for cell in row), "a milestone is a day, to be sorted by"


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(client: Client, address: str) -> Any:
    """The words of a Word file as XML."""
    with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def words(node: Any) -> str:
    """The words of a part of a Word file, those taken out with them."""
    return "".join(one.text or "" for one in node.iter(f"{W}t", f"{W}delText"))


def test_a_word_file_is_laid_out_as_a_document_of_a_group(owed: Owed, client: Client) -> None:
    act = Act.objects.create(verb="load", subject_kind="organisation", subject_id=owed.cast.league.uid, happened_at=timezone.now())
    Classification.objects.create(party=owed.tsag, scheme="place", code="advisory-group", source="test", opened_by=act)
    front, table = list(word(client, f"/plan/{work().pk}/?format=docx").iter(f"{W}tbl"))
    head = [words(row) for row in front.iter(f"{W}tr")]
    assert any(one.startswith("Submitted to") and str(TODAY.year + 1) in one for one in head), "before the next session of the advisory group"
    assert any(one.startswith("Study period") for one in head) and any("7 action lines · " in one for one in head) and any("not issued yet" in one for one in head)
    widths = [int(one.get(f"{W}w")) for one in table.iter(f"{W}gridCol")]
    assert len(widths) == 9 and max(widths) == widths[1] > 2 * widths[0] and 14900 < sum(widths) < 15200, "the words of a line have the most room"
    first, *lines = table.iter(f"{W}tr")
    assert first.find(f"{W}trPr/{W}tblHeader") is not None and all(one.find(f"{W}trPr/{W}cantSplit") is not None for one in lines)
    assert any("instructs, conditional" in words(one) or "resolves, conditional" in words(one) for one in lines)
    client.cookies.load({"django_language": "ar"})
    turned = list(word(client, f"/plan/{work().pk}/?format=docx").iter(f"{W}tbl"))[1]
    said = next(one for one in turned.iter(f"{W}p") if "a list of lighthouses" in words(one))
    assert said.find(f"{W}pPr/{W}bidi") is None and said.find(f".//{W}rtl") is None, "words of a text keep their own direction"
    named = next(turned.iter(f"{W}p"))
    assert named.find(f"{W}pPr/{W}bidi") is not None and named.find(f".//{W}rtl") is not None


def test_what_changed_stands_as_tracked_changes(owed: Owed, client: Client) -> None:
    issue_plan(acting_as=owed.cast.officer, work=work())
    first = PlanIssue.objects.get()
    first.lines.pop(owed.duties["review"].uid)
    first.lines["gone"] = {**first.lines[owed.duties["buoys"].uid], "uid": owed.duties["buoys"].uid}
    PlanIssue.objects.update(lines={uid: one for uid, one in first.lines.items() if uid != owed.duties["buoys"].uid})
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="done", words="kept in a book")
    for address in (f"/plan/{work().pk}/?format=docx", "/plan/?format=docx"):
        table = list(word(client, address).iter(f"{W}tbl"))[1]
        put_in = [words(row) for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}ins") is not None]
        assert len(put_in) == 2 and any("review the lamps" in one for one in put_in)
        changed = next(row for row in table.iter(f"{W}tr") if "a list" in words(row))
        assert "kept in a book" in "".join(map(words, changed.iter(f"{W}ins"))) and "nothing reported" in "".join(map(words, changed.iter(f"{W}del")))
    as_(client, "ada@example.org")
    client.post(f"/plan/{work().pk}/issue/")
    second = PlanIssue.objects.get(number=2)
    assert not list(word(client, f"/plan/{work().pk}/?format=docx").iter(f"{W}ins")), "nothing changed since the second issue"
    found = page(client, f"/plan/issues/{second.pk}/")
    assert "3 lines are otherwise than in issue 1" in found and 'warn">changed<' in found and "instructs" in found and "kept in a book" in found
    marked = word(client, f"/plan/issues/{second.pk}/?format=docx")
    assert "kept in a book" in "".join(map(words, marked.iter(f"{W}ins"))), "an issue keeps what it changed, whatever is issued later"
    table: Any = load_workbook(io.BytesIO(client.get(f"/plan/issues/{second.pk}/?format=xlsx").content)).active
    since = [row[10].value for row in table.iter_rows() if "a list" in str(row[2].value)]
    assert since == ["Status, Last answer"]
    day = date_format(PlanIssue.objects.get(number=2).day)
    PlanIssue.objects.filter(pk=second.pk).update(lines=dict(reversed(second.lines.items())))
    inside = page(client, f"/plan/issues/{second.pk}/").split("<tbody>")[1]
    assert inside.index("lighthouses to the Council") < inside.index("a list of lighthouses") < inside.index("review the lamps"), "as in the text, however they are kept"
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="another book")
    assert "kept in a book" in page(client, f"/plan/issues/{second.pk}/") and "another book" not in page(client, f"/plan/issues/{second.pk}/") and day in found


def test_an_owner_named_and_words_that_changed_are_told_as_changes(owed: Owed, client: Client) -> None:
    issue_plan(acting_as=owed.cast.officer, work=work())
    assign_mandate(acting_as=owed.cast.officer, mandate=owed.duties["a list"], party=owed.council, basis="Decision 9")
    lines = PlanIssue.objects.get().lines
    lines[owed.duties["buoys"].uid]["summary"] = "to submit a report on buoys"
    PlanIssue.objects.update(lines=lines)
    found, _gone = changes_since(lines_of(planned(MandateTerms.objects.filter(current=True).select_related("mandate"))), PlanIssue.objects.get())
    assert {uid: set(one.cells) for uid, one in found.items()} == {owed.duties["a list"].uid: {"owner"}, owed.duties["buoys"].uid: {"summary"}}
    old = PlanIssue.objects.get()
    old.lines = {uid: {name: value for name, value in one.items() if name != "owner"} for uid, one in lines.items()}
    found, _gone = changes_since(lines_of(planned(MandateTerms.objects.filter(current=True).select_related("mandate"))), old)
    assert owed.duties["a list"].uid not in found, "an issue of before owners were kept says nothing of them"


def test_a_file_keeps_the_order_and_the_issue_of_the_page(owed: Owed, client: Client) -> None:
    issue_plan(acting_as=owed.cast.officer, work=work())
    found = page(client, f"/plan/{work().pk}/?sort=-place&against=1")
    assert "?sort=-place&amp;against=1&amp;format=docx" in found
    for sort in ("words", "-words", "said", "-collaborators"):
        assert rows(page(client, f"/plan/?sort={sort}")) == 7
    first, last = (word(client, f"/plan/{work().pk}/?sort={sort}&format=docx") for sort in ("words", "-words"))
    order = [[words(list(row.iter(f"{W}tc"))[1]) for row in list(one.iter(f"{W}tbl"))[1].iter(f"{W}tr")][1:] for one in (first, last)]
    assert order[0] == list(reversed(order[1])) != []


def test_lines_are_told_in_the_readers_language_where_the_text_is_published_in_it(owed: Owed, client: Client) -> None:
    issue_plan(acting_as=owed.cast.officer, work=work())
    wording = Wording.objects.get(version__provision=owed.duties["a list"].provision)
    file = ReceivedFile.objects.get(language_version=wording.language_version_id)
    file.pk, file.uid, file.sha256 = None, "u-file", "0" * 64
    file.save()
    french = LanguageVersion.objects.get(pk=wording.language_version_id)
    french.pk, french.language, french.uid, french.file = None, "fr", "u-french", file
    french.save()
    wording.pk, wording.language_version, wording.text, wording.uid = None, french, "de tenir une liste des phares,", "u-phares"
    wording.save()
    addresses = ("/plan/", f"/plan/{work().pk}/", f"/plan/issues/{PlanIssue.objects.get().pk}/")
    assert all("to keep a list" in page(client, one) and "phares" not in page(client, one) for one in addresses)
    client.cookies.load({"django_language": "fr"})
    for address in addresses:
        found = page(client, address)
        assert 'lang="fr" href="/mandates/' in found and "de tenir une liste des phares," in found and "to keep a list" not in found
        assert "to submit a report on lighthouses" in found, "of what is not published in it the words as they are"
    assert "de tenir une liste" in words(word(client, f"/plan/{work().pk}/?format=docx"))


def test_more_lines_than_a_word_file_holds_are_not_written(owed: Owed, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mandata.web.owed.plan_export.MOST", 3)
    answered = client.get("/plan/?actor=tsb-director&format=docx", follow=True)
    assert answered.redirect_chain == [("/plan/?actor=tsb-director", 302)] and "at most 3" in answered.content.decode()
    assert client.get("/plan/?actor=tsb-director&format=xlsx").status_code == 200


@pytest.mark.req("002-32")
def test_a_plan_is_reviewed_each_year(owed: Owed, client: Client) -> None:
    first = owed.of("lighthouses to the Council")[0]
    as_(client, "ada@example.org")
    assert first.overdue(TODAY) and "overdue" in page(client, f"/owed/{first.pk}/"), "what is due each year is overdue without a review"
    address = f"/plan/{work().pk}/review/"
    terms = {word: MandateTerms.objects.get(mandate=mandate, current=True).pk for word, mandate in owed.duties.items()}
    form: dict[str, Any] = {"year": TODAY.year, "needs": " ", "source": "TSAG 4", f"line_{terms['a list']}": "kept", f"line_{terms['names']}": "dropped"}
    bad = client.post(address, form)
    assert bad.status_code == 422 and "TSAG 4" in bad.content.decode()
    client.post(address, form | {"needs": "small ports want fewer reports", "obligation": first.pk})
    review = PlanReview.objects.get()
    assert (review.kept, review.changed, review.dropped) == (1, 0, 1)
    assert Obligation.objects.get(pk=first.pk).state == "delivered"
    found = page(client, f"/plan/{work().pk}/")
    assert "small ports want fewer reports" in found and "kept 1, to be changed 0, to be dropped 1" in found
    told = found.split('id="reviews"')[1]
    assert "publish the names of the keepers" in told and "to be dropped</span>" in told and "a list of lighthouses" not in told, "a line that is kept is only counted"
    assert "publish the names of the keepers" in str(reviewed(work(), [])), "a line that ended since is still told"
    assert "overdue" not in page(client, f"/owed/{first.pk}/")
    with pytest.raises(RuleBroken, match="recorded already"):
        review_plan(acting_as=owed.cast.officer, work=work(), year=TODAY.year, needs="x", source="y", decisions={})
    with pytest.raises(RuleBroken, match="not begun"):
        review_plan(acting_as=owed.cast.officer, work=work(), year=TODAY.year + 1, needs="x", source="y", decisions={})
    with pytest.raises(RuleBroken, match="which of its parties"):  # a meeting answers for no State
        review_plan(acting_as=owed.cast.officer, work=work(), year=TODAY.year - 1, needs="x", source="y", decisions={}, obligation=owed.of("old lamps")[0])
    with pytest.raises(RuleBroken, match="kept, changed or dropped"):
        review_plan(acting_as=owed.cast.officer, work=work(), year=TODAY.year - 1, needs="x", source="y", decisions={"no": "kept"})


def test_tasks_of_an_annexed_plan_stand_under_its_provision(owed: Owed, client: Client) -> None:
    from mandata.mandates.operations import publish_revision
    from mandata.mandates.plan import tasks_of

    cast = owed.cast  # noqa: F811
    reading = cast.read(
        "RESOLUTION 8 (Hammamet, 2016)\nA plan\n(Hammamet, 2016)\nThe World Telecommunication Standardization Assembly (Hammamet, 2016),\nresolves\n"
        "1\tto follow the plan given in the annex to this resolution,\ninvites Member States\nto help.\nANNEX\nPlan of action for ports\n"
        "1\tThe Director of the Telecommunication Standardization Bureau holds one course a year in each region.\n", "eight.txt")
    revision = publish_revision(acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="8",
                                session=cast.sessions[2016], layer="adopted")
    carrying, tasks = tasks_of(revision)
    assert carrying is not None and [one.who for one in tasks] == [("tsb-director",)]
    found = page(client, f"/plan/{revision.work_id}/")
    assert "holds one course a year" in found and "never overdue by themselves" in found and f"#{carrying.provision.wid}" in found
    assert client.get("/plan/99999/").status_code == 404
