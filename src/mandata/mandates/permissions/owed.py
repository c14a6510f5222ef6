"""Who answers for what is owed: whoever holds the office that owes it, its owner, or whom the holder named; officers record the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from mandata.mandates.following import codes_of, parties_of, speaks
from mandata.mandates.models import (
    Answer,
    AnswerLink,
    Assignment,
    Evidence,
    Handling,
    Lead,
    Mandate,
    MandateTerms,
    Means,
    Obligation,
    ObligationStanding,
    ObligationState,
    PeriodFixed,
)
from mandata.parties.models import Party
from mandata.parties.permissions import CHAIR, everybody, officers_only
from mandata.shared.rights import Answer as Say
from mandata.shared.rights import Capacity, policy, sight

DEBTOR = gettext_noop("house rule: whoever holds the office that owes a duty answers for it, or the person whom the holder named for it")
RECORDED = gettext_noop("house rule: officers record answers, means and decisions that came otherwise, with their source")
BY_LINK = gettext_noop("house rule: a person asked by mail answers by the link, once")
FIXES = gettext_noop("house rule: the body that is told fixes how often; its chair or an officer records the decision")


def owes(acting_as: Capacity, mandate: Mandate, terms: MandateTerms | None = None) -> str:
    """The uid of the office in which somebody owes a duty; empty where none is held."""
    offices = [one for one in getattr(acting_as, "offices", ()) if one.party.root_id == mandate.organisation_id]
    person = getattr(acting_as, "person", None)
    if not offices and person is None:
        return ""
    terms = terms or mandate.terms.filter(current=True).first() or mandate.terms.order_by("-pk").first()
    codes = set(terms.actors.split()) if terms else set()
    for one in offices:
        if codes & codes_of(one):
            return one.uid  # type: ignore[no-any-return]
    now = timezone.now()
    for owner in Assignment.objects.at(now).filter(mandate=mandate).select_related("office"):
        for one in offices:
            same = owner.office and (owner.office.party_id, owner.office.function) == (one.party_id, one.function)
            if same or (owner.office is None and owner.party_id == one.party_id and speaks(one)):
                return one.uid  # type: ignore[no-any-return]
    if person is not None and (held := Handling.objects.at(now).filter(mandate=mandate, person=person).select_related("office").first()):
        return held.office.uid  # type: ignore[no-any-return]
    laid = Obligation.objects.filter(mandate=mandate, office__in=[one.pk for one in offices]).exclude(state=ObligationState.VOID)
    owed = set(laid.values_list("office__uid", flat=True))
    return next((one.uid for one in offices if one.uid in owed), "")


def party_spoken_for(acting_as: Capacity, parties: Iterable[Party]) -> Party | None:
    """The party of a class for which somebody acts."""
    by_pk = {one.pk: one for one in parties}
    return next((by_pk[one.party_id] for one in getattr(acting_as, "offices", ()) if one.party_id in by_pk and speaks(one)), None)


def mandate_of(subject: Any) -> Mandate:
    """The duty that a record is about."""
    return subject if isinstance(subject, Mandate) else subject.mandate  # type: ignore[no-any-return]


def may_answer(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    """Whoever owes the duty."""
    if isinstance(subject, str):
        return Say(bool(getattr(acting_as, "offices", ())), gettext("Whoever holds the office that owes a duty answers for it."), DEBTOR)
    if office := owes(acting_as, mandate_of(subject)):
        return Say(True, gettext("You answer for this duty."), DEBTOR, office)
    return Say(False, gettext("Only whoever holds the office that owes this duty answers for it."), DEBTOR)


def by_officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    """Officers of the organisation."""
    answer = officers_only(acting_as, None if isinstance(subject, str) else mandate_of(subject).organisation)
    return Say(answer.allowed, answer.reason, RECORDED, answer.office)


def debtor_or_officer(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    """Whoever owes the duty, or an officer."""
    return may_answer(acting_as, subject, at) or by_officers(acting_as, subject, at)


@policy("fix-period", on="mandate")
def may_fix(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    if isinstance(subject, Mandate) and (terms := subject.terms.filter(current=True).first()):
        told = {one.get("actor") for one in terms.report_to}
        for one in getattr(acting_as, "offices", ()):
            if one.function == CHAIR and one.party.actor and one.party.actor in told and one.party.root_id == subject.organisation_id:
                return Say(True, gettext("You chair the body that is told."), FIXES, one.uid)
    answer = by_officers(acting_as, subject, at)
    return Say(answer.allowed, answer.reason if answer else gettext("Only the chair of the body that is told, or an officer, may do this."), FIXES, answer.office)


@policy("roll-obligations", on="organisation")
def may_roll(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    return officers_only(acting_as, None if isinstance(subject, str) else subject)


policy("record-means", on="mandate")(debtor_or_officer)
policy("take-back", on="means")(by_officers)
for _verb in ("excuse", "reopen"):
    policy(_verb, on="obligation")(by_officers)

for _record in (Answer, Evidence, Handling, Lead, Means, Obligation, ObligationStanding, PeriodFixed):
    sight(_record)(everybody)


@sight(AnswerLink)
def links_seen(acting_as: Capacity, queryset: Any) -> Any:
    """Officers see who was asked and when."""
    roots = [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function == "officer"]
    return queryset.filter(mandate__organisation__in=roots)


def may_take_part(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    """Whoever owes the duty; of a class whoever acts for one of its parties."""
    answer = may_answer(acting_as, subject, at)
    if answer or isinstance(subject, str):
        return answer
    mandate = mandate_of(subject)
    if getattr(acting_as, "offices", ()) and (parties := parties_of(mandate)) and (party := party_spoken_for(acting_as, parties)):
        office = next(one.uid for one in acting_as.offices if one.party_id == party.pk and speaks(one))  # type: ignore[attr-defined]
        return Say(True, gettext("You act for %(party)s.") % {"party": party}, DEBTOR, office)
    return answer


policy("answer", on="mandate")(may_take_part)
policy("judge-evidence", on="mandate")(debtor_or_officer)
policy("hand-to", on="mandate")(may_answer)
policy("end", on="handling")(debtor_or_officer)
for _verb in ("record-answer", "ask-answer", "name-lead"):
    policy(_verb, on="mandate")(by_officers)


@policy("withdraw", on="answer")
def may_withdraw(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    if not isinstance(subject, str) and subject.by.actor_id is not None and subject.by.actor_id == getattr(acting_as.user, "pk", None):
        return Say(True, gettext("It is your own answer."), DEBTOR)
    return by_officers(acting_as, subject, at)


@policy("answer", on="answerlink")
def may_answer_by_link(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    return Say(True, gettext("The link was sent to the person asked."), BY_LINK)
