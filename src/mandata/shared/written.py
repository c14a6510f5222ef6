"""Which tables were written: by it is known whether what was made of the records still holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from mandata.shared.models import Act, Written

NAMED = re.compile(r"\b(FROM|JOIN|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)
OWN_ACT = re.compile(rf'JOIN "{Act._meta.db_table}"|IN \(SELECT "?\w+"?\."id"(?: AS "\w+")? FROM "{Act._meta.db_table}"')
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b(?:\s+(?:FROM|INTO|OR|IGNORE))*\s+\"?(\w+)", re.IGNORECASE)

STAMP = f'INSERT INTO "{Written._meta.db_table}" ("table", "stamp") VALUES %s ON CONFLICT ("table") DO UPDATE SET "stamp" = EXCLUDED."stamp"'
OURS = f"{Act._meta.app_label}_"

_read: ContextVar[tuple[set[str], ...]] = ContextVar("read", default=())
_wrote: ContextVar[set[str] | None] = ContextVar("wrote", default=None)
_migrating: ContextVar[bool] = ContextVar("migrating", default=False)  # before its table exists nothing is stamped


def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a statement, and note the tables that it reads, where somebody asks, and the one that it writes."""
    result = execute(sql, params, many, context)
    for one in _read.get():
        one |= tables_read(str(sql))
    if (match := WRITES.match(str(sql))) is not None:
        if (wrote := _wrote.get()) is not None:
            wrote.add(match[1])
        elif match[1].startswith(OURS) and match[1] != Written._meta.db_table and not _migrating.get():
            _stamp_at_once(match[1])  # by no operation
    return result


@lru_cache(maxsize=2000)
def tables_read(sql: str) -> frozenset[str]:
    """The tables of a statement. A row's own acts never change: acts count where they are looked for, not where a row's own is asked after."""
    return frozenset(name for _word, name in NAMED.findall(OWN_ACT.sub("", sql)))


def _connected(sender: Any, connection: Any, **_kwargs: Any) -> None:
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)


connection_created.connect(_connected, dispatch_uid="mandata.shared.written")
pre_migrate.connect(lambda **_kwargs: _migrating.set(True), weak=False, dispatch_uid="mandata.shared.written.before")
post_migrate.connect(lambda **_kwargs: _migrating.set(False), weak=False, dispatch_uid="mandata.shared.written.after")


@contextmanager
def reading() -> Iterator[set[str]]:
    """The tables that are read inside."""
    found: set[str] = set()
    token = _read.set((*_read.get(), found))
    try:
        yield found
    finally:
        _read.reset(token)


def also_read(tables: Iterable[str]) -> None:
    """Count as read what somebody read before, from whom it is taken."""
    for one in _read.get():
        one |= set(tables)


@contextmanager
def writing() -> Iterator[None]:
    """Stamp the tables that are written inside, as the last step of a transaction; within another, as the last step of that."""
    if _wrote.get() is not None:
        yield
        return
    wrote: set[str] = set()
    token = _wrote.set(wrote)
    try:
        yield
        stamp(wrote)
    finally:
        _wrote.reset(token)


@contextmanager
def together() -> Iterator[None]:
    """Several operations in one transaction: stamped as its last step, since two would wait for each other if one locked a record after its stamps."""
    with transaction.atomic(), writing():
        yield


def unstamped() -> set[str]:
    """The tables that the operation that runs has written: they have no stamp yet, and what it wrote may be undone."""
    return _wrote.get() or set()


def stamp(tables: Iterable[str]) -> None:
    """Give tables a stamp that they never had, in the order of their names: of two at once one waits for the other."""
    new, names = uuid4().hex, sorted(tables)
    if names:
        with connection.cursor() as cursor:  # a plain statement: SQLite that still hands back a row written by no transaction can commit none
            cursor.execute(STAMP % ", ".join(["(%s, %s)"] * len(names)), [word for name in names for word in (name, new)])


def _stamp_at_once(table: str) -> None:
    """The same of one table by a bare statement: where no transaction is open, the rows that the last one returns may still be read, and nothing can be committed."""
    own, key, stamp_ = (connection.ops.quote_name(one) for one in (Written._meta.db_table, "table", "stamp"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {own} ({key}, {stamp_}) VALUES (%s, %s) ON CONFLICT ({key}) DO UPDATE SET {stamp_} = EXCLUDED.{stamp_}", [table, uuid4().hex])


def stamps() -> dict[str, str]:
    """The last stamp of each table; one query."""
    return dict(Written.objects.values_list("table", "stamp"))
