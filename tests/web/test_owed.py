"""Pages of what is owed: the list by day, one obligation, a duty with what became of it, answers by the link of a mail."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.mandates.evidence import acts_citing
from mandata.mandates.following import lead_of
from mandata.mandates.keeping import with_state
from mandata.mandates.lacking import several_without_lead
from mandata.mandates.mailing import wanted_by
from mandata.mandates.models import (
    Answer,
    AnswerLink,
    Asking,
    Evidence,
    Handling,
    Lead,
    Mail,
    Mandate,
    MandateTerms,
    Obligation,
    PeriodFixed,
)
from mandata.mandates.operations import (
    answer_duty,
    ask_answer,
    ask_answers,
    correct_mandate,
    fix_period,
    hand_to,
    name_lead,
    plan_digests,
    record_answer,
    record_means,
    roll_obligations,
)
from mandata.mandates.plan import lines_of, planned
from mandata.mandates.sending import send_planned
from mandata.parties.capacity import HOUSE, VISITOR, acting_for
from mandata.parties.models import Office, Party, Person
from mandata.parties.operations import appoint, hand_over_office
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.web.owed.listed import next_month
from mandata.web.owed.summaries import my_obligations
from mandata.web.owed.telling import told_to
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made, rule
from tests.web.test_pages import as_


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_next_month_begins_and_ends_in_every_year() -> None:
    found = [next_month(date(*one)) for one in ((2026, 12, 31), (2027, 1, 31), (2028, 1, 1), (2027, 3, 30))]
    assert found == [(date(2027, 1, 1), date(2027, 1, 31)), (date(2027, 2, 1), date(2027, 2, 28)), (date(2028, 2, 1), date(2028, 2, 29)),
                     (date(2027, 4, 1), date(2027, 4, 30))]


@pytest.mark.req("X-03")
def test_the_list_tells_due_late_and_without_date(owed: Owed, client: Client) -> None:
    assert "bad\">overdue" not in page(client, "/owed/")  # not told to everybody yet
    assert 'hx-get="/measures/of/owed/"' in page(client, "/owed/") and "period-not-fixed" not in page(client, "/owed/"), "the list does not wait for the figures"
    assert "period-not-fixed" in page(client, "/measures/of/owed/") and "without-date" in page(client, "/owed/"), "once made they are kept"
    as_(client, "dee@example.org")
    assert "bad\">overdue" in page(client, "/owed/")
    late = page(client, "/owed/?state=overdue")
    assert late.count("bad\">overdue") == late.count("<tr>") - 1 > 0
    assert "due,words,who" in page(client, "/owed/?format=csv")
    assert page(client, f"/owed/?year={TODAY.year + 1}").count("expected") > 1
    first, last = next_month(TODAY)
    one = owed.of("lighthouses to the Council")[-1]
    Obligation.objects.filter(due_on__range=(first, last)).update(due_on=last + timedelta(days=1))
    Obligation.objects.filter(pk=one.pk).update(due_on=last)
    cache.clear()
    assert f'<a href="/owed/{owed.of("lighthouses to the Council", state="open")[0].pk}/">' in page(client, "/reports/")
    address = f"?state=open&amp;since={first.isoformat()}&amp;until={last.isoformat()}"
    assert f'<a href="{address}">Open and due next month: 1</a>' in page(client, "/owed/")
    due = page(client, "/owed/" + address.replace("&amp;", "&"))
    assert due.count("<tr>") == 2 and f'href="/owed/{one.pk}/"' in due
    rule(owed.cast, "overdue-public", TODAY.isoformat())
    assert "bad\">overdue" in page(Client(), "/owed/")


def test_fifty_obligations_cost_no_more_queries_than_three(owed: Owed, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/owed/").status_code == 200
        return len(found)

    Obligation.objects.exclude(pk__in=[owed.of(word)[0].pk for word in ("lighthouses to the Council", "review")]).update(state="void")
    client.get("/owed/")
    few = queries()
    Obligation.objects.update(state="open")
    client.get("/owed/")
    assert Obligation.objects.count() > 20 and queries() == few


@pytest.mark.req("X-04")
def test_a_duty_shows_its_condition_means_and_requests(owed: Owed, client: Client) -> None:
    address = f"/mandates/{owed.duties['names'].pk}/"
    assert "conditional, without means" in page(client, address) and "not late before" in page(client, address)
    as_(client, "ada@example.org")
    form = {"what": "asked", "words": "a clerk", "source": "letter 4", "day": "2017-05-01"}
    assert client.post(f"/owed/act/record-means/{owed.duties['names'].pk}/", form).status_code == 302
    assert "a clerk" in page(client, address) and "letter 4" in page(client, address) and "conditional, without means" in page(client, address)
    rule(owed.cast, "owed-from", "2017-01-01")
    roll_obligations(acting_as=owed.cast.officer, organisation=owed.cast.league)
    (one,) = owed.of("names")
    assert "open: conditional, no means recorded" in page(client, f"/owed/{one.pk}/") and "bad\">overdue" not in page(client, f"/owed/{one.pk}/")
    assert "open: conditional, no means recorded" in page(client, "/owed/?state=unmet")
    client.post(f"/owed/act/record-means/{owed.duties['names'].pk}/", {**form, "what": "given", "day": "2018-01-01"})
    assert "bad\">overdue" in page(client, f"/owed/{one.pk}/") and "conditional, no means" not in page(client, f"/owed/{one.pk}/")


@pytest.mark.req("002-48")
def test_a_period_that_is_not_fixed_is_told_and_fixed_by_the_body(owed: Owed, client: Client) -> None:
    address = f"/mandates/{owed.duties['buoys'].pk}/"
    assert "period not fixed" in page(client, address)
    appoint(acting_as=HOUSE, party=owed.tsag, function="chair", email="cleo@example.org", name="Cleo")
    as_(client, "cleo@example.org")
    bad = client.post(f"/owed/act/fix-period/{owed.duties['buoys'].pk}/", {"every": "session", "decision": "TSAG 3"})
    assert bad.status_code == 409 and "TSAG 3" in bad.content.decode()
    client.post(f"/owed/act/fix-period/{owed.duties['buoys'].pk}/", {"every": "session", "body": owed.tsag.pk, "decision": "TSAG 3"})
    assert PeriodFixed.objects.get().body == owed.tsag and "period not fixed" not in page(client, address)


def test_an_answer_says_what_became_of_a_duty(owed: Owed, client: Client) -> None:
    duty, first = owed.duties["lighthouses to the Council"], owed.of("lighthouses to the Council")[0]
    address = f"/mandates/{duty.pk}/"
    assert "nothing reported" in page(client, address) and "Answer</a>" not in page(client, address)
    as_(client, "dee@example.org")
    bad = client.post(f"/owed/act/answer/{duty.pk}/", {"says": "not-yet", "words": "", "obligation": ""})
    assert bad.status_code == 409
    client.post(f"/owed/act/answer/{duty.pk}/", {"says": "done", "words": "document C/12", "obligation": first.pk, "evidence": "https://example.org/12"})
    client.post(f"/owed/act/answer/{duty.pk}/", {"says": "continuing", "words": "the list grows", "obligation": ""})
    first.refresh_from_db()
    found = page(client, address)
    assert first.state == "delivered" and "last reported on" in found and "the list grows" in found and 'href="https://example.org/12"' in found
    assert "delivered</span>" in page(client, f"/owed/{first.pk}/")


def test_others_cannot_answer_and_are_told_why(owed: Owed, client: Client) -> None:
    duty = owed.duties["a list"]
    with pytest.raises(Refused):
        answer_duty(acting_as=owed.cast.stranger, mandate=duty, says="done")
    as_(client, "sam@example.org")
    assert "Why?" in page(client, f"/mandates/{duty.pk}/")
    assert client.get(f"/owed/act/answer/{duty.pk}/").status_code == 403
    assert client.get("/owed/act/burn/1/").status_code == 404 and client.get("/owed/999999/").status_code == 404


def asked(owed: Owed, client: Client) -> str:
    """The address in the mail that an officer sends to the director."""
    as_(client, "ada@example.org")
    office = Office.objects.get(function="director")
    first = owed.of("lighthouses to the Council")[0]
    form = {"office": office.pk, "obligation": first.pk}
    assert client.post(f"/owed/act/ask-answer/{owed.duties['lighthouses to the Council'].pk}/", form).status_code == 302
    found = re.search(r"https?://[^/]+(/owed/answer/\S+)", str(mail.outbox[-1].body))
    assert found and mail.outbox[-1].to == ["dee@example.org"]
    return found[1]


def test_a_link_serves_one_answer_and_shows_before_it_records(owed: Owed, client: Client) -> None:
    address = asked(owed, client)
    visitor = Client()
    for _ in range(3):
        assert "lighthouses" in page(visitor, address)  # a scanner of mail follows it, and nothing happens
    shown = visitor.post(address, {"says": "done", "words": "C/12 <b>"}).content.decode()
    assert "This would be recorded" in shown and "C/12 &lt;b&gt;" in shown and not Answer.objects.exists()
    assert visitor.post(address, {"says": "not-yet", "words": " "}).status_code == 422
    assert "is recorded" in visitor.post(address, {"says": "done", "words": "C/12", "confirm": "1"}).content.decode()
    answer = Answer.objects.get()
    assert (answer.way, answer.by.actor, answer.obligation.state) == ("link", Person.objects.get(email="dee@example.org").user, "delivered")  # type: ignore[union-attr]
    again = visitor.post(address, {"says": "done", "confirm": "1"}).content.decode()
    assert "holds no longer" in again and Answer.objects.count() == 1
    assert visitor.get("/owed/answer/another/").status_code == 404
    assert visitor.get(address).headers["Referrer-Policy"] == "same-origin", "a stricter one has browsers send forms from nowhere"
    assert not Act.objects.filter(changes__icontains=address[-20:]).exists()


def test_what_is_late_or_falls_due_soon_is_chosen_and_a_mail_that_left_is_told(owed: Owed, client: Client) -> None:
    duty, first = owed.duties["lighthouses to the Council"], owed.of("lighthouses to the Council")[0]
    as_(client, "ada@example.org")
    for slug in ("ask-answer", "record-answer"):
        assert f'<option value="{first.pk}" selected>' in page(client, f"/owed/act/{slug}/{duty.pk}/"), slug
    Obligation.objects.filter(mandate=duty, due_on__lt=TODAY + timedelta(days=61)).update(state="excused")
    assert '<option value="" selected>' in page(client, f"/owed/act/ask-answer/{duty.pk}/"), "what is far off is chosen by hand"
    office = Office.objects.get(function="director")
    found = client.post(f"/owed/act/ask-answer/{duty.pk}/", {"office": office.pk, "obligation": ""}, follow=True).content.decode()
    assert "The mail left. Its link serves until" in found and "It is recorded." not in found


def test_a_chair_is_offered_before_a_vice_chair(owed: Owed, client: Client) -> None:
    for function, name in (("vice-chair", "Vic"), ("chair", "Cleo")):
        appoint(acting_as=HOUSE, party=owed.tsag, function=function, email=f"{name}@example.org", name=name)
    as_(client, "ada@example.org")
    found = page(client, f"/owed/act/ask-answer/{owed.duties['review'].pk}/")
    assert 0 < found.index(">chair, ") < found.index(">vice-chair, ")


def test_the_page_of_a_link_speaks_as_its_mail_did_and_tells_what_was_said_last(owed: Owed, client: Client) -> None:
    answer_duty(acting_as=owed.director, mandate=owed.duties["lighthouses to the Council"], says="under-way", words="half of them are counted")
    address = asked(owed, client)
    Person.objects.filter(email="dee@example.org").update(language="fr")
    visitor = Client(headers={"Accept-Language": "en"})
    response = visitor.get(address)
    assert '<html lang="fr"' in response.content.decode() and "half of them are counted" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert '<html lang="fr"' in visitor.post(address, {"says": "done", "words": "C/12"}).content.decode()
    visitor.cookies["django_language"] = "ar"
    assert '<html lang="ar" dir="rtl"' in page(visitor, address), "a reader who chose a language keeps it"


def test_a_link_lapses_and_silence_is_shown(owed: Owed, client: Client) -> None:
    address = asked(owed, client)
    AnswerLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    lapsed = page(Client(), address)
    assert "holds no longer" in lapsed and f'href="/account/login/?next=%2Fowed%2Fact%2Fanswer%2F{owed.duties["lighthouses to the Council"].pk}%2F"' in lapsed
    found = page(client, f"/mandates/{owed.duties['lighthouses to the Council'].pk}/")
    assert "silent" in found and "nothing heard" in found and "lapsed without an answer" in found
    duty = owed.duties["lighthouses to the Council"]

    def silent() -> tuple[int, int]:
        """On the desk of an officer, and in the list to which its number leads."""
        return my_obligations(owed.cast.officer)["owed_silent"], with_state(MandateTerms.objects.filter(mandate=duty)).filter(state="silent").count()

    assert silent() == (1, 1)
    ask_answer(acting_as=owed.cast.officer, mandate=duty, office=Office.objects.select_related("person").get(function="director"))
    assert silent() == (0, 0), "whoever is asked still has time"
    AnswerLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer_duty(acting_as=owed.director, mandate=duty, says="under-way")
    assert silent() == (0, 0), "what is heard another way is heard"


def test_a_link_goes_with_the_office(owed: Owed, client: Client) -> None:
    address = asked(owed, client)
    office = Office.objects.known().get(function="director")
    other = appoint(acting_as=HOUSE, party=owed.tsag, function="chair", email="cleo@example.org", name="Cleo")
    hand_over_office(acting_as=owed.cast.officer, office=office, email=other.person.email, first_day=TODAY + timedelta(days=1))
    assert "holds no longer" in page(Client(), address)
    link = AnswerLink.objects.get()
    with pytest.raises(RuleBroken, match="holds no longer"):
        from mandata.mandates.operations import answer_by_link

        answer_by_link(acting_as=VISITOR, link=link, secret=address.split("/")[-2], says="done")


def test_a_link_records_nothing_in_the_name_of_one_while_another_is_logged_in(owed: Owed, client: Client) -> None:
    address = asked(owed, client)
    as_(client, "ada@example.org")
    assert "sent to somebody else" in page(client, address)
    found = client.post(address, {"says": "done", "words": "C/12", "confirm": "1"})
    assert found.status_code == 409 and "sent to somebody else" in found.content.decode() and not Answer.objects.exists()
    assert client.post("/account/logout/", {"next": address}).headers["Location"] == address
    assert "is recorded" in client.post(address, {"says": "done", "words": "C/12", "confirm": "1"}).content.decode()


def test_whoever_is_asked_answers_by_the_link_while_logged_in_and_nobody_whose_account_is_barred(owed: Owed, client: Client) -> None:
    address = asked(owed, client)
    user = Person.objects.get(email="dee@example.org").user
    assert user is not None
    user.is_active = False
    user.save()
    assert "holds no longer" in page(Client(), address)
    assert "holds no longer" in Client().post(address, {"says": "done", "confirm": "1"}).content.decode() and not Answer.objects.exists()
    user.is_active = True
    user.save()
    as_(client, "dee@example.org")
    assert "is recorded" in client.post(address, {"says": "done", "words": "C/12", "confirm": "1"}).content.decode()


def test_a_class_answers_party_by_party(owed: Owed, client: Client) -> None:
    duty = owed.duties["old lamps"]
    first = owed.of("old lamps")[0]
    avonia, brill, cordo = Party.objects.filter(entity="state").order_by("key")
    office = appoint(acting_as=HOUSE, party=avonia, function="head-of-administration", email="av@example.org", name="Av")
    as_(client, "av@example.org")
    client.post(f"/owed/act/answer/{duty.pk}/", {"says": "done", "words": "two lamps", "obligation": first.pk})
    assert Answer.objects.get().party == avonia and office.party == avonia
    assert "1 of 3 answered" in page(client, f"/mandates/{duty.pk}/") and "2 have not answered" in page(client, f"/mandates/{duty.pk}/")
    with pytest.raises(RuleBroken, match="which of its parties"):
        record_answer(acting_as=owed.cast.officer, mandate=duty, says="done", source="letter")
    record_answer(acting_as=owed.cast.officer, mandate=duty, says="continuing", source="letter", party=cordo, obligation=first)
    for party in (brill, cordo):
        first.refresh_from_db()
        assert first.state == "open"
        record_answer(acting_as=owed.cast.officer, mandate=duty, says="done", source="letter", party=party, obligation=first)
    first.refresh_from_db()
    assert first.state == "delivered"
    by_letter = Answer.objects.latest("pk").by
    assert by_letter.on_behalf_of == cordo.uid


@pytest.mark.req("002-06")
def test_several_have_a_lead(cast: Cast, client: Client) -> None:  # noqa: F811
    owed = made(cast)
    reading = cast.read(
        "RESOLUTION 9 (Hammamet, 2016)\nCharges\n(Hammamet, 2016)\nThe World Telecommunication Standardization Assembly (Hammamet, 2016),\n"
        "instructs the Secretary-General and the Directors of the three Bureaux\nto cooperate closely on lamps.\n", "nine.txt")
    from mandata.mandates.operations import confirm_mandate, publish_revision

    for finding in reading.findings.filter(what="mandate"):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    publish_revision(acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="9",
                     session=cast.sessions[2016], layer="adopted")
    duty = Mandate.objects.get(provision__work__number="9")
    codes = duty.terms.get().actors.split()
    assert "secretary-general" in codes and len(codes) > 1
    assert "nobody was named to lead" in page(client, f"/mandates/{duty.pk}/")
    with pytest.raises(RuleBroken, match="one of several"):
        name_lead(acting_as=cast.officer, mandate=duty, actor="council", basis="x")
    as_(client, "ada@example.org")
    client.post(f"/owed/act/name-lead/{duty.pk}/", {"actor": "secretary-general", "basis": "Resolution 123"})
    name_lead(acting_as=cast.officer, mandate=duty, actor=codes[-1], basis="Resolution 124")
    assert Lead.objects.known().filter(until=None).count() == 1 and "Resolution 124" in page(client, f"/mandates/{duty.pk}/")
    assert not several_without_lead(cast.league).filter(mandate=duty).exists()
    several = page(client, "/plan/?several=yes")
    assert "1 row<" in several and "to cooperate closely on lamps" in several and "no lead named" not in several, "all that several owe, each with its lead"
    assert "/plan/?several=yes&amp;organisation=league" in page(client, "/owed/missing/?organisation=league")

    def leads() -> list[str]:
        return [one.lead for one in lines_of(planned(MandateTerms.objects.filter(current=True, mandate=duty)))]

    assert leads() == codes[-1:]
    finding = duty.terms.get().finding
    others = [one for one in finding.value["addressees"] if one["actor"] != codes[-1]]
    correct_mandate(acting_as=cast.officer, finding=finding, corrected={"addressees": [*others, {**others[0], "actor": "council"}]})
    assert leads() == [""] and lead_of(duty) is None, "whom the words name no more leads no more"
    assert several_without_lead(cast.league).filter(mandate=duty).exists() and owed.duties


def test_the_holder_gives_a_duty_to_a_person_who_then_answers(owed: Owed, client: Client) -> None:
    duty = owed.duties["a list"]
    clerk = Person.objects.get(email="ada@example.org")
    as_(client, "dee@example.org")
    client.post(f"/owed/act/hand-to/{duty.pk}/", {"person": clerk.pk})
    handling = Handling.objects.get()
    assert handling.person == clerk and handling.office.function == "director"
    answer_duty(acting_as=acting_for(clerk.user), mandate=duty, says="under-way")
    assert Answer.objects.get().by.acting_as == handling.office.uid  # the office stays debtor
    assert clerk.name in page(client, f"/mandates/{duty.pk}/") and clerk.name not in page(Client(), f"/mandates/{duty.pk}/")
    assert duty.pk in told_to(acting_for(clerk.user)).mandates, "whoever works on it is told what is overdue"
    client.post(f"/owed/act/end-handling/{handling.pk}/")
    assert not Handling.objects.known().exists() and not told_to(acting_for(clerk.user)).mandates
    with pytest.raises(Refused):
        answer_duty(acting_as=acting_for(clerk.user), mandate=duty, says="under-way")
    office = handling.office
    with pytest.raises(Refused):
        hand_to(acting_as=owed.cast.stranger, mandate=duty, office=office, person=clerk)
    chair = appoint(acting_as=HOUSE, party=owed.tsag, function="chair", email="cleo@example.org", name="Cleo")
    as_(client, "cleo@example.org")
    own = owed.duties["review"]
    form = page(client, f"/owed/act/hand-to/{own.pk}/")
    assert "Cleo" in form and clerk.name not in form, "a body gives work to its own persons, and is told of no others"
    with pytest.raises(RuleBroken, match="a person of its own"):
        hand_to(acting_as=acting_for(chair.person.user), mandate=own, office=chair, person=clerk)


def test_acts_that_cite_the_provision_are_proposed(owed: Owed, client: Client) -> None:
    duty = owed.duties["a list"]
    seen = Act.objects.create(verb="give-help", subject_kind="party", subject_id="x", happened_at=timezone.now(), basis="Resolution 5 (Rev. Hammamet, 2016), instructs 5")
    Act.objects.create(verb="give-help", subject_kind="party", subject_id="y", happened_at=timezone.now(), basis="Resolution 5 (Rev. Dubai, 2012)")
    exact = Act.objects.create(
        verb="give-help", subject_kind="party", subject_id="z", happened_at=timezone.now() - timedelta(days=9), basis=f"provision {duty.provision.wid}, sentence 1")
    Act.objects.create(verb="give-help", subject_kind="party", subject_id="w", happened_at=timezone.now(), basis=f"provision {duty.provision.wid}0")
    assert [one.pk for one in acts_citing(duty, duty.terms.get())] == [exact.pk, seen.pk]  # the older one names the provision itself
    address = f"/mandates/{duty.pk}/"
    assert page(client, address).count("help given") == 2 and "proposed" in page(client, address)
    as_(client, "dee@example.org")
    stray = Act.objects.exclude(pk__in=acts_citing(duty, duty.terms.get()).values("pk")).first()
    assert stray is not None and client.post(f"/owed/act/counts/{duty.pk}/", {"act": stray.pk}).status_code == 409
    client.post(f"/owed/act/counts/{duty.pk}/", {"act": seen.pk})
    assert Evidence.objects.get().counts and "counts as evidence" in page(client, address)
    assert client.get(f"/owed/act/counts/{duty.pk}/").status_code == 404


def test_an_act_proposed_as_evidence_names_the_record_it_was_done_on_where_that_is_open(owed: Owed, client: Client) -> None:
    duty, group = owed.duties["a list"], owed.tsag
    secret = Person.objects.get(email="sam@example.org")
    for kind, uid in (("party", group.uid), ("person", secret.uid)):
        Act.objects.create(verb="give-help", subject_kind=kind, subject_id=uid, happened_at=timezone.now(), basis=f"provision {duty.provision.wid}")
    for _ in range(12):
        Act.objects.create(verb="give-help", subject_kind="party", subject_id=group.uid, happened_at=timezone.now() - timedelta(days=9), basis="Resolution 5 (Rev. Hammamet, 2016)")
    address = f"/mandates/{duty.pk}/"
    found = page(client, address)
    assert found.count(f'href="/parties/{group.pk}/">') == 11 and secret.name not in found
    assert found.count("cites its text only") == 10 and 'href="?evidence=all#evidence"' in found
    assert page(client, f"{address}?evidence=all").count("cites its text only") == 12
    with CaptureQueriesContext(connection) as few:
        page(client, address)
    with CaptureQueriesContext(connection) as many:
        page(client, f"{address}?evidence=all")
    assert len(few) == len(many)


def test_who_was_asked_and_may_still_answer_is_shown_unfolded(owed: Owed, client: Client) -> None:
    asked(owed, client)
    address = f"/mandates/{owed.duties['lighthouses to the Council'].pk}/"
    assert '<details class="fold" open>' in page(client, address)
    AnswerLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert '<details class="fold" open>' not in page(client, address)


def test_two_officers_answering_one_duty_are_told_of_one_another(owed: Owed, client: Client) -> None:
    duty = owed.duties["a list"]
    as_(client, "ada@example.org")
    form: Any = page(client, f"/owed/act/record-answer/{duty.pk}/")
    token = re.search(r'name="seen" value="([^"]+)"', form)
    record_answer(acting_as=owed.cast.officer, mandate=duty, says="under-way", source="a call")
    assert token
    late = client.post(f"/owed/act/record-answer/{duty.pk}/", {"says": "done", "source": "a letter", "seen": token[1]})
    assert late.status_code == 409 and "answer recorded" in late.content.decode() and "a letter" in late.content.decode()
    assert Answer.objects.count() == 1 and Obligation.objects.exists()


def test_only_a_holder_with_an_address_is_asked(owed: Owed) -> None:
    office = Office.objects.select_related("person").get(function="director")
    office.person.email = ""
    with pytest.raises(RuleBroken, match="No mail address"):
        ask_answer(acting_as=owed.cast.officer, mandate=owed.duties["a list"], office=office)


def test_an_office_is_handed_over_with_the_list_of_what_it_owes(owed: Owed, client: Client) -> None:
    office = Office.objects.known().get(function="director")
    asked(owed, client)
    shown = page(client, f"/offices/{office.pk}/hand-over/")
    late = owed.of("lighthouses to the Council")[0]
    assert f"/owed/{late.pk}/" in shown and "What this office owes" in shown and "1 question by mail waits" in shown
    assert "What this office owes" in page(client, f"/offices/{office.pk}/end/") and f"/owed/{late.pk}/" in page(client, f"/offices/{office.pk}/")
    assert "What this office owes" not in page(Client(), f"/offices/{office.pk}/")  # what is overdue is told first to whoever owes it


def test_a_body_is_dissolved_on_its_page_and_says_so(owed: Owed, client: Client) -> None:
    assert client.get(f"/parties/{owed.tsag.pk}/dissolve/").status_code == 403
    as_(client, "ada@example.org")
    shown = page(client, f"/parties/{owed.tsag.pk}/dissolve/")
    assert "What texts ask of it" in shown and "review the lamps" in shown
    bad = client.post(f"/parties/{owed.tsag.pk}/dissolve/", {"source": "WTSA decision 4", "successor": owed.tsag.pk})
    assert bad.status_code == 422 and "WTSA decision 4" in bad.content.decode()
    assert client.post(f"/parties/{owed.tsag.pk}/dissolve/", {"source": "WTSA decision 4", "successor": owed.council.pk}).status_code == 302
    found = page(Client(), f"/parties/{owed.tsag.pk}/")
    assert "it exists no more since" in found and "WTSA decision 4" in found and "Its work is taken over by" in found
    assert f"/parties/{owed.tsag.pk}/invite/" not in page(client, f"/parties/{owed.tsag.pk}/")  # nothing begins in a body that is gone
    assert "dissolved" in page(Client(), "/parties/groups/?organisation=league") and "review the lamps" in page(client, "/mandates/without-owner/")
    form = {"kind": "group", "key": "new-tsag", "name_en": "New group", "actor": "tsag", "parent": ""}
    assert client.post(f"/parties/{owed.cast.league.pk}/add/", form).status_code == 302
    assert Party.objects.get(key="new-tsag").actor == "tsag" and "review the lamps" not in page(client, "/mandates/without-owner/")
    gone = owed.tsag.dissolutions.get()
    assert client.post(f"/parties/dissolutions/{gone.pk}/take-back/").status_code == 302
    assert "exists no more" not in page(Client(), f"/parties/{owed.tsag.pk}/")


def test_an_officer_looks_whom_it_would_ask_asks_and_reminds(owed: Owed, client: Client) -> None:
    duty = owed.duties["lighthouses to the Council"]
    for address in ("/owed/ask/", "/owed/ask/?actor=tsb-director"):
        assert Client().get(address).status_code == 403 == Client().post(address).status_code
    as_(client, "ada@example.org")
    assert "/owed/ask/?state=open&amp;organisation=league" in page(client, "/owed/")
    shown = page(client, "/owed/ask/?actor=tsb-director&state=overdue&organisation=league")
    office = Office.objects.known().get(function="director")
    assert "1 person would get a mail" in shown and f'value="{duty.pk}-{office.pk}"' in shown and not AnswerLink.objects.exists()
    assert "nobody holds the office" in page(client, "/owed/ask/?actor=tsag&organisation=league")
    address = "/owed/ask/?actor=tsb-director&state=overdue&organisation=league"
    nobody = client.post(address, {})
    assert nobody.status_code == 409 and "Nobody would be asked" in nobody.content.decode()
    told = client.post(address, {"question": f"{duty.pk}-{office.pk}"})
    asking = Asking.objects.get()
    assert told.status_code == 302 and told.headers["Location"] == f"/owed/asked/{asking.pk}/" and mail.outbox == []  # the worker sends
    assert "asked 1, answered 0, silent 1" in page(client, f"/owed/asked/{asking.pk}/") and "asked 1, answered 0, silent 1" in page(client, "/owed/asked/")
    assert "was asked lately" in page(client, address)
    assert client.post(f"/owed/asked/{asking.pk}/remind/").status_code == 409
    assert Client().get(f"/owed/asked/{asking.pk}/").status_code == 404
    send_planned()
    assert "Dee Director" in page(client, "/owed/mails/") and "questions about duties" in page(client, "/owed/mails/?state=sent")
    record_answer(acting_as=owed.cast.officer, mandate=duty, says="continuing", words="as before", source="letter")
    assert "asked 1, answered 1, silent 0" in page(client, f"/owed/asked/{asking.pk}/")
    assert Client().get("/owed/mails/").content.decode().count("Dee Director") == 0


def test_a_person_chooses_mails_and_sees_which_came(owed: Owed, client: Client) -> None:
    assert Client().get("/account/mails/").status_code == 302
    plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    send_planned()
    as_(client, "dee@example.org")
    shown = page(client, "/account/mails/")
    assert "what waits for me" in shown and "Mails that came" in shown and "sent</span>" in shown
    assert client.post("/account/mails/", {"waiting": "day", "due": "never", "reported": "hourly"}).status_code == 422
    assert client.post("/account/mails/", {"waiting": "day", "due": "never", "reported": "month"}).status_code == 302
    assert wanted_by(Person.objects.get(email="dee@example.org")) == {"waiting": "day", "due": "never", "reported": "month"}
    assert "due: never" in page(client, "/account/held/?format=csv")


def test_thirty_askings_cost_no_more_queries_than_one(owed: Owed, client: Client) -> None:
    def queries(address: str) -> int:
        page(client, address)
        with CaptureQueriesContext(connection) as found:
            page(client, address)
        return len(found)

    as_(client, "ada@example.org")
    addresses = ("/owed/ask/?organisation=league", "/owed/asked/", "/owed/mails/")
    asking = ask_answers(acting_as=owed.cast.officer, organisation=owed.cast.league, obligations=owed.of("lighthouses to the Council"))
    few = [queries(one) for one in addresses]
    for number in range(30):
        other = Asking.objects.create(organisation=owed.cast.league, by=asking.by)
        other.links.set(asking.links.all())
        Mail.objects.create(organisation=owed.cast.league, person=Person.objects.get(email="dee@example.org"), what="ask", key=f"x{number}", planned_by=asking.by)
    assert [queries(one) for one in addresses] == few


def test_what_was_recorded_in_error_is_taken_back_from_the_page_and_stays_in_its_history(owed: Owed, client: Client) -> None:
    duty, names, buoys = owed.duties["lighthouses to the Council"], owed.duties["names"], owed.duties["buoys"]
    first = owed.of("lighthouses to the Council")[0]
    answer = answer_duty(acting_as=owed.director, mandate=duty, obligation=first, says="done", words="C/12")
    means = record_means(acting_as=owed.cast.officer, mandate=names, what="given", words="a clerk", source="budget")
    take_back = f"/owed/act/withdraw-answer/{answer.pk}/"
    for who, allowed in (("sam@example.org", False), ("dee@example.org", True), ("ada@example.org", True)):
        as_(client, who)
        assert all((take_back in page(client, address)) is allowed for address in (f"/mandates/{duty.pk}/", f"/owed/{first.pk}/")), who
    assert f"/owed/act/take-back-means/{means.pk}/" in page(client, f"/mandates/{names.pk}/")
    client.post(take_back)
    client.post(f"/owed/act/take-back-means/{means.pk}/")
    assert take_back not in page(client, f"/mandates/{duty.pk}/") and "taken back" in page(client, f"/mandates/{duty.pk}/")
    assert "No request and no means" in page(client, f"/mandates/{names.pk}/")
    fix_period(acting_as=owed.cast.officer, mandate=buoys, every="P1Y", decision="TSAG report 3", since=date(2020, 1, 1))
    fix_period(acting_as=owed.cast.officer, mandate=buoys, body=owed.tsag, decision="TSAG report 4")
    found = page(client, f"/mandates/{buoys.pk}/")
    assert "each session of the body" in found and "TSAG report 3" in found and "each year" in found and "P1Y" not in found


def test_a_duty_that_is_reported_only_or_whose_words_give_no_day_says_so(owed: Owed, client: Client) -> None:
    only = "is reported only"
    assert only in page(client, f"/mandates/{owed.duties['old lamps'].pk}/") and only not in page(client, f"/mandates/{owed.duties['review'].pk}/")
    terms = owed.duties["on lamps"].terms.get()
    sentence = "No day that these words set falls into the time that is counted"
    assert all(sentence not in page(client, f"/mandates/{owed.duties[word].pk}/") for word in ("review", "a list"))
    correct_mandate(acting_as=owed.cast.officer, finding=terms.finding, corrected={"due": {
        **terms.finding.value["due"], "kind": "meeting", "value": {"which": "next", "body": "radio-assembly", "relation": "at"}}})
    assert sentence in page(client, f"/mandates/{terms.mandate_id}/")
