"""``visible()`` and ``may("view")`` say the same of every record, whoever asks."""

from __future__ import annotations

import pytest
from django.apps import apps

from mandata.mandates.operations import confirm_certain, publish_revision
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.importing_models import ImportFile, ImportSource
from mandata.parties.models import (
    Establishment,
    Function,
    Organisation,
    Party,
    Person,
    Responsibility,
    ResponsibilityReport,
)
from mandata.parties.operations import (
    accept_invitation,
    add_party,
    appoint,
    assign_responsibility,
    establish,
    invite,
    register,
    report_on,
)
from mandata.parties.operations.files import bring_file
from mandata.parties.registering_models import Attendance, Registration
from mandata.shared.models import Record
from mandata.shared.rights import _sights, may, visible
from tests.mandata.conftest import NEW, OLD, Cast

NO_PAGE_OF_ITS_OWN = {"termsquote", "provisionlink"}
RECORDS = [model for model in apps.get_app_config("mandata").get_models() if issubclass(model, Record)]


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A league in which there is something of every kind."""
    reading = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2012], layer="adopted",
    )
    cast.read(NEW, "unpublished.txt")
    chair = invite(acting_as=cast.officer, party=cast.assembly, function="chair", email="cy@example.org", name="Cy")
    office = accept_invitation(acting_as=VISITOR, invitation=chair, secret=chair.secret, password="a-long-password")
    state = add_party(acting_as=cast.officer, organisation=cast.league, key="state", kind="state", names={"en": "State"})
    firm = add_party(acting_as=cast.officer, organisation=cast.league, key="firm", kind="member", names={"en": "Firm"})
    establish(acting_as=cast.officer, party=firm, state=state, source="register")
    laid = assign_responsibility(acting_as=cast.officer, office=office, words="the North", source="decision")
    report_on(acting_as=acting_for(office.person.user), responsibility=laid, words="done")
    register(acting_as=cast.officer, session=cast.sessions[2016], party=state, name="Lin", attended=True)
    bring_file(acting_as=cast.officer, organisation=cast.league, source="Old", table="parties", name="x.csv", content=b"key,kind\nx,member\n")
    return cast


def everybody(cast: Cast) -> dict[str, Acting]:
    """Whoever may ask."""
    chair = Person.objects.get(email="cy@example.org")
    return {
        "visitor": VISITOR, "house": HOUSE, "officer": cast.officer, "stranger": cast.stranger, "chair": acting_for(chair.user),
    }


def test_lists_and_single_records_follow_the_same_rule(full: Cast) -> None:
    compared = 0
    assert {one for one in (Attendance, Establishment, ImportFile, ImportSource, Registration, Responsibility, ResponsibilityReport) if not one.objects.exists()} == set()
    for record in RECORDS:
        for who, acting in everybody(full).items():
            listed = set(visible(acting, record._default_manager.all()).values_list("pk", flat=True))
            for one in record._default_manager.all():
                assert bool(may(acting, "view", one)) == (one.pk in listed), (record.__name__, who, one)
                compared += 1
    assert compared > 200


def test_every_record_has_a_rule_of_who_sees_it() -> None:
    assert [one.kind() for one in RECORDS if one not in _sights and one.kind() not in NO_PAGE_OF_ITS_OWN] == []


def test_names_are_open_in_public_functions_among_colleagues_and_to_officers(cast: Cast) -> None:
    cast.league.functions.filter(code="chair").update(public=True)
    appoint(acting_as=HOUSE, party=cast.assembly, function="chair", email="cy@example.org", name="Cy Chair")
    ada, sam, cy = (Person.objects.get(email=f"{name}@example.org") for name in ("ada", "sam", "cy"))

    def seen(acting: Acting) -> set[Person]:
        return set(visible(acting, Person.objects.all()))

    assert seen(VISITOR) == {cy}
    assert seen(cast.stranger) == {sam, cy}
    assert seen(acting_for(cy.user)) == {sam, cy}  # a colleague in the assembly
    assert seen(cast.officer) == {ada, sam, cy}


def test_invitations_are_for_officers_of_their_organisation(full: Cast) -> None:
    from mandata.parties.models import Invitation

    for who, acting in everybody(full).items():
        assert visible(acting, Invitation.objects.all()).exists() == (who in ("officer", "house")), who


def test_an_officer_sees_the_persons_of_the_own_organisation_alone(cast: Cast) -> None:
    other = Organisation.objects.create(key="guild", slug="guild", entity="organisation", vocabulary="itu")
    office = Party.objects.create(organisation=other, key="office", entity="secretariat", parent=other)
    Function.objects.create(organisation=other, code="officer", entity="secretariat", names={"en": "Officer"})
    appoint(acting_as=HOUSE, party=office, function="officer", email="gil@example.org", name="Gil")
    gil = Person.objects.get(email="gil@example.org")
    assert set(visible(acting_for(gil.user), Person.objects.all())) == {gil}
    assert gil not in visible(cast.officer, Person.objects.all())
