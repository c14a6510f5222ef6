"""What every record stands on: the record, the append-only act, the dated row, the refusal."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


def new_uid() -> str:
    """The name by which acts speak of a record: given before it is stored, the same text on every database."""
    return uuid.uuid4().hex


class Record(models.Model):
    """A thing that acts speak of; changed only by operations."""

    locked_after = ""  # its field that names the record whose row is locked first: all lock in one order, and no two wait for each other

    uid = models.CharField(max_length=32, default=new_uid, unique=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def kind(cls) -> str:
        """The name by which acts and rights speak of this type of record."""
        return cls._meta.model_name or cls.__name__.lower()


class Act(models.Model):
    """Something done, once and for ever: who, in which office, for whom, what, on which basis, when, known when.

    Never personal values: old and new values stand in ``changes`` by reference.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acting_as = models.CharField(max_length=64, blank=True)  # uid of the office held: acts know no topic
    on_behalf_of = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=64, db_index=True)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    basis = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    known_at = models.DateTimeField(db_default=Now(), db_index=True)
    imported = models.BooleanField(default=False)  # only an import may set known_at earlier than recorded_at
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit = models.CharField(max_length=32, blank=True)
    changes = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"]), models.Index(fields=["acting_as"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(imported=True) | models.Q(known_at__gte=models.F("recorded_at")), name="known_when_recorded"
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class ActSubject(models.Model):
    """A further subject of an act."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="further_subjects")
    kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class DatedQuerySet(models.QuerySet[Any]):
    """Dated rows as they hold at a time and were known at a time."""

    def known(self, known: datetime | None = None) -> DatedQuerySet:
        """Rows opened by an act known by ``known`` and not closed by one."""
        if known is None:
            return self.filter(closed_by=None)
        return self.filter(opened_by__known_at__lte=known).exclude(closed_by__known_at__lte=known)

    def at(self, at: datetime, known: datetime | None = None) -> DatedQuerySet:
        """Rows that hold at ``at``, as known at ``known``."""
        day = at.date()
        return self.known(known).filter(
            models.Q(since=None) | models.Q(since__lte=day), models.Q(until=None) | models.Q(until__gte=day)
        )


class DatedRow(Record):
    """A fact with a beginning and perhaps an end; opened and closed by acts, never edited."""

    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Refusal(models.Model):
    """An operation that a person logged in attempted and was refused, with the reason and its basis."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting_as = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    reason = models.TextField()
    basis = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}: {self.reason}"


class Written(models.Model):
    """When a table was written last, told by a stamp that it never had before: what was made of its rows holds as long as the stamp does."""

    table = models.CharField(max_length=100, primary_key=True)
    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.table
