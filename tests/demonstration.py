"""The demonstration for tests: built once in a run, by whichever worker needs it first, and copied into every other empty database."""

from __future__ import annotations

import fcntl
import pickle
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from mandata.cli.demonstration import know_the_tables, prepare

OF_THE_SCHEMA = {"django_migrations", "django_content_type", "auth_permission", "mandata_written"}  # filled with the tables themselves


def lay(folder: Path) -> None:
    """Put the demonstration into an empty database: as it was kept in a folder, else built and kept there."""
    kept = folder / f"demonstration-{connection.vendor}"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            prepare()
            kept.write_bytes(pickle.dumps({name: _taken(name) for name in _tables()}))
            return
    with transaction.atomic():
        for name, rows in pickle.loads(kept.read_bytes()).items():
            _put(name, rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                cursor.execute(statement)
    know_the_tables()


def _tables() -> list[str]:
    return [one for one in connection.introspection.django_table_names(only_existing=True) if one not in OF_THE_SCHEMA]


def _taken(table: str) -> Any:
    """All rows of a table as the database gives them."""
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} TO STDOUT") as copy:  # type: ignore[attr-defined]
                return b"".join(bytes(one) for one in copy)
        columns = [connection.ops.quote_name(one.name) for one in connection.introspection.get_table_description(cursor, table)]
        cursor.execute(f"SELECT {', '.join(f'+{one}' for one in columns)} FROM {name}")  # a sign before a column leaves its value as stored
        return [tuple(row) for row in cursor.fetchall()]


def _put(table: str, rows: Any) -> None:
    if not rows:
        return
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:  # type: ignore[attr-defined]
                copy.write(rows)
        else:
            cursor.executemany(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
