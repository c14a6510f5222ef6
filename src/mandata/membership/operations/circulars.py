"""Circulars: drafted under a number of their own, sent by one act that fixes the addressees, acknowledged and answered by each for itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import Addressee, Circular, CircularDeadline, CircularText, Reply
from mandata.membership.models.circulars import CircularKind, To
from mandata.membership.operations.admission import LETTER_MOST
from mandata.parties.capacity import Acting
from mandata.parties.models import Classification, Membership, Organisation, Party, PartyKind
from mandata.shared.operations import RuleBroken, doing, operation

State = CircularText.State


@operation("draft", on="organisation")
def draft_circular(
    *, acting_as: Acting, organisation: Organisation, series: str, kind_of_letter: str, to: str, title: str, words: str, code: str = "",
    named: Sequence[Party] = (), answer_asked: bool = True, language: str = "", sample: bool = False, happened_at: datetime | None = None,
) -> Circular:
    """Draft a circular under the next number of its series; the number stays its own even if it is never sent."""
    if not series.strip() or kind_of_letter not in CircularKind.values or to not in To.values:
        raise RuleBroken(gettext("Give the series, the kind and to whom it goes."), organisation)
    if (to in (To.REGION, To.CATEGORY)) != bool(code) or (to == To.NAMED) != bool(named):
        raise RuleBroken(gettext("Name the region, the category or the parties to whom it goes, and nothing else."), organisation)
    if kind_of_letter == CircularKind.CIRCULAR and to == To.CATEGORY:
        raise RuleBroken(gettext("Circulars go to Member States; write a collective letter to members in another category."), organisation)
    act = doing().write(organisation)
    last = Circular.objects.filter(organisation=organisation, series=series.strip()).aggregate(last=Max("number"))["last"] or 0
    circular = Circular.objects.create(
        organisation=organisation, series=series.strip(), number=last + 1, kind_of_letter=kind_of_letter, to=to, code=code, answer_asked=answer_asked,
        reference_language=language or organisation.reference_language, drafted_by=act, sample=sample,
    )
    circular.named.set(named)
    _write(circular, circular.reference_language, title, words)
    doing().also(circular)
    return circular


@operation("ask-translation", on="circular")
def ask_translation(*, acting_as: Acting, circular: Circular, languages: Sequence[str], happened_at: datetime | None = None) -> None:
    """Ask for the words in other languages; what is there already stays."""
    for language in languages:
        _known_language(circular, language)
        CircularText.objects.get_or_create(circular=circular, language=language)


@operation("write", on="circular")
def write_text(*, acting_as: Acting, circular: Circular, language: str, title: str, words: str, happened_at: datetime | None = None) -> CircularText:
    """Write the words in one language; words that were checked are a draft again, published ones stand."""
    doing().write(circular, changes={"language": language})
    return _write(circular, language, title, words)


@operation("check", on="circular")
def check_text(*, acting_as: Acting, circular: Circular, language: str, happened_at: datetime | None = None) -> None:
    """Say that the words in one language are checked; those of a circular that is sent are published by it."""
    text = circular.texts.filter(language=language).first()
    if text is None or text.state != State.DRAFT:
        raise RuleBroken(gettext("There is no draft in this language to check."), circular)
    doing().write(circular, changes={"language": language})
    text.state = State.PUBLISHED if circular.sent_by_id else State.CHECKED
    text.save(update_fields=["state"])


@operation("set-deadline", on="circular")
def set_deadline(
    *, acting_as: Acting, circular: Circular, day: date, what: str, note: str = "", happened_at: datetime | None = None,
) -> CircularDeadline:
    """Set a day by which something is asked, before the circular is sent."""
    _not_sent(circular)
    if what not in CircularDeadline.What.values:
        raise RuleBroken(gettext("Say for what the day is."), circular)
    if day < doing().act.happened_at.date():
        raise RuleBroken(gettext("This day has passed: a deadline is today or later."), circular)
    found, _created = CircularDeadline.objects.update_or_create(circular=circular, what=what, note=note.strip(), defaults={"day": day})
    return found


@operation("send", on="circular")
def send_circular(*, acting_as: Acting, circular: Circular, happened_at: datetime | None = None) -> list[Addressee]:
    """Send a circular: its checked words are published and its addressees fixed, by one act."""
    _not_sent(circular)
    at = doing().act.happened_at
    checked = circular.texts.filter(state=State.CHECKED)
    if not checked.filter(language=circular.reference_language).exists():
        raise RuleBroken(gettext("The words in the reference language are not checked yet."), circular)
    parties = addressed(circular, at)
    if not parties:
        raise RuleBroken(gettext("Nobody is addressed: no member is in what was named."), circular)
    states = set(member_states(circular.organisation, at))
    if circular.kind_of_letter == CircularKind.CIRCULAR and any(one.pk not in states for one in parties):
        raise RuleBroken(gettext("Circulars go to Member States, not to firms."), circular)
    act = doing().write(circular)
    checked.update(state=State.PUBLISHED)
    circular.sent_by = act
    circular.save(update_fields=["sent_by"])
    return Addressee.objects.bulk_create(Addressee(circular=circular, party=one) for one in parties)


def member_states(organisation: Organisation, at: datetime) -> list[int]:
    """The States that are members of the organisation at a time, by number."""
    return list(Membership.objects.at(at).filter(of=organisation, member__entity=PartyKind.STATE).values_list("member", flat=True).distinct())


def addressed(circular: Circular, at: datetime) -> list[Party]:
    """To whom a circular goes at a time."""
    found = Party.objects.filter(organisation=circular.organisation)
    if circular.to == To.NAMED:
        return list(circular.named.order_by("key"))
    if circular.to == To.CATEGORY:
        held = Membership.objects.at(at).filter(category=circular.code, of__organisation=circular.organisation_id) | Membership.objects.at(at).filter(
            category=circular.code, of=circular.organisation_id)
        return list(found.filter(pk__in=held.values("member")).order_by("key"))
    found = found.filter(pk__in=member_states(circular.organisation, at))
    if circular.to == To.REGION:
        found = found.filter(pk__in=Classification.objects.at(at).filter(scheme="region", code=circular.code).values("party"))
    return list(found.order_by("key"))


@operation("acknowledge", on="addressee")
def acknowledge(*, acting_as: Acting, addressee: Addressee, happened_at: datetime | None = None) -> Reply:
    """Say that a circular was received."""
    return _reply(addressee, Reply.What.ACKNOWLEDGED)


@operation("answer", on="addressee")
def answer_circular(*, acting_as: Acting, addressee: Addressee, words: str, happened_at: datetime | None = None) -> Reply:
    """Answer a circular, for the addressee that one acts for."""
    if not words.strip():
        raise RuleBroken(gettext("Write the answer."), addressee)
    return _reply(addressee, Reply.What.ANSWERED, words=words.strip())


@operation("record-answer", on="addressee")
def record_reply(
    *, acting_as: Acting, addressee: Addressee, signatory: str, letter: tuple[str, bytes], words: str = "", happened_at: datetime | None = None,
) -> Reply:
    """Record, on behalf of an addressee, an answer that came by letter, with the letter; it happened when it was signed."""
    name, content = letter
    if not content or len(content) > LETTER_MOST:
        raise RuleBroken(gettext("Attach the letter, of 20 MB at most."), addressee)
    if not signatory.strip():
        raise RuleBroken(gettext("Say who signed the letter."), addressee)
    now = doing()
    now.act.on_behalf_of = addressee.party.uid
    if now.act.happened_at > timezone.now():
        raise RuleBroken(gettext("A letter cannot have been signed in the future."), addressee)
    return _reply(addressee, Reply.What.ANSWERED, words=words.strip(), signatory=signatory.strip(), name=name[-255:],
                  sha256=hashlib.sha256(content).hexdigest(), content=content)


@operation("remind", on="circular")
def remind_silent(*, acting_as: Acting, circular: Circular, happened_at: datetime | None = None) -> list[Addressee]:
    """Ask again those from whom nothing came; gives them."""
    if circular.sent_by is None or not circular.answer_asked:
        raise RuleBroken(gettext("This circular waits for no answer."), circular)
    found = silent_addressees(circular)
    if not found:
        raise RuleBroken(gettext("Everybody has answered."), circular)
    doing().also(*found)  # not the parties: the history of their pages is everybody's
    return found


def silent_addressees(circular: Circular) -> list[Addressee]:
    """The addressees that have not answered."""
    return list(circular.addressees.exclude(replies__what=Reply.What.ANSWERED).select_related("party").prefetch_related("party__names").order_by("party__key"))


def _reply(addressee: Addressee, what: str, **values: object) -> Reply:
    circular = addressee.circular
    act = doing().act
    if circular.sent_by is None or act.happened_at.date() < circular.sent_by.happened_at.date():
        raise RuleBroken(gettext("Nothing can be older than the circular itself."), addressee)
    if Reply.objects.filter(addressee=addressee, what=what).exists():
        raise RuleBroken(gettext("This is recorded already."), addressee)
    reply = Reply.objects.create(addressee=addressee, what=what, given_by=doing().write(addressee), **values)
    doing().also(reply, circular)
    return reply


def _write(circular: Circular, language: str, title: str, words: str) -> CircularText:
    _known_language(circular, language)
    if not title.strip() or not words.strip():
        raise RuleBroken(gettext("Give the title and the words."), circular)
    text, _created = CircularText.objects.get_or_create(circular=circular, language=language)
    if text.state == State.PUBLISHED:
        raise RuleBroken(gettext("What is published stands: send another circular that corrects it."), circular)
    text.title, text.words, text.state = title.strip(), words.strip(), State.DRAFT
    text.save()
    return text


def _known_language(circular: Circular, language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise RuleBroken(gettext("This is none of the six languages."), circular)


def _not_sent(circular: Circular) -> None:
    if circular.sent_by_id is not None:
        raise RuleBroken(gettext("This circular is sent already."), circular)
