"""The register of regional bodies: what each covers, and which States are its members."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext

from mandata.membership.models import Coverage
from mandata.membership.operations.regional.words import regional_body, said
from mandata.parties.capacity import Acting
from mandata.parties.dated import A_DAY, alone, in_order, overlap, replaced
from mandata.parties.models import Membership, Party, PartyKind
from mandata.parties.operations.entities import known_code
from mandata.shared.operations import RuleBroken, doing, operation

MEMBER = "member-state"  # the category in which a State is a member of a regional body


@operation("describe-coverage", on="party", argument="body")
def describe_coverage(*, acting_as: Acting, body: Party, by: str, words: str, source: str, since: date | None = None,
                      until: date | None = None, happened_at: datetime | None = None) -> Coverage:
    """Say what a regional body covers and by what source; what was said before ends the day before."""
    regional_body(body)
    in_order(since, until, body)
    if by not in Coverage.By.values:
        raise RuleBroken(gettext("A body covers a geography, or the States of a treaty."), body)
    words, source = said(words, gettext("what it covers"), body), said(source, gettext("by what source"), body)
    act = doing().write(body)
    for one in Coverage.objects.known().filter(body=body):
        if overlap(one, since, until):
            if one.until is not None or since is None or (one.since is not None and one.since >= since):
                alone([one], since, until, body)
            doing().also(replaced(one, act, until=since - A_DAY))  # type: ignore[operator]
    opened = Coverage.objects.create(body=body, by=by, words=words, source=source, since=since, until=until, opened_by=act)
    doing().also(opened)
    return opened


@operation("join-regional-body", on="party", argument="body")
def join_regional_body(*, acting_as: Acting, body: Party, state: Party, since: date | None = None, until: date | None = None,
                       happened_at: datetime | None = None) -> Membership:
    """Record that a State is a member of a regional body, from–to."""
    regional_body(body)
    in_order(since, until, body)
    if state.entity != PartyKind.STATE or state.root_id != body.root_id:
        raise RuleBroken(gettext("%(state)s is no State of this organisation.") % {"state": state}, body)
    known_code(body, "category", MEMBER)
    alone(Membership.objects.known().filter(member=state, of=body), since, until, body)
    opened = Membership.objects.create(member=state, of=body, category=MEMBER, since=since, until=until, opened_by=doing().write(body))
    doing().also(opened, state)
    return opened
