"""What becomes of obligations: rolled with the calendar, excused, opened again; periods fixed, means asked for, given and refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.models import Mandate, Means, Obligation, ObligationState, PeriodFixed
from mandata.mandates.owed import LENGTH, period_open
from mandata.mandates.rolling import Rolled, roll, write_changed
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, replaced
from mandata.parties.models import Organisation, Party
from mandata.shared.operations import RuleBroken, doing, operation


@operation("roll-obligations", on="organisation")
def roll_obligations(*, acting_as: Acting, organisation: Organisation, today: date | None = None) -> Rolled:
    """Bring all that is owed to what texts, calendar and settings ask for today; does nothing where it is so already."""
    act = doing().write(organisation)
    return roll(organisation, act, today=today)


@operation("excuse", on="obligation")
def excuse_obligation(*, acting_as: Acting, obligation: Obligation, decision: str, happened_at: datetime | None = None) -> None:
    """Record that whoever is owed lets an obligation fall, by which decision."""
    if obligation.state != ObligationState.OPEN:
        raise RuleBroken(gettext("Only what is open can be excused."), obligation)
    decision = short(decision, 300, obligation)
    obligation.state = ObligationState.EXCUSED
    write_changed([(obligation, decision)], doing().write(obligation, changes={"state": [ObligationState.OPEN, ObligationState.EXCUSED]}))
    doing().also(obligation.mandate)


@operation("reopen", on="obligation")
def reopen_obligation(*, acting_as: Acting, obligation: Obligation, reason: str) -> None:
    """Open an obligation again that was held for delivered or excused in error."""
    if obligation.state not in (ObligationState.DELIVERED, ObligationState.EXCUSED):
        raise RuleBroken(gettext("Only what was delivered or excused can be opened again."), obligation)
    reason, was = short(reason, 300, obligation), obligation.state
    obligation.state = ObligationState.OPEN
    act = doing().write(obligation, changes={"state": [was, ObligationState.OPEN]})
    write_changed([(obligation, reason)], act)
    doing().also(obligation.mandate)
    roll(obligation.mandate.organisation, act, [obligation.mandate_id])


@operation("fix-period", on="mandate")
def fix_period(
    *, acting_as: Acting, mandate: Mandate, decision: str, every: str = "", body: Party | None = None, since: date | None = None
) -> PeriodFixed:
    """Say how often « periodic » is, by a decision: every so many years or months, or each session of a body. The one before ends."""
    live(mandate)
    terms = mandate.terms.filter(current=True).first()
    if terms is None or not period_open(terms):
        raise RuleBroken(gettext("The words of this duty leave no period open."), mandate)
    if (every and not LENGTH.fullmatch(every)) or not (every or body):
        raise RuleBroken(gettext("Say how often: a number of years or months, or each session of a body."), mandate)
    decision = short(decision, 300, mandate)
    act, since = doing().write(mandate), since or timezone.now().date()
    for before in PeriodFixed.objects.known().filter(mandate=mandate, until=None):
        if before.since is not None and before.since >= since:
            before.closed_by = act
            before.save(update_fields=["closed_by"])
        else:
            replaced(before, act, until=since - A_DAY)
        doing().also(before)
    fixed = PeriodFixed.objects.create(mandate=mandate, every=every, body=body, decision=decision, since=since, opened_by=act)
    doing().also(fixed)
    roll(mandate.organisation, act, [mandate.pk])
    return fixed


@operation("record-means", on="mandate")
def record_means(
    *, acting_as: Acting, mandate: Mandate, what: str, words: str, source: str, day: date | None = None, amount: Decimal | None = None, unit: str = ""
) -> Means:
    """Record that means (or the consent) on which a duty hangs were asked for, given or refused, on a day and by what."""
    live(mandate)
    terms = mandate.terms.filter(current=True).first()
    if terms is None or not terms.conditional:
        raise RuleBroken(gettext("This duty hangs on no means and on no consent."), mandate)
    if what not in Means.What.values:
        raise RuleBroken(gettext("Means are asked for, given or refused."), mandate)
    day = day or timezone.now().date()
    if day > timezone.now().date():
        raise RuleBroken(gettext("What is recorded here has happened: its day is today or earlier."), mandate)
    if amount is not None and (amount < 0 or not unit.strip()):
        raise RuleBroken(gettext("An amount is not negative and has a unit."), mandate)
    act = doing().write(mandate)
    means = Means.objects.create(
        mandate=mandate, what=what, words=short(words, 300, mandate), source=short(source, 300, mandate), amount=amount, unit=unit.strip()[:16],
        since=day, opened_by=act,
    )
    doing().also(means)
    roll(mandate.organisation, act, [mandate.pk])
    return means


@operation("take-back", on="means")
def take_back_means(*, acting_as: Acting, means: Means) -> None:
    """Take back what was recorded of means in error."""
    if means.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), means)
    act = doing().write(means)
    means.closed_by = act
    means.save(update_fields=["closed_by"])
    doing().also(means.mandate)
    roll(means.mandate.organisation, act, [means.mandate_id])


def live(mandate: Mandate) -> None:
    """Nothing more is done about a duty that has ended."""
    if mandate.ended_by_id is not None:
        raise RuleBroken(gettext("This duty has ended."), mandate)


def short(words: str, most: int, subject: object) -> str:
    """Words in one line that are there and not too long."""
    words = " ".join(words.split())
    if not any(map(str.isalnum, words)):  # signs that nobody sees say nothing
        raise RuleBroken(gettext("Something has to be written here: say what it rests on."), subject)
    if len(words) > most:
        raise RuleBroken(gettext("Say it in at most %(most)s signs.") % {"most": most}, subject)
    return words
