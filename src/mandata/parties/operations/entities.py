"""What becomes of entities: added, renamed, classed, made members, established in a State; each row opened and closed by an act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext

from mandata.parties.actors import known_actor
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, ONE_AT_A_TIME, alone, in_order, overlap, replaced
from mandata.parties.models import (
    Classification,
    CodeName,
    Dissolution,
    Establishment,
    Membership,
    Organisation,
    Party,
    PartyKind,
    PartyName,
)
from mandata.parties.tables import LANGUAGES
from mandata.shared.joining import joined
from mandata.shared.models import DatedRow
from mandata.shared.operations import RuleBroken, doing, operation

Row = TypeVar("Row", bound=DatedRow)
NEVER_ADDED = (PartyKind.ORGANISATION, PartyKind.CLASS, PartyKind.REGION)


def known_kind(kind: str, subject: Party) -> None:
    """A kind is one of those that an entity may have: another is most often mistyped."""
    if kind not in PartyKind.values or kind in NEVER_ADDED:
        raise RuleBroken(gettext("“%(kind)s” is no kind of entity that is added. There are: %(kinds)s.") % {
            "kind": kind, "kinds": joined(one for one in PartyKind.values if one not in NEVER_ADDED)}, subject)


@operation("add-party", on="organisation")
def add_party(*, acting_as: Acting, organisation: Organisation, key: str, kind: str, names: Mapping[str, str], parent: Party | None = None,
              note: str = "", actor: str = "", happened_at: datetime | None = None) -> Party:
    """Enter an entity: its key in the organisation, its kind, its name in at least one language; by ``actor`` texts speak of it."""
    known_kind(kind, organisation)
    if not key or Party.objects.filter(organisation=organisation, key=key).exists() or key == organisation.key:
        raise RuleBroken(gettext("The key “%(key)s” is empty or stands for another entity: choose another.") % {"key": key}, organisation)
    if parent is not None and parent.root_id != organisation.pk:
        raise RuleBroken(gettext("The entity above it belongs to another organisation."), organisation)
    if actor and not known_actor(organisation, actor):
        raise RuleBroken(gettext("“%(code)s” is no actor of the table of actors.") % {"code": actor}, organisation)
    if actor and Party.objects.filter(organisation=organisation, actor=actor).exclude(pk__in=Dissolution.objects.known().values("party")).exists():
        raise RuleBroken(gettext("Texts that name “%(code)s” mean another entity, which exists: dissolve that one first.") % {"code": actor}, organisation)
    party = Party.objects.create(
        organisation=organisation, key=key, entity=kind, parent=parent or organisation.party_ptr, note=note, actor=actor, sample=organisation.sample)
    for language, name in _good_names(names, party).items():
        PartyName.objects.create(party=party, language=language, name=name)
    doing().also(party)
    return party


@operation("rename", on="party")
def rename_party(*, acting_as: Acting, party: Party, names: Mapping[str, str], happened_at: datetime | None = None) -> None:
    """Correct the names of an entity; the act keeps the old ones beside the new. An empty name takes a language away."""
    now = {one.language: one.name for one in party.names.all()}
    wanted = {**now, **{language: " ".join(name.split()) for language, name in names.items()}}
    _good_names(wanted, party)
    changed = {language: [now.get(language, ""), name] for language, name in wanted.items() if name != now.get(language, "")}
    if not changed:
        raise RuleBroken(gettext("These are its names already."), party)
    doing().write(party, changes={"names": changed})
    for language, (_old, name) in changed.items():
        if name:
            PartyName.objects.update_or_create(party=party, language=language, defaults={"name": name})
        else:
            PartyName.objects.filter(party=party, language=language).delete()


@operation("correct", on="party")
def correct_party(*, acting_as: Acting, party: Party, kind: str = "", parent: Party | None = None, note: str | None = None,
                  happened_at: datetime | None = None) -> None:
    """Correct what an entity is, what it stands under, or the note beside it; the act keeps the old beside the new."""
    changes: dict[str, Any] = {}
    if kind and kind != party.entity:
        known_kind(kind, party)
        if party.entity in NEVER_ADDED:
            raise RuleBroken(gettext("An entity of this kind does not become “%(kind)s”.") % {"kind": kind}, party)
        changes["kind"], party.entity = [party.entity, kind], kind
    if parent is not None and parent.pk != party.parent_id:
        above: Party | None = parent
        while above is not None:
            if above.pk == party.pk:
                raise RuleBroken(gettext("An entity does not stand under itself."), party)
            above = above.parent
        if parent.root_id != party.root_id:
            raise RuleBroken(gettext("The entity above it belongs to another organisation."), party)
        changes["parent"], party.parent = [party.parent.uid if party.parent else "", parent.uid], parent
    if note is not None and note != party.note:
        changes["note"], party.note = [party.note, note], note
    if not changes:
        raise RuleBroken(gettext("Nothing would change."), party)
    doing().write(party, changes=changes)
    party.save(update_fields=["entity", "parent", "note"])


@operation("classify", on="party")
def classify(*, acting_as: Acting, party: Party, scheme: str, code: str, source: str, since: date | None = None,
             until: date | None = None, happened_at: datetime | None = None) -> Classification:
    """Put an entity into a class, by a source; of a scheme with one class at a time, the class held before ends the day before."""
    in_order(since, until, party)
    known_code(party, scheme, code)
    if not source.strip():
        raise RuleBroken(gettext("Say by what source: a class is never guessed."), party)
    held = list(Classification.objects.known().filter(party=party, scheme=scheme))
    alone((one for one in held if one.code == code), since, until, party)
    act = doing().write(party)
    if scheme in ONE_AT_A_TIME:
        for one in held:
            if overlap(one, since, until):
                if one.until is not None or since is None or (one.since is not None and one.since >= since):
                    alone([one], since, until, party)
                doing().also(one, replaced(one, act, until=since - A_DAY))  # type: ignore[operator]
    opened = Classification.objects.create(
        party=party, scheme=scheme, code=code, source=source.strip(), since=since, until=until, opened_by=act)
    doing().also(opened)
    return opened


@operation("state-level", on="party")
def state_level(*, acting_as: Acting, party: Party, level: str, legal_basis: str, since: date | None = None) -> Classification:
    """State, for one's own State, at which level its national standardization secretariat works and by what legal basis."""
    if party.entity != PartyKind.NATIONAL_SECRETARIAT:
        raise RuleBroken(gettext("Only a national standardization secretariat has such a level."), party)
    return classify.__wrapped__(  # type: ignore[attr-defined, no-any-return]
        acting_as=acting_as, party=party, scheme="secretariat-level", code=level, source=legal_basis, since=since)


@operation("add-membership", on="party")
def add_membership(*, acting_as: Acting, party: Party, of: Party, category: str, since: date | None = None,
                   until: date | None = None, happened_at: datetime | None = None) -> Membership:
    """Make an entity a member of another in a category, from–to."""
    in_order(since, until, party)
    if of.root_id != party.root_id or of.pk == party.pk:
        raise RuleBroken(gettext("An entity is a member of another one of the same organisation."), party)
    known_code(party, "category", category)
    alone(Membership.objects.known().filter(member=party, of=of, category=category), since, until, party)
    act = doing().write(party)
    opened = Membership.objects.create(member=party, of=of, category=category, since=since, until=until, opened_by=act)
    doing().also(opened, of)
    return opened


@operation("establish", on="party")
def establish(*, acting_as: Acting, party: Party, state: Party, source: str, since: date | None = None, until: date | None = None,
              happened_at: datetime | None = None) -> Establishment:
    """Say in which State an entity is established; the State said before ends the day before."""
    in_order(since, until, party)
    if state.entity not in (PartyKind.STATE, PartyKind.ECONOMY) or state.root_id != party.root_id:
        raise RuleBroken(gettext("%(party)s is no State of this organisation.") % {"party": state}, party)
    if not source.strip():
        raise RuleBroken(gettext("Say by what source."), party)
    held = list(Establishment.objects.known().filter(party=party))
    alone((one for one in held if one.state_id == state.pk), since, until, party)
    act = doing().write(party)
    for one in held:
        if overlap(one, since, until):
            if one.until is not None or since is None or (one.since is not None and one.since >= since):
                alone([one], since, until, party)
            doing().also(one, replaced(one, act, until=since - A_DAY))  # type: ignore[operator]
    opened = Establishment.objects.create(party=party, state=state, source=source.strip(), since=since, until=until, opened_by=act)
    doing().also(opened, state)
    return opened


@operation("end", on="classification")
def end_class(*, acting_as: Acting, classification: Classification, last_day: date, happened_at: datetime | None = None) -> Classification:
    """An entity left a class: the row is closed, and one that says until when is opened."""
    return _ended(classification, last_day, classification.party)


@operation("end", on="membership")
def end_membership(*, acting_as: Acting, membership: Membership, last_day: date, happened_at: datetime | None = None) -> Membership:
    """A membership ended: the row is closed, and one that says until when is opened."""
    return _ended(membership, last_day, membership.member)


@operation("end", on="establishment")
def end_establishment(*, acting_as: Acting, establishment: Establishment, last_day: date,
                      happened_at: datetime | None = None) -> Establishment:
    """An entity left a State: the row is closed, and one that says until when is opened."""
    return _ended(establishment, last_day, establishment.party)


@operation("correct", on="classification")
def correct_class(*, acting_as: Acting, classification: Classification, since: date | None, until: date | None, source: str,
                  happened_at: datetime | None = None) -> Classification:
    """Say rightly since when, until when or by what source a class holds."""
    others = Classification.objects.known().filter(party=classification.party, scheme=classification.scheme)
    if classification.scheme not in ONE_AT_A_TIME:
        others = others.filter(code=classification.code)
    if not source.strip():
        raise RuleBroken(gettext("Say by what source: a class is never guessed."), classification)
    return _corrected(classification, others, since, until, classification.party, source=source.strip())


@operation("correct", on="membership")
def correct_membership(*, acting_as: Acting, membership: Membership, since: date | None, until: date | None,
                       happened_at: datetime | None = None) -> Membership:
    """Say rightly since when or until when a membership holds."""
    others = Membership.objects.known().filter(member=membership.member, of=membership.of, category=membership.category)
    return _corrected(membership, others, since, until, membership.member)


@operation("correct", on="establishment")
def correct_establishment(*, acting_as: Acting, establishment: Establishment, since: date | None, until: date | None, source: str,
                          happened_at: datetime | None = None) -> Establishment:
    """Say rightly since when, until when or by what source an entity is established in its State."""
    if not source.strip():
        raise RuleBroken(gettext("Say by what source."), establishment)
    others = Establishment.objects.known().filter(party=establishment.party)
    return _corrected(establishment, others, since, until, establishment.party, source=source.strip())


def known_code(party: Party, scheme: str, code: str) -> None:
    """A category or class has an entry in the organisation's table of names: another is most often mistyped."""
    names = {one.code: str(one) for one in CodeName.objects.filter(organisation_id=party.root_id, scheme=scheme)}
    if code not in names:
        raise RuleBroken(gettext("“%(code)s” stands in no table of this organisation for “%(scheme)s”. There are: %(codes)s.") % {
            "code": code, "scheme": scheme, "codes": joined(sorted(names)) or gettext("none")}, party)


def _ended(row: Row, last_day: date, party: Party) -> Row:
    _still(row)
    if row.until is not None and row.until <= last_day:
        raise RuleBroken(gettext("It ends earlier already: correct the row."), row)
    in_order(row.since, last_day, row)
    ended = replaced(row, doing().write(row), until=last_day)
    doing().also(ended, party)
    return ended


def _corrected(row: Row, others: Any, since: date | None, until: date | None, party: Party, **values: Any) -> Row:
    _still(row)
    in_order(since, until, row)
    if (since, until) == (row.since, row.until) and all(getattr(row, name) == value for name, value in values.items()):
        raise RuleBroken(gettext("Nothing would change."), row)
    alone(others.exclude(pk=row.pk), since, until, row)
    corrected = replaced(row, doing().write(row), since=since, until=until, **values)
    doing().also(corrected, party)
    return corrected


def _still(row: DatedRow) -> None:
    if row.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), row)


def _good_names(names: Mapping[str, str], party: Party) -> dict[str, str]:
    """Names by language, cleaned; at least one, and none in a language that the site does not have."""
    if unknown := sorted(set(names) - set(LANGUAGES)):
        raise RuleBroken(gettext("“%(language)s” is no language of the names. There are: %(languages)s.") % {
            "language": unknown[0], "languages": joined(LANGUAGES)}, party)
    good = {language: clean for language, name in names.items() if (clean := " ".join(name.split()))}
    if not good:
        raise RuleBroken(gettext("Give its name in at least one language."), party)
    if long := [name for name in good.values() if len(name) > 300]:
        raise RuleBroken(gettext("A name has at most 300 signs: “%(name)s …”") % {"name": long[0][:60]}, party)
    return good
