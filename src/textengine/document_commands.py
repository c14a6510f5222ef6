"""The commands ``akn`` and ``redline`` of the terminal: texts as documents for other programs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any


def add_document_commands(commands: Any) -> None:
    """Add the commands to the parser of ``textengine``."""
    akn: ArgumentParser = commands.add_parser("akn", help="a text as Akoma Ntoso 3.0 (AKN4UN), which read gives back as it was")
    akn.add_argument("file", type=Path, metavar="FILE")
    akn.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it is written; standard output where it is left out")
    akn.add_argument("--vocabulary", type=Path, metavar="DIR", help="folder of an organisation's tables")
    akn.set_defaults(run=_akn)


def _akn(choice: Namespace) -> int:
    from textengine.akn import write_akn
    from textengine.revision_commands import the_text, the_vocabulary

    vocabulary = the_vocabulary(choice.vocabulary)
    if vocabulary is None:
        return 2
    found = the_text(choice.file, vocabulary)
    return 1 if found is None else _written(write_akn(found[0], vocabulary=vocabulary), choice.output)


def _written(content: bytes, output: Path | None) -> int:
    """Write a document to a file or to standard output; 1 where that cannot be done, which is said."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    try:
        output.write_bytes(content)
    except OSError as error:
        print(f"{output}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
