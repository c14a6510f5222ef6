"""Mails that tell of a circular: to those who answer for each addressee, in their language."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from mandata.membership.models import Addressee, Circular, CircularText
from mandata.membership.permissions.admission import ADMINISTRATION, FOR_A_FIRM
from mandata.parties.models import Office, PartyKind
from mandata.shared.joining import joined
from mandata.web.kit.apart import apart
from mandata.web.requests import SiteRequest


def mail_addressees(request: SiteRequest, circular: Circular, addressees: Sequence[Addressee], *, reminder: bool = False) -> None:
    """Write to whoever answers for each addressee; where nobody is known, or the mail cannot be sent, the officer is told."""
    link = request.build_absolute_uri(reverse("circular", args=[circular.pk]))
    texts = {one.language: one for one in circular.texts.filter(state=CircularText.State.PUBLISHED)}
    deadlines = list(circular.deadlines.all())
    held = Office.objects.known().filter(
        Q(function__in=ADMINISTRATION, party__entity=PartyKind.STATE) | Q(function__in=FOR_A_FIRM) & ~Q(party__entity=PartyKind.STATE),
        party__in=[one.party_id for one in addressees], until=None).select_related("person").order_by("pk")
    reached = set()
    for office in held:
        if not office.person.email:
            continue
        language = office.person.language
        text = texts.get(language) or texts[circular.reference_language]
        with override(language):
            subject = (gettext("Reminder: %(number)s, %(title)s") if reminder else "%(number)s, %(title)s") % {"number": circular, "title": text.title}
            words = render_to_string("circulars/mail.txt", {"circular": circular, "text": text, "deadlines": deadlines, "link": link})
        try:
            send_mail(" ".join(subject.split()), words, None, [office.person.email])
            reached.add(office.party_id)
        except OSError:
            messages.error(request, gettext("The mail could not be sent. Look at the mail settings, and tell %(to)s another way.") % {
                "to": office.person.email})
    if missing := [one.party.name for one in addressees if one.party_id not in reached]:
        messages.info(request, gettext("Nobody with a mail address answers for: %(parties)s. Write to them by letter.") % {"parties": joined(apart(one) for one in missing)})
