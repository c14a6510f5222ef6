"""Who is registered for a session, who took part and what was contributed: told by another system's list, or by whoever leads the body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from mandata.parties.accounts import only_an_address, person_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.models import BodySession, Party, Person
from mandata.parties.registering_models import Attendance, Contribution, Registration
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("register", on="bodysession", argument="session")
def register(*, acting_as: Acting, session: BodySession, party: Party, name: str, email: str = "", language: str = "en", role: str = "",
             attended: bool | None = None, since: date | None = None, until: date | None = None) -> Registration:
    """Record who is registered for a session in the name of a party; no account is made and nobody is written to."""
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise RuleBroken(gettext("Give the name of the person, in at most 200 signs."), session)
    _of_the_house(session, [party])
    in_order(since, until, session)
    if email:
        only_an_address(email, session)
    person = person_of(email, name, language, session.body.sample) if email else Person.objects.create(name=name, language=language)
    alone(Registration.objects.known().filter(session=session, person=person, party=party), since, until, session)
    act = doing().write(session)
    opened = Registration.objects.create(
        session=session, person=person, party=party, role=" ".join(role.split())[:100], attended=attended, since=since, until=until, opened_by=act)
    doing().also(opened, party)
    if attended:
        took_part(session, party, act)
    return opened


@operation("correct", on="registration")
def correct_registration(*, acting_as: Acting, registration: Registration, role: str, attended: bool | None, since: date | None,
                         until: date | None) -> Registration:
    """Say rightly as what, since when or until when somebody is registered, and whether the person came."""
    if registration.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), registration)
    in_order(since, until, registration)
    act = doing().write(registration)
    corrected = replaced(registration, act, role=" ".join(role.split())[:100], attended=attended, since=since, until=until)
    doing().also(corrected, registration.party, registration.session)
    if attended:
        took_part(registration.session, registration.party, act)
    return corrected


@operation("record-attendance", on="bodysession", argument="session")
def record_attendance(*, acting_as: Acting, session: BodySession, parties: Sequence[Party], mode: str = "") -> list[Attendance]:
    """Record which parties took part in a session, and whether there or from afar; who is recorded already is passed over."""
    if mode and mode not in Attendance.Mode.values:
        raise RuleBroken(gettext("Say whether they were in the room, took part from afar, or both."), session)
    if not parties:
        raise RuleBroken(gettext("Name at least one that took part."), session)
    _of_the_house(session, parties)
    act = doing().write(session)
    return [one for party in parties if (one := took_part(session, party, act, mode)) is not None]


@operation("record-contribution", on="bodysession", argument="session")
def record_contribution(*, acting_as: Acting, session: BodySession, party: Party, number: str, title: str, topic: str) -> Contribution:
    """Record a document that a party brought to a session, and the topic that it is about; each number stands once."""
    number, title, topic = (" ".join(one.split()) for one in (number, title, topic))
    for words, most in ((number, 64), (title, 300), (topic, 100)):
        if not words or len(words) > most:
            raise RuleBroken(gettext("Give the number (at most 64 signs), the title (300) and the topic (100) of the contribution."), session)
    _of_the_house(session, [party])
    if Contribution.objects.known().filter(session=session, number=number).exists():
        raise RuleBroken(gettext("A contribution with the number %(number)s is recorded for this session already.") % {"number": number}, session)
    first = _begun(session)
    opened = Contribution.objects.create(
        session=session, party=party, number=number, title=title, topic=topic, since=first, opened_by=doing().write(session))
    doing().also(opened, party)
    return opened


@operation("withdraw", on="contribution")
def withdraw_contribution(*, acting_as: Acting, contribution: Contribution) -> None:
    """Say that a contribution was recorded in error; what was known before stays known."""
    if contribution.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), contribution)
    contribution.closed_by = doing().write(contribution)
    contribution.save(update_fields=["closed_by"])
    doing().also(contribution.session, contribution.party)


@operation("withdraw", on="attendance")
def withdraw_attendance(*, acting_as: Acting, attendance: Attendance) -> None:
    """Say that it was recorded in error that a party took part; what was known before stays known."""
    if attendance.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), attendance)
    attendance.closed_by = doing().write(attendance)
    attendance.save(update_fields=["closed_by"])
    doing().also(attendance.session, attendance.party)


def took_part(session: BodySession, party: Party, act: Act, mode: str = "") -> Attendance | None:
    """Open the row that a party took part, once; nobody has taken part in what is still to come."""
    first = _begun(session)
    if Attendance.objects.known().filter(session=session, party=party).exists():
        return None
    opened = Attendance.objects.create(session=session, party=party, mode=mode, since=first, opened_by=act)
    doing().also(opened, party)
    return opened


def _begun(session: BodySession) -> date:
    """The first day of a session that has begun."""
    first = session.start or date(session.year, 1, 1)
    if first > timezone.now().date():
        raise RuleBroken(gettext("The session has not begun: nobody has taken part yet."), session)
    return first


def _of_the_house(session: BodySession, parties: Sequence[Party]) -> None:
    for party in parties:
        if party.root_id != session.organisation_id:
            raise RuleBroken(gettext("%(party)s belongs to another organisation.") % {"party": party}, session)
