"""The table of rights: category × verb × kind of place, each cell with its basis."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.membership.models.bases import Based
from mandata.parties.models import Organisation, in_the_readers_language
from mandata.shared.models import DatedRow


class Right(DatedRow, Based):
    """Whether members of a category may do something in a kind of place: yes, no, or on a condition; from–to."""

    class Says(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        CONDITION = "condition", _("on a condition")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rights")
    category = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)  # a code of the scheme "right"
    place = models.CharField(max_length=32)  # a code of the scheme "place", or a kind of party
    says = models.CharField(max_length=16, choices=Says.choices)
    condition = models.CharField(max_length=32, blank=True)  # a name of membership.rights.CONDITIONS
    words = models.JSONField(default=dict)  # the condition or the limit in words, by language

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "category", "verb", "place", "since"], condition=models.Q(closed_by=None), name="one_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.verb} · {self.place}: {self.says}"

    @property
    def in_words(self) -> str:
        """The condition or limit in the reader's language."""
        return in_the_readers_language(self.words)
