"""The pages, as a visitor, an officer and a stranger meet them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.mandates.operations import confirm_certain, publish_revision
from mandata.mandates.register import live_terms
from mandata.texts.models import Finding, ReceivedFile, Revision
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401


@pytest.fixture
def site(cast: Cast, client: Client) -> Client:  # noqa: F811
    """A visitor's browser on a site with one published resolution."""
    publish(cast, OLD, 2012)
    return client


def publish(cast: Cast, words: str, year: int, layer: str = "adopted", number: str = "5") -> Revision:  # noqa: F811
    """Read, confirm and publish Resolution 5."""
    reading = cast.read(words, f"{year}-{layer}-{number}.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly,
        kind_of_text="resolution", number=number, session=cast.sessions[year], layer=layer,
    )


def as_(client: Client, email: str) -> Client:
    """The browser of somebody logged in."""
    client.force_login(get_user_model().objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_visitor_reads_what_is_public(site: Client) -> None:
    revision = Revision.objects.get()
    mandate = live_terms().first()
    assert mandate is not None
    for path in (
        "/", "/texts/", f"/texts/{revision.pk}/", f"/texts/works/{revision.work_id}/", "/mandates/", "/actors/",
        f"/mandates/{mandate.mandate_id}/", "/actors/league/tsb-director/", "/parties/", "/sessions/",
        "/measures/mandates.confirmed/?at=2026-01-01",
    ):
        response = site.get(path)
        assert response.status_code == 200, path
        assert "unsafe" not in response["Content-Security-Policy"]


def test_the_register_says_who_must_do_what(site: Client) -> None:
    page = site.get("/mandates/?actor=tsb-director").content.decode()
    assert "to keep a list of lighthouses" in page and "tsb-director" in page
    assert "to lend their old lamps" not in page


def test_lists_cost_the_same_for_more_rows(site: Client, cast: Cast) -> None:  # noqa: F811
    def queries() -> int:
        site.get("/mandates/")  # what stands is made once
        with CaptureQueriesContext(connection) as found:
            site.get("/mandates/")
        return len(found)

    before, rows = queries(), live_terms().count()
    longer = OLD.replace("RESOLUTION 5", "RESOLUTION 6").replace("lighthouses", "buoys")
    reading = cast.read(longer, "six.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="6", session=cast.sessions[2012], layer="adopted",
    )
    assert live_terms().count() > rows
    assert queries() == before


@pytest.mark.req("001-04")
def test_the_history_of_a_work_and_the_order_as_printed(site: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, NEW, 2016)
    work = Revision.objects.first()
    assert work is not None
    page = site.get(f"/texts/works/{work.work_id}/").content.decode()
    assert page.index("Hammamet, 2016") < page.index("Geneva, 2012")
    reading = cast.read(OLD.replace("(Geneva, 2012)\nThe", "(Hammamet, 2016; Geneva, 2012)\nThe"), "odd.txt")
    assert reading.findings.filter(what="problem", found__code="history-out-of-order").exists()
    assert reading.head["history"] == [["Hammamet", 2016], ["Geneva", 2012]]


def test_an_officer_receives_reviews_and_publishes(site: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.operations import read_received

    as_(site, "ada@example.org")
    site.post("/texts/receive/", {"organisation": "league", "files": SimpleUploadedFile("n.txt", NEW.encode())})
    file = ReceivedFile.objects.get(name="n.txt")
    reading = read_received(file=file)
    assert reading is not None
    version = reading.language_version
    assert site.get(f"/texts/review/{version.pk}/").status_code == 200
    duty = reading.findings.filter(what=Finding.What.MANDATE).first()
    assert duty is not None
    site.post(f"/texts/findings/{duty.pk}/decide/", {"action": "reject"})
    site.post(f"/texts/findings/{duty.pk}/decide/", {
        "action": "correct", "force": "instruct", "addressees": "TSAG; the keepers", "limits": "within existing means", "limit_kind": "means",
        "due": ""})
    duty.refresh_from_db()
    assert duty.state == "corrected"
    assert [(one["text"], one["actor"]) for one in duty.value["addressees"]] == [("TSAG", "tsag"), ("the keepers", None)]
    assert duty.value["limits"] == [{"text": "within existing means", "span": None, "kind": "means"}]
    form = site.get(f"/texts/versions/{version.pk}/publish/").content.decode()
    assert "lighthouses <ins>and buoys </ins>to" in form
    session = cast.sessions[2016]
    response = site.post(f"/texts/versions/{version.pk}/publish/", {
        "step": "publish", "body": cast.assembly.pk, "kind": "resolution", "number": "5", "session": session.pk,
        "layer": "adopted", "in_force": "2016-11-09", "beside": str(Revision.objects.get().pk)})
    assert response.status_code == 302
    assert Revision.objects.filter(session=session).exists()


def test_a_stranger_sees_no_review_and_changes_nothing(site: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(NEW, "w.txt")
    finding = reading.findings.filter(what="mandate").first()
    assert finding is not None
    as_(site, "sam@example.org")
    assert site.get(f"/texts/review/{reading.language_version.pk}/").status_code == 404
    assert site.post(f"/texts/findings/{finding.pk}/decide/", {"action": "confirm"}).status_code == 404
    response = site.post("/texts/receive/", {"organisation": "league", "files": SimpleUploadedFile("x.txt", b"hello")})
    assert response.status_code == 403
    assert "officer" in response.content.decode()


def test_received_files_leave_only_as_attachments(site: Client) -> None:
    file = ReceivedFile.objects.get()
    response = site.get(f"/texts/files/{file.pk}/")
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"
    assert response.content == OLD.encode()


@pytest.mark.req("X-01")
def test_a_provision_has_a_permanent_link(site: Client, cast: Cast) -> None:  # noqa: F811
    terms = live_terms().filter(summary__startswith="to keep").get()
    newer = publish(cast, NEW, 2016)
    wid = terms.version.provision.wid
    assert site.get(f"/p/{wid}/")["Location"] == f"/texts/{newer.pk}/#{wid}"


def test_an_invitation_is_accepted_once(site: Client, cast: Cast, settings: Any) -> None:  # noqa: F811
    as_(site, "ada@example.org")
    site.post(f"/parties/{cast.assembly.pk}/invite/", {"name": "Cy Chair", "email": "cy@example.org", "function": "chair"})
    link = next(word for word in mail.outbox[0].body.split() if "/invitation/" in word)
    path = link[link.index("/invitation/"):]
    visitor = Client()
    assert visitor.get(path).status_code == 200
    assert not get_user_model().objects.filter(email="cy@example.org").exists()
    assert visitor.post(path, {"password": "a-long-password"}).status_code == 302
    assert visitor.get("/desk/").status_code == 200
    again = Client().post(path, {"password": "another-password"})
    assert again.status_code == 409


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_interface_speaks_the_readers_language(site: Client, language: str) -> None:
    site.post("/i18n/setlang/", {"language": language, "next": "/"})
    page = site.get("/mandates/").content.decode()
    assert f'lang="{language}"' in page
    assert ('dir="rtl"' in page) == (language == "ar")


def test_an_invitation_never_opens_an_account_that_exists(site: Client, cast: Cast) -> None:  # noqa: F811
    as_(site, "ada@example.org")
    site.post(f"/parties/{cast.assembly.pk}/invite/", {"name": "Sam", "email": "sam@example.org", "function": "chair"})
    link = next(word for word in mail.outbox[0].body.split() if "/invitation/" in word)
    visitor = Client()
    visitor.post(link[link.index("/invitation/"):], {"password": "a-password-of-mine"})
    assert "_auth_user_id" not in visitor.session
    assert not get_user_model().objects.get(email="sam@example.org").check_password("a-password-of-mine")


@pytest.mark.parametrize("text", ["\u00b2", "9" * 23], ids=["superscript", "too-long"])
def test_a_malformed_number_is_no_fault(site: Client, text: str) -> None:
    assert site.get("/mandates/", {"text": text}).status_code == 200


def test_assigning_to_no_party_keeps_what_was_typed(site: Client) -> None:
    mandate = live_terms().first()
    assert mandate is not None
    as_(site, "ada@example.org")
    response = site.post(f"/mandates/{mandate.mandate_id}/assign/", {"party": "abc", "basis": "the rule of the house"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "the rule of the house" in page and page.count("aria-invalid") == 1
    assert 'aria-invalid="true" aria-describedby="id_party-error"' in page
    assert not mandate.mandate.assignments.exists()


def test_a_changed_duty_stands_in_the_margin_of_the_text_in_force(site: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(NEW, "unconfirmed.txt")
    newer = publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly,
        kind_of_text="resolution", number="5", session=cast.sessions[2016], layer="adopted",
    )
    assert "words changed, to confirm" in site.get(f"/texts/{newer.pk}/").content.decode()


def test_a_force_that_does_not_exist_is_refused(site: Client, cast: Cast) -> None:  # noqa: F811
    finding = Finding.objects.filter(what=Finding.What.MANDATE).first()
    assert finding is not None
    as_(site, "ada@example.org")
    response = site.post(f"/texts/findings/{finding.pk}/decide/", {"action": "correct", "force": "nonsense"})
    assert response.status_code == 409
    finding.refresh_from_db()
    assert finding.corrected is None


def test_a_malformed_body_is_no_fault_of_the_publish_form(site: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(NEW, "form.txt")
    as_(site, "ada@example.org")
    path = f"/texts/versions/{reading.language_version.pk}/publish/"
    assert site.post(path, {"step": "look", "body": "\u00b2", "session": "\u00b2"}).status_code == 200


@pytest.mark.parametrize(("language", "unfinished"), [("es", True), ("zh-hans", False), ("fr", False), ("en", False)])
def test_a_language_that_is_not_complete_says_so(site: Client, monkeypatch: pytest.MonkeyPatch, language: str, unfinished: bool) -> None:
    monkeypatch.setattr("mandata.web.context.COMPLETE", ("fr", "zh_Hans"))
    site.post("/i18n/setlang/", {"language": language, "next": "/"})
    assert ("stands in English" in site.get("/").content.decode()) is unfinished
