"""The action plan of a text as it was issued, the yearly review of it, its programmes and what is done in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models.owed import Obligation
from mandata.parties.models import Party, in_the_readers_language
from mandata.shared.models import Act, DatedRow, Record
from mandata.texts.models import Provision, Work


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


class PlanProgramme(DatedRow):
    """A programme of the plan of a text, from–to, with the provision on which it rests."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="programmes")
    number = models.CharField(max_length=16)
    names = models.JSONField(default=dict)
    provision = models.ForeignKey(Provision, null=True, on_delete=models.PROTECT, related_name="programmes")

    def __str__(self) -> str:
        return f"{self.number} · {in_the_readers_language(self.names, self.number)}"


class PlanActivity(Record):
    """What a group, a bureau or an office does in a programme; how far it is, its standings say."""

    programme = models.ForeignKey(PlanProgramme, on_delete=models.PROTECT, related_name="activities")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="plan_activities")
    words = models.CharField(max_length=300)
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.words


class ActivityStanding(DatedRow):
    """How far an activity was, from–to, with what came of it, or why it is not done."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        UNDER_WAY = "under-way", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("not done")

    activity = models.ForeignKey(PlanActivity, on_delete=models.PROTECT, related_name="standings")
    state = models.CharField(max_length=16, choices=State.choices)
    words = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_state_display()}"
