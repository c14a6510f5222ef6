"""``mandata report``, ``verify`` and ``verify-report``: a report as of a day to a file, and what checking one came to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from mandata.parties.models import Organisation
from mandata.reports.building import build
from mandata.reports.figures import Figures, key_of, observed
from mandata.reports.file_check import FileChecked
from mandata.reports.html import as_page
from mandata.reports.kinds import kind_of
from mandata.reports.models import Report, ReportState
from mandata.reports.pdf import as_pdf
from mandata.reports.tables import laid_beside
from mandata.reports.word import as_word

FORMATS = ("docx", "pdf", "html", "json")


def write_report(code: str, organisation: Organisation, at: date | None, known: date | None, language: str, ending: str, output: Path | None) -> Path:
    """Build a report as of a day, as known on a day, and write it to a file; nothing is kept of it here. The path of the file."""
    kind_of(code)
    now = timezone.now()
    as_of, as_known = end_of(at) if at else now, end_of(known) if known else now
    if as_of.date() > now.date():
        raise click.UsageError("A report is of a day that has come: give today or an earlier day with --at.")
    if as_known.date() < as_of.date():
        raise click.UsageError("Nothing can be reported of a day as it was known before that day: give a later day with --known.")
    if language not in dict(settings.LANGUAGES):
        raise click.UsageError(f"Reports are written in {', '.join(dict(settings.LANGUAGES))}, not in “{language}”.")
    before = Report.objects.filter(organisation=organisation, code=code, state=ReportState.PUBLISHED).order_by("-published_by").first()
    report = Report(organisation=organisation, code=code, at=min(as_of, now), known=min(as_known, now), follows=before)
    figures = Figures(organisation, report.at, report.known)
    paper = build(report, language, figures)
    if ending == "html":
        content = as_page(paper, organisation, settings.SITE_URL).encode()
    elif ending == "json":
        content = json.dumps({"draft": True, "paper": paper.plain(), "observations": observed(figures), "tables": laid_beside(code, figures)}, ensure_ascii=False, indent=1).encode()
    else:
        content = (as_pdf if ending == "pdf" else as_word)(paper, organisation.name, tables=laid_beside(code, figures))
    path = output or Path(f"{code}-{report.at.date().isoformat()}.{language}.{ending}")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror}") from error
    return path


def end_of(day: date) -> datetime:
    """The end of a day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def told_of(found: FileChecked) -> Iterator[str]:
    """What checking a file came to, a line each: what is wrong first."""
    report = found.report
    yield f"{report}, {report.at:%Y-%m-%d} as known on {report.known:%Y-%m-%d}, in {found.language}"
    for figure in found.figures:
        if figure.verdict != "follows":
            published = f", published {figure.published}" if figure.printed != figure.published else ""
            yield f"  line {figure.place}: {figure.code} {key_of(figure.observation)}: printed {figure.printed or 'nothing'}{published}: {figure.verdict.upper()}"
    for remark in found.remarks:
        yield f"  line {remark.place}: {remark.what.upper()}: {remark.words}" + (f" (published: {remark.published})" if remark.published else "")
    if found.package != "as published":
        yield f"  the data inside the file: {found.package.upper()}"
    if found.annex == "other":
        yield "  the annex of records: NOT AS GIVEN OUT"
    for one in found.verified.changed:
        yield f"  {one.key}: published {one.printed}, the acts known then give {'another formula' if one.found is None else one.found}"
    if not found.verified.hash_holds:
        yield "  the report kept here: NOT AS PUBLISHED, its hash differs"
    good = sum(one.verdict == "follows" for one in found.figures)
    yield f"{good} of {len(found.figures)} figures as printed follow from the acts known at the report's date."
