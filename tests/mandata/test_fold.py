"""The state is the fold of the acts: after any acts on what is owed, in any order, each record and figure is what the acts made it at each moment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.mandates.mailing import stop_token
from mandata.mandates.models import (
    ActivityStanding,
    Answer,
    Asking,
    Assignment,
    Handling,
    Lead,
    MailChoice,
    Mandate,
    MandateTerms,
    Means,
    Obligation,
    ObligationStanding,
    OverlapDecision,
    PeriodFixed,
    PlanActivity,
    PlanIssue,
    PlanProgramme,
    PlanReview,
)
from mandata.mandates.operations import (
    answer_by_link,
    ask_answer,
    ask_answers,
    assign_mandate,
    choose_mails,
    correct_mandate,
    end_handling,
    end_programme,
    hand_to,
    issue_plan,
    move_on,
    name_lead,
    open_programme,
    plan_digests,
    recommend_on_overlap,
    record_activity,
    record_answer,
    reopen_obligation,
    review_plan,
    roll_obligations,
    stop_mails,
    take_back_means,
    withdraw_answer,
    withdraw_recommendation,
)
from mandata.membership.models import HelpGiven, HelpOpen, HelpRequest
from mandata.membership.operations import regional, set_rule
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.models import Dissolution, HouseRule, Office, Party, Responsibility
from mandata.parties.operations import (
    appoint,
    assign_responsibility,
    dissolve_party,
    end_office,
    end_responsibility,
    take_back_dissolution,
)
from mandata.shared.measures import measures, observe
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Work
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import STEPS as OWED
from tests.mandata.test_owed import TODAY, Owed, made, step, undone
from tests.mandata.test_who_answers import asked_of

DATED: tuple[type[Any], ...] = (
    ActivityStanding, Assignment, Dissolution, Handling, HelpGiven, HelpOpen, HouseRule, Lead, MailChoice, Means, Office, OverlapDecision, PeriodFixed,
    PlanProgramme, Responsibility)
KEPT: tuple[type[Any], ...] = (Asking, PlanActivity, PlanIssue, PlanReview)  # made by an act and never ended
STEPS = (
    *OWED, "class", "lead", "link", "ask", "hand", "release", "assign", "dissolve", "restore", "appoint", "resign", "lay", "lift", "recommend",
    "take-back-recommendation", "programme", "activity", "move-on", "end-programme", "help", "give", "conclude", "choose", "stop", "digest", "issue", "review",
    "correct", "take-back", "setting")
UNROLLED = {"setting"}  # the worker rolls after it


@dataclass
class World:
    """A league in which everything of this topic can be done."""

    owed: Owed
    joint: Mandate
    chairs: Mandate
    avonian: Acting
    bureau: Party
    vice: Office


@pytest.fixture
def world(cast: Cast) -> World:  # noqa: F811
    """The league with a duty of several, one of whoever has a responsibility, and somebody who acts for a State."""
    owed = made(cast)
    joint = asked_of(owed, "instructs the Secretary-General and the Director of the Telecommunication Standardization Bureau\nto report to the Council each year on bells.\n")
    chairs = asked_of(owed, "instructs the study group vice-chairs\nto submit a mobilization programme to the first meeting of TSAG.\n", "8")
    head = appoint(acting_as=HOUSE, party=Party.objects.get(key="avonia"), function="head-of-administration", email="avonia@example.org", name="Av")
    vice = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="vic@example.org", name="Vic")
    return World(owed, joint, chairs, acting_for(head.person.user), Party.objects.get(key="tsb"), vice)


def done(world: World, what: str, n: int) -> None:
    """One act, where it can be done at all."""
    owed, officer, director = world.owed, world.owed.cast.officer, world.owed.director
    league, duties = owed.cast.league, list(owed.duties.values())
    duty, work = duties[n % len(duties)], Work.objects.filter(organisation=league).order_by("pk")[0]

    def last(model: type[Any], **where: Any) -> Any:
        rows = list(model.objects.known().filter(until=None, **where).order_by("pk"))
        if not rows:
            raise RuleBroken("there is none")
        return rows[n % len(rows)]

    if what == "withdraw":
        answers = list(Answer.objects.filter(withdrawn_by=None).order_by("pk"))
        if answers:
            withdraw_answer(acting_as=officer, answer=answers[n % len(answers)])
    elif what == "reopen":
        closed = list(Obligation.objects.filter(state__in=("delivered", "excused")).order_by("pk"))
        if closed:
            reopen_obligation(acting_as=officer, obligation=closed[n % len(closed)], reason="in error")
    elif what in OWED:
        step(owed, what, n)
    elif what == "class":
        parties = list(Party.objects.filter(organisation=league, entity="state").order_by("key"))
        record_answer(acting_as=officer, mandate=owed.duties["old lamps"], obligation=owed.of("old lamps")[n % 2], party=parties[n % 3],
                      says=("done", "continuing")[n % 4 == 0], words="x", source="letter")
    elif what == "lead":
        name_lead(acting_as=officer, mandate=world.joint, actor=("secretary-general", "tsb-director")[n % 2], basis="rule")
    elif what == "link":
        office = last(Office, function="director")
        link = ask_answer(acting_as=officer, mandate=duties[n % 5], office=office)
        if n % 2:
            answer_by_link(acting_as=VISITOR, link=link, secret=link.secret, says="continuing", words="by link")
    elif what == "ask":
        ask_answers(acting_as=officer, organisation=league, obligations=Obligation.objects.filter(state="open"), again=bool(n % 2))
    elif what == "hand":
        hand_to(acting_as=director, mandate=duties[n % 5], office=last(Office, function="director"), person=officer.person)
    elif what == "release":
        end_handling(acting_as=director, handling=last(Handling))
    elif what == "assign":
        assign_mandate(acting_as=officer, mandate=duty, party=(owed.council, world.bureau)[n % 2], basis="house rule")
    elif what == "dissolve":
        dissolve_party(acting_as=officer, party=(owed.tsag, Party.objects.get(key="council"))[n % 2], source="decision")
    elif what == "restore":
        take_back_dissolution(acting_as=officer, dissolution=last(Dissolution))
    elif what == "appoint":
        appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email=f"v{n}@example.org", name=f"V{n}")
    elif what == "resign":
        end_office(acting_as=officer, office=last(Office, function="vice-chair"))
    elif what == "lay":
        assign_responsibility(acting_as=officer, office=last(Office, function="vice-chair"), words=f"the region {n}", source="TSAG")
    elif what == "lift":
        end_responsibility(acting_as=officer, responsibility=last(Responsibility), last_day=TODAY - timedelta(days=n % 2))
    elif what == "recommend":
        recommend_on_overlap(acting_as=officer, mandate=duty, other=world.joint, what=("continue", "stop")[n % 2], reason="twice", text_must_say="no more")
    elif what == "take-back-recommendation":
        withdraw_recommendation(acting_as=officer, decision=last(OverlapDecision))
    elif what == "programme":
        open_programme(acting_as=officer, work=work, number=str(n % 3), names={"en": "Lamps"})
    elif what == "activity":
        record_activity(acting_as=director, party=world.bureau, programme=last(PlanProgramme), words="a course", state=("planned", "under-way")[n % 2])
    elif what == "move-on":
        activities = list(PlanActivity.objects.order_by("pk"))
        if activities:
            move_on(acting_as=director, activity=activities[n % len(activities)], state=("done", "dropped")[n % 2], note="no ship")
    elif what == "end-programme":
        end_programme(acting_as=officer, programme=last(PlanProgramme), last_day=TODAY)
    elif what == "help":
        regional.ask_help(acting_as=world.avonian, asking=world.avonian.offices[0].party, what_for="other", words="a boat")
    elif what in ("give", "conclude"):
        requests = list(HelpRequest.objects.order_by("pk"))
        if requests and what == "give":
            regional.give_help(acting_as=director, giver=world.bureau, request=requests[n % len(requests)], words="an oar")
        elif requests:
            regional.conclude_help(acting_as=world.avonian, request=requests[n % len(requests)], result="rowed")
    elif what == "choose":
        choose_mails(acting_as=director, person=director.person, wanted={"due": ("never", "day", "week")[n % 3]})
    elif what == "stop":
        stop_mails(acting_as=VISITOR, person=director.person, token=stop_token(director.person, ("due", "waiting")[n % 2]))
    elif what == "digest":
        plan_digests(acting_as=HOUSE, organisation=league, today=TODAY + timedelta(days=n))
    elif what == "issue":
        issue_plan(acting_as=officer, work=work)
    elif what == "review":
        review_plan(acting_as=officer, work=work, year=TODAY.year - n % 3, needs="lamps", source="meeting", decisions={})
    elif what == "correct":
        terms = MandateTerms.objects.get(current=True, mandate=owed.duties["on lamps"])
        value = ({"which": "next", "body": "council"}, {"which": "each", "body": "tsag"}, {"which": "named", "body": "council", "year": TODAY.year + n % 5})[n % 3]
        due = {**terms.finding.value["due"], "kind": "meeting", "value": {**value, "relation": "at"}}  # type: ignore[union-attr]
        correct_mandate(acting_as=officer, finding=terms.finding, corrected={"due": due})  # type: ignore[arg-type]
    elif what == "take-back":
        take_back_means(acting_as=officer, means=last(Means))
    elif what == "setting":
        set_rule(acting_as=officer, organisation=league, code="overdue-forces", words="x", value=("resolve", "resolve instruct invite")[n % 2], decider="Council")


def rows() -> dict[str, Any]:
    """What stands now: each dated row that no act has closed, what was made, the answers that hold, the obligations."""
    found: dict[str, Any] = {one.__name__: set(one.objects.filter(closed_by=None).values_list("pk", "since", "until")) for one in DATED}
    found |= {one.__name__: set(one.objects.values_list("pk", flat=True)) for one in KEPT}
    found["Answer"] = set(Answer.objects.filter(withdrawn_by=None).values_list("pk", flat=True))
    found["Obligation"] = set(Obligation.objects.values_list("pk", "state", "due_on", "session", "binding", "unmet"))
    found["Mandate"] = set(Mandate.objects.filter(ended_by=None).values_list("pk", flat=True))
    return found


def folded(last: int) -> dict[str, Any]:
    """The same, told from the acts up to one, with whatever was done since left out."""
    found: dict[str, Any] = {
        one.__name__: set(one.objects.filter(opened_by__lte=last).exclude(closed_by__lte=last).values_list("pk", "since", "until")) for one in DATED}
    found |= {one.__name__: set(one.objects.filter(by__lte=last).values_list("pk", flat=True)) for one in KEPT}
    found["Answer"] = set(Answer.objects.filter(by__lte=last).exclude(withdrawn_by__lte=last).values_list("pk", flat=True))
    standings = ObligationStanding.objects.filter(opened_by__lte=last).exclude(closed_by__lte=last)
    found["Obligation"] = set(standings.values_list("obligation", "state", "due_on", "session", "binding", "unmet"))
    found["Mandate"] = set(Mandate.objects.filter(created_by__lte=last).exclude(ended_by__lte=last).values_list("pk", flat=True))
    return found


def figures(world: World, at: datetime | None = None, known: datetime | None = None) -> dict[str, int]:
    """Every figure about duties and what is owed."""
    return {
        one.name: observe(one.name, world.owed.cast.league, at, known).value for one in measures() if one.formula.__module__.startswith("mandata.mandates.")
    }


@pytest.mark.req("X-06")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 50)), min_size=3, max_size=14))
def test_all_that_is_owed_and_done_about_it_is_the_fold_of_the_acts(world: World, steps: list[tuple[str, int]]) -> None:
    with undone():
        replay(world, steps)


def test_the_whole_life_of_what_is_owed_folds(world: World) -> None:
    """One long story in which each act is done, and done again after all others: a property over acts that are never done shows nothing."""
    with undone():
        assert replay(world, [(what, number) for number, what in enumerate([*STEPS, *reversed(STEPS)])], tries=30) == set(STEPS)


def replay(world: World, steps: list[tuple[str, int]], tries: int = 1) -> set[str]:
    """Do some acts and hold what stood after each beside what the acts tell of that moment; which were done."""
    were: set[str] = set()
    moments: list[tuple[int, datetime, dict[str, Any], dict[str, int]]] = []
    clocks = connection.vendor == "sqlite"  # the other database has one time for all that a transaction does
    for what, number in [("roll", 25), *steps]:
        before = Act.objects.count()
        for more in range(tries):
            try:
                with transaction.atomic():
                    done(world, what, number + more)
            except (RuleBroken, Refused):
                continue
            if Act.objects.count() > before:
                were.add(what)
                break
        if Act.objects.count() == before:
            continue
        time.sleep(0.002)  # the clock of the database counts milliseconds
        now = timezone.now()
        moments.append((Act.objects.latest("pk").pk, now, rows(), figures(world, now, now) if clocks and len(moments) % 4 == 0 else {}))
        time.sleep(0.002)
    for last, at, stood, counted in moments:
        assert folded(last) == stood
        if counted:
            assert figures(world, at, at) == counted
    jumped = any(what == "roll" and number > 25 or what in UNROLLED for what, number in steps)
    stands = rows()["Obligation"]
    roll_obligations(acting_as=world.owed.cast.officer, organisation=world.owed.cast.league)
    once = rows()["Obligation"]
    assert jumped or once == stands, "each act left all as the records ask for it"
    roll_obligations(acting_as=world.owed.cast.officer, organisation=world.owed.cast.league)
    assert rows()["Obligation"] == once
    for one in Obligation.objects.all():
        standings = list(ObligationStanding.objects.filter(obligation=one).order_by("pk"))
        assert [row.closed_by_id for row in standings[:-1]] == [row.opened_by_id for row in standings[1:]] and standings[-1].closed_by_id is None
    return were


