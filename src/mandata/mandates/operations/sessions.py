"""What becomes of sessions: announced, moved, cancelled; each by an act, with the days of before."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.models import SessionChange
from mandata.mandates.rolling import roll_body
from mandata.parties.capacity import Acting
from mandata.parties.dated import in_order
from mandata.parties.models import BodySession, Party, PartyKind
from mandata.parties.operations import exists_on
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

MEETS = (PartyKind.CONFERENCE, PartyKind.COUNCIL, PartyKind.GROUP)
What = SessionChange.What
FIRST, AHEAD = 1800, 20  # the years in which a session lies: the first ever, and how many ahead; another is a slip of the hand
LONGEST = 366  # days of one session


@operation("announce", on="party", argument="body")
def announce_session(
    *, acting_as: Acting, body: Party, start: date, end: date | None = None, place: str = "", language: str = "en", ordinal: str = "", reason: str = "",
    happened_at: datetime | None = None,
) -> BodySession:
    """Enter a session of a body with its days; it takes the place of the one that the cycle let expect."""
    if body.entity not in MEETS or body.organisation is None:
        raise RuleBroken(gettext("Only a conference, a Council or a group holds sessions."), body)
    organisation = body.organisation
    in_order(start, end, body)
    _in_reach(start, end, body)
    exists_on(body, start)
    _alone(body, start, end, body)
    act = doing().write(body)
    session = BodySession.objects.create(
        organisation=organisation, body=body, year=start.year, ordinal=_short(ordinal, 32, body), start=start, end=end,
        places={language: _short(place, 200, body)} if place.strip() else {},
    )
    _changed(session, What.ANNOUNCED, start, end, reason, None, None, act)
    doing().also(session)
    roll_body(body, act)
    return session


@operation("move", on="bodysession", argument="session")
def move_session(
    *, acting_as: Acting, session: BodySession, start: date, end: date | None = None, reason: str, happened_at: datetime | None = None
) -> SessionChange:
    """Give a session other days, or hold one after all that was cancelled; what is due to it rolls on with it."""
    in_order(start, end, session)
    _in_reach(start, end, session)
    exists_on(session.body, start)
    if not any(map(str.isalnum, reason)):
        raise RuleBroken(gettext("Say by which decision, or why."), session)
    if start > timezone.now().date() and session.revisions.exists():
        raise RuleBroken(gettext("Texts were adopted at this session: it was held, and has no days to come."), session)
    if (session.start, session.end) == (start, end) and not is_cancelled(session):
        raise RuleBroken(gettext("These are its days already."), session)
    _alone(session.body, start, end, session)
    was = session.start, session.end
    session.start, session.end, session.year = start, end, start.year
    session.save(update_fields=["start", "end", "year"])
    act = doing().write(session)
    change = _changed(session, What.MOVED, start, end, reason, *was, act)
    doing().also(session.body)
    roll_body(session.body, act)
    return change


@operation("cancel", on="bodysession", argument="session")
def cancel_session(*, acting_as: Acting, session: BodySession, reason: str, happened_at: datetime | None = None) -> SessionChange:
    """Say that a session is not held; what was due to it is due to it no longer."""
    if not any(map(str.isalnum, reason)):
        raise RuleBroken(gettext("Say by which decision, or why."), session)
    if is_cancelled(session):
        raise RuleBroken(gettext("This session is cancelled already."), session)
    if session.revisions.exists():
        raise RuleBroken(gettext("Texts were adopted at this session: it was held."), session)
    act = doing().write(session)
    change = _changed(session, What.CANCELLED, session.start, session.end, reason, session.start, session.end, act)
    doing().also(session.body)
    roll_body(session.body, act)
    return change


def _in_reach(start: date, end: date | None, subject: BodySession | Party) -> None:
    last = timezone.now().year + AHEAD
    if start.year < FIRST or (end or start).year > last:
        raise RuleBroken(gettext("A session lies between the years %(first)s and %(last)s: look at its days again.") % {"first": FIRST, "last": last}, subject)
    if ((end or start) - start).days >= LONGEST:
        raise RuleBroken(gettext("A session lasts a year at most: look at its last day again."), subject)


def _alone(body: Party, start: date, end: date | None, subject: BodySession | Party) -> None:
    """Refuse days on which the body holds another session."""
    for same in BodySession.objects.annotate(last_day=Coalesce("end", "start")).filter(body=body, start__lte=end or start, last_day__gte=start):
        if same != subject and not is_cancelled(same):
            raise RuleBroken(gettext("On these days there is a session already: %(session)s. Move that one.") % {"session": same}, subject)


def is_cancelled(session: BodySession) -> bool:
    """Whether the last act on a session cancelled it."""
    last = session.changes.order_by("-pk").first()
    return last is not None and last.what == What.CANCELLED


def _changed(
    session: BodySession, what: str, start: date | None, end: date | None, reason: str, was_start: date | None, was_end: date | None, act: Act
) -> SessionChange:
    return SessionChange.objects.create(
        session=session, what=what, start=start, end=end, was_start=was_start, was_end=was_end, reason=_short(reason, 300, session), by=act,
    )


def _short(words: str, most: int, subject: BodySession | Party) -> str:
    words = " ".join(words.split())
    if len(words) > most:
        raise RuleBroken(gettext("Say it in at most %(most)s signs.") % {"most": most}, subject)
    return words
