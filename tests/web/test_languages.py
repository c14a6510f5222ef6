"""Every page, message and mail in six languages: no string is left without translation, no word of another script stands unmarked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import trans_real
from lxml import html

from mandata.membership.models import Right
from mandata.parties.capacity import acting_for
from mandata.parties.models import Organisation, Party, Person
from mandata.parties.operations import invite
from mandata.shared.catalogues import COMPLETE, same_in
from mandata.shared.models import Act
from mandata.texts.models import Work
from mandata.texts.operations import read_received, receive_file
from tests.mandata.conftest import NEW

OFFICER = "officer@example.org"
LANGUAGES = [one.replace("_", "-").lower() for one in COMPLETE]
OTHER_SCRIPT = [one for one in LANGUAGES if one not in ("es", "fr")]  # where a word in Latin letters is a word left in English
STAY = re.compile(  # names, addresses, codes and units that stay in Latin letters
    r"https?://\S+|Mandata|Akoma Ntoso|English|Français|Español|demonstration|Email|testserver|Word|WORD|PDF|iCalendar|RTF|UTF-(?:8|16)|Unicode|Windows-\d+|XML|\.(?:docx?|pdf|txt|rtf)|\S+@\S+|[A-Z]{2,}(?:-[A-Z0-9]+)*|\b[a-z]{2}\b|[\w-]+\.txt|\b[IVX]+\b"
)
TYPED = re.compile(r"house rule: …|12 months|category CODE|kind KIND under KEY but KEY|class SCHEME CODE|party KEY KEY|resolve instruct|assembly/resolution/12#resolve 1|firm, state, groups, applied, approved, admitted, signatory|«Proposed»")  # as a person types it
ISOLATED = re.compile("\u2068.*?\u2069", re.DOTALL)  # words of records inside a sentence
LATIN = re.compile(r"[A-Za-z]{2,}")
NOT_SHOWN = {"exact"}  # asked for by a package for labels that no page has
NO_PAGE = {"received_file", "report_word", "report_pdf", "report_bundle", "report_figures", "account_logout"}


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """The strings, of this project and of the packages under it, that were asked for and had no translation: (language, string)."""
    found: set[tuple[str, str]] = set()
    same = {language: same_in(trans_real.to_locale(language)) for language in LANGUAGES}
    ask, ask_of_many = trans_real.DjangoTranslation.gettext, trans_real.DjangoTranslation.ngettext

    def gettext(self: Any, message: str) -> str:
        told: str = ask(self, message)
        language = self.language()
        if told == message and language in LANGUAGES and LATIN.search(STAY.sub(" ", message)):
            found.update({(language, message.rpartition("\x04")[2])} - {(language, one) for one in (*NOT_SHOWN, *same[language])})
        return told

    def ngettext(self: Any, one: str, many: str, n: int) -> str:
        told: str = ask_of_many(self, one, many, n)
        if told in (one, many) and self.language() in LANGUAGES and told not in same[self.language()]:
            found.add((self.language(), one))
        return told

    monkeypatch.setattr(trans_real.DjangoTranslation, "gettext", gettext)
    monkeypatch.setattr(trans_real.DjangoTranslation, "ngettext", ngettext)
    return found


@pytest.fixture
def site(db: Any, settings: Any, demonstration: Callable[[], None]) -> None:
    """The demonstration, with one text waiting for review and one person invited."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.DEMO = True
    demonstration()
    officer = acting_for(get_user_model().objects.get(email=OFFICER))
    itu = Organisation.objects.get(slug="itu")
    file = receive_file(acting_as=officer, organisation=itu, name="waits.txt", content=NEW.encode())
    assert read_received(file=file) is not None
    receive_file(acting_as=officer, organisation=itu, name="waits-longer.txt", content=NEW.replace("keepers", "wardens").encode())
    secretariat = Party.objects.get(organisation=itu, key="general-secretariat")
    invite(acting_as=officer, party=secretariat, function="officer", email="new@example.org", name="…")


def browser(language: str, email: str = "") -> Client:
    """Somebody's browser in a language."""
    client = Client()
    client.cookies["django_language"] = language
    if email:
        client.force_login(get_user_model().objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client


def walk(client: Client, queue: list[str]) -> Iterator[tuple[str, Any]]:
    """Each kind of page that can be reached by links from these, once, as a document."""
    looked = set()
    while queue:
        address = queue.pop(0)
        try:
            asked = parse_qs(urlsplit(address).query)
            kind = (resolve(urlsplit(address).path).view_name, *sorted(asked), *asked.get("layer", ()))
        except Resolver404:
            continue
        if kind[0] in NO_PAGE or kind in looked or {"format", "sort"} & asked.keys():
            continue
        looked.add(kind)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        if not answer["Content-Type"].startswith("text/html"):
            continue  # a file to take along
        page = html.fromstring(answer.content.decode())
        yield address, page
        queue += [urldefrag(urljoin(address, one)).url for one in page.xpath("//main//a/@href | //header//a/@href") if not one.startswith("http")]


def left_in_english(page: Any) -> list[str]:
    """The words in Latin letters that no element marks as words of another language or as somebody's own.

    A choice among records holds their words, and can hold no mark.
    """
    nodes = page.xpath(
        "//text()[not(ancestor::script or ancestor::style or ancestor::title or ancestor::bdi or ancestor::code or ancestor::*[@dir='auto']"
        " or ancestor::*[@lang and not(self::html)] or parent::option[number(@value) = number(@value)])] | //@aria-label | //@title | //@placeholder | //@data-label"
    )
    return [" ".join(words.split()) for one in nodes if has_latin(words := ISOLATED.sub(" ", str(one)))]


def has_latin(words: str) -> bool:
    """Whether words in Latin letters stand here that are no names."""
    words = STAY.sub(" ", TYPED.sub(" ", words))
    if not LATIN.search(words):
        return False
    for name in (*Person.objects.values_list("name", flat=True), *Work.objects.values_list("number", flat=True)):
        words = words.replace(name, " ") if name else words
    return bool(LATIN.search(words))


@pytest.mark.walk
def test_every_page_is_whole_in_every_language(site: None, untranslated: set[tuple[str, str]]) -> None:
    left = []
    for language in LANGUAGES:
        for client, start in (
            (browser(language), ["/account/login/", "/account/password/reset/", "/account/signup/"]),
            (browser(language, OFFICER), ["/", "/desk/", "/account/password/change/", "/account/email/"]),
        ):
            for address, page in walk(client, start):
                assert page.get("lang") == language, address
                if language in OTHER_SCRIPT:
                    left += [f"{language} {address}: {one}" for one in left_in_english(page)]
    cited = {*Act.objects.values_list("basis", flat=True), *Right.objects.values_list("basis", flat=True)}  # provisions and an organisation's own rules stand as written
    left += [f"{language}: no translation of “{one}”" for language, one in sorted(untranslated) if one not in cited]
    assert not left, "\n".join(left)


@pytest.mark.walk
def test_what_is_told_of_errors_and_by_mail_is_whole_in_every_language(site: None, untranslated: set[tuple[str, str]]) -> None:
    left = []
    secretariat = Party.objects.get(organisation__slug="itu", key="general-secretariat")
    office = acting_for(get_user_model().objects.get(email=OFFICER)).offices[0]
    for language in LANGUAGES:
        cache.clear()  # attempts are counted
        visitor, officer, delegate = browser(language), browser(language, OFFICER), browser(language, "delegate@example.org")
        person = {"email": f"{language}@example.org", "function": "officer", "language": language}
        for status, answer in (
            (200, visitor.post("/account/login/", {"login": OFFICER, "password": "wrong"})),
            (200, visitor.post("/account/login/", {"login": "no address", "password": ""})),
            (302, visitor.post("/account/password/reset/", {"email": OFFICER})),
            (200, visitor.get("/account/password/reset/done/")),
            (200, officer.post("/account/password/change/", {"oldpassword": "wrong", "password1": "short", "password2": "other"})),
            (200, officer.post("/account/email/", {"email": OFFICER, "action_add": ""})),
            (403, delegate.get("/invitations/")),
            (404, visitor.get("/nowhere/")),
            (404, visitor.get("/invitation/nothing/")),
            (422, officer.post(f"/parties/{secretariat.pk}/invite/", {"function": "no", "email": "no address"})),
            (302, officer.post(f"/parties/{secretariat.pk}/invite/", person)),
            (409, officer.post(f"/parties/{secretariat.pk}/invite/", person)),
            (422, officer.post(f"/offices/{office.pk}/hand-over/", {"email": "no address", "first_day": "soon"})),
            (409, officer.post(f"/offices/{office.pk}/end/", {"last_day": "2020-01-01"})),
        ):
            path = answer.request["PATH_INFO"]
            assert answer.status_code == status, (language, path)
            if language in OTHER_SCRIPT and answer.content:
                left += [f"{language} {path}: {one}" for one in left_in_english(html.fromstring(answer.content.decode()))]
        assert [one.to[0] for one in mail.outbox[-2:]] == [OFFICER, person["email"]]
        if language in OTHER_SCRIPT:
            left += [one for letter in mail.outbox[-2:] for one in (letter.subject, *str(letter.body).splitlines()) if has_latin(one)]
    left += [f"{language}: no translation of “{one}”" for language, one in sorted(untranslated)]
    assert not left, "\n".join(left)


def test_a_word_left_in_english_would_be_found(db: None) -> None:
    page = html.fromstring("""<html lang="ru"><body><p title="Close">Открыть</p><p>Open the file</p><p lang="en">Open</p><bdi>Open</bdi></body></html>""")
    assert left_in_english(page) == ["Close", "Open the file"]
