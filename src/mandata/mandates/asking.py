"""Whom one act would ask about many duties: who owes each, who has no address, who was asked or answered lately; and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mandata.mandates.following import codes_of, debtors, parties_among, rank, speaks
from mandata.mandates.models import Answer, AnswerLink, Asking, Lead, MandateTerms, Obligation, ObligationState
from mandata.mandates.settings import settings_of
from mandata.parties.models import Office, Organisation, Party

LATELY = timedelta(days=30)
MOST = 500  # duties in one act


class Would(TextChoices):
    ASK = "ask", _("would be asked")
    LATELY = "lately", _("was asked lately")
    ANSWERED = "answered", _("has answered lately")
    NO_ADDRESS = "no-address", _("no mail address is known")
    NOBODY = "nobody", _("nobody holds the office")


@dataclass(frozen=True, slots=True)
class Question:
    """One duty, one of those who owe it, and whether one act would ask them."""

    obligation: Obligation
    terms: MandateTerms
    office: Office | None
    party: Party | None
    would: str
    on: date | None = None  # when they were asked or answered lately

    @property
    def key(self) -> str:
        """By what a person chooses it: the duty and the office."""
        return f"{self.obligation.mandate_id}-{self.office.pk}" if self.office else ""

    @property
    def would_words(self) -> str:
        """Whether they would be asked, in the reader's language."""
        return str(Would(self.would).label)


def whom_to_ask(organisation: Organisation, obligations: Iterable[Obligation], now: datetime | None = None) -> list[Question]:
    """Each debtor of each duty among open obligations, the earliest of a duty standing for it; of a class each of its parties.

    Of several who owe a duty the lead alone is asked; where nobody holds its office, the others. What is due only from one with a
    responsibility is asked of each who has it.
    """
    now = now or timezone.now()
    first: dict[tuple[int, int | None], Obligation] = {}
    for owed in sorted(obligations, key=lambda owed: (owed.due_on, owed.pk)):
        if owed.state == ObligationState.OPEN:
            first.setdefault((owed.mandate_id, owed.office_id), owed)
    duties = {pk for pk, _office in first}
    terms = {
        one.mandate_id: one for one in MandateTerms.objects.filter(current=True, mandate__in=duties, mandate__organisation=organisation).select_related(
            "version__revision__work", "version__revision__session", "mandate__organisation")
    }
    settings, owing = settings_of(organisation), debtors(organisation, terms.values(), now)
    leads = {one.mandate_id: one.actor for one in Lead.objects.at(now).filter(mandate__in=terms).order_by("pk")}
    lately = (now - LATELY).date()
    asked: dict[tuple[int, int], date] = {}
    for link in AnswerLink.objects.filter(mandate__in=terms, answer=None, asked_by__happened_at__date__gte=lately).select_related("asked_by").order_by("pk"):
        asked[link.mandate_id, link.person_id] = link.asked_by.happened_at.date()
    said: dict[tuple[int, int | None], date] = {}
    for mandate, of, day in Answer.objects.filter(mandate__in=terms, withdrawn_by=None, day__gte=lately).order_by("day", "pk").values_list("mandate", "party", "day"):
        said[mandate, of] = day
    classes: dict[str, list[Party] | None] = {one: parties_among(organisation, one.split(), settings, now) for one in {one.actors for one in terms.values()}}
    found: list[Question] = []
    for (pk, _office), obligation in first.items():
        if (one := terms.get(pk)) is None or classes[one.actors] is not None:
            continue
        offices = [obligation.office] if obligation.office_id and obligation.office else owing.get(pk, [])
        if (lead := leads.get(pk)) in one.actors.split():  # whom the words name no more leads no more
            offices = [office for office in offices if lead in codes_of(office)] or offices
        found += [_question(obligation, one, office, None, asked, said) for office in first_of_each(offices, one.actors.split())] or [Question(obligation, one, None, None, Would.NOBODY)]
    speaking: dict[int, Office] = {}
    wanted = {party.pk for some in classes.values() for party in some or ()}
    acting = [one for one in Office.objects.at(now).filter(party__in=wanted).select_related("party", "person") if speaks(one)]
    for office in sorted(acting, key=lambda one: (not one.person.email, rank(one), one.pk)):
        speaking.setdefault(office.party_id, office)
    for (pk, _office), obligation in first.items():
        for party in (classes[terms[pk].actors] or ()) if pk in terms else ():
            held = speaking.get(party.pk)
            found.append(_question(obligation, terms[pk], held, party, asked, said) if held else Question(obligation, terms[pk], None, party, Would.NOBODY))
    return found


def first_of_each(offices: Iterable[Office], actors: Collection[str] = ()) -> list[Office]:
    """Of those whose acts are those of one party, or of one actor named, the first alone: with an address before without, the chair before a vice-chair."""
    found: dict[tuple[int, str], Office] = {}
    for one in offices:
        key = (one.party_id, one.actor if one.actor in actors else one.party.actor) if speaks(one) else (-one.pk, "")  # each for itself
        if key not in found or (not one.person.email, rank(one)) < (not found[key].person.email, rank(found[key])):
            found[key] = one
    return list(found.values())


def _question(
    obligation: Obligation, terms: MandateTerms, office: Office, party: Party | None, asked: dict[tuple[int, int], date],
    said: dict[tuple[int, int | None], date],
) -> Question:
    mandate = obligation.mandate_id
    if (day := said.get((mandate, party.pk if party else None))) is not None:
        return Question(obligation, terms, office, party, Would.ANSWERED, day)
    if not office.person.email:
        return Question(obligation, terms, office, party, Would.NO_ADDRESS)
    if (day := asked.get((mandate, office.person_id))) is not None:
        return Question(obligation, terms, office, party, Would.LATELY, day)
    return Question(obligation, terms, office, party, Would.ASK)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one question of an asking: answered (by the link or otherwise), or silent, with its link open or lapsed."""

    link: AnswerLink
    answer: Answer | None
    open: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """An asking in numbers: asked is answered and silent together."""

    asking: Asking
    came: list[Came]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return len(self.came)

    @property
    def answered(self) -> int:
        """How many answered, by their link or otherwise."""
        return sum(1 for one in self.came if one.answer is not None)

    @property
    def silent(self) -> int:
        """From how many nothing was heard."""
        return sum(1 for one in self.came if one.answer is None)

    @property
    def open(self) -> int:
        """How many of the silent ones may still answer by their link."""
        return sum(1 for one in self.came if one.answer is None and one.open)


def outcomes(askings: Iterable[Asking], now: datetime | None = None) -> list[Outcome]:
    """What came of askings; as many queries for one as for many."""
    now, askings = now or timezone.now(), list(askings)
    through = list(Asking.links.through.objects.filter(asking__in=askings).values_list("asking_id", "answerlink_id"))
    links = {one.pk: one for one in AnswerLink.objects.filter(pk__in={pk for _asking, pk in through}).select_related(
        "mandate", "obligation", "office__party", "person", "party", "asked_by", "answer").prefetch_related("office__party__names", "party__names")}
    answers: dict[tuple[int, int | None], list[Answer]] = {}
    mandates = {one.mandate_id for one in links.values()}
    for answer in Answer.objects.filter(mandate__in=mandates, withdrawn_by=None).select_related("by").order_by("pk"):
        answers.setdefault((answer.mandate_id, answer.party_id), []).append(answer)
    by_asking: dict[int, list[Came]] = {one.pk: [] for one in askings}
    for asking, pk in sorted(through):
        link = links[pk]
        came = link.answer if link.answer and link.answer.withdrawn_by_id is None else None
        if came is None:
            later = answers.get((link.mandate_id, link.party_id), ())
            came = next((one for one in later if one.by.happened_at >= link.asked_by.happened_at), None)
        by_asking[asking].append(Came(link, came, link.expires_at >= now and link.answer_id is None))
    return [Outcome(one, by_asking[one.pk]) for one in askings]


def asked_open(offices: Iterable[int], now: datetime | None = None) -> Q:
    """The links by which offices are asked and may still answer; what was answered another way since is asked no more."""
    heard = Answer.objects.filter(mandate=OuterRef("mandate"), withdrawn_by=None, by__happened_at__gte=OuterRef("asked_by__happened_at"))
    heard = heard.filter(Q(party=OuterRef("party")) | Q(party=None))
    return Q(~Exists(heard), office__in=list(offices), answer=None, expires_at__gte=now or timezone.now(), mandate__ended_by=None)
