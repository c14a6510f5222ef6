"""How long the page of several proposals side by side takes."""

from __future__ import annotations

import os
from typing import Any

from tests.bench import median
from tests.bench.site import bare_page, installation


def side_by_side() -> None:
    """Six proposals on a text of 120 provisions, as the engine compares them and as the page of the drafting shows them."""
    os.environ["MANDATA_READ_APART"] = "0"
    installation()
    from django.core.cache import cache
    from django.test import Client

    from mandata.mandates.operations import publish_revision
    from mandata.parties.actors import PACKAGE
    from mandata.parties.capacity import HOUSE
    from mandata.parties.loading import load_profile
    from mandata.parties.models import BodySession
    from mandata.texts.drafting import open_drafting, rows_of
    from mandata.texts.operations import read_received, receive_file
    from mandata.texts.proposing import lodge_proposal
    from mandata.web.drafting.table import made_table

    union = load_profile(acting_as=HOUSE, folder=PACKAGE / "sample" / "union", sample=True)
    sessions = {one.year: one for one in BodySession.objects.filter(organisation=union, body__key="assembly")}
    regions = list(union.parties.filter(entity="state").order_by("key")[:6])

    def text(number: int, year: str) -> str:
        items = "\n".join(
            f"{at}\tto light lamp {at} of the coast " + " ".join(f"word{(at * 7 + place * place) % 97}" for place in range(24))
            + (f" and lamp {number} besides" if number and at % 6 == number % 3 else "") + ";" for at in range(1, 120)
        )
        return f"RESOLUTION 90 ({year})\nLamps\nThe General Assembly on Tidal Signals ({year}),\ninstructs the Director of the Signals Office\n{items}\n"

    def reading(words: str, name: str) -> Any:
        found = read_received(file=receive_file(acting_as=HOUSE, organisation=union, name=name, content=words.encode()))
        assert found is not None
        return found

    base = publish_revision(
        acting_as=HOUSE, language_version=reading(text(0, "Port-Alder, 2020"), "base.txt").language_version, body=sessions[2020].body,
        kind_of_text="resolution", number="90", session=sessions[2020], layer="adopted",
    )
    for number, region in enumerate(regions, 1):
        lodge_proposal(
            acting_as=HOUSE, language_version=reading(text(number, "Selmouth, 2024"), f"{number}.txt").language_version, document=f"REG/{number}", addendum=0,
            serial=1, proposer=region, cosignatories=[], action="MOD", body=sessions[2024].body, kind_of_text="resolution", number="90", session=sessions[2024],
        )
    drafting = open_drafting(acting_as=HOUSE, base=base, session=sessions[2024], language="en")

    def anew() -> None:
        cache.clear()
        rows_of(drafting)

    client = Client()
    b = median(bare_page())
    print(f"six proposals of {base.provision_versions.count()} provisions side by side, with nothing kept: {median(anew, 5):.0f} ms")
    page = median(lambda: client.get(f"/drafting/{drafting.pk}/?show=all"))
    print(f"the page of them, all provisions: {page / b:.1f} B (B {b:.1f} ms)")
    again = median(lambda: made_table.__wrapped__(drafting.pk, "all", 0, 0), 5)  # type: ignore[attr-defined]
    print(f"more where a row was written since, and the table is made again: {again / b:.1f} B")
