"""No page of the demonstration has a serious fault for people who use a screen reader, a keyboard or large print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import Resolver404, resolve

from mandata.parties.capacity import acting_for
from mandata.parties.models import Organisation
from mandata.texts.operations import read_received, receive_file
from tests.mandata.conftest import NEW
from tests.web.conftest import IN_A_BROWSER

pytestmark = IN_A_BROWSER
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
})).violations.filter(one => ["serious", "critical"].includes(one.impact))
   .map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | "))"""
OFFICER = "officer@example.org"
EXAMPLES = {"text": 2}  # pages of one address that differ enough to look at more than one


@dataclass
class Walk:
    """The addresses met and, for each kind of page, how many were looked at."""

    looked: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def wants(self, address: str) -> bool:
        """Whether this page is of a kind not looked at enough."""
        path = urlsplit(address).path
        try:
            name = resolve(path).view_name
        except Resolver404:
            return False
        if address in self.seen or "format=" in address or self.looked.get(name, 0) >= EXAMPLES.get(name, 1):
            return False
        self.seen.add(address)
        self.looked[name] = self.looked.get(name, 0) + 1
        return True

    def forget(self, name: str) -> None:
        """Look at this kind of page again."""
        self.looked.pop(name, None)
        self.seen.clear()


@pytest.fixture
def site(live_server: Any, settings: Any, demonstration: Callable[[], None]) -> Iterator[str]:
    """The demonstration, with one text waiting for review."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.DEMO = True
    demonstration()
    officer = acting_for(get_user_model().objects.get(email=OFFICER))
    file = receive_file(
        acting_as=officer, organisation=Organisation.objects.get(slug="itu"), name="waits.txt", content=NEW.encode()
    )
    assert read_received(file=file) is not None
    yield live_server.url


def faults_of(page: Any, address: str) -> list[str] | None:
    """The serious and critical faults of a page; None for a file to take along."""
    from playwright.sync_api import Error

    try:
        response = page.goto(address)
    except Error as error:
        if "Download is starting" in str(error):
            return None
        raise
    assert response.status == 200, address
    return [f"{urlsplit(address).path}: {one}" for one in page.evaluate(RUN)]


def walk(browser: Any, site: str, language: str, faults: list[str], email: str = "", walked: Walk | None = None) -> Walk:
    """Follow links from the front page, or from the desk of a person, and look at each kind of page."""
    walked = walked or Walk()
    context = browser.new_context()
    cookies = [{"name": "django_language", "value": language, "url": site}]
    if email:
        client = Client()
        client.force_login(get_user_model().objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
        cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site})
    context.add_cookies(cookies)
    context.add_init_script(AXE)  # by the browser itself, so that the site's own policy stays in force
    context.route("**/*.woff2", lambda route: route.abort())  # no rule asks for the shapes of letters
    page = context.new_page()
    queue = [f"{site}/desk/" if email else f"{site}/"]
    while queue:
        address = queue.pop(0)
        if not walked.wants(address):
            continue
        found = faults_of(page, address)
        if found is None:
            continue
        faults.extend(f"{language} {one}" for one in found)
        assert page.evaluate("document.documentElement.lang") == language
        hrefs = page.evaluate("[...document.querySelectorAll('main a[href], nav a[href], header a[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href)")
        queue += [urldefrag(one).url for one in hrefs if one.startswith(site)]
    context.close()
    return walked


@pytest.mark.walk
def test_pages_of_a_visitor_and_of_each_role_have_no_serious_fault(browser: Any, site: str) -> None:
    faults = []
    emails = sorted(get_user_model().objects.values_list("email", flat=True), key=lambda one: one != OFFICER)
    for language in ("en", "ar"):
        walked = walk(browser, site, language, faults)
        assert walked.looked.keys() >= {
            "home", "texts", "text", "work", "mandates", "mandate", "actors", "actor", "parties", "party", "measure", "account_login",
        }
        walked = Walk()
        for email in emails:  # the officer sees every kind of page; of the others, the desk and what only they are shown
            walked.forget("desk")
            walk(browser, site, language, faults, email, walked)
        assert walked.looked.keys() >= {"desk", "review", "publish", "mandate", "party"}
    assert not faults, "\n".join(sorted(set(faults)))


def test_a_fault_would_be_found(browser: Any, live_server: Any) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/")
    page.evaluate("document.querySelector('label[for=language]').remove(); document.querySelector('main').innerHTML += '<img src=\"/x.svg\">'")
    page.evaluate(AXE)
    assert {one.split(":")[0] for one in page.evaluate(RUN)} >= {"select-name", "image-alt"}
    page.close()
