"""Load a profile: an organisation with its bodies, States, classes and sessions, from tables."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from mandata.parties.capacity import Acting
from mandata.parties.models import (
    BodySession,
    Classification,
    HouseRule,
    Membership,
    Organisation,
    Party,
    PartyKind,
    PartyName,
)
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
KINDS = set(PartyKind.values)
CLASS_COLUMNS = ("LDC", "LLDC", "SIDS")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table; none where the profile has no such table."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def day(text: str | None) -> date | None:
    """A day from a table: a whole date, a month or a year give their first day."""
    if not text:
        return None
    parts = [int(one) for one in text.split("-")]
    return date(*(parts + [1, 1])[:3])


@operation("load", on="organisation", create=True)
def load_profile(*, acting_as: Acting, folder: Path, sample: bool = False) -> Organisation:
    """Make an organisation of a profile's folder; each row that names an unknown party is told with its place."""
    with (folder / "profile.toml").open("rb") as file:
        profile = tomllib.load(file)
    organisation = Organisation(
        key=profile["key"], slug=profile["key"], entity=PartyKind.ORGANISATION, actor=profile.get("actor", ""),
        reference_language=profile.get("reference_language", "en"), vocabulary=profile["vocabulary"], sample=sample,
    )
    act = doing().write(organisation)
    organisation.save()
    _names(organisation, {f"name_{k}": v for k, v in profile["names"].items()})
    parties = _parties(organisation, folder, sample)
    _states(organisation, folder, parties, act, sample)
    _memberships(folder, parties, act)
    _classes(folder, parties, act)
    _sessions(organisation, folder, parties)
    for rule in profile.get("house_rules", []):
        HouseRule.objects.create(
            organisation=organisation, code=rule["code"], words=rule["words"], decider=rule["decider"],
            since=day(str(rule.get("since", ""))), opened_by=act,
        )
    return organisation


def _parties(organisation: Organisation, folder: Path, sample: bool) -> dict[str, Party]:
    parties: dict[str, Party] = {organisation.key: organisation.party_ptr}
    for number, row in enumerate(rows(folder / "parties.tsv"), start=2):
        if row["key"] in parties:
            if row["key"] != organisation.key:
                raise RuleBroken(f"parties.tsv, line {number}: the key “{row['key']}” stands twice.", organisation)
            continue
        parent = parties.get(row["parent"]) if row["parent"] else organisation.party_ptr
        if parent is None:
            raise RuleBroken(
                f"parties.tsv, line {number}: the parent “{row['parent']}” stands nowhere above.", organisation
            )
        parties[row["key"]] = party = Party.objects.create(
            organisation=organisation, key=row["key"], actor=row.get("actor") or "", parent=parent, sample=sample,
            entity=row["kind"] if row["kind"] in KINDS else PartyKind.OTHER,
        )
        _names(party, row)
    return parties


def _states(organisation: Organisation, folder: Path, parties: dict[str, Party], act: Act, sample: bool) -> None:
    for row in rows(folder / "states.tsv"):
        parties[row["iso3"].lower()] = party = Party.objects.create(
            organisation=organisation, key=row["iso3"].lower(), entity=PartyKind.STATE, sample=sample,
            parent=organisation.party_ptr,
        )
        _names(party, row)
        since = day(row.get("member_from"))
        if (row.get("member") or "1") != "0":
            Membership.objects.create(
                member=party, of=organisation.party_ptr, category="member-state", since=since,
                until=day(row.get("member_until")), opened_by=act,
            )
        source = row.get("source") or "table of States of the profile"
        if region := row.get("region") or row.get("itu_region"):
            Classification.objects.create(party=party, scheme="region", code=region, source=source, opened_by=act)
        for column in CLASS_COLUMNS:
            if row.get(column) == "1":
                Classification.objects.create(
                    party=party, scheme="development", code=column, source=source, opened_by=act
                )


def _memberships(folder: Path, parties: dict[str, Party], act: Act) -> None:
    for number, row in enumerate(rows(folder / "memberships.tsv"), start=2):
        Membership.objects.create(
            member=_party(parties, row["member"], "memberships.tsv", number), category=row["category"], opened_by=act,
            of=_party(parties, row["of"], "memberships.tsv", number), since=day(row["since"]), until=day(row["until"]),
        )


def _classes(folder: Path, parties: dict[str, Party], act: Act) -> None:
    for number, row in enumerate(rows(folder / "classes.tsv"), start=2):
        Classification.objects.create(
            party=_party(parties, row["party"], "classes.tsv", number), scheme=row["scheme"], code=row["code"],
            source=row["source"], opened_by=act,
        )


def _party(parties: dict[str, Party], key: str, table: str, number: int) -> Party:
    if key not in parties:
        raise RuleBroken(f"{table}, line {number}: no party “{key}”.")
    return parties[key]


def _sessions(organisation: Organisation, folder: Path, parties: dict[str, Party]) -> None:
    for number, row in enumerate(rows(folder / "sessions.tsv"), start=2):
        body = parties.get(row["body"])
        if body is None:
            raise RuleBroken(f"sessions.tsv, line {number}: no body “{row['body']}”.", organisation)
        BodySession.objects.create(
            organisation=organisation, body=body, year=int(row["year"]), ordinal=row.get("ordinal") or "",
            places={lang: row[f"place_{lang}"] for lang in LANGUAGES if row.get(f"place_{lang}")},
            start=day(row.get("start")), end=day(row.get("end")), note=row.get("note") or "",
        )


def _names(party: Party, row: dict[str, Any]) -> None:
    PartyName.objects.bulk_create(
        PartyName(party=party, language=language, name=row[f"name_{language}"])
        for language in LANGUAGES if row.get(f"name_{language}")
    )
