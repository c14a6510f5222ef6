"""``./dev bench``: all parts, or one: ``text [speed | scores]``, ``compare``, ``pages``, ``parties``, ``owed [--database postgresql]``, ``reports``,
``memory``, ``fuzz [MINUTES]``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.bench.comparing import compare
from tests.bench.fuzzing import fuzz
from tests.bench.owed import owed
from tests.bench.pages import memory, pages
from tests.bench.parties import parties
from tests.bench.reports import reports
from tests.bench.scores import scores
from tests.bench.speed import speed

TEXT: dict[str, Callable[[], None]] = {"speed": speed, "scores": scores}
PARTS: dict[str, Callable[[], None]] = {"compare": compare, "pages": pages, "parties": parties, "owed": owed, "reports": reports, "memory": memory}


def main(arguments: list[str]) -> int:
    """Run the parts that are named, else all but the fuzzing; 2 where a name is none."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name == "fuzz":
        return fuzz(*map(float, rest[:1]))
    if name == "owed":
        owed(*rest)
        return 0
    named = rest if name == "text" and rest else [*TEXT] if name == "text" else [name] if name else [*TEXT, *PARTS]
    known = TEXT if name == "text" else PARTS if name else TEXT | PARTS
    if unknown := [one for one in named if one not in known]:
        print(f"{__doc__}\nNo such part: {', '.join(unknown)}", file=sys.stderr)
        return 2
    for one in named:
        known[one]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
