"""The mail that asks one person about one duty leaves at once; where it does not, the officer is told."""

from __future__ import annotations

from django.contrib import messages
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.mandates.models import AnswerLink, Mail
from mandata.mandates.sending import send_planned
from mandata.web.requests import SiteRequest

TOLD = object()  # whoever asked was told already what came of it


def mail_link(request: SiteRequest, link: AnswerLink) -> object:
    """Send what was planned with the link, and say whether it left."""
    planned = Mail.objects.filter(links=link, state=Mail.State.PLANNED)
    send_planned(planned.values_list("pk", flat=True))
    if Mail.objects.filter(links=link, state=Mail.State.SENT).exists():
        said = gettext("The mail left. Its link serves until %(day)s; what is answered stands here.") % {"day": date_format(link.expires_at.date())}
        messages.success(request, said)
    else:
        messages.error(request, gettext("The mail could not be sent. Look at the mail settings, and tell %(to)s another way.") % {"to": link.person.email})
    return TOLD
