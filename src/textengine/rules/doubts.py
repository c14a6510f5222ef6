"""What the reader doubts in a finding, and why: grounds of the genre, calibrated on the development texts (``./dev bench text scores``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from textengine.model import Certainty, Doubt, Due, Limit, Named, Provision
from textengine.pipeline import Draft
from textengine.rules.searched import Searched

LEVELS: tuple[Certainty, ...] = ("certain", "likely", "unsure")
NEAR = 12  # articles and quantifiers before a name that opens an item
LONG = 60  # a condition longer than this often holds more than the condition
YEAR = re.compile(r"(?<![\d/.\-])(?:19|20)\d\d(?![\d/.\-])")
BESIDE = ("with", "beneficiaries")  # told beside the duty: a doubt about them is no doubt about the duty


def worst(doubts: Sequence[Doubt]) -> Certainty:
    """The level of a duty: that of its weakest term; who else takes part and who gains are told beside it."""
    return max((one.certainty for one in doubts if one.field not in BESIDE), key=LEVELS.index, default="certain")


def doubts_of(
    s: Searched, one: Provision, *, addressees: Sequence[Named], nobody: bool, inherited: bool, second: bool, whole: bool, force: str,
    report_to: Sequence[Named], with_: Sequence[Named], beneficiaries: Sequence[Named], due: Due, limits: Sequence[Limit],
) -> tuple[Doubt, ...]:
    """The terms of a duty that a person should look at, each with its ground.

    ``inherited``: the addressees stand above the provision; ``second``: the verb follows one that only notes;
    ``whole``: the call line itself carries the duty beside its items.
    """
    start, end = s.inside(one.span)
    found = [Doubt("force", "likely", ground) for ground, holds in (("second-verb", second), ("beside-items", whole)) if holds]
    found += _about_addressees(s, start, end, addressees, nobody, inherited, force)
    found += _about_receivers(s, start, end, report_to)
    found += _about_time(s, start, end, due)
    if any(len(limit.text) > LONG for limit in limits):
        found.append(Doubt("limits", "likely", "long"))
    if with_:
        found.append(Doubt("with", "unsure" if any(named.actor is None for named in with_) else "likely", "by-preposition"))
    if beneficiaries:
        found.append(Doubt("beneficiaries", "unsure", "by-preposition"))
    return tuple(found)


def _about_addressees(
    s: Searched, start: int, end: int, addressees: Sequence[Named], nobody: bool, inherited: bool, force: str
) -> list[Doubt]:
    if not addressees:
        return [] if nobody or force == "resolve" else [Doubt("addressees", "unsure", "nobody-named")]
    unknown = sum(named.actor is None for named in addressees)
    if unknown and len(addressees) > 1:
        return [Doubt("addressees", "unsure", "unknown-in-list")]
    if unknown:
        return [Doubt("addressees", "likely", "unknown-actor")]
    opens = inherited and start <= s.inside(addressees[0].span)[0] <= start + NEAR
    return [Doubt("addressees", "unsure", "opens-item")] if opens else []


def _about_receivers(s: Searched, start: int, end: int, report_to: Sequence[Named]) -> list[Doubt]:
    if not report_to:
        told = s.pattern("mandates", "report_verb").search(s.plain, start, end)
        return [Doubt("report_to", "likely", "no-receiver")] if told else []
    return [Doubt("report_to", "likely", "unknown-actor")] if any(named.actor is None for named in report_to) else []


def _about_time(s: Searched, start: int, end: int, due: Due) -> list[Doubt]:
    if due.kind == "none":
        return []
    return [Doubt("due", "likely", "no-value")] if due.value is None else []


def doubt_outline(draft: Draft) -> None:
    """Mark the provisions whose place is guessed: a call without a known verb, a place beside a gap, a line without a label in a list."""
    told = sorted(one.span for one in draft.problems if one.code in ("numbering-gap", "doubled-label"))
    for at, one in enumerate(draft.provisions):
        guessed = one.call in ("other-preamble", "other-operative") and one.label is None and one.depth == 0
        bare = one.label is None and one.depth > 0
        beside = any(span.start < one.span.end and one.span.start < span.end for span in told)
        if one.certainty == "certain" and (guessed or bare or beside):
            draft.provisions[at] = replace(one, certainty="likely")
