"""Figures about proposals: how many were lodged to a session, by whom, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.parties.measures import by_class, classes_by_party, split_of
from mandata.shared.balances import balance
from mandata.shared.measures import measure
from mandata.texts.proposing_models import Proposal


def _proposers(records: QuerySet[Any]) -> Iterable[tuple[int, int | None]]:
    return records.values_list("pk", "proposer_id")


def _by(field: str) -> Callable[[QuerySet[Any], datetime, datetime], dict[str, set[int]]]:
    def parts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for record, code in records.values_list("pk", field):
            found.setdefault(str(code or ""), set()).add(record)
        return found

    return parts


def _by_session(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """By body and year of the session: the code is ``assembly:2024``."""
    found: dict[str, set[int]] = {}
    for record, body, year in records.values_list("pk", "revision__session__body__key", "revision__session__year"):
        found.setdefault(f"{body}:{year}", set()).add(record)
    return found


def _by_session_and_region(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """By session and the region of the proposer: the code is ``assembly:2024:North``; without a region it ends with the colon."""
    regions, found = classes_by_party("region", at, known), dict[str, set[int]]()
    for record, body, year, proposer in records.values_list("pk", "revision__session__body__key", "revision__session__year", "proposer_id"):
        for region in regions.get(proposer, ("",)):
            found.setdefault(f"{body}:{year}:{region}", set()).add(record)
    return found


SPLITS = {
    "session-region": split_of(_("Session and region"), _by_session_and_region),
    "region": by_class(_("Region"), "region", _proposers), "session": split_of(_("Session"), _by_session), "action": split_of(_("Action"), _by("action")),
    "proposer": split_of(_("Proposer"), _by("proposer__key")),
}


@measure("proposals.lodged", label=_("Proposals lodged"), unit=_("proposal"), version=1, splits=SPLITS,
         words=_("Proposed amendments that were lodged to a session, whatever became of them; by region each stands in the region of its proposer."))
def lodged(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Proposals with an act of lodging; unit: proposals."""
    found = Proposal.objects.filter(lodged_by__happened_at__lte=at, lodged_by__known_at__lte=known)
    return found if organisation is None else found.filter(organisation=organisation)


def _ended(organisation: Any, at: datetime, known: datetime, outcome: str) -> QuerySet[Any]:
    return lodged(organisation, at, known).filter(outcome=outcome, ended_by__happened_at__lte=at, ended_by__known_at__lte=known)


@measure("proposals.open", label=_("Proposals open"), unit=_("proposal"), version=1, splits=SPLITS,
         words=_("Proposals lodged that were not adopted, rejected or withdrawn, and had not lapsed."))
def still_open(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Proposals that no act had ended; unit: proposals."""
    return lodged(organisation, at, known).exclude(ended_by__happened_at__lte=at, ended_by__known_at__lte=known)


@measure("proposals.adopted", label=_("Proposals adopted"), unit=_("proposal"), version=1, splits=SPLITS,
         words=_("Proposals that the plenary adopted, as they stood or taken up in a text agreed from several."))
def adopted(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Proposals with the plenary's act; unit: proposals."""
    return _ended(organisation, at, known, Proposal.Outcome.ADOPTED)


@measure("proposals.rejected", label=_("Proposals rejected"), unit=_("proposal"), version=1, splits=SPLITS, words=_("Proposals that a meeting rejected."))
def rejected(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Proposals rejected; unit: proposals."""
    return _ended(organisation, at, known, Proposal.Outcome.REJECTED)


@measure("proposals.withdrawn", label=_("Proposals withdrawn"), unit=_("proposal"), version=1, splits=SPLITS,
         words=_("Proposals that were taken back by whoever had made them."))
def withdrawn(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Proposals taken back; unit: proposals."""
    return _ended(organisation, at, known, Proposal.Outcome.WITHDRAWN)


@measure("proposals.lapsed", label=_("Proposals lapsed"), unit=_("proposal"), version=1, splits=SPLITS,
         words=_("Proposals on which nobody decided until they lapsed."))
def lapsed(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Proposals that lapsed; unit: proposals."""
    return _ended(organisation, at, known, Proposal.Outcome.LAPSED)


balance(
    _("Proposals lodged are those still open and those that ended"), equals="proposals.lodged",
    plus=["proposals.open", "proposals.adopted", "proposals.rejected", "proposals.withdrawn", "proposals.lapsed"],
)
