"""Whoever owes a duty reads it in their own language, where the text is published in it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from icalendar import Calendar

from mandata.mandates.operations import ask_answer, plan_digests
from mandata.mandates.sending import send_planned
from mandata.parties.capacity import HOUSE
from mandata.parties.models import Office, Person
from mandata.texts.models import LanguageVersion, ReceivedFile, Wording
from mandata.web.feeds import token_of
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import Owed, made
from tests.web.test_answering_in_a_browser import path_in
from tests.web.test_owed import page
from tests.web.test_pages import as_

WORDS = "de soumettre un rapport sur les phares au Conseil chaque année;"


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league, one of whose duties is published in French too, and a director who reads French."""
    found = made(cast)
    wording = Wording.objects.select_related("language_version__file").get(version__provision=found.duties["lighthouses to the Council"].provision)
    file = ReceivedFile.objects.get(pk=wording.language_version.file_id)
    file.pk, file.uid, file.sha256 = None, "u-file", "f" * 64
    file.save()
    french = LanguageVersion.objects.get(pk=wording.language_version_id)
    french.pk, french.language, french.uid, french.file = None, "fr", "u-french", file
    french.save()
    wording.pk, wording.language_version, wording.text, wording.uid = None, french, WORDS, "u-phares"
    wording.save()
    Person.objects.filter(email="dee@example.org").update(language="fr")
    return found


def test_mails_and_the_page_of_their_link_quote_the_text_of_the_reader(owed: Owed) -> None:
    plan_digests(acting_as=HOUSE, organisation=owed.cast.league)
    send_planned()
    late = next(one for one in mail.outbox if one.to == ["dee@example.org"])
    assert WORDS in late.body and f'lang="fr" dir="auto">{WORDS}' in late.alternatives[0][0]  # type: ignore[attr-defined]
    ask_answer(acting_as=owed.cast.officer, mandate=owed.duties["lighthouses to the Council"], office=Office.objects.select_related("person").get(function="director"))
    send_planned()
    assert WORDS in mail.outbox[-1].body
    found = page(Client(), path_in(mail.outbox[-1], "/owed/answer/"))
    assert f'lang="fr">{WORDS}' in found


def test_the_desk_a_duty_an_actor_a_body_and_ones_own_calendar_speak_so_too(owed: Owed, client: Client) -> None:
    as_(client, "dee@example.org")
    duty, due = owed.duties["lighthouses to the Council"], next(one for one in owed.of("lighthouses to the Council") if one.session_id)
    client.cookies["django_language"] = "fr"
    for path in ("/desk/", f"/mandates/{duty.pk}/", "/actors/league/tsb-director/", f"/owed/bodies/{owed.council.pk}/",
                 f"/owed/{due.pk}/", f"/calendar/sessions/{due.session_id}/"):
        assert WORDS in page(client, path) and 'lang="fr"' in page(client, path), path
    assert "submit a report on lighthouses" not in page(client, "/desk/")
    raw = client.get(f"/calendar/mine/{token_of(get_user_model().objects.get(email='dee@example.org'))}.ics").content
    assert any(WORDS in str(one["summary"]) for one in Calendar.from_ical(raw).walk("VEVENT"))
    client.cookies["django_language"] = "ar"
    assert "submit a report on lighthouses" in page(client, f"/mandates/{duty.pk}/"), "the words that were confirmed, where the reader's are not there"
