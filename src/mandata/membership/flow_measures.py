"""What came and went of applications, and what is left: the stock by its dated rows, the flows by acts and answers, which must meet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Application, StateAnswer, Waiting
from mandata.shared.balances import balance
from mandata.shared.measures import measure
from mandata.shared.models import Act


def _done(verbs: tuple[str, ...], at: datetime, known: datetime) -> Exists:
    """Whether one of some acts was done on an application."""
    return Exists(Act.objects.filter(
        subject_kind=Application.kind(), verb__in=verbs, happened_at__lte=at, known_at__lte=known, subject_id=OuterRef("uid")))


def _refused(at: datetime, known: datetime) -> Exists:
    return Exists(StateAnswer.objects.at(at, known).filter(application=OuterRef("pk"), approved=False))


@measure("applications.received", label=_("Applications received"), unit="application", version=1,
         words=_("Applications whose mail address was confirmed, each once; a firm may apply again."))
def received(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an act that confirms their address; unit: applications."""
    found = Application.objects.filter(_done(("confirm-address",), at, known))
    return found if organisation is None else found.filter(route__organisation=organisation)


@measure("applications.waiting", label=_("Applications that wait"), unit="application", version=1,
         words=_("Applications that wait for an administration or for the secretariat, by their rows from–to."))
def waiting(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with a row that says on whom they wait; unit: applications."""
    found = Application.objects.filter(Exists(Waiting.objects.at(at, known).filter(application=OuterRef("pk"))))
    return found if organisation is None else found.filter(route__organisation=organisation)


@measure("applications.admitted", label=_("Applications that led to an admission"), unit="application", version=1,
         words=_("Applications by which a firm was admitted, whatever became of it since."))
def admitted(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an act that admits; unit: applications."""
    return received(organisation, at, known).filter(_done(("admit",), at, known))


@measure("applications.refused", label=_("Applications refused"), unit="application", version=1,
         words=_("Applications never admitted to which the refusal of an administration stands."))
def refused(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with a refusal in force and no admission; unit: applications."""
    return received(organisation, at, known).filter(_refused(at, known)).exclude(_done(("admit",), at, known))


@measure("applications.taken-back", label=_("Applications taken back"), unit="application", version=1,
         words=_("Applications that were taken back before anybody admitted or refused them."))
def taken_back(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an act that takes them back, neither admitted nor refused; unit: applications."""
    found = received(organisation, at, known).filter(_done(("withdraw", "take-back"), at, known))
    return found.exclude(_done(("admit",), at, known)).exclude(_refused(at, known))


@measure("applications.expired", label=_("Applications expired"), unit="application", version=1,
         words=_("Applications closed because nobody pursued them."))
def expired(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an act that closes them as expired, neither admitted, refused nor taken back; unit: applications."""
    found = received(organisation, at, known).filter(_done(("expire",), at, known))
    return found.exclude(_done(("admit", "withdraw", "take-back"), at, known)).exclude(_refused(at, known))


balance(
    _("Applications received, less those that ended, are those that wait"), plus=["applications.received"],
    minus=["applications.admitted", "applications.refused", "applications.taken-back", "applications.expired"], equals="applications.waiting",
)
