"""Reporting a misreading from a page, the list of reports, the case file; and the page that says how good the reader is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from mandata.texts.measured import measured
from mandata.texts.models import Misreading
from mandata.web import how_good
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import publish
from textengine.casefile import cases_of


def client_of(acting: Any) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(acting.user)
    return client


def test_a_stranger_reports_on_a_published_text_and_the_officer_takes_the_case(cast: Cast) -> None:  # noqa: F811
    revision = publish(cast, OLD, 2012)
    version = revision.language_versions.get()
    address = f"/texts/versions/{version.pk}/report-misreading/"
    stranger, officer = client_of(cast.stranger), client_of(cast.officer)
    assert address in stranger.get(f"/texts/{revision.pk}/").content.decode()
    form = stranger.get(address + "?at=op1.2").content.decode()
    assert '<option value="op1.2" selected' in form
    assert "each year" not in form.split("op1.2", 1)[0], "what an unconfirmed reading found is nobody else's"
    empty = stranger.post(address, {"provision": "op1.2", "field": "by when", "should_be": "", "remark": ""})
    assert empty.status_code == 409 and "in your own words" in empty.content.decode()
    sent = stranger.post(address, {"provision": "op1.2", "field": "by when", "should_be": "each leap year", "remark": ""})
    assert sent.headers["Location"] == f"/texts/{revision.pk}/"
    report = Misreading.objects.get()
    assert stranger.get("/texts/misreadings/").status_code == 403
    assert stranger.get(f"/texts/misreadings/{report.pk}/case/").status_code == 404
    assert "/texts/misreadings/" in officer.get("/desk/").content.decode()
    listed = officer.get("/texts/misreadings/").content.decode()
    assert "each leap year" in listed
    assert json.loads(officer.get("/texts/misreadings/?format=json").content)[0]["should_be"] == "each leap year"
    (case,) = cases_of(officer.get(f"/texts/misreadings/{report.pk}/case/").content.decode())
    assert case.expected == ("op1.2 by when: each leap year",)


def test_a_visitor_is_told_to_log_in(cast: Cast) -> None:  # noqa: F811
    revision = publish(cast, OLD, 2012)
    address = f"/texts/versions/{revision.language_versions.get().pk}/report-misreading/"
    Client().post(address, {"provision": "", "field": "other", "should_be": "x", "remark": "y"})
    assert not Misreading.objects.exists()


def test_the_review_says_what_is_doubted_and_why(cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD.replace("Member States\nto lend", "the Guild of Keepers\nto lend"))
    page = client_of(cast.officer).get(f"/texts/review/{reading.language_version_id}/").content.decode()
    assert "Who: a name that no table knows" in page
    assert page.index("to lend their old lamps", page.index('class="findings"')) < page.index("to keep a list", page.index('class="findings"')), "doubtful ones first"
    assert "/how-good-is-it/#levels" in page


def test_the_citations_that_are_doubted_come_first(cast: Cast) -> None:  # noqa: F811
    words = OLD.replace("a)\tthat lighthouses are useful to all coasts;", "a)\tResolution 44 (Rev. Dubai, 2012);").replace(
        "b)\tthat keepers need training,", "b)\tResolution 71 of another league,")
    reading = cast.read(words)
    page = client_of(cast.officer).get(f"/texts/review/{reading.language_version_id}/").content.decode()
    listed = page[page.index("2 citations"):]
    listed = listed[:listed.index("</ul>")]
    assert listed.index("Resolution 71") < listed.index("Resolution 44"), "the reader doubts which body 71 is of"
    assert listed.count("unsure") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_page_shows_the_figures_of_the_data_file(language: str) -> None:
    data = measured()
    assert data is not None
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    page = client.get("/how-good-is-it/").content.decode()
    with translation.override(language):
        found = data["calibration"]["duties"]["certain"]
        assert how_good._per_cent(found["right"] / found["found"]) in page
        for one in data["figures"]:
            assert one["name"] in how_good.FIGURES
            assert all(how_good._per_cent(value) in page for value in one["scores"].values())
    assert data["engine"] in page
    assert set(data["calibration"]) <= set(how_good.KINDS) and set(data["texts"]) <= set(how_good.COUNTED)


@pytest.mark.django_db
def test_an_installation_without_figures_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert measured(tmp_path / "none.json") is None
    monkeypatch.setattr(how_good, "measured", lambda: None)
    page = Client().get("/how-good-is-it/").content.decode()
    assert "came without measured figures" in page and "What is known to fail" in page


def test_what_is_not_all_is_never_shown_as_all() -> None:
    with translation.override("en"):
        assert [how_good._per_cent(one) for one in (1.0, 0.99996, 2 / 3, 0.9736)] == ["100.0\u00a0%", "99.9\u00a0%", "66.7\u00a0%", "97.4\u00a0%"]


def test_confidence_is_worth_its_name() -> None:
    data = measured()
    assert data is not None
    for kind, by in data["calibration"].items():
        shares = [found["right"] / found["found"] for level in ("certain", "likely", "unsure") if (found := by.get(level)) and found["found"] >= 20]
        assert shares == sorted(shares, reverse=True) or min(shares) >= 0.97, kind
        if "certain" in by:
            assert by["certain"]["right"] >= 0.97 * by["certain"]["found"], kind
