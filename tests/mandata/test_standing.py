"""What is kept holds until something is written from which it was made, by an operation or past one, and no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.mandates.models import Answer, LiveDuty
from mandata.mandates.operations import answer_duty, withdraw_answer
from mandata.membership.models import Application
from mandata.membership.operations import set_rule
from mandata.shared.models import Act, Written
from mandata.shared.operations import Refused, RuleBroken, _after, after
from mandata.shared.standing import standing, until_written
from mandata.shared.written import stamps, tables_read, together
from mandata.texts.models import Work
from tests.mandata.test_owed import Owed, owed  # noqa: F401

pytestmark = pytest.mark.django_db


class Asked:
    """Counts how often it was made."""

    def __init__(self, model: Any) -> None:
        self.model, self.made = model, 0

    def __call__(self) -> int:
        def make() -> int:
            self.made += 1
            return int(self.model.objects.count())

        return standing(f"count {self.model.__name__}", make)


def test_an_act_elsewhere_leaves_it_and_one_on_its_records_does_not(owed: Owed) -> None:  # noqa: F811
    answers, applications = Asked(Answer), Asked(Application)
    assert (answers(), answers(), applications(), applications()) == (0, 0, 0, 0) and (answers.made, applications.made) == (1, 1)
    answer = answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    assert (answers(), applications()) == (1, 0) and (answers.made, applications.made) == (2, 1)
    withdraw_answer(acting_as=owed.director, answer=answer)
    answers(), applications()
    assert (answers.made, applications.made) == (3, 1)


def test_whoever_reads_and_the_settings_lie_under_everything(owed: Owed) -> None:  # noqa: F811
    works = Asked(Work)
    works()
    set_rule(acting_as=owed.cast.officer, organisation=owed.cast.league, code="owed-from", value="2020-01-01", words="x", decider="the Director")
    works()
    assert works.made == 2


def test_a_kept_part_carries_what_it_was_made_from(owed: Owed) -> None:  # noqa: F811
    answers, made = Asked(Answer), []

    def whole() -> int:
        made.append(1)
        return answers()

    answers()
    assert standing("whole", whole) == 0 and answers.made == 1, "the part was kept before"
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    assert standing("whole", whole) == 1 and len(made) == 2


def test_what_no_operation_writes_is_noticed_too(owed: Owed) -> None:  # noqa: F811
    duties = Asked(LiveDuty)
    duties()
    LiveDuty.objects.all()[0].delete()
    assert duties() == len(owed.duties) - 1
    from mandata.mandates.keeping import keep_all

    keep_all()
    assert duties() == len(owed.duties)


def test_what_was_undone_changes_nothing_for_good(owed: Owed) -> None:  # noqa: F811
    before = stamps()
    with pytest.raises(RuleBroken), transaction.atomic():
        answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="not-yet", words="")
    with pytest.raises(Refused):
        answer_duty(acting_as=owed.cast.officer, mandate=owed.duties["a list"], says="continuing")
    assert {name: one for name, one in stamps().items() if before.get(name) != one}.keys() <= {"mandata_refusal"}


def test_a_stamp_never_comes_again(owed: Owed) -> None:  # noqa: F811
    seen = set()
    for _round in range(3):
        answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
        seen.add(stamps()["mandata_answer"])
    assert len(seen) == 3


def test_an_operation_stamps_its_tables_in_one_statement(owed: Owed) -> None:  # noqa: F811
    with CaptureQueriesContext(connection) as queries:
        answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    assert sum(Written._meta.db_table in one["sql"] for one in queries.captured_queries) == 1


def test_to_ask_costs_one_query(owed: Owed) -> None:  # noqa: F811
    answers = Asked(Answer)
    answers()
    with CaptureQueriesContext(connection) as queries:
        answers()
    assert len(queries) == 1


def test_parts_of_a_page_are_asked_for_in_one_query(owed: Owed) -> None:  # noqa: F811
    answers, works = Asked(Answer), Asked(Work)
    with CaptureQueriesContext(connection) as queries:
        standing("page", lambda: answers() + works())
    assert sum(Written._meta.db_table in one["sql"] for one in queries.captured_queries) == 1


def test_the_day_ends_what_is_kept(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    answers = Asked(Answer)
    answers()
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("mandata.shared.standing.timezone.now", lambda: tomorrow)
    answers()
    assert answers.made == 2


def test_tables_are_read_from_a_statement() -> None:
    assert tables_read('SELECT 1 FROM "mandata_answer" U0 INNER JOIN "mandata_act" T3 ON (1) LEFT OUTER JOIN "mandata_party" ON (EXISTS(SELECT 1 FROM "mandata_means"))') == {
        "mandata_answer", "mandata_party", "mandata_means"}
    assert tables_read('SELECT 1 FROM "mandata_means" WHERE "opened_by_id" IN (SELECT U0."id" AS "pk" FROM "mandata_act" U0 WHERE U0."known_at" > %s)') == {"mandata_means"}
    assert tables_read('SELECT EXISTS(SELECT 1 AS "a" FROM "mandata_act" U0 WHERE U0."subject_id" = %s)') == {"mandata_act"}
    assert tables_read("select id from mandata_act") == {"mandata_act"}, "acts are looked for"


def test_a_function_keeps_by_its_arguments(owed: Owed) -> None:  # noqa: F811
    made = []

    @until_written
    def acts_of(verb: str) -> int:
        made.append(verb)
        return Act.objects.filter(verb=verb).count()

    assert (acts_of("answer"), acts_of("answer"), acts_of("publish")) == (0, 0, 1) and made == ["answer", "publish"]


def test_records_that_are_read_only_when_looked_at_are_what_it_was_made_from_too(owed: Owed) -> None:  # noqa: F811
    def lazily() -> dict[str, Any]:
        return {"answers": Answer.objects.order_by("pk")}

    assert not standing("answers", lazily)["answers"]
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    assert len(standing("answers", lazily)["answers"]) == 1


def test_an_operation_that_asks_gets_what_it_wrote_itself_and_keeps_nothing_that_is_undone(owed: Owed) -> None:  # noqa: F811
    answers, works, during = Asked(Answer), Asked(Work), []
    assert (answers(), works()) == (0, 1)

    class Stop(Exception):
        pass

    @after("answer", on="mandate")
    def look(act: Act, subject: Any) -> None:
        during.append(answers())
        assert works() == 1
        if len(during) == 2:
            raise Stop

    try:
        answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
        with pytest.raises(Stop), transaction.atomic():
            answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    finally:
        _after["answer", "mandate"].remove(look)
    assert during == [1, 2] and answers() == 1
    assert works.made == 1, "it wrote none"


def test_operations_together_are_stamped_as_the_last_step_of_all(owed: Owed) -> None:  # noqa: F811
    with CaptureQueriesContext(connection) as queries, together():
        answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
        answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing")
    said = [one["sql"] for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert [at for at, sql in enumerate(said) if Written._meta.db_table in sql] == [len(said) - 1]
