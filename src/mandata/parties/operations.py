"""What happens to parties: appoint, invite, accept, hand over, end."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mandata.parties.capacity import Acting
from mandata.parties.models import Invitation, Office, Party, Person
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

INVITATION_DAYS = 14


@operation("appoint", on="office", create=True)
def appoint(*, acting_as: Acting, party: Party, function: str, email: str, name: str = "", actor: str = "",
            language: str = "en", password: str | None = None, sample: bool = False, account: bool = True) -> Office:
    """Put a person into an office under the house rule; makes the account where there is none, unless none is wanted."""
    person = _person(email, name or email, language, sample, password, account)
    if Office.objects.known().filter(person=person, party=party, function=function, until=None).exists():
        raise RuleBroken("This person holds the office already.", party)
    return _open_office(person, party, function, actor)


@operation("invite", on="party")
def invite(*, acting_as: Acting, party: Party, function: str, email: str, name: str, actor: str = "") -> Invitation:
    """Ask a person by mail to take an office; the link in the mail accepts it."""
    invitation = Invitation.objects.create(
        party=party, function=function, actor=actor, email=email, name=name,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    doing().also(invitation)
    return invitation


@operation("accept", on="invitation")
def accept_invitation(*, acting_as: Acting, invitation: Invitation, password: str) -> Office:
    """Take the office that an invitation offers; makes the person's account."""
    if invitation.accepted_at is not None:
        raise RuleBroken("This invitation was accepted already. Log in with your mail address.", invitation)
    if invitation.expires_at < timezone.now():
        raise RuleBroken("This invitation has lapsed. Ask the secretariat for a new one.", invitation)
    try:
        validate_password(password)
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), invitation) from error
    person = _person(invitation.email, invitation.name, "en", False, password)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    office = _open_office(person, invitation.party, invitation.function, invitation.actor, doing().write(invitation))
    doing().also(office)
    return office


@operation("end", on="office")
def end_office(*, acting_as: Acting, office: Office) -> Office:
    """End an office today: the row is closed, and one that says until when is opened."""
    if office.closed_by_id is not None or office.until is not None:
        raise RuleBroken("This office has ended already.", office)
    act = doing().write(office)
    office.closed_by = act
    office.save(update_fields=["closed_by"])
    # An office ends with the day before: whoever laid it down acts in it no more.
    yesterday = timezone.now().date() - timedelta(days=1)
    since = min(office.since or yesterday, yesterday)
    ended = Office.objects.create(
        person=office.person, party=office.party, function=office.function, actor=office.actor, since=since,
        until=yesterday, opened_by=act,
    )
    doing().also(ended)
    return ended


def has_account(email: str) -> bool:
    """Whether somebody logs in with this address already."""
    return get_user_model().objects.filter(email__iexact=email).exists()


def _open_office(person: Person, party: Party, function: str, actor: str, act: Act | None = None) -> Office:
    office = Office(person=person, party=party, function=function, actor=actor, since=timezone.now().date())
    office.opened_by = act or doing().write(office)
    office.save()
    return office


def _person(email: str, name: str, language: str, sample: bool, password: str | None, account: bool = True) -> Person:
    user_model = get_user_model()
    with transaction.atomic():
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            person = Person.objects.create(name=name, email=email, language=language, sample=sample)
        if person.user is None and account:
            # A stranger's account with this address must not be taken over: the address is the login.
            user = user_model.objects.filter(email__iexact=email).first()
            if user is None:
                user = user_model(username=email.lower()[:150], email=email.lower())
                user.set_password(password)
                user.save()
            person.user = user
            person.save(update_fields=["user"])
        return person
