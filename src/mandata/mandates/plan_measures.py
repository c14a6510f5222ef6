"""Figures about the programmes of plans: activities by how far they are, and the groups that are active in each programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.mandates.measures import later_than
from mandata.mandates.models import ActivityStanding, PlanActivity, PlanProgramme
from mandata.parties.measures import in_organisation, split_of
from mandata.parties.models import Party, PartyKind
from mandata.shared.balances import balance
from mandata.shared.measures import measure

State = ActivityStanding.State
ABOVE = (PartyKind.ORGANISATION, PartyKind.SECTOR, PartyKind.CONFERENCE)  # what a study group or an advisory group stands under
CODE = ("programme__work__body__key", "programme__work__number", "programme__number")
Parts = Callable[[QuerySet[Any], datetime, datetime], dict[str, set[int]]]


def code_of(programme: PlanProgramme) -> str:
    """The name of a programme in figures, whatever row of it: body, text and number."""
    return "/".join((programme.work.body.key, programme.work.number, programme.number))


def _gathered(pairs: Iterable[tuple[Any, ...]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, *code in pairs:
        found.setdefault("/".join(map(str, code)), set()).add(pk)
    return found


def _by(*fields: str) -> Parts:
    return lambda records, at, known: _gathered(records.order_by().values_list("pk", *fields))


def _by_state(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered(ActivityStanding.objects.at(at, known).filter(activity__in=records).values_list("activity_id", "state"))


SPLITS = {
    "programme": split_of(_("Programme"), _by(*CODE)), "party": split_of(_("By whom"), _by("party__key")), "state": split_of(_("Status"), _by_state),
    "programme-state": split_of(_("Programme and status"), lambda records, at, known: _gathered(
        ActivityStanding.objects.at(at, known).filter(activity__in=records).values_list("activity_id", *(f"activity__{one}" for one in CODE), "state"))),
}


@measure("plan.programmes", label=_("Programmes of plans"), unit="planprogramme", version=1,
         words=_("Programmes of the plans of texts that run."))
def programmes(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Programmes that hold; scope: an organisation."""
    found = PlanProgramme.objects.at(at, known)
    return found if scope is None else found.filter(work__organisation=scope.root_id)


@measure("plan.activities", label=_("Activities in programmes"), unit="planactivity", version=1, splits=SPLITS, of_parties=True,
         words=_("What groups, bureaux and offices recorded that they do in a programme of a plan, however far it is."))
def activities(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Activities begun by then; scope: an organisation, or whose they are."""
    held = ActivityStanding.objects.at(at, known).filter(activity=OuterRef("pk"))
    found = PlanActivity.objects.filter(Exists(held)).exclude(by__in=later_than(at, known))
    return found if scope is None else found.filter(in_organisation(scope, "party__") if scope.entity == PartyKind.ORGANISATION else Q(party=scope))


def _in_state(states: tuple[str, ...], scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    return activities(scope, at, known).filter(Exists(ActivityStanding.objects.at(at, known).filter(activity=OuterRef("pk"), state__in=states)))


@measure("plan.activities-done", label=_("Activities done"), unit="planactivity", version=1, splits=SPLITS, whole=activities, of_parties=True,
         words=_("Of the activities in programmes those of which whoever does them said that they are done."))
def activities_done(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Activities done; scope: an organisation, or whose they are."""
    return _in_state((State.DONE,), scope, at, known)


@measure("plan.activities-dropped", label=_("Activities not done"), unit="planactivity", version=1, splits=SPLITS, whole=activities, of_parties=True,
         words=_("Of the activities in programmes those of which whoever meant to do them said that they are not done, and why."))
def activities_dropped(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Activities not done; scope: an organisation, or whose they are."""
    return _in_state((State.DROPPED,), scope, at, known)


@measure("plan.activities-open", label=_("Activities planned or under way"), unit="planactivity", version=1, splits=SPLITS, whole=activities, of_parties=True,
         words=_("Of the activities in programmes those that are planned or under way."))
def activities_open(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Activities neither done nor given up; scope: an organisation, or whose they are."""
    return _in_state((State.PLANNED, State.UNDER_WAY), scope, at, known)


def groups_asked(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Study groups and advisory groups: those that stand under the organisation, a Sector or an assembly; scope: an organisation."""
    return Party.objects.filter(in_organisation(scope), entity=PartyKind.GROUP, parent__entity__in=ABOVE)


def _active_by_programme(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    done = ActivityStanding.objects.at(at, known).filter(activity__party__in=records, state__in=(State.UNDER_WAY, State.DONE))
    return _gathered(done.values_list("activity__party_id", *(f"activity__{one}" for one in CODE)))


@measure("plan.groups-active", label=_("Groups active in programmes"), unit="party", version=1, whole=groups_asked,
         splits={"programme": split_of(_("Programme"), _active_by_programme)},
         words=_("Of the study groups and advisory groups those with an activity in a programme that is under way or done; by programme, of all groups."))
def groups_active(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Groups with an activity; scope: an organisation."""
    done = ActivityStanding.objects.at(at, known).filter(activity__party=OuterRef("pk"), state__in=(State.UNDER_WAY, State.DONE))
    return groups_asked(scope, at, known).filter(Exists(done))


balance(_("Activities open, done and not done are all activities"), plus=["plan.activities-open", "plan.activities-done", "plan.activities-dropped"],
        equals="plan.activities")
