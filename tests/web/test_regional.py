"""Pages of regional coordination: the register, States without a body, a request decided, terms approved, the relation sheet, forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.mandates.models import PlanActivity, PlanProgramme
from mandata.mandates.operations import record_activity
from mandata.membership.models import (
    Framework,
    GroupRequest,
    HelpRequest,
    Initiative,
    JointAct,
    Mechanism,
    MobilisationProgramme,
    Opportunity,
    PilotCost,
    RegionalTerms,
    RegionalWork,
    Route,
)
from mandata.membership.operations import regional
from mandata.parties.accounts import open_account
from mandata.parties.capacity import HOUSE, Acting
from mandata.parties.models import BodySession, Office, Organisation, Party, Person, Responsibility, offices_held
from mandata.parties.operations import assign_responsibility, record_attendance, record_contribution
from mandata.parties.registering_models import Attendance, Contribution
from mandata.reports.models import Report
from mandata.shared.measures import measures, observe, records_of
from mandata.shared.models import Act, Refusal
from mandata.web.records import address_of
from mandata.web.regional.forms import ACTS
from tests.web.test_pages import as_


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, demonstration: Callable[[], None]) -> Iterator[None]:
    """The sample, loaded once for the tests of this file; each test's own acts are undone."""
    queue = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_db_blocker.unblock(), override_settings(TASKS=queue, DEMO=True), transaction.atomic():
        demonstration()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def union(loaded: None, db: None) -> Organisation:
    """The invented union."""
    return Organisation.objects.get(slug="iuts")


def page(client: Client, path: str) -> str:
    """The words of a page that is there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def speaks(client: Client, union: Organisation, key: str, function: str = "chair") -> Client:
    """The browser of whoever holds a function in a party of the sample."""
    person = Person.objects.filter(offices__party__organisation=union, offices__party__key=key, offices__function=function).get()
    if person.user is None:
        person.user = get_user_model().objects.create(username=person.email, email=person.email)
        person.save()
    return as_(client, person.user.email)


@pytest.mark.req("002-04")
def test_states_without_a_body_are_figures_that_list_them(union: Organisation, client: Client) -> None:
    overview = page(client, "/regional/?organisation=iuts")
    name = "states.without-regional-standards-body"
    assert observe(name, union).value == 8 and observe("states.developing-without-regional-standards-body", union).value == 4
    assert f'<a href="/measures/{name}/?scope={union.pk}"><strong>8</strong></a> of 12' in overview
    assert "Northern Institute of Marks" in overview and "the States of the Northern Market" in overview and "invented list of the Council, 2024" in overview
    assert "8 rows" in page(client, f"/measures/{name}/?scope={union.pk}")
    in_2021 = page(client, f"/measures/{name}/?scope={union.pk}&at=2021-06-01")
    assert "Fenoa" in in_2021 and "Lormonde" not in in_2021, "Fenoa joined its body in 2022, Lormonde the union in 2023"
    states = page(client, "/regional/states/?organisation=iuts&without=standards")
    assert "8 rows" in states and "Keldra" in states and "Avonia" not in states
    assert "Fenoa" not in states and "Fenoa" in page(client, "/regional/states/?organisation=iuts&without=standards&at=2021-06-01")
    assert "10 rows" in page(client, "/regional/states/?organisation=iuts&without=secretariat")
    marks = union.parties.get(key="northern-marks")
    assert f'<a href="/measures/members/?scope={marks.pk}">3</a>' in overview and observe("members", marks).value == 3
    bare = page(client, "/regional/?organisation=itu")
    assert "No State is recorded as a member of a regional organisation yet." in bare and "How it is recorded" in bare and "194</strong></a> of 194" not in bare
    assert "Joint acts by subject" not in bare and "Joint acts by subject" in overview and "Not recorded" not in overview
    itu = Organisation.objects.get(slug="itu").pk
    for address in (f"/measures/states.without-regional-organisation/?scope={itu}", "/regional/states/?organisation=itu", "/parties/?organisation=itu"):
        assert " yet." in page(client, address), address


@pytest.mark.req("002-37", "002-77", "004-20")
def test_the_chair_of_the_parent_decides_on_the_page_of_the_request(union: Organisation, client: Client) -> None:
    request = GroupRequest.objects.get(state="requested")
    waits = page(client, f"/regional/requests/{request.pk}/")
    assert "waits for the parent group" in waits and "Organization of Northern Harbours" in waits and "Record that the group agreed" not in waits
    officer = as_(client, "officer@example.org")
    refused = page(officer, f"/regional/requests/{request.pk}/")
    assert "disabled" in refused and "the parent group alone decides" in refused
    assert officer.post(f"/regional/act/agree/{request.pk}/", {"decision": "mine"}).status_code == 403
    assert Refusal.objects.filter(verb="agree", subject_id=request.uid).count() == 1
    chair = speaks(client, union, "study-group-3")
    empty = chair.post(f"/regional/act/agree/{request.pk}/", {"decision": ""})
    assert empty.status_code == 422
    assert "A request for a regional group waits" in page(chair, f"/parties/{request.parent_id}/")
    desk = page(chair, "/desk/")
    assert f'href="/regional/requests/{request.pk}/"' in desk and "Terms of reference: <bdi>Regional Group of Study Group 3 for the South" in desk
    assert chair.post(f"/regional/act/agree/{request.pk}/", {"decision": "report of the fourth meeting"}).status_code == 302
    request.refresh_from_db()
    assert request.group is not None and "Regional Group of Study Group 3 for the North" in page(client, "/regional/groups/")
    again = chair.post(f"/regional/act/refuse/{request.pk}/", {"reason": "no, after all"})
    assert again.status_code == 409 and "decided already" in again.content.decode() and "no, after all" in again.content.decode()
    assert Act.objects.filter(subject_id=request.uid, verb__in=("agree", "refuse")).count() == 1


@pytest.mark.req("002-80", "004-15")
def test_terms_are_approved_on_the_page_of_the_group_by_the_parent_alone(union: Organisation, client: Client) -> None:
    north, south = (Party.objects.get(organisation=union, key=f"{key}-group") for key in ("north", "south"))
    shown = page(client, f"/regional/groups/{north.pk}/")
    for words in ("Draft 1", "approved", "lamps in ice and fog first", "Le groupe porte", "Question 3: lamps in ice", "Organization of Northern Harbours"):
        assert words in shown, words
    draft = RegionalTerms.objects.get(group=south)
    region = speaks(client, union, "south-group")
    assert region.post(f"/regional/act/approve-terms/{draft.pk}/", {"decision": "ours"}).status_code == 403
    parent = speaks(client, union, "study-group-3")
    assert parent.post(f"/regional/act/approve-terms/{draft.pk}/", {"decision": "fourth meeting"}).status_code == 302
    assert "in force since" in page(client, "/regional/groups/") and observe("groups.with-terms", union).value == 2
    assert parent.post(f"/regional/act/charge/{south.pk}/", {"of": "matter", "words": "tables", "regions": ["South"], "decision": "d"}).status_code == 302
    assert "tables" in page(client, f"/regional/groups/{south.pk}/")


@pytest.mark.req("004-03", "001-15", "002-38", "004-21", "004-24")
def test_the_relation_sheet_tells_every_act_done_with_an_organisation(union: Organisation, client: Client) -> None:
    body = Party.objects.get(organisation=union, key="northern-harbours")
    assert "Relation sheet" in page(client, f"/parties/{body.pk}/")
    sheet = page(client, f"/regional/bodies/{body.pk}/")
    for words in ("joint meeting", "common calendar of meetings", "A regional framework for marks in ice", "An expert for two weeks",
                  "framework adopted by the Organization", "Regional Group of Study Group 3 for the North", "cooperation entered", "Keldra",
                  "terms of reference drafted by the region", "the harbours of the North", "Focal point"):
        assert words in sheet, words
    assert "What it covers" in sheet and "Record a joint act" not in sheet
    own = as_(client, "region@example.org")
    assert "Record a joint act" in page(own, f"/regional/bodies/{body.pk}/")
    other = Party.objects.get(organisation=union, key="southern-coasts")
    values = {"what": "meeting", "subject": "fog", "with_whom": [Party.objects.get(organisation=union, key="study-group-2").pk], "day": "2025-10-10"}
    assert own.post(f"/regional/act/record-joint-act/{other.pk}/", values).status_code == 403
    before = observe("regional.joint-acts", union).value
    assert own.post(f"/regional/act/record-joint-act/{body.pk}/", values).status_code == 302
    assert observe("regional.joint-acts", union).value == before + 1 and ">fog<" in page(client, f"/regional/bodies/{body.pk}/")
    figure = f"/measures/regional.joint-acts/?scope={union.pk}&split=pair&part=northern-harbours%3Astudy-group-2"
    records = page(client, figure)
    assert "1 row" in records and "Organization of Northern Harbours, Study Group 2: watch keeping and training" in records


@pytest.mark.req("002-78", "002-79", "004-18")
def test_frameworks_hosts_mechanisms_and_participation_stand_on_the_pages(union: Organisation, client: Client) -> None:
    body, office = (Party.objects.get(organisation=union, key=key) for key in ("northern-harbours", "signals-office"))
    overview, sheet = page(client, "/regional/?organisation=iuts"), page(client, f"/regional/bodies/{body.pk}/")
    for words in ("Framework for marks in ice", "Regional frameworks by organisation", "Contact point for the groups of small ports", "Joint meetings by host",
                  "Participation in regional groups by State", "Regional standards bodies created by their regions"):
        assert words in overview, words
    assert "Framework for marks in ice" in sheet and "Joint meetings under its roof" in sheet and "Contact point" in sheet
    framework, mechanism = Framework.objects.get(), Mechanism.objects.get()
    held = page(client, f"/regional/records/framework/{framework.pk}/")
    assert "the same four signs" in held and "Signals Office" in held and "Avonia" in held
    dossier = page(client, f"/regional/records/mechanism/{mechanism.pk}/")
    for words in ("name one contact", "common calendar of meetings", "Study Group 2", "/texts/works/"):
        assert words in dossier, words
    own = as_(client, "region@example.org")
    values = {"title": "Framework for fog", "words": "1. Bells.", "helped_by": [office.pk]}
    assert own.post(f"/regional/act/hold-framework/{body.pk}/", values).status_code == 302
    assert own.post(f"/regional/act/hold-framework/{Party.objects.get(organisation=union, key='southern-coasts').pk}/", values).status_code == 403
    assert "Framework for fog" in page(client, f"/regional/bodies/{body.pk}/") and observe("regional.frameworks", union).value == 2
    made = own.post(f"/regional/act/create-body/{body.pk}/", {"key": "fog-marks", "region": "North", "source": "treaty", "in_en": "Fog Marks"})
    assert made.status_code == 302 and "Fog Marks" in page(client, "/regional/?organisation=iuts")
    session = BodySession.objects.get(body__key="north-group", year=2025)
    chair, brelland = as_(client, "officer@example.org"), Party.objects.get(organisation=union, key="kld")
    assert "Record who took part" not in page(Client(), f"/sessions/{session.pk}/took-part/")
    assert chair.post(f"/sessions/{session.pk}/took-part/record/", {"parties": [brelland.pk]}).status_code == 302
    assert str(brelland) in page(client, f"/sessions/{session.pk}/took-part/")
    back = Attendance.objects.known().get(session=session, party=brelland)
    assert as_(Client(), "delegate@example.org").post(f"/sessions/took-part/{back.pk}/withdraw/").status_code == 403
    assert chair.post(f"/sessions/took-part/{back.pk}/withdraw/").status_code == 302
    assert str(brelland) not in page(Client(), f"/sessions/{session.pk}/took-part/").split("History")[0]


@pytest.mark.req("002-47", "002-50", "004-07")
def test_a_vice_chair_records_on_the_groups_page_and_a_state_takes_a_place(union: Organisation, client: Client) -> None:
    group = Party.objects.get(organisation=union, key="study-group-1")
    laid = Responsibility.objects.known().get(office__party=group, words__startswith="Regional Group for the Isles")
    vice = as_(client, "vicechair@example.org")
    assert f"/regional/act/mobilise/{laid.pk}/" in page(vice, f"/parties/{group.pk}/")
    members = [Party.objects.get(organisation=union, key=key).pk for key in ("esk", "fno")]
    values = {"region": "Isles", "words": "wrote to both", "members": members}
    assert vice.post(f"/regional/act/mobilise/{laid.pk}/", values).status_code == 302
    assert observe("members.mobilised", union).value == 8 and "wrote to both" in page(client, "/regional/?organisation=iuts")
    assert speaks(client, union, "study-group-1").post(f"/regional/act/inform/{laid.pk}/", values).status_code == 403
    offered = Opportunity.objects.get()
    assert "2 of 4 taken" in page(client, f"/regional/records/opportunity/{offered.pk}/")


@pytest.mark.req("002-43", "002-46")
def test_a_regional_office_finds_its_sheet_and_records_what_it_does(union: Organisation, client: Client) -> None:
    office = Party.objects.get(organisation=union, key="isles-office")
    sheet = f"/regional/activity/{office.pk}/"
    assert sheet in page(client, f"/parties/{office.pk}/") and "Record help given" not in page(client, sheet)
    head = as_(client, "isles@example.org")
    assert f'href="{sheet}"' in page(head, "/desk/"), "from the desk, at once"
    found = page(head, sheet)
    assert "to take part in the activities of the Signals Office" in found and "the text sets the limit" in found
    assert "help to a vice-chair" in found and "training of pilots" in found and "places for experts offered" in found
    assert "Called the nineteen harbour masters" not in page(head, f"{sheet}?at=2025-05-01"), "as of a day"
    assert "training of pilots" not in page(head, f"{sheet}?kind=helps") and "A teacher for two months" in page(head, f"{sheet}?kind=helps")
    before = observe("offices.help-vice-chairs", union).value
    request = HelpRequest.objects.get(what_for="vice-chair")
    form = {"request": request.pk, "words": "Printed the letters", "amount": "40", "unit": "CHF", "paid_from": "", "day": ""}
    assert head.post(f"/regional/act/give-help/{office.pk}/", form).status_code == 409, "a cost names its means"
    assert head.post(f"/regional/act/give-help/{office.pk}/", form | {"paid_from": "Budget 2026, line 2"}).status_code == 302
    assert observe("offices.help-vice-chairs", union).value == before + 1 and "Printed the letters" in page(head, sheet)
    assert "Budget 2026, line 2" in page(head, f"/regional/records/helprequest/{request.pk}/")
    support = page(client, "/regional/support/?organisation=iuts")
    assert f'/regional/activity/{office.pk}/' in support and "What help cost" in support


@pytest.mark.req("002-57")
def test_the_sheet_of_the_implementation_group_tells_how_it_organises_finds_means_coordinates_and_follows(union: Organisation, client: Client) -> None:
    group = Party.objects.get(organisation=union, key="plan-group")
    found = page(client, f"/regional/activity/{group.pk}/")
    assert "to keep a group that organizes" in found, "the duty on which its chair works for the Director"
    for kind, words in (("organises", "List of small ports"), ("finds means", "A clerk for half of each week"), ("coordinates", "who carries which lamps"),
                        ("follows", "asked for a clerk; half of one was given")):
        assert words in page(client, f"/regional/activity/{group.pk}/?kind={kind}"), kind
    assert "List of small ports" not in page(client, f"/regional/activity/{group.pk}/?kind=follows")
    assert client.get(f"/regional/activity/{Party.objects.get(organisation=union, key='fno').pk}/").status_code == 404


@pytest.mark.req("004-27", "004-28")
def test_support_is_asked_for_and_told_by_state_and_by_regional_group(union: Organisation, client: Client) -> None:
    avonia = Party.objects.get(organisation=union, key="avn")
    head = as_(client, "administration@example.org")
    form = {"title": "Ice lamps of Avonia", "words": "One lamp a fjord.", "document": "", "since": "2026-01-05", "until": ""}
    assert head.post(f"/regional/act/enter-initiative/{avonia.pk}/", form).status_code == 302
    initiative = Initiative.objects.get(state=avonia)
    other = Initiative.objects.get(title="Lamps made at home")
    asked = {"what_for": "initiative", "words": "A drawing", "day": "", "group": "", "initiative": other.pk}
    assert head.post(f"/regional/act/ask-help/{avonia.pk}/", asked).status_code == 422, "another State's initiative is no choice"
    assert head.post(f"/regional/act/ask-help/{avonia.pk}/", asked | {"initiative": initiative.pk}).status_code == 302
    found = page(client, "/regional/support/?organisation=iuts")
    assert "Ice lamps of Avonia" in found and "none recorded" in found
    director = as_(client, "director@example.org")
    bureau = Party.objects.get(organisation=union, key="signals-office")
    given = {"request": HelpRequest.objects.get(initiative=initiative).pk, "words": "Sent the drawing", "day": "", "amount": "", "unit": "", "paid_from": ""}
    assert director.post(f"/regional/act/give-help/{bureau.pk}/", given).status_code == 302
    assert "Sent the drawing" in page(client, "/regional/support/?organisation=iuts")
    assert observe("support.initiatives", union, part=("state", "avn")).value == 1
    measured = page(client, f"/measures/support.regional-groups/?scope={union.pk}&split=group&part=isles-group")
    assert "Found the hall" in measured
    assert "Sent the drawing" in page(client, f"/regional/records/initiative/{initiative.pk}/") or "A drawing" in page(client, f"/regional/records/initiative/{initiative.pk}/")


@pytest.mark.req("002-49", "002-48")
def test_programmes_received_and_missing_stand_on_one_page_and_a_vice_chair_submits(union: Organisation, client: Client) -> None:
    found = page(client, "/regional/vice-chairs/")
    assert "Mobilisation programme for the Isles" in found and ">missing</span>" in found and "3 February 2025" in found
    laid = Responsibility.objects.known().get(words__startswith="Helps new delegates")
    vice = Person.objects.get(offices=laid.office)
    assert as_(client, "vicechair@example.org").post(f"/regional/act/submit-programme/{laid.pk}/", {"title": "x", "words": "x"}).status_code == 403
    with_account = open_account(vice, "a-long-password")
    client.force_login(with_account)
    assert f"/regional/act/submit-programme/{laid.pk}/" in page(client, f"/parties/{laid.office.party_id}/")
    session = BodySession.objects.get(body__key="advisory", year=2026)
    form = {"title": "Newcomers", "words": "Each newcomer has a companion.", "session": session.pk, "day": ""}
    assert client.post(f"/regional/act/submit-programme/{laid.pk}/", form).status_code == 302
    found = page(client, "/regional/vice-chairs/")
    assert "Newcomers" in found and ">missing</span>" not in found and observe("mobilisation.missing", union).value == 0
    assert "Each newcomer has a companion." in page(client, f"/regional/records/mobilisationprogramme/{MobilisationProgramme.objects.get(title='Newcomers').pk}/")
    assert "Newcomers" in client.get("/regional/vice-chairs/?format=csv").content.decode()


@pytest.mark.req("002-53", "002-69")
def test_progress_of_the_plan_by_programme_with_the_share_of_groups_active(union: Organisation, client: Client) -> None:
    found = page(client, "/plan/programmes/")
    programme = PlanProgramme.objects.get(number="1")
    assert "Training of watch keepers" in found and "1 of 4" in " ".join(found.split())
    one = f"/plan/programmes/{programme.pk}/"
    told = page(client, one)
    assert "Twenty-six watch keepers" in told and "Not active in it" in told and "that the first programme of the plan" in told
    assert "Twenty-six" not in page(client, f"{one}?at=2025-07-01"), "as of a day"
    advisory = Party.objects.get(organisation=union, key="advisory")
    assert as_(client, "sme@example.org").get(f"/plan/programmes/of/{advisory.pk}/record/").status_code == 403
    chair = as_(client, "chair@example.org")
    assert f"/plan/programmes/of/{advisory.pk}/record/" in page(chair, one)
    form = {"programme": programme.pk, "words": "Table of courses", "state": "under-way", "note": "", "document": "", "day": ""}
    assert chair.post(f"/plan/programmes/of/{advisory.pk}/record/", form).status_code == 302
    assert "2 of 4" in " ".join(page(chair, "/plan/programmes/").split())
    activity = PlanActivity.objects.get(words="Table of courses")
    assert chair.post(f"/plan/activities/{activity.pk}/", {"state": "dropped", "note": "", "document": "", "day": ""}).status_code == 409
    assert chair.post(f"/plan/activities/{activity.pk}/", {"state": "dropped", "note": "no means", "document": "", "day": ""}).status_code == 302
    assert "no means" in page(chair, one)
    plan = f"/plan/{programme.work_id}/"
    assert one in page(client, plan)
    assert chair.get(f"{plan}programmes/open/").status_code == 403
    officer = as_(client, "officer@example.org")
    values = {"number": "3", "provision": programme.provision.wid if programme.provision else "", "since": "2026-01-01", "until": "", "name_en": "Bells"}
    assert officer.post(f"{plan}programmes/open/", values).status_code == 302
    third = PlanProgramme.objects.get(number="3")
    assert officer.post(f"/plan/programmes/{third.pk}/end/", {"last_day": "2026-02-01"}).status_code == 302
    assert "Bells" not in page(client, "/plan/programmes/") and "Bells" in page(client, "/plan/programmes/?at=2026-01-15")


@pytest.mark.req("000-13")
def test_the_results_of_the_pilot_are_recorded_seen_and_reported(union: Organisation, client: Client) -> None:
    route = Route.objects.get(organisation=union, code="coastal-firms")
    address = f"/join/{route.pk}/results/"
    assert address in page(client, "/join/")
    found = page(client, address)
    assert "lamps of buoys" in found and "We came for one lamp" in found and "Record a cost" not in found
    firm = as_(client, "sme@example.org")
    own = Party.objects.get(organisation=union, key="brightbuoy")
    assert firm.post(f"{address}view/", {"party": own.pk, "wants": "extend", "words": "Two years more, then let us see.", "day": ""}).status_code == 302
    assert "Two years more" in page(client, address) and "ask for one seat" not in page(client, address), "the last view of each"
    lanterns = Party.objects.get(organisation=union, key="lanternworks")
    assert firm.post(f"{address}view/", {"party": lanterns.pk, "wants": "end", "words": "x", "day": ""}).status_code == 422
    assert firm.post(f"{address}cost/", {"words": "x", "amount": "1", "currency": "CHF", "source": "x"}).status_code == 403
    officer = as_(client, "officer@example.org")
    cost = {"words": "A stand at the fair", "amount": "900", "currency": "CHF", "source": "Budget 2026, line 15", "day": ""}
    assert officer.post(f"{address}cost/", cost | {"currency": "EUR"}).status_code == 409
    assert officer.post(f"{address}cost/", cost).status_code == 302 and "A stand at the fair" in page(client, address)
    taken = PilotCost.objects.get(words="A stand at the fair")
    assert officer.post(f"/join/costs/{taken.pk}/take-back/").status_code == 302 and "A stand at the fair" not in page(client, address)
    session = BodySession.objects.get(body__key="study-group-1", year=2026)
    assert "SG1/31" in page(client, f"/sessions/{session.pk}/took-part/") and "in the room and from afar" in page(client, f"/sessions/{session.pk}/took-part/")
    brought = {"party": own.pk, "number": "SG1/40", "title": "A bell that floats", "topic": "bells"}
    assert as_(client, "sme@example.org").get(f"/sessions/{session.pk}/contributions/record/").status_code == 403
    officer = as_(client, "officer@example.org")
    assert officer.post(f"/sessions/{session.pk}/contributions/record/", brought).status_code == 302
    assert officer.post(f"/sessions/{session.pk}/contributions/record/", brought).status_code == 409
    assert observe("pilot.contributions", union, part=("topic", "bells")).value == 1
    assert officer.post(f"/sessions/contributions/{Contribution.objects.get(number='SG1/40').pk}/withdraw/").status_code == 302
    client.logout()
    reports = page(client, "/reports/")
    assert "Results of the pilot" in reports and "Mobilisation by vice-chairs" in reports and "Mobilisation and participation" not in reports
    assert "Mobilisation and participation in a region" in page(as_(client, "officer@example.org"), "/reports/"), "a draft, to those who write it"
    report = Report.objects.get(code="sme-pilot-results")
    assert client.get(f"/reports/{report.pk}/report.pdf").status_code == 200 == client.get(f"/reports/{report.pk}/report.docx").status_code
    assert client.get(f"/reports/{report.pk}/report.json").status_code == 200


def test_every_figure_of_the_regions_opens_to_records_with_a_page(union: Organisation, client: Client) -> None:
    opened = 0
    for one in measures():
        if one.name.startswith(("regional.", "coordination.", "group-requests.", "help.", "expert-places.", "groups.w", "members.mob", "members.inf")):
            for record in records_of(one.name, union)[:2]:
                assert page(client, address_of(record)), (one.name, record)
                opened += 1
            for split in one.splits:
                assert page(client, f"/measures/{one.name}/?scope={union.pk}&split={split}&part=x")
    assert opened >= 20
    for model, kind in ((JointAct, "jointact"), (HelpRequest, "helprequest"), (RegionalWork, "regionalwork")):
        assert "History" in page(client, f"/regional/records/{kind}/{model.objects.first().pk}/")  # type: ignore[attr-defined]
    assert client.get("/regional/records/colour/1/").status_code == 404 == client.get("/regional/act/paint/1/").status_code


@pytest.mark.parametrize("slug", sorted(ACTS))
def test_each_form_is_drawn_for_whoever_may_and_refused_to_a_stranger(union: Organisation, client: Client, slug: str) -> None:
    subject = ACTS[slug].model._default_manager.order_by("-pk").first()
    if ACTS[slug].model is Party:
        subject = Party.objects.get(organisation=union, key={"draft-terms": "north-group", "charge": "north-group"}.get(slug, "northern-harbours"))
    assert subject is not None
    stranger = as_(client, "delegate@example.org")
    assert stranger.get(f"/regional/act/{slug}/{subject.pk}/").status_code == 403
    assert stranger.post(f"/regional/act/{slug}/{subject.pk}/", {}).status_code in (403, 422)


def test_lists_cost_the_same_for_more_rows(union: Organisation, client: Client) -> None:
    parent = Party.objects.get(organisation=union, key="study-group-1")
    body = Party.objects.get(organisation=union, key="northern-harbours")

    session = BodySession.objects.get(body__key="north-group", year=2024)

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    programme = PlanProgramme.objects.get(number="1")
    office = Party.objects.get(organisation=union, key="isles-office")
    paths: list[str] = [f"/plan/programmes/{programme.pk}/", "/plan/programmes/", f"/regional/activity/{office.pk}/", "/regional/support/?organisation=iuts",
                        "/regional/vice-chairs/", "/regional/?organisation=iuts", "/regional/groups/", "/regional/states/?organisation=iuts", f"/regional/bodies/{body.pk}/",
                        f"/sessions/{session.pk}/took-part/", "/sessions/"]
    record_contribution(acting_as=HOUSE, session=session, party=body, number="first", title="t", topic="t")
    before = {path: queries(path) for path in paths}
    vice = Office.objects.known().filter(party=parent, function="vice-chair").first()
    assert vice is not None
    avonia = Party.objects.get(organisation=union, key="avn")
    head = speaker(avonia, "head-of-administration")
    chair, marks = speaker(parent), Party.objects.get(organisation=union, key="marine-marks")
    states = Party.objects.filter(organisation=union, entity="state").order_by("pk")
    for number in range(12):
        regional.record_joint_act(acting_as=chair, ours=parent, with_whom=[body], what="meeting", subject=f"subject {number}")
        regional.ask_help(acting_as=chair, asking=parent, what_for="other", words=f"help {number}")
        regional.join_regional_body(acting_as=HOUSE, body=marks, state=states[number])
        held = regional.hold_framework(acting_as=HOUSE, body=body, title=f"framework {number}", words="w", helped_by=[states[number]])
        regional.set_up_mechanism(acting_as=chair, ours=parent, title=f"mechanism {number}", words="w", bodies=[body, held.body], works=[])
        record_attendance(acting_as=HOUSE, session=session, parties=[states[number]])
        record_contribution(acting_as=HOUSE, session=session, party=states[number], number=str(number), title="t", topic="t")
        record_activity(acting_as=chair, party=parent, programme=programme, words=f"activity {number}", state="under-way")
        initiative = regional.enter_initiative(acting_as=head, state=avonia, title=f"initiative {number}", words="w")
        asked = regional.ask_help(acting_as=head, asking=avonia, what_for="initiative", words="w", initiative=initiative)
        regional.give_help(acting_as=speaker(office, "head-of-office"), giver=office, request=asked, words=f"given {number}")
        assign_responsibility(acting_as=HOUSE, office=vice, words=f"task {number}", source="s")
    assert {path: queries(path) for path in paths} == before


def speaker(party: Party, function: str = "chair") -> Acting:
    """The chair of a group, or another who heads it, with an account or without."""
    person = Person.objects.get(offices__party=party, offices__function=function)
    offices = tuple(offices_held(person, timezone.now()))
    return Acting(user=person.user, person=person, offices=offices, office=offices[0])
