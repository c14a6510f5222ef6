"""What became of the sample's duties: sessions moved, periods fixed, means, answers; done by whoever may."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from mandata.mandates import operations
from mandata.mandates.following import debtors, parties_of
from mandata.mandates.models import Mandate, MandateTerms, Obligation
from mandata.mandates.register import live_terms
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Office, Organisation, Party, Person, offices_held
from mandata.texts.models import Work


class Owed:
    """The sample's table on its way in."""

    def __init__(self, union: Organisation, officer: Acting) -> None:
        self.union, self.officer = union, officer
        self.parties = {one.key: one for one in Party.objects.filter(organisation=union).select_related("organisation")}
        self.terms = list(live_terms().filter(mandate__organisation=union))

    def duty(self, named: str) -> MandateTerms | None:
        """The live duty of « number: some of its words »; the sample leaves some texts to whoever reviews them."""
        number, words = named.split(": ", 1)
        return next((one for one in self.terms if one.version.revision.work.number == number and words in one.summary), None)

    def session(self, one: dict[str, Any]) -> None:
        """A session announced, moved or cancelled."""
        body = self.parties[one["body"]]
        if (said := one.get("announce")) is not None:
            operations.announce_session(acting_as=self.officer, body=body, **said)
            return
        found = BodySession.objects.filter(organisation=self.union, body=body).select_related("body__organisation", "organisation")
        session = found.get(start=one["announced"]) if "announced" in one else found.get(year=one["year"])
        if (said := one.get("move")) is not None:
            operations.move_session(acting_as=self.officer, session=session, **said)
        else:
            operations.cancel_session(acting_as=self.officer, session=session, **one["cancel"])

    def period(self, one: dict[str, Any]) -> None:
        """How often « periodic » is."""
        if (terms := self.duty(one["duty"])) is not None:
            operations.fix_period(acting_as=self.officer, mandate=terms.mandate, body=self.parties[one["body"]], decision=one["decision"], since=one["since"])

    def means(self, one: dict[str, Any]) -> None:
        """Means asked for, given, refused."""
        if (terms := self.duty(one["duty"])) is not None:
            operations.record_means(
                acting_as=self.officer, mandate=terms.mandate, what=one["what"], words=one["words"], source=one["source"], day=one["day"],
                amount=Decimal(one["amount"]) if "amount" in one else None, unit=one.get("unit", ""))

    def lead(self, one: dict[str, Any]) -> None:
        """Which of several leads."""
        if (terms := self.duty(one["duty"])) is not None:
            operations.name_lead(acting_as=self.officer, mandate=terms.mandate, actor=one["actor"], basis=one["basis"])

    def answer(self, one: dict[str, Any]) -> None:
        """An answer, of whoever owes the duty or recorded by the officer."""
        if (terms := self.duty(one["duty"])) is None:
            return
        mandate: Mandate = terms.mandate
        obligation = Obligation.objects.filter(mandate=mandate, due_on=one["due"]).first() if "due" in one else None
        values: dict[str, Any] = {
            "mandate": mandate, "says": one["says"], "words": one["words"], "evidence": one.get("evidence", ""), "obligation": obligation,
            "party": self.parties[one["party"]] if "party" in one else None, "day": one["day"], "happened_at": _noon(one["day"]),
        }
        offices = debtors(self.union, [terms]).get(mandate.pk, [])
        if "recorded" in one or not offices:
            operations.record_answer(acting_as=self.officer, source=one.get("recorded", "Told to the secretariat"), **values)
        else:
            operations.answer_duty(acting_as=_acting(offices[0]), **values)

    def handed(self, one: dict[str, Any]) -> None:
        """A duty that the holder of the office gives to a person to work on."""
        if (terms := self.duty(one["duty"])) is not None:
            office = debtors(self.union, [terms])[terms.mandate_id][0]
            operations.hand_to(acting_as=_acting(office), mandate=terms.mandate, office=office, person=Person.objects.get(email=one["to"]))

    def issue(self, one: dict[str, Any]) -> None:
        """A plan issued on a day."""
        operations.issue_plan(acting_as=self.officer, work=self.work(one["text"]), happened_at=_noon(one["day"]))

    def review(self, one: dict[str, Any]) -> None:
        """The yearly examination of a plan."""
        work = self.work(one["text"])
        own = [terms for terms in self.terms if terms.version.revision.work_id == work.pk]
        decisions = {
            terms.mandate.uid: verdict for verdict in ("kept", "changed") for words in one[verdict] for terms in own if words in terms.summary
        }
        open_ones = Obligation.objects.filter(mandate__provision__work=work, due_on=one["delivers"], state="open").select_related("mandate__organisation")
        due = next((each for each in open_ones if parties_of(each.mandate) is None), None)  # for a class its parties answer themselves
        operations.review_plan(acting_as=self.officer, work=work, year=one["year"], needs=one["needs"], source=one["source"], decisions=decisions,
                               obligation=due, happened_at=_noon(one["day"]))

    def work(self, number: str) -> Work:
        """A resolution of the sample by its number."""
        return Work.objects.select_related("organisation").get(organisation=self.union, kind_of_text="resolution", number=number)


def record_what_is_owed(officer: Acting, union: Organisation, folder: Path) -> None:
    """What the table of the sample says, in its order."""
    with (folder / "owed.toml").open("rb") as file:
        table = tomllib.load(file)
    for name, take in (("sessions", Owed.session), ("periods", Owed.period), ("means", Owed.means), ("leads", Owed.lead), ("handed", Owed.handed), ("answers", Owed.answer),
                       ("issues", Owed.issue), ("reviews", Owed.review), ("later", Owed.answer)):
        owed = Owed(union, officer)
        for entry in table.get(name, ()):
            take(owed, entry)


def _acting(office: Office) -> Acting:
    offices = tuple(offices_held(office.person, timezone.now()))
    return Acting(user=office.person.user, person=office.person, offices=offices, office=office)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
