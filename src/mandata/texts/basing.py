"""Whether a proposal was written on the base that it names: its text before the changes against the base's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext

from mandata.shared.joining import joined
from mandata.texts.comparing import Laid, laid_in
from mandata.texts.fused import places_of, words_chosen
from mandata.texts.models import Finding, LanguageVersion, Reading, Revision
from mandata.texts.reading import CannotRead, understood_words
from textengine.comparing import compare_provisions
from textengine.fused import settled
from textengine.model import Provision, Span

Form = Literal["tracked", "flattened", "clean"]
RELATED = 1 / 3  # of the base's provisions: a clean text that keeps fewer is another text


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the text before the changes is not the base: its words there, and the base's."""

    place: str
    says: str
    base_says: str

    def __str__(self) -> str:
        if not self.base_says:
            return gettext("“%(words)s” stands in it before its changes, and not in the base.") % {"words": self.says[:120]}
        if not self.says:
            return gettext("%(place)s of the base is not in it: “%(words)s”.") % {"place": self.place, "words": self.base_says[:120]}
        return gettext("At %(place)s it says “%(words)s” before its changes, and the base “%(base)s”.") % {
            "place": self.place, "words": self.says[:120], "base": self.base_says[:120]}


@dataclass(frozen=True, slots=True)
class Basis:
    """How a proposal comes in, and where it does not fit the base; ``named`` is the base as its own title names it."""

    form: Form
    named: dict[str, Any]
    differences: tuple[Difference, ...]

    @property
    def named_in_words(self) -> str:
        """The base as the proposal names it: place and year."""
        return joined(str(self.named[key]) for key in ("place", "year") if self.named.get(key))


def form_of(reading: Reading) -> Form:
    """Tracked changes of a Word file, old and new words fused, or the new text alone."""
    if reading.findings.filter(what=Finding.What.CHANGE, found__why="tracked").exists():
        return "tracked"
    return "flattened" if places_of(reading).exists() else "clean"


def basis_of(language_version: LanguageVersion, base: Revision | None, says_nothing: bool = False) -> Basis:
    """Compare a proposal's text before its changes with a base in its language; of a clean text only how far it is the same text.

    A proposal that ``says_nothing`` (no change, or all suppressed) may come without the text.
    """
    reading = language_version.reading
    assert reading is not None
    form = form_of(reading)
    found = _before(language_version, reading, form)
    named = found if found is not None and form == "tracked" else reading.head.get("amends") or {}
    theirs = _version(base, language_version.language)
    if theirs is None:
        return Basis(form, named, ())
    laid = [one for one in laid_in(theirs) if one.part != "front"]
    own = _provisions(reading) if found is None else [one for one in found["provisions"] if one["part"] != "front"]
    if says_nothing and form == "clean":
        return Basis(form, named, ())
    return Basis(form, named, _unrelated(own, laid) if found is None else _differences(own, laid))


def _before(language_version: LanguageVersion, reading: Reading, form: Form) -> dict[str, Any] | None:
    """The reading of the text before the changes; none for a clean text, which has none."""
    if form == "clean":
        return None
    if form == "tracked":
        from textengine.sources.docx import read_docx

        words = read_docx(bytes(language_version.file.content)).original
    else:
        words = settled(reading.text, [
            (Span(*one.found["span"]), str(one.found["before"]) if one.state == Finding.State.OPEN else words_chosen(one, "before"))
            for one in places_of(reading)
        ])[0]
    try:
        return understood_words(language_version.file, words)
    except CannotRead:
        return None


def _version(base: Revision | None, language: str) -> LanguageVersion | None:
    return None if base is None else base.language_versions.filter(language=language).select_related("revision").first()


def _provisions(reading: Reading) -> list[dict[str, Any]]:
    found = reading.findings.filter(what=Finding.What.PROVISION).exclude(state=Finding.State.REJECTED)
    return [one.value for one in found.order_by("position") if one.value["part"] != "front"]


def _read(values: Sequence[dict[str, Any]]) -> list[Provision]:
    return [
        Provision(f"{at} {one['id']}", one["part"], one.get("call"), None, one.get("label"), one.get("depth", 0), None, Span(0, 0), one["text"])
        for at, one in enumerate(values)
    ]


def _differences(own: Sequence[dict[str, Any]], laid: Sequence[Laid]) -> tuple[Difference, ...]:
    """Where words before the changes are not the base's; numbers that Word printed by itself are not in them, and are no difference."""
    places = {str(one.pk): one.name for one in laid}
    found = []
    for row in compare_provisions([one.read() for one in laid], _read(own)).rows:
        if row.op == "NOC" or (row.old and row.new and not row.words):
            continue
        place = places[row.old.id] if row.old else ""
        found.append(Difference(place, row.new.text if row.new else "", row.old.text if row.old else ""))
    return tuple(found)


def _unrelated(own: Sequence[dict[str, Any]], laid: Sequence[Laid]) -> tuple[Difference, ...]:
    """A clean new text says nothing of its base but by what it keeps: where that is little, it is another text."""
    rows = compare_provisions([one.read() for one in laid], _read(own)).rows
    kept = sum(1 for row in rows if row.old and row.new)
    if not laid or kept >= RELATED * len(laid):
        return ()
    gone = next((row for row in rows if row.new is None and row.old), None)
    names = {str(one.pk): one.name for one in laid}
    return (Difference(names[gone.old.id], "", gone.old.text),) if gone and gone.old else ()


def contradictions(reading: Reading, action: str, form: Form) -> list[str]:
    """Where what a proposal says of itself and its changes contradict each other, or the changes one another; each with its place."""
    changes = [one.found for one in reading.findings.filter(what=Finding.What.CHANGE).order_by("position") if one.found["why"] == "tracked"]
    said = []
    for one in changes:
        start, end = one["span"]
        if one["kind"] == "move" and reading.text[start:end] != one["text"] and one["text"].strip():
            said.append(gettext("“%(words)s” is moved away and arrives nowhere.") % {"words": one["text"].strip()[:120]})
    inserted = next((one["text"] for one in changes if one["kind"] == "insert" and one["text"].strip()), "")
    first = next((one["text"] for one in changes if one["text"].strip()), "") or next(
        (one.found["text"] for one in places_of(reading)), "")
    if action == "NOC" and first:
        said.append(gettext("It asks for no change and changes “%(words)s”.") % {"words": first.strip()[:120]})
    if action == "SUP" and inserted:
        said.append(gettext("It suppresses the text and puts in “%(words)s”.") % {"words": inserted.strip()[:120]})
    if action == "MOD" and form == "tracked" and not first:
        said.append(gettext("It modifies the text and marks no change."))
    return said
