"""Proposals: by whom, under which document, against which base, with which reasons; and how they ended."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Organisation, Party
from mandata.shared.models import Act, Record
from mandata.texts.models import Provision, Revision


class Proposal(Record):
    """A proposed amendment: its words are a revision of the layer *proposed*; what it does, by whom, how it ended, stands here."""

    class Action(models.TextChoices):
        ADD = "ADD", _("a new text")
        MOD = "MOD", _("a changed text")
        SUP = "SUP", _("a text to be suppressed")
        NOC = "NOC", _("no change")

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        ADOPTED = "adopted", _("adopted")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposals")
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="proposal")
    document = models.CharField(max_length=32)  # AFCP/42
    addendum = models.PositiveIntegerField(default=0)  # A1; none: 0
    serial = models.PositiveIntegerField(default=1)
    proposer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="proposed")
    cosignatories = models.ManyToManyField(Party, related_name="cosigned")
    action = models.CharField(max_length=3, choices=Action.choices)
    lodged_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, blank=True, choices=Outcome.choices, default=Outcome.OPEN)
    adopted_in = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="comes_of")
    holds_from = models.DateField(null=True, blank=True)  # of one adopted: when what came of it is in force
    outcome_words = models.TextField(blank=True)  # by which decision, or why
    ended_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-revision__session__year", "document", "addendum", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "document", "addendum", "serial"], name="one_proposal_a_reference")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """As the field writes it: ``AFCP/42A1/1``."""
        return f"{self.document}{f'A{self.addendum}' if self.addendum else ''}/{self.serial}"

    @property
    def open(self) -> bool:
        """Whether nothing has ended it yet."""
        return not self.outcome


def suppressed_on(revision: Revision) -> date | None:
    """The day from which an adopted text is no longer in force because a session suppressed it; none where none did."""
    return Proposal.objects.filter(revision__base=revision, action=Proposal.Action.SUP, outcome=Proposal.Outcome.ADOPTED).values_list(
        "holds_from", flat=True).first()


class Reason(Record):
    """Why a proposal changes what it changes; tied to the provisions that it explains, to none where it explains the whole."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reasons")
    language = models.CharField(max_length=8)
    words = models.TextField()
    explains = models.ManyToManyField(Provision, related_name="reasons")
    given_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words[:80]
