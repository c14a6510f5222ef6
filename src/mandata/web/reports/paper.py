"""Which report a reader may see, and in which language it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from mandata.reports.building import NotBuilt, Paper, build, paper_from
from mandata.reports.figures import Figures
from mandata.reports.models import Report
from mandata.shared.rights import visible
from mandata.web.requests import SiteRequest

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as it is shown: in one language, with its figures where it is a draft, or why it cannot be built."""

    report: Report
    language: str
    paper: Paper | None
    figures: Figures | None
    trouble: str = ""


def seen_report(request: SiteRequest, pk: int, **others: Any) -> Report:
    """A report that the reader may see, else no page."""
    found = Report.objects.select_related("organisation", "published_by", "mandate", "follows", "session__body", "addressee", "origin")
    return get_object_or_404(visible(request.acting, found), pk=pk, **others)


def shown(request: SiteRequest, report: Report) -> Shown:
    """The paper in the language asked for, else in the reader's: as published, or built now."""
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else get_language() or "en"
    language = language if language in LANGUAGES else "en"
    if report.published:
        return Shown(report, language, paper_from(report.snapshot[language]), None)
    figures = Figures(report.organisation, report.at, report.known)
    try:
        return Shown(report, language, build(report, language, figures), figures)
    except NotBuilt as broken:
        return Shown(report, language, None, figures, str(broken))
