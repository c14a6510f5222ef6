"""The action plan: every line of every text, sorted and filtered; of one text with what changed since its last issue; files; reviews."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from mandata.mandates.models import MandateTerms, Obligation, PlanIssue, PlanReview
from mandata.mandates.operations import answer_duty, issue_plan, review_plan
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Work
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
    issue.lines["gone"] = {**issue.lines[owed.duties["a list"].uid], "summary": "to whistle at noon"}
    PlanIssue.objects.update(lines=issue.lines)
    found = page(client, address)
    assert "2 lines are otherwise" in found and "to whistle at noon" in found and found.count('warn">changed<') == 2 and 'good">new<' in found
    client.post(f"{address}issue/")
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
        assert len(found) == (6 if "actor" in address else 8) and len(found[0]) == 10
        assert any("lighthouses to the Council" in str(row) for row in found)


@pytest.mark.req("002-32")
def test_a_plan_is_reviewed_each_year(owed: Owed, client: Client) -> None:
    first = owed.of("lighthouses to the Council")[0]
    as_(client, "ada@example.org")
    address = f"/plan/{work().pk}/review/"
    terms = {word: MandateTerms.objects.get(mandate=mandate, current=True).pk for word, mandate in owed.duties.items()}
    form: dict[str, Any] = {"year": TODAY.year, "needs": " ", "source": "TSAG 4", f"line_{terms['a list']}": "kept", f"line_{terms['names']}": "dropped"}
    bad = client.post(address, form)
    assert bad.status_code == 422 and "TSAG 4" in bad.content.decode()
    client.post(address, form | {"needs": "small ports want fewer reports", "obligation": first.pk})
    review = PlanReview.objects.get()
    assert (review.kept, review.changed, review.dropped) == (1, 0, 1)
    assert Obligation.objects.get(pk=first.pk).state == "delivered"
    assert "small ports want fewer reports" in page(client, f"/plan/{work().pk}/")
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
