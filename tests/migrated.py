"""The tables of an embedded test database: migrated once and copied from then on, which takes far less than to migrate in each run."""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from mandata.parties.actors import PACKAGE


@contextmanager
def begun(folder: Path) -> Iterator[None]:
    """Let the test database in memory begin with the tables kept in a folder; one worker makes them, where a migration is new."""
    if connection.vendor != "sqlite" or (name := connection.creation._get_test_db_name()).count("mode=memory") == 0:  # type: ignore[attr-defined]
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"migrated-{_key()}.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in folder.glob("migrated-*"):
                old.unlink()
            _make(path)
    held, kept = sqlite3.connect(name, uri=True), sqlite3.connect(path)
    kept.backup(held)
    kept.close()
    try:
        yield
    finally:
        held.close()  # until here the database in memory stands


def _make(path: Path) -> None:
    """Migrate an empty file; it has its name only when it is whole."""
    half, name = path.with_name(f"{path.stem}-half"), connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(half)
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
        connection.cursor().execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    half.rename(path)


def _key() -> str:
    """By what the tables were made."""
    said = hashlib.sha256(str(django.VERSION).encode())
    for one in sorted((PACKAGE / "migrations").glob("*.py")):
        said.update(one.name.encode() + one.read_bytes())
    return said.hexdigest()[:16]
