"""Letters of admission: one text each in six languages, sent by mail and shown to be printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Application
from mandata.membership.operations.admission import admitted_to
from mandata.membership.permissions.admission import ADMINISTRATION
from mandata.parties.models import Office
from mandata.web.requests import SiteRequest

TO_THE_ADMINISTRATION = ("request", "reminder")  # all others go to whoever applied
SUBJECTS = {
    "confirm": _("Your application to %(organisation)s: open the link"),
    "request": _("An application of %(firm)s waits for your answer"),
    "reminder": _("Reminder: an application of %(firm)s waits for your answer"),
    "approve": _("Your application to %(organisation)s is approved by your administration"),
    "refuse": _("Your application to %(organisation)s: the answer of your administration"),
    "withdraw-approval": _("Your administration has withdrawn its approval"),
    "admit": _("%(firm)s is admitted"),
    "suspend": _("The participation of %(firm)s is suspended"),
    "resume": _("The participation of %(firm)s is taken up again"),
    "expire": _("Your application to %(organisation)s is closed"),
}


def subject_of(application: Application, code: str) -> str:
    """The subject of a letter in the language at hand, on one line."""
    return " ".join((str(SUBJECTS[code]) % {"organisation": application.organisation.name, "firm": application.firm_name}).split())


def words_of(application: Application, code: str, language: str, **others: Any) -> tuple[str, str]:
    """Subject and words of a letter in a language."""
    with override(language):
        answer = application.answers.filter(closed_by=None).order_by("-pk").first()
        groups = admitted_to(application) if code == "admit" else []
        words = render_to_string(f"admission/letters/{code}.txt", {
            "application": application, "groups": groups or list(application.groups.prefetch_related("names")), "answer": answer,
            "suspension": application.suspensions.order_by("-pk").first(), **others,
        })
        return subject_of(application, code), words.strip() + "\n"


def mail_applicant(request: SiteRequest, application: Application, code: str, **others: Any) -> None:
    """Send a letter to whoever applied, in the language chosen; a mail that cannot be sent is told."""
    _mail(request, words_of(application, code, application.language, **others), application.contact_email)


def answering(application: Application) -> list[Office]:
    """Those who answer for the State of an application and have a mail address."""
    held = Office.objects.known().filter(party=application.state_party, function__in=ADMINISTRATION, until=None).select_related("person", "party")
    return [one for one in held if one.person.email]


def mail_administration(request: SiteRequest, application: Application, code: str = "request") -> int:
    """Tell those who answer for the State, each in their language, and how many they are; where nobody is known the secretariat writes itself."""
    link = request.build_absolute_uri(reverse("application", args=[application.pk]))
    held = answering(application)
    for office in held:
        _mail(request, words_of(application, code, office.person.language, link=link), office.person.email)
    return len(held)


def _mail(request: SiteRequest, letter: tuple[str, str], to: str) -> None:
    try:
        send_mail(letter[0], letter[1], None, [to])
    except OSError:
        messages.error(request, gettext("The mail could not be sent. Look at the mail settings, and tell %(to)s another way.") % {"to": to})
