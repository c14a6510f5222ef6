"""A list as a file: CSV, XLSX or JSON, every row that the filters leave and not only the page shown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise

FORMATS = ("csv", "xlsx", "json")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # signs that no file of a spreadsheet can hold


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula or refuses to hold."""
    text = "" if value is None else CONTROL.sub(" ", str(value))
    return "'" + text if text.startswith(DANGEROUS) else text


def plain(value: Any) -> Any:
    """A value as a file carries it: numbers as numbers, days as days, everything else as words."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, tuple | list):  # for machines: the same comma in every language
        return ", ".join(map(str, value))
    return value if isinstance(value, int | float | date | None) else str(value)


def exported(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The rows as an attachment of one of ``FORMATS``."""
    plain_rows = ([plain(cell) for cell in row] for row in rows)
    response = {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind](head, plain_rows)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _csv(head: Sequence[str], rows: Iterator[list[Any]]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def _xlsx(head: Sequence[str], rows: Iterator[list[Any]]) -> HttpResponse:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([harmless(cell) for cell in head])
    for row in rows:
        sheet.append([
            cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell if isinstance(cell, int | float | date)
            else harmless(cell) for cell in row
        ])
    out = io.BytesIO()
    book.save(out)
    return HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def _json(head: Sequence[str], rows: Iterator[list[Any]]) -> HttpResponse:
    records = [dict(zip(head, row, strict=True)) for row in rows]
    return JsonResponse(records, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})
