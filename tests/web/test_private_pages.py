"""What a page keeps to itself, and what an odd address or file name does to it: nothing bad."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from mandata.parties.models import Invitation
from mandata.texts.models import ReceivedFile
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.web.test_pages import as_, site  # noqa: F401


def test_what_somebody_logged_in_is_shown_is_kept_nowhere(site: Client, cast: Cast) -> None:  # noqa: F811
    assert "no-store" not in site.get("/mandates/").get("Cache-Control", "")
    reading = cast.read("RESOLUTION 9\nBuoys\nresolves\nto paint them.\n", "nine.txt")
    as_(site, "ada@example.org")
    for path in ("/desk/", "/account/", f"/texts/review/{reading.language_version.pk}/", "/invitations/"):
        response = site.get(path)
        assert response.status_code == 200, path
        assert {"private", "no-store"} <= set(response["Cache-Control"].replace(" ", "").split(",")), path


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31", "0001-01-01", "x", "2020-13-40"])
@pytest.mark.parametrize("name", ["at", "known"])
def test_a_figure_at_the_end_of_time_is_no_fault(site: Client, name: str, at: str) -> None:  # noqa: F811
    assert site.get("/measures/mandates.confirmed/", {name: at}).status_code == 200


def test_a_name_in_two_lines_invites_nobody(site: Client, cast: Cast) -> None:  # noqa: F811
    as_(site, "ada@example.org")
    asked = {"email": "eve@example.org", "function": "chair"}
    response = site.post(f"/parties/{cast.assembly.pk}/invite/", {**asked, "name": "Eve\r\nBcc: all@example.org"})
    assert response.status_code == 422 and "one line" in response.content.decode()
    assert not Invitation.objects.exists() and not mail.outbox


@pytest.mark.parametrize("act", ["send-again", "withdraw"])
def test_an_invitation_that_is_not_open_to_one_is_not_there(site: Client, cast: Cast, act: str) -> None:  # noqa: F811
    as_(site, "ada@example.org")
    site.post(f"/parties/{cast.assembly.pk}/invite/", {"email": "cy@example.org", "name": "Cy", "function": "chair"})
    invitation = Invitation.objects.get()
    as_(site, "sam@example.org")
    assert site.get(f"/invitations/{invitation.pk}/").status_code == 404
    assert site.post(f"/invitations/{invitation.pk}/{act}/").status_code == 404


def test_a_file_keeps_its_name_in_every_script(site: Client) -> None:  # noqa: F811
    from urllib.parse import quote

    file = ReceivedFile.objects.get()
    for name in ("قرار ٥.txt", "Résolution.txt", 'a"b\r\nX: y.txt'):
        ReceivedFile.objects.filter(pk=file.pk).update(name=name)
        header = site.get(f"/texts/files/{file.pk}/")["Content-Disposition"]
        assert header.startswith("attachment") and "\n" not in header
        if not name.isascii():
            assert quote(name) in header


@pytest.mark.parametrize(("path", "error"), [
    ("/mandates/", "force"), ("/mandates/", "actor"), ("/mandates/", "text"), ("/texts/", "layer"), ("/parties/", "region"), ("/sessions/", "year"),
])
def test_an_unknown_value_of_a_filter_shows_its_error_and_no_row(site: Client, path: str, error: str) -> None:  # noqa: F811
    page = site.get(path, {error: "nonsense"}).content.decode()
    assert 'class="error"' in page and "0 rows" in page
    assert site.get(path, {error: "nonsense", "format": "json"}).json() == []


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_languages_are_named_in_their_own_words(site: Client, language: str) -> None:  # noqa: F811
    site.post("/i18n/setlang/", {"language": language, "next": "/"})
    page = site.get("/").content.decode()
    for code, name in (("ar", "العربيّة"), ("en", "English"), ("fr", "français"), ("ru", "Русский"), ("es", "español")):
        assert f'<option value="{code}" lang="{code}"' in page
        assert f">{name}</option>" in page
    assert "data-submit" not in page  # a choice by keyboard sends nothing: the button does (WCAG 3.2.2)


def test_days_come_first_in_english_and_in_arabic(site: Client) -> None:  # noqa: F811
    from datetime import UTC, datetime

    from django.template import Context, Template
    from django.utils.translation import override

    moment: Any = Context({"at": datetime(2018, 4, 17, 15, 30, tzinfo=UTC)})
    for language, wanted in (("en", "17 April 2018, 15:30"), ("fr", "17 avril 2018 15:30"), ("ar", "17 إبريل 2018، 15:30")):
        with override(language):
            assert Template('{{ at|date:"DATETIME_FORMAT" }}').render(moment) == wanted


def test_only_adopted_texts_have_a_day_of_adoption(site: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.models import Revision
    from tests.mandata.conftest import NEW
    from tests.web.test_pages import publish

    proposal = publish(cast, NEW, 2016, layer="proposed")
    Revision.objects.filter(pk=proposal.pk).update(adopted_on="2016-11-09")
    rows = {row["layer"]: row for row in site.get("/texts/?format=json").json()}
    assert rows["adopted"]["adopted_on"] == "2012-11-09" and rows["proposed"]["adopted_on"] is None
