"""What is owed: dated obligations against the calendar, rolled with it, ended with the text; means, periods, answers; a fold of the acts."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.mandates.asked import asks, duties_asked, name_actors
from mandata.mandates.bodies import unowned_terms
from mandata.mandates.calendar import Calendar, calendar_of
from mandata.mandates.following import debtors, owed_in
from mandata.mandates.models import (
    Mandate,
    MandateTerms,
    Means,
    Obligation,
    ObligationStanding,
    ObligationState,
    PeriodFixed,
    TermsActor,
    overdue_at,
)
from mandata.mandates.operations import (
    announce_session,
    answer_duty,
    assign_mandate,
    cancel_session,
    confirm_certain,
    confirm_mandate,
    correct_mandate,
    excuse_obligation,
    fix_period,
    move_session,
    publish_revision,
    record_answer,
    record_means,
    reopen_obligation,
    roll_obligations,
    take_back_means,
    withdraw_answer,
)
from mandata.mandates.owed import Wanted, difference, wanted
from mandata.mandates.rolling import Rolled, _done_meanwhile, ground_of
from mandata.membership.operations import set_rule
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.models import (
    BodySession,
    CodeName,
    Function,
    HouseRule,
    Office,
    Organisation,
    Party,
    Responsibility,
)
from mandata.parties.operations import (
    add_membership,
    add_party,
    appoint,
    assign_responsibility,
    classify,
    correct_party,
    dissolve_party,
    end_class,
    end_membership,
    end_office,
    end_responsibility,
    record_office,
    take_back_dissolution,
)
from mandata.shared.measures import observe, records_of
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may
from mandata.texts.models import Finding
from mandata.web.owed.telling import told_to
from tests.mandata.conftest import Cast, cast  # noqa: F401

TEXT = """RESOLUTION 5 (Rev. Hammamet, 2016)
Lighthouses of the league
(Hammamet, 2016)
The World Telecommunication Standardization Assembly (Hammamet, 2016),
resolves to instruct the Director of the Telecommunication Standardization Bureau
1\tto submit a report on lighthouses to the Council each year;
2\tto submit a periodic report on buoys to TSAG;
3\tto report to the next World Telecommunication Standardization Assembly on lamps;
4\twithin the limits of available resources, to publish the names of the keepers by 2018;
5\tto keep a list of lighthouses,
instructs the Telecommunication Standardization Advisory Group
to review the lamps at each of its meetings,
invites Member States
to report to the Council each year on their old lamps.
"""
TODAY = timezone.now().date()


@dataclass
class Owed:
    """A league whose text is live, with its calendar."""

    cast: Cast
    council: Party
    tsag: Party
    director: Acting
    duties: dict[str, Mandate]

    def of(self, word: str, **what: Any) -> list[Obligation]:
        """The obligations of the duty in whose words one stands, the earliest first."""
        return list(Obligation.objects.filter(mandate=self.duties[word], **what).order_by("due_on", "pk"))

    def days(self, word: str, **what: Any) -> list[date]:
        """Their days."""
        return [one.due_on for one in self.of(word, **what)]


def rule(cast: Cast, code: str, value: str) -> None:  # noqa: F811
    act = Act.objects.create(verb="load", subject_kind="organisation", subject_id=cast.league.uid, happened_at=timezone.now())
    HouseRule.objects.create(organisation=cast.league, code=code, words=code, value=value, decider="test", since=date(2010, 1, 1), opened_by=act)


def made(cast: Cast) -> Owed:  # noqa: F811
    """The league with a Council each May and a group, and the text confirmed and published."""
    for code, value in (
        ("cycle-wtsa", "48 months"), ("cycle-council", "12 months"), ("cycle-tsag", "12 months"), ("study-period", "wtsa"),
        ("overdue-forces", "resolve instruct"), ("owed-from", f"{TODAY.year - 2}-01-01"), ("only-with-responsibility", "study-group-vice-chairs"),
        ("class-member-states", "kind state"),
    ):
        rule(cast, code, value)
    league = cast.league
    council = Party.objects.create(organisation=league, key="council", entity="council", parent=league, actor="council")
    tsag = Party.objects.create(organisation=league, key="tsag", entity="group", parent=cast.assembly, actor="tsag")
    for name in ("avonia", "brill", "cordo"):
        Party.objects.create(organisation=league, key=name, entity="state", parent=league)
    bureau = Party.objects.create(organisation=league, key="tsb", entity="bureau", parent=league)
    for code, entity in (("chair", "group"), ("vice-chair", "group"), ("head-of-administration", "state")):
        Function.objects.create(organisation=league, code=code, entity=entity, names={"en": code})
    for year in range(TODAY.year - 2, TODAY.year + 1):
        BodySession.objects.create(organisation=league, body=council, year=year, start=date(year, 5, 15), end=date(year, 5, 25))
        BodySession.objects.create(organisation=league, body=tsag, year=year, start=date(year, 2, 1), end=date(year, 2, 5))
    office = appoint(acting_as=HOUSE, party=bureau, function="director", actor="tsb-director", email="dee@example.org", name="Dee Director")
    reading = cast.read(TEXT)
    confirm_certain(acting_as=cast.officer, reading=reading)
    for finding in reading.findings.filter(what=Finding.What.MANDATE, state=Finding.State.OPEN):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    publish_revision(acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="5",
                     session=cast.sessions[2016], layer="adopted")
    duties = {}
    for mandate in Mandate.objects.filter(ended_by=None):
        words = mandate.terms.get().summary
        duties[next(one for one in ("lighthouses to the Council", "buoys", "on lamps", "names", "a list", "review", "old lamps") if one in words)] = mandate
    return Owed(cast, council, tsag, acting_for(office.person.user), duties)


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def told_of(acting: Acting, duty: Mandate) -> bool:
    """Whether somebody is told that the first obligation of a duty is overdue, on its page and in the list alike."""
    told, first = told_to(acting), Obligation.objects.filter(mandate=duty).order_by("due_on", "pk")[0]
    on_page, listed = told.of(first, duty.terms.get()), Obligation.objects.filter(told.overdue(), mandate=duty).exists()
    assert listed == (on_page and Obligation.objects.filter(overdue_at(told.today), mandate=duty).exists())
    return on_page


Y = TODAY.year
LAST = Y + 6 if (TODAY.month, TODAY.day) >= (5, 15) else Y + 5  # the last Council inside six years


@pytest.mark.req("X-03")
def test_obligations_are_dated_by_the_calendar(owed: Owed) -> None:
    assert owed.days("lighthouses to the Council") == [date(year, 5, 15) for year in range(Y - 2, LAST + 1)]
    assert [one.expected for one in owed.of("lighthouses to the Council")] == [False] * 3 + [True] * (LAST - Y)
    assert owed.days("review")[:3] == [date(year, 2, 5) for year in range(Y - 2, Y + 1)]  # what a body does itself is due when it closes
    assert owed.days("a list") == [] and owed.days("buoys") == []
    assert all(one.binding for one in owed.of("review")) and not any(one.binding for one in owed.of("old lamps"))
    figures = {name: observe(name, owed.cast.league).value for name in ("mandates.period-not-fixed", "mandates.without-date", "obligations.delivered")}
    assert figures == {"mandates.period-not-fixed": 1, "mandates.without-date": 1, "obligations.delivered": 0}


def test_a_duty_due_at_a_session_of_which_the_calendar_knows_nothing_has_no_date(owed: Owed) -> None:
    officer, league = owed.cast.officer, owed.cast.league
    terms = owed.duties["on lamps"].terms.get()

    def without(version: int | None = None, **when: Any) -> set[int]:
        return set(records_of("mandates.without-date", league, version=version, **when).values_list("pk", flat=True))

    none = {owed.duties["a list"].pk}
    assert without() == without(1) == none
    for value, dated in (
        ({"which": "next", "body": "radio-assembly"}, False), ({"which": "named", "body": "council", "year": Y + 40}, False), ({"which": "first", "body": None}, False),
        ({"which": "named", "body": "council", "year": Y + 2}, True), ({"which": "each", "body": "tsag"}, True),
    ):
        assert terms.finding is not None
        correct_mandate(acting_as=officer, finding=terms.finding, corrected={"due": {**terms.finding.value["due"], "kind": "meeting", "value": {**value, "relation": "at"}}})
        assert (without() == none) is dated and without(1) == none, value
        assert Obligation.objects.filter(mandate=owed.duties["on lamps"], state="open").exists() is dated
    at = timezone.now()
    dissolve_party(acting_as=officer, party=owed.tsag, source="WTSA decision 4")
    assert owed.duties["on lamps"].pk not in without(at=at, known=at)
    assert observe("mandates.without-date", league).measure.version == 2 and observe("mandates.without-date", league, version=1).value == 1


def test_what_is_counted_begins_and_ends_on_its_days(owed: Owed) -> None:
    terms = owed.duties["lighthouses to the Council"].terms.select_related("mandate__created_by", "version__revision__session").get()

    def days(today: date, since: date) -> tuple[date, date]:
        rule(owed.cast, "owed-from", since.isoformat())
        found = [one.due_on for one in wanted(terms, (), ground_of(owed.cast.league, today))]
        return found[0], found[-1]

    council = [date(year, 5, 15) for year in range(Y - 1, Y + 7)]
    assert days(date(Y, 5, 15), council[0]) == (council[0], council[-1]), "the first day and the last count"
    assert days(date(Y, 5, 14), council[0] + timedelta(days=1)) == (council[1], council[-2])


def test_the_next_assembly_is_the_first_after_the_text(owed: Owed) -> None:
    assert owed.days("on lamps") == [] or owed.of("on lamps")[0].expected  # the one of 2020 is before the day that is counted from
    announced = announce_session(acting_as=owed.cast.officer, body=owed.cast.assembly, start=date(Y + 1, 10, 1), end=date(Y + 1, 10, 9))
    assert [(one.due_on, one.session_id, one.expected) for one in owed.of("on lamps", state="open")] == [(date(Y + 1, 10, 1), announced.pk, False)]


def test_periodic_waits_for_a_decision(owed: Owed) -> None:
    with pytest.raises(Refused):
        fix_period(acting_as=owed.director, mandate=owed.duties["buoys"], body=owed.tsag, decision="I say so")
    with pytest.raises(RuleBroken, match="leave no period open"):
        fix_period(acting_as=owed.cast.officer, mandate=owed.duties["a list"], body=owed.tsag, decision="TSAG")
    fix_period(acting_as=owed.cast.officer, mandate=owed.duties["buoys"], body=owed.tsag, decision="TSAG report 3", since=date(Y - 1, 1, 1))
    assert owed.days("buoys")[:2] == [date(Y - 1, 2, 1), date(Y, 2, 1)]
    assert observe("mandates.period-not-fixed", owed.cast.league).value == 0
    fix_period(acting_as=owed.cast.officer, mandate=owed.duties["buoys"], every="P2Y", decision="TSAG report 4", since=date(Y, 1, 1))
    assert PeriodFixed.objects.known().filter(until=None).count() == 1
    assert owed.days("buoys", state="open")[-1].year - owed.days("buoys", state="open")[-2].year == 2
    assert owed.days("buoys", state="open")[0] == date(Y - 1, 2, 1), "what was due by the decision before is due still"


def test_obligations_roll_with_a_session_that_is_moved_announced_or_cancelled(owed: Owed) -> None:
    officer, before = owed.cast.officer, owed.of("lighthouses to the Council")
    session = announce_session(acting_as=officer, body=owed.council, start=date(Y + 1, 7, 1), end=date(Y + 1, 7, 9))
    now = {one.pk: one for one in owed.of("lighthouses to the Council")}
    assert now[before[3].pk].due_on == date(Y + 1, 7, 1) and now[before[3].pk].session_id == session.pk and not now[before[3].pk].expected
    move_session(acting_as=officer, session=session, start=date(Y + 1, 9, 1), end=date(Y + 1, 9, 9), reason="the hall burnt")
    assert Obligation.objects.get(pk=before[3].pk).due_on == date(Y + 1, 9, 1)
    move_session(acting_as=officer, session=session, start=date(Y + 1, 3, 1), end=date(Y + 1, 3, 9), reason="the hall stands again")
    assert Obligation.objects.get(pk=before[3].pk).due_on == date(Y + 1, 3, 1)
    cancel_session(acting_as=officer, session=session, reason="no ship")
    rolled = Obligation.objects.get(pk=before[3].pk)
    assert (rolled.due_on, rolled.session_id, rolled.state) == (date(Y + 1, 12, 31), None, "open")  # the year still asks for its report
    review = owed.of("review")
    late = announce_session(acting_as=officer, body=owed.tsag, start=date(Y + 1, 3, 1), end=date(Y + 1, 3, 5))
    assert owed.of("review")[3].pk == review[3].pk and owed.of("review")[3].due_on == date(Y + 1, 3, 5)
    cancel_session(acting_as=officer, session=late, reason="no ship")
    assert Obligation.objects.get(pk=review[3].pk).state == "void"  # each meeting: the one that is not held is not reviewed at
    move_session(acting_as=officer, session=late, start=date(Y + 1, 4, 1), end=date(Y + 1, 4, 5), reason="a ship came")
    again = Obligation.objects.get(pk=review[3].pk)
    assert (again.state, again.due_on) == ("open", date(Y + 1, 4, 5))


def test_a_session_named_by_its_year_keeps_its_name_when_it_moves_into_another(owed: Owed) -> None:
    officer, terms = owed.cast.officer, owed.duties["on lamps"].terms.get()
    session = announce_session(acting_as=officer, body=owed.cast.assembly, start=date(Y + 1, 10, 1), end=date(Y + 1, 10, 9))
    assert terms.finding is not None
    due = {**terms.finding.value["due"], "kind": "meeting", "value": {"which": "named", "body": "wtsa", "year": Y + 1, "relation": "at"}}
    correct_mandate(acting_as=officer, finding=terms.finding, corrected={"due": due})
    (one,) = owed.of("on lamps", state="open")
    for year in (Y + 2, Y + 3):
        move_session(acting_as=officer, session=session, start=date(year, 3, 1), end=date(year, 3, 9), reason="a plague")
        assert [(it.pk, it.due_on, it.session_id) for it in owed.of("on lamps", state="open")] == [(one.pk, date(year, 3, 1), session.pk)]


def test_what_was_due_under_the_text_before_rolls_to_no_session_after_it() -> None:
    body = Party(pk=1, key="council")
    held = SimpleNamespace(slot="s:held", due_on=date(2024, 5, 15), body_id=1, office_id=None, session_id=7, expected=False, state="open")
    coming = Wanted("e:council:2024-11", date(2024, 11, 15), body, None, True)
    for state, since, opened in (("open", date(2024, 10, 1), [coming]), ("delivered", date(2024, 10, 1), [coming]), ("open", date(2024, 5, 15), [])):
        held.state = state
        found = difference([coming], [held], since, Calendar(Organisation(), date(2024, 10, 1), date(2030, 10, 1), []))
        assert (found.opened, found.void) == (opened, [])


@pytest.mark.req("X-04")
def test_a_conditional_duty_is_never_late_without_its_means(owed: Owed) -> None:
    rule(owed.cast, "owed-from", "2017-01-01")
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    names = owed.duties["names"]
    assert owed.days("names") == [date(2018, 12, 31)] and not owed.of("names")[0].overdue(TODAY)
    assert observe("mandates.without-means", owed.cast.league).value == 1
    asked = record_means(acting_as=owed.director, mandate=names, what="asked", words="a clerk", source="letter to the Council", day=date(2017, 5, 1))
    assert not owed.of("names")[0].overdue(TODAY) and asked.what == Means.What.ASKED
    assert not Obligation.objects.filter(overdue_at(TODAY), mandate=names).exists()
    given_ = record_means(acting_as=owed.cast.officer, mandate=names, what="given", words="a clerk", source="budget", day=date(2018, 1, 1), amount=3, unit="months")  # type: ignore[arg-type]
    assert owed.of("names")[0].overdue(TODAY) and observe("mandates.without-means", owed.cast.league).value == 0
    assert Obligation.objects.filter(overdue_at(TODAY), mandate=names).exists()
    with pytest.raises(RuleBroken, match="unit"):
        record_means(acting_as=owed.cast.officer, mandate=names, what="given", words="x", source="x", amount=3)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken, match="no means"):
        record_means(acting_as=owed.cast.officer, mandate=owed.duties["a list"], what="given", words="x", source="x")
    take_back_means(acting_as=owed.cast.officer, means=given_)
    assert not owed.of("names")[0].overdue(TODAY)


def test_overdue_is_told_first_to_whoever_owes_it(owed: Owed) -> None:
    duty = owed.duties["lighthouses to the Council"]
    assert [one.overdue(TODAY) for one in owed.of("lighthouses to the Council")][:2] == [True, True]
    first = owed.of("lighthouses to the Council")[0]
    for day, late in ((first.due_on, False), (first.due_on + timedelta(days=1), True)):  # its last day is whole
        assert first.overdue(day) is late and Obligation.objects.filter(overdue_at(day), pk=first.pk).exists() is late
    assert not any(one.overdue(TODAY) for one in owed.of("old lamps"))  # an invitation is reported only
    assert [told_of(one, duty) for one in (owed.director, owed.cast.officer, owed.cast.stranger, VISITOR)] == [True, True, False, False]
    for function, speaks in (("member", False), ("chair", True)):  # who acts for the group owes what it owes; whoever sits in it does not
        Function.objects.get_or_create(organisation=owed.cast.league, code=function, entity="group", defaults={"names": {"en": function}})
        office = appoint(acting_as=HOUSE, party=owed.tsag, function=function, email=f"{function}@example.org", name=function)
        acting, review = acting_for(office.person.user), owed.duties["review"]
        assert (told_of(acting, review), bool(may(acting, "answer", review))) == (speaks, speaks)
        assert Obligation.objects.filter(owed_in([office]), mandate=review).exists() is speaks
    listed = assign_mandate(acting_as=owed.cast.officer, mandate=duty, party=owed.cast.assembly, office=owed.cast.stranger.offices[0], basis="house rule")
    clerk = acting_for(appoint(acting_as=HOUSE, party=owed.cast.assembly, function="delegate", email="clerk@example.org", name="Clerk").person.user)
    assert listed and told_of(owed.cast.stranger, duty), "whoever owns it by an act"
    assert owed.cast.stranger.offices[0].function == "delegate" and told_of(clerk, duty), "as whoever else holds that office"
    assert observe("obligations.overdue", owed.cast.league).value == 0
    rule(owed.cast, "overdue-public", (TODAY + timedelta(days=9)).isoformat())
    assert observe("obligations.overdue", owed.cast.league).value == 0
    later = timezone.now() + timedelta(days=400)
    assert observe("obligations.overdue", owed.cast.league, later).value == 0, "whoever asks for a day to come is told no earlier"
    rule(owed.cast, "overdue-public", TODAY.isoformat())
    assert observe("obligations.overdue", owed.cast.league).value == sum(one.overdue(TODAY) for one in Obligation.objects.all()) > 0


@pytest.mark.req("002-48")
def test_a_duty_of_vice_chairs_is_due_only_from_one_with_the_responsibility(cast: Cast) -> None:  # noqa: F811
    owed = made(cast)
    words = TEXT.replace("RESOLUTION 5", "RESOLUTION 6").split("resolves to instruct")[0] + (
        "instructs the study group vice-chairs\nto submit a mobilization programme to the first meeting of TSAG.\n")
    reading = cast.read(words, "resolution-6.txt")
    for finding in reading.findings.filter(what=Finding.What.MANDATE):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    publish_revision(acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="6",
                     session=cast.sessions[2016], layer="adopted")
    duty = Mandate.objects.get(provision__work__number="6")
    terms = duty.terms.get()
    assert terms.actors.split() == ["study-group-vice-chairs"] and terms.due["value"]["which"] == "first"
    assert not Obligation.objects.filter(mandate=duty).exists()
    office = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="vic@example.org", name="Vic")
    roll_obligations(acting_as=cast.officer, organisation=cast.league)
    assert not Obligation.objects.filter(mandate=duty).exists()  # the office alone lays nothing on its holder
    laid = assign_responsibility(acting_as=cast.officer, office=office, words="the region", source="TSAG")
    found = list(Obligation.objects.filter(mandate=duty))
    assert {one.opened_by.verb for one in found} == {"assign-responsibility"}
    assert found and all(one.office_id == office.pk and one.body_id == owed.tsag.pk and one.due_on >= TODAY for one in found)
    holder = acting_for(office.person.user)
    assert told_of(holder, duty) and may(holder, "answer", duty) and debtors(cast.league, [terms]) == {duty.pk: [office]}, "whom a mail asks"
    end_responsibility(acting_as=cast.officer, responsibility=Responsibility.objects.known().get(pk=laid.pk), last_day=TODAY - timedelta(days=1))
    ended = Act.objects.filter(verb="end", subject_kind="responsibility").latest("pk")
    assert set(Obligation.objects.filter(mandate=duty, standings__opened_by=ended).values_list("pk", flat=True)) == {one.pk for one in found}
    assert set(Obligation.objects.filter(mandate=duty).values_list("state", flat=True)) == {"void"}
    assert not may(holder, "answer", duty) and debtors(cast.league, [terms]) == {duty.pk: []}


def test_a_responsibility_rolls_no_duty_that_it_does_not_touch(owed: Owed) -> None:
    before = list(Obligation.objects.order_by("pk").values_list("pk", "state", "due_on"))
    office = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="vic@example.org", name="Vic")
    assign_responsibility(acting_as=owed.cast.officer, office=office, words="the region", source="TSAG")
    assert list(Obligation.objects.order_by("pk").values_list("pk", "state", "due_on")) == before


def test_an_office_that_ends_takes_what_only_it_owed_with_it_at_once(owed: Owed) -> None:
    rule(owed.cast, "only-with-responsibility", "tsag-vice-chairs tsag")
    office = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", actor="tsag", email="vic@example.org", name="Vic")
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    assert set(owed.of("review", state="open")) == set()  # of nobody without an act that lays it on somebody
    assign_responsibility(acting_as=owed.cast.officer, office=office, words="the lamps", source="TSAG", since=TODAY)
    assert {one.office_id for one in owed.of("review", state="open")} == {office.pk}
    end_office(acting_as=owed.cast.officer, office=office)
    ended = Act.objects.filter(verb="end", subject_kind="office").latest("pk")
    assert owed.of("review", state="open") == [] and ObligationStanding.objects.filter(opened_by=ended, state="void").exists()
    assert roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league) == Rolled()


@pytest.mark.req("X-03")
def test_a_body_dissolved_or_created_rolls_what_hangs_on_it_at_once(owed: Owed) -> None:
    officer, tsag, lamps = owed.cast.officer, owed.tsag, owed.duties["review"]
    announced = announce_session(acting_as=officer, body=tsag, start=TODAY + timedelta(days=90))
    coming = owed.of("review", state="open", due_on__gt=TODAY)
    chair = record_office(acting_as=officer, party=tsag, function="chair", name="Cleo", since=date(Y - 1, 1, 1))
    with pytest.raises(Refused):
        dissolve_party(acting_as=owed.director, party=tsag, source="I say so")
    with pytest.raises(RuleBroken, match="by which decision"):
        dissolve_party(acting_as=officer, party=tsag, source=" ")
    with pytest.raises(RuleBroken, match="under it"):
        dissolve_party(acting_as=officer, party=owed.cast.assembly, source="the last assembly")
    with pytest.raises(RuleBroken, match="not dissolved"):
        dissolve_party(acting_as=officer, party=Party.objects.get(key="avonia"), source="war")
    gone = dissolve_party(acting_as=officer, party=tsag, source="WTSA decision 4", successor=owed.council)
    act = gone.opened_by
    assert coming and {(one.state, one.standings.get(closed_by=None).opened_by_id) for one in owed.of("review") if one in coming} == {("void", act.pk)}
    assert all(one.state == "open" for one in owed.of("review") if one.due_on < TODAY)  # what was due before stays due
    assert Office.objects.known().get(person=chair.person, function="chair").until == TODAY - timedelta(days=1)
    assert lamps.terms.get() in unowned_terms() and lamps.ended_by_id is None  # a decision ends no duty: it waits for an owner
    shown = next(one for one in calendar_of(owed.cast.league).sittings if one.session == announced)
    assert (shown.standing, shown.reason) == ("cancelled", "WTSA decision 4")
    for broken in (lambda: announce_session(acting_as=officer, body=tsag, start=TODAY + timedelta(days=50)),
                   lambda: appoint(acting_as=HOUSE, party=tsag, function="chair", email="new@example.org", name="New"),
                   lambda: dissolve_party(acting_as=officer, party=tsag, source="again")):
        with pytest.raises(RuleBroken, match="exists no more|already"):
            broken()
    assert roll_obligations(acting_as=officer, organisation=owed.cast.league) == Rolled()  # the night finds nothing left to do
    new = add_party(acting_as=officer, organisation=owed.cast.league, key="new-tsag", kind="group", names={"en": "New group"}, parent=owed.cast.assembly, actor="tsag")
    assert lamps.terms.get() not in unowned_terms()
    held = announce_session(acting_as=officer, body=new, start=TODAY + timedelta(days=100))
    assert [(one.session_id, one.body_id) for one in owed.of("review", state="open", due_on__gt=TODAY)] == [(held.pk, new.pk)]
    with pytest.raises(RuleBroken, match="mean another entity"):
        add_party(acting_as=officer, organisation=owed.cast.league, key="third", kind="group", names={"en": "Third"}, actor="tsag")


def test_a_dissolution_taken_back_brings_back_what_was_asked(owed: Owed) -> None:
    before = [(one.pk, one.state, one.due_on) for one in owed.of("review")]
    gone = dissolve_party(acting_as=owed.cast.officer, party=owed.tsag, source="WTSA decision 4")
    assert [(one.pk, one.state, one.due_on) for one in owed.of("review")] != before
    take_back_dissolution(acting_as=owed.cast.officer, dissolution=gone)
    assert [(one.pk, one.state, one.due_on) for one in owed.of("review")] == before
    with pytest.raises(RuleBroken, match="closed by an act"):
        take_back_dissolution(acting_as=owed.cast.officer, dissolution=gone)


def test_what_all_who_are_left_of_a_class_answered_is_delivered_when_one_is_gone(owed: Owed) -> None:
    rule(owed.cast, "class-member-states", "kind member")
    parties = [Party.objects.create(organisation=owed.cast.league, key=key, entity="member", parent=owed.cast.league) for key in ("ash", "birch")]
    one = owed.of("old lamps")[0]
    record_answer(acting_as=owed.cast.officer, mandate=one.mandate, obligation=one, party=parties[0], says="done", words="all old", source="letter")
    assert owed.of("old lamps")[0].state == "open"
    dissolve_party(acting_as=owed.cast.officer, party=parties[1], source="bankrupt")
    assert owed.of("old lamps")[0].state == "delivered"


def test_what_all_who_are_left_of_a_class_answered_is_delivered_when_one_was_of_another_kind(owed: Owed) -> None:
    rule(owed.cast, "class-member-states", "kind member")
    ash, birch = (Party.objects.create(organisation=owed.cast.league, key=key, entity="member", parent=owed.cast.league) for key in ("ash", "birch"))
    one = owed.of("old lamps")[0]
    record_answer(acting_as=owed.cast.officer, mandate=one.mandate, obligation=one, party=ash, says="done", words="all old", source="letter")
    correct_party(acting_as=owed.cast.officer, party=birch, kind="association")
    assert owed.of("old lamps")[0].state == "delivered"


@pytest.mark.parametrize("how", ["category sector-member", "class size small"])
def test_what_all_who_are_left_of_a_class_answered_is_delivered_when_one_leaves_it(owed: Owed, how: str) -> None:
    rule(owed.cast, "class-member-states", how)
    officer, one = owed.cast.officer, owed.of("old lamps")[0]
    for scheme, code in (("category", "sector-member"), ("size", "small")):
        CodeName.objects.create(organisation=owed.cast.league, scheme=scheme, code=code, names={"en": code})

    def joins(party: Party, since: date) -> dict[str, Any]:
        if how.startswith("category"):
            return {"membership": add_membership(acting_as=officer, party=party, of=owed.cast.league.party_ptr, category="sector-member", since=since)}
        return {"classification": classify(acting_as=officer, party=party, scheme="size", code="small", source="list", since=since)}

    def leaves(held: dict[str, Any], day: date) -> str:
        (end_membership if "membership" in held else end_class)(acting_as=officer, last_day=day, **held)
        return owed.of("old lamps")[0].state

    ash, birch, cedar = (Party.objects.create(organisation=owed.cast.league, key=key, entity="member", parent=owed.cast.league) for key in ("ash", "birch", "cedar"))
    _first, second, third = (joins(party, date(2000, 1, 1)) for party in (ash, birch, cedar))
    record_answer(acting_as=officer, mandate=one.mandate, obligation=one, party=ash, says="done", words="all old", source="letter")
    assert leaves(second, date(2020, 1, 1)) == "open", "another has not answered"
    assert leaves(third, date(2020, 1, 1)) == "delivered"
    reopen_obligation(acting_as=officer, obligation=owed.of("old lamps")[0], reason="the letter was of another year")
    assert leaves(joins(cedar, date(2021, 1, 1)), date(2022, 1, 1)) == "open", "an officer opened it again"


def test_each_actor_of_the_terms_has_a_row(owed: Owed) -> None:
    for terms in MandateTerms.objects.all():
        assert sorted(terms.asked.values_list("actor", flat=True)) == sorted(set(terms.actors.split()))
    owing = set(duties_asked(["tsb-director"], owed.cast.league).values_list("terms__mandate", flat=True))
    assert owing == {owed.duties[word].pk for word in ("lighthouses to the Council", "buoys", "on lamps", "names", "a list")}
    terms = owed.duties["a list"].terms.get()
    name_actors([terms])
    assert terms.asked.count() == 1
    assert terms.finding is not None
    named = [{**terms.finding.value["addressees"][0], "actor": code} for code in ("tsag", "tsb-director")]
    correct_mandate(acting_as=owed.cast.officer, finding=terms.finding, corrected={"addressees": named})
    assert owed.duties["a list"].pk in duties_asked(["tsag"]).values_list("terms__mandate", flat=True)
    assert MandateTerms.objects.filter(asks(["tsag", "tsb-director"]), current=True, mandate=owed.duties["a list"]).count() == 1
    migration = importlib.import_module("mandata.migrations.0031_actors_of_terms")
    written = sorted(TermsActor.objects.values_list("terms", "actor"))
    TermsActor.objects.all().delete()
    migration.name_actors(apps, None)
    assert sorted(TermsActor.objects.values_list("terms", "actor")) == written


@pytest.mark.parametrize("nothing", ["", " ", "\u202e", "\u200b\u2060", "–", "..."])
def test_signs_that_say_nothing_are_no_reason(owed: Owed, nothing: str) -> None:
    one = owed.of("lighthouses to the Council")[0]
    officer, session = owed.cast.officer, BodySession.objects.filter(body=owed.council).latest("start")
    for attempt in (
        lambda: excuse_obligation(acting_as=officer, obligation=one, decision=nothing), lambda: cancel_session(acting_as=officer, session=session, reason=nothing),
        lambda: answer_duty(acting_as=owed.director, mandate=one.mandate, says="not-yet", words=nothing),
    ):
        with pytest.raises(RuleBroken):
            attempt()


def test_what_is_delivered_excused_and_opened_again(owed: Owed) -> None:
    first, second = owed.of("lighthouses to the Council")[:2]
    answer = answer_duty(acting_as=owed.director, mandate=first.mandate, obligation=first, says="done", words="C/12", evidence="https://example.org/c12")
    first.refresh_from_db()
    assert first.state == "delivered" and not first.overdue(TODAY)
    withdraw_answer(acting_as=owed.director, answer=answer)
    first.refresh_from_db()
    assert first.state == "open"
    with pytest.raises(Refused):
        excuse_obligation(acting_as=owed.director, obligation=second, decision="I am tired")
    excuse_obligation(acting_as=owed.cast.officer, obligation=second, decision="Council decision 9")
    assert Obligation.objects.get(pk=second.pk).state == "excused"
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    assert Obligation.objects.get(pk=second.pk).state == "excused"  # rolling changes nothing that was decided
    second.refresh_from_db()
    reopen_obligation(acting_as=owed.cast.officer, obligation=second, reason="recorded in error")
    assert Obligation.objects.get(pk=second.pk).state == "open"


def test_two_at_once_are_judged_one_after_the_other(owed: Owed) -> None:
    """Each works with what it read before the other was done."""
    mine, theirs, third = (owed.of("lighthouses to the Council")[0] for _ in range(3))
    excuse_obligation(acting_as=owed.cast.officer, obligation=mine, decision="Council decision 9")
    answer_duty(acting_as=owed.director, mandate=theirs.mandate, obligation=theirs, says="done", words="C/12")
    assert Obligation.objects.get(pk=mine.pk).state == "excused", "what was let fall is not delivered as well"
    assert _done_meanwhile([third.pk]) == {third.pk}, "and no roll that had read it before opens it again"


def test_rolling_twice_or_on_another_day_changes_nothing_that_was_not_asked(owed: Owed) -> None:
    def stands() -> list[Any]:
        return list(Obligation.objects.order_by("pk").values_list("pk", "slot", "state", "due_on"))

    before = stands()
    assert roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league).opened == 0
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league, today=TODAY - timedelta(days=700))  # a clock that jumped back
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    assert stands() == before
    assert not Obligation.objects.exclude(standings__closed_by=None).exists()


def test_what_is_due_to_a_session_that_nobody_recorded_is_not_lost_and_not_late(owed: Owed) -> None:
    """The day on which one was expected passes; somebody records it later, on other days."""
    (coming,) = owed.of("review", due_on__year=Y + 1)
    assert coming.expected and coming.state == "open"
    after = coming.due_on + timedelta(days=40)
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league, today=after)
    coming.refresh_from_db()
    assert (coming.state, coming.expected, coming.overdue(after)) == ("open", True, False)
    assert not Obligation.objects.filter(overdue_at(after), pk=coming.pk).exists()
    held = BodySession.objects.create(organisation=owed.cast.league, body=owed.tsag, year=Y + 1, start=date(Y + 1, 2, 10), end=date(Y + 1, 2, 12))
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league, today=after)
    coming.refresh_from_db()
    assert (coming.state, coming.session_id, coming.due_on, coming.overdue(after)) == ("open", held.pk, date(Y + 1, 2, 12), True)


def test_what_is_owed_ends_with_the_text(owed: Owed) -> None:
    new = TEXT.replace("Hammamet, 2016", f"Geneva, {Y}").replace("1\tto submit a report on lighthouses to the Council each year;\n", "")
    session = BodySession.objects.create(organisation=owed.cast.league, body=owed.cast.assembly, year=Y, start=date(Y, 1, 10), end=date(Y, 1, 20))
    reading = owed.cast.read(new, "new.txt")
    publish_revision(acting_as=owed.cast.officer, language_version=reading.language_version, body=owed.cast.assembly, kind_of_text="resolution",
                     number="5", session=session, layer="adopted", in_force_from=date(Y, 1, 20))
    duty = owed.duties["lighthouses to the Council"]
    duty.refresh_from_db()
    assert duty.ended_by is not None
    assert {(one.due_on < date(Y, 1, 20), one.state) for one in owed.of("lighthouses to the Council")} == {(True, "open"), (False, "void")}


class Undo(Exception):
    """Take back what an example did."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


STEPS = ("announce", "move", "cancel", "answer", "withdraw", "excuse", "reopen", "means", "fix", "roll")
FIGURES = {"obligations.open": ObligationState.OPEN, "obligations.delivered": ObligationState.DELIVERED, "obligations.excused": ObligationState.EXCUSED}


def step(owed: Owed, what: str, n: int) -> None:
    """One act, where it can be done at all."""
    officer, obligations = owed.cast.officer, list(Obligation.objects.order_by("pk"))
    one = obligations[n % len(obligations)]
    sessions = list(BodySession.objects.filter(start__gt=TODAY).order_by("pk"))
    start = TODAY + timedelta(days=40 + 37 * n)
    if what == "announce":
        announce_session(acting_as=officer, body=(owed.council, owed.tsag)[n % 2], start=start, end=start + timedelta(days=4))
    elif what == "move" and sessions:
        move_session(acting_as=officer, session=sessions[n % len(sessions)], start=start, end=start + timedelta(days=3), reason="wind")
    elif what == "cancel" and sessions:
        cancel_session(acting_as=officer, session=sessions[n % len(sessions)], reason="storm")
    elif what == "answer":
        answer_duty(acting_as=owed.director, mandate=one.mandate, obligation=one, says=("done", "continuing")[n % 3 == 0], words="as told")
    elif what == "withdraw" and (answer := one.answers.filter(withdrawn_by=None).first()):
        withdraw_answer(acting_as=officer, answer=answer)
    elif what == "excuse":
        excuse_obligation(acting_as=officer, obligation=one, decision="Council")
    elif what == "reopen":
        reopen_obligation(acting_as=officer, obligation=one, reason="in error")
    elif what == "means":
        record_means(acting_as=officer, mandate=owed.duties["names"], what=("given", "asked")[n % 2], words="w", source="s")
    elif what == "fix":
        fix_period(acting_as=officer, mandate=owed.duties["buoys"], decision="d", **({"every": "P1Y"} if n % 2 else {"body": owed.tsag}))
    elif what == "roll":
        roll_obligations(acting_as=officer, organisation=owed.cast.league, today=TODAY + timedelta(days=n - 25))


@pytest.mark.req("X-06")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 50)), max_size=10))
def test_what_is_owed_is_the_fold_of_the_acts(owed: Owed, steps: list[tuple[str, int]]) -> None:
    with undone():
        moments: list[tuple[datetime, dict[str, int]]] = []
        for what, number in [("roll", 25), *steps]:
            try:
                with transaction.atomic():
                    step(owed, what, number)
            except (RuleBroken, Refused):
                continue
            moments.append((timezone.now(), {name: Obligation.objects.filter(state=state).count() for name, state in FIGURES.items()}))
        for at, figures in moments:
            assert {name: observe(name, owed.cast.league, at, timezone.now()).value for name in figures} == figures
        for one in Obligation.objects.all():  # the record is its last standing, and the standings follow one another act by act
            folded = list(ObligationStanding.objects.filter(obligation=one).order_by("pk"))
            assert [(row.state, row.due_on, row.session_id) for row in folded if row.closed_by_id is None] == [(one.state, one.due_on, one.session_id)]
            assert [row.closed_by_id for row in folded[:-1]] == [row.opened_by_id for row in folded[1:]]
        before = list(Obligation.objects.order_by("pk").values_list("pk", "slot", "state", "due_on", "session"))
        roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
        once = list(Obligation.objects.order_by("pk").values_list("pk", "slot", "state", "due_on", "session"))
        roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
        assert list(Obligation.objects.order_by("pk").values_list("pk", "slot", "state", "due_on", "session")) == once
        if not any(what == "roll" and number > 25 for what, number in steps):
            assert once == before  # each act left all as the records ask for it
        assert records_of("obligations.open", owed.cast.league).count() == Obligation.objects.filter(state="open").count()


def test_what_is_owed_follows_a_setting(owed: Owed, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert all(one.binding for one in owed.of("review"))

    def put(code: str, value: str) -> int:
        acts = Act.objects.filter(verb="roll-obligations").count()
        with django_capture_on_commit_callbacks(execute=True):
            set_rule(acting_as=owed.cast.officer, organisation=owed.cast.league, code=code, words="As decided", value=value, decider="Council")
        return Act.objects.filter(verb="roll-obligations").count() - acts

    assert put("overdue-forces", "resolve") == 1 and not any(one.binding for one in owed.of("review"))
    assert put("cycle-tsag", "24 months") == 1
    assert [one.year for one in owed.days("review", state="open", expected=True)][:2] == [Y + 2, Y + 4]
    assert put("registration-days", "3") == 0, "what hangs on no such setting is left alone"


def test_the_command_brings_what_is_owed_up_to_date(owed: Owed) -> None:
    from click.testing import CliRunner

    from mandata.cli.commands import mandata

    Obligation.objects.filter(pk__in=[one.pk for one in owed.of("review")]).update(due_on=date(2000, 1, 1))
    result = CliRunner().invoke(mandata, ["roll", "--organisation", "league"])
    assert result.exit_code == 0, result.output
    assert f"league: 0 opened, {len(owed.of('review'))} changed, 0 void" in result.output


@pytest.mark.parametrize(("code", "good", "bad"), [
    ("overdue-forces", "resolve invite", "resolves"), ("owed-from", "2020-02-29", "2021-02-29"), ("overdue-public", "2027-06-01", "June"),
    ("only-with-responsibility", "study-group-vice-chairs", "vice-people"), ("study-period", "wtsa", "wtsa wtdc"), ("cycle-council", "12 months", "yearly"),
    ("cycle-nobody", "", "12 months"), ("answer-link-days", "14", "0"), ("class-member-states", "kind state", "all states"), ("class-nobody", "", "kind state"),
    ("class-member-states", "party avonia", "party"),
])
def test_a_setting_that_nobody_could_follow_is_refused(owed: Owed, code: str, good: str, bad: str) -> None:
    def put(value: str) -> None:
        set_rule(acting_as=owed.cast.officer, organisation=owed.cast.league, code=code, words="As decided", value=value, decider="Council")

    before = HouseRule.objects.known().filter(code=code).count()
    with pytest.raises(RuleBroken), transaction.atomic():
        put(bad)
    assert HouseRule.objects.known().filter(code=code).count() == before
    if good:
        put(good)
        put("")
