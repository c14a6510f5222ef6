"""Entities: added, renamed, classed, made members, established; rows closed and opened by acts; figures as of a day and as known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.measures import developing_declared
from mandata.parties.models import (
    Classification,
    CodeName,
    Establishment,
    Function,
    Membership,
    Office,
    Party,
    Person,
    Responsibility,
)
from mandata.parties.operations import (
    add_membership,
    add_party,
    appoint,
    assign_responsibility,
    classify,
    correct_class,
    correct_membership,
    correct_party,
    end_class,
    end_membership,
    end_responsibility,
    establish,
    rename_party,
    report_on,
    state_level,
)
from mandata.shared.measures import observe, observe_by, records_of, suppressed
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import Cast

CODES = {
    "category": ("member-state", "firm"), "region": ("North", "South"), "development": ("LDC", "developing"), "size": ("SME", "large"),
    "secretariat-level": ("0", "1", "2"),
}


@pytest.fixture
def house(cast: Cast) -> Cast:
    """The league with its table of codes."""
    for scheme, codes in CODES.items():
        for code in codes:
            CodeName.objects.create(organisation=cast.league, scheme=scheme, code=code, names={"en": code})
    return cast


def added(cast: Cast, key: str, kind: str = "state", **more: Any) -> Party:
    """An entity entered by the officer."""
    return add_party(acting_as=cast.officer, organisation=cast.league, key=key, kind=kind, names={"en": key.title()}, **more)


def joined(cast: Cast, party: Party, category: str = "member-state", **days: Any) -> Membership:
    """A membership of the league."""
    return add_membership(acting_as=cast.officer, party=party, of=cast.league.party_ptr, category=category, **days)


def test_an_entity_is_added_and_renamed_by_acts_that_keep_the_old_name(house: Cast) -> None:
    party = added(house, "avon")
    rename_party(acting_as=house.officer, party=party, names={"en": "Avonia", "fr": "Avonie"})
    act = Act.objects.get(verb="rename", subject_id=party.uid)
    assert act.changes == {"names": {"en": ["Avon", "Avonia"], "fr": ["", "Avonie"]}}
    assert {one.language: one.name for one in party.names.all()} == {"en": "Avonia", "fr": "Avonie"}
    for wrong in ({"en": "", "fr": ""}, {"xx": "Avonia"}, {"en": "A" * 301}, {"en": "Avonia"}):
        with pytest.raises(RuleBroken):
            rename_party(acting_as=house.officer, party=party, names=wrong)
    with pytest.raises(RuleBroken, match="stands for another"):
        added(house, "avon")
    with pytest.raises(RuleBroken, match="no kind"):
        added(house, "new", kind="organisation")
    with pytest.raises(Refused):
        rename_party(acting_as=house.stranger, party=party, names={"en": "Mine"})


def test_a_regional_group_is_a_group_with_a_parent_and_a_region(house: Cast) -> None:
    parent = added(house, "group-1", "group")
    regional = added(house, "group-1-north", "group", parent=parent)
    assert observe("groups.regional", house.league).value == 0
    classify(acting_as=house.officer, party=regional, scheme="region", code="North", source="its name")
    assert list(records_of("groups.regional", house.league)) == [regional]
    with pytest.raises(RuleBroken, match="under itself"):
        correct_party(acting_as=house.officer, party=parent, parent=regional)


@pytest.mark.req("X-07")
def test_a_class_has_a_source_and_days_and_is_never_edited(house: Cast) -> None:
    party = added(house, "avon")
    first = classify(acting_as=house.officer, party=party, scheme="region", code="North", source="table", since=date(2000, 1, 1))
    classify(acting_as=house.officer, party=party, scheme="region", code="South", source="table", since=date(2020, 1, 1))
    first.refresh_from_db()
    rows = Classification.objects.known().filter(party=party).order_by("since")
    assert first.closed_by is not None and [(one.code, one.since, one.until) for one in rows] == [
        ("North", date(2000, 1, 1), date(2019, 12, 31)), ("South", date(2020, 1, 1), None)]
    with pytest.raises(RuleBroken, match="never guessed"):
        classify(acting_as=house.officer, party=party, scheme="development", code="LDC", source=" ")
    with pytest.raises(RuleBroken, match="“LCD” stands in no table.*LDC"):
        classify(acting_as=house.officer, party=party, scheme="development", code="LCD", source="list")
    with pytest.raises(RuleBroken, match="recorded already"):
        classify(acting_as=house.officer, party=party, scheme="region", code="North", source="table", since=date(2010, 1, 1))
    ldc = classify(acting_as=house.officer, party=party, scheme="development", code="LDC", source="list", since=date(2001, 1, 1))
    ended = end_class(acting_as=house.officer, classification=ldc, last_day=date(2017, 6, 3))
    corrected = correct_class(acting_as=house.officer, classification=ended, since=date(2001, 1, 1), until=date(2017, 6, 4), source="list")
    assert Classification.objects.filter(party=party, code="LDC").count() == 3
    assert list(Classification.objects.known().filter(party=party, code="LDC")) == [corrected]
    with pytest.raises(RuleBroken, match="closed by an act already"):
        end_class(acting_as=house.officer, classification=ldc, last_day=date(2018, 1, 1))
    with pytest.raises(RuleBroken, match="before it begins"):
        correct_class(acting_as=house.officer, classification=corrected, since=date(2018, 1, 1), until=date(2017, 1, 1), source="list")


@pytest.mark.req("001-09")
def test_members_are_counted_as_of_a_day_and_as_known_on_a_day(house: Cast) -> None:
    old, new = added(house, "old"), added(house, "new")
    joined(house, old, since=date(2000, 1, 1))
    before = timezone.now()
    membership = joined(house, new, since=date(2015, 1, 1))
    in_2018 = datetime(2018, 4, 17, tzinfo=timezone.get_current_timezone())
    assert observe("members", house.league, in_2018).value == 2
    assert observe("members", house.league, in_2018, before).value == 1, "entered late, it was not known then"
    entered = timezone.now()
    correct_membership(acting_as=house.officer, membership=membership, since=date(2024, 9, 1), until=None)
    assert observe("members", house.league, in_2018).value == 1
    assert observe("members", house.league, in_2018, entered).value == 2, "what was known stays known"
    end_membership(acting_as=house.officer, membership=Membership.objects.known().get(member=old), last_day=date(2024, 12, 31))
    assert observe("members", house.league).value == 1


@pytest.mark.req("001-06", "004-02")
def test_members_by_region_and_class_say_which_list_was_used(house: Cast) -> None:
    state, firm, other = added(house, "state"), added(house, "firm", "member"), added(house, "other", "member")
    for party, category in ((state, "member-state"), (firm, "firm"), (other, "firm")):
        joined(house, party, category)
    classify(acting_as=house.officer, party=state, scheme="region", code="North", source="table")
    establish(acting_as=house.officer, party=firm, state=state, source="register")
    now = timezone.now()
    assert developing_declared(house.league, now, now) == ""
    by = {split: {code: one.value for code, one in observe_by("members", split, house.league).items()} for split in ("region", "category", "development")}
    assert by == {"region": {"North": 2, "": 1}, "category": {"member-state": 1, "firm": 2}, "development": {"": 3}}
    classify(acting_as=house.officer, party=state, scheme="development", code="developing", source="list of 2024", since=date(2024, 1, 1))
    assert observe("members", house.league, part=("development", "developing")).value == 2
    assert developing_declared(house.league, now + timedelta(days=1), timezone.now()) == "list of 2024"
    assert observe("members", state).value == 1, "the members of a State are those established in it"
    for code, observed in observe_by("members", "region", house.league).items():
        assert records_of("members", house.league, part=("region", code)).count() == observed.value


@pytest.mark.req("002-15", "002-91")
def test_a_state_has_a_secretariat_with_a_level_that_its_administration_states(house: Cast) -> None:
    state, other = added(house, "state"), added(house, "other")
    for one in (state, other):
        joined(house, one)
    desk = added(house, "desk", "national-secretariat")
    assert (observe("states.with-secretariat", house.league).value, observe("states.without-secretariat", house.league).value) == (0, 2)
    establish(acting_as=house.officer, party=desk, state=state, source="decree 4", since=date(2021, 1, 1))
    Function.objects.create(organisation=house.league, code="head-of-administration", entity="state", names={"en": "Head"})
    head, stranger = (
        acting_for(appoint(acting_as=HOUSE, party=party, function="head-of-administration", email=f"{party.key}@example.org").person.user)
        for party in (state, other)
    )
    with pytest.raises(Refused, match="Only the administration of its State"):
        state_level(acting_as=stranger, party=desk, level="2", legal_basis="decree 5")
    state_level(acting_as=head, party=desk, level="2", legal_basis="decree 5", since=date(2022, 1, 1))
    observed = observe("states.with-secretariat", house.league)
    assert (observed.numerator, observed.denominator) == (1, 2)
    assert {code: one.value for code, one in observe_by("states.with-secretariat", "secretariat-level", house.league).items()} == {"2": 1}
    in_2020 = datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone())
    assert observe("states.with-secretariat", house.league, in_2020).value == 0


def test_a_party_moves_from_one_state_to_another(house: Cast) -> None:
    one, two, firm = added(house, "one"), added(house, "two"), added(house, "firm", "member")
    establish(acting_as=house.officer, party=firm, state=one, source="register", since=date(2010, 1, 1))
    establish(acting_as=house.officer, party=firm, state=two, source="register", since=date(2020, 1, 1))
    assert [(row.state, row.until) for row in Establishment.objects.known().filter(party=firm).order_by("since")] == [
        (one, date(2019, 12, 31)), (two, None)]
    with pytest.raises(RuleBroken, match="no State"):
        establish(acting_as=house.officer, party=firm, state=firm, source="register")


@pytest.fixture
def led(house: Cast) -> tuple[Party, Office]:
    """A body with a vice-chair from the North."""
    north = added(house, "north")
    classify(acting_as=house.officer, party=north, scheme="region", code="North", source="table")
    office = appoint(acting_as=HOUSE, party=house.assembly, function="vice-chair", email="vi@example.org", name="Vi", nominated_by=north)
    return north, office


@pytest.mark.req("002-08")
def test_leadership_by_region_and_class(house: Cast, led: tuple[Party, Office]) -> None:
    north, office = led
    classify(acting_as=house.officer, party=north, scheme="development", code="developing", source="list")
    appoint(acting_as=HOUSE, party=house.assembly, function="chair", email="cy@example.org", name="Cy")
    assert {code: one.value for code, one in observe_by("leadership.terms", "body-region", house.league).items()} == {
        f"vice-chair:{house.assembly.pk}:North": 1, f"chair:{house.assembly.pk}:": 1}
    share = observe("leadership.developing", house.league)
    assert (share.numerator, share.denominator) == (1, 2)
    assert list(records_of("leadership.terms", house.league, part=("region-class", "vice-chair:North:developing"))) == [office]


@pytest.mark.req("002-30")
def test_a_responsibility_is_assigned_by_an_act_and_reported_on_by_the_holder(house: Cast, led: tuple[Party, Office]) -> None:
    office = led[1]
    assert not Responsibility.objects.exists()
    laid = assign_responsibility(acting_as=house.officer, office=office, words="regional group for the North", source="decision 3")
    assert Act.objects.get(pk=laid.opened_by_id).verb == "assign-responsibility"
    with pytest.raises(RuleBroken, match="recorded already"):
        assign_responsibility(acting_as=house.officer, office=office, words="regional group for the North", source="decision 3")
    with pytest.raises(Refused):
        assign_responsibility(acting_as=house.stranger, office=office, words="all", source="me")
    with pytest.raises(Refused, match="Only who holds the office"):
        report_on(acting_as=house.officer, responsibility=laid, words="done")
    vi = acting_for(Person.objects.get(email="vi@example.org").user)
    report = report_on(acting_as=vi, responsibility=laid, words="two meetings held")
    assert (report.responsibility, report.by.verb) == (laid, "report")
    with pytest.raises(RuleBroken, match="today or earlier"):
        report_on(acting_as=vi, responsibility=laid, words="x", day=timezone.now().date() + timedelta(days=2))
    end_responsibility(acting_as=house.officer, responsibility=laid, last_day=timezone.now().date())
    with pytest.raises(RuleBroken, match="closed by an act already"):
        report_on(acting_as=vi, responsibility=laid, words="more")


@pytest.mark.req("X-09")
@pytest.mark.parametrize(("cells", "hidden"), [
    ({"a": 9, "b": 6, "c": 2}, {"b", "c"}), ({"a": 9, "b": 3, "c": 2}, {"b", "c"}), ({"a": 9, "b": 6}, set()), ({"a": 4}, {"a"}), ({"a": 0, "b": 9}, set()),
    ({"a": 9, "b": 1, "c": 1}, {"a", "b", "c"}), ({"a": 9, "b": 4, "c": 4, "d": 7, "e": 4}, {"b", "c", "d", "e"}), ({"a": 9, "b": 1, "c": 2}, {"b", "c"}),
])
def test_small_cells_of_persons_are_suppressed_and_the_sum_tells_none(cells: dict[str, int], hidden: set[str]) -> None:
    assert suppressed(cells) == hidden
