"""Six languages on an equal footing: how far each translation has come, and what was decided where versions diverge."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.shared.models import Act, Record
from mandata.texts.models import ProvisionVersion, Revision


class TranslationStep(Record):
    """One step of a translation, by an act; the last one tells how far it is. That it is published is told by its publication alone."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        DRAFT = "draft", _("draft")
        CHECKED = "checked", _("checked")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="translation_steps")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices)
    due = models.DateField(null=True, blank=True)  # the day by which it was asked for
    taken_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.revision} ({self.language})"


class SettledDivergence(Record):
    """What was decided on a place in which language versions differ, and by whom; no term of a duty changes by it."""

    class Outcome(models.TextChoices):
        MEND = "mend", _("translation to mend")
        NONE = "none", _("no divergence")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="settled_divergences")
    version = models.ForeignKey(ProvisionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)  # of the words that differ: other words are another divergence
    what = models.CharField(max_length=16)
    values = models.JSONField()  # what each language says
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    language = models.CharField(max_length=8, blank=True)  # the version to mend
    words = models.TextField(blank=True)
    decider = models.CharField(max_length=200)
    settled_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_outcome_display()}"
