"""The drafting of one text from several proposals: its stage, and the row of each provision with its words, each attributed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import BodySession, Person
from mandata.shared.models import Act, Record
from mandata.texts.models import Provision, Revision


class Drafting(Record):
    """One resolution in the hands of a session: from the drafting group to the text published."""

    class Stage(models.TextChoices):
        GROUP = "group", _("drafting group")
        COMMITTEE = "committee", _("committee")
        EDITORIAL = "editorial", _("editorial committee")
        PLENARY = "plenary", _("plenary")
        PROVISIONAL = "provisional", _("provisional text")
        PUBLISHED = "published", _("published")

    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="draftings")
    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="draftings")
    language = models.CharField(max_length=8)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.GROUP)
    adopted_in = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted_as")
    opened_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["base", "session"], name="one_drafting_a_session")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.base.work} ({self.session})"


class DraftRow(Record):
    """The words on which a provision stands in the draft; ``pieces`` say of each word from whom it comes.

    A row that somebody holds is locked until ``held_until``; what was typed and not yet written is kept in ``unsaved``.
    """

    drafting = models.ForeignKey(Drafting, on_delete=models.PROTECT, related_name="rows")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="draft_rows")
    words = models.TextField(blank=True)
    written = models.BooleanField(default=False)  # else it is as in the base
    gone = models.BooleanField(default=False)  # the draft has no such provision
    pieces = models.JSONField(default=list)  # [words, whose]: "base", "group", or the key of a proposal
    held_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    unsaved = models.TextField(blank=True)
    unsaved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drafting", "provision"], name="one_row_a_provision")]

    def __str__(self) -> str:
        return self.words[:80]
