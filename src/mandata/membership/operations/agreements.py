"""Agreements are concluded, carried on and ended; only an office with the power to sign has signed them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.membership.models import Agreement, AgreementTerm, AgreementText, SigningPower
from mandata.membership.operations.admission import LETTER_MOST
from mandata.membership.operations.waiting import day_of, end_row
from mandata.parties.capacity import Acting
from mandata.parties.models import Function, Organisation, Party
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Revision


def power_of(office: Function, organisation: Organisation, day: date) -> SigningPower | None:
    """The power by which an office signed for the organisation on a day; none where no basis gives it."""
    if office.organisation_id != organisation.pk:
        return None
    return SigningPower.objects.at(_noon(day)).filter(organisation=organisation, function=office.code).first()


def signing_offices(organisation: Organisation) -> list[tuple[Function, Party]]:
    """The offices with the power to sign for the organisation, now or before, each with the party in which it exists."""
    functions = SigningPower.objects.known().filter(organisation=organisation).values("function")
    offices = Function.objects.filter(organisation=organisation, code__in=functions).select_related("party")
    found: list[tuple[Function, Party]] = []
    for office in offices:
        here = [office.party] if office.party else organisation.parties.filter(entity=office.entity).prefetch_related("names").order_by("pk")
        found += [(office, party) for party in here]
    return found


@operation("conclude", on="organisation")
def conclude(
    *, acting_as: Acting, organisation: Organisation, title: str, object: str, parties: Sequence[Party], signatory: Function, signed_in: Party,
    signed_on: date, until: date | None = None, text: tuple[str, bytes] | None = None, revision: Revision | None = None, sample: bool = False,
) -> Agreement:
    """Record an agreement as it was signed: with whom, by which office, about what, until when, with its text."""
    if not title.strip() or not object.strip():
        raise RuleBroken(gettext("Give the title of the agreement and say what it is about."), organisation)
    others = {one.pk: one for one in parties if one.pk != organisation.pk}
    if not others:
        raise RuleBroken(gettext("An agreement has two parties at least: name those with whom it was concluded."), organisation)
    if signed_on > timezone.now().date():
        raise RuleBroken(gettext("An agreement cannot have been signed in the future."), organisation)
    if until is not None and until < signed_on:
        raise RuleBroken(gettext("An agreement cannot end before it is signed."), organisation)
    power = power_of(signatory, organisation, signed_on)
    if power is None or signed_in.root_id != organisation.pk:
        raise RuleBroken(gettext("Neither a text nor a house rule gives this office the power to sign: %(office)s.") % {
            "office": signatory}, organisation)
    now = doing()
    now.act.happened_at = min(_noon(signed_on), timezone.now())
    act = now.write(organisation, basis=power.basis)
    agreement = Agreement.objects.create(
        organisation=organisation, title=title.strip(), object=object.strip(), signatory=signatory, signed_in=signed_in, signed_on=signed_on, revision=revision,
        concluded_by=act, sample=sample,
    )
    agreement.parties.set([organisation, *others.values()])
    AgreementTerm.objects.create(agreement=agreement, since=signed_on, until=until, opened_by=act)
    if text is not None:
        now.also(_kept(agreement, *text))
    now.also(agreement, *others.values())
    return agreement


def _kept(agreement: Agreement, name: str, content: bytes) -> AgreementText:
    if not content or len(content) > LETTER_MOST:
        raise RuleBroken(gettext("Attach the text of the agreement, of 20 MB at most."), agreement)
    return AgreementText.objects.create(agreement=agreement, name=name[-255:], sha256=hashlib.sha256(content).hexdigest(), content=content)


@operation("prolong", on="agreement")
def prolong(*, acting_as: Acting, agreement: Agreement, until: date | None, happened_at: datetime | None = None) -> AgreementTerm:
    """Carry an agreement on until another day, or without an end."""
    held = _in_force(agreement, doing().act.happened_at)
    if held.until is None:
        raise RuleBroken(gettext("This agreement has no end that could be put off."), agreement)
    if until is not None and until <= held.until:
        raise RuleBroken(gettext("It holds until %(day)s already: name a later day.") % {"day": date_format(held.until)}, agreement)
    act = doing().write(agreement)
    AgreementTerm.objects.filter(pk=held.pk).update(closed_by=act)
    return AgreementTerm.objects.create(agreement=agreement, since=held.since, until=until, opened_by=act)


@operation("end", on="agreement")
def end_agreement(*, acting_as: Acting, agreement: Agreement, reason: str, happened_at: datetime | None = None) -> None:
    """End an agreement before its time, or one that has no end, and say why."""
    held = _in_force(agreement, doing().act.happened_at)
    if not reason.strip():
        raise RuleBroken(gettext("Say why the agreement ends."), agreement)
    act = doing().write(agreement)
    end_row(held, act)
    AgreementTerm.objects.known().filter(agreement=agreement, opened_by=act).update(reason=reason.strip())


def _in_force(agreement: Agreement, at: datetime) -> AgreementTerm:
    held = AgreementTerm.objects.at(at).filter(agreement=agreement).first()
    if held is None:
        raise RuleBroken(gettext("This agreement is not in force."), agreement)
    return held  # type: ignore[no-any-return]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@operation("give-power", on="organisation", argument="organisation")
def give_signing_power(
    *, acting_as: Acting, organisation: Organisation, function: str, basis: str, cited: str = "", since: date | None = None,
    happened_at: datetime | None = None,
) -> SigningPower:
    """Say, by a basis, that whoever holds a function signs agreements for the organisation."""
    if not basis.strip():
        raise RuleBroken(gettext("Without a basis no right is given: name the provision or the house rule."), organisation)
    act = doing().write(organisation)
    for before in SigningPower.objects.known().filter(organisation=organisation, function=function, until=None):
        end_row(before, act)
    power = SigningPower.objects.create(
        organisation=organisation, function=function, basis=basis.strip(), cited=cited, since=since or day_of(act), opened_by=act)
    doing().also(power)
    return power
