"""Figures about promotion: contacts, and how many of them became applications, approvals and admissions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Agreement, AgreementTerm, Application, Contact, ContactResult, StateAnswer
from mandata.parties.measures import by_class, split_of
from mandata.shared.measures import measure
from mandata.shared.models import Act


def _owners(records: QuerySet[Any]) -> Iterable[tuple[int, int | None]]:
    """A contact belongs to the region of the firm's State, else of the association."""
    return [(pk, state or association) for pk, state, association in records.values_list("pk", "state_party_id", "association_id")]


def _by_actor(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, key in records.values_list("pk", "by__key"):
        found.setdefault(key, set()).add(pk)
    return found


def _by_channel(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, channel in records.values_list("pk", "channel"):
        found.setdefault(channel, set()).add(pk)
    return found


SPLITS = {"actor": split_of(_("By whom"), _by_actor), "region": by_class(_("Region"), "region", _owners), "channel": split_of(_("Channel"), _by_channel)}


@measure(
    "promotion.contacts", label=_("Contacts made"), unit="contact", version=1, splits=SPLITS,
    words=_("Contacts with firms and associations, each counted once, by the day on which it was made."),
)
def contacts(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Contacts made by a time; scope: an organisation."""
    found = Contact.objects.filter(day__lte=at.date(), recorded_by__known_at__lte=known)
    return found if scope is None else found.filter(organisation=scope.root_id)


@measure(
    "promotion.contacts-applied", label=_("Contacts from which an application came"), unit="contact", version=1,
    words=_("Contacts from which an application came, of all contacts."), whole=contacts, splits=SPLITS,
)
def contacts_applied(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the contacts those with an application; scope: an organisation."""
    came = ContactResult.objects.at(at, known).filter(contact=OuterRef("pk")).exclude(application=None)
    return contacts(scope, at, known).filter(Exists(came))


@measure(
    "promotion.applications", label=_("Applications that came of a contact"), unit="application", version=1,
    words=_("Applications that came of at least one contact, each counted once."),
)
def applications(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications named as the result of a contact; scope: an organisation."""
    named = ContactResult.objects.at(at, known).filter(contact__in=contacts(scope, at, known)).exclude(application=None)
    return Application.objects.filter(pk__in=named.values("application"))


@measure(
    "promotion.approved", label=_("Applications that came of a contact and are approved"), unit="application", version=1,
    words=_("Applications that came of a contact and whose approval by the administration is in force, of all that came of one."), whole=applications,
)
def approved(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the applications that came of a contact those approved; scope: an organisation."""
    held = StateAnswer.objects.at(at, known).filter(application=OuterRef("pk"), approved=True)
    return applications(scope, at, known).filter(Exists(held))


@measure(
    "promotion.admitted", label=_("Applications that came of a contact and led to an admission"), unit="application", version=1,
    words=_("Applications that came of a contact and whose firm was admitted, of the approved ones."), whole=approved,
)
def admitted(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the approved applications that came of a contact those with an act of admission; scope: an organisation."""
    act = Act.objects.filter(verb="admit", subject_kind="application", subject_id=OuterRef("uid"), happened_at__lte=at, known_at__lte=known)
    return approved(scope, at, known).filter(Exists(act))


@measure(
    "agreements.in-force", label=_("Agreements in force"), unit="agreement", version=1,
    words=_("Agreements of the organisation that are signed and have not ended."),
)
def agreements_in_force(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Agreements with a term that runs; scope: an organisation."""
    found = Agreement.objects.filter(Exists(AgreementTerm.objects.at(at, known).filter(agreement=OuterRef("pk"))))
    return found if scope is None else found.filter(organisation=scope.root_id)
