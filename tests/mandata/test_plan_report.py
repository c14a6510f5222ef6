"""The action plan as a report: each line as it was known, figures that follow from the acts, all lines in the data that go with it."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import timezone

from mandata.mandates.models import Obligation
from mandata.mandates.operations import answer_duty
from mandata.mandates.plan import lines_of, planned
from mandata.mandates.register import live_terms
from mandata.reports import action_plan
from mandata.reports.building import build
from mandata.reports.figures import Figures
from mandata.reports.operations import draft_report, publish_report
from mandata.reports.verifying import verify
from mandata.shared.catalogues import COMPLETE
from mandata.shared.measures import observe
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_duties_report import cells
from tests.mandata.test_owed import Owed, owed  # noqa: F401
from tests.mandata.test_reports import paper, printed

pytestmark = pytest.mark.django_db


def test_the_plan_as_a_report_tells_the_lines_of_its_page_and_stays_as_it_was_known(owed: Owed) -> None:  # noqa: F811
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="kept on the site")
    now = timezone.now()
    report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="action-plan", at=now, known=now)
    told, live = paper(report), observe("mandates.confirmed", owed.cast.league, now, now).value
    assert printed(told)["mandates.confirmed@1"] == str(live)
    lines, page = cells(told, "lines"), {one.summary: one for one in lines_of(planned(live_terms()))}
    assert len(lines) == live == len(page)
    listed, yearly = (next(row for row in lines if word in row[1]) for word in ("a list", "lighthouses to the Council"))
    assert listed[6:] == ["continuing", "kept on the site"] and listed[2] != "–"
    first = Obligation.objects.filter(mandate=owed.duties["lighthouses to the Council"], state="open").order_by("due_on")[0].due_on
    assert str(first.year) in yearly[5] and yearly[4] != "–"
    rows = list(csv.DictReader(io.StringIO(action_plan.ACTION_PLAN.tables[0].text(Figures(report.organisation, report.at, report.known)))))
    assert len(rows) == live
    for row in rows:
        line = page[next(words for words in page if " ".join(words.split()) == row["words"])]
        assert (row["lead"], row["collaborators"], row["report_to"]) == (line.lead, "; ".join(line.collaborators), "; ".join(line.report))
        assert row["milestone"] == (line.milestone.isoformat() if line.milestone else "")
    for language in COMPLETE:
        assert build(report, language.replace("_", "-").lower(), Figures(report.organisation, report.at, report.known)).sections
    publish_report(acting_as=owed.cast.officer, report=report)
    answer_duty(acting_as=owed.director, mandate=owed.duties["buoys"], says="done", words="laid")
    assert verify(report).holds, "what is said later changes nothing of what was known"


def test_a_long_plan_prints_its_first_lines_and_says_where_all_are(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(action_plan, "LINES", 2)
    report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="action-plan", at=timezone.now())
    told = paper(report)
    assert len(cells(told, "lines")) == 2 and "“lines”" in str(told)


def test_where_nothing_is_live_the_plan_says_so(owed: Owed) -> None:  # noqa: F811
    then = timezone.make_aware(timezone.datetime(2000, 1, 1))
    told = paper(draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="action-plan", at=then, known=timezone.now()))
    assert printed(told)["mandates.confirmed@1"] == "0" and not cells(told, "lines")
