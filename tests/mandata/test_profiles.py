"""Profiles: what the ITU's holds against the table of facts, and how a faulty line is named."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.utils import timezone

from mandata.cli.commands import mandata
from mandata.parties.actors import PACKAGE, vocabulary_of
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.invitations import days_open
from mandata.parties.loading import load_profile
from mandata.parties.models import (
    Classification,
    CodeName,
    Function,
    Membership,
    Organisation,
    Party,
    PartyName,
    functions_of,
)
from mandata.shared.operations import RuleBroken

SAMPLE = PACKAGE / "sample" / "union"
LANGUAGES = {"en", "fr", "es", "ru", "zh", "ar"}


@pytest.fixture
def itu(db: Any) -> Organisation:
    """The profile of the ITU, loaded."""
    return load_profile(acting_as=HOUSE, folder=PACKAGE / "profiles" / "itu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile to spoil."""
    shutil.copytree(SAMPLE, tmp_path / "profile")
    return tmp_path / "profile"


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    """A table of facts."""
    with (shared / "facts" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_the_fee_of_academia_is_cited_by_a_revision_that_there_was_and_that_a_text_tells(shared: Path) -> None:
    cited = tomllib.loads((PACKAGE / "profiles" / "itu" / "fees.toml").read_text())["fees"]
    academia = next(one for one in cited if one["category"] == "academia")
    place, year = re.search(r"Resolution 169 \(Rev\. (\w+), (\d{4})\)", academia["basis"]).groups()  # type: ignore[union-attr]
    revisions = next(line.split("\t")[2] for line in (shared / "facts" / "revisions.tsv").read_text().splitlines() if line.startswith("pp\t169\t"))
    assert year in revisions.split(",")
    told = [line for path in (shared / "seeds").glob("*.txt") for line in path.read_text().splitlines() if f"Résolution 169 (Rév. {place}, {year})" in line]
    assert any("un trente-deuxième de la valeur de l'unité contributive" in line for line in told)
    assert (academia["numerator"], academia["denominator"], academia["class"]) == (1, 32, "developing")


def test_each_state_of_the_facts_has_its_region_and_classes(itu: Organisation, shared: Path) -> None:
    now = timezone.now()
    for row in facts(shared, "states"):
        party = Party.objects.get(organisation=itu, key=row["iso3"].lower())
        held = Classification.objects.at(now).filter(party=party)
        assert set(held.values_list("scheme", "code")) == {("region", row["itu_region"])} | {
            ("development", code) for code in ("LDC", "LLDC", "SIDS") if row[code] == "1"
        }, row["iso3"]
        assert all(one.source for one in held)


def test_each_session_of_the_facts_is_there(itu: Organisation, shared: Path) -> None:
    found = {(one.body.key, one.year, one.places.get("en", "")) for one in itu.sessions.select_related("body")}
    for table in ("conferences", "sessions"):
        for row in facts(shared, table):
            assert any(body == row["body"] and str(year) == row["year"] for body, year, _ in found), row


def test_membership_is_dated(itu: Organisation) -> None:
    def members(day: date) -> int:
        at = timezone.now().replace(year=day.year, month=day.month, day=day.day)
        return Membership.objects.at(at).filter(of=itu, category="member-state").count()

    assert (members(date(2018, 4, 17)), members(date(2024, 10, 1))) == (193, 194)


def test_a_graduated_country_was_in_its_class_before(itu: Organisation) -> None:
    bhutan = Party.objects.get(organisation=itu, key="btn")
    row = bhutan.classifications.get(code="LDC")
    assert row.until is not None and row.until.year == 2023 and "verify" in row.source


def test_every_name_has_all_languages(itu: Organisation) -> None:
    only_english = {"hkg", "mac"}
    for party in itu.parties.exclude(key__in=only_english).prefetch_related("names"):
        assert {one.language for one in party.names.all()} == LANGUAGES, party.key
    for named in (*Function.objects.filter(organisation=itu), *CodeName.objects.filter(organisation=itu)):
        assert set(named.names) == LANGUAGES, named.code


def test_every_code_that_is_used_has_a_name(itu: Organisation) -> None:
    named = set(CodeName.objects.filter(organisation=itu).values_list("scheme", "code"))
    used = set(Classification.objects.values_list("scheme", "code").distinct())
    used |= {("category", one) for one in Membership.objects.values_list("category", flat=True).distinct()}
    assert used <= named


def test_offices_have_an_actor_that_the_vocabulary_knows(itu: Organisation) -> None:
    vocabulary = vocabulary_of("itu")
    for function in itu.functions.exclude(actor=""):
        assert vocabulary.actor(function.actor) is not None, function.actor
    assert [one.code for one in functions_of(Party.objects.get(key="tsb"))] == ["director"]
    assert {one.code for one in functions_of(Party.objects.get(key="general-secretariat"))} == {
        "secretary-general", "deputy-secretary-general", "officer"}
    assert [one.code for one in functions_of(Party.objects.get(key="ro-africa"))] == ["regional-director"]


def test_a_mark_of_the_source_is_no_part_of_a_name(itu: Organisation) -> None:
    assert not PartyName.objects.filter(name__endswith="*").exists()
    assert "asterisk" in Party.objects.get(key="vat").note and "Resolution 99" in Party.objects.get(key="pse").note


def test_the_days_of_an_invitation_are_a_rule_of_the_profile(itu: Organisation) -> None:
    assert days_open(itu.party_ptr, timezone.now()) == 14
    itu.house_rules.filter(code="invitation-days").update(value="21")
    assert days_open(Party.objects.get(key="tsb"), timezone.now()) == 21


@pytest.mark.parametrize(("table", "old", "new", "words"), [
    ("parties", "\tbureau\t", "\tburo\t", ["“buro”", "secretariat, regional-office, area-office"]),
    ("parties", "assembly\tconference\t\t", "assembly\tconference\tnowhere\t", ["“nowhere”"]),
    ("parties", "council\tcouncil", "assembly\tcouncil", ["stands twice"]),
    ("states", "\tinvented\tinvented\n", "\t\tinvented\n", ["source"]),
    ("states", "North\t0\t0\t0\t1\t\t", "North\t0\t0\t0\t1\t2024-13\t", ["“2024-13”"]),
    ("states", "North\t0\t0", "North\tyes\t0", ["“yes”", "LDC"]),
    ("states", "AVN\t", "\t", ["iso3"]),
    ("functions", "officer\tsecretariat", "officer\tsecretariate", ["“secretariate”"]),
    ("functions", "secretariat\t0", "secretariat\tno", ["“no”"]),
    ("names", "region\tNorth", "area\tNorth", ["“area”", "category, right, region, development, size, place"]),
    ("sessions", "\t2020\t", "\tMMXX\t", ["“MMXX”"]),
    ("sessions", "assembly\t2020", "parliament\t2020", ["“parliament”"]),
    ("sessions", "2020-09-17", "2019-09-17", ["before it begins"]),
])
def test_a_faulty_line_is_named_by_its_place_and_nothing_is_loaded(
    db: Any, folder: Path, table: str, old: str, new: str, words: list[str]
) -> None:
    path = folder / f"{table}.tsv"
    spoiled = path.read_text(encoding="utf-8")
    assert old in spoiled
    path.write_text(spoiled.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleBroken) as found:
        load_profile(acting_as=HOUSE, folder=folder)
    number = spoiled[:spoiled.index(old)].count("\n") + 1
    for one in (f"{table}.tsv, line {number}:", *words):
        assert one in str(found.value)
    assert not Organisation.objects.exists() and not Party.objects.exists()


def test_memberships_and_classes_come_from_their_own_tables(db: Any, folder: Path) -> None:
    (folder / "memberships.tsv").write_text(
        "member\tof\tcategory\tsince\tuntil\nbrightbuoy\tiuts\tsector-member\t2021-05\t2023\n", encoding="utf-8")
    (folder / "classes.tsv").write_text(
        "party\tscheme\tcode\tsince\tuntil\tsource\navn\tdevelopment\tLDC\t2001\t2010-12-31\tinvented\n", encoding="utf-8")
    load_profile(acting_as=HOUSE, folder=folder)
    member = Membership.objects.get(category="sector-member")
    assert (member.member.key, member.since, member.until) == ("brightbuoy", date(2021, 5, 1), date(2023, 1, 1))
    assert Classification.objects.get(party__key="avn", code="LDC").until == date(2010, 12, 31)
    with pytest.raises(RuleBroken, match="loaded already"):
        load_profile(acting_as=HOUSE, folder=folder)


def test_the_first_officer_is_appointed_by_the_command_line(itu: Organisation) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(mandata, ["appoint", *words], env={"MANDATA_PASSWORD": "a-long-password"})

    assert run("eve@example.org", "--office", "officer").exit_code == 0
    eve = get_user_model().objects.get(email="eve@example.org")
    assert acting_for(eve).holds("officer", organisation=itu) and eve.emailaddress_set.get().verified
    for words, told in (
        (("eve@example.org", "--office", "officer"), "holds the office already"),
        (("x@example.org", "--office", "king"), "no office “king”"),
        (("x@example.org", "--office", "chair"), "say which with --party"),
        (("x@example.org", "--office", "officer", "--party", "tsb"), "has no office"),
        (("x@example.org", "--office", "officer", "--party", "moon"), "has no party “moon”"),
        (("nobody", "--office", "officer"), "no mail address"),
    ):
        result = run(*words)
        assert result.exit_code != 0 and told in result.output, result.output
    assert run("y@example.org", "--office", "director", "--party", "tsb").exit_code == 0
    assert acting_for(get_user_model().objects.get(email="y@example.org")).offices[0].actor == "tsb-director"
