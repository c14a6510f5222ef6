"""Promotion: who spoke with which firm or association, through which channel, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.membership.models.admission import Application
from mandata.membership.models.agreements import Agreement
from mandata.parties.models import Organisation, Party
from mandata.shared.models import Act, DatedRow, Record


class Channel(models.TextChoices):
    MEETING = "meeting", _("meeting")
    EVENT = "event", _("fair or other event")
    CALL = "call", _("call")
    MAIL = "mail", _("electronic mail")
    LETTER = "letter", _("letter")
    OTHER = "other", _("other")


class Result(models.TextChoices):
    OPEN = "open", _("no answer yet")
    INTERESTED = "interested", _("interested")
    DECLINED = "declined", _("not interested")
    APPLIED = "applied", _("has applied")


class Contact(Record):
    """A party spoke with a firm or an association on a day; no person is named."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contacts_made")
    firm_name = models.CharField(max_length=200, blank=True)  # with whom: a firm by its name,
    association = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts_had")  # or a party
    state_party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts_of_its_firms")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")  # under which it was made
    channel = models.CharField(max_length=16, choices=Channel.choices)
    day = models.DateField()
    address = models.CharField(max_length=200, blank=True)  # of the firm; kept only with its consent
    consent = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.firm_name or self.association} ({self.day.isoformat()})"


class ContactResult(DatedRow):
    """What came of a contact, from a day on until something else did."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="results")
    result = models.CharField(max_length=16, choices=Result.choices)
    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.contact}: {self.result}"
