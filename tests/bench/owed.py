"""How long what is owed takes over 3,000 texts, 60,000 duties, 300,000 obligations and 200,000 acts, in seconds of the processor."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench import full_size
from tests.bench.site import bare_page

PAGES = {"desk": 3.0, "actor": 3.0, "calendar": 5.0, "list": 5.0}  # times B, a bare page with fifty prepared rows
HEAVY = 150  # kilobytes of a page
ANSWERED = ("act", "actsubject", "answer", "obligation", "obligationstanding", "liveduty")  # the tables that an answer writes
FIRST = 2.0  # so many times its mark a page may take that is drawn for the first time after an act
OBSERVED, ROLLED, WRITTEN, HELD = 0.3, 60.0, 5.0, 400  # seconds, and megabytes
ROWS = 400  # lines of a plan that fill forty pages


def owed(*arguments: str) -> None:
    """The desk, an actor's page, the calendar of a year, all observations, documents of forty pages, obligations of six years made anew.

    ``--database postgresql`` measures on the server of ``DATABASE_URL``, in a database of its own. ``MANDATA_BENCH_DUTIES`` asks for fewer
    duties; texts, obligations and acts go with them. What was filled is kept for the next run.
    """
    if arguments not in ((), ("--database", "sqlite"), ("--database", "postgresql")):
        raise SystemExit(f"owed takes --database sqlite or --database postgresql, not: {' '.join(arguments)}")
    duties = int(os.environ.get("MANDATA_BENCH_DUTIES", full_size.DUTIES))
    empty = full_size.kept(duties, arguments[-1:] == ("postgresql",))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mandata.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if empty:
        full_size.fill(duties)
    else:
        call_command("migrate", verbosity=0)
    from mandata.mandates.models import Mandate, Obligation
    from mandata.parties.models import Organisation
    from mandata.shared.models import Act
    from mandata.texts.models import Work

    union = Organisation.objects.get(key="iuts")
    held = (Work.objects.count(), Mandate.objects.count(), Obligation.objects.count(), Act.objects.count())
    print(f"{connection.vendor}: {held[0]:,} texts, {held[1]:,} duties, {held[2]:,} obligations, {held[3]:,} acts", flush=True)
    clock = Clock()
    pages(union, clock)
    observations(union, clock)
    written(union, clock)
    reported(union, clock)
    rolled(union, clock)


class Clock:
    """Seconds of the processor that this process took, and on PostgreSQL what serves it: where that is unknown, seconds of the day."""

    def __init__(self) -> None:
        from django.db import connection

        self.server: Path | None = None
        self.known = True
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET max_parallel_workers_per_gather = 0")
                cursor.execute("SELECT pg_backend_pid()")
                self.server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
            self.known = self.server.exists()

    def __call__(self) -> float:
        if not self.known:
            return time.perf_counter()
        spent = os.times()  # what it lets others do, as laying out a PDF file, is its time too
        return time.process_time() + spent.children_user + spent.children_system + (int(self.server.read_text().split()[0]) / 1e9 if self.server else 0.0)

    def median(self, work: Callable[[], object], rounds: int = 5) -> float:
        """The median of some rounds after one that is not counted."""
        return self.in_turn([work], rounds)[0]

    def in_turn(self, works: Sequence[Callable[[], object]], rounds: int = 5, warm: bool = True) -> list[float]:
        """The medians of several rounds measured in turn, so that load falls on all alike."""
        times: list[list[float]] = [[] for _work in works]
        for round_ in range(-1 if warm else 0, rounds):
            for work, found in zip(works, times, strict=True):
                start = self()
                work()
                if round_ >= 0:
                    found.append(self() - start)
        return [statistics.median(found) for found in times]


def pages(union: Any, clock: Clock) -> None:
    """The pages, as often as asked for and for the first time after an act, in times of B measured in the same rounds."""
    from django.contrib.auth import get_user_model
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mandata.shared.written import stamp
    from mandata.texts.models import Revision

    text = Revision.objects.filter(work__organisation=union).order_by("pk").values_list("pk", flat=True)[1000]
    bare = bare_page()
    browsers = {}
    for who in ("o", "d"):
        browsers[who] = Client(headers={"host": "127.0.0.1"})
        browsers[who].force_login(get_user_model().objects.get(email=f"{who}@example.org"), backend="django.contrib.auth.backends.ModelBackend")
    for what, who, path, mark in (
        ("desk of an officer", "o", "/desk/", PAGES["desk"]), ("desk of a director", "d", "/desk/", PAGES["desk"]),
        ("page of an actor asked often", "o", f"/actors/{union.slug}/{full_size.BUSY}/", PAGES["actor"]),
        ("page of an actor", "o", f"/actors/{union.slug}/{full_size.SOME}/", PAGES["actor"]),
        ("calendar of a year", "o", f"/calendar/?organisation={union.slug}", PAGES["calendar"]),
        ("calendar of a year, ITU", "o", "/calendar/?organisation=itu", PAGES["calendar"]),
        ("what is owed", "o", "/owed/", PAGES["list"]), ("what is owed of all years", "o", "/owed/?state=", PAGES["list"]), ("action plan", "o", "/plan/", PAGES["list"]),
        ("plans text by text", "o", "/plan/texts/", PAGES["list"]), ("register", "o", "/mandates/", PAGES["list"]), ("actors", "o", "/actors/", PAGES["list"]),
        ("what duties lack", "o", "/owed/missing/", PAGES["list"]), ("front page", "o", "/", PAGES["list"]), ("figures", "o", "/measures/", PAGES["list"]),
        ("texts", "o", "/texts/", PAGES["list"]), ("a text", "o", f"/texts/{text}/", PAGES["list"]), ("reports", "o", "/reports/", PAGES["list"]),
    ):
        browser = browsers[who]
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

        def page(path: str = path, browser: Any = browser) -> None:
            browser.get(path)

        def first(path: str = path, browser: Any = browser) -> None:
            cache.clear()
            browser.get(path)

        def after(path: str = path, browser: Any = browser) -> None:
            stamp(f"mandata_{name}" for name in ANSWERED)
            browser.get(path)

        b, kept = clock.in_turn([bare, page], rounds=9)
        answered, anew = clock.in_turn([after], rounds=3, warm=False)[0], clock.in_turn([first], rounds=3, warm=False)[0]
        with CaptureQueriesContext(connection) as queries:
            page()
        with CaptureQueriesContext(connection) as asked:
            first()
        marked = (f" (mark ≤ {mark:g} B)", f" (mark ≤ {FIRST * mark:g} B)") if mark else ("", "")
        print(f"{what}: {kept / b:.1f} B{marked[0]}, after an answer {answered / b:.1f} B{marked[1]}, with nothing kept {anew / b:.1f} B{marked[1]}, B {b * 1000:.1f} ms, "
              f"{len(queries)} and {len(asked)} queries, {len(answer.content) / 1024:.0f} kB (mark ≤ {HEAVY} kB)", flush=True)


def observations(union: Any, clock: Clock) -> None:
    """Each measure over all records, now and as of a day a year ago; those that miss the mark by their names."""
    from django.utils import timezone

    from mandata.shared.measures import measures, observe

    before = timezone.now() - timedelta(days=400)
    found = {}
    for one in measures():
        if not one.of_parties:
            found[one.name] = clock.median(lambda name=one.name: observe(name, union), rounds=3)  # type: ignore[misc]
            found[f"{one.name} a year ago"] = clock.median(lambda name=one.name: observe(name, union, before, before), rounds=3)  # type: ignore[misc]
    last = max(found, key=lambda name: found[name])
    over = [f"{name} {seconds * 1000:.0f} ms" for name, seconds in found.items() if seconds >= OBSERVED]
    print(f"{len(found)} observations over all records: at most {found[last] * 1000:.0f} ms, {last} (mark < {OBSERVED * 1000:g} ms)", flush=True)
    for name in over:
        print(f"  over the mark: {name}", flush=True)


def written(union: Any, clock: Clock) -> None:
    """A plan of forty pages as a Word file, and how much memory the process holds at most afterwards."""
    from django.test import Client

    from mandata.mandates.asked import asks
    from mandata.mandates.models import MandateTerms

    browser = Client(headers={"host": "127.0.0.1"})
    code = min(full_size.ACTORS, key=lambda code: abs(MandateTerms.objects.filter(asks([code]), current=True).count() - ROWS))
    path = f"/plan/?organisation={union.slug}&actor={code}&format=docx"
    seconds = clock.median(lambda: browser.get(path).content, rounds=3)
    print(f"a Word file of {ROWS} lines: {seconds:.1f} s (mark < {WRITTEN:g} s), memory at most "
          f"{held():.0f} MB (mark < {HELD} MB)", flush=True)


def reported(union: Any, clock: Clock) -> None:
    """A formal report for an assembly on all duties, of some forty pages: drafted as a page and as files, published, taken along; undone."""
    import io

    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client
    from django.utils import timezone
    from pypdf import PdfReader

    from mandata.parties.capacity import HOUSE
    from mandata.reports.file_check import check_file
    from mandata.reports.operations import draft_report, publish_report

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(get_user_model().objects.get(email="o@example.org"), backend="django.contrib.auth.backends.ModelBackend")
    with transaction.atomic():
        report = draft_report(acting_as=HOUSE, organisation=union, code="duties-state", at=timezone.now())
        for state in ("drafted", "published"):
            pages = len(PdfReader(io.BytesIO(browser.get(f"/reports/{report.pk}/report.pdf").content)).pages)
            for what, path in (("as a Word file", "report.docx"), ("as PDF", "report.pdf"), ("as a page", "")):
                seconds = clock.median(lambda path=path: browser.get(f"/reports/{report.pk}/{path}").content, rounds=3)  # type: ignore[misc]
                mark = f" (mark < {WRITTEN:g} s)" if path == "report.docx" else ""
                print(f"a report of {pages} pages {state}, {what}: {seconds:.1f} s{mark}, memory at most {held():.0f} MB (mark < {HELD} MB)", flush=True)
            if state == "drafted":
                start = clock()
                publish_report(acting_as=HOUSE, report=report)
                print(f"published in six languages with its tables: {clock() - start:.1f} s", flush=True)
        for ending in ("docx", "pdf"):
            data, start = browser.get(f"/reports/{report.pk}/report.{ending}").content, clock()
            assert check_file(data).holds
            print(f"its {ending} file of {len(data) / 1024:.0f} kB verified: {clock() - start:.1f} s", flush=True)
        transaction.set_rollback(True)


def held() -> float:
    """How many megabytes this process held at most, or one that it started."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def rolled(union: Any, clock: Clock) -> None:
    """Obligations of six years: made anew where nothing changed, and after a body meets on other days; each undone."""
    from django.db import transaction

    from mandata.mandates.operations import roll_obligations
    from mandata.parties.capacity import HOUSE
    from mandata.parties.models import HouseRule

    def again() -> Any:
        return roll_obligations(acting_as=HOUSE, organisation=union)

    def other_cycle() -> None:
        HouseRule.objects.filter(organisation=union, code="cycle-council").update(value="11 months")

    for what, before in (("nothing changed", lambda: None), ("another cycle of the Council", other_cycle)):
        with transaction.atomic():
            before()
            start = clock()
            found = again()
            seconds = clock() - start
            transaction.set_rollback(True)
        print(f"obligations made anew, {what}: {found.opened:,} opened, {found.changed:,} changed, {found.void:,} void in {seconds:.0f} s (mark < {ROLLED:g} s)", flush=True)
