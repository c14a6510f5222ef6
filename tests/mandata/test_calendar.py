"""The calendar of a body: sessions recorded, those the cycle lets expect, study periods; days change by acts and are known as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mandata.mandates.calendar import Standing, add_months, calendar_of, months_in
from mandata.mandates.operations import announce_session, cancel_session, move_session, publish_revision
from mandata.mandates.summing import period_start
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.models import BodySession, Function, HouseRule, Party
from mandata.parties.operations import appoint
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401

TODAY = date(2017, 3, 1)


def rule(cast: Cast, code: str, value: str) -> None:  # noqa: F811
    act = Act.objects.create(verb="load", subject_kind="organisation", subject_id=cast.league.uid, happened_at=timezone.now())
    HouseRule.objects.create(organisation=cast.league, code=code, words=code, value=value, decider="test", since=date(2010, 1, 1), opened_by=act)


@pytest.fixture
def council(cast: Cast) -> Party:  # noqa: F811
    """The league's Council, which meets once a year."""
    rule(cast, "cycle-wtsa", "48 months")
    rule(cast, "cycle-council", "12 months")
    rule(cast, "study-period", "wtsa")
    return Party.objects.create(organisation=cast.league, key="council", entity="council", parent=cast.league, actor="council")


@pytest.mark.req("001-01")
def test_periods_are_computed_from_assemblies(cast: Cast, council: Party) -> None:  # noqa: F811
    calendar = calendar_of(cast.league, today=TODAY)
    assemblies = calendar.by_actor["wtsa"]
    assert [(one.year, one.standing) for one in assemblies] == [
        (2012, Standing.HELD), (2016, Standing.HELD), (2020, Standing.EXPECTED)]
    assert assemblies[-1].start == date(2020, 11, 1) and (assemblies[-1].end - assemblies[-1].start).days == 8
    assert [(one.opened_by.year, one.closed_by and one.closed_by.year, one.years) for one in calendar.periods] == [
        (2012, 2016, 4), (2016, 2020, 4), (2020, None, None)]


def test_a_session_announced_takes_the_place_of_the_one_expected(cast: Cast, council: Party) -> None:  # noqa: F811
    assert calendar_of(cast.league, today=TODAY).by_actor["council"] == []  # nothing to count from
    announce_session(acting_as=cast.officer, body=council, start=date(2017, 5, 15), end=date(2017, 5, 25), place="Geneva", ordinal="17")
    found = calendar_of(cast.league, today=TODAY).by_actor["council"]
    assert [one.start for one in found] == [date(year, 5, 15) for year in range(2017, 2023)]
    assert [one.standing for one in found[:2]] == [Standing.ANNOUNCED, Standing.EXPECTED]


def test_days_are_known_as_they_were(cast: Cast, council: Party) -> None:  # noqa: F811
    before = timezone.now()
    session = announce_session(acting_as=cast.officer, body=council, start=date(2017, 5, 15), end=date(2017, 5, 25))
    announced = timezone.now()
    move_session(acting_as=cast.officer, session=session, start=date(2018, 1, 10), end=date(2018, 1, 20), reason="decision of the Council")
    moved = timezone.now()
    cancel_session(acting_as=cast.officer, session=session, reason="no quorum")
    session.refresh_from_db()
    assert (session.year, session.start) == (2018, date(2018, 1, 10))

    def first(known: object) -> list[tuple[date, str, date | None]]:
        found = calendar_of(cast.league, known, today=TODAY).by_actor["council"]  # type: ignore[arg-type]
        return [(one.start, str(one.standing), one.was_start) for one in found[:1]]

    assert first(before) == []
    assert first(announced) == [(date(2017, 5, 15), "announced", None)]
    assert first(moved) == [(date(2018, 1, 10), "announced", date(2017, 5, 15))]
    assert first(None) == [(date(2018, 1, 10), "cancelled", date(2017, 5, 15))]
    move_session(acting_as=cast.officer, session=session, start=date(2018, 1, 10), end=date(2018, 1, 20), reason="held after all")
    assert first(None)[0][1] == "announced"


def test_a_cycle_counts_from_the_last_session_whatever_days_old_ones_lack(cast: Cast, council: Party) -> None:  # noqa: F811
    for year, day in ((1989, None), (2016, date(2016, 5, 15)), (1992, None)):
        BodySession.objects.create(organisation=cast.league, body=council, year=year, start=day, end=day)
    assert [one.start for one in calendar_of(cast.league, today=TODAY).by_actor["council"]][:4] == [
        date(1989, 1, 1), date(1992, 1, 1), date(2016, 5, 15), date(2017, 5, 15)]


def test_a_session_moved_once_moves_no_other(cast: Cast, council: Party) -> None:  # noqa: F811
    session = announce_session(acting_as=cast.officer, body=council, start=date(2017, 5, 15), end=date(2017, 5, 25))

    def coming() -> list[date]:
        return [one.start for one in calendar_of(cast.league, today=TODAY).by_actor["council"]][:3]

    move_session(acting_as=cast.officer, session=session, start=date(2017, 6, 12), end=date(2017, 6, 22), reason="the hall burnt")
    assert coming() == [date(2017, 6, 12), date(2018, 5, 15), date(2019, 5, 15)]
    move_session(acting_as=cast.officer, session=session, start=date(2018, 6, 12), end=date(2018, 6, 22), reason="a plague")
    assert coming() == [date(2018, 6, 12), date(2019, 5, 15), date(2020, 5, 15)], "and none is expected that it has passed"
    announce_session(acting_as=cast.officer, body=council, start=date(2019, 9, 3), end=date(2019, 9, 9))
    assert coming() == [date(2018, 6, 12), date(2019, 9, 3), date(2020, 9, 3)], "one announced on other days sets the cycle"
    with pytest.raises(RuleBroken, match="session already"):
        move_session(acting_as=cast.officer, session=session, start=date(2019, 9, 9), end=date(2019, 9, 19), reason="x")


def test_a_session_that_was_expected_and_nobody_recorded_waits_for_it(cast: Cast, council: Party) -> None:  # noqa: F811
    BodySession.objects.create(organisation=cast.league, body=council, year=2015, start=date(2015, 5, 15), end=date(2015, 5, 25))

    def found() -> list[tuple[date, str]]:
        return [(one.start, one.standing) for one in calendar_of(cast.league, today=TODAY).by_actor["council"]][1:4]

    assert found() == [(date(2016, 5, 15), "unrecorded"), (date(2017, 5, 15), "expected"), (date(2018, 5, 15), "expected")]
    announce_session(acting_as=cast.officer, body=council, start=date(2016, 6, 1), end=date(2016, 6, 9))
    assert found() == [(date(2016, 6, 1), "held"), (date(2017, 6, 1), "expected"), (date(2018, 6, 1), "expected")]


def test_of_a_body_of_whose_sessions_only_the_year_is_known_only_the_year_is_expected(cast: Cast, council: Party) -> None:  # noqa: F811
    BodySession.objects.create(organisation=cast.league, body=council, year=2016)
    coming = [one for one in calendar_of(cast.league, today=TODAY).by_actor["council"] if one.expected]
    assert [(one.start, one.year_alone) for one in coming[:2]] == [(date(2017, 12, 31), True), (date(2018, 12, 31), True)]


def test_a_period_begins_with_an_assembly_that_was_held(cast: Cast, council: Party) -> None:  # noqa: F811
    assert period_start(cast.league, date(2020, 1, 1)) == date(2016, 11, 10)
    session = announce_session(acting_as=cast.officer, body=cast.assembly, start=date(2019, 5, 2))
    assert period_start(cast.league, date(2020, 1, 1)) == date(2019, 5, 3)
    cancel_session(acting_as=cast.officer, session=session, reason="no ship")
    assert period_start(cast.league, date(2020, 1, 1)) == date(2016, 11, 10)
    assert period_start(cast.league, date(2016, 11, 9)) == date(2012, 11, 10), "on its last day an assembly has opened nothing yet"


def test_what_stops_an_act_on_the_calendar(cast: Cast, council: Party) -> None:  # noqa: F811
    session = announce_session(acting_as=cast.officer, body=council, start=date(2027, 5, 15), end=date(2027, 5, 25))
    with pytest.raises(RuleBroken, match="session already"):
        announce_session(acting_as=cast.officer, body=council, start=date(2027, 5, 25))
    announce_session(acting_as=cast.officer, body=council, start=date(2027, 5, 26))
    for slip in (date(26, 5, 15), date(2206, 5, 15), date(9999, 12, 31)):
        with pytest.raises(RuleBroken, match="look at its days again"):
            announce_session(acting_as=cast.officer, body=council, start=slip)
        with pytest.raises(RuleBroken, match="look at its days again"):
            move_session(acting_as=cast.officer, session=session, start=slip if slip.year < 1800 else date(2027, 6, 1), end=slip, reason="slip")
    with pytest.raises(RuleBroken, match="session already"):
        announce_session(acting_as=cast.officer, body=council, start=date(2027, 5, 26))
    with pytest.raises(RuleBroken, match="ends"):
        move_session(acting_as=cast.officer, session=session, start=date(2027, 5, 15), end=date(2027, 5, 1), reason="x")
    with pytest.raises(RuleBroken, match="why"):
        cancel_session(acting_as=cast.officer, session=session, reason=" ")
    with pytest.raises(RuleBroken, match="holds sessions"):
        announce_session(acting_as=cast.officer, body=cast.secretariat, start=date(2027, 5, 15))
    with pytest.raises(Refused):
        cancel_session(acting_as=cast.stranger, session=session, reason="I am tired")
    cancel_session(acting_as=cast.officer, session=session, reason="no money")
    with pytest.raises(RuleBroken, match="already"):
        cancel_session(acting_as=cast.officer, session=session, reason="no money")


def test_the_chair_sets_the_days_of_its_own_body_alone(cast: Cast, council: Party) -> None:  # noqa: F811
    Function.objects.create(organisation=cast.league, code="chair", entity="council", single=True, names={"en": "Chair"})
    office = appoint(acting_as=HOUSE, party=council, function="chair", email="chair@example.org", name="Cleo Chair")
    chair = acting_for(office.person.user)
    announce_session(acting_as=chair, body=council, start=date(2027, 5, 15))
    with pytest.raises(Refused):
        announce_session(acting_as=chair, body=cast.assembly, start=date(2027, 5, 15))


def test_a_group_opens_each_period_with_its_first_sitting(cast: Cast, council: Party) -> None:  # noqa: F811
    group = Party.objects.create(organisation=cast.league, key="tsag", entity="group", parent=cast.assembly, actor="tsag")
    for day in (date(2013, 2, 1), date(2014, 2, 1), date(2017, 2, 1), date(2018, 2, 1)):
        BodySession.objects.create(organisation=cast.league, body=group, year=day.year, start=day, end=day)
    calendar = calendar_of(cast.league, today=TODAY)
    assert [one.start.year for one in calendar.opening(group)] == [2013, 2017]
    other = Party.objects.create(organisation=cast.league, key="scv", entity="group", parent=cast.assembly, actor="scv")
    for day in (date(2016, 11, 9), date(2020, 11, 1)):
        BodySession.objects.create(organisation=cast.league, body=other, year=day.year, start=day, end=day)
    opening = calendar_of(cast.league, today=TODAY).opening(other)
    assert [one.start for one in opening] == [date(2020, 11, 1)], "a period begins after its assembly, and lasts until the next one opens"


def test_numbers_of_months() -> None:
    assert (months_in("48 months"), months_in("yearly"), months_in("0 months"), months_in("99999 months")) == (48, 0, 0, 0)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29) and add_months(date(2024, 11, 30), 3) == date(2025, 2, 28)


def test_no_text_is_adopted_at_a_session_that_was_cancelled(cast: Cast, council: Party) -> None:  # noqa: F811
    session = announce_session(acting_as=cast.officer, body=cast.assembly, start=date(2017, 5, 2), end=date(2017, 5, 9))
    cancel_session(acting_as=cast.officer, session=session, reason="no ship")
    version = cast.read(OLD).language_version

    def publish() -> None:
        publish_revision(acting_as=cast.officer, language_version=version, body=cast.assembly, kind_of_text="resolution", number="5", session=session, layer="adopted")

    with pytest.raises(RuleBroken, match="was cancelled"):
        publish()
    move_session(acting_as=cast.officer, session=session, start=date(2017, 6, 2), end=date(2017, 6, 9), reason="a ship came")
    publish()
    assert session.revisions.count() == 1


def test_a_session_lasts_a_year_at_most_and_one_that_was_held_has_no_days_to_come(cast: Cast, council: Party) -> None:  # noqa: F811
    with pytest.raises(RuleBroken, match="a year at most"):
        announce_session(acting_as=cast.officer, body=council, start=date(2018, 5, 1), end=date(2027, 5, 9))
    held = cast.sessions[2012]
    reading = cast.read(OLD)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="5", session=held, layer="adopted")
    ahead = timezone.now().date() + timedelta(days=90)
    with pytest.raises(RuleBroken, match="no days to come"):
        move_session(acting_as=cast.officer, session=held, start=ahead, end=ahead + timedelta(days=5), reason="x")
    held.refresh_from_db()
    assert held.year == 2012
