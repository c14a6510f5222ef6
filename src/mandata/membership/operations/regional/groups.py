"""Regional groups: asked for by a region, decided by the parent group, with terms of reference and charges that it approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.text import slugify
from django.utils.translation import gettext

from mandata.membership.models import (
    GroupRequest,
    GroupRequestStanding,
    RegionalCharge,
    RegionalTerms,
    RegionalTermsInForce,
    RegionalTermsText,
)
from mandata.membership.models.regional import GroupRequestState, TermsState
from mandata.membership.operations.regional.words import by_language, known_region, said
from mandata.membership.operations.waiting import day_of, end_row
from mandata.membership.permissions.regional import in_region_of, regions_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.models import Classification, CodeName, Party, PartyKind, PartyName
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation

NAME = 300
ASKS = (PartyKind.STATE, PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY)


@operation("ask-for-group", on="party", argument="asking")
def ask_for_group(*, acting_as: Acting, asking: Party, parent: Party, region: str, names: dict[str, str], reason: str,
                  happened_at: datetime | None = None) -> GroupRequest:
    """Ask a group, for a State or regional body of the region, for a regional group under it; the request waits for the group."""
    if asking.entity not in ASKS:
        raise RuleBroken(gettext("A State or a regional organisation asks for a regional group."), asking)
    if parent.entity != PartyKind.GROUP or parent.root_id != asking.root_id or regions_of(parent):
        raise RuleBroken(gettext("%(group)s is no group that can have regional groups.") % {"group": parent}, asking)
    known_region(asking, region)
    if region not in regions_of(asking):
        raise RuleBroken(gettext("%(party)s is not classed in this region: a region asks for its own group.") % {"party": asking}, asking)
    names, reason = by_language(names, asking, NAME), said(reason, gettext("why the region wants it"), asking, 2000)
    Party.objects.select_for_update().get(pk=parent.pk)  # two at once are judged one after the other
    if GroupRequest.objects.filter(parent=parent, region=region, state=GroupRequestState.REQUESTED).exists():
        raise RuleBroken(gettext("A request for this region waits for %(group)s already.") % {"group": parent}, asking)
    _none_yet(parent, region, asking)
    act = doing().write(asking)
    request = GroupRequest.objects.create(parent=parent, region=region, asking=asking, names=names, reason=reason, sample=parent.sample)
    _stands(request, GroupRequestState.REQUESTED, act)
    doing().also(request, parent)
    return request


@operation("agree", on="grouprequest", argument="request")
def agree_group(*, acting_as: Acting, request: GroupRequest, decision: str, happened_at: datetime | None = None) -> Party:
    """Record that the parent group agreed: the regional group exists under it, in its region, from this act on."""
    _waits(request)
    decision = said(decision, gettext("by which decision"), request)
    parent = Party.objects.select_for_update().get(pk=request.parent_id)
    _none_yet(parent, request.region, request)
    act = doing().write(request)
    group = Party.objects.create(
        organisation_id=parent.organisation_id, key=_free_key(parent, request.region), entity=PartyKind.GROUP, parent=parent, sample=parent.sample)
    PartyName.objects.bulk_create(PartyName(party=group, language=language, name=name) for language, name in request.names.items())
    Classification.objects.create(party=group, scheme="region", code=request.region, source=decision, since=day_of(act), opened_by=act)
    if CodeName.objects.filter(organisation_id=parent.root_id, scheme="place", code="regional-group").exists():
        Classification.objects.create(party=group, scheme="place", code="regional-group", source=decision, since=day_of(act), opened_by=act)
    _decided(request, GroupRequestState.AGREED, decision, act, group)
    doing().also(group, parent)
    return group


@operation("refuse", on="grouprequest", argument="request")
def refuse_group(*, acting_as: Acting, request: GroupRequest, reason: str, happened_at: datetime | None = None) -> None:
    """Record that the parent group refused, and why."""
    _waits(request)
    reason = said(reason, gettext("why it was refused"), request, 2000)
    _decided(request, GroupRequestState.REFUSED, reason, doing().write(request))
    doing().also(request.parent)


@operation("draft-terms", on="party", argument="group")
def draft_terms(*, acting_as: Acting, group: Party, texts: dict[str, str], happened_at: datetime | None = None) -> RegionalTerms:
    """Draft, for the region, terms of reference of its regional group; they hold once the parent group approved them."""
    if not is_regional(group):
        raise RuleBroken(gettext("%(group)s is no regional group: it has no region, or no parent group.") % {"group": group}, group)
    texts = by_language(texts, group)
    if RegionalTerms.objects.filter(group=group, state=TermsState.DRAFT).exists():
        raise RuleBroken(gettext("A draft waits for the parent group already."), group)
    found = in_region_of(acting_as, group)
    last = RegionalTerms.objects.filter(group=group).order_by("-number").values_list("number", flat=True).first() or 0
    drafted_by = found[0] if found else group
    doing().act.on_behalf_of = drafted_by.uid
    doing().write(group)
    terms = RegionalTerms.objects.create(group=group, number=last + 1, drafted_by=drafted_by)
    for language, words in texts.items():
        RegionalTermsText.objects.create(terms=terms, language=language, words=words)
    doing().also(terms, drafted_by)
    return terms


@operation("translate", on="regionalterms", argument="terms")
def translate_terms(*, acting_as: Acting, terms: RegionalTerms, language: str, words: str, happened_at: datetime | None = None) -> RegionalTermsText:
    """Add the draft in another language; what the parent group approved stays as it was."""
    _is_draft(terms)
    clean = by_language({language: words}, terms)
    if terms.texts.filter(language=language).exists():
        raise RuleBroken(gettext("The draft is there in this language already."), terms)
    return RegionalTermsText.objects.create(terms=terms, language=language, words=clean[language])


@operation("approve", on="regionalterms", argument="terms")
def approve_terms(*, acting_as: Acting, terms: RegionalTerms, decision: str, happened_at: datetime | None = None) -> RegionalTermsInForce:
    """Record that the parent group approved the terms of reference: they hold, and those before end."""
    _is_draft(terms)
    decision = said(decision, gettext("by which decision"), terms)
    act = doing().write(terms)
    Party.objects.select_for_update().get(pk=terms.group_id)
    for before in RegionalTermsInForce.objects.known().filter(group=terms.group_id, until=None):
        end_row(before, act)
    opened = RegionalTermsInForce.objects.create(
        terms=terms, group=terms.group, decision=decision, since=day_of(act), opened_by=act)
    terms.state = TermsState.APPROVED
    terms.save(update_fields=["state"])
    doing().also(opened, terms.group)
    return opened


@operation("return", on="regionalterms", argument="terms")
def return_terms(*, acting_as: Acting, terms: RegionalTerms, reason: str, happened_at: datetime | None = None) -> None:
    """Record that the parent group did not approve the draft, and why; the region may draft again."""
    _is_draft(terms)
    terms.reason, terms.state = said(reason, gettext("why it is returned"), terms, 2000), TermsState.RETURNED
    terms.save(update_fields=["reason", "state"])
    doing().also(terms.group)


@operation("charge", on="party", argument="group")
def charge(*, acting_as: Acting, group: Party, of: str, words: str, regions: Sequence[str], decision: str, since: date | None = None,
           until: date | None = None, happened_at: datetime | None = None) -> RegionalCharge:
    """Charge a regional group with a Question or a matter of one or several regions, by a decision of its parent group."""
    if not is_regional(group):
        raise RuleBroken(gettext("%(group)s is no regional group: it has no region, or no parent group.") % {"group": group}, group)
    if of not in RegionalCharge.Of.values:
        raise RuleBroken(gettext("A charge is a Question or a matter."), group)
    words, decision = said(words, gettext("with what it is charged"), group), said(decision, gettext("by which decision"), group)
    codes = list(dict.fromkeys(regions)) or sorted(regions_of(group))
    known_region(group, *codes)
    in_order(since, until, group)
    act = doing().write(group)
    since = since or day_of(act)
    alone(RegionalCharge.objects.known().filter(group=group, words=words), since, until, group)
    opened = RegionalCharge.objects.create(
        group=group, of=of, words=words, regions=codes, decision=decision, since=since, until=until, opened_by=act)
    doing().also(opened)
    return opened


@operation("end", on="regionalcharge", argument="given")
def discharge(*, acting_as: Acting, given: RegionalCharge, last_day: date, happened_at: datetime | None = None) -> RegionalCharge:
    """The parent group ended a charge."""
    if given.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), given)
    in_order(given.since, last_day, given)
    ended = replaced(given, doing().write(given), until=last_day)
    doing().also(ended, given.group)
    return ended


def is_regional(group: Party) -> bool:
    """Whether a party is a group with a region under another group."""
    return group.entity == PartyKind.GROUP and group.parent is not None and group.parent.entity == PartyKind.GROUP and bool(regions_of(group))


def _waits(request: GroupRequest) -> None:
    if request.state != GroupRequestState.REQUESTED:
        raise RuleBroken(gettext("This request was decided already: %(state)s.") % {"state": request.get_state_display()}, request)


def _is_draft(terms: RegionalTerms) -> None:
    if terms.state != TermsState.DRAFT:
        raise RuleBroken(gettext("This draft was decided already: %(state)s.") % {"state": terms.get_state_display()}, terms)


def _none_yet(parent: Party, region: str, subject: Party | GroupRequest) -> None:
    """A group has one regional group for a region at a time."""
    held = Classification.objects.known().filter(
        party__parent=parent, party__entity=PartyKind.GROUP, scheme="region", code=region, until=None).select_related("party").first()
    if held is not None:
        raise RuleBroken(gettext("%(parent)s has a regional group for this region: %(group)s.") % {"parent": parent, "group": held.party}, subject)


def _stands(request: GroupRequest, state: str, act: Act) -> None:
    GroupRequestStanding.objects.create(request=request, state=state, since=day_of(act), opened_by=act)


def _decided(request: GroupRequest, state: str, words: str, act: Act, group: Party | None = None) -> None:
    for before in GroupRequestStanding.objects.known().filter(request=request, until=None):
        end_row(before, act)
    request.state, request.answer, request.group = state, words, group
    request.save(update_fields=["state", "answer", "group"])
    _stands(request, state, act)
    doing().also(request.asking)


def _free_key(parent: Party, region: str) -> str:
    stem = f"rg-{slugify(region) or 'region'}-{parent.key}"[:90]
    taken = set(Party.objects.filter(organisation=parent.root_id, key__startswith=stem).values_list("key", flat=True))
    return next(key for number in range(1, len(taken) + 2) if (key := stem if number == 1 else f"{stem}-{number}") not in taken)
