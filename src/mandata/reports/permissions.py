"""Who drafts, writes in and publishes a report; a published one is everybody's to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from mandata.parties.models import Organisation
from mandata.parties.permissions import CHAIR, OFFICER, SECRETARY, officers_only
from mandata.reports.models import Report, ReportObservation, ReportState, ReportTable, SignedParagraph, Submission
from mandata.shared.models import Act, ActSubject
from mandata.shared.rights import Answer, Capacity, policy, sight

DIRECTOR = "director"
LEADING = (CHAIR, SECRETARY)
CHECKERS = gettext_noop("house rule: a report is checked by another person than those who wrote it")
NOTERS = gettext_noop("house rule: what a body did with a report is recorded by whoever leads it, or by an officer")
REPORTERS = gettext_noop("house rule: officers of the secretariat draft and publish its reports")


def _officers(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Officers of the organisation reported on."""
    organisation = None if isinstance(subject, str) else subject if isinstance(subject, Organisation) else subject.organisation
    answer = officers_only(acting_as, organisation)
    return Answer(answer.allowed, answer.reason, REPORTERS, answer.office)


policy("draft-report", on="organisation")(_officers)
for _verb in ("write-paragraph", "withdraw-paragraph", "publish", "submit"):
    policy(_verb, on="report")(_officers)


@policy("check", on="report")
def may_check(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Another officer than those who wrote it, or the director of the office from which it comes."""
    answer = _officers(acting_as, subject, at)
    if isinstance(subject, str):
        return answer
    offices = getattr(acting_as, "offices", ())
    directs = next((one for one in offices if one.function == DIRECTOR and one.party.root_id == subject.organisation_id), None)
    if not answer and directs is None:
        return Answer(False, gettext("Another officer of the secretariat, or a director, checks a report."), CHECKERS)
    user = getattr(acting_as, "user", None)
    if user is not None and user.pk in writers_of(subject):
        return Answer(False, gettext("You wrote it: another person checks it."), CHECKERS)
    return Answer(True, gettext("You did not write it."), CHECKERS, answer.office or (directs.uid if directs else ""))


def writers_of(report: Report) -> set[int]:
    """The accounts that drafted a report or signed what stands in it."""
    written = report.paragraphs.filter(withdrawn_by=None).values("written_by")
    drafted = ActSubject.objects.filter(subject_id=report.uid, act__verb="draft-report").values("act")
    return set(Act.objects.filter(Q(pk__in=written) | Q(pk__in=drafted)).exclude(actor=None).values_list("actor", flat=True))


@policy("note", on="submission")
def may_note(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    """Whoever leads the body to which it was submitted, or an officer who records what the body did."""
    if not isinstance(subject, str):
        for one in getattr(acting_as, "offices", ()):
            if one.party_id == subject.body_id and one.function in LEADING:
                return Answer(True, gettext("You lead this body."), NOTERS, one.uid)
        subject = subject.report
    answer = _officers(acting_as, subject, at)
    return Answer(answer.allowed, answer.reason, NOTERS, answer.office)


def _seen(acting_as: Capacity, queryset: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    """Published ones; drafts for those who write or check them: officers and directors of the organisation."""
    if getattr(acting_as, "house", False):
        return queryset
    kept = [one.party.root_id for one in getattr(acting_as, "offices", ()) if one.function in (OFFICER, DIRECTOR)]
    return queryset.filter(Q(**{f"{prefix}state": ReportState.PUBLISHED}) | Q(**{f"{prefix}organisation__in": kept}))


sight(Report)(_seen)


def _through_report(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    return _seen(acting_as, queryset, "report__")


for _record in (ReportObservation, ReportTable, SignedParagraph, Submission):
    sight(_record)(_through_report)
