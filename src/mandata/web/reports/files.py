"""A report to take away: as a Word or PDF file, as a bundle that a machine reads, as a table of its figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import override

from mandata.reports.figures import Figures, observed, stamp
from mandata.reports.kinds import kind_of
from mandata.reports.models import Report
from mandata.reports.operations import content_of
from mandata.reports.pdf import as_pdf
from mandata.reports.submitting import count_taken
from mandata.reports.tables import laid_beside
from mandata.reports.word import as_word
from mandata.shared.operations import RuleBroken
from mandata.web.kit.exports import exported
from mandata.web.reports.behind import behind, plainly
from mandata.web.reports.paper import Shown, seen_report, shown
from mandata.web.requests import SiteRequest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HOW = "sha256 is that of “content” written as JSON: keys sorted, no spaces, no escapes beyond the signs that JSON demands, UTF-8"


def word_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The paper in one language as a Word file, with the records behind its figures as far as the reader may see them."""
    return _file(request, pk, "docx", WORD, as_word)


def pdf_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    return _file(request, pk, "pdf", "application/pdf", as_pdf)


def _file(request: SiteRequest, pk: int, ending: str, content_type: str, written: Callable[..., bytes]) -> HttpResponse:
    report = seen_report(request, pk)
    found = shown(request, report)
    if found.paper is None:
        raise Http404
    try:
        with override(found.language):
            told = plainly(behind(request.acting, found))
            content = written(found.paper, report.organisation.name, told, report if report.published else None, _drafted(found))
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect("report", pk)
    count_taken(report, ending)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(report)}.{found.language}.{ending}"'
    return response


def bundle(request: SiteRequest, pk: int) -> HttpResponse:
    """All that a report says, for a machine: a published one with its hash, a draft in one language without."""
    report = seen_report(request, pk)
    plain: dict[str, Any]
    if report.published:
        count_taken(report, "json")
        plain = {"how": HOW, "sha256": report.sha256, "content": content_of(report), "tables": {one.path: one.content for one in report.tables.all()}}
    else:
        found = shown(request, report)
        plain = {"draft": True, "paper": found.paper.plain() if found.paper else None, "observations": _observed(found), "tables": _drafted(found)}
    response = JsonResponse(plain, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{file_name(report)}.json"'
    return response


def figures_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The observations of a report as a table (CSV)."""
    report = seen_report(request, pk)
    rows = _observed(shown(request, report))
    head = ["observation", "value", "numerator", "denominator", "unit"]
    return exported("csv", file_name(report), head, ([one[name] for name in head] for one in rows))


def table_file(request: SiteRequest, pk: int, path: str) -> HttpResponse:
    """A table that goes with a report (CSV): as published, or as it is now."""
    report = seen_report(request, pk)
    if report.published:
        content = get_object_or_404(report.tables, path=path).content
    else:
        table = next((one for one in kind_of(report.code).tables if one.path == path), None)
        if table is None:
            raise Http404
        content = table.text(Figures(report.organisation, report.at, report.known))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(report)}.{path}"'
    return response


def _drafted(found: Shown) -> dict[str, str]:
    """The tables of a draft as they are now; those of a published report are kept with it."""
    return dict(laid_beside(found.report.code, found.figures)) if found.figures is not None else {}


def _observed(found: Shown) -> list[dict[str, object]]:
    report = found.report
    if found.figures is None:
        times = f"{stamp(report.at)}/{stamp(report.known)}"
        return [{"observation": f"{one.key}/{times}", **one.figures} for one in report.observations.all()]
    return observed(found.figures)


def file_name(report: Report) -> str:
    """A name for its files."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", f"{report.code}-{report.at.date().isoformat()}-{report.number}").strip("-")
