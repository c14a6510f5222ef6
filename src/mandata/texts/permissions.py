"""Who may receive, confirm and publish texts, and who sees what is not published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from mandata.parties.permissions import everybody, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight, visible
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.texts.language_models import SettledDivergence, TranslationStep
from mandata.texts.models import (
    Citation,
    Finding,
    LanguageVersion,
    Layer,
    Misreading,
    Provision,
    ProvisionLink,
    ProvisionVersion,
    Reading,
    ReceivedFile,
    RegisteredInstrument,
    Revision,
    Wording,
    Work,
)
from mandata.texts.proposing_models import Proposal, Reason

DRAFTERS = gettext_noop("house rule: officers and whoever leads or reports for the body hold the pen of its drafting group")
PENS = ("chair", "vice-chair", "rapporteur", "secretary")
PLENARY = gettext_noop("house rule: the plenary adopts; its chair or an officer records it")
PROPOSERS = gettext_noop("house rule: whoever speaks for the proposer, or an officer, takes a proposal back")
SPEAKERS = ("head-of-administration", "accredited-representative", "focal-point", "chair", "head-of-office")
REPORTERS = gettext_noop("house rule: whoever may see a text may report a misreading of it")


def _organisation(subject: Any) -> Any:
    if isinstance(subject, str):
        return None
    if isinstance(subject, Citation):
        return subject.version.revision.work.organisation
    if isinstance(subject, Revision):
        return subject.work.organisation
    if isinstance(subject, Reason):
        subject = subject.proposal
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
_register("register-instrument", "organisation")
_register("read", "receivedfile")
_register("set-aside", "receivedfile")
_register("confirm", "finding")
_register("correct", "finding")
_register("reject", "finding")
_register("name-heir", "revision")
_register("confirm-structure", "reading")
_register("confirm-certain", "reading")
_register("settle", "reading")
_register("adopt", "reading")
_register("replace", "reading")
_register("resolve", "citation")
_register("read-again", "languageversion")
_register("join", "revision")
_register("lodge", "languageversion")
_register("give-reason", "proposal")
_register("co-sign", "proposal")
_register("end", "proposal")
_register("tie-reason", "reason")
_register("publish", "languageversion")
_register("ask-translation", "revision")
_register("record-translation", "revision")
_register("settle-divergence", "revision")


def _holds_the_pen(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers, and the chairs, vice-chairs, rapporteurs and secretaries of the body."""
    base = None if isinstance(subject, str) else subject if isinstance(subject, Revision) else subject.base
    own = next((one for one in getattr(acting_as, "offices", ()) if base is not None and one.party_id == base.work.body_id and one.function in PENS), None)
    if own is not None:
        return Answer(True, gettext("You hold an office in the body that drafts."), DRAFTERS, own.uid)
    answer = officers_only(acting_as, None if base is None else base.work.organisation)
    return answer if answer else Answer(False, gettext("Only officers, and whoever leads or reports for the body, write on its drafts."), DRAFTERS)


for _verb, _on in (
    ("open-drafting", "revision"), ("hold", "drafting"), ("keep-words", "drafting"), ("write-row", "drafting"), ("lift-bracket", "drafting"),
    ("move-stage", "drafting"),
):
    policy(_verb, on=_on)(_holds_the_pen)


@policy("adopt-draft", on="drafting")
@policy("adopt", on="proposal")
def may_adopt(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """The chair of the body whose session adopts, and officers, record the plenary's act."""
    work = None if isinstance(subject, str) else subject.base.work if isinstance(subject, Drafting) else subject.revision.work
    chair = next((one for one in getattr(acting_as, "offices", ()) if work and one.party_id == work.body_id and one.function == "chair"), None)
    if chair is not None:
        return Answer(True, gettext("You chair the body that adopts."), PLENARY, chair.uid)
    answer = officers_only(acting_as, work.organisation if work else None)
    return answer if answer else Answer(False, gettext("The plenary adopts; its chair or an officer records it."), PLENARY)


@policy("withdraw", on="proposal")
def may_withdraw(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever speaks for its proposer, and officers."""
    own = None if isinstance(subject, str) else next((
        one for one in getattr(acting_as, "offices", ()) if one.party_id == subject.proposer_id and one.function in SPEAKERS
    ), None)
    if own is not None:
        return Answer(True, gettext("You speak for its proposer."), PROPOSERS, own.uid)
    answer = officers_only(acting_as, _organisation(subject))
    return answer if answer else Answer(False, gettext("Only whoever speaks for its proposer, or an officer, takes a proposal back."), PROPOSERS)


@policy("report-misreading", on="languageversion")
def may_report(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever is logged in and may see the text."""
    if acting_as.user is None or not acting_as.user.is_authenticated:
        return Answer(False, gettext("Log in to report a misreading: the secretariat may ask you what you mean."), REPORTERS)
    if isinstance(subject, str) or visible(acting_as, LanguageVersion.objects.filter(pk=subject.pk)).exists():
        return Answer(True, gettext("You may see this text, so you may say where it is misread."), REPORTERS)
    return Answer(False, gettext("Only who may see a text may report on its reading."), REPORTERS)


@policy("export-misreadings", on="misreading")
def may_export(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the organisation."""
    return officers_only(acting_as, None if isinstance(subject, str) else subject.language_version.file.organisation)


def _officer_of(acting_as: Capacity) -> list[int]:
    return [o.party.organisation_id for o in getattr(acting_as, "offices", ()) if o.function == "officer"]


for _record in (RegisteredInstrument, Work, Citation, Provision, ProvisionVersion, ProvisionLink, Wording, Revision, TranslationStep, SettledDivergence,
                Proposal, Reason, Drafting, DraftRow):
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


@sight(Misreading)
def misreadings_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation: a report holds what a reading found, and free words of a person."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(language_version__file__organisation__in=_officer_of(acting_as))
