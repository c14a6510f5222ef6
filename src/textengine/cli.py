"""The command ``textengine``: one file to one reading, as JSON or as an outline. Imports wait until they are needed."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textengine.document_commands import add_document_commands
from textengine.revision_commands import add_revision_commands

if TYPE_CHECKING:
    from textengine.model import Text
    from textengine.vocabulary import Vocabulary


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 also where a file could not be read, which is said on standard error."""
    parser = argparse.ArgumentParser(prog="textengine", description="Read the governing texts of standards bodies.")
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="read files: provisions, citations, mandates, problems")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="one object of the reading contract per file and line")
    read.add_argument("--jobs", type=int, default=1, metavar="N", help="read N files at once, each on a core of its own")
    read.add_argument("--vocabulary", type=Path, metavar="DIR", help="folder of an organisation's tables")
    unflatten = commands.add_parser("unflatten", help="both texts of a file with tracked or flattened changes")
    unflatten.add_argument("file", type=Path, metavar="FILE")
    unflatten.add_argument("--base", type=Path, metavar="FILE", help="the text that was changed")
    unflatten.add_argument("--json", action="store_true", help="one object: original, proposed, changes")
    case = commands.add_parser("case", help="the text and what is found in it, as a case file to correct by hand")
    case.add_argument("file", type=Path, metavar="FILE")
    case.add_argument("--name", default="", help="what the case shows; the file's name where it is left out")
    add_revision_commands(commands)
    add_document_commands(commands)
    choice = parser.parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if choice.command == "unflatten":
        return _unflatten(choice.file, choice.base, choice.json)
    if choice.command == "case":
        return _case(choice.file, choice.name or choice.file.stem)
    if choice.command == "read":
        return _read(choice.files, choice.json, choice.vocabulary, choice.jobs)
    return int(choice.run(choice))


def _unflatten(file: Path, base: Path | None, as_json: bool) -> int:
    """Print both texts of a file; 1 where it could not be read, which is said on standard error."""
    from textengine.sources import Unreadable
    from textengine.unflattening import BaseUnreadable, unflatten

    try:
        found = unflatten(file.read_bytes(), file.name, base.read_bytes() if base else None)
    except BaseUnreadable as error:
        print(f"{base}: {error}", file=sys.stderr)
        return 1
    except Unreadable as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    if as_json:
        import json

        print(json.dumps(found.as_dict(), ensure_ascii=False))
        return 0
    print(found.proposed)
    for one in found.changes:
        print(f"  {one.kind} at {one.span.start} ({one.certainty}, {one.why}): {one.text}")
    return 0


def _case(file: Path, name: str) -> int:
    """Print a file as a case; 1 where it could not be read, which is said on standard error."""
    from textengine.casefile import Case, lines_of
    from textengine.pipeline import read
    from textengine.sources import Unreadable

    try:
        text = read(file.read_bytes(), file.name)
    except Unreadable as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return 1
    print(Case(name, text.text, tuple(lines_of(text.as_dict()))), end="")
    return 0


def _read(files: list[Path], as_json: bool, folder: Path | None, jobs: int) -> int:
    """Print a reading per file, in order; what cannot be read is said and never stops the rest."""
    from textengine.vocabulary import load_vocabulary

    try:
        vocabulary = load_vocabulary(folder) if folder else load_vocabulary()
    except OSError as error:
        print(f"The vocabulary cannot be read: {error.strerror}: {error.filename}", file=sys.stderr)
        return 2
    gc.disable()  # until the first file is read: what is loaded for it stays
    for number, (printed, refused) in enumerate(_answers(files, as_json, vocabulary, jobs), start=1):
        if refused:
            print(refused, file=sys.stderr)
        if printed is not None:
            print(printed)
        if jobs > 1 and sys.stderr.isatty():
            print(f"\r{number} of {len(files)} files", end="" if number < len(files) else "\n", file=sys.stderr)
    gc.enable()
    return 0


def _answers(files: list[Path], as_json: bool, vocabulary: Vocabulary, jobs: int) -> Iterator[tuple[str | None, str]]:
    """What is printed for each file and why one was refused, in order, on one core or on several."""
    if jobs < 2 or len(files) < 2:
        yield from (_answer(file, as_json, vocabulary.folder) for file in files)
        return
    from textengine.many import each_on_a_core

    yield from each_on_a_core(partial(_answer, as_json=as_json, folder=vocabulary.folder), files, jobs, partial(_ended, as_json=as_json))


def _answer(file: Path, as_json: bool, folder: Path) -> tuple[str | None, str]:
    """What is printed for one file, and why it was refused."""
    from textengine.pipeline import read
    from textengine.sources import Unreadable
    from textengine.vocabulary import load_vocabulary

    nothing = "null" if as_json else None
    try:
        text = read(file.read_bytes(), file.name, load_vocabulary(folder))
    except Unreadable as error:
        return nothing, f"{file}: {error}"
    except OSError as error:
        return nothing, f"{file}: {error.strerror}"
    except Exception as error:  # a fault of the reader: the other files are read all the same
        return nothing, f"{file}: The reader failed on this file: report it with the file. {type(error).__name__}: {error}"
    finally:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
    if not as_json:
        return outline(text), ""
    import json

    return json.dumps(text.as_dict(), ensure_ascii=False), ""


def _ended(file: Path, as_json: bool) -> tuple[str | None, str]:
    """What is said of a file that ended the process in which it was read."""
    return "null" if as_json else None, f"{file}: The process that read this file ended: it may need more memory than there is."


def outline(text: Text) -> str:
    """A reading for people: the head, the provisions indented, the problems."""
    head = [text.kind, text.body, text.number, f"({text.place}, {text.year})" if text.place else None, text.title]
    lines = [" ".join(one for one in head if one)]
    if text.amends is not None:
        lines.append(f"  amends {text.amends.body} {text.amends.number} ({text.amends.place}, {text.amends.year})")
    mandated = {one.provision for one in text.mandates}
    for one in text.provisions:
        words = " ".join(one.text.split())
        short = words if len(words) <= 100 else words[:99] + "…"
        marks: list[str] = [one.state] if one.state != "both" else []
        marks += ["mandate"] if one.id in mandated else []
        mark = f" [{', '.join(marks)}]" if marks else ""
        lines.append(f"  {'  ' * one.depth}{one.id}: {short}{mark}")
    lines += [f"  ! {one.code} at {one.span.start}: {one.message}" for one in text.problems]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
