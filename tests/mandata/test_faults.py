"""Faults: a worker killed in the middle, a clock that jumps, two who answer at once. What stands afterwards is what the records ask for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mandata.mandates import rolling
from mandata.mandates.models import Answer, Obligation, ObligationStanding
from mandata.mandates.operations import (
    announce_session,
    answer_by_link,
    answer_duty,
    ask_answer,
    cancel_session,
    excuse_obligation,
    move_session,
    record_answer,
    record_means,
    reopen_obligation,
    roll_obligations,
    take_back_means,
    withdraw_answer,
)
from mandata.parties.capacity import VISITOR
from mandata.parties.models import BodySession, Office
from mandata.reports import operations as reporting
from mandata.reports.models import Report, ReportObservation
from mandata.reports.verifying import verify
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made
from tests.mandata.test_reports import drafted, pilot  # noqa: F401


class Killed(BaseException):
    """The process is killed: nothing that it would have done afterwards is done."""


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def stands() -> list[Any]:
    """All that is owed, as it stands."""
    return list(Obligation.objects.order_by("pk").values_list("pk", "slot", "state", "due_on", "session", "body"))


def folded() -> None:
    """Each obligation is its last standing, and its standings follow one another act by act."""
    for one in Obligation.objects.all():
        rows = list(ObligationStanding.objects.filter(obligation=one).order_by("pk"))
        assert [(row.state, row.due_on) for row in rows if row.closed_by_id is None] == [(one.state, one.due_on)]
        assert [row.closed_by_id for row in rows[:-1]] == [row.opened_by_id for row in rows[1:]]


@pytest.mark.parametrize("where", ["write_new", "write_changed"])
def test_a_worker_killed_while_it_rolls_leaves_all_as_it_was_and_the_next_one_does_it(
    owed: Owed, monkeypatch: pytest.MonkeyPatch, where: str,
) -> None:
    BodySession.objects.filter(body=owed.council, start__gt=date(TODAY.year - 1, 1, 1)).update(start=date(TODAY.year, 3, 3), end=date(TODAY.year, 3, 4))
    Obligation.objects.filter(mandate=owed.duties["review"]).update(due_on=date(2001, 1, 1))
    before, acts, real = stands(), Act.objects.count(), getattr(rolling, where)

    def dying(*args: Any) -> None:
        real(*args)
        raise Killed

    monkeypatch.setattr(rolling, where, dying)
    with pytest.raises(Killed), transaction.atomic():
        roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    assert stands() == before and Act.objects.count() == acts
    monkeypatch.setattr(rolling, where, real)
    assert roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league) != rolling.Rolled()
    assert roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league) == rolling.Rolled()


@pytest.mark.parametrize("days", [1, 40, 800, -800])
def test_a_clock_that_jumps_and_comes_back_leaves_what_is_owed_as_it_was(owed: Owed, days: int) -> None:
    last = TODAY.replace(year=TODAY.year + 6, day=min(TODAY.day, 28)) - timedelta(days=31)
    before = [one for one in stands() if one[3] <= last]
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league, today=TODAY + timedelta(days=days))
    folded()
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    assert [one for one in stands() if one[3] <= last and one[2] != "void"] == before
    folded()
    assert roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league) == rolling.Rolled()


def test_a_session_cancelled_with_reports_due_to_it_leaves_none_due_to_nothing(owed: Owed) -> None:
    session = announce_session(acting_as=owed.cast.officer, body=owed.council, start=TODAY + timedelta(days=400), end=TODAY + timedelta(days=405))
    due = Obligation.objects.filter(session=session)
    assert due.exists()
    touched = set(due.values_list("pk", flat=True))
    cancel_session(acting_as=owed.cast.officer, session=session, reason="no ship")
    assert not Obligation.objects.filter(session=session, state="open").exists()
    assert {one.state for one in Obligation.objects.filter(pk__in=touched)} <= {"open", "void"}
    assert roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league) == rolling.Rolled()
    folded()


def test_an_answer_interrupted_is_no_answer(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:
    from mandata.mandates.operations import answers

    one = owed.of("lighthouses to the Council")[0]
    real = answers.write_changed

    def dying(*args: Any) -> None:
        real(*args)
        raise Killed

    monkeypatch.setattr(answers, "write_changed", dying)
    with pytest.raises(Killed), transaction.atomic():
        answer_duty(acting_as=owed.director, mandate=one.mandate, obligation=one, says="done", words="C/12")
    one.refresh_from_db()
    assert one.state == "open" and not Answer.objects.exists()


def test_two_officers_record_one_answer_and_both_stand_in_their_order(owed: Owed) -> None:
    one = owed.of("lighthouses to the Council")[0]
    stale = Obligation.objects.select_related("mandate__organisation").get(pk=one.pk)
    record_answer(acting_as=owed.cast.officer, mandate=one.mandate, obligation=one, says="done", words="C/12", source="letter")
    record_answer(acting_as=owed.cast.officer, mandate=stale.mandate, obligation=stale, says="done", words="C/12 again", source="meeting")
    one.refresh_from_db()
    assert one.state == "delivered" and Answer.objects.count() == 2
    assert ObligationStanding.objects.filter(obligation=one, state="delivered").count() == 1  # delivered once
    folded()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: only PostgreSQL lets two begin at once")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_one_link_used_by_two_at_the_same_moment_gives_one_answer(cast: Cast) -> None:  # noqa: F811
    owed = made(cast)
    office = Office.objects.known().get(function="director")
    one = owed.of("lighthouses to the Council")[0]
    link = ask_answer(acting_as=cast.officer, mandate=one.mandate, office=office, obligation=one)
    together = threading.Barrier(2)

    def answering(words: str) -> str:
        try:
            mine = type(link).objects.select_related("mandate__organisation", "obligation", "office__party", "person__user").get(pk=link.pk)
            together.wait(timeout=20)
            answer_by_link(acting_as=VISITOR, link=mine, secret=link.secret, says="done", words=words)
        except RuleBroken as broken:
            return str(broken)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(answering, ("C/12", "C/13")))
    assert told[0] == "" and "holds no longer" in told[1]
    assert Answer.objects.count() == 1 and Obligation.objects.get(pk=one.pk).state == "delivered"
    folded()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: only PostgreSQL lets two begin at once")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_two_at_the_same_moment_wait_for_each_other_and_never_for_ever(cast: Cast) -> None:  # noqa: F811
    """One opens again and rolls what another answers and a third rolls: each is done or refused in words, and what stands is the fold."""
    owed = made(cast)
    one = owed.of("lighthouses to the Council")[0]
    for turn in range(4):
        record_answer(acting_as=cast.officer, mandate=one.mandate, obligation=one, says="done", words=f"C/{turn}", source="letter")
        together = threading.Barrier(3)

        def at_once(what: str, together: threading.Barrier = together) -> str:
            try:
                mine = Obligation.objects.select_related("mandate__organisation").get(pk=one.pk)
                together.wait(timeout=20)
                if what == "reopen":
                    reopen_obligation(acting_as=cast.officer, obligation=mine, reason="in error")
                elif what == "answer":
                    record_answer(acting_as=cast.officer, mandate=mine.mandate, obligation=mine, says="done", words="again", source="meeting")
                else:
                    roll_obligations(acting_as=cast.officer, organisation=mine.mandate.organisation)
            except RuleBroken as broken:
                return str(broken)
            finally:
                connection.close()
            return ""

        with ThreadPoolExecutor(3) as pool:
            assert not any(list(pool.map(at_once, ("reopen", "answer", "roll"))))
        folded()
        one.refresh_from_db()
        if one.state == "open":
            continue
        reopen_obligation(acting_as=cast.officer, obligation=one, reason="for the next turn")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: only PostgreSQL lets two begin at once")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("second", ["move", "announce"])
def test_two_sessions_put_on_the_same_days_at_the_same_moment_are_not_both_there(cast: Cast, second: str) -> None:  # noqa: F811
    owed = made(cast)
    for turn in range(3):
        day = TODAY + timedelta(days=900 + 40 * turn)
        here = [announce_session(acting_as=cast.officer, body=owed.council, start=day + timedelta(days=10 * n), end=day + timedelta(days=10 * n + 2)) for n in (1, 2)]
        together = threading.Barrier(2)

        def at_once(what: str, day: date = day, here: list[BodySession] = here, together: threading.Barrier = together) -> str:
            try:
                mine = BodySession.objects.select_related("body__organisation").get(pk=here[what != "first"].pk)
                together.wait(timeout=20)
                if what == "announce":
                    announce_session(acting_as=cast.officer, body=mine.body, start=day, end=day + timedelta(days=2))
                else:
                    move_session(acting_as=cast.officer, session=mine, start=day, end=day + timedelta(days=2), reason="the hall")
            except RuleBroken as broken:
                return str(broken)
            finally:
                connection.close()
            return ""

        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(at_once, ("first", second)))
        assert told[0] == "" and "there is a session already" in told[1]
        assert BodySession.objects.filter(body=owed.council, start=day).count() == 1
        folded()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database")
def test_all_lock_a_duty_before_what_it_asks_for(owed: Owed) -> None:
    officer, one = owed.cast.officer, owed.of("lighthouses to the Council")[0]
    given = record_means(acting_as=officer, mandate=owed.duties["names"], what="given", words="a clerk", source="budget")
    answer = answer_duty(acting_as=owed.director, mandate=one.mandate, obligation=one, says="done", words="C/12")
    acts = {
        "withdraw": lambda: withdraw_answer(acting_as=officer, answer=answer),
        "excuse": lambda: excuse_obligation(acting_as=officer, obligation=one, decision="Council"),
        "reopen": lambda: reopen_obligation(acting_as=officer, obligation=one, reason="in error"),
        "record": lambda: record_answer(acting_as=officer, mandate=one.mandate, obligation=one, says="done", words="C/12", source="letter"),
        "take back": lambda: take_back_means(acting_as=officer, means=given),
        "cancel": lambda: cancel_session(acting_as=officer, session=BodySession.objects.filter(body=owed.council).latest("start"), reason="no ship"),
    }
    for name, run in acts.items():
        with CaptureQueriesContext(connection) as asked:
            run()
        locked = [row["sql"].split(" FROM ")[1].split()[0] for row in asked if "FOR UPDATE" in row["sql"] and "mandata_" in row["sql"]]
        assert locked.index('"mandata_mandate"') < min((n for n, table in enumerate(locked) if table == '"mandata_obligation"'), default=99), (name, locked)


def test_a_report_whose_publication_was_interrupted_is_a_draft_still(pilot: Admission, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    report = drafted(pilot)
    real = reporting.hash_of

    def dying(_report: Report) -> str:
        raise Killed

    monkeypatch.setattr(reporting, "hash_of", dying)
    with pytest.raises(Killed), transaction.atomic():
        reporting.publish_report(acting_as=pilot.cast.officer, report=report)
    report = Report.objects.get(pk=report.pk)
    assert not report.published and not ReportObservation.objects.exists() and not Act.objects.filter(verb="publish", subject_id=report.uid).exists()
    monkeypatch.setattr(reporting, "hash_of", real)
    reporting.publish_report(acting_as=pilot.cast.officer, report=report)
    assert verify(Report.objects.get(pk=report.pk)).holds
