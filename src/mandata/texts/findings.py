"""Findings out of a reading, and what a newer reading takes over from the last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from mandata.texts.models import Finding, Reading

LISTS = (
    ("provisions", Finding.What.PROVISION),
    ("citations", Finding.What.CITATION),
    ("mandates", Finding.What.MANDATE),
    ("tasks", Finding.What.TASK),
    ("notes", Finding.What.NOTE),
    ("changes", Finding.What.CHANGE),
    ("problems", Finding.What.PROBLEM),
    ("fused", Finding.What.FUSED),
)
FUSED_PROBLEMS = ("doubled-label", "fused-words")
PLACES = ("span", "at")  # offsets into the text of one reading
HEAD = ("kind", "body", "number", "place", "year", "revised", "history", "title", "amends", "language")


def head_of(text: dict[str, Any]) -> dict[str, Any]:
    """What the title block says."""
    return {name: text[name] for name in HEAD}


def findings_of(text: dict[str, Any], reading: Reading) -> list[Finding]:
    """All that the engine found (the reading contract's plain values), as open findings, not yet stored."""
    found: list[Finding] = []
    fused = {at for place in text["fused"] for at in range(*place["span"])}
    for name, what in LISTS:
        for value in text[name]:
            if value.get("code") in FUSED_PROBLEMS and fused.intersection(range(*value["span"])):
                continue  # told once, by the place
            key = "id" if what == Finding.What.PROVISION else "provision"
            found.append(
                Finding(
                    reading=reading, what=what, position=len(found), found=value,
                    provision_id_read=value.get(key) or "", certainty=value.get("certainty", "certain"),
                )
            )
    return found


def words_of(finding: Finding, provisions: dict[str, str], text: str) -> str:
    """The words that a finding is about: its provision's own, else those it spans."""
    if finding.provision_id_read in provisions:
        return provisions[finding.provision_id_read]
    span = finding.found.get("span") or [0, 0]
    return text[span[0]:span[1]]


def printed_label(text: str, start: int, label: str) -> str:
    """A label as it is printed before the words that start at ``start``: "a)" where the bare one is "a"."""
    printed = text[text.rfind("\n", 0, start) + 1:start].strip()
    return printed if label and label in printed and len(printed) <= len(label) + 3 else label


def own_texts(findings: Iterable[Finding]) -> dict[str, str]:
    """Own text of each provision of a reading, by its id there."""
    return {f.provision_id_read: str(f.value.get("text", "")) for f in findings if f.what == Finding.What.PROVISION}


def take_over(old: list[Finding], old_text: str, new: list[Finding], new_text: str) -> list[tuple[Finding, Finding]]:
    """Pair the decided findings of the last reading with those of a newer one: by own words, then by place.

    A pair whose words are the same keeps its decision; a merely similar one stays open for a person to see. Fused places
    have their own rule (``texts/fused.py``).
    """
    pairs: list[tuple[Finding, Finding]] = []
    old_words, new_words = own_texts(old), own_texts(new)
    free: dict[tuple[str, str], list[Finding]] = {}
    for one in new:
        free.setdefault((one.what, words_of(one, new_words, new_text)), []).append(one)
    for one in old:
        if one.state == Finding.State.OPEN or one.what == Finding.What.FUSED:
            continue
        same = free.get((one.what, words_of(one, old_words, old_text)))
        if same:
            at_place = next((f for f in same if f.provision_id_read == one.provision_id_read), same[0])
            same.remove(at_place)
            pairs.append((one, at_place))
    return pairs


def correction_on(old: Finding, new: Finding) -> dict[str, Any] | None:
    """What a person changed in the old finding, laid on the new one: its places and ids stay those of its own reading."""
    if old.corrected is None:
        return None
    return {**new.found, **{name: value for name, value in old.corrected.items() if value != old.found.get(name)}}


ADDED = "added"  # the certainty of what a person added: no reader found it


def added_again(old: list[Finding], new: list[Finding], reading: Reading) -> list[Finding]:
    """What persons added to the last reading, on the provision of the newer one that has the same words; not yet stored."""
    words = own_texts(old)
    by_words = {str(one.value.get("text", "")): one for one in new if one.what == Finding.What.PROVISION}
    kept: list[Finding] = []
    for one in old:
        place = by_words.get(words.get(one.provision_id_read, "")) if one.certainty == ADDED else None
        if place is not None:
            found = {**one.found, "provision": place.provision_id_read, "span": place.value["span"]}
            kept.append(Finding(
                reading=reading, what=one.what, position=len(new) + len(kept), provision_id_read=place.provision_id_read,
                certainty=ADDED, found=found, corrected=one.corrected, state=one.state, decided_by=one.decided_by,
            ))
    return kept


def difference(old: list[Finding], new: list[Finding]) -> dict[str, list[str]]:
    """What a newer reading found that the last did not, and the other way round, in readable lines."""

    def lines(findings: list[Finding]) -> set[str]:
        return {
            f"{f.what} {f.provision_id_read} {json.dumps(_essence(f.found), ensure_ascii=False, sort_keys=True)}"
            for f in findings
        }

    before, after = lines(old), lines(new)
    return {"gone": sorted(before - after), "new": sorted(after - before)}


def _essence(found: dict[str, Any]) -> dict[str, Any]:
    return {name: _without_places(value) for name, value in found.items() if name not in ("certainty", "doubts", "id", "text", *PLACES)}


def _without_places(value: Any) -> Any:
    """A value without the offsets in it: words that only moved are no difference."""
    if isinstance(value, dict):
        return {name: _without_places(one) for name, one in value.items() if name not in PLACES}
    return [_without_places(one) for one in value] if isinstance(value, list) else value
