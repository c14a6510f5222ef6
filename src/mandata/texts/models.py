"""By what text: files as received, works and their revisions, readings and findings, provisions and their words."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.models import Act, Record

KINDS = {
    "resolution": _("resolution"), "decision": _("decision"), "recommendation": _("recommendation"), "opinion": _("opinion"),
    "declaration": _("declaration"), "report": _("report"), "information": _("information document"), "other": _("other"),
}


def new_wid() -> str:
    """A provision's identity: never derived from a label, never used again."""
    return "p-" + secrets.token_hex(6)


class ReceivedFile(Record):
    """A file as received; its words are never changed."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READ = "read"
        UNREADABLE = "unreadable"
        SET_ASIDE = "set-aside"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="received")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    trouble = models.TextField(blank=True)  # the reader's sentence where it could not be read
    trouble_code = models.CharField(max_length=32, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sha256"], name="one_file_one_hash")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Work(Record):
    """A text as a series: the resolutions of one body under one number."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="works")
    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="body_works")
    kind_of_text = models.CharField(max_length=32)
    number = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "body", "kind_of_text", "number"], name="one_work")
        ]
        ordering = ["body__key", "number"]

    def __str__(self) -> str:
        kind = str(KINDS.get(self.kind_of_text, self.kind_of_text))
        return f"{kind[:1].upper()}{kind[1:]} {self.number}"


class Layer(models.TextChoices):
    ADOPTED = "adopted"
    PROPOSED = "proposed"
    REPORTED = "reported"
    INFORMATION = "information"


class Revision(Record):
    """A work as adopted at a session, or a proposal against a base, or a version of a report."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="revisions")
    session = models.ForeignKey(BodySession, null=True, on_delete=models.PROTECT, related_name="revisions")
    layer = models.CharField(max_length=16, choices=Layer.choices)
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    base_named = models.CharField(max_length=200, blank=True)  # the base as the proposal names it, where absent
    adopted_on = models.DateField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)
    fate = models.CharField(max_length=16, blank=True)  # of a proposal: adopted, rejected, withdrawn, lapsed
    instrument_seen = models.BooleanField(default=True)
    published_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["work", "adopted_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "session", "layer"], condition=~models.Q(layer="proposed") & models.Q(instrument_seen=True), name="one_text_a_session"
            ),
        ]

    def __str__(self) -> str:
        name = str(self.work)
        if self.session:
            name = gettext("%(text)s (%(place)s, %(year)s)") % {"text": name, "place": self.session.place, "year": self.session.year}
        if not self.instrument_seen:
            name = gettext("%(text)s, instrument not seen") % {"text": name}
        return gettext("Proposal: %(text)s") % {"text": name} if self.layer == Layer.PROPOSED else name


class RegisteredInstrument(Record):
    """An adopted instrument that nobody here has seen: what is reported of it, by which document, on whose decision."""

    file = models.OneToOneField(ReceivedFile, on_delete=models.PROTECT, related_name="registered")  # the words as reported
    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(BodySession, on_delete=models.PROTECT, related_name="+")
    kind_of_text = models.CharField(max_length=32)
    number = models.CharField(max_length=32)
    told_in = models.CharField(max_length=300)  # document and paragraph
    reported_in = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decider = models.CharField(max_length=200)
    registered_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{KINDS.get(self.kind_of_text, self.kind_of_text)} {self.number} ({self.session})"


class LanguageVersion(Record):
    """A revision in one language: the words as received."""

    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="language_versions"
    )
    file = models.OneToOneField(ReceivedFile, on_delete=models.PROTECT, related_name="language_version")
    language = models.CharField(max_length=8)
    title = models.TextField(blank=True)
    translation_state = models.CharField(max_length=16, default="published")
    reading = models.ForeignKey("Reading", null=True, on_delete=models.PROTECT, related_name="+")  # the one adopted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "language"], name="one_version_a_language")]

    def __str__(self) -> str:
        return f"{self.title or self.file} ({self.language})"


class Reading(Record):
    """What one version of the engine, with one version of a vocabulary, found in a language version."""

    language_version = models.ForeignKey(LanguageVersion, on_delete=models.PROTECT, related_name="readings")
    engine = models.CharField(max_length=32)
    vocabulary = models.CharField(max_length=64)
    text = models.TextField()
    head = models.JSONField()  # kind, body, number, place, year, revised, history, title, amends
    structure_confirmed_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")
    compared_with = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")  # its base, where words stand fused
    settled_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # the one with the fused places
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.language_version} read by {self.engine}"


class Finding(Record):
    """One thing that a reading found; unconfirmed until a person decides."""

    class What(models.TextChoices):
        PROVISION = "provision"
        CITATION = "citation"
        MANDATE = "mandate"
        TASK = "task"
        NOTE = "note"
        CHANGE = "change"
        PROBLEM = "problem"
        FUSED = "fused"

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        REJECTED = "rejected"

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="findings")
    what = models.CharField(max_length=16, choices=What.choices)
    position = models.PositiveIntegerField()
    provision_id_read = models.CharField(max_length=64, blank=True)  # the contract's id, living only in this reading
    certainty = models.CharField(max_length=8, default="certain")
    found = models.JSONField()
    corrected = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["reading", "what", "state"])]
        ordering = ["reading", "position"]

    def __str__(self) -> str:
        return f"{self.what} {self.provision_id_read}"

    @property
    def value(self) -> dict:  # type: ignore[type-arg]
        """What stands: the correction of a person, else what the engine found."""
        return self.corrected if self.corrected is not None else self.found


class Provision(Record):
    """A provision's identity within a work, kept through renumbering and equal in all languages."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="provisions")
    wid = models.CharField(max_length=32, unique=True, default=new_wid)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")  # whose it was found to be

    def __str__(self) -> str:
        return self.wid


class ProvisionVersion(Record):
    """A provision in one revision: its part, place and state."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="versions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="provision_versions")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    part = models.CharField(max_length=16)
    call = models.CharField(max_length=32, blank=True)
    order = models.PositiveIntegerField()
    depth = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=16, default="both")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provision", "revision"], name="one_version_a_revision")]
        ordering = ["revision", "order"]

    def __str__(self) -> str:
        return f"{self.provision} in {self.revision}"

    @property
    def operative(self) -> bool:
        """Whether it can make a duty or a right at all."""
        return self.part == "operative" and self.state != "base"


class Wording(Record):
    """A provision's words in one language version."""

    version = models.ForeignKey(ProvisionVersion, on_delete=models.PROTECT, related_name="wordings")
    language_version = models.ForeignKey(LanguageVersion, on_delete=models.PROTECT, related_name="wordings")
    label = models.CharField(max_length=32, blank=True)
    label_base = models.CharField(max_length=32, blank=True)
    call_text = models.TextField(blank=True)
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    notes = models.JSONField(default=list)
    citations = models.JSONField(default=list)

    class Meta:
        ordering = ["language_version", "start"]

    def __str__(self) -> str:
        return f"{self.label} {self.text[:60]}".strip()


class Citation(Record):
    """A provision cites another text, once a revision; ``target`` is the version it resolves to, by the library or a person."""

    version = models.ForeignKey(ProvisionVersion, on_delete=models.PROTECT, related_name="cites")
    language = models.CharField(max_length=8)  # in which the mention stands; the others say the same
    start = models.PositiveIntegerField()  # in the provision's words
    end = models.PositiveIntegerField()
    printed = models.TextField()
    kind_of_text = models.CharField(max_length=32)
    body = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=100, blank=True)
    year = models.PositiveIntegerField(null=True, blank=True)
    point = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=16)  # at the date of the citing text, as of the tables it was read with
    target = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="cited_by")
    resolved_by = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version__revision", "version__order", "start"]

    def __str__(self) -> str:
        return self.printed


class ProvisionLink(Record):
    """How a provision of one revision became one of another: it continues, or it came of a split or a merge."""

    class What(models.TextChoices):
        CONTINUES = "continues"
        SPLIT = "split"
        MERGED = "merged"

    from_version = models.ForeignKey(ProvisionVersion, on_delete=models.PROTECT, related_name="links_onward")
    to_version = models.ForeignKey(ProvisionVersion, on_delete=models.PROTECT, related_name="links_back")
    what = models.CharField(max_length=16, choices=What.choices, default=What.CONTINUES)
    heir = models.BooleanField(default=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.from_version} {self.what} {self.to_version}"


class Misreading(Record):
    """What somebody says the reader read wrongly in a text: what was found then, and what it should be."""

    class Field(models.TextChoices):
        PLACE = "place", _("Where it stands")
        CALL = "call", _("Call")
        FORCE = "force", _("Force")
        WHO = "who", _("Who")
        WITH = "with", _("With")
        REPORT_TO = "report to", _("Report to")
        FOR = "for", _("For")
        WHEN = "by when", _("By when")
        LIMIT = "limit (scope)", _("Limits")
        CITATION = "cites", _("Citation")
        OTHER = "other", _("Something else")

    language_version = models.ForeignKey(LanguageVersion, on_delete=models.PROTECT, related_name="misreadings")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="misreadings")
    provision_id_read = models.CharField(max_length=64, blank=True)  # empty: the text as a whole
    words = models.TextField(blank=True)  # of the provision, as read
    field = models.CharField(max_length=16, choices=Field.choices)
    found = models.TextField(blank=True)  # what the reader had found there, one fact a line
    should_be = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    reported_by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return gettext("Misreading: %(what)s in %(text)s") % {"what": self.get_field_display(), "text": self.language_version}
