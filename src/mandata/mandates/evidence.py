"""Acts of any topic whose basis cites the provision of a duty, or its text: proposed as evidence, found by themselves."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from mandata.mandates.models import Mandate, MandateTerms
from mandata.membership.models import Right
from mandata.shared.models import Act
from mandata.shared.standing import until_written

OWN = ("mandate", "obligation", "answerlink", "answer", "means", "finding", "mandateterms", "reading", "revision")  # what keeps the duty itself shows nothing


@until_written
def bases() -> list[str]:
    """All bases on which acts rest, but rules of the house; they are few, and acts are many."""
    found = Act.objects.exclude(basis="").exclude(basis__startswith="house rule").order_by().values_list("basis", flat=True).distinct()
    return sorted(found)


def bases_citing(mandate: Mandate, terms: MandateTerms) -> tuple[list[str], list[str]]:
    """The bases that name the provision by its permanent name, then those that name its text only: as printed, or by a right on it."""
    revision = terms.version.revision
    work = revision.work
    cited = f"{work.body.key}/{work.kind_of_text}/{work.number}"
    wid = mandate.provision.wid
    rights = Right.objects.filter(organisation=mandate.organisation).filter(Q(cited=wid) | Q(cited__startswith=f"{cited}#")).exclude(basis="")
    on_text: set[str] = set()
    on_provision: set[str] = set()
    for words, name in rights.values_list("basis", "cited"):
        (on_provision if name == wid else on_text).add(words)
    year = revision.session.year if revision.session else ""
    printed = re.compile(rf"(?<!\w){re.escape(work.number)} \([^()]*\b{year}\)")  # « 12 (Rev. Selmouth, 2024) », in whatever language
    exact = re.compile(rf"{re.escape(wid)}(?![\w/.-])")  # « …/5/3 » is not named by « …/5/31 »
    nearest, of_text = [], []
    for one in bases():
        if one in on_provision or exact.search(one):
            nearest.append(one)
        elif one in on_text or printed.search(one):
            of_text.append(one)
    return nearest, of_text


def acts_citing(mandate: Mandate, terms: MandateTerms) -> QuerySet[Any]:
    """Acts that cite the provision itself, then those that cite only its text; of each the newest first.

    ``names`` says which: 0 the provision, 1 the text.
    """
    nearest, of_text = bases_citing(mandate, terms)
    names = Case(When(basis__in=nearest, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Act.objects.filter(basis__in=[*nearest, *of_text]).exclude(subject_kind__in=OWN)
    return found.annotate(names=names).order_by("names", "-happened_at", "-pk")
