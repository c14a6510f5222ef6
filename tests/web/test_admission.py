"""Admission on the pages: a visitor applies, the link confirms, the administration answers, the secretariat admits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from mandata.membership import operations
from mandata.membership.models import Application
from mandata.parties.models import Membership
from mandata.parties.operations import end_office
from mandata.shared.models import Refusal
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission, moment, somebody  # noqa: F401


def client_of(acting: Any) -> Client:
    """Somebody logged in."""
    client = Client()
    client.force_login(acting.user)
    return client


def form_of(admission: Admission, **changed: Any) -> dict[str, Any]:  # noqa: F811
    """What a visitor types."""
    return {
        "firm_name": "Brightbuoy", "state_party": admission.avonia.pk, "groups": [admission.lamps.pk], "staff": "12", "turnover": "", "currency": "",
        "website": "", "contact_name": "Lin Harrow", "contact_email": "lin@example.org", "language": "en", **changed,
    }


def link_in(message: Any) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://testserver(/join/link/\S+)", message.body)
    assert found, message.body
    return found.group(1)


@pytest.mark.req("000-08")
def test_from_the_first_click_to_the_group(admission: Admission, client: Client) -> None:  # noqa: F811
    assert b"lamps" in client.get("/join/").content
    sent = client.post(f"/join/{admission.route.pk}/", form_of(admission))
    assert sent.status_code == 302
    link = link_in(mail.outbox[-1])
    client.get(link)
    application = Application.objects.get()
    assert application.state == "unconfirmed", "a link that is looked at changes nothing: mail scanners follow links"
    client.post(link)
    application.refresh_from_db()
    assert application.state == "administration" and mail.outbox[-1].to == ["avn@example.org"]
    administration = client_of(admission.avonian)
    assert b"Brightbuoy" in administration.get("/desk/").content
    page = administration.get(f"/applications/{application.pk}/").content.decode()
    assert f"/applications/{application.pk}/approve/" in page and f"/applications/{application.pk}/admit/" not in page.replace("disabled", "")
    assert administration.post(f"/applications/{application.pk}/approve/", {"definition": ""}).status_code == 302
    assert mail.outbox[-1].to == ["lin@example.org"]
    officer = client_of(admission.cast.officer)
    assert officer.post(f"/applications/{application.pk}/admit/", {"groups": [admission.lamps.pk]}).status_code == 302
    assert Membership.objects.known().filter(of=admission.lamps, category="sme-pilot").count() == 1
    assert {one.to[0] for one in mail.outbox[-2:]} == {"lin@example.org"}, "the letter of admission, and the invitation as focal point"
    assert b"declared no definition" in officer.get(f"/applications/{application.pk}/").content


def test_what_was_typed_stays_and_the_fault_is_named(admission: Admission, client: Client) -> None:  # noqa: F811
    page = client.post(f"/join/{admission.route.pk}/", form_of(admission, groups=[], firm_name="Kept Firm"))
    assert page.status_code == 409 and b"Choose at least one group" in page.content and b"Kept Firm" in page.content
    page = client.post(f"/join/{admission.route.pk}/", form_of(admission, contact_email="nowhere", firm_name="Kept Firm"))
    assert page.status_code == 422 and b"Kept Firm" in page.content
    assert not Application.objects.exists()


def test_who_sends_many_applications_is_slowed_by_mail_address_and_by_network(admission: Admission, client: Client) -> None:  # noqa: F811
    address = f"/join/{admission.route.pk}/"
    for number in range(10):
        assert client.post(address, form_of(admission, firm_name=f"Firm {number}")).status_code == 302
        client.post(link_in(mail.outbox[-1]), {"take_back": "1"})  # none waits any more
    answer = client.post(address, form_of(admission, firm_name="Kept Firm"))
    assert answer.status_code == 409 and b"many times today" in answer.content and b"Kept Firm" in answer.content
    for number in range(10):
        assert client.post(address, form_of(admission, firm_name="", contact_email=f"a{number}@example.org")).status_code == 422, "what is not sent does not count"
        assert client.post(address, form_of(admission, contact_email=f"a{number}@example.org")).status_code == 302
    answer = client.post(address, form_of(admission, firm_name="Kept Firm", contact_email="b@example.org"))
    assert answer.status_code == 409 and b"from your network" in answer.content and b"Kept Firm" in answer.content
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(address, form_of(admission, contact_email="b@example.org")).status_code == 302
    assert Application.objects.count() == 21


@pytest.mark.req("000-08")
def test_an_answer_by_letter_is_recorded_with_the_letter(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    officer = client_of(admission.cast.officer)
    answer = {"approved": "yes", "signed_on": "2018-04-12", "signatory": "R. Sorel", "definition": "", "reason": ""}
    address = f"/applications/{application.pk}/record-answer/"
    assert officer.post(address, answer).status_code == 422, "without the letter nothing is recorded"
    letter = SimpleUploadedFile("réponse.pdf", b"%PDF-1.4 yes")
    assert officer.post(address, {**answer, "letter": letter}).status_code == 302
    application.refresh_from_db()
    assert application.state == "secretariat"
    kept = application.letters.get()
    given = officer.get(f"/letters/{kept.pk}/")
    assert given.content == b"%PDF-1.4 yes" and given["Content-Disposition"].startswith("attachment")
    assert client_of(admission.brellander).get(f"/letters/{kept.pk}/").status_code == 404


def test_another_state_neither_sees_nor_answers(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    other = client_of(admission.brellander)
    assert other.get(f"/applications/{application.pk}/").status_code == 404
    assert other.post(f"/applications/{application.pk}/approve/", {"definition": ""}).status_code == 404
    stranger = client_of(admission.cast.officer)
    assert stranger.post(f"/applications/{application.pk}/approve/", {"definition": ""}).status_code == 403
    assert Refusal.objects.get().verb == "approve"
    application.refresh_from_db()
    assert application.state == "administration"


def test_the_link_shows_how_it_stands_and_takes_back(admission: Admission, client: Client) -> None:  # noqa: F811
    client.post(f"/join/{admission.route.pk}/", form_of(admission))
    link = link_in(mail.outbox[-1])
    client.post(link)
    assert b"waits for the administration" in client.get(link).content
    client.post(link, {"take_back": "1"})
    assert Application.objects.get().state == "withdrawn"
    assert client.get("/join/link/guess/").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh-hans", "ar"])
def test_letters_are_written_in_six_languages(admission: Admission, language: str) -> None:  # noqa: F811
    application = admission.applied()
    operations.refuse(acting_as=admission.avonian, application=application, reason="too large")
    officer = client_of(admission.cast.officer)
    words = set()
    for code in ("confirm", "request", "reminder", "approve", "refuse", "withdraw-approval", "admit", "suspend", "resume", "expire"):
        page = officer.get(f"/applications/{application.pk}/letters/{code}/?language={language}").content.decode()
        article = page[page.index("<article"):page.index("</article>")]
        assert "Brightbuoy" in article and f'lang="{language}"' in article
        words.add(article)
    assert len(words) == 10


@pytest.mark.req("000-19")
def test_a_pilot_that_runs_on_without_a_text_is_told_and_nothing_lapses(admission: Admission, client: Client) -> None:  # noqa: F811
    page = client.get("/join/").content.decode()
    assert "the term has passed, no text has decided: no right lapses" in page and f"/join/{admission.route.pk}/" in page
    assert client.get("/measures/pilots.past-their-term/").status_code == 200
    assert "Pilots that run on without a text" in client_of(admission.cast.officer).get("/applications/").content.decode()


@pytest.mark.req("000-03")
def test_a_group_says_itself_that_it_takes_part(admission: Admission) -> None:  # noqa: F811
    officer = client_of(admission.cast.officer)
    assert officer.post(f"/parties/{admission.bells.pk}/take-part/", {"route": admission.route.pk, "basis": "x"}).status_code == 403
    chair = client_of(admission.chair)
    assert chair.post(f"/parties/{admission.lamps.pk}/leave/", {"route": admission.route.pk}).status_code == 302
    assert chair.post(f"/parties/{admission.lamps.pk}/take-part/", {"route": admission.route.pk, "basis": "report 3, 4.1"}).status_code == 302
    assert b"report 3, 4.1" in chair.get(f"/parties/{admission.lamps.pk}/").content
    assert b"lamps" in Client().get("/measures/groups.participating/").content


@pytest.mark.req("000-09")
def test_a_state_declares_its_definition_and_answers_under_it(admission: Admission) -> None:  # noqa: F811
    client = client_of(admission.avonian)
    given = {"title": "Law on small firms", "source": "Gazette 12", "staff_below": "50", "turnover_below": "", "currency": "", "adopted_on": "", "words": ""}
    assert client.post(f"/parties/{admission.avonia.pk}/definition/", given).status_code == 302
    assert b"Gazette 12" in client.get(f"/parties/{admission.avonia.pk}/").content
    assert client.post(f"/parties/{admission.brelland.pk}/definition/", given).status_code == 403
    application = admission.applied()
    form = client.get(f"/applications/{application.pk}/approve/").content.decode()
    chosen = re.search(r'<option value="(\d+)" selected>Law on small firms', form)
    assert chosen, form
    client.post(f"/applications/{application.pk}/approve/", {"definition": chosen.group(1)})
    assert b"Law on small firms" in client.get(f"/applications/{application.pk}/").content
    declared = client.get("/definitions/?declared=yes").content.decode()
    assert "Law on small firms" in declared and "fewer than 50 persons" in declared and "brl" not in declared
    assert "brl" in client.get("/definitions/?declared=no").content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(admission: Admission) -> None:  # noqa: F811
    officer = client_of(admission.cast.officer)
    admission.applied("Firm 0")
    officer.get("/applications/")
    counts = []
    for number in (1, 12):
        while Application.objects.count() < number:
            admission.applied(f"Firm {Application.objects.count()}")
        with CaptureQueriesContext(connection) as captured:
            officer.get("/applications/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.req("000-14", "000-15")
def test_history_is_looked_at_then_taken_over_as_known_then_and_a_bad_row_is_refused_alone(admission: Admission) -> None:  # noqa: F811
    rows = ["firm,state,groups,applied,approved,admitted,signatory"]
    rows += [f"Firm {n},AVN,lamps,2018-02-01,{'2018-03-15' if n < 5 else ''},,as reported" for n in range(12)]
    form = {"told_in": "Report to Council 2018, 2.1", "known": "2018-04-01", "rows": "\n".join([*rows, "Bad,XYZ,lamps,2018-02-01,,,", "Late,AVN,lamps,spring,,,"])}
    officer, address = client_of(admission.cast.officer), f"/join/{admission.route.pk}/history/"
    page = officer.post(address, {**form, "step": "look"}).content.decode()
    assert "“xyz”" in page and "“spring”" in page and not Application.objects.exists()
    assert officer.post(address, {**form, "step": "take"}).status_code == 200
    assert Application.objects.count() == 12
    for name, value in (("sme.approved", 5), ("sme.awaiting-approval", 7)):
        figure = officer.get(f"/measures/{name}/?at=2018-04-17&known=2018-04-17").content.decode()
        assert f">{value}<" in figure, name
    assert officer.post(address, {**form, "rows": "firm,state", "step": "look"}).status_code == 422
    assert client_of(admission.avonian).get(address).status_code == 403


def test_a_firm_reads_its_own_application_alone_and_no_letter_that_nobody_sent(admission: Admission) -> None:  # noqa: F811
    own, other = admission.applied("Bell"), admission.applied("Bell Foundry")
    contact = client_of(somebody(admission.bells, "chair", own.contact_email))
    page = contact.get(f"/applications/{own.pk}/")
    assert page.status_code == 200 and b"Bell Foundry" not in page.content
    assert b"Bell Foundry" in client_of(admission.avonian).get(f"/applications/{own.pk}/").content
    assert contact.get(f"/applications/{own.pk}/letters/request/").status_code == 200
    assert contact.get(f"/applications/{own.pk}/letters/admit/").status_code == 404
    assert contact.get(f"/applications/{other.pk}/").status_code == 404


def test_an_answer_by_letter_names_the_definition_of_its_state_and_says_when_it_names_none(admission: Admission) -> None:  # noqa: F811
    held = operations.declare_definition(acting_as=admission.avonian, state_party=admission.avonia, title="Decree 12", source="Journal")
    application = admission.applied()
    officer = client_of(admission.cast.officer)
    address = f"/applications/{application.pk}/record-answer/"
    assert f'value="{held.pk}" selected' in officer.get(address).content.decode()
    letter = SimpleUploadedFile("letter.pdf", b"words")
    day = timezone.now().date().isoformat()
    assert officer.post(address, {"approved": "yes", "signed_on": day, "signatory": "A", "letter": letter, "definition": ""}).status_code == 302
    page = officer.get(f"/applications/{application.pk}/").content.decode()
    assert "names no definition" in page and "has declared no definition" not in page


def test_a_table_that_no_reader_takes_is_told_with_its_line(admission: Admission) -> None:  # noqa: F811
    rows = "firm,state,groups,applied\n" + "x" * 150_000 + ",avn,lamps,2018-01-01"
    answer = client_of(admission.cast.officer).post(f"/join/{admission.route.pk}/history/", {"told_in": "C17", "known": "2018-02-01", "rows": rows})
    assert answer.status_code == 422 and "Line 2" in answer.content.decode()


def test_a_suspension_is_told_with_its_reason_and_each_letter_says_to_whom_and_when(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application)
    officer, address = client_of(admission.cast.officer), f"/applications/{application.pk}/"
    assert "draft: nobody has sent it" in officer.get(address + "letters/admit/").content.decode()
    assert officer.post(address + "admit/", {"groups": [admission.lamps.pk]}).status_code == 302
    assert officer.post(address + "suspend/", {"reason": ""}).status_code == 422
    assert officer.post(address + "suspend/", {"reason": "The fee is not paid."}).status_code == 302
    assert "Reason: The fee is not paid." in mail.outbox[-1].body and mail.outbox[-1].to == [application.contact_email]
    page = officer.get(address).content.decode()
    assert "The fee is not paid." in page and "Leave" in page and "to the administration" in page
    letter = officer.get(address + "letters/suspend/").content.decode()
    assert "Lin, Brightbuoy" in letter and "draft" not in letter
    assert "Administration of avn" in officer.get(address + "letters/request/").content.decode()


def test_a_reminder_that_reaches_nobody_says_so(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    officer, address = client_of(admission.cast.officer), f"/applications/{application.pk}/remind/"
    assert "A mail goes to: head-of-administration, avn." in officer.get(address).content.decode()
    end_office(acting_as=admission.avonian, office=admission.avonian.offices[0], last_day=None)
    mail.outbox.clear()
    assert "Nobody with a mail address answers for: avn" in officer.get(address).content.decode()
    told = officer.post(address, follow=True)
    assert "Nobody with a mail address answers for: avn" in told.content.decode() and not mail.outbox


@pytest.mark.req("000-19")
def test_a_text_makes_a_lasting_status_of_a_pilot_and_members_go_over(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application)
    firm = operations.admit(acting_as=admission.cast.officer, application=application)
    officer, address = client_of(admission.cast.officer), f"/join/{admission.route.pk}/terms/"
    assert address in officer.get("/desk/").content.decode() and "a decision was due by 16 November 2018" in officer.get("/desk/").content.decode()
    assert address in officer.get("/join/").content.decode() and address not in Client().get("/join/").content.decode()
    page = officer.get(address).content.decode()
    assert "no text has decided" in page and "Firms admitted: 1." in page
    given = {"category": "associate", "cited": "", "term": "", "by_administration": "on", "by_group": "on"}
    assert officer.post(address, {**given, "basis": ""}).status_code == 422, "without a text nothing is set"
    assert client_of(admission.chair).post(address, {**given, "basis": "x"}).status_code == 403
    assert officer.post(address, {**given, "basis": "Resolution 209 (Dubai, 2018)"}).status_code == 302
    assert {one.category for one in Membership.objects.at(timezone.now()).filter(member=firm)} == {"associate"}
    told = Client().get("/join/").content.decode()
    assert date_format(timezone.now(), "DATE_FORMAT") not in told, "the way in is open since the pilot began"
    assert "Resolution 209 (Dubai, 2018)" in told and "Pilot</dt>" not in told
    assert "a decision was due by" not in officer.get("/desk/").content.decode()


def test_whoever_applied_sees_it_among_what_is_held_on_them_and_corrects_the_name(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    contact = client_of(somebody(admission.bells, "chair", application.contact_email))
    page = contact.get("/account/held/").content.decode()
    assert f"/applications/{application.pk}/" in page and "Lin" in page
    assert "application, contact" in {one["what"] for one in contact.get("/account/held/?format=json").json()}
    assert contact.post("/account/held/correct/", {"name": "Lin Harrow-Smith", "language": "en"}).status_code == 302
    application.refresh_from_db()
    assert application.contact_name == "Lin Harrow-Smith"
    assert f"/applications/{application.pk}/" not in client_of(admission.avonian).get("/account/held/").content.decode()
