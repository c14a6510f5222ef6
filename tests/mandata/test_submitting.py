"""The way of a report: checked by another person, submitted, noted; the duty that asks for it is answered by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.models import BodySession
from mandata.parties.operations import appoint
from mandata.reports.models import Report, Submission
from mandata.reports.operations import draft_report, publish_report, write_paragraph
from mandata.reports.submitting import check_report, note_report, submit_report
from mandata.shared.models import Act, ActSubject
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_owed import Owed, owed  # noqa: F401
from tests.mandata.test_reports import Admission, admission, drafted, pilot  # noqa: F401
from tests.web.test_misreadings import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(pilot: Admission) -> Report:  # noqa: F811
    return drafted(pilot)


def another(pilot: Admission):  # type: ignore[no-untyped-def]  # noqa: F811
    """A second officer."""
    office = appoint(acting_as=HOUSE, party=pilot.cast.secretariat, function="officer", email="second@example.org", name="Second", password="x" * 12)
    return acting_for(office.person.user)


def test_another_person_checks_and_what_is_written_after_undoes_it(pilot: Admission, draft: Report) -> None:  # noqa: F811
    with pytest.raises(Refused, match="another person"):
        check_report(acting_as=pilot.cast.officer, report=draft)
    second = another(pilot)
    check_report(acting_as=second, report=draft)
    with pytest.raises(RuleBroken, match="already"):
        check_report(acting_as=second, report=draft)
    write_paragraph(acting_as=pilot.cast.officer, report=draft, section="situation", words="Well.")
    draft.refresh_from_db()
    assert draft.checked_by is None
    check_report(acting_as=second, report=draft)
    publish_report(acting_as=pilot.cast.officer, report=draft)
    draft.refresh_from_db()
    assert draft.checked_by is not None and draft.published


def test_a_report_is_submitted_once_to_a_session_and_noted_once(pilot: Admission, draft: Report) -> None:  # noqa: F811
    officer, session = pilot.cast.officer, pilot.cast.sessions[2016]
    with pytest.raises(RuleBroken, match="published"):
        submit_report(acting_as=officer, report=draft, session=session)
    publish_report(acting_as=officer, report=draft)
    with pytest.raises(RuleBroken, match="which body"):
        submit_report(acting_as=officer, report=draft)
    submission = submit_report(acting_as=officer, report=draft, session=session)
    assert submission.body == session.body and submission.answer is None, "no duty asks for it"
    with pytest.raises(RuleBroken, match="already"):
        submit_report(acting_as=officer, report=draft, session=session)
    today = timezone.localdate()
    for outcome, decision, day in (("", "x", today), ("noted", " ", today), ("noted", "x", today + timedelta(days=1))):
        with pytest.raises(RuleBroken):
            note_report(acting_as=officer, submission=submission, outcome=outcome, decision=decision, day=day)
    note_report(acting_as=officer, submission=submission, outcome="noted", decision="Summary record, 3.4", day=today)
    with pytest.raises(RuleBroken, match="already"):
        note_report(acting_as=officer, submission=submission, outcome="returned", decision="Summary record, 3.4", day=today)
    assert list(Act.objects.filter(verb__in=("submit", "note")).order_by("id").values_list("verb", flat=True)) == ["submit", "note"]


def test_a_chair_of_the_body_notes_and_a_chair_of_another_does_not(pilot: Admission, draft: Report) -> None:  # noqa: F811
    publish_report(acting_as=pilot.cast.officer, report=draft)
    submission = submit_report(acting_as=pilot.cast.officer, report=draft, session=pilot.cast.sessions[2016])
    with pytest.raises(Refused):
        note_report(acting_as=pilot.chair, submission=submission, outcome="noted", decision="Minutes, 2")
    chair = acting_for(appoint(
        acting_as=HOUSE, party=submission.body, function="chair", email="chairs@example.org", name="Chair", password="x" * 12).person.user)
    note_report(acting_as=chair, submission=submission, outcome="approved", decision="Minutes, 2")
    assert Submission.objects.get().outcome == "approved"


def test_the_way_stands_on_the_page_and_files_taken_along_are_counted(pilot: Admission, draft: Report) -> None:  # noqa: F811
    officer = client_of(pilot.cast.officer)
    address = f"/reports/{draft.pk}/"
    assert "another person checks it" in officer.get(address).content.decode()
    assert officer.post(address + "check/").status_code == 403
    officer.get(address + "report.docx")
    assert client_of(another(pilot)).post(address + "check/").status_code == 302
    assert officer.post(address + "publish/").status_code == 302
    session = pilot.cast.sessions[2016]
    assert officer.post(address + "submit/", {"session": session.pk, "body": ""}).status_code == 302
    submission = Submission.objects.get()
    assert officer.post(f"/reports/submissions/{submission.pk}/note/", {"outcome": "noted", "decision": "Minutes, 2", "day": "2016-11-03"}).status_code == 302
    for _ in range(2):
        Client().get(address + "report.docx")
    page = Client().get(address).content.decode()
    assert "Minutes, 2" in page and "noted" in page and "Taken along 2 times" in page, "a draft taken along counts not"
    assert "checked on" in page and "Record what the body did" not in page


@pytest.mark.req("000-12")
def test_a_report_that_a_duty_asks_for_is_due_to_a_session_submitted_and_noted(owed: Owed) -> None:  # noqa: F811
    officer, mandate = owed.cast.officer, owed.duties["lighthouses to the Council"]
    due = next(one for one in owed.of("lighthouses to the Council", state="open") if one.session_id)
    report = draft_report(
        acting_as=officer, organisation=owed.cast.league, code="sme-pilot-progress", at=timezone.now(), number="C/12", addressee=owed.council,
        session=due.session, mandate=mandate,
    )
    publish_report(acting_as=officer, report=report)
    submission = submit_report(acting_as=officer, report=report)
    due.refresh_from_db()
    assert due.state == "delivered" and submission.session == due.session
    assert submission.answer is not None and submission.answer.obligation == due and "C/12" in submission.answer.evidence
    note_report(acting_as=officer, submission=submission, outcome="noted", decision="Summary record, 3.4", day=timezone.localdate())
    act = Act.objects.get(verb="submit")
    assert {mandate.uid, due.uid, submission.uid} <= set(ActSubject.objects.filter(act=act).values_list("subject_id", flat=True)) | {act.subject_id}
    client = client_of(officer)
    page = client.get(f"/mandates/{mandate.pk}/").content.decode()
    assert "C/12" in page and "Report submitted to" in page, "the duty tells what answered it"
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "Summary record, 3.4" in page and "is invited to take note" in page
    listed = client.get("/reports/").content.decode()
    assert "noted" in listed and "C/12" in listed
    again = draft_report(
        acting_as=officer, organisation=owed.cast.league, code="sme-pilot-progress", at=timezone.now(), number="C/12 Rev.", addressee=owed.council,
        session=due.session, mandate=mandate,
    )
    publish_report(acting_as=officer, report=again)
    open_before = [one.pk for one in owed.of("lighthouses to the Council", state="open")]
    submit_report(acting_as=officer, report=again)
    assert [one.pk for one in owed.of("lighthouses to the Council", state="open")] == open_before, "a second report to one session delivers no later one"


def test_a_report_goes_to_another_body_than_its_addressee_on_a_second_word_alone(pilot: Admission, draft: Report) -> None:  # noqa: F811
    officer, assembly, lamps = client_of(pilot.cast.officer), pilot.cast.assembly, pilot.lamps
    Report.objects.filter(pk=draft.pk).update(addressee=assembly)
    draft.refresh_from_db()
    publish_report(acting_as=pilot.cast.officer, report=draft)
    coming = BodySession.objects.create(
        organisation=pilot.cast.league, body=assembly, year=draft.at.year + 1, start=draft.at + timedelta(days=300), end=draft.at + timedelta(days=305))
    BodySession.objects.create(organisation=pilot.cast.league, body=assembly, year=draft.at.year + 2, start=draft.at + timedelta(days=600), end=draft.at + timedelta(days=605))
    address = f"/reports/{draft.pk}/submit/"
    form = officer.get(address).content.decode()
    assert f'<option value="{coming.pk}" selected' in form, "the next session of its addressee is proposed"
    assert "all the same" not in form
    told = officer.post(address, {"session": "", "body": lamps.pk, "another": ""})
    assert told.status_code == 409 and f"is addressed to {assembly}, not to {lamps}" in told.content.decode() and "all the same" in told.content.decode()
    assert not Submission.objects.exists()
    assert officer.post(address, {"session": "", "body": lamps.pk, "another": "on"}).status_code == 302
    assert officer.post(address, {"session": coming.pk, "body": assembly.pk}).status_code == 302
    assert [one.body for one in Submission.objects.order_by("pk")] == [lamps, assembly]
