"""How the regions are coordinated: what bodies cover, groups asked for, terms of reference, charges, work done together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import BodySession, Party, Responsibility, in_the_readers_language
from mandata.shared.models import Act, DatedRow, Record


class Coverage(DatedRow):
    """What a regional body covers, from–to, by a source: a geography, or the States of a treaty."""

    class By(models.TextChoices):
        GEOGRAPHY = "geography", _("geography")
        TREATY = "treaty", _("treaty of economic integration")

    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="coverages")
    by = models.CharField(max_length=16, choices=By.choices)
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.words


class GroupRequestState(models.TextChoices):
    REQUESTED = "requested", _("waits for the parent group")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")


class GroupRequest(Record):
    """A State or a regional organisation asks a group for a regional group under it; the group alone decides."""

    parent = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="group_requests")
    region = models.CharField(max_length=64)  # a class of the scheme region
    asking = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="groups_asked_for")
    names = models.JSONField(default=dict)
    reason = models.TextField()
    state = models.CharField(max_length=16, choices=GroupRequestState.choices, default=GroupRequestState.REQUESTED)
    answer = models.TextField(blank=True)  # the decision's own words, or why it was refused
    group = models.OneToOneField(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="came_from")  # once agreed
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return in_the_readers_language(self.names, self.region)


class GroupRequestStanding(DatedRow):
    """In which state a request was, from–to."""

    request = models.ForeignKey(GroupRequest, on_delete=models.PROTECT, related_name="standings")
    state = models.CharField(max_length=16, choices=GroupRequestState.choices)

    def __str__(self) -> str:
        return f"{self.request}: {self.get_state_display()}"


class TermsState(models.TextChoices):
    DRAFT = "draft", _("drafted, waits for the parent group")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned to the region")


class RegionalTerms(Record):
    """Terms of reference of a regional group, as the region drafted them; they hold once the parent group approved them."""

    group = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="regional_terms")
    number = models.PositiveIntegerField()  # of the draft in its group
    drafted_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="terms_drafted")
    state = models.CharField(max_length=16, choices=TermsState.choices, default=TermsState.DRAFT)
    reason = models.TextField(blank=True)  # why they were returned

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="one_number_a_draft")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.group}: {self.number}"


class RegionalTermsText(Record):
    """Terms of reference in one language."""

    terms = models.ForeignKey(RegionalTerms, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=8)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terms", "language"], name="one_text_a_language_of_terms")]
        ordering = ["language"]

    def __str__(self) -> str:
        return f"{self.terms} ({self.language})"


class RegionalTermsInForce(DatedRow):
    """Terms of reference hold for a regional group, from–to, by a decision of the parent group."""

    terms = models.ForeignKey(RegionalTerms, on_delete=models.PROTECT, related_name="in_force")
    group = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="terms_in_force")
    decision = models.CharField(max_length=300)

    def __str__(self) -> str:
        return str(self.terms)


class RegionalCharge(DatedRow):
    """A regional group is charged with a Question or matter of one or several regions, from–to, by its parent group."""

    class Of(models.TextChoices):
        QUESTION = "question", _("Question")
        MATTER = "matter", _("matter")

    group = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="charges")
    of = models.CharField(max_length=16, choices=Of.choices)
    words = models.CharField(max_length=300)
    regions = models.JSONField(default=list)  # classes of the scheme region
    decision = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.words


class Cooperation(DatedRow):
    """A group or office and a regional body cooperate on a matter, from–to, through a mechanism: the register of links."""

    ours = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="cooperations")
    body = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="cooperates_with")
    matter = models.CharField(max_length=200)
    mechanism = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.matter


class JointAct(DatedRow):
    """Something done together on a day (``since``): a joint meeting, workshop, statement; each party named."""

    class What(models.TextChoices):
        MEETING = "meeting", _("joint meeting")
        COORDINATION = "coordination", _("coordination meeting or exchange")
        WORKSHOP = "workshop", _("workshop or training")
        DOCUMENT = "document", _("joint document")
        OTHER = "other", _("other joint act")

    what = models.CharField(max_length=16, choices=What.choices)
    subject = models.CharField(max_length=200)
    parties = models.ManyToManyField(Party, related_name="joint_acts")
    recorded_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # in whose name
    place = models.CharField(max_length=200, blank=True)
    hosted_by = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="joint_acts_hosted")  # a regional body
    document = models.CharField(max_length=300, blank=True)  # where it is written down

    def __str__(self) -> str:
        return self.subject


class Initiative(DatedRow):
    """A national initiative, from–to, in the State's own words: it belongs to the State, whoever supports it."""

    state = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="initiatives")
    title = models.CharField(max_length=200)
    words = models.TextField()
    document = models.CharField(max_length=300, blank=True)  # where it is written down

    def __str__(self) -> str:
        return self.title


class HelpRequest(Record):
    """A State, group or regional body asks for help; whoever asked says at the end what came of it."""

    class For(models.TextChoices):
        FRAMEWORK = "framework", _("a regional framework")
        GROUP = "group", _("a regional group or its meetings")
        BODY = "body", _("a regional standards body")
        SECRETARIAT = "secretariat", _("a national standardization secretariat")
        INITIATIVE = "initiative", _("a national initiative")
        VICE_CHAIR = "vice-chair", _("the work of a vice-chair under a responsibility")
        OTHER = "other", _("another matter")

    asking = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="help_asked")
    what_for = models.CharField(max_length=16, choices=For.choices)
    words = models.CharField(max_length=300)
    result = models.CharField(max_length=300, blank=True)
    group = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="help_for_it")  # the regional group that it serves
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="help_asked")
    responsibility = models.ForeignKey(Responsibility, null=True, blank=True, on_delete=models.PROTECT, related_name="help_asked")  # of a vice-chair

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.words


class HelpOpen(DatedRow):
    """Help asked for is wanted, from–to."""

    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="open")

    def __str__(self) -> str:
        return str(self.request)


class HelpGiven(DatedRow):
    """Help given on a day (``since``) to what was asked."""

    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="given")
    giver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="help_given")
    words = models.CharField(max_length=300)
    document = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # what it cost whoever gave it
    unit = models.CharField(max_length=16, blank=True)
    paid_from = models.CharField(max_length=200, blank=True)  # the line of a budget, a contribution

    def __str__(self) -> str:
        return self.words


class RegionalWork(DatedRow):
    """What a vice-chair did on a day (``since``) under a responsibility: members of the region mobilised, or told of programmes."""

    class What(models.TextChoices):
        MOBILISED = "mobilised", _("members mobilised")
        INFORMED = "informed", _("members told of programmes")

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="regional_work")
    what = models.CharField(max_length=16, choices=What.choices)
    region = models.CharField(max_length=64)
    words = models.CharField(max_length=300)
    members = models.ManyToManyField(Party, related_name="+")  # reached

    def __str__(self) -> str:
        return self.words


class MobilisationProgramme(DatedRow):
    """How a vice-chair means to mobilise the region under a responsibility, in the vice-chair's own words; the next one takes its place."""

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="programmes")
    session = models.ForeignKey(BodySession, null=True, on_delete=models.PROTECT, related_name="+")  # to which it was submitted
    title = models.CharField(max_length=200)
    words = models.TextField()

    def __str__(self) -> str:
        return self.title


class Opportunity(Record):
    """Places offered to experts of developing countries at a regional meeting."""

    offered_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="opportunities")
    meeting = models.CharField(max_length=300)
    day = models.DateField()
    tied_to = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # the group whose work the meeting serves
    by = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return self.meeting


class ExpertPlace(DatedRow):
    """One place offered, from the day of the offer on."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="places")

    def __str__(self) -> str:
        return str(self.opportunity)


class PlaceTaken(DatedRow):
    """A State's expert takes a place, from–to; the expert is not named."""

    place = models.ForeignKey(ExpertPlace, on_delete=models.PROTECT, related_name="taken")
    state = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="places_taken")

    def __str__(self) -> str:
        return f"{self.place}: {self.state}"
