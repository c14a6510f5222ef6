"""How parties, codes and organisations are named in lists and filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from mandata.parties.models import Classification, CodeName, Membership, Organisation, Party, PartyKind, PartyName
from mandata.shared.standing import until_written
from mandata.web.requests import SiteRequest


def organisations() -> list[tuple[str, str]]:
    """The organisations of this installation."""
    return [(one.slug, one.name) for one in Organisation.objects.prefetch_related("names")]


def called(party: str = "pk") -> Coalesce:
    """The name of a party in the reader's language, else in English, else in any: to sort by and to show in lists."""
    def name(language: str) -> Subquery:
        return Subquery(PartyName.objects.filter(party=OuterRef(party), language=language).values("name")[:1])

    language = (get_language() or "en").split("-")[0]
    any_name = Subquery(PartyName.objects.filter(party=OuterRef(party)).order_by("pk").values("name")[:1])
    return Coalesce(name(language), *([name("en")] if language != "en" else []), any_name, Value(""))


def code_names(*schemes: str) -> dict[tuple[int, str], str]:
    """The names of codes of some schemes, by organisation and code."""
    return {(one.organisation_id, one.code): str(one) for one in CodeName.objects.filter(scheme__in=schemes).order_by("pk")}


@dataclass(frozen=True)
class Known:
    """What a list of parties is narrowed by and names its cells with, gathered once until any of it is written."""

    choices: dict[str, list[tuple[str, str]]]
    codes: dict[tuple[int, str], str]
    states: dict[int, str]
    organisations: dict[int, tuple[str, str]]  # by number: slug and name, the oldest first


@until_written
def known_names() -> Known:
    """The organisations, the classes and categories that hold of somebody now, and the names of codes and States."""
    now = timezone.now()
    named = {one.pk: (one.slug, one.name) for one in Organisation.objects.order_by("pk").prefetch_related("names")}
    codes = code_names("region", "development", "size", "category")
    choices: dict[str, dict[str, str]] = {"region": {}, "development": {}, "size": {}, "category": {}}
    for scheme, code, pk in Classification.objects.at(now).values_list("scheme", "code", "party__organisation_id").distinct():
        choices.setdefault(scheme, {})[code] = codes.get((pk, code), code)
    for code, root, pk in Membership.objects.at(now).values_list("category", "of__organisation_id", "of_id").distinct():
        choices["category"][code] = codes.get((root or pk, code), code)
    states = Party.objects.filter(entity__in=(PartyKind.STATE, PartyKind.ECONOMY)).prefetch_related("names")
    return Known(
        {name: sorted(some.items(), key=lambda one: one[1]) for name, some in choices.items()} | {"organisation": list(named.values())},
        codes, {one.pk: one.name for one in states}, named)


def known_of(request: SiteRequest) -> Known:
    """The names for one request: asked once, however many parts of the page need them."""
    if not hasattr(request, "known_names"):
        request.known_names = known_names()  # type: ignore[attr-defined]
    return request.known_names  # type: ignore[attr-defined, no-any-return]
