"""With whom, to whom it is reported, and for whom: the names that stand behind joining words."""

from __future__ import annotations

import re
from bisect import bisect_left

from textengine.model import Named
from textengine.rules.names import Party, listed, named
from textengine.rules.searched import Searched, begins
from textengine.vocabulary import Actor

TITLED = re.compile(r" *(?:[^\W\d_a-zà-ÿ]|\d+[^\W\d])")  # a capital, or a number of order
TITLE = 60
ARTICLES = 160  # articles, quantifiers and adjectives before a name are never longer
TITLE_WORD = re.compile(r"(?<![\w'’])[A-ZÀ-ÝА-Я][a-zà-ÿа-я]{3,}")
CHANNEL = 16
CLAUSE = 260  # a receiver that stands farther from the verb of reporting belongs to something else


def find_with(s: Searched, start: int, end: int) -> list[Named]:
    """Those to work with or to consult between two places."""
    parties: list[Party] = []
    for cue in s.pattern("mandates", "with").finditer(s.plain, start, end):
        found = listed(s, cue.end(), end, unknown=True)
        nameless = len(found) > 1 and all(one.code is None for one in found)
        parties += [Party(found[0].start, found[-1].end, None)] if nameless else found
    for cue in s.pattern("mandates", "with_known").finditer(s.plain, start, end):
        parties += listed(s, cue.end(), end)
    return named(s, _apart(parties))


def find_receivers(s: Searched, start: int, end: int) -> list[Named]:
    """Whom a report, a proposal or a piece of news is to reach."""
    parties: list[Party] = []
    kinds = set(s.words("mandates", "receiver_kinds") or ())
    for verb in s.pattern("mandates", "report_verb").finditer(s.plain, start, end):
        until = min(end, verb.end() + CLAUSE, *(at for sign in ";:؛；：" if (at := s.plain.find(sign, verb.end(), end)) > 0))
        for at in _receiver_places(s, verb.end(), until):
            if found := _receivers(s, at, until, kinds, formed=True):
                parties += found
                break
        if parties:
            break
    for cue in s.pattern("mandates", "inform").finditer(s.plain, start, end):
        parties += _receivers(s, cue.end(), end, kinds - {"class-of-countries"}, official=True)
    for found_cue in s.pattern("mandates", "receiver_first").finditer(s.plain, start, end):
        parties += _receivers(s, found_cue.end(), end, kinds)
    for cue in s.pattern("mandates", "share").finditer(s.plain, start, end):
        parties += _receivers(s, cue.end(), end, kinds, official=True)
    pronoun = s.pattern("mandates", "receiver_pronoun").search(s.plain, start, end)
    if pronoun and (not parties or s.pattern("mandates", "receiver_itself").search(pronoun[0])):
        at, to = next(pronoun.span(place) for place in range(1, len(pronoun.groups()) + 1) if pronoun[place])
        parties.append(Party(at, to, s.body))
    return named(s, _once(_apart(parties)))


def _receiver_places(s: Searched, start: int, end: int) -> list[int]:
    """Where a receiver may begin: behind a preposition, or, where the case of the noun tells, at any name."""
    if s.words("mandates", "receiver_form"):
        channel = s.pattern("mandates", "receiver_channel")
        return [one.span.start for one in s.actors(start, end) if not channel.search(s.plain[max(start, one.span.start - CHANNEL):one.span.start])]
    return [cue.end() for cue in s.pattern("mandates", "report_to").finditer(s.plain, start, end)]


def _receivers(
    s: Searched, start: int, end: int, kinds: set[str], official: bool = False, formed: bool = False
) -> list[Party]:
    """Names behind a joining word, if they can receive something: not the countries that one reports on."""
    unnamed = bool(s.words("mandates", "unnamed_receiver")) and bool(TITLED.match(s.text, start, end)) and not official
    found = listed(s, start, end, unknown=unnamed)
    good = []
    form = s.pattern("mandates", "receiver_form")
    for one in found:
        actor = s.actor(one.code)
        if actor is None and not (unnamed and one is found[0]):
            break
        if actor is None and s.pattern("mandates", "no_receiver").match(s.plain, one.start):
            break
        if actor is not None and actor.kind not in kinds:
            break
        if official and actor is not None and not _of_organisation(s, actor):
            break
        if formed and s.words("mandates", "receiver_form") and not (
            form.search(s.plain, one.start, _head_end(s, one)) or s.text[one.start:one.end].isupper()
        ):
            break
        good.append(one)
    return good


def _head_end(s: Searched, one: Party) -> int:
    """Where the words of a title end whose case tells its part: « Комитету | по правам человека »."""
    title = s.pattern("mandates", "names", "title_goes_on").search(s.plain, one.start, one.end)
    return title.start() if title else one.end


def _of_organisation(s: Searched, actor: Actor) -> bool:
    """Whether an actor is a body, office or officer, or belongs to the organisation whose body speaks."""
    speaker = s.actor(s.body)
    return actor.kind in ("official", "body", "office") or bool(speaker and actor.parent and actor.parent == speaker.parent)


def find_beneficiaries(s: Searched, start: int, end: int, others: frozenset[str]) -> list[Named]:
    """For whom the act is to be done; ``others`` are the codes of those who have another part in it."""
    parties: list[Party] = []
    known = s.actors(start, end)
    if not known and not s.pattern("mandates", "those").search(s.plain, start, end):
        return []
    weak = set(s.words("mandates", "weak_kinds") or ())
    for strength in ("benefit_strong", "benefit_weak"):
        for cue in s.pattern("mandates", strength).finditer(s.plain, start, end):
            if s.quoted(start, cue.start()) or strength == "benefit_weak" and _behind_title(s, start, cue.start()):
                continue
            begin = _reached(s, cue.end(), end, strength)
            following = bisect_left(known, begin, key=begins)
            if following == len(known) or known[following].span.start - begin > ARTICLES:
                continue  # no name begins behind such a word, whatever articles stand between
            for one in listed(s, begin, end):
                actor = s.actor(one.code)
                if actor is None or one.code in others or strength == "benefit_weak" and actor.kind not in weak:
                    break
                if actor.kind == "official" or _in_title(s, one, actor):
                    break
                parties.append(one)
    for cue in s.pattern("mandates", "those").finditer(s.plain, start, end):
        parties.append(Party(*cue.span(), None))
    return named(s, _once(_apart(parties)))


def _reached(s: Searched, at: int, end: int, strength: str) -> int:
    """Where the names behind a word of help begin: a few words on, where no preposition leads to them."""
    reach = s.words("mandates", "benefit_reach")
    if strength == "benefit_weak" or not reach:
        return at
    line = re.split(r"[,;:.]", s.plain[at:min(end, at + reach)])[0]
    return next((one.span.start for one in s.actors(at, end) if one.span.start < at + len(line)), at)


def _in_title(s: Searched, one: Party, actor: Actor) -> bool:
    """Whether a common name stands with capitals, as a piece of the title of something else."""
    forms = (actor.names.get(s.language, ""), *actor.short.get(s.language, ()))
    common = not any(form[:1].isupper() for form in forms if " " in form or not form.isupper())
    return s.text[one.start].isupper() and common and " " in s.text[one.start:one.end]


def _behind_title(s: Searched, start: int, at: int) -> bool:
    """Whether words behind a place belong to a title that stands before it: « the Programme for the … »."""
    before = s.text[max(start, at - TITLE):at]
    before = re.split(r"[,;:،；，]", before)[-1]
    known = s.actors(max(start, at - TITLE), at)
    offset = at - len(before)
    return any(
        offset + word.start() > start and not any(one.span.start <= offset + word.start() < one.span.end for one in known)
        for word in TITLE_WORD.finditer(before)
    )


def _once(parties: list[Party]) -> list[Party]:
    """The first name of each actor."""
    kept: list[Party] = []
    codes: set[str] = set()
    for one in parties:
        if one.code is None or one.code not in codes:
            kept.append(one)
            codes.update([one.code] if one.code else [])
    return kept


def _apart(parties: list[Party]) -> list[Party]:
    """Names in the order of the text; of two that overlap, the first found."""
    kept: list[Party] = []
    for one in parties:
        place = bisect_left(kept, one.end, key=lambda other: other.start)
        if place == 0 or kept[place - 1].end <= one.start:
            kept.insert(place, one)
    return kept
