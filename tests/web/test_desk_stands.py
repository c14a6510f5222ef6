"""The desk stands part by part: an act makes anew what was made from what it wrote, and shows at once."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.mandates.operations import answer_duty
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import Owed, made
from tests.mandata.test_regional import made as regional

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    return made(cast)


def queries(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.get("/desk/").status_code == 200
    return [one["sql"] for one in found]


def test_an_answer_leaves_the_parts_of_the_desk_that_are_not_about_duties(owed: Owed) -> None:
    client = Client()
    client.force_login(owed.cast.officer.user, backend="django.contrib.auth.backends.ModelBackend")
    cache.clear()
    first, kept = queries(client), queries(client)
    assert len(kept) < 8 < len(first), "nothing was written"
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    after = queries(client)
    assert len(after) < len(first) - 10
    assert not [one for one in after if 'FROM "mandata_application"' in one or 'FROM "mandata_misreading"' in one], "no answer changes these"
    assert any('FROM "mandata_obligation"' in one for one in after)
    assert len(queries(client)) == len(kept)


def test_a_request_for_a_group_stands_on_the_desk_of_the_chair_at_once(cast: Cast) -> None:  # noqa: F811
    regions, client = regional(cast), Client()
    client.force_login(regions.people["lamps"].user, backend="django.contrib.auth.backends.ModelBackend")
    cache.clear()
    assert 'id="regions"' not in client.get("/desk/").content.decode()
    asked = regions.asked()
    assert f"/regional/requests/{asked.pk}/" in client.get("/desk/").content.decode()
