"""Who changes the table of rights; everybody may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from mandata.membership.models import Right
from mandata.parties.models import Office
from mandata.parties.permissions import OFFICER, everybody, officers_only
from mandata.shared.models import Refusal
from mandata.shared.rights import Answer, Capacity, may, policy, sight


@policy("set-right", on="organisation")
def may_set_right(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject)


@policy("load-membership", on="organisation")
def may_load_membership(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return may(acting_as, "load", subject, at)


@policy("set-rule", on="organisation")
def may_set_rule(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject)


sight(Right)(everybody)


@sight(Refusal)
def refusals_seen(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """One's own; for officers those met in an office of their organisation, and by persons without an office."""
    if getattr(acting_as, "house", False):
        return queryset
    seen = Q(pk__in=[]) if acting_as.user is None else Q(actor=acting_as.user)
    if kept := [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function == OFFICER]:
        seen |= Q(acting_as__in=Office.objects.filter(party__organisation__in=kept).values("uid")) | Q(acting_as="")
    return queryset.filter(seen)
