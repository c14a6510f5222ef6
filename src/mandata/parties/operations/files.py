"""Taking over from another system: a file is brought, its columns are mapped, its good rows are taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext

from mandata.parties import importing
from mandata.parties.capacity import Acting
from mandata.parties.importing_models import ImportFile, ImportSource, ImportTable
from mandata.parties.importing_rows import DAY_ORDERS, decoded, read_rows
from mandata.parties.models import Organisation
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, doing, operation

MOST_BYTES = 5 * 2**20


@operation("bring", on="organisation")
def bring_file(*, acting_as: Acting, organisation: Organisation, source: str, table: str, name: str, content: bytes,
               encoding: str = "") -> ImportFile:
    """Bring a file of a source; headings that are ours already are mapped by themselves."""
    if table not in ImportTable.values or not source.strip():
        raise RuleBroken(gettext("Name the source, and say which table the file holds."), organisation)
    if len(content) > MOST_BYTES:
        raise RuleBroken(gettext("The file is too large: part it."), organisation)
    words = decoded(content, encoding)
    heads, _rows = read_rows(words)
    known, _made = ImportSource.objects.get_or_create(organisation=organisation, name=" ".join(source.split())[:100], table=table)
    for column, heading in importing.guessed(known, heads).items():
        if heading and not known.columns.get(column):
            known.columns[column] = heading
    known.save()
    file = ImportFile.objects.create(source=known, name=name[:200], sha256=hashlib.sha256(content).hexdigest(), content=words)
    doing().also(file, known)
    return file


@operation("map", on="importsource", argument="source")
def map_columns(*, acting_as: Acting, source: ImportSource, columns: Mapping[str, str], fixed: Mapping[str, str],
                codes: Mapping[str, Mapping[str, str]], day_order: str | None = None) -> None:
    """Say which column of the source is which of ours and how it writes its days; it is remembered for its next file."""
    must, may = importing.COLUMNS[source.table]
    if unknown := sorted({*columns, *fixed, *codes} - {*must, *may}):
        raise RuleBroken(gettext("“%(column)s” is no column of this table. There are: %(columns)s.") % {
            "column": unknown[0], "columns": joined((*must, *may))}, source)
    if day_order is not None:
        if day_order not in DAY_ORDERS:
            raise RuleBroken(gettext("Choose how its days are written from the list."), source)
        source.day_order = day_order
    source.columns = {name: head for name, head in columns.items() if head}
    source.fixed = {name: value for name, value in fixed.items() if value}
    source.codes = {name: dict(some) for name, some in codes.items() if some}
    source.save()


@operation("import", on="importfile", argument="file")
def take_over(*, acting_as: Acting, file: ImportFile, seen: str) -> dict[str, int]:
    """Take the good rows over, each by its own act under this one; refused where a row would do something else than was shown."""
    _open(file)
    rows = importing.apply(acting_as, file.source, file.content)
    if importing.digest(rows) != seen:
        raise RuleBroken(gettext("The records changed since the dry run was shown: look at it again."), file)
    file.counts = importing.counts(rows)
    file.content, file.closed_by = "", doing().write(file, changes=file.counts)
    file.save()
    return dict(file.counts)


@operation("set-aside", on="importfile", argument="file")
def set_file_aside(*, acting_as: Acting, file: ImportFile) -> None:
    """Take nothing over; what the file holds is not kept."""
    _open(file)
    file.content, file.closed_by = "", doing().write(file)
    file.save()


def _open(file: ImportFile) -> None:
    if file.closed_by_id is not None:
        raise RuleBroken(gettext("This file was taken over or set aside already."), file)
