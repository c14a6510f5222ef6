"""Who sets the days of sessions: officers, and the chair of the body for its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from mandata.mandates.models import SessionChange
from mandata.parties.models import Party
from mandata.parties.permissions import CHAIR, everybody, officers_of
from mandata.shared.rights import Answer, Capacity, policy, sight

CALENDAR = gettext_noop("house rule: officers keep the calendar of the bodies; the chair of a body may set the days of its own sessions")


def may_keep_calendar(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """An officer of the organisation, or the chair of the body."""
    body = subject if isinstance(subject, str | Party) else subject.body
    if isinstance(body, Party):
        for office in getattr(acting_as, "offices", ()):
            if office.function == CHAIR and office.party_id == body.pk:
                return Answer(True, gettext("You chair this body."), CALENDAR, office.uid)
    answer = officers_of(acting_as, body)
    return Answer(answer.allowed, answer.reason if answer else gettext("Only an officer of the secretariat or the chair of the body may do this."),
                  CALENDAR, answer.office)


policy("announce", on="party")(may_keep_calendar)
for _verb in ("move", "cancel"):
    policy(_verb, on="bodysession")(may_keep_calendar)

sight(SessionChange)(everybody)
