"""Circulars and collective letters: numbered, in six languages, to addressees that are fixed when they are sent, with what came back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Organisation, Party
from mandata.shared.models import Act, Record


class CircularKind(models.TextChoices):
    CIRCULAR = "circular", _("circular")  # to Member States, never to firms
    COLLECTIVE = "collective-letter", _("collective letter")


class To(models.TextChoices):
    STATES = "states", _("all Member States")
    REGION = "region", _("the Member States of a region")
    CATEGORY = "category", _("the members in a category")
    NAMED = "named", _("the parties named")


class Circular(Record):
    """A letter to many. Its number is never used again in its series, whatever becomes of it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="circulars")
    series = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    kind_of_letter = models.CharField(max_length=32, choices=CircularKind.choices)
    to = models.CharField(max_length=16, choices=To.choices)
    code = models.CharField(max_length=64, blank=True)  # of the region or category
    named = models.ManyToManyField(Party, related_name="+", blank=True)
    answer_asked = models.BooleanField(default=True)
    reference_language = models.CharField(max_length=8)
    drafted_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "series", "number"], name="a_number_is_used_once")]
        ordering = ["-drafted_by", "-id"]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class CircularText(Record):
    """The words of a circular in one language: asked for, drafted, checked, published."""

    class State(models.TextChoices):
        ASKED = "asked", _("translation asked for")
        DRAFT = "draft", _("draft")
        CHECKED = "checked", _("checked")
        PUBLISHED = "published", _("published")

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ASKED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circular", "language"], name="one_text_a_language")]
        ordering = ["language"]

    def __str__(self) -> str:
        return f"{self.circular} ({self.language})"


class CircularDeadline(Record):
    """A day that a circular sets, and for what."""

    class What(models.TextChoices):
        ANSWERS = "answers", _("answers")
        NOMINATIONS = "nominations", _("nominations")
        CONTRIBUTIONS = "contributions", _("contributions")
        REGISTRATION = "registration", _("registration")
        OTHER = "other", _("other")

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="deadlines")
    day = models.DateField()
    what = models.CharField(max_length=16, choices=What.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.what}: {self.day.isoformat()}"


class Addressee(Record):
    """To whom a circular was sent, one row each, as it was on that day."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="addressees")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circulars_received")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circular", "party"], name="addressed_once")]

    def __str__(self) -> str:
        return f"{self.circular}: {self.party}"


class Reply(Record):
    """What came back from an addressee: that it was received, or the answer; each once."""

    class What(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        ANSWERED = "answered", _("answered")

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="replies")
    what = models.CharField(max_length=16, choices=What.choices)
    words = models.TextField(blank=True)
    signatory = models.CharField(max_length=200, blank=True)  # of an answer by letter, which is kept:
    name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)
    given_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["addressee", "what"], name="one_reply_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.addressee}: {self.what}"
