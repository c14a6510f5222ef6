"""Figures about languages: in which languages texts are published, what is missing, how long translations take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import median_low
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.shared.measures import Split, measure
from mandata.shared.models import Act
from mandata.texts.language_models import SettledDivergence, TranslationStep
from mandata.texts.languages import LANGUAGES
from mandata.texts.measures import published_revisions
from mandata.texts.models import LanguageVersion, Layer


def _in_languages(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, int]:
    found = dict.fromkeys(LANGUAGES, 0)
    for language in records.values_list("language", flat=True):
        found[language] = found.get(language, 0) + 1
    return found


def _of_language(records: QuerySet[Any], code: str, at: datetime, known: datetime) -> QuerySet[Any]:
    return records.filter(language=code)


BY_LANGUAGE = {"language": Split(_("Language"), _in_languages, _of_language)}


def publications(at: datetime, known: datetime) -> dict[str, datetime]:
    """When each language version was published, by its ``uid``, as known."""
    acts = Act.objects.filter(verb="publish", subject_kind=LanguageVersion.kind(), happened_at__lte=at, known_at__lte=known)
    return dict(acts.order_by("-happened_at").values_list("subject_id", "happened_at"))


@measure("languages.published", label=_("Language versions published"), unit=_("version"), version=1, splits=BY_LANGUAGE,
         words=_("Adopted texts as published in each language, every language of a text counted once."))
def versions_published(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Language versions of adopted revisions with an act of publication; unit: versions."""
    found = LanguageVersion.objects.filter(revision__layer=Layer.ADOPTED, uid__in=list(publications(at, known)))
    return found if organisation is None else found.filter(revision__work__organisation=organisation)


def _lacking(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, int]:
    return {language: _that_lack(records, language, at, known).count() for language in LANGUAGES}


def _that_lack(records: QuerySet[Any], code: str, at: datetime, known: datetime) -> QuerySet[Any]:
    there = LanguageVersion.objects.filter(language=code, uid__in=list(publications(at, known)), revision__isnull=False)
    return records.exclude(pk__in=there.values("revision"))


@measure("languages.texts", label=_("Texts in force by the languages that they lack"), unit=_("text"), version=1,
         splits={"lacks": Split(_("Language"), _lacking, _that_lack)},
         words=_("Adopted texts that no later one had followed; of each language, how many of them were not published in it."))
def texts_in_force(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Adopted revisions that stood; unit: texts."""
    found = published_revisions(organisation, at, known).filter(layer=Layer.ADOPTED)
    newest: dict[int, tuple[Any, int]] = {}
    for pk, work, day in found.exclude(adopted_on=None).values_list("pk", "work_id", "adopted_on"):
        newest[work] = max(newest.get(work, (day, pk)), (day, pk))
    return found.filter(pk__in=[pk for day, pk in newest.values()])


def _asked(at: datetime, known: datetime, revisions: Iterable[int] | None = None) -> dict[tuple[int, str], datetime]:
    """When each translation was first asked for."""
    steps = TranslationStep.objects.filter(state=TranslationStep.State.ASKED, taken_by__happened_at__lte=at, taken_by__known_at__lte=known)
    if revisions is not None:
        steps = steps.filter(revision__in=revisions)
    return {(revision, language): moment for revision, language, moment in steps.order_by("-taken_by__happened_at").values_list("revision_id", "language", "taken_by__happened_at")}


def delays(records: QuerySet[Any], at: datetime, known: datetime) -> dict[int, int]:
    """Days that each published translation took: from when it was asked for, else from the first publication of the text; not those of the first language."""
    rows = list(records.values_list("pk", "uid", "revision_id", "language", "revision__published_by__happened_at"))
    asked, published = _asked(at, known, {row[2] for row in rows}), publications(at, known)
    found = {}
    for pk, uid, revision, language, first in rows:
        done, since = published.get(uid), asked.get((revision, language), first)
        if done is not None and since is not None:
            found[pk] = max(0, (done.date() - since.date()).days)
    return found


def _median_delay(records: QuerySet[Any], at: datetime) -> tuple[int, int]:
    days = list(delays(records, at, at).values())
    return (median_low(days) if days else 0), len(days)


@measure("translations.delay", label=_("Median days until a translation is published"), unit="day", version=1, splits=BY_LANGUAGE, tally=_median_delay,
         words=_("The median of the days between the request for a translation, or else the first publication of the text, and its publication in that language; the first language is not counted."))
def translations_published(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Language versions published after the first one of their text; unit: whole days."""
    published = publications(at, known)
    first: dict[int, tuple[datetime, int]] = {}
    for pk, uid, revision in versions_published(organisation, at, known).values_list("pk", "uid", "revision_id"):
        first[revision] = min(first.get(revision, (published[uid], pk)), (published[uid], pk))
    return versions_published(organisation, at, known).exclude(pk__in=[pk for moment, pk in first.values()])


def _median_wait(records: QuerySet[Any], at: datetime) -> tuple[int, int]:
    days = [(at.date() - moment.date()).days for moment in records.values_list("taken_by__happened_at", flat=True)]
    return (median_low(days) if days else 0), len(days)


@measure("translations.waiting", label=_("Median days that translations have waited"), unit="day", version=1, splits=BY_LANGUAGE, tally=_median_wait,
         words=_("The median of the days since translations were asked for that are not published yet."))
def translations_waiting(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """The requests for translations that no publication has answered; unit: whole days."""
    there = set(LanguageVersion.objects.filter(uid__in=list(publications(at, known)), revision__isnull=False).values_list("revision_id", "language"))
    steps = TranslationStep.objects.filter(state=TranslationStep.State.ASKED, taken_by__happened_at__lte=at, taken_by__known_at__lte=known)
    steps = steps if organisation is None else steps.filter(revision__work__organisation=organisation)
    return steps.filter(pk__in=[pk for pk, revision, language in steps.values_list("pk", "revision_id", "language") if (revision, language) not in there])


@measure("divergences.settled", label=_("Divergences between languages settled"), unit=_("divergence"), version=1,
         words=_("Places in which language versions differ and on which somebody decided, each decision counted."))
def divergences_settled(organisation: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Decisions on divergences; unit: divergences."""
    found = SettledDivergence.objects.filter(settled_by__happened_at__lte=at, settled_by__known_at__lte=known)
    return found if organisation is None else found.filter(revision__work__organisation=organisation)
