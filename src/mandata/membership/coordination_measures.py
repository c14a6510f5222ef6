"""Figures about what stands between the organisation and the regions: frameworks, bodies created, hosted meetings, mechanisms, participation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Framework, JointAct, Mechanism
from mandata.membership.regional_measures import by_value, joint_acts, of_scope, standards_bodies, state_keys
from mandata.parties.measures import by_class, regional_groups, split_of
from mandata.parties.models import Classification, Party, PartyKind
from mandata.parties.registering_models import Attendance
from mandata.shared.measures import measure


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, code in pairs:
        found.setdefault(code, set()).add(pk)
    return found


def _helpers(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered(Framework.helped_by.through.objects.filter(framework__in=records).values_list("framework_id", "party__key"))


@measure(
    "regional.frameworks", label=_("Regional frameworks"), unit="framework", version=1, of_parties=True,
    words=_("Regional frameworks that hold, each held by one regional body; by helper, one that several helped to set up is counted for each."),
    splits={"body": split_of(_("Organisation"), by_value("body__key")), "helper": split_of(_("With the help of"), _helpers)},
)
def frameworks(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Frameworks that hold; scope: an organisation, or the body that holds them."""
    return Framework.objects.at(at, known).filter(of_scope(scope, "body__"))


@measure(
    "regional.frameworks-helped", label=_("Regional frameworks set up with help"), unit="framework", version=1, of_parties=True, whole=frameworks,
    words=_("Of the regional frameworks that hold, those that a State, group or office helped to set up."),
    splits={"helper": split_of(_("With the help of"), _helpers)},
)
def frameworks_helped(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Frameworks with a helper; scope: an organisation, or the body that holds them."""
    helped = Framework.helped_by.through.objects.values("framework")
    return frameworks(scope, at, known).filter(pk__in=helped)


@measure(
    "regional.bodies-created", label=_("Regional standards bodies created by their regions"), unit="party", version=1, whole=standards_bodies,
    words=_("Of the regional standards bodies, those that a State or regional organisation entered as created by its region."),
    splits={"region": by_class(_("Region"), "region", lambda records: [(pk, pk) for pk in records.values_list("pk", flat=True)])},
)
def bodies_created(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Standards bodies that came from an act of their region; scope: an organisation."""
    created = Classification.objects.at(at, known).filter(scheme="region", opened_by__verb="create-body").values_list("party", flat=True)
    return standards_bodies(scope, at, known).filter(pk__in=list(created))


def _groups_of(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered(JointAct.parties.through.objects.filter(
        jointact__in=records, party__entity=PartyKind.GROUP).values_list("jointact_id", "party__key"))


@measure(
    "regional.hosted-meetings", label=_("Joint meetings hosted by regional bodies"), unit="jointact", version=1, of_parties=True,
    words=_("Joint meetings that a regional organisation or standards body hosted, recorded by one of those who met."),
    splits={"host": split_of(_("Hosted by"), by_value("hosted_by__key")), "group": split_of(_("Group"), _groups_of)},
)
def hosted_meetings(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Hosted joint meetings held by then; scope: an organisation, or one party that took part."""
    return joint_acts(scope, at, known).filter(what=JointAct.What.MEETING).exclude(hosted_by=None)


def _with(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered(Mechanism.bodies.through.objects.filter(mechanism__in=records).values_list("mechanism_id", "party__key"))


@measure(
    "coordination.mechanisms", label=_("Mechanisms of coordination"), unit="mechanism", version=1, of_parties=True,
    words=_("Mechanisms that hold by which a body or office coordinates with the bodies that resolutions name."),
    splits={"ours": split_of(_("Of"), by_value("ours__key")), "with": split_of(_("With whom"), _with)},
)
def mechanisms(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Mechanisms that hold; scope: an organisation, or whose they are."""
    return Mechanism.objects.at(at, known).filter(of_scope(scope, "ours__"))


def _owner(records: QuerySet[Any]) -> Iterable[tuple[int, int | None]]:
    return records.values_list("pk", "party_id")


@measure(
    "regional.participation", label=_("Participation in regional groups"), unit="attendance", version=1,
    words=_("Each party that took part in a session of a regional group, once a session; by State, those that took part in their own name."),
    splits={
        "state": split_of(_("State"), lambda records, at, known: _gathered(
            records.filter(party__entity=PartyKind.STATE).values_list("pk", "party__key"))),
        "region": by_class(_("Region"), "region", _owner), "group": split_of(_("Group"), by_value("session__body__key")),
    },
)
def participation(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Parties in sessions of regional groups; scope: an organisation, or one group."""
    groups = list(regional_groups(None, at, known).values_list("pk", flat=True))
    return Attendance.objects.at(at, known).filter(of_scope(scope, "session__body__"), session__body__in=groups)


@measure(
    "regional.states-taking-part", label=_("States that took part in regional groups"), unit="party", version=1,
    words=_("States that took part in their own name in at least one session of a regional group."),
    splits={"region": by_class(_("Region"), "region", lambda records: [(pk, pk) for pk in records.values_list("pk", flat=True)])},
)
def states_taking_part(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """States in sessions of regional groups; scope: an organisation, or one group."""
    took_part = list(participation(scope, at, known).values_list("party", flat=True))
    return Party.objects.filter(pk__in=took_part, entity=PartyKind.STATE)


def _of_states(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    states = state_keys(Party.objects.filter(pk__in=records.values("party")), at, known)
    return _gathered((pk, states[party]) for pk, party in records.values_list("pk", "party_id") if party in states)


@measure(
    "sessions.participation", label=_("Participation in sessions of groups"), unit="attendance", version=1,
    words=_("Each party that took part in a session of a group, once a session; by State, those of the State itself and of whoever is established in it."),
    splits={
        "state": split_of(_("State"), _of_states), "region": by_class(_("Region"), "region", _owner), "group": split_of(_("Group"), by_value("session__body__key")),
    },
)
def in_groups(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Parties in sessions of groups; scope: an organisation, or one group."""
    return Attendance.objects.at(at, known).filter(of_scope(scope, "session__body__"), session__body__entity=PartyKind.GROUP)
