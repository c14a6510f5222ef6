"""The programmes of a plan and what groups, bureaux and offices do in them; a mobilisation programme answers what was due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.following import parties_of
from mandata.mandates.mobilisation_measures import asks_for_programme
from mandata.mandates.models import (
    ActivityStanding,
    Answer,
    Obligation,
    ObligationState,
    PlanActivity,
    PlanProgramme,
    Says,
)
from mandata.mandates.operations.answers import write_answer
from mandata.membership.models import MobilisationProgramme
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, alone, in_order, replaced
from mandata.parties.models import Party, PartyKind, Responsibility
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, after, doing, operation
from mandata.texts.models import Provision, Work

DOES = (PartyKind.GROUP, PartyKind.BUREAU, PartyKind.SECRETARIAT, PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE)
MOST = 300  # signs
A_YEAR = timedelta(days=366)


@operation("open-programme", on="work")
def open_programme(*, acting_as: Acting, work: Work, number: str, names: Mapping[str, str], provision: Provision | None = None,
                   since: date | None = None, until: date | None = None, happened_at: datetime | None = None) -> PlanProgramme:
    """Open a programme of the plan of a text, on the provision that gives it; each number holds once at a time."""
    number = " ".join(number.split())
    names = {language: " ".join(name.split()) for language, name in names.items() if name.strip()}
    if not number or len(number) > 16 or not names or any(len(name) > 200 for name in names.values()):
        raise RuleBroken(gettext("A programme has a number (at most 16 signs) and a name in at least one language (200)."), work)
    if provision is not None and provision.work_id != work.pk:
        raise RuleBroken(gettext("The provision belongs to another text."), work)
    in_order(since, until, work)
    act = doing().write(work)
    since = since or act.happened_at.date()
    alone(PlanProgramme.objects.known().filter(work=work, number=number), since, until, work)
    opened = PlanProgramme.objects.create(work=work, number=number, names=names, provision=provision, since=since, until=until, opened_by=act)
    doing().also(opened)
    return opened


@operation("end", on="planprogramme", argument="programme")
def end_programme(*, acting_as: Acting, programme: PlanProgramme, last_day: date, happened_at: datetime | None = None) -> PlanProgramme:
    """A programme ended; what was done in it stays."""
    if programme.closed_by_id is not None or programme.until is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), programme)
    in_order(programme.since, last_day, programme)
    ended = replaced(programme, doing().write(programme), until=last_day)
    doing().also(ended, programme.work)
    return ended


@operation("record-activity", on="party")
def record_activity(*, acting_as: Acting, party: Party, programme: PlanProgramme, words: str, state: str, note: str = "", document: str = "",
                    day: date | None = None, happened_at: datetime | None = None) -> PlanActivity:
    """Record, for a group, bureau or office, what it does in a programme of a plan, and how far it is."""
    if party.entity not in DOES:
        raise RuleBroken(gettext("Groups, bureaux and offices take part in the programmes of a plan."), party)
    if party.root_id != programme.work.organisation_id:
        raise RuleBroken(gettext("%(party)s belongs to another organisation.") % {"party": party}, party)
    day = _day(day, party)
    if programme.closed_by_id is not None or (programme.until is not None and programme.until < day) or (programme.since and day < programme.since):
        raise RuleBroken(gettext("The programme “%(programme)s” did not run on this day.") % {"programme": programme}, party)
    words = " ".join(words.split())
    if not words or len(words) > MOST:
        raise RuleBroken(gettext("Something has to be written here, in at most %(most)s signs.") % {"most": MOST}, party)
    act = doing().write(party)
    activity = PlanActivity.objects.create(programme=programme, party=party, words=words, by=act)
    _stand(activity, state, note, document, day, act)
    doing().also(activity, programme, programme.work)
    return activity


@operation("move-on", on="planactivity", argument="activity")
def move_on(*, acting_as: Acting, activity: PlanActivity, state: str, note: str = "", document: str = "", day: date | None = None,
            happened_at: datetime | None = None) -> ActivityStanding:
    """Say how far an activity is now: under way, done with what came of it, or not done and why."""
    day = _day(day, activity)
    held = ActivityStanding.objects.known().filter(activity=activity, until=None).order_by("pk").last()
    if held is not None and held.since is not None and day < held.since:
        raise RuleBroken(gettext("What is said of it already begins later: mend the day."), activity)
    act = doing().write(activity)
    if held is not None and held.since is not None and held.since >= day:
        held.closed_by = act
        held.save(update_fields=["closed_by"])
    elif held is not None:
        replaced(held, act, until=day - A_DAY)
    doing().also(activity.party, activity.programme)
    return _stand(activity, state, note, document, day, act)


def _stand(activity: PlanActivity, state: str, note: str, document: str, day: date, act: Act) -> ActivityStanding:
    note, document = " ".join(note.split()), " ".join(document.split())
    if state not in ActivityStanding.State.values:
        raise RuleBroken(gettext("Say whether it is planned, under way, done or not done."), activity)
    if state == ActivityStanding.State.DROPPED and not note:
        raise RuleBroken(gettext("Say why it is not done: means, requests, a decision."), activity)
    if len(note) > MOST or len(document) > MOST:
        raise RuleBroken(gettext("Say it in at most %(most)s signs.") % {"most": MOST}, activity)
    return ActivityStanding.objects.create(activity=activity, state=state, words=note, document=document, since=day, opened_by=act)


def _day(day: date | None, subject: object) -> date:
    happened = doing().act.happened_at.date()
    if day is not None and (day > timezone.now().date() or day > happened):
        raise RuleBroken(gettext("What is recorded here has happened: its day is today or earlier."), subject)
    return day or happened


@after("submit-programme", on="responsibility")
def answer_by_programme(act: Act, responsibility: Responsibility) -> None:
    """Deliver, by the act that submitted a mobilisation programme, what its vice-chair owes to a first meeting: the earliest that is open.

    One due only in more than a year stays open: a programme changed within a period is none for the next.
    """
    office = responsibility.office
    due = Obligation.objects.filter(
        asks_for_programme(), office__person=office.person_id, office__party=office.party_id, office__function=office.function, state=ObligationState.OPEN,
        due_on__lte=act.happened_at.date() + A_YEAR)
    found = due.select_related("mandate").order_by("due_on", "pk").first()
    if found is not None and parties_of(found.mandate) is None:
        programme = MobilisationProgramme.objects.filter(responsibility=responsibility, opened_by=act).latest("pk")
        write_answer(found.mandate, Says.DONE, programme.title, "", found, None, act.happened_at.date(), Answer.Way.SITE, "")
        doing().also(found.mandate)
