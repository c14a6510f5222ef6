"""Who there is: organisations, parties of any kind, persons, offices held, memberships, classes, sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mandata.shared.models import Act, DatedRow, Record


class PartyKind(models.TextChoices):
    ORGANISATION = "organisation", _("organisation")
    SECTOR = "sector", _("Sector")
    CONFERENCE = "conference", _("conference or assembly")
    COUNCIL = "council", _("council")
    GROUP = "group", _("group")
    BUREAU = "bureau", _("bureau")
    SECRETARIAT = "secretariat", _("secretariat")
    REGIONAL_OFFICE = "regional-office", _("regional office")
    AREA_OFFICE = "area-office", _("area office")
    STATE = "state", _("State")
    ECONOMY = "economy", _("economy")
    MEMBER = "member", _("member")
    REGIONAL_ORGANISATION = "regional-organisation", _("regional organisation")
    STANDARDS_BODY = "standards-body", _("standards body")
    ASSOCIATION = "association", _("association")
    LABORATORY = "laboratory", _("laboratory")
    NATIONAL_SECRETARIAT = "national-secretariat", _("national standardization secretariat")
    REGION = "region", _("region")
    CLASS = "class", _("class")
    OTHER = "other", _("other")


def in_the_readers_language(names: dict[str, str], default: str = "") -> str:
    """A name in the reader's language, else in English, else in any."""
    wanted = (get_language() or "en").split("-")[0]
    return names.get(wanted) or names.get("en") or next(iter(names.values()), default)


class Party(Record):
    """An entity of any kind: a body, a State, a member, a group, an office of the secretariat."""

    organisation = models.ForeignKey("Organisation", null=True, on_delete=models.PROTECT, related_name="parties")
    key = models.CharField(max_length=100)  # unique in its organisation: the profile's own key
    entity = models.CharField(max_length=32, choices=PartyKind.choices, default=PartyKind.OTHER)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    actor = models.CharField(max_length=100, blank=True)  # its code in the vocabulary's table of actors
    sample = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)  # what the profile's table says beside it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="party_key_in_organisation")]
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language, else in English, else in any."""
        return in_the_readers_language({one.language: one.name for one in self.names.all()}, self.key)

    @property
    def root_id(self) -> int:
        """Its organisation; an organisation is its own."""
        return self.organisation_id or self.pk


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


class CodeName(models.Model):
    """The name of a code of the profile: a category of members, a class of a scheme."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="code_names")
    scheme = models.CharField(max_length=32)  # category, region, development
    code = models.CharField(max_length=64)
    names = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "scheme", "code"], name="one_entry_a_code")]

    def __str__(self) -> str:
        return in_the_readers_language(self.names, self.code)


class Function(Record):
    """An office that exists, in one party or in each party of a kind; who holds it is said by ``Office``."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="functions")
    code = models.CharField(max_length=64)
    entity = models.CharField(max_length=32, choices=PartyKind.choices, blank=True)  # in each party of this kind,
    party = models.ForeignKey(Party, null=True, on_delete=models.CASCADE, related_name="+")  # or in this one
    actor = models.CharField(max_length=100, blank=True)  # the office's code in the table of actors
    single = models.BooleanField(default=False)  # held by one person at a time
    public = models.BooleanField(default=False)  # everybody may know who holds it
    names = models.JSONField(default=dict)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return in_the_readers_language(self.names, self.code)


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
    function = models.CharField(max_length=64)  # code of a Function: officer, director, chair, …
    actor = models.CharField(max_length=100, blank=True)  # the office's own code in the table of actors
    nominated_by = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="nominated")  # State or member

    class Meta:
        ordering = ["party__key", "function"]

    def __str__(self) -> str:
        return gettext("%(function)s, %(party)s") % {"function": self.function_name, "party": self.party}

    @property
    def function_name(self) -> str:
        """The function in the reader's language; on lists ``name_functions`` fetches the names once for all."""
        if not hasattr(self, "_function_names"):
            name_functions([self])
        return in_the_readers_language(self._function_names, self.function)  # type: ignore[attr-defined]


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


class Establishment(DatedRow):
    """A party is established in a State, by a source: a member, a national secretariat, a laboratory."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="establishments")
    state = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="established")
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.party}, {self.state}"


class Responsibility(DatedRow):
    """What an act lays on the holder of an office besides the office: region, theme, task; it goes with the holder."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="responsibilities")
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=300)  # who decided it, by what

    def __str__(self) -> str:
        return self.words


class ResponsibilityReport(Record):
    """What the holder reports on a responsibility, on a day."""

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="reports")
    day = models.DateField()
    words = models.TextField()
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.day}: {self.words}"


class Dissolution(DatedRow):
    """A body exists no more from a day on (``since``), by a decision; another may have taken its work over."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="dissolutions")
    successor = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=300)  # who decided it, by what

    def __str__(self) -> str:
        return f"{self.party}: {self.source}"


def dissolved_on(party: Party, day: date) -> Dissolution | None:
    """By what a body exists no more on a day; none where it exists."""
    return Dissolution.objects.known().filter(party=party, since__lte=day).first()


class BodySession(Record):
    """A session of a conference, Council or group; pages and texts call it a session."""

    locked_after = "body"  # two of its sessions given the same days at once are judged one after the other

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
        if self.place:
            return gettext("%(text)s (%(place)s, %(year)s)") % {"text": self.body, "place": self.place, "year": self.year}
        return gettext("%(text)s (%(year)s)") % {"text": self.body, "year": self.year}

    @property
    def place(self) -> str:
        """The place in the reader's language."""
        return in_the_readers_language(self.places)

    @property
    def order(self) -> tuple[int, str]:
        """By year, then by day: revisions are ordered by adoption."""
        return self.year, self.start.isoformat() if self.start else ""


class HouseRule(DatedRow):
    """A dated rule of the house for what no text says, with the person who decided it; some set a value."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="house_rules")
    code = models.CharField(max_length=64)
    words = models.TextField()
    value = models.CharField(max_length=300, blank=True)
    decider = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.words


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by their state at a moment."""

    def in_state(self, state: str, now: datetime) -> InvitationQuerySet:
        """Those that wait, are accepted, expired or withdrawn."""
        if state == InvitationState.ACCEPTED:
            return self.exclude(accepted_at=None)
        if state == InvitationState.WITHDRAWN:
            return self.exclude(withdrawn_at=None)
        open_ones = self.filter(accepted_at=None, withdrawn_at=None)
        return open_ones.filter(expires_at__gte=now) if state == InvitationState.WAITING else open_ones.filter(expires_at__lt=now)


class Invitation(Record):
    """An officer asks a person by mail to take an office; accepted once, withdrawn, or it lapses.

    Only the hash of the secret in the link is kept; ``secret`` is known to the operation that made it, for the mail.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=64)
    actor = models.CharField(max_length=100, blank=True)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    replaces = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")  # a hand-over waits for it
    begins = models.DateField(null=True, blank=True)  # not before this day; else with the acceptance
    invited_by = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, null=True, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    secret = ""

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        names = Function.objects.filter(organisation_id=self.party.root_id, code=self.function).first()
        return gettext("%(function)s, %(party)s") % {"function": names or self.function, "party": self.party}

    def state(self, now: datetime) -> InvitationState:
        """Whether it waits, was accepted or withdrawn, or expired."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.WAITING if self.expires_at >= now else InvitationState.EXPIRED


def offices_held(person: Person, at: datetime) -> models.QuerySet[Any]:
    """The offices that a person holds at ``at``, as known now."""
    return Office.objects.at(at).filter(person=person).select_related("party", "party__organisation")


def functions_of(party: Party) -> models.QuerySet[Function]:
    """The offices that exist in a party."""
    here = models.Q(party=party) | models.Q(party=None, entity=party.entity)
    return Function.objects.filter(here, organisation_id=party.root_id)


def name_functions(offices: Iterable[Office]) -> None:
    """Fetch the names of the functions of many offices in one query."""
    offices = list(offices)
    found = Function.objects.filter(
        organisation_id__in={one.party.root_id for one in offices}, code__in={one.function for one in offices}
    )
    names = {(one.organisation_id, one.code): one.names for one in found}
    for one in offices:
        one._function_names = names.get((one.party.root_id, one.function), {})  # type: ignore[attr-defined]
