"""What duties and texts lack, found without asking each of many thousands more than is needed: a lead, a review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from mandata.mandates.models import Assignment, Lead, Mandate, MandateTerms, PlanReview, TermsActor
from mandata.mandates.register import live_terms
from mandata.mandates.settings import settings_of
from mandata.parties.models import Organisation
from mandata.texts.models import Layer, Revision, Work


def several_without_lead(organisation: Organisation | None = None) -> QuerySet[MandateTerms]:
    """Live duties that several owe, of whom nobody was named to lead or to own; where classes alone are addressed, none of their parties leads."""
    now = timezone.now()
    named = TermsActor.objects.filter(terms=OuterRef(OuterRef("pk")), actor=OuterRef("actor"))
    lead = Lead.objects.at(now).filter(Exists(named), mandate=OuterRef("mandate"))
    owner = Assignment.objects.at(now).filter(mandate=OuterRef("mandate"))
    several = MandateTerms.objects.filter(current=True, actors__contains="  ").values("pk")  # between two codes stand two blanks; read in an index alone
    found = live_terms().filter(pk__in=several).exclude(Exists(lead)).exclude(Exists(owner))
    for one in Organisation.objects.all() if organisation is None else [organisation]:
        if classes := settings_of(one).classes:
            beside = TermsActor.objects.filter(terms=OuterRef("pk")).exclude(actor__in=classes)
            found = found.exclude(~Exists(beside), mandate__organisation=one)
    return found if organisation is None else found.filter(mandate__organisation=organisation)


def texts_without_review(organisation: Organisation | None = None, today: date | None = None) -> QuerySet[Work]:
    """Texts in force with live duties that nobody reviewed in this year or the last."""
    today = today or timezone.now().date()
    reviewed = PlanReview.objects.filter(work=OuterRef("pk"), year__gte=today.year - 1)
    in_force = Revision.objects.filter(work=OuterRef("pk"), layer=Layer.ADOPTED, in_force_until=None)
    live = Mandate.objects.filter(provision__work=OuterRef("pk"), ended_by=None)
    found = Work.objects.filter(Exists(in_force), Exists(live)).exclude(Exists(reviewed))
    return found if organisation is None else found.filter(organisation=organisation)


def duties_of(works: Iterable[Work]) -> dict[int, int]:
    """How many live duties each of some texts has; one query."""
    live = Mandate.objects.filter(provision__work__in=[one.pk for one in works], ended_by=None).order_by()
    return dict(live.values("provision__work").annotate(n=Count("pk")).values_list("provision__work", "n"))
