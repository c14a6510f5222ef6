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
    from textengine.cli import ready
    from textengine.comparing import compare, two_languages
    from textengine.patching import make_patch
    from textengine.printing import comparison_outline

    vocabulary = ready(choice.vocabulary)
    if vocabulary is None:
        return 2
    old, new = _read_revision(choice.old, vocabulary), _read_revision(choice.new, vocabulary)
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


def _read_revision(file: Path, vocabulary: Vocabulary) -> tuple[Text, bytes] | None:
    """A text and its bytes; an empty file is a text without provisions, so that all was added or suppressed."""
    from textengine.cli import read_one
    from textengine.model import Source, Text

    try:
        data = file.read_bytes()
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return None
    if not data.strip():
        print(f"{file}: This file is empty.", file=sys.stderr)
        return Text(Source(file.name, sha256(data).hexdigest(), "txt"), None, "", "other", None, None, None, None, False, (), None, None), data
    text = read_one(file, vocabulary)
    return None if text is None else (text, data)


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
    from textengine.cli import read_one, ready
    from textengine.printing import alignment_outline

    vocabulary = ready(choice.vocabulary)
    if vocabulary is None:
        return 2
    if len(choice.files) < 2:
        print("Give two or more language versions of one text.", file=sys.stderr)
        return 2
    texts = [text for file in choice.files if (text := read_one(file, vocabulary)) is not None]
    if len(texts) < len(choice.files):
        if choice.json:
            print("null")
        return 0
    found = align(texts, [str(file) for file in choice.files])
    print(json.dumps(found.as_dict(), ensure_ascii=False) if choice.json else alignment_outline(texts, found))
    return 0
