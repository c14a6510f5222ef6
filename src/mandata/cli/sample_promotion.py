"""The sample's agreements and contacts, each done by whoever may."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from mandata.membership import operations
from mandata.membership.models import Agreement, Application
from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation, Party, Person, functions_of, offices_held
from mandata.shared.rights import may


def promote(officer: Acting, union: Organisation, folder: Path) -> None:
    """Conclude the agreements, then record the contacts and what came of them."""
    parties = {one.key: one for one in Party.objects.filter(organisation=union)}
    for entry in _entries(folder, "agreements"):
        signed_in = parties[entry["office"]]
        signatory = functions_of(signed_in).get(code=entry["function"])
        agreement = operations.conclude(
            acting_as=officer, organisation=union, title=entry["title"], object=entry["object"], parties=[parties[key] for key in entry["parties"]],
            signatory=signatory, signed_in=signed_in, signed_on=entry["signed_on"], until=entry.get("until"), text=("memorandum.txt", entry["text"].encode()), sample=True,
        )
        if "ended" in entry:
            operations.end_agreement(acting_as=officer, agreement=agreement, reason=entry["reason"], happened_at=noon(entry["ended"]))
    agreements = {one.title: one for one in Agreement.objects.filter(organisation=union)}
    for entry in _entries(folder, "contacts"):
        by = parties[entry["by"]]
        acting = acting_in(by, "record-contact") or officer
        contact = operations.record_contact(
            acting_as=acting, by=by, channel=entry["channel"], day=entry["day"], firm_name=entry.get("firm", ""),
            association=parties.get(entry.get("association", "")), state_party=parties.get(entry.get("state", "")),
            agreement=agreements.get(entry.get("agreement", "")), result=entry.get("first", "open"), sample=True,
        )
        if "result" in entry:
            application = Application.objects.get(route__organisation=union, firm_name=entry["firm"]) if entry["result"] == "applied" else None
            operations.tell_result(
                acting_as=acting, contact=contact, result=entry["result"], application=application, note=entry.get("note", ""),
                happened_at=noon(entry["told"]),
            )


def acting_in(party: Party, verb: str) -> Acting | None:
    """Whoever holds an office in a party and may do something for it, with an account or without; none where nobody does."""
    for person in Person.objects.filter(offices__party=party).order_by("offices__pk"):
        offices = tuple(sorted(offices_held(person, timezone.now()), key=lambda one: one.party_id != party.pk))
        acting = Acting(user=person.user, person=person, offices=offices, office=offices[0])
        if may(acting, verb, party):
            return acting
    return None


def noon(day: date) -> datetime:
    """Noon of a day, as every act of the sample that is told by its day."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _entries(folder: Path, name: str) -> list[dict[str, Any]]:
    with (folder / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)[name]  # type: ignore[no-any-return]
