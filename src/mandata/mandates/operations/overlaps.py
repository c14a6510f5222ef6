"""What is recommended of two duties that overlap; a recommendation goes to the body that can change the text, and ends nothing by itself."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.models import Mandate, OverlapDecision, Recommends
from mandata.mandates.operations.owed import live, short
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, replaced
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("recommend", on="mandate")
def recommend_on_overlap(
    *, acting_as: Acting, mandate: Mandate, other: Mandate, what: str, reason: str, text_must_say: str = ""
) -> OverlapDecision:
    """Recommend that a duty continues beside another one, is merged into it, or stops; the recommendation of before ends.

    A text asked for it, so only a text ends it: whoever recommends its end says what such a text must say.
    """
    live(mandate)
    if other.pk == mandate.pk or other.organisation_id != mandate.organisation_id or other.ended_by_id is not None:
        raise RuleBroken(gettext("The other duty is a live one of the same organisation."), mandate)
    if what not in Recommends.values:
        raise RuleBroken(gettext("Recommend that it continues, is merged, or stops."), mandate)
    reason, words = short(reason, 500, mandate), " ".join(text_must_say.split())
    if what != Recommends.CONTINUE and not words:
        raise RuleBroken(gettext("A text asks for it, so only a text ends it: write what that text must say."), mandate)
    words = "" if what == Recommends.CONTINUE else short(words, 1000, mandate)
    act, today = doing().write(mandate), timezone.now().date()
    for before in OverlapDecision.objects.known().filter(mandate=mandate, other=other, until=None):
        _end(before, act)
        doing().also(before)
    made = OverlapDecision.objects.create(mandate=mandate, other=other, what=what, reason=reason, text_must_say=words, since=today, opened_by=act)
    doing().also(made, other)
    return made


@operation("withdraw", on="overlapdecision", argument="decision")
def withdraw_recommendation(*, acting_as: Acting, decision: OverlapDecision) -> None:
    """Take a recommendation back."""
    if decision.closed_by_id is not None or decision.until is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), decision)
    _end(decision, doing().write(decision))
    doing().also(decision.mandate, decision.other)


def _end(row: OverlapDecision, act: Act) -> None:
    """End a row with yesterday; one of today is closed, as if it had not been."""
    today = timezone.now().date()
    if row.since is not None and row.since >= today:
        row.closed_by = act
        row.save(update_fields=["closed_by"])
    else:
        replaced(row, act, until=today - A_DAY)
