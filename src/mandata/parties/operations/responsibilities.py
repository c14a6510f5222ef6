"""What is laid on the holder of an office besides the office: assigned by an act, reported on, ended."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.models import Office, Responsibility, ResponsibilityReport
from mandata.shared.operations import RuleBroken, doing, operation


@operation("assign-responsibility", on="office")
def assign_responsibility(*, acting_as: Acting, office: Office, words: str, source: str, since: date | None = None,
                          until: date | None = None) -> Responsibility:
    """Lay a responsibility on the holder of an office; without such an act nobody has one."""
    if office.closed_by_id is not None or (office.until is not None and office.until < timezone.now().date()):
        raise RuleBroken(gettext("This office has ended already."), office)
    words, source = " ".join(words.split()), " ".join(source.split())
    if not words or not source:
        raise RuleBroken(gettext("Say which responsibility, and who decided it by what."), office)
    if len(words) > 300 or len(source) > 300:
        raise RuleBroken(gettext("Say it in at most 300 signs."), office)
    in_order(since, until, office)
    alone(Responsibility.objects.known().filter(office__person=office.person_id, office__party=office.party_id, words=words), since, until, office)
    opened = Responsibility(office=office, words=words, source=source, since=since, until=until, opened_by=doing().write(office))
    opened.save()
    doing().also(opened, office.party)
    return opened


@operation("report", on="responsibility")
def report_on(*, acting_as: Acting, responsibility: Responsibility, words: str, day: date | None = None) -> ResponsibilityReport:
    """Say, as the holder, what was done about a responsibility."""
    if responsibility.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), responsibility)
    if not words.strip():
        raise RuleBroken(gettext("Say what was done."), responsibility)
    if day is not None and day > timezone.now().date():
        raise RuleBroken(gettext("A report is of today or earlier."), responsibility)
    report = ResponsibilityReport.objects.create(
        responsibility=responsibility, day=day or timezone.now().date(), words=words.strip(), by=doing().write(responsibility))
    doing().also(report)
    return report


@operation("end", on="responsibility")
def end_responsibility(*, acting_as: Acting, responsibility: Responsibility, last_day: date) -> Responsibility:
    """A responsibility ended while the office goes on."""
    if responsibility.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), responsibility)
    in_order(responsibility.since, last_day, responsibility)
    ended = replaced(responsibility, doing().write(responsibility), until=last_day)
    doing().also(ended)
    return ended
