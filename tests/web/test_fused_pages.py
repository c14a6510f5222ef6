"""Fused places on the pages: counted and listed in the review, chosen, taken away as plain text, shown in the proposal."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from mandata.mandates.operations import publish_revision
from mandata.shared.seen import seen
from mandata.texts.fused import places_of
from mandata.texts.models import Finding, LanguageVersion, Reading, Revision
from mandata.texts.settling import choose_words, take_reading
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401
from tests.mandata.fused_text import FLATTENED
from tests.mandata.test_fused_places import decide_all, place_of
from tests.web.test_pages import as_


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:  # noqa: F811
    return as_(client, "ada@example.org")


@pytest.fixture
def reading(cast: Cast) -> Reading:  # noqa: F811
    return cast.read(FLATTENED)


def page_of(officer: Client, reading: Reading) -> str:
    return unescape(officer.get(f"/texts/review/{reading.language_version_id}/").content.decode())


def cards(page: str) -> list[str]:
    return [one for one in re.findall(r"<article class=\"finding\".*?</article>", page, re.DOTALL) if "Fused place" in one]


@pytest.mark.req("002-02")
def test_the_review_counts_and_lists_the_places_each_with_both_readings(officer: Client, reading: Reading) -> None:
    page = page_of(officer, reading)
    count = places_of(reading).count()
    link = f"/measures/fused.found/?reading={reading.pk}"
    assert f'href="{link}">{count} fused places</a>' in page and f"{count} places wait for your choice" in page
    shown = cards(page)
    assert len(shown) == count
    years = next(one for one in shown if "2012Hammamet" in one)
    assert "<del>Geneva, 2012</del><ins>Hammamet, 2016</ins>" in years and "doubled place" in years and "certain" in years
    assert [one for one in ("Take this reading", "The other way round", "Leave as it stands", "Write both words") if one not in years] == []
    assert "fog is thicker" in shown[0] or "likely" in shown[0], "what the reader doubts comes first"
    figure = officer.get(link).content.decode()
    assert f'<span class="figure">{count}</span>' in figure
    assert all(f"#finding-{one.pk}" in figure for one in places_of(reading))
    assert "0" in officer.get("/measures/fused.found/?reading=999999").content.decode()


def test_a_text_without_fused_places_says_nothing_of_them(officer: Client, cast: Cast) -> None:  # noqa: F811
    assert "fused" not in page_of(officer, cast.read(OLD)).lower()


@pytest.mark.parametrize(("action", "state", "before", "after"), [
    ("confirm", "confirmed", "Geneva, 2012", "Hammamet, 2016"),
    ("turn", "corrected", "Hammamet, 2016", "Geneva, 2012"),
    ("reject", "rejected", "Geneva, 2012", "Hammamet, 2016"),
    ("correct", "corrected", "Geneva", "Hammamet"),
])
def test_each_button_is_an_act_also_without_javascript(
    officer: Client, reading: Reading, action: str, state: str, before: str, after: str
) -> None:
    place = place_of(reading, "2012Hammamet")
    answer = officer.post(f"/texts/findings/{place.pk}/decide/", {
        "action": action, "seen": seen(place), "before": "Geneva", "after": "Hammamet",
    })
    assert answer.status_code == 302 and answer["Location"].endswith(f"#finding-{place.pk}")
    place.refresh_from_db()
    assert (place.state, place.value["before"], place.value["after"]) == (state, before, after)
    assert place.decided_by is not None


def test_asked_by_htmx_the_card_comes_back_alone_with_what_waits(officer: Client, reading: Reading) -> None:
    place = place_of(reading, "2012Hammamet")
    answer = officer.post(
        f"/texts/findings/{place.pk}/decide/", {"action": "confirm", "seen": seen(place)}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in answer and answer.count("<article") == 1 and 'hx-swap-oob="true"' in answer
    assert f"{places_of(reading).count() - 1} places wait" in answer and "taken" in answer


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_words_that_are_too_long_are_refused_and_not_lost(officer: Client, reading: Reading, headers: dict[str, str]) -> None:
    place = place_of(reading, "2012Hammamet")
    answer = officer.post(f"/texts/findings/{place.pk}/decide/", {
        "action": "correct", "seen": seen(place), "before": "typed with care", "after": "x" * 20_001,
    }, headers=headers).content.decode()
    assert "typed with care" in answer and "error" in answer
    place.refresh_from_db()
    assert place.state == Finding.State.OPEN


@pytest.mark.req("002-02")
def test_the_whole_way_from_fused_places_to_law(officer: Client, cast: Cast, reading: Reading) -> None:  # noqa: F811
    version = reading.language_version
    publication = {
        "step": "publish", "body": cast.assembly.pk, "kind": "resolution", "number": "5", "session": cast.sessions[2016].pk,
        "layer": "adopted", "in_force": "", "beside": "",
    }
    refused = officer.post(f"/texts/versions/{version.pk}/publish/", publication)
    count = places_of(reading).count()
    page = refused.content.decode()
    assert refused.status_code == 409 and f"at {count} places of this text that nobody has decided on" in page
    assert f"/texts/review/{version.pk}/#fused" in page and not Revision.objects.exists()
    assert officer.get(f"/texts/versions/{version.pk}/fused/after.txt").status_code == 404, "no text after before all is decided"
    officer.post(f"/texts/versions/{version.pk}/fused/certain/")
    decide_all(cast, reading)
    page = page_of(officer, reading)
    assert "all decided" in page and "Put the words chosen in their place" in page
    before, after = (officer.get(f"/texts/versions/{version.pk}/fused/{side}.txt") for side in ("before", "after"))
    assert "(Rev. Geneva, 2012)" in before.content.decode() and "(Rev. Hammamet, 2016)" in after.content.decode()
    assert after["Content-Disposition"] == 'attachment; filename="resolution.after.txt"' and after["Content-Type"].startswith("text/plain")
    officer.post(f"/texts/versions/{version.pk}/fused/settle/")
    page = page_of(officer, reading)
    assert f"The words chosen for {count} fused places stand in this text" in page and not cards(page)
    assert officer.get(f"/texts/versions/{version.pk}/fused/before.txt").content == before.content
    assert officer.post(f"/texts/versions/{version.pk}/publish/", publication).status_code == 302
    law = officer.get(f"/texts/{Revision.objects.get().pk}/").content.decode()
    assert "2012Hammamet" not in law and ",;" not in law and "Back to the fused places" not in page_of(officer, reading)


def test_settled_words_can_be_opened_again(officer: Client, cast: Cast, reading: Reading) -> None:  # noqa: F811
    decide_all(cast, reading)
    version = reading.language_version
    officer.post(f"/texts/versions/{version.pk}/fused/settle/")
    assert "Back to the fused places" in page_of(officer, reading)
    officer.post(f"/texts/versions/{version.pk}/fused/open/")
    version.refresh_from_db()
    assert version.reading is not None and places_of(version.reading).count() == places_of(reading).count()
    assert "all decided" in page_of(officer, reading)


def test_a_proposal_shows_both_readings_and_what_waits(officer: Client, cast: Cast, reading: Reading) -> None:  # noqa: F811
    revision = publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2016], layer="proposed",
    )
    address = f"/texts/{revision.pk}/?lang=en"
    page = officer.get(address).content.decode()
    assert "<mark>,;</mark>" in page and "nobody has chosen" in page
    version = LanguageVersion.objects.get()
    assert version.reading is not None
    take_reading(acting_as=cast.officer, finding=place_of(version.reading, ",;"))
    choose_words(acting_as=cast.officer, finding=place_of(version.reading, "cb"), before="third", after="second")
    choose_words(acting_as=cast.officer, finding=place_of(version.reading, "fog is"), before="", after=place_of(version.reading, "fog is").found["text"])
    page = officer.get(address).content.decode()
    assert "keepers need training<del>,</del><ins>;</ins>" in page and "<del>third</del><ins>second</ins>)" in page
    assert re.search(r'class="provision depth-1 proposed"[^>]*><div class="words">\s*<b>c\)</b>&ensp;that fog', page)
    assert 'class="show-base"' in officer.get(address + "&show=base").content.decode()
    visitor = Client().get(address)
    assert visitor.status_code == 200 and "<ins>;</ins>" in visitor.content.decode(), "everybody sees a proposal so"


def test_only_officers_take_the_texts_away(cast: Cast, reading: Reading, client: Client) -> None:  # noqa: F811
    decide_all(cast, reading)
    for address in ("before.txt", "after.txt"):
        assert client.get(f"/texts/versions/{reading.language_version_id}/fused/{address}").status_code == 404
    assert as_(client, "sam@example.org").post(f"/texts/versions/{reading.language_version_id}/fused/settle/").status_code in (403, 404)
