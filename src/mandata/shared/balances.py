"""Sums that must close: figures of different formulas that add up to another one, whenever they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from mandata.shared.measures import Observation, observe


@dataclass(frozen=True, slots=True)
class Balance:
    """Measures that are added, measures that are taken off, and the one that this makes."""

    label: Any
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    equals: str


@dataclass(frozen=True, slots=True)
class Closed:
    """What a balance came to: each observation with its sign, the one that they should make, and what is amiss (0: it closes)."""

    balance: Balance
    terms: tuple[tuple[str, Observation], ...]
    result: Observation
    amiss: int


_balances: list[Balance] = []


def balance(label: Any, *, plus: Sequence[str], equals: str, minus: Sequence[str] = ()) -> None:
    """Register a sum that must close."""
    found = Balance(label, tuple(plus), tuple(minus), equals)
    if found not in _balances:
        _balances.append(found)


def balances() -> list[Balance]:
    """All that are registered."""
    return list(_balances)


def close(found: Balance, scope: Any = None, at: datetime | None = None, known: datetime | None = None) -> Closed:
    """Observe each figure of a balance, for one scope and at one time, and compare."""
    terms = tuple((sign, observe(name, scope, at, known)) for sign, names in (("+", found.plus), ("−", found.minus)) for name in names)
    result = observe(found.equals, scope, at, known)
    total = sum(one.value if sign == "+" else -one.value for sign, one in terms)
    return Closed(found, terms, result, result.value - total)


def counts_behind(percent: str, of: int) -> list[int]:
    """The counts that a share published without counts may stand for: ``69`` of 193 is 133 or 134.

    ``percent`` as printed, with its decimals; rounding half up and half to even both count. ValueError for what is no share of a whole.
    """
    printed = Decimal(percent.strip().rstrip("%").strip().replace(",", "."))
    if not printed.is_finite() or not 0 <= printed <= 100 or not 0 < of <= 10_000_000:
        raise ValueError(percent)
    step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    low = int((printed - step) * of / 100)
    high = int((printed + step) * of / 100) + 1
    return [
        count for count in range(max(0, low), min(of, high) + 1)
        if any((Decimal(count) * 100 / of).quantize(step, how) == printed for how in (ROUND_HALF_UP, ROUND_HALF_EVEN))
    ]
