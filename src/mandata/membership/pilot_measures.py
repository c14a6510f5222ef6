"""Figures about what a pilot came to: who was admitted and took part, what they brought, what it cost, how it is seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import Application, PilotCost, PilotView, RouteTerms
from mandata.membership.regional_measures import by_value
from mandata.parties.measures import split_of
from mandata.parties.models import Membership, Office, Party, PartyKind
from mandata.parties.registering_models import Attendance, Contribution
from mandata.shared.measures import measure
from mandata.shared.models import Act, Refusal


def pilots(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Terms of pilots that had begun by a time, however they ended; scope: an organisation."""
    found = RouteTerms.objects.known(known).filter(Q(since=None) | Q(since__lte=at.date()), pilot=True)
    return found if scope is None else found.filter(route__organisation=scope.root_id)


def _gathered(pairs: Any) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, code in pairs:
        found.setdefault(code or "", set()).add(pk)
    return found


def _states(scope: Any, at: datetime, known: datetime) -> dict[int, str]:
    """The State of each firm admitted, by the firm."""
    return dict(admitted(scope, at, known).values_list("firm", "state_party__key"))


def _by_state(field: str) -> Any:
    def parts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
        states = _states(None, at, known)
        return _gathered((pk, states.get(party, "")) for pk, party in records.values_list("pk", field))

    return split_of(_("State"), parts)


@measure(
    "pilot.admitted", label=_("Firms admitted by pilots"), unit=_("firm"), version=1,
    words=_("Distinct firms that the secretariat admitted by a way of admission that is or was a pilot, whether or not they left since."),
    splits={"state": split_of(_("State"), by_value("state_party__key"))},
)
def admitted(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Applications with an act of admission, one a firm; scope: an organisation."""
    act = Act.objects.filter(verb="admit", subject_kind="application", subject_id=OuterRef("uid"), happened_at__lte=at, known_at__lte=known)
    found = Application.objects.filter(Exists(act), route__in=pilots(scope, at, known).values("route"))
    first = found.order_by().values("firm_key", "route__organisation").annotate(first=Min("pk")).values("first")
    return Application.objects.filter(pk__in=first)


def firms(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """The firms admitted, as parties."""
    return Party.objects.filter(pk__in=admitted(scope, at, known).exclude(firm=None).values("firm"))


def _begun(scope: Any, at: datetime, known: datetime) -> Any:
    """The first day of the earliest pilot of an organisation: none, from ever."""
    return pilots(scope, at, known).aggregate(first=Min("since"))["first"]


def _of_firms(model: Any, scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    found = model.objects.at(at, known).filter(party__in=firms(scope, at, known).values("pk"), session__body__entity=PartyKind.GROUP)
    begun = _begun(scope, at, known)
    return found.filter(since__gte=begun) if begun else found


@measure(
    "pilot.participation", label=_("Participations of firms of pilots"), unit="attendance", version=1,
    words=_("Each firm admitted by a pilot that took part in a session of a group since the pilot began, once a session."),
    splits={"group": split_of(_("Group"), by_value("session__body__key")), "mode": split_of(_("How"), by_value("mode")), "state": _by_state("party")},
)
def participation(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Firms in sessions of groups; scope: an organisation."""
    return _of_firms(Attendance, scope, at, known)


@measure(
    "pilot.firms-taking-part", label=_("Firms of pilots that took part"), unit="party", version=1, whole=firms,
    words=_("Of the firms admitted by pilots those that took part in at least one session of a group."), splits={"state": _by_state("pk")},
)
def firms_taking_part(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Firms that took part; scope: an organisation."""
    return firms(scope, at, known).filter(pk__in=participation(scope, at, known).values("party"))


@measure(
    "pilot.contributions", label=_("Contributions of firms of pilots"), unit="contribution", version=1,
    words=_("Documents that firms admitted by pilots brought to sessions of groups since the pilot began."),
    splits={
        "group": split_of(_("Group"), by_value("session__body__key")), "topic": split_of(_("Topic"), by_value("topic")), "state": _by_state("party"),
        "firm": split_of(_("Firm"), by_value("party__key")),
    },
)
def contributions(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Contributions of firms; scope: an organisation."""
    return _of_firms(Contribution, scope, at, known)


@measure(
    "pilot.firms-contributing", label=_("Firms of pilots that contributed"), unit="party", version=1, whole=firms,
    words=_("Of the firms admitted by pilots those that brought at least one document to a session of a group."), splits={"state": _by_state("pk")},
)
def firms_contributing(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Firms that contributed; scope: an organisation."""
    return firms(scope, at, known).filter(pk__in=contributions(scope, at, known).values("party"))


def _categories(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    held = _other_memberships(at, known).filter(member__in=records)
    return _gathered(held.values_list("member_id", "category"))


def _other_memberships(at: datetime, known: datetime) -> QuerySet[Any]:
    """Memberships in categories that no pilot gives."""
    given = list(pilots(None, at, known).values_list("category", flat=True))
    return Membership.objects.at(at, known).filter(of__entity__in=(PartyKind.ORGANISATION, PartyKind.SECTOR)).exclude(category__in=given)


@measure(
    "pilot.later-members", label=_("Firms of pilots that became members otherwise"), unit="party", version=1, whole=firms,
    words=_("Of the firms admitted by pilots those that have since become members in a category that no pilot gives."),
    splits={"category": split_of(_("Category"), _categories)},
)
def later_members(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Firms with another membership; scope: an organisation."""
    return firms(scope, at, known).filter(pk__in=_other_memberships(at, known).values("member"))


@measure(
    "pilot.refusals", label=_("Acts refused to firms of pilots"), unit="refusal", version=1,
    words=_("What a person in an office of a firm admitted by a pilot tried to do here and was refused, each with the rule that was shown."),
    splits={"rule": split_of(_("Rule"), by_value("basis"))},
)
def refusals(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Refusals met in offices of firms, kept as they happened; scope: an organisation."""
    offices = Office.objects.filter(party__in=firms(scope, at, known).values("pk")).values_list("uid", flat=True)
    return Refusal.objects.filter(acting_as__in=list(offices), recorded_at__lte=min(at, known)).annotate(uid=Cast("pk", CharField()))


def _sum(records: QuerySet[Any], at: datetime) -> tuple[int, int]:
    """The sum of the costs and on how many it rests; nothing where pilots keep theirs in several currencies."""
    if records.order_by().values("currency").distinct().count() > 1:
        return 0, 0
    return records.aggregate(total=Sum("amount"))["total"] or 0, records.count()


@measure(
    "pilot.cost", label=_("Cost of pilots"), unit=_("units of currency"), version=1, tally=_sum,
    words=_("The sum of what pilots are recorded to have cost; nothing where they are in several currencies."),
    splits={"source": split_of(_("Source"), by_value("source"))},
)
def cost(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Costs of pilots; the value is their sum; scope: an organisation."""
    return PilotCost.objects.at(at, known).filter(route__in=pilots(scope, at, known).values("route"))


SIDES = {PartyKind.GROUP: "groups", PartyKind.STATE: "administrations"}


def side_of(entity: str) -> str:
    """On whose side a view is: of a group, of an administration, of firms and whoever speaks for them."""
    return SIDES.get(PartyKind(entity), "firms")


def _by_side(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered((pk, side_of(entity)) for pk, entity in records.values_list("pk", "party__entity"))


def _by_side_and_wants(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered((pk, f"{side_of(entity)}:{wants}") for pk, entity, wants in records.values_list("pk", "party__entity", "wants"))


@measure(
    "pilot.views", label=_("Views of pilots"), unit="pilotview", version=1,
    words=_("The last view of each firm, group and administration that told how it sees a pilot and what should become of it."),
    splits={"side": split_of(_("Of whom"), _by_side), "wants": split_of(_("Wants"), by_value("wants")), "side-wants": split_of(_("Of whom, and wants"), _by_side_and_wants)},
)
def views(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Views that hold; scope: an organisation."""
    return PilotView.objects.at(at, known).filter(route__in=pilots(scope, at, known).values("route"))
