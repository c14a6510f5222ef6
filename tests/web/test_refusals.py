"""The page of a refusal says why, and leads back to the record that the attempt was about."""

from __future__ import annotations

from django.test import Client

from mandata.mandates.models import Mandate
from mandata.shared.models import Act
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import Owed, made
from tests.web.test_owed import owed  # noqa: F401
from tests.web.test_pages import as_


def test_a_refusal_leads_back_to_the_record(owed: Owed, client: Client) -> None:  # noqa: F811
    duty = owed.duties["a list"]
    as_(client, "sam@example.org")
    for response in (client.get(f"/owed/act/answer/{duty.pk}/"), client.post(f"/owed/act/answer/{duty.pk}/", {"says": "done"})):
        found = response.content.decode()
        assert response.status_code == 403 and f'href="/mandates/{duty.pk}/"' in found and "a list" in found and "/account/login/" not in found


def test_a_visitor_is_led_to_the_log_in_and_from_there_to_what_was_wanted(owed: Owed, client: Client) -> None:  # noqa: F811
    duty = owed.duties["a list"]
    found = client.get(f"/owed/act/answer/{duty.pk}/?obligation=3").content.decode()
    assert f'href="/account/login/?next=%2Fowed%2Fact%2Fanswer%2F{duty.pk}%2F%3Fobligation%3D3"' in found
    found = client.post(f"/owed/act/answer/{duty.pk}/", {"says": "done"}).content.decode()
    assert f'href="/account/login/?next=%2Fmandates%2F{duty.pk}%2F"' in found, "what was sent cannot be asked for"


def test_a_refusal_about_nothing_shown_leads_to_the_page_of_before_on_this_site_alone(client: Client, cast: Cast) -> None:  # noqa: F811
    made(cast)
    as_(client, "sam@example.org")
    for before, told in (("http://testserver/texts/?q=1", True), ("https://elsewhere.example/texts/", False)):
        found = client.get("/promotion/record/", headers={"Referer": before})
        assert found.status_code == 403 and (f'href="{before}"' in found.content.decode()) is told


def test_a_form_from_nowhere_does_nothing_and_is_told_in_words(owed: Owed) -> None:  # noqa: F811
    client, duty = Client(enforce_csrf_checks=True), Mandate.objects.first()
    assert duty is not None
    as_(client, "dee@example.org")
    acts = Act.objects.count()
    response = client.post(f"/owed/act/answer/{duty.pk}/", {"says": "done"}, headers={"Origin": "null", "Referer": f"http://testserver/mandates/{duty.pk}/"})
    found = response.content.decode()
    assert response.status_code == 403 and "Nothing was done" in found and "Mandata</title>" in found and f'href="http://testserver/mandates/{duty.pk}/"' in found
    assert Act.objects.count() == acts
