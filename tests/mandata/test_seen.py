"""A form that shows a stale copy changes nothing and says what changed meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from mandata.parties.models import Invitation, Office
from mandata.parties.operations import end_office, invite
from mandata.shared.models import Act
from mandata.shared.operations import Conflict
from mandata.shared.seen import having_seen, seen, seen_each
from tests.mandata.conftest import Cast


def held(cast: Cast) -> Office:
    """The stranger's office."""
    assert cast.stranger.office is not None
    return cast.stranger.office


def test_what_was_seen_grows_with_each_act_that_names_the_record(cast: Cast) -> None:
    office = held(cast)
    before = seen_each([office, cast.assembly])
    invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="x@example.org", name="X")
    assert seen(office) == before[office.uid]
    assert seen(cast.assembly) != before[cast.assembly.uid]


def test_an_operation_on_a_stale_copy_is_a_conflict_that_names_the_acts(cast: Cast) -> None:
    token = seen(cast.assembly)
    invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="x@example.org", name="X")
    acts = Act.objects.count()
    with having_seen(token), pytest.raises(Conflict) as found:
        invite(acting_as=cast.officer, party=cast.assembly, function="vice-chair", email="y@example.org", name="Y")
    assert [act.verb for act in found.value.acts] == ["invite"]
    assert Act.objects.count() == acts


def test_a_fresh_copy_passes_and_a_second_operation_of_the_same_request_too(cast: Cast) -> None:
    with having_seen(seen(cast.assembly)):
        for name in ("x", "y"):
            invite(acting_as=cast.officer, party=cast.assembly, function="chair", email=f"{name}@example.org", name=name)


def test_a_decision_that_rests_on_two_records_is_stale_with_either(cast: Cast) -> None:
    with having_seen(seen(held(cast)), seen(cast.secretariat)):
        end_office(acting_as=cast.stranger, office=held(cast))
    tokens = "x" * 32 + ".0", f"{held(cast).uid}.1"
    with having_seen(*tokens), pytest.raises(Conflict):
        invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="x@example.org", name="X")


@pytest.mark.parametrize("token", ["", ".", "nonsense", "²", "a.b.c", "x." + "9" * 40])
def test_a_malformed_token_is_no_fault(cast: Cast, token: str) -> None:
    with having_seen(token):
        invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="x@example.org", name="X")


def token_of(client: Client, path: str) -> dict[str, Any]:
    """What the forms of a page carry."""
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', client.get(path).content.decode())}


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:
    """The officer's browser."""
    user = get_user_model().objects.get(email="ada@example.org")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_stale_button_gets_a_page_that_says_what_changed(cast: Cast, officer: Client) -> None:
    invitation = invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="x@example.org", name="X")
    path = f"/invitations/{invitation.pk}/"
    fields = token_of(officer, path)
    assert fields["seen"]
    assert officer.post(f"{path}send-again/", fields).status_code == 302
    response = officer.post(f"{path}withdraw/", fields, HTTP_REFERER=f"http://testserver{path}")
    page = response.content.decode()
    assert response.status_code == 409
    assert "invitation sent again" in page and "Officer, secretariat" in page and path in page
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None
    assert officer.post(f"{path}withdraw/", token_of(officer, path)).status_code == 302


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_after_all(cast: Cast, officer: Client) -> None:
    path = f"/parties/{cast.assembly.pk}/invite/"
    fields = token_of(officer, path) | {"function": "vice-chair", "email": "y@example.org", "name": "Yve", "language": "en"}
    invite(acting_as=cast.officer, party=cast.assembly, function="vice-chair", email="x@example.org", name="X")
    response = officer.post(path, fields)
    page = response.content.decode()
    assert response.status_code == 409 and "y@example.org" in page and "Since you opened the page" in page
    assert not Invitation.objects.filter(email="y@example.org").exists()
    fields["seen"] = re.findall(r'name="seen" value="([^"]+)"', page)
    assert officer.post(path, fields).status_code == 302
    assert Invitation.objects.filter(email="y@example.org").exists()


def test_every_form_of_these_pages_that_changes_something_carries_what_was_seen(cast: Cast, officer: Client) -> None:
    invitation = invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="x@example.org", name="X")
    forms = 0
    for path in (
        f"/parties/{cast.assembly.pk}/", f"/parties/{cast.assembly.pk}/invite/", f"/offices/{held(cast).pk}/",
        f"/offices/{held(cast).pk}/end/", f"/offices/{held(cast).pk}/hand-over/", f"/invitations/{invitation.pk}/",
    ):
        page = officer.get(path).content.decode()
        page = page[page.index("<main"):]
        for form in re.findall(r'<form method="post".*?</form>', page, re.S):
            assert 'name="seen"' in form, path
            forms += 1
    assert forms == 5
