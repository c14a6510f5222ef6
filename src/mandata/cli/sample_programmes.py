"""The programmes of the sample's plan, what is done in them, and what its pilot came to; done by whoever may."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mandata.cli.sample_regions import Regions, noon
from mandata.mandates.models import PlanProgramme
from mandata.mandates.operations import move_on, open_programme, record_activity
from mandata.membership.models import Route
from mandata.membership.operations import give_view, nominate_leader, record_cost
from mandata.membership.operations.candidacies import nominate_rapporteur
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation
from mandata.parties.operations import add_membership, record_attendance, record_contribution
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Provision, Work


class Sample(Regions):
    """The tables of programmes and of the pilot on their way in."""

    def opened(self, one: dict[str, Any]) -> None:
        """A programme, on the provision that gives it."""
        work = Work.objects.get(organisation=self.union, kind_of_text="resolution", number=one["text"])
        call, label = one["provision"].split()
        provision = Provision.objects.filter(work=work, versions__wordings__label=label, versions__part="operative", versions__call=call).first()
        open_programme(acting_as=self.officer, work=work, number=one["number"], names=one["names"], provision=provision, since=one["since"],
                       happened_at=noon(one["since"]))

    def activity(self, one: dict[str, Any]) -> None:
        """What somebody does in a programme, step by step."""
        programme = PlanProgramme.objects.known().get(work__organisation=self.union, number=one["programme"])
        acting, (first, *rest) = self.speaker(one["party"]), one["steps"]
        activity = record_activity(
            acting_as=acting, party=self.parties[one["party"]], programme=programme, words=one["words"], state=first["state"], note=first.get("note", ""),
            document=first.get("document", ""), day=first["day"], happened_at=noon(first["day"]))
        for step in rest:
            move_on(acting_as=acting, activity=activity, state=step["state"], note=step.get("note", ""), document=step.get("document", ""), day=step["day"],
                    happened_at=noon(step["day"]))

    def firms_took_part(self, one: dict[str, Any]) -> None:
        """Firms of the pilot in a session of a group, and how."""
        session = BodySession.objects.get(body=self.parties[one["body"]], year=one["year"])
        record_attendance(acting_as=self.speaker(one["body"]), session=session, parties=self.some(one["parties"]), mode=one["mode"])

    def contribution(self, one: dict[str, Any]) -> None:
        """A document that a party brought to a session."""
        session = BodySession.objects.get(body=self.parties[one["body"]], year=one["year"])
        record_contribution(acting_as=self.speaker(one["body"]), session=session, party=self.parties[one["party"]], number=one["number"],
                            title=one["title"], topic=one["topic"])

    def cost(self, one: dict[str, Any]) -> None:
        """What the pilot cost."""
        record_cost(acting_as=self.officer, route=self.route, words=one["words"], amount=one["amount"], currency="CHF", source=one["source"], day=one["day"])

    def view(self, one: dict[str, Any]) -> None:
        """How somebody sees the pilot; one that came by letter is recorded by the officer."""
        acting = self.officer if "letter" in one else self.speaker(one["party"])
        give_view(acting_as=acting, party=self.parties[one["party"]], route=self.route, wants=one["wants"], words=one["words"],
                  source=one.get("letter", ""), day=one["day"])

    def member(self, one: dict[str, Any]) -> None:
        """A firm that became a member otherwise."""
        add_membership(acting_as=self.officer, party=self.parties[one["party"]], of=self.union.party_ptr, category=one["category"], since=one["since"])

    def attempt(self, one: dict[str, Any]) -> None:
        """Something that a firm tried and was refused."""
        operation = {"chair": nominate_leader, "rapporteur": nominate_rapporteur}[one["function"]]
        try:
            operation(acting_as=self.speaker(one["party"]), body=self.parties[one["body"]], function=one["function"], email="lin@example.org", name="Lin Harrow")
        except Refused:
            return
        raise RuleBroken(f"{one['party']}: nobody refused it", self.parties[one["party"]])

    @property
    def route(self) -> Route:
        """The pilot."""
        return Route.objects.select_related("organisation").get(organisation=self.union, code="coastal-firms")


def run_programmes_and_pilot(officer: Acting, union: Organisation, folder: Path) -> None:
    """What the tables of the sample say, in their order."""
    with (folder / "programmes.toml").open("rb") as file, (folder / "pilot.toml").open("rb") as other:
        table = tomllib.load(file) | tomllib.load(other)
    sample = Sample(union, officer)
    for name, take in (
        ("programmes", sample.opened), ("activities", sample.activity), ("joint_acts", sample.joint_act), ("firms_took_part", sample.firms_took_part),
        ("contributions", sample.contribution), ("members", sample.member), ("attempts", sample.attempt), ("costs", sample.cost), ("views", sample.view),
    ):
        for entry in table[name]:
            take(entry)
