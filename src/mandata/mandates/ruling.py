"""What a setting about the calendar and what is owed may say: a value that nobody could follow is refused when it is set, not passed over later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from mandata.mandates.calendar import CYCLE, PERIODS, months_in
from mandata.mandates.settings import CLASS, FORCES, FROM, LINK_DAYS, PUBLIC, RESPONSIBLE, understood
from mandata.parties.actors import known_actor
from mandata.parties.models import Classification, Membership, Organisation, Party, PartyKind
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken
from textengine.rules.calls import FORCES as KNOWN


def check_rule(organisation: Organisation, code: str, value: str) -> None:
    """Refuse a value that cannot be followed; an empty one says that nothing is set."""
    if code.startswith(CYCLE) and not organisation.parties.filter(key=code.removeprefix(CYCLE)).exists():
        raise RuleBroken(gettext("No body has the key “%(key)s”.") % {"key": code.removeprefix(CYCLE)}, organisation)
    if code.startswith(CLASS) and not known_actor(organisation, code.removeprefix(CLASS)):
        raise RuleBroken(gettext("No actor of the table has the code “%(code)s”.") % {"code": code.removeprefix(CLASS)}, organisation)
    check = CHECKS.get(code) or next((one for prefix, one in BY_PREFIX.items() if code.startswith(prefix)), None)
    if value and check is not None and (trouble := check(organisation, value)):
        raise RuleBroken(trouble, organisation)


def _forces(organisation: Organisation, value: str) -> str:
    unknown = [one for one in value.split() if one not in KNOWN]
    return gettext("No force is called %(names)s. The forces are: %(known)s.") % {"names": joined(unknown), "known": joined(sorted(KNOWN))} if unknown else ""


def _day(organisation: Organisation, value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        return gettext("Write the day as year-month-day: 2027-06-01.")
    return ""


def _actors(organisation: Organisation, value: str) -> str:
    unknown = [one for one in value.split() if not known_actor(organisation, one)]
    return gettext("No actor of the table has the code “%(code)s”.") % {"code": unknown[0]} if unknown else ""


def _bodies(organisation: Organisation, value: str) -> str:
    known = set(Party.objects.filter(organisation=organisation, key__in=value.split()).values_list("key", flat=True))
    unknown = [one for one in value.split() if one not in known]
    return gettext("No body has the key “%(key)s”.") % {"key": unknown[0]} if unknown else ""


def _months(organisation: Organisation, value: str) -> str:
    return "" if months_in(value) else gettext("Write a number of months, 240 at most: 12 months.")


def _days(organisation: Organisation, value: str) -> str:
    return "" if value.isdecimal() and 0 < int(value) < 1000 else gettext("Write a number of days, 999 at most.")


def _class(organisation: Organisation, value: str) -> str:
    if not understood(value):
        return gettext(
            "Write who makes up the class in one of these ways: category CODE; kind KIND, then under KEY and but KEY where needed; class SCHEME CODE; party KEY KEY.")
    kind, code, *more = value.split()
    if kind == "party":
        return _bodies(organisation, " ".join((code, *more)))
    if kind == "kind":
        if code not in PartyKind.values:
            return gettext("No kind of party is called “%(kind)s”. The kinds are: %(known)s.") % {"kind": code, "known": joined(sorted(PartyKind.values))}
        return _bodies(organisation, " ".join(one for one in more if one not in ("under", "but")))
    scheme, code = ("category", code) if kind == "category" else (code, more[0])
    own = Q(party__organisation=organisation) if kind == "class" else Q(of=organisation) | Q(of__organisation=organisation)
    held = Classification.objects.filter(own, scheme=scheme, code=code) if kind == "class" else Membership.objects.filter(own, category=code)
    if organisation.code_names.filter(scheme=scheme, code=code).exists() or held.exists():
        return ""
    return gettext("The scheme “%(scheme)s” has no code “%(code)s”.") % {"scheme": scheme, "code": code}


Check = Callable[[Organisation, str], str]
CHECKS: dict[str, Check] = {FORCES: _forces, FROM: _day, PUBLIC: _day, RESPONSIBLE: _actors, PERIODS: _bodies, LINK_DAYS: _days}
BY_PREFIX: dict[str, Check] = {CYCLE: _months, CLASS: _class}
