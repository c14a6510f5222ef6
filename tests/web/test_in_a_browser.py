"""The main pages in a real browser: keys, right to left, no script error."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from mandata.texts.drafting import draft_row, open_drafting, rows_of
from mandata.texts.models import Finding
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401
from tests.mandata.fused_text import FLATTENED
from tests.mandata.test_proposals import MARKED, lodge, word_file
from tests.mandata.test_revisions_compared import publish as revise
from tests.web.conftest import IN_A_BROWSER
from tests.web.test_pages import publish
from tests.web.test_text_page import PLANNED

pytestmark = IN_A_BROWSER


def test_review_by_keys_and_the_register_from_right_to_left(
    browser: Any, live_server: Any, cast: Cast  # noqa: F811
) -> None:
    reading = cast.read(OLD)
    client = Client()
    client.force_login(
        get_user_model().objects.get(email="ada@example.org"), backend="django.contrib.auth.backends.ModelBackend"
    )
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/texts/review/{reading.language_version.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_selector(".finding .tag:text-is('confirmed')")
    assert Finding.objects.filter(what="mandate", state="confirmed").count() == 1
    assert page.locator("#waiting").inner_text().startswith("3 duties wait")
    page.wait_for_function("document.activeElement.matches('[data-finding]')")
    decided = Finding.objects.get(what="mandate", state="confirmed")
    assert page.evaluate("document.activeElement.dataset.finding") == str(decided.pk), "the decided card keeps the focus"
    page.keyboard.press("j")
    neighbour = page.evaluate("document.activeElement.dataset.finding")
    assert page.locator("[data-finding]").nth(1).get_attribute("data-finding") == neighbour
    page.keyboard.press("r")
    page.wait_for_selector(".finding .tag:text-is('rejected')")
    assert str(Finding.objects.get(what="mandate", state="rejected").pk) == neighbour
    page.goto(f"{live_server.url}/mandates/")
    page.select_option("#language", "ar")
    assert page.evaluate("document.documentElement.dir") == "ltr", "a choice alone sends nothing"
    with page.expect_navigation():
        page.click(".language-form button")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    nav = page.locator(".wordmark").bounding_box()
    assert nav["x"] > page.viewport_size["width"] / 2, "the wordmark stands at the right"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.goto(f"{live_server.url}/texts/")
    row = page.locator("table.register tbody tr").first
    cells = [cell.bounding_box() for cell in row.locator("td:not(:empty)").all()]
    assert len({round(box["x"]) for box in cells}) == 1 and cells[0]["y"] < cells[1]["y"], "a narrow page has its cells under one another"
    assert row.locator("td").first.evaluate("one => getComputedStyle(one, '::before').content") not in ("none", '""')
    assert errors == []
    context.close()


@pytest.mark.req("002-02")
def test_fused_places_are_chosen_by_keys(browser: Any, live_server: Any, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(FLATTENED)
    client = Client()
    client.force_login(
        get_user_model().objects.get(email="ada@example.org"), backend="django.contrib.auth.backends.ModelBackend"
    )
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/texts/review/{reading.language_version.pk}/")
    count = reading.findings.filter(what="fused").count()
    assert page.locator(".figure-link").inner_text() == f"{count} fused places"
    for at, (key, decided) in enumerate((("c", "the reader's reading taken"), ("o", "words chosen by a person"), ("r", "left as it stands"))):
        page.keyboard.press("j")
        page.keyboard.press(key)
        page.wait_for_selector(f".finding .tag:text-is(\"{decided}\")")
        page.wait_for_function("document.activeElement.matches('[data-finding]')")
        assert f"{count - at - 1} places wait" in page.locator("#fused-waiting").inner_text()
    states = reading.findings.filter(what="fused").exclude(state="open").values_list("state", flat=True)
    assert sorted(states) == ["confirmed", "corrected", "rejected"]
    gone = page.locator(".finding del").first.evaluate("one => getComputedStyle(one).textDecorationLine")
    come = page.locator(".finding ins").first.evaluate("one => getComputedStyle(one).textDecorationLine")
    assert (gone, come) == ("line-through", "underline"), "marked not by colour alone"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert errors == []
    context.close()


def test_an_outline_begins_closed_on_a_narrow_page_and_no_control_is_printed(
    browser: Any, live_server: Any, cast: Cast  # noqa: F811
) -> None:
    revision = publish(cast, PLANNED, 2012, number="9")
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/texts/{revision.pk}/")
    assert page.locator(".outline ol").is_visible()
    page.emulate_media(media="print")
    for control in (".site-head", ".text-facts a", ".outline", ".anchor"):
        assert page.locator(control).count() and not page.locator(control).first.is_visible(), control
    assert page.locator(".between", has_text="Programme 2").is_visible()
    page.goto(f"{live_server.url}/mandates/")
    assert not page.locator("main .btn").first.is_visible() and page.locator("table.register td").first.is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/texts/{revision.pk}/")
    assert not page.locator(".outline ol").is_visible() and page.locator(".outline summary").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    context.close()


def test_words_typed_on_a_draft_outlive_a_lost_connection(browser: Any, live_server: Any, cast: Cast) -> None:  # noqa: F811
    base = revise(cast, OLD, 2012)
    lodge(cast, word_file(cast, MARKED))
    drafting = open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="en")
    key = next(one.one.provision for one in rows_of(drafting) if one.one.text.startswith("to submit"))
    client = Client()
    client.force_login(get_user_model().objects.get(email="ada@example.org"), backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, address = context.new_page(), f"{live_server.url}/drafting/{drafting.pk}/rows/{key}/"
    page.clock.install()
    page.goto(address)
    context.set_offline(True)
    page.fill("#words", "to submit a report on fog;")
    page.clock.fast_forward(31_000)
    page.wait_for_selector("[data-told]:has-text('The connection is lost')")
    page.close()
    context.set_offline(False)
    assert not draft_row(drafting, key).unsaved, "nothing arrived"
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    assert page.input_value("#words") == "to submit a report on fog;", "the words are offered again"
    assert page.inner_text("[data-told]").startswith("Words that you typed on this machine were not sent")
    page.clock.fast_forward(31_000)
    page.wait_for_selector("[data-told]:text-is('Your words are kept.')")
    assert draft_row(drafting, key).unsaved == "to submit a report on fog;"
    with page.expect_navigation():
        page.click("button[value=write]")
    assert page.url.startswith(f"{live_server.url}/drafting/{drafting.pk}/") and draft_row(drafting, key).words == "to submit a report on fog;"
    assert page.evaluate("localStorage.length") == 0, "what was written is forgotten on the machine"
    context.close()
