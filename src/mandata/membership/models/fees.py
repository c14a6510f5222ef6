"""Fees: formulas of the contributory unit with their basis, the unit's value, what is due and paid, when the terms were reviewed.

Amounts are whole units of the currency.
"""

from __future__ import annotations

from django.db import models

from mandata.membership.models.admission import Route
from mandata.membership.models.bases import Based
from mandata.parties.models import Organisation, Party
from mandata.shared.models import Act, DatedRow, Record


class FeeFormula(DatedRow, Based):
    """What members of a category pay a year: a fraction of the unit, or what another category pays; from–to.

    A formula with a class holds for members of that class alone, before the one without.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="fee_formulas")
    category = models.CharField(max_length=64)
    scheme = models.CharField(max_length=32, blank=True)
    code = models.CharField(max_length=64, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    like = models.CharField(max_length=64, blank=True)  # the category whose fee it is

    def __str__(self) -> str:
        return f"{self.category}: {self.like or f'{self.numerator}/{self.denominator}'}"


class UnitValue(DatedRow, Based):
    """What the contributory unit is worth a year, from–to: as a rule a biennium."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="unit_values")
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Due(DatedRow):
    """What a member owes for a year in one category, from its first day on, by the formula and the unit's value of that day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_asked")
    member = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="dues")
    category = models.CharField(max_length=64)
    year = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    formula = models.ForeignKey(FeeFormula, on_delete=models.PROTECT, related_name="dues")
    unit = models.ForeignKey(UnitValue, on_delete=models.PROTECT, related_name="dues")

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["organisation", "member", "category", "year"], condition=models.Q(closed_by=None), name="due_once_a_year")]

    def __str__(self) -> str:
        return f"{self.member}, {self.year}: {self.amount} {self.currency}"


class Payment(DatedRow):
    """A payment of a due, from the day on which it came."""

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="payments")
    amount = models.PositiveBigIntegerField()
    reference = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.due}: {self.amount}"


class TermsReview(Record):
    """A body reviewed the terms and the fee of a way of admission, and said when it does so again."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="reviews")
    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    next_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.route}: {self.day.isoformat()}"
