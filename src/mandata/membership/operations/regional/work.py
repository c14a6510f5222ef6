"""What vice-chairs do in their regions under a responsibility, and places for experts of developing countries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import ExpertPlace, MobilisationProgramme, Opportunity, PlaceTaken, RegionalWork
from mandata.membership.operations.regional.words import SHORT, known_region, not_later, said, same_house
from mandata.membership.operations.waiting import day_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, replaced
from mandata.parties.models import BodySession, Classification, Party, PartyKind, Responsibility
from mandata.shared.operations import RuleBroken, doing, operation

MOST_PLACES = 500


@operation("mobilise", on="responsibility")
def mobilise(*, acting_as: Acting, responsibility: Responsibility, region: str, words: str, members: Sequence[Party],
             day: date | None = None, happened_at: datetime | None = None) -> RegionalWork:
    """Record, as the vice-chair responsible, what was done to mobilise members of a region, and which were reached."""
    return _work(RegionalWork.What.MOBILISED, responsibility, region, words, members, day)


@operation("inform", on="responsibility")
def inform(*, acting_as: Acting, responsibility: Responsibility, region: str, words: str, members: Sequence[Party],
           day: date | None = None, happened_at: datetime | None = None) -> RegionalWork:
    """Record, as the vice-chair responsible, of which programmes members of a region were told, and which members."""
    return _work(RegionalWork.What.INFORMED, responsibility, region, words, members, day)


@operation("submit-programme", on="responsibility")
def submit_programme(*, acting_as: Acting, responsibility: Responsibility, title: str, words: str, session: BodySession | None = None,
                     day: date | None = None, happened_at: datetime | None = None) -> MobilisationProgramme:
    """Submit, as the vice-chair responsible, a mobilisation programme to a session of one's group or of the group above; the one before ends."""
    _still_laid(responsibility)
    day = not_later(day, responsibility)
    title = said(title, gettext("what the programme is called"), responsibility, SHORT)
    if not words.strip():
        raise RuleBroken(gettext("Say: %(what)s.") % {"what": gettext("what the programme is")}, responsibility)
    if session is not None:
        same_house(responsibility.office.party, [session.body])
        if session.body.entity != PartyKind.GROUP:
            raise RuleBroken(gettext("A mobilisation programme is submitted to a session of a group."), responsibility)
    act = doing().write(responsibility)
    for before in MobilisationProgramme.objects.known().filter(responsibility=responsibility, until=None):
        if before.since is not None and before.since >= day:
            before.closed_by = act
            before.save(update_fields=["closed_by"])
        else:
            replaced(before, act, until=day - A_DAY)
    opened = MobilisationProgramme.objects.create(
        responsibility=responsibility, session=session, title=title, words=words.strip(), since=day, opened_by=act)
    doing().also(opened, responsibility.office.party, *([session] if session else []))
    return opened


def _still_laid(responsibility: Responsibility) -> None:
    if responsibility.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), responsibility)


def _work(what: str, responsibility: Responsibility, region: str, words: str, members: Sequence[Party], day: date | None) -> RegionalWork:
    party = responsibility.office.party
    _still_laid(responsibility)
    day = not_later(day, responsibility)
    if (responsibility.since and day < responsibility.since) or (responsibility.until and day > responsibility.until):
        raise RuleBroken(gettext("The responsibility did not hold on this day."), responsibility)
    known_region(party, region)
    same_house(party, members)
    if not members:
        raise RuleBroken(gettext("Name the members that were reached."), responsibility)
    words = said(words, gettext("what was done"), responsibility)
    done = RegionalWork.objects.create(
        responsibility=responsibility, what=what, region=region, words=words, since=day, opened_by=doing().write(responsibility))
    done.members.set(members)
    doing().also(done, party, *members)
    return done


@operation("offer-places", on="party", argument="convening")
def offer_places(*, acting_as: Acting, convening: Party, meeting: str, day: date, tied_to: Party, places: int,
                 happened_at: datetime | None = None) -> Opportunity:
    """Offer places at a regional meeting to experts of developing countries; each place is counted apart."""
    meeting = said(meeting, gettext("which meeting"), convening)
    if not 1 <= places <= MOST_PLACES:
        raise RuleBroken(gettext("Offer from 1 to %(most)s places.") % {"most": MOST_PLACES}, convening)
    if tied_to.entity != PartyKind.GROUP:
        raise RuleBroken(gettext("Say to which group's work the meeting is tied."), convening)
    same_house(convening, [tied_to])
    act = doing().write(convening)
    offered = Opportunity.objects.create(offered_by=convening, meeting=meeting, day=day, tied_to=tied_to, by=act)
    for _number in range(places):
        ExpertPlace.objects.create(opportunity=offered, since=day_of(act), opened_by=act)
    doing().also(offered, tied_to)
    return offered


@operation("take-place", on="party", argument="state")
def take_place(*, acting_as: Acting, state: Party, opportunity: Opportunity, happened_at: datetime | None = None) -> PlaceTaken:
    """Take, for one's own developing country, one of the places that are free; the expert is not named here."""
    if state.entity != PartyKind.STATE:
        raise RuleBroken(gettext("A State takes the place for its expert."), state)
    same_house(state, [opportunity.offered_by])
    at = doing().act.happened_at
    if not Classification.objects.at(at).filter(party=state, scheme="development").exists():
        raise RuleBroken(gettext("The places are for experts of developing countries, and %(state)s is in no such class.") % {"state": state}, state)
    if opportunity.day < timezone.now().date() and at.date() > opportunity.day:
        raise RuleBroken(gettext("The meeting is over."), state)
    Opportunity.objects.select_for_update().get(pk=opportunity.pk)  # two at once do not take the same place
    free = ExpertPlace.objects.at(at).filter(opportunity=opportunity).exclude(
        pk__in=PlaceTaken.objects.known().filter(until=None).values("place")).order_by("pk").first()
    if free is None:
        raise RuleBroken(gettext("All places of this meeting are taken."), state)
    act = doing().write(state)
    taken = PlaceTaken.objects.create(place=free, state=state, since=day_of(act), opened_by=act)
    doing().also(taken, opportunity)
    return taken
