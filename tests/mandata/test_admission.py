"""Admission: a firm applies, its State answers, the secretariat admits; each by whoever may, at its time, as known at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mandata.membership import operations
from mandata.membership.models import Application, Definition, Route, RouteTerms, StateAnswer, Waiting
from mandata.membership.models.admission import ApplicationState as State
from mandata.membership.operations import Cell, Known
from mandata.membership.operations.admission import admitted_to, likely_duplicates
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.models import CodeName, Function, Membership, Party
from mandata.parties.operations import appoint
from mandata.shared.balances import balances, close
from mandata.shared.measures import observe, records_of
from mandata.shared.models import Act, Refusal
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.conftest import Cast

BASIS = "Council 2017, decision on the pilot"


def moment(day: str) -> datetime:
    """Noon of a day."""
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


@dataclass
class Admission:
    """A route with two groups, one of which takes part, and two States with their administrations."""

    cast: Cast
    route: Route
    lamps: Party
    bells: Party
    avonia: Party
    brelland: Party
    avonian: Acting
    brellander: Acting
    chair: Acting

    def applied(self, name: str = "Brightbuoy", day: str = "2018-03-01", state: Party | None = None, **others: Any) -> Application:
        """An application, its address confirmed."""
        application = operations.apply(
            acting_as=VISITOR, route=self.route, state_party=state or self.avonia, firm_name=name, contact_name="Lin",
            contact_email=f"{name.lower().replace(' ', '')}@example.org", groups=[self.lamps], happened_at=moment(day), **others,
        )
        operations.confirm_address(acting_as=VISITOR, application=application, secret=application.secret, happened_at=moment(day))
        return application


def somebody(party: Party, function: str, email: str) -> Acting:
    """A person in an office."""
    appoint(acting_as=HOUSE, party=party, function=function, email=email, name=email)
    return acting_for(get_user_model().objects.get(email=email))


@pytest.fixture
def admission(cast: Cast) -> Admission:
    league = cast.league
    for code, entity in (("head-of-administration", "state"), ("chair", "group"), ("focal-point", "member")):
        Function.objects.create(organisation=league, code=code, entity=entity, names={"en": code})
    for category in ("sme-pilot", "associate", "member-state"):
        CodeName.objects.create(organisation=league, scheme="category", code=category, names={"en": category})
    lamps, bells = (Party.objects.create(organisation=league, key=key, entity="group", parent=league) for key in ("lamps", "bells"))
    avonia, brelland = (Party.objects.create(organisation=league, key=key, entity="state", parent=league) for key in ("avn", "brl"))
    route = Route.objects.create(organisation=league, code="sme-pilot", names={"en": "Pilot"})
    operations.change_terms(
        acting_as=cast.officer, route=route, category="sme-pilot", basis=BASIS, pilot=True, term=date(2018, 11, 16), happened_at=moment("2017-05-25"),
    )
    chair = somebody(lamps, "chair", "lamps@example.org")
    operations.opt_in(acting_as=chair, group=lamps, route=route, happened_at=moment("2018-01-10"))
    return Admission(
        cast, route, lamps, bells, avonia, brelland, somebody(avonia, "head-of-administration", "avn@example.org"),
        somebody(brelland, "head-of-administration", "brl@example.org"), chair,
    )


def test_from_the_application_to_the_admission(admission: Admission) -> None:
    application = admission.applied()
    assert application.state == State.ADMINISTRATION
    assert application.waits.get().on == Waiting.On.ADMINISTRATION
    operations.approve(acting_as=admission.avonian, application=application)
    act = Act.objects.latest("id")
    assert (act.verb, act.basis, act.acting_as) == ("approve", BASIS, admission.avonian.offices[0].uid)
    assert application.state == State.SECRETARIAT
    firm = operations.admit(acting_as=admission.cast.officer, application=application)
    assert application.state == State.ADMITTED and firm.name == "Brightbuoy"
    assert {one.of for one in Membership.objects.known().filter(member=firm, category="sme-pilot")} == {admission.cast.league.party_ptr, admission.lamps}


@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw-approval"])
def test_an_administration_answers_for_its_own_state_alone(admission: Admission, verb: str) -> None:
    application = admission.applied()
    for other in (admission.brellander, admission.cast.officer, admission.chair, VISITOR):
        answer = may(other, verb, application)
        assert not answer and answer.basis == BASIS
    with pytest.raises(Refused):
        operations.approve(acting_as=admission.brellander, application=application)
    assert Refusal.objects.get().basis == BASIS
    application.refresh_from_db()
    assert application.state == State.ADMINISTRATION and not StateAnswer.objects.exists()


def test_two_answers_at_once_leave_one(admission: Admission) -> None:
    application = admission.applied()
    stale = Application.objects.get(pk=application.pk)
    operations.approve(acting_as=admission.avonian, application=application)
    with pytest.raises(RuleBroken, match="does not wait for its administration"):
        operations.refuse(acting_as=admission.avonian, application=stale, reason="too late")
    assert StateAnswer.objects.known().count() == 1


def test_two_admissions_of_one_firm_make_one_party(admission: Admission) -> None:
    asked = [admission.applied(), admission.applied()]
    for one in asked:
        operations.approve(acting_as=admission.avonian, application=one, happened_at=moment("2018-03-05"))
    windows = [Application.objects.get(pk=one.pk) for one in asked]  # both open before either is admitted
    with CaptureQueriesContext(connection) as asked_of_it:
        firms = {operations.admit(acting_as=admission.cast.officer, application=one) for one in windows}
    assert len(firms) == 1 and Membership.objects.known().filter(member__in=firms, of=admission.lamps).count() == 1
    if connection.features.has_select_for_update:
        locked = [one["sql"] for one in asked_of_it if "FOR NO KEY UPDATE" in one["sql"] and f'"id" = {admission.avonia.pk} ' in one["sql"]]
        assert len(locked) == 2, "the firm's State is locked, so that the second looks for the party after the first made it"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: only PostgreSQL lets two begin at once")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_two_admissions_at_the_same_moment_wait_for_each_other(admission: Admission) -> None:
    asked = [admission.applied(), admission.applied()]
    for one in asked:
        operations.approve(acting_as=admission.avonian, application=one, happened_at=moment("2018-03-05"))
    together = threading.Barrier(2)

    def admitted(pk: int) -> int:
        one = Application.objects.get(pk=pk)
        together.wait(timeout=20)
        try:
            return operations.admit(acting_as=admission.cast.officer, application=one).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        firms = set(both.map(admitted, [one.pk for one in asked]))
    assert len(firms) == 1 == Party.objects.filter(entity="member").count()


def test_nobody_enrols_a_group_but_itself(admission: Admission) -> None:
    for other in (admission.cast.officer, admission.chair, HOUSE):
        with pytest.raises(Refused, match="itself decides"):
            operations.opt_in(acting_as=other, group=admission.bells, route=admission.route)
    with pytest.raises(RuleBroken, match="has not decided to take part"):
        operations.apply(
            acting_as=VISITOR, route=admission.route, state_party=admission.avonia, firm_name="X", contact_name="X", contact_email="x@example.org",
            groups=[admission.bells],
        )


def test_an_answer_by_letter_is_recorded_for_the_administration_with_the_letter(admission: Admission) -> None:
    application = admission.applied()
    answer = operations.record_answer(
        acting_as=admission.cast.officer, application=application, approved=True, signatory="R. Sorel", letter=("letter.pdf", b"%PDF"),
        happened_at=moment("2018-04-12"),
    )
    act = answer.opened_by
    assert act.on_behalf_of == admission.avonia.uid and act.happened_at == moment("2018-04-12") and not act.imported
    assert answer.letter is not None and bytes(answer.letter.content) == b"%PDF"
    with pytest.raises(RuleBroken, match="Attach the letter"):
        operations.record_answer(
            acting_as=admission.cast.officer, application=admission.applied("Other"), approved=True, signatory="R. Sorel", letter=("", b""),
        )


def test_a_letter_is_not_older_than_the_application_nor_of_tomorrow(admission: Admission) -> None:
    application = admission.applied(day="2018-03-01")
    for day in ("2018-02-01", "2999-01-01"):
        with pytest.raises(RuleBroken):
            operations.record_answer(
                acting_as=admission.cast.officer, application=application, approved=True, signatory="R. Sorel", letter=("l", b"l"),
                happened_at=moment(day),
            )
    application.refresh_from_db()
    assert application.state == State.ADMINISTRATION


def test_the_definition_applied_stays_with_the_answer(admission: Admission) -> None:
    first = operations.declare_definition(
        acting_as=admission.avonian, state_party=admission.avonia, title="Law on small firms", source="Gazette 12", staff_below=50,
        happened_at=moment("2017-01-01"),
    )
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application, definition=first)
    operations.declare_definition(acting_as=admission.avonian, state_party=admission.avonia, title="New law", source="Gazette 99", staff_below=100)
    assert application.answers.get().definition == first
    assert Definition.objects.known().filter(until=None).get().title == "New law"
    other = admission.applied("Bellmaker", state=admission.brelland)
    with pytest.raises(RuleBroken, match="another State"):
        operations.approve(acting_as=admission.brellander, application=other, definition=first)
    operations.approve(acting_as=admission.brellander, application=other)
    assert other.state == State.SECRETARIAT


def test_a_withdrawn_approval_ends_what_it_opened(admission: Admission) -> None:
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application, happened_at=moment("2018-03-10"))
    firm = operations.admit(acting_as=admission.cast.officer, application=application, happened_at=moment("2018-03-20"))
    operations.withdraw_approval(acting_as=admission.avonian, application=application, reason="sold", happened_at=moment("2018-06-01"))
    assert not Membership.objects.at(moment("2018-07-01")).filter(member=firm).exists()
    assert Membership.objects.at(moment("2018-05-01")).filter(member=firm).count() == 2
    assert observe("sme.approved", at=moment("2018-05-01")).value == 1
    assert observe("sme.approved", at=moment("2018-07-01")).value == 0


def test_a_pilot_past_its_term_warns_and_nothing_lapses(admission: Admission) -> None:
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application, happened_at=moment("2018-03-10"))
    firm = operations.admit(acting_as=admission.cast.officer, application=application, happened_at=moment("2018-03-20"))
    assert observe("pilots.past-their-term", at=moment("2018-11-16")).value == 0
    assert observe("pilots.past-their-term", at=moment("2019-01-01")).value == 1
    assert Membership.objects.at(moment("2019-01-01")).filter(member=firm).count() == 2
    operations.change_terms(
        acting_as=admission.cast.officer, route=admission.route, category="associate", basis="Plenipotentiary 2018", happened_at=moment("2020-01-01"),
    )
    assert {one.category for one in Membership.objects.at(moment("2020-02-01")).filter(member=firm)} == {"associate"}
    assert {one.category for one in Membership.objects.at(moment("2019-12-31")).filter(member=firm)} == {"sme-pilot"}
    assert observe("pilots.past-their-term", at=moment("2020-02-01")).value == 0
    assert RouteTerms.objects.known().count() == 2


def test_five_approved_and_seven_waiting_as_known_then(admission: Admission) -> None:
    for number in range(12):
        operations.import_application(
            acting_as=admission.cast.officer, route=admission.route, row=Known(
                firm_name=f"Firm {number}", state=admission.avonia, groups=[admission.lamps], applied=moment("2018-02-01"),
                approved=moment("2018-03-15") if number < 5 else None, known=moment("2018-04-01"), document=("report.txt", b"as reported"),
            ),
        )
    then = moment("2018-04-17")

    def figures(known: datetime | None) -> tuple[int, int]:
        return tuple(observe(name, at=then, known=known).value for name in ("sme.approved", "sme.awaiting-approval"))  # type: ignore[return-value]

    assert figures(then) == (5, 7)
    waiting = list(records_of("sme.awaiting-approval", at=then, known=then).order_by("pk"))
    operations.record_answer(
        acting_as=admission.cast.officer, application=waiting[0], approved=True, signatory="R. Sorel", letter=("letter.txt", b"yes"),
        happened_at=moment("2018-04-12"),
    )
    assert figures(then) == (5, 7)
    assert figures(None) == (6, 6)
    operations.approve(acting_as=admission.avonian, application=waiting[1])
    assert figures(then) == (5, 7)
    assert figures(None) == (6, 6)


def test_only_an_import_may_say_when_something_was_known(admission: Admission) -> None:
    before = Act.objects.latest("id").pk
    admission.applied()
    assert not Act.objects.filter(pk__gt=before, imported=True).exists()
    operations.import_application(
        acting_as=admission.cast.officer, route=admission.route, row=Known(
            firm_name="Old", state=admission.avonia, groups=[admission.lamps], applied=moment("2018-02-01"), known=moment("2018-04-01"),
            document=("report.txt", b"x"),
        ),
    )
    told = Act.objects.filter(imported=True)
    assert {one.verb for one in told} == {"apply", "confirm-address"} and {one.known_at for one in told} == {moment("2018-04-01")}
    assert {one.actor for one in told} == {admission.cast.officer.user}
    for other in (admission.avonian, VISITOR):
        assert not may(other, "import", admission.route)


def test_firms_are_counted_not_applications(admission: Admission) -> None:
    for _ in range(2):
        application = admission.applied("Bright-Buoy")
        operations.approve(acting_as=admission.avonian, application=application)
    admission.applied("BRIGHT BUOY")
    assert observe("sme.approved").value == 1 and observe("sme.awaiting-approval").value == 1
    assert len(likely_duplicates(Application.objects.all(), application)) == 2


def test_what_came_less_what_ended_is_what_waits(admission: Admission) -> None:
    sums = next(one for one in balances() if one.equals == "applications.waiting")
    officer, avonian = admission.cast.officer, admission.avonian

    def told() -> tuple[int, ...]:
        found = close(sums, admission.cast.league)
        assert found.amiss == 0 and close(sums).amiss == 0
        return (*(one.value for _sign, one in found.terms), found.result.value)

    unconfirmed = operations.apply(
        acting_as=VISITOR, route=admission.route, state_party=admission.avonia, firm_name="Nobody", contact_name="Lin",
        contact_email="nobody@example.org", groups=[admission.lamps])
    assert told() == (0, 0, 0, 0, 0, 0)  # nobody has shown to have asked
    a, b, c, d, e = (admission.applied(name) for name in ("Ash", "Birch", "Cedar", "Deal", "Elm"))
    assert told() == (5, 0, 0, 0, 0, 5)
    operations.take_back(acting_as=VISITOR, application=unconfirmed, secret=unconfirmed.secret)
    for one in (a, b):
        operations.approve(acting_as=avonian, application=one)
    operations.admit(acting_as=officer, application=a)
    operations.refuse(acting_as=avonian, application=c, reason="no firm")
    operations.expire(acting_as=officer, application=d)
    operations.take_back(acting_as=VISITOR, application=e, secret=e.secret)
    assert told() == (5, 1, 1, 1, 1, 1)
    operations.withdraw_approval(acting_as=avonian, application=a, reason="sold")  # an admission stays one, whatever became of it
    operations.withdraw_approval(acting_as=avonian, application=b, reason="sold")  # what waited for admission waits no longer
    assert told() == (5, 1, 2, 1, 1, 0)
    Waiting.objects.create(application=c, on="secretariat", since=date(2018, 3, 1), opened_by=Act.objects.latest("pk"))  # a row that no act explains
    assert close(sums, admission.cast.league).amiss == 1


def test_those_whom_it_concerns_see_an_application(admission: Admission) -> None:
    application = admission.applied()
    for seer in (admission.cast.officer, admission.avonian, HOUSE):
        assert visible(seer, Application.objects.all()).get() == application
    for other in (admission.brellander, admission.chair, admission.cast.stranger, VISITOR):
        assert not visible(other, Application.objects.all()).exists()
        assert not visible(other, Waiting.objects.all()).exists()


def test_a_link_confirms_once(admission: Admission) -> None:
    application = operations.apply(
        acting_as=VISITOR, route=admission.route, state_party=admission.avonia, firm_name="X", contact_name="X", contact_email="x@example.org",
        groups=[admission.lamps],
    )
    assert application.secret not in str(Application.objects.filter(pk=application.pk).values().get())
    with pytest.raises(RuleBroken, match="holds no longer"):
        operations.confirm_address(acting_as=VISITOR, application=application, secret="guess")
    operations.confirm_address(acting_as=VISITOR, application=application, secret=application.secret)
    with pytest.raises(RuleBroken, match="confirmed already"):
        operations.confirm_address(acting_as=VISITOR, application=application, secret=application.secret)


def cell(says: str, verb: str = "speak", condition: str = "", category: str = "sme-pilot") -> Cell:
    """A cell of the table for groups."""
    return Cell(category, verb, "group", says, condition, basis=BASIS)


def test_the_table_answers_with_its_basis(admission: Admission) -> None:
    officer, league = admission.cast.officer, admission.cast.league
    operations.set_right(acting_as=officer, organisation=league, cell=cell("condition", condition="participating"), happened_at=moment("2017-06-01"))
    operations.set_right(acting_as=officer, organisation=league, cell=cell("no", "chair"), happened_at=moment("2017-06-01"))
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application)
    firm = operations.admit(acting_as=officer, application=application)
    focal = somebody(firm, "focal-point", "lin@example.org")
    yes = may(focal, "speak", admission.lamps)
    assert yes and yes.basis == BASIS and "Brightbuoy" in yes.reason and yes.office == focal.offices[0].uid
    for verb, group in (("speak", admission.bells), ("chair", admission.lamps), ("be-rapporteur", admission.lamps)):
        assert not may(focal, verb, group)
    assert "refused" in may(focal, "chair", admission.lamps).reason
    assert "without a basis" in may(focal, "be-rapporteur", admission.lamps).reason
    operations.opt_out(acting_as=admission.chair, group=admission.lamps, route=admission.route)
    assert not may(acting_for(focal.user), "speak", admission.lamps)


def test_many_checks_cost_no_query_once_loaded(admission: Admission, django_assert_num_queries: Any) -> None:
    operations.set_right(acting_as=admission.cast.officer, organisation=admission.cast.league, cell=cell("yes"))
    groups = [admission.lamps, admission.bells]
    acting = acting_for(admission.avonian.user)
    may(acting, "speak", groups[0])
    with django_assert_num_queries(0):
        for group in groups * 50:
            may(acting, "speak", group)


def test_no_right_without_a_basis(admission: Admission) -> None:
    for wrong in (Cell("sme-pilot", "speak", "group", "yes"), cell("perhaps"), cell("condition"), cell("condition", condition="full-moon"), cell("yes", condition="own-group")):
        with pytest.raises(RuleBroken):
            operations.set_right(acting_as=admission.cast.officer, organisation=admission.cast.league, cell=wrong)
    with pytest.raises(Refused):
        operations.set_right(acting_as=admission.avonian, organisation=admission.cast.league, cell=cell("yes"))


def test_whoever_applied_ends_nothing_for_the_firm_once_it_is_admitted(admission: Admission) -> None:
    application = admission.applied()
    contact = somebody(admission.bells, "chair", application.contact_email)
    assert may(contact, "withdraw", application) and visible(contact, Application.objects.all()).exists()
    operations.approve(acting_as=admission.avonian, application=application)
    firm = operations.admit(acting_as=admission.cast.officer, application=application)
    answer = may(contact, "withdraw", application)
    assert not answer and "focal point" in answer.reason and answer.basis
    assert not visible(contact, Application.objects.all()).exists()
    with pytest.raises(Refused):
        operations.withdraw(acting_as=contact, application=application)
    focal = somebody(firm, "focal-point", "next@example.org")
    assert may(focal, "withdraw", application) and visible(focal, Application.objects.all()).exists()


def test_a_suspension_has_a_reason_and_its_end_gives_back_what_was_held_and_no_more(admission: Admission) -> None:
    officer, bells = admission.cast.officer, admission.bells
    operations.opt_in(acting_as=somebody(bells, "chair", "bells@example.org"), group=bells, route=admission.route, happened_at=moment("2018-01-10"))
    application = admission.applied()  # it wanted lamps
    operations.approve(acting_as=admission.avonian, application=application, happened_at=moment("2018-03-05"))
    firm = operations.admit(acting_as=officer, application=application, groups=[bells], happened_at=moment("2018-03-10"))
    assert [one.key for one in admitted_to(application)] == ["bells"]
    with pytest.raises(RuleBroken, match="the firm is told"):
        operations.suspend(acting_as=officer, application=application, reason=" ")
    held = operations.suspend(acting_as=officer, application=application, reason="Its fee is not paid.", happened_at=moment("2018-04-01"))
    assert held.reason == "Its fee is not paid." and not Membership.objects.at(moment("2018-04-02")).filter(member=firm).exists()
    operations.resume(acting_as=officer, application=application, happened_at=moment("2018-05-01"))
    assert {one.of.key for one in Membership.objects.at(moment("2018-05-02")).filter(member=firm)} == {"league", "bells"}
    assert not application.suspensions.filter(closed_by=None, until=None).exists()
    with pytest.raises(RuleBroken, match="Only a suspended firm"):
        operations.resume(acting_as=officer, application=application)


@pytest.mark.parametrize("ends", ["expire", "withdraw", "take_back"])
def test_an_approval_is_in_force_no_longer_when_its_application_ends(admission: Admission, ends: str) -> None:
    application = admission.applied()
    operations.approve(acting_as=admission.avonian, application=application, happened_at=moment("2018-03-05"))
    assert observe("sme.approved").value == 1
    if ends == "expire":
        operations.expire(acting_as=admission.cast.officer, application=application)
    elif ends == "take_back":
        operations.take_back(acting_as=VISITOR, application=application, secret=application.secret)
    else:
        assert application.contact is not None
        contact = somebody(admission.bells, "chair", application.contact_email)
        operations.withdraw(acting_as=contact, application=application)
    assert observe("sme.approved").value == 0
    assert observe("sme.approved", at=moment("2018-03-06")).value == 1, "what was in force then is not rewritten"
