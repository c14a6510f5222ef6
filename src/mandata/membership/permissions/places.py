"""Who decides for a group; what the table of rights says of each verb in a body or group."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from mandata.membership.models import RouteTerms
from mandata.membership.permissions.admission import FOR_A_GROUP, office_in
from mandata.membership.rights import may_here, opens_nothing_in, table_of
from mandata.shared.rights import Answer, Capacity, policy

OWN_DECISION = gettext_noop("house rule: each group decides for itself whether it takes part; its chair records the decision")

# What somebody can do in a meeting or group; the table of an organisation says who may.
VERBS = (
    "attend", "speak", "contribute", "take-part-in-decisions", "adopt-resolutions", "approve-recommendations", "chair", "be-rapporteur",
    "send-liaison",
)


def _opt(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    if isinstance(subject, str):
        held = any(one.function in FOR_A_GROUP for one in getattr(acting_as, "offices", ()))
        return Answer(held, gettext("The chair of a group records its decision."), OWN_DECISION)
    if office := office_in(acting_as, subject, FOR_A_GROUP):
        return Answer(True, gettext("You are the chair of %(group)s.") % {"group": subject}, OWN_DECISION, office)
    return Answer(False, gettext("Only %(group)s itself decides whether it takes part; its chair records it.") % {"group": subject}, OWN_DECISION)


policy("opt-out", on="party")(_opt)


@policy("opt-in", on="party")
def may_opt_in(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """A group decides for itself, where a way of admission opens anything in a group of its kind."""
    answer = _opt(acting_as, subject, at)
    if isinstance(subject, str) or not answer:
        return answer
    open_now = list(RouteTerms.objects.at(at or timezone.now()).filter(route__organisation=subject.root_id).select_related("route"))
    table = table_of(subject.root_id, at) if open_now else None
    why = [(opens_nothing_in(subject, one, table), one) for one in open_now] if table else []
    if why and all(words for words, _terms in why):
        return Answer(False, why[0][0], why[0][1].basis)
    return answer


def by_the_table(acting_as: Capacity, subject: Any, at: datetime | None, *, verb: str) -> Answer:
    """What the table of rights says of a verb in a body or group."""
    if isinstance(subject, str):
        return Answer(False, gettext("Say in which body or group."))
    return may_here(acting_as, verb, subject, at)


for _verb in VERBS:
    policy(_verb, on="party")(partial(by_the_table, verb=_verb))
