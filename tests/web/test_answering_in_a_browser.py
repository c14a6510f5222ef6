"""A link of a mail in a real browser, without a log-in: a browser sends what no test client does."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail

from mandata.mandates.models import Answer, MailChoice
from mandata.mandates.operations import ask_answer, plan_digests
from mandata.mandates.sending import send_planned
from mandata.parties.capacity import HOUSE
from mandata.parties.models import Office
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import made
from tests.web.conftest import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def path_in(message: Any, page: str) -> str:
    """Where the first link of a mail to a kind of page leads."""
    found = re.search(rf"https?://[^/]+({page}[^\s>]+)", str(message.body))
    assert found
    return found[1]


def test_who_was_asked_answers_by_the_link_of_the_mail(browser: Any, live_server: Any, cast: Cast) -> None:  # noqa: F811
    owed = made(cast)
    office = Office.objects.select_related("person").get(function="director")
    ask_answer(acting_as=cast.officer, mandate=owed.duties["a list"], office=office)
    send_planned()
    page = browser.new_context().new_page()
    page.goto(live_server.url + path_in(mail.outbox[-1], "/owed/answer/"))
    assert not Answer.objects.exists()
    page.select_option("select[name=says]", "not-yet")
    page.fill("textarea[name=words]", "the list waits for its lamps")
    page.click("main form button.btn-primary")
    page.wait_for_selector("h2:text-is('This would be recorded')")
    assert not Answer.objects.exists()
    page.click("main form button.btn-primary")
    page.wait_for_selector("[role=status]")
    assert Answer.objects.get().words == "the list waits for its lamps"


def test_a_kind_of_mail_is_stopped_by_its_link(browser: Any, live_server: Any, cast: Cast) -> None:  # noqa: F811
    made(cast)
    plan_digests(acting_as=HOUSE, organisation=cast.league)
    send_planned()
    page = browser.new_context().new_page()
    page.goto(live_server.url + path_in(mail.outbox[-1], "/mails/stop/"))
    with page.expect_navigation():
        page.select_option("#language", "fr")
        page.click(".language-form button")
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.click("main form button")
    page.wait_for_load_state()
    assert MailChoice.objects.get().every == "never"
