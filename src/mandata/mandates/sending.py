"""Mails that are planned leave, each once: taken up first, then sent, then noted; a worker killed in between sends none twice."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from mandata.mandates.models import Mail
from mandata.mandates.operations.mails import take_up_mail
from mandata.parties.capacity import HOUSE
from mandata.shared.operations import RuleBroken

State = Mail.State
TRIES = 5
STALE = timedelta(minutes=15)  # a mail that was taken up so long ago leaves no more
MOST = 1000  # in one round
log = logging.getLogger("mandata.mails")


@dataclass(slots=True)
class Sent:
    """What became of a round of mails."""

    sent: int = 0
    failed: int = 0
    nothing: int = 0
    unreachable: bool = False


def note_interrupted() -> int:
    """Note the mails that were taken up and of which nobody knows whether they left: they are not sent again by themselves; how many."""
    return Mail.objects.filter(state=State.TAKEN_UP, taken_up_at__lt=timezone.now() - STALE).update(state=State.UNKNOWN)


def send_planned(mails: Iterable[int] | None = None) -> Sent:
    """Send what is planned, or some of it; where the mail server does not answer, all waits for the next round."""
    result = Sent()
    found = Mail.objects.filter(state=State.PLANNED)
    pks = list((found if mails is None else found.filter(pk__in=list(mails))).order_by("pk").values_list("pk", flat=True)[:MOST])
    if not pks:
        return result
    connection = get_connection()
    try:
        connection.open()
    except OSError as trouble:
        log.warning("The mail server does not answer: %s", trouble)
        result.unreachable = True
        return result
    try:
        for pk in pks:
            _send(pk, connection, result)
    finally:
        connection.close()
    return result


def _send(pk: int, connection: BaseEmailBackend, result: Sent) -> None:
    mail = Mail.objects.select_related("person__user", "organisation", "planned_by").filter(pk=pk).first()
    if mail is None:
        return
    try:
        message = take_up_mail(acting_as=HOUSE, mail=mail)
    except RuleBroken:
        return  # another worker has it
    if message is None:
        result.nothing += 1
        return
    message.connection = connection
    state, trouble = State.SENT, ""
    try:
        message.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refused:
        code, trouble = _told(refused)
        state = State.PLANNED if 400 <= code < 500 and mail.tries < TRIES else State.FAILED  # the server keeps nothing that it refused
    except (OSError, ValueError) as broken:
        state, trouble = State.UNKNOWN, type(broken).__name__
    Mail.objects.filter(pk=pk, state=State.TAKEN_UP).update(
        state=state, trouble=trouble[:200], sent_at=timezone.now() if state == State.SENT else None)
    if state == State.SENT:
        result.sent += 1
    else:
        result.failed += 1
        log.warning("Mail %s: %s %s", mail.uid, state, trouble)


def _told(refused: smtplib.SMTPException) -> tuple[int, str]:
    """The code and the kind of a refusal; not its words, which repeat the address."""
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        code = next((code for code, _words in refused.recipients.values()), 550)
        return code, f"SMTP {code}"
    assert isinstance(refused, smtplib.SMTPResponseException)
    return refused.smtp_code, f"SMTP {refused.smtp_code}"
