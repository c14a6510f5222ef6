"""How fast the engine reads, beside its marks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.bench import ROOT, SEEDS, median


def against(what: str, value: float, mark: float, unit: str, at_least: bool = False) -> None:
    """Print a figure with its mark and the ratio of the two: above 1 the mark is met."""
    ratio = value / mark if at_least else mark / value
    print(f"{what}: {value:.3g} {unit} (mark {'≥' if at_least else '<'} {mark:g} {unit}; {ratio:.2f})", flush=True)


def speed() -> None:
    """Each figure of the engine with its mark."""
    from textengine import read

    path = long_text()
    data = path.read_bytes()
    against(f"{path.name}, bytes to JSON", median(lambda: json.dumps(read(data, path.name).as_dict(), ensure_ascii=False)), 50, "ms")
    command = [sys.executable, "-m", "textengine.cli", "read", str(path), "--json"]
    against("cold start of textengine read", median(lambda: subprocess.run(command, check=True, capture_output=True), 5) / 1000, 0.3, "s")


def long_text() -> Path:
    """Seed 002, or a text of the sample where the texts beside the project are absent."""
    return next(iter([*sorted(SEEDS.glob("002*.txt")), *sorted((ROOT / "src/mandata/sample/union/texts").glob("*.txt"))]))
