"""Duties that belong together: their texts cite one another, or the same actor is asked nearly the same by two texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from mandata.mandates.asked import asks
from mandata.mandates.models import Mandate, MandateTerms
from mandata.texts.models import Citation, Layer

ALIKE = 72  # of a hundred: below, two duties only share words
NEAR = 55  # related, not the same
MOST = 8
WORD = re.compile(r"\w{4,}")


class Why(TextChoices):
    CITED = "cited", _("its text is cited by this one")
    CITES = "cites", _("its text cites this one")
    ALIKE = "alike", _("asks the same actor for nearly the same")


@dataclass(frozen=True, slots=True)
class Related:
    """A duty beside another, why, and how alike their words are (of a hundred)."""

    terms: MandateTerms
    why: str
    likeness: int

    @property
    def why_words(self) -> str:
        """The reason in the reader's language."""
        return str(Why(self.why).label)


def likeness(one: str, other: str) -> int:
    """How alike the words of two duties are, whatever their order: 0 to 100."""
    return int(fuzz.token_set_ratio(" ".join(WORD.findall(one.casefold())), " ".join(WORD.findall(other.casefold()))))


def related(mandate: Mandate, terms: MandateTerms) -> list[Related]:
    """The live duties of other texts that belong beside one: of texts cited either way, and of the same actors; the most alike first."""
    revision = terms.version.revision
    cited = set(Citation.objects.filter(version__revision=revision).exclude(target=None).values_list("target__work", flat=True)) - {revision.work_id}
    citing = set(Citation.objects.filter(
        target__work=revision.work, version__revision__layer=Layer.ADOPTED, version__revision__in_force_until=None,
    ).values_list("version__revision__work", flat=True)) - {revision.work_id}
    asked = Q(version__revision__work__in=cited | citing)
    if codes := terms.actors.split():
        asked |= asks(codes)
    found = []
    others = MandateTerms.objects.filter(asked, current=True, mandate__organisation=mandate.organisation_id).exclude(version__revision__work=revision.work)
    own = set(terms.actors.split())
    for one in others.select_related("version__revision__work", "version__revision__session", "version__provision", "mandate")[:2000]:
        score, work = likeness(terms.summary, one.summary), one.version.revision.work_id
        if own & set(one.actors.split()) and score >= ALIKE:
            found.append(Related(one, Why.ALIKE, score))
        elif score >= NEAR and work in cited | citing:
            found.append(Related(one, Why.CITED if work in cited else Why.CITES, score))
    return sorted(found, key=lambda one: (-one.likeness, one.terms.place))[:MOST]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The same actor asked for nearly the same by two texts."""

    actor: str
    one: MandateTerms
    other: MandateTerms
    likeness: int


def overlaps(terms: Iterable[MandateTerms], least: int = ALIKE) -> Iterator[Overlap]:
    """Pairs of duties of one actor in two texts whose words are alike; compared only where they share rare words."""
    by_actor: dict[tuple[int, str], list[MandateTerms]] = {}
    for one in terms:
        for code in one.actors.split():
            by_actor.setdefault((one.mandate.organisation_id, code), []).append(one)
    for (_organisation, code), some in by_actor.items():
        words = {one.pk: frozenset(WORD.findall(one.summary.casefold())) for one in some}
        having: dict[str, list[MandateTerms]] = {}
        for one in some:
            for word in words[one.pk]:
                having.setdefault(word, []).append(one)
        seen: set[tuple[int, int]] = set()
        for one in some:
            near: dict[int, int] = {}
            for word in words[one.pk]:
                if len(having[word]) <= max(8, len(some) // 20):
                    for other in having[word]:
                        near[other.pk] = near.get(other.pk, 0) + 1
            by_pk = {other.pk: other for word in words[one.pk] for other in having[word] if other.pk in near}
            for pk in near:
                other = by_pk[pk]
                pair = (min(one.pk, pk), max(one.pk, pk))
                if pk == one.pk or pair in seen or other.version.revision.work_id == one.version.revision.work_id:
                    continue
                seen.add(pair)
                if (score := likeness(one.summary, other.summary)) >= least:
                    yield Overlap(code, one, other, score)
