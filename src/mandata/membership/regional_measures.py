"""Figures about the regions: bodies, States without one, regional groups and their terms, work done together, places for experts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import (
    Cooperation,
    ExpertPlace,
    GroupRequest,
    GroupRequestStanding,
    HelpGiven,
    HelpOpen,
    HelpRequest,
    JointAct,
    PlaceTaken,
    RegionalCharge,
    RegionalTermsInForce,
    RegionalWork,
)
from mandata.membership.models.regional import GroupRequestState
from mandata.parties.measures import (
    DEVELOPING,
    DEVELOPING_LIST,
    by_class,
    classes_by_party,
    in_organisation,
    member_states,
    regional_groups,
    split_of,
)
from mandata.parties.models import Classification, Establishment, Membership, Party, PartyKind
from mandata.parties.registering_models import Attendance
from mandata.shared.balances import balance
from mandata.shared.measures import Ground, measure

Parts = Callable[[QuerySet[Any], datetime, datetime], dict[str, set[int]]]


def of_scope(scope: Any, prefix: str) -> Q:
    """Records whose party belongs to the organisation, or is the party itself where the scope is another."""
    if scope is None or scope.entity == PartyKind.ORGANISATION:
        return in_organisation(scope, prefix)
    return Q(**{prefix.removesuffix("__"): scope})


def by_value(*fields: str) -> Parts:
    """Parts by what stands in one field, or in several joined by a colon."""

    def parts(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
        return _gathered((pk, ":".join(map(str, values))) for pk, *values in records.order_by().values_list("pk", *fields))

    return parts


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for pk, code in pairs:
        found.setdefault(code, set()).add(pk)
    return found


def _itself(records: QuerySet[Any]) -> Iterable[tuple[int, int]]:
    return [(pk, pk) for pk in records.values_list("pk", flat=True)]


def states_of(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    """Parties by State: a State itself, and who is established in it."""
    return _gathered((pk, key) for pk, key in state_keys(records, at, known).items())


def state_keys(records: QuerySet[Any], at: datetime, known: datetime) -> dict[int, str]:
    """The State of each party, by its key: its own where it is one, else that in which it is established."""
    found = dict(Establishment.objects.at(at, known).filter(party__in=records).values_list("party_id", "state__key"))
    return found | dict(records.filter(entity=PartyKind.STATE).values_list("pk", "key"))


# Bodies and States


def standards_bodies(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Standards bodies that are classed in a region; scope: an organisation."""
    regional = Classification.objects.at(at, known).filter(scheme="region", party__entity=PartyKind.STANDARDS_BODY).values_list("party", flat=True)
    return Party.objects.filter(in_organisation(scope), pk__in=list(regional), entity=PartyKind.STANDARDS_BODY)


@measure(
    "regional.bodies", label=_("Regional organisations and regional standards bodies"), unit="party", version=1,
    words=_("Regional organisations, and standards bodies that are classed in a region."),
    splits={"region": by_class(_("Region"), "region", _itself), "kind": split_of(_("Kind"), by_value("entity"))},
)
def bodies(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Parties that are regional bodies; scope: an organisation."""
    regional = Q(entity=PartyKind.REGIONAL_ORGANISATION) | Q(pk__in=standards_bodies(scope, at, known).values("pk"))
    return Party.objects.filter(in_organisation(scope), regional)


def _members(at: datetime, known: datetime, of: Q) -> list[int]:
    """Who is a member of some bodies: asked apart, since a database may ask it anew for each State."""
    return list(Membership.objects.at(at, known).filter(of).values_list("member", flat=True).distinct())


def _in_standards_bodies(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    regional = Classification.objects.known(known).filter(scheme="region", party__entity=PartyKind.STANDARDS_BODY).values_list("party", flat=True)
    return Membership.objects.known(known).filter(in_organisation(scope, "of__"), of__in=list(regional))


def _in_organisations(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    return Membership.objects.known(known).filter(in_organisation(scope, "of__"), of__entity=PartyKind.REGIONAL_ORGANISATION)


IN_STANDARDS_BODIES = Ground(_in_standards_bodies, _("No State is recorded as a member of a regional standards body yet."))
IN_ORGANISATIONS = Ground(_in_organisations, _("No State is recorded as a member of a regional organisation yet."))
BY_STATE = {"region": by_class(_("Region"), "region", _itself), "development": by_class(_("Class"), "development", _itself)}


@measure(
    "states.without-regional-standards-body", label=_("States without a regional standards body"), unit="party", version=1,
    words=_("Member States that are recorded as members of no standards body classed in a region, of all member States."),
    whole=member_states, splits=BY_STATE, grounds=(IN_STANDARDS_BODIES,),
)
def without_standards_body(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Member States in no regional standards body; scope: an organisation."""
    return member_states(scope, at, known).exclude(pk__in=_members(at, known, Q(of__in=list(standards_bodies(scope, at, known).values_list("pk", flat=True)))))


def developing_states(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Member States on the organisation's own list of developing countries; none where no list is entered."""
    found = classes_by_party("development", at, known)
    return member_states(scope, at, known).filter(pk__in=[pk for pk, codes in found.items() if DEVELOPING in codes])


@measure(
    "states.developing-without-regional-standards-body", label=_("Developing countries without a regional standards body"), unit="party",
    version=1, whole=developing_states, splits={"region": BY_STATE["region"]}, grounds=(DEVELOPING_LIST, IN_STANDARDS_BODIES),
    words=_("Of the member States on the organisation's own list of developing countries, those recorded as members of no regional standards body."),
)
def developing_without_standards_body(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Developing countries in no regional standards body; scope: an organisation."""
    without = without_standards_body(scope, at, known).values("pk")
    return developing_states(scope, at, known).filter(pk__in=without)


@measure(
    "states.without-regional-organisation", label=_("States in no regional organisation"), unit="party", version=1,
    words=_("Member States that are recorded as members of no regional organisation, of all member States."), whole=member_states,
    splits=BY_STATE, grounds=(IN_ORGANISATIONS,),
)
def without_organisation(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Member States in no regional organisation; scope: an organisation."""
    return member_states(scope, at, known).exclude(pk__in=_members(at, known, Q(of__entity=PartyKind.REGIONAL_ORGANISATION)))


# Regional groups


@measure(
    "group-requests.open", label=_("Requests for regional groups that wait"), unit="grouprequest", version=1,
    words=_("Requests for a regional group on which the parent group has not decided."),
    splits={"region": split_of(_("Region"), by_value("region")), "parent": split_of(_("Parent group"), by_value("parent__key"))},
)
def requests_open(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Requests that wait; scope: an organisation, or one parent group."""
    waits = GroupRequestStanding.objects.at(at, known).filter(request=OuterRef("pk"), state=GroupRequestState.REQUESTED)
    return GroupRequest.objects.filter(of_scope(scope, "parent__"), Exists(waits))


@measure(
    "group-requests.decided", label=_("Requests for regional groups decided"), unit="grouprequeststanding", version=1,
    words=_("Requests for a regional group that the parent group has agreed to or refused."),
    splits={"state": split_of(_("Decision"), by_value("state")), "region": split_of(_("Region"), by_value("request__region"))},
)
def requests_decided(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Decisions on requests that hold; scope: an organisation, or one parent group."""
    decided = (GroupRequestState.AGREED, GroupRequestState.REFUSED)
    return GroupRequestStanding.objects.at(at, known).filter(of_scope(scope, "request__parent__"), state__in=decided)


def _with_terms(at: datetime, known: datetime) -> Exists:
    return Exists(RegionalTermsInForce.objects.at(at, known).filter(group=OuterRef("pk")))


def _terms(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    return RegionalTermsInForce.objects.known(known).filter(in_organisation(scope, "group__"))


TERMS = Ground(_terms, _("No terms of reference of a regional group are recorded yet."))
BY_GROUP = {"region": by_class(_("Region"), "region", _itself), "parent": split_of(_("Parent group"), by_value("parent__key"))}


@measure(
    "groups.with-terms", label=_("Regional groups with terms of reference in force"), unit="party", version=1,
    words=_("Regional groups whose terms of reference their parent group has approved, of all regional groups."), whole=regional_groups,
    splits=BY_GROUP, grounds=(TERMS,),
)
def with_terms(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Regional groups with terms in force; scope: an organisation."""
    return regional_groups(scope, at, known).filter(_with_terms(at, known))


@measure(
    "groups.without-terms", label=_("Regional groups without terms of reference in force"), unit="party", version=1,
    words=_("Regional groups for which no terms of reference approved by the parent group are recorded, of all regional groups."),
    whole=regional_groups, splits=BY_GROUP, grounds=(TERMS,),
)
def without_terms(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Regional groups without terms in force; scope: an organisation."""
    return regional_groups(scope, at, known).exclude(_with_terms(at, known))


def _by_regions(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered((pk, region) for pk, regions in records.values_list("pk", "regions") for region in regions)


@measure(
    "regional.charges", label=_("Questions and matters given to regional groups"), unit="regionalcharge", version=1,
    words=_("Charges of regional groups with a Question or a matter that hold; one of several regions is counted in each."),
    splits={"group": split_of(_("Group"), by_value("group__key")), "region": split_of(_("Region"), _by_regions)},
)
def charges(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Charges that hold; scope: an organisation, or one group."""
    return RegionalCharge.objects.at(at, known).filter(of_scope(scope, "group__"))


# Together


def _pairs(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    return _gathered((pk, ":".join(pair)) for pk, keys in _keys(records).items() for pair in combinations(sorted(keys), 2))


def _pairs_and_subject(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    subjects = dict(records.values_list("pk", "subject"))
    return _gathered(
        (pk, ":".join((*pair, subjects[pk]))) for pk, keys in _keys(records).items() for pair in combinations(sorted(keys), 2))


def _organisations(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, set[int]]:
    regional = (PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY)
    return _gathered(JointAct.parties.through.objects.filter(
        jointact__in=records, party__entity__in=regional).values_list("jointact_id", "party__key"))


def _keys(records: QuerySet[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for pk, key in JointAct.parties.through.objects.filter(jointact__in=records).values_list("jointact_id", "party__key"):
        found.setdefault(pk, set()).add(key)
    return found


@measure(
    "regional.joint-acts", label=_("Joint acts"), unit="jointact", version=1, of_parties=True,
    words=_("Meetings, workshops, documents and other acts done together and recorded by one of those who did them; by pair, an act of three counts in three pairs."),
    splits={
        "pair": split_of(_("Pair"), _pairs), "subject": split_of(_("Subject"), by_value("subject")),
        "pair-subject": split_of(_("Pair and subject"), _pairs_and_subject), "organisation": split_of(_("Organisation"), _organisations),
        "what": split_of(_("Kind"), by_value("what")),
    },
)
def joint_acts(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Joint acts done by then; scope: an organisation, or one party that took part."""
    done = JointAct.objects.at(at, known)
    if scope is not None and scope.entity != PartyKind.ORGANISATION:
        return done.filter(pk__in=JointAct.parties.through.objects.filter(party=scope).values("jointact"))
    return done.filter(in_organisation(scope, "recorded_by__"))


@measure(
    "regional.links", label=_("Links between groups and regional bodies"), unit="cooperation", version=1, of_parties=True,
    words=_("Cooperations of a group or office with a regional body on a matter, through a mechanism, that hold."),
    splits={"body": split_of(_("Organisation"), by_value("body__key")), "group": split_of(_("Group"), by_value("ours__key"))},
)
def links(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Cooperations that hold; scope: an organisation, or one of the two parties."""
    held = Cooperation.objects.at(at, known)
    if scope is not None and scope.entity != PartyKind.ORGANISATION:
        return held.filter(Q(ours=scope) | Q(body=scope))
    return held.filter(in_organisation(scope, "ours__"))


@measure(
    "help.open", label=_("Help asked for that is open"), unit="helprequest", version=1, of_parties=True,
    words=_("Requests for help of which whoever asked has not said what came of them."),
    splits={"for": split_of(_("For"), by_value("what_for"))},
)
def help_open(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Requests for help that are open; scope: an organisation, or whoever asked."""
    wanted = HelpOpen.objects.at(at, known).filter(request=OuterRef("pk"))
    return HelpRequest.objects.filter(of_scope(scope, "asking__"), Exists(wanted))


@measure(
    "help.given", label=_("Help given"), unit="helpgiven", version=1, of_parties=True,
    words=_("Acts of help given to what was asked, each recorded by whoever gave it."),
    splits={"giver": split_of(_("Given by"), by_value("giver__key")), "for": split_of(_("For"), by_value("request__what_for"))},
)
def help_given(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Acts of help; scope: an organisation, or whoever gave."""
    return HelpGiven.objects.at(at, known).filter(of_scope(scope, "giver__"))


# Vice-chairs and experts


@measure(
    "regional.vice-chairs-work", label=_("Acts of vice-chairs in their regions"), unit="regionalwork", version=1,
    words=_("Acts recorded by vice-chairs under a responsibility assigned to them: members mobilised, members told of programmes."),
    splits={"what": split_of(_("What"), by_value("what")), "region": split_of(_("Region"), by_value("region"))},
)
def vice_chairs_work(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Acts of vice-chairs; scope: an organisation, or one body."""
    return RegionalWork.objects.at(at, known).filter(of_scope(scope, "responsibility__office__party__"))


def _reached(what: str, scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    acts = vice_chairs_work(scope, at, known).filter(what=what)
    return Party.objects.filter(pk__in=RegionalWork.members.through.objects.filter(regionalwork__in=acts).values("party"))


@measure(
    "members.mobilised", label=_("Members mobilised by vice-chairs"), unit="party", version=1,
    words=_("Members that a vice-chair responsible for it reached to mobilise them, each counted once."),
    splits={"region": by_class(_("Region"), "region", _itself), "state": split_of(_("State"), states_of)},
)
def mobilised(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Members reached; scope: an organisation, or one body."""
    return _reached(RegionalWork.What.MOBILISED, scope, at, known)


@measure(
    "members.informed", label=_("Members told of programmes by vice-chairs"), unit="party", version=1,
    words=_("Members that a vice-chair responsible for it told of programmes that may help them, each counted once."),
    splits={"region": by_class(_("Region"), "region", _itself), "state": split_of(_("State"), states_of)},
)
def informed(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Members told; scope: an organisation, or one body."""
    return _reached(RegionalWork.What.INFORMED, scope, at, known)


@measure(
    "members.taking-part-after", label=_("Members mobilised that took part since"), unit="party", version=1, whole=mobilised,
    words=_("Of the members mobilised those that took part in a session of the vice-chair's group, or of a group under it, on or after the day on which they were first reached."),
    splits={"region": by_class(_("Region"), "region", _itself), "state": split_of(_("State"), states_of)},
)
def taking_part_after(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Members that took part after they were reached; scope: an organisation, or one body."""
    return mobilised(scope, at, known).filter(pk__in=_took_part(scope, at, known, before=False))


@measure(
    "members.taking-part-before", label=_("Members mobilised that had taken part before"), unit="party", version=1, whole=mobilised,
    words=_("Of the members mobilised those that took part in a session of the vice-chair's group, or of a group under it, before the day on which they were first reached."),
    splits={"region": by_class(_("Region"), "region", _itself), "state": split_of(_("State"), states_of)},
)
def taking_part_before(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Members that had taken part before they were reached; scope: an organisation, or one body."""
    return mobilised(scope, at, known).filter(pk__in=_took_part(scope, at, known, before=True))


def _took_part(scope: Any, at: datetime, known: datetime, before: bool) -> list[int]:
    """The members reached that took part in the group of whoever reached them, before or since the first time."""
    acts = vice_chairs_work(scope, at, known).filter(what=RegionalWork.What.MOBILISED)
    first: dict[tuple[int, int], date] = {}
    reached = RegionalWork.members.through.objects.filter(regionalwork__in=acts)
    for party, body, day in reached.values_list("party_id", "regionalwork__responsibility__office__party_id", "regionalwork__since"):
        if day is not None:
            first[party, body] = min(day, first.get((party, body), day))
    there = Attendance.objects.at(at, known).filter(party__in={party for party, _body in first})
    found = set()
    for party, body, above, day in there.values_list("party_id", "session__body_id", "session__body__parent_id", "since"):
        for group in (body, above):
            reached_on = first.get((party, group))
            if reached_on is not None and day is not None and (day < reached_on) == before:
                found.add(party)
    return sorted(found)


@measure(
    "expert-places.offered", label=_("Places offered to experts of developing countries"), unit="expertplace", version=1,
    words=_("Places at regional meetings offered to experts of developing countries, each counted apart."),
    splits={"group": split_of(_("Group"), by_value("opportunity__tied_to__key"))},
)
def places_offered(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Places offered by then; scope: an organisation, or whoever offers."""
    return ExpertPlace.objects.at(at, known).filter(of_scope(scope, "opportunity__offered_by__"))


@measure(
    "expert-places.taken", label=_("Places taken by experts of developing countries"), unit="expertplace", version=1,
    words=_("Of the places offered, those that a State has taken for an expert."), whole=places_offered,
    splits={"group": split_of(_("Group"), by_value("opportunity__tied_to__key"))},
)
def places_taken(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Places taken by then; scope: an organisation, or whoever offers."""
    held = PlaceTaken.objects.at(at, known).filter(place=OuterRef("pk"))
    return places_offered(scope, at, known).filter(Exists(held))


balance(
    _("Groups with and without terms of reference are all regional groups"), plus=["groups.with-terms", "groups.without-terms"], equals="groups.regional",
)
