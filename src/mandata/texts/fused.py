"""Fused places of a reading: what was chosen for each, the texts before and after, what a newer reading keeps of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import ngettext

from mandata.shared.operations import RuleBroken
from mandata.texts.models import Finding, LanguageVersion, Layer, Reading
from textengine.fused import settled
from textengine.model import Span

Side = Literal["before", "after"]


def places_of(reading: Reading) -> QuerySet[Finding]:
    """The fused places of a reading, as they stand in its text; a reading of the settled words has none left."""
    return reading.findings.filter(what=Finding.What.FUSED).order_by("position")


def words_chosen(place: Finding, side: Side) -> str:
    """The words of a place before or after; one that a person left, or has not decided, is as it stands."""
    decided = place.state in (Finding.State.CONFIRMED, Finding.State.CORRECTED)
    return str(place.value[side]) if decided else str(place.found["text"])


def words_after(place: Finding) -> str:
    """The new words of a place: as a person chose, else as the engine reads them."""
    return str(place.found["after"]) if place.state == Finding.State.OPEN else words_chosen(place, "after")


def text_of(reading: Reading, side: Side, places: Iterable[Finding]) -> tuple[str, Callable[[int], int]]:
    """The whole text before or after, by what was chosen, and where an offset of the reading's text has gone."""
    return settled(reading.text, [(Span(*one.found["span"]), words_chosen(one, side)) for one in places])


def refuse_fused(language_version: LanguageVersion, reading: Reading, layer: str) -> None:
    """A fused text is never served as law: every place is decided, and the words are those chosen."""
    if layer != Layer.ADOPTED:
        return
    places = list(places_of(reading))
    waiting = sum(one.state == Finding.State.OPEN for one in places)
    if waiting:
        raise RuleBroken(ngettext(
            "Old and new words stand fused at %(n)s place of this text that nobody has decided on: a fused text is no law. Choose its reading in the review first.",
            "Old and new words stand fused at %(n)s places of this text that nobody has decided on: a fused text is no law. Choose their readings in the review first.",
            waiting,
        ) % {"n": waiting}, language_version)
    changed = sum(words_chosen(one, "after") != one.found["text"] for one in places)
    if changed:
        raise RuleBroken(ngettext(
            "Old and new words still stand fused at %(n)s place of this text. Put the words chosen in their place in the review first.",
            "Old and new words still stand fused at %(n)s places of this text. Put the words chosen in their place in the review first.",
            changed,
        ) % {"n": changed}, language_version)


def keep_choices(old: Reading, new: Reading) -> list[Finding]:
    """Lay what was chosen in the last reading on a newer one whose lines are the same; gives the places that keep a choice.

    A choice whose place the newer reading does not find, or cuts elsewhere, stands in the place of what it found there.
    """
    found = list(places_of(new))
    lines, others = _Lines(old.text), _Lines(new.text)
    free = {_key(others, one): one for one in found}
    starts = {(words, number): start for start, words, number in others.rows}
    kept: list[Finding] = []
    again: list[Finding] = []
    for one in places_of(old).exclude(state=Finding.State.OPEN):
        key = _key(lines, one)
        other = free.get(key)
        if other is not None:
            other.state, other.decided_by = one.state, one.decided_by
            if one.state != Finding.State.REJECTED and any(one.value[side] != other.found[side] for side in ("before", "after")):
                other.corrected = {**other.found, "before": one.value["before"], "after": one.value["after"]}
                other.state = Finding.State.CORRECTED
            kept.append(other)
        elif (key[0], key[1]) in starts:
            start = starts[key[0], key[1]] + key[2]
            again.append(_moved(one, new, start))
    taken = [range(*one.found["span"]) for one in again]
    gone = [one.pk for one in found if one not in kept and any(_overlap(range(*one.found["span"]), place) for place in taken)]
    Finding.objects.filter(pk__in=gone).delete()
    Finding.objects.bulk_update(kept, ["state", "corrected", "decided_by"])
    Finding.objects.bulk_create(again)
    return kept + again


def _moved(one: Finding, reading: Reading, start: int) -> Finding:
    span = [start, start + len(one.found["text"])]
    return Finding(
        reading=reading, what=one.what, position=one.position, provision_id_read=one.provision_id_read, certainty=one.certainty,
        found={**one.found, "span": span}, corrected={**one.corrected, "span": span} if one.corrected else None,
        state=one.state, decided_by=one.decided_by,
    )


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


class _Lines:
    """The lines of a text: start, words, and the how manieth of the same words."""

    def __init__(self, text: str) -> None:
        self.rows: list[tuple[int, str, int]] = []
        times: dict[str, int] = {}
        start = 0
        for words in text.split("\n"):
            times[words] = times.get(words, 0) + 1
            self.rows.append((start, words, times[words]))
            start += len(words) + 1

    def at(self, offset: int) -> tuple[int, str, int]:
        return self.rows[bisect_right(self.rows, offset, key=lambda row: row[0]) - 1]


def _key(lines: _Lines, place: Finding) -> tuple[str, int, int, str]:
    start, words, number = lines.at(place.found["span"][0])
    return words, number, place.found["span"][0] - start, str(place.found["text"])


def notes_moved(notes: Sequence[Finding], moved: Callable[[int], int]) -> list[dict[str, Any]]:
    """The notes of a reading where they are called in the settled words: a note stands beside the words it is called in."""
    return [{**one.found, "at": moved(one.found["at"])} for one in notes]
