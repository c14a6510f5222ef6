"""Who must do what, by when: duties anchored on provisions, their terms, the words that carry them."""

from __future__ import annotations

from django.db import models

from mandata.mandates.models.touched import OfDuty
from mandata.parties.models import Office, Organisation, Party
from mandata.shared.models import Act, DatedRow, Record
from mandata.texts.models import Finding, Provision, ProvisionVersion, Wording


class Mandate(Record):
    """A duty's identity, anchored on a provision; lives on while its provision does."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="mandates")
    created_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provision"], condition=models.Q(ended_by=None), name="one_live_duty_a_provision")
        ]

    def __str__(self) -> str:
        return f"duty of {self.provision}"


class MandateTerms(OfDuty, Record):
    """The terms of a duty in one revision, confirmed once in the text's reference language; never edited.

    A correction closes them by its act and opens others.

    ``current`` marks the terms that hold now, of a live duty only: one that has ended has none. Where a newer
    revision changed the words, the old terms stay current, ``words_changed``, until a person confirms the new ones.
    """

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="terms")
    version = models.ForeignKey(ProvisionVersion, on_delete=models.PROTECT, related_name="mandate_terms")
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="terms")
    force = models.CharField(max_length=32)
    action = models.CharField(max_length=32, default="other")
    addressees = models.JSONField(default=list)  # [{text, actor}]
    with_whom = models.JSONField(default=list)
    report_to = models.JSONField(default=list)
    beneficiaries = models.JSONField(default=list)
    due = models.JSONField(default=dict)
    limits = models.JSONField(default=list)
    conditional = models.BooleanField(default=False)
    due_kind = models.CharField(max_length=16, default="none")
    actors = models.CharField(max_length=500, blank=True)  # " code code " of the addressees, for sorting; each of them is a ``TermsActor``
    summary = models.TextField(blank=True)  # the provision's words, for lists and search
    place = models.CharField(max_length=200, blank=True)  # sorts duties by text, then in reading order
    current = models.BooleanField(default=True)
    words_changed = models.ForeignKey(
        ProvisionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="changed_terms"
    )
    confirmed_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["mandate", "version"], condition=models.Q(closed_by=None), name="terms_once_a_version"
        )]
        indexes = [  # of the terms that hold: a list's first page reads fifty rows and no more
            models.Index(fields=["place", "id"], condition=models.Q(current=True), name="live_terms_by_place"),
            models.Index(fields=["force", "place", "id"], condition=models.Q(current=True), name="live_terms_by_force"),
            models.Index(fields=["actors", "place", "id"], condition=models.Q(current=True), name="live_terms_by_actor"),
            models.Index(fields=["place", "id"], condition=models.Q(current=True, words_changed__isnull=False), name="live_terms_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.force}: {self.summary[:80]}"


class TermsActor(models.Model):
    """An actor to whom terms are addressed: a duty of an actor is found by its code in an index, never in a column of words."""

    terms = models.ForeignKey(MandateTerms, on_delete=models.CASCADE, related_name="asked")
    actor = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "terms"], name="an_actor_once_in_terms")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.terms}"


class TermsQuote(Record):
    """Where a wording carries the terms: the fields' spans in one language."""

    terms = models.ForeignKey(MandateTerms, on_delete=models.PROTECT, related_name="quotes")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="quotes")
    spans = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.terms} in {self.wording}"


class Assignment(DatedRow):
    """Who owns a duty, apart from its addressee: named by an act, with a basis or a house rule."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="assignments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="assignments")
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    basis = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.party} for {self.mandate}"
