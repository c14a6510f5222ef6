"""The action plan of a text as it was issued, and the yearly review of it."""

from __future__ import annotations

from django.db import models

from mandata.mandates.models.owed import Obligation
from mandata.shared.models import Act, Record
from mandata.texts.models import Work


class PlanIssue(Record):
    """The action plan of a text as it stood when it was issued: its lines, in no language; the next issue is compared with it."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="plan_issues")
    number = models.PositiveIntegerField()
    day = models.DateField()
    lines = models.JSONField()  # the uid of a duty -> what its line says
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="one_issue_a_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.work}, {self.number}"


class PlanReview(Record):
    """The examination of a plan in one year, in the light of what is needed: each line kept, changed or dropped."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="plan_reviews")
    year = models.PositiveIntegerField()
    needs = models.TextField()
    decisions = models.JSONField(default=dict)  # the uid of a duty -> kept, changed or dropped
    source = models.CharField(max_length=300)  # the meeting that examined it
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "year"], name="one_review_a_year")]
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.work}, {self.year}"

    @property
    def kept(self) -> int:
        """How many lines stay as they are."""
        return list(self.decisions.values()).count("kept")

    @property
    def changed(self) -> int:
        """How many lines are to be changed by a text."""
        return list(self.decisions.values()).count("changed")

    @property
    def dropped(self) -> int:
        """How many lines are to be dropped by a text."""
        return list(self.decisions.values()).count("dropped")
