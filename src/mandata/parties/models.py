"""Who there is: organisations, parties of any kind, persons, offices held, memberships, classes, sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from mandata.shared.models import DatedRow, Record


class PartyKind(models.TextChoices):
    ORGANISATION = "organisation"
    SECTOR = "sector"
    CONFERENCE = "conference"
    COUNCIL = "council"
    GROUP = "group"
    BUREAU = "bureau"
    SECRETARIAT = "secretariat"
    REGIONAL_OFFICE = "regional-office"
    STATE = "state"
    MEMBER = "member"
    REGIONAL_ORGANISATION = "regional-organisation"
    REGION = "region"
    CLASS = "class"
    OTHER = "other"


class Party(Record):
    """An entity of any kind: a body, a State, a member, a group, an office of the secretariat."""

    organisation = models.ForeignKey("Organisation", null=True, on_delete=models.PROTECT, related_name="parties")
    key = models.CharField(max_length=100)  # unique in its organisation: the profile's own key
    entity = models.CharField(max_length=32, choices=PartyKind.choices, default=PartyKind.OTHER)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    actor = models.CharField(max_length=100, blank=True)  # its code in the vocabulary's table of actors
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="party_key_in_organisation")]
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language, else in English, else in any."""
        names = {one.language: one.name for one in self.names.all()}
        wanted = (get_language() or "en").split("-")[0]
        return names.get(wanted) or names.get("en") or next(iter(names.values()), self.key)


class Organisation(Party):
    """The root party of a profile; sessions, works and parties belong to one."""

    party_ptr = models.OneToOneField(
        Party, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="as_organisation"
    )
    slug = models.SlugField(unique=True)
    reference_language = models.CharField(max_length=8, default="en")
    vocabulary = models.CharField(max_length=200)  # "itu" for the engine's own, else a folder of the package

    class Meta:
        ordering = ["slug"]


class PartyName(models.Model):
    """A party's name in one language."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "language"], name="one_name_a_language")]

    def __str__(self) -> str:
        return self.name


class Person(Record):
    """Somebody who holds offices; logs in with a user account, or does not."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Office(DatedRow):
    """A person holds a function in a party, from–to; what somebody may do comes from here."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="offices")
    function = models.CharField(max_length=64)  # officer, director, chair, head-of-administration, focal-point, …
    actor = models.CharField(max_length=100, blank=True)  # the office's own code in the table of actors

    class Meta:
        ordering = ["party__key", "function"]

    def __str__(self) -> str:
        return f"{self.function}, {self.party}"


class Membership(DatedRow):
    """A party is a member of another in a category, from–to."""

    member = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    of = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    category = models.CharField(max_length=64)  # member-state, sector-member, associate, academia, …

    def __str__(self) -> str:
        return f"{self.category} of {self.of}"


class Classification(DatedRow):
    """A party belongs to a class (a region, LDC, …), by a source."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="classifications")
    scheme = models.CharField(max_length=32)  # region, development
    code = models.CharField(max_length=64)
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.scheme}: {self.code}"


class BodySession(Record):
    """A session of a conference, Council or group; pages and texts call it a session."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sessions")
    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="body_sessions")
    year = models.PositiveIntegerField()
    ordinal = models.CharField(max_length=32, blank=True)
    places = models.JSONField(default=dict)  # language -> place
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "body__key"]

    def __str__(self) -> str:
        return f"{self.body} ({', '.join(filter(None, [self.place, str(self.year)]))})"

    @property
    def place(self) -> str:
        """The place in the reader's language."""
        wanted = (get_language() or "en").split("-")[0]
        return str(self.places.get(wanted) or self.places.get("en") or "")

    @property
    def order(self) -> tuple[int, str]:
        """By year, then by day: revisions are ordered by adoption."""
        return self.year, self.start.isoformat() if self.start else ""


class HouseRule(DatedRow):
    """A dated rule of the house for what no text says, with the person who decided it."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="house_rules")
    code = models.CharField(max_length=64)
    words = models.TextField()
    decider = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.words


class Invitation(Record):
    """An officer asks a person by mail to take an office; accepted once, or it lapses."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=64)
    actor = models.CharField(max_length=100, blank=True)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.function}, {self.party}"


def offices_held(person: Person, at: datetime) -> models.QuerySet[Any]:
    """The offices that a person holds at ``at``, as known now."""
    return Office.objects.at(at).filter(person=person).select_related("party", "party__organisation")
