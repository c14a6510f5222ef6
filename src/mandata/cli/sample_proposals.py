"""The proposals of the sample: made Word files with tracked changes, received, read and lodged against their base."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation, Party
from mandata.sample.tracked_word import tracked_word
from mandata.shared.operations import RuleBroken
from mandata.texts.drafting import open_drafting
from mandata.texts.operations import confirm_structure, read_received, receive_file
from mandata.texts.proposing import lodge_proposal
from mandata.texts.proposing_models import Proposal


def lodge_proposals(officer: Acting, union: Organisation, sample: Path) -> list[Proposal]:
    """What the table of the sample says of proposals, in its order."""
    with (sample / "proposals.toml").open("rb") as file:
        table = tomllib.load(file)
    session = BodySession.objects.get(organisation=union, body__key=table["session"]["body"], year=table["session"]["year"])
    parties = {one.key: one for one in Party.objects.filter(organisation=union)}
    lodged = [_lodged(officer, union, session, parties, table["head"], one) for one in table["proposals"]]
    base = lodged[0].revision.base
    if base is not None:
        open_drafting(acting_as=officer, base=base, session=session, language=union.reference_language)
    return lodged


def lines_of(head: str, one: dict[str, Any]) -> list[str]:
    """The lines of a proposal's Word file."""
    before = [one["document"] + (f"A{one['addendum']}" if one["addendum"] else "") + f"/{one['serial']}", "MOD"]
    return [*one.get("introduction", "").split("\n"), *before, *head.strip().split("\n"), *one["text"].strip().split("\n"), *one["reasons"]]


def _lodged(
    officer: Acting, union: Organisation, session: BodySession, parties: dict[str, Party], head: str, one: dict[str, Any]
) -> Proposal:
    data = tracked_word([line for line in lines_of(head, one) if line], one["author"], one["day"].isoformat())
    name = f"{one['document'].replace('/', '-')}-{one['serial']}.docx".lower()
    reading = read_received(file=receive_file(acting_as=officer, organisation=union, name=name, content=data))
    if reading is None:
        raise RuleBroken(f"{name}: was not read", union)
    confirm_structure(acting_as=officer, reading=reading)
    return lodge_proposal(
        acting_as=officer, language_version=reading.language_version, document=one["document"], addendum=one["addendum"], serial=one["serial"],
        proposer=parties[one["proposer"]], cosignatories=[parties[key] for key in one["with"]], action="MOD", body=session.body,
        kind_of_text="resolution", number="4", session=session,
    )
