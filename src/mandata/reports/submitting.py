"""The way of a report: checked by another person, submitted to a body, noted by it; how often it was taken along."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.following import parties_of
from mandata.mandates.models import Answer, Obligation, ObligationState, Says
from mandata.mandates.operations.answers import write_answer
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Party
from mandata.reports.models import Report, Submission, Taken
from mandata.shared.operations import RuleBroken, doing, operation


@operation("check", on="report")
def check_report(*, acting_as: Acting, report: Report) -> None:
    """Say, as another person than those who wrote it, that a draft may be published; whatever is written after undoes it."""
    if report.published:
        raise RuleBroken(gettext("This report is published: it is not changed. Draft another one that corrects it."), report)
    if report.checked_by_id is not None:
        raise RuleBroken(gettext("This draft is checked already."), report)
    report.checked_by = doing().write(report)
    report.save(update_fields=["checked_by"])


@operation("submit", on="report")
def submit_report(*, acting_as: Acting, report: Report, body: Party | None = None, session: BodySession | None = None) -> Submission:
    """Submit a published report to a body, at a session where one is named; the duty that asks for it is answered by it.

    Of the duty's open obligations it delivers the one due to that session, or, where none is due to it, the next one that the body is owed within a year.
    """
    if not report.published:
        raise RuleBroken(gettext("Only a published report is submitted: publish it first."), report)
    body = body or (session.body if session else report.addressee)
    if body is None:
        raise RuleBroken(gettext("Say to which body the report is submitted."), report)
    session = session or (report.session if report.session is not None and report.session.body_id == body.pk else None)
    if body.root_id != report.organisation_id or (session is not None and session.body_id != body.pk):
        raise RuleBroken(gettext("The session is of another body, or the body is of another organisation."), report)
    if report.submissions.filter(body=body, session=session).exists():
        raise RuleBroken(gettext("This report was submitted there already."), report)
    act = doing().write(report)
    submission = Submission.objects.create(report=report, body=body, session=session, submitted_by=act)
    doing().also(submission, body)
    mandate = report.mandate
    if mandate is not None and mandate.ended_by_id is None and parties_of(mandate) is None:
        submission.answer = write_answer(
            mandate, Says.DONE if (obligation := _due(report, body, session)) else Says.CONTINUING, gettext("Report submitted to %(body)s") % {"body": session or body},
            str(report)[:500], obligation, None, None, Answer.Way.RECORDED, str(report)[:300],
        )
        submission.save(update_fields=["answer"])
        doing().also(mandate)
    return submission


def _due(report: Report, body: Party, session: BodySession | None) -> Obligation | None:
    """What a submission delivers: what is due to that session and nothing else, where there is such; else what that body is owed within a year."""
    found = Obligation.objects.filter(mandate=report.mandate)
    if session is not None and (own := found.filter(session=session).first()) is not None:
        return own if own.state == ObligationState.OPEN else None
    soon = found.filter(Q(body=body) | Q(body=None), state=ObligationState.OPEN, due_on__lte=timezone.localdate() + timedelta(days=366))
    return soon.order_by("due_on", "pk").first()


@operation("note", on="submission")
def note_report(*, acting_as: Acting, submission: Submission, outcome: str, decision: str, day: date | None = None) -> None:
    """Record what a body did with a report, and where that is written."""
    if submission.outcome:
        raise RuleBroken(gettext("What the body did with this report is recorded already."), submission)
    if outcome not in Submission.Outcome.values:
        raise RuleBroken(gettext("A body notes a report, approves it, or returns it."), submission)
    decision, today = " ".join(decision.split()), timezone.localdate()
    if not decision or len(decision) > 300:
        raise RuleBroken(gettext("Say in at most 300 signs where this is written: the minutes, or a decision."), submission)
    day = day or today
    if day > today:
        raise RuleBroken(gettext("What is recorded here has happened: its day is today or earlier."), submission)
    submission.decided_by = doing().write(submission)
    doing().also(submission.report, submission.body)
    submission.outcome, submission.decision, submission.decided_on = outcome, decision, day
    submission.save()


def count_taken(report: Report, ending: str) -> None:
    """One more file of a published report was taken along."""
    if report.published:
        row, _new = Taken.objects.get_or_create(report=report, day=timezone.localdate(), ending=ending)
        Taken.objects.filter(pk=row.pk).update(times=F("times") + 1)
