"""Calendars to subscribe to, and both ways in one click: where a thing comes from, what came of a provision."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from icalendar import Calendar

from mandata.mandates.models import Answer
from mandata.mandates.operations import announce_session, answer_duty, cancel_session, issue_plan
from mandata.texts.models import ReceivedFile, Work
from mandata.web.feeds import token_of
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made
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
