"""Regional groups: the region asks and drafts, the parent group alone decides; in any order and by any hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership.models import GroupRequest, RegionalCharge, RegionalTerms, RegionalTermsInForce
from mandata.membership.operations import regional
from mandata.parties.capacity import Acting
from mandata.parties.models import Classification, Office, Party
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.models import Act, Refusal
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_regional import NAMES, WHO, Regions, made, regions, value  # noqa: F401


@pytest.mark.req("002-37", "004-20")
def test_a_region_asks_the_parent_group_agrees_and_the_group_exists(regions: Regions) -> None:  # noqa: F811
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
def test_a_refusal_says_why_and_the_region_may_ask_again(regions: Regions) -> None:  # noqa: F811
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
def test_nobody_but_the_chair_of_the_parent_group_decides(regions: Regions, who: str) -> None:  # noqa: F811
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


def test_two_decisions_at_once_leave_one_act(regions: Regions) -> None:  # noqa: F811
    first = regions.asked()
    second = GroupRequest.objects.get(pk=first.pk)  # as another window has it
    regional.agree_group(acting_as=regions.people["lamps"], request=first, decision="d")
    for decide in DECISIONS.values():
        with pytest.raises(RuleBroken, match="decided already"):
            decide(regions, regions.people["lamps"], second)
    assert Act.objects.filter(verb__in=("agree", "refuse"), subject_id=first.uid).count() == 1
    assert Party.objects.filter(parent=regions.lamps).count() == 1


@pytest.mark.req("002-80")
def test_the_region_drafts_the_parent_returns_and_approves_and_later_terms_end_the_earlier(regions: Regions) -> None:  # noqa: F811
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
def test_a_regional_group_is_charged_with_matters_of_several_regions(regions: Regions) -> None:  # noqa: F811
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
