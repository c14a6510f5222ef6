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
    redline: ArgumentParser = commands.add_parser("redline", help="two texts as one Word file, with real insertions and deletions; one text as a clean one")
    redline.add_argument("old", type=Path, metavar="OLD")
    redline.add_argument("new", type=Path, metavar="NEW", nargs="?", help="left out: OLD as a clean Word file")
    redline.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help="the Word file (.docx)")
    redline.add_argument("--author", default="textengine", help="by whom the changes are said to be")
    redline.add_argument("--date", type=_moment, metavar="DATE", help="when: 2031-05-04, or 2031-05-04T12:00:00Z; nothing is said where it is left out")
    redline.add_argument("--vocabulary", type=Path, metavar="DIR", help="folder of an organisation's tables")
    redline.set_defaults(run=_redline)


def _akn(choice: Namespace) -> int:
    from textengine.akn import write_akn
    from textengine.revision_commands import the_text, the_vocabulary

    vocabulary = the_vocabulary(choice.vocabulary)
    if vocabulary is None:
        return 2
    found = the_text(choice.file, vocabulary)
    return 1 if found is None else _written(write_akn(found[0], vocabulary=vocabulary), choice.output)


def _redline(choice: Namespace) -> int:
    from textengine.comparing import two_languages
    from textengine.revision_commands import the_text, the_vocabulary
    from textengine.wordout import By, write_clean, write_marked

    vocabulary = the_vocabulary(choice.vocabulary)
    if vocabulary is None:
        return 2
    found = [the_text(file, vocabulary) for file in (choice.old, choice.new) if file is not None]
    texts = [one[0] for one in found if one is not None]
    if len(texts) < len(found):
        return 1
    if len(texts) == 1:
        return _written(write_clean(texts[0]), choice.output)
    if two_languages(texts[0], texts[1]):
        print(f"The texts are in two languages ({texts[0].language}, {texts[1].language}): one is no change of the other.", file=sys.stderr)
        return 1
    return _written(write_marked(texts[0], texts[1], By(choice.author, choice.date)), choice.output)


def _moment(words: str) -> str:
    """A day or a moment as Word writes it."""
    from datetime import UTC, datetime

    moment = datetime.fromisoformat(words)
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


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
