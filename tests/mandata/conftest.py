"""A cast for the tests: a small invented league, its officer, a stranger, and two revisions of one resolution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from mandata.parties.capacity import HOUSE, Acting, acting_for
from mandata.parties.models import BodySession, Function, Organisation, Party
from mandata.parties.operations import appoint
from mandata.texts.models import Reading
from mandata.texts.operations import read_received, receive_file

OLD = """RESOLUTION 5 (Rev. Geneva, 2012)
Lighthouses of the league
(Geneva, 2012)
The World Telecommunication Standardization Assembly (Geneva, 2012),
considering
a)\tthat lighthouses are useful to all coasts;
b)\tthat keepers need training,
resolves to instruct the Director of the Telecommunication Standardization Bureau
1\tto keep a list of lighthouses;
2\tto submit a report on lighthouses to TSAG each year;
3\tto publish the names of the keepers,
invites Member States
to lend their old lamps to other coasts.
"""
NEW = (
    OLD.replace("Geneva, 2012", "Hammamet, 2016")
    .replace("to submit a report on lighthouses to TSAG each year;", "to submit a report on lighthouses and buoys to TSAG each year,")
    .replace("3\tto publish the names of the keepers,\n", "")
)


@dataclass
class Cast:
    """Who there is."""

    league: Organisation
    assembly: Party
    secretariat: Party
    officer: Acting
    stranger: Acting
    sessions: dict[int, BodySession]

    def read(self, words: str, name: str = "resolution.txt") -> Reading:
        """Receive and read a text as the officer."""
        file = receive_file(acting_as=self.officer, organisation=self.league, name=name, content=words.encode())
        reading = read_received(file=file)
        assert reading is not None, file.trouble
        return reading


@pytest.fixture
def cast(db: Any, settings: Any) -> Cast:
    """The league and its people."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    league = Organisation.objects.create(key="league", slug="league", entity="organisation", vocabulary="itu")
    assembly = Party.objects.create(organisation=league, key="wtsa", entity="conference", parent=league, actor="wtsa")
    secretariat = Party.objects.create(organisation=league, key="secretariat", entity="secretariat", parent=league)
    for code, entity, single in (
        ("officer", "secretariat", False), ("director", "bureau", True), ("chair", "conference", True),
        ("vice-chair", "conference", False), ("delegate", "conference", False),
    ):
        Function.objects.create(organisation=league, code=code, entity=entity, single=single, names={"en": code.title()})
    sessions = {
        year: BodySession.objects.create(
            organisation=league, body=assembly, year=year, places={"en": place}, start=date(year, 11, 1),
            end=date(year, 11, 9),
        )
        for year, place in ((2012, "Geneva"), (2016, "Hammamet"))
    }
    appoint(acting_as=HOUSE, party=secretariat, function="officer", email="ada@example.org", name="Ada Officer")
    appoint(acting_as=HOUSE, party=assembly, function="delegate", email="sam@example.org", name="Sam Stranger")
    users = get_user_model().objects
    return Cast(
        league, assembly, secretariat, acting_for(users.get(email="ada@example.org")),
        acting_for(users.get(email="sam@example.org")), sessions,
    )
