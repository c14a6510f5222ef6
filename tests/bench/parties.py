"""How long the pages of members and the answers of ``may()`` take over 200 States, 1,200 members, 60,000 persons and eight years of acts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.bench.site import bare_page, installation

MARKS = {"members": 3.0, "party": 2.5}  # times B, a bare page with fifty prepared rows
MAY = 50  # millionths of a second
MEMBERS, PERSONS, ACTS = 1_200, 60_000, 100_000


def parties() -> None:
    """The members page, a State, a firm and a group, in seconds of the processor, measured in turn with the bare page."""
    installation()
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    state, firm, group = filled()
    bare = bare_page()
    client, officer = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
    officer.force_login(account("officer", "general-secretariat"), backend="django.contrib.auth.backends.ModelBackend")
    for what, path, mark in (
        ("members page", "/parties/", MARKS["members"]), ("a State", f"/parties/{state.pk}/", MARKS["party"]),
        ("a firm", f"/parties/{firm.pk}/", MARKS["party"]), ("a study group", f"/parties/{group.pk}/", MARKS["party"]),
    ):
        for who, browser in (("", client), (", for an officer", officer)):
            assert browser.get(path).status_code == 200
            b, page = in_turn(bare, lambda path=path, browser=browser: browser.get(path))  # type: ignore[misc]
            with CaptureQueriesContext(connection) as found:
                browser.get(path)
            print(f"{what}{who}: {page / b:.1f} B (mark ≤ {mark:g} B; B {b:.1f} ms), {len(found)} queries", flush=True)
        cache.clear()
        start = time.process_time()
        client.get(path)
        print(f"{what}, the first time after an act: {(time.process_time() - start) * 1000 / b:.1f} B", flush=True)
    answers(firm)


def account(function: str, key: str) -> Any:
    """The account of somebody who holds an office in a party of the profile."""
    from mandata.parties.capacity import HOUSE
    from mandata.parties.models import Party
    from mandata.parties.operations import appoint

    office = appoint(acting_as=HOUSE, party=Party.objects.get(key=key), function=function, email=f"{function}@example.org", name=function)
    return office.person.user


def answers(firm: Any) -> None:
    """What one answer of ``may()`` takes once the offices of whoever asks are loaded, over every body and group and each right of the table."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mandata.membership.models import Right
    from mandata.parties.capacity import acting_for
    from mandata.parties.models import Party
    from mandata.shared.rights import may

    acting = acting_for(account("focal-point", firm.key))
    places = list(Party.objects.filter(organisation=firm.organisation, entity__in=("group", "conference", "council")).select_related("organisation"))
    verbs = sorted(set(Right.objects.values_list("verb", flat=True)))
    may(acting, verbs[0], places[0])
    asked = [(verb, place) for verb in verbs for place in places]
    times, said = [], 0
    with CaptureQueriesContext(connection) as found:
        for _round in range(9):
            start = time.process_time()
            said = sum(bool(may(acting, verb, place)) for verb, place in asked)
            times.append((time.process_time() - start) / len(asked) * 1e6)
    print(f"may(): {statistics.median(times):.0f} µs (mark < {MAY} µs), {len(found)} queries in {9 * len(asked):,} checks, {said} of {len(asked)} yes", flush=True)


def in_turn(one: Callable[[], object], two: Callable[[], object], rounds: int = 15) -> tuple[float, float]:
    """Milliseconds of the processor of each, medians of several rounds measured in turn, so that load falls on both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for round_ in range(rounds + 1):
        for work, kept in zip((one, two), times, strict=True):
            start = time.process_time()
            work()
            if round_:
                kept.append((time.process_time() - start) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def filled() -> tuple[Any, Any, Any]:
    """The profile of the ITU with members, persons in functions and acts: a State, a firm and a study group to look at."""
    from django.utils import timezone

    from mandata.membership.loading import load_membership
    from mandata.parties.actors import PACKAGE
    from mandata.parties.capacity import HOUSE
    from mandata.parties.loading import load_profile
    from mandata.parties.models import Classification, Establishment, Membership, Office, Party, PartyName, Person
    from mandata.shared.models import Act

    itu = load_profile(acting_as=HOUSE, folder=PACKAGE / "profiles" / "itu")
    load_membership(acting_as=HOUSE, organisation=itu, folder=PACKAGE / "profiles" / "itu")
    loaded = Act.objects.latest("id")
    states = list(Party.objects.filter(organisation=itu, entity="state").order_by("key"))
    groups = list(Party.objects.filter(organisation=itu, entity="group").order_by("key"))
    firms = Party.objects.bulk_create(
        Party(organisation=itu, key=f"firm-{number}", entity="member", parent=itu.party_ptr) for number in range(MEMBERS))
    PartyName.objects.bulk_create(PartyName(party=one, language="en", name=f"Firm {one.key[5:]}") for one in firms)
    common = {"since": date(2018, 1, 1), "opened_by": loaded}
    Establishment.objects.bulk_create(
        Establishment(party=one, state=states[number % len(states)], source="bench", **common) for number, one in enumerate(firms))
    Membership.objects.bulk_create(
        Membership(member=one, of=itu.party_ptr, category=("sector-member", "associate", "academia")[number % 3], **common)
        for number, one in enumerate(firms))
    Membership.objects.bulk_create(
        Membership(member=one, of=groups[number % len(groups)], category="sector-member", **common) for number, one in enumerate(firms))
    Classification.objects.bulk_create(
        Classification(party=one, scheme="size", code="SME", source="bench", **common) for one in firms[::4])
    persons = Person.objects.bulk_create((Person(name=f"Person {n}", email=f"p{n}@example.org") for n in range(PERSONS)), batch_size=5000)
    places: list[tuple[Any, str]] = [(one, "delegate") for one in (*states, *firms)] + [(one, "rapporteur") for one in groups]
    offices = Office.objects.bulk_create((
        Office(person=one, party=places[n % len(places)][0], function=places[n % len(places)][1], since=date(2018, 1, 1),
               until=None if n % 3 == 0 else date(2018, 1, 1) + timedelta(days=n % 2000), opened_by=loaded)
        for n, one in enumerate(persons)), batch_size=5000)
    now = timezone.now()
    Act.objects.bulk_create((
        Act(acting_as=offices[n % len(offices)].uid, verb="confirm", subject_kind="finding", subject_id=f"{n:032x}",
            happened_at=now - timedelta(days=n % 2900)) for n in range(ACTS)), batch_size=5000)
    return states[10], firms[10], groups[3]
