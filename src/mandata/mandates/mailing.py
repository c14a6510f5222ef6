"""What a mail about duties says, in the language of whoever gets it: digests of what waits, falls due, was reported; questions with a link each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext, ngettext, override

from mandata.mandates.asking import asked_open
from mandata.mandates.bodies import unowned_terms
from mandata.mandates.following import codes_answered, late_of_each, owed_in
from mandata.mandates.keeping import silent
from mandata.mandates.models import (
    DIGESTS,
    Answer,
    AnswerLink,
    Every,
    Handling,
    LiveDuty,
    Mail,
    MailChoice,
    MailKind,
    MandateTerms,
    Obligation,
    ObligationState,
    overdue_at,
)
from mandata.mandates.register import shortened
from mandata.mandates.wordings import told_in
from mandata.parties.models import Office, Organisation, Person, offices_held
from mandata.parties.permissions import CHAIR, OFFICER
from mandata.shared.joining import joined

USUAL = {MailKind.WAITING: Every.WEEK, MailKind.DUE: Every.WEEK, MailKind.REPORTED: Every.MONTH}  # where a person has chosen nothing
AHEAD = timedelta(days=60)
SHOWN = 40
SALT = "mandata.mails.stop"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a mail: words, in which language they are, what is said of them, and where the page is."""

    words: str
    language: str
    note: str
    address: str
    mandate: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest tells: its rows, and how many there are where not all are shown."""

    rows: list[Row]
    count: int

    @property
    def duties(self) -> set[int]:
        """Of which duties it tells."""
        return {one.mandate for one in self.rows if one.mandate is not None}


def absolute(path: str) -> str:
    """The address of a page outside of any request."""
    return settings.SITE_URL.rstrip("/") + path


def wanted_by(person: Person, at: datetime | None = None) -> dict[str, str]:
    """How often a person wants each kind of digest."""
    chosen = dict(MailChoice.objects.at(at or timezone.now()).filter(person=person).values_list("what", "every"))
    return {what.value: chosen.get(what.value, USUAL[what].value) for what in DIGESTS}


def period_key(every: str, day: date) -> str:
    """The period of a day: « day:2026-11-27 », « week:2026-W48 », « month:2026-11 »."""
    if every == Every.DAY:
        return f"{every}:{day}"
    year, week, _weekday = day.isocalendar()
    return f"{every}:{year}-W{week:02}" if every == Every.WEEK else f"{every}:{day:%Y-%m}"


def period_length(every: str) -> timedelta:
    """How far back a first digest looks."""
    return timedelta(days={Every.DAY: 1, Every.WEEK: 7}.get(Every(every), 31))


def digest(what: str, person: Person, organisation: Organisation, since: datetime, now: datetime | None = None) -> Digest | None:
    """What a digest tells a person now; none where there is nothing to tell."""
    now = now or timezone.now()
    offices = [one for one in offices_held(person, now) if one.party.root_id == organisation.pk]
    if what == MailKind.REPORTED:
        found = _reported(person, offices, organisation, since)
    else:
        own = owed_in(offices, now) | Q(mandate__in=Handling.objects.at(now).filter(person=person).values("mandate"))
        owed = Obligation.objects.filter(own, state=ObligationState.OPEN, mandate__organisation=organisation)
        found = _waiting(offices, organisation, owed, now) if what == MailKind.WAITING else _due(owed, now.date())
    return found if found.count else None


def _due(owed: Any, today: date) -> Digest:
    coming = owed.filter(due_on__gte=today, due_on__lte=today + AHEAD)
    return Digest(_of_obligations(coming), coming.count())


def _waiting(offices: Sequence[Office], organisation: Organisation, owed: Any, now: datetime) -> Digest:
    late = owed.filter(overdue_at(now.date()), late_of_each(organisation))
    links = AnswerLink.objects.filter(asked_open([one.pk for one in offices], now), mandate__organisation=organisation).select_related("mandate").order_by("expires_at")
    terms = _terms({one.mandate_id for one in links})
    rows = _of_obligations(late)
    for one in links[:SHOWN]:
        note = gettext("You were asked by mail; the link serves until %(day)s.") % {"day": date_format(one.expires_at.date())}
        rows.append(_row(terms.get(one.mandate_id), one.mandate_id, note, reverse("mandate", args=[one.mandate_id])))
    count = late.count() + len(links)
    if any(one.function == OFFICER for one in offices):
        unowned = unowned_terms().filter(mandate__organisation=organisation).count()
        unheard = LiveDuty.objects.filter(silent(now), organisation=organisation).count()
        overdue = Obligation.objects.filter(overdue_at(now.date()), mandate__organisation=organisation).count()
        if overdue:
            words = ngettext("%(n)s obligation is overdue.", "%(n)s obligations are overdue.", overdue) % {"n": overdue}
            rows.append(Row(words, "", "", absolute(reverse("owed") + f"?state=overdue&organisation={organisation.slug}")))
        if unowned:
            words = ngettext("%(n)s duty has no owner.", "%(n)s duties have no owner.", unowned) % {"n": unowned}
            rows.append(Row(words, "", "", absolute(reverse("unowned"))))
        if unheard:
            words = ngettext("Of %(n)s duty nothing was heard.", "Of %(n)s duties nothing was heard.", unheard) % {"n": unheard}
            rows.append(Row(words, "", "", absolute(reverse("askings"))))
        count += bool(overdue) + bool(unowned) + bool(unheard)
    return Digest(rows, count)


def _reported(person: Person, offices: Sequence[Office], organisation: Organisation, since: datetime) -> Digest:
    """Answers of others since a moment: to an officer all, to others those on duties that they owe or that report to a body they chair."""
    found = Answer.objects.filter(mandate__organisation=organisation, withdrawn_by=None, by__recorded_at__gt=since)
    if person.user_id is not None:
        found = found.exclude(by__actor=person.user_id)
    answers = list(found.select_related("mandate", "party").prefetch_related("party__names").order_by("pk"))
    terms = _terms({one.mandate_id for one in answers})
    if not any(one.function == OFFICER for one in offices):
        codes = {code for one in offices for code in codes_answered(one)}
        chaired = {one.party.actor for one in offices if one.function == CHAIR and one.party.actor}

        def concerns(one: MandateTerms | None) -> bool:
            return one is not None and bool(codes & set(one.actors.split()) or chaired & {told.get("actor") for told in one.report_to})

        answers = [one for one in answers if concerns(terms.get(one.mandate_id))]
    rows = [
        _row(terms.get(one.mandate_id), one.mandate_id, " · ".join(filter(None, (
            date_format(one.day), one.party.name if one.party else "", str(one.get_says_display()), f"\u2068{one.words}\u2069" if one.words else ""))),
            reverse("mandate", args=[one.mandate_id]))
        for one in answers[:SHOWN]
    ]
    return Digest(rows, len(answers))


def _of_obligations(found: Any) -> list[Row]:
    some = list(found.select_related("body").prefetch_related("body__names").order_by("due_on", "pk")[:SHOWN])
    terms = _terms({one.mandate_id for one in some})
    return [
        _row(terms.get(one.mandate_id), one.mandate_id, joined(filter(None, (
            gettext("due on %(day)s") % {"day": date_format(one.due_on)}, one.body.name if one.body else ""))), reverse("obligation", args=[one.pk]))
        for one in some
    ]


def _terms(mandates: Iterable[int]) -> dict[int, MandateTerms]:
    found = MandateTerms.objects.filter(mandate__in=list(mandates)).select_related(
        "version__revision__work", "version__revision__session", "mandate__organisation").order_by("current", "pk")
    return {one.mandate_id: one for one in told_in(list(found))}


def _row(terms: MandateTerms | None, mandate: int, note: str, path: str) -> Row:
    if terms is None:
        return Row("", "", note, absolute(path), mandate)
    text = f"\u2068{terms.version.revision}\u2069"
    words, language = terms.words, terms.language  # type: ignore[attr-defined]
    return Row(shortened(words), language or terms.mandate.organisation.reference_language, f"{text} · {note}", absolute(path), mandate)


def stop_token(person: Person, what: str) -> str:
    """What the link that stops a kind of mail carries: signed, for one person and one kind; it does not lapse."""
    return signing.dumps({"p": person.uid, "k": what}, salt=SALT)


def read_token(token: str) -> tuple[Person, str] | None:
    """Whom and what such a link is about; none where nobody here signed it."""
    try:
        said = signing.loads(token, salt=SALT)
        person = Person.objects.filter(uid=said["p"]).first()
    except (signing.BadSignature, KeyError, TypeError):
        return None
    return (person, said["k"]) if person is not None and said["k"] in {one.value for one in DIGESTS} else None


def message_for(mail: Mail, links: Sequence[AnswerLink] = ()) -> tuple[EmailMultiAlternatives, set[int]] | None:
    """The mail as it goes out now, and of which duties it tells; none where nothing is left to tell. ``links`` carry their secrets."""
    with override(mail.person.language):
        if mail.what in {one.value for one in DIGESTS}:
            return _digest_message(mail)
        return _question_message(mail, links)


def _digest_message(mail: Mail) -> tuple[EmailMultiAlternatives, set[int]] | None:
    if wanted_by(mail.person).get(mail.what) == Every.NEVER:
        return None  # it was stopped after it was planned
    since = mail.since or mail.planned_by.happened_at - period_length(Every.WEEK)
    found = digest(mail.what, mail.person, mail.organisation, since)
    if found is None:
        return None
    subject = {
        MailKind.WAITING: ngettext("%(n)s thing waits for you", "%(n)s things wait for you", found.count),
        MailKind.DUE: ngettext("%(n)s thing falls due", "%(n)s things fall due", found.count),
        MailKind.REPORTED: ngettext("%(n)s report on duties", "%(n)s reports on duties", found.count),
    }[MailKind(mail.what)] % {"n": found.count}
    stop = absolute(reverse("stop_mails", args=[stop_token(mail.person, mail.what)]))
    context = {
        "mail": mail, "rows": found.rows, "more": found.count - len(found.rows), "desk": absolute(reverse("desk")), "stop": stop,
        "choose": absolute(reverse("my_mails")), "subject": subject, "what": MailKind(mail.what).label,
    }
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return _message(mail, f"{subject}: {mail.organisation}", "mails/digest", context, headers), found.duties


def _question_message(mail: Mail, links: Sequence[AnswerLink]) -> tuple[EmailMultiAlternatives, set[int]] | None:
    asked = [one for one in links if one.answer_id is None and one.mandate.ended_by_id is None]
    if not asked:
        return None
    terms = _terms({one.mandate_id for one in asked})
    rows = []
    for one in asked:
        due = gettext("due on %(day)s") % {"day": date_format(one.obligation.due_on)} if one.obligation else ""
        note = joined(filter(None, (str(one.office), due)))
        rows.append(_row(terms.get(one.mandate_id), one.mandate_id, note, reverse("answer_link", args=[one.secret])))
    subject = ngettext("What became of %(n)s duty?", "What became of %(n)s duties?", len(rows)) % {"n": len(rows)}
    if mail.what == MailKind.REMINDER:
        subject = gettext("Reminder: %(subject)s") % {"subject": subject}
    context = {"mail": mail, "rows": rows, "until": min(one.expires_at for one in asked).date(), "subject": subject, "reminder": mail.what == MailKind.REMINDER}
    context["answered_to"] = asker = _asker(mail)
    message = _message(mail, f"{subject} {mail.organisation}", "mails/questions", context, {})
    message.reply_to = [asker.email] if asker else []
    return message, {one.mandate_id for one in asked}


def _asker(mail: Mail) -> Person | None:
    """Who asked, to whom a reply by mail goes; the answer is then recorded by hand."""
    return Person.objects.filter(user=mail.planned_by.actor_id).exclude(email="").first() if mail.planned_by.actor_id else None


def _message(mail: Mail, subject: str, template: str, context: dict[str, Any], headers: dict[str, str]) -> EmailMultiAlternatives:
    language = mail.person.language
    context |= {"language": language, "direction": "rtl" if get_language_bidi() else "ltr"}
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        " ".join(subject.split()), render_to_string(f"{template}.txt", context), None, [mail.person.email],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": language, "Message-ID": f"<{mail.uid}.{mail.tries}@{host}>", **headers},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message
