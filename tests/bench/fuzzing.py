"""The property tests of the engine for a bounded time."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.bench import ROOT


def fuzz(minutes: float = 10) -> int:
    """The property tests of the engine with many examples, again and again until the time is over."""
    end = time.monotonic() + minutes * 60
    command = [sys.executable, "-m", "pytest", "tests/textengine/test_properties.py", "-q", "-x"]
    rounds = 0
    while time.monotonic() < end:
        if subprocess.run(command, cwd=ROOT, env=os.environ | {"MANDATA_EXAMPLES": "2000"}).returncode:
            return 1
        rounds += 1
    print(f"{rounds} rounds of 2,000 examples each, nothing found")
    return 0
