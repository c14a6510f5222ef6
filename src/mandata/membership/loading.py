"""Load what a profile says of membership: routes with their terms and the groups that take part, the table of rights, who signs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from mandata.membership.models import FeeFormula, Participation, Route, RouteTerms, SigningPower, UnitValue
from mandata.membership.operations.fees import check_formula
from mandata.membership.operations.rights import Cell, check_cell, open_cell
from mandata.parties.capacity import Acting
from mandata.parties.models import CodeName, Organisation, Party
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("load-membership", on="organisation")
def load_membership(*, acting_as: Acting, organisation: Organisation, folder: Path) -> None:
    """Load ``routes.toml``, ``rights.toml``, ``fees.toml`` and ``powers.toml`` of a profile; what cannot be loaded is named with its place, and nothing is."""
    act = doing().write(organisation)
    for number, route in enumerate(_entries(folder / "routes.toml", "routes"), start=1):
        try:
            _load_route(organisation, route, act)
        except (KeyError, TypeError, ValueError) as error:
            raise _wrong("routes.toml", number, error) from error
    named = {scheme: set(CodeName.objects.filter(organisation=organisation, scheme=scheme).values_list("code", flat=True))
             for scheme in ("category", "right")}
    for number, entry in enumerate(_entries(folder / "rights.toml", "rights"), start=1):
        try:
            cells = list(_cells(entry))
            for cell in cells:
                check_cell(cell)
                for scheme, code in (("category", cell.category), ("right", cell.verb)):
                    if code not in named[scheme]:
                        raise ValueError(f"names.tsv has no {scheme} “{code}”")
                open_cell(organisation, cell, act, always=True)
        except (KeyError, TypeError, ValueError, RuleBroken) as error:
            raise _wrong("rights.toml", number, error) from error
    load_fees(organisation, folder, act)
    for number, entry in enumerate(_entries(folder / "powers.toml", "powers"), start=1):
        try:
            SigningPower.objects.create(
                organisation=organisation, function=entry["function"], basis=entry["basis"], cited=entry.get("cited", ""),
                since=_day(entry, "since"), until=_day(entry, "until"), opened_by=act,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _wrong("powers.toml", number, error) from error


def load_fees(organisation: Organisation, folder: Path, act: Act) -> None:
    """Load the formulas and the unit's values of ``fees.toml``."""
    for number, entry in enumerate(_entries(folder / "fees.toml", "fees"), start=1):
        try:
            numerator, denominator = entry.get("numerator"), entry.get("denominator")
            like, scheme, code = (entry.get(name, "") for name in ("like", "scheme", "class"))
            check_formula(entry["basis"], numerator, denominator, like, scheme, code)
            FeeFormula.objects.create(
                organisation=organisation, category=entry["category"], numerator=numerator, denominator=denominator, like=like, scheme=scheme,
                code=code, basis=entry["basis"], cited=entry.get("cited", ""), since=_day(entry, "since"), until=_day(entry, "until"), opened_by=act,
            )
        except (KeyError, TypeError, ValueError, RuleBroken) as error:
            raise _wrong("fees.toml", number, error) from error
    for number, entry in enumerate(_entries(folder / "fees.toml", "units"), start=1):
        try:
            UnitValue.objects.create(
                organisation=organisation, amount=entry["amount"], currency=entry["currency"], basis=entry["basis"], cited=entry.get("cited", ""),
                since=_day(entry, "since"), until=_day(entry, "until"), opened_by=act,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _wrong("fees.toml (units)", number, error) from error


def _entries(path: Path, name: str) -> list[dict[str, Any]]:
    """The entries of a table of tables; none where the profile has no such file."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        return tomllib.load(file).get(name, [])  # type: ignore[no-any-return]


def _wrong(file: str, number: int, error: Exception) -> RuleBroken:
    what = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)
    return RuleBroken(f"{file}, entry {number}: {what}.")


def _cells(entry: dict[str, Any]) -> Iterator[Cell]:
    """An entry names one category, or several, and verbs and places; each combination is a cell."""
    for category in _several(entry["category"]):
        for verb in _several(entry["verb"]):
            for place in _several(entry["place"]):
                yield Cell(
                    category, verb, place, entry["says"], entry.get("condition", ""), entry.get("cited", ""), entry.get("basis", ""),
                    entry.get("words", {}),
                )


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _load_route(organisation: Organisation, entry: dict[str, Any], act: Act) -> None:
    route = Route.objects.create(organisation=organisation, code=entry["code"], names=entry["names"])
    for terms in entry["terms"]:
        RouteTerms.objects.create(
            route=route, category=terms["category"], pilot=terms.get("pilot", False), term=_day(terms, "term"), basis=terms["basis"],
            cited=terms.get("cited", ""), by_administration=terms.get("by_administration", True), by_group=terms.get("by_group", True),
            since=_day(terms, "since"), until=_day(terms, "until"), opened_by=act,
        )
    for part in entry.get("participations", []):
        group = Party.objects.filter(organisation=organisation, key=part["group"]).first()
        if group is None:
            raise ValueError(f"no party has the key “{part['group']}”")
        Participation.objects.create(
            route=route, group=group, basis=part["basis"], cited=part.get("cited", ""), since=_day(part, "since"), until=_day(part, "until"),
            opened_by=act,
        )


def _day(entry: dict[str, Any], key: str) -> date | None:
    value = entry.get(key)
    if value is not None and not isinstance(value, date):
        raise ValueError(f"“{value}” in “{key}” is no day")
    return value
