"""Who answers: of several the lead, of several classes each party once, beside a class whoever is named with it."""

from __future__ import annotations

import pytest

from mandata.mandates.asking import whom_to_ask
from mandata.mandates.following import parties_of
from mandata.mandates.models import Mandate, Obligation
from mandata.mandates.operations import (
    answer_duty,
    confirm_mandate,
    name_lead,
    publish_revision,
    record_answer,
)
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.models import Function, Office, Party
from mandata.parties.operations import appoint, end_office
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may
from mandata.texts.models import Finding
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TEXT, Owed, made, rule


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
    assert "tsb" in {one.party.key for one in whom_to_ask(owed.cast.league, due(duty)) if one.party and one.office}
