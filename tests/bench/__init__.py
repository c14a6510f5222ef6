"""The marks, measured: ``./dev bench``. Ratios count; single times drift with the machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"
ROUNDS = 9


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the median of several rounds, after one that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
