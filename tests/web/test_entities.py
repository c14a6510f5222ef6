"""Pages of members and entities: figures as of a day, the page of a State, the tree of groups, leadership, the forms of officers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from mandata.parties.actors import PACKAGE
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.loading import load_profile
from mandata.parties.models import (
    Classification,
    HouseRule,
    Membership,
    Office,
    Organisation,
    Party,
    Person,
    Responsibility,
)
from mandata.parties.operations import appoint, assign_responsibility, classify, rename_party
from mandata.shared.models import Act
from mandata.web.parties.groups import by_number
from mandata.web.urls import urlpatterns
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


def test_the_page_of_a_party_is_asked_as_of_a_day_and_as_known_on_a_day(union: Organisation, client: Client) -> None:
    officer, state = acting_for(Person.objects.get(name="Ines").user), union.parties.get(key="avn")
    classify(acting_as=officer, party=state, scheme="development", code="LDC", source="list of 2020", since=date(2020, 1, 1), until=date(2020, 12, 31))
    appoint(acting_as=HOUSE, party=state, function="head-of-administration", email="avn@example.org", name="Rue Sorel")
    Office.objects.filter(person__name="Rue Sorel").update(since=date(2024, 1, 1))
    address = f"/parties/{state.pk}/"
    now, then, between = (page(client, address + day) for day in ("", "?at=2020-06-01", "?at=2021-06-01"))
    assert "list of 2020" in now and "As it was on" not in now, "today's page tells what has ended, too"
    assert "list of 2020" in then and "As it was on 1 June 2020" in then
    assert "list of 2020" not in between and "As it was on 1 June 2021" in between
    vacant = "vacant, as far as recorded"
    assert then.count(vacant) == now.count(vacant) + 1, "the head took office later"
    unknown = page(client, address + "?at=2020-06-01&known=2020-06-01")
    assert "list of 2020" not in unknown, "it was entered later"
    assert page(client, address + "?at=nonsense") and client.get("/parties/999999/").status_code == 404
    signed_in = as_(client, "ines@example.org")
    past = page(signed_in, address + "?at=2020-06-01")
    assert "Correct the names" in page(signed_in, address) and "Correct the names" not in past and "profile loaded" not in past, "nothing is done on a day that is past"
    assert "list of 2020" in page(signed_in, address + "?at=2020-06-01") and "list of 2020" not in page(signed_in, address + "?at=2021-06-01")


def test_what_a_visitor_sees_of_a_party_is_kept_until_the_next_act_and_no_longer(union: Organisation, client: Client) -> None:
    firm = union.parties.get(key="northlight")
    assert "Brand new" not in page(client, f"/parties/{firm.pk}/") and "Brand new" not in page(client, "/parties/?q=Brand")
    with CaptureQueriesContext(connection) as kept:
        page(client, f"/parties/{firm.pk}/")
    assert len(kept) <= 2, [one["sql"][:80] for one in kept]
    rename_party(acting_as=HOUSE, party=firm, names={"en": "Brand new lamps"})
    assert "Brand new" in page(client, f"/parties/{firm.pk}/") and "Brand new" in page(client, "/parties/?q=Brand")
    officer = as_(Client(), "ines@example.org")
    assert "Correct the names" in page(officer, f"/parties/{firm.pk}/") and "Correct the names" not in page(client, f"/parties/{firm.pk}/")


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
        cache.clear()
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
    assert "Regions without any vice-chair: <bdi>North</bdi>, <bdi>South</bdi>" in table and "no vice-chair from North, South" in table
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
    assert table.count("not shown</td>") == 3, "the officer, the focal point, and the delegates: else the sum would tell that each of the two is one"
    records = page(client, f"/measures/persons.in-functions/?scope={union.pk}&split=function&part=focal-point")
    assert "not shown" in records and "Focal</" not in records
    assert client.get(f"/measures/persons.in-functions/?scope={union.pk}&split=function&part=focal-point&format=json").json() == []
    told = client.get(f"/measures/persons.in-functions/?scope={union.pk}&split=function&part=delegate&as=json").json()
    assert told["hidden"] and told["value"] is None and told["records"] == []
    parts = page(client, f"/measures/persons.in-functions/?scope={union.pk}&by=function")
    assert parts.count("not shown</td>") == 3 and "part=delegate" not in parts.split('id="parts"')[1]
    together = client.get("/measures/persons.in-functions/?split=function&part=delegate&as=json").json()
    assert together["hidden"], "nor of all organisations together: the others would tell it"


def test_a_figure_of_under_five_persons_is_not_shown_as_a_whole(union: Organisation, client: Client) -> None:
    assert client.get(f"/measures/persons.in-functions/?scope={union.pk}&as=json").json()["value"] is None
    shown = page(client, f"/measures/persons.in-functions/?scope={union.pk}")
    assert "not shown" in shown and "Sources" not in shown and "Ines" not in shown
    tile = page(client, "/measures/of/members/").split("/measures/persons.in-functions/")[1].split("</a>")[0]
    assert "not shown" in tile


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


def test_a_file_is_brought_mapped_looked_at_and_taken_over(union: Organisation, client: Client) -> None:
    officer = as_(client, "ines@example.org")
    assert "taken over in three steps" in page(officer, f"/parties/{union.pk}/imports/")
    file = SimpleUploadedFile("members.csv", b"Id,Company,Type\nM1,Tidewright,Full\n,Nobody,Full\n")
    response = officer.post(f"/parties/{union.pk}/imports/", {"source": "Old register", "table": "members", "file": file})
    address = response["Location"]
    assert "Say first what fills these columns: Key of the entity (key), Kind (kind)." in page(officer, address)
    wrong = officer.post(address, {"column_key": "Id", "fixed": "kind member", "codes": ""})
    assert wrong.status_code == 422 and "“kind member” is not of the form" in wrong.content.decode()
    officer.post(address, {
        "column_key": "Id", "column_name_en": "Company", "column_category": "Type", "fixed": "kind = member", "codes": "category: Full = firm"})
    dry = page(officer, address)
    assert "1 new, 0 changed, 0 the same, 1 refused." in dry and "The column “key” is empty: fill it." in dry
    plan = dry.split('name="plan" value="')[1].split('"')[0]
    assert f'action="{address}take-over/"' in dry and "Old and new, or why not" in dry
    assert not Party.objects.filter(key="M1").exists()
    assert officer.post(f"{address}take-over/", {"plan": "another"}).status_code == 409
    assert officer.post(f"{address}take-over/", {"plan": plan}, follow=True).status_code == 200
    assert Party.objects.get(key="M1").memberships.get().category == "firm"
    assert "Taken over: 1 new" in page(officer, address)
    saved = officer.get(f"/parties/{union.pk}/export/parties.csv").content.decode()
    assert "M1,member,iuts,Tidewright" in saved
    for path in (address, f"/parties/{union.pk}/imports/", f"/parties/{union.pk}/export/offices.csv"):
        assert Client().get(path).status_code in (403, 404), path


@pytest.mark.req("X-09")
def test_a_person_sees_takes_away_and_corrects_what_is_held_on_them(union: Organisation, client: Client) -> None:
    state = union.parties.get(key="avn")
    appoint(acting_as=HOUSE, party=state, function="delegate", email="sam@example.org", name="Sam Tiedman")
    appoint(acting_as=HOUSE, party=state, function="delegate", email="eve@example.org", name="Eve Other")
    sam = as_(client, "sam@example.org")
    shown = page(sam, "/account/held/")
    assert "Sam Tiedman" in shown and "Delegate, Avonia" in shown and "Eve Other" not in shown
    held = sam.get("/account/held/?format=json").json()
    assert {"what": "name", "value": "Sam Tiedman", "from": "", "until": ""} in held and not any("Eve" in str(one) for one in held)
    assert "Sam Tiedman" in sam.get("/account/held/?format=csv").content.decode()
    assert sam.post("/account/held/correct/", {"name": "Sam Tideman", "language": "fr"}).status_code == 302
    person = Person.objects.get(email="sam@example.org")
    assert (person.name, person.language) == ("Sam Tideman", "fr")
    act = Act.objects.get(verb="correct", subject_id=person.uid)
    assert act.changes == {}, "the act keeps no personal value"
    assert sam.post("/account/held/correct/", {"name": "", "language": "fr"}).status_code == 422
    assert Client().get("/account/held/").status_code == 302


@pytest.mark.req("002-30")
def test_the_holder_reports_on_a_responsibility_and_an_officer_assigns_it(union: Organisation, client: Client) -> None:
    office = appoint(acting_as=HOUSE, party=union.parties.get(key="study-group-1"), function="vice-chair", email="noor@example.org", name="Noor")
    officer = as_(client, "ines@example.org")
    assert officer.post(f"/offices/{office.pk}/responsibility/", {"words": "Group for the Isles", "source": "decision 3"}).status_code == 302
    assert "not reported on yet" in page(officer, f"/offices/{office.pk}/")
    laid = Responsibility.objects.get()
    assert officer.get(f"/responsibilities/{laid.pk}/report/").status_code == 403
    noor = as_(Client(), "noor@example.org")
    assert noor.post(f"/responsibilities/{laid.pk}/report/", {"words": "Two meetings held"}).status_code == 302
    assert "Two meetings held" in page(Client(), f"/offices/{office.pk}/")
    assert noor.get(f"/responsibilities/{laid.pk}/end/").status_code == 403


def test_the_administration_states_the_level_of_its_own_secretariat(union: Organisation, client: Client) -> None:
    desk = union.parties.get(key="avonia-secretariat")
    for state in ("avn", "brl"):
        appoint(acting_as=HOUSE, party=union.parties.get(key=state), function="head-of-administration", email=f"{state}@example.org", name=state)
    own, other = as_(client, "avn@example.org"), as_(Client(), "brl@example.org")
    assert other.get(f"/parties/{desk.pk}/level/").status_code == 403
    assert own.post(f"/parties/{desk.pk}/level/", {"level": "3", "legal_basis": "Act 12", "since": "2026-01-01"}).status_code == 302
    assert "level 3" in page(own, f"/parties/{union.parties.get(key='avn').pk}/")


def test_the_map_shows_each_region_with_its_members_and_leads_to_them(itu: Organisation, client: Client) -> None:
    tree = html.fromstring(page(client, "/parties/"))
    circles = tree.xpath("//figure[contains(@class, 'region-map')]//a")
    assert len(circles) == 6 and sum(int(one.xpath("string(./text[@class='count'])")) for one in circles) == 194
    africa = next(one for one in circles if "Africa" in one.text_content())
    assert "split=region" in africa.get("href") and client.get(africa.get("href")).status_code == 200
    radius = {one.xpath("string(./text[2])"): float(one.xpath("string(./circle/@r)")) for one in circles}
    assert radius["Africa"] > radius["Arab States"] > radius["Commonwealth of Independent States"]
    cache.clear()
    HouseRule.objects.filter(code="region-map").update(value="not a map")
    assert "region-map" not in page(client, "/parties/"), "without places there is no map, and the table stays"


def test_groups_stand_by_their_numbers() -> None:
    assert sorted(["Study Group 11", "Study Group 2", "2", "Area"], key=by_number) == ["2", "Area", "Study Group 2", "Study Group 11"]


def test_no_two_addresses_have_one_name() -> None:
    names = [one.name for one in urlpatterns if getattr(one, "name", None)]
    assert len(names) == len(set(names)), [one for one in names if names.count(one) > 1]
