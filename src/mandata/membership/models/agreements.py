"""Agreements of the organisation with others, and who has the power to sign for it."""

from __future__ import annotations

from django.db import models

from mandata.membership.models.bases import Based
from mandata.parties.models import Function, Organisation, Party
from mandata.shared.models import Act, DatedRow, Record
from mandata.texts.models import Revision


class SigningPower(DatedRow, Based):
    """Whoever holds a function signs agreements for the organisation, from–to, by a basis."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signing_powers")
    function = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.function}: {self.basis}"


class Agreement(Record):
    """A memorandum with others, as it was signed; from when until when it holds is said by ``AgreementTerm``."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_kept")
    title = models.CharField(max_length=300)
    object = models.TextField()  # what it is about
    parties = models.ManyToManyField(Party, related_name="agreements")  # two at least, the organisation among them
    signatory = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")  # the office in which it was signed,
    signed_in = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # in this party; whoever held it then
    signed_on = models.DateField()
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements")  # its text, where it is published here
    concluded_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-signed_on", "-id"]

    def __str__(self) -> str:
        return self.title


class AgreementTerm(DatedRow):
    """An agreement holds, from the day of its signature until it ends."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    reason = models.CharField(max_length=300, blank=True)  # of an end that the agreement itself did not say

    def __str__(self) -> str:
        return str(self.agreement)


class AgreementText(Record):
    """The text of an agreement as it was signed, kept with it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="texts")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
