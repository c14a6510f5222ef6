"""A reading in a process of its own, for callers that serve others meanwhile: limited in time and memory.

The file comes on standard input; one JSON object goes to standard output: the reading contract's with the ``fused``
places, or ``unreadable`` with a code and a sentence. ``python -m textengine.apart NAME VOCABULARY SECONDS MEGABYTES [BASE]``:
the words of the base, UTF-8 of so many bytes, stand before the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(name: str, folder: str, seconds: str, megabytes: str, base: str = "") -> int:
    """Read standard input; 0 also where it cannot be read, which is said in the answer."""
    _limit(int(seconds), int(megabytes))
    from textengine.fused import read_with_places
    from textengine.sources import Unreadable
    from textengine.vocabulary import load_vocabulary

    try:
        words = sys.stdin.buffer.read(int(base)).decode() if base else None
        answer = read_with_places(sys.stdin.buffer.read(), name, load_vocabulary(Path(folder)), words)
    except Unreadable as error:
        answer = {"unreadable": error.code, "message": str(error)}
    except MemoryError:
        answer = {"unreadable": "too-large", "message": "This file needs more memory than one text may take: send its parts one by one."}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
    return 0


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # a system without such limits: the caller's own clock ends the process
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
