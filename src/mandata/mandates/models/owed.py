"""What is owed: dated obligations of a duty, what was answered, the means of a conditional one, who is asked and by what link."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models.duties import Mandate
from mandata.mandates.models.touched import DatedOfDuties, OfDuty
from mandata.parties.models import BodySession, Office, Party, Person
from mandata.shared.models import Act, DatedRow, Record

MAY_BE_LATE = {"binding": True, "unmet": False, "expected": False}  # of obligations that are open


class ObligationState(models.TextChoices):
    OPEN = "open", _("open")
    DELIVERED = "delivered", _("delivered")
    EXCUSED = "excused", _("excused")
    VOID = "void", _("void")


class Standing(models.Model):
    """What an obligation is at a time: its state and day, to which session, and whether it may be overdue at all."""

    state = models.CharField(max_length=16, choices=ObligationState.choices, default=ObligationState.OPEN)
    due_on = models.DateField()
    session = models.ForeignKey(BodySession, null=True, on_delete=models.PROTECT, related_name="+")
    expected = models.BooleanField(default=False)  # due to a session that nobody has announced
    binding = models.BooleanField(default=False)  # its force may be overdue, by the setting of the organisation
    unmet = models.BooleanField(default=False)  # hangs on means or consent, of which none is recorded

    class Meta:
        abstract = True


class Obligation(OfDuty, Record, Standing):
    """One dated thing that a duty asks for; what it is now is the standing that no act has closed."""

    locked_after = "mandate"

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="obligations", db_index=False)  # the indexes below begin with it
    slot = models.CharField(max_length=120)  # its place in the calendar: « y:2027 », a session, an expected one; with the office where one owes it
    body = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")  # to whose session
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="obligations")  # of one with a responsibility
    opened_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "slot"], name="one_obligation_a_slot")]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="obligations_by_day"),
            models.Index(fields=["due_on", "id"], name="obligations_of_all_by_day"),
            models.Index(fields=["mandate", "state", "due_on"], name="obligations_by_duty"),
            models.Index(fields=["state", "due_on", "mandate"], condition=models.Q(**MAY_BE_LATE), name="obligations_that_may_be_late"),
        ]
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.mandate}: {self.due_on}"

    def overdue(self, today: date) -> bool:
        """Whether its day has passed, it is open, its force may be overdue, and it hangs neither on means that nobody gave nor on a session that nobody recorded."""
        return self.state == ObligationState.OPEN and self.due_on < today and self.binding and not self.unmet and not self.expected


def overdue_at(today: date, prefix: str = "") -> models.Q:
    """The same for many."""
    return models.Q(**{f"{prefix}state": ObligationState.OPEN, f"{prefix}due_on__lt": today, **{prefix + name: value for name, value in MAY_BE_LATE.items()}})


class ObligationStanding(Record, Standing):
    """What an obligation was from one act to another."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="standings")
    words = models.CharField(max_length=500, blank=True)
    opened_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # the index below begins with it

    class Meta:
        indexes = [models.Index(fields=["closed_by", "state", "opened_by", "obligation"], name="standings_at_a_time")]
        constraints = [models.UniqueConstraint(fields=["obligation"], condition=models.Q(closed_by=None), name="one_standing_an_obligation")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.state}"


class PeriodFixed(DatedRow):
    """What « periodic » means for one duty, from–to: a period, or each session of a body; with the decision that says so."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="periods")
    every = models.CharField(max_length=8, blank=True)  # P1Y, P6M …; empty: each session
    body = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.every or str(self.body)


class Means(OfDuty, DatedRow):
    """Means that a conditional duty waits for: asked for, given or refused on a day (``since``); consent counts as means."""

    locked_after = "mandate"

    class What(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="means")
    what = models.CharField(max_length=16, choices=What.choices)
    words = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    unit = models.CharField(max_length=16, blank=True)  # a currency, months of staff
    source = models.CharField(max_length=300)  # by which decision, from which budget

    objects: ClassVar[Any] = DatedOfDuties.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return self.words


class Says(models.TextChoices):
    UNDER_WAY = "under-way", _("under way")
    CONTINUING = "continuing", _("continuing")
    DONE = "done", _("done")
    NOT_YET = "not-yet", _("not yet, because …")


class Answer(OfDuty, Record):
    """What whoever owes a duty says of it on a day: in a line, with evidence; on one obligation, and of a class for one party."""

    locked_after = "mandate"

    class Way(models.TextChoices):
        SITE = "site", _("on the site")
        LINK = "link", _("by the link of a mail")
        RECORDED = "recorded", _("otherwise, recorded by an officer")

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="answers")
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="answers_to_duties")
    says = models.CharField(max_length=16, choices=Says.choices)
    words = models.CharField(max_length=1000, blank=True)
    evidence = models.CharField(max_length=500, blank=True)  # where it can be seen: a document, an address
    day = models.DateField()
    way = models.CharField(max_length=16, choices=Way.choices)
    source = models.CharField(max_length=300, blank=True)  # of one recorded: the letter or meeting
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    withdrawn_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["mandate", "id"], condition=models.Q(withdrawn_by=None), name="answers_that_stand")]

    def __str__(self) -> str:
        return f"{self.get_says_display()}: {self.words}"


class AnswerLink(OfDuty, Record):
    """Somebody is asked by mail about one duty: a secret link for one person and one answer, which lapses."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="links")
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    former_hash = models.CharField(max_length=64, blank=True, db_index=True)  # of the mail before the last: its link serves the same answer
    expires_at = models.DateTimeField()
    asked_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="links")
    secret = ""  # known to the operation that made it, for the mail

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.mandate}: {self.office}"


class Lead(DatedRow):
    """Of several who owe a duty the one that leads, from–to, with its basis."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="leads")
    actor = models.CharField(max_length=100)
    basis = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.actor


class Handling(DatedRow):
    """A person of the staff works on a duty for the holder of the office that owes it, from–to; the office stays debtor."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="handlings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="handlings")  # whose holder assigned it
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handlings")

    def __str__(self) -> str:
        return f"{self.office}"


class Evidence(Record):
    """Whoever owes a duty says of an act that cites its provision whether it shows what was done."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="evidence")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    counts = models.BooleanField()
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "act"], name="one_word_on_an_act")]

    def __str__(self) -> str:
        return f"{self.act}"
