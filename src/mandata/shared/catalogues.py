"""The catalogues of the interface's strings: extract, update, compile, check; by Babel, without other programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh_Hans")
COMPLETE = ("ar", "es", "fr", "ru", "zh_Hans")  # a missing translation in one of these fails the check
SAME = LOCALE / "same.txt"  # strings that are the same in another language, one a line; "es: no" is the same in Spanish alone
KEYWORDS: dict[str, Any] = {
    "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def extract_template(file: Any, keywords: Any, comments: Any, options: Any) -> Iterator[Any]:
    """Django templates, by Django's own translation of their tags into Python calls."""
    from django.utils.translation.template import templatize

    source = templatize(file.read().decode("utf-8"))
    yield from extract_python(BytesIO(source.encode("utf-8")), keywords, comments, options)


def extracted() -> Catalog:
    """All strings of the package as a template catalogue."""
    catalogue = Catalog(project="Mandata", charset="utf-8")
    methods = [("**/templates/**.html", "mandata.shared.catalogues:extract_template"),
               ("**/templates/**.txt", "mandata.shared.catalogues:extract_template"), ("**.py", "python")]
    for name, line, message, comments, context in extract_from_dir(str(PACKAGE), methods, {}, KEYWORDS):
        catalogue.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalogue


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """A language's catalogue as stored; an empty one where there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Mandata", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Bring the catalogues to the strings of the code; translations that fit no string any more are dropped."""
    template = extracted()
    for language in LANGUAGES:
        catalogue = load(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=False)


def compile_all() -> None:
    """Write the binary catalogues that are older than their sources."""
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            with target.open("wb") as file:
                write_mo(file, load(language))


def same_in(language: str) -> set[str]:
    """The strings that may stay as they are in English."""
    return {line.removeprefix(f"{language}: ") for line in SAME.read_text(encoding="utf-8").splitlines()}


def problems() -> list[str]:
    """What is wrong with the catalogues, a sentence each."""
    wrong: list[str] = []
    template = extracted()
    for language in COMPLETE:
        catalogue, same = load(language), same_in(language)
        for message in template:
            if message.id:
                wrong += [f"{language}: {one}" for one in _wrong(message, catalogue.get(message.id, message.context), same, catalogue)]
    return wrong


def _wrong(wanted: Message, found: Message | None, same: set[str], catalogue: Catalog) -> list[str]:
    string = found.string if found is not None else None
    forms = [string] if isinstance(string, str) else list(string or ())
    name = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
    if not forms or not all(forms):
        return [f"no translation of “{name}”"]
    if wanted.pluralizable and len(forms) != catalogue.num_plurals:
        return [f"“{name}” needs {catalogue.num_plurals} plural forms"]
    if forms == [name] and name not in same and any(sign.isalpha() for sign in name):
        return [f"“{name}” is not translated; list it in same.txt if it is the same"]
    names = [name] if isinstance(wanted.id, str) else list(wanted.id)
    if wanted.pluralizable and any(form in names and form not in same for form in forms):
        return [f"“{name}” is not translated in all its plural forms"]
    places = set(PLACEHOLDER.findall(names[-1]))
    wrong = []
    for number, form in enumerate(forms):
        found_places = set(PLACEHOLDER.findall(form))
        may_lack = set() if number == len(forms) - 1 else {"%(n)s"}  # « no problem », « two problems » need no figure
        if lost := places - found_places - may_lack:
            wrong.append(f"“{name}” lost {', '.join(sorted(lost))}")
        if invented := found_places - places:
            wrong.append(f"“{name}” has a placeholder that the code does not fill: {', '.join(sorted(invented))}")
    return wrong


def main() -> None:
    """Run a command: update, compile, check."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "update":
        update()
    elif command == "compile":
        compile_all()
    elif command == "check":
        wrong = problems()
        print("\n".join(wrong) if wrong else "The catalogues are complete.")
        sys.exit(bool(wrong))
    else:
        sys.exit("usage: python -m mandata.shared.catalogues update | compile | check")


if __name__ == "__main__":
    main()

__all__ = ["compile_all", "problems", "update"]
