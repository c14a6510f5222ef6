"""What each member pays: the formula of its category and class, of the unit's value, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from mandata.membership.models import FeeFormula, UnitValue
from mandata.parties.measures import classes_by_party
from mandata.parties.models import Organisation


def share(unit: int, numerator: int, denominator: int) -> int:
    """A fraction of the unit in whole units of the currency, a half rounded up."""
    return (2 * unit * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The formulas and the unit's value of an organisation on a day."""

    formulas: tuple[FeeFormula, ...]
    unit: UnitValue | None
    classes: dict[str, dict[int, set[str]]]  # scheme → party → its classes

    def formula(self, category: str, member: int | None = None) -> FeeFormula | None:
        """The formula of a member in a category: the one of its class, else the general one."""
        here = [one for one in self.formulas if one.category == category]
        own = [one for one in here if one.scheme and member is not None and one.code in self.classes[one.scheme].get(member, ())]
        return next(iter(own), None) or next((one for one in here if not one.scheme), None)

    def amount(self, formula: FeeFormula, seen: frozenset[str] = frozenset()) -> int | None:
        """What a formula comes to a year; None without a unit's value, or where it leads to no fraction."""
        if self.unit is None:
            return None
        if formula.like:
            other = self.formula(formula.like)
            return None if other is None or formula.like in seen else self.amount(other, seen | {formula.like})
        return share(self.unit.amount, formula.numerator, formula.denominator) if formula.numerator and formula.denominator else None


def tariff_of(organisation: Organisation, at: datetime) -> Tariff:
    """The tariff of an organisation at a time, as known now."""
    formulas = tuple(FeeFormula.objects.at(at).filter(organisation=organisation).order_by("category", "-scheme", "code", "pk"))
    unit = UnitValue.objects.at(at).filter(organisation=organisation).order_by("-since").first()
    return Tariff(formulas, unit, {scheme: classes_by_party(scheme, at, timezone.now()) for scheme in _schemes(formulas)})


def _schemes(formulas: Iterable[FeeFormula]) -> set[str]:
    return {one.scheme for one in formulas if one.scheme}
