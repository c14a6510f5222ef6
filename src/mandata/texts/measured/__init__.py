"""How well the reader reads, as ``./dev bench text scores`` measured it: figures of development texts, none of this installation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "reading.json"


def measured(path: Path = DATA) -> dict[str, Any] | None:
    """The figures; ``None`` where this installation came without them."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return data
