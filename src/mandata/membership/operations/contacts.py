"""Contacts are recorded by whoever made them, and what came of each is told when it is known."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext

from mandata.membership.models import Agreement, Application, Contact, ContactResult
from mandata.membership.models.contacts import Channel, Result
from mandata.membership.operations.waiting import day_of, end_row
from mandata.parties.capacity import Acting
from mandata.parties.models import Party, PartyKind
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("record-contact", on="party", argument="by")
def record_contact(
    *, acting_as: Acting, by: Party, channel: str, day: date, firm_name: str = "", association: Party | None = None,
    state_party: Party | None = None, agreement: Agreement | None = None, result: str = Result.OPEN, note: str = "",
    address: str = "", consent: bool = False, sample: bool = False,
) -> Contact:
    """Record that a party spoke with a firm or with an association; no person is named."""
    organisation = by.organisation
    if organisation is None:
        raise RuleBroken(gettext("%(party)s belongs to no organisation.") % {"party": by}, by)
    if bool(firm_name.strip()) == (association is not None):
        raise RuleBroken(gettext("Say with whom: either a firm by its name, or an association."), by)
    if channel not in Channel.values:
        raise RuleBroken(gettext("Choose the channel."), by)
    if day > timezone.now().date():
        raise RuleBroken(gettext("A contact cannot have been made in the future."), by)
    if address.strip() and not consent:
        raise RuleBroken(gettext("An address is kept only with the consent of the firm."), by)
    if by.entity == PartyKind.STATE:
        if state_party is not None and state_party.pk != by.pk:
            raise RuleBroken(gettext("An administration promotes among the firms of its own State."), by)
        state_party = by
    if agreement is not None and agreement.organisation_id != organisation.pk:
        raise RuleBroken(gettext("This agreement is another organisation's."), by)
    now = doing()
    now.act.happened_at = min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now())
    act = now.write(by)
    contact = Contact.objects.create(
        organisation=organisation, by=by, firm_name=firm_name.strip(), association=association, state_party=state_party, agreement=agreement,
        channel=channel, day=day, address=address.strip(), consent=consent, recorded_by=act, sample=sample,
    )
    now.also(contact, _open(contact, act, result, None, note))
    if agreement is not None:
        now.also(agreement)
    return contact


@operation("tell-result", on="contact")
def tell_result(
    *, acting_as: Acting, contact: Contact, result: str, application: Application | None = None, note: str = "", happened_at: datetime | None = None,
) -> ContactResult:
    """Say what came of a contact; an application that came of it is named."""
    act = doing().act
    if act.happened_at.date() < contact.day:
        raise RuleBroken(gettext("Nothing can have come of a contact before it was made."), contact)
    if application is not None and application.organisation.pk != contact.organisation_id:
        raise RuleBroken(gettext("This application was made to another organisation."), contact)
    if (application is not None) != (result == Result.APPLIED):
        raise RuleBroken(gettext("Name the application where the firm has applied, and only there."), contact)
    act = doing().write(contact)
    for before in ContactResult.objects.known().filter(contact=contact, until=None):
        end_row(before, act)
    opened = _open(contact, act, result, application, note)
    doing().also(opened)
    if application is not None:
        doing().also(application)
    return opened


def _open(contact: Contact, act: Act, result: str, application: Application | None, note: str) -> ContactResult:
    if result not in Result.values:
        raise RuleBroken(gettext("Choose the result."), contact)
    return ContactResult.objects.create(
        contact=contact, result=result, application=application, note=note.strip(), since=day_of(act), opened_by=act)
