"""Figures about members, groups, leadership and persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import (
    Classification,
    Establishment,
    Membership,
    Office,
    Organisation,
    Party,
    PartyKind,
    Person,
)
from mandata.shared.measures import Ground, Split, measure

LEADERS = ("chair", "vice-chair")
DEVELOPING = "developing"  # the class of the organisation's own dated list
OWN_ALONE = ("size", "secretariat-level")  # schemes of which a State's class says nothing about who is established in it

Owners = Callable[[QuerySet[Any]], Iterable[tuple[int, int | None]]]


def in_organisation(scope: Any, prefix: str = "") -> Q:
    """Parties of the scope's organisation, itself included; all where there is no scope."""
    if scope is None:
        return Q()
    return Q(**{f"{prefix}organisation": scope.root_id}) | Q(**{f"{prefix}pk": scope.root_id})


def memberships(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Memberships of an organisation and of its Sectors; for another party as scope those of that party."""
    held = Membership.objects.at(at, known)
    if scope is None:
        return held.filter(of__entity__in=(PartyKind.ORGANISATION, PartyKind.SECTOR))
    if scope.entity in (PartyKind.ORGANISATION, PartyKind.STATE, PartyKind.ECONOMY):
        held = held.filter(in_organisation(scope, "of__"), of__entity__in=(PartyKind.ORGANISATION, PartyKind.SECTOR))
        if scope.entity == PartyKind.ORGANISATION:
            return held
        return held.filter(member__in=Establishment.objects.at(at, known).filter(state=scope).values("party"))
    return held.filter(of=scope)


def classes_by_party(scheme: str, at: datetime, known: datetime) -> dict[int, set[str]]:
    """The classes of a scheme that each party is in; where it is in none of its own, those of the State in which it is established."""
    found: dict[int, set[str]] = {}
    for party, code in Classification.objects.at(at, known).filter(scheme=scheme).values_list("party_id", "code"):
        found.setdefault(party, set()).add(code)
    if scheme not in OWN_ALONE:
        own = set(found)
        for party, state in Establishment.objects.at(at, known).values_list("party_id", "state_id"):
            if party not in own and state in own:
                found[party] = found[state]
    return found


def by_class(label: Any, scheme: str, owners: Owners) -> Split:
    """Records by the class of their party; the empty code is the part of which no class is known."""

    def parts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
        held = classes_by_party(scheme, at, known)
        found: dict[str, set[int]] = {}
        for record, party in owners(records):
            for code in held.get(party or 0, ("",)):
                found.setdefault(code, set()).add(record)
        return found

    return split_of(label, parts)


def split_of(label: Any, parts: Callable[[QuerySet[Any], datetime, datetime], Mapping[str, set[int]]]) -> Split:
    """A split by the numbers of the records in each part."""

    def counts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, int]:
        return {code: len(found) for code, found in parts(records, at, known).items()}

    def within(records: QuerySet[Any], code: str, at: datetime, known: datetime) -> QuerySet[Any]:
        return records.filter(pk__in=parts(records, at, known).get(code, set()))

    return Split(label, counts, within)


def _itself(records: QuerySet[Any]) -> Iterable[tuple[int, int]]:
    return [(pk, pk) for pk in records.values_list("pk", flat=True)]


def _nominator(records: QuerySet[Any]) -> Iterable[tuple[int, int | None]]:
    return records.values_list("pk", "nominated_by_id")


def _by_category(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for member, category in memberships(None, at, known).values_list("member_id", "category"):
        found.setdefault(category, set()).add(member)
    these = set(records.values_list("pk", flat=True))
    return {code: some for code, every in found.items() if (some := every & these)}


def _by_function(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    held = Office.objects.at(at, known).filter(person__in=records)
    for person, function in held.values_list("person_id", "function"):
        found.setdefault(function, set()).add(person)
    return found


def by_body_and_region(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """Terms by function, body and region of who nominated: the code is ``chair:12:Africa``."""
    regions = classes_by_party("region", at, known)
    found: dict[str, set[int]] = {}
    for office, function, party, nominator in records.values_list("pk", "function", "party_id", "nominated_by_id"):
        for region in regions.get(nominator or 0, ("",)):
            found.setdefault(f"{function}:{party}:{region}", set()).add(office)
    return found


def by_region_and_class(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """Terms by function, region and class of who nominated: the code is ``chair:Africa:LDC``; a State may be in several classes."""
    regions, classes = classes_by_party("region", at, known), classes_by_party("development", at, known)
    found: dict[str, set[int]] = {}
    for office, function, nominator in records.values_list("pk", "function", "nominated_by_id"):
        for region in regions.get(nominator or 0, ("",)):
            for code in classes.get(nominator or 0, ("",)):
                found.setdefault(f"{function}:{region}:{code}", set()).add(office)
    return found


@measure(
    "members", front=True, label=_("Members"), unit="party", version=1, of_parties=True,
    words=_("Entities with a membership of the organisation or of one of its Sectors in force, each counted once."),
    splits={
        "category": split_of(_("Category"), _by_category), "region": by_class(_("Region"), "region", _itself),
        "development": by_class(_("Class"), "development", _itself), "size": by_class(_("Size"), "size", _itself),
    },
)
def members(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Parties with a membership; scope: an organisation, a State (who is established in it), a Sector or group."""
    return Party.objects.filter(pk__in=memberships(scope, at, known).values("member"))


def _by_parent(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """Groups by the key of the group above them."""
    found: dict[str, set[int]] = {}
    for group, parent in records.values_list("pk", "parent__key"):
        found.setdefault(parent or "", set()).add(group)
    return found


@measure(
    "groups.regional", label=_("Regional groups"), unit="party", version=1,
    words=_("Groups that are classed in a region and stand under another group."),
    splits={"region": by_class(_("Region"), "region", _itself), "parent": split_of(_("Parent group"), _by_parent)},
)
def regional_groups(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Groups with a region and a parent group; scope: an organisation."""
    regional = Classification.objects.at(at, known).filter(scheme="region", party=OuterRef("pk"))
    return Party.objects.filter(in_organisation(scope), Exists(regional), entity=PartyKind.GROUP, parent__entity=PartyKind.GROUP)


def is_regional_group(group: Party) -> bool:
    """Whether a group is one today, as known now."""
    now = timezone.now()
    return regional_groups(None, now, now).filter(pk=group.pk).exists()


def member_states(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """States that are members of the organisation; scope: an organisation."""
    return members(scope, at, known).filter(entity=PartyKind.STATE)


def _secretariats(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    return Establishment.objects.known(known).filter(in_organisation(scope, "party__"), party__entity=PartyKind.NATIONAL_SECRETARIAT)


SECRETARIATS = Ground(_secretariats, _("No national standardization secretariat of any State is recorded yet."))


def _list_of_developing(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    return Classification.objects.known(known).filter(in_organisation(scope, "party__"), scheme="development", code=DEVELOPING)


DEVELOPING_LIST = Ground(_list_of_developing, _("The organisation's own list of developing countries has not been entered yet."))


def _with_secretariat(at: datetime, known: datetime) -> list[int]:
    """The States in which one is established; asked apart, for a database may ask it anew for each State."""
    held = Establishment.objects.at(at, known).filter(party__entity=PartyKind.NATIONAL_SECRETARIAT)
    return list(held.order_by().values_list("state", flat=True).distinct())


def _by_level(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    levels = classes_by_party("secretariat-level", at, known)
    held = Establishment.objects.at(at, known).filter(party__entity=PartyKind.NATIONAL_SECRETARIAT, state__in=list(records.order_by().values_list("pk", flat=True)))
    found: dict[str, set[int]] = {}
    for party, state in held.values_list("party_id", "state_id"):
        for code in levels.get(party, ("",)):
            found.setdefault(code, set()).add(state)
    return found


@measure(
    "states.with-secretariat", label=_("States with a national standardization secretariat"), unit="party", version=1,
    words=_("Member States in which a national standardization secretariat is established, of all member States."), whole=member_states, grounds=(SECRETARIATS,),
    splits={"secretariat-level": split_of(_("Level"), _by_level), "region": by_class(_("Region"), "region", _itself)},
)
def states_with_secretariat(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Member States with a national secretariat; scope: an organisation."""
    return member_states(scope, at, known).filter(pk__in=_with_secretariat(at, known))


@measure(
    "states.without-secretariat", label=_("States without a national standardization secretariat"), unit="party", version=1,
    words=_("Member States in which no national standardization secretariat is recorded, of all member States."), whole=member_states, grounds=(SECRETARIATS,),
    splits={"region": by_class(_("Region"), "region", _itself), "development": by_class(_("Class"), "development", _itself)},
)
def states_without_secretariat(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Member States without a national secretariat; scope: an organisation."""
    return member_states(scope, at, known).exclude(pk__in=_with_secretariat(at, known))


@measure(
    "leadership.terms", label=_("Chairs and vice-chairs"), unit="office", version=1, of_parties=True,
    words=_("Terms of chairs and vice-chairs that run, by region and class of the State or member that nominated them."),
    splits={
        "region": by_class(_("Region"), "region", _nominator), "development": by_class(_("Class"), "development", _nominator),
        "body-region": split_of(_("Body and region"), by_body_and_region),
        "region-class": split_of(_("Region and class"), by_region_and_class),
    },
)
def leadership_terms(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Offices of chair and vice-chair held; scope: an organisation, or one body."""
    held = Office.objects.at(at, known).filter(function__in=LEADERS)
    if scope is None:
        return held
    return held.filter(in_organisation(scope, "party__") if scope.entity == PartyKind.ORGANISATION else Q(party=scope))


@measure(
    "leadership.developing", label=_("Chairs and vice-chairs from developing countries"), unit="office", version=1,
    words=_("Terms of chairs and vice-chairs nominated from developing countries by the organisation's own list, of all such terms."),
    whole=leadership_terms, splits={"region": by_class(_("Region"), "region", _nominator)}, grounds=(DEVELOPING_LIST,),
)
def leadership_developing(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the terms those whose nominator is on the list of developing countries; none where no list is entered."""
    found = classes_by_party("development", at, known)
    return leadership_terms(scope, at, known).filter(nominated_by__in=[pk for pk, codes in found.items() if DEVELOPING in codes])


@measure(
    "persons.in-functions", label=_("Persons in functions"), unit="person", version=1,
    words=_("Persons who hold at least one function, each counted once; by function, each counted in every function held."),
    splits={"function": split_of(_("Function"), _by_function)},
)
def persons_in_functions(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Persons who hold an office; scope: an organisation."""
    held = Office.objects.at(at, known).filter(in_organisation(scope, "party__"))
    return Person.objects.filter(pk__in=held.values("person"))


def developing_declared(organisation: Organisation, at: datetime, known: datetime) -> str:
    """The source of the organisation's own list of developing countries; empty where none is entered."""
    held = Classification.objects.at(at, known).filter(
        in_organisation(organisation, "party__"), scheme="development", code=DEVELOPING).values_list("source", flat=True)
    sources = Counter(held)
    return max(sources, key=lambda one: (sources[one], one)) if sources else ""
