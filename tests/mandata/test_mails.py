"""Mails about duties: digests in a person's language, none twice whatever happens, stopped by a link; many asked in one act, and reminded."""

from __future__ import annotations

import re
import smtplib
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail as sent_mails
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from mandata.mandates import sending
from mandata.mandates.asking import Would, outcomes, whom_to_ask
from mandata.mandates.mailing import digest, period_key, read_token, stop_token, wanted_by
from mandata.mandates.models import AnswerLink, Every, Mail, MailChoice, MailKind, Obligation
from mandata.mandates.operations import (
    answer_duty,
    ask_answers,
    choose_mails,
    plan_digests,
    record_answer,
    remind_silent,
    send_mail_again,
    stop_mails,
    take_up_mail,
)
from mandata.mandates.sending import note_interrupted, send_planned
from mandata.parties.capacity import HOUSE, VISITOR
from mandata.parties.models import Function, Office, Party, Person
from mandata.parties.operations import appoint, end_office
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made

State = Mail.State
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh-hans"]


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes, with one thing that falls due soon."""
    found = made(cast)
    Obligation.objects.filter(pk=found.of("lighthouses to the Council", due_on__gt=TODAY)[0].pk).update(due_on=TODAY + timedelta(days=20))
    return found


def director() -> Person:
    return Person.objects.get(email="dee@example.org")


def outbox() -> list[Any]:
    """What left, and the box emptied."""
    found = list(sent_mails.outbox)
    sent_mails.outbox.clear()
    return found


def test_a_digest_tells_what_waits_and_falls_due_in_the_persons_language(owed: Owed) -> None:
    late, soon = owed.of("lighthouses to the Council")[0], owed.of("lighthouses to the Council", due_on=TODAY + timedelta(days=20))[0]
    for week, language in enumerate(LANGUAGES):
        Person.objects.filter(pk=director().pk).update(language=language)
        plan_digests(acting_as=HOUSE, organisation=owed.cast.league, today=TODAY + timedelta(days=7 * week))
        send_planned()
        mine = [one for one in outbox() if one.to == ["dee@example.org"]]
        assert len(mine) == 2  # nothing was reported yet, so no mail says so
        with override(language):
            for one, kind, obligation in zip(mine, (MailKind.WAITING, MailKind.DUE), (late, soon), strict=True):
                html = unescape(one.alternatives[0][0])
                assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html and one.extra_headers["Content-Language"] == language
                for body in (one.body, html):
                    assert str(kind.label) in body and date_format(obligation.due_on) in body and f"/owed/{obligation.pk}/" in body
                    assert "submit a report on lighthouses" in body
                assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and "\n" not in one.subject
                assert one.extra_headers["List-Unsubscribe"].strip("<>") in one.body
    told = Mail.objects.filter(person=director(), what="due").first()
    assert told is not None and set(told.duties.all()) == {owed.duties["lighthouses to the Council"]}
    assert not {"body", "subject", "email", "address"} & {one.name for one in Mail._meta.get_fields()}  # neither its words nor the address are kept


def test_a_digest_tells_each_what_concerns_it(owed: Owed) -> None:
    officer = Person.objects.get(email="ada@example.org")
    Function.objects.create(organisation=owed.cast.league, code="chair", entity="council", names={"en": "chair"})
    chair = appoint(acting_as=HOUSE, party=owed.council, function="chair", email="cleo@example.org", name="Cleo")
    since = timezone.now() - timedelta(days=1)
    answer_duty(acting_as=owed.director, mandate=owed.duties["lighthouses to the Council"], says="continuing", words="the list grows")
    for person, told in ((officer, True), (chair.person, True), (director(), False), (Person.objects.get(email="sam@example.org"), False)):
        found = digest("reported", person, owed.cast.league, since)
        assert bool(found and "the list grows" in found.rows[0].note) is told, person
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="kept")
    heard = digest("reported", chair.person, owed.cast.league, since)
    assert heard is not None and heard.count == 1  # a list is told to no Council
    assert digest("due", Person.objects.get(email="sam@example.org"), owed.cast.league, since) is None
    late = digest("waiting", director(), owed.cast.league, since)
    assert late is not None and late.duties == {one.mandate_id for one in Obligation.objects.filter(
        mandate__in=[owed.duties[word].pk for word in ("lighthouses to the Council", "on lamps", "names")]) if one.overdue(TODAY)}


def test_an_officer_hears_what_is_overdue_in_the_organisation_and_where_it_stands(owed: Owed) -> None:
    late = sum(one.overdue(TODAY) for one in Obligation.objects.filter(mandate__organisation=owed.cast.league))
    assert late > 1
    found = digest("waiting", Person.objects.get(email="ada@example.org"), owed.cast.league, timezone.now())
    assert found is not None
    row = next(one for one in found.rows if one.address.endswith("/owed/?state=overdue&organisation=league"))
    assert row.words == f"{late} obligations are overdue."
    assert not any("state=overdue" in one.address for one in digest("waiting", director(), owed.cast.league, timezone.now()).rows)  # type: ignore[union-attr]


def test_no_digest_comes_twice_whatever_the_clock_does(owed: Owed) -> None:
    for day in (TODAY, TODAY, TODAY + timedelta(days=800), TODAY, TODAY - timedelta(days=800), TODAY + timedelta(days=800)):
        plan_digests(acting_as=HOUSE, organisation=owed.cast.league, today=day)
        send_planned()
    keys = [(one.person_id, one.key) for one in Mail.objects.all()]
    assert len(keys) == len(set(keys)) == len(outbox())
    assert {key.rpartition(":")[2] for _person, key in keys if key.startswith("due:")} == {
        period_key(Every.WEEK, day).rpartition(":")[2] for day in (TODAY, TODAY + timedelta(days=800), TODAY - timedelta(days=800))}


@pytest.mark.parametrize(("every", "day", "key"), [
    ("day", date(2026, 11, 27), "day:2026-11-27"), ("week", date(2027, 1, 1), "week:2026-W53"), ("month", date(2027, 1, 31), "month:2027-01")])
def test_the_period_of_a_digest(every: str, day: date, key: str) -> None:
    assert period_key(every, day) == key


class Killed(BaseException):
    """The worker is killed."""


class Dying(EmailBackend):
    """A mail leaves, and the worker is killed before it could note it."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise Killed


class Refusing(EmailBackend):
    """A mail server that takes nothing."""

    code = 550

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPDataError(self.code, b"no such mailbox: dee@example.org")


class Away(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


def test_a_worker_killed_while_it_sends_sends_nothing_twice(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    for backend in (Dying, EmailBackend, EmailBackend):
        monkeypatch.setattr(sending, "get_connection", lambda backend=backend: backend())
        if backend is Dying:
            with pytest.raises(Killed):
                send_planned()
        else:
            send_planned()
    ids = [one.extra_headers["Message-ID"] for one in outbox()]
    assert len(ids) == len(set(ids)) == planned  # the one that was interrupted left once, all others once
    interrupted = Mail.objects.get(state=State.TAKEN_UP)
    assert note_interrupted() == 0  # perhaps it is being sent just now
    Mail.objects.filter(pk=interrupted.pk).update(taken_up_at=timezone.now() - timedelta(hours=1))
    assert note_interrupted() == 1 and send_planned().sent == 0
    interrupted.refresh_from_db()
    assert interrupted.state == State.UNKNOWN
    with pytest.raises(Refused):
        send_mail_again(acting_as=owed.director, mail=interrupted)
    send_mail_again(acting_as=owed.cast.officer, mail=interrupted)  # a person decides that it goes again
    assert send_planned().sent == 1
    with pytest.raises(RuleBroken, match="taken up already"):
        take_up_mail(acting_as=HOUSE, mail=Mail.objects.get(pk=interrupted.pk))


def test_a_worker_killed_while_it_plans_leaves_nothing_half_planned(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    from mandata.mandates.operations import mails

    told = mails.digest
    calls = iter(range(100))

    def dying(*args: Any) -> Any:
        if next(calls) == 2:
            raise Killed
        return told(*args)

    monkeypatch.setattr(mails, "digest", dying)
    with pytest.raises(Killed), transaction.atomic():
        plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    assert not Mail.objects.exists() and not Act.objects.filter(verb="plan-digests").exists()
    monkeypatch.setattr(mails, "digest", told)
    assert plan_digests(acting_as=HOUSE, organisation=owed.cast.league) == Mail.objects.count() > 0


def test_a_server_that_refuses_or_is_away_is_told_without_the_address(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    monkeypatch.setattr(sending, "get_connection", lambda: Away())
    assert send_planned().unreachable and Mail.objects.filter(state=State.PLANNED).count() == planned
    monkeypatch.setattr(sending, "get_connection", lambda: Refusing())
    assert send_planned().failed == planned
    assert set(Mail.objects.values_list("state", "trouble")) == {("failed", "SMTP 550")}
    monkeypatch.setattr(Refusing, "code", 451)  # try again later
    one = Mail.objects.latest("pk")
    send_mail_again(acting_as=owed.cast.officer, mail=one)
    for _ in range(sending.TRIES + 2):
        send_planned()
    one.refresh_from_db()
    assert (one.state, one.tries) == (State.FAILED, sending.TRIES)


def test_what_was_planned_tells_what_is_so_when_it_leaves(owed: Owed) -> None:
    plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    choose_mails(acting_as=owed.director, person=director(), wanted={"due": "never"})
    Obligation.objects.update(state="delivered")
    send_planned()
    assert not [one for one in outbox() if one.to == ["dee@example.org"]]
    assert set(Mail.objects.filter(person=director()).values_list("state", flat=True)) == {State.NOTHING}


def test_what_was_answered_or_came_to_an_end_between_planning_and_sending_is_asked_no_more(owed: Owed) -> None:
    one = owed.of("lighthouses to the Council")[0]
    ask_answers(acting_as=owed.cast.officer, organisation=owed.cast.league, obligations=[one])
    record_answer(acting_as=owed.cast.officer, mandate=one.mandate, obligation=one, says="done", words="C/12", source="letter")
    assert send_planned().nothing == 1 and not outbox()


def test_nobody_whose_account_is_barred_gets_a_question(owed: Owed) -> None:
    one = owed.of("lighthouses to the Council")[0]
    ask_answers(acting_as=owed.cast.officer, organisation=owed.cast.league, obligations=[one])
    user = director().user
    assert user is not None
    user.is_active = False
    user.save()
    assert send_planned().nothing == 1 and not outbox()


def test_no_kind_is_stopped_in_the_name_of_one_while_another_is_logged_in(owed: Owed) -> None:
    with pytest.raises(RuleBroken, match="somebody else"):
        stop_mails(acting_as=owed.cast.officer, person=director(), token=stop_token(director(), "due"))
    assert not MailChoice.objects.exists()


def test_a_kind_is_stopped_by_its_link_which_shows_before_it_acts(owed: Owed) -> None:
    plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    send_planned()
    late = next(one for one in outbox() if one.to == ["dee@example.org"] and "overdue" not in one.subject)
    path = re.search(r"https?://[^/]+(/mails/stop/[^>]+)>", late.extra_headers["List-Unsubscribe"])
    assert path is not None
    what = read_token(path[1].split("/")[3])
    assert what is not None and what[0] == director()
    visitor = Client(enforce_csrf_checks=True)
    for _ in range(3):
        shown = visitor.get(path[1])
        assert shown.status_code == 200 and "Nothing is changed yet" in shown.content.decode() and not MailChoice.objects.exists()
    assert shown.headers["Referrer-Policy"] == "same-origin", "a stricter one has browsers send forms from nowhere"
    told = visitor.post(path[1], {"List-Unsubscribe": "One-Click"})  # as a mail program does, without a cookie
    assert told.status_code == 200 and "No mail of this kind comes any more" in told.content.decode()
    assert wanted_by(director())[what[1]] == "never" and Act.objects.latest("pk").actor == director().user
    assert "stopped already" in visitor.get(path[1]).content.decode() and visitor.post(path[1]).status_code == 200 and MailChoice.objects.count() == 1
    assert visitor.get("/mails/stop/another/").status_code == 404
    assert read_token(stop_token(director(), "ask")) is None  # questions are no digest
    with pytest.raises(RuleBroken, match="copied in part"):
        stop_mails(acting_as=VISITOR, person=Person.objects.get(email="ada@example.org"), token=path[1].split("/")[3])
    plan_digests(acting_as=HOUSE, organisation=owed.cast.league, today=TODAY + timedelta(days=40))
    assert not Mail.objects.filter(person=director(), what=what[1], state=State.PLANNED).exists()


def test_each_chooses_for_oneself_how_often(owed: Owed) -> None:
    with pytest.raises(Refused):
        choose_mails(acting_as=owed.cast.officer, person=director(), wanted={"due": "day"})
    with pytest.raises(RuleBroken, match="no kind of mail"):
        choose_mails(acting_as=owed.director, person=director(), wanted={"ask": "never"})
    choose_mails(acting_as=owed.director, person=director(), wanted={"due": "day", "waiting": "week"})
    assert wanted_by(director()) == {"waiting": "week", "due": "day", "reported": "month"}
    assert MailChoice.objects.count() == 1  # what was so already opens no row
    choose_mails(acting_as=owed.director, person=director(), wanted={"due": "never"})
    choose_mails(acting_as=owed.director, person=director(), wanted={"due": "week"})
    assert MailChoice.objects.known().count() == 1 and wanted_by(director())["due"] == "week"
    for day in (TODAY, TODAY + timedelta(days=1)):
        choose_mails(acting_as=owed.director, person=director(), wanted={"due": "day"})
        plan_digests(acting_as=HOUSE, organisation=owed.cast.league, today=day)
    assert Mail.objects.filter(person=director(), what="due").count() == 2


def test_the_day_is_planned_once_and_the_worker_comes_again(owed: Owed, settings: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    from mandata.mandates.daily import schedule, take_up_dead, tick

    settings.DAILY_HOUR = 0
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    schedule()
    schedule()
    assert DBTaskResult.objects.count() == 1
    tick.call()
    first = len(outbox())
    assert first > 0 and Act.objects.filter(verb="plan-digests").count() == Act.objects.filter(verb="roll-obligations").count() == 1
    tick.call()
    assert outbox() == [] and Act.objects.filter(verb="plan-digests").count() == 1
    waits = DBTaskResult.objects.get()
    assert timezone.now() < waits.run_after < timezone.now() + timedelta(minutes=6)
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(days=900))  # the clock was years ahead
    schedule()
    assert DBTaskResult.objects.get().run_after.year == 9999 or DBTaskResult.objects.get().run_after <= timezone.now()
    dead = DBTaskResult.objects.create(
        task_path="mandata.texts.tasks.read_waiting_file", args_kwargs={"args": [0], "kwargs": {}}, backend_name="default", run_after=timezone.now(),
        status="RUNNING", started_at=timezone.now() - timedelta(hours=2))
    DBTaskResult.objects.create(
        task_path="mandata.texts.tasks.read_waiting_file", args_kwargs={"args": [0], "kwargs": {}}, backend_name="default", run_after=timezone.now(),
        status="RUNNING", started_at=timezone.now())
    assert take_up_dead() == 1
    dead.refresh_from_db()
    assert dead.status == "READY"


def test_nothing_is_planned_before_the_hour_of_the_setting(owed: Owed, settings: Any) -> None:
    from mandata.mandates.daily import daily

    settings.DAILY_HOUR = 24
    daily(owed.cast.league)
    assert not Mail.objects.exists()
    settings.DAILY_HOUR = 0
    daily(owed.cast.league)
    assert Mail.objects.exists()


def states(owed: Owed, word: str) -> list[str]:
    """What a dry look says of the debtors of a duty."""
    return [one.would for one in whom_to_ask(owed.cast.league, owed.of(word))]


def test_a_group_is_asked_through_its_chair_not_through_whoever_was_entered_first(owed: Owed) -> None:
    def whom() -> list[str]:
        return [one.office.function if one.office else "" for one in whom_to_ask(owed.cast.league, owed.of("review"))]

    vice = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="vic@example.org", name="Vic")
    assert whom() == ["vice-chair"]
    chair = appoint(acting_as=HOUSE, party=owed.tsag, function="chair", email="cleo@example.org", name="Cleo")
    assert whom() == ["chair"]
    Person.objects.filter(pk=chair.person_id).update(email="")
    assert whom() == ["vice-chair"], "who has an address"
    end_office(acting_as=owed.cast.officer, office=vice)
    assert whom() == ["chair"]


def test_all_who_owe_are_asked_in_one_act_and_counted(owed: Owed) -> None:
    officer, league = owed.cast.officer, owed.cast.league
    states_ = list(Party.objects.filter(organisation=league, entity="state").order_by("key"))
    heads = [appoint(acting_as=HOUSE, party=one, function="head-of-administration", email=f"{one.key}@example.org", name=one.key) for one in states_[:2]]
    Person.objects.filter(pk=heads[1].person_id).update(email="")
    found = {one.party.key: one.would for one in whom_to_ask(league, owed.of("old lamps")) if one.party}
    assert found == {"avonia": "ask", "brill": "no-address", "cordo": "nobody"}
    assert states(owed, "lighthouses to the Council") == ["ask"] and states(owed, "review") == ["nobody"]
    every = [one for word in ("lighthouses to the Council", "old lamps", "review") for one in owed.of(word)]
    with pytest.raises(Refused):
        ask_answers(acting_as=owed.director, organisation=league, obligations=every)
    before = AnswerLink.objects.count()
    assert before == 0 and whom_to_ask(league, every) and AnswerLink.objects.count() == 0 and outbox() == []  # a look asks nobody
    asking = ask_answers(acting_as=officer, organisation=league, obligations=every)
    assert (asking.links.count(), asking.unanswerable, Mail.objects.count()) == (2, 3, 2)
    assert not AnswerLink.objects.exclude(asked_by=asking.by).exists() and outbox() == []
    assert send_planned().sent == 2 and send_planned().sent == 0
    mails = {one.to[0]: one for one in outbox()}
    assert {tuple(one.reply_to) for one in mails.values()} == {("ada@example.org",)} and all("A reply to this mail" in one.body for one in mails.values())
    assert set(mails) == {"dee@example.org", "avonia@example.org"} and "List-Unsubscribe" not in mails["dee@example.org"].extra_headers
    assert [one.would for one in whom_to_ask(league, every)].count(Would.LATELY) == 2
    with pytest.raises(RuleBroken, match="Nobody would be asked"):
        ask_answers(acting_as=officer, organisation=league, obligations=every)
    path = re.search(r"https?://[^/]+(/owed/answer/\S+)", mails["dee@example.org"].body)
    assert path is not None
    Client().post(path[1], {"says": "continuing", "words": "as before", "confirm": "1"})
    one = outcomes([asking])[0]
    assert (one.asked, one.answered, one.silent, one.open) == (2, 1, 1, 1)
    with pytest.raises(RuleBroken, match="tomorrow"):
        remind_silent(acting_as=officer, asking=asking)
    record_answer(acting_as=officer, mandate=owed.duties["old lamps"], party=states_[0], says="done", words="all", source="letter")
    one = outcomes([asking])[0]
    assert (one.asked, one.answered, one.silent) == (2, 2, 0)  # an answer that came otherwise counts
    with pytest.raises(RuleBroken, match="choose others"):
        ask_answers(acting_as=officer, organisation=league, obligations=owed.of("lighthouses to the Council"), again=True)  # has answered lately


def test_a_reminder_opens_the_link_again_and_the_first_mail_serves_still(owed: Owed) -> None:
    officer, league = owed.cast.officer, owed.cast.league
    asking = ask_answers(acting_as=officer, organisation=league, obligations=owed.of("lighthouses to the Council"))
    send_planned()
    first = re.search(r"https?://[^/]+(/owed/answer/\S+)", outbox()[0].body)
    act = Act.objects.create(verb="ask-answers", subject_kind="organisation", subject_id=league.uid, happened_at=timezone.now() - timedelta(days=40))
    asking.by = act
    asking.save()
    AnswerLink.objects.update(asked_by=act, expires_at=timezone.now() - timedelta(days=9))
    assert first is not None and "holds no longer" in Client().get(first[1]).content.decode()
    assert remind_silent(acting_as=officer, asking=asking) == 1
    with pytest.raises(RuleBroken, match="reminded today"):
        remind_silent(acting_as=officer, asking=asking)
    send_planned()
    reminder = outbox()[0]
    second = re.search(r"https?://[^/]+(/owed/answer/\S+)", reminder.body)
    assert reminder.subject.startswith("Reminder") and second is not None and second[1] != first[1]
    assert "holds no longer" not in Client().get(first[1]).content.decode()
    Client().post(second[1], {"says": "done", "words": "C/12", "confirm": "1"})
    for link in (first, second):
        assert "holds no longer" in Client().post(link[1], {"says": "done", "words": "again", "confirm": "1"}).content.decode()
    assert outcomes([asking])[0].answered == 1
    assert not Act.objects.filter(changes__icontains=second[1][-20:]).exists()


def test_whoever_laid_the_office_down_gets_no_question_any_more(owed: Owed) -> None:
    asking = ask_answers(acting_as=owed.cast.officer, organisation=owed.cast.league, obligations=owed.of("lighthouses to the Council"))
    end_office(acting_as=owed.cast.officer, office=Office.objects.known().get(function="director"))
    assert send_planned().nothing == 1 and outbox() == []
    assert outcomes([asking])[0].silent == 1
