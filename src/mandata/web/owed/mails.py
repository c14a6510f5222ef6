"""The mail that asks one person about one duty leaves at once; where it does not, the officer is told."""

from __future__ import annotations

from django.contrib import messages
from django.utils.translation import gettext

from mandata.mandates.models import AnswerLink, Mail
from mandata.mandates.sending import send_planned
from mandata.web.requests import SiteRequest


def mail_link(request: SiteRequest, link: AnswerLink) -> None:
    """Send what was planned with the link."""
    planned = Mail.objects.filter(links=link, state=Mail.State.PLANNED)
    send_planned(planned.values_list("pk", flat=True))
    if not Mail.objects.filter(links=link, state=Mail.State.SENT).exists():
        messages.error(request, gettext("The mail could not be sent. Look at the mail settings, and tell %(to)s another way.") % {"to": link.person.email})
