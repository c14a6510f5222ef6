"""A report with its two times, the observations it printed, and the paragraphs that persons signed in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import Answer, Mandate
from mandata.parties.models import BodySession, Office, Organisation, Party
from mandata.shared.models import Act, Record


class ReportState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Report(Record):
    """A report of a kind on an organisation, as of a time and as known at a time.

    A draft is built from the records whenever it is shown; publishing keeps its words in every language with a hash, and
    nothing edits them: what became known later is told beside.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    code = models.CharField(max_length=64)  # of a kind in reports.kinds
    at = models.DateTimeField()
    known = models.DateTimeField()
    number = models.CharField(max_length=64, blank=True)  # of the document
    agenda_item = models.CharField(max_length=64, blank=True)
    addressee = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="reports_received")
    origin = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="reports_given")
    session = models.ForeignKey(BodySession, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    mandate = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")  # that asks for it
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    state = models.CharField(max_length=16, choices=ReportState.choices, default=ReportState.DRAFT)
    last_act = models.BigIntegerField(null=True, blank=True)  # the number of the last act before it was published
    checked_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # by another person than wrote it
    published_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField(default=dict)  # language -> the paper as published
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        from mandata.reports.kinds import title_of

        return " ".join(filter(None, [self.number, title_of(self.code)]))

    @property
    def published(self) -> bool:
        """Whether its words are fixed."""
        return self.state == ReportState.PUBLISHED


class ReportObservation(Record):
    """A figure as a published report printed it, with the records that it counted then."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="observations")
    measure = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    split = models.CharField(max_length=32, blank=True)
    part = models.CharField(max_length=200, blank=True)
    value = models.BigIntegerField()
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=32)
    records = models.JSONField(default=list)  # uids; of whole figures only, a part is a part of them
    hidden = models.BooleanField(default=False)  # so few persons that nobody is shown it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "measure", "split", "part"], name="one_observation_a_figure")
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"

    @property
    def key(self) -> str:
        """As ``Observation.key``."""
        name = f"{self.measure}@{self.version}"
        return f"{name}:{self.split}={self.part}" if self.split else name

    @property
    def figures(self) -> dict[str, Any]:
        """What everybody may know of it."""
        if self.hidden:
            return {"value": None, "numerator": None, "denominator": None, "unit": self.unit, "records": []}
        return {"value": self.value, "numerator": self.numerator, "denominator": self.denominator, "unit": self.unit, "records": self.records}


class ReportTable(Record):
    """A table that went with a published report as data: all rows of what its papers print the first of."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="tables")
    path = models.CharField(max_length=64)  # the name of its file
    content = models.TextField()  # CSV

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "path"], name="one_table_a_report_and_path")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.path}"


class SignedParagraph(Record):
    """Words of a person in a section, signed in an office; figures stand in them by reference alone, as ``{sme.approved}``."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="paragraphs")
    section = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    words = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    withdrawn_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.section}: {self.words[:60]}"


class Submission(Record):
    """A published report before a body: submitted by an act, then what the body did with it, by another."""

    class Outcome(models.TextChoices):
        NOTED = "noted", _("noted")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(BodySession, null=True, on_delete=models.PROTECT, related_name="reports_submitted")
    submitted_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="+")  # to the duty that asks for the report
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    decision = models.CharField(max_length=300, blank=True)  # where it is written: minutes, a decision
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.report}: {self.session or self.body}"


class Taken(models.Model):
    """How often a published report was taken along on a day, in a kind of file; by whom is not kept."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="taken")
    day = models.DateField()
    ending = models.CharField(max_length=8)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "day", "ending"], name="one_row_a_report_day_and_ending")]
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.report}: {self.day} {self.ending} {self.times}"
