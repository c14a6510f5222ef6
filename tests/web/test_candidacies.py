"""Nominations by the table of rights, decisions of bodies, terms that follow."""

from __future__ import annotations

from typing import Any

import pytest

from mandata.membership import operations
from mandata.membership.models import Candidacy
from mandata.parties.capacity import VISITOR
from mandata.parties.models import Function, Membership, Office
from mandata.shared.measures import observe
from mandata.shared.models import Act, Refusal
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission, cell, moment, somebody  # noqa: F401
from tests.web.test_admission import client_of
from tests.web.test_rights import admitted, table  # noqa: F401


@pytest.fixture
def bodies(table: Admission) -> Admission:  # noqa: F811
    """Groups with offices, and a State that may hold them."""
    league = table.cast.league
    for code, single in (("vice-chair", False), ("rapporteur", False)):
        Function.objects.create(organisation=league, code=code, entity="group", single=single, names={"en": code})
    operations.set_right(acting_as=table.cast.officer, organisation=league, cell=cell("yes", "chair", category="member-state"), happened_at=moment("2017-06-01"))
    Membership.objects.create(member=table.avonia, of=league, category="member-state", opened_by=Act.objects.latest("id"))
    return table


def nominated(bodies: Admission) -> Candidacy:
    """Avonia's candidate for a vice-chair."""
    return operations.nominate_leader(acting_as=bodies.avonian, body=bodies.lamps, function="vice-chair", email="vi@example.org", name="Vi")


@pytest.mark.req("000-06")
def test_a_pilot_firm_is_refused_leading_offices_and_the_refusal_is_kept(bodies: Admission) -> None:
    lin = admitted(bodies)
    assert client_of(lin).post(f"/parties/{bodies.lamps.pk}/nominate/", {"function": "vice-chair", "name": "X", "email": "x@example.org"}).status_code == 403
    refusal = Refusal.objects.get()
    assert refusal.verb == "nominate-leader" and refusal.basis == "Council 2017, decision on the pilot"
    assert b"decision on the pilot" in client_of(bodies.cast.officer).get("/refusals/").content
    with pytest.raises(Refused):
        operations.nominate_rapporteur(acting_as=lin, body=bodies.lamps, function="rapporteur", email="x@example.org", name="X")
    assert not Candidacy.objects.exists()


@pytest.mark.req("002-103")
def test_from_the_nomination_to_the_term(bodies: Admission) -> None:
    administration = client_of(bodies.avonian)
    sent = administration.post(f"/parties/{bodies.lamps.pk}/nominate/", {"function": "vice-chair", "name": "Vi", "email": "vi@example.org"})
    assert sent.status_code == 302
    stands = Candidacy.objects.get()
    assert stands.nominated_by == bodies.avonia
    officer = client_of(bodies.cast.officer)
    assert officer.post(f"/candidacies/{stands.pk}/decide/", {"elected": "yes", "basis": ""}).status_code == 422
    assert officer.post(f"/candidacies/{stands.pk}/decide/", {"elected": "yes", "basis": "Assembly 2016, document 4"}).status_code == 302
    term = Office.objects.get(function="vice-chair")
    assert term.person == stands.person and term.party == bodies.lamps
    ended = Candidacy.objects.known().get()
    assert (ended.outcome, ended.basis, ended.office) == ("elected", "Assembly 2016, document 4", term)
    assert observe("candidacies.all").value == observe("candidacies.elected").value == 1
    assert b"Assembly 2016, document 4" in officer.get(f"/candidacies/{ended.pk}/").content
    assert "vice-chair" in officer.get("/candidacies/?outcome=elected").content.decode()


def test_two_decisions_at_once_leave_one(bodies: Admission) -> None:
    stands = nominated(bodies)
    stale = Candidacy.objects.get(pk=stands.pk)
    operations.decide_candidacy(acting_as=bodies.cast.officer, candidacy=stands, elected=True, basis="Assembly 2016")
    with pytest.raises(RuleBroken, match="has ended already"):
        operations.decide_candidacy(acting_as=bodies.cast.officer, candidacy=stale, elected=False, basis="Assembly 2016")
    assert Office.objects.filter(function="vice-chair").count() == 1


def test_which_office_is_a_leading_one_is_a_setting(bodies: Admission) -> None:
    operations.set_rule(
        acting_as=bodies.cast.officer, organisation=bodies.cast.league, code="leading-offices", words="Leading offices", value="chair", decider="Council",
    )
    with pytest.raises(RuleBroken, match="no leading office"):
        nominated(bodies)


def test_a_member_takes_back_its_own_nomination_and_others_do_not_see_it(bodies: Admission) -> None:
    stands = nominated(bodies)
    for other in (bodies.brellander, VISITOR):
        assert not may(other, "withdraw", stands) and not visible(other, Candidacy.objects.all()).exists()
    ended = operations.withdraw_candidacy(acting_as=bodies.avonian, candidacy=stands)
    assert ended.outcome == "withdrawn" and not Office.objects.filter(function="vice-chair").exists()


def test_nonsense_is_named(bodies: Admission) -> None:
    for given, words in (({"function": "chair", "email": "no address"}, "no mail address"), ({"function": "vice-chair", "email": "vi@example.org"}, "stands for the office already")):
        if "already" in words:
            nominated(bodies)
        with pytest.raises(RuleBroken, match=words):
            operations.nominate_leader(acting_as=bodies.avonian, body=bodies.lamps, name="X", **given)


def test_the_list_needs_no_query_more_for_ten(bodies: Admission, django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        operations.nominate_leader(acting_as=bodies.avonian, body=bodies.lamps, function="vice-chair", email=f"v{number}@example.org", name=f"V{number}")
    client = client_of(bodies.cast.officer)
    client.get("/candidacies/")
    with django_assert_max_num_queries(22):
        client.get("/candidacies/")


def test_a_delegate_speaks_for_its_state_and_nominates_nobody(bodies: Admission) -> None:
    Function.objects.create(organisation=bodies.cast.league, code="delegate", entity="state", names={"en": "delegate"})
    delegate = somebody(bodies.avonia, "delegate", "del@example.org")
    answer = may(delegate, "nominate-leader", bodies.lamps)
    assert not answer and "answers for the member" in answer.reason and "nominates through" in answer.basis
    stands = nominated(bodies)
    assert not may(delegate, "withdraw", stands) and may(bodies.avonian, "withdraw", stands)
