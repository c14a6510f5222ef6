"""Figures about texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.shared.measures import measure
from mandata.shared.models import Act, ActSubject
from mandata.texts.models import Finding, Layer, ProvisionVersion, Revision


def published_revisions(organisation: Any, at: datetime, known: datetime) -> QuerySet[Revision]:
    """Revisions whose publication happened by ``at`` and was known by ``known``."""
    found = Revision.objects.filter(published_by__happened_at__lte=at, published_by__known_at__lte=known)
    return found if organisation is None else found.filter(work__organisation=organisation)


@measure("texts.published", front=True, label=_("Texts published"), unit=_("text"), version=1,
         words=_("Revisions of texts with an act of publication, whatever their layer."))
def texts_published(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Revisions published: resolutions, proposals, reports, in every layer."""
    return published_revisions(organisation, at, known)


def makes_no_duty(at: datetime, known: datetime) -> QuerySet[Revision]:
    """Published revisions that make no duty: of another layer than the adopted, or followed by a newer one."""
    published = published_revisions(None, at, known)
    newer = published.filter(work=OuterRef("work"), layer=Layer.ADOPTED, adopted_on__gt=OuterRef("adopted_on"))
    return published.filter(~Q(layer=Layer.ADOPTED) | Exists(newer))


@measure("provisions.published", label=_("Provisions"), unit=_("provision"), version=1,
         words=_("Provisions of the revisions published, each counted once a revision, in whatever languages."))
def provisions_published(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Provision versions of the published revisions."""
    return ProvisionVersion.objects.filter(revision__in=published_revisions(organisation, at, known))


DECISIONS = ("add-duty", "confirm", "correct", "reject", "confirm-certain", "adopt", "carry-over", "confirm-changed")


def in_use(what: str, organisation: Any, at: datetime, known: datetime) -> QuerySet[Finding]:
    """Findings of a kind in the readings that were in use."""
    done = Act.objects.filter(happened_at__lte=at, known_at__lte=known)
    readings = ActSubject.objects.filter(act__happened_at__lte=at, act__known_at__lte=known, kind="reading")
    found = (
        Finding.objects.filter(what=what)
        .filter(Exists(readings.filter(act__verb__in=("read", "adopt"), subject_id=OuterRef("reading__uid"))))
        .exclude(Exists(done.filter(verb="replace", subject_kind="reading", subject_id=OuterRef("reading__uid"))))
    )
    return found if organisation is None else found.filter(reading__language_version__file__organisation=organisation)


def undecided(what: str, organisation: Any, at: datetime, known: datetime) -> QuerySet[Finding]:
    """Findings of a kind in the readings in use on which no act of a person had decided."""
    done = Act.objects.filter(happened_at__lte=at, known_at__lte=known)
    named = ActSubject.objects.filter(
        act__verb__in=DECISIONS, act__happened_at__lte=at, act__known_at__lte=known, kind="finding",
        subject_id=OuterRef("uid"),
    )
    return (
        in_use(what, organisation, at, known)
        .exclude(Exists(done.filter(verb__in=DECISIONS, subject_kind="finding", subject_id=OuterRef("uid"))))
        .exclude(Exists(named))
    )


@measure("problems.open", label=_("Problems open"), unit=_("problem"), version=1,
         words=_("Problems that the reader reported in texts in use and that no person has dealt with."))
def problems_open(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Open problems of the readings in use."""
    return undecided("problem", organisation, at, known)


@measure("fused.found", label=_("Fused places"), unit=_("place"), version=1,
         words=_("Places where old and new words stand fused in texts in use, whether decided or not."))
def fused_found(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Fused places of the readings in use."""
    return in_use("fused", organisation, at, known)


@measure("fused.open", label=_("Fused places open"), unit=_("place"), version=1,
         words=_("Places where old and new words stand fused in texts in use and for which no person has chosen a reading."))
def fused_open(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Fused places of the readings in use on which no act of a person had decided."""
    return undecided("fused", organisation, at, known)
