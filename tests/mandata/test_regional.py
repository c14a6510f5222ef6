"""Regional coordination: each acts for itself alone, the parent group alone decides; figures as of a day and as known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership.models import (
    GroupRequest,
    JointAct,
    PlaceTaken,
    RegionalCharge,
    RegionalTerms,
    RegionalTermsInForce,
)
from mandata.membership.operations import regional
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.models import Classification, CodeName, Function, Membership, Office, Party, Responsibility
from mandata.parties.operations import add_membership, add_party, appoint, assign_responsibility, classify
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.models import Act, Refusal
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import Cast, cast  # noqa: F401

CODES = {"category": ("member-state",), "region": ("North", "South"), "development": ("developing", "LDC"), "place": ("regional-group",)}
NAMES = {"en": "Regional Group for the North"}


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


@pytest.mark.req("002-37", "004-20")
def test_a_region_asks_the_parent_group_agrees_and_the_group_exists(regions: Regions) -> None:
    league = regions.cast.league
    request = regions.asked()
    asked = timezone.now()
    assert value("group-requests.open", league) == 1 and value("groups.regional", league) == 0
    group = regional.agree_group(acting_as=regions.people["lamps"], request=request, decision="report of the second meeting")
    request.refresh_from_db()
    assert (group.parent, group.entity, request.state, request.group) == (regions.lamps, "group", "agreed", group)
    assert {one.language: one.name for one in group.names.all()} == NAMES
    held = Classification.objects.known().get(party=group, scheme="region")
    act = Act.objects.get(verb="agree")
    assert (held.code, held.source, held.opened_by) == ("North", "report of the second meeting", act)
    assert act.acting_as == Office.objects.get(party=regions.lamps, function="chair").uid and "parent group alone" in act.basis
    assert {code: one.value for code, one in observe_by("groups.regional", "parent", league).items()} == {"lamps": 1}
    assert list(records_of("groups.regional", league, part=("region", "North"))) == [group]
    assert value("group-requests.open", league) == 0 and value("group-requests.open", league, asked, asked) == 1
    assert {code: one.value for code, one in observe_by("group-requests.decided", "state", league).items()} == {"agreed": 1}
    with pytest.raises(RuleBroken, match="has a regional group for this region"):
        regions.asked()


@pytest.mark.req("002-37")
def test_a_refusal_says_why_and_the_region_may_ask_again(regions: Regions) -> None:
    request = regions.asked()
    with pytest.raises(RuleBroken, match="waits for"):
        regional.ask_for_group(acting_as=regions.people["north"], asking=regions.north, parent=regions.lamps, region="North", names=NAMES, reason="more")
    with pytest.raises(RuleBroken, match="why it was refused"):
        regional.refuse_group(acting_as=regions.people["lamps"], request=request, reason=" ")
    regional.refuse_group(acting_as=regions.people["lamps"], request=request, reason="no means before the next assembly")
    request.refresh_from_db()
    assert request.state == "refused" and request.answer.startswith("no means")
    assert regions.asked().pk != request.pk
    for wrong, match in (({"region": "South"}, "not classed in this region"), ({"region": "East"}, "no region"), ({"parent": regions.cast.assembly}, "no group"),
                         ({"names": {"en": " "}}, "at least one language"), ({"reason": ""}, "why the region wants it"), ({"names": {"xx": "a"}}, "no language")):
        with pytest.raises(RuleBroken, match=match):
            regions.asked(**wrong)


WHO = ("lamps", "bells", "vice", "north", "south", "ports", "coasts", "marks", "officer", "stranger", "visitor")
DECISIONS: dict[str, Callable[[Regions, Acting, Any], Any]] = {
    "agree": lambda here, acting, one: regional.agree_group(acting_as=acting, request=one, decision="d"),
    "refuse": lambda here, acting, one: regional.refuse_group(acting_as=acting, request=one, reason="d"),
}
OF_THE_PARENT: dict[str, Callable[[Regions, Acting, Any], Any]] = {
    "approve": lambda here, acting, one: regional.approve_terms(acting_as=acting, terms=one, decision="d"),
    "return": lambda here, acting, one: regional.return_terms(acting_as=acting, terms=one, reason="d"),
    "charge": lambda here, acting, one: regional.charge(acting_as=acting, group=one.group, of="question", words="Q 1", regions=[], decision="d"),
}


@pytest.mark.req("002-37", "002-80")
@pytest.mark.parametrize("who", WHO)
def test_nobody_but_the_chair_of_the_parent_group_decides(regions: Regions, who: str) -> None:
    acting = regions.people[who]
    for decide in DECISIONS.values():
        request = regions.asked()
        if who == "lamps":
            decide(regions, acting, request)
            Classification.objects.filter(party__parent=regions.lamps).delete()  # so that the next one can be asked for
            continue
        with pytest.raises(Refused) as refused:
            decide(regions, acting, request)
        assert "parent group alone" in refused.value.answer.basis and "Lamps" in refused.value.answer.reason
        regional.refuse_group(acting_as=regions.people["lamps"], request=request, reason="to go on")
    group = regions.group()
    for number, decide in enumerate(OF_THE_PARENT.values()):
        terms = RegionalTerms.objects.create(group=group, number=number + 1, drafted_by=regions.ports)
        if who == "lamps":
            decide(regions, acting, terms)
            continue
        with pytest.raises(Refused):
            decide(regions, acting, terms)
        assert not RegionalTermsInForce.objects.exists() and not RegionalCharge.objects.exists()
    if who not in ("lamps", "visitor"):
        assert Refusal.objects.filter(actor=acting.user).count() == len(DECISIONS) + len(OF_THE_PARENT)


def test_two_decisions_at_once_leave_one_act(regions: Regions) -> None:
    first = regions.asked()
    second = GroupRequest.objects.get(pk=first.pk)  # as another window has it
    regional.agree_group(acting_as=regions.people["lamps"], request=first, decision="d")
    for decide in DECISIONS.values():
        with pytest.raises(RuleBroken, match="decided already"):
            decide(regions, regions.people["lamps"], second)
    assert Act.objects.filter(verb__in=("agree", "refuse"), subject_id=first.uid).count() == 1
    assert Party.objects.filter(parent=regions.lamps).count() == 1


@pytest.mark.req("002-80")
def test_the_region_drafts_the_parent_returns_and_approves_and_later_terms_end_the_earlier(regions: Regions) -> None:
    league, group = regions.cast.league, regions.group()
    for who in ("south", "coasts", "lamps", "officer", "stranger"):
        with pytest.raises(Refused):
            regional.draft_terms(acting_as=regions.people[who], group=group, texts={"en": "1. Ice."})
    draft = regional.draft_terms(acting_as=regions.people["north"], group=group, texts={"en": "1. Ice."})
    assert draft.drafted_by == regions.north and Act.objects.get(verb="draft-terms").on_behalf_of == regions.north.uid
    with pytest.raises(RuleBroken, match="waits for the parent group already"):
        regional.draft_terms(acting_as=regions.people["ports"], group=group, texts={"en": "1. Fog."})
    regional.translate_terms(acting_as=regions.people["ports"], terms=draft, language="fr", words="1. Glace.")
    with pytest.raises(RuleBroken, match="in this language already"):
        regional.translate_terms(acting_as=regions.people["ports"], terms=draft, language="fr", words="1. Glaces.")
    regional.return_terms(acting_as=regions.people["lamps"], terms=draft, reason="say how often it meets")
    assert (value("groups.with-terms", league), value("groups.without-terms", league)) == (0, 1)
    with pytest.raises(RuleBroken, match="decided already"):
        regional.approve_terms(acting_as=regions.people["lamps"], terms=draft, decision="d")
    second = regional.draft_terms(acting_as=regions.people["ports"], group=group, texts={"en": "1. Ice, twice a year."})
    regional.approve_terms(acting_as=regions.people["lamps"], terms=second, decision="report of the third meeting")
    known = timezone.now()
    assert observe("groups.with-terms", league).denominator == 1 == value("groups.with-terms", league)
    third = regional.draft_terms(acting_as=regions.people["ports"], group=group, texts={"en": "1. Ice and fog."})
    regional.approve_terms(acting_as=regions.people["lamps"], terms=third, decision="report of the fourth meeting",
                           happened_at=timezone.now() + timedelta(days=3))
    assert [one.terms for one in RegionalTermsInForce.objects.known().order_by("since")] == [second, third]
    assert [one.terms for one in RegionalTermsInForce.objects.known(known)] == [second]
    assert [one.terms for one in RegionalTermsInForce.objects.at(timezone.now() + timedelta(days=4))] == [third]
    with pytest.raises(RuleBroken, match="no regional group"):
        regional.draft_terms(acting_as=regions.people["lamps"], group=regions.lamps, texts={"en": "x"})


@pytest.mark.req("004-15", "004-20")
def test_a_regional_group_is_charged_with_matters_of_several_regions(regions: Regions) -> None:
    league, group, chair = regions.cast.league, regions.group(), regions.people["lamps"]
    one = regional.charge(acting_as=chair, group=group, of="question", words="Question 4: ice", regions=["North", "South"], decision="third report")
    regional.charge(acting_as=chair, group=group, of="matter", words="tariffs of pilots", regions=[], decision="third report")
    assert {code: found.value for code, found in observe_by("regional.charges", "region", league).items()} == {"North": 2, "South": 1}
    with pytest.raises(RuleBroken, match="recorded already"):
        regional.charge(acting_as=chair, group=group, of="question", words="Question 4: ice", regions=[], decision="again")
    with pytest.raises(RuleBroken, match="no region"):
        regional.charge(acting_as=chair, group=group, of="question", words="Question 5", regions=["East"], decision="d")
    with pytest.raises(Refused):
        regional.discharge(acting_as=regions.people["bells"], given=one, last_day=timezone.now().date())
    regional.discharge(acting_as=chair, given=one, last_day=timezone.now().date())
    assert value("regional.charges", league, timezone.now() + timedelta(days=2)) == 1


@pytest.mark.req("002-04")
def test_states_without_a_regional_standards_body_as_of_a_day_and_as_known(regions: Regions) -> None:
    league = regions.cast.league
    name, developing = "states.without-regional-standards-body", "states.developing-without-regional-standards-body"
    assert (value(name, league), value(developing, league), observe(developing, league).denominator) == (2, 0, 0)
    classify(acting_as=regions.people["officer"], party=regions.south, scheme="development", code="developing", source="list of the council")
    before = timezone.now()
    regional.describe_coverage(acting_as=regions.people["marks"], body=regions.marks, by="treaty", words="the States of the Treaty of Ice", source="Treaty, art. 1")
    regional.join_regional_body(acting_as=regions.people["marks"], body=regions.marks, state=regions.north, since=date(2015, 1, 1))
    in_2018 = datetime(2018, 4, 17, tzinfo=UTC)
    assert list(records_of(name, league, in_2018)) == [regions.south] and value(name, league, in_2018, before) == 2
    assert value(name, league, datetime(2014, 1, 1, tzinfo=UTC)) == 2
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


STEPS = ("ask", "agree", "refuse", "draft", "approve", "return", "charge")


@pytest.mark.req("002-80")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(WHO)), max_size=14))
def test_in_any_order_and_by_any_hands_terms_hold_only_by_the_parent_and_figures_by_acts(cast: Cast, steps: list[tuple[str, str]]) -> None:  # noqa: F811
    class Undo(Exception):
        pass

    try:
        with transaction.atomic():
            here = made(cast)
            for what, who in steps:
                try:
                    with transaction.atomic():
                        _step(here, what, here.people[who])
                except (Refused, RuleBroken):
                    continue
            chair = Office.objects.get(party=here.lamps, function="chair").uid
            for verb in ("agree", "refuse", "approve", "return", "charge"):
                assert set(Act.objects.filter(verb=verb).values_list("acting_as", flat=True)) <= {chair}
            groups = Party.objects.filter(parent=here.lamps).count()
            assert groups <= 1 and value("groups.regional", cast.league) == groups
            assert value("groups.with-terms", cast.league) + value("groups.without-terms", cast.league) == groups
            assert value("groups.with-terms", cast.league) == min(1, Act.objects.filter(verb="approve").count())
            assert value("group-requests.open", cast.league) == GroupRequest.objects.filter(state="requested").count()
            raise Undo
    except Undo:
        pass


def _step(here: Regions, what: str, acting: Acting) -> None:
    """One attempt of somebody."""
    request, group = GroupRequest.objects.first(), Party.objects.filter(parent=here.lamps).first()
    terms = RegionalTerms.objects.first()
    if what == "ask":
        regional.ask_for_group(acting_as=acting, asking=here.ports, parent=here.lamps, region="North", names=NAMES, reason="r")
    elif what in DECISIONS and request is not None:
        DECISIONS[what](here, acting, request)
    elif what == "draft" and group is not None:
        regional.draft_terms(acting_as=acting, group=group, texts={"en": "1."})
    elif what in OF_THE_PARENT and terms is not None:
        OF_THE_PARENT[what](here, acting, terms)


def test_memberships_of_bodies_do_not_count_as_members_of_the_organisation(regions: Regions) -> None:
    before = value("members", regions.cast.league)
    regional.join_regional_body(acting_as=regions.people["officer"], body=regions.ports, state=regions.south)
    assert value("members", regions.cast.league) == before and Membership.objects.known().filter(of=regions.ports).count() == 1
