"""Many are asked by one act, and reminded by another: a link for each duty and person, one mail for each person."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.asking import MOST, Would, outcomes, whom_to_ask
from mandata.mandates.models import AnswerLink, Asking, Mail, MailKind, Obligation
from mandata.mandates.operations.answers import new_link
from mandata.mandates.settings import settings_of
from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("ask-answers", on="organisation")
def ask_answers(
    *, acting_as: Acting, organisation: Organisation, obligations: Iterable[Obligation], chosen: Collection[str] | None = None, again: bool = False
) -> Asking:
    """Ask all who owe some duties what became of them; whoever was asked lately only ``again``, whoever answered lately not at all.

    ``chosen`` narrows it to some questions, by their keys. Mails are planned by the same act and leave by the worker.
    """
    obligations = list(obligations)
    if len({one.mandate_id for one in obligations}) > MOST:
        raise RuleBroken(gettext("These are more than %(most)s duties: narrow the list.") % {"most": MOST}, organisation)
    questions = whom_to_ask(organisation, obligations)
    wanted = [
        one for one in questions if one.office is not None and (one.would == Would.ASK or again and one.would == Would.LATELY)
        and (chosen is None or one.key in chosen)
    ]
    if not wanted:
        raise RuleBroken(gettext("Nobody would be asked: choose others, or ask again those who were asked lately."), organisation)
    act, days = doing().write(organisation), settings_of(organisation).link_days
    links = AnswerLink.objects.bulk_create([
        new_link(one.obligation.mandate, one.office, act, days, one.obligation, one.party) for one in wanted if one.office is not None])
    out = sum(one.would in (Would.NOBODY, Would.NO_ADDRESS) for one in questions)
    asking = Asking.objects.create(organisation=organisation, by=act, unanswerable=out)
    asking.links.set(links)
    plan_mails(organisation, MailKind.ASK, f"ask:{asking.uid}", links, act)
    doing().also(asking, *{link.mandate_id: link.mandate for link in links}.values(), *links)
    return asking


@operation("remind", on="asking")
def remind_silent(*, acting_as: Acting, asking: Asking) -> int:
    """Ask those again from whom nothing was heard, at most once a day; how many persons get a mail."""
    silent = [one.link for one in outcomes([asking])[0].came if one.answer is None]
    now, today = timezone.now(), timezone.now().date()
    links = [one for one in silent if one.answer_id is None and one.mandate.ended_by_id is None and _still(one)]
    if not links:
        raise RuleBroken(gettext("Nobody is left to be reminded: all have answered, or hold their office no longer."), asking)
    key = f"remind:{asking.uid}:{today}"
    if Mail.objects.filter(organisation=asking.organisation_id, key=key).exists():
        raise RuleBroken(gettext("They were reminded today already."), asking)
    if asking.by.happened_at.date() >= now.date():
        raise RuleBroken(gettext("They were asked today: remind them tomorrow at the earliest."), asking)
    act = doing().write(asking)
    doing().also(*links)
    return plan_mails(asking.organisation, MailKind.REMINDER, key, links, act)


def _still(link: AnswerLink) -> bool:
    """Whether the person holds the office still; that the days of the link are over matters not: a reminder opens it again."""
    office = link.office
    return office.closed_by_id is None and (office.until is None or office.until >= timezone.now().date())


def plan_mails(organisation: Organisation, what: str, key: str, links: Iterable[AnswerLink], act: Act) -> int:
    """Plan one mail for each person with their links; how many."""
    by_person: dict[int, list[AnswerLink]] = {}
    for one in links:
        by_person.setdefault(one.person_id, []).append(one)
    mails = Mail.objects.bulk_create([Mail(organisation=organisation, person_id=person, what=what, key=key, planned_by=act) for person in by_person])
    for mail in mails:
        mail.links.set(by_person[mail.person_id])
        mail.duties.set({one.mandate_id for one in by_person[mail.person_id]})
    return len(mails)
