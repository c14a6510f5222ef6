"""``may()`` and ``visible()``: who may do what here, and why. Topics register their policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext

from mandata.shared.models import Record


class Capacity(Protocol):
    """Somebody acting: a user, or nobody, in an office held or in none."""

    @property
    def user(self) -> Any: ...

    @property
    def office_uid(self) -> str: ...

    def holds(self, *functions: str, organisation: Any = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, the reason in words, the basis (a provision or a house rule), and the office that gives the right."""

    allowed: bool
    reason: str
    basis: str = ""
    office: str = ""  # its uid; empty where none is needed

    def __bool__(self) -> bool:
        return self.allowed


Policy = Callable[[Capacity, Any, datetime | None], Answer]
Sight = Callable[[Capacity, QuerySet[Any]], QuerySet[Any]]

_policies: dict[tuple[str, str], Policy] = {}
_sights: dict[type[Any], Sight] = {}


def policy(verb: str, on: str) -> Callable[[Policy], Policy]:
    """Register who may do ``verb`` on records of kind ``on``."""

    def register(function: Policy) -> Policy:
        if (verb, on) in _policies:
            raise ValueError(f"two policies for {verb} on {on}")
        _policies[verb, on] = function
        return function

    return register


def sight(record: type[Any]) -> Callable[[Sight], Sight]:
    """Register which records of a type a capacity sees."""

    def register(function: Sight) -> Sight:
        _sights[record] = function
        return function

    return register


def may(acting_as: Capacity, verb: str, subject: Any, at: datetime | None = None) -> Answer:
    """Whether ``acting_as`` may do ``verb`` on ``subject`` (a record, or a kind by its name), and why.

    What no policy speaks of is refused.
    """
    kind = subject if isinstance(subject, str) else subject.kind()
    if verb == "view" and not isinstance(subject, str):
        return _may_view(acting_as, subject)
    found = _policies.get((verb, kind))
    if found is None:
        return Answer(False, gettext("No rule lets anybody do this (%(verb)s).") % {"verb": verb})
    return found(acting_as, subject, at)


def _may_view(acting_as: Capacity, subject: Record) -> Answer:
    seen = visible(acting_as, type(subject)._default_manager.filter(pk=subject.pk)).exists()
    return Answer(True, gettext("Open to you.")) if seen else Answer(False, gettext("This record is not open to you."))


def visible(acting_as: Capacity, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The records of ``queryset`` that ``acting_as`` may see; a type without a rule shows nothing."""
    rule = _sights.get(queryset.model)
    return queryset.none() if rule is None else rule(acting_as, queryset)
