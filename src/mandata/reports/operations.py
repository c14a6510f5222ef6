"""A report is drafted, written in by persons who sign, and published: each by an act."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext

from mandata.mandates.models import Mandate
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Office, Organisation, Party
from mandata.reports.building import REFERENCE, Writer, build, number_in
from mandata.reports.figures import Figures, unit_of
from mandata.reports.kinds import kind_of
from mandata.reports.models import Report, ReportObservation, ReportState, ReportTable, SignedParagraph
from mandata.reports.tables import laid_beside
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken, doing, operation


@operation("draft-report", on="organisation")
def draft_report(
    *, acting_as: Acting, organisation: Organisation, code: str, at: datetime, known: datetime | None = None, number: str = "",
    agenda_item: str = "", addressee: Party | None = None, origin: Party | None = None, session: BodySession | None = None,
    mandate: Mandate | None = None,
) -> Report:
    """Draft a report as of ``at``, as known at ``known`` (now, where none is given); it follows the last one published of its kind."""
    kind_of(code)
    now = timezone.now()
    if at.date() > now.date():
        raise RuleBroken(gettext("A report is of a day that has come: choose today or an earlier day."), organisation)
    if known is not None and known < at and known.date() < at.date():
        raise RuleBroken(gettext("Nothing can be reported of a day as it was known before that day."), organisation)
    for one in (addressee, origin, session, mandate):
        if one is not None and getattr(one, "root_id", one.organisation_id) != organisation.pk:
            raise RuleBroken(gettext("%(record)s belongs to another organisation.") % {"record": one}, organisation)
    before = Report.objects.filter(organisation=organisation, code=code, state=ReportState.PUBLISHED).order_by("-published_by").first()
    doing().write(organisation)
    report = Report.objects.create(
        organisation=organisation, code=code, at=min(at, now), known=min(known or now, now), number=number.strip(),
        agenda_item=agenda_item.strip(), addressee=addressee, origin=origin, session=session, mandate=mandate, follows=before,
    )
    doing().also(report, *([mandate] if mandate else []))
    return report


@operation("write-paragraph", on="report")
def write_paragraph(*, acting_as: Acting, report: Report, section: str, words: str, language: str = "") -> SignedParagraph:
    """Write words of one's own in a section, signed in one's office; a figure stands in them only by reference."""
    _still_draft(report)
    titles = {code: title for code, title, _write in kind_of(report.code).sections}
    if section not in titles:
        raise RuleBroken(gettext("This report has no section “%(section)s”.") % {"section": section}, report)
    if not words.strip():
        raise RuleBroken(gettext("Write the paragraph."), report)
    if found := number_in(REFERENCE.sub("", words)):
        raise RuleBroken(gettext(
            "Section “%(section)s”: a figure is typed in “%(words)s”. Insert a reference to the figure instead, for example {sme.approved}."
        ) % {"section": titles[section], "words": found}, report)
    act = doing().write(report)
    office = Office.objects.filter(uid=act.acting_as).first()
    if office is None:
        raise RuleBroken(gettext("A paragraph is signed: act in an office to write one."), report)
    paragraph = SignedParagraph(
        report=report, section=section, words=words.strip(), language=language or get_language() or "en", office=office, written_by=act,
    )
    writer = Writer(report, Figures(report.organisation, report.at, report.known))
    writer.begin(section, str(titles[section]))
    writer.paragraph(paragraph)  # each reference leads to a figure, or the rule is told now and not when it is published
    paragraph.save()
    doing().also(paragraph)
    _unchecked(report)
    return paragraph


@operation("withdraw-paragraph", on="report")
def withdraw_paragraph(*, acting_as: Acting, report: Report, paragraph: SignedParagraph) -> None:
    """Take a paragraph out of a draft; that it was written stays known."""
    _still_draft(report)
    if paragraph.report_id != report.pk or paragraph.withdrawn_by_id is not None:
        raise RuleBroken(gettext("This paragraph does not stand in this report."), report)
    paragraph.withdrawn_by = doing().write(report)
    paragraph.save(update_fields=["withdrawn_by"])
    doing().also(paragraph)
    _unchecked(report)


def _unchecked(report: Report) -> None:
    """What was checked was another text."""
    if report.checked_by_id is not None:
        report.checked_by = None
        report.save(update_fields=["checked_by"])


@operation("publish", on="report")
def publish_report(*, acting_as: Acting, report: Report) -> None:
    """Publish: the words in every language and each observation with its records are kept, with one hash over all."""
    _still_draft(report)
    figures = Figures(report.organisation, report.at, report.known)
    last = Act.objects.order_by("-id").values_list("id", flat=True).first()
    report.snapshot = {code: build(report, code, figures).plain() for code, _name in settings.LANGUAGES}
    act = doing().write(report)
    ReportObservation.objects.bulk_create(
        ReportObservation(
            report=report, measure=one.measure.name, version=one.measure.version, split=one.part[0] if one.part else "",
            part=one.part[1] if one.part else "", value=one.value, numerator=one.numerator, denominator=one.denominator,
            unit=unit_of(one.measure), records=figures.records(one), hidden=figures.hidden(one),
        )
        for one in figures.printed.values()
    )
    ReportTable.objects.bulk_create(ReportTable(report=report, path=path, content=content) for path, content in laid_beside(report.code, figures).items())
    report.state, report.published_by, report.last_act = ReportState.PUBLISHED, act, last
    report.sha256 = hash_of(report)
    report.save()


def _still_draft(report: Report) -> None:
    if report.published:
        raise RuleBroken(gettext("This report is published: it is not changed. Draft another one that corrects it."), report)


def content_of(report: Report) -> dict[str, Any]:
    """All that a published report says: its papers, its observations and its tables by their own hash, as its hash covers them."""
    tables = {one.path: hashlib.sha256(one.content.encode()).hexdigest() for one in report.tables.all()}
    return {
        "uid": report.uid, "code": report.code, "organisation": report.organisation.slug, "at": report.at.isoformat(),
        "known": report.known.isoformat(), "last_act": report.last_act, "papers": report.snapshot,
        "observations": [{"key": one.key, **one.figures} for one in report.observations.order_by("pk")],
        **({"tables": tables} if tables else {}),
    }


def hash_of(report: Report) -> str:
    """The SHA-256 of ``content_of``, in hexadecimal."""
    content = json.dumps(content_of(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
