"""What is owed in one line: of a text, of an actor; and what waits for me."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Window
from django.utils import timezone

from mandata.mandates.asked import live_asked
from mandata.mandates.following import late_of_each, owed_in
from mandata.mandates.keeping import silent
from mandata.mandates.models import (
    AnswerLink,
    Handling,
    LiveDuty,
    Obligation,
    ObligationState,
    overdue_at,
)
from mandata.mandates.register import shortened
from mandata.mandates.summing import Summary, period_start, summed
from mandata.parties.capacity import Acting
from mandata.parties.models import Office, Organisation
from mandata.parties.permissions import OFFICER
from mandata.shared.standing import until_written
from mandata.web.owed.listed import with_terms
from mandata.web.owed.telling import Told, public_organisations, told_to

SHOWN = 50


@until_written
def line_of_text(work: int) -> tuple[Summary, bool]:
    """What became of the duties of one text, and whether everybody is told what is overdue; one query where nothing was done since."""
    organisation = Organisation.objects.filter(works=work).get()
    found = LiveDuty.objects.filter(terms__version__revision__work=work)
    return summed(found, period_start(organisation)), organisation.pk in public_organisations()


def keeps(acting: Acting, organisation: int) -> bool:
    """Whether somebody is an officer of an organisation."""
    return any(one.function == OFFICER and one.party.root_id == organisation for one in acting.offices)


@until_written
def summary_of_actor(organisation: int, code: str) -> Summary:
    """What became of the duties of one actor."""
    return summed(live_asked([code], organisation), period_start(Organisation.objects.get(pk=organisation)))


def lines_of_actor(organisation: Organisation, code: str) -> str:
    """How the action plan is asked for the lines that a summary of an actor counts."""
    return urlencode({"actor": code, "organisation": organisation.slug})


def tells_overdue(told: Told, organisation: int, codes: set[str] | None = None) -> bool:
    """Whether a reader is told how many are overdue, of an organisation or of some of its actors."""
    return organisation in told.all_of or bool(codes and codes & told.codes.get(organisation, frozenset()))


def mine(acting: Acting) -> Q:
    """The obligations of duties that my offices owe, and of those that were given to me to work on."""
    own = owed_in(acting.offices)
    if acting.person is None:
        return own
    handed = Handling.objects.at(timezone.now()).filter(person=acting.person).values("mandate")
    return own | Q(mandate__in=handed) if handed.exists() else own


def owed_by_office(office: Office) -> dict[str, Any]:
    """What the holder of an office owes now, for whoever hands it over or takes it: the first ones by day, how many, how many are late."""
    today, organisation = timezone.now().date(), Organisation.objects.filter(pk=office.party.root_id).first()
    found = Obligation.objects.filter(owed_in([office]), state=ObligationState.OPEN)
    rows = list(with_terms(found.select_related("mandate__organisation", "body").prefetch_related("body__names").order_by("due_on", "pk")[:SHOWN]))
    late = _late_alone(rows, today)
    return {
        "owed_rows": [(one, shortened(one.terms.summary) if one.terms else "", one.pk in late) for one in rows],  # type: ignore[attr-defined]
        "owed_count": found.count(), "owed_late": found.filter(overdue_at(today), late_of_each(organisation)).count() if organisation else 0,
        "asked_open": AnswerLink.objects.filter(office=office, answer=None, expires_at__gte=timezone.now(), mandate__ended_by=None).count(),
    }


def _late_alone(rows: list[Obligation], today: date) -> set[int]:
    """Those of some obligations with which one debtor alone is late; a query or two an organisation."""
    found: set[int] = set()
    for organisation in {one.mandate.organisation_id: one.mandate.organisation for one in rows}.values():
        late = Obligation.objects.filter(overdue_at(today), late_of_each(organisation), pk__in=[one.pk for one in rows], mandate__organisation=organisation)
        found.update(late.values_list("pk", flat=True))
    return found


def my_obligations(acting: Acting) -> dict[str, Any]:
    """What waits for me: overdue first, then what is due within a year; with the person of the staff what was handed over."""
    told = told_to(acting)
    if not acting.offices and acting.person is None:
        return {}
    within_a_year = told.today.replace(year=told.today.year + 1, day=min(told.today.day, 28))
    found = Obligation.objects.filter(mine(acting), state=ObligationState.OPEN, due_on__lte=within_a_year).order_by("due_on", "pk")
    first = list(found.values_list("pk", Window(Count("pk")))[:SHOWN])  # one walk finds them and how many there are
    count = first[0][1] if first else 0
    rows = Obligation.objects.filter(pk__in=[pk for pk, _count in first]).select_related("mandate__organisation", "body").prefetch_related("body__names")
    shown = list(with_terms(rows.order_by("due_on", "pk")))
    late = _late_alone(shown, told.today)
    kept = sorted({one.party.root_id for one in acting.offices if one.function == OFFICER})
    return {
        "owed_rows": [(one, shortened(one.terms.summary) if one.terms else "", one.pk in late) for one in shown], "owed_count": count,  # type: ignore[attr-defined]
        "owed_late": _late(tuple(kept), told.today) if kept else None,
        "owed_silent": _silent(tuple(kept)) if kept else 0,
    }


@until_written
def _late(organisations_kept: tuple[int, ...], today: date) -> int:
    return Obligation.objects.filter(overdue_at(today), mandate__organisation__in=organisations_kept).count()


@until_written
def _silent(organisations_kept: tuple[int, ...]) -> int:
    return LiveDuty.objects.filter(silent(), organisation__in=organisations_kept).count()
