"""Figures about fees in the organisation's currency: due, paid, in arrears; reviews of the terms that are overdue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Due, Payment, Route, TermsReview
from mandata.parties.measures import split_of
from mandata.shared.balances import balance
from mandata.shared.measures import measure


def _total(records: QuerySet[Any], amount: str, currency: str) -> tuple[int, int]:
    """The sum of the amounts and on how many records it rests; nothing where currencies differ, since none is changed into another."""
    if records.order_by().values(currency).distinct().count() > 1:
        return 0, 0
    return records.aggregate(total=Sum(amount))["total"] or 0, records.count()


def _by(field: str) -> Any:
    def split(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for pk, code in records.values_list("pk", field):
            found.setdefault(str(code), set()).add(pk)
        return found

    return split


SPLITS = {"category": split_of(_("Category"), _by("category")), "year": split_of(_("Year"), _by("year"))}
SPLITS_OF_PAYMENTS = {"category": split_of(_("Category"), _by("due__category")), "year": split_of(_("Year"), _by("due__year"))}


@measure(
    "fees.due", label=_("Fees due"), unit=_("units of currency"), version=1, splits=SPLITS, tally=lambda records, at: _total(records, "amount", "currency"),
    words=_("The sum of the dues raised for years that have begun; remitted ones are not in it."),
)
def due(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Dues that hold; the value is their sum in units of currency; scope: an organisation."""
    found = Due.objects.at(at, known)
    return found if scope is None else found.filter(organisation=scope.root_id)


@measure(
    "fees.paid", label=_("Fees paid"), unit=_("units of currency"), version=1, splits=SPLITS_OF_PAYMENTS,
    tally=lambda records, at: _total(records, "amount", "due__currency"), words=_("The sum of the payments that came by the day, of dues that hold."),
)
def paid(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Payments that came; the value is their sum in units of currency; scope: an organisation."""
    return Payment.objects.at(at, known).filter(due__in=due(scope, at, known))


@measure(
    "fees.arrears", label=_("Fees in arrears"), unit=_("units of currency"), version=1, splits=SPLITS,
    tally=lambda records, at: _total(records, "owed", "currency"), words=_("The sum of what is not paid of the dues that hold: due less paid."),
)
def arrears(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Dues not wholly paid; the value is the sum of what is missing in units of currency; scope: an organisation."""
    return with_paid(due(scope, at, known), at, known).filter(owed__gt=0)


def with_paid(dues: QuerySet[Any], at: datetime, known: datetime | None = None) -> QuerySet[Any]:
    """Dues with what is ``paid`` of each and still ``owed``."""
    came = Payment.objects.at(at, known).filter(due=OuterRef("pk")).order_by().values("due").annotate(sum=Sum("amount")).values("sum")
    return dues.annotate(paid=Coalesce(Subquery(came), 0)).annotate(owed=F("amount") - F("paid"))


@measure(
    "fees.reviews-overdue", label=_("Reviews of terms that are overdue"), unit="route", version=1,
    words=_("Ways of admission whose terms and fee were to be reviewed again by a day that has passed; nothing lapses by it."),
)
def reviews_overdue(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Routes with their newest review's next day in the past; scope: an organisation."""
    newest = TermsReview.objects.filter(route=OuterRef("pk"), day__lte=at.date(), recorded_by__known_at__lte=known).order_by("-day", "-pk")
    found = Route.objects.annotate(next_on=Subquery(newest.values("next_on")[:1])).filter(next_on__lt=at.date())
    return found if scope is None else found.filter(Q(organisation=scope.root_id))


balance(_("Dues less payments are the arrears"), plus=["fees.due"], minus=["fees.paid"], equals="fees.arrears")
