"""The page of one report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info

from mandata.parties.models import Party
from mandata.reports.html import html_of
from mandata.reports.kinds import kind_of
from mandata.reports.models import Report
from mandata.reports.verifying import Changed, acts_behind, changed_since, overtaken
from mandata.shared.rights import may
from mandata.shared.standing import until_written
from mandata.web.acts import history_of, lines
from mandata.web.reports.behind import behind
from mandata.web.reports.paper import LANGUAGES, seen_report, shown
from mandata.web.requests import SiteRequest


def report_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A report in one language, what changed since it was published, the records behind its figures, its history."""
    report = seen_report(request, pk)
    found = shown(request, report)
    changed = changes_of(report.pk)
    paragraphs = report.paragraphs.filter(withdrawn_by=None).select_related("office__party") if not report.published else ()
    return render(request, "reports/report.html", {
        "report": report, "language": found.language, "direction": "rtl" if get_language_info(found.language)["bidi"] else "ltr",
        "title": found.paper.title if found.paper else str(report), "trouble": found.trouble,
        "paper": html_of(found.paper, report.organisation_id) if found.paper else "",
        "languages": [(code, get_language_info(code)["name_local"]) for code in LANGUAGES],
        "changed": changed, "changing_acts": lines(acts_behind(report, [one for one, _name in changed])) if changed else [],
        "behind": behind(request.acting, found) if found.paper else [], "history": history_of(report), "paragraphs": paragraphs,
        "may_write": may(request.acting, "write-paragraph", report), "may_publish": may(request.acting, "publish", report),
        "submissions": [(one, may(request.acting, "note", one)) for one in report.submissions.select_related("body", "session__body").prefetch_related("body__names", "session__body__names")],
        "tables": list(report.tables.values_list("path", flat=True)) if report.published else [one.path for one in kind_of(report.code).tables],
        "taken": report.taken.aggregate(times=Sum("times"))["times"] or 0,
        "may_check": may(request.acting, "check", report), "may_submit": may(request.acting, "submit", report), "may_withdraw": may(request.acting, "withdraw-paragraph", report), "may_draft": may(request.acting, "draft-report", report.organisation),
    })


@until_written
def changes_of(pk: int) -> list[tuple[Changed, str]]:
    """What changed since a report was published, each with the name of its part."""
    report = Report.objects.select_related("organisation").get(pk=pk)
    return named(report, changed_since(report))


@until_written
def overtaken_of(organisation: int) -> list[tuple[int, str, int]]:
    """The last published reports of an organisation with figures that changed since: number, name, how many figures."""
    return [(one.pk, str(one), count) for one, count in overtaken([organisation])]


def named(report: Report, changed: Iterable[Changed]) -> list[tuple[Changed, str]]:
    """Changed figures with the names of the parties of which they are parts."""
    changed = list(changed)
    parties: dict[str, Any] = {
        one.key: one.name for one in Party.objects.filter(organisation=report.organisation_id, key__in={one.part for one in changed}).prefetch_related("names")
    }
    return [(one, parties.get(one.part, one.part)) for one in changed]
