"""Regional coordination: each acts for itself alone, the parent group alone decides; figures as of a day and as known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from mandata.membership.models import (
    GroupRequest,
    JointAct,
    PlaceTaken,
)
from mandata.membership.operations import regional
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.models import CodeName, Function, Membership, Office, Party, Responsibility
from mandata.parties.operations import add_membership, add_party, appoint, assign_responsibility, classify
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import Cast, cast  # noqa: F401

CODES = {"category": ("member-state",), "region": ("North", "South"), "development": ("developing", "LDC"), "place": ("regional-group",)}
NAMES = {"en": "Regional Group for the North"}
WHO = ("lamps", "bells", "vice", "north", "south", "ports", "coasts", "marks", "officer", "stranger", "visitor")


@dataclass
class Regions:
    """Two study groups with their chairs, a State and an organisation of each of two regions, and a vice-chair."""

    cast: Cast
    lamps: Party
    bells: Party
    north: Party
    south: Party
    ports: Party  # the organisation of the North
    coasts: Party  # that of the South
    marks: Party  # a standards body of the North
    people: dict[str, Acting]

    def asked(self, **more: Any) -> GroupRequest:
        """A request of the North's organisation to the first group."""
        values = {"parent": self.lamps, "region": "North", "names": NAMES, "reason": "lamps differ in ice"} | more
        return regional.ask_for_group(acting_as=self.people["ports"], asking=self.ports, **values)

    def group(self) -> Party:
        """A regional group of the North under the first group."""
        return regional.agree_group(acting_as=self.people["lamps"], request=self.asked(), decision="report of the second meeting")


@pytest.fixture
def regions(cast: Cast) -> Regions:  # noqa: F811
    """The league in its regions."""
    return made(cast)


def made(cast: Cast) -> Regions:  # noqa: F811
    """The league's regions, entered by its officer."""
    for scheme, codes in CODES.items():
        for code in codes:
            CodeName.objects.create(organisation=cast.league, scheme=scheme, code=code, names={"en": code})
    for code, entity in (("chair", "group"), ("vice-chair", "group"), ("head-of-administration", "state"),
                         ("focal-point", "regional-organisation"), ("focal-point", "standards-body")):
        Function.objects.create(organisation=cast.league, code=code, entity=entity, names={"en": code})

    def party(key: str, kind: str, region: str = "", **more: Any) -> Party:
        found = add_party(acting_as=cast.officer, organisation=cast.league, key=key, kind=kind, names={"en": key.title()}, **more)
        if region:
            classify(acting_as=cast.officer, party=found, scheme="region", code=region, source="table")
        return found

    lamps, bells = party("lamps", "group", parent=cast.assembly), party("bells", "group", parent=cast.assembly)
    north, south = party("northia", "state", "North"), party("southia", "state", "South")
    ports, coasts = party("ports", "regional-organisation", "North"), party("coasts", "regional-organisation", "South")
    marks = party("marks", "standards-body", "North")
    for state in (north, south):
        add_membership(acting_as=cast.officer, party=state, of=cast.league.party_ptr, category="member-state", since=date(2000, 1, 1))
    people = {}
    for name, where, function in (
        ("lamps", lamps, "chair"), ("bells", bells, "chair"), ("vice", lamps, "vice-chair"), ("north", north, "head-of-administration"),
        ("south", south, "head-of-administration"), ("ports", ports, "focal-point"), ("coasts", coasts, "focal-point"), ("marks", marks, "focal-point"),
    ):
        appoint(acting_as=HOUSE, party=where, function=function, email=f"{name}@example.org", name=name)
        people[name] = acting_for(get_user_model().objects.get(email=f"{name}@example.org"))
    people |= {"officer": cast.officer, "stranger": cast.stranger, "visitor": VISITOR}
    return Regions(cast, lamps, bells, north, south, ports, coasts, marks, people)


def value(name: str, scope: Any, *more: Any) -> int:
    """What a measure comes to."""
    return observe(name, scope, *more).value


@pytest.mark.req("002-04")
def test_states_without_a_regional_standards_body_as_of_a_day_and_as_known(regions: Regions) -> None:
    league = regions.cast.league
    name, developing = "states.without-regional-standards-body", "states.developing-without-regional-standards-body"
    assert (value(name, league), value(developing, league), observe(developing, league).denominator) == (2, 0, 0)
    assert observe(name, league).empty and "No State is recorded" in str(observe_by(name, "region", league)["South"].unsaid)
    assert "list of developing countries" in str(observe(developing, league).unsaid)
    classify(acting_as=regions.people["officer"], party=regions.south, scheme="development", code="developing", source="list of the council")
    before = timezone.now()
    regional.describe_coverage(acting_as=regions.people["marks"], body=regions.marks, by="treaty", words="the States of the Treaty of Ice", source="Treaty, art. 1")
    regional.join_regional_body(acting_as=regions.people["marks"], body=regions.marks, state=regions.north, since=date(2015, 1, 1))
    in_2018 = datetime(2018, 4, 17, tzinfo=UTC)
    assert list(records_of(name, league, in_2018)) == [regions.south] and value(name, league, in_2018, before) == 2
    assert observe(name, league, in_2018, before).empty and not observe(name, league, in_2018).empty, "as known before, nothing was recorded"
    in_2014 = observe(name, league, datetime(2014, 1, 1, tzinfo=UTC))
    assert in_2014.value == 2 and not in_2014.empty, "who joined later is known not to have been in it"
    assert observe(developing, league).unsaid is None
    assert (value(developing, league), observe(developing, league).denominator) == (1, 1)
    assert {code: one.value for code, one in observe_by(name, "region", league).items()} == {"South": 1}
    assert value("states.without-regional-organisation", league) == 2 and value("regional.bodies", league) == 3
    for who in ("ports", "coasts", "north", "stranger"):
        with pytest.raises(Refused, match="Only the body itself"):
            regional.join_regional_body(acting_as=regions.people[who], body=regions.marks, state=regions.south)
    regional.join_regional_body(acting_as=regions.people["officer"], body=regions.ports, state=regions.north)
    with pytest.raises(RuleBroken, match="recorded already"):
        regional.join_regional_body(acting_as=regions.people["officer"], body=regions.ports, state=regions.north)
    with pytest.raises(RuleBroken, match="no State"):
        regional.join_regional_body(acting_as=regions.people["officer"], body=regions.ports, state=regions.coasts)
    with pytest.raises(RuleBroken, match="no regional organisation"):
        regional.join_regional_body(acting_as=regions.people["officer"], body=regions.lamps, state=regions.north)


@pytest.mark.req("002-38", "004-21", "004-24")
def test_joint_acts_are_counted_by_pair_subject_and_organisation(regions: Regions) -> None:
    league, chair = regions.cast.league, regions.people["lamps"]
    done = regional.record_joint_act(
        acting_as=chair, ours=regions.lamps, with_whom=[regions.ports, regions.marks], what="meeting", subject="ice", day=date(2024, 3, 1), document="report 7")
    regional.record_joint_act(acting_as=regions.people["ports"], ours=regions.ports, with_whom=[regions.lamps], what="workshop", subject="fog")
    by = {split: {code: one.value for code, one in observe_by("regional.joint-acts", split, league).items()}
          for split in ("pair", "subject", "organisation", "pair-subject")}
    assert by["pair"] == {"lamps:marks": 1, "lamps:ports": 2, "marks:ports": 1}
    assert by["subject"] == {"ice": 1, "fog": 1} and by["organisation"] == {"ports": 2, "marks": 1}
    assert by["pair-subject"]["lamps:ports:ice"] == 1
    assert value("regional.joint-acts", regions.marks) == 1 and value("regional.joint-acts", league, datetime(2024, 4, 1, tzinfo=UTC)) == 1
    before = timezone.now()
    with pytest.raises(Refused, match="Only Lamps itself"):
        regional.withdraw_joint_act(acting_as=regions.people["ports"], done=done)
    regional.withdraw_joint_act(acting_as=chair, done=done)
    assert value("regional.joint-acts", league) == 1 and value("regional.joint-acts", league, before, before) == 2
    for wrong, match in (({"with_whom": [regions.lamps]}, "at least one other"), ({"what": "party"}, "Say what was done"), ({"subject": ""}, "on which subject"),
                         ({"day": timezone.now().date() + timedelta(days=1)}, "today or earlier"), ({"subject": "s" * 201}, "at most 200")):
        with pytest.raises(RuleBroken, match=match):
            regional.record_joint_act(**{"acting_as": chair, "ours": regions.lamps, "with_whom": [regions.ports], "what": "meeting", "subject": "s"} | wrong)


@pytest.mark.parametrize(("who", "party"), [(who, party) for who in WHO for party in ("lamps", "north", "ports", "coasts", "marks")])
def test_each_acts_for_itself_alone(regions: Regions, who: str, party: str) -> None:
    acting, ours = regions.people[who], getattr(regions, party)
    own = who == party or (who, party) == ("vice", "lamps")
    tried: list[Callable[[], Any]] = [
        lambda: regional.record_joint_act(acting_as=acting, ours=ours, with_whom=[regions.bells], what="meeting", subject="s"),
        lambda: regional.link_body(acting_as=acting, ours=ours, body=regions.coasts if party != "coasts" else regions.ports, matter="m", mechanism="m"),
        lambda: regional.ask_help(acting_as=acting, asking=ours, what_for="other", words="w"),
    ]
    for attempt in tried:
        if own:
            attempt()
            continue
        with pytest.raises(Refused) as refused:
            attempt()
        assert "for itself alone" in refused.value.answer.basis
    assert JointAct.objects.exists() == own


@pytest.mark.req("002-38")
def test_links_are_kept_from_day_to_day_and_end(regions: Regions) -> None:
    chair = regions.people["lamps"]
    link = regional.link_body(acting_as=chair, ours=regions.lamps, body=regions.ports, matter="ice", mechanism="a yearly joint meeting", since=date(2020, 1, 1))
    assert value("regional.links", regions.ports) == 1
    with pytest.raises(RuleBroken, match="recorded already"):
        regional.link_body(acting_as=chair, ours=regions.lamps, body=regions.ports, matter="ice", mechanism="letters")
    regional.unlink_body(acting_as=chair, link=link, last_day=date(2023, 12, 31))
    assert value("regional.links", regions.cast.league) == 0
    assert value("regional.links", regions.cast.league, datetime(2022, 1, 1, tzinfo=UTC)) == 1
    with pytest.raises(RuleBroken, match="closed by an act"):
        regional.unlink_body(acting_as=chair, link=link, last_day=date(2024, 12, 31))


@pytest.mark.req("004-24")
def test_help_is_asked_given_and_its_result_told_each_by_whom_it_concerns(regions: Regions) -> None:
    league, people = regions.cast.league, regions.people
    request = regional.ask_help(acting_as=people["coasts"], asking=regions.coasts, what_for="framework", words="a regional plan for lamps", day=date(2024, 1, 10))
    assert value("help.open", league) == 1
    with pytest.raises(Refused):
        regional.give_help(acting_as=people["ports"], giver=regions.lamps, request=request, words="w")
    with pytest.raises(RuleBroken, match="after it was asked"):
        regional.give_help(acting_as=people["ports"], giver=regions.ports, request=request, words="w", day=date(2024, 1, 9))
    with pytest.raises(RuleBroken, match="comes from another"):
        regional.give_help(acting_as=people["coasts"], giver=regions.coasts, request=request, words="w")
    regional.give_help(acting_as=people["ports"], giver=regions.ports, request=request, words="lent its own plan")
    with pytest.raises(Refused):
        regional.conclude_help(acting_as=people["ports"], request=request, result="good")
    regional.conclude_help(acting_as=people["coasts"], request=request, result="plan adopted")
    assert value("help.open", league) == 0 and value("help.given", league) == 1
    assert value("help.open", league, datetime(2024, 2, 1, tzinfo=UTC)) == 1
    with pytest.raises(RuleBroken, match="closed"):
        regional.give_help(acting_as=people["ports"], giver=regions.ports, request=request, words="more")


@pytest.mark.req("002-47", "002-50")
def test_only_a_vice_chair_with_a_responsibility_mobilises_and_informs(regions: Regions) -> None:
    league, people = regions.cast.league, regions.people
    vice = Office.objects.get(party=regions.lamps, function="vice-chair")
    chair = Office.objects.get(party=regions.lamps, function="chair")
    laid: Responsibility = assign_responsibility(acting_as=people["lamps"], office=vice, words="keeps in touch with the North", source="decision")
    of_the_chair = assign_responsibility(acting_as=people["lamps"], office=chair, words="keeps order", source="decision")
    words = {"region": "North", "words": "wrote to the ports", "members": [regions.north, regions.marks]}
    for who in WHO:
        if who != "vice":
            with pytest.raises(Refused) as refused:
                regional.mobilise(acting_as=people[who], responsibility=laid, **words)
            assert "an act assigned" in refused.value.answer.basis
    with pytest.raises(Refused):
        regional.mobilise(acting_as=people["lamps"], responsibility=of_the_chair, **words)
    regional.mobilise(acting_as=people["vice"], responsibility=laid, **words)
    regional.mobilise(acting_as=people["vice"], responsibility=laid, **words | {"members": [regions.north]})
    regional.inform(acting_as=people["vice"], responsibility=laid, **words | {"members": [regions.south]})
    assert value("members.mobilised", league) == 2 and value("members.informed", league) == 1
    assert {code: one.value for code, one in observe_by("regional.vice-chairs-work", "what", league).items()} == {"mobilised": 2, "informed": 1}
    for wrong, match in (({"members": []}, "Name the members"), ({"region": "East"}, "no region"), ({"words": " "}, "what was done")):
        with pytest.raises(RuleBroken, match=match):
            regional.inform(acting_as=people["vice"], responsibility=laid, **words | wrong)


@pytest.mark.req("004-07")
def test_places_are_offered_and_taken_by_developing_countries_until_none_is_free(regions: Regions) -> None:
    league, people = regions.cast.league, regions.people
    day = timezone.now().date() + timedelta(days=30)
    offered = regional.offer_places(acting_as=people["ports"], convening=regions.ports, meeting="Workshop on ice", day=day, tied_to=regions.lamps, places=1)
    with pytest.raises(Refused):
        regional.offer_places(acting_as=people["ports"], convening=regions.coasts, meeting="m", day=day, tied_to=regions.lamps, places=1)
    with pytest.raises(RuleBroken, match="in no such class"):
        regional.take_place(acting_as=people["south"], state=regions.south, opportunity=offered)
    for state in (regions.north, regions.south):
        classify(acting_as=people["officer"], party=state, scheme="development", code="LDC", source="list")
    with pytest.raises(Refused):
        regional.take_place(acting_as=people["north"], state=regions.south, opportunity=offered)
    regional.take_place(acting_as=people["south"], state=regions.south, opportunity=offered)
    with pytest.raises(RuleBroken, match="All places"):
        regional.take_place(acting_as=people["north"], state=regions.north, opportunity=offered)
    assert PlaceTaken.objects.count() == 1
    assert (value("expert-places.offered", league), value("expert-places.taken", league)) == (1, 1)


def test_memberships_of_bodies_do_not_count_as_members_of_the_organisation(regions: Regions) -> None:
    before = value("members", regions.cast.league)
    regional.join_regional_body(acting_as=regions.people["officer"], body=regions.ports, state=regions.south)
    assert value("members", regions.cast.league) == before and Membership.objects.known().filter(of=regions.ports).count() == 1
