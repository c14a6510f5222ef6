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

from mandata.membership.models import (
    Framework,
    GroupRequest,
    HelpRequest,
    JointAct,
    Mechanism,
    Opportunity,
    RegionalTerms,
    RegionalWork,
)
from mandata.membership.operations import regional
from mandata.parties.capacity import HOUSE, Acting
from mandata.parties.models import BodySession, Organisation, Party, Person, Responsibility, offices_held
from mandata.parties.operations import record_attendance
from mandata.parties.registering_models import Attendance
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
    assert observe("members.mobilised", union).value == 4 and "wrote to both" in page(client, "/regional/?organisation=iuts")
    assert speaks(client, union, "study-group-1").post(f"/regional/act/inform/{laid.pk}/", values).status_code == 403
    offered = Opportunity.objects.get()
    assert "2 of 4 taken" in page(client, f"/regional/records/opportunity/{offered.pk}/")


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

    paths: list[str] = ["/regional/?organisation=iuts", "/regional/groups/", "/regional/states/?organisation=iuts", f"/regional/bodies/{body.pk}/",
                        f"/sessions/{session.pk}/took-part/", "/sessions/"]
    before = {path: queries(path) for path in paths}
    chair, marks = speaker(parent), Party.objects.get(organisation=union, key="marine-marks")
    states = Party.objects.filter(organisation=union, entity="state").order_by("pk")
    for number in range(12):
        regional.record_joint_act(acting_as=chair, ours=parent, with_whom=[body], what="meeting", subject=f"subject {number}")
        regional.ask_help(acting_as=chair, asking=parent, what_for="other", words=f"help {number}")
        regional.join_regional_body(acting_as=HOUSE, body=marks, state=states[number])
        held = regional.hold_framework(acting_as=HOUSE, body=body, title=f"framework {number}", words="w", helped_by=[states[number]])
        regional.set_up_mechanism(acting_as=chair, ours=parent, title=f"mechanism {number}", words="w", bodies=[body, held.body], works=[])
        record_attendance(acting_as=HOUSE, session=session, parties=[states[number]])
    assert {path: queries(path) for path in paths} == before


def speaker(party: Party) -> Acting:
    """The chair of a group, with an account or without."""
    person = Person.objects.get(offices__party=party, offices__function="chair")
    offices = tuple(offices_held(person, timezone.now()))
    return Acting(user=person.user, person=person, offices=offices, office=offices[0])
