"""How somebody is admitted: the route, who takes part in it, the application, on whom it waits, what the State answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.membership.models.bases import Based
from mandata.parties.models import Organisation, Party, Person, in_the_readers_language
from mandata.shared.models import DatedRow, Record


class Route(Record):
    """A way into a category of members: a pilot, or what it became; its terms are dated rows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="routes")
    code = models.CharField(max_length=64)
    names = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="one_route_a_code")]
        ordering = ["code"]

    def __str__(self) -> str:
        return in_the_readers_language(self.names, self.code)


class RouteTerms(DatedRow, Based):
    """What a route gives and asks, from–to, by a text: a pilot that is extended, converted or ended opens other terms.

    ``term`` is the day by which the text wants a decision. Nothing lapses when it passes: the rows stay open until
    a text closes them, and the system warns.
    """

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="terms")
    category = models.CharField(max_length=64)  # in which the admitted become members
    pilot = models.BooleanField(default=False)
    term = models.DateField(null=True, blank=True)
    by_administration = models.BooleanField(default=True)  # the State's administration approves before the secretariat admits
    by_group = models.BooleanField(default=True)  # each group decides for itself whether it takes part

    def __str__(self) -> str:
        return f"{self.route}: {self.category}"


class Participation(DatedRow, Based):
    """A group takes part in a route, by its own decision."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="participations")
    group = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="participations")

    def __str__(self) -> str:
        return f"{self.group}: {self.route}"


class ApplicationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("mail address not confirmed")
    ADMINISTRATION = "administration", _("waits for the administration")
    REFUSED = "refused", _("refused by the administration")
    SECRETARIAT = "secretariat", _("approved, waits for admission")
    ADMITTED = "admitted", _("admitted")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class Application(Record):
    """A firm asks to be admitted by a route; its State's administration approves, then the secretariat admits."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="applications")
    state_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="applications_of_its_firms")
    firm_name = models.CharField(max_length=200)
    firm_key = models.CharField(max_length=220, db_index=True)  # its State and folded name: one firm, however often it applies
    firm = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")  # once admitted
    website = models.URLField(blank=True)
    staff = models.PositiveIntegerField(null=True, blank=True)  # persons employed
    turnover = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)  # of the last year
    currency = models.CharField(max_length=3, blank=True)
    groups = models.ManyToManyField(Party, related_name="+", blank=True)  # wanted
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    language = models.CharField(max_length=8, default="en")
    contact = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=16, choices=ApplicationState.choices, default=ApplicationState.UNCONFIRMED)
    secret_hash = models.CharField(max_length=64, null=True, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # of the link that confirms the address
    sample = models.BooleanField(default=False)

    secret = ""  # known to the operation that made it, for the mail

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.firm_name} ({self.state_party})"

    @property
    def organisation(self) -> Organisation:
        """The organisation that is asked."""
        return self.route.organisation


class Waiting(DatedRow):
    """An application waits, on the administration or on the secretariat, from–to."""

    class On(models.TextChoices):
        ADMINISTRATION = "administration", _("the administration")
        SECRETARIAT = "secretariat", _("the secretariat")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="waits")
    on = models.CharField(max_length=16, choices=On.choices)

    def __str__(self) -> str:
        return f"{self.application}: {self.on}"


class Suspension(DatedRow):
    """An admitted firm takes no part for a time, for a reason that it is told."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.application}: {self.reason[:60]}"


class Definition(DatedRow):
    """The national definition of a small or medium-sized enterprise that an administration applies, from–to."""

    state_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="definitions")
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    staff_below = models.PositiveIntegerField(null=True, blank=True)  # persons employed
    turnover_below = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)  # a year
    currency = models.CharField(max_length=3, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.title


class Letter(Record):
    """A letter as received, kept with what was recorded from it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="letters")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class StateAnswer(DatedRow):
    """What a State's administration answered to an application: holds until it is withdrawn.

    ``definition`` is the national definition applied, as it stood; none where the State declared none.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    approved = models.BooleanField()
    reason = models.TextField(blank=True)
    signatory = models.CharField(max_length=200, blank=True)  # of an answer by letter
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    definition = models.ForeignKey(Definition, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")

    def __str__(self) -> str:
        return f"{self.application}: {'approved' if self.approved else 'refused'}"
