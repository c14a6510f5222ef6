"""Figures about duties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import Mandate
from mandata.shared.balances import balance
from mandata.shared.measures import Split, measure
from mandata.shared.models import Act
from mandata.texts.measures import makes_no_duty, undecided


def later_than(at: datetime, known: datetime) -> QuerySet[Any]:
    """The acts that had not happened at a time, or were not known then."""
    return Act.objects.order_by().filter(Q(happened_at__gt=at) | Q(known_at__gt=known)).values("pk")


def by_then(opened: str, closed: str, at: datetime, known: datetime) -> Q:
    """Rows opened by an act of a time, as known then, and not closed by one; the acts are asked apart, since a database may join them row by row."""
    later = later_than(at, known)
    return ~Q(**{f"{opened}__in": later}) & (Q(**{closed: None}) | Q(**{f"{closed}__in": later}))


def _texts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, int]:
    works = records.order_by().values_list("provision__work__body__key", "provision__work__kind_of_text", "provision__work__number")
    return {f"{body}/{kind}/{number}": n for body, kind, number, n in works.annotate(n=Count("pk"))}


def _of_text(records: QuerySet[Any], code: str, at: datetime, known: datetime) -> QuerySet[Any]:
    body, _slash, rest = code.partition("/")
    kind, _slash, number = rest.partition("/")
    return records.filter(provision__work__body__key=body, provision__work__kind_of_text=kind, provision__work__number=number)


BY_TEXT = {"text": Split(_("Text"), _texts, _of_text)}  # as a basis names it: assembly/resolution/12


@measure("mandates.confirmed", front=True, label=_("Duties confirmed"), unit=_("duty"), version=1, splits=BY_TEXT,
         words=_("Duties of adopted texts that a person confirmed and that no act has ended."))
def mandates_confirmed(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Mandates created by an act and not ended by one."""
    found = Mandate.objects.filter(by_then("created_by", "ended_by", at, known))
    return found if organisation is None else found.filter(organisation=organisation)


@measure("mandates.made", label=_("Duties that texts ever made"), unit="mandate", version=1, splits=BY_TEXT,
         words=_("Duties of adopted texts that a person ever confirmed, those that ended with them."))
def mandates_made(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Mandates created by an act."""
    found = Mandate.objects.filter(created_by__happened_at__lte=at, created_by__known_at__lte=known)
    return found if organisation is None else found.filter(organisation=organisation)


@measure("mandates.ended", label=_("Duties that ended"), unit="mandate", version=1, splits=BY_TEXT,
         words=_("Duties that an act has ended, most of them with their text."))
def mandates_ended(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Mandates ended by an act, whenever they began."""
    found = Mandate.objects.filter(ended_by__happened_at__lte=at, ended_by__known_at__lte=known)
    return found if organisation is None else found.filter(organisation=organisation)


balance(_("Duties ever made, less those that ended, are those confirmed"), plus=["mandates.made"], minus=["mandates.ended"], equals="mandates.confirmed")


@measure("mandates.unconfirmed", label=_("Duties to confirm"), unit=_("finding"), version=1,
         words=_("Duties that the reader found in texts in use and that no person has confirmed, corrected or rejected."))
def mandates_undecided(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Mandate findings of the readings in use on which nobody has decided, also of texts that make no duty."""
    return undecided("mandate", organisation, at, known)


@measure("mandates.unconfirmed", label=_("Duties to confirm"), unit=_("finding"), version=2,
         words=_("Duties that the reader found in texts that wait or are in force, and that no person has decided on."))
def mandates_unconfirmed(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Mandate findings of the readings in use on which nobody has decided, of texts that make duties at all."""
    return undecided("mandate", organisation, at, known).exclude(
        Exists(makes_no_duty(at, known).filter(pk=OuterRef("reading__language_version__revision")))
    )
