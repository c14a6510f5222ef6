"""A figure is what the acts make it: whatever they were and in whatever order, a replay gives the same number at any time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.mandates.models import Mandate
from mandata.mandates.operations import (
    confirm_certain,
    confirm_mandate,
    correct_mandate,
    publish_revision,
    reject_mandate,
)
from mandata.shared.measures import observe
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken
from mandata.texts.models import Finding, ProvisionVersion, Reading, Revision
from mandata.texts.operations import confirm_finding, read_again
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401

STEPS = ("confirm", "reject", "correct", "certain", "again", "publish", "seen")


def counted() -> dict[str, int]:
    """The figures as the records stand now, counted without any act."""
    in_use = Finding.objects.filter(reading__language_version__reading__isnull=False).filter(
        reading__in=Reading.objects.filter(pk__in=[
            one.language_version.reading_id for one in Reading.objects.select_related("language_version")
        ])
    )
    open_ones = in_use.filter(state=Finding.State.OPEN)
    return {
        "texts.published": Revision.objects.exclude(published_by=None).count(),
        "mandates.confirmed": Mandate.objects.filter(ended_by=None).count(),
        "mandates.unconfirmed": open_ones.filter(what=Finding.What.MANDATE).exclude(
            reading__language_version__revision__in_force_until__isnull=False).count(),
        "provisions.published": ProvisionVersion.objects.count(),
        "problems.open": open_ones.filter(what=Finding.What.PROBLEM).count(),
    }


def step(cast: Cast, what: str, number: int) -> None:  # noqa: F811
    """One act of an officer, where it can be done at all."""
    reading = Reading.objects.filter(pk__in=[
        one.language_version.reading_id for one in Reading.objects.select_related("language_version")
    ]).order_by("pk")[number % 2]
    duties = list(reading.findings.filter(what=Finding.What.MANDATE))
    problems = list(reading.findings.filter(what=Finding.What.PROBLEM))
    duty = duties[number % len(duties)]
    version = reading.language_version
    if what == "confirm":
        confirm_mandate(acting_as=cast.officer, finding=duty)
    elif what == "reject":
        reject_mandate(acting_as=cast.officer, finding=duty)
    elif what == "correct":
        correct_mandate(acting_as=cast.officer, finding=duty, corrected={"force": "invite"})
    elif what == "certain":
        confirm_certain(acting_as=cast.officer, reading=reading)
    elif what == "seen" and problems:
        confirm_finding(acting_as=cast.officer, finding=problems[number % len(problems)])
    elif what == "again" and version.revision_id is None:
        read_again(acting_as=cast.officer, language_version=version)
    elif what == "publish" and version.revision_id is None:
        year = 2012 if "2012" in version.file.name else 2016
        publish_revision(
            acting_as=cast.officer, language_version=version, body=cast.assembly, kind_of_text="resolution", number="5",
            session=cast.sessions[year], layer="adopted",
        )


@pytest.mark.req("X-06")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 50)), max_size=12))
def test_figures_are_what_the_acts_make_them(cast: Cast, steps: list[tuple[str, int]]) -> None:  # noqa: F811
    from django.db import transaction

    class Undo(Exception):
        pass

    try:
        with transaction.atomic():
            cast.read(OLD, "2012.txt")
            cast.read(NEW, "2016.txt")
            moments: list[tuple[datetime, dict[str, int]]] = [(now_after(), counted())]
            for what, number in steps:
                try:
                    step(cast, what, number)
                except RuleBroken:
                    continue
                moments.append((now_after(), counted()))
            for at, figures in moments:
                assert {name: observe(name, cast.league, at, timezone.now() + timedelta(days=1)).value for name in figures} == figures
            raise Undo
    except Undo:
        pass


def now_after() -> datetime:
    """A moment after every act so far and before the next: acts say when they happened to the microsecond."""
    last = Act.objects.order_by("-happened_at").values_list("happened_at", flat=True).first()
    moment: Any = timezone.now()
    assert last is None or last < moment
    return moment
