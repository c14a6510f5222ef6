"""Pages of members and entities: figures as of a day, the page of a State, the tree of groups, leadership, the forms of officers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.parties.actors import PACKAGE
from mandata.parties.capacity import HOUSE
from mandata.parties.loading import load_profile
from mandata.parties.models import Classification, Membership, Office, Organisation, Party
from mandata.parties.operations import appoint, assign_responsibility
from tests.web.test_pages import as_

Browser = Callable[..., Client]


@pytest.fixture
def union(db: Any) -> Organisation:
    """The invented union of the sample, with an officer."""
    union = load_profile(acting_as=HOUSE, folder=PACKAGE / "sample" / "union", sample=True)
    appoint(acting_as=HOUSE, party=union.parties.get(key="secretariat"), function="officer", email="ines@example.org", name="Ines")
    return union


@pytest.fixture
def itu(db: Any) -> Organisation:
    """The profile of the ITU."""
    return load_profile(acting_as=HOUSE, folder=PACKAGE / "profiles" / "itu")


def page(client: Client, path: str) -> str:
    """The words of a page that is there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.req("001-09")
def test_the_members_page_counts_the_states_of_a_day(itu: Organisation, client: Client) -> None:
    assert "<strong>194</strong></a> Member States" in page(client, "/parties/")
    assert "<strong>193</strong></a> Member States" in page(client, "/parties/?at=2018-04-17")
    known_before = page(client, "/parties/?at=2018-04-17&known=2018-04-17")
    assert "Members by region: none recorded." in known_before, "the profile was loaded later"
    assert "is not declared" in page(client, "/parties/")
    records = client.get(f"/measures/members/?scope={itu.pk}&split=category&part=member-state&at=2018-04-17&format=json").json()
    assert len(records) == 193


def test_each_number_opens_to_its_records(union: Organisation, client: Client) -> None:
    figures = page(client, "/parties/")
    address = f"/measures/members/?scope={union.pk}&amp;split=region&amp;part=Isles"
    assert f'<a href="{address}">5</a>' in figures
    records = page(client, address.replace("&amp;", "&"))
    assert "5 rows" in records and "Fenoa Institute of Tides" in records and "Region: <strong>Isles</strong>" in records
    assert client.get(f"/measures/members/?scope={union.pk}&split=colour&part=red").status_code == 404
    assert client.get("/measures/members/?scope=99999999").status_code == 404


@pytest.mark.req("002-15", "002-91")
def test_a_state_shows_its_secretariat_and_its_members(union: Organisation, client: Client) -> None:
    avonia = page(client, f"/parties/{union.parties.get(key='avn').pk}/")
    for words in ("National Signals Secretariat of Avonia", "level 2", "Brightbuoy Ltd", "Harbour School of Selmouth", "Academia", "Its administration"):
        assert words in avonia, words
    assert "None is recorded for this State." in page(client, f"/parties/{union.parties.get(key='brl').pk}/")
    figures = page(client, "/parties/")
    assert "2 of 12 Member States have one recorded" in figures and "10 do not" in figures
    assert "States with a national secretariat, by level" in figures


def test_the_tree_shows_regional_groups_under_their_parents(union: Organisation, client: Client) -> None:
    tree = page(client, "/parties/groups/")
    parent, regional = tree.index("Study Group 1: lamps"), tree.index("Regional Group of Study Group 1 for the Isles")
    assert parent < regional < tree.index("Study Group 2: watch") and '<span class="tag">Isles</span>' in tree

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/parties/groups/")
        return len(found)

    before = queries()
    for number in range(20):
        Party.objects.create(organisation=union, key=f"wp-{number}", entity="group", parent=union.parties.get(key="study-group-1"))
    assert queries() == before


@pytest.mark.req("002-08", "002-30")
def test_leadership_tells_what_is_missing_and_what_each_is_responsible_for(union: Organisation, client: Client) -> None:
    group = union.parties.get(key="study-group-1")
    office = appoint(acting_as=HOUSE, party=group, function="vice-chair", email="noor@example.org", name="Noor", nominated_by=union.parties.get(key="fno"))
    assign_responsibility(acting_as=HOUSE, office=office, words="Regional Group for the Isles", source="decision")
    table = page(client, "/parties/leadership/")
    assert "Regions without any vice-chair: North, South" in table and "no vice-chair from North, South" in table
    assert "1 of 1 from developing countries" in table and "invented list of the Council, 2024" in table
    assert f"part=vice-chair%3A{group.pk}%3AIsles" in table
    assert "Responsible for" in page(client, f"/parties/{group.pk}/") and "Regional Group for the Isles" in page(client, f"/parties/{group.pk}/")
    assert "Offices in bodies, on its nomination" in page(client, f"/parties/{union.parties.get(key='fno').pk}/")


@pytest.mark.req("X-09")
def test_a_cell_under_five_persons_is_not_shown_nor_its_records(union: Organisation, client: Client) -> None:
    state = union.parties.get(key="avn")
    for number in range(6):
        appoint(acting_as=HOUSE, party=state, function="delegate", email=f"d{number}@example.org", name=f"Delegate {number}")
    appoint(acting_as=HOUSE, party=state, function="focal-point", email="f@example.org", name="Focal")
    table = page(client, "/parties/leadership/")
    assert table.count("not shown</td>") == 2, "the officer and the focal point"
    records = page(client, f"/measures/persons.in-functions/?scope={union.pk}&split=function&part=focal-point")
    assert "not shown" in records and "Focal</" not in records
    assert client.get(f"/measures/persons.in-functions/?scope={union.pk}&split=function&part=focal-point&format=json").json() == []


def test_an_officer_keeps_the_records_by_forms(union: Organisation, client: Client) -> None:
    officer = as_(client, "ines@example.org")
    response = officer.post(f"/parties/{union.pk}/add/", {"kind": "member", "key": "tidewright", "name_en": "Tidewright", "name_fr": "Tidewright SA"})
    party = Party.objects.get(key="tidewright")
    assert response.status_code == 302 and response["Location"] == f"/parties/{party.pk}/"
    again = officer.post(f"/parties/{union.pk}/add/", {"kind": "member", "key": "tidewright", "name_en": "Other"})
    assert again.status_code == 409 and 'value="Other"' in again.content.decode()
    base = f"/parties/{party.pk}"
    assert officer.post(f"{base}/membership/", {"of": union.pk, "category": "firm", "since": "2025-01-01"}).status_code == 302
    assert officer.post(f"{base}/classify/", {"code": "region:North", "source": "its seat"}).status_code == 302
    assert officer.post(f"{base}/state/", {"state": union.parties.get(key="brl").pk, "source": "register"}).status_code == 302
    assert officer.post(f"{base}/names/", {"name_en": "Tidewright Ltd", "name_fr": ""}).status_code == 302
    shown = page(officer, f"{base}/")
    for words in ("Tidewright Ltd", "Firm", "since 1 January 2025", "North", "Brelland", "names corrected"):
        assert words in shown, words
    row = Membership.objects.known().get(member=party)
    assert officer.post(f"/parties/rows/membership/{row.pk}/correct/", {"since": "2025-02-01", "until": ""}).status_code == 302
    row = Membership.objects.known().get(member=party)
    assert row.since == date(2025, 2, 1)
    assert officer.post(f"/parties/rows/membership/{row.pk}/end/", {"last_day": "2024-01-01"}).status_code == 409
    assert officer.post(f"/parties/rows/classification/{Classification.objects.known().get(party=party).pk}/end/", {"last_day": "2026-01-01"}).status_code == 302
    assert officer.get("/parties/rows/office/1/end/").status_code == 404


def test_others_are_refused_the_forms(union: Organisation, client: Client) -> None:
    appoint(acting_as=HOUSE, party=union.parties.get(key="avn"), function="delegate", email="sam@example.org", name="Sam")
    party = union.parties.get(key="brightbuoy")
    sam = as_(client, "sam@example.org")
    for path in ("names", "classify", "membership", "state"):
        assert sam.get(f"/parties/{party.pk}/{path}/").status_code == 403
        assert sam.post(f"/parties/{party.pk}/{path}/", {"name_en": "Mine"}).status_code in (403, 422)
    assert "Correct the names" not in page(Client(), f"/parties/{party.pk}/") and not Office.objects.filter(party=party).exists()


def test_a_party_costs_as_much_with_many_members_and_offices(union: Organisation, client: Client) -> None:
    state = union.parties.get(key="avn")

    def queries() -> int:
        client.get(f"/parties/{state.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/parties/{state.pk}/")
        return len(found)

    appoint(acting_as=HOUSE, party=state, function="delegate", email="one@example.org", name="One")
    before = queries()
    for number in range(30):
        appoint(acting_as=HOUSE, party=state, function="delegate", email=f"p{number}@example.org", name=f"P{number}")
    assert queries() == before
