"""Acts of any topic whose basis cites the provision of a duty, or its text: proposed as evidence, found by themselves."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet

from mandata.mandates.models import Mandate, MandateTerms
from mandata.membership.models import Right
from mandata.shared.models import Act
from mandata.shared.standing import until_next_act

OWN = ("mandate", "obligation", "answerlink", "answer", "means", "finding", "mandateterms", "reading", "revision")  # what keeps the duty itself shows nothing


@until_next_act
def bases() -> list[str]:
    """All bases on which acts rest, but rules of the house; they are few, and acts are many."""
    found = Act.objects.exclude(basis="").exclude(basis__startswith="house rule").order_by().values_list("basis", flat=True).distinct()
    return sorted(found)


def bases_citing(mandate: Mandate, terms: MandateTerms) -> list[str]:
    """The bases that name the provision by its permanent name, or the text by its printed name, or as a right that rests on it does."""
    revision = terms.version.revision
    work = revision.work
    cited = f"{work.body.key}/{work.kind_of_text}/{work.number}"
    rights = Right.objects.filter(organisation=mandate.organisation).filter(Q(cited=mandate.provision.wid) | Q(cited__startswith=f"{cited}#"))
    as_rights = {words for words in rights.values_list("basis", flat=True) if words}
    year = revision.session.year if revision.session else ""
    printed = re.compile(rf"(?<!\w){re.escape(work.number)} \([^()]*\b{year}\)")  # « 12 (Rev. Selmouth, 2024) », in whatever language
    return [one for one in bases() if one in as_rights or mandate.provision.wid in one or printed.search(one)]


def acts_citing(mandate: Mandate, terms: MandateTerms) -> QuerySet[Any]:
    """Acts that cite the provision or its text, the newest first."""
    return Act.objects.filter(basis__in=bases_citing(mandate, terms)).exclude(subject_kind__in=OWN).order_by("-happened_at", "-pk")
