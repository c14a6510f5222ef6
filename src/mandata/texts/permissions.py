"""Who may receive, confirm and publish texts, and who sees what is not published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from mandata.parties.permissions import everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight
from mandata.texts.models import (
    Citation,
    Finding,
    LanguageVersion,
    Layer,
    Provision,
    ProvisionLink,
    ProvisionVersion,
    Reading,
    ReceivedFile,
    Revision,
    Wording,
    Work,
)


def _organisation(subject: Any) -> Any:
    if isinstance(subject, str):
        return None
    if isinstance(subject, Citation):
        return subject.version.revision.work.organisation
    if isinstance(subject, Finding):
        subject = subject.reading
    if isinstance(subject, Reading):
        subject = subject.language_version
    if isinstance(subject, LanguageVersion):
        subject = subject.file
    return subject.organisation


def _register(verb: str, on: str) -> None:
    @policy(verb, on)
    def rule(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
        return officers_only(acting_as, _organisation(subject))


_register("receive", "organisation")
_register("read", "receivedfile")
_register("set-aside", "receivedfile")
_register("confirm", "finding")
_register("correct", "finding")
_register("reject", "finding")
_register("confirm-structure", "reading")
_register("confirm-certain", "reading")
_register("adopt", "reading")
_register("replace", "reading")
_register("resolve", "citation")
_register("read-again", "languageversion")
_register("publish", "languageversion")


def _officer_of(acting_as: Capacity) -> list[int]:
    return [o.party.organisation_id for o in getattr(acting_as, "offices", ()) if o.function == "officer"]


for _record in (Work, Citation, Provision, ProvisionVersion, ProvisionLink, Wording, Revision):
    sight(_record)(everybody)


@sight(ReceivedFile)
def files_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Published ones; those that wait, for officers of the organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(
        Q(language_version__revision__isnull=False) | Q(organisation__in=_officer_of(acting_as))
    )


@sight(LanguageVersion)
def versions_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """As their files."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(Q(revision__isnull=False) | Q(file__organisation__in=_officer_of(acting_as)))


@sight(Reading)
def readings_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation: an unconfirmed reading is nobody else's."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(language_version__file__organisation__in=_officer_of(acting_as))


@sight(Finding)
def findings_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """As their readings; besides, what a published text of another layer than the adopted one speaks of is everybody's."""
    if getattr(acting_as, "house", False):
        return queryset
    spoken_of = Q(reading=F("reading__language_version__reading")) & Q(
        reading__language_version__revision__layer__in=(Layer.PROPOSED, Layer.REPORTED, Layer.INFORMATION)
    )
    return queryset.filter(Q(reading__language_version__file__organisation__in=_officer_of(acting_as)) | spoken_of)
