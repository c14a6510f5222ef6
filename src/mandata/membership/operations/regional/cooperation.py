"""Groups, offices and regional bodies together: links, joint acts, help asked for and given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext

from mandata.membership.models import Cooperation, HelpGiven, HelpOpen, HelpRequest, Initiative, JointAct
from mandata.membership.operations.regional.words import SHORT, not_later, regional_body, said, same_house
from mandata.membership.operations.waiting import day_of, end_row
from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.measures import is_regional_group
from mandata.parties.models import Party, PartyKind, Responsibility
from mandata.shared.operations import RuleBroken, doing, operation


@operation("link-body", on="party", argument="ours")
def link_body(*, acting_as: Acting, ours: Party, body: Party, matter: str, mechanism: str, since: date | None = None,
              until: date | None = None, happened_at: datetime | None = None) -> Cooperation:
    """Enter, for a group or office, that it cooperates with a regional body on a matter, and through which mechanism."""
    regional_body(body)
    same_house(ours, [body])
    in_order(since, until, ours)
    if ours.pk == body.pk:
        raise RuleBroken(gettext("Nobody cooperates with itself: name another."), ours)
    matter, mechanism = said(matter, gettext("on which matter"), ours, SHORT), said(mechanism, gettext("through which mechanism"), ours)
    act = doing().write(ours)
    since = since or day_of(act)
    alone(Cooperation.objects.known().filter(ours=ours, body=body, matter=matter), since, until, ours)
    opened = Cooperation.objects.create(ours=ours, body=body, matter=matter, mechanism=mechanism, since=since, until=until, opened_by=act)
    doing().also(opened, body)
    return opened


@operation("end", on="cooperation", argument="link")
def unlink_body(*, acting_as: Acting, link: Cooperation, last_day: date, happened_at: datetime | None = None) -> Cooperation:
    """A cooperation ended."""
    if link.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), link)
    in_order(link.since, last_day, link)
    ended = replaced(link, doing().write(link), until=last_day)
    doing().also(ended, link.ours, link.body)
    return ended


@operation("record-joint-act", on="party", argument="ours")
def record_joint_act(*, acting_as: Acting, ours: Party, with_whom: Sequence[Party], what: str, subject: str, day: date | None = None,
                     place: str = "", hosted_by: Party | None = None, document: str = "", happened_at: datetime | None = None) -> JointAct:
    """Record, as one of those who did it, something done together on a day: what, on which subject, with whom."""
    others = {one.pk: one for one in with_whom if one.pk != ours.pk}
    if not others:
        raise RuleBroken(gettext("Name at least one other with whom it was done."), ours)
    same_house(ours, others.values())
    if what not in JointAct.What.values:
        raise RuleBroken(gettext("Say what was done: a meeting, a workshop, a document."), ours)
    if hosted_by is not None and regional_body(hosted_by).pk not in (ours.pk, *others):
        raise RuleBroken(gettext("%(party)s hosts what it takes part in: name it among those with whom it was done.") % {"party": hosted_by}, ours)
    subject = said(subject, gettext("on which subject"), ours, SHORT)
    day = not_later(day, ours)
    act = doing().write(ours)
    done = JointAct.objects.create(
        what=what, subject=subject, recorded_by=ours, since=day, place=" ".join(place.split())[:SHORT], document=" ".join(document.split())[:300],
        hosted_by=hosted_by, opened_by=act)
    done.parties.set([ours, *others.values()])
    doing().also(done, *others.values())
    return done


@operation("withdraw", on="jointact", argument="done")
def withdraw_joint_act(*, acting_as: Acting, done: JointAct, happened_at: datetime | None = None) -> None:
    """Say that a joint act was recorded in error: it counts no longer, and what was known before stays known."""
    if done.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), done)
    done.closed_by = doing().write(done)
    done.save(update_fields=["closed_by"])
    doing().also(*done.parties.all())


@operation("ask-help", on="party", argument="asking")
def ask_help(*, acting_as: Acting, asking: Party, what_for: str, words: str, day: date | None = None, group: Party | None = None,
             initiative: Initiative | None = None, responsibility: Responsibility | None = None, happened_at: datetime | None = None) -> HelpRequest:
    """Ask for help, for oneself: with what, in words; it stays open until whoever asked says what came of it.

    Help for a regional group names the group (the one that asks, where none is named), help for an initiative a State's own, help for a
    vice-chair the responsibility that an act gave in the group that asks.
    """
    if what_for not in HelpRequest.For.values:
        raise RuleBroken(gettext("Say with what help is asked for."), asking)
    words, day = said(words, gettext("which help"), asking), not_later(day, asking)
    if what_for == HelpRequest.For.GROUP and group is None and asking.entity == PartyKind.GROUP:
        group = asking
    if group is not None and (what_for != HelpRequest.For.GROUP or not is_regional_group(group)):
        raise RuleBroken(gettext("Name a regional group only where the help is for one: it stands under another group and in a region."), asking)
    if (what_for == HelpRequest.For.INITIATIVE) != (initiative is not None) or (initiative and initiative.state_id != asking.pk):
        raise RuleBroken(gettext("Help for a national initiative is asked for by the State to which it belongs: name the initiative."), asking)
    if (what_for == HelpRequest.For.VICE_CHAIR) != (responsibility is not None) or (responsibility and responsibility.office.party_id != asking.pk):
        raise RuleBroken(gettext("Help for a vice-chair is asked for in the group where an act gave the responsibility: name the responsibility."), asking)
    for held in (initiative, responsibility):
        if held is not None and (held.closed_by_id is not None or (held.until is not None and held.until < day)):
            raise RuleBroken(gettext("“%(what)s” has ended.") % {"what": held}, asking)
    if group is not None:
        same_house(asking, [group])
    act = doing().write(asking)
    request = HelpRequest.objects.create(
        asking=asking, what_for=what_for, words=words, group=group, initiative=initiative, responsibility=responsibility)
    HelpOpen.objects.create(request=request, since=day, opened_by=act)
    doing().also(request, *(one for one in (group, initiative, responsibility) if one is not None))
    return request


@operation("give-help", on="party", argument="giver")
def give_help(*, acting_as: Acting, giver: Party, request: HelpRequest, words: str, day: date | None = None, document: str = "",
              amount: Decimal | None = None, unit: str = "", paid_from: str = "", happened_at: datetime | None = None) -> HelpGiven:
    """Record, as whoever gave it, which help was given to a request that is open; what it cost, and from which means, where it cost anything."""
    same_house(giver, [request.asking])
    if giver.pk == request.asking_id:
        raise RuleBroken(gettext("Help comes from another."), giver)
    wanted = HelpOpen.objects.select_for_update().filter(request=request, closed_by=None, until=None).first()
    if wanted is None:
        raise RuleBroken(gettext("This request for help is closed."), giver)
    words, day = said(words, gettext("which help was given"), giver), not_later(day, giver)
    if wanted.since and day < wanted.since:
        raise RuleBroken(gettext("Help is given after it was asked for: mend the day."), giver)
    unit, paid_from = " ".join(unit.split()), " ".join(paid_from.split())
    if amount is not None and (amount <= 0 or not unit or not paid_from):
        raise RuleBroken(gettext("What the help cost is more than nothing, in a currency or another unit, and paid from means that are named."), giver)
    if len(unit) > 16 or len(paid_from) > SHORT:
        raise RuleBroken(gettext("The unit has at most 16 signs, the means at most %(most)s.") % {"most": SHORT}, giver)
    given = HelpGiven.objects.create(
        request=request, giver=giver, words=words, document=" ".join(document.split())[:300], amount=amount, unit=unit, paid_from=paid_from, since=day,
        opened_by=doing().write(giver))
    doing().also(given, request, request.asking)
    return given


@operation("conclude-help", on="helprequest", argument="request")
def conclude_help(*, acting_as: Acting, request: HelpRequest, result: str, happened_at: datetime | None = None) -> None:
    """Say, as whoever asked, what came of the help; the request is closed."""
    if request.result:
        raise RuleBroken(gettext("This request for help is closed."), request)
    request.result = said(result, gettext("what came of it"), request)
    act = doing().write(request)
    for wanted in HelpOpen.objects.known().filter(request=request, until=None):
        end_row(wanted, act)
    request.save(update_fields=["result"])
    doing().also(request.asking)
