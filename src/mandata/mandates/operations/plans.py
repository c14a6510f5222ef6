"""What is done with action plans: issued as they stand, reviewed each year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.models import Answer, MandateTerms, Obligation, ObligationState, PlanIssue, PlanReview, Says
from mandata.mandates.operations.answers import write_answer
from mandata.mandates.operations.owed import short
from mandata.mandates.plan import lines_of, planned
from mandata.parties.capacity import Acting
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Work

VERDICTS = ("kept", "changed", "dropped")


@operation("issue-plan", on="work")
def issue_plan(*, acting_as: Acting, work: Work, happened_at: datetime | None = None) -> PlanIssue:
    """Issue the action plan of a text as it stands; the next one shows what changed since."""
    lines = lines_of(planned(MandateTerms.objects.filter(current=True, version__revision__work=work).select_related("mandate").order_by("place")))
    if not lines:
        raise RuleBroken(gettext("This text has no live duty: there is no plan to issue."), work)
    act = doing().write(work)
    number = (work.plan_issues.aggregate(last=Max("number"))["last"] or 0) + 1
    issue = PlanIssue.objects.create(
        work=work, number=number, day=act.happened_at.date(), lines={one.uid: one.kept() for one in lines}, by=act)
    doing().also(issue)
    return issue


@operation("review-plan", on="work")
def review_plan(
    *, acting_as: Acting, work: Work, year: int, needs: str, source: str, decisions: Mapping[str, str], obligation: Obligation | None = None,
    happened_at: datetime | None = None,
) -> PlanReview:
    """Record the examination of a plan in a year: the needs collected, and each line kept, changed or dropped.

    No line changes by it: what is to be changed or dropped waits for a text. The obligation to examine is delivered by it.
    """
    if not needs.strip():
        raise RuleBroken(gettext("Say in the light of which needs the plan was examined."), work)
    if year > timezone.now().year:
        raise RuleBroken(gettext("A year that has not begun cannot be examined."), work)
    if work.plan_reviews.filter(year=year).exists():
        raise RuleBroken(gettext("The review of this year is recorded already."), work)
    live = set(MandateTerms.objects.filter(current=True, version__revision__work=work).values_list("mandate__uid", flat=True))
    if set(decisions) - live or set(decisions.values()) - set(VERDICTS):
        raise RuleBroken(gettext("A review speaks of the live duties of its text: each kept, changed or dropped."), work)
    if obligation is not None and obligation.mandate.provision.work_id != work.pk:
        raise RuleBroken(gettext("This obligation is void, or belongs to another duty."), work)
    act, source = doing().write(work), short(source, 300, work)
    review = PlanReview.objects.create(
        work=work, year=year, needs=needs.strip(), source=source, decisions=dict(decisions), obligation=obligation, by=act)
    doing().also(review)
    if obligation is not None and obligation.state == ObligationState.OPEN:
        write_answer(obligation.mandate, Says.DONE, source, "", obligation, None, act.happened_at.date(), Answer.Way.RECORDED, source)
        doing().also(obligation.mandate)
    return review
