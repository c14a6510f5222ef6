"""Typst in a process of its own: whatever it keeps of a document ends with it, where a process that serves pages would hold it for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
SECONDS = 120  # a report of fifty pages takes one


def typeset(paper: str) -> bytes:
    """The PDF file of a paper in JSON, as ``report.typ`` lays it out; ``RuntimeError`` where Typst cannot."""
    try:
        done = subprocess.run([sys.executable, "-m", __name__], input=paper.encode(), capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"Typst took more than {SECONDS} seconds") from error
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout


def fonts() -> typst.Fonts:
    """The fonts that are at hand: those of the product and those of the system."""
    return typst.Fonts(include_system_fonts=True, font_paths=[str(FONTS)])


if __name__ == "__main__":
    sys.stdout.buffer.write(typst.compile(
        (HERE / "report.typ").read_bytes(), font_paths=fonts(), sys_inputs={"paper": sys.stdin.buffer.read().decode()}, format="pdf",
    ))
