"""What a party may do in a place, by the table of rights: loaded once for whoever acts, then looked up without a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Participation, Right, RouteTerms
from mandata.parties.models import (
    Classification,
    CodeName,
    HouseRule,
    Membership,
    Office,
    Organisation,
    Party,
    PartyKind,
    in_the_readers_language,
)
from mandata.shared.rights import Answer, Capacity
from mandata.shared.written import also_read, reading

PLACE = "place"  # the scheme of classes that says what kind of group a group is
RIGHT = "right"  # the scheme of codes that names the verbs of the table
LEADING = "leading-offices"  # the house rule that names them
NO_CELL = _("No text and no house rule gives this right: without a basis there is none.")

Cell = tuple[str, str, str]  # category, verb, place


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is done: a body or group, with its kind, and whether the member belongs to it."""

    party: int
    kind: str
    group: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a party is in an organisation at a time: its categories there, and in which groups it takes part."""

    party: int
    name: str
    categories: frozenset[str]
    groups: frozenset[int]
    office: str = ""


def _takes_part(standing: Standing, place: Place, table: Table) -> bool:
    """The group takes part in a route, and the member is admitted to the group."""
    return place.party in standing.groups and place.party in table.participating


def _its_group(standing: Standing, place: Place, table: Table) -> bool:
    """The member belongs to the group."""
    return place.party in standing.groups


def _a_person_decides(standing: Standing, place: Place, table: Table) -> bool:
    """The texts leave it open: never by itself."""
    return False


CONDITIONS: dict[str, tuple[Callable[[Standing, Place, Table], bool], Any]] = {
    "participating": (_takes_part, _("only in a group that takes part, to which the member is admitted")),
    "own-group": (_its_group, _("only in the groups to which the member belongs")),
    "person-decides": (_a_person_decides, _("the texts leave it open: a person decides each case")),
}


@dataclass(frozen=True, slots=True)
class Table:
    """The table of rights of one organisation as it holds at a time."""

    cells: dict[Cell, Right]
    places: dict[int, str]  # kind of each party in which something can be done
    participating: frozenset[int]
    categories: dict[str, str]
    verbs: dict[str, str]

    def place(self, party: Party) -> Place:
        """A body or group as a place of the table."""
        return Place(party.pk, self.places.get(party.pk, party.entity), party.entity == PartyKind.GROUP)

    def answer(self, standing: Standing, verb: str, place: Place) -> Answer:
        """The best that the member's categories give: yes before a condition that is met, and both before a no."""
        refused: Answer | None = None
        for category in sorted(standing.categories):
            cell = self.cells.get((category, verb, place.kind))
            if cell is None:
                continue
            found = self._of_cell(cell, standing, place)
            if found:
                return found
            refused = found if refused is None else refused
        return Answer(False, str(NO_CELL)) if refused is None else refused

    def _of_cell(self, cell: Right, standing: Standing, place: Place) -> Answer:
        category = self.categories.get(cell.category, cell.category)
        what = self.verbs.get(cell.verb, cell.verb)
        if cell.says == Right.Says.NO:
            reason = gettext("%(category)s: %(verb)s is refused here.") % {"category": category, "verb": what}
            return Answer(False, " ".join(filter(None, [reason, cell.in_words])), cell.basis)
        met = True
        if cell.says == Right.Says.CONDITION:
            test, words = CONDITIONS[cell.condition]
            met = test(standing, place, self)
            if not met:
                reason = gettext("%(category)s: %(verb)s is open on a condition that is not met: %(condition)s.") % {
                    "category": category, "verb": what, "condition": words}
                return Answer(False, " ".join(filter(None, [reason, cell.in_words])), cell.basis)
        reason = gettext("%(name)s acts here as %(category)s: %(verb)s is open to it.") % {
            "name": standing.name, "category": category, "verb": what}
        return Answer(True, reason, cell.basis, standing.office)


def table_of(organisation: Organisation | int, at: datetime | None = None) -> Table:
    """The table of an organisation at a time, in four queries."""
    pk = organisation if isinstance(organisation, int) else organisation.pk
    at = at or timezone.now()
    cells = {(one.category, one.verb, one.place): one for one in Right.objects.at(at).filter(organisation=pk)}
    kinds = Classification.objects.at(at).filter(scheme=PLACE, party__organisation=pk).values_list("party_id", "code")
    groups = Participation.objects.at(at).filter(route__organisation=pk).values_list("group_id", flat=True)
    names = CodeName.objects.filter(organisation=pk, scheme__in=("category", RIGHT))
    words: dict[str, dict[str, str]] = {"category": {}, RIGHT: {}}
    for one in names:
        words[one.scheme][one.code] = in_the_readers_language(one.names, one.code)
    return Table(cells, dict(kinds), frozenset(groups), words["category"], words[RIGHT])


def opens_nothing_in(group: Party, terms: RouteTerms, table: Table) -> str:
    """Why a way of admission opens nothing in a group; empty where it opens something, or where no text says what its members may do."""
    says = {(cell.place, cell.says) for cell in table.cells.values() if cell.category == terms.category}
    kind = table.place(group).kind
    if not says or any(place == kind and one != Right.Says.NO for place, one in says):
        return ""
    named = CodeName.objects.filter(organisation=group.root_id, scheme=PLACE, code=kind).first()
    return gettext("%(route)s opens nothing in %(group)s: no text lets a member in the category “%(category)s” take part in a group of this kind (%(kind)s).") % {
        "route": terms.route, "group": group, "category": table.categories.get(terms.category, terms.category), "kind": named or kind}


def standings_of(offices: Iterable[Office], organisation: int, at: datetime | None = None) -> list[Standing]:
    """For whom somebody acts in an organisation: each party in which an office is held, with its categories and groups."""
    held = {one.party_id: one for one in offices if one.party.root_id == organisation}
    found: dict[int, tuple[set[str], set[int]]] = {pk: (set(), set()) for pk in held}
    rows = Membership.objects.at(at or timezone.now()).filter(member__in=held).values_list("member_id", "of_id", "of__entity", "category")
    for member, of, entity, category in rows:
        categories, groups = found[member]
        if entity == PartyKind.GROUP:
            groups.add(of)
        categories.add(category)
    return [Standing(pk, held[pk].party.name, frozenset(categories), frozenset(groups), held[pk].uid) for pk, (categories, groups) in found.items()]


def leading_offices(body: Party, at: datetime | None = None) -> list[str]:
    """Which functions count as leading offices, by the house rule; chair and vice-chair where there is none."""
    rule = HouseRule.objects.at(at or timezone.now()).filter(organisation_id=body.root_id, code=LEADING).order_by("-since").first()
    return rule.value.split() if rule is not None and rule.value else ["chair", "vice-chair"]


def standing_of(party: Party, at: datetime | None = None) -> Standing:
    """What a party is in its organisation, whoever acts for it."""
    rows = list(Membership.objects.at(at or timezone.now()).filter(member=party).values_list("of_id", "of__entity", "category"))
    groups = frozenset(of for of, entity, _category in rows if entity == PartyKind.GROUP)
    return Standing(party.pk, party.name, frozenset(category for _of, _entity, category in rows), groups)


def may_here(acting_as: Capacity, verb: str, body: Party, at: datetime | None = None) -> Answer:
    """Whether somebody may do ``verb`` in a body or group, for one of the parties for which the person acts.

    ``at`` is now where none is given: what was loaded for the person is then looked up without a query.
    """
    table, standings = _loaded(acting_as, body.root_id, at)
    if not standings:
        return Answer(False, gettext("You act for no member here."))
    place = table.place(body)
    answers = [table.answer(one, verb, place) for one in standings]
    return next((one for one in answers if one), max(answers, key=lambda one: bool(one.basis)))


def _loaded(acting_as: Capacity, organisation: int, at: datetime | None) -> tuple[Table, list[Standing]]:
    memory: dict[Any, Any] | None = getattr(acting_as, "memory", None)
    if at is not None or memory is None:
        return table_of(organisation, at), standings_of(getattr(acting_as, "offices", ()), organisation, at)
    key = ("rights", organisation)
    if key not in memory:
        with reading() as tables:
            memory[key] = (table_of(organisation), standings_of(getattr(acting_as, "offices", ()), organisation)), tables
    found, tables = memory[key]
    also_read(tables)
    return found  # type: ignore[no-any-return]
