"""The command line: what it lists, and what it says where it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from mandata.cli.commands import mandata
from mandata.mandates.operations import confirm_certain, publish_revision
from mandata.parties.accounts import sample_accounts
from mandata.parties.capacity import HOUSE
from mandata.parties.models import Person
from mandata.parties.operations import appoint
from tests.mandata.conftest import NEW, OLD, Cast


def said(*words: str) -> tuple[int, str]:
    """The exit status and the words of ``mandata mandates``."""
    done = CliRunner().invoke(mandata, ["mandates", *words])
    return done.exit_code, done.output


def published(cast: Cast, words: str, year: int) -> None:
    """Resolution 5, its certain duties confirmed."""
    reading = cast.read(words, f"{year}.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[year], layer="adopted",
    )


def test_duties_are_listed_by_layer_and_counted_for_their_actor(cast: Cast) -> None:
    published(cast, OLD, 2012)
    published(cast, NEW, 2016)
    cast.read(OLD.replace("RESOLUTION 5", "RESOLUTION 6").replace("lighthouses", "buoys"), "six.txt")
    status, output = said("--layer", "ended")
    assert status == 0 and "to publish the names" in output and "to keep a list" not in output
    output = said("--actor", "tsb-director")[1]
    assert "to keep a list" in output and output.splitlines()[-1] == "3 wait for review for tsb-director, 0 proposed, 0 reported, 1 ended"
    output = said("--actor", "member-states", "--layer", "waiting")[1]
    assert output.count("[waiting]") == 1 and output.splitlines()[-1].startswith("1 wait for review for member-states")
    assert said()[1].splitlines()[-1] == "4 wait for review, 0 proposed, 0 reported, 1 ended"


def test_two_revisions_are_compared_by_their_years(cast: Cast) -> None:
    published(cast, OLD, 2012)
    published(cast, NEW, 2016)

    def compare(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(mandata, ["compare", "5", *words])
        return done.exit_code, done.output

    status, output = compare("--with", "2012")
    assert status == 0 and output.splitlines()[0].startswith("Resolution 5 (Geneva, 2012) → Resolution 5 (Hammamet, 2016)")
    assert "and buoys" in output.split("{+")[1] and "[-to publish the names of the keepers,-]" in output and "lend" not in output
    told = json.loads(compare("--revision", "2012", "--with", "2016", "--json")[1])
    assert told["old"]["name"].endswith("2012)"), "the older one is the old one in any order"
    assert (told["counts"]["changed"], told["counts"]["suppressed"]) == (1, 1) and len(told["provisions"]) == told["counts"]["kept"] + 2
    assert {one["kind"] for one in told["changes"]} == {"added", "removed"} and all("." in one["address"] for one in told["changes"])
    for words, told_so in ((("--with", "1999"), "no revision of 1999"), (("--with", "2016"), "name two years"), (("--with", "2012", "--language", "fr"), "not here in")):
        status, output = compare(*words)
        assert status == 2 and told_so in output, output
    assert compare()[0] == 2


def test_an_actor_that_nobody_knows_is_an_error_with_near_codes(cast: Cast) -> None:
    status, output = said("--actor", "tsb-directer")
    assert status == 2 and "tsb-director" in output


def test_without_a_database_one_sentence_says_so_and_nothing_is_made(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MANDATA_", "DATABASE_URL"))}
    done = subprocess.run(
        [sys.executable, "-m", "mandata.cli", "mandates"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1 and "no database" in done.stderr and "mandata migrate" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_accounts_shown_are_those_of_the_sample_that_hold_an_office(cast: Cast) -> None:
    known = {"password": "a-long-password", "sample": True}
    appoint(acting_as=HOUSE, party=cast.secretariat, function="officer", email="sample@example.org", name="Sample", **known)
    assert [one.email for one in sample_accounts()] == ["sample@example.org"]
    Person.objects.get(email="sample@example.org").offices.update(since="2012-01-01", until="2013-01-01")
    assert sample_accounts() == []
