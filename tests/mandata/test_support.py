"""Support and activity: initiatives of States, help to regional groups and vice-chairs, programmes of a plan and who is active in them, mobilisation programmes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from mandata.mandates.models import ActivityStanding, Mandate, Obligation, PlanProgramme
from mandata.mandates.operations import (
    confirm_mandate,
    end_programme,
    fix_period,
    move_on,
    open_programme,
    publish_revision,
    record_activity,
)
from mandata.mandates.plan_measures import code_of
from mandata.membership.models import HelpRequest, Initiative, MobilisationProgramme
from mandata.membership.operations import regional
from mandata.parties.capacity import HOUSE, Acting, acting_for
from mandata.parties.models import Function, Office, Party
from mandata.parties.operations import add_party, appoint, assign_responsibility, record_attendance, report_on
from mandata.reports.models import Report
from mandata.reports.operations import draft_report, publish_report
from mandata.reports.verifying import verify
from mandata.shared.balances import balances, close
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Finding, Work
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_admission import moment, somebody
from tests.mandata.test_owed import TEXT, rule
from tests.mandata.test_owed import made as made_owed
from tests.mandata.test_regional import Regions, regions, value  # noqa: F401
from tests.mandata.test_reports import paper, printed, words_of

TODAY = timezone.now().date()
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def by(name: str, split: str, scope: Any, at: datetime | None = None) -> dict[str, int]:
    """The parts of a measure that are not empty."""
    return {code: one.value for code, one in observe_by(name, split, scope, at).items() if one.value}


def office(regions: Regions) -> tuple[Party, Acting]:  # noqa: F811
    """A regional office with whoever heads it, and the bureau of the league with its director."""
    league = regions.cast.league
    Function.objects.create(organisation=league, code="head-of-office", entity="regional-office", names={"en": "head"})
    found = add_party(acting_as=regions.cast.officer, organisation=league, key="office", kind="regional-office", names={"en": "Office"}, parent=regions.cast.secretariat)
    return found, somebody(found, "head-of-office", "head@example.org")


@pytest.mark.req("004-27")
def test_support_to_national_initiatives_is_told_by_state(regions: Regions) -> None:  # noqa: F811
    league, people = regions.cast.league, regions.people
    ours, head = office(regions)
    initiative = regional.enter_initiative(acting_as=people["north"], state=regions.north, title="A lamp a jetty", words="Lit by families.", since=date(2020, 1, 1))
    for who in ("south", "officer", "ports", "visitor"):
        with pytest.raises(Refused, match="itself"):
            regional.enter_initiative(acting_as=people[who], state=regions.north, title="Another", words="x")
    with pytest.raises(RuleBroken, match="recorded already"):
        regional.enter_initiative(acting_as=people["north"], state=regions.north, title="A lamp a jetty", words="again")
    with pytest.raises(RuleBroken, match="name the initiative"):
        regional.ask_help(acting_as=people["north"], asking=regions.north, what_for="initiative", words="a teacher")
    with pytest.raises(RuleBroken, match="by the State to which it belongs"):
        regional.ask_help(acting_as=people["south"], asking=regions.south, what_for="initiative", words="a teacher", initiative=initiative)
    assert (value("initiatives.national", league), value("support.initiatives", league)) == (1, 0)
    request = regional.ask_help(acting_as=people["north"], asking=regions.north, what_for="initiative", words="a teacher", initiative=initiative, day=date(2020, 2, 1))
    with pytest.raises(RuleBroken, match="means that are named"):
        regional.give_help(acting_as=head, giver=ours, request=request, words="a teacher", amount=100, unit="CHF")  # type: ignore[arg-type]
    regional.give_help(acting_as=head, giver=ours, request=request, words="a teacher", amount=100, unit="CHF", paid_from="line 3", day=date(2020, 3, 1))  # type: ignore[arg-type]
    regional.give_help(acting_as=people["ports"], giver=regions.ports, request=request, words="a boat", day=date(2020, 3, 2))
    assert by("support.initiatives", "state", league) == {"northia": 1}, "what is no bureau and no office supports by itself"
    assert by("support.initiatives", "giver", league) == {"office": 1} and by("support.initiatives", "state", league, moment("2020-02-15")) == {}
    supported = observe("initiatives.supported", league)
    assert (supported.value, supported.denominator) == (1, 1) and value("offices.spent", league) == 100
    with pytest.raises(Refused):
        regional.end_initiative(acting_as=people["officer"], initiative=initiative, last_day=date(2020, 12, 31))
    regional.end_initiative(acting_as=people["north"], initiative=initiative, last_day=date(2020, 12, 31))
    assert value("initiatives.national", league) == 0 and observe("initiatives.supported", league, moment("2020-06-01")).value == 1
    assert value("support.initiatives", league) == 1, "what was given stays given"
    with pytest.raises(RuleBroken, match="has ended"):
        regional.ask_help(acting_as=people["north"], asking=regions.north, what_for="initiative", words="more", initiative=Initiative.objects.known().get())


@pytest.mark.req("004-28", "002-63")
def test_support_to_regional_groups_is_told_by_group(regions: Regions) -> None:  # noqa: F811
    league, people = regions.cast.league, regions.people
    ours, head = office(regions)
    group = regions.group()
    chair = somebody(group, "chair", "regional@example.org")
    with pytest.raises(RuleBroken, match="regional group"):
        regional.ask_help(acting_as=people["lamps"], asking=regions.lamps, what_for="group", words="a hall", group=regions.bells)
    own = regional.ask_help(acting_as=chair, asking=group, what_for="group", words="a hall")
    assert own.group == group, "a regional group that names none asks for itself"
    of_state = regional.ask_help(acting_as=people["north"], asking=regions.north, what_for="group", words="terms", group=group)
    other = regional.ask_help(acting_as=people["north"], asking=regions.north, what_for="other", words="a map")
    for request in (own, of_state, other):
        regional.give_help(acting_as=head, giver=ours, request=request, words="done")
    assert by("support.regional-groups", "group", league) == {group.key: 2} and by("offices.help", "for", league) == {"group": 2, "other": 1}
    found = observe("groups.regional-supported", league)
    assert (found.value, found.denominator) == (1, 1)
    assert observe("groups.regional-supported", league, timezone.now() - timedelta(days=2)).value == 0


@pytest.mark.req("002-43", "002-46")
def test_acts_of_a_regional_office_and_its_help_to_vice_chairs(regions: Regions) -> None:  # noqa: F811
    league, people = regions.cast.league, regions.people
    ours, head = office(regions)
    regional.record_joint_act(acting_as=head, ours=ours, with_whom=[regions.ports], what="workshop", subject="lamps", day=date(2018, 1, 1))
    regional.record_joint_act(acting_as=people["ports"], ours=regions.ports, with_whom=[regions.lamps], what="workshop", subject="lamps", day=date(2018, 1, 2))
    assert by("offices.joint-acts", "office", league) == {"office": 1}
    laid = assign_responsibility(
        acting_as=people["officer"], office=Office.objects.get(party=regions.lamps, function="vice-chair"), words="the North", source="decision")
    with pytest.raises(RuleBroken, match="name the responsibility"):
        regional.ask_help(acting_as=people["vice"], asking=regions.lamps, what_for="vice-chair", words="addresses")
    with pytest.raises(RuleBroken, match="name the responsibility"):
        regional.ask_help(acting_as=people["bells"], asking=regions.bells, what_for="vice-chair", words="addresses", responsibility=laid)
    asked = regional.ask_help(acting_as=people["vice"], asking=regions.lamps, what_for="vice-chair", words="addresses", responsibility=laid)
    plain = regional.ask_help(acting_as=people["lamps"], asking=regions.lamps, what_for="other", words="chairs to sit on")
    for request in (asked, plain):
        regional.give_help(acting_as=head, giver=ours, request=request, words="sent")
    with pytest.raises(Refused):
        regional.give_help(acting_as=people["vice"], giver=ours, request=asked, words="sent")
    found = observe("offices.help-vice-chairs", league)
    assert (found.value, found.denominator) == (1, 2) and by("offices.help-vice-chairs", "group", league) == {"lamps": 1}
    assert [one.request for one in records_of("offices.help-vice-chairs", league)] == [HelpRequest.objects.get(pk=asked.pk)]


def published(cast: Cast, number: str, words: str) -> Work:  # noqa: F811
    """A resolution with one duty, confirmed and published."""
    text = TEXT.replace("RESOLUTION 5", f"RESOLUTION {number}").split("resolves to instruct")[0] + words
    reading = cast.read(text, f"resolution-{number}.txt")
    for finding in reading.findings.filter(what=Finding.What.MANDATE):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    publish_revision(acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number=number,
                     session=cast.sessions[2016], layer="adopted")
    return Work.objects.get(number=number)


@pytest.mark.req("002-53", "002-69")
def test_a_programme_tells_how_far_it_is_and_which_groups_are_active(regions: Regions) -> None:  # noqa: F811
    cast_, people, league = regions.cast, regions.people, regions.cast.league
    work = published(cast_, "44", "resolves\n1\tto carry on the plan,\ninstructs the study groups\nto take part in the plan.\n")
    provision = work.provisions.first()
    with pytest.raises(Refused):
        open_programme(acting_as=people["lamps"], work=work, number="1", names={"en": "Lamps"})
    programme = open_programme(acting_as=cast_.officer, work=work, number="1", names={"en": "Lamps"}, provision=provision, since=date(2018, 1, 1))
    other = open_programme(acting_as=cast_.officer, work=work, number="2", names={"en": "Bells"}, since=date(2018, 1, 1))
    with pytest.raises(RuleBroken, match="recorded already"):
        open_programme(acting_as=cast_.officer, work=work, number="1", names={"en": "Lamps again"}, since=date(2018, 3, 1))
    share = observe("plan.groups-active", league)
    assert (share.value, share.denominator) == (0, 2), "two groups under the assembly"
    done = record_activity(acting_as=people["lamps"], party=regions.lamps, programme=programme, words="a lamp for two oils", state="planned", day=date(2018, 2, 1))
    assert value("plan.groups-active", league) == 0, "what is planned is no activity yet"
    with pytest.raises(Refused):
        record_activity(acting_as=people["bells"], party=regions.lamps, programme=programme, words="x", state="planned")
    with pytest.raises(Refused):
        move_on(acting_as=people["bells"], activity=done, state="done")
    with pytest.raises(RuleBroken, match="did not run"):
        record_activity(acting_as=people["bells"], party=regions.bells, programme=other, words="too early", state="planned", day=date(2017, 5, 1))
    with pytest.raises(RuleBroken, match="Groups, bureaux and offices"):
        record_activity(acting_as=people["north"], party=regions.north, programme=other, words="x", state="planned")
    with pytest.raises(RuleBroken, match="why it is not done"):
        move_on(acting_as=people["lamps"], activity=done, state="dropped")
    move_on(acting_as=people["lamps"], activity=done, state="under-way", day=date(2018, 3, 1))
    with pytest.raises(RuleBroken, match="begins later"):
        move_on(acting_as=people["lamps"], activity=done, state="done", day=date(2018, 2, 1))
    dropped = record_activity(acting_as=people["bells"], party=regions.bells, programme=other, words="a bell", state="dropped", note="no means", day=date(2018, 4, 1))
    assert dropped.party == regions.bells
    assert by("plan.groups-active", "programme", league) == {code_of(programme): 1}
    assert observe_by("plan.groups-active", "programme", league)[code_of(programme)].denominator == 2
    assert by("plan.activities", "state", league) == {"under-way": 1, "dropped": 1}
    before = timezone.now()
    move_on(acting_as=people["lamps"], activity=done, state="done", note="in use", day=date(2018, 5, 1))
    assert (value("plan.activities-done", league), value("plan.activities-done", league, None, before)) == (1, 0), "as known then, it was not done"
    assert ActivityStanding.objects.known().filter(activity=done).count() == 3
    for one in (one for one in balances() if one.equals == "plan.activities"):
        assert close(one, league).amiss == 0
    ended = end_programme(acting_as=cast_.officer, programme=PlanProgramme.objects.get(pk=programme.pk), last_day=date(2018, 12, 31))
    assert value("plan.programmes", league) == 1 and by("plan.activities", "programme", league)[code_of(ended)] == 1, "what was done in it stays"


@pytest.fixture
def vice(cast: Cast) -> Any:  # noqa: F811
    """A league whose vice-chairs owe a programme to the first meeting of the period, and two of them: one with a responsibility."""
    owed = made_owed(cast)
    rule(cast, "study-period", "wtsa")
    rule(cast, "cycle-wtsa", "")  # one period, whatever the year
    published(cast, "6", "instructs the study group vice-chairs\n1\tto submit a mobilization programme to the first meeting of TSAG;\n"
                         "2\tto submit a periodic report on mobilization to TSAG.\n")
    for code in ("vice-chair", "chair"):
        Function.objects.get_or_create(organisation=cast.league, code=code, entity="group", defaults={"names": {"en": code}})
    with_it = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="vic@example.org", name="Vic", since=date(2010, 1, 1))
    without = appoint(acting_as=HOUSE, party=owed.tsag, function="vice-chair", email="wim@example.org", name="Wim", since=date(2010, 1, 1))
    return owed, with_it, without


@pytest.mark.req("002-49", "002-48")
def test_programmes_are_due_from_those_responsible_received_or_missing_then_reported(vice: Any) -> None:
    owed, with_it, without = vice
    cast_, league = owed.cast, owed.cast.league
    vic, wim = acting_for(with_it.person.user), acting_for(without.person.user)
    assert [observe(f"mobilisation.{name}", league).value for name in ("due", "received", "missing")] == [0, 0, 0]
    laid = assign_responsibility(acting_as=cast_.officer, office=with_it, words="the region of the North", source="TSAG, decision 4", since=date(2010, 1, 1))
    duty = Mandate.objects.filter(provision__work__number="6", terms__due_kind="meeting").get()
    due = list(Obligation.objects.filter(mandate=duty))
    assert due and all(one.office_id == with_it.pk for one in due), "Wim, to whom no act gave a responsibility, owes nothing"
    passed = [one for one in due if one.due_on <= TODAY]
    figures = [observe(f"mobilisation.{name}", league) for name in ("due", "received", "missing")]
    assert [one.value for one in figures] == [len(passed), 0, len(passed)]
    with pytest.raises(Refused, match="vice-chair to whom"):
        regional.submit_programme(acting_as=wim, responsibility=laid, title="Mine", words="x")
    with pytest.raises(RuleBroken, match="what the programme is called"):
        regional.submit_programme(acting_as=vic, responsibility=laid, title=" ", words="x")
    programme = regional.submit_programme(acting_as=vic, responsibility=laid, title="Programme for the North", words="1. Call each member.\n2. Call again.")
    first = min(due, key=lambda one: (one.due_on, one.pk))
    first.refresh_from_db()
    assert first.state == "delivered" and first.answers.get().words == "Programme for the North"
    assert first.standings.get(closed_by=None).opened_by.verb == "submit-programme", "one act: the programme answers what was due"
    assert observe("mobilisation.received", league).value == 1
    assert observe("mobilisation.missing", league).value == observe("mobilisation.due", league).value - 1
    later = regional.submit_programme(acting_as=vic, responsibility=laid, title="Second programme", words="Call thrice.")
    assert list(MobilisationProgramme.objects.known()) == [later] and MobilisationProgramme.objects.get(pk=programme.pk).closed_by is not None
    report_on(acting_as=vic, responsibility=laid, words="Called everybody twice")

    report = draft_report(acting_as=cast_.officer, organisation=league, code="vice-chairs-mobilisation", at=timezone.now(), addressee=owed.tsag, mandate=duty)
    told = {language: printed(paper(report, language)) for language in LANGUAGES}
    assert all(one == told["en"] for one in told.values()) and told["en"]["mobilisation.received@1"] == "1"
    assert "Second programme" in words_of(paper(report), "programmes") and "Call thrice." in words_of(paper(report), "programmes")
    assert "Called everybody twice" in words_of(paper(report), "words") and "mobilization programme" in words_of(paper(report), "basis")
    assert "No help of a regional office" in words_of(paper(report), "help"), "a section without data says why"
    publish_report(acting_as=cast_.officer, report=report)
    assert verify(report).changed == []


@pytest.mark.req("002-48")
def test_mobilisation_and_participation_are_reported_by_state_to_the_body_for_the_region(regions: Regions) -> None:  # noqa: F811
    cast_, people, league = regions.cast, regions.people, regions.cast.league
    rule(cast_, "only-with-responsibility", "study-group-vice-chairs")
    work = published(cast_, "7", "instructs the study group vice-chairs\nto submit a periodic report on mobilization to TSAG.\n")

    def drafted() -> Report:
        return draft_report(acting_as=cast_.officer, organisation=league, code="regional-mobilisation", at=timezone.now(), addressee=regions.ports)

    empty = paper(drafted())
    assert "No act has given a vice-chair" in words_of(empty, "responsible"), "due from nobody without such an act"
    laid = assign_responsibility(
        acting_as=people["officer"], office=Office.objects.get(party=regions.lamps, function="vice-chair"), words="the North", source="decision 9")
    session = regions.lamps.body_sessions.create(organisation=league, year=2018, start=date(2018, 9, 1), end=date(2018, 9, 2))
    record_attendance(acting_as=people["lamps"], session=session, parties=[regions.north], mode="remote")
    regional.mobilise(acting_as=people["vice"], responsibility=laid, region="North", words="called", members=[regions.north, regions.south])
    report = drafted()
    found = paper(report)
    assert "Northia" in words_of(found, "states") and "Southia" not in words_of(found, "states"), "the States of the addressee's region"
    assert printed(found)["members.mobilised@1:state=northia"] == "1" and printed(found)["sessions.participation@1:state=northia"] == "1"
    assert printed(found)["members.taking-part-before@1:state=northia"] == "1" and printed(found)["members.taking-part-after@1:state=northia"] == "0"
    assert "decision 9" in words_of(found, "responsible") and "not fixed" in words_of(found, "basis")
    mandate = Mandate.objects.get(provision__work=work)
    fix_period(acting_as=cast_.officer, mandate=mandate, decision="Ports 4", every="P1Y")
    report = drafted()
    assert "Ports 4" in words_of(paper(report), "basis")
    assert Act.objects.filter(verb="fix-period").exists()
    assert {language: printed(paper(report, language)) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, printed(paper(report)))
