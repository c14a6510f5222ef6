"""Who nominates, by the table of rights; who records what a body decided; who sees a candidacy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import Candidacy
from mandata.membership.permissions.places import by_the_table
from mandata.parties.permissions import OFFICER, officers_only
from mandata.shared.rights import Answer, Capacity, policy, sight

OWN = gettext_noop("house rule: a member takes its own nomination back")


@policy("nominate-leader", on="party")
def may_nominate_leader(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return by_the_table(acting_as, subject, at, verb="chair")


@policy("nominate-rapporteur", on="party")
def may_nominate_rapporteur(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return by_the_table(acting_as, subject, at, verb="be-rapporteur")


@policy("decide", on="candidacy")
def may_decide(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject.body.organisation)


@policy("withdraw", on="candidacy")
def may_withdraw(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    held = {one.party_id: one.uid for one in getattr(acting_as, "offices", ())}
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
