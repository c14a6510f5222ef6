"""How often each level of confidence is right, by kind of finding, against the development gold; its scorer is used, not copied."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import SHARED

BENCH = SHARED / "textbench"
LEVELS = ("certain", "likely", "unsure")
FIELDS = ("force", "addressees", "report_to", "due", "limits", "with", "beneficiaries")
CORE = ("force", "addressees", "actor", "report_to", "limits", "due", "due kind")


@dataclass
class Calibration:
    """Right ones of all, by kind of finding and level; what was wrong, for people."""

    counts: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, level: str, right: bool, words: str = "") -> None:
        """Count one finding."""
        self.counts[kind, level, right] += 1
        if not right:
            self.wrong.append(f"{kind} {level}: {words}")

    def rows(self) -> dict[str, dict[str, dict[str, int]]]:
        """Per kind and level: how many, how many of them right."""
        kinds = dict.fromkeys(kind for kind, _, _ in self.counts)
        return {
            kind: {
                level: {"found": total, "right": self.counts[kind, level, True]}
                for level in LEVELS if (total := self.counts[kind, level, True] + self.counts[kind, level, False])
            } for kind in kinds
        }


def scoring(name: str) -> Any:
    """A module of the scorer beside the project."""
    if str(BENCH) not in sys.path:
        sys.path.insert(0, str(BENCH))
    return __import__(f"scoring.{name}", fromlist=[name])


def calibrated(engine: Any) -> Calibration:
    """The levels of all findings that the gold can judge."""
    found = Calibration()
    for part in (_structure, _citations, _mandates, _changes):
        part(engine, found)
    return found


def _read(engine: Any, folder: str, pattern: str) -> Iterator[tuple[Path, dict[str, Any], dict[str, Any]]]:
    common = scoring("common")
    paths = sorted((BENCH / folder).rglob(pattern))
    golds = [common.load(path) for path in paths]
    answers = engine.read([path.parent / gold["file"] for path, gold in zip(paths, golds, strict=True)])
    return ((path, gold, doc) for path, gold, doc in zip(paths, golds, answers, strict=True) if doc is not None)


def _structure(engine: Any, found: Calibration) -> None:
    structure = scoring("structure")
    for _, gold, doc in _read(engine, "structure", "*.gold.json"):
        level = {one["id"]: one["certainty"] for one in doc["provisions"]}
        pairs = structure.Comparison(gold, doc)
        found.missed["provisions"] += len(pairs.want) - len(pairs.exact)
        for j, one in enumerate(pairs.got):
            found.add("provisions", level[one.id], pairs.exact.get(j) in pairs.hits, f"{gold['file']} {one.text[:80]}")
            want = pairs.want[pairs.which[j]] if j in pairs.which else {}
            if "call" in want:
                right = one.call in (want["call"], *want.get("call_also", []))
                found.add("calls", level[one.id], right, f"{gold['file']} {one.text[:80]}")


def _citations(engine: Any, found: Calibration) -> None:
    citations, common = scoring("citations"), scoring("common")
    for path, gold, doc in _read(engine, "citations", "*.citations.json"):
        beside = (path.parent / gold["file"]).with_suffix(".gold.json")
        struct = common.load(beside) if beside.parent.name == "structure" and beside.exists() else None
        want, got = gold["citations"], citations.predicted(doc, gold, struct)

        def weight(i: int, j: int, want: Any = want, got: Any = got) -> float:
            if citations.place_of(want[i]["number"], got[j]["text"]) < 0:
                return 0.0
            return 1 + 0.1 * sum(citations.right(name, want[i].get(name), got[j].get(name)) for name in ("number", "body", "year", "place"))

        pairs = {j: i for i, j in common.align(len(want), len(got), weight, 1.4)}
        found.missed["citations"] += len(want) - len(pairs)
        title = citations.own_title(got, set(pairs), gold.get("own_title"))
        for j, one in enumerate(got):
            if gold.get("complete") and j not in title:
                found.add("citations", one["certainty"], j in pairs, f"{gold['file']} {one['text']}")
            if j in pairs:
                wanted = want[pairs[j]]
                right = all(citations.right(name, wanted[name], one.get(name)) for name in citations.FIELDS if wanted.get(name) is not None)
                found.add("citation targets", one["certainty"], right, f"{gold['file']} {one['text']}")


def _mandates(engine: Any, found: Calibration) -> None:
    mandates, common = scoring("mandates"), scoring("common")
    for _, gold, doc in _read(engine, "mandates", "*.mandates.json"):
        text = mandates.Text(gold, doc)
        debatable = gold.get("debatable", [])
        wanted = [one for one in gold["mandates"] if one["provision_starts"] not in debatable]
        taken = {i: text.take(one["provision_starts"]) for i, one in enumerate(wanted)}
        for words in [*debatable, *gold.get("ignore", [])]:
            text.take(words)
        for i, one in enumerate(wanted):
            place = taken[i] or text.take(one["provision_starts"], loose=True)
            if place is None:
                found.missed["duties"] += 1
                continue
            given = text.given[place]
            notes: list[str] = []
            mandates.score_fields(one, given, common.Sheet(), ["all"], lambda what, *_, notes=notes: notes.append(what))
            forces = (one["force"], *one.get("force_alt", []))
            got = next((other for other in given if other["force"] in forces), given[0])
            name = f"{gold['file']} {one['provision_starts'][:80]}"
            found.add("duties", got["certainty"], not set(notes).intersection(CORE), f"{name} {sorted(set(notes))}")
            _terms(found, one, got, notes, name)
        for place in text.free:
            for got in text.given[place]:
                found.add("duties", got["certainty"], False, f"{gold['file']} extra {text.provs[place].text[:80]}")


def _terms(found: Calibration, want: dict[str, Any], got: dict[str, Any], notes: list[str], name: str) -> None:
    """Each term that the gold or the reading has, with the level that the reading gives it."""
    levels = {one["field"]: one["certainty"] for one in got["doubts"]}
    wrong = {"addressees" if one == "actor" else "due" if one.startswith("due") else "limits" if one.startswith("kind of limit") else one for one in notes}
    for term in FIELDS:
        stands = got[term]["text"] if term == "due" else got[term]
        if not stands and term in wrong:
            found.missed[f"duties: {term.replace('_', ' ')}"] += 1
        elif stands:
            found.add(f"duties: {term.replace('_', ' ')}", levels.get(term, "certain"), term not in wrong, name)


def _changes(engine: Any, found: Calibration) -> None:
    flattened, common = scoring("flattened"), scoring("common")
    judge: Callable[..., bool | None] = flattened.certain
    for path in sorted((BENCH / "flattened").glob("*.gold.json")):
        flat = flattened.Flat(path)
        for base in [(), *([("--base", flat.base)] if flat.base else [])]:
            answer = flattened.answer(engine, "unflatten", flat.file, *base, "--json")
            for one in common.dicts(answer, "changes"):
                right = judge(flat, one["kind"], set(flat.inked(*one["span"])))
                if right is not None:
                    found.add("flattened changes" + (" with the base text" if base else ""), one["certainty"], right, f"{path.name} {one['text'][:60]}")
