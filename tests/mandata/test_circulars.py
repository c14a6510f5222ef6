"""Circulars: a number of their own, sent by one act to Member States, answered by each for itself, silent ones counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership import operations
from mandata.membership.models import Addressee, Circular, CircularText, Reply
from mandata.parties.capacity import VISITOR, Acting
from mandata.parties.models import Classification, Membership, Party
from mandata.shared.measures import observe, observe_by
from mandata.shared.models import Act, Refusal
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.test_admission import Admission, admission, moment  # noqa: F401


class Writing:
    """A league with two member States in two regions, and a firm."""

    def __init__(self, admission: Admission) -> None:  # noqa: F811
        self.admission, self.officer, self.league = admission, admission.cast.officer, admission.cast.league
        self.firm = Party.objects.create(organisation=self.league, key="firm", entity="member", parent=self.league)
        act = Act.objects.first()
        for party, category in ((admission.avonia, "member-state"), (admission.brelland, "member-state"), (self.firm, "associate")):
            Membership.objects.create(member=party, of=self.league, category=category, opened_by=act)
        for party, region in ((admission.avonia, "North"), (admission.brelland, "South")):
            Classification.objects.create(party=party, scheme="region", code=region, source="test", opened_by=act)

    def draft(self, **changed: Any) -> Circular:
        """A circular to all Member States."""
        return operations.draft_circular(acting_as=self.officer, organisation=self.league, happened_at=moment("2018-05-02"), **{
            "series": "CL", "kind_of_letter": "circular", "to": "states", "title": "Lamps", "words": "Which lamps do you use?", "language": "en", **changed})

    def sent(self, **changed: Any) -> Circular:
        """A circular sent on 7 May 2018."""
        circular = self.draft(**changed)
        operations.check_text(acting_as=self.officer, circular=circular, language="en")
        operations.send_circular(acting_as=self.officer, circular=circular, happened_at=moment("2018-05-07"))
        return circular

    def to(self, circular: Circular, party: Party) -> Addressee:
        """The addressee of a circular that a party is."""
        return Addressee.objects.get(circular=circular, party=party)

    def actors(self) -> dict[str, Acting]:
        """Whoever may ask."""
        found = self.admission
        return {"officer": self.officer, "avonian": found.avonian, "brellander": found.brellander, "chair": found.chair,
                "stranger": found.cast.stranger, "visitor": VISITOR}


@pytest.fixture
def writing(admission: Admission) -> Writing:  # noqa: F811
    return Writing(admission)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=st.lists(st.sampled_from(["CL", "TSB", "Letter"]), min_size=1, max_size=6))
def test_a_number_is_never_used_twice_in_a_series(writing: Writing, series: list[str]) -> None:
    for name in series:
        writing.draft(series=name)
    for name in set(series):
        numbers = list(Circular.objects.filter(series=name).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_one_act_sends_and_fixes_the_addressees(writing: Writing) -> None:
    circular = writing.draft()
    with pytest.raises(RuleBroken, match="not checked"):
        operations.send_circular(acting_as=writing.officer, circular=circular)
    operations.ask_translation(acting_as=writing.officer, circular=circular, languages=["fr", "ar"])
    operations.write_text(acting_as=writing.officer, circular=circular, language="fr", title="Lampes", words="Quelles lampes ?")
    operations.check_text(acting_as=writing.officer, circular=circular, language="en")
    operations.send_circular(acting_as=writing.officer, circular=circular, happened_at=moment("2018-05-07"))
    assert dict(circular.texts.values_list("language", "state")) == {"en": "published", "fr": "draft", "ar": "asked"}
    late = Party.objects.create(organisation=writing.league, key="lat", entity="state", parent=writing.league)
    Membership.objects.create(member=late, of=writing.league, category="member-state", opened_by=Act.objects.first())
    assert {one.party for one in circular.addressees.all()} == {writing.admission.avonia, writing.admission.brelland}
    with pytest.raises(RuleBroken, match="sent already"):
        operations.send_circular(acting_as=writing.officer, circular=Circular.objects.get(pk=circular.pk))
    with pytest.raises(RuleBroken, match="stands"):
        operations.write_text(acting_as=writing.officer, circular=circular, language="en", title="Other", words="Other")
    operations.check_text(acting_as=writing.officer, circular=circular, language="fr")
    assert circular.texts.get(language="fr").state == CircularText.State.PUBLISHED
    assert Act.objects.filter(verb="send").count() == 1


def test_circulars_go_to_member_states_and_not_to_firms(writing: Writing) -> None:
    with pytest.raises(RuleBroken, match="Circulars go to Member States"):
        writing.draft(to="category", code="associate")
    with pytest.raises(RuleBroken, match="not to firms"):
        writing.sent(to="named", named=[writing.admission.avonia, writing.firm])
    assert not Addressee.objects.exists()
    letter = writing.sent(kind_of_letter="collective-letter", to="category", code="associate")
    assert [one.party for one in letter.addressees.all()] == [writing.firm]
    north = writing.sent(to="region", code="North")
    assert [one.party for one in north.addressees.all()] == [writing.admission.avonia]


@pytest.mark.parametrize("verb", ["acknowledge", "answer"])
def test_an_administration_answers_for_its_own_state_alone(writing: Writing, verb: str) -> None:
    addressee = writing.to(writing.sent(), writing.admission.avonia)
    for who, acting in writing.actors().items():
        answer = may(acting, verb, addressee)
        assert bool(answer) == (who == "avonian") and answer.basis.startswith("house rule"), who
    with pytest.raises(Refused):
        operations.answer_circular(acting_as=writing.admission.brellander, addressee=addressee, words="for them")
    assert Refusal.objects.get().verb == "answer" and not Reply.objects.exists()


def test_two_answers_at_once_leave_one(writing: Writing) -> None:
    addressee = writing.to(writing.sent(), writing.admission.avonia)
    stale = Addressee.objects.get(pk=addressee.pk)
    operations.answer_circular(acting_as=writing.admission.avonian, addressee=addressee, words="Oil lamps.")
    with pytest.raises(RuleBroken, match="recorded already"):
        operations.record_reply(acting_as=writing.officer, addressee=stale, signatory="R. Sorel", letter=("l.txt", b"Gas lamps."))
    assert Reply.objects.get().words == "Oil lamps." and not Act.objects.filter(verb="record-answer").exists()


def test_the_silent_are_counted_as_of_any_day(writing: Writing) -> None:
    circular, found = writing.sent(), writing.admission
    operations.acknowledge(acting_as=found.avonian, addressee=writing.to(circular, found.avonia), happened_at=moment("2018-05-10"))
    operations.record_reply(acting_as=writing.officer, addressee=writing.to(circular, found.brelland), signatory="O. Strand", letter=("l.txt", b"Gas."),
                            happened_at=moment("2018-05-20"))
    with pytest.raises(RuleBroken, match="older"):
        operations.record_reply(acting_as=writing.officer, addressee=writing.to(circular, found.avonia), signatory="x", letter=("l.txt", b"x"),
                                happened_at=moment("2018-05-01"))

    def figures(day: str) -> list[Any]:
        return [observe(f"circulars.{one}", writing.league, moment(day)).value for one in ("addressed", "answered", "acknowledged", "silent")]

    assert figures("2018-05-06") == [0, 0, 0, 0] and figures("2018-05-08") == [2, 0, 0, 2]
    assert figures("2018-05-15") == [2, 0, 1, 1] and figures("2018-05-21") == [2, 1, 1, 0]
    assert {code: one.value for code, one in observe_by("circulars.silent", "circular-region", writing.league, moment("2018-05-15")).items()} == {
        "CL 1:South": 1}
    assert [one.party for one in operations.remind_silent(acting_as=writing.officer, circular=circular)] == [found.avonia]


def test_drafts_and_answers_are_seen_by_those_whom_they_concern(writing: Writing) -> None:
    operations.set_deadline(acting_as=writing.officer, circular=writing.draft(), day=date(2018, 7, 1), what="answers", happened_at=moment("2018-05-01"))
    circular = writing.sent()
    operations.answer_circular(acting_as=writing.admission.avonian, addressee=writing.to(circular, writing.admission.avonia), words="Oil.")
    for who, acting in writing.actors().items():
        assert visible(acting, Circular.objects.all()).count() == (2 if who == "officer" else 1), who
        assert visible(acting, Addressee.objects.all()).count() == {"officer": 2, "avonian": 1, "brellander": 1}.get(who, 0), who
        assert visible(acting, Reply.objects.all()).count() == {"officer": 1, "avonian": 1}.get(who, 0), who
        assert bool(may(acting, "send", circular)) == (who == "officer")
