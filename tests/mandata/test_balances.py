"""Sums that must close, formulas that were replaced, and shares printed without counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mandata.parties.models import Party
from mandata.reports.figures import Figures
from mandata.reports.models import ReportObservation
from mandata.reports.verifying import _difference
from mandata.shared import balances, measures
from mandata.shared.balances import close, counts_behind
from tests.mandata.conftest import Cast, cast  # noqa: F401


@pytest.mark.parametrize(("percent", "of", "counts"), [
    ("69", 193, [133, 134]), ("69 %", 193, [133, 134]), ("50", 2, [1]), ("68,9", 193, [133]), ("0", 10, [0]), ("100", 10, [10]), ("3", 10, []),
    ("2.5", 1000, [25]), ("12.5", 8, [1]), ("12", 8, [1]), ("13", 8, [1]),
])
def test_a_share_stands_for_the_counts_that_round_to_it(percent: str, of: int, counts: list[int]) -> None:
    assert counts_behind(percent, of) == counts


@pytest.mark.parametrize(("percent", "of"), [("101", 5), ("-1", 5), ("50", 0), ("NaN", 5), ("5", 10**9)])
def test_what_is_no_share_is_refused(percent: str, of: int) -> None:
    with pytest.raises(ValueError):
        counts_behind(percent, of)


@pytest.fixture
def own_measures() -> Iterator[None]:
    """Measures and balances of a test, gone after it."""
    kept, sums = {name: dict(versions) for name, versions in measures._measures.items()}, list(balances._balances)
    yield
    measures._measures.clear()
    measures._measures.update(kept)
    balances._balances[:] = sums


def formula(entity: str) -> Any:
    """Parties of a kind."""
    return lambda scope, at, known: Party.objects.filter(entity=entity, organisation=scope) if scope else Party.objects.filter(entity=entity)


@pytest.mark.django_db
def test_a_sum_that_does_not_close_is_told_first(cast: Cast, own_measures: None) -> None:  # noqa: F811
    for name, entity in (("test.states", "conference"), ("test.councils", "secretariat"), ("test.both", "conference")):
        measures.measure(name, label=name, words=name, unit="party", version=1)(formula(entity))
    balances.balance("States are all", plus=["test.states"], equals="test.both")
    balances.balance("States and councils are all", plus=["test.states", "test.councils"], equals="test.both")
    good, bad = (close(one, cast.league) for one in balances.balances()[-2:])
    assert good.amiss == 0 and bad.amiss == -Party.objects.filter(organisation=cast.league, entity="secretariat").count() != 0
    page = Client().get("/measures/sums/").content.decode()
    assert page.index("States and councils are all") < page.index("States are all<") and "1 sum does not close" in page
    assert "From 133 to 134" in Client().get("/measures/sums/?percent=69&of=193").content.decode()
    assert Client().get("/measures/sums/?percent=x&of=193").status_code == 422


@pytest.mark.django_db
def test_a_formula_that_was_replaced_stays_runnable_and_is_shown_for_a_time(cast: Cast, own_measures: None) -> None:  # noqa: F811
    today = timezone.now().date()
    measures.measure("test.bodies", label="Bodies", words="Assemblies alone", unit="party", version=1)(formula("conference"))
    measures.measure("test.bodies", label="Bodies", words="Groups alone", unit="party", version=2, former_until=today)(formula("group"))
    assemblies, groups = (Party.objects.filter(entity=one).count() for one in ("conference", "group"))
    assert assemblies != groups
    assert (measures.observe("test.bodies").value, measures.observe("test.bodies", version=1).value) == (groups, assemblies)
    assert [one.version for one in measures.measures() if one.name == "test.bodies"] == [2]
    page = Client().get("/measures/test.bodies/").content.decode()
    assert "Groups alone" in page and f"<strong>{assemblies}</strong> Assemblies alone" in page
    assert "This formula was replaced" in Client().get("/measures/test.bodies/?version=1").content.decode()
    later = (today + timedelta(days=1)).isoformat()
    assert f"<strong>{assemblies}</strong>" not in Client().get(f"/measures/test.bodies/?at={later}").content.decode()
    assert Client().get("/measures/test.bodies/?version=7").status_code == 404
    now = timezone.now()
    figures = Figures(cast.league, now, now)
    kept = figures.whole("test.bodies", 1)
    printed = ReportObservation(
        measure="test.bodies", version=1, value=kept.value, numerator=kept.numerator, denominator=kept.denominator, records=figures.records(kept)
    )
    assert _difference(printed, figures) is None, "a report that printed the former formula is verified by it"
    printed.version = 3
    gone = _difference(printed, figures)
    assert gone is not None and gone.found is None
