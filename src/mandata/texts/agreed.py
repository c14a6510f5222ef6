"""The text that a session agrees on: without what a proposal says of itself, its reasons and its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from mandata.shared.operations import RuleBroken
from mandata.texts.comparing import laid_in
from mandata.texts.footnotes import insertions, marks_in, printed
from mandata.texts.fused import places_of, words_after
from mandata.texts.models import Finding, LanguageVersion, ProvisionVersion, Reading
from mandata.texts.proposing_models import Proposal
from mandata.texts.publishing import provision_findings
from textengine.fused import settled
from textengine.languages import languages, words_of
from textengine.model import Span
from textengine.wordout import Notes


def agreed_version(proposal: Proposal, language: str = "") -> LanguageVersion:
    """The language version of a proposal from which its text is taken: in the language wanted, else the reference language's, else the first."""
    reference = proposal.organisation.reference_language
    versions = list(proposal.revision.language_versions.exclude(reading=None).select_related("reading", "revision", "file__organisation").order_by("pk"))
    if not versions:
        raise RuleBroken(gettext("This proposal has no text that was read."), proposal)
    return min(versions, key=lambda one: (one.language != language, one.language != reference))


def agreed_words(proposal: Proposal) -> tuple[str, list[int]]:
    """The text of a proposal as it would be adopted, its footnotes behind it, and the provisions that it lays, by key, in order.

    What stands before the title, the introduction and the reasons are no part of it; an annex without provisions and closing lines are.
    """
    notes = Notes()
    whole, _head, laid = agreed_parts(proposal, notes)
    return printed(whole, notes, proposal), laid


def agreed_parts(proposal: Proposal, notes: Notes, language: str = "") -> tuple[str, list[str], list[int]]:
    """The text of a proposal with the signs of its notes, the lines of its head, and the provisions that it lays."""
    version = agreed_version(proposal, language)
    assert version.reading is not None
    places = list(places_of(version.reading))
    if any(one.state == Finding.State.OPEN for one in places):
        raise RuleBroken(gettext("Old and new words stand fused in this proposal at places on which nobody has decided: choose their reading in the review first."), proposal)
    own = own_part(version)
    laid = [one.provision for one in laid_in(version, places)]
    return own.between(own.start, own.end, notes) + "\n", own.head(notes), laid


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What of a file is the text itself: from the line that names it to its last line, without introduction and reasons."""

    reading: Reading
    start: int
    end: int
    first: int  # where the line of its first provision begins
    taken: tuple[tuple[Span, str], ...]  # what is put in the place of words: of fused places, of introductions and reasons

    def between(self, start: int, end: int, notes: Notes) -> str:
        """The words from one place to another, with the signs of their notes; lines that are rules alone at the end are none."""
        within = [(Span(span.start - start, span.end - start), words) for span, words in self.taken if start <= span.start and span.end <= end]
        marks = [(at - start, sign) for at, sign in marks_in(self.reading, notes) if start < at <= end]
        lines = settled(self.reading.text[start:end], sorted([*within, *insertions(marks, within)]))[0].strip("\n").split("\n")
        while lines and not lines[-1].strip(" \t_*"):
            lines.pop()
        return "\n".join(lines)

    def head(self, notes: Notes) -> list[str]:
        """The lines before the first provision."""
        return [one for one in self.between(self.start, self.first, notes).split("\n") if one.strip()]


def own_part(version: LanguageVersion) -> OwnPart:
    """What of a file is the text itself; what stands behind the reasons is theirs."""
    reading = version.reading
    assert reading is not None
    text, start = reading.text, _title_start(reading)
    provisions = [(Span(*one.value["span"]), one.value["part"] == "front") for one in provision_findings(reading)]
    own = [span for span, front in provisions if not front]
    aside = _aside(text, [span for span, front in provisions if front], start, version.language)
    last, first = max((span.end for span in own), default=start), min((span.start for span in own), default=start)
    end = min((span.start for span in aside if span.start >= last), default=len(text))
    fused = [(Span(*one.found["span"]), words_after(one)) for one in places_of(reading)]
    taken = [(span, "") for span in aside] + [one for one in fused if not any(span.start <= one[0].start < span.end for span in aside)]
    return OwnPart(reading, start, end, max(start, text.rfind("\n", 0, first) + 1), tuple(sorted(taken)))


def _aside(text: str, fronts: Sequence[Span], start: int, language: str) -> list[Span]:
    """The lines of introductions and reasons behind where the text begins, each with the line that heads it."""
    heading = words_of(language).get("front", {}).get("reasons", ()) if language in languages() else ()
    found: list[Span] = []
    for one in fronts:
        line = text.rfind("\n", 0, one.start) + 1
        if line < start:
            continue
        above = text.rfind("\n", 0, max(0, line - 1)) + 1
        if above > start and text[above:line].strip().rstrip(" :：").casefold() in heading:
            found.append(Span(above, max(above, line - 1)))
        for words in text[line:one.end].split("\n"):
            found.append(Span(line, line + len(words)))
            line += len(words) + 1
    return found


def _title_start(reading: Reading) -> int:
    """Where the line that names the text begins: the one before its title."""
    title = str(reading.head.get("title") or "")
    at = reading.text.find(title) if title else -1
    if at <= 0:
        return 0
    before = reading.text.rstrip("\n").rfind("\n", 0, max(0, at - 1))
    while before > 0 and not reading.text[before + 1:at].strip():
        before = reading.text.rfind("\n", 0, before)
    return before + 1


def pairing_of(provisions: Sequence[dict[str, str]], laid: Sequence[int], candidates: Sequence[ProvisionVersion]) -> dict[str, int] | None:
    """The pairing of a text read anew with what is known to be the same provisions; none where it was read otherwise."""
    if len(provisions) != len(laid):
        return None
    by_provision = {one.provision_id: one.pk for one in candidates}
    return {one["id"]: by_provision[key] for one, key in zip(provisions, laid, strict=True) if key in by_provision}
