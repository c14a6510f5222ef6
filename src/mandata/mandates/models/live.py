"""What each live duty is now: one row, kept up by each act, so that lists and sums over many thousands count nothing again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models.duties import Mandate, MandateTerms
from mandata.mandates.models.owed import Answer
from mandata.parties.models import Organisation


class DutyState(models.TextChoices):
    NOT_STARTED = "not-started", _("nothing reported")
    UNDER_WAY = "under-way", _("under way")
    NOT_YET = "not-yet", _("not yet")
    CONTINUING = "continuing", _("continuing")
    SILENT = "silent", _("continuing, silent: asked, and nothing was heard")
    DONE = "done", _("done")
    OF_SOME = "of-some", _("answers of some came")
    NO_MEANS = "no-means", _("conditional, without means")
    ENDED = "ended", _("ended with its text")


class LiveDuty(models.Model):
    """A live duty as it stands: no record of its own, but what follows from terms, answers, obligations, links and means.

    There is one of exactly the terms that are ``current``. ``keeping.keep`` writes it, at the end of every operation that touched one of those.
    """

    terms = models.OneToOneField(MandateTerms, primary_key=True, on_delete=models.CASCADE, related_name="live")
    mandate = models.OneToOneField(Mandate, on_delete=models.CASCADE, related_name="live")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)  # nearly all have the same
    state = models.CharField(max_length=16)  # a ``DutyState``; never ``silent``, which time alone makes of ``asked_until``
    last = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="+")  # that was not taken back
    reported_on = models.DateField(null=True)  # the day of the last answer
    next_on = models.DateField(null=True)  # the first day on which something open is due
    late_on = models.DateField(null=True)  # the same of what may be overdue: overdue the day after
    asked_until = models.DateTimeField(null=True)  # when the last link lapses that nobody used

    class Meta:
        indexes = [models.Index(fields=["asked_until"], condition=models.Q(asked_until__isnull=False), name="live_duties_asked")]

    def __str__(self) -> str:
        return f"{self.terms}: {self.state}"
