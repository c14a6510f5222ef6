"""Who stands for an office in a body or group, for which member."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Office, Party, Person
from mandata.shared.models import DatedRow


class Candidacy(DatedRow):
    """A member nominates a person for an office; the body decides. Ended rows say how."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("stands")
        ELECTED = "elected", _("elected")
        NOT_ELECTED = "not-elected", _("not elected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="candidacies")
    function = models.CharField(max_length=64)
    nominated_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="nominations")  # the member
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.OPEN)
    basis = models.CharField(max_length=400, blank=True)  # of the decision: session, document
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="candidacies")  # of whoever is elected

    def __str__(self) -> str:
        return f"{self.function}, {self.body}: {self.nominated_by}"
