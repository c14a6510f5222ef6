"""The head of the site on a narrow screen: two rows, and a menu that opens by the keyboard and without a script. The widest list on a usual one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import Owed, owed  # noqa: F401
from tests.web.conftest import IN_A_BROWSER
from tests.web.test_accessibility import AXE, RUN

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("width", [320, 390])
def test_the_head_has_two_rows_and_its_menu_opens_by_the_keyboard(browser: Any, live_server: Any, cast: Cast, language: str, width: int) -> None:  # noqa: F811
    client = Client()
    client.force_login(get_user_model().objects.get(email="ada@example.org"), backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(viewport={"width": width, "height": 700}, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
                         {"name": "django_language", "value": language, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/actors/")
    tops = {round(page.locator(one).bounding_box()["y"] / 30) for one in (
        ".wordmark", ".site-desk", ".site-menu summary", "#language", ".language-form button", ".site-tools form:last-child button")}
    assert len(tops) == 2, tops
    assert page.locator(".site-head").bounding_box()["height"] <= 110
    assert page.evaluate("document.documentElement.scrollWidth") == width
    link = page.locator(".site-menu a[href='/texts/']")
    assert not link.is_visible() and not page.locator(".site-nav").is_visible()
    page.locator(".site-menu summary").focus()
    page.keyboard.press("Enter")
    assert link.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/texts/")
    context.close()


def test_the_open_menu_has_no_serious_fault(browser: Any, live_server: Any, cast: Cast) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 390, "height": 700})
    page.goto(f"{live_server.url}/actors/")
    page.click(".site-menu summary")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.set_viewport_size({"width": 1200, "height": 700})
    assert page.locator(".site-nav").is_visible() and not page.locator(".site-menu").is_visible()
    page.close()


def test_the_plan_hides_no_column_on_a_usual_screen(browser: Any, live_server: Any, owed: Owed) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/plan/")
    assert page.locator(".tag:text-is('conditional, without means')").count(), "the longest words that a status has here"
    assert page.evaluate("[...document.querySelectorAll('.table-scroll')].every(one => one.scrollWidth <= one.clientWidth)")
    page.close()
