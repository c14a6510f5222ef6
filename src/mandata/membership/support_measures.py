"""Figures about support: national initiatives and regional groups helped, and what regional offices do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import HelpGiven, Initiative, JointAct
from mandata.membership.regional_measures import by_value, joint_acts, of_scope
from mandata.parties.measures import by_class, regional_groups, split_of
from mandata.parties.models import PartyKind
from mandata.shared.measures import measure

OFFICES = (PartyKind.REGIONAL_OFFICE, PartyKind.AREA_OFFICE)
BUREAUX = (*OFFICES, PartyKind.BUREAU, PartyKind.SECRETARIAT)


def _asking(records: QuerySet[Any]) -> Iterable[tuple[int, int | None]]:
    return records.values_list("pk", "request__asking_id")


GIVER = split_of(_("Given by"), by_value("giver__key"))


@measure(
    "initiatives.national", label=_("National initiatives"), unit="initiative", version=1, of_parties=True,
    words=_("National initiatives that run, each entered by its State."),
    splits={"state": split_of(_("State"), by_value("state__key")), "region": by_class(_("Region"), "region", lambda records: records.values_list("pk", "state_id"))},
)
def initiatives(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Initiatives that hold; scope: an organisation, or the State."""
    return Initiative.objects.at(at, known).filter(of_scope(scope, "state__"))


@measure(
    "initiatives.supported", label=_("National initiatives supported"), unit="initiative", version=1, of_parties=True, whole=initiatives,
    words=_("Of the national initiatives that run those to which a bureau or an office gave help that the State had asked for."),
    splits={"state": split_of(_("State"), by_value("state__key"))},
)
def initiatives_supported(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Initiatives with an act of support; an initiative entered anew is known by its State and title; scope: an organisation, or the State."""
    helped = HelpGiven.objects.at(at, known).filter(
        giver__entity__in=BUREAUX, request__initiative__state=OuterRef("state"), request__initiative__title=OuterRef("title"))
    return initiatives(scope, at, known).filter(Exists(helped))


@measure(
    "support.initiatives", label=_("Support to national initiatives"), unit="helpgiven", version=1, of_parties=True,
    words=_("Acts of help by bureaux and offices to a national initiative, each asked for by its State and recorded by whoever gave it."),
    splits={"state": split_of(_("State"), by_value("request__initiative__state__key")), "giver": GIVER, "region": by_class(_("Region"), "region", _asking)},
)
def support_of_initiatives(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Acts of support to initiatives; scope: an organisation, or whoever gave it."""
    return HelpGiven.objects.at(at, known).filter(of_scope(scope, "giver__"), giver__entity__in=BUREAUX, request__initiative__isnull=False)


@measure(
    "support.regional-groups", label=_("Support to regional groups"), unit="helpgiven", version=1, of_parties=True,
    words=_("Acts of help by bureaux and offices to the creation, the work or the meetings of a regional group, each recorded by whoever gave it."),
    splits={"group": split_of(_("Regional group"), by_value("request__group__key")), "giver": GIVER},
)
def support_of_groups(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Acts of support to regional groups; scope: an organisation, or whoever gave it."""
    return HelpGiven.objects.at(at, known).filter(of_scope(scope, "giver__"), giver__entity__in=BUREAUX, request__group__isnull=False)


@measure(
    "groups.regional-supported", label=_("Regional groups supported"), unit="party", version=1, whole=regional_groups,
    words=_("Of the regional groups those to which a bureau or an office gave help."),
    splits={"region": by_class(_("Region"), "region", lambda records: [(pk, pk) for pk in records.values_list("pk", flat=True)])},
)
def groups_supported(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Regional groups with an act of support; scope: an organisation."""
    helped = support_of_groups(None, at, known).filter(request__group=OuterRef("pk"))
    return regional_groups(scope, at, known).filter(Exists(helped))


# What offices do


def _office(key: str) -> Any:
    return split_of(_("Regional office"), by_value(key))


def _in_offices(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    through = JointAct.parties.through.objects.filter(jointact__in=records, party__entity__in=OFFICES)
    for pk, key in through.values_list("jointact_id", "party__key"):
        found.setdefault(key, set()).add(pk)
    return found


@measure(
    "offices.joint-acts", label=_("Joint acts of regional offices"), unit="jointact", version=1,
    words=_("Meetings, workshops and other joint acts in which a regional office took part; one with two offices is counted for each."),
    splits={"office": split_of(_("Regional office"), _in_offices), "what": split_of(_("Kind"), by_value("what"))},
)
def offices_joint_acts(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Joint acts with a regional office; scope: an organisation."""
    through = JointAct.parties.through.objects.filter(party__entity__in=OFFICES).values("jointact")
    return joint_acts(scope, at, known).filter(pk__in=through)


@measure(
    "offices.help", label=_("Help given by regional offices"), unit="helpgiven", version=1, of_parties=True,
    words=_("Acts of help that a regional office gave to what was asked, to whomever."),
    splits={"office": _office("giver__key"), "for": split_of(_("For"), by_value("request__what_for"))},
)
def offices_help(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Acts of help by regional offices; scope: an organisation, or one office."""
    return HelpGiven.objects.at(at, known).filter(of_scope(scope, "giver__"), giver__entity__in=OFFICES)


@measure(
    "offices.help-vice-chairs", label=_("Help of regional offices to vice-chairs"), unit="helpgiven", version=1, of_parties=True,
    words=_("Acts of help that a regional office gave to a vice-chair to whom an act gave a special responsibility."), whole=offices_help,
    splits={"office": _office("giver__key"), "group": split_of(_("Group"), by_value("request__responsibility__office__party__key"))},
)
def help_to_vice_chairs(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Of the help by regional offices that to vice-chairs; scope: an organisation, or one office."""
    return offices_help(scope, at, known).filter(request__responsibility__isnull=False)


def _spent(records: QuerySet[Any], at: datetime) -> tuple[int, int]:
    """What help cost, in whole units, and on how many acts it rests; nothing where units differ, since none is changed into another."""
    paid = records.exclude(amount=None)
    if paid.order_by().values("unit").distinct().count() > 1:
        return 0, 0
    return int(paid.aggregate(total=Sum("amount"))["total"] or 0), paid.count()


@measure(
    "offices.spent", label=_("What help cost regional offices"), unit=_("units of currency"), version=1, of_parties=True, tally=_spent,
    words=_("The sum of what regional offices spent on help, of the acts of which it is recorded; nothing where they are in several currencies."),
    splits={"office": _office("giver__key")},
)
def offices_spent(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Acts of help with a cost; the value is their sum; scope: an organisation, or one office."""
    return offices_help(scope, at, known).exclude(Q(amount=None))

