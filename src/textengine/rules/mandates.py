"""What an operative provision asks somebody to do: which provisions carry a duty, and with which force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from textengine.languages import verbs_of, words_of
from textengine.model import Mandate, Named, Provision
from textengine.pipeline import Draft
from textengine.rules.addressees import call_end, find_addressees, only_names
from textengine.rules.calls import FORCES, find_call
from textengine.rules.doubts import doubts_of, worst
from textengine.rules.limits import find_limits
from textengine.rules.longest import LONGEST
from textengine.rules.minutes import told_charge
from textengine.rules.parties import find_beneficiaries, find_receivers, find_with
from textengine.rules.phrases import compiled
from textengine.rules.searched import NEVER, Searched
from textengine.rules.tasks import find_tasks
from textengine.rules.times import find_due

ENTRUSTING = ("instruct", "request", "authorize")  # to encourage or to invite is itself what was decided
SPEAKERS = ("report", "information")  # kinds that tell of duties and set none


class Charge(NamedTuple):
    """The force of a provision and where its verb ends in the searched text; ``nobody`` where the verb has no addressee."""

    force: str
    verb_end: int
    nobody: bool = False


@dataclass(slots=True)
class Tree:
    """The provisions by id and by parent."""

    by_id: dict[str, Provision]
    children: dict[str, list[Provision]]

    def group(self, one: Provision) -> Provision:
        """The outermost provision above one."""
        while one.parent in self.by_id:
            one = self.by_id[one.parent]
        return one


def find_mandates(draft: Draft) -> None:
    """Find the duties of the operative part, and the tasks of an annexed plan."""
    if draft.language is None or not words_of(draft.language).get("mandates") or not draft.provisions:
        return
    s = Searched(draft)
    tree = Tree({one.id: one for one in draft.provisions}, {})
    for one in draft.provisions:
        tree.children.setdefault(one.parent or "", []).append(one)
    operative = [one for one in draft.provisions if one.part == "operative"]
    long = {one.id for one in draft.provisions if one.span.end - one.span.start > LONGEST}
    charges: dict[str, Charge | None] = {}
    for one in operative:
        if one.state != "base" and not long.intersection((one.id, one.parent, tree.group(one).id)):
            _one(s, one, tree, charges)
    if not operative and draft.kind not in SPEAKERS:
        for one in draft.provisions:
            if one.part == "body" and one.id not in long and (told := told_charge(s, one)):
                _add(s, one, None, one, Charge(*told), own_verb=True, below=False)
    draft.tasks += find_tasks(s, draft.provisions)


def _one(s: Searched, one: Provision, tree: Tree, charges: dict[str, Charge | None]) -> None:
    group = tree.group(one)
    below = tree.children.get(one.id, [])
    if group.id not in charges:
        charges[group.id] = own_charge(s, group)
    above = charges[group.id]
    own = above if one.id == group.id else None
    if one.id != group.id and (above is None or above.force == "resolve"):
        own = _charge_of_item(s, one) or (above and _decided_charge(s, one))
    elif one.id != group.id and above is not None and (said := _charge_of_item(s, one)) and not _asks_somebody(s, group, above):
        own = said
    charge = own or above
    if charge is None:
        return
    if below and not _carries_beside_items(s, one, group, charge, below):
        return
    parent = tree.by_id.get(one.parent or "")
    if own is None and parent is not None and not _is_act(s, one, parent, group, charge):
        return
    nested = parent is not None and parent.id != group.id
    if charge.force == "resolve" and not nested and not leaves_something(s, one, own.verb_end if own else None):
        return
    _add(s, one, parent, group, charge, own is not None, bool(below))


def _asks_somebody(s: Searched, group: Provision, above: Charge) -> bool:
    """Whether a call names who is asked: then a verb that opens an item says what they are to do (« urges States: (a) to encourage … »)."""
    return not above.nobody and bool(find_addressees(s, group, None, group, above.verb_end, above.verb_end, above.force))


def _charge_of_item(s: Searched, one: Provision) -> Charge | None:
    found = find_call(s.language, one.text, ("operative",))
    if found is None:
        return None
    start, end = s.inside(one.span)
    if found[1] in FORCES:
        return Charge(found[1], call_end(s, start, end))
    return _other_charge(s, start, end)


def _decided_charge(s: Searched, one: Provision) -> Charge | None:
    """« decides: 2 to instruct the Secretary-General to … »: the item says the charge, the call that it is decided."""
    decides = s.words("mandates", "decides")
    if not decides:
        return None
    found = find_call(s.language, f"{decides} {one.text[:80].lstrip()}", ("operative",))
    if found is None or found[1] not in ENTRUSTING or len(found[2]) <= len(decides) + 1:
        return None
    start, _ = s.inside(one.span)
    return Charge(found[1], start + len(found[2]) - len(decides) - 1)


def own_charge(s: Searched, one: Provision) -> Charge | None:
    """The charge that a provision states with a verb of its own: its call, or the first one behind a verb that only notes."""
    start, end = s.inside(one.span)
    if one.call is None:
        return _charge_of_item(s, one)
    if one.call in FORCES:
        stronger = (force for force in s.words("mandates", "stronger") or {} if s.pattern("mandates", "stronger", force).match(s.plain, start, end))
        return Charge(next(stronger, one.call), call_end(s, start, end))
    return _other_charge(s, start, end)


def _other_charge(s: Searched, start: int, end: int) -> Charge | None:
    found: list[tuple[int, Charge]] = []
    for force in s.words("mandates", "again") or {}:
        if again := s.pattern("mandates", "again", force).search(s.plain, start, end):
            found.append((again.start(), Charge(force, again.end())))
    if need := s.pattern("mandates", "stressed_need").match(s.plain, start, end):
        found.append((need.start(), Charge("call-upon", need.end(), nobody=True)))
    if (second := _second(s, start + 1, end)) and second.lastgroup:
        force = second.lastgroup.replace("_", "-")
        verb = second.start(second.lastgroup)
        stronger = (one for one in s.words("mandates", "stronger") or {} if s.pattern("mandates", "stronger", one).match(s.plain, verb, end))
        found.append((second.start(), Charge(next(stronger, force), second.end())))
    return min(found, key=lambda one: one[0])[1] if found else None


def _next_charge(s: Searched, at: int, end: int) -> int:
    """Where a further charge of the same paragraph begins: what it asks has terms of its own."""
    found = _second(s, at, end)
    if found and found.start() <= at + 1:  # « encourages and requests »: two verbs of one charge
        found = _second(s, found.end(), end)
    return found.start() if found else end


def _second(s: Searched, at: int, end: int) -> re.Match[str] | None:
    """The next charging verb behind another; a word with a capital is a name (« the Court of Appeals »)."""
    found = _second_charge(s.language).finditer(s.plain, at, end)
    return next((one for one in found if one.lastgroup and not s.text[one.start(one.lastgroup)].isupper()), None)


@lru_cache
def _second_charge(language: str) -> re.Pattern[str]:
    """A charging verb where it follows another verb in the same paragraph (« welcomes …, and requests … »), named by its force."""
    words = words_of(language)
    joins = words["mandates"].get("second_charge", [])
    degrees = words["mandates"].get("after_verb", [])
    verbs = {
        code: compiled(language, tuple(sorted(names, key=len, reverse=True))).pattern
        for code in sorted(FORCES) if (names := verbs_of(language).get("operative", {}).get(code))
    }
    if not verbs or not joins:
        return NEVER
    degree = compiled(language, tuple(degrees)).pattern if degrees else "(?!)"
    nouns = words["mandates"].get("no_second", [])
    noun = compiled(language, tuple(nouns)).pattern if nouns else "(?!)"
    any_verb = "|".join(f"(?P<{code.replace('-', '_')}>{verb})" for code, verb in verbs.items())
    return re.compile(rf"(?:{'|'.join(joins)})(?:(?:{degree})[ ,]*){{0,3}}(?!{noun})(?:{any_verb})")


def _carries_beside_items(s: Searched, one: Provision, group: Provision, charge: Charge, below: list[Provision]) -> bool:
    """Whether a provision with items below it states an act of its own beside theirs."""
    start, end = s.inside(one.span)
    if one.id == group.id and one.label is None:
        return False
    text = s.plain[start:end].rstrip()
    if not text.endswith((":", "：")):
        return True
    if s.pattern("mandates", "open_parent").search(text):
        return False
    if one.id == group.id:
        if only_names(s, charge.verb_end, end):
            return False
        if s.pattern("mandates", "contents").search(text):
            return True
        if s.pattern("mandates", "carried").search(text):
            return False
        return not all(_states_act(s, child, one, charge) for child in below)
    return not all(s.pattern("mandates", "by_doing").match(s.plain, *s.inside(child.span)) for child in below)


def _states_act(s: Searched, one: Provision, parent: Provision, charge: Charge) -> bool:
    """Whether an item below a provision states an act, and not the contents or an instance of one."""
    first, last = s.inside(parent.span)
    if first <= charge.verb_end <= last and s.once(only_names, charge.verb_end, last):
        return True
    start, end = s.inside(one.span)
    contents, carried = s.once(_announces, first, last)
    if contents:
        return bool(s.pattern("mandates", "act_sure").match(s.plain, start, end))
    if carried:
        return True
    if charge.force == "resolve" and s.pattern("mandates", "that_open").match(s.plain, start, end):
        return s.pattern("mandates", "resolve_acts").search(s.plain, start, end) is not None
    if find_call(s.language, one.text, ("operative",)):
        return True
    return bool(s.pattern("mandates", "act_start").match(s.plain, start, end))


def _announces(s: Searched, start: int, end: int) -> tuple[bool, bool]:
    """Whether a provision announces contents, and whether it leaves the act to the items below."""
    above = s.plain[start:end].rstrip()
    carried = s.pattern("mandates", "open_parent").search(above) or s.pattern("mandates", "carried").search(above)
    return bool(s.pattern("mandates", "contents").search(above)), bool(carried)


def _is_act(s: Searched, one: Provision, parent: Provision, group: Provision, charge: Charge) -> bool:
    if parent.id == group.id and group.label is None:
        return True
    return _states_act(s, one, parent, charge)


def leaves_something(s: Searched, one: Provision, verb_end: int | None) -> bool:
    """Whether a decision leaves something to be done, or takes effect by itself."""
    start, end = s.inside(one.span)
    at = start if verb_end is None else verb_end
    while at < end and s.plain[at] in " ,،:，：":
        at += 1
    opens = s.pattern("mandates", "open_verb").match(s.plain, at, end)
    effect = s.pattern("mandates", "effect")
    if effect.match(s.plain, at, end) or opens and effect.match(s.plain, opens.end(), end):
        later = find_due(s, at, end).kind == "meeting"
        return later or s.pattern("mandates", "second_act").search(s.plain, at, end) is not None
    if opens:
        return True
    if s.pattern("mandates", "status").search(s.plain, at, end):
        return False
    return bool(s.pattern("mandates", "resolve_acts").search(s.plain, at, end))


def _add(
    s: Searched, one: Provision, parent: Provision | None, group: Provision, charge: Charge, own_verb: bool, below: bool
) -> None:
    start, end = s.inside(one.span)
    own, called = (charge.verb_end, None) if own_verb else (None, charge.verb_end)
    nobody = charge.nobody or own is not None and any(
        found.start() < own <= found.end() + 1 for found in s.pattern("mandates", "no_addressee").finditer(s.plain, start, end)
    )
    until = _next_charge(s, own, end) if own is not None else end
    addressees = [] if nobody else find_addressees(s, one, parent, group, own, called, charge.force, until)
    entrusted = bool(parent and parent.id != group.id and s.pattern("mandates", "entrusted").search(s.plain, *s.inside(parent.span)))
    above = [s.inside(up.span) for up in _above(one, parent, group, entrusted)]
    named_until = [s.inside(named.span)[1] for named in addressees]
    act = max([own or start, *(last for last in named_until if start <= last <= end)])
    with_ = list(dict.fromkeys(name for first, last in (*above, (own or start, until)) for name in s.once(find_with, first, last)))
    limits = [limit for first, last in (*above, (start, end)) for limit in s.once(find_limits, first, last)]
    report = find_receivers(s, act, max(act, until))
    taken = {named.span for named in addressees}
    with_ = [named for named in with_ if named.span not in taken]
    others = frozenset(named.actor for named in (*addressees, *with_, *report) if named.actor)
    nested = [s.inside(parent.span)] if parent is not None and parent.id != group.id and not entrusted else []
    beneficiaries = [
        named for first, last in (*nested, (own or start, end)) for named in s.once(find_beneficiaries, first, last, others)
        if named.span not in taken
    ]
    due = find_due(s, own or start, end, _asked_body(s, addressees))
    doubts = doubts_of(
        s, one, addressees=addressees, nobody=nobody, inherited=not own_verb, second=own_verb and one.call not in (None, *FORCES),
        whole=one.id == group.id and one.label is None and below, force=charge.force, report_to=report,
        with_=with_, beneficiaries=beneficiaries, due=due, limits=limits,
    )
    s.draft.mandates.append(
        Mandate(
            one.id, one.span, charge.force, tuple(addressees), tuple(with_), _action(s, start, end), tuple(report),
            tuple(beneficiaries), due, tuple(limits), worst(doubts), doubts,
        )
    )


def _asked_body(s: Searched, addressees: list[Named]) -> str | None:
    """The one body that is asked, where no one else is: « instructs the Council … at its session »."""
    actor = s.actor(addressees[0].actor) if len(addressees) == 1 else None
    return actor.code if actor is not None and actor.kind == "body" and not actor.members else None


def _above(one: Provision, parent: Provision | None, group: Provision, entrusted: bool) -> list[Provision]:
    """What stands above a provision and goes for it too: the call line, and an opening sentence between them."""
    found = [group] if group.id != one.id and not entrusted else []
    if parent is not None and parent.id != group.id and not entrusted:
        found.append(parent)
    return found


def _action(s: Searched, start: int, end: int) -> str:
    text = s.plain[start:end]
    found = {
        action: min(places)
        for action, signs in (s.words("mandates", "actions") or {}).items()
        if (places := [at for sign in signs if (at := text.find(sign)) >= 0])
    }
    return min(found, key=lambda action: found[action]) if found else "other"
