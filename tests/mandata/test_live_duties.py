"""What is kept of each live duty: always what its records say, written once at the end of the operation that touched them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.mandates.daily import daily
from mandata.mandates.keeping import keep_all, with_state
from mandata.mandates.models import AnswerLink, DutyState, LiveDuty, MandateTerms, Obligation, overdue_at
from mandata.mandates.operations import (
    answer_duty,
    ask_answer,
    record_means,
    take_back_means,
    withdraw_answer,
)
from mandata.mandates.summing import summed
from mandata.parties.models import Office
from mandata.shared.operations import RuleBroken
from tests.mandata.test_owed import Owed, owed  # noqa: F401

pytestmark = pytest.mark.django_db
YEARLY, MEANS, LIST = "lighthouses to the Council", "names", "a list"


def kept(owed: Owed, word: str) -> LiveDuty:  # noqa: F811
    return LiveDuty.objects.get(mandate=owed.duties[word])


def state(owed: Owed, word: str) -> str:  # noqa: F811
    return str(with_state(MandateTerms.objects.filter(mandate=owed.duties[word], current=True)).get().state)


def test_each_live_duty_has_one_row_and_no_other(owed: Owed) -> None:  # noqa: F811
    live = MandateTerms.objects.filter(current=True)
    assert set(LiveDuty.objects.values_list("terms", flat=True)) == set(live.values_list("pk", flat=True)) and live.count() == len(owed.duties)
    first = Obligation.objects.filter(mandate=owed.duties[YEARLY], state="open").order_by("due_on").first()
    assert first is not None and kept(owed, YEARLY).next_on == first.due_on


def test_an_answer_says_the_state_until_it_is_taken_back(owed: Owed) -> None:  # noqa: F811
    assert state(owed, LIST) == DutyState.NOT_STARTED
    day = date(2026, 1, 2)
    answer = answer_duty(acting_as=owed.director, mandate=owed.duties[LIST], says="continuing", day=day)
    row = kept(owed, LIST)
    assert (row.state, row.last, row.reported_on) == ("continuing", answer, day)
    withdraw_answer(acting_as=owed.director, answer=answer)
    row = kept(owed, LIST)
    assert (row.state, row.last, row.reported_on) == ("not-started", None, None)


def test_done_of_one_of_several_lets_the_duty_continue(owed: Owed) -> None:  # noqa: F811
    first = owed.of(YEARLY, state="open")[0]
    answer_duty(acting_as=owed.director, mandate=owed.duties[YEARLY], obligation=first, says="done")
    row = kept(owed, YEARLY)
    assert row.state == DutyState.CONTINUING and row.next_on is not None and row.next_on > first.due_on


def test_means_end_the_waiting_and_silence_needs_no_act(owed: Owed) -> None:  # noqa: F811
    assert state(owed, MEANS) == DutyState.NO_MEANS
    given = record_means(acting_as=owed.cast.officer, mandate=owed.duties[MEANS], what="given", words="two posts", source="budget", day=timezone.now().date())
    assert state(owed, MEANS) == DutyState.NOT_STARTED
    take_back_means(acting_as=owed.cast.officer, means=given)
    assert state(owed, MEANS) == DutyState.NO_MEANS
    ask_answer(acting_as=owed.cast.officer, mandate=owed.duties[MEANS], office=Office.objects.select_related("person").get(function="director"))
    assert state(owed, MEANS) == DutyState.NO_MEANS, "whoever is asked still has time"
    later = timezone.now() + timedelta(days=400)
    assert with_state(MandateTerms.objects.filter(mandate=owed.duties[MEANS], current=True), later).get().state == DutyState.SILENT


def test_what_failed_leaves_what_was_kept(owed: Owed) -> None:  # noqa: F811
    before = list(LiveDuty.objects.order_by("pk").values())
    with pytest.raises(RuleBroken), transaction.atomic():
        answer_duty(acting_as=owed.director, mandate=owed.duties[LIST], says="not-yet", words="")
    assert list(LiveDuty.objects.order_by("pk").values()) == before


def test_a_row_written_past_the_operations_is_mended_each_day(owed: Owed, caplog: Any, settings: Any) -> None:  # noqa: F811
    settings.DAILY_HOUR = 0
    LiveDuty.objects.filter(mandate=owed.duties[LIST]).update(state="done")
    LiveDuty.objects.filter(mandate=owed.duties[YEARLY]).delete()
    daily(owed.cast.league)
    assert state(owed, LIST) == DutyState.NOT_STARTED and kept(owed, YEARLY).state == DutyState.NOT_STARTED
    assert "of 2 live duties" in caplog.text and keep_all() == 0


def test_many_links_are_kept_in_one_go(owed: Owed) -> None:  # noqa: F811
    """However many records of duties an operation writes, what is kept is written once."""
    ask_answer(acting_as=owed.cast.officer, mandate=owed.duties[LIST], office=Office.objects.select_related("person").get(function="director"))
    with CaptureQueriesContext(connection) as queries:
        AnswerLink.objects.update(expires_at=timezone.now())
    assert sum('INSERT INTO "mandata_liveduty"' in one["sql"] for one in queries.captured_queries) == 1


def test_a_sum_costs_one_query(owed: Owed) -> None:  # noqa: F811
    with CaptureQueriesContext(connection) as queries:
        found = summed(LiveDuty.objects.all(), date(2026, 1, 1))
    assert len(queries) == 1 and found.duties == len(owed.duties) == sum(found.states.values())


def test_what_is_due_to_a_session_that_nobody_recorded_is_late_in_no_sum(owed: Owed) -> None:  # noqa: F811
    yesterday = timezone.now().date() - timedelta(days=1)
    for expected in (False, True):
        Obligation.objects.filter(mandate=owed.duties[YEARLY], state="open").update(due_on=yesterday, binding=True, unmet=False, expected=expected)
        late = Obligation.objects.filter(overdue_at(timezone.now().date()), mandate=owed.duties[YEARLY])
        assert summed(LiveDuty.objects.filter(mandate=owed.duties[YEARLY]), date(2026, 1, 1)).overdue == late.exists() == (not expected)
