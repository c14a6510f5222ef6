"""The table of rights on the pages: for a visitor, for whoever is logged in, for officers who set it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership import operations
from mandata.membership.models import Participation, Right, Route
from mandata.membership.permissions.places import VERBS
from mandata.parties.capacity import VISITOR, acting_for
from mandata.parties.models import CodeName, HouseRule, Party
from mandata.parties.operations import classify
from mandata.shared.models import Refusal
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission, cell, moment, somebody  # noqa: F401
from tests.web.test_admission import client_of


@pytest.fixture
def table(admission: Admission) -> Admission:  # noqa: F811
    """A pilot that may speak in groups that take part, and may not chair."""
    league, officer = admission.cast.league, admission.cast.officer
    for scheme, code in (("place", "group"), *(("right", verb) for verb in VERBS)):
        CodeName.objects.create(organisation=league, scheme=scheme, code=code, names={"en": f"to {code}"})
    operations.set_right(acting_as=officer, organisation=league, cell=cell("condition", condition="participating"), happened_at=moment("2017-06-01"))
    operations.set_right(acting_as=officer, organisation=league, cell=cell("no", "chair"), happened_at=moment("2017-06-01"))
    return admission


def admitted(admission: Admission, name: str = "Brightbuoy") -> Any:  # noqa: F811
    """A firm of the pilot, and whoever acts for it."""
    application = admission.applied(name)
    operations.approve(acting_as=admission.avonian, application=application)
    firm = operations.admit(acting_as=admission.cast.officer, application=application)
    return somebody(firm, "focal-point", f"{name.lower()}@firms.example")


@pytest.mark.req("X-05")
def test_a_visitor_reads_the_table_and_each_cell_opens_to_its_basis(table: Admission, client: Client) -> None:
    page = client.get("/rights/").content.decode()
    assert "to speak" in page and "on a condition" in page
    right = Right.objects.known().get(verb="chair", until=None)
    assert f"/rights/{right.pk}/" in page
    one = client.get(f"/rights/{right.pk}/").content.decode()
    assert "Council 2017, decision on the pilot" in one and "the text is not in the library" in one
    assert "Cells without a basis" in page and "to send-liaison" in page


def test_without_a_table_the_page_says_so(admission: Admission, client: Client) -> None:  # noqa: F811
    assert b"No organisation here has a table of rights" in client.get("/rights/").content


def test_whoever_is_logged_in_sees_what_is_open_to_them_and_why(table: Admission) -> None:
    lin = admitted(table)
    page = client_of(lin).get("/rights/mine/").content.decode()
    assert "Brightbuoy acts here as sme-pilot: to speak is open to it." in page
    assert "sme-pilot: to chair is refused here." in page
    assert Client().get("/rights/mine/").status_code == 302


@pytest.mark.req("000-03")
def test_a_group_of_a_kind_of_which_no_text_speaks_is_offered_no_way_and_told_why(table: Admission) -> None:
    advice = Party.objects.create(organisation=table.cast.league, key="advice", entity="group", parent=table.cast.league)
    CodeName.objects.create(organisation=table.cast.league, scheme="place", code="advisory-group", names={"en": "advisory group"})
    classify(acting_as=table.cast.officer, party=advice, scheme="place", code="advisory-group", source="x")
    operations.set_right(acting_as=table.cast.officer, organisation=table.cast.league, cell=operations.Cell("sme-pilot", "chair", "advisory-group", "no", basis="x"))
    chair = somebody(advice, "chair", "advice@example.org")
    answer = may(chair, "opt-in", advice)
    assert not answer and "advisory group" in answer.reason and answer.basis == "Council 2017, decision on the pilot"
    assert client_of(chair).post(f"/parties/{advice.pk}/take-part/", {"route": table.route.pk, "basis": "report 1"}).status_code == 403
    assert not Participation.objects.filter(group=advice).exists() and Refusal.objects.get().basis == answer.basis
    assert may(somebody(table.bells, "chair", "bells@example.org"), "opt-in", table.bells), "a group of the kind of which they speak may"
    second = Route.objects.create(organisation=table.cast.league, code="second", names={"en": "Second"})
    operations.change_terms(acting_as=table.cast.officer, route=second, category="associate", basis="Resolution 2")
    assert may(chair, "opt-in", advice), "of whose category no cell speaks, nothing is known"
    with pytest.raises(RuleBroken, match="opens nothing in advice"):
        operations.opt_in(acting_as=chair, group=advice, route=table.route, basis="report 1")
    form = client_of(chair).get(f"/parties/{advice.pk}/take-part/").content.decode()
    assert ">Second<" in form and ">Pilot<" not in form


def test_an_office_is_told_the_acts_that_it_opens_with_their_basis(table: Admission) -> None:
    told = {who: client_of(acting).get("/rights/mine/").content.decode() for who, acting in (
        ("officer", table.cast.officer), ("chair", table.chair), ("avonian", table.avonian))}
    assert ">circular drafted<" in told["officer"] and "officers write and send circulars" in told["officer"]
    assert ">group takes part<" in told["chair"] and ">circular drafted<" not in told["chair"] and ">group takes part<" not in told["officer"]
    assert ">national definition declared<" in told["avonian"] and ">national definition declared<" not in told["officer"]
    assert all(">applied for<" not in page for page in told.values()), "what is open to everybody is no right of an office"
    nobody = get_user_model().objects.create(username="nobody")
    client = Client()
    client.force_login(nobody)
    assert "By your offices" not in client.get("/rights/mine/").content.decode()


def test_what_i_may_do_costs_the_same_for_two_groups_and_for_ten(table: Admission) -> None:
    client = client_of(admitted(table))
    client.get("/rights/mine/")
    counts = []
    for number in (0, 10):
        for one in range(number):
            Party.objects.create(organisation=table.cast.league, key=f"more-{one}", entity="group", parent=table.cast.league)
        with CaptureQueriesContext(connection) as captured:
            client.get("/rights/mine/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_officer_sets_a_cell_with_its_basis_and_nobody_else(table: Admission) -> None:
    right = Right.objects.known().get(verb="chair", until=None)
    address = f"/rights/{right.pk}/set/"
    given = {"says": "yes", "condition": "", "basis": "Resolution 5, resolves 1", "cited": "", "words": ""}
    assert client_of(table.avonian).post(address, given).status_code == 403
    officer = client_of(table.cast.officer)
    assert officer.post(address, {**given, "basis": ""}).status_code == 422
    assert officer.post(address, given).status_code == 302
    now = Right.objects.known().get(verb="chair", until=None)
    assert now.says == "yes" and now.basis == "Resolution 5, resolves 1"
    assert b"Resolution 5, resolves 1" in officer.get(f"/rights/{now.pk}/").content


def test_refusals_are_kept_with_their_basis_and_shown_to_officers(table: Admission) -> None:
    with pytest.raises(Refused):
        operations.opt_in(acting_as=table.avonian, group=table.bells, route=table.route)
    assert Refusal.objects.count() == 1
    assert b"itself decides" in client_of(table.cast.officer).get("/refusals/").content
    assert visible(table.avonian, Refusal.objects.all()).count() == 1
    assert not visible(table.brellander, Refusal.objects.all()).exists() and not visible(VISITOR, Refusal.objects.all()).exists()


def test_a_house_rule_is_set_with_whoever_decided_it(table: Admission) -> None:
    rule = operations.set_rule(
        acting_as=table.cast.officer, organisation=table.cast.league, code="leading-offices", words="Leading offices", value="chair", decider="proposed",
    )
    officer = client_of(table.cast.officer)
    link = f'href="/settings/{rule.pk}/"'.encode()
    for reader, may_set in ((Client(), False), (client_of(table.avonian), False), (officer, True)):
        shown = reader.get("/settings/").content
        assert b"Leading offices" in shown
        assert (link in shown) == may_set
    given = {"words": "Leading offices are chair and vice-chair", "value": "chair vice-chair", "decider": ""}
    assert officer.post(f"/settings/{rule.pk}/", given).status_code == 422
    assert officer.post(f"/settings/{rule.pk}/", {**given, "decider": "Council 2026"}).status_code == 302
    assert HouseRule.objects.known().get(code="leading-offices", until=None).decider == "Council 2026"
    assert client_of(table.avonian).post(f"/settings/{rule.pk}/", {**given, "decider": "me"}).status_code == 403


STEPS = ("apply", "approve", "refuse", "withdraw-approval", "admit", "suspend", "resume", "withdraw", "opt-out", "opt-in")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=12))
def test_no_order_of_acts_gives_a_pilot_firm_a_right_that_no_text_gives(table: Admission, steps: list[str]) -> None:
    from django.db import transaction

    with transaction.atomic():
        application = table.applied("Any")
        calls: dict[str, Any] = {
            "apply": lambda: table.applied("Any"), "approve": lambda: operations.approve(acting_as=table.avonian, application=application),
            "refuse": lambda: operations.refuse(acting_as=table.avonian, application=application, reason="x"),
            "withdraw-approval": lambda: operations.withdraw_approval(acting_as=table.avonian, application=application, reason="x"),
            "admit": lambda: operations.admit(acting_as=table.cast.officer, application=application),
            "suspend": lambda: operations.suspend(acting_as=table.cast.officer, application=application, reason="x"),
            "resume": lambda: operations.resume(acting_as=table.cast.officer, application=application),
            "withdraw": lambda: operations.withdraw(acting_as=somebody_of(application), application=application),
            "opt-out": lambda: operations.opt_out(acting_as=table.chair, group=table.lamps, route=table.route),
            "opt-in": lambda: operations.opt_in(acting_as=table.chair, group=table.lamps, route=table.route),
        }
        for step in steps:
            try:
                with transaction.atomic():
                    calls[step]()
            except (RuleBroken, Refused):
                pass
        application.refresh_from_db()
        if application.firm is not None:
            focal = somebody(application.firm, "focal-point", "any@firms.example")
            approved = application.answers.filter(closed_by=None, approved=True, until=None).exists()
            for verb in VERBS:
                for group in (table.lamps, table.bells):
                    allowed = bool(may(acting_for(focal.user), verb, group))
                    assert not allowed or (verb == "speak" and group == table.lamps and application.state == "admitted" and approved), (verb, group.key, steps)
        transaction.set_rollback(True)


def somebody_of(application: Any) -> Any:
    """Whoever applied, logged in or not."""
    from mandata.parties.capacity import Acting

    return Acting(person=application.contact)
