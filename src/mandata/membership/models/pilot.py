"""What a pilot came to besides admissions: what it cost, and how those concerned see it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.membership.models.admission import Route
from mandata.parties.models import Party
from mandata.shared.models import DatedRow


class PilotCost(DatedRow):
    """What a way of admission cost on a day (``since``), for what, and from which budget; all of one in one currency."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="costs")
    words = models.CharField(max_length=300)
    amount = models.PositiveIntegerField()  # whole units of the currency
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.words


class PilotView(DatedRow):
    """How a firm, a group or an administration sees a pilot, since a day, and what should become of it; its next view takes its place."""

    class Wants(models.TextChoices):
        END = "end", _("end it")
        EXTEND = "extend", _("extend it")
        CONVERT = "convert", _("make it permanent")
        OPEN = "open", _("says nothing of its future")

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="views")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="views_of_pilots")
    wants = models.CharField(max_length=16, choices=Wants.choices)
    words = models.CharField(max_length=1000)
    source = models.CharField(max_length=300, blank=True)  # of one that came by letter, recorded by an officer

    def __str__(self) -> str:
        return self.words
