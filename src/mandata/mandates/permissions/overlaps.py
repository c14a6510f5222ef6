"""Who recommends what becomes of duties that overlap: whoever owes one, the chair of the body that is told or that adopted its text, an officer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from mandata.mandates.models import Mandate, OverlapDecision
from mandata.mandates.permissions.owed import may_answer
from mandata.parties.permissions import CHAIR, everybody, officers_only
from mandata.shared.rights import Answer as Say
from mandata.shared.rights import Capacity, policy, sight

RECOMMENDS = gettext_noop(
    "house rule: whoever owes a duty, or the chair of the body that asked for it, recommends what becomes of it beside another; only a text ends it")


def asking_bodies(mandate: Mandate) -> tuple[set[str], int | None]:
    """The codes of the bodies that are told, and the body that adopted the text."""
    terms = mandate.terms.filter(current=True).select_related("version__revision__work").first()
    if terms is None:
        return set(), None
    return {one.get("actor") or "" for one in terms.report_to} - {""}, terms.version.revision.work.body_id


@policy("recommend", on="mandate")
def may_recommend(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    if isinstance(subject, Mandate):
        if owes := may_answer(acting_as, subject, at):
            return Say(True, owes.reason, RECOMMENDS, owes.office)
        chaired = [one for one in getattr(acting_as, "offices", ()) if one.function == CHAIR and one.party.root_id == subject.organisation_id]
        told, body = asking_bodies(subject) if chaired else (set(), None)
        for one in chaired:
            if one.party.actor in told or one.party_id == body:
                return Say(True, gettext("You chair the body that asked for it."), RECOMMENDS, one.uid)
        if officer := officers_only(acting_as, subject.organisation):
            return Say(True, officer.reason, RECOMMENDS, officer.office)
    elif getattr(acting_as, "offices", ()):
        return Say(True, gettext("Whoever owes a duty recommends what becomes of it."), RECOMMENDS)
    return Say(False, gettext("Only whoever owes the duty, the chair of the body that asked for it, or an officer recommends what becomes of it."), RECOMMENDS)


@policy("withdraw", on="overlapdecision")
def may_withdraw_recommendation(acting_as: Capacity, subject: Any, at: datetime | None) -> Say:
    return may_recommend(acting_as, subject if isinstance(subject, str) else subject.mandate, at)


sight(OverlapDecision)(everybody)
