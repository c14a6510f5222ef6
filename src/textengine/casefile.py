"""Cases: a text and what a reader must find in it, in a file that a lawyer can read (``tests/textengine/cases/*.txt``).

A case is a name, the text, and the lines expected, parted by lines of one dot. Without more the lines are all that is
found; where the last one is ``…`` further lines may stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

DOT, MORE = ".", "…"
WORDS = 90  # signs of a provision's own words on its line


@dataclass(frozen=True, slots=True)
class Case:
    """A name, a text, the lines expected of its reading, and whether further lines may stand beside them."""

    name: str
    text: str
    expected: tuple[str, ...]
    open: bool = False

    def differences(self, found: list[str]) -> list[str]:
        """``- line`` for each expected line that was not found, ``+ line`` for each found that was not expected."""
        missing = [f"- {one}" for one in self.expected if one not in found]
        return missing if self.open else missing + [f"+ {one}" for one in found if one not in self.expected]

    def __str__(self) -> str:
        """The case as it stands in a file."""
        lines = [f" {one}" if one.strip() == DOT else one for one in self.text.strip("\n").split("\n")]
        return "\n".join((self.name, DOT, *lines, DOT, *self.expected, *([MORE] if self.open else []), DOT, ""))


def cases_of(content: str) -> list[Case]:
    """The cases of a file; ``ValueError`` with the line where one is not whole."""
    blocks: list[list[str]] = [[]]
    for line in content.split("\n"):
        if line == DOT:
            blocks.append([])
        else:
            blocks[-1].append(line)
    if len(blocks) % 3 != 1 or any(map(str.strip, blocks[-1])):
        raise ValueError(f"A case is a name, a text and the lines expected, each ended by a line of one dot; here are {len(blocks) - 1} such lines.")
    found = []
    for name, text, expected in zip(blocks[::3], blocks[1::3], blocks[2::3], strict=False):
        lines = [one for one in expected if one.strip()]
        is_open = lines[-1:] == [MORE]
        found.append(Case(" ".join("\n".join(name).split()), "\n".join(text), tuple(lines[:-1] if is_open else lines), is_open))
    return found


def lines_of(reading: Mapping[str, Any]) -> list[str]:
    """What a reading (the contract's plain values) found, one fact a line, each line whole in itself."""
    return [*_head(reading), *_provisions(reading), *_citations(reading), *_duties(reading),
            *(f"problem: {one['code']}" for one in reading.get("problems", ()))]


def _head(reading: Mapping[str, Any]) -> Iterator[str]:
    for name in ("language", "kind", "body", "number", "title"):
        if reading.get(name):
            yield f"{name}: {reading[name]}"
    if reading.get("year"):
        yield f"adopted: {', '.join(str(one) for one in (reading.get('place'), reading['year']) if one)}"
    if amends := reading.get("amends"):
        yield f"amends: {' '.join(str(amends[name]) for name in ('body', 'number', 'place', 'year') if amends.get(name))}"


def _provisions(reading: Mapping[str, Any]) -> Iterator[str]:
    for one in reading.get("provisions", ()):
        place = [one["part"], *([f"under {one['parent']}"] if one.get("parent") else []), *([f"label {one['label']}"] if one.get("label") else [])]
        place += [one["call"]] if one.get("call") and not one.get("parent") else []
        place += [one["state"]] if one.get("state", "both") != "both" else []
        words = " ".join(one["text"].split())
        yield f"{one['id']} ({', '.join(place)}) {words if len(words) <= WORDS else words[:WORDS - 1] + '…'}"


def _citations(reading: Mapping[str, Any]) -> Iterator[str]:
    for one in reading.get("citations", ()):
        told = [one["kind"], one.get("body"), one.get("number"), one.get("place"), one.get("year"), f"point {one['point']}" if one.get("point") else None]
        yield f"{one['provision'] or 'front'} cites: {' '.join(str(part) for part in told if part)}"


def _duties(reading: Mapping[str, Any]) -> Iterator[str]:
    for one in reading.get("mandates", ()):
        place, due = one["provision"], one.get("due") or {}
        yield f"{place} force: {one['force']}"
        for name, words in (("addressees", "who"), ("with", "with"), ("report_to", "report to"), ("beneficiaries", "for")):
            if named := one.get(name):
                yield f"{place} {words}: {'; '.join(who['text'] for who in named)}"
                if codes := [who["actor"] for who in named if who.get("actor")]:
                    yield f"{place} {words}, by code: {'; '.join(codes)}"
        if due.get("text"):
            yield f"{place} by when: {due['text']}"
        if due.get("value"):
            yield f"{place} calendar: {', '.join(f'{key} {value}' for key, value in due['value'].items() if value is not None)}"
        for limit in one.get("limits", ()):
            yield f"{place} limit ({limit['kind']}): {limit['text']}"
