"""Fees: formulas and the unit's value by their basis, dues raised once a year by one act, payments, reviews of the terms."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.fees import tariff_of
from mandata.membership.models import Due, FeeFormula, Payment, Route, TermsReview, UnitValue
from mandata.membership.operations.waiting import day_of, end_row
from mandata.parties.capacity import Acting
from mandata.parties.models import Membership, Organisation, Party
from mandata.shared.operations import RuleBroken, doing, operation


@operation("set-fee", on="organisation")
def set_fee(
    *, acting_as: Acting, organisation: Organisation, category: str, basis: str, numerator: int | None = None, denominator: int | None = None,
    like: str = "", scheme: str = "", code: str = "", cited: str = "", happened_at: datetime | None = None,
) -> FeeFormula:
    """Say by which formula members of a category, or those of a class in it, pay from a day on; the one before ends."""
    check_formula(basis, numerator, denominator, like, scheme, code)
    act = doing().write(organisation)
    for before in FeeFormula.objects.known().filter(organisation=organisation, category=category, scheme=scheme, code=code, until=None):
        end_row(before, act)
    formula = FeeFormula.objects.create(
        organisation=organisation, category=category, scheme=scheme, code=code, numerator=numerator, denominator=denominator, like=like,
        basis=basis.strip(), cited=cited, since=day_of(act), opened_by=act,
    )
    doing().also(formula)
    return formula


def check_formula(basis: str, numerator: int | None, denominator: int | None, like: str, scheme: str, code: str) -> None:
    """A formula has a basis, and is either a fraction of the unit or the fee of another category."""
    if not basis.strip():
        raise RuleBroken(gettext("Without a basis nothing is asked of a member: name the provision or the house rule."))
    if bool(like) == bool(numerator and denominator) or bool(numerator) != bool(denominator):
        raise RuleBroken(gettext("Give a fraction of the unit, or the category whose fee it is."))
    if bool(scheme) != bool(code):
        raise RuleBroken(gettext("A class is named by its scheme and its code."))


@operation("set-unit", on="organisation")
def set_unit(
    *, acting_as: Acting, organisation: Organisation, amount: int, currency: str, since: date, until: date, basis: str, cited: str = "",
    happened_at: datetime | None = None,
) -> UnitValue:
    """Say what the contributory unit is worth from a day to a day, by its basis; the organisation counts in one currency."""
    if not basis.strip():
        raise RuleBroken(gettext("Without a basis nothing is asked of a member: name the provision or the house rule."), organisation)
    if until < since or amount < 1:
        raise RuleBroken(gettext("Give an amount, and an end that is not before the beginning."), organisation)
    known = UnitValue.objects.known().filter(organisation=organisation)
    if known.exclude(currency=currency.upper()).exists():
        raise RuleBroken(gettext("The fees of this organisation are counted in another currency already."), organisation)
    act = doing().write(organisation)
    for over in known.filter(since__lte=until, until__gte=since):
        if over.dues.filter(closed_by=None).exists():
            raise RuleBroken(gettext("Dues were raised by another value for these days already."), organisation)
        UnitValue.objects.filter(pk=over.pk).update(closed_by=act)
    value = UnitValue.objects.create(
        organisation=organisation, amount=amount, currency=currency.upper(), since=since, until=until, basis=basis.strip(), cited=cited, opened_by=act)
    doing().also(value)
    return value


@operation("raise-dues", on="organisation")
def raise_dues(*, acting_as: Acting, organisation: Organisation, year: int, happened_at: datetime | None = None) -> list[Due]:
    """Raise the dues of a year: of each member of its first day, by formula and unit of that day; members raised already are left."""
    if not 1900 < year <= timezone.now().year + 1:
        raise RuleBroken(gettext("Dues are raised for this year, the next, or one before."), organisation)
    first = timezone.make_aware(datetime.combine(date(year, 1, 1), time(12)))
    tariff = tariff_of(organisation, first)
    if tariff.unit is None:
        raise RuleBroken(gettext("The value of the unit is not set for this year."), organisation)
    raised = set(Due.objects.known().filter(organisation=organisation, year=year).values_list("member_id", "category"))
    rows = Membership.objects.at(first).filter(of=organisation).order_by("member_id").values_list("member_id", "category").distinct()
    asked = [
        (member, category, formula, amount) for member, category in rows if (member, category) not in raised
        for formula in [tariff.formula(category, member)] if formula is not None
        for amount in [tariff.amount(formula)] if amount
    ]
    if not asked:
        raise RuleBroken(gettext("There is nobody of whom a due of this year could still be raised."), organisation)
    act = doing().write(organisation, changes={"year": year})
    dues = Due.objects.bulk_create(
        Due(organisation=organisation, member_id=member, category=category, year=year, amount=amount, currency=tariff.unit.currency, formula=formula,
            unit=tariff.unit, since=date(year, 1, 1), opened_by=act)
        for member, category, formula, amount in asked
    )
    doing().also(*dues)
    return dues


@operation("remit", on="due")
def remit_due(*, acting_as: Acting, due: Due, basis: str, happened_at: datetime | None = None) -> None:
    """Take back a due that was not paid at all, by a decision."""
    if not basis.strip():
        raise RuleBroken(gettext("Name the decision by which it is remitted."), due)
    if due.closed_by_id is not None:
        raise RuleBroken(gettext("This due is asked no longer."), due)
    if Payment.objects.known().filter(due=due).exists():
        raise RuleBroken(gettext("Something is paid of it: it cannot be remitted."), due)
    due.closed_by = doing().write(due, basis=basis.strip())
    due.save(update_fields=["closed_by"])


def paid_of(due: Due) -> int:
    """What is paid of a due, as known now."""
    return Payment.objects.known().filter(due=due).aggregate(paid=Sum("amount"))["paid"] or 0


@operation("pay", on="due")
def record_payment(*, acting_as: Acting, due: Due, amount: int, day: date, reference: str = "", happened_at: datetime | None = None) -> Payment:
    """Record a payment of a due, in its currency; never more than is owed."""
    if due.closed_by_id is not None:
        raise RuleBroken(gettext("This due is asked no longer."), due)
    owed = due.amount - paid_of(due)
    if not 0 < amount <= owed:
        raise RuleBroken(gettext("Between 1 and %(owed)s %(currency)s can be paid of it.") % {"owed": owed, "currency": due.currency}, due)
    if day > timezone.now().date():
        raise RuleBroken(gettext("A payment cannot have come in the future."), due)
    now = doing()
    now.act.quantity, now.act.unit = amount, due.currency  # type: ignore[assignment]
    payment = Payment.objects.create(due=due, amount=amount, reference=reference.strip(), since=day, opened_by=now.write(due))
    now.also(payment)  # not the member: the history of its page is everybody's
    return payment


@operation("take-back", on="payment")
def take_back_payment(*, acting_as: Acting, payment: Payment, happened_at: datetime | None = None) -> None:
    """Take back a payment that was recorded by mistake: the row is closed, what was known until now stays known."""
    if payment.closed_by_id is not None:
        raise RuleBroken(gettext("This payment is taken back already."), payment)
    now = doing()
    now.act.quantity, now.act.unit = -payment.amount, payment.due.currency  # type: ignore[assignment]
    payment.closed_by = now.write(payment)
    payment.save(update_fields=["closed_by"])
    now.also(payment.due)


@operation("review-terms", on="route")
def review_terms(
    *, acting_as: Acting, route: Route, body: Party, day: date, source: str, next_on: date | None = None, happened_at: datetime | None = None,
) -> TermsReview:
    """Record that a body reviewed the terms and the fee of a way of admission; nothing lapses when the next review is late."""
    if not source.strip():
        raise RuleBroken(gettext("Name the decision or the report in which the review stands."), route)
    if day > timezone.now().date() or (next_on is not None and next_on <= day):
        raise RuleBroken(gettext("A review lies in the past, and the next one after it."), route)
    act = doing().write(route)
    review = TermsReview.objects.create(route=route, body=body, day=day, next_on=next_on, source=source.strip(), recorded_by=act)
    doing().also(review, body)
    return review
