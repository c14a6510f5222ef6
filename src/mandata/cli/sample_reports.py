"""The reports of the sample, written in and published by its officer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from django.utils import timezone

from mandata.mandates.register import live_terms
from mandata.parties.capacity import Acting, acting_for
from mandata.parties.models import BodySession, Organisation, Party, Person
from mandata.reports.operations import draft_report, publish_report, write_paragraph
from mandata.reports.submitting import check_report, note_report, submit_report
from mandata.shared.rights import may


def publish_reports(officer: Acting, union: Organisation, folder: Path) -> None:
    """Draft, write and publish each report of the table, of its day or of today, as known now; some stay drafts."""
    with (folder / "reports.toml").open("rb") as file:
        entries = tomllib.load(file)["reports"]
    parties = {one.key: one for one in Party.objects.filter(organisation=union)}
    for entry in entries:
        terms = live_terms().filter(mandate__organisation=union, version__revision__work__number=entry["asked_by"]).order_by("place")
        actor = parties[entry["addressee"]].actor
        asked = next((one for one in terms if (entry["asks"] in one.summary if "asks" in entry else any(
            named["actor"] == actor for named in one.report_to))), None)
        report = draft_report(
            acting_as=officer, organisation=union, code=entry["code"], at=timezone.make_aware(datetime.combine(entry.get("day", timezone.now().date()), time(23, 59, 59))),
            number=entry["number"], agenda_item=entry.get("agenda_item", ""), addressee=parties[entry["addressee"]], origin=parties[entry["origin"]],
            session=BodySession.objects.get(organisation=union, body=parties[entry["addressee"]], year=entry["session"]) if "session" in entry else None,
            mandate=asked.mandate if asked else None,
        )
        for one in entry.get("paragraphs", ()):
            write_paragraph(acting_as=officer, report=report, section=one["section"], words=one["words"], language=one["language"])
        if entry.get("draft"):
            continue
        checker = next((one for one in persons_with_accounts() if may(one, "check", report)), None)
        if checker is not None:
            check_report(acting_as=checker, report=report)
        publish_report(acting_as=officer, report=report)
        if "noted" in entry:
            submission = submit_report(acting_as=officer, report=report)
            note_report(acting_as=officer, submission=submission, outcome="noted", decision=entry["noted"], day=entry["noted_on"])


def persons_with_accounts() -> Iterator[Acting]:
    """The persons of the demonstration, each in all offices held."""
    for person in Person.objects.exclude(user=None).select_related("user").order_by("pk"):
        assert person.user is not None
        yield acting_for(person.user)
