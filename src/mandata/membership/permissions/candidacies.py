"""Who nominates, by the table of rights; who records what a body decided; who sees a candidacy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import Candidacy
from mandata.membership.permissions.admission import ADMINISTRATION, FOR_A_FIRM
from mandata.membership.permissions.places import by_the_table
from mandata.parties.permissions import OFFICER, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

NOMINATE = (*ADMINISTRATION, *FOR_A_FIRM)
THROUGH = gettext_noop("house rule: a member nominates through whoever answers for it: its administration, or its focal point")
OWN = gettext_noop("house rule: a member takes its own nomination back")


def _nominates(acting_as: Capacity, subject: Any, at: datetime | None, verb: str) -> Answer:
    """A member with the right nominates through whoever answers for it: a delegate speaks for it, and nominates nobody."""
    answer = by_the_table(acting_as, subject, at, verb=verb)
    if not answer:
        return answer
    offices = getattr(acting_as, "offices", ())
    party = next((one.party_id for one in offices if one.uid == answer.office), None)
    held = next((one for one in offices if one.party_id == party and one.function in NOMINATE), None)
    if held is None:
        return Answer(False, gettext("Only whoever answers for the member nominates: its administration, or its focal point."), THROUGH)
    return Answer(True, answer.reason, answer.basis, held.uid)


@policy("nominate-leader", on="party")
def may_nominate_leader(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return _nominates(acting_as, subject, at, "chair")


@policy("nominate-rapporteur", on="party")
def may_nominate_rapporteur(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return _nominates(acting_as, subject, at, "be-rapporteur")


@policy("decide", on="candidacy")
def may_decide(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject.body.organisation)


@policy("withdraw", on="candidacy")
def may_withdraw(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    held = {one.party_id: one.uid for one in getattr(acting_as, "offices", ()) if one.function in NOMINATE}
    if isinstance(subject, str):
        return Answer(bool(held), gettext("The member that nominated may take it back."), OWN)
    office = held.get(subject.nominated_by_id, "")
    return Answer(bool(office), gettext("The member that nominated may take it back."), OWN, office)


@sight(Candidacy)
def candidacies_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Officers of the organisation, the body's own offices, the member that nominated; who was elected is public."""
    if getattr(acting_as, "house", False):
        return queryset
    offices = getattr(acting_as, "offices", ())
    kept = [one.party.root_id for one in offices if one.function == OFFICER]
    parties = [one.party_id for one in offices]
    seen = Q(outcome=Candidacy.Outcome.ELECTED) | Q(body__organisation__in=kept) | Q(body__in=parties) | Q(nominated_by__in=parties)
    return queryset.filter(seen)
