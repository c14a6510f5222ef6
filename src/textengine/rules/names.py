"""A list of names in a sentence: where each begins and ends, and whose actor it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from os.path import commonprefix
from typing import NamedTuple

from textengine.languages import words_of
from textengine.model import Named
from textengine.rules.phrases import compiled
from textengine.rules.searched import Searched, begins, ends
from textengine.vocabulary import Match

HEAD_WORDS = 4  # so many words may stand in a name before the actor that it is known by
JOIN = 16
HEAD_SIGNS = 40
REACH = 3000  # no list of names runs on longer
MODIFIED = 3
TAIL_SIGNS = 70  # a complement that runs on longer is no part of the name
BRACKET = re.compile(r" ?\([^()]{1,40}\)")
TITLE_WORD = re.compile(r"[A-ZÀ-ÝА-Я]\w+(?: [A-ZÀ-ÝА-Я]\w+)?")
SIGN = re.compile(r"\w")


class Party(NamedTuple):
    """A name with its places in the searched text."""

    start: int
    end: int
    code: str | None


def skip(s: Searched, at: int, end: int) -> int:
    """The place where a name begins, behind articles and quantifiers; a known name keeps those that belong to it."""
    pattern = s.pattern("mandates", "names", "skip")
    particles = s.words("genre", "joined") or ()
    while at < end:
        if s.begins_name(at):
            return at
        if near := next((one for one in particles if s.plain.startswith(one, at) and s.begins_name(at + len(one))), None):
            return at + len(near)
        if s.plain[at] in " ,،、":
            at += 1
        elif (found := pattern.match(s.plain, at, end)) and found.end() > at:
            at = found.end()
        else:
            return at
    return end


def zone(s: Searched, start: int, end: int, stop: str) -> int:
    """Where a list of names that begins at a place is over: at the first word that no name goes on with."""
    line = s.text.find("\n", start, end)
    end = min(line if line >= 0 else end, max(start, min(end, start + REACH)))
    known = s.actors(start, end)
    for found in s.pattern("mandates", "names", stop).finditer(s.plain, start, end):
        last = bisect_left(known, found.end(), key=begins) - 1
        if last >= 0 and found.start() < known[last].span.end:
            continue
        if not _joined_on(s, start, found, end, known):
            return found.start()
    return end


def _joined_on(s: Searched, start: int, stop: re.Match[str], end: int, known: list[Match]) -> bool:
    """Whether a comma or a preposition only takes up the list again (« to A, B and to C »)."""
    if stop[0].startswith(",") and s.begins_name(skip(s, stop.start() + 1, end)):
        return True
    for join in s.pattern("mandates", "names", "and").finditer(s.plain, max(start, stop.start() - JOIN), min(end, stop.end() + JOIN)):
        if join.start() <= stop.start() + 1 < join.end():
            begin = skip(s, join.end(), end)
            first = bisect_left(known, begin, key=begins)
            return first < len(known) and known[first].span.start - begin <= JOIN
    return False


def listed(s: Searched, start: int, end: int, *, stop: str = "stop", unknown: bool = False, first: bool = False) -> list[Party]:
    """The names that stand one after another from a place on.

    A name counts if the vocabulary knows it; with ``unknown``, the first counts anyhow, and others behind a comma or an article;
    with ``first``, an unknown one counts that a known one follows (« all countries, the agencies and … »).
    """
    at = skip(s, start, end)
    edge = zone(s, at, end, stop)
    known = s.actors(at, edge)
    parties: list[Party] = []
    commas = False
    joins = _joins(s, at, edge, known)
    shortest = 1 if _packed(s) else 2
    for number, join in enumerate([*joins, None]):
        if join is not None and join.start() < at:
            continue  # « and including »: one joint in two words
        until = join.start() if join else edge
        here = _head(s, at, until, known)
        if join is not None:
            if _one_title(s, at, until, join.end(), edge) or _same_genitive(s, at, until, join) or _same_adjective(s, at, until, join):
                continue
            if stop == "call_stop" and join[0].strip() == "," and s.pattern("mandates", "names", "genitive_again").match(s.plain, join.end()):
                return parties + _party(s, at, until, here, parties, True)
            begin = skip(s, join.end(), edge)
            follows = _head(s, begin, edge, known) is not None
            comma = join[0].lstrip()[:1] in {",", "،", "、"}
            article = begin > join.end() + 1 or s.pattern("mandates", "names", "article").match(s.plain, begin) is not None
            if stop == "stop" and comma and not follows and (here is not None or any(one.code for one in parties)):
                return parties + _party(s, at, until, here, parties, False)
            article = article or stop == "call_stop" and (here is not None or s.begins_name(begin))
            article = article or unknown and not comma and bool(s.words("mandates", "names", "no_articles"))
            if unknown and not comma and not article:
                next_join = joins[number + 1].start() if number + 1 < len(joins) else edge
                article = ends_as_party(s, at, until) and (follows or ends_as_party(s, begin, next_join))
            if here is None and first and comma and follows and not parties and shortest < until - at < HEAD_SIGNS:
                parties += _party(s, at, until, None, parties, False)
                at = begin
                continue
            if here is None and not (unknown and (comma or article or commas) and until - at > shortest):
                if unknown or follows:
                    continue
                break
            if not follows and not (unknown and (article or comma or commas)):
                if unknown and here is None:
                    continue
                if not unknown or comma:
                    parties += _party(s, at, until, here, parties, stop == "call_stop")
                    return parties
                continue
            commas = commas or comma
        if here is None and not unknown:
            break
        parties += _party(s, at, until, here, parties, stop == "call_stop")
        if join is not None:
            at = skip(s, join.end(), edge)
    return parties


def _one_title(s: Searched, start: int, end: int, after: int, edge: int) -> bool:
    """Whether a comma or « and » stands inside the title of an office: « Commission for A and the B »."""
    if not s.text[start:start + 1].isupper() or not s.pattern("mandates", "names", "title_goes_on").search(s.plain, start, end):
        return False
    begin = skip(s, after, edge)
    if s.begins_name(begin) or s.text[begin:begin + 1].isupper() and s.pattern("mandates", "names", "new_head").match(s.plain, begin, edge):
        return False
    if begin <= after + 1:
        return s.text[begin:begin + 1].isupper()
    word = TITLE_WORD.match(s.text, begin, edge)
    if word is None or word.end() == edge:
        return word is not None
    return s.text[word.end()] == "," or s.pattern("mandates", "names", "and").match(s.plain, word.end()) is not None


def _same_genitive(s: Searched, start: int, end: int, join: re.Match[str]) -> bool:
    """« enterprises of A and of B »: one name, unless its head stands in the plural for several offices."""
    again = s.pattern("mandates", "names", "genitive_again")
    if not again.match(s.plain, join.end()) or not again.search(s.plain, start, end):
        return False
    return not s.pattern("mandates", "names", "plural_heads").search(s.plain, start, end)


def _same_adjective(s: Searched, start: int, end: int, join: re.Match[str]) -> bool:
    """« organisations international and regional »: where adjectives stand behind, both belong to one name."""
    if s.pattern("mandates", "names", "adjectives").fullmatch(s.plain, start, end):
        return True  # « international and regional organizations »: the noun is still to come
    again = s.pattern("mandates", "names", "same_adjective").match(s.plain, join.end())
    return again is not None and not s.begins_name(join.end()) and bool(
        s.pattern("mandates", "names", "same_adjective_before").search(s.plain, start, end)
    )


def ends_as_party(s: Searched, start: int, end: int) -> bool:
    """Whether words end as the name of somebody does, where no article tells that a name begins."""
    return end - start <= TAIL_SIGNS and s.pattern("mandates", "names", "party_end").search(s.plain, start, end) is not None


def named(s: Searched, parties: list[Party]) -> list[Named]:
    """Names with their spans in the text; the same words once."""
    return [s.named(one.start, one.end, one.code) for one in dict.fromkeys(parties)]


def _joins(s: Searched, start: int, end: int, known: list[Match]) -> list[re.Match[str]]:
    joins = []
    for found in _joining(s.language).finditer(s.plain, start, end):
        last = bisect_left(known, found.start(), key=begins) - 1
        if last < 0 or known[last].span.end < found.end():
            joins.append(found)
    return joins


@lru_cache
def _joining(language: str) -> re.Pattern[str]:
    """What stands between two names of a list."""
    words = words_of(language)["mandates"]["names"]["and"]
    return re.compile(rf"{compiled(language, tuple(words)).pattern}|[,،、]")


def _head(s: Searched, start: int, end: int, known: list[Match]) -> Match | None:
    """The actor by which a name is known: it stands at its beginning, behind a few adjectives at most."""
    if _packed(s):
        last = bisect_left(known, end, key=ends)
        if last < len(known) and known[last].span.end == end and start < known[last].span.start:
            one = known[last]
            if not s.pattern("mandates", "names", "and").search(s.plain, start, one.span.start):
                return one
    first = bisect_left(known, start, key=begins)
    if first == len(known) or known[first].span.end > end:
        return None
    one = known[first]
    before = s.plain[start:one.span.start].strip()
    if not before or s.pattern("mandates", "names", "standing_for").fullmatch(before):
        return one
    if s.pattern("mandates", "names", "between").search(before) or s.pattern("mandates", "names", "and").search(before + " "):
        return None
    if " " not in one.text and one.text[:1].isupper() and s.text[start:start + 1].isupper() and not _packed(s):
        return None
    few = len(before) <= HEAD_WORDS if _packed(s) else len(before.split()) < HEAD_WORDS
    return one if few else None


def _packed(s: Searched) -> bool:
    return s.words("genre", "spaced") is False


def _party(
    s: Searched, start: int, end: int, head: Match | None, before: list[Party], widen: bool
) -> list[Party]:
    stop = end
    if head is not None:
        stop = head.span.end
        if bracket := BRACKET.match(s.text, stop, end):
            stop = bracket.end()
        tail = s.pattern("mandates", "names", "genitive").match(s.plain, stop, end)
        actor = s.actor(head.code)
        bare_title = actor is not None and actor.kind in ("official", "office") and not widen
        ends = not _packed(s) or s.pattern("mandates", "names", "office_end").fullmatch(s.plain, stop, end)
        if (tail or widen and ends) and not bare_title and end - stop <= TAIL_SIGNS:
            stop = end
    while stop > start and (s.text[stop - 1] in " ,،、;:–-" or s.text[stop - 1] == "."):
        stop -= 1
    trailing = s.pattern("mandates", "names", "trailing").search(s.plain, start, stop)
    if trailing and trailing.end() == stop and (head is None or trailing.start() >= head.span.end):
        stop = trailing.start()
    if not SIGN.search(s.text, start, stop) or head is None and s.pattern("mandates", "names", "not_name").match(s.plain, start, stop):
        return []
    code = head.code if head and not _only_modifies(s, head, stop if _packed(s) else end) else None
    return [Party(start, stop, _shared_head(s, code, before))]


def _only_modifies(s: Searched, head: Match, end: int) -> bool:
    """« the United Nations libraries »: where the head comes last, a name before it names something else."""
    if not s.words("mandates", "names", "head_last"):
        return False
    actor = s.actor(head.code)
    above = s.actor(actor.parent) if actor else None
    whole = actor is not None and (above is None or above.kind == "external")
    if not whole and not _packed(s):
        return False
    rest = s.plain[head.span.end:end]
    if s.pattern("mandates", "subjunctive").match(rest):
        return False
    if _packed(s):
        goes_on = rest[:1].isalpha()
    else:
        capital = s.text[head.span.end + 1:head.span.end + 2].isupper()
        goes_on = rest[:1] == " " and rest[1:2].isalpha() and (capital or len(rest.split()) <= MODIFIED)
    return goes_on and not s.pattern("mandates", "names", "tail").match(rest)


def _shared_head(s: Searched, code: str | None, before: list[Party]) -> str | None:
    """« the Directors of A and B »: the second member is the official of its office, as the first one is."""
    actor, first = s.actor(code), s.actor(before[0].code) if before else None
    if actor is None or first is None or actor.kind not in ("office", "body") or first.kind != "official":
        return code
    if not s.pattern("mandates", "names", "plural_heads").search(s.plain, before[0].start, before[0].end):
        return code
    known = s.draft.vocabulary.actors
    same = [
        one.code for one in known.values()
        if one.kind == "official" and one.parent in known and (one.parent == code or code in known[one.parent].members)
    ]
    return max(same, key=lambda one: len(commonprefix([one[::-1], first.code[::-1]])), default=code)
