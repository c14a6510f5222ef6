"""What is answered about duties: by whoever owes them, by the link of a mail, or recorded by an officer; who leads, who works on them, what shows it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.evidence import acts_citing
from mandata.mandates.following import parties_of
from mandata.mandates.models import (
    Answer,
    AnswerLink,
    Evidence,
    Handling,
    Lead,
    Mail,
    MailKind,
    Mandate,
    Obligation,
    ObligationState,
    Says,
)
from mandata.mandates.operations.owed import live, short
from mandata.mandates.rolling import write_changed
from mandata.mandates.settings import settings_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, in_order, replaced
from mandata.parties.models import Office, Party, PartyKind, Person
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

STAFF = (PartyKind.BUREAU, PartyKind.SECRETARIAT, PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE)
MOST = 1000  # signs of an answer


@operation("answer", on="mandate")
def answer_duty(
    *, acting_as: Acting, mandate: Mandate, says: str, words: str = "", evidence: str = "", obligation: Obligation | None = None,
    party: Party | None = None, day: date | None = None, happened_at: datetime | None = None,
) -> Answer:
    """Say in a line what became of a duty, in the office that owes it; of an obligation, that it is delivered."""
    return write_answer(mandate, says, words, evidence, obligation, party, day, Answer.Way.SITE, "")


@operation("record-answer", on="mandate")
def record_answer(
    *, acting_as: Acting, mandate: Mandate, says: str, source: str, words: str = "", evidence: str = "", obligation: Obligation | None = None,
    party: Party | None = None, day: date | None = None, happened_at: datetime | None = None,
) -> Answer:
    """Record an answer that came otherwise, with the letter or meeting that gave it."""
    if party is not None:
        doing().act.on_behalf_of = party.uid
    return write_answer(mandate, says, words, evidence, obligation, party, day, Answer.Way.RECORDED, short(source, 300, mandate))


@operation("answer", on="answerlink", argument="link")
def answer_by_link(*, acting_as: Acting, link: AnswerLink, secret: str, says: str, words: str = "", evidence: str = "") -> Answer:
    """Answer by the link of a mail: one duty, one person, one answer."""
    if not link_holds(link, timezone.now()) or not is_secret_of(link, secret):
        raise RuleBroken(gettext("This link holds no longer: it was answered, or its days are over. Log in, or ask the secretariat."), link)
    if is_another(acting_as, link):
        raise RuleBroken(gettext("This link was sent to somebody else: log out, and open it as the person to whom it was sent."), link)
    now = doing()
    if link.person.user is not None:
        now.act.actor = link.person.user  # the link proves who answers: nobody was logged in
    now.act.acting_as = link.office.uid
    now.write(link)
    link.answer = write_answer(link.mandate, says, words, evidence, link.obligation, link.party, None, Answer.Way.LINK, "")
    link.save(update_fields=["answer"])
    return link.answer


@operation("withdraw", on="answer", argument="answer")
def withdraw_answer(*, acting_as: Acting, answer: Answer) -> None:
    """Take an answer back; what it delivered is open again."""
    if answer.withdrawn_by_id is not None:
        raise RuleBroken(gettext("This answer was taken back already."), answer)
    act = doing().write(answer)
    answer.withdrawn_by = act
    answer.save(update_fields=["withdrawn_by"])
    doing().also(answer.mandate)
    obligation = answer.obligation
    hold(answer.mandate, obligation)
    if obligation is not None and obligation.state == ObligationState.DELIVERED and not _delivered_without(obligation, answer):
        obligation.state = ObligationState.OPEN
        write_changed([(obligation, "taken-back")], act)


@operation("ask-answer", on="mandate")
def ask_answer(
    *, acting_as: Acting, mandate: Mandate, office: Office, obligation: Obligation | None = None, party: Party | None = None
) -> AnswerLink:
    """Ask the holder of an office for an answer; the link in the mail serves this duty, this person and one answer."""
    live(mandate)
    if not office.person.email:
        raise RuleBroken(gettext("No mail address is known of the holder of this office."), mandate)
    if obligation is not None and obligation.state != ObligationState.OPEN:
        raise RuleBroken(gettext("This is open no longer."), mandate)
    act = doing().write(mandate)
    link = new_link(mandate, office, act, settings_of(mandate.organisation).link_days, obligation, party)
    link.save()
    mail = Mail.objects.create(organisation=mandate.organisation, person_id=office.person_id, what=MailKind.ASK, key=f"ask:{link.uid}", planned_by=act)
    mail.links.add(link)
    mail.duties.add(mandate)
    doing().also(link)
    return link


def new_link(
    mandate: Mandate, office: Office, act: Act, days: int, obligation: Obligation | None = None, party: Party | None = None
) -> AnswerLink:
    """A link, not stored yet, with a secret of its own."""
    secret = secrets.token_urlsafe(32)
    link = AnswerLink(
        mandate=mandate, obligation=obligation, party=party, office=office, person_id=office.person_id, secret_hash=hash_of(secret),
        expires_at=timezone.now() + timedelta(days=days), asked_by=act,
    )
    link.secret = secret
    return link


def renew_link(link: AnswerLink) -> None:
    """Give a link the secret of the mail that goes out now; that of the mail before serves the same answer still."""
    secret = secrets.token_urlsafe(32)
    link.former_hash, link.secret_hash, link.secret = link.secret_hash, hash_of(secret), secret
    link.expires_at = timezone.now() + timedelta(days=settings_of(link.mandate.organisation).link_days)
    link.save(update_fields=["former_hash", "secret_hash", "expires_at"])


def hash_of(secret: str) -> str:
    """What is kept of a secret: it is random and long, so a plain hash cannot be searched, and finds its row."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret_of(link: AnswerLink, secret: str) -> bool:
    """Whether a secret is that of the last mail with the link, or of the one before."""
    found = hash_of(secret)
    return any(secrets.compare_digest(one, found) for one in (link.secret_hash, link.former_hash) if one)


def link_of(secret: str) -> AnswerLink | None:
    """The link that has this secret."""
    found = AnswerLink.objects.select_related("mandate__organisation", "obligation__session", "office__party", "person__user", "party", "answer")
    return found.filter(Q(secret_hash=hash_of(secret)) | Q(former_hash=hash_of(secret))).first()


def link_holds(link: AnswerLink, now: datetime) -> bool:
    """Whether a link still serves: not answered, its days not over, its duty live, its person in the office and not barred."""
    office = link.office
    held = office.closed_by_id is None and (office.until is None or office.until >= now.date())
    barred = link.person.user is not None and not link.person.user.is_active
    return link.answer_id is None and link.expires_at >= now and link.mandate.ended_by_id is None and held and not barred


def is_another(acting_as: Acting, link: AnswerLink) -> bool:
    """Whether somebody is logged in who is not the person asked: an answer would stand in the name of one who did not give it."""
    return acting_as.user is not None and acting_as.user != link.person.user


@operation("name-lead", on="mandate")
def name_lead(*, acting_as: Acting, mandate: Mandate, actor: str, basis: str) -> Lead:
    """Say which of several who owe a duty leads, and by what; the one before ends."""
    live(mandate)
    terms = mandate.terms.filter(current=True).first()
    if terms is None or actor not in terms.actors.split() or len(terms.actors.split()) < 2:
        raise RuleBroken(gettext("The lead is one of several who owe this duty."), mandate)
    basis = short(basis, 300, mandate)
    act, today = doing().write(mandate), timezone.now().date()
    for before in Lead.objects.known().filter(mandate=mandate, until=None):
        _end_row(before, act, today)
        doing().also(before)
    lead = Lead.objects.create(mandate=mandate, actor=actor, basis=basis, since=today, opened_by=act)
    doing().also(lead)
    return lead


def staff_of(office: Office) -> QuerySet[Person]:
    """To whom the holder of an office may give a duty: to the persons of its party and of what stands under it; of the staff to any of the staff besides."""
    held = Office.objects.at(timezone.now())
    near = Q(party=office.party_id) | Q(party__parent=office.party_id)
    if office.party.entity in STAFF:
        near |= Q(party__organisation=office.party.organisation_id, party__entity__in=STAFF)
    return Person.objects.filter(pk__in=held.filter(near).values("person"))


@operation("hand-to", on="mandate")
def hand_to(*, acting_as: Acting, mandate: Mandate, office: Office, person: Person, until: date | None = None) -> Handling:
    """Let a person of the staff work on a duty for the holder of the office, from today; the office stays debtor."""
    live(mandate)
    if not staff_of(office).filter(pk=person.pk).exists():
        raise RuleBroken(gettext("Whoever works on a duty for %(party)s is a person of its own.") % {"party": office.party}, mandate)
    act, today = doing().write(mandate), timezone.now().date()
    in_order(today, until, mandate)
    for before in Handling.objects.known().filter(mandate=mandate, until=None, office__party=office.party_id, office__function=office.function):
        _end_row(before, act, today)
        doing().also(before)
    handling = Handling.objects.create(mandate=mandate, office=office, person=person, since=today, until=until, opened_by=act)
    doing().also(handling)
    return handling


@operation("end", on="handling")
def end_handling(*, acting_as: Acting, handling: Handling) -> None:
    """The person works on the duty no more."""
    if handling.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), handling)
    _end_row(handling, doing().write(handling), timezone.now().date())
    doing().also(handling.mandate)


@operation("judge-evidence", on="mandate")
def judge_evidence(*, acting_as: Acting, mandate: Mandate, act: Act, counts: bool) -> Evidence:
    """Say of an act that cites the provision whether it shows what was done about the duty."""
    if Evidence.objects.filter(mandate=mandate, act=act).exists():
        raise RuleBroken(gettext("This is recorded already."), mandate)
    terms = mandate.terms.select_related("version__revision__work__body", "version__revision__session").order_by("-current", "-pk").first()
    if terms is None or not acts_citing(mandate, terms).filter(pk=act.pk).exists():
        raise RuleBroken(gettext("This act cites neither the provision of the duty nor its text: it shows nothing of it."), mandate)
    evidence = Evidence.objects.create(mandate=mandate, act=act, counts=counts, by=doing().write(mandate))
    doing().also(evidence)
    return evidence


def _end_row(row: Lead | Handling, act: Act, today: date) -> None:
    """End a row with yesterday; one of today is closed, as if it had not been."""
    if row.since is not None and row.since >= today:
        row.closed_by = act
        row.save(update_fields=["closed_by"])
    else:
        replaced(row, act, until=today - A_DAY)


def write_answer(
    mandate: Mandate, says: str, words: str, evidence: str, obligation: Obligation | None, party: Party | None, day: date | None, way: str, source: str
) -> Answer:
    """What every way of answering does, within the operation that runs."""
    hold(mandate, obligation)
    live(mandate)
    words, evidence = " ".join(words.split()), evidence.strip()
    if says not in Says.values:
        raise RuleBroken(gettext("Say whether it is done, continuing, under way, or not yet."), mandate)
    if says == Says.NOT_YET and not any(map(str.isalnum, words)):
        raise RuleBroken(gettext("Say why not yet."), mandate)
    if len(words) > MOST or len(evidence) > 500:
        raise RuleBroken(gettext("Say it in at most %(most)s signs.") % {"most": MOST}, mandate)
    day = day or timezone.now().date()
    if day > timezone.now().date():
        raise RuleBroken(gettext("An answer is of today or earlier."), mandate)
    if obligation is not None and (obligation.mandate_id != mandate.pk or obligation.state == ObligationState.VOID):
        raise RuleBroken(gettext("This obligation is void, or belongs to another duty."), mandate)
    parties = parties_of(mandate)
    if parties is not None and (party is None or party.pk not in {one.pk for one in parties}):
        raise RuleBroken(gettext("This duty is addressed to a class: say for which of its parties the answer is."), mandate)
    act = doing().write(mandate)
    answer = Answer.objects.create(
        mandate=mandate, obligation=obligation, party=party if parties is not None else None, says=says, words=words, evidence=evidence, day=day,
        way=way, source=source, by=act,
    )
    doing().also(answer, *([obligation] if obligation else []), *([mandate] if way == Answer.Way.LINK else []))
    if obligation is not None and obligation.state == ObligationState.OPEN and says == Says.DONE:
        answered = set(_delivering(obligation).exclude(party=None).values_list("party", flat=True))
        if parties is None or answered >= {one.pk for one in parties}:
            obligation.state = ObligationState.DELIVERED
            write_changed([(obligation, "")], act)
    return answer


def hold(mandate: Mandate, obligation: Obligation | None) -> None:
    """Lock a duty, and take over what is stored now of it and of what it asks for: two who answer at once are judged one after the other."""
    mandate.refresh_from_db(from_queryset=Mandate.objects.select_for_update(), fields=["ended_by"])
    if obligation is not None:
        obligation.refresh_from_db(from_queryset=Obligation.objects.select_for_update(), fields=["state", "due_on", "session", "expected", "binding", "unmet"])


def _delivered_without(obligation: Obligation, answer: Answer) -> bool:
    """Whether the other answers deliver an obligation without one that is taken back: of a class its party must have said so too."""
    others = _delivering(obligation).exclude(pk=answer.pk)
    if answer.party_id is None or answer.says != Says.DONE or answer.party_id not in {one.pk for one in parties_of(answer.mandate) or ()}:
        return others.exists()
    return others.filter(party=answer.party_id).exists()


def _delivering(obligation: Obligation) -> QuerySet[Answer]:
    return Answer.objects.filter(obligation=obligation, says=Says.DONE, withdrawn_by=None)
