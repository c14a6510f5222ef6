"""Settings of the whole suite, and the report of requirement rows."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

os.environ.setdefault("MANDATA_DATA", tempfile.mkdtemp(prefix="mandata-tests-"))
os.environ.setdefault("MANDATA_SECRET_KEY", "tests")
os.environ.setdefault("MANDATA_READ_APART", "0")  # a process for each file would take longer than the suite
os.environ.setdefault("MANDATA_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

settings.READ_APART = os.environ["MANDATA_READ_APART"] == "1"  # settings were read before this file

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
REPORT = ROOT / "build" / "requirements.csv"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks of the whole site begin first, so that no worker waits for one at the end; those that write for real stay last."""
    items.sort(key=lambda one: one.get_closest_marker("walk") is None or "live_server" in getattr(one, "fixturenames", ()))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts beside the project; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the texts beside the project (../shared) are not here")
    return SHARED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """An embedded database begins with the tables as a run before left them in build/, where no migration has changed since."""
    from tests.migrated import begun

    with django_db_blocker.unblock(), begun(ROOT / "build" / "tests"):
        yield


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], None]:
    """Lays the demonstration into an empty database; it is built once for all workers."""
    from tests.demonstration import lay

    folder = tmp_path_factory.getbasetemp()
    return partial(lay, folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture
def emptied(transactional_db: Any) -> Iterator[None]:
    """The one documented way round the append-only triggers: the tables of a test that writes for real are emptied after it.

    Tests that write for real run last, so no other test meets a database without its triggers.
    """
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("mandata_act", "mandata_actsubject"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for table in ("mandata_act", "mandata_actsubject"):
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Numbers of acts begin anew in each test, so nothing made of another test's records may stand."""
    from django.core.cache import cache
    from django.utils.translation import deactivate

    cache.clear()
    deactivate()  # a page asked for in another language leaves it to the thread


@pytest.fixture(autouse=True)
def live_duties_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that used the database, what is kept of live duties is what their records say: whoever wrote one told of it."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("db")
    yield
    from django.db import connection

    from mandata.mandates.keeping import keep_all

    if not connection.needs_rollback:  # an error of the database that a test wanted leaves nothing to look at
        assert keep_all() == 0, "something wrote a record of a duty and did not tell: see mandates/models/touched.py"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Carry the requirement rows of a test to its report, also from parallel workers."""
    outcome = yield
    report = outcome.get_result()
    rows = [str(row) for marker in item.iter_markers("req") for row in marker.args]
    if rows:
        report.user_properties.append(("req", rows))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write build/requirements.csv from the tests that ran, on each database: requirement row, test, passed or skipped or failed."""
    lines = []
    if REPORT.exists():
        with REPORT.open(encoding="utf-8", newline="") as file:
            lines = [(row["requirement"], row["test"], row["outcome"]) for row in csv.DictReader(file)]
    for outcome in ("passed", "skipped", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if report.when == "call" or outcome == "skipped":
                for row in dict(getattr(report, "user_properties", [])).get("req", []):
                    lines.append((row, report.nodeid, outcome))
    if not lines:
        return
    REPORT.parent.mkdir(exist_ok=True)
    with REPORT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("requirement", "test", "outcome"))
        writer.writerows(sorted(set(lines)))
