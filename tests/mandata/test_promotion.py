"""Contacts: recorded by whoever made them, counted by actor and region, followed to application, approval and admission."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership import operations
from mandata.membership.models import Contact
from mandata.parties.capacity import VISITOR, Acting
from mandata.parties.models import Classification, Function, Party
from mandata.shared.measures import observe, observe_by
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.conftest import Cast
from tests.mandata.test_admission import Admission, admission, moment, somebody  # noqa: F401


class Promotion:
    """Admission, with a bureau, a regional organisation and an association beside."""

    def __init__(self, admission: Admission) -> None:  # noqa: F811
        self.admission, cast = admission, admission.cast
        self.cast: Cast = cast
        Function.objects.create(organisation=cast.league, code="focal-point", entity="regional-organisation", names={"en": "focal point"})
        self.bureau, self.harbours, self.makers = (
            Party.objects.create(organisation=cast.league, key=key, entity=entity, parent=cast.league)
            for key, entity in (("bureau", "bureau"), ("harbours", "regional-organisation"), ("makers", "association"))
        )
        act = Act.objects.first()
        for party, region in ((admission.avonia, "North"), (admission.brelland, "South"), (self.makers, "North")):
            Classification.objects.create(party=party, scheme="region", code=region, source="test", opened_by=act)
        self.director = somebody(self.bureau, "director", "director@example.org")
        self.harbour = somebody(self.harbours, "focal-point", "harbours@example.org")

    def actors(self) -> dict[str, Acting]:
        """Whoever may ask."""
        found = self.admission
        return {"officer": self.cast.officer, "director": self.director, "harbour": self.harbour, "avonian": found.avonian,
                "brellander": found.brellander, "chair": found.chair, "stranger": self.cast.stranger, "visitor": VISITOR}

    def contact(self, acting_as: Acting, by: Party, firm: str = "Brightbuoy", day: date = date(2018, 2, 1), **others: Any) -> Contact:
        """A contact with a firm."""
        return operations.record_contact(acting_as=acting_as, by=by, channel="meeting", day=day, firm_name=firm, **others)


@pytest.fixture
def promotion(admission: Admission) -> Promotion:  # noqa: F811
    return Promotion(admission)


MAY = {"bureau": {"officer", "director"}, "harbours": {"harbour"}, "avn": {"avonian"}, "brl": {"brellander"}, "secretariat": {"officer"}, "makers": set()}


@pytest.mark.parametrize("key", sorted(MAY))
def test_a_contact_is_recorded_by_whoever_acts_for_the_party(promotion: Promotion, key: str) -> None:
    by = Party.objects.get(key=key)
    for who, acting in promotion.actors().items():
        answer = may(acting, "record-contact", by)
        assert bool(answer) == (who in MAY[key]) and answer.basis.startswith("house rule"), who
        if not answer:
            with pytest.raises(Refused):
                promotion.contact(acting, by)
        else:
            assert promotion.contact(acting, by).by == by
    assert Contact.objects.count() == len(MAY[key])


def test_an_administration_promotes_among_its_own_firms_alone(promotion: Promotion) -> None:
    avonian, avonia = promotion.admission.avonian, promotion.admission.avonia
    with pytest.raises(RuleBroken, match="own State"):
        promotion.contact(avonian, avonia, state_party=promotion.admission.brelland)
    assert promotion.contact(avonian, avonia).state_party == avonia


@pytest.mark.parametrize(("others", "message"), [
    ({"firm": " "}, "either a firm"), ({"day": date(2099, 1, 1)}, "future"), ({"address": "lin@example.org"}, "consent"), ({"result": "happy"}, "result"),
])
def test_what_is_no_contact_is_refused_whole(promotion: Promotion, others: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        promotion.contact(promotion.director, promotion.bureau, **others)
    assert not Contact.objects.exists()


def test_contacts_are_followed_to_the_admission_and_every_share_has_both_numbers(promotion: Promotion) -> None:
    found = promotion.admission
    first = promotion.contact(promotion.director, promotion.bureau, state_party=found.avonia)
    again = promotion.contact(found.avonian, found.avonia, day=date(2018, 2, 20))
    other = promotion.contact(promotion.harbour, promotion.harbours, "Southlamp", state_party=found.brelland)
    operations.record_contact(acting_as=promotion.director, by=promotion.bureau, channel="letter", day=date(2018, 2, 3), association=promotion.makers)
    one, two = found.applied("Brightbuoy"), found.applied("Southlamp", state=found.brelland)
    with pytest.raises(RuleBroken, match="Name the application"):
        operations.tell_result(acting_as=promotion.director, contact=first, result="applied")
    for who, contact, application in ((promotion.director, first, one), (found.avonian, again, one), (promotion.harbour, other, two)):
        operations.tell_result(acting_as=who, contact=contact, result="applied", application=application, happened_at=moment("2018-03-02"))
    operations.approve(acting_as=found.avonian, application=one, happened_at=moment("2018-03-05"))
    operations.admit(acting_as=promotion.cast.officer, application=one, happened_at=moment("2018-03-09"))

    def share(name: str, day: str = "2018-04-01") -> tuple[Any, Any]:
        seen = observe(name, promotion.cast.league, moment(day))
        return seen.value, seen.denominator

    assert share("promotion.contacts") == (4, None)
    assert share("promotion.contacts-applied") == (3, 4)
    assert share("promotion.applications") == (2, None), "two contacts with one firm made one application"
    assert share("promotion.approved") == (1, 2) and share("promotion.admitted") == (1, 1)
    assert share("promotion.admitted", "2018-03-08") == (0, 1) and share("promotion.contacts-applied", "2018-03-01") == (0, 4)
    by = {split: {code: one.value for code, one in observe_by("promotion.contacts", split, promotion.cast.league).items()} for split in ("actor", "region")}
    assert by == {"actor": {"bureau": 2, "avn": 1, "harbours": 1}, "region": {"North": 3, "South": 1}}


def test_a_contact_is_seen_by_those_whom_it_concerns(promotion: Promotion) -> None:
    contact = promotion.contact(promotion.harbour, promotion.harbours, state_party=promotion.admission.avonia)
    seen = {who for who, acting in promotion.actors().items() if may(acting, "view", contact)}
    assert seen == {"officer", "harbour", "avonian"}
    assert seen == {who for who, acting in promotion.actors().items() if visible(acting, Contact.objects.all()).exists()}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(results=st.lists(st.sampled_from(["open", "interested", "declined"]), max_size=5))
def test_a_contact_has_one_result_at_a_time(promotion: Promotion, results: list[str]) -> None:
    contact = promotion.contact(promotion.director, promotion.bureau)
    for result in results:
        operations.tell_result(acting_as=promotion.director, contact=contact, result=result)
    held = [one.result for one in contact.results.filter(closed_by=None, until=None)]
    assert held == [results[-1] if results else "open"]
