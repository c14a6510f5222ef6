"""What whoever owes two overlapping duties, or the body that asked, recommends: continue, merge or stop; no duty ends by it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models.duties import Mandate
from mandata.shared.models import DatedRow


class Recommends(models.TextChoices):
    CONTINUE = "continue", _("continue")
    MERGE = "merge", _("merge into the other")
    STOP = "stop", _("stop")


class OverlapDecision(DatedRow):
    """What is recommended of a duty beside another that asks nearly the same, why, and what a text must say for it to end so."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="overlap_decisions")
    other = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="overlap_decisions_beside")
    what = models.CharField(max_length=16, choices=Recommends.choices)
    reason = models.CharField(max_length=500)
    text_must_say = models.CharField(max_length=1000, blank=True)  # empty where it continues

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.reason}"
