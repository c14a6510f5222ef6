"""The main pages in a real browser: keys, right to left, no script error."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from mandata.texts.models import Finding
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the browser tests are skipped"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def emptied(transactional_db: Any) -> Iterator[None]:
    """The one documented way round the append-only triggers: a browser test's tables are emptied after it.

    Tests that write for real run last, so no other test meets a database without its triggers.
    """
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET mandata.teardown = 'on'")
        else:
            for table in ("mandata_act", "mandata_actsubject"):
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
    with page.expect_navigation():
        page.keyboard.press("c")
    assert Finding.objects.filter(what="mandate", state="confirmed").count() == 1
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("r")
    assert Finding.objects.filter(what="mandate", state="rejected").count() == 1
    page.goto(f"{live_server.url}/mandates/")
    with page.expect_navigation():
        page.select_option("#language", "ar")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    nav = page.locator(".wordmark").bounding_box()
    assert nav["x"] > page.viewport_size["width"] / 2, "the wordmark stands at the right"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert errors == []
    context.close()
