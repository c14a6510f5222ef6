"""How long a report takes over 200 States and 1,200 firms that applied, in seconds of the processor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.bench.site import installation

MARK = 1.0  # seconds
STATES, FIRMS = 200, 1_200


def reports() -> None:
    """A draft of the pilot's progress: built in one language, as a page, published in six; and its notice as known now."""
    installation()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mandata.parties.capacity import HOUSE
    from mandata.reports.building import build
    from mandata.reports.figures import Figures
    from mandata.reports.operations import draft_report, publish_report
    from mandata.reports.verifying import changed_since

    league = filled()
    report = draft_report(acting_as=HOUSE, organisation=league, code="sme-pilot-progress", at=_noon(date(2024, 6, 1)))

    def built() -> Any:
        return build(report, "en", Figures(league, report.at, report.known))

    with CaptureQueriesContext(connection) as found:
        built()
    seconds = median(built)
    print(f"report over {STATES} States and {FIRMS:,} firms, built: {seconds:.2f} s (mark < {MARK:g} s), {len(found)} queries", flush=True)
    published = median(lambda: _undone(lambda: publish_report(acting_as=HOUSE, report=type(report).objects.get(pk=report.pk))))
    print(f"published in six languages: {published:.2f} s", flush=True)
    publish_report(acting_as=HOUSE, report=report)
    client = Client(headers={"host": "127.0.0.1"})
    page = median(lambda: client.get(f"/reports/{report.pk}/"))
    print(f"its page: {page:.2f} s; what changed since: {median(lambda: changed_since(report)):.2f} s", flush=True)


def median(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the processor, the median of some rounds after one that is not counted."""
    times = []
    for _ in range(rounds + 1):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times[1:])


def _undone(work: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _noon(day: date) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(day, time(12), UTC)


def filled() -> Any:
    """An organisation with a pilot: a third of the firms approved, a third that wait for it, a third admitted or refused."""
    from mandata.membership.models import Application, Participation, Route, RouteTerms, StateAnswer, Waiting
    from mandata.parties.models import Organisation, Party, PartyName
    from mandata.shared.models import Act

    league = Organisation.objects.create(key="league", slug="league", entity="organisation", vocabulary="itu")
    act = Act.objects.create(verb="load", subject_kind="organisation", subject_id=league.uid, happened_at=_noon(date(2020, 1, 1)))
    states = Party.objects.bulk_create(Party(organisation=league, key=f"state-{n}", entity="state", parent=league.party_ptr) for n in range(STATES))
    groups = Party.objects.bulk_create(Party(organisation=league, key=f"group-{n}", entity="group", parent=league.party_ptr) for n in range(20))
    PartyName.objects.bulk_create(PartyName(party=one, language="en", name=one.key.title()) for one in (*states, *groups))
    route = Route.objects.create(organisation=league, code="pilot", names={"en": "Pilot"})
    RouteTerms.objects.create(route=route, category="sme", basis="house rule: bench", pilot=True, since=date(2020, 1, 1), opened_by=act)
    Participation.objects.bulk_create(
        Participation(route=route, group=one, basis="house rule: bench", since=date(2020, 1, 1), opened_by=act) for one in groups)
    firms = Application.objects.bulk_create(
        Application(route=route, state_party=states[n % STATES], firm_name=f"Firm {n}", firm_key=f"state-{n % STATES}:firm{n}", contact_name="x",
                    contact_email=f"f{n}@example.org", state="secretariat") for n in range(FIRMS))
    Application.groups.through.objects.bulk_create(
        Application.groups.through(application=one, party=groups[(n + k) % 20]) for n, one in enumerate(firms) for k in range(2))
    acts = Act.objects.bulk_create(
        Act(verb=verb, subject_kind="application", subject_id=one.uid, happened_at=_noon(date(2023, 1, 1) + timedelta(days=n % 300)))
        for n, one in enumerate(firms) for verb in ("apply", "confirm-address", "approve"))
    StateAnswer.objects.bulk_create(
        StateAnswer(application=one, approved=n % 7 != 0, since=date(2023, 1, 1) + timedelta(days=n % 300), opened_by=acts[n * 3 + 2])
        for n, one in enumerate(firms) if n % 3)
    Waiting.objects.bulk_create(
        Waiting(application=one, on="secretariat" if n % 3 else "administration", since=date(2023, 1, 1) + timedelta(days=n % 300), opened_by=acts[n * 3 + 1])
        for n, one in enumerate(firms) if n % 3 != 2)
    return league
