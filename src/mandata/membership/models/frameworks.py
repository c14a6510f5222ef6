"""What stands between the organisation and the regions for years: regional frameworks, and mechanisms of coordination."""

from __future__ import annotations

from django.db import models

from mandata.parties.models import Party
from mandata.shared.models import DatedRow
from mandata.texts.models import Work


class Framework(DatedRow):
    """A regional framework that a regional body holds, from–to, in its own words; with those who helped to set it up."""

    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="frameworks")
    title = models.CharField(max_length=200)
    words = models.TextField()
    document = models.CharField(max_length=300, blank=True)  # where it is written down
    helped_by = models.ManyToManyField(Party, related_name="frameworks_helped")

    def __str__(self) -> str:
        return self.title


class Mechanism(DatedRow):
    """How a body or office coordinates with the bodies that some resolutions name, from–to: a text, and the dossier that gathers under it."""

    ours = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mechanisms")
    title = models.CharField(max_length=200)
    words = models.TextField()
    document = models.CharField(max_length=300, blank=True)
    bodies = models.ManyToManyField(Party, related_name="mechanisms_with")
    works = models.ManyToManyField(Work, related_name="+")  # the resolutions whose bodies they are

    def __str__(self) -> str:
        return self.title
