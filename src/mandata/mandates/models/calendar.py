"""The calendar of a body: what acts said of the days of its sessions, beside what the profile's table says."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mandata.parties.models import BodySession
from mandata.shared.models import Act, Record


class SessionChange(Record):
    """What an act said of a session: announced, moved, cancelled. The last one known holds; the session's own days follow it.

    It keeps the days of before, so that the calendar of any day can be shown as it was known on another.
    """

    class What(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        MOVED = "moved", pgettext_lazy("session", "moved")
        CANCELLED = "cancelled", _("cancelled")

    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=16, choices=What.choices)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    was_start = models.DateField(null=True)
    was_end = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # by which decision, or why
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_what_display()}"
