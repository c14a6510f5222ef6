"""Rows from another system, taken over one by one by the operations that an officer uses; a bad row is refused alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.parties import operations
from mandata.parties.accounts import account_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import overlap
from mandata.parties.importing_models import ImportSource
from mandata.parties.importing_rows import Read, alike, day_in, read_rows
from mandata.parties.models import (
    BodySession,
    Classification,
    Establishment,
    Membership,
    Office,
    Organisation,
    Party,
    Person,
)
from mandata.parties.registering_models import Registration
from mandata.parties.tables import LANGUAGES
from mandata.shared.joining import joined
from mandata.shared.operations import Conflict, Refused, RuleBroken
from mandata.shared.written import together

NAMES = tuple(f"name_{one}" for one in LANGUAGES)
DAYS = ("since", "until")
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # table -> must be filled, may be filled
    "parties": (("key", "kind"), ("parent", *NAMES, "note")),
    "members": (("key", "kind"), (*NAMES, "note", "state", "of", "category", *DAYS)),
    "memberships": (("party", "of", "category"), DAYS),
    "classes": (("party", "scheme", "code", "source"), DAYS),
    "establishments": (("party", "state", "source"), DAYS),
    "offices": (("person", "party", "function"), ("email", "language", "nominated_by", *DAYS)),
    "registrations": (("person", "party", "body", "year"), ("first_day", "email", "language", "role", "attended", *DAYS)),
}
ATTENDED = {"": None, "yes": True, "no": False, "1": True, "0": False}
NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass(slots=True)
class Row:
    """One row with what it does: new, changed (old and new by column), the same, or refused with the reason."""

    number: int
    what: str
    subject: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reason: str = ""


def cells_of(source: ImportSource, row: Mapping[str, str]) -> dict[str, str]:
    """A row in our columns: the source's columns, its fixed values, its words as our codes."""
    must, may = COLUMNS[source.table]
    found = {}
    for name in (*must, *may):
        value = row.get(source.columns.get(name, ""), "") or source.fixed.get(name, "")
        found[name] = source.codes.get(name, {}).get(value, value)
    return found


def missing(source: ImportSource, heads: list[str] | None = None) -> list[str]:
    """Our columns that must be filled and that nothing of the source fills yet; of a file with these headings, that nothing in it fills."""
    return [one for one in COLUMNS[source.table][0] if not source.fixed.get(one) and (
        not source.columns.get(one) or heads is not None and source.columns[one] not in heads)]


def absent(source: ImportSource, heads: list[str]) -> list[str]:
    """Headings that the source is known to have and that are not in this file."""
    return sorted({one for one in source.columns.values() if one and one not in heads})


def untaken(source: ImportSource, heads: list[str]) -> list[str]:
    """Headings of a file that fill none of our columns."""
    return [one for one in heads if one not in source.columns.values()]


def guessed(source: ImportSource, heads: list[str]) -> dict[str, str]:
    """Our column -> its heading: as it is remembered, else the heading that is ours already."""
    ours = {alike(one): one for one in reversed(heads)}
    return {name: known if (known := source.columns.get(name, "")) in heads else ours.get(name, "") for some in COLUMNS[source.table] for name in some}


class DryRun(Exception):
    """Takes everything back that a dry run did."""


def dry_run(acting_as: Acting, source: ImportSource, content: str) -> list[Row]:
    """What taking over would do, row by row: it is done by the same operations, and taken back."""
    rows: list[Row] = []
    try:
        with together():
            rows = apply(acting_as, source, content)
            raise DryRun
    except DryRun:
        return rows


def apply(acting_as: Acting, source: ImportSource, content: str) -> list[Row]:
    """Do each row by the operations that an officer uses; a bad one is refused with its reason and changes nothing."""
    taking = Taking(acting_as, source)
    return [taking.row(one) for one in read_rows(content)[1]]


def digest(rows: list[Row]) -> str:
    """What a person saw of a dry run: taken over only where it would do the same still."""
    return hashlib.sha256(repr([(one.number, one.what, one.subject, one.changes) for one in rows]).encode()).hexdigest()


def counts(rows: list[Row]) -> dict[str, int]:
    """How many rows are new, changed, the same, refused."""
    return {what: sum(one.what == what for one in rows) for what in (NEW, CHANGED, SAME, REFUSED)}


def told(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return date_format(value) if isinstance(value, date) else str(value or "–")


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


class Taking:
    """One file on its way in."""

    def __init__(self, acting_as: Acting, source: ImportSource) -> None:
        self.acting_as, self.source = acting_as, source
        self.organisation: Organisation = source.organisation
        found = Party.objects.filter(organisation=self.organisation).select_related("organisation", "parent").prefetch_related("names")
        self.parties = {one.key: one for one in found} | {self.organisation.key: self.organisation.party_ptr}
        self.by_name: dict[str, set[str]] | None = None  # made when the first cell names no key

    def row(self, read: Read) -> Row:
        """Do one row."""
        cells = cells_of(self.source, read.cells)
        subject = cells.get("key") or cells.get("party") or ""
        done = Row(read.number, SAME, joined((cells["person"], subject)) if cells.get("person") else subject)
        handle: Callable[[Row, dict[str, str]], None] = getattr(self, f"take_{self.source.table}")
        try:
            if read.over:
                raise RuleBroken(gettext("The row has more cells than the head: put words with a comma or a semicolon between quotation marks."))
            for name in COLUMNS[self.source.table][0]:
                if not cells[name]:
                    raise RuleBroken(gettext("The column “%(column)s” is empty: fill it.") % {"column": name})
            with transaction.atomic():
                handle(done, cells)
        except Conflict:
            raise
        except (RuleBroken, Refused) as broken:
            self.parties.pop(cells.get("key", ""), None) if done.what == NEW else None
            done.what, done.reason, done.changes = REFUSED, str(broken), []
        return done

    def party(self, cells: Mapping[str, str], column: str) -> Party:
        """The party that a cell names by its key, or by a name that one alone has."""
        if (found := self.parties.get(cells[column])) is not None:
            return found
        called = self.called(cells[column])
        if len(called) > 1:
            raise RuleBroken(gettext("“%(name)s” in “%(column)s” is the name of several entities: write the key of one of them: %(keys)s.") % {
                "name": cells[column], "column": column, "keys": joined(one.key for one in called)})
        if not called:
            raise RuleBroken(gettext("“%(key)s” in “%(column)s” is neither the key nor the name of an entity: add the entity first, or mend it.") % {
                "key": cells[column], "column": column})
        return called[0]

    def called(self, name: str) -> list[Party]:
        """The parties that have a name in some language."""
        if self.by_name is None:
            self.by_name = {}
            for party in self.parties.values():
                self.names(party)
        return [self.parties[key] for key in sorted(self.by_name.get(_folded(name), ())) if key in self.parties]

    def names(self, party: Party) -> None:
        """Find a party by its names from here on."""
        if self.by_name is not None:
            for held in party.names.all():
                self.by_name.setdefault(_folded(held.name), set()).add(party.key)

    def days(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The days of a row."""
        return {name: self.day(cells, name) for name in DAYS}

    def day(self, cells: Mapping[str, str], name: str) -> date | None:
        """The day in a cell, if there is one."""
        return day_in(cells[name], self.source.day_order, name)

    def take_parties(self, done: Row, cells: dict[str, str]) -> None:
        """An entity: added, or its names, kind, place and note corrected; an empty cell says nothing."""
        names = {one: cells[f"name_{one}"] for one in LANGUAGES if cells[f"name_{one}"]}
        parent = self.party(cells, "parent") if cells.get("parent") else None
        party = self.parties.get(cells["key"])
        if party is None:
            party = operations.add_party(
                acting_as=self.acting_as, organisation=self.organisation, key=cells["key"], kind=cells["kind"], names=names, parent=parent,
                note=cells["note"])
            done.what, self.parties[party.key] = NEW, party
            self.names(party)
            done.changes += [(f"name_{one}", "", name) for one, name in names.items()]
            return
        now = {one.language: one.name for one in party.names.all()}
        changed = {one: name for one, name in names.items() if " ".join(name.split()) != now.get(one, "")}
        if changed:
            operations.rename_party(acting_as=self.acting_as, party=party, names=changed)
            done.changes += [(f"name_{one}", told(now.get(one)), name) for one, name in changed.items()]
        note = cells["note"] if cells["note"] and cells["note"] != party.note else None
        kind = cells["kind"] if cells["kind"] != party.entity else ""
        moved = parent if parent is not None and parent.pk != party.parent_id else None
        if kind or moved or note is not None:
            if kind:
                done.changes.append(("kind", party.entity, kind))
            if moved:
                done.changes.append(("parent", told(party.parent and party.parent.key), moved.key))
            if note is not None:
                done.changes.append(("note", told(party.note), note))
            operations.correct_party(acting_as=self.acting_as, party=party, kind=kind, parent=moved, note=note)
        if done.changes:
            done.what = CHANGED
            self.parties[party.key] = Party.objects.select_related("organisation", "parent").prefetch_related("names").get(pk=party.pk)
            self.by_name = None

    def take_members(self, done: Row, cells: dict[str, str]) -> None:
        """An entity with its State and its membership, as other systems list members."""
        self.take_parties(done, {**cells, "parent": ""})
        if cells["state"]:
            self.take_establishments(done, {**cells, "party": cells["key"], "source": self.source.name})
        if cells["category"]:
            self.take_memberships(done, {**cells, "party": cells["key"], "of": cells["of"] or self.organisation.key})

    def take_memberships(self, done: Row, cells: dict[str, str]) -> None:
        """A membership: added, or its days corrected."""
        party, of, days = self.party(cells, "party"), self.party(cells, "of"), self.days(cells)
        rows = Membership.objects.known().filter(member=party, of=of, category=cells["category"])
        self.dated(done, rows, days, {}, lambda: operations.add_membership(
            acting_as=self.acting_as, party=party, of=of, category=cells["category"], **days),
            lambda row, values: operations.correct_membership(acting_as=self.acting_as, membership=row, **values),
            of=of, category=cells["category"])

    def take_classes(self, done: Row, cells: dict[str, str]) -> None:
        """A class: added, or its days and source corrected."""
        party, days = self.party(cells, "party"), self.days(cells)
        rows = Classification.objects.known().filter(party=party, scheme=cells["scheme"], code=cells["code"])
        self.dated(done, rows, days, {"source": cells["source"]}, lambda: operations.classify(
            acting_as=self.acting_as, party=party, scheme=cells["scheme"], code=cells["code"], source=cells["source"], **days),
            lambda row, values: operations.correct_class(acting_as=self.acting_as, classification=row, **values),
            scheme=cells["scheme"], code=cells["code"])

    def take_establishments(self, done: Row, cells: dict[str, str]) -> None:
        """The State of an entity: named, or its days and source corrected."""
        party, state, days = self.party(cells, "party"), self.party(cells, "state"), self.days(cells)
        rows = Establishment.objects.known().filter(party=party, state=state)
        said = {"source": cells["source"]}
        if self.source.table == "members":  # its days are those of the membership, its source this file
            if rows.exists():
                return
            days = dict.fromkeys(DAYS)
        self.dated(done, rows, days, said, lambda: operations.establish(
            acting_as=self.acting_as, party=party, state=state, source=cells["source"], **days),
            lambda row, values: operations.correct_establishment(acting_as=self.acting_as, establishment=row, **values),
            state=state)

    def take_offices(self, done: Row, cells: dict[str, str]) -> None:
        """A person in a function: recorded without an account, or the days corrected; a name is the person's own to correct."""
        party, days = self.party(cells, "party"), self.days(cells)
        nominator = self.party(cells, "nominated_by") if cells["nominated_by"] else None
        known = Office.objects.known().filter(party=party, function=cells["function"])
        if cells["email"]:
            account = account_of(cells["email"])
            person = Person.objects.filter(user=account).first() if account else Person.objects.filter(email__iexact=cells["email"]).first()
            rows = known.filter(person=person) if person else known.none()
        else:
            rows = known.filter(person__name=cells["person"], person__email="")
        self.dated(done, rows, days, {"nominated_by": nominator}, lambda: operations.record_office(
            acting_as=self.acting_as, party=party, function=cells["function"], name=cells["person"], email=cells["email"],
            language=cells["language"] or "en", nominated_by=nominator, **days),
            lambda row, values: operations.correct_office(acting_as=self.acting_as, office=row, **values),
            function=cells["function"], email=cells["email"])

    def take_registrations(self, done: Row, cells: dict[str, str]) -> None:
        """A person registered for a session in the name of a party: recorded, or what is said of it corrected."""
        party, session, days = self.party(cells, "party"), self.session(cells), self.days(cells)
        if cells["attended"] not in ATTENDED:
            raise RuleBroken(gettext("“%(word)s” in “attended” is neither yes nor no: say under “What its words mean” what it means.") % {
                "word": cells["attended"]})
        known = Registration.objects.known().filter(session=session, party=party)
        if cells["email"]:
            account = account_of(cells["email"])
            rows = known.filter(person__user=account) if account else known.filter(person__email__iexact=cells["email"])
        else:
            rows = known.filter(person__name=" ".join(cells["person"].split()), person__email="")
        said: dict[str, Any] = {"role": " ".join(cells["role"].split())[:100], "attended": ATTENDED[cells["attended"]]}
        self.dated(done, rows, days, said, lambda: operations.register(
            acting_as=self.acting_as, session=session, party=party, name=cells["person"], email=cells["email"],
            language=cells["language"] or "en", **said, **days),
            lambda row, values: operations.correct_registration(acting_as=self.acting_as, registration=row, **values),
            session=session, email=cells["email"])

    def session(self, cells: Mapping[str, str]) -> BodySession:
        """The session of a body in a year; where the body met more than once in it, the one that began on the day named."""
        body = self.party(cells, "body")
        found = BodySession.objects.filter(body=body, year=int(cells["year"])) if cells["year"].isdecimal() else BodySession.objects.none()
        if cells["first_day"]:
            found = found.filter(start=self.day(cells, "first_day"))
        if (count := found[:2].count()) != 1:
            raise RuleBroken((gettext("%(body)s met more than once in %(year)s: fill “first_day” with the day on which the session began.")
                              if count else gettext("No session of %(body)s in %(year)s is recorded here: mend the year or the first day.")) % {
                                  "body": body, "year": cells["year"]})
        return found.get()

    def dated(self, done: Row, rows: Any, days: dict[str, date | None], said: dict[str, Any], add: Callable[[], Any],
              correct: Callable[[Any, dict[str, Any]], Any], **what: Any) -> None:
        """One dated row: the same, corrected where one row of the same thing holds at that time, else added; ``what`` is told of a new one."""
        found = list(rows)
        row = next((one for one in found if one.since == days["since"]), None)
        if row is None:
            over = [one for one in found if overlap(one, days["since"], days["until"])]
            if len(over) > 1:
                raise RuleBroken(gettext("Several rows of it hold at that time: correct them on the page of the entity."))
            row = over[0] if over else None
        if row is None:
            add()
            done.changes += [(name, "", told(value)) for name, value in {**what, **days, **said}.items() if value]
            done.what = done.what if done.what == NEW else CHANGED if self.source.table == "members" else NEW
            return
        wanted = {**days, **said}
        changes = [(name, told(getattr(row, name)), told(value)) for name, value in wanted.items() if getattr(row, name) != value]
        if changes:
            correct(row, wanted)
            done.changes += changes
            done.what = done.what if done.what == NEW else CHANGED


def exported(organisation: Organisation, table: str) -> Iterator[list[str]]:
    """The rows of a table with its head, as an import takes them: taken over again, each says "the same"."""
    head = [*COLUMNS[table][0], *COLUMNS[table][1]]
    yield head
    here = {"organisation": organisation}
    written: Callable[[Any], str] = lambda value: "" if value is None else str(value)  # noqa: E731
    if table == "parties":
        for one in Party.objects.filter(**here).select_related("parent").prefetch_related("names").order_by("pk"):
            names = {name.language: name.name for name in one.names.all()}
            yield [one.key, one.entity, one.parent.key if one.parent else "", *(names.get(language, "") for language in LANGUAGES), one.note]
    elif table == "memberships":
        for row in Membership.objects.known().filter(member__organisation=organisation).select_related("member", "of").order_by("pk"):
            yield [row.member.key, row.of.key, row.category, written(row.since), written(row.until)]
    elif table == "classes":
        for row in Classification.objects.known().filter(party__organisation=organisation).select_related("party").order_by("pk"):
            yield [row.party.key, row.scheme, row.code, row.source, written(row.since), written(row.until)]
    elif table == "establishments":
        for row in Establishment.objects.known().filter(party__organisation=organisation).select_related("party", "state").order_by("pk"):
            yield [row.party.key, row.state.key, row.source, written(row.since), written(row.until)]
    elif table == "offices":
        held = Office.objects.known().filter(party__organisation=organisation).select_related("party", "person", "nominated_by")
        for row in held.order_by("pk"):
            yield [row.person.name, row.party.key, row.function, row.person.email, row.person.language,
                   row.nominated_by.key if row.nominated_by else "", written(row.since), written(row.until)]
    elif table == "registrations":
        registered = Registration.objects.known().filter(session__organisation=organisation).select_related("session__body", "person", "party")
        for row in registered.order_by("pk"):
            yield [row.person.name, row.party.key, row.session.body.key, str(row.session.year), written(row.session.start), row.person.email,
                   row.person.language, row.role, {None: "", True: "yes", False: "no"}[row.attended], written(row.since), written(row.until)]
