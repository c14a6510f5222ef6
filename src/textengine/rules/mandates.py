"""What an operative provision asks somebody to do: force, who, with whom, to whom, by when, within which limits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from textengine.languages import words_of
from textengine.model import Limit, Mandate, Named, Provision, Span, Task
from textengine.pipeline import Draft
from textengine.rules.times import find_due
from textengine.vocabulary import EDGE, plain_word

FORCES = {"resolve", "instruct", "request", "invite", "encourage", "urge", "recommend", "call-upon", "authorize", "appeal"}
LIMIT_ORDER = ("means", "consent", "request", "scope", "feasibility", "discretion")
NAME_WINDOW = 160


@lru_cache
def _limits(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = words_of(language).get("mandates", {}).get("limits", {})
    return tuple((kind, re.compile("|".join(table[kind]), re.IGNORECASE)) for kind in LIMIT_ORDER if table.get(kind))


@lru_cache
def _phrases(language: str, name: str) -> re.Pattern[str]:
    phrases = words_of(language).get("mandates", {}).get(name, [])
    body = "|".join(phrases if name == "report" else map(re.escape, sorted(phrases, key=len, reverse=True)))
    return re.compile(rf"{EDGE}(?:{body})" if body else r"(?!)", re.IGNORECASE)


def find_mandates(draft: Draft) -> None:
    """Find the duties of the operative part, and the tasks of an annexed plan."""
    if draft.language is None or not words_of(draft.language).get("mandates"):
        return
    by_id = {one.id: one for one in draft.provisions}
    children: dict[str, list[Provision]] = {}
    for one in draft.provisions:
        children.setdefault(one.parent or "", []).append(one)
    for one in draft.provisions:
        if one.part == "operative" and one.state != "base" and (one.call or _group(one, by_id).call) in FORCES:
            _one(draft, one, by_id, children)
        elif one.part == "annex" and one.state != "base" and not children.get(one.id):
            named = _named(draft, one.span)
            if named:
                draft.tasks.append(Task(one.id, tuple(named[:1]), (), "likely"))


def _one(draft: Draft, one: Provision, by_id: dict[str, Provision], children: dict[str, list[Provision]]) -> None:
    group = _group(one, by_id)
    below = children.get(one.id, [])
    if one.id == group.id and below:
        return
    words = words_of(draft.language or "")["mandates"]
    if below and _open_verb(one.text, words):
        return
    parent = by_id.get(one.parent or "")
    if parent is not None and parent.id != group.id and not _states_an_act(one, parent, words):
        return
    force = one.call or group.call or "resolve"
    if force == "resolve" and not _leaves_something(one, group, parent, words):
        return
    addressees = _addressees(draft, one, group, parent, words)
    span = one.span
    inherited = group.span if group.id != one.id else None
    with_ = _with(draft, inherited, words) + _with(draft, span, words)
    report = _report_to(draft, span, words)
    due = find_due(draft, span)
    limits = ([] if inherited is None else _limits_in(draft, inherited)) + _limits_in(draft, span)
    taken = {(named.span, named.text) for named in addressees}
    draft.mandates.append(
        Mandate(
            one.id, span, force, tuple(addressees),
            tuple(named for named in with_ if (named.span, named.text) not in taken), _action(one.text, words),
            tuple(report), (), due, tuple(limits), "certain" if addressees and addressees[0].actor else "likely",
        )
    )


def _group(one: Provision, by_id: dict[str, Provision]) -> Provision:
    while one.parent in by_id:
        one = by_id[one.parent]
    return one


def _open_verb(text: str, words: dict[str, Any]) -> bool:
    """A parent whose verb has no object of its own: « de continuer d'examiner: » """
    return text.rstrip().endswith(":") and len(text.split()) <= 4


def _states_an_act(one: Provision, parent: Provision, words: dict[str, Any]) -> bool:
    first = plain_word(one.text.split()[0]) if one.text.split() else ""
    return parent.text.rstrip().endswith(":") and not first.startswith(("l'", "la", "le", "les", "the"))


def _leaves_something(one: Provision, group: Provision, parent: Provision | None, words: dict[str, Any]) -> bool:
    text = plain_word(one.text)
    opens = text.startswith(tuple(words["open_verb"]))
    asked = any(re.search(rf"{EDGE}{re.escape(word)}(?:{EDGE}|\b)", text) for word in words["resolve_acts"])
    carried = parent is not None and parent.id != group.id
    return opens or asked or carried


def _addressees(
    draft: Draft, one: Provision, group: Provision, parent: Provision | None, words: dict[str, Any]
) -> list[Named]:
    subject = re.compile(rf"{EDGE}(?:{'|'.join(words['duty_subject'])})(?:{EDGE}|\b)")
    own = subject.search(one.text)
    if own and one.call == "resolve" and not plain_word(one.text).startswith(tuple(words["open_verb"])):
        named = _subjects(draft, Span(one.span.start, one.span.start + own.start()), words)
        if named:
            return named
    if parent is not None and parent.id != group.id:
        found = subject.search(parent.text)
        if found and (named := _subjects(draft, Span(parent.span.start, parent.span.start + found.start()), words)):
            return named
    if group.id == one.id:
        return _call_names(draft, group, words)
    return _call_names(draft, group, words)


def _subjects(draft: Draft, span: Span, words: dict[str, Any]) -> list[Named]:
    cut = _phrases(draft.language or "", "with").search(draft.text, *span)
    return _named(draft, Span(span.start, cut.start() if cut else span.end))


def _call_names(draft: Draft, group: Provision, words: dict[str, Any]) -> list[Named]:
    """The addressees of a call line: what follows its verb, before « en collaboration avec » and conditions."""
    end = group.span.end
    line = draft.text.find("\n", group.span.start, end)
    end = line if line >= 0 else end
    if cut := _phrases(draft.language or "", "with").search(draft.text, group.span.start, end):
        end = cut.start()
    verbs = sorted(
        (verb for codes in words_of(draft.language or "")["calls"].values() for all_verbs in codes.values() for verb in all_verbs),
        key=len, reverse=True,
    )
    text = draft.text[group.span.start:end]
    start = next((len(verb) for verb in verbs if plain_word(text).startswith(verb)), 0)
    if group.label is not None:
        ends = [at for sign in words["ends_name"] if (at := plain_word(text).find(sign, start + 1)) >= 0]
        text = text[:min(ends)] if ends else text[:start]
    named = _named(draft, Span(group.span.start, group.span.start + len(text)))
    if named:
        return named
    rest = text[start:].strip(" ,:\u00a0")
    if not rest:
        return []
    for article in sorted(words["articles"], key=len, reverse=True):
        if plain_word(rest).startswith(article):
            rest = rest[len(article):]
            break
    at = group.span.start + text.rfind(rest)
    return [Named(rest, None, Span(at, at + len(rest)))]


def _named(draft: Draft, span: Span) -> list[Named]:
    body = draft.body
    found = draft.vocabulary.find_actors(draft.text, draft.language or "", span.start, span.end, body)
    return [Named(one.text, one.code, one.span) for one in found]


def _with(draft: Draft, span: Span | None, words: dict[str, Any]) -> list[Named]:
    if span is None:
        return []
    named: list[Named] = []
    for found in _phrases(draft.language or "", "with").finditer(draft.text, *span):
        named += _names_after(draft, found.end(), span.end, words)
    return named


def _names_after(draft: Draft, start: int, end: int, words: dict[str, Any]) -> list[Named]:
    """The actors that stand behind a joining phrase, as long as only joining words lie between them."""
    joins = (*words["and"], *words["articles"])
    named: list[Named] = []
    at = start
    for one in _named(draft, Span(start, min(end, start + NAME_WINDOW))):
        between = plain_word(draft.text[at:one.span.start])
        for join in sorted(joins, key=len, reverse=True):
            between = between.replace(join.strip(), " ")
        if between.strip(" ()"):
            break
        named.append(one)
        at = one.span.end
    return named


def _report_to(draft: Draft, span: Span, words: dict[str, Any]) -> list[Named]:
    for found in _phrases(draft.language or "", "report").finditer(draft.text, *span):
        named = _names_after(draft, found.end(), span.end, words)
        if named:
            return named
    due = find_due(draft, span)
    if due.kind == "meeting" and due.span and _phrases(draft.language or "", "report").search(draft.text, span.start, due.span.end):
        return _named(draft, due.span)
    return []


def _limits_in(draft: Draft, span: Span) -> list[Limit]:
    found: list[Limit] = []
    for kind, pattern in _limits(draft.language or ""):
        for one in pattern.finditer(draft.text, *span):
            if not any(one.start() < other.span.end and other.span.start < one.end() for other in found):
                found.append(Limit(one[0], Span(*one.span()), kind))  # type: ignore[arg-type]
    return sorted(found, key=lambda limit: limit.span)


def _action(text: str, words: dict[str, Any]) -> str:
    plain = plain_word(text)
    places = {
        action: min((at for word in signs if (at := plain.find(word)) >= 0), default=-1)
        for action, signs in words["actions"].items()
    }
    found = {action: at for action, at in places.items() if at >= 0}
    return min(found, key=lambda action: found[action]) if found else "other"

