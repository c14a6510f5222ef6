"""How long what is owed takes over 3,000 texts, 60,000 duties, 300,000 obligations and 200,000 acts, in seconds of the processor."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.bench.parties import in_turn

PAGES = {"desk": 3.0, "actor": 3.0, "calendar": 5.0}  # times B, a bare page with fifty prepared rows
OBSERVED, ROLLED = 0.3, 60.0  # seconds
TEXTS, DUTIES, ACTS = 3_000, 60_000, 200_000
ACTORS = [f"actor-{number}" for number in range(400)]


def owed() -> None:
    """The desk, an actor's page, the calendar of a year, an observation over all acts, obligations of six years made anew.

    ``MANDATA_BENCH_DUTIES`` asks for fewer duties; texts, obligations and acts go with them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mandata.settings")
    os.environ["MANDATA_DATA"] = tempfile.mkdtemp(prefix="mandata-bench-")
    if not os.environ.get("MANDATA_BENCH_POSTGRESQL"):
        os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.template import engines
    from django.test import Client, RequestFactory
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    duties = int(os.environ.get("MANDATA_BENCH_DUTIES", DUTIES))
    union, user = filled(duties)
    from mandata.mandates.models import Obligation
    from mandata.mandates.operations import roll_obligations
    from mandata.parties.capacity import acting_for
    from mandata.shared.measures import observe

    acting = acting_for(user)
    start = time.process_time()
    rolled = roll_obligations(acting_as=acting, organisation=union)
    first = time.process_time() - start
    start = time.process_time()
    roll_obligations(acting_as=acting, organisation=union)
    again = time.process_time() - start
    found = Obligation.objects.count()
    print(f"{duties:,} duties: {rolled.opened:,} obligations opened in {first:.0f} s; made anew in {again:.0f} s (mark < {ROLLED:g} s)", flush=True)
    seconds = median(lambda: observe("obligations.open", union).value)
    before = timezone.now() - timedelta(days=400)
    then = median(lambda: observe("obligations.open", union, before, timezone.now()).value, rounds=2)
    print(f"an observation over {found:,} obligations: {seconds * 1000:.0f} ms, of a day before {then * 1000:.0f} ms (mark < {OBSERVED * 1000:g} ms)", flush=True)
    rows = [[f"cell {row}.{column}" for column in range(5)] for row in range(50)]
    bare = engines["django"].from_string(
        '{% extends "base.html" %}{% block content %}<table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td>'
        "<td>{{ row.2 }}</td><td>{{ row.3 }}</td><td>{{ row.4 }}</td></tr>{% endfor %}</table>{% endblock %}"
    )
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for what, path, mark in (
        ("desk", "/desk/", PAGES["desk"]), ("actor's page", f"/actors/{union.slug}/{ACTORS[7]}/", PAGES["actor"]),
        ("calendar of a year", f"/calendar/?organisation={union.slug}", PAGES["calendar"]), ("what is owed", "/owed/", None), ("action plan", "/plan/", None),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        b, page = in_turn(lambda: bare.render({"rows": rows}, request), lambda path=path: client.get(path), rounds=7)  # type: ignore[misc]
        anew = 1000 * median(lambda path=path: (cache.clear(), client.get(path)), rounds=3)  # type: ignore[misc]
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        marked = f" (mark ≤ {mark:g} B)" if mark else ""
        print(f"{what}: {page / b:.1f} B{marked}, with nothing kept {anew / b:.1f} B, B {b:.1f} ms, {len(queries)} queries", flush=True)


def median(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the processor, the median of some rounds after one that is not counted."""
    times = []
    for _ in range(rounds + 1):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times[1:])


def filled(duties: int) -> tuple[Any, Any]:
    """An invented union with that many live duties of texts, its calendar, a director who owes some, and acts."""
    import tomllib

    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from mandata.mandates.asked import name_actors
    from mandata.mandates.models import Mandate, MandateTerms
    from mandata.parties.actors import PACKAGE
    from mandata.parties.capacity import HOUSE
    from mandata.parties.loading import load_profile
    from mandata.parties.models import BodySession, Office, Party
    from mandata.parties.operations import appoint
    from mandata.shared.models import Act
    from mandata.texts.models import Provision, ProvisionVersion, Revision, Work

    folder = PACKAGE / "sample" / "union"
    assert tomllib.loads((folder / "profile.toml").read_text())["key"]
    union = load_profile(acting_as=HOUSE, folder=folder)
    loaded = Act.objects.latest("id")
    parties = {one.key: one for one in Party.objects.filter(organisation=union)}
    Party.objects.create(organisation=union, key="bench-actor", entity="bureau", parent=parties["secretariat"], actor=ACTORS[7])
    director = appoint(acting_as=HOUSE, party=parties["signals-office"], function="director", actor=ACTORS[7], email="d@example.org", name="D")
    appoint(acting_as=HOUSE, party=parties["secretariat"], function="officer", email="o@example.org", name="O")
    user = get_user_model().objects.get(email="o@example.org")
    Office.objects.create(person=user.person, party=parties["signals-office"], function="director", actor=ACTORS[7], opened_by=loaded)
    assert director.actor
    session = BodySession.objects.filter(organisation=union, body=parties["assembly"]).latest("year")
    texts = max(1, duties * TEXTS // DUTIES)
    works = Work.objects.bulk_create(Work(organisation=union, body=parties["assembly"], kind_of_text="resolution", number=str(100 + n)) for n in range(texts))
    revisions = Revision.objects.bulk_create(
        Revision(work=one, session=session, layer="adopted", adopted_on=date(2024, 9, 12), in_force_from=date(2024, 9, 12)) for one in works)
    provisions = Provision.objects.bulk_create((Provision(work=works[n % texts]) for n in range(duties)), batch_size=2000)
    versions = ProvisionVersion.objects.bulk_create((
        ProvisionVersion(provision=one, revision=revisions[n % texts], part="operative", order=n // texts, depth=0) for n, one in enumerate(provisions)), batch_size=2000)
    mandates = Mandate.objects.bulk_create((
        Mandate(organisation=union, provision=one, created_by=loaded) for one in provisions), batch_size=2000)
    dues: list[tuple[str, dict[str, Any], list[dict[str, str]]]] = [
        ("period", {"text": "each year", "value": {"every": "P1Y"}}, [{"text": "Council", "actor": "council"}]),
        ("meeting", {"text": "next", "value": {"body": "assembly", "which": "next", "relation": "at"}}, []),
        ("meeting", {"text": "each", "value": {"body": "advisory", "which": "each", "relation": "at"}}, []), ("none", {}, []),
    ]
    terms = []
    for n, (mandate, version) in enumerate(zip(mandates, versions, strict=True)):
        kind, due, told = dues[n % 4]
        actor = ACTORS[n % len(ACTORS)]
        terms.append(MandateTerms(
            mandate=mandate, version=version, force="instruct", addressees=[{"text": actor, "actor": actor}], report_to=told, due=due, due_kind=kind,
            conditional=n % 7 == 0, actors=f" {actor} ", summary=f"to keep the list of lamps number {n} and to tell what became of it",
            place=f"iuts resolution {n % texts:06d} {n:06d}", confirmed_by=loaded))
    name_actors(MandateTerms.objects.bulk_create(terms, batch_size=1000))
    now = timezone.now()
    Act.objects.bulk_create((
        Act(verb="confirm", subject_kind="finding", subject_id=f"{n:032x}", basis="house rule: bench", happened_at=now - timedelta(days=n % 2900))
        for n in range(max(1, duties * ACTS // DUTIES))), batch_size=5000)
    return union, user
