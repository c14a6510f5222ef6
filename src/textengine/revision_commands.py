"""The commands ``compare``, ``apply`` and ``align`` of the terminal."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textengine.model import Text
    from textengine.vocabulary import Vocabulary


def add_revision_commands(commands: Any) -> None:
    """Add the commands to the parser of ``textengine``."""
    compare: ArgumentParser = commands.add_parser("compare", help="two revisions: what became of each provision, and a patch")
    compare.add_argument("old", type=Path, metavar="OLD")
    compare.add_argument("new", type=Path, metavar="NEW")
    compare.set_defaults(run=_compare)
    apply: ArgumentParser = commands.add_parser("apply", help="the new text from the old one and the patch of compare, byte for byte")
    apply.add_argument("text", type=Path, metavar="OLD", help="the old text; with --reverse the new one")
    apply.add_argument("patch", type=Path, metavar="PATCH", help='file with the value of "patch" as JSON')
    apply.add_argument("--reverse", action="store_true", help="the old text from the new one")
    apply.set_defaults(run=_apply)
    align: ArgumentParser = commands.add_parser("align", help="language versions of one text: provisions side by side, and where they diverge")
    align.add_argument("files", nargs="+", type=Path, metavar="FILE")
    align.set_defaults(run=_align)
    for command in (compare, align):
        command.add_argument("--json", action="store_true", help="one object of the reading contract")
        command.add_argument("--vocabulary", type=Path, metavar="DIR", help="folder of an organisation's tables")


def _compare(choice: Namespace) -> int:
    from textengine.comparing import compare, two_languages
    from textengine.patching import make_patch
    from textengine.printing import comparison_outline

    vocabulary = the_vocabulary(choice.vocabulary)
    if vocabulary is None:
        return 2
    old, new = (the_text(file, vocabulary, may_be_empty=True) for file in (choice.old, choice.new))
    if old is None or new is None:
        if choice.json:
            print("null")
        return 0
    if two_languages(old[0], new[0]):
        print(
            f"The texts are in two languages ({old[0].language}, {new[0].language}): "
            "their provisions are paired by place; textengine align compares language versions.", file=sys.stderr,
        )
    found = compare(old[0], new[0])
    if choice.json:
        print(json.dumps({**found.as_dict(), "patch": make_patch(old[1], new[1])}, ensure_ascii=False))
    else:
        print(comparison_outline(old[0], new[0], found))
    return 0


def the_vocabulary(folder: Path | None) -> Vocabulary | None:
    """The vocabulary; where it cannot be read that is said and there is none."""
    from textengine.vocabulary import load_vocabulary

    try:
        return load_vocabulary(folder) if folder else load_vocabulary()
    except OSError as error:
        print(f"The vocabulary cannot be read: {error.strerror}: {error.filename}", file=sys.stderr)
        return None


def the_text(file: Path, vocabulary: Vocabulary, may_be_empty: bool = False) -> tuple[Text, bytes] | None:
    """The reading of a file and its bytes, or None; why not is said. A file that may be empty is then a text without provisions."""
    from textengine.model import Source, Text
    from textengine.pipeline import read
    from textengine.sources import Unreadable

    try:
        data = file.read_bytes()
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return None
    try:
        return read(data, file.name, vocabulary), data
    except Unreadable as error:
        if may_be_empty and error.code == "empty":
            return Text(Source(file.name, sha256(data).hexdigest(), "txt"), None, "", "other", None, None, None, None, False, (), None, None), data
        print(f"{file}: {error}", file=sys.stderr)
        return None


def _apply(choice: Namespace) -> int:
    from textengine.patching import PatchRefused, apply_patch

    try:
        text, patch = choice.text.read_bytes(), json.loads(choice.patch.read_bytes())
        result = apply_patch(patch, text, choice.reverse)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except (ValueError, RecursionError):
        print(f"{choice.patch}: This is no JSON: it must hold the value of \"patch\" that textengine compare --json prints.", file=sys.stderr)
        return 1
    except PatchRefused as error:
        print(f"{choice.patch}: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


def _align(choice: Namespace) -> int:
    from textengine.aligning import align
    from textengine.printing import alignment_outline

    vocabulary = the_vocabulary(choice.vocabulary)
    if vocabulary is None:
        return 2
    if len(choice.files) < 2:
        print("Give two or more language versions of one text.", file=sys.stderr)
        return 2
    texts = [found[0] for file in choice.files if (found := the_text(file, vocabulary)) is not None]
    if len(texts) < len(choice.files):
        if choice.json:
            print("null")
        return 0
    aligned = align(texts, [str(file) for file in choice.files])
    print(json.dumps(aligned.as_dict(), ensure_ascii=False) if choice.json else alignment_outline(texts, aligned))
    return 0
