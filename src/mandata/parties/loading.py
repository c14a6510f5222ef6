"""Load a profile: an organisation with its bodies, offices, States, members, classes and sessions, from tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mandata.parties.capacity import Acting
from mandata.parties.models import (
    BodySession,
    Classification,
    CodeName,
    Establishment,
    Function,
    HouseRule,
    Membership,
    Organisation,
    Party,
    PartyKind,
    PartyName,
)
from mandata.parties.tables import LANGUAGES, Line, day, lines
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

CLASS_COLUMNS = ("LDC", "LLDC", "SIDS")
SCHEMES = ("region", "development", "size", "place", "secretariat-level")  # of classes
CODES = ("category", "right", *SCHEMES)  # what a code can name


@operation("load", on="organisation", create=True)
def load_profile(*, acting_as: Acting, folder: Path, sample: bool = False) -> Organisation:
    """Make an organisation of a profile's folder; a line that cannot be loaded is named with its place, and nothing is."""
    with (folder / "profile.toml").open("rb") as file:
        profile = tomllib.load(file)
    if Organisation.objects.filter(slug=profile["key"]).exists():
        raise RuleBroken(f"The organisation “{profile['key']}” is loaded already.")
    organisation = Organisation(
        key=profile["key"], slug=profile["key"], entity=PartyKind.ORGANISATION, actor=profile.get("actor", ""),
        reference_language=profile.get("reference_language", "en"), vocabulary=profile["vocabulary"], sample=sample,
    )
    act = doing().write(organisation)
    organisation.save()
    _names(organisation, profile["names"])
    Loading(organisation, folder, act, sample, profile.get("sources", {})).load()
    for rule in profile.get("house_rules", []):
        HouseRule.objects.create(
            organisation=organisation, code=rule["code"], words=rule["words"], decider=rule["decider"],
            value=str(rule.get("value", "")), since=day(str(rule.get("since", ""))), opened_by=act,
        )
    return organisation


class Loading:
    """One profile on its way in: what its tables named so far."""

    def __init__(self, organisation: Organisation, folder: Path, act: Act, sample: bool, sources: dict[str, str]) -> None:
        self.organisation, self.folder, self.act, self.sample, self.sources = organisation, folder, act, sample, sources
        self.parties: dict[str, Party] = {organisation.key: organisation.party_ptr}
        self.classes: set[tuple[int, str, str, Any]] = set()

    def load(self) -> None:
        """The tables, each after those that it names."""
        tables = {
            "parties": self.party, "states": self.state, "names": self.code_name, "functions": self.function,
            "memberships": self.membership, "establishments": self.establishment, "classes": self.classification, "sessions": self.session,
        }
        for name, take in tables.items():
            for line in lines(self.folder / f"{name}.tsv"):
                take(line)

    def known(self, line: Line, column: str) -> Party:
        """The party that a line names by its key."""
        if (found := self.parties.get(line[column])) is None:
            raise line.wrong(f"no party has the key “{line[column]}”")
        return found

    def add(self, line: Line, key: str, entity: str, parent: Party) -> Party:
        """A new party with its names."""
        if key in self.parties:
            raise line.wrong(f"the key “{key}” stands twice")
        if not line.names():
            raise line.wrong("it gives no name in any language")
        party = self.parties[key] = Party.objects.create(
            organisation=self.organisation, key=key, entity=entity, parent=parent, actor=line.get("actor"), sample=self.sample,
            note=line.note(),
        )
        _names(party, line.names())
        return party

    def party(self, line: Line) -> None:
        """parties.tsv: a body, group, office or member; its parent stands above it."""
        if line["key"] == self.organisation.key:
            return  # the organisation itself, named by profile.toml
        parent = self.parties.get(line.get("parent") or self.organisation.key)
        if parent is None:
            raise line.wrong(f"the parent “{line.get('parent')}” stands nowhere above")
        self.add(line, line["key"], line.one_of("kind", list(PartyKind.values)), parent)

    def state(self, line: Line) -> None:
        """states.tsv: a State or an economy, with membership, region and derived classes."""
        entity = line.one_of("kind", [PartyKind.STATE, PartyKind.ECONOMY]) if line.get("kind") else PartyKind.STATE
        party = self.add(line, line["iso3"].lower(), entity, self.organisation.party_ptr)
        since, until = line.day("member_from"), line.day("member_until")
        if line.flag("member", default="1"):
            self.belongs(line, party, self.organisation.party_ptr, "member-state", since, until)
        source = line.get("source")
        if region := line.get("region"):
            self.classify(line, party, "region", region, source or self.sources.get("region", ""))
        for column in CLASS_COLUMNS:
            if line.flag(column):
                self.classify(line, party, "development", column, source or self.sources.get("development", ""))

    def code_name(self, line: Line) -> None:
        """names.tsv: what a code of a category or class is called."""
        CodeName.objects.create(
            organisation=self.organisation, scheme=line.one_of("scheme", list(CODES)), code=line["code"], names=line.names()
        )

    def function(self, line: Line) -> None:
        """functions.tsv: an office that exists, in one party (by its key) or in each party of a kind."""
        where = line["held_in"]
        party = self.parties.get(where)
        if party is None and where not in PartyKind.values:
            raise line.wrong(f"“{where}” in “held_in” is neither a party nor one of {', '.join(PartyKind.values)}")
        Function.objects.create(
            organisation=self.organisation, code=line["code"], party=party, entity="" if party else where,
            actor=line.get("actor"), single=line.flag("single"), public=line.flag("public"), names=line.names(), source=line.get("source"),
        )

    def membership(self, line: Line) -> None:
        """memberships.tsv: a party is a member of another in a category, from–to."""
        self.belongs(line, self.known(line, "member"), self.known(line, "of"), line["category"], line.day("since"), line.day("until"))

    def belongs(self, line: Line, member: Party, of: Party, category: str, since: Any, until: Any) -> None:
        """One membership."""
        self.in_order(line, since, until)
        Membership.objects.create(member=member, of=of, category=category, since=since, until=until, opened_by=self.act)

    def establishment(self, line: Line) -> None:
        """establishments.tsv: a party is established in a State, from–to, by a source."""
        since, until = line.day("since"), line.day("until")
        self.in_order(line, since, until)
        state = self.known(line, "state")
        if state.entity not in (PartyKind.STATE, PartyKind.ECONOMY):
            raise line.wrong(f"“{line['state']}” in “state” is no State")
        Establishment.objects.create(
            party=self.known(line, "party"), state=state, source=line["source"], since=since, until=until, opened_by=self.act)

    def classification(self, line: Line) -> None:
        """classes.tsv: a party is in a class of a scheme, from–to, by a source."""
        self.classify(
            line, self.known(line, "party"), line.one_of("scheme", list(SCHEMES)), line["code"], line["source"],
            line.day("since"), line.day("until"),
        )

    def classify(self, line: Line, party: Party, scheme: str, code: str, source: str, since: Any = None, until: Any = None) -> None:
        """One class, with its source."""
        if not source:
            raise line.wrong(f"the class “{code}” has no source: give a column “source”, or [sources] in profile.toml")
        self.in_order(line, since, until)
        if (party.pk, scheme, code, since) in self.classes:
            raise line.wrong(f"the class “{code}” of this party stands twice")
        self.classes.add((party.pk, scheme, code, since))
        Classification.objects.create(
            party=party, scheme=scheme, code=code, source=source, since=since, until=until, opened_by=self.act
        )

    def session(self, line: Line) -> None:
        """sessions.tsv: a session of a body, with its places by language."""
        start, end = line.day("start"), line.day("end")
        self.in_order(line, start, end)
        BodySession.objects.create(
            organisation=self.organisation, body=self.known(line, "body"), year=line.whole("year"), ordinal=line.get("ordinal"),
            places={lang: place for lang in LANGUAGES if (place := line.get(f"place_{lang}"))}, start=start, end=end,
            note=line.get("note"),
        )

    def in_order(self, line: Line, first: Any, last: Any) -> None:
        """An end does not come before its beginning."""
        if first and last and last < first:
            raise line.wrong(f"it ends ({last}) before it begins ({first})")


def _names(party: Party, names: dict[str, str]) -> None:
    PartyName.objects.bulk_create(PartyName(party=party, language=language, name=name) for language, name in names.items())
