"""Who asks many at once, who chooses what mails come, who sees which were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from mandata.mandates.models import Asking, Mail, MailChoice
from mandata.parties.permissions import OFFICER, officers_only
from mandata.shared.rights import Answer as Say
from mandata.shared.rights import Capacity, policy, sight

OWN_MAILS = gettext_noop("house rule: a person chooses what mails come; the link in a mail stops its kind")
BY_MACHINE = gettext_noop("house rule: mails that an act has planned are sent by the installation")


def of_organisation(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    """Officers of the organisation, or the installation by its schedule."""
    return officers_only(acting_as, None if isinstance(subject, str) else getattr(subject, "organisation", None) if isinstance(subject, Asking | Mail) else subject)


policy("ask-answers", on="organisation")(of_organisation)
policy("plan-digests", on="organisation")(of_organisation)
policy("remind", on="asking")(of_organisation)
policy("send-again", on="mail")(of_organisation)


@policy("take-up", on="mail")
def may_take_up(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    if getattr(acting_as, "house", False):
        return Say(True, gettext("The installation sends what is planned."), BY_MACHINE)
    return Say(False, gettext("Mails are sent by the installation alone."), BY_MACHINE)


@policy("choose-mails", on="person")
def may_choose(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    person = getattr(acting_as, "person", None)
    if person is not None and not isinstance(subject, str) and subject.pk == person.pk:
        return Say(True, gettext("They are your own mails."), OWN_MAILS)
    return Say(False, gettext("Only the person chooses what mails come."), OWN_MAILS)


@policy("stop-mails", on="person")
def may_stop(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    return Say(True, gettext("The link was sent to the person."), OWN_MAILS)


def _kept(acting_as: Capacity) -> list[int]:
    return [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function == OFFICER]


@sight(Asking)
def askings_seen(acting_as: Capacity, queryset: Any) -> Any:
    """Officers see what they asked and what came of it."""
    return queryset.filter(organisation__in=_kept(acting_as))


@sight(Mail)
def mails_seen(acting_as: Capacity, queryset: Any) -> Any:
    """Officers those of their organisation, everybody their own."""
    person = getattr(acting_as, "person", None)
    return queryset.filter(Q(organisation__in=_kept(acting_as)) | Q(person=person.pk if person is not None else None))


@sight(MailChoice)
def choices_seen(acting_as: Capacity, queryset: Any) -> Any:
    """Everybody their own."""
    person = getattr(acting_as, "person", None)
    return queryset.filter(person=person.pk if person is not None else None)
