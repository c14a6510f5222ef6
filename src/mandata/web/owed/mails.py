"""Mails that ask for an answer: one duty, one link, in the language of whoever is asked."""

from __future__ import annotations

from django.contrib import messages
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from mandata.mandates.models import AnswerLink
from mandata.web.register import shortened
from mandata.web.requests import SiteRequest


def mail_link(request: SiteRequest, link: AnswerLink) -> bool:
    """Send the link; where the mail cannot be sent, the officer is told."""
    address = request.build_absolute_uri(reverse("answer_link", args=[link.secret]))
    terms = link.mandate.terms.select_related("version__revision__work", "version__revision__session").order_by("-current", "-pk").first()
    with override(link.person.language):
        text = str(terms.version.revision) if terms else ""
        subject = gettext("%(text)s: what became of it?") % {"text": text}
        words = render_to_string("owed/mail.txt", {
            "link": link, "address": address, "text": text, "words": shortened(terms.summary) if terms else "", "office": str(link.office),
        })
    try:
        send_mail(" ".join(subject.split()), words, None, [link.person.email])
    except OSError:
        messages.error(request, gettext("The mail could not be sent. Look at the mail settings, and tell %(to)s another way.") % {"to": link.person.email})
        return False
    return True
