"""Figures about mobilisation programmes: due from vice-chairs at a first meeting, received, missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.mandates.measures import by_then
from mandata.mandates.models import MandateTerms, Obligation, ObligationStanding, ObligationState
from mandata.parties.measures import split_of
from mandata.shared.balances import balance
from mandata.shared.measures import measure


def asks_for_programme(prefix: str = "") -> Q:
    """Obligations due at a first meeting from one to whom an act gave a responsibility: what a mobilisation programme answers."""
    asks = MandateTerms.objects.filter(current=True, due_kind="meeting", due__value__which="first")
    return Q(**{f"{prefix}office__isnull": False, f"{prefix}mandate__in": asks.values("mandate")})


def _by_group(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, key in records.values_list("pk", "office__party__key"):
        found.setdefault(key, set()).add(pk)
    return found


SPLITS = {"group": split_of(_("Group"), _by_group)}


def _stood(scope: Any, at: datetime, known: datetime, what: Q) -> QuerySet[Any]:
    """Obligations of that kind whose standing was so; those of texts that have ended since count for their time."""
    asks = MandateTerms.objects.filter(by_then("confirmed_by", "closed_by", at, known), due_kind="meeting", due__value__which="first").order_by()
    of_an_office = Obligation.objects.filter(office__gt=0)  # few: « is not null » would be looked for in all
    standings = ObligationStanding.objects.order_by().filter(by_then("opened_by", "closed_by", at, known) & what, obligation__in=of_an_office)
    found = Obligation.objects.filter(pk__in=standings.values("obligation"), mandate__in=asks.values("mandate"))
    return found if scope is None else found.filter(mandate__organisation=scope.root_id)


@measure(
    "mobilisation.due", label=_("Mobilisation programmes due"), unit="obligation", version=1, splits=SPLITS,
    words=_("Programmes due at a first meeting that has begun, or delivered before it, each from a vice-chair to whom an act gave the responsibility; from nobody else."),
)
def due(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations due by then or delivered; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.DELIVERED) | Q(state=ObligationState.OPEN, due_on__lte=at.date()))


@measure(
    "mobilisation.received", label=_("Mobilisation programmes received"), unit="obligation", version=1, whole=due, splits=SPLITS,
    words=_("Of the mobilisation programmes due those that came."),
)
def received(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations delivered; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.DELIVERED))


@measure(
    "mobilisation.missing", label=_("Mobilisation programmes missing"), unit="obligation", version=1, whole=due, splits=SPLITS,
    words=_("Of the mobilisation programmes due those that did not come by the first meeting."),
)
def missing(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations open whose meeting has begun; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.OPEN, due_on__lte=at.date()))


balance(_("Mobilisation programmes received and missing are all that were due"), plus=["mobilisation.received", "mobilisation.missing"], equals="mobilisation.due")
