"""What is taken over from another system: a source with its remembered columns, and the files it sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Organisation
from mandata.shared.models import Act, Record


class ImportTable(models.TextChoices):
    PARTIES = "parties", _("entities")
    MEMBERS = "members", _("members: entity, State and membership in one row")
    MEMBERSHIPS = "memberships", _("memberships")
    CLASSES = "classes", _("classes")
    ESTABLISHMENTS = "establishments", _("States of entities")
    OFFICES = "offices", _("persons in functions")
    REGISTRATIONS = "registrations", _("persons registered for sessions")


class ImportSource(Record):
    """Another system that sends tables: which of its columns is which of ours, remembered from file to file."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="import_sources")
    name = models.CharField(max_length=100)
    table = models.CharField(max_length=32, choices=ImportTable.choices)
    columns = models.JSONField(default=dict)  # our column -> its heading
    fixed = models.JSONField(default=dict)  # our column -> the same value in each row
    codes = models.JSONField(default=dict)  # our column -> its word -> our code
    day_order = models.CharField(max_length=3, blank=True)  # how it writes its days; empty: the year first

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name", "table"], name="one_source_a_table")]
        ordering = ["name", "table"]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_table_display()}"


class ImportFile(Record):
    """A file of a source; its content, which may name persons, is kept until it is taken over or set aside, and no longer."""

    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.TextField(blank=True)
    counts = models.JSONField(default=dict)  # what the taking over came to: new, changed, same, refused
    closed_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
