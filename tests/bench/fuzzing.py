"""The property tests of the engine for a bounded time: reading, files of every kind, comparing, aligning, patches."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.bench import ROOT

GRACE = 300  # seconds that a round under way may take beyond the time: longer is a hang
FIRST, MOST = 250, 2_000  # examples of each test in the first round, and at most


def fuzz(minutes: float = 10) -> int:
    """The property tests of reading, files, revisions and patches with many examples, in turn, until the time is over.

    Each round doubles its examples; what is found fails as the test does, with the least example that shows it.
    """
    end = time.monotonic() + minutes * 60
    suites = [str(one.relative_to(ROOT)) for one in sorted((ROOT / "tests" / "textengine").glob("test_properties*.py"))]
    examples, rounds = FIRST, 0
    while time.monotonic() < end:
        for suite in suites:
            left = end - time.monotonic()
            if left <= 0:
                break
            command = [sys.executable, "-m", "pytest", suite, "-q", "-x"]
            try:
                done = subprocess.run(command, cwd=ROOT, env=os.environ | {"MANDATA_EXAMPLES": str(examples)}, timeout=left + GRACE)
            except subprocess.TimeoutExpired:
                print(f"{suite} with {examples} examples came to no end: something in it hangs")
                return 1
            if done.returncode:
                return 1
        rounds += 1
        examples = min(MOST, 2 * examples)
    print(f"{rounds} rounds over {len(suites)} files of tests, of {FIRST} examples of each test and more: nothing found")
    return 0
