"""Figures about circulars: to how many they went, who answered, who is silent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Addressee, Reply
from mandata.parties.measures import by_class, classes_by_party, split_of
from mandata.shared.balances import balance
from mandata.shared.measures import measure


def _owners(records: QuerySet[Any]) -> Iterable[tuple[int, int | None]]:
    return list(records.values_list("pk", "party_id"))


def _by_circular(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, series, number in records.values_list("pk", "circular__series", "circular__number"):
        found.setdefault(f"{series} {number}", set()).add(pk)
    return found


def by_circular_and_region(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """Addressees by letter and region: the code is ``CL 3:Africa``."""
    regions = classes_by_party("region", at, known)
    found: dict[str, set[int]] = {}
    for pk, party, series, number in records.values_list("pk", "party_id", "circular__series", "circular__number"):
        for region in regions.get(party, ("",)):
            found.setdefault(f"{series} {number}:{region}", set()).add(pk)
    return found


SPLITS = {"region": by_class(_("Region"), "region", _owners), "circular": split_of(_("Circular"), _by_circular),
          "circular-region": split_of(_("Region"), by_circular_and_region)}


def _replied(at: datetime, known: datetime, *what: str) -> Exists:
    given = Reply.objects.filter(addressee=OuterRef("pk"), given_by__happened_at__lte=at, given_by__known_at__lte=known)
    return Exists(given.filter(what__in=what) if what else given)


@measure(
    "circulars.addressed", label=_("Letters to addressees that ask for an answer"), unit="addressee", version=1, front=False, splits=SPLITS,
    words=_("Addressees of circulars and collective letters that were sent and ask for an answer, each counted once a letter."),
)
def addressed(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Addressees of what was sent by a time; scope: an organisation."""
    found = Addressee.objects.filter(
        circular__answer_asked=True, circular__sent_by__happened_at__lte=at, circular__sent_by__known_at__lte=known)
    return found if scope is None else found.filter(circular__organisation=scope.root_id)


@measure(
    "circulars.answered", label=_("Letters answered"), unit="addressee", version=1, front=False, splits=SPLITS, whole=addressed,
    words=_("Addressees that have answered, of those asked for an answer."),
)
def answered(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the addressees those with an answer; scope: an organisation."""
    return addressed(scope, at, known).filter(_replied(at, known, Reply.What.ANSWERED))


@measure(
    "circulars.acknowledged", label=_("Letters acknowledged, not answered"), unit="addressee", version=1, front=False, splits=SPLITS, whole=addressed,
    words=_("Addressees that have acknowledged the letter and not answered it yet, of those asked for an answer."),
)
def acknowledged(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the addressees those that acknowledged alone; scope: an organisation."""
    return addressed(scope, at, known).filter(_replied(at, known, Reply.What.ACKNOWLEDGED)).exclude(_replied(at, known, Reply.What.ANSWERED))


@measure(
    "circulars.silent", label=_("Silent addressees"), unit="addressee", version=1, front=False, splits=SPLITS, whole=addressed,
    words=_("Addressees from which nothing came, neither an acknowledgement nor an answer, of those asked for an answer."),
)
def silent(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the addressees those from which nothing came; scope: an organisation."""
    return addressed(scope, at, known).exclude(_replied(at, known))


balance(
    _("Who answered, who acknowledged and who is silent are all that were asked"),
    plus=["circulars.answered", "circulars.acknowledged", "circulars.silent"], equals="circulars.addressed",
)
