"""Pages of the calendar: a year by its months, the line of years, a session with how its days changed; forms that keep what was typed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from mandata.mandates.calendar import calendar_of
from mandata.mandates.models import Obligation
from mandata.mandates.operations import announce_session, cancel_session
from mandata.parties.models import BodySession, HouseRule, Party
from mandata.shared.models import Act
from mandata.web.calendar import days_in_words
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TODAY, made
from tests.web.test_pages import as_


@pytest.fixture
def council(cast: Cast) -> Party:  # noqa: F811
    """The league's Council, which meets once a year, and has a session announced."""
    act = Act.objects.create(verb="load", subject_kind="organisation", subject_id=cast.league.uid, happened_at=timezone.now())
    for code, value in (("cycle-council", "12 months"), ("study-period", "wtsa"), ("cycle-wtsa", "48 months")):
        HouseRule.objects.create(organisation=cast.league, code=code, words=code, value=value, decider="test", opened_by=act)
    return Party.objects.create(organisation=cast.league, key="council", entity="council", parent=cast.league, actor="council")


@pytest.mark.req("001-01")
def test_the_calendar_shows_a_year_and_the_line_of_years(cast: Cast, council: Party, client: Client) -> None:  # noqa: F811
    year = timezone.now().year + 1
    announce_session(acting_as=cast.officer, body=council, start=date(year, 5, 15), end=date(year, 5, 25), place="Geneva")
    page = client.get("/calendar/", {"organisation": "league", "year": year}).content.decode()
    assert "Geneva" in page and "announced" in page and "expected" in page
    assert page.count('scope="row"') == 2 and "2012–2016" in page and "2016–" in page
    assert client.get("/calendar/", {"year": 1850}).status_code == 404 and client.get("/calendar/", {"year": "x"}).status_code == 200
    before = client.get("/calendar/", {"organisation": "league", "year": year, "known": "2020-01-01"}).content.decode()
    assert "Geneva" not in before


def test_this_year_names_the_sessions_that_come_next_in_whatever_year(cast: Cast, council: Party, client: Client) -> None:  # noqa: F811
    year = timezone.now().year + 1
    session = announce_session(acting_as=cast.officer, body=council, start=date(year, 5, 15), end=date(year, 5, 25), place="Geneva")
    coming = client.get("/calendar/?organisation=league").content.decode().split("Coming meetings")[1].split('class="months"')[0]
    assert f"/calendar/sessions/{session.pk}/" in coming and f"15 May {year}" in coming
    assert "Coming meetings" not in client.get("/calendar/", {"organisation": "league", "year": year}).content.decode()
    cancel_session(acting_as=cast.officer, session=session, reason="flood")
    assert f"/calendar/sessions/{session.pk}/" not in client.get("/calendar/?organisation=league").content.decode().split("Coming meetings")[1].split('class="months"')[0]


def test_an_officer_announces_moves_and_cancels(cast: Cast, council: Party, client: Client) -> None:  # noqa: F811
    as_(client, "ada@example.org")
    year = timezone.now().year + 1
    assert f"/calendar/bodies/{council.pk}/announce/" in client.get("/calendar/?organisation=league").content.decode()
    bad = client.post(f"/calendar/bodies/{council.pk}/announce/", {"start": f"{year}-05-15", "end": f"{year}-05-01", "reason": "C27"})
    assert bad.status_code == 409 and f"{year}-05-01" in bad.content.decode()
    good = client.post(f"/calendar/bodies/{council.pk}/announce/", {"start": f"{year}-05-15", "end": f"{year}-05-25", "place": "Bern", "reason": "C27"})
    session = BodySession.objects.get(body=council)
    assert good.headers["Location"] == f"/calendar/sessions/{session.pk}/"
    client.post(f"/calendar/sessions/{session.pk}/move/", {"start": f"{year}-06-15", "end": f"{year}-06-25", "reason": "fire"})
    client.post(f"/calendar/sessions/{session.pk}/cancel/", {"reason": "flood"})
    page = client.get(f"/calendar/sessions/{session.pk}/").content.decode()
    assert "fire" in page and "flood" in page and "cancelled" in page and "session moved" in page
    assert client.get(f"/calendar/sessions/{session.pk}/burn/").status_code == 404


def test_others_see_no_act_and_are_refused(cast: Cast, council: Party, client: Client) -> None:  # noqa: F811
    session = announce_session(acting_as=cast.officer, body=council, start=date(2027, 5, 15))
    assert "act-form" not in client.get(f"/calendar/sessions/{session.pk}/").content.decode()
    as_(client, "sam@example.org")
    assert "Why?" in client.get(f"/calendar/sessions/{session.pk}/").content.decode()
    assert client.post(f"/calendar/sessions/{session.pk}/cancel/", {"reason": "no"}).status_code == 403


def test_thirty_bodies_cost_no_more_queries_than_one(cast: Cast, council: Party, client: Client) -> None:  # noqa: F811
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            client.get("/calendar/?organisation=league")
        with CaptureQueriesContext(connection) as again:
            client.get("/calendar/?organisation=league")
        assert len(again) <= 4  # the page is kept until something of it is written
        return len(found)

    announce_session(acting_as=cast.officer, body=council, start=date(2027, 5, 15))
    client.get("/calendar/?organisation=league")
    few = queries()
    for number in range(30):
        group = Party.objects.create(organisation=cast.league, key=f"g{number}", entity="group", parent=cast.assembly)
        announce_session(acting_as=cast.officer, body=group, start=date(2027, 5, 15))
    assert queries() == few


def test_who_moves_or_cancels_a_session_is_told_what_is_due_to_it_and_what_became_of_that(cast: Cast, client: Client) -> None:  # noqa: F811
    owed = made(cast)
    session = announce_session(acting_as=cast.officer, body=owed.tsag, start=TODAY + timedelta(days=400), end=TODAY + timedelta(days=404))
    due = Obligation.objects.get(session=session)
    client.force_login(cast.officer.user)
    address = f"/calendar/sessions/{session.pk}/"
    assert "1 obligation that is open is due to it" in client.get(f"{address}cancel/").content.decode()
    found = client.post(f"{address}move/", {
        "start": (TODAY + timedelta(days=420)).isoformat(), "end": (TODAY + timedelta(days=424)).isoformat(), "reason": "wind"}, follow=True).content.decode()
    assert "1 obligation rolled with it." in found and "Was due to this session" not in found
    found = client.post(f"{address}cancel/", {"reason": "no ship"}, follow=True).content.decode()
    assert "1 is asked for no longer." in found and "Was due to this session" in found and f"/owed/{due.pk}/" in found
    assert f"{address}cancel/" not in found and "Hold it after all" in found
    found = client.post(f"{address}move/", {
        "start": (TODAY + timedelta(days=430)).isoformat(), "end": (TODAY + timedelta(days=434)).isoformat(), "reason": "a ship"}, follow=True).content.decode()
    assert "Was due to this session" not in found and f"{address}cancel/" in found
    found = client.post(f"/calendar/bodies/{owed.council.pk}/announce/", {"start": (TODAY + timedelta(days=800)).isoformat(), "reason": "Council"}, follow=True)
    assert found.status_code == 200 and "rolled with it" in found.content.decode()


def test_how_often_a_body_meets_is_set_from_the_page_and_a_slip_is_told(cast: Cast, client: Client) -> None:  # noqa: F811
    made(cast)
    group = Party.objects.create(organisation=cast.league, key="lamps", entity="group", parent=cast.assembly)
    address = f"/settings/of/{cast.league.pk}/more/"
    client.force_login(cast.stranger.user)
    assert address not in client.get("/settings/").content.decode() and client.get(address).status_code == 403
    client.force_login(cast.officer.user)
    assert address in client.get("/settings/").content.decode()
    form = client.get(address).content.decode()
    assert 'value="cycle-lamps"' in form and 'value="cycle-wtsa"' not in form and "a number of months" in form
    given = {"code": "cycle-lamps", "words": "The group meets once a year.", "decider": "the group"}
    found = client.post(address, {**given, "value": "yearly"})
    assert found.status_code == 409 and "Write a number of months" in found.content.decode() and not HouseRule.objects.filter(code="cycle-lamps").exists()
    assert client.post(address, {**given, "value": "12 months"}).status_code == 302
    rule = HouseRule.objects.known().get(code="cycle-lamps")
    assert rule.value == "12 months" and group.key in rule.code and "a number of months" in client.get(f"/settings/{rule.pk}/").content.decode()
    announce_session(acting_as=cast.officer, body=group, start=TODAY + timedelta(days=30))
    assert sum(one.expected for one in calendar_of(cast.league).by_body[group.pk]) >= 5


@pytest.mark.parametrize(("value", "trouble"), [
    ("party lamps nobody", "nobody"), ("kind zebra", "zebra"), ("kind group under", "one of these ways"), ("kind group under nobody", "nobody"),
    ("kind group but", "one of these ways"), ("kind group but lamps nobody", "nobody"), ("category nope", "nope"), ("class region nope", "nope"), ("party", "one of these ways"),
])
def test_a_class_of_what_is_not_there_is_refused_by_its_name(cast: Cast, client: Client, value: str, trouble: str) -> None:  # noqa: F811
    made(cast)
    Party.objects.create(organisation=cast.league, key="lamps", entity="group", parent=cast.assembly)
    client.force_login(cast.officer.user)
    address = f"/settings/of/{cast.league.pk}/more/"
    code = re.findall(r'value="(class-[^"]+)"', client.get(address).content.decode())[0]
    given = {"code": code, "words": "Who makes up the class.", "decider": "the group"}
    found = client.post(address, {**given, "value": value})
    assert found.status_code == 409 and trouble in found.content.decode() and not HouseRule.objects.filter(code=code).exists()
    assert client.post(address, {**given, "value": f"kind group under {cast.assembly.key} but lamps"}).status_code == 302


@pytest.mark.parametrize(("language", "words"), [("en", "11 May – 15 May"), ("fr", "11 mai – 15 mai"), ("es", "11 de mayo – 15 de mayo")])
def test_the_days_of_a_session_are_written_as_all_other_days(language: str, words: str) -> None:
    with translation.override(language):
        assert days_in_words(date(2026, 5, 11), date(2026, 5, 15)) == words


def test_a_sentence_that_ends_with_a_russian_day_has_one_stop() -> None:
    with translation.override("ru"):
        assert date_format(date(2027, 5, 11)) + "." == "11 мая 2027 года." and date_format(date(2027, 5, 1), "YEAR_MONTH_FORMAT") == "Май 2027 года"
