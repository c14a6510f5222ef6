"""Who is registered for a session of a body, in whose name; and which parties took part, which names nobody."""

from __future__ import annotations

from django.db import models

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
    """A party took part in a session, from its first day on; no person is named."""

    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="attendances")

    def __str__(self) -> str:
        return f"{self.session}: {self.party}"
