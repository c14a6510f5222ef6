"""The regions of the sample: what its bodies cover, groups asked for, terms of reference, joint acts, help, places; done by whoever may."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from mandata.membership.models import Initiative
from mandata.membership.operations import regional
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation, Party, Person, Responsibility, offices_held
from mandata.parties.operations import record_attendance
from mandata.texts.models import Work


class Regions:
    """The sample's table on its way in."""

    def __init__(self, union: Organisation, officer: Acting) -> None:
        self.union, self.officer = union, officer
        self.parties = {one.key: one for one in Party.objects.filter(organisation=union).select_related("parent")}

    def speaker(self, key: str) -> Acting:
        """Whoever leads a body, heads an administration or is a focal point, with an account or without."""
        functions = ("chair", "head-of-administration", "accredited-representative", "focal-point", "head-of-office", "director")
        person = Person.objects.filter(offices__party=self.parties[key], offices__function__in=functions).order_by("pk").first()
        assert person is not None, key
        return self.acting(person)

    def acting(self, person: Person) -> Acting:
        """A person in all offices held."""
        offices = tuple(offices_held(person, timezone.now()))
        return Acting(user=person.user, person=person, offices=offices, office=offices[0])

    def some(self, keys: list[str]) -> list[Party]:
        """Parties by their keys."""
        return [self.parties[key] for key in keys]

    def coverage(self, one: dict[str, Any]) -> None:
        """What a body covers."""
        regional.describe_coverage(acting_as=self.officer, body=self.parties[one["body"]], by=one["by"], words=one["words"],
                                   source=one["source"], since=one["since"])

    def request(self, one: dict[str, Any]) -> None:
        """A regional group asked for, and what the parent group decided, if it did."""
        parent, asked = one["parent"], noon(one["asked"])
        request = regional.ask_for_group(
            acting_as=self.speaker(one["asking"]), asking=self.parties[one["asking"]], parent=self.parties[parent], region=one["region"],
            names=one["names"], reason=one["reason"], happened_at=asked)
        if "agreed" in one:
            regional.agree_group(acting_as=self.speaker(parent), request=request, decision=one["decision"], happened_at=noon(one["agreed"]))
        elif "refused" in one:
            regional.refuse_group(acting_as=self.speaker(parent), request=request, reason=one["decision"], happened_at=noon(one["refused"]))

    def terms(self, one: dict[str, Any]) -> None:
        """Terms of reference drafted by the region and, where the table says so, approved by the parent group."""
        group = self.parties[one["group"]]
        draft = regional.draft_terms(acting_as=self.speaker(one["by"]), group=group, texts=one["texts"], happened_at=noon(one["drafted"]))
        if "approved" in one and group.parent is not None:
            regional.approve_terms(acting_as=self.speaker(group.parent.key), terms=draft, decision=one["decision"], happened_at=noon(one["approved"]))

    def charge(self, one: dict[str, Any]) -> None:
        """A Question or matter given to a regional group."""
        group = self.parties[one["group"]]
        assert group.parent is not None
        regional.charge(acting_as=self.speaker(group.parent.key), group=group, of=one["of"], words=one["words"], regions=one["regions"],
                        decision=one["decision"], since=one["since"])

    def link(self, one: dict[str, Any]) -> None:
        """A cooperation."""
        regional.link_body(acting_as=self.speaker(one["ours"]), ours=self.parties[one["ours"]], body=self.parties[one["body"]],
                           matter=one["matter"], mechanism=one["mechanism"], since=one["since"])

    def joint_act(self, one: dict[str, Any]) -> None:
        """Something done together."""
        regional.record_joint_act(
            acting_as=self.speaker(one["ours"]), ours=self.parties[one["ours"]], with_whom=self.some(one["with"]), what=one["what"],
            subject=one["subject"], day=one["day"], place=one.get("place", ""),
            hosted_by=self.parties[one["hosted_by"]] if "hosted_by" in one else None, document=one.get("document", ""))

    def framework(self, one: dict[str, Any]) -> None:
        """A regional framework that a body holds."""
        regional.hold_framework(acting_as=self.speaker(one["body"]), body=self.parties[one["body"]], title=one["title"], words=one["words"],
                                helped_by=self.some(one["helped_by"]), document=one["document"], since=one["since"])

    def created(self, one: dict[str, Any]) -> None:
        """A standards body that a region created."""
        regional.create_body(acting_as=self.speaker(one["founder"]), founder=self.parties[one["founder"]], key=one["key"], region=one["region"],
                             names=one["names"], source=one["source"], since=one["since"])

    def mechanism(self, one: dict[str, Any]) -> None:
        """A mechanism of coordination with the bodies of some resolutions, as far as they are in the library."""
        ours = self.parties[one["ours"]]
        works = Work.objects.filter(organisation=ours.root_id, kind_of_text="resolution", number__in=one["works"])
        regional.set_up_mechanism(acting_as=self.speaker(one["ours"]), ours=ours, title=one["title"], words=one["words"],
                                  bodies=self.some(one["bodies"]), works=list(works), document=one["document"], since=one["since"])

    def took_part(self, one: dict[str, Any]) -> None:
        """Who took part in a session of a regional group."""
        session = BodySession.objects.get(body=self.parties[one["body"]], year=one["year"])
        record_attendance(acting_as=self.officer, session=session, parties=self.some(one["parties"]), mode=one.get("mode", ""))

    def initiative(self, one: dict[str, Any]) -> None:
        """A national initiative."""
        regional.enter_initiative(acting_as=self.speaker(one["state"]), state=self.parties[one["state"]], title=one["title"], words=one["words"],
                                  document=one.get("document", ""), since=one["since"])

    def programme(self, one: dict[str, Any]) -> None:
        """A mobilisation programme submitted to a session."""
        laid = self.laid(one)
        regional.submit_programme(
            acting_as=self.acting(laid.office.person), responsibility=laid, title=one["title"], words=one["words"],
            session=BodySession.objects.get(body=self.parties[one["body"]], year=one["year"]), happened_at=noon(one["day"]))

    def laid(self, one: dict[str, Any]) -> Responsibility:
        """The responsibility in a group that some words name."""
        return Responsibility.objects.known().select_related("office__person").get(  # type: ignore[no-any-return]
            office__party=self.parties[one["group"] if "group" in one else one["asking"]], words=one["responsibility"])

    def helped(self, one: dict[str, Any]) -> None:
        """Help asked for, given and told of."""
        asking = self.speaker(one["asking"])
        request = regional.ask_help(
            acting_as=asking, asking=self.parties[one["asking"]], what_for=one["for"], words=one["words"], day=one["asked"],
            group=self.parties[one["group"]] if "group" in one else None, responsibility=self.laid(one) if "responsibility" in one else None,
            initiative=Initiative.objects.known().get(state=self.parties[one["asking"]], title=one["initiative"]) if "initiative" in one else None)
        for given in one.get("given", ()):
            regional.give_help(acting_as=self.speaker(given["giver"]), giver=self.parties[given["giver"]], request=request, words=given["words"],
                               day=given["day"], document=given.get("document", ""), amount=Decimal(given["amount"]) if "amount" in given else None,
                               unit=given.get("unit", ""), paid_from=given.get("paid_from", ""))
        if "result" in one:
            regional.conclude_help(acting_as=asking, request=request, result=one["result"])

    def work(self, one: dict[str, Any]) -> None:
        """What a vice-chair did under the responsibility."""
        laid = self.laid(one)
        acting = self.acting(laid.office.person)
        operation = {"mobilised": regional.mobilise, "informed": regional.inform}[one["what"]]
        operation(acting_as=acting, responsibility=laid, region=one["region"], words=one["words"], members=self.some(one["members"]), day=one["day"])

    def places(self, one: dict[str, Any]) -> None:
        """Places offered and taken."""
        offered = regional.offer_places(
            acting_as=self.speaker(one["convening"]), convening=self.parties[one["convening"]], meeting=one["meeting"], day=one["day"],
            tied_to=self.parties[one["tied_to"]], places=one["places"], happened_at=noon(one["offered"]))
        for state in one["taken"]:
            regional.take_place(acting_as=self.speaker(state), state=self.parties[state], opportunity=offered, happened_at=noon(one["offered"]))


def coordinate_regions(officer: Acting, union: Organisation, sample: Path) -> None:
    """What the table of the sample says of its regions, in its order."""
    with (sample / "regional.toml").open("rb") as file:
        table = tomllib.load(file)
    regions = Regions(union, officer)
    takes: dict[str, Callable[[dict[str, Any]], None]] = {
        "coverages": regions.coverage, "requests": regions.request, "terms": regions.terms, "charges": regions.charge, "links": regions.link,
        "joint_acts": regions.joint_act, "frameworks": regions.framework, "created": regions.created,
        "mechanisms": regions.mechanism, "took_part": regions.took_part, "initiatives": regions.initiative, "help": regions.helped, "work": regions.work,
        "programmes": regions.programme, "places": regions.places,
    }
    for name, take in takes.items():
        for entry in table.get(name, ()):
            take(entry)


def noon(day: date) -> datetime:
    """Noon of a day."""
    return timezone.make_aware(datetime.combine(day, time(12)))
