"""The whole table of rights in any order of acts, and whoever acts for another: nobody gains a right, and a wrong hand leaves nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.membership import operations
from mandata.membership.models import Application, Definition, Right, StateAnswer
from mandata.membership.operations import Cell, regional
from mandata.membership.permissions.places import VERBS
from mandata.parties.capacity import VISITOR, Acting, acting_for
from mandata.parties.models import BodySession, CodeName, Function, Membership, Office, Party
from mandata.parties.operations import add_membership, add_party, end_membership, end_office, establish
from mandata.shared.models import Act, Record, Refusal
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.operations import operations as every_operation
from mandata.shared.rights import may, visible
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import BASIS, Admission, admission, moment, somebody  # noqa: F401

CATEGORIES = ("sme-pilot", "associate", "sector-member", "academia")
PLACES = ("group", "conference")
SAYS = ("yes", "no", "own-group", "participating", "person-decides")
EVERY_CELL = [(category, verb, place) for category in CATEGORIES for verb in VERBS for place in PLACES]


def prepared(here: Admission) -> dict[str, tuple[Party, Acting]]:
    """A firm of each category with its focal point; the codes of the table."""
    league = here.cast.league
    for scheme, codes in (("right", VERBS), ("place", PLACES), ("category", CATEGORIES)):
        for code in codes:
            CodeName.objects.get_or_create(organisation=league, scheme=scheme, code=code, defaults={"names": {"en": code}})
    found = {}
    for category in CATEGORIES:
        firm = add_party(acting_as=here.cast.officer, organisation=league, key=f"firm-{category}", kind="member", names={"en": category})
        found[category] = firm, somebody(firm, "focal-point", f"{category}@firms.example")
    return found


def undone(work: Callable[[], None]) -> None:
    """Do something and take it back, so that the next example begins anew."""
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


BY_OTHERS = ("set-right", "join", "opt-in", "opt-out")
STEPS = st.one_of(
    st.tuples(st.sampled_from(BY_OTHERS), st.sampled_from(("focal", "head", "chair", "stranger", "visitor")), st.sampled_from(CATEGORIES)),
    st.tuples(st.sampled_from(("join", "leave", "join-group")), st.just("officer"), st.sampled_from(CATEGORIES)),
)


@pytest.mark.req("000-10", "000-11")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(table=st.dictionaries(st.sampled_from(EVERY_CELL), st.sampled_from(SAYS), min_size=8, max_size=24), steps=st.lists(STEPS, max_size=12))
def test_whatever_is_done_each_category_has_what_its_cells_give_and_nothing_else(
    admission: Admission, table: dict[tuple[str, str, str], str], steps: list[tuple[str, str, str]],  # noqa: F811
) -> None:
    def work() -> None:
        here, officer, league = admission, admission.cast.officer, admission.cast.league
        firms = prepared(here)
        for (category, verb, place), says in table.items():
            condition = "" if says in ("yes", "no") else says
            operations.set_right(acting_as=officer, organisation=league, cell=Cell(
                category, verb, place, "condition" if condition else says, condition, basis=BASIS))
        for what, who, category in steps:
            firm, focal = firms[category]
            hand = {"focal": focal, "head": here.avonian, "chair": here.chair, "stranger": here.cast.stranger, "visitor": VISITOR, "officer": officer}[who]
            calls: dict[str, Callable[[], Any]] = {
                "set-right": lambda hand=hand, category=category: operations.set_right(  # type: ignore[misc]
                    acting_as=hand, organisation=league, cell=Cell(category, "chair", "group", "yes", basis=BASIS)),
                "join": lambda hand=hand, firm=firm, category=category: add_membership(  # type: ignore[misc]
                    acting_as=hand, party=firm, of=league.party_ptr, category=category),
                "join-group": lambda hand=hand, firm=firm, category=category: add_membership(  # type: ignore[misc]
                    acting_as=hand, party=firm, of=here.lamps, category=category),
                "leave": lambda hand=hand, firm=firm: [  # type: ignore[misc]
                    end_membership(acting_as=hand, membership=one, last_day=one.opened_by.happened_at.date()) for one in Membership.objects.known().filter(
                        member=firm, of=league, until=None)],
                "opt-in": lambda hand=hand: operations.opt_in(acting_as=hand, group=here.bells, route=here.route),  # type: ignore[misc]
                "opt-out": lambda hand=hand: operations.opt_out(acting_as=hand, group=here.lamps, route=here.route),  # type: ignore[misc]
            }
            try:
                with transaction.atomic():
                    calls[what]()
                assert who == "officer" or (what in ("opt-in", "opt-out") and who == "chair"), f"{who} did {what}"
            except (Refused, RuleBroken):
                pass
        as_the_acts_left_it(here, firms, table)

    undone(work)


def as_the_acts_left_it(here: Admission, firms: dict[str, tuple[Party, Acting]], table: dict[tuple[str, str, str], str]) -> None:
    """Each answer equals what the cells say of the memberships and participations that are on record, read here by other means."""
    from mandata.membership.models import Participation

    today = Act.objects.latest("id").happened_at.date()
    taking = {one.group_id for one in Participation.objects.filter(closed_by=None) if one.until is None or one.until >= today}
    for firm, focal in firms.values():
        held = [one for one in Membership.objects.filter(member=firm, closed_by=None) if one.until is None or one.until >= today]
        categories, groups = {one.category for one in held}, {one.of_id for one in held}
        asking = acting_for(focal.user)
        for body in (here.lamps, here.bells, here.cast.assembly):
            for verb in VERBS:
                said = {table.get((category, verb, body.entity)) for category in categories}
                wanted = "yes" in said or ("own-group" in said and body.pk in groups) or ("participating" in said and body.pk in groups & taking)
                answer = may(asking, verb, body)
                assert bool(answer) == wanted, (firm.key, verb, body.key, said, answer)
                assert answer.basis or not answer, "no right without its basis"


@pytest.mark.req("000-10")
def test_each_cell_of_the_table_alone_gives_its_own_right_and_no_other(admission: Admission) -> None:  # noqa: F811
    firms = prepared(admission)
    for category, (firm, _focal) in firms.items():
        add_membership(acting_as=admission.cast.officer, party=firm, of=admission.cast.league.party_ptr, category=category)
    bodies = {"group": admission.lamps, "conference": admission.cast.assembly}
    for cell in EVERY_CELL:
        Right.objects.filter(pk__gt=0).delete()
        operations.set_right(acting_as=admission.cast.officer, organisation=admission.cast.league, cell=Cell(*cell, "yes", basis=BASIS))
        asking = acting_for(firms[cell[0]][1].user)
        given_ = [(cell[0], verb, place) for verb in VERBS for place in PLACES if may(asking, verb, bodies[place])]
        assert given_ == [cell]
        for category in set(CATEGORIES) - {cell[0]}:
            assert not may(acting_for(firms[category][1].user), cell[1], bodies[cell[2]])


def of_avonia(here: Admission) -> dict[str, list[Record]]:
    """Records that concern one State or one of its firms, by kind."""
    officer = here.cast.officer
    firm = add_party(acting_as=officer, organisation=here.cast.league, key="firm", kind="member", names={"en": "Firm"})
    establish(acting_as=officer, party=firm, state=here.avonia, source="register")
    add_membership(acting_as=officer, party=firm, of=here.lamps, category="associate")
    application = here.applied()
    operations.declare_definition(acting_as=here.avonian, state_party=here.avonia, title="Small", source="law")
    somebody(firm, "focal-point", "focal@firms.example")
    regional.ask_help(acting_as=here.avonian, asking=here.avonia, what_for="other", words="w")
    found: dict[str, list[Record]] = {"party": [here.avonia, firm, here.lamps]}
    for record in (application, *Definition.objects.all(), *Membership.objects.filter(member=firm), *Office.objects.filter(party__in=[firm, here.avonia]),
                   *here.avonia.help_asked.all(), *BodySession.objects.all(), here.route, here.cast.league):
        found.setdefault(record.kind(), []).append(record)
    return found


def allowed(acting: Acting, records: dict[str, list[Record]]) -> set[tuple[str, str, int]]:
    """Everything that somebody may do on the records, over every operation there is."""
    return {(verb, kind, one.pk) for verb, kind in every_operation() for one in records.get(kind, ()) if may(acting, verb, one)}


@pytest.mark.req("000-11")
def test_over_every_operation_an_administration_acts_for_its_own_state_and_a_focal_point_for_its_own_firm(admission: Admission) -> None:  # noqa: F811
    records = of_avonia(admission)
    Function.objects.create(organisation=admission.cast.league, code="delegate", entity="member", names={"en": "delegate"})
    other = add_party(acting_as=admission.cast.officer, organisation=admission.cast.league, key="other", kind="member", names={"en": "Other"})
    bare = somebody(other, "delegate", "bare@example.org")  # holds an office that gives nothing
    nothing = allowed(bare, records)
    assert allowed(admission.brellander, records) == nothing
    assert allowed(somebody(other, "focal-point", "other@example.org"), records) == nothing
    own = allowed(admission.avonian, records) - nothing
    assert {("approve", "application"), ("refuse", "application"), ("declare-definition", "party"), ("ask-help", "party")} <= {one[:2] for one in own}
    beyond = {(verb, pk) for verb, kind, pk in own if kind == "party" and pk != admission.avonia.pk}
    assert beyond == set(), "for the State, neither for its firms nor for groups"


@pytest.mark.req("000-11")
def test_whoever_held_an_office_once_may_what_anybody_with_an_account_may(admission: Admission) -> None:  # noqa: F811
    records = of_avonia(admission)
    nobody = Acting(user=get_user_model().objects.create(username="nobody"))
    for email in ("avn@example.org", "focal@firms.example", "lamps@example.org"):
        user = get_user_model().objects.get(email=email)
        before = allowed(acting_for(user), records)
        for office in acting_for(user).offices:
            end_office(acting_as=acting_for(user), office=office, last_day=None)
        left = acting_for(user)
        assert not left.offices
        own = {("correct", "person"), ("end", "office")}  # what is held on oneself stays one's own
        now = {one for one in allowed(left, records) if one[:2] not in own}
        assert now == {one for one in allowed(nobody, records) if one[:2] not in own} and (before - now or email.startswith("focal")), email
        assert not visible(left, Application.objects.all()).exists()


def test_a_forged_form_and_a_replayed_request_leave_one_act(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    address = f"/applications/{application.pk}/approve/"
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(admission.avonian.user)
    forged.get(f"/applications/{application.pk}/")
    for secret in ({}, {"csrfmiddlewaretoken": "a" * 64}):
        assert forged.post(address, {"definition": "", **secret}).status_code == 403
    assert not StateAnswer.objects.exists()
    honest = Client()
    honest.force_login(admission.avonian.user)
    assert [honest.post(address, {"definition": ""}).status_code for _ in range(3)] == [302, 409, 409]
    assert Act.objects.filter(verb="approve").count() == 1 == StateAnswer.objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_a_refusal_is_kept_where_no_transaction_is_around_it(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    with pytest.raises(Refused):
        operations.approve(acting_as=admission.cast.stranger, application=application)
    assert Refusal.objects.filter(verb="approve").count() == 1 and not StateAnswer.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: only PostgreSQL lets two begin at once")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_two_approvals_at_the_same_moment_leave_one_act(admission: Admission) -> None:  # noqa: F811
    application = admission.applied()
    together = threading.Barrier(2)

    def approved(_number: int) -> bool:
        one = Application.objects.get(pk=application.pk)
        together.wait(timeout=20)
        try:
            operations.approve(acting_as=admission.avonian, application=one)
            return True
        except RuleBroken:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(approved, range(2))) == [False, True]
    assert Act.objects.filter(verb="approve").count() == 1 == StateAnswer.objects.count()
