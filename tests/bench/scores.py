"""How well the engine reads: scores by language and calibration by level, written to the data file of the page and the documentation."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import textengine
from tests.bench import ROOT
from tests.bench.calibration import BENCH, LEVELS, Calibration, calibrated, scoring

DATA = ROOT / "src/mandata/texts/measured/reading.json"
PAGE = ROOT / "docs/how-good-is-it.md"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
# Category, column of the scorer's table, what the page says, the mark to reach; share of right ones or F1, from 0 to 1.
FIGURES = (
    ("structure", "F1", "provisions", 0.99), ("structure", "exact", "documents without any error in their outline", 0.9),
    ("structure", "call", "calls", 0.98), ("structure", "notes", "notes", 0.98), ("structure", "head", "title block", 0.97),
    ("structure", "amends", "what a proposal changes", 0.95), ("structure", "problems", "problems found", 0.95),
    ("citations", "R", "citations found", 0.98), ("citations", "target", "what a citation means", 0.97),
    ("mandates", "F1", "provisions with a duty", 0.95), ("mandates", "force", "force", 0.95), ("mandates", "addressee", "who", 0.93),
    ("mandates", "report_to", "report to", 0.9), ("mandates", "due", "by when", 0.9), ("mandates", "value", "day or session of a time", 0.9),
    ("mandates", "limits", "limits", 0.9), ("mandates", "with", "with whom", 0.9), ("mandates", "benefic.", "for whom", 0.9),
    ("mandates", "tuple", "whole duties", 0.8), ("flattened", "found", "fused places", 0.8),
    ("flattened", "found +base", "fused places, with the base text", 0.95), ("docx", "final", "Word files, text after the changes", 1.0),
    ("docx", "original", "Word files, text before the changes", 1.0),
)
COUNTED = {"structure": "docs", "citations": "lists", "mandates": "docs", "flattened": "seams", "docx": "files"}


def scores() -> None:
    """Measure, print, and write both files; nothing is written where the development texts are not beside the project."""
    if not BENCH.is_dir():
        print(f"No development texts at {BENCH}: nothing was measured, {DATA.relative_to(ROOT)} stays as it is.", file=sys.stderr)
        return
    engine = scoring("common").Engine(str(Path(sys.executable).parent / "textengine"))
    measured = {name: scoring(name).score(BENCH, engine).rows for name in COUNTED}
    found = calibrated(engine)
    data = as_data(measured, found)
    DATA.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(as_page(data), encoding="utf-8")
    print(tables(data))
    print(f"\nWrong at their level ({len(found.wrong)}):", *found.wrong[:40], sep="\n  ")


def as_data(measured: dict[str, list[dict[str, Any]]], found: Calibration) -> dict[str, Any]:
    """The figures as the data file holds them: of what texts, when, by which engine, per figure and language, per kind and level."""
    rows = {name: {row["row"]: row for row in table} for name, table in measured.items()}
    figures = []
    for category, column, name, mark in FIGURES:
        by = {
            one: round(value, 4) for one in ("all", *LANGUAGES)
            if (value := rows[category].get(one, {}).get(column)) is not None
        }
        figures.append({"group": category, "name": name, "mark": mark, "scores": by})
    return {
        "measured_on": datetime.now(UTC).date().isoformat(), "engine": textengine.__version__,
        "texts": {name: {one: rows[name][one][head] for one in ("all", *LANGUAGES) if rows[name].get(one, {}).get(head)} for name, head in COUNTED.items()},
        "figures": figures, "calibration": found.rows(), "missed": {kind: number for kind, number in found.missed.items() if number},
    }


def tables(data: dict[str, Any]) -> str:
    """Both tables as plain text, which Markdown shows as tables."""
    lines = [_row("of what", "mark", "all", *LANGUAGES), _row(*["---"] * 9)]
    for one in data["figures"]:
        lines.append(_row(one["name"], f"{one['mark']:.2f}", *(_number(one["scores"].get(key)) for key in ("all", *LANGUAGES))))
    lines += ["", _row("kind of finding", *LEVELS, "not found"), _row(*["---"] * 5)]
    for kind, levels in data["calibration"].items():
        shares = [f"{one['right'] / one['found']:.3f} of {one['found']}" if (one := levels.get(level)) else "–" for level in LEVELS]
        lines.append(_row(kind, *shares, str(data["missed"].get(kind, 0))))
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def as_page(data: dict[str, Any]) -> str:
    """The page of the documentation."""
    texts = "; ".join(f"{name}: {', '.join(f'{key} {number}' for key, number in by.items())}" for name, by in data["texts"].items())
    return f"""# How good is it?

Written by `./dev bench text scores` on {data['measured_on']} with version {data['engine']} of the engine. Do not edit: change the engine and run it again.

Measured on the development texts, whose answers were at hand while the rules were written: texts that the reader has not met are read less well.
What was counted ({texts}): documents with a gold answer; for `flattened` places where old and new words stand fused, for `docx` files.

{tables(data)}

A score is the share of right ones, or F1 where a reader can also give too many; 1 is all right; a dash means that no text of this language tells.

## What a level means

- **certain**: the words prove it. Nothing in the provision speaks for another reading.
- **likely**: read by a rule that is usually right: a name that no table knows, a citation whose body follows from its date, a paragraph without a label in a list.
- **unsure**: a guess to be looked at first: nobody is named, a list mixes known and unknown names, an item opens with its own addressee.

A duty has the level of its weakest term; each doubt stands beside it with its ground (`doubts` in `textengine read --json`). With whom and for whom are
told beside the duty and do not lower its level: look at them whatever it is. The last column counts what a text says and the reader did not give.

## What is known to fail

- For whom a duty is done (beneficiaries): found by prepositions, often wrong, often missed.
- Addressees that a pronoun stands for ("the latter"), persons by their first names in minutes, and lists whose names hold an "and" of their own.
- Which body "the Council" is, in texts of the United Nations that name several.
- Receivers of a report that is not called one ("for approval by the parent group").
- Changed words in flattened texts where neither a label, a citation nor punctuation tells the edge, unless the base text is at hand.
- Decisions and resolutions of two bodies with the same small session number, where no date is printed beside it.
- Images of pages without text: they are refused, not guessed.

## You found a misreading

[Report it](how-to/report-a-misreading.md): it becomes a case that every later version is held to.
"""
