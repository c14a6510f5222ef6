"""The table of rights is changed cell by cell, each by an act with its basis."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext

from mandata.membership.models import Right
from mandata.membership.operations.waiting import day_of, end_row
from mandata.membership.rights import CONDITIONS
from mandata.parties.capacity import Acting
from mandata.parties.models import HouseRule, Organisation
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, doing, operation


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: what it says, with its basis."""

    category: str
    verb: str
    place: str
    says: str
    condition: str = ""
    cited: str = ""
    basis: str = ""
    words: dict[str, str] = field(default_factory=dict)


@operation("set-right", on="organisation")
def set_right(*, acting_as: Acting, organisation: Organisation, cell: Cell, happened_at: datetime | None = None) -> Right:
    """Say what a cell of the table says from a day on, by its basis; what it said before ends."""
    check_cell(cell)
    act = doing().write(organisation)
    before = Right.objects.known().filter(
        organisation=organisation, category=cell.category, verb=cell.verb, place=cell.place, until=None
    ).first()
    if before is not None:
        end_row(before, act)
    said = open_cell(organisation, cell, act)
    doing().also(said)
    return said


@operation("set-rule", on="organisation")
def set_rule(
    *, acting_as: Acting, organisation: Organisation, code: str, words: str, decider: str, value: str = "", happened_at: datetime | None = None
) -> HouseRule:
    """Set what no text says, from a day on, with whoever decided it; the rule before ends."""
    if not words.strip() or not decider.strip():
        raise RuleBroken(gettext("A house rule has words, and somebody who decided it."), organisation)
    act = doing().write(organisation)
    for before in HouseRule.objects.known().filter(organisation=organisation, code=code, until=None):
        end_row(before, act)
        doing().also(before)
    rule = HouseRule.objects.create(
        organisation=organisation, code=code, words=words.strip(), value=value.strip(), decider=decider.strip(), since=day_of(act), opened_by=act
    )
    doing().also(rule)
    return rule


def open_cell(organisation: Organisation, cell: Cell, act: object, *, always: bool = False) -> Right:
    """A cell as a dated row; ``always``: it holds without a first day."""
    return Right.objects.create(
        organisation=organisation, category=cell.category, verb=cell.verb, place=cell.place, says=cell.says, condition=cell.condition,
        words=cell.words, cited=cell.cited, basis=cell.basis, since=None if always else day_of(act), opened_by=act,  # type: ignore[arg-type, misc]
    )


def check_cell(cell: Cell) -> None:
    """A cell says yes, no, or names a condition that the program knows; a yes has a basis."""
    if cell.says not in Right.Says.values:
        raise RuleBroken(gettext("A cell says “%(says)s”: none of yes, no, condition.") % {"says": cell.says})
    if (cell.says == Right.Says.CONDITION) != bool(cell.condition) or (cell.condition and cell.condition not in CONDITIONS):
        raise RuleBroken(gettext("A condition is one of %(names)s, and only a cell on a condition has one.") % {"names": joined(CONDITIONS)})
    if cell.says != Right.Says.NO and not cell.basis:
        raise RuleBroken(gettext("Without a basis no right is given: name the provision or the house rule."))
