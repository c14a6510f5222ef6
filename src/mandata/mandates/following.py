"""Who answers for duties: who owes each, who leads, who works on it, who answered of a class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mandata.mandates.asked import asks, duties_asked
from mandata.mandates.models import (
    Answer,
    AnswerLink,
    Assignment,
    Handling,
    Lead,
    Mandate,
    MandateTerms,
    Obligation,
    ObligationState,
    Says,
    TermsActor,
)
from mandata.mandates.settings import Settings, in_class, parties_of_class, settings_of
from mandata.membership.permissions.regional import SPEAKS
from mandata.parties.models import Dissolution, Office, Organisation, Party
from mandata.shared.standing import until_written


def speaks(office: Office) -> bool:
    """Whether what the holder of an office does is done by the party itself."""
    return bool(office.actor) or office.function in SPEAKS.get(office.party.entity, ())


def rank(office: Office) -> int:
    """Who of several who act for a party comes first: its chair before its vice-chairs, its head before whoever stands in."""
    functions = SPEAKS.get(office.party.entity, ())
    return functions.index(office.function) if office.function in functions else len(functions)


def codes_of(office: Office) -> set[str]:
    """The actors as which the holder of an office owes: its own, and its party's where what the holder does is done by the party."""
    return {office.actor, office.party.actor if speaks(office) else ""} - {""}


@until_written
def classes_of(party: int, organisation: int, day: date, kind: str, above: int | None) -> frozenset[str]:
    """The classes that texts address to which a party belongs today, as the kind that it is of under the one that it stands."""
    found, now = Organisation.objects.get(pk=organisation), timezone.now()
    return frozenset(code for code, how in settings_of(found).classes.items() if in_class(party, found, how, now))


def codes_answered(office: Office) -> set[str]:
    """The actors for which the holder of an office answers: those as which it owes, and the classes of its party where the holder acts for that."""
    return codes_of(office) | (classes_of(office.party_id, office.party.root_id, timezone.now().date(), office.party.entity, office.party.parent_id) if speaks(office) else set())


def parties_of(mandate: Mandate, settings: Settings | None = None, at: datetime | None = None) -> list[Party] | None:
    """The parties of the classes to which a duty is addressed, and who is addressed beside them; none where it is addressed to no class."""
    terms = mandate.terms.filter(current=True).first() or mandate.terms.order_by("-pk").first()
    return parties_asked(mandate.organisation, terms, settings or settings_of(mandate.organisation), at) if terms else None


def parties_asked(organisation: Organisation, terms: MandateTerms, settings: Settings, at: datetime | None = None) -> list[Party] | None:
    """The same of terms at hand."""
    return parties_among(organisation, terms.actors.split(), settings, at)


def parties_among(organisation: Organisation, codes: Sequence[str], settings: Settings, at: datetime | None = None) -> list[Party] | None:
    """The same of the actors that terms name; whoever is no class answers beside the classes as the party that it is, or for which it acts."""
    at, classes = at or timezone.now(), settings.classes_among(codes)
    if not classes:
        return None
    found = [party for code in classes for party in parties_of_class(organisation, settings.classes[code], at)]
    if others := [code for code in codes if code not in classes and code not in settings.responsible]:
        gone = Dissolution.objects.at(at).filter(party__organisation=organisation)
        acting = Office.objects.at(at).filter(actor__in=others, party__organisation=organisation)
        beside = Party.objects.filter(Q(actor__in=others) | Q(pk__in=acting.values("party")), organisation=organisation).exclude(pk__in=gone.values("party"))
        found += beside.order_by("key").prefetch_related("names")
    return list({one.pk: one for one in found}.values())


def late_alone(terms: MandateTerms | None, settings: Settings) -> bool:
    """Whether who owes a duty may be late with it alone: one party of a class only where each is asked for a report."""
    return terms is None or bool(terms.report_to) or not settings.classes_among(terms.actors.split())


def late_of_each(organisation: Organisation) -> Q:
    """The same of many obligations."""
    classes = settings_of(organisation).classes
    return ~Q(mandate__in=MandateTerms.objects.filter(asks(classes), current=True, report_to=[]).values("mandate")) if classes else Q()


@dataclass(frozen=True, slots=True)
class Answered:
    """How many parties of a class answered, and which did not."""

    parties: Sequence[Party]
    answers: dict[int, Answer]  # by party, its last

    @property
    def came(self) -> int:
        """How many answered."""
        return sum(1 for one in self.parties if one.pk in self.answers)

    @property
    def all(self) -> bool:
        """Whether nobody is missing."""
        return bool(self.parties) and not self.missing

    @property
    def missing(self) -> list[Party]:
        """Those from whom nothing came."""
        return [one for one in self.parties if one.pk not in self.answers]


def answered(mandate: Mandate, parties: Sequence[Party], obligation: Obligation | None = None) -> Answered:
    """The last answer of each party of a class that was not taken back; where an obligation is named, on that one."""
    found = Answer.objects.filter(mandate=mandate, withdrawn_by=None).exclude(party=None).select_related("party", "by").order_by("day", "pk")
    if obligation is not None:
        found = found.filter(obligation=obligation)
    return Answered(parties, {one.party_id: one for one in found if one.party_id})


def debtors(organisation: Organisation, terms: Iterable[MandateTerms], at: datetime | None = None) -> dict[int, list[Office]]:
    """The offices held today whose holders owe each duty, by mandate: by their own code, by that of their party, by a responsibility, or as its owner.

    Of a class they are those whose holders act for its parties.
    """
    now = at or timezone.now()
    held = list(Office.objects.at(now).filter(party__organisation=organisation).select_related("party", "person__user").order_by("pk"))
    by_code: dict[str, list[Office]] = {}
    for one in held:
        for code in codes_of(one):
            by_code.setdefault(code, []).append(one)
    terms = list(terms)
    pks, settings = [one.mandate_id for one in terms], settings_of(organisation)
    parties = {some: {one.pk for one in parties_among(organisation, some.split(), settings, now) or ()} for some in {one.actors for one in terms}}
    owners: dict[int, list[Assignment]] = {}
    for owner in Assignment.objects.at(now).filter(mandate__in=pks).select_related("office"):
        owners.setdefault(owner.mandate_id, []).append(owner)
    by_pk, laid = {one.pk: one for one in held}, Obligation.objects.filter(mandate__in=pks, state=ObligationState.OPEN).exclude(office=None)
    responsible: dict[int, list[Office]] = {}
    for mandate, office in laid.order_by("mandate_id", "office_id").values_list("mandate", "office").distinct():
        if office in by_pk:
            responsible.setdefault(mandate, []).append(by_pk[office])
    found: dict[int, list[Office]] = {}
    for one in terms:
        offices = [office for code in one.actors.split() for office in by_code.get(code, ())] + responsible.get(one.mandate_id, [])
        offices += [office for office in held if office.party_id in parties[one.actors] and speaks(office)]
        for owner in owners.get(one.mandate_id, ()):
            offices += [office for office in held if office.party_id == owner.party_id and (
                office.function == owner.office.function if owner.office else speaks(office))]
        found[one.mandate_id] = list(dict.fromkeys(offices))
    return found


def lead_of(mandate: Mandate, at: datetime | None = None) -> Lead | None:
    """Who leads of several, at a time; whoever the terms that hold do not name leads no more."""
    asked = TermsActor.objects.filter(terms__mandate=mandate, terms__current=True)
    return Lead.objects.at(at or timezone.now()).filter(mandate=mandate, actor__in=asked.values("actor")).order_by("-pk").first()


def handled_by(mandate: Mandate, at: datetime | None = None) -> list[Handling]:
    """Who of the staff works on a duty, at a time."""
    return list(Handling.objects.at(at or timezone.now()).filter(mandate=mandate).select_related("office__party", "person").order_by("pk"))


def silent_since(mandates: Iterable[int], now: datetime) -> dict[int, date]:
    """When those were asked first from whom nothing was heard since, by mandate."""
    found: dict[int, Any] = {}
    lapsed = AnswerLink.objects.filter(mandate__in=list(mandates), answer=None, expires_at__lt=now).select_related("asked_by").order_by("-pk")
    for one in lapsed:
        found[one.mandate_id] = one.asked_by.happened_at.date()
    return found


def owed_in(offices: Iterable[Office], at: datetime | None = None) -> Q:
    """The obligations of duties that offices owe: by their own code, by that of their party, as its class or its owner; what the party has answered is not."""
    offices = list(offices)
    codes = [(codes_answered(one), one.party) for one in offices]
    duties = [duties_asked(some, party.root_id) for some, party in codes if some]
    owed = Q(mandate__in=owned_in(offices, at).values("mandate").union(*duties))  # one set, and no « or » beside where none is needed: an index finds them
    keys = [one.pk for one in offices]
    if Obligation.objects.filter(office__in=keys).exists():
        owed |= Q(office__in=keys)
    own = {office.party_id for office in offices if speaks(office)}
    done = Answer.objects.filter(party__in=own, says=Says.DONE, withdrawn_by=None)
    return owed & Q(~Exists(done.filter(obligation=OuterRef("pk")))) if own and done.exists() else owed


def owned_in(offices: Iterable[Office], at: datetime | None = None) -> QuerySet[Assignment]:
    """The assignments by which the holders of offices own duties: named to the office, or to a party for which they act."""
    named = Q(pk__in=[])
    for one in offices:
        own = Q(office__function=one.function)
        named |= Q(own | Q(office=None) if speaks(one) else own, party=one.party_id)
    return Assignment.objects.at(at or timezone.now()).filter(named)
