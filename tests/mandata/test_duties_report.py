"""The report on duties and their state, for an assembly: every figure from the acts, every duty with what was last said of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from mandata.mandates.operations import answer_duty, assign_mandate, correct_mandate
from mandata.reports.building import build
from mandata.reports.figures import Figures
from mandata.reports.operations import draft_report, publish_report
from mandata.reports.verifying import verify
from mandata.shared.catalogues import COMPLETE
from mandata.shared.measures import observe
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_owed import Owed, owed, rule  # noqa: F401
from tests.mandata.test_reports import paper, printed


def cells(of: object, code: str) -> list[list[str]]:
    """The rows of the tables of a section, as words."""
    section = next(one for one in of.sections if one.code == code)  # type: ignore[attr-defined]
    return [["".join(piece.text for piece in cell) for cell in row] for block in section.blocks if block.kind == "table" for row in block.rows]


def test_the_report_tells_each_duty_with_its_state_and_each_text_with_its_figures(owed: Owed) -> None:  # noqa: F811
    rule(owed.cast, "overdue-public", "2020-01-01")
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="kept on the site")
    now = timezone.now()
    report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="duties-state", at=now, known=now)
    told = paper(report)
    figures = printed(told)
    live = observe("mandates.confirmed", owed.cast.league, now, now).value
    assert figures["mandates.confirmed@1"] == str(live) and figures["mandates.reported@1"] == "1"
    (text,) = cells(told, "texts")
    assert text[1:] == [str(live), "1", figures["mandates.without-means@1"]]
    duties = cells(told, "duties")
    assert len(duties) == live
    listed = next(row for row in duties if "a list" in row[1])
    assert listed[3] == "continuing" and listed[5] == "kept on the site" and "Director" in listed[2]
    assert sorted(row[3] for row in duties if row is not listed) == ["conditional, without means", *["nothing reported"] * (live - 2)]
    late = cells(told, "overdue")
    assert late and {row[2] for row in late} <= {row[1] for row in duties}
    assert len(late) == observe("obligations.overdue", owed.cast.league, now, now).value
    for language in COMPLETE:
        assert build(report, language.replace("_", "-").lower(), Figures(report.organisation, report.at, report.known)).sections
    publish_report(acting_as=owed.cast.officer, report=report)
    answer_duty(acting_as=owed.director, mandate=owed.duties["buoys"], says="done", words="laid")
    assert verify(report).holds, "what is said later changes nothing of what was known"


@pytest.mark.parametrize("code", ["duties-state", "action-plan"])
def test_what_is_done_for_one_day_and_open_for_another_is_said_to_continue(owed: Owed, code: str) -> None:  # noqa: F811
    each_year, first = owed.duties["lighthouses to the Council"], owed.of("lighthouses to the Council")[0]
    answer_duty(acting_as=owed.director, mandate=each_year, obligation=first, says="done", words="C/12")
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="done", words="once for all")
    now = timezone.now()
    report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code=code, at=now, known=now)
    rows = [row for section in paper(report).sections for row in cells(paper(report), section.code)]
    assert {word for row in rows if "C/12" in row for word in row} >= {"continuing"}, "as the plan says it"
    assert {word for row in rows if "once for all" in row for word in row} >= {"done"}


@pytest.mark.parametrize("code", ["duties-state", "action-plan"])
def test_a_duty_whose_words_name_nobody_is_told_with_the_owner_that_was_named(owed: Owed, code: str) -> None:  # noqa: F811
    terms = owed.duties["a list"].terms.get()
    correct_mandate(acting_as=owed.cast.officer, finding=terms.finding, corrected={"addressees": []})
    duty = terms.mandate

    def who() -> str:
        now = timezone.now()
        report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code=code, at=now, known=now)
        told = paper(report)
        rows = [row for section in told.sections for row in cells(told, section.code)]
        return next(row for row in rows if "a list" in row[1])[2]

    assert who() == "–"
    assign_mandate(acting_as=owed.cast.officer, mandate=duty, party=owed.tsag, basis="house rule: the group keeps lists")
    assert who() == str(owed.tsag)


def test_where_nothing_is_live_the_report_says_so(owed: Owed) -> None:  # noqa: F811
    then = timezone.make_aware(timezone.datetime.combine(date(2000, 1, 1), timezone.datetime.min.time()))
    report = draft_report(acting_as=owed.cast.officer, organisation=owed.cast.league, code="duties-state", at=then, known=timezone.now())
    told = paper(report)
    assert printed(told)["mandates.confirmed@1"] == "0" and not cells(told, "duties")
