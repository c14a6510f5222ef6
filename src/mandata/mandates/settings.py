"""What an organisation has set about what is owed: house rules, dated, with whoever decided them; where none is set, nothing is assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from mandata.mandates.calendar import rules_of
from mandata.parties.models import Classification, Dissolution, Membership, Organisation, Party

FORCES, FROM, PUBLIC, RESPONSIBLE, CLASS, LINK_DAYS = (
    "overdue-forces", "owed-from", "overdue-public", "only-with-responsibility", "class-", "answer-link-days")
UNDERSTOOD = re.compile(r"category \S+|class \S+ \S+|kind \S+( under (?!but\b)\S+)?( but( (?!under\b)\S+)+)?|party( \S+)+")
DAYS_OF_A_LINK = 30  # where no rule says


@dataclass(frozen=True)
class Settings:
    """The settings of an organisation as they hold at a time."""

    forces: frozenset[str] = frozenset()  # that may be overdue
    owed_from: date | None = None  # nothing due before is asked for; none: from the day on which the duty became live here
    public_from: date | None = None  # from when everybody is told what is overdue; none: never
    responsible: frozenset[str] = frozenset()  # actors of whom a duty is due only by an act that gave the responsibility
    classes: Mapping[str, str] = field(default_factory=dict)  # actor -> how its parties are found
    link_days: int = DAYS_OF_A_LINK

    def classes_among(self, codes: Iterable[str]) -> list[str]:
        """The actors that are classes of parties."""
        return [one for one in codes if one in self.classes]


def settings_of(organisation: Organisation, known: datetime | None = None) -> Settings:
    """The settings in force; one query."""
    rules = {code: rule.value for code, rule in rules_of(organisation, known).items()}
    days = rules.get(LINK_DAYS, "")
    return Settings(
        frozenset(rules.get(FORCES, "").split()), day_in(rules.get(FROM, "")), day_in(rules.get(PUBLIC, "")),
        frozenset(rules.get(RESPONSIBLE, "").split()), {code.removeprefix(CLASS): value for code, value in rules.items() if code.startswith(CLASS)},
        int(days) if days.isdecimal() and 0 < int(days) < 1000 else DAYS_OF_A_LINK,
    )


def day_in(value: str) -> date | None:
    """A day as a setting writes it; none for anything else."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parties_of_class(organisation: Organisation, how: str, at: datetime, known: datetime | None = None) -> list[Party]:
    """The parties of a class at a time: ``category CODE`` (members), ``kind KIND [under KEY] [but KEY …]``, ``class SCHEME CODE``, ``party KEY …``."""
    return list(_of_class(organisation, how, at, known).order_by("key").prefetch_related("names"))


def understood(how: str) -> bool:
    """Whether it says in one of the known ways who makes up a class."""
    return bool(UNDERSTOOD.fullmatch(" ".join(how.split())))


def in_class(party: int, organisation: Organisation, how: str, at: datetime) -> bool:
    """Whether a party is one of a class at a time."""
    return _of_class(organisation, how, at).filter(pk=party).exists()


def _of_class(organisation: Organisation, how: str, at: datetime, known: datetime | None = None) -> QuerySet[Party]:
    words = how.split()
    found = Party.objects.filter(organisation=organisation)
    if len(words) == 2 and words[0] == "category":
        members = Membership.objects.at(at, known).filter(Q(of=organisation) | Q(of__organisation=organisation), category=words[1])
        found = found.filter(pk__in=list(members.values_list("member", flat=True)))
    elif len(words) > 1 and words[0] == "kind":
        found = found.filter(entity=words[1])
        if "but" in words:
            found = found.exclude(key__in=words[words.index("but") + 1:])
        if "under" in words[2:-1]:
            found = found.filter(parent__key=words[words.index("under") + 1])
    elif len(words) == 3 and words[0] == "class":
        classed = Classification.objects.at(at, known).filter(party__organisation=organisation, scheme=words[1], code=words[2])
        found = found.filter(pk__in=list(classed.values_list("party", flat=True)))
    elif words and words[0] == "party":
        found = found.filter(key__in=words[1:])
    else:
        return Party.objects.none()
    return found.exclude(pk__in=Dissolution.objects.at(at, known).filter(party__organisation=organisation).values("party"))
