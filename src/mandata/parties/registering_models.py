"""Who is registered for a session of a body, in whose name; which parties took part, and what they brought, which names nobody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import BodySession, Party, Person
from mandata.shared.models import DatedRow


class Registration(DatedRow):
    """A person is registered for a session in the name of a party, since a day; until one where it was taken back.

    ``attended`` is what was found at the session; None where nothing was.
    """

    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="registrations")
    role = models.CharField(max_length=100, blank=True)  # as the other system words it
    attended = models.BooleanField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.session}: {self.party}"


class Attendance(DatedRow):
    """A party took part in a session, from its first day on, there or from afar; no person is named."""

    class Mode(models.TextChoices):
        THERE = "there", _("in the room")
        REMOTE = "remote", _("from afar")
        BOTH = "both", _("in the room and from afar")

    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="attendances")
    mode = models.CharField(max_length=16, choices=Mode.choices, blank=True)  # empty: not recorded

    def __str__(self) -> str:
        return f"{self.session}: {self.party}"


class Contribution(DatedRow):
    """A document that a party brought to a session, from the session's first day on; with the topic that it is about."""

    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="contributions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contributions")
    number = models.CharField(max_length=64)  # of the document
    title = models.CharField(max_length=300)
    topic = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
