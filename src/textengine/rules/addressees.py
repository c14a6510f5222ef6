"""Who is asked: the nearest words that name them, in the item itself, in its parent, or in the call line."""

from __future__ import annotations

import re
from functools import lru_cache

from textengine.languages import verbs_of, words_of
from textengine.model import Named, Provision
from textengine.rules.calls import bare
from textengine.rules.described import described
from textengine.rules.names import Party, ends_as_party, listed, named, skip, zone
from textengine.rules.phrases import compiled
from textengine.rules.searched import NEVER, Searched
from textengine.rules.several import verbs_of_several

PROPER = 90
PUT_IN = re.compile(r"[,،][^,،;:\n]{1,200}[,،]\s*")  # « that, in their efforts for peace, States cooperate »
FIRST_WORD = re.compile(r"\w+")


def find_addressees(
    s: Searched, one: Provision, parent: Provision | None, group: Provision, verb_end: int | None, called: int | None, force: str,
    until: int | None = None,
) -> list[Named]:
    """The addressees of a provision; ``verb_end`` is where its own charging verb ends, ``called`` that of its call, ``until`` where the charge is over."""
    start, end = s.inside(one.span)
    if verb_end is not None:
        return after_verb(s, verb_end, end if until is None else until, force)
    opened = force == "resolve" and not s.words("mandates", "that_open") and not s.pattern("mandates", "no_subject").match(s.plain, start, end)
    if own := _subject(s, start, end, opened):
        return own
    if parent is not None and parent.id != group.id:
        first, last = s.inside(parent.span)
        if entrusted := s.once(_entrusted, first, last):
            return entrusted
        if found := s.once(_subject, first, last):
            return found
    first, last = s.inside(group.span)
    if group.id == one.id:
        return []
    line = s.plain.find("\n", first, last)
    last = line if line >= 0 else last
    called = call_end(s, first, last) if called is None or not first <= called <= last else called
    if s.plain[called:last].strip(" :,،：") == "" and group.call != "resolve":
        return _opening(s, start, end)
    return s.once(after_verb, called, last, force)


def call_end(s: Searched, start: int, end: int) -> int:
    """Where the verb of a call ends: behind words of degree and the longest verb of charging."""
    at, verb = start, None
    pattern, degree, several = verbs(s.language), s.pattern("mandates", "after_verb"), verbs_of_several(s.language)
    for _ in range(5):
        verb = verb or pattern.match(s.plain, at, end)
        found = pattern.match(s.plain, at, end) or degree.match(s.plain, at, end)
        if found is None and verb is None and several is not None:
            found = verb = several.match(s.plain, at, end)
        if found is None or found.end() == at:
            break
        at = found.end()
        while at < end and s.plain[at] in " ,،":
            at += 1
    return at if verb else start


@lru_cache
def verbs(language: str) -> re.Pattern[str]:
    """The verbs of the operative part, the longest first."""
    calls = verbs_of(language).get("operative", {})
    names = sorted({bare(verb) for all_verbs in calls.values() for verb in all_verbs}, key=len, reverse=True)
    if words_of(language).get("genre", {}).get("spaced") is False:
        names = [one for one in names if not any(one != other and one.startswith(other) for other in names)]
    return compiled(language, tuple(names)) if names else NEVER


def only_names(s: Searched, verb_end: int, end: int) -> bool:
    """Whether a call goes on with names alone, so that the act stands in what follows."""
    line = s.plain[verb_end:end].rstrip(" \n")
    if not line.endswith((":", "：")):
        return not line.strip(" ,،，")
    edge = zone(s, skip(s, verb_end, end), end, "call_stop")
    return not s.plain[edge:end].strip(" :：,،，\n")


def after_verb(s: Searched, at: int, end: int, force: str) -> list[Named]:
    """The names behind a verb of charging, up to the act."""
    degree = s.pattern("mandates", "after_verb")
    while at < end:
        while at < end and s.plain[at] in " ,،\u00a0":
            at += 1
        found = degree.match(s.plain, at, end)
        if found is None or found.end() == at:
            break
        at = found.end()
    that = s.pattern("mandates", "that_open").match(s.plain, at, end)
    if force == "resolve":
        if not that and not s.words("mandates", "that_open"):
            return [] if s.pattern("mandates", "no_subject").match(s.plain, at, end) else _subject(s, at, end, opened=True)
        return _decided(s, at, that.end(), end) if that else []
    if that:
        return _that_clause(s, that.end(), end)
    if s.pattern("mandates", "act_open").match(s.plain, at, end) and not s.begins_name(skip(s, at, end)):
        return []
    return _agents(s, at, end)


def _decided(s: Searched, start: int, at: int, end: int) -> list[Named]:
    """« decides that the offices shall … »: the subject of the duty, or of a call line that ends with its name."""
    if found := _subject(s, start, end):
        return found
    at += len(s.plain[at:end]) - len(s.plain[at:end].lstrip())
    if s.pattern("mandates", "verb_first").match(s.plain, at, end):
        return _that_clause(s, at, end)
    parties = listed(s, at, end)
    return named(s, parties) if parties and not s.plain[parties[-1].end:end].strip(" ,،，:：") else []


def _agents(s: Searched, at: int, end: int) -> list[Named]:
    """The names up to the act; words that the vocabulary does not know count only before an act that somebody can do."""
    if parties := described(s, at, end):
        return named(s, parties)
    found = listed(s, at, end, stop="call_stop", unknown=True)
    for number, one in enumerate(found[1:], 1):
        if further := described(s, one.start, end):
            found = found[:number] + further
            break
    lower = found and not s.text[found[0].start].isupper()
    if lower and found[0].code is None and s.pattern("mandates", "names", "no_agent").match(s.plain, found[0].start, found[0].end):
        return []  # « encourages cooperation between A and B »
    if found and all(one.code is None for one in found):
        edge = zone(s, at, end, "call_stop")
        text = s.plain[found[0].start:found[-1].end]
        acts = not s.plain[edge:end].strip(" :：") or s.pattern("mandates", "act_behind").search(s.plain, edge, end)
        proper = s.text[found[0].start].isupper()
        if not acts or not proper and s.pattern("mandates", "names", "no_agent").search(text):
            return []
    return named(s, found)


def _that_clause(s: Searched, at: int, end: int) -> list[Named]:
    """« recommends that States cooperate »: the subject of the clause, if the vocabulary knows it."""
    at += len(s.plain[at:end]) - len(s.plain[at:end].lstrip())
    if put_in := PUT_IN.match(s.plain, at, end):
        at = put_in.end()
    if s.pattern("mandates", "verb_first").match(s.plain, at, end):
        word = FIRST_WORD.search(s.plain, at, end)
        at = word.end() if word else at
    begin = skip(s, at, end)
    known = s.actors(begin, min(end, begin + 60))
    if not known or known[0].span.start > begin + 25:
        return []
    return named(s, listed(s, begin, end, stop="stop", first=True))


def _subject(s: Searched, start: int, end: int, opened: bool = False) -> list[Named]:
    """« that the Sector shall … »: who stands before the word of duty, unless the clause is passive; ``opened`` where no word opens the clause."""
    if (behind := s.pattern("mandates", "duty_before").match(s.plain, start, end)) is not None:
        return named(s, listed(s, behind.end(), end, unknown=True))
    duty = s.pattern("mandates", "duty_subject").search(s.plain, start, end)
    if duty is None or s.pattern("mandates", "passive").match(s.plain, duty.start(), end):
        return []
    that = s.pattern("mandates", "that_open").match(s.plain, start, end)
    at = that.end() if that else start
    if that is None and duty.start() > start + 2 and not opened:
        return []
    first = zone(s, at, duty.start(), "stop") if that or opened else at
    if that and _proper(s, begin := skip(s, at, duty.start()), duty.start()):
        last = duty.start() - 1
        trailing = s.pattern("mandates", "names", "trailing").search(s.plain, begin, last)
        return named(s, [Party(begin, trailing.start() if trailing and trailing.end() == last else last, None)])
    found = listed(s, at, max(first, at), unknown=True) if first > at else []
    if found and found[0].code is None and (
        duty.start() - first > 2 or opened and not ends_as_party(s, found[0].start, found[0].end) or s.pattern("mandates", "names", "no_agent").search(s.plain[found[0].start:found[0].end])
    ):
        return []
    return named(s, found)


def _proper(s: Searched, start: int, end: int) -> bool:
    """Whether all words before the word of duty are one name in capitals, which may hold prepositions of its own."""
    words = s.text[start:end]
    return words[:1].isupper() and len(words) < PROPER and "," not in words and not s.actors(start, end)


def _entrusted(s: Searched, start: int, end: int) -> list[Named]:
    """« … the vice-chairs, to whom these responsibilities were given: »: the tasks below are theirs."""
    cue = s.pattern("mandates", "entrusted").search(s.plain, start, end)
    if cue is None:
        return []
    before = s.actors(start, cue.start())
    if not before:
        return []
    last = before[-1]
    head = last
    for one in reversed(before[:-1]):
        if s.pattern("mandates", "names", "and").fullmatch(s.plain[one.span.end:head.span.start].strip()) or len(
            s.plain[one.span.end:head.span.start]
        ) < 12:
            head = one
        else:
            break
    return named(s, listed(s, head.span.start, cue.start()))


def _opening(s: Searched, start: int, end: int) -> list[Named]:
    """« Urges: (a) All States to report »: the item opens with the name."""
    if that := s.pattern("mandates", "that_open").match(s.plain, start, end):
        return _that_clause(s, that.end(), end)
    if s.pattern("mandates", "act_open").match(s.plain, start, end):
        return []
    if parties := described(s, start, end):
        return named(s, parties)
    if zone(s, start, end, "call_stop") == end:
        return []
    return named(s, listed(s, start, end, stop="call_stop", unknown=True))
