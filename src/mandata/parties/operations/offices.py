"""What happens to parties: appoint, invite, accept, send again, withdraw, hand over, end."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.parties.accounts import account_of, only_an_address, open_account, person_of, verified
from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.invitations import days_open, new_secret, same_secret
from mandata.parties.models import Function, Invitation, InvitationState, Office, Party, PartyKind, Person, functions_of
from mandata.parties.operations.bodies import exists_on
from mandata.parties.permissions import OFFICER
from mandata.shared.joining import joined
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

A_DAY = timedelta(days=1)


@operation("appoint", on="office", create=True)
def appoint(*, acting_as: Acting, party: Party, function: str, email: str, name: str = "", actor: str = "",
            language: str = "en", password: str | None = None, sample: bool = False, account: bool = True,
            nominated_by: Party | None = None, since: date | None = None) -> Office:
    """Put a person into an office, from today or an earlier day, under the house rule; makes the account where there is none, unless none is wanted."""
    held = _function(party, function)
    only_an_address(email, party)
    person = person_of(email, name or email, language, sample)
    _not_held(party, held, person)
    if account:
        open_account(person, password)
    return _open_office(person, party, function, actor or held.actor, since or _today(), nominated_by=nominated_by)


@operation("invite", on="party")
def invite(*, acting_as: Acting, party: Party, function: str, email: str, name: str, actor: str = "",
           language: str = "en") -> Invitation:
    """Ask a person by mail to take an office; the link in the mail accepts it."""
    held = _function(party, function)
    only_an_address(email, party)
    account = account_of(email)
    _not_held(party, held, getattr(account, "person", None) if account else None)
    return _ask(party, function, actor or held.actor, email, name, language)


@operation("send-again", on="invitation")
def send_again(*, acting_as: Acting, invitation: Invitation) -> Invitation:
    """Open the invitation anew, with a new link; the one sent before holds no longer."""
    if invitation.state(timezone.now()) not in (InvitationState.WAITING, InvitationState.EXPIRED):
        raise RuleBroken(gettext("This invitation was accepted or withdrawn; it cannot be sent again."), invitation)
    _renew(invitation)
    return invitation


@operation("withdraw", on="invitation")
def withdraw_invitation(*, acting_as: Acting, invitation: Invitation) -> None:
    """Take an invitation back: its link holds no longer."""
    if invitation.state(timezone.now()) not in (InvitationState.WAITING, InvitationState.EXPIRED):
        raise RuleBroken(gettext("This invitation was accepted or withdrawn already."), invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])


@operation("accept", on="invitation")
def accept_invitation(*, acting_as: Acting, invitation: Invitation, secret: str, password: str = "") -> Office:
    """Take the office that an invitation offers; makes the person's account where there is none.

    A hand-over that waited for it ends the predecessor's office by the same act.
    """
    state = invitation.state(timezone.now())
    if state == InvitationState.ACCEPTED:
        raise RuleBroken(gettext("This invitation was accepted already. Log in with your mail address."), invitation)
    if state != InvitationState.WAITING or not same_secret(invitation, secret):
        raise RuleBroken(gettext("This invitation holds no longer. Ask the secretariat for a new one."), invitation)
    person = person_of(invitation.email, invitation.name, invitation.language, False)
    user = open_account(person, password or None, must_choose=True)
    if not user.is_active:
        raise RuleBroken(gettext("This account is closed. Ask the secretariat."), invitation)
    verified(user, invitation.email)
    now = doing()
    now.act.actor = user  # the link proves who accepts: nobody was logged in
    act = now.write(invitation)
    first_day = max(invitation.begins or _today(), _today())
    held = _function(invitation.party, invitation.function)
    if invitation.replaces is not None:
        _close(_row_now(invitation.replaces), act, first_day - A_DAY)
        _not_held(invitation.party, held, person, but=invitation.replaces.person)
    else:
        _not_held(invitation.party, held, person)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    office = _open_office(person, invitation.party, invitation.function, invitation.actor, first_day, act)
    now.also(office, invitation.party)
    return office


@operation("hand-over", on="office")
def hand_over_office(*, acting_as: Acting, office: Office, email: str, name: str = "", first_day: date | None = None,
                     language: str = "en") -> Office | Invitation:
    """Give an office to a successor from ``first_day`` on: one act ends the holder's row and opens the successor's.

    A successor without account is invited; the holder stays until the invitation is accepted.
    """
    _still_held(office)
    only_an_address(email, office)
    first_day = first_day or _today()
    if first_day < _today():
        raise RuleBroken(gettext("An office is handed over today or later: what was done in it since stays done in it."), office)
    if office.since and first_day <= office.since:
        raise RuleBroken(gettext("The holder began on %(day)s: choose a later first day of the successor.") % {"day": date_format(office.since)}, office)
    if office.until and first_day > office.until + A_DAY:
        raise RuleBroken(gettext("The office ends on %(day)s: the successor begins the day after at the latest.") % {
            "day": date_format(office.until)}, office)
    account = account_of(email)
    successor: Person | None = getattr(account, "person", None) if account and account.is_active else None
    if successor is None:
        return _ask(office.party, office.function, office.actor, email, name or email, language, office, first_day)
    if successor.pk == office.person_id:
        raise RuleBroken(gettext("The successor is the holder."), office)
    _not_held(office.party, _function(office.party, office.function), successor, but=office.person)
    act = doing().write(office)
    _close(office, act, first_day - A_DAY)
    opened = _open_office(successor, office.party, office.function, office.actor, first_day, act)
    doing().also(opened, office.party)
    return opened


@operation("end", on="office")
def end_office(*, acting_as: Acting, office: Office, last_day: date | None = None) -> Office | None:
    """End an office: the row is closed, and one that says until when is opened.

    Without a last day it ends at once: it ended with the day before, so that whoever laid it down acts in it no more.
    """
    _still_held(office)
    yesterday = _today() - A_DAY
    if last_day is not None and (last_day < yesterday or (office.since and last_day < office.since)):
        raise RuleBroken(gettext("The last day is today or later, and not before the first."), office)
    _not_the_last_officer(office)
    act = doing().write(office)
    doing().also(office.party)
    return _close(office, act, last_day or yesterday)


@operation("record-office", on="party")
def record_office(*, acting_as: Acting, party: Party, function: str, name: str, email: str = "", language: str = "en",
                  since: date | None = None, until: date | None = None, nominated_by: Party | None = None) -> Office:
    """Record who holds or held an office, from–to, as another list says it; no account is made and nobody is written to."""
    held = _function(party, function)
    if function == OFFICER:
        raise RuleBroken(gettext("An officer is invited, not recorded: the office gives rights."), party)
    in_order(since, until, party)
    if email:
        only_an_address(email, party)
    if not name.strip() or len(name) > 200:
        raise RuleBroken(gettext("Give the name of the person, in at most 200 signs."), party)
    person = person_of(email, name.strip(), language, False) if email else Person.objects.create(name=name.strip(), language=language)
    rows = Office.objects.known().filter(party=party, function=function)
    alone(rows if held.single else rows.filter(person=person), since, until, party)
    office = Office.objects.create(person=person, party=party, function=function, actor=held.actor, since=since, until=until,
                                   nominated_by=nominated_by, opened_by=doing().write(party))
    doing().also(office)
    return office


@operation("correct", on="office")
def correct_office(*, acting_as: Acting, office: Office, since: date | None, until: date | None, nominated_by: Party | None) -> Office:
    """Say rightly since when, until when or on whose nomination an office is held; the last officer stays."""
    if office.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), office)
    in_order(since, until, office)
    if until is not None or (since is not None and since > _today()):
        _not_the_last_officer(office)
    held = _function(office.party, office.function)
    rows = Office.objects.known().filter(party=office.party, function=office.function).exclude(pk=office.pk)
    alone(rows if held.single else rows.filter(person=office.person_id), since, until, office)
    corrected = replaced(office, doing().write(office), since=since, until=until, nominated_by=nominated_by)
    doing().also(corrected, office.party)
    return corrected


@operation("correct", on="person")
def correct_person(*, acting_as: Acting, person: Person, name: str, language: str) -> None:
    """Correct one's own name or language; the act keeps neither, only that it was done."""
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise RuleBroken(gettext("Give the name of the person, in at most 200 signs."), person)
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])


@operation("change-address", on="person")
def change_address(*, acting_as: Acting, person: Person, email: str) -> None:
    """Take over the mail address that a person proved by its link."""
    person.email = email
    person.save(update_fields=["email"])


def _today() -> date:
    return timezone.now().date()


def _function(party: Party, code: str) -> Function:
    exists_on(party, _today())
    found = {one.code: one for one in functions_of(party)}
    if code not in found:
        there_are = joined(f"{one} ({one.code})" for one in found.values()) or gettext("none")
        raise RuleBroken(gettext("%(party)s has no office “%(code)s”. Its offices: %(offices)s.") % {
            "party": party, "code": code, "offices": there_are}, party)
    return found[code]


def _not_held(party: Party, function: Function, person: Person | None, but: Person | None = None) -> None:
    """Nobody holds an office twice, nor one that one person holds while another does."""
    Party.objects.select_for_update().get(pk=party.pk)  # two at once are judged one after the other
    rows = Office.objects.known().filter(party=party, function=function.code).exclude(until__lt=_today())
    if person is not None and rows.filter(person=person).exists():
        raise RuleBroken(gettext("This person holds the office already."), party)
    if function.single and rows.exclude(person=but).exists():
        raise RuleBroken(gettext("One person holds this office at a time: hand it over, or end it first."), party)


def _still_held(office: Office) -> None:
    if office.closed_by_id is not None or (office.until is not None and office.until < _today()):
        raise RuleBroken(gettext("This office has ended already."), office)


def _not_the_last_officer(office: Office) -> None:
    """The secretariat keeps an officer without end who can log in: without one nobody could invite the next."""
    if office.function != OFFICER or office.party.entity != PartyKind.SECRETARIAT:
        return
    Party.objects.select_for_update().get(pk=office.party_id)  # two officers who end each other at once
    others = Office.objects.known().filter(
        party__organisation_id=office.party.organisation_id, party__entity=PartyKind.SECRETARIAT, function=OFFICER,
        until=None, person__user__is_active=True, since__lte=_today(),
    ).exclude(person=office.person_id)
    if not others.exists():
        raise RuleBroken(gettext(
            "This is the last officer of the secretariat: hand the office over, or invite another officer first."), office)


def _row_now(office: Office) -> Office | None:
    """The row that says now what ``office`` said when the hand-over was begun."""
    rows = Office.objects.known().filter(person=office.person, party=office.party, function=office.function)
    return rows.exclude(until__lt=_today()).first()


def _close(office: Office | None, act: Act, last_day: date) -> Office | None:
    """Close the row by an act, and open one with its last day, unless it was never held for a whole day."""
    if office is None:
        return None
    office.closed_by = act
    office.save(update_fields=["closed_by"])
    doing().also(office)
    last_day = min(last_day, office.until) if office.until else last_day
    if office.since is not None and office.since > last_day:
        return None
    ended = Office.objects.create(
        person=office.person, party=office.party, function=office.function, actor=office.actor, since=office.since,
        until=last_day, nominated_by_id=office.nominated_by_id, opened_by=act,
    )
    doing().also(ended)
    return ended


def _open_office(person: Person, party: Party, function: str, actor: str, since: date, act: Act | None = None,
                 nominated_by: Party | None = None) -> Office:
    office = Office(person=person, party=party, function=function, actor=actor, since=since, nominated_by=nominated_by)
    office.opened_by = act or doing().write(office)
    office.save()
    return office


def _ask(party: Party, function: str, actor: str, email: str, name: str, language: str, replaces: Office | None = None,
         begins: date | None = None) -> Invitation:
    """Make an invitation, named by the act that runs."""
    waiting = Invitation.objects.in_state(InvitationState.WAITING, timezone.now())
    if waiting.filter(party=party, function=function, email__iexact=email).exists():
        raise RuleBroken(gettext("This person is invited to the office already. Send that invitation again, or withdraw it."), party)
    invitation = Invitation(
        party=party, function=function, actor=actor, email=email, name=name, language=language, replaces=replaces,
        begins=begins, invited_by=doing().write(),
    )
    _renew(invitation)
    doing().also(invitation)
    return invitation


def _renew(invitation: Invitation) -> None:
    invitation.secret, invitation.secret_hash = new_secret()
    invitation.expires_at = timezone.now() + timedelta(days=days_open(invitation.party, timezone.now()))
    invitation.save()
