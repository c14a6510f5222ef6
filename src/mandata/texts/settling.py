"""What a person does with fused places: take a reading, write both, leave them; then the words chosen are read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.shared.operations import Conflict, RuleBroken, doing, operation
from mandata.texts.fused import notes_moved, places_of, text_of
from mandata.texts.models import Finding, LanguageVersion, Layer, Reading
from mandata.texts.operations import decide, hold, keep_new_reading
from mandata.texts.reading import CannotRead, understood, understood_words

LONGEST_WORDS = 20_000


@operation("confirm", on="finding")
def take_reading(*, acting_as: Acting, finding: Finding) -> None:
    """Say that old and new words of a fused place are as the engine reads them."""
    _may_be_chosen(finding)
    finding.corrected = None
    decide(finding, Finding.State.CONFIRMED)


@operation("correct", on="finding")
def choose_words(*, acting_as: Acting, finding: Finding, before: str, after: str) -> None:
    """Say what stood at a fused place before, and what stands there after; neither goes over the end of its line."""
    _may_be_chosen(finding)
    if max(len(before), len(after)) > LONGEST_WORDS:
        raise RuleBroken(gettext("These words are too long for one place."), finding)
    before, after = (" ".join(words.splitlines()) for words in (before, after))
    finding.corrected = {**finding.found, "before": before, "after": after}
    doing().write(finding, changes={
        "before": {side: finding.found[side] for side in ("before", "after")}, "after": {"before": before, "after": after},
    })
    decide(finding, Finding.State.CORRECTED)


@operation("reject", on="finding")
def leave_fused(*, acting_as: Acting, finding: Finding) -> None:
    """Say that nothing is fused at a place: the words are right as they stand."""
    _may_be_chosen(finding)
    decide(finding, Finding.State.REJECTED)


@operation("confirm-certain", on="reading")
def take_certain(*, acting_as: Acting, reading: Reading) -> int:
    """Take the engine's reading of all places that it is certain of; how many."""
    _not_law(hold(reading))
    act = doing().write(reading)
    places = list(places_of(reading).select_for_update().filter(state=Finding.State.OPEN, certainty="certain"))
    for one in places:
        one.state, one.decided_by = Finding.State.CONFIRMED, act
    Finding.objects.bulk_update(places, ["state", "decided_by"])
    doing().also(*places)
    return len(places)


def settle_words(*, acting_as: Acting, reading: Reading) -> Reading:
    """Put the words chosen in the place of the fused ones, and read the text so; what was decided on the same words stands."""
    version = LanguageVersion.objects.select_related("file__organisation").get(pk=reading.language_version_id)
    words, moved = text_of(reading, "after", places_of(reading))
    try:
        found = understood_words(version.file, words)
    except CannotRead as trouble:
        raise RuleBroken(str(trouble), reading) from trouble
    notes = reading.findings.filter(what=Finding.What.NOTE).order_by("position")
    found["notes"] = found["notes"] or notes_moved(list(notes), moved)
    return keep_settled(acting_as=acting_as, reading=reading, words=words, found=found)


@operation("settle", on="reading")
def keep_settled(*, acting_as: Acting, reading: Reading, words: str, found: dict[str, Any]) -> Reading:
    """Keep the reading of the words chosen; refused where a place is undecided, or was decided otherwise meanwhile."""
    version = hold(reading)
    if version.revision_id is not None:
        raise RuleBroken(gettext("This text is published with the words that it has."), reading)
    places = list(places_of(reading))
    if not places:
        raise RuleBroken(gettext("No words stand fused in this text."), reading)
    if any(one.state == Finding.State.OPEN for one in places):
        raise RuleBroken(gettext("Decide on every fused place first."), reading)
    if text_of(reading, "after", places)[0] != words:
        raise Conflict(gettext("Somebody changed this since you saw it."), reading)
    new = keep_new_reading(acting_as=acting_as, language_version=version, found={**found, "settled_from": reading.pk})
    doing().also(new, *places)
    return new


def open_places(*, acting_as: Acting, language_version: LanguageVersion) -> Reading:
    """Go back to the text as received, with its fused places and what was chosen for each."""
    if language_version.revision_id is not None:
        raise RuleBroken(gettext("This text is published with the words that it has."), language_version)
    try:
        found = understood(language_version.file)
    except CannotRead as trouble:
        raise RuleBroken(str(trouble), language_version) from trouble
    return keep_new_reading(acting_as=acting_as, language_version=language_version, found=found)


def _may_be_chosen(finding: Finding) -> None:
    if finding.what != Finding.What.FUSED:
        raise RuleBroken(gettext("This is no fused place."), finding)
    _not_law(hold(finding.reading))


def _not_law(version: LanguageVersion) -> None:
    if version.revision is not None and version.revision.layer == Layer.ADOPTED:
        raise RuleBroken(gettext("This text is published with the words that it has."), version)

