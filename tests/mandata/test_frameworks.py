"""Frameworks of regions, standards bodies that a region creates, hosted meetings, mechanisms, and who took part by State."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from mandata.membership.models import Framework, Mechanism
from mandata.membership.operations import regional
from mandata.parties.models import BodySession, Membership, Party
from mandata.parties.operations import record_attendance, withdraw_attendance
from mandata.parties.registering_models import Attendance
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Work
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_regional import NAMES, WHO, Regions, regions, value  # noqa: F401


def by(name: str, split: str, scope: Any) -> dict[str, int]:
    """What each part of a measure comes to."""
    return {code: one.value for code, one in observe_by(name, split, scope).items()}


@pytest.mark.req("002-78")
def test_a_framework_is_held_by_its_body_and_tells_who_helped(regions: Regions) -> None:  # noqa: F811
    league, people = regions.cast.league, regions.people
    values: dict[str, Any] = {"body": regions.ports, "title": "Marks in ice", "words": "1. Four signs.\n\n2. One day."}
    held = regional.hold_framework(acting_as=people["ports"], helped_by=[regions.north, regions.lamps], since=date(2024, 3, 1), **values)
    regional.hold_framework(acting_as=people["officer"], **values | {"title": "Marks in fog"})
    act = Act.objects.filter(verb="hold-framework").earliest("pk")
    assert held.opened_by == act and "regional body keeps its own entry" in act.basis
    assert by("regional.frameworks", "body", league) == {"ports": 2} and by("regional.frameworks", "helper", league) == {"northia": 1, "lamps": 1}
    helped = observe("regional.frameworks-helped", league)
    assert (helped.value, helped.denominator) == (1, 2) and value("regional.frameworks", regions.ports) == 2
    with pytest.raises(RuleBroken, match="recorded already"):
        regional.hold_framework(acting_as=people["ports"], since=date(2024, 5, 1), **values)
    before = timezone.now()
    ended = regional.end_framework(acting_as=people["ports"], framework=held, last_day=date(2025, 1, 31))
    assert set(ended.helped_by.all()) == {regions.north, regions.lamps}
    assert value("regional.frameworks", league) == 1 and value("regional.frameworks", league, before, before) == 2
    assert value("regional.frameworks", league, datetime(2024, 6, 1, tzinfo=UTC)) == 1
    with pytest.raises(RuleBroken, match="closed by an act"):
        regional.end_framework(acting_as=people["ports"], framework=held, last_day=date(2025, 2, 1))
    for wrong, match in (({"body": regions.lamps}, "no regional organisation"), ({"words": " "}, "Say it in words"), ({"title": ""}, "what the framework"),
                         ({"helped_by": [regions.ports]}, "comes from another")):
        with pytest.raises(RuleBroken, match=match):
            regional.hold_framework(**{"acting_as": people["officer"]} | values | {"title": "Third"} | wrong)


@pytest.mark.parametrize("who", WHO)
def test_nobody_enters_a_framework_a_body_or_a_mechanism_for_another(regions: Regions, who: str) -> None:  # noqa: F811
    acting = regions.people[who]
    tried = {
        ("marks", "officer"): lambda: regional.hold_framework(acting_as=acting, body=regions.marks, title="t", words="w"),
        ("north",): lambda: regional.create_body(acting_as=acting, founder=regions.north, key="new", region="North", names=NAMES, source="treaty"),
        ("lamps", "vice"): lambda: regional.set_up_mechanism(acting_as=acting, ours=regions.lamps, title="t", words="w", bodies=[regions.ports], works=[]),
    }
    for may, attempt in tried.items():
        if who in may:
            attempt()
            continue
        with pytest.raises(Refused) as refused:
            attempt()
        assert "house rule" in refused.value.answer.basis
    assert (Framework.objects.count(), Mechanism.objects.count()) == (int(who in ("marks", "officer")), int(who in ("lamps", "vice")))


@pytest.mark.req("002-79")
def test_a_region_creates_its_standards_body(regions: Regions) -> None:  # noqa: F811
    league, people = regions.cast.league, regions.people
    before = timezone.now()
    body = regional.create_body(acting_as=people["south"], founder=regions.south, key="south-marks", region="South", names={"en": "South Marks"},
                                source="protocol, article 3", since=date(2025, 8, 1))
    assert (body.entity, str(body)) == ("standards-body", "South Marks")
    created = observe("regional.bodies-created", league)
    assert (created.value, created.denominator) == (1, 2), "the other standards body was entered by an officer"
    assert value("regional.bodies-created", league, datetime(2025, 7, 1, tzinfo=UTC)) == 0 == value("regional.bodies-created", league, before, before)
    assert value("regional.bodies", league) == 4 and Membership.objects.known().get(of=body).member == regions.south
    assert list(records_of("states.without-regional-standards-body", league)) == [regions.north]
    for wrong, match in (({"key": "south-marks"}, "the key of another"), ({"region": "North"}, "not classed in this region"), ({"source": " "}, "by what act"),
                         ({"names": {}}, "at least one language")):
        with pytest.raises(RuleBroken, match=match):
            regional.create_body(**{"acting_as": people["south"], "founder": regions.south, "key": "k", "region": "South", "names": NAMES, "source": "s"} | wrong)


@pytest.mark.req("002-79")
def test_a_joint_meeting_is_hosted_by_a_body_that_takes_part(regions: Regions) -> None:  # noqa: F811
    league, chair = regions.cast.league, regions.people["lamps"]
    values: dict[str, Any] = {"acting_as": chair, "ours": regions.lamps, "with_whom": [regions.ports], "what": "meeting", "subject": "ice", "day": date(2024, 3, 1)}
    hosted = regional.record_joint_act(**values, hosted_by=regions.ports)
    regional.record_joint_act(**values)
    regional.record_joint_act(**values | {"what": "workshop"}, hosted_by=regions.ports)
    assert list(records_of("regional.hosted-meetings", league)) == [hosted]
    assert by("regional.hosted-meetings", "host", league) == {"ports": 1} and by("regional.hosted-meetings", "group", league) == {"lamps": 1}
    with pytest.raises(RuleBroken, match="takes part in"):
        regional.record_joint_act(**values, hosted_by=regions.marks)
    with pytest.raises(RuleBroken, match="no regional organisation"):
        regional.record_joint_act(**values, hosted_by=regions.lamps)
    regional.withdraw_joint_act(acting_as=chair, done=hosted)
    assert value("regional.hosted-meetings", league) == 0


@pytest.mark.req("004-18")
def test_a_mechanism_of_coordination_names_the_bodies_and_the_resolutions(regions: Regions) -> None:  # noqa: F811
    league, chair = regions.cast.league, regions.people["lamps"]
    work = Work.objects.create(organisation=league, body=regions.cast.assembly, kind_of_text="resolution", number="44")
    values: dict[str, Any] = {"acting_as": chair, "ours": regions.lamps, "title": "Contact point", "words": "Each names one contact.", "works": [work]}
    set_up = regional.set_up_mechanism(**values, bodies=[regions.ports, regions.bells], since=date(2024, 1, 1))
    assert set(set_up.bodies.all()) == {regions.ports, regions.bells} and list(set_up.works.all()) == [work]
    assert by("coordination.mechanisms", "with", league) == {"ports": 1, "bells": 1} and value("coordination.mechanisms", regions.lamps) == 1
    assert Act.objects.get(verb="set-up-mechanism").further_subjects.filter(kind="work", subject_id=work.uid).exists()
    with pytest.raises(RuleBroken, match="at least one body"):
        regional.set_up_mechanism(**values, bodies=[regions.lamps])
    with pytest.raises(Refused):
        regional.end_mechanism(acting_as=regions.people["ports"], mechanism=set_up, last_day=date(2024, 6, 1))
    ended = regional.end_mechanism(acting_as=chair, mechanism=set_up, last_day=date(2024, 6, 1))
    assert list(ended.works.all()) == [work] and value("coordination.mechanisms", league) == 0
    assert value("coordination.mechanisms", league, datetime(2024, 3, 1, tzinfo=UTC)) == 1


@pytest.mark.req("002-78")
def test_participation_in_regional_groups_by_state(regions: Regions) -> None:  # noqa: F811
    league, group = regions.cast.league, regions.group()
    sessions = [BodySession.objects.create(organisation=league, body=group, year=year, start=date(year, 5, 1)) for year in (2024, 2025)]
    chair = regions.people["lamps"]
    with pytest.raises(Refused, match="Only the chair"):
        record_attendance(acting_as=chair, session=sessions[0], parties=[regions.north])
    officer = regions.people["officer"]
    record_attendance(acting_as=officer, session=sessions[0], parties=[regions.north, regions.ports])
    record_attendance(acting_as=officer, session=sessions[1], parties=[regions.north])
    assert record_attendance(acting_as=officer, session=sessions[1], parties=[regions.north]) == [], "once a session"
    record_attendance(acting_as=officer, session=regions.cast.sessions[2016], parties=[regions.south])  # an assembly is no regional group
    assert by("regional.participation", "state", league) == {"northia": 2} and value("regional.participation", league) == 3
    assert value("regional.participation", league, datetime(2024, 12, 31, tzinfo=UTC)) == 0, "the group itself is younger: then it was no regional group"
    assert list(records_of("regional.states-taking-part", league)) == [regions.north]
    before = timezone.now()
    withdraw_attendance(acting_as=officer, attendance=Attendance.objects.get(session=sessions[1]))
    assert by("regional.participation", "state", league) == {"northia": 1} and value("regional.participation", league, before, before) == 3
    to_come = BodySession.objects.create(organisation=league, body=group, year=timezone.now().year + 1)
    with pytest.raises(RuleBroken, match="has not begun"):
        record_attendance(acting_as=officer, session=to_come, parties=[regions.north])
    other = Party.objects.create(organisation=None, key="elsewhere", entity="state")
    with pytest.raises(RuleBroken, match="another organisation"):
        record_attendance(acting_as=officer, session=sessions[0], parties=[other])
