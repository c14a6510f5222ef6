"""Fees: by formula and basis, raised once a year, paid never beyond what is owed; each member sees its own alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership import operations
from mandata.membership.fees import share
from mandata.membership.models import Due, Payment
from mandata.parties.capacity import VISITOR, Acting
from mandata.parties.models import Classification, Membership, Party
from mandata.shared.measures import observe, observe_by
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.test_admission import Admission, admission, moment, somebody  # noqa: F401

BASIS = "Resolution 8, on fees"


class Fees:
    """Two States, a school in a developing country and one that is not, and an associate that pays what an observer pays."""

    def __init__(self, admission: Admission) -> None:  # noqa: F811
        self.admission, self.officer, self.league = admission, admission.cast.officer, admission.cast.league
        self.school, self.college, self.firm = (
            Party.objects.create(organisation=self.league, key=key, entity="member", parent=self.league) for key in ("school", "college", "firm"))
        act = Act.objects.first()
        for party, category in ((admission.avonia, "member-state"), (self.school, "academia"), (self.college, "academia"), (self.firm, "associate")):
            Membership.objects.create(member=party, of=self.league, category=category, opened_by=act)
        Classification.objects.create(party=self.school, scheme="development", code="developing", source="test", opened_by=act)
        self.focal = somebody(self.school, "focal-point", "school@example.org")
        for fee in ({"category": "member-state", "numerator": 1, "denominator": 1}, {"category": "academia", "numerator": 1, "denominator": 16},
                    {"category": "academia", "numerator": 1, "denominator": 32, "scheme": "development", "code": "developing"},
                    {"category": "observer", "numerator": 1, "denominator": 40}, {"category": "associate", "like": "observer"}):
            operations.set_fee(acting_as=self.officer, organisation=self.league, basis=BASIS, happened_at=moment("2017-06-01"), **fee)
        operations.set_unit(acting_as=self.officer, organisation=self.league, amount=63600, currency="chf", since=date(2018, 1, 1),
                            until=date(2019, 12, 31), basis="Council 2017, budget")

    def raised(self, year: int = 2018) -> dict[str, Due]:
        """The dues of a year, by member."""
        return {one.member.key: one for one in operations.raise_dues(acting_as=self.officer, organisation=self.league, year=year)}

    def actors(self) -> dict[str, Acting]:
        """Whoever may ask."""
        found = self.admission
        return {"officer": self.officer, "school": self.focal, "avonian": found.avonian, "brellander": found.brellander,
                "stranger": found.cast.stranger, "visitor": VISITOR}


@pytest.fixture
def fees(admission: Admission) -> Fees:  # noqa: F811
    return Fees(admission)


def test_dues_are_what_formula_class_and_unit_give(fees: Fees) -> None:
    assert {key: one.amount for key, one in fees.raised().items()} == {"avn": 63600, "college": 3975, "school": 1988, "firm": 1590}
    assert Due.objects.get(member=fees.school).formula.denominator == 32 and Due.objects.get(member=fees.school).since == date(2018, 1, 1)
    with pytest.raises(RuleBroken, match="nobody"):
        fees.raised()
    late = Party.objects.create(organisation=fees.league, key="late", entity="member", parent=fees.league)
    Membership.objects.create(member=late, of=fees.league, category="academia", since=date(2017, 5, 1), opened_by=Act.objects.first())
    assert list(fees.raised()) == ["late"], "only whoever was not raised yet"
    with pytest.raises(RuleBroken, match="not set"):
        fees.raised(2020)


def test_the_unit_stays_once_dues_rest_on_it(fees: Fees) -> None:
    fees.raised()
    unit = {"acting_as": fees.officer, "organisation": fees.league, "since": date(2018, 1, 1), "until": date(2019, 12, 31), "basis": "later"}
    with pytest.raises(RuleBroken, match="another value"):
        operations.set_unit(**unit, amount=1, currency="CHF")
    with pytest.raises(RuleBroken, match="another currency"):
        operations.set_unit(**unit, amount=1, currency="EUR")
    with pytest.raises(RuleBroken, match="basis"):
        operations.set_fee(acting_as=fees.officer, organisation=fees.league, category="associate", numerator=1, denominator=2, basis=" ")


@given(unit=st.integers(1, 10**7), numerator=st.integers(1, 20), denominator=st.integers(1, 64))
def test_a_share_is_never_a_whole_unit_off(unit: int, numerator: int, denominator: int) -> None:
    assert abs(share(unit, numerator, denominator) * denominator - unit * numerator) * 2 <= denominator


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(-5, 2500), max_size=5))
def test_due_less_paid_is_owed_whatever_is_tried(fees: Fees, amounts: list[int]) -> None:
    due = Due.objects.filter(member=fees.school).first() or fees.raised()["school"]
    for amount in amounts:
        try:
            operations.record_payment(acting_as=fees.officer, due=due, amount=amount, day=date(2018, 3, 1))
        except RuleBroken:
            continue
    total, paid, owed = (observe(f"fees.{one}", fees.league).value for one in ("due", "paid", "arrears"))
    assert total - paid == owed and 0 <= paid <= 1988
    for payment in Payment.objects.known():
        operations.take_back_payment(acting_as=fees.officer, payment=payment)
    assert observe("fees.paid", fees.league).value == 0


def test_payments_are_acts_with_their_sum_and_arrears_are_of_any_day(fees: Fees) -> None:
    dues = fees.raised()
    operations.record_payment(acting_as=fees.officer, due=dues["school"], amount=1000, day=date(2018, 3, 1), reference="bank 7")
    act = Act.objects.latest("id")
    assert (act.verb, int(act.quantity or 0), act.unit) == ("pay", 1000, "CHF")
    operations.remit_due(acting_as=fees.officer, due=dues["firm"], basis="Council 2018, decision 3")
    with pytest.raises(RuleBroken, match="cannot be remitted"):
        operations.remit_due(acting_as=fees.officer, due=dues["school"], basis="Council 2018, decision 3")

    def arrears(day: str) -> Any:
        return {code: one.value for code, one in observe_by("fees.arrears", "category", fees.league, moment(day), timezone.now()).items()}

    assert arrears("2017-12-31") == {} and arrears("2018-02-28") == {"member-state": 63600, "academia": 3975 + 1988}
    assert arrears("2018-03-01") == {"member-state": 63600, "academia": 3975 + 988}


def test_a_member_sees_its_own_dues_alone(fees: Fees) -> None:
    dues = fees.raised()
    for due in dues.values():
        operations.record_payment(acting_as=fees.officer, due=due, amount=100, day=date(2018, 3, 1))
    own = {"officer": set(dues), "school": {"school"}, "avonian": {"avn"}}
    for who, acting in fees.actors().items():
        seen = set(visible(acting, Due.objects.all()).values_list("member__key", flat=True))
        paid = set(visible(acting, Payment.objects.all()).values_list("due__member__key", flat=True))
        assert seen == paid == own.get(who, set()), who
        for key, due in dues.items():
            assert bool(may(acting, "view", due)) == (key in seen)
            assert bool(may(acting, "pay", due)) == (who == "officer")
    with pytest.raises(Refused):
        operations.remit_due(acting_as=fees.focal, due=dues["school"], basis="for us")


def test_two_payments_at_once_leave_what_is_owed(fees: Fees) -> None:
    due = fees.raised()["school"]
    stale = Due.objects.get(pk=due.pk)
    operations.record_payment(acting_as=fees.officer, due=due, amount=1988, day=date(2018, 3, 1))
    with pytest.raises(RuleBroken, match="can be paid"):
        operations.record_payment(acting_as=fees.officer, due=stale, amount=1988, day=date(2018, 3, 1))
    assert Payment.objects.count() == 1


def test_a_late_review_alerts_and_nothing_lapses(fees: Fees) -> None:
    council = Party.objects.create(organisation=fees.league, key="council", entity="council", parent=fees.league)
    operations.review_terms(acting_as=fees.officer, route=fees.admission.route, body=council, day=date(2018, 4, 1), next_on=date(2019, 4, 1), source="C18")
    assert [observe("fees.reviews-overdue", fees.league, moment(day)).value for day in ("2019-04-01", "2019-04-02")] == [0, 1]
    assert fees.admission.route.terms.filter(closed_by=None, until=None).exists()
