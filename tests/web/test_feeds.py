"""Calendars to subscribe to, and both ways in one click: where a thing comes from, what came of a provision."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from mandata.mandates.models import Answer, Obligation
from mandata.mandates.operations import (
    announce_session,
    answer_duty,
    cancel_session,
    hand_to,
    issue_plan,
    move_session,
    publish_revision,
)
from mandata.parties.capacity import HOUSE
from mandata.parties.models import BodySession, Office
from mandata.parties.operations import appoint
from mandata.texts.models import ReceivedFile, Work
from mandata.web.feeds import token_of
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TEXT, TODAY, Owed, made
from tests.web.test_owed import page
from tests.web.test_pages import as_


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def events(client: Client, path: str) -> list[Any]:
    """The events of a feed."""
    response = client.get(path)
    assert response.status_code == 200 and response.headers["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_body_and_an_actor_have_calendars(owed: Owed, client: Client) -> None:
    session = announce_session(acting_as=owed.cast.officer, body=owed.council, start=date(TODAY.year + 1, 5, 15), end=date(TODAY.year + 1, 5, 20), place="Bern")
    found = events(client, f"/calendar/bodies/{owed.council.pk}.ics")
    held = next(one for one in found if one.get("location") == "Bern")
    assert held.decoded("dtstart") == date(TODAY.year + 1, 5, 15) and held.decoded("dtend") == date(TODAY.year + 1, 5, 21) and held["status"] == "CONFIRMED"
    assert {str(one["status"]) for one in found} == {"CONFIRMED", "TENTATIVE"} and any("Due:" in str(one["summary"]) for one in found)
    assert len({str(one["uid"]) for one in found}) == len(found)
    cancel_session(acting_as=owed.cast.officer, session=session, reason="no ship")
    assert "CANCELLED" in {str(one["status"]) for one in events(client, "/calendar/of/league.ics")}
    asked = events(client, "/calendar/actors/league/tsb-director.ics")
    assert asked and not any("overdue" in str(one["description"]) for one in asked)
    assert client.get("/calendar/actors/league/nobody.ics").status_code == 404 and client.get("/calendar/of/nobody.ics").status_code == 404


def by_uid(client: Client, path: str) -> dict[str, Any]:
    """The events of a feed by their lasting names."""
    found = events(client, path)
    assert len({str(one["uid"]) for one in found}) == len(found)
    return {str(one["uid"]): one for one in found}


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh-hans"])
def test_a_calendar_is_whole_as_the_standard_asks_in_every_language(owed: Owed, client: Client, language: str) -> None:
    announce_session(acting_as=owed.cast.officer, body=owed.council, start=date(TODAY.year + 1, 5, 15), place="جنيف، " * 12 + "Genève; 日内瓦 \\ N")
    for path in (f"/calendar/bodies/{owed.council.pk}.ics", "/calendar/of/league.ics", "/calendar/actors/league/tsb-director.ics",
                 f"/calendar/mine/{token_of(get_user_model().objects.get(email='dee@example.org'))}.ics"):
        raw = client.get(f"{path}?lang={language}").content
        assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
        for line in raw.split(b"\r\n"):
            assert len(line) <= 75
            line.decode()  # no letter is cut in two
        calendar = Calendar.from_ical(raw)
        calendar.validate()
        assert not calendar.errors and calendar["version"] == "2.0" and calendar["prodid"] and str(calendar["name"]) == str(calendar["x-wr-calname"])
        for one in calendar.walk("VEVENT"):
            assert not one.errors and str(one["summary"]).strip() and one.decoded("dtend") > one.decoded("dtstart") and isinstance(one["sequence"], int)
            assert one["dtstart"].params["VALUE"] == "DATE", "a day is a day, in whatever zone it is read"
            assert one.decoded("dtstamp").tzinfo is not None and "url" in one or one["status"] == "TENTATIVE"
    place = next(one for one in events(client, f"/calendar/bodies/{owed.council.pk}.ics") if "location" in one)["location"]
    assert str(place) == "جنيف، " * 12 + "Genève; 日内瓦 \\ N"


def test_a_calendar_speaks_the_language_of_its_address(owed: Owed, client: Client) -> None:
    path = f"/calendar/bodies/{owed.council.pk}.ics"
    assert any("(متوقع" in str(one["summary"]) for one in events(client, f"{path}?lang=ar"))
    assert any("(expected)" in str(one["summary"]) for one in events(client, f"{path}?lang=xx"))
    client.cookies["django_language"] = "ar"
    assert f'href="{path}?lang=ar"' in page(client, f"/owed/bodies/{owed.council.pk}/")
    assert "?lang=ar" in page(client, "/actors/league/tsb-director/") and "/calendar/of/league.ics?lang=ar" in page(client, "/calendar/?organisation=league")


def test_an_event_keeps_its_name_and_counts_what_changed_it(owed: Owed, client: Client, settings: Any) -> None:
    path, officer = f"/calendar/bodies/{owed.council.pk}.ics", owed.cast.officer
    session = announce_session(acting_as=officer, body=owed.council, start=date(TODAY.year + 1, 5, 15), end=date(TODAY.year + 1, 5, 20))
    before = by_uid(client, path)
    assert by_uid(client, path) == before == by_uid(client, f"{path}?lang=en"), "asked for again, nothing has changed"
    own = next(name for name in before if session.uid in name)
    due = next(name for name, one in before.items() if "Due:" in str(one["summary"]) and one.decoded("dtstart") == date(TODAY.year + 1, 5, 15))
    assert (before[own]["sequence"], before[own]["status"]) == (0, "CONFIRMED") and own.endswith("@127.0.0.1")
    move_session(acting_as=officer, session=session, start=date(TODAY.year + 1, 6, 1), reason="the hall")
    moved = by_uid(client, path)
    assert moved[own]["sequence"] == 1 and moved[own].decoded("dtstart") == date(TODAY.year + 1, 6, 1)
    assert moved[due]["sequence"] == before[due]["sequence"] + 1 and moved[due].decoded("dtstart") == date(TODAY.year + 1, 6, 1)
    assert moved[due].decoded("dtstamp") >= before[due].decoded("dtstamp")
    cancel_session(acting_as=officer, session=session, reason="no ship")
    gone = by_uid(client, path)
    assert (gone[own]["sequence"], gone[own]["status"]) == (2, "CANCELLED")


def end_duty(owed: Owed) -> None:
    """The next assembly adopts the text without its report on lighthouses."""
    new = TEXT.replace("Hammamet, 2016", f"Geneva, {TODAY.year}").replace("1\tto submit a report on lighthouses to the Council each year;\n", "")
    session = BodySession.objects.create(
        organisation=owed.cast.league, body=owed.cast.assembly, year=TODAY.year, start=date(TODAY.year, 1, 10), end=date(TODAY.year, 1, 20))
    reading = owed.cast.read(new, "new.txt")
    publish_revision(acting_as=owed.cast.officer, language_version=reading.language_version, body=owed.cast.assembly, kind_of_text="resolution",
                     number="5", session=session, layer="adopted", in_force_from=date(TODAY.year, 1, 20))


def test_what_is_asked_no_more_is_told_as_cancelled_for_a_while(owed: Owed, client: Client) -> None:
    user = get_user_model().objects.get(email="dee@example.org")
    paths = (f"/calendar/bodies/{owed.council.pk}.ics", "/calendar/actors/league/tsb-director.ics", f"/calendar/mine/{token_of(user)}.ics")
    coming = Obligation.objects.filter(mandate=owed.duties["lighthouses to the Council"], due_on__gt=TODAY)
    uids = {f"{one}@127.0.0.1" for one in coming.values_list("uid", flat=True)}
    before = [by_uid(client, path) for path in paths]
    end_duty(owed)
    for path, was in zip(paths, before, strict=True):
        found = by_uid(client, path)
        assert {str(found[one]["status"]) for one in uids} == {"CANCELLED"} and all(found[one]["sequence"] > was[one]["sequence"] for one in uids), path
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=91)):
        assert not uids & by_uid(client, paths[0]).keys()


def test_ones_own_calendar_holds_what_was_given_to_work_on(owed: Owed) -> None:
    clerk = appoint(acting_as=HOUSE, party=owed.cast.secretariat, function="officer", email="cleo@example.org", name="Cleo").person
    path = f"/calendar/mine/{token_of(clerk.user)}.ics"
    assert events(Client(), path) == []
    Calendar.from_ical(Client().get(path).content).validate()
    hand_to(acting_as=owed.director, mandate=owed.duties["lighthouses to the Council"], office=Office.objects.get(function="director"), person=clerk)
    assert events(Client(), path)


def test_ones_own_calendar_opens_by_its_address_until_the_password_changes(owed: Owed, client: Client) -> None:
    user = get_user_model().objects.get(email="dee@example.org")
    as_(client, "dee@example.org")
    address = f"/calendar/mine/{token_of(user)}.ics"
    assert address in page(client, "/desk/")
    found = events(Client(), address)
    assert found and any("overdue" in str(one["description"]) for one in found)
    assert Client().get(address.replace(".ics", "0.ics")).status_code == 404 and Client().get("/calendar/mine/x-1.ics").status_code == 404
    user.set_password("another, longer one")
    user.save()
    assert Client().get(address).status_code == 404


def test_where_it_comes_from_goes_back_to_the_file(owed: Owed, client: Client) -> None:
    first = owed.of("lighthouses to the Council")[0]
    answer_duty(acting_as=owed.director, mandate=first.mandate, obligation=first, says="done", words="C/12")
    answer = Answer.objects.get()
    file = ReceivedFile.objects.get()
    found = page(client, f"/owed/from/answer/{answer.pk}/")
    assert "C/12" in found and file.sha256 in found and f"/texts/files/{file.pk}/" in found and "answered" in found
    plain = json.loads(client.get(f"/owed/from/answer/{answer.pk}/?format=json").content)
    assert [one["kind"] for one in plain["chain"]] == ["answer", "obligation", "duty", "words"]
    assert plain["chain"][-1]["files"][0]["sha256"] == file.sha256
    assert "dee@example.org" not in json.dumps(plain) and "Dee" not in json.dumps(plain)
    for path in (f"/owed/from/obligation/{first.pk}/", f"/owed/from/duty/{first.mandate_id}/"):
        assert file.sha256 in page(client, path)
    assert client.get("/owed/from/nothing/1/").status_code == 404 and client.get("/owed/from/answer/999999/").status_code == 404


def test_what_came_of_a_provision(owed: Owed, client: Client) -> None:
    first = owed.of("lighthouses to the Council")[0]
    answer_duty(acting_as=owed.director, mandate=first.mandate, obligation=first, says="done", words="C/12")
    issue_plan(acting_as=owed.cast.officer, work=Work.objects.get(number="5"))
    wid = first.mandate.provision.wid
    found = page(client, f"/owed/came-of/{wid}/")
    assert "C/12" in found and f"/owed/{first.pk}/" in found and "Issue 1" in found
    plain = json.loads(client.get(f"/owed/came-of/{wid}/?format=json").content)
    assert plain["duties"][0]["answers"][0]["words"] == "C/12" and plain["plans"][0]["number"] == 1
    assert f"/owed/came-of/{wid}/" in page(client, f"/mandates/{first.mandate_id}/") and client.get("/owed/came-of/p-none/").status_code == 404
