"""Footnotes of a text agreed: signs of private use in its words while it is put together, printed at its end as the reader reads them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from mandata.shared.operations import RuleBroken
from mandata.texts.models import Finding, LanguageVersion, Reading, Wording
from textengine.model import Span
from textengine.sources.notes import NOTE_BODY
from textengine.wordout import By, Notes
from textengine.wordout.lines import NOTE_SIGN, marked_words

Mark = tuple[int, str]  # where it stands in some words, and its sign


def marks_in(reading: Reading, notes: Notes) -> list[Mark]:
    """Where the notes of a reading stand in its text, in order."""
    values = [one.value for one in reading.findings.filter(what=Finding.What.NOTE).exclude(state=Finding.State.REJECTED).order_by("position")]
    return sorted((one["at"], notes.sign(str(one["marker"]), " ".join(str(one["text"]).split()))) for one in values)


def marks_of(version: LanguageVersion, notes: Notes) -> dict[int, list[Mark]]:
    """Where notes stand in the words of each provision, by its key."""
    assert version.reading is not None
    marks = marks_in(version.reading, notes)
    found: dict[int, list[Mark]] = {}
    if marks:
        for start, text, provision in Wording.objects.filter(language_version=version).values_list("start", "text", "version__provision"):
            if own := [(at - start, sign) for at, sign in marks if start <= at <= start + len(text)]:
                found[provision] = own
    return found


def carried(words: str, sources: Sequence[tuple[str, Sequence[Mark]]]) -> list[Mark]:
    """Where the notes of some texts stand in words that come of them.

    Those of the first text all stay, where their word is gone behind what is before it; those of the others where their word was taken.
    """
    found: dict[str, int] = {}
    for number, (source, marks) in enumerate(sources):
        if not marks:
            continue
        places = _places(source, words)
        for at, sign in marks:
            kept, place = places[at]
            if sign not in found and (kept or number == 0):
                found[sign] = place
    return sorted((at, sign) for sign, at in found.items())


def _places(source: str, words: str) -> list[tuple[bool, int]]:
    """For each offset of a text whether the sign before it stands in the words, and where that offset is in them."""
    places, new = [(False, 0)], 0
    for piece in marked_words(source, words, By("")):
        for _sign in piece.text:
            if piece.kind != "removed":
                new += 1
            if piece.kind != "added":
                places.append((piece.kind == "same", new))
    return places


def signed(words: str, marks: Iterable[Mark]) -> str:
    """Words with the signs of their notes."""
    for at, sign in sorted(marks, reverse=True):
        words = words[:at] + sign + words[at:]
    return words


def bare(words: str) -> str:
    """Words without the signs of notes."""
    return NOTE_SIGN.sub("", words)


def insertions(marks: Iterable[Mark], taken: Sequence[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Signs as words put in, but for notes of what is taken out whole; one inside a place that is replaced stands behind it."""
    found: dict[int, str] = {}
    for at, sign in marks:
        inside = next(((span, words) for span, words in taken if span.start < at <= span.end and span.end > span.start), None)
        if inside is None:
            found[at] = found.get(at, "") + sign
        elif inside[1]:
            found[inside[0].end] = found.get(inside[0].end, "") + sign
    return [(Span(at, at), signs) for at, signs in sorted(found.items())]


def printed(words: str, notes: Notes, subject: object = None) -> str:
    """A text with its notes numbered as they come, their marks in it and their words behind it, one a line, as the reader takes them."""
    numbers: dict[str, int] = {}
    for one in NOTE_SIGN.finditer(words):
        numbers.setdefault(one[0], len(numbers) + 1)
    bodies = []
    for sign, number in numbers.items():
        body = f"[{number}: {number} {notes.note(sign)[1]}]"
        if NOTE_BODY.fullmatch(body) is None:
            raise RuleBroken(gettext("The words of the footnote “%(words)s” are too long, or hold brackets in brackets.") % {"words": body[:120]}, subject)
        bodies.append(body)
    marked = NOTE_SIGN.sub(lambda one: f"[footnoteRef:{numbers[one[0]]}]", words)
    return marked.rstrip("\n") + "\n" + "".join(f"{one}\n" for one in bodies)


def numbered(lines: Iterable[str], notes: Notes) -> tuple[dict[int, int], Notes]:
    """The notes of some lines numbered as they come: their signs as they are and anew, for ``str.translate``."""
    signs: dict[int, int] = {}
    anew = Notes()
    for line in lines:
        for one in NOTE_SIGN.findall(line):
            if ord(one) not in signs:
                signs[ord(one)] = ord(anew.sign(str(len(signs) + 1), notes.note(one)[1]))
    return signs, anew
