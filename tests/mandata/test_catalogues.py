"""The catalogues are checked: a missing plural, a lost placeholder, words left in English."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from mandata.shared import catalogues
from mandata.shared.catalogues import KEYWORDS, PACKAGE, _wrong, extracted, problems, same_in

ONE, MANY = "%(n)s duty of %(who)s", "%(n)s duties of %(who)s"


def test_the_complete_languages_are_complete() -> None:
    assert problems() == []


def test_no_string_hides_from_the_catalogues() -> None:
    template, hidden = extracted(), []
    known = {one.id if isinstance(one.id, str) else one.id[0] for one in template}
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS and call.args:
                said = call.args[1 if "pgettext" in call.func.id else 0]
                if isinstance(said, ast.JoinedStr) or (isinstance(said, ast.Constant) and said.value not in known):
                    hidden.append(f"{path.relative_to(PACKAGE)}:{call.lineno}: {ast.unparse(said)}")
    assert not hidden, "take these out of the braces of their f-strings: " + "; ".join(hidden)


@pytest.mark.parametrize(
    ("forms", "told"),
    [
        (("%(n)s instruction de %(who)s", "%(n)s instructions de %(who)s"), ""),
        (("une instruction de %(who)s", "%(n)s instructions de %(who)s"), ""),
        (("%(n)s instruction", "%(n)s instructions de %(who)s"), "lost %(who)s"),
        (("%(n)s instruction de %(who)s", "des instructions de %(who)s"), "lost %(n)s"),
        (("%(n)s instruction de %(who)s", "%(n)s instructions de %(what)s"), "lost %(who)s"),
        ((ONE, MANY), "not translated"),
        (("%(n)s instruction de %(who)s", ""), "no translation"),
    ],
)
def test_plural_forms(forms: tuple[str, str], told: str) -> None:
    template, french = Catalog(), Catalog(locale="fr")
    wanted = template.add((ONE, MANY))
    wrong = _wrong(wanted, french.add((ONE, MANY), forms), set(), french)
    assert told in wrong[0] if told else wrong == []


def test_words_left_in_english_are_told_unless_listed() -> None:
    template, french = Catalog(), Catalog(locale="fr")
    wanted = template.add("Session")
    same = french.add("Session", "Session")
    assert _wrong(wanted, same, set(), french)
    assert _wrong(wanted, same, {"Session"}, french) == []


def test_a_word_can_be_the_same_in_one_language_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "same.txt"
    listed.write_text("Session\nes: no\n", encoding="utf-8")
    monkeypatch.setattr(catalogues, "SAME", listed)
    assert same_in("es") == {"Session", "no"}
    assert "no" not in same_in("fr")


@pytest.mark.parametrize("folder", ["profiles/itu", "sample/union", "sample/union/vocabulary"])
def test_every_name_of_a_profile_stands_in_six_languages(folder: str) -> None:
    lacking = []
    for path in sorted((catalogues.PACKAGE / folder).glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
                for kind in ("name", "place"):
                    names = [row.get(f"{kind}_{code}") for code in ("ar", "en", "es", "fr", "ru", "zh")]
                    if any(names) and not all(names):
                        lacking.append(f"{path.name}:{number}: {names}")
    assert not lacking
