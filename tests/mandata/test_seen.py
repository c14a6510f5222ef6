"""A form that shows a stale copy changes nothing and says what changed meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from mandata.parties.models import Office
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


def test_a_stale_form_gets_a_page_that_says_what_changed(cast: Cast, client: Client) -> None:
    user = get_user_model().objects.get(email="ada@example.org")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    path = f"/parties/{cast.assembly.pk}/"
    fields: dict[str, Any] = dict(re.findall(r'name="(seen)" value="([^"]+)"', client.get(path).content.decode())[:1])
    assert fields
    end_office(acting_as=cast.stranger, office=held(cast))
    response = client.post(f"/offices/{held(cast).pk}/end/", fields, HTTP_REFERER=f"http://testserver{path}")
    page = response.content.decode()
    assert response.status_code == 409
    assert "office ended" in page and "delegate, " in page and path in page
