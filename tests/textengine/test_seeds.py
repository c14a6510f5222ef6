"""The five texts that are the specification, read where they lie beside the project."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from textengine import Text, read


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, Text]:
    """The five texts, by the number in their file's name."""
    return {path.name[:3]: read(path.read_bytes(), path.name) for path in sorted((shared / "seeds").glob("*.txt"))}


def codes(text: Text) -> set[str]:
    """The problems told."""
    return {one.code for one in text.problems}


@pytest.mark.req("001-04")
def test_the_private_sector_resolution(seeds: dict[str, Text]) -> None:
    text = seeds["001"]
    assert (text.kind, text.body, text.number, text.place, text.year) == ("resolution", "wtsa", "68", "New Delhi", 2024)
    asked = Counter(tuple(named.actor for named in one.addressees) for one in text.mandates)
    assert asked["tsb-director",] == 15
    assert asked["tsag",] == 4
    assert {"revision-without-year", "history-out-of-order"} <= codes(text)
    assert [year for _, year in text.history] == [2008, 2016, 2012, 2024]


@pytest.mark.req("001-05")
def test_a_citation_without_year_waits_for_a_person(seeds: dict[str, Text]) -> None:
    found = next(one for one in seeds["001"].citations if one.number == "22")
    assert (found.year, found.status) == (None, "incomplete")


@pytest.mark.req("004-01")
def test_the_regional_organisations_resolution(seeds: dict[str, Text]) -> None:
    text = seeds["004"]
    director = [one for one in text.mandates if [named.actor for named in one.addressees] == ["bdt-director"]]
    assert len(director) == 7
    joint = [one for one in director if {named.actor for named in one.with_} >= {"br-director", "tsb-director"}]
    assert len(joint) == 3
    cited = {(one.body, one.number) for one in text.citations}
    assert {("unga", "70/1"), ("unga", "70/125"), ("wtsa", "44"), ("itu-d", "22")} <= cited


def test_the_standardization_gap_proposal(seeds: dict[str, Text]) -> None:
    text = seeds["002"]
    assert text.kind == "proposal"
    assert text.amends is not None and (text.amends.body, text.amends.number) == ("wtsa", "44")
    assert {"place-year-impossible", "doubled-label", "fused-words"} <= codes(text)
    base = [one for one in text.provisions if one.state == "base"]
    assert base and not {one.id for one in base} & {one.provision for one in text.mandates}
    assert text.tasks


@pytest.mark.req("003-24")
def test_reports_and_information_documents_ask_nobody(seeds: dict[str, Text]) -> None:
    assert seeds["000"].kind == "report" and not seeds["000"].mandates
    assert seeds["003"].kind == "information" and not seeds["003"].mandates
