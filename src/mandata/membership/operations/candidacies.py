"""Nominations and elections: a member nominates by its right, the body decides, an officer records the decision."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import Candidacy
from mandata.membership.operations.waiting import day_of
from mandata.membership.rights import leading_offices
from mandata.parties.accounts import person_of
from mandata.parties.capacity import Acting
from mandata.parties.models import Office, Party, functions_of
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("nominate-leader", on="party", argument="body")
def nominate_leader(*, acting_as: Acting, body: Party, function: str, email: str, name: str, happened_at: datetime | None = None) -> Candidacy:
    """Nominate somebody for a leading office: only a member that may hold one."""
    if function not in leading_offices(body, doing().act.happened_at):
        raise RuleBroken(gettext("“%(function)s” is no leading office here.") % {"function": function}, body)
    return _nominate(acting_as, body, function, email, name)


@operation("nominate-rapporteur", on="party", argument="body")
def nominate_rapporteur(*, acting_as: Acting, body: Party, function: str, email: str, name: str, happened_at: datetime | None = None) -> Candidacy:
    """Nominate somebody for an office that is no leading one."""
    if function in leading_offices(body, doing().act.happened_at):
        raise RuleBroken(gettext("“%(function)s” is a leading office here.") % {"function": function}, body)
    return _nominate(acting_as, body, function, email, name)


def _nominate(acting_as: Acting, body: Party, function: str, email: str, name: str) -> Candidacy:
    if function not in {one.code for one in functions_of(body)}:
        raise RuleBroken(gettext("%(body)s has no office “%(function)s”.") % {"body": body, "function": function}, body)
    try:
        validate_email(email)
    except ValidationError as error:
        raise RuleBroken(gettext("“%(email)s” is no mail address.") % {"email": email}, body) from error
    act = doing().write(body)
    member = next(one.party for one in acting_as.offices if one.uid == act.acting_as)
    person = person_of(email, name or email, "en", member.sample)
    if Candidacy.objects.known().filter(body=body, function=function, person=person, outcome=Candidacy.Outcome.OPEN).exists():
        raise RuleBroken(gettext("This person stands for the office already."), body)
    stands = Candidacy.objects.create(body=body, function=function, nominated_by=member, person=person, since=day_of(act), opened_by=act)
    doing().also(stands, member)
    return stands


@operation("decide", on="candidacy")
def decide_candidacy(
    *, acting_as: Acting, candidacy: Candidacy, elected: bool, basis: str, happened_at: datetime | None = None
) -> Candidacy:
    """Record what the body decided; whoever is elected holds the office from that day on."""
    _stands(candidacy)
    if not basis.strip():
        raise RuleBroken(gettext("Say by which decision: session and document."), candidacy)
    act = doing().write(candidacy)
    office = _open_office(candidacy, act) if elected else None
    return _end(candidacy, Candidacy.Outcome.ELECTED if elected else Candidacy.Outcome.NOT_ELECTED, act, basis.strip(), office)


@operation("withdraw", on="candidacy")
def withdraw_candidacy(*, acting_as: Acting, candidacy: Candidacy, happened_at: datetime | None = None) -> Candidacy:
    """The member takes its nomination back."""
    _stands(candidacy)
    return _end(candidacy, Candidacy.Outcome.WITHDRAWN, doing().write(candidacy), "", None)


def _stands(candidacy: Candidacy) -> None:
    if candidacy.closed_by_id is not None or candidacy.outcome != Candidacy.Outcome.OPEN:
        raise RuleBroken(gettext("This candidacy has ended already."), candidacy)


def _open_office(candidacy: Candidacy, act: Act) -> Office:
    held = next(one for one in functions_of(candidacy.body) if one.code == candidacy.function)
    others = Office.objects.at(timezone.now()).filter(party=candidacy.body, function=candidacy.function)
    if held.single and others.exists():
        raise RuleBroken(gettext("The office is held: end it or hand it over first."), candidacy)
    return Office.objects.create(
        person=candidacy.person, party=candidacy.body, function=candidacy.function, actor=held.actor, since=day_of(act), opened_by=act,
        nominated_by=candidacy.nominated_by,
    )


def _end(candidacy: Candidacy, outcome: str, act: Act, basis: str, office: Office | None) -> Candidacy:
    """Close the row, and open one that says how it ended."""
    Candidacy.objects.filter(pk=candidacy.pk).update(closed_by=act)
    ended = Candidacy.objects.create(
        body=candidacy.body, function=candidacy.function, nominated_by=candidacy.nominated_by, person=candidacy.person, outcome=outcome, basis=basis,
        office=office, since=candidacy.since, until=day_of(act), opened_by=act,
    )
    doing().also(ended, candidacy.body, *([office] if office else []))
    return ended
