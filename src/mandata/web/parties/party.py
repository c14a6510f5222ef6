"""The page of a party: who it is, its classes, memberships and offices, what it did; a State's shows who is established in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info

from mandata.membership.models import Due
from mandata.parties.capacity import Acting
from mandata.parties.models import (
    Classification,
    Dissolution,
    Establishment,
    Membership,
    Office,
    Party,
    PartyKind,
    Person,
    Responsibility,
    functions_of,
    name_functions,
)
from mandata.parties.operations.bodies import NEVER_DISSOLVED
from mandata.shared.joining import joined
from mandata.shared.measures import observe
from mandata.shared.models import Act
from mandata.shared.rights import may, visible
from mandata.shared.standing import standing, until_written
from mandata.web.acts import Line, history_of, lines
from mandata.web.moments import Moments, moments, moments_of
from mandata.web.parties.admission import admission_of, nomination_to
from mandata.web.parties.naming import called, code_names
from mandata.web.parties.regional import regional_of
from mandata.web.parties.rows import Dated, held
from mandata.web.requests import SiteRequest
from mandata.web.rights import what_it_may

SHOWN = 300
DID = 20  # acts
CODES = {"zh": "zh-hans"}
STATES = (PartyKind.STATE, PartyKind.ECONOMY)
NOMINATING = (*STATES, PartyKind.MEMBER, PartyKind.REGIONAL_ORGANISATION, PartyKind.ASSOCIATION)


def party_page(request: SiteRequest, pk: int) -> HttpResponse:
    """Who it is, since when, who holds its offices, who its members are, in which classes it is and by what source; as of a day."""
    when = moments(request)
    reader = request.acting.user.pk if request.acting.user is not None else "visitor"
    name = f"party:{reader}:{pk}:{when.at_text}:{when.known_text}:{when.at.date()}"
    shown = standing(name, lambda: drawn(request.acting, pk, when))
    if shown is None:
        raise Http404
    return render(request, "parties/party.html", {"name": shown[0], "page": shown[1], "asked": when.asked})


def drawn(acting: Acting, pk: int, when: Moments) -> tuple[str, str] | None:
    """The name of a party and its page without the frame; none where there is no such party."""
    party = visible(acting, Party.objects.select_related("organisation", "parent")).filter(pk=pk).first()
    if party is None:
        return None
    keeps = may(acting, "rename", party)
    facts = facts_of(pk, bool(keeps) and not when.asked, when.at_text, when.known_text, str(when.at.date()))
    dissolution = dissolution_of(party, when)
    return facts["name"], render_to_string("parties/_party.html", {
        "dissolution": dissolution, "gone": dissolution is not None and (dissolution.since is None or dissolution.since <= timezone.now().date()),
        "may_dissolve": dissolution is None and party.entity not in NEVER_DISSOLVED,
        "party": party, "facts": facts, "answer": may(acting, "invite", party), "keeps": keeps, "acting": acting, "when": when,
        "may_state_level": may(acting, "state-level", party) if party.entity == PartyKind.NATIONAL_SECRETARIAT else None,
        "is_administration": party.entity in STATES, **offices_of(acting, party, when),
        **admission_of(acting, party, when), **nomination_to(acting, party), **regional_of(acting, party),
        "dues": acting.user is not None and visible(acting, Due.objects.known().filter(member=party)).exists(),
    })


@until_written
def facts_of(pk: int, keeps: bool, at: str, known_on: str, day: str) -> dict[str, Any]:
    """What every reader sees of a party, rendered until any of it is written: ``above`` its offices and ``below`` them; officers see more links."""
    when = moments_of(at, known_on)
    party = Party.objects.select_related("organisation", "parent", "as_organisation").prefetch_related(
        "names", "parent__names", "organisation__names").get(pk=pk)
    names = code_names("region", "development", "size", "category", "secretariat-level", "place")
    members = Membership.objects.at(when.at, when.known).filter(of=party)
    count = members.count()
    rows = {
        "classes": [Dated(one, names.get((party.root_id, one.code), one.code), one.source) for one in held(party.classifications, when)],
        "states": [
            Dated(one, one.state, one.source) for one in held(party.establishments, when).select_related("state").prefetch_related("state__names")],
        "memberships": [
            Dated(one, names.get((one.of.root_id, one.category), one.category), one.of)
            for one in held(party.memberships, when).select_related("of").prefetch_related("of__names")
        ],
    }
    context = {
        "dissolution": dissolution_of(party, when),
        "party": party, "kind": PartyKind(party.entity).label, "may_keep": keeps, **rows,
        "in_languages": [
            (get_language_info(CODES.get(one.language, one.language))["name_local"], one.language, one.name) for one in party.names.all()],
        "state": of_state(party, names, when) if party.entity in STATES else None,
        "members": members.select_related("member").prefetch_related("member__names").annotate(
            called=called("member")).order_by("called", "pk")[:SHOWN] if count else (),
        "member_count": count, "shown": SHOWN, "sessions": party.body_sessions.all()[:SHOWN],
        "children": party.children.exclude(entity__in=STATES).annotate(
            called=called()).order_by("called", "pk").prefetch_related("names")[:SHOWN],
        "may_do": what_it_may(party) if not when.asked else (), "did": until(did(party), when), "history": until(history_of(party, besides=[one.row.opened_by_id for some in rows.values() for one in some]), when),
    }
    return {
        "name": party.name, "above": render_to_string("parties/_above.html", context), "below": render_to_string("parties/_below.html", context),
    }


def dissolution_of(party: Party, when: Moments) -> Dissolution | None:
    """By what it exists no more: from a day to come, too, unless another day is asked for."""
    rows = party.dissolutions.at(when.at, when.known) if when.asked else party.dissolutions.known()  # type: ignore[attr-defined]
    return rows.select_related("successor").prefetch_related("successor__names").first()  # type: ignore[no-any-return]


def until(told: list[Line], when: Moments) -> list[Line]:
    """The lines of a history up to the day asked for."""
    return [one for one in told if one.at <= when.at] if when.asked else told


def of_state(party: Party, names: dict[tuple[int, str], str], when: Moments) -> dict[str, Any]:
    """A State's own: its national secretariat with level and legal basis, who is established in it, as figures and by name."""
    here = list(Establishment.objects.at(when.at, when.known).filter(state=party).select_related("party").prefetch_related("party__names"))
    levels = {
        one.party_id: one for one in Classification.objects.at(when.at, when.known).filter(
            scheme="secretariat-level", party__in=[row.party_id for row in here])
    }
    categories: dict[int, set[str]] = {}
    for member, category in Membership.objects.at(when.at, when.known).filter(member__in=[row.party_id for row in here]).values_list("member", "category"):
        categories.setdefault(member, set()).add(names.get((party.root_id, category), category))
    secretariats = [one for one in here if one.party.entity == PartyKind.NATIONAL_SECRETARIAT]
    return {
        "secretariats": [
            (one, level, names.get((party.root_id, level.code), level.code) if level else "")
            for one in secretariats for level in [levels.get(one.party_id)]
        ],
        "established": sorted((
            (one, str(PartyKind(one.party.entity).label), joined(sorted(categories.get(one.party_id, ()))))
            for one in here if one not in secretariats
        ), key=lambda row: row[0].party.name),
        "observation": observe("members", party, when.at, when.known), "address": when.measured("members", party.pk),
    }


def offices_of(acting: Acting, party: Party, when: Moments) -> dict[str, Any]:
    """Each office that exists in the party with who holds it, as far as the reader may know, and one that no table names; who held
    offices before; offices in other bodies whose holders it nominated (for a State, also who is established in it)."""
    today = when.at.date()
    begun = Q(since=None) | Q(since__lte=today) if when.asked else Q()  # today's page also tells who comes next
    own = list(Office.objects.known(when.known).filter(begun, party=party).select_related("person", "party", "nominated_by").prefetch_related(
        "nominated_by__names").order_by("-until", "function", "pk")[:SHOWN])
    elsewhere = _nominated(party, when) if party.entity in NOMINATING else []
    every = [*own, *elsewhere]
    name_functions(every)
    seen = set(visible(acting, Person.objects.filter(pk__in={one.person_id for one in every})).values_list("pk", flat=True)) if every else set()
    rows = {one.code: {"name": str(one), "code": one.code, "single": one.single, "held": []} for one in functions_of(party)}
    laid = responsibilities(party, when) if own else {}
    for office in own:
        if office.until is None or office.until >= today:
            row = rows.setdefault(office.function, {"name": office.function_name, "code": "", "single": True, "held": []})
            row["held"].append((  # type: ignore[attr-defined]
                office, office.person.name if office.person_id in seen else "", laid.get((office.person_id, office.function), ())))
    return {
        "offices": list(rows.values()),
        "past": [(one, one.person.name) for one in own if one.until is not None and one.until < today and one.person_id in seen],
        "nominated": [(one, one.person.name if one.person_id in seen else "") for one in elsewhere],
    }


def _nominated(party: Party, when: Moments) -> list[Office]:
    by = [party.pk]
    if party.entity in STATES:  # asked apart: a database may else go through every office there is
        by += Establishment.objects.at(when.at, when.known).filter(state=party).values_list("party", flat=True)
    return list(Office.objects.at(when.at, when.known).filter(nominated_by__in=by).select_related("person", "party").prefetch_related("party__names").order_by(
        "party__key", "function", "pk")[:SHOWN])


def responsibilities(party: Party, when: Moments) -> dict[tuple[int, str], list[Responsibility]]:
    """The responsibilities that hold in a party, by person and function: they go with the holder, whichever row says the office."""
    found: dict[tuple[int, str], list[Responsibility]] = {}
    for one in Responsibility.objects.at(when.at, when.known).filter(office__party=party).select_related("office").order_by("pk"):
        found.setdefault((one.office.person_id, one.office.function), []).append(one)
    return found


def did(party: Party) -> list[Line]:
    """What was done in the party's offices or for it, the newest first."""
    offices = list(Office.objects.filter(party=party).values_list("uid", flat=True)[:SHOWN])
    done = Act.objects.filter(acting_as__in=[*offices, party.uid]) if offices else Act.objects.none()
    return lines(done.order_by("-happened_at", "-id")[:DID])
