"""Who writes circulars and who answers them; what is sent is open to all, who answered to officers and to whoever it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import Addressee, Circular, CircularDeadline, CircularText, Reply
from mandata.membership.permissions.admission import ADMINISTRATION, FOR_A_FIRM, LETTERS, office_in
from mandata.parties.models import PartyKind
from mandata.parties.permissions import OFFICER, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

CIRCULARS = gettext_noop("house rule: officers write and send circulars under the Secretary's authority")
OWN_ANSWER = gettext_noop("house rule: each addressee answers for itself; of a State its administration")


def _officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        answer = officers_only(acting_as, None)
    else:
        answer = officers_only(acting_as, subject.organisation if isinstance(subject, Circular) else subject)
    return Answer(answer.allowed, answer.reason, CIRCULARS, answer.office)


policy("draft", on="organisation")(_officers)
for _verb in ("ask-translation", "write", "check", "set-deadline", "send", "remind"):
    policy(_verb, on="circular")(_officers)


def functions_for(entity: str) -> tuple[str, ...]:
    """The functions that answer for a party of a kind."""
    return ADMINISTRATION if entity == PartyKind.STATE else FOR_A_FIRM


def answers_for(acting_as: Capacity) -> list[int]:
    """The parties for which somebody answers."""
    return [one.party_id for one in getattr(acting_as, "offices", ()) if one.function in functions_for(one.party.entity)]


def _own(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        return Answer(bool(answers_for(acting_as)), gettext("Whoever answers for an addressee answers its letters."), OWN_ANSWER)
    if office := office_in(acting_as, subject.party_id, functions_for(subject.party.entity)):
        return Answer(True, gettext("You answer for %(party)s.") % {"party": subject.party}, OWN_ANSWER, office)
    return Answer(False, gettext("Only whoever answers for %(party)s may do this.") % {"party": subject.party}, OWN_ANSWER)


for _verb in ("acknowledge", "answer"):
    policy(_verb, on="addressee")(_own)


@policy("record-answer", on="addressee")
def may_record_answer(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    answer = officers_only(acting_as, None if isinstance(subject, str) else subject.circular.organisation)
    return Answer(answer.allowed, answer.reason, LETTERS, answer.office)


def _kept(acting_as: Capacity) -> list[int]:
    return [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function == OFFICER]


@sight(Circular)
def circulars_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Those sent; drafts for officers of the organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(Q(sent_by__isnull=False) | Q(organisation__in=_kept(acting_as)))


@sight(CircularText)
def circular_texts_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Those published; others for officers of the organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(Q(state=CircularText.State.PUBLISHED) | Q(circular__organisation__in=_kept(acting_as)))


@sight(CircularDeadline)
def deadlines_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Whoever sees the circular."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(Q(circular__sent_by__isnull=False) | Q(circular__organisation__in=_kept(acting_as)))


@sight(Addressee)
def addressees_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation, and whoever answers for the addressee."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(Q(circular__organisation__in=_kept(acting_as)) | Q(party__in=answers_for(acting_as)))


@sight(Reply)
def replies_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Whoever sees the addressee."""
    if getattr(acting_as, "house", False):
        return queryset
    return queryset.filter(Q(addressee__circular__organisation__in=_kept(acting_as)) | Q(addressee__party__in=answers_for(acting_as)))
