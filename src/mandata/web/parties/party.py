"""The page of a party: who it is, in which classes and memberships, who holds its offices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from mandata.parties.models import Membership, Office, Party, PartyKind, Person, functions_of, name_functions
from mandata.shared.rights import may, visible
from mandata.web.parties.members import called, code_names
from mandata.web.requests import SiteRequest

SHOWN = 300


def party_page(request: SiteRequest, pk: int) -> HttpResponse:
    """Who it is, since when, who holds its offices, who its members are, in which classes it is and by what source."""
    found = Party.objects.select_related("organisation", "parent").prefetch_related("names")
    party = get_object_or_404(visible(request.acting, found), pk=pk)
    now = timezone.now()
    names = code_names("region", "development", "size", "category")
    members = Membership.objects.at(now).filter(of=party).select_related("member").prefetch_related("member__names")
    return render(request, "parties/party.html", {
        "party": party, "kind": PartyKind(party.entity).label, "answer": may(request.acting, "invite", party),
        "offices": offices_of(request, party), "past": past_offices(request, party),
        "classes": [Dated(one, names.get((party.root_id, one.code), one.code), one.source) for one in known(party.classifications)],
        "memberships": [
            Dated(one, names.get((one.of.root_id, one.category), one.category), one.of)
            for one in known(party.memberships).select_related("of").prefetch_related("of__names")
        ],
        "members": members.annotate(called=called("member")).order_by("called", "pk")[:SHOWN],
        "member_count": members.count(), "shown": SHOWN, "sessions": party.body_sessions.all()[:SHOWN],
        "children": party.children.exclude(entity__in=(PartyKind.STATE, PartyKind.ECONOMY)).annotate(
            called=called()).order_by("called", "pk").prefetch_related("names")[:SHOWN],
    })


class Dated:
    """A dated row as a page tells it: what, by what, from when until when."""

    def __init__(self, row: Any, what: str, by: Any) -> None:
        self.what, self.by, self.since, self.until = what, by, row.since, row.until
        self.past = row.until is not None and row.until < timezone.now().date()


def known(rows: Any) -> QuerySet[Any]:
    """The dated rows as known now: those that hold first, then the ended ones."""
    return rows.filter(closed_by=None).order_by("-until", "since", "pk")  # type: ignore[no-any-return]


def offices_of(request: SiteRequest, party: Party) -> list[dict[str, Any]]:
    """Each office that exists in the party with who holds it, as far as the reader may know; also one that no table names."""
    held = list(Office.objects.known().filter(party=party).exclude(until__lt=timezone.now().date()).select_related("person", "party"))
    name_functions(held)
    seen = set(visible(request.acting, Person.objects.filter(offices__in=held)).values_list("pk", flat=True))
    rows = {one.code: {"name": str(one), "code": one.code, "single": one.single, "held": []} for one in functions_of(party)}
    for office in held:
        row = rows.setdefault(office.function, {"name": office.function_name, "code": "", "single": True, "held": []})
        row["held"].append((office, office.person.name if office.person_id in seen else ""))  # type: ignore[attr-defined]
    return list(rows.values())


def past_offices(request: SiteRequest, party: Party) -> list[tuple[Office, str]]:
    """Who held offices before, as far as the reader may know."""
    ended = list(Office.objects.known().filter(party=party, until__lt=timezone.now().date()).select_related("person", "party").order_by("-until"))
    name_functions(ended)
    seen = set(visible(request.acting, Person.objects.filter(offices__in=ended)).values_list("pk", flat=True))
    return [(one, one.person.name) for one in ended if one.person_id in seen]
