"""The sample's dues: raised year by year, paid as its table says; reviews of the terms."""

from __future__ import annotations

import tomllib
from pathlib import Path

from mandata.membership import operations
from mandata.membership.models import Due, Route
from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation, Party


def raise_fees(officer: Acting, union: Organisation, folder: Path) -> None:
    """Raise the dues of the years named, record the payments, tell the reviews."""
    with (folder / "fees.toml").open("rb") as file:
        table = tomllib.load(file)
    for year in table["raised"]:
        operations.raise_dues(acting_as=officer, organisation=union, year=year)
    for entry in table["payments"]:
        for due in Due.objects.known().filter(organisation=union, member__key__in=entry["members"], year=entry["year"]).order_by("pk"):
            operations.record_payment(
                acting_as=officer, due=due, amount=entry.get("amount", due.amount), day=entry["day"], reference=entry.get("reference", ""))
    for entry in table["reviews"]:
        operations.review_terms(
            acting_as=officer, route=Route.objects.get(organisation=union, code=entry["route"]),
            body=Party.objects.get(organisation=union, key=entry["body"]), day=entry["day"], next_on=entry.get("next_on"), source=entry["source"])
