"""Accounts: closed to whoever comes; password and address are changed by links; guessing is slowed down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

from mandata.parties.accounts import open_account
from mandata.parties.models import Person
from mandata.shared.models import Act
from tests.mandata.conftest import Cast, cast  # noqa: F401

OLD, NEW = "the-old-password", "the-new-password"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """No attempt of another test counts."""
    cache.clear()


@pytest.fixture
def sam(cast: Cast) -> Any:  # noqa: F811
    """Sam's account, with a password."""
    user = get_user_model().objects.get(email="sam@example.org")
    user.set_password(OLD)
    user.save()
    return user


def log_in(client: Client, password: str, email: str = "sam@example.org") -> bool:
    """Try to log in; whether it worked."""
    client.post("/account/login/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


def link() -> str:
    """The address in the newest mail."""
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_one_logs_in_and_out_and_comes_back_to_the_page_asked_for(sam: Any) -> None:
    client = Client()
    assert client.get("/desk/")["Location"] == "/account/login/?next=/desk/"
    page = client.get("/account/login/?next=/account/").content.decode()
    assert 'name="next" value="/account/"' in page
    response = client.post("/account/login/", {"login": "SAM@example.org", "password": OLD, "next": "/account/"})
    assert response["Location"] == "/account/"
    page = client.get("/account/").content.decode()
    assert "Sam Stranger" in page and "Delegate, wtsa" in page
    assert client.get("/account/logout/").status_code == 200 and "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_nobody_opens_an_account_alone(cast: Cast) -> None:  # noqa: F811
    client = Client()
    for response in (client.get("/account/signup/"), client.post("/account/signup/", {"email": "x@example.org", "password1": NEW})):
        assert "by invitation" in response.content.decode()
    assert not get_user_model().objects.filter(email="x@example.org").exists()
    assert "signup" not in client.get("/account/login/").content.decode()


def test_a_forgotten_password_is_changed_by_a_link_that_works_once(sam: Any) -> None:
    client = Client()
    assert client.post("/account/password/reset/", {"email": "sam@example.org"})["Location"] == "/account/password/reset/done/"
    assert mail.outbox[-1].to == ["sam@example.org"]
    path = link()
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    assert client.post(address, {"password1": "short", "password2": "short"}).status_code == 200
    assert client.post(address, {"password1": NEW, "password2": NEW}).status_code == 302
    assert not log_in(Client(), OLD) and log_in(Client(), NEW)
    assert "holds no longer" in Client().get(path, follow=True).content.decode()


def test_nobody_learns_who_has_an_account(cast: Cast) -> None:  # noqa: F811
    for email in ("nobody@example.org", "sam@example.org"):
        response = Client().post("/account/password/reset/", {"email": email}, follow=True)
        assert "on its way" in response.content.decode()
    assert [one.to for one in mail.outbox] == [["sam@example.org"]]
    texts = {Client().post("/account/login/", {"login": email, "password": "wrong-password"}).content.decode().count(
        "alert-danger") for email in ("nobody@example.org", "sam@example.org")}
    assert texts == {1}


def test_a_password_is_changed_by_who_knows_it(sam: Any) -> None:
    client = Client()
    assert log_in(client, OLD)
    wrong = client.post("/account/password/change/", {"oldpassword": "no-idea-at-all", "password1": NEW, "password2": NEW})
    assert wrong.status_code == 200 and log_in(Client(), OLD)
    client.post("/account/password/change/", {"oldpassword": OLD, "password1": NEW, "password2": NEW})
    assert log_in(Client(), NEW) and client.get("/account/").status_code == 200


def test_a_changed_address_holds_from_its_link_on(sam: Any) -> None:
    client = Client()
    assert log_in(client, OLD)
    client.post("/account/email/", {"email": "new@example.org", "action_add": ""})
    assert mail.outbox[-1].to == ["new@example.org"]
    assert Person.objects.get(user=sam).email == "sam@example.org"
    path = link()
    assert "new@example.org" in client.get(path).content.decode()
    assert Person.objects.get(user=sam).email == "sam@example.org", "a mail scanner follows links"
    client.post(path)
    sam.refresh_from_db()
    assert sam.email == Person.objects.get(user=sam).email == "new@example.org"
    act = Act.objects.latest("id")
    assert act.verb == "change-address" and act.actor == sam and "new@" not in str(act.changes)
    assert log_in(Client(), OLD, "new@example.org") and not log_in(Client(), OLD)
    assert "holds no longer" in Client().get("/account/confirm-email/nonsense/").content.decode()


def test_an_unproved_address_is_proved_before_the_first_login(sam: Any) -> None:
    sam.emailaddress_set.update(verified=False)
    client = Client()
    response = client.post("/account/login/", {"login": "sam@example.org", "password": OLD}, follow=True)
    assert "proves your mail address" in response.content.decode() and "_auth_user_id" not in client.session
    client.post(link())
    assert log_in(Client(), OLD)


def test_a_closed_account_is_told_so(sam: Any) -> None:
    sam.is_active = False
    sam.save()
    response = Client().post("/account/login/", {"login": "sam@example.org", "password": OLD}, follow=True)
    assert "closed" in response.content.decode()


def test_guessing_is_slowed_down(sam: Any) -> None:
    client = Client()
    for _ in range(5):
        client.post("/account/login/", {"login": "sam@example.org", "password": "a-wrong-guess"})
    assert not log_in(client, OLD), "after five wrong guesses the right one waits too"
    cache.clear()
    assert log_in(client, OLD)


def test_asking_for_mails_is_slowed_down(sam: Any) -> None:
    answers = [Client().post("/account/password/reset/", {"email": "sam@example.org"}).status_code for _ in range(8)]
    assert answers[0] == 302 and answers[-1] == 429 and len(mail.outbox) <= 5


def test_one_account_is_one_person(cast: Cast, sam: Any) -> None:  # noqa: F811
    person = Person.objects.get(user=sam)
    assert open_account(person, "some-other-password") == sam and sam.check_password(OLD)


PAGES = (
    "/account/login/", "/account/signup/", "/account/inactive/", "/account/password/reset/", "/account/password/reset/done/",
    "/account/password/reset/key/done/", "/account/password/reset/key/1-nonsense/", "/account/confirm-email/",
    "/account/confirm-email/nonsense/", "/account/login/code/confirm/",
)
OWN_PAGES = ("/account/", "/account/logout/", "/account/password/change/", "/account/password/set/", "/account/email/", "/account/reauthenticate/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_our_frame_and_no_dead_link(sam: Any, language: str) -> None:
    visitor, own = Client(), Client()
    assert log_in(own, OLD)
    for client in (visitor, own):
        client.post("/i18n/setlang/", {"language": language, "next": "/"})
    looked = 0
    for client, paths in ((visitor, PAGES), (own, OWN_PAGES)):
        for path in paths:
            response = client.get(path, follow=True)
            page = response.content.decode()
            assert response.status_code == 200 and 'class="wordmark"' in page and f'lang="{language}"' in page, path
            for address in set(re.findall(r'(?:href|action)="(/[^"#]*)"', page)):
                found = client.get(address, follow=True).status_code
                assert found == 200 or (address == "/i18n/setlang/" and found == 405), (path, address)
                looked += 1
    assert looked > 100
