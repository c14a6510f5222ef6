"""How what is owed is told to whoever reads: overdue first to those who owe it and to officers, to everybody from the day that is set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asked import duties_asked
from mandata.mandates.following import codes_answered, owned_in
from mandata.mandates.models import Handling, Mandate, MandateTerms, Obligation, ObligationState, overdue_at
from mandata.mandates.settings import settings_of
from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation
from mandata.parties.permissions import OFFICER
from mandata.shared.standing import until_written

WORDS = {  # why a standing was opened, where no person wrote it
    "ended": _("its text ended"), "moved": _("rolled with the calendar, the terms or the settings"), "not-asked": _("asked for no longer"),
    "taken-back": _("the answer was taken back"),
}


@dataclass(frozen=True)
class Told:
    """What one reader is told: of which organisations all, of which actors what they owe, and which duties are the reader's by name."""

    today: date
    all_of: frozenset[int] = frozenset()
    codes: dict[int, frozenset[str]] = field(default_factory=dict)  # by organisation
    offices: frozenset[int] = frozenset()
    mandates: frozenset[int] = frozenset()  # owned by an act, or given to work on

    def of(self, obligation: Obligation, terms: MandateTerms | None) -> bool:
        """Whether the reader is told that an obligation is overdue."""
        organisation = obligation.mandate.organisation_id
        if organisation in self.all_of or obligation.office_id in self.offices or obligation.mandate_id in self.mandates:
            return True
        own = self.codes.get(organisation, frozenset())
        return bool(terms and own & set(terms.actors.split()))

    @property
    def name(self) -> str:
        """A name that readers share who are told the same today."""
        codes = [(pk, sorted(some)) for pk, some in sorted(self.codes.items())]
        return f"{self.today}:{sorted(self.all_of)}:{codes}:{sorted(self.offices)}:{sorted(self.mandates)}"

    def overdue(self) -> Q:
        """The obligations that are overdue, as far as the reader is told of it."""
        if asking() <= self.all_of:
            return overdue_at(self.today)
        told = Q(mandate__organisation__in=self.all_of) | Q(office__in=self.offices) | Q(mandate__in=self.mandates)
        for organisation, codes in self.codes.items():
            if codes and organisation not in self.all_of:
                told |= Q(mandate__in=duties_asked(codes, organisation))
        return overdue_at(self.today) & told


@until_written
def asking() -> frozenset[int]:
    """The organisations that have duties."""
    duties = Mandate.objects.filter(organisation=OuterRef("pk"))
    return frozenset(Organisation.objects.filter(Exists(duties)).values_list("pk", flat=True))


def public_organisations() -> set[int]:
    """The organisations that let everybody be told what is overdue, from the day that each has set."""
    return public_on(timezone.now().date())


@until_written
def public_on(day: date) -> set[int]:
    """The same on a day; it rests on their rules alone."""
    found = ((one.pk, settings_of(one).public_from) for one in Organisation.objects.all())
    return {pk for pk, since in found if since is not None and since <= day}


def told_to(acting: Acting, duties: bool = True) -> Told:
    """What somebody acting is told; without ``duties`` of organisations and actors alone, which asks less."""
    today = timezone.now().date()
    kept = {one.party.root_id for one in acting.offices if one.function == OFFICER}
    codes: dict[int, set[str]] = {}
    for one in acting.offices:
        codes.setdefault(one.party.root_id, set()).update(codes_answered(one))
    mandates = set(owned_in(acting.offices).values_list("mandate", flat=True)) if acting.offices and duties else set()
    if acting.person is not None and duties:
        mandates |= set(Handling.objects.at(timezone.now()).filter(person=acting.person).values_list("mandate", flat=True))
    return Told(
        today, frozenset(kept | public_organisations()), {pk: frozenset(some) for pk, some in codes.items()},
        frozenset(one.pk for one in acting.offices), frozenset(mandates),
    )


def answered_words(came: int, parties: int) -> str:
    """How many of a class answered."""
    if parties and came >= parties:
        return ngettext("the only one answered", "all %(n)s answered", parties) % {"n": parties}
    return ngettext("%(came)s of %(n)s answered", "%(came)s of %(n)s answered", parties) % {"came": came, "n": parties}


def standing(obligation: Obligation, told: bool, today: date) -> tuple[str, str]:
    """The standing of an obligation in words, and the colour beside them."""
    if obligation.state != ObligationState.OPEN:
        return str(obligation.get_state_display()), {ObligationState.DELIVERED: "good"}.get(ObligationState(obligation.state), "")
    if obligation.unmet:
        return gettext("open: conditional, no means recorded"), "warn"
    if told and obligation.overdue(today):
        return gettext("overdue"), "bad"
    return str(ObligationState.OPEN.label), ""


def tag(obligation: Obligation, told: bool, today: date) -> str:
    """The same as HTML."""
    words, css = standing(obligation, told, today)
    return format_html('<span class="tag {}">{}</span>', css, words)


def terms_by_mandate(mandates: Iterable[int], terms: Iterable[MandateTerms]) -> dict[int, MandateTerms]:
    """The terms that hold of each duty, else its last."""
    found: dict[int, MandateTerms] = {}
    for one in sorted(terms, key=lambda one: (one.current, one.pk)):
        found[one.mandate_id] = one
    return {pk: found[pk] for pk in mandates if pk in found}
