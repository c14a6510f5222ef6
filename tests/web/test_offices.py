"""Offices and parties through the site: invitation by mail, hand over, end, lists and their filters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.parties.actors import PACKAGE
from mandata.parties.capacity import HOUSE
from mandata.parties.loading import load_profile
from mandata.parties.models import Invitation, Office, Organisation, Party
from mandata.parties.operations import appoint
from mandata.shared.models import Refusal
from tests.mandata.conftest import Cast, cast  # noqa: F401


def browser(email: str = "") -> Client:
    """The browser of somebody logged in, or of a visitor."""
    client = Client()
    if email:
        client.force_login(get_user_model().objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client


def path_in_the_newest_mail() -> str:
    """The link of the newest mail."""
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def invite_cy(cast: Cast, **fields: Any) -> str:  # noqa: F811
    """Invite Cy Chair through the form; gives the link in the mail."""
    response = browser("ada@example.org").post(f"/parties/{cast.assembly.pk}/invite/", {
        "name": "Cy Chair", "email": "cy@example.org", "function": "chair", **fields})
    assert response.status_code == 302, response.content.decode()
    return path_in_the_newest_mail()


def test_following_the_link_does_nothing_and_says_what_the_button_will_do(cast: Cast) -> None:  # noqa: F811
    path = invite_cy(cast)
    for _ in range(3):  # a mail scanner
        response = browser().get(path)
    page = response.content.decode()
    assert response.status_code == 200 and "Chair, wtsa" in page and "An account is made" in page
    assert "no-store" in response["Cache-Control"] and response["Referrer-Policy"] == "same-origin"
    assert not get_user_model().objects.filter(email="cy@example.org").exists()
    visitor = browser()
    assert visitor.post(path, {"password": "a-long-password"}).status_code == 302
    assert visitor.get("/desk/").status_code == 200
    assert browser().get(path).status_code == 410
    assert browser().post(path, {"password": "another-password"}).status_code == 409


def test_a_weak_password_is_told_and_the_link_still_holds(cast: Cast) -> None:  # noqa: F811
    path = invite_cy(cast)
    response = browser().post(path, {"password": "short"})
    assert response.status_code == 409 and "too short" in response.content.decode()
    assert browser().post(path, {"password": "a-long-password"}).status_code == 302


def test_the_officer_sees_sends_again_and_withdraws(cast: Cast) -> None:  # noqa: F811
    old = invite_cy(cast)
    ada, invitation = browser("ada@example.org"), Invitation.objects.get()
    listed = ada.get("/invitations/?state=waiting").content.decode()
    assert "Cy Chair" in listed and "Chair, wtsa" in listed and "Ada Officer" in listed and "waiting" in listed
    assert "Cy Chair" not in ada.get("/invitations/?state=accepted").content.decode()
    ada.post(f"/invitations/{invitation.pk}/send-again/")
    new = path_in_the_newest_mail()
    assert new != old and browser().get(old).status_code == 404 and browser().get(new).status_code == 200
    ada.post(f"/invitations/{invitation.pk}/withdraw/")
    assert browser().get(new).status_code == 410
    assert "withdrawn" in ada.get(f"/invitations/{invitation.pk}/").content.decode()
    assert ada.get("/invitations/?format=csv").status_code == 200


def test_others_see_no_invitation_and_their_attempts_are_kept(cast: Cast) -> None:  # noqa: F811
    invite_cy(cast)
    sam, invitation, office = browser("sam@example.org"), Invitation.objects.get(), Office.objects.get(function="delegate")
    assert sam.get("/invitations/").status_code == 403
    assert sam.get(f"/invitations/{invitation.pk}/").status_code == 404
    for act in ("withdraw", "send-again"):
        before = Refusal.objects.count()
        assert sam.post(f"/invitations/{invitation.pk}/{act}/").status_code == 404, "as its page: nobody learns that it is there"
        assert Refusal.objects.count() == before + 1
        assert browser().post(f"/invitations/{invitation.pk}/{act}/").status_code == 404
    for path, fields in (
        (f"/parties/{cast.assembly.pk}/invite/", {"email": "x@example.org", "function": "chair"}),
        (f"/offices/{office.pk}/hand-over/", {"email": "x@example.org", "language": "en"}),
    ):
        before = Refusal.objects.count()
        response = sam.post(path, fields)
        assert response.status_code == 403 and "officer of the secretariat" in response.content.decode(), path
        assert Refusal.objects.count() == before + 1
        assert browser().post(path, fields).status_code == 403
    assert sam.get(f"/parties/{cast.assembly.pk}/invite/").status_code == 403


def test_an_office_is_handed_over_and_ended_through_its_page(cast: Cast) -> None:  # noqa: F811
    ada = browser("ada@example.org")
    office = appoint(acting_as=HOUSE, party=cast.assembly, function="chair", email="cy@example.org", name="Cy Chair")
    Office.objects.filter(pk=office.pk).update(since=timezone.now().date() - timedelta(days=20))
    page = ada.get(f"/offices/{office.pk}/").content.decode()
    assert "Cy Chair" in page and f"/offices/{office.pk}/hand-over/" in page and f"/offices/{office.pk}/end/" in page
    response = ada.post(f"/offices/{office.pk}/hand-over/", {"email": "sam@example.org", "language": "en"})
    assert response.status_code == 302
    page = ada.get(f"/parties/{cast.assembly.pk}/").content.decode()
    chair = page[page.index("<dt>Chair"):]
    assert "Sam Stranger" in chair[:chair.index("</dd>")]
    opened = Office.objects.known().get(function="chair", until=None)
    assert ada.post(f"/offices/{opened.pk}/end/", {}).status_code == 302
    assert not Office.objects.known().filter(function="chair", until=None).exists()
    assert ada.post(f"/offices/{opened.pk}/end/", {}).status_code == 409


def test_a_hand_over_to_somebody_new_goes_by_mail(cast: Cast) -> None:  # noqa: F811
    office = appoint(acting_as=HOUSE, party=cast.assembly, function="chair", email="cy@example.org", name="Cy Chair")
    browser("ada@example.org").post(f"/offices/{office.pk}/hand-over/", {
        "email": "dee@example.org", "name": "Dee", "language": "fr",
        "first_day": (timezone.now().date() + timedelta(days=3)).isoformat()})
    assert "Cy Chair" in str(mail.outbox[-1].body)
    page = browser().get(path_in_the_newest_mail()).content.decode()
    assert "The office of Cy Chair ends the day before" in page


def test_the_last_officer_stays_and_is_told_why(cast: Cast) -> None:  # noqa: F811
    office = Office.objects.get(function="officer")
    response = browser("ada@example.org").post(f"/offices/{office.pk}/end/", {})
    assert response.status_code == 409 and "last officer" in response.content.decode()


@pytest.mark.parametrize("path", ["/parties/999999/", "/offices/999999/", "/offices/999999/end/", "/invitations/999999/",
                                  "/invitation/nonsense/", "/parties/999999/invite/"])
def test_unknown_ones_are_not_found(cast: Cast, path: str) -> None:  # noqa: F811
    assert browser("ada@example.org").get(path).status_code == 404


def test_a_mail_that_cannot_be_sent_is_told(cast: Cast, settings: Any) -> None:  # noqa: F811
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 9
    response = browser("ada@example.org").post(
        f"/parties/{cast.assembly.pk}/invite/", {"name": "X", "email": "x@example.org", "function": "chair"}, follow=True)
    assert "could not be sent" in response.content.decode() and Invitation.objects.count() == 1


@pytest.fixture
def itu(db: Any) -> Organisation:
    """The whole profile of the ITU."""
    return load_profile(acting_as=HOUSE, folder=PACKAGE / "profiles" / "itu")


def rows(query: str) -> int:
    """How many rows a filter leaves."""
    found = browser().get(f"/parties/?{query}&format=json")
    assert found.status_code == 200
    return len(found.json())


def test_parties_are_found_by_kind_region_class_category_and_name(itu: Organisation) -> None:
    assert rows("kind=state") == 195 and rows("category=member-state") == 194
    assert rows("kind=area-office") == 8 and rows("kind=area-office&region=Africa") == 3
    assert rows("development=LDC") == 44 and rows("development=LLDC&region=Europe") == 2
    assert rows("q=Mozamb") == 1
    assert "Region" in browser().get("/parties/?region=nowhere").content.decode()


@pytest.mark.parametrize("language, kind, function", [("fr", "bureau régional", "Directeur régional"), ("ar", "مكتب إقليمي", "المدير الإقليمي")])
def test_kinds_functions_and_classes_are_named_in_the_readers_language(
    itu: Organisation, language: str, kind: str, function: str
) -> None:
    reader = browser()
    reader.post("/i18n/setlang/", {"language": language, "next": "/"})
    page = reader.get(f"/parties/{Party.objects.get(key='ro-africa').pk}/").content.decode()
    assert kind in page and function in page and "regional-director" not in page.replace("regional-directors", "")


def test_a_party_shows_its_classes_with_their_source_and_days(itu: Organisation) -> None:
    page = browser().get(f"/parties/{Party.objects.get(key='btn').pk}/").content.decode()
    assert "least developed country" in page and "until 12 December 2023" in page and "United Nations" in page
    assert "landlocked developing country" in page and "Member State" in page
    page = browser().get(f"/parties/{itu.pk}/").content.decode()
    assert "194 members" in page
    assert page.index(">Albania<") < page.index(">Algeria<") < page.index(">Zimbabwe<"), "by name, not by code"


def test_a_long_list_costs_no_more_queries_than_a_short_one(itu: Organisation) -> None:
    def queries(query: str) -> int:
        reader = browser()
        reader.get(f"/parties/?{query}")
        with CaptureQueriesContext(connection) as found:
            assert reader.get(f"/parties/?{query}").status_code == 200
        return len(found)

    assert queries("kind=state") == queries("kind=state&q=Mozamb")


def test_names_that_are_not_public_are_not_shown_to_visitors(itu: Organisation) -> None:
    state, tsb = itu.parties.get(key="fra"), itu.parties.get(key="tsb")
    for party, function, name in ((state, "delegate", "Dana Hidden"), (tsb, "director", "Dir Ector")):
        appoint(acting_as=HOUSE, party=party, function=function, email=f"{function}@example.org", name=name)
    assert "Dana Hidden" not in browser().get(f"/parties/{state.pk}/").content.decode()
    assert "held; the name is not public" in browser().get(f"/parties/{state.pk}/").content.decode()
    assert "Dir Ector" in browser().get(f"/parties/{tsb.pk}/").content.decode()
    office = Office.objects.get(function="delegate")
    assert "Dana Hidden" not in browser().get(f"/offices/{office.pk}/").content.decode()
    assert "Dana Hidden" in browser("delegate@example.org").get(f"/offices/{office.pk}/").content.decode()
