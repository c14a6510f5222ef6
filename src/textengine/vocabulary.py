"""An organisation's own names: actors in six languages, its conferences, the revisions of its texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ITU = Path(__file__).parent / "vocabularies" / "itu"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A folder with ``actors.tsv``, ``conferences.tsv`` and ``revisions.tsv``; ``version`` is their digest."""

    folder: Path
    version: str


def load_vocabulary(folder: Path = ITU) -> Vocabulary:
    raise NotImplementedError
