"""What happens to mails about duties: digests planned once a period, each mail taken up once, what a person wants chosen or stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.mailing import digest, message_for, period_key, period_length, read_token, wanted_by
from mandata.mandates.models import DIGESTS, Answer, AnswerLink, Every, Mail, MailChoice, ObligationState
from mandata.mandates.operations.answers import renew_link
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, replaced
from mandata.parties.models import Office, Organisation, Person
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

State = Mail.State


@operation("plan-digests", on="organisation")
def plan_digests(*, acting_as: Acting, organisation: Organisation, today: date | None = None) -> int:
    """Plan the digests of the period that have something to tell, for whoever holds an office and can log in; how many.

    A digest of one kind and period is planned once for one person, however often this runs and whatever the clock does.
    """
    now = timezone.now()
    act, planned = doing().write(organisation), 0
    held = Office.objects.at(now).filter(party__organisation=organisation, person__user__is_active=True).exclude(person__email="")
    for person in Person.objects.filter(pk__in=held.values("person")).select_related("user").order_by("pk"):
        for what, every in wanted_by(person, now).items():
            if every == Every.NEVER:
                continue
            key = f"{what}:{period_key(every, today or now.date())}"
            if Mail.objects.filter(organisation=organisation, person=person, key=key).exists():
                continue
            since = _told_until(organisation, person, what) or now - period_length(every)
            found = digest(what, person, organisation, since, now)
            if found is None:
                continue
            mail = Mail.objects.create(organisation=organisation, person=person, what=what, key=key, since=since, planned_by=act)
            mail.duties.set(found.duties)
            planned += 1
    return planned


def _told_until(organisation: Organisation, person: Person, what: str) -> datetime | None:
    """Until when the last digest of a kind told; a year at most."""
    last = Mail.objects.filter(organisation=organisation, person=person, what=what, state=State.SENT).order_by("-pk").first()
    return max(last.taken_up_at, timezone.now() - timedelta(days=366)) if last is not None and last.taken_up_at is not None else None


@operation("take-up", on="mail")
def take_up_mail(*, acting_as: Acting, mail: Mail) -> EmailMultiAlternatives | None:
    """Take up a mail before it leaves, so that nobody else sends it and nobody sends it again; none where nothing is left to tell.

    The secrets of its links are made now: no mail that waits holds one.
    """
    if mail.state != State.PLANNED:
        raise RuleBroken(gettext("This mail was taken up already."), mail)
    doing().write(mail)
    mail.taken_up_at, mail.tries = timezone.now(), mail.tries + 1
    links = list(mail.links.select_related("mandate__organisation", "obligation", "office__party", "answer").order_by("pk"))
    links = [one for one in links if one.answer_id is None and _held(one.office) and _asks_still(one)]
    for link in links:
        renew_link(link)
    barred = mail.person.user is not None and not mail.person.user.is_active
    made = message_for(mail, links) if mail.person.email and not barred else None
    mail.state = State.TAKEN_UP if made else State.NOTHING
    mail.save(update_fields=["state", "taken_up_at", "tries"])
    if made is None:
        return None
    message, duties = made
    mail.duties.set(duties)
    return message


def _held(office: Office) -> bool:
    return office.closed_by_id is None and (office.until is None or office.until >= timezone.now().date())


def _asks_still(link: AnswerLink) -> bool:
    """Whether what was asked when the mail was planned is open still, and its party of a class has not answered meanwhile."""
    if link.obligation is not None and link.obligation.state != ObligationState.OPEN:
        return False
    return link.party_id is None or not Answer.objects.filter(
        mandate=link.mandate_id, party=link.party_id, withdrawn_by=None, by__gt=link.asked_by_id).exists()


@operation("send-again", on="mail")
def send_mail_again(*, acting_as: Acting, mail: Mail) -> None:
    """Plan a mail again that failed, or of which nobody knows whether it left."""
    if mail.state not in (State.FAILED, State.UNKNOWN):
        raise RuleBroken(gettext("Only a mail that failed or was interrupted is sent again."), mail)
    doing().write(mail, changes={"state": [mail.state, State.PLANNED]})
    mail.state, mail.trouble = State.PLANNED, ""
    mail.save(update_fields=["state", "trouble"])


@operation("choose-mails", on="person")
def choose_mails(*, acting_as: Acting, person: Person, wanted: Mapping[str, str]) -> None:
    """Say how often one wants each kind of digest, or never."""
    if unknown := [one for one, every in wanted.items() if one not in {kind.value for kind in DIGESTS} or every not in Every.values]:
        raise RuleBroken(gettext("“%(what)s” is no kind of mail that can be chosen.") % {"what": unknown[0]}, person)
    _choose(person, wanted, doing().write(person))


@operation("stop-mails", on="person")
def stop_mails(*, acting_as: Acting, person: Person, token: str) -> str:
    """Stop one kind of digest by the link of a mail; which kind."""
    found = read_token(token)
    if found is None or found[0].pk != person.pk:
        raise RuleBroken(gettext("This link is not known here: it was copied in part."), person)
    if acting_as.user is not None and acting_as.user != person.user:
        raise RuleBroken(gettext("This link was sent to somebody else: log out, and open it as the person to whom it was sent."), person)
    if person.user is not None:
        doing().act.actor = person.user  # the link proves who asks: nobody was logged in
    _choose(person, {found[1]: Every.NEVER.value}, doing().write(person))
    return found[1]


def _choose(person: Person, wanted: Mapping[str, str], act: Act) -> None:
    """Open a row for each kind of which something else is wanted than before; one of today is closed, as if it had not been."""
    now, today = wanted_by(person), timezone.now().date()
    for what, every in wanted.items():
        if now[what] == every:
            continue
        for before in MailChoice.objects.known().filter(person=person, what=what, until=None):
            if before.since is not None and before.since >= today:
                before.closed_by = act
                before.save(update_fields=["closed_by"])
            else:
                replaced(before, act, until=today - A_DAY)
            doing().also(before)
        doing().also(MailChoice.objects.create(person=person, what=what, every=every, since=today, opened_by=act))
