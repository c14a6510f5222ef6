"""What is mailed about duties: to whom, when, of which kind, for which duties; what each person wants; questions asked in one act."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models.duties import Mandate
from mandata.mandates.models.owed import AnswerLink
from mandata.parties.models import Organisation, Person
from mandata.shared.models import Act, DatedRow, Record


class MailKind(models.TextChoices):
    WAITING = "waiting", _("what waits for me")
    DUE = "due", _("what falls due")
    REPORTED = "reported", _("what was reported")
    ASK = "ask", _("questions about duties")
    REMINDER = "reminder", _("reminders of questions")


DIGESTS = (MailKind.WAITING, MailKind.DUE, MailKind.REPORTED)


class Every(models.TextChoices):
    DAY = "day", _("each day")
    WEEK = "week", _("each week")
    MONTH = "month", _("each month")
    NEVER = "never", _("never")


class Asking(Record):
    """Many are asked by one act of an officer; what came of it is counted from the links."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="askings")
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    links = models.ManyToManyField(AnswerLink, related_name="askings")
    unanswerable = models.PositiveIntegerField(default=0)  # duties or parties for whom nobody with an address was found

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.by.happened_at:%Y-%m-%d}"


class Mail(Record):
    """One mail to one person: planned by an act, taken up once, sent or not; its words and its address are not kept.

    Whoever takes it up says so before it leaves, so that a worker that is killed in the middle sends nothing twice: such a mail is
    ``unknown`` afterwards, and a person decides whether it goes again.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        TAKEN_UP = "taken-up", _("being sent")
        SENT = "sent", _("sent")
        NOTHING = "nothing", _("not sent: nothing was left to tell")
        FAILED = "failed", _("not accepted by the mail server")
        UNKNOWN = "unknown", _("interrupted: not known whether it left")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mails")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mails")
    what = models.CharField(max_length=16, choices=MailKind.choices)
    key = models.CharField(max_length=120)  # for what: « due:week:2026-W48 », an asking; once for one person
    since = models.DateTimeField(null=True)  # of a digest: what it tells of begins here
    state = models.CharField(max_length=16, choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    taken_up_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    duties = models.ManyToManyField(Mandate, related_name="mails")
    links = models.ManyToManyField(AnswerLink, related_name="mails")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person", "key"], name="one_mail_for_one_thing")]
        indexes = [models.Index(fields=["state", "id"], name="mails_by_state")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.key}"

    @property
    def when(self) -> datetime:
        """When it was sent, else when it was planned."""
        return self.sent_at or self.planned_by.happened_at


class MailChoice(DatedRow):
    """How often a person wants a kind of digest, from–to; where none is chosen, the site's own."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mail_choices")
    what = models.CharField(max_length=16, choices=MailKind.choices)
    every = models.CharField(max_length=8, choices=Every.choices)

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.get_every_display()}"
