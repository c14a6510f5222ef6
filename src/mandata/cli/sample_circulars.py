"""The sample's circulars, each as far as its table says; answers are given by whoever may."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mandata.cli.sample_promotion import acting_in, noon
from mandata.membership import operations
from mandata.membership.models import Circular
from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation, Party


def send_circulars(officer: Acting, union: Organisation, folder: Path) -> None:
    """Draft the circulars, have them translated and checked, send them, take the replies."""
    with (folder / "circulars.toml").open("rb") as file:
        entries = tomllib.load(file)["circulars"]
    for entry in entries:
        first, *others = entry["texts"].items()
        drafted = noon(entry["drafted"])
        circular = operations.draft_circular(
            acting_as=officer, organisation=union, series=entry["series"], kind_of_letter=entry["kind"], to=entry["to"], code=entry.get("code", ""),
            language=first[0], **first[1], sample=True, happened_at=drafted,
        )
        if "asked" in entry:
            operations.ask_translation(acting_as=officer, circular=circular, languages=entry["asked"], happened_at=drafted)
        for language, text in others:
            operations.write_text(acting_as=officer, circular=circular, language=language, **text, happened_at=drafted)
        for deadline in entry.get("deadlines", ()):
            operations.set_deadline(acting_as=officer, circular=circular, **deadline, happened_at=drafted)
        if "sent" not in entry:
            continue
        for language in entry["texts"]:
            operations.check_text(acting_as=officer, circular=circular, language=language, happened_at=noon(entry["sent"]))
        operations.send_circular(acting_as=officer, circular=circular, happened_at=noon(entry["sent"]))
        for reply in entry.get("replies", ()):
            _reply(officer, circular, reply)


def _reply(officer: Acting, circular: Circular, entry: dict[str, Any]) -> None:
    addressee = circular.addressees.get(party__key=entry["party"])
    on, party = noon(entry["on"]), Party.objects.get(pk=addressee.party_id)
    if entry["what"] == "letter":
        operations.record_reply(
            acting_as=officer, addressee=addressee, signatory=entry["signatory"], letter=("letter.txt", entry["words"].encode()),
            words=entry["words"], happened_at=on,
        )
        return
    own = acting_in(party, "declare-definition")
    if own is None:
        raise ValueError(f"circulars.toml: nobody answers for “{entry['party']}”.")
    if entry["what"] == "acknowledged":
        operations.acknowledge(acting_as=own, addressee=addressee, happened_at=on)
    else:
        operations.answer_circular(acting_as=own, addressee=addressee, words=entry["words"], happened_at=on)
