"""What a pilot came to: participation, contributions, refusals by rule, cost and views; and the fuller report on it to the conference."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from mandata.cli.reporting import write_report
from mandata.mandates.models import Mandate, Obligation
from mandata.mandates.operations import confirm_mandate, publish_revision
from mandata.membership import operations
from mandata.membership.models import PilotView
from mandata.parties.models import BodySession, CodeName, Function, Party
from mandata.parties.operations import (
    add_membership,
    record_attendance,
    record_contribution,
    withdraw_contribution,
)
from mandata.reports.building import paper_from
from mandata.reports.file_check import check_file
from mandata.reports.operations import draft_report, publish_report
from mandata.reports.pdf import as_pdf
from mandata.reports.submitting import note_report, submit_report
from mandata.reports.verifying import verify
from mandata.reports.word import as_word
from mandata.shared.measures import observe, observe_by
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Finding
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission, moment, somebody  # noqa: F401
from tests.mandata.test_owed import rule
from tests.mandata.test_reports import paper, printed, words_of

CODE = "sme-pilot-results"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
RESULTS = ("participation", "mode", "contributions", "topics", "membership", "refusals", "cost", "views", "options")


def admitted(here: Admission, name: str, day: str = "2018-03-01") -> Party:
    """A firm that its State approved and the secretariat admitted."""
    application = here.applied(name, day)
    operations.approve(acting_as=here.avonian, application=application, happened_at=moment(day))
    return operations.admit(acting_as=here.cast.officer, application=application, happened_at=moment(day))


def results(here: Admission, at: datetime | None = None, **others: Any) -> Any:
    """A draft of the report."""
    return draft_report(acting_as=here.cast.officer, organisation=here.cast.league, code=CODE, at=at or timezone.now(), **others)


@pytest.mark.req("000-13")
def test_a_section_without_data_says_why(admission: Admission) -> None:  # noqa: F811
    found = paper(results(admission))
    for section in RESULTS:
        assert "No data recorded." in words_of(found, section) or section == "membership", section
    assert "No firm had been admitted" in words_of(found, "membership") and "Extend" in words_of(found, "options")


@pytest.mark.req("000-13")
def test_results_and_not_the_state_alone(admission: Admission) -> None:  # noqa: F811
    league, officer, lamps = admission.cast.league, admission.cast.officer, admission.lamps
    bright, dim = admitted(admission, "Brightbuoy"), admitted(admission, "Dimbuoy")
    focal = somebody(bright, "focal-point", "focal@example.org")
    session, earlier = (BodySession.objects.create(organisation=league, body=lamps, year=year, start=date(year, 5, 1), end=date(year, 5, 4)) for year in (2018, 2016))
    with pytest.raises(RuleBroken, match="from afar"):
        record_attendance(acting_as=admission.chair, session=session, parties=[bright], mode="by letter")
    record_attendance(acting_as=admission.chair, session=session, parties=[bright, admission.avonia], mode="remote")
    record_attendance(acting_as=officer, session=earlier, parties=[bright])  # before the pilot: not its result
    for number in ("1", "2"):
        record_contribution(acting_as=admission.chair, session=session, party=bright, number=number, title="A lamp", topic="lamps")
    with pytest.raises(RuleBroken, match="recorded for this session already"):
        record_contribution(acting_as=admission.chair, session=session, party=dim, number="2", title="A lamp", topic="lamps")
    with pytest.raises(Refused):
        record_contribution(acting_as=focal, session=session, party=bright, number="3", title="A lamp", topic="lamps")
    error = record_contribution(acting_as=officer, session=session, party=dim, number="9", title="An error", topic="bells")
    assert observe("pilot.firms-contributing", league).value == 2
    withdraw_contribution(acting_as=admission.chair, contribution=error)
    add_membership(acting_as=officer, party=bright, of=league.party_ptr, category="associate", since=date(2018, 6, 1))
    figures = {name: observe(f"pilot.{name}", league) for name in (
        "admitted", "firms-taking-part", "participation", "contributions", "firms-contributing", "later-members", "refusals")}
    assert {name: one.value for name, one in figures.items()} == {
        "admitted": 2, "firms-taking-part": 1, "participation": 1, "contributions": 2, "firms-contributing": 1, "later-members": 1, "refusals": 1}
    assert {figures[name].denominator for name in ("firms-taking-part", "firms-contributing", "later-members")} == {2}
    assert {code: one.value for code, one in observe_by("pilot.participation", "mode", league).items()} == {"remote": 1}
    assert observe("pilot.later-members", league, moment("2018-05-31")).value == 0

    with pytest.raises(Refused):
        operations.record_cost(acting_as=focal, route=admission.route, words="x", amount=5, currency="CHF", source="x")
    cost = operations.record_cost(acting_as=officer, route=admission.route, words="Half a post", amount=1500, currency="chf", source="Budget 2018, line 4")
    operations.record_cost(acting_as=officer, route=admission.route, words="A line", amount=500, currency="CHF", source="Budget 2018, line 5")
    for amount, currency, wrong in ((5, "EUR", "kept in CHF"), (0, "CHF", "more than nothing"), (5, "francs", "three letters")):
        with pytest.raises(RuleBroken, match=wrong):
            operations.record_cost(acting_as=officer, route=admission.route, words="x", amount=amount, currency=currency, source="x")
    assert (observe("pilot.cost", league).value, observe("pilot.cost", league).denominator) == (2000, 2)

    def view(who: Any, party: Party, wants: str, **more: Any) -> PilotView:
        return operations.give_view(acting_as=who, party=party, route=admission.route, wants=wants, words=f"{party.key} says", **more)

    view(focal, bright, "extend", day=date(2018, 7, 1))
    view(focal, bright, "convert")
    view(admission.chair, lamps, "extend")
    view(officer, admission.brelland, "end", source="Letter of 3 May")
    for who, party in ((focal, dim), (admission.avonian, admission.brelland), (admission.cast.stranger, bright)):
        with pytest.raises(Refused):
            view(who, party, "end", source="mine")
    with pytest.raises(RuleBroken, match="letter"):
        view(officer, admission.avonia, "end")
    assert {code: one.value for code, one in observe_by("pilot.views", "side-wants", league).items()} == {
        "firms:convert": 1, "groups:extend": 1, "administrations:end": 1}, "the last view of each"

    report = results(admission)
    told = {language: printed(paper(report, language)) for language in LANGUAGES}
    assert all(one == told["en"] for one in told.values())
    for section in RESULTS:
        assert "No data recorded." not in words_of(paper(report), section), section
    assert "brl says" in words_of(paper(report), "views") and "Letter of 3 May" in words_of(paper(report), "views")
    assert told["en"]["pilot.refusals@1"] == "3", "attempts of a person in an office of the firm, each with its rule"
    assert "house rule" in words_of(paper(report), "refusals")
    operations.take_back_cost(acting_as=officer, cost=cost)
    assert printed(paper(report))["pilot.cost@1"] == "2000" and printed(paper(results(admission)))["pilot.cost@1"] == "500"


@pytest.mark.req("000-13")
def test_the_report_answers_the_duty_of_the_conference_and_its_file_is_checked(admission: Admission, tmp_path: Any) -> None:  # noqa: F811
    here, league, officer = admission, admission.cast.league, admission.cast.officer
    for code, value in (("overdue-forces", "resolve instruct"), ("owed-from", "2016-11-10"), ("cycle-pp", "48 months")):
        rule(here.cast, code, value)
    conference = Party.objects.create(organisation=league, key="pp", entity="conference", parent=league, actor="pp")
    Function.objects.get_or_create(organisation=league, code="chair", entity="conference", defaults={"names": {"en": "chair"}})
    session = BodySession.objects.create(organisation=league, body=conference, year=2018, start=date(2018, 10, 29), end=date(2018, 11, 16))
    reading = here.cast.read("""DECISION
Pilot for small firms
(Geneva, 2016)
The World Telecommunication Standardization Assembly (Geneva, 2016),
instructs the General Secretariat
to submit a fuller report on the results to the Plenipotentiary Conference at its 2018 session.
""")
    for finding in reading.findings.filter(what=Finding.What.MANDATE):
        confirm_mandate(acting_as=officer, finding=finding)
    publish_revision(acting_as=officer, language_version=reading.language_version, body=here.cast.assembly, kind_of_text="decision", number="1",
                     session=here.cast.sessions[2016], layer="adopted")
    duty = Mandate.objects.get(provision__work__number="1")
    due = Obligation.objects.get(mandate=duty)
    assert (due.session, due.state) == (session, "open") and duty.terms.get().report_to[0]["actor"] == "pp"
    firm = admitted(here, "Brightbuoy")
    assert firm and CodeName.objects.exists()
    report = results(here, at=moment("2018-10-01"), addressee=conference, session=session, mandate=duty, number="PP18/64")
    assert "PP18/64" in str(report) and "Plenipotentiary Conference at its 2018 session" in words_of(paper(report), "background")
    publish_report(acting_as=officer, report=report)
    submission = submit_report(acting_as=officer, report=report)
    due.refresh_from_db()
    assert due.state == "delivered" and submission.session == session
    note_report(acting_as=officer, submission=submission, outcome="noted", decision="Minutes, point 8", day=date(2018, 11, 12))
    assert verify(report).changed == []
    english = paper_from(report.snapshot["en"])
    for data in (as_word(english, league.name, (), report), as_pdf(english, league.name, (), report)):
        checked = check_file(data)
        assert checked.figures and all(one.verdict == "follows" for one in checked.figures) and not checked.remarks
    path = write_report(CODE, league, date(2018, 10, 1), None, "fr", "docx", tmp_path / "results.docx")
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"
