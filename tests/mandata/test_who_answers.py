"""Who answers: of several the lead, of several classes each party once, beside a class whoever is named with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mandata.mandates.asking import whom_to_ask
from mandata.mandates.following import codes_answered, debtors, late_alone, late_of_each, owed_in, parties_of
from mandata.mandates.lacking import several_without_lead
from mandata.mandates.mailing import digest
from mandata.mandates.models import Mandate, MandateTerms, Obligation
from mandata.mandates.operations import (
    answer_duty,
    confirm_mandate,
    name_lead,
    publish_revision,
    record_answer,
    roll_obligations,
    withdraw_answer,
)
from mandata.mandates.plan import lines_of, planned
from mandata.mandates.settings import settings_of
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.models import Function, HouseRule, Office, Party, Person
from mandata.parties.operations import appoint, assign_responsibility, end_office
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may
from mandata.texts.models import Finding
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TEXT, TODAY, Owed, made, rule


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes; its sector members are a class too."""
    found = made(cast)
    rule(cast, "class-sector-members", "kind member")
    Function.objects.create(organisation=cast.league, code="focal-point", entity="member", names={"en": "focal point"})
    for key in ("ash", "birch"):
        Party.objects.create(organisation=cast.league, key=key, entity="member", parent=cast.league)
    return found


def asked_of(owed: Owed, calls: str, number: str = "7") -> Mandate:
    """A duty of a text of its own, live."""
    words = TEXT.replace("RESOLUTION 5", f"RESOLUTION {number}").split("resolves to instruct")[0] + calls
    reading = owed.cast.read(words, f"resolution-{number}.txt")
    for finding in reading.findings.filter(what=Finding.What.MANDATE):
        confirm_mandate(acting_as=owed.cast.officer, finding=finding)
    publish_revision(acting_as=owed.cast.officer, language_version=reading.language_version, body=owed.cast.assembly, kind_of_text="resolution",
                     number=number, session=owed.cast.sessions[2016], layer="adopted")
    return Mandate.objects.get(provision__work__number=number)


def due(mandate: Mandate) -> list[Obligation]:
    return list(Obligation.objects.filter(mandate=mandate).order_by("due_on"))


def test_of_several_the_lead_alone_is_asked(owed: Owed) -> None:
    duty = asked_of(owed, (
        "instructs the Secretary-General and the Director of the Telecommunication Standardization Bureau\nto report to the Council each year on lamps.\n"))
    appoint(acting_as=HOUSE, party=owed.cast.secretariat, function="officer", actor="secretary-general", email="sec@example.org", name="Sec")

    def asked() -> list[str]:
        return sorted(one.office.actor for one in whom_to_ask(owed.cast.league, due(duty)) if one.office)

    assert asked() == ["secretary-general", "tsb-director"]
    name_lead(acting_as=owed.cast.officer, mandate=duty, actor="tsb-director", basis="house rule")
    assert asked() == ["tsb-director"]
    name_lead(acting_as=owed.cast.officer, mandate=duty, actor="secretary-general", basis="house rule")
    assert asked() == ["secretary-general"]
    end_office(acting_as=HOUSE, office=Office.objects.known().get(actor="secretary-general"))
    assert asked() == ["tsb-director"], "nobody leads from an empty chair: the other owes it still"


@pytest.mark.req("002-49")
def test_several_classes_are_one_duty_with_an_answer_of_each_party(owed: Owed) -> None:
    duty = asked_of(owed, "invites Member States and Sector Members\nto report to the Council each year on their old lamps.\n")
    assert duty.terms.get().actors.split() == ["member-states", "sector-members"]
    parties = parties_of(duty)
    assert parties is not None and [one.key for one in parties] == ["avonia", "brill", "cordo", "ash", "birch"]
    assert not several_without_lead(owed.cast.league).filter(mandate=duty).exists() and not several_without_lead().filter(mandate=duty).exists()
    one = due(duty)[0]
    ash = parties[3]
    focal = acting_for(appoint(acting_as=HOUSE, party=ash, function="focal-point", actor="sector-members", email="ash@example.org", name="Ash").person.user)
    assert may(focal, "answer", duty)
    answer_duty(acting_as=focal, mandate=duty, obligation=one, party=ash, says="done", words="none is left")
    for party in [*parties[:3], parties[4]]:
        one.refresh_from_db()
        assert one.state == "open"
        record_answer(acting_as=owed.cast.officer, mandate=duty, obligation=one, party=party, says="done", words="none", source="letter")
    one.refresh_from_db()
    assert one.state == "delivered"
    assert sorted(each.party.key for each in whom_to_ask(owed.cast.league, due(duty)) if each.party) == ["ash", "avonia", "birch", "brill", "cordo"]


@pytest.mark.req("002-49")
def test_whoever_is_named_beside_a_class_answers_as_its_party(owed: Owed) -> None:
    duty = asked_of(owed, "instructs the Director of the Telecommunication Standardization Bureau and the Member States\nto report to the Council each year on lamps.\n")
    assert set(duty.terms.get().actors.split()) == {"member-states", "tsb-director"}
    parties = parties_of(duty)
    assert parties is not None and [one.key for one in parties] == ["avonia", "brill", "cordo", "tsb"]
    answer_duty(acting_as=owed.director, mandate=duty, obligation=due(duty)[0], party=parties[3], says="done", words="C/12")
    with pytest.raises(RuleBroken, match="for which of its parties"):
        answer_duty(acting_as=owed.director, mandate=duty, obligation=due(duty)[0], says="done", words="C/12")
    assert several_without_lead(owed.cast.league).filter(mandate=duty).exists()
    assert "tsb" in {one.party.key for one in whom_to_ask(owed.cast.league, due(duty)) if one.party and one.office}


def head_of(owed: Owed, key: str, function: str, **given: Any) -> Office:
    """Somebody who acts for a party."""
    return appoint(acting_as=HOUSE, party=Party.objects.get(key=key), function=function, email=f"{key}@example.org", name=key.title(), **given)


@pytest.mark.req("002-49")
def test_what_is_asked_of_a_class_waits_for_each_who_acts_for_one_of_its_parties_until_that_has_answered(owed: Owed) -> None:
    rule(owed.cast, "class-study-groups", "kind group under wtsa")
    chair = head_of(owed, "tsag", "chair")
    duty = asked_of(owed, "instructs the study groups\nto report to the Council each year on lamps.\n")
    code = duty.terms.get().actors.strip()
    rule(owed.cast, f"class-{code}", "party tsag council")
    assert code in codes_answered(chair) and debtors(owed.cast.league, duty.terms.all()) == {duty.pk: [chair]}
    first = due(duty)[0]
    assert Obligation.objects.filter(owed_in([chair]), pk=first.pk).exists()
    answer_duty(acting_as=acting_for(chair.person.user), mandate=duty, obligation=first, party=owed.tsag, says="done", words="C/12")
    left = Obligation.objects.filter(owed_in([chair]), mandate=duty)
    assert not left.filter(pk=first.pk).exists() and left.count() == len(due(duty)) - 1, "what the party has answered waits for it no more"


def test_the_chair_is_asked_for_a_group_before_its_vice_chair(owed: Owed) -> None:
    rule(owed.cast, "class-study-group-chairs", "party tsag")
    duty = asked_of(owed, "instructs the chairmen of the study groups\nto report to the Council each year on lamps.\n")

    def asked() -> list[str]:
        return [one.office.function for one in whom_to_ask(owed.cast.league, due(duty)) if one.office]

    appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="vic@example.org", name="Vic")
    assert asked() == ["vice-chair"]
    chair = head_of(owed, "tsag", "chair")
    assert asked() == ["chair"]
    Person.objects.filter(pk=chair.person_id).update(email="")
    assert asked() == ["vice-chair"], "where no address of the chair is known"


def test_each_who_owes_by_a_responsibility_is_asked(owed: Owed) -> None:
    duty = asked_of(owed, "instructs the study group vice-chairs\nto report to TSAG at each of its meetings on lamps.\n")
    offices = [appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email=f"{name}@example.org", name=name) for name in ("vic", "vera")]
    for office in offices:
        assign_responsibility(acting_as=owed.cast.officer, office=office, words="the region", source="TSAG", since=TODAY)
    assert [one.office for one in whom_to_ask(owed.cast.league, due(duty))] == offices


def test_chairs_of_groups_answer_as_a_class_of_groups(owed: Owed) -> None:
    duty = asked_of(owed, "instructs the chairmen of the study groups\nto report to the Council each year on lamps.\n")
    assert duty.terms.get().actors.split() == ["study-group-chairs"]
    chair = head_of(owed, "tsag", "chair")
    assert debtors(owed.cast.league, duty.terms.all()) == {duty.pk: []}
    rule(owed.cast, "class-study-group-chairs", "party tsag")
    assert debtors(owed.cast.league, duty.terms.all()) == {duty.pk: [chair]} and may(acting_for(chair.person.user), "answer", duty)


@pytest.mark.req("002-49")
def test_a_party_of_a_class_is_late_alone_only_where_each_is_asked_for_a_report(owed: Owed, client: Client) -> None:
    head = head_of(owed, "avonia", "head-of-administration", actor="member-states")
    reports = asked_of(owed, "resolves to instruct Member States\nto report to the Council each year on their old lamps.\n")
    lends = asked_of(owed, "resolves to instruct Member States\nto light their lamps each year.\n", "8")
    settings = settings_of(owed.cast.league)
    for duty, alone in ((reports, True), (lends, False)):
        first = due(duty)[0]
        assert first.overdue(TODAY) and late_alone(duty.terms.get(), settings) is alone
        assert Obligation.objects.filter(late_of_each(owed.cast.league), pk=first.pk).exists() is alone
        client.force_login(owed.cast.officer.user)
        found = client.get(f"/owed/{first.pk}/").content.decode()
        assert "0 of 3 answered" in found and ("none of its parties is overdue alone" in found) is not alone
        client.force_login(head.person.user)
        assert ("overdue</span>" in client.get("/desk/").content.decode().split(f"/owed/{first.pk}/")[1].split("</li>")[0]) is alone
    waiting = digest("waiting", head.person, owed.cast.league, owed.cast.officer.user.date_joined)
    assert waiting is not None and waiting.duties == {reports.pk}


def test_all_of_a_class_is_told_in_words(owed: Owed, client: Client) -> None:
    duty = asked_of(owed, "invites Member States\nto report to the Council each year on their old lamps.\n")
    client.force_login(owed.cast.officer.user)
    first = due(duty)[0]
    for number, key in enumerate(("avonia", "brill", "cordo")):
        words = f"{number} of 3 answered"
        assert words in client.get(f"/mandates/{duty.pk}/").content.decode() and words in client.get(f"/owed/{first.pk}/").content.decode()
        assert words in client.get("/owed/?state=open").content.decode()
        record_answer(acting_as=owed.cast.officer, mandate=duty, obligation=first, party=Party.objects.get(key=key), says="done", words="none", source="letter")
    for address in (f"/mandates/{duty.pk}/", f"/owed/{first.pk}/", "/plan/"):
        assert "all 3 answered" in client.get(address).content.decode(), address
    Party.objects.create(organisation=owed.cast.league, key="delos", entity="state", parent=owed.cast.league)
    line = lines_of(planned(MandateTerms.objects.filter(mandate=duty).select_related("mandate")))[0]
    assert (line.came, line.parties) == (3, 4)
    record_answer(acting_as=owed.cast.officer, mandate=duty, party=Party.objects.get(key="delos"), says="done", words="none", source="letter")
    Party.objects.filter(key="delos").update(entity="member")
    line = lines_of(planned(MandateTerms.objects.filter(mandate=duty).select_related("mandate")))[0]
    assert (line.came, line.parties) == (3, 3), "whoever is of the class no more is not counted"


def test_a_list_counts_who_of_a_class_answered_as_the_page_of_each_line_does(owed: Owed, client: Client) -> None:
    duty = asked_of(owed, "invites Member States\nto report to the Council each year on their old lamps.\n")
    first, (one, other, *_rest) = due(duty)[0], parties_of(duty) or ()
    for party, says in ((one, "continuing"), (other, "done")):
        record_answer(acting_as=owed.cast.officer, mandate=duty, obligation=first, party=party, says=says, words="", source="letter 4")
    page = client.get(f"/owed/{first.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    found = client.get("/owed/", {"state": "open", "actor": "member-states"}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "2 of 3 answered" in page and "2 of 3 answered" in found


def test_an_answer_of_one_of_a_class_that_is_taken_back_opens_what_all_had_delivered(owed: Owed) -> None:
    duty = asked_of(owed, "invites Member States\nto report to the Council each year on their old lamps.\n")
    first, parties = due(duty)[0], parties_of(duty) or []
    answers = [record_answer(acting_as=owed.cast.officer, mandate=duty, obligation=first, party=one, says="done", source="letter") for one in (*parties, parties[1])]
    assert due(duty)[0].state == "delivered"
    withdraw_answer(acting_as=owed.cast.officer, answer=answers[1])
    assert due(duty)[0].state == "delivered", "the same party said so twice"
    withdraw_answer(acting_as=owed.cast.officer, answer=answers[0])
    assert due(duty)[0].state == "open"


def test_what_all_who_are_left_of_a_class_have_answered_is_delivered_by_the_daily_round(owed: Owed) -> None:
    duty = owed.duties["old lamps"]
    one = due(duty)[0]
    for key in ("avonia", "brill"):
        record_answer(acting_as=owed.cast.officer, mandate=duty, obligation=one, party=Party.objects.get(key=key), says="done", words="none", source="letter")
    roll_obligations(acting_as=HOUSE, organisation=owed.cast.league)
    assert Obligation.objects.get(pk=one.pk).state == "open", "one of three is missing"
    HouseRule.objects.filter(code="class-member-states").update(value="kind state but cordo")  # as where its membership ended by a day that came
    roll_obligations(acting_as=HOUSE, organisation=owed.cast.league)
    assert Obligation.objects.get(pk=one.pk).state == "delivered"
