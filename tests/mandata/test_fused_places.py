"""Fused places: counted, decided one by one, kept by a newer reading, and never served as law."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mandata.mandates.operations import confirm_mandate, publish_revision
from mandata.shared.measures import observe, records_of
from mandata.shared.models import Act
from mandata.shared.operations import Conflict, RuleBroken
from mandata.shared.rights import may
from mandata.texts.fused import places_of, text_of
from mandata.texts.models import Finding, ProvisionVersion, Reading, Revision
from mandata.texts.operations import read_again
from mandata.texts.settling import (
    choose_words,
    keep_settled,
    leave_fused,
    open_places,
    settle_words,
    take_certain,
    take_reading,
)
from tests.mandata.conftest import OLD, Cast
from tests.mandata.fused_text import FLATTENED


def place_of(reading: Reading, words: str) -> Finding:
    return next(one for one in places_of(reading) if words in one.found["text"])


def publish_as(cast: Cast, reading: Reading, layer: str) -> Revision:
    reading.refresh_from_db()
    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2016], layer=layer,
    )


def decide_all(cast: Cast, reading: Reading) -> None:
    for one in places_of(reading).filter(state=Finding.State.OPEN):
        take_reading(acting_as=cast.officer, finding=one)


@pytest.mark.req("002-02")
def test_the_places_are_counted_and_each_has_both_readings(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    places = list(places_of(reading))
    assert observe("fused.found").value == observe("fused.open").value == len(places) >= 7
    assert set(records_of("fused.found")) == set(places)
    years = place_of(reading, "2012Hammamet")
    assert (years.value["before"], years.value["after"], years.certainty) == ("Geneva, 2012", "Hammamet, 2016", "certain")
    label = place_of(reading, "cb")
    assert (label.value["before"], label.value["after"]) == ("c", "b")
    assert all(one.found["before"] + one.found["after"] == one.found["text"] for one in places)
    codes = {one.value["code"] for one in reading.findings.filter(what=Finding.What.PROBLEM)}
    assert not codes & {"fused-words", "doubled-label"}, "what a place tells is told once"


def test_a_text_without_proof_has_no_fused_places(cast: Cast) -> None:
    assert not places_of(cast.read(OLD)).exists()


@pytest.mark.req("002-02")
def test_a_fused_text_is_never_served_as_law(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    waiting = places_of(reading).count()
    with pytest.raises(RuleBroken, match=f"at {waiting} places of this text that nobody has decided on"):
        publish_as(cast, reading, "adopted")
    assert take_certain(acting_as=cast.officer, reading=reading) > 3
    decide_all(cast, reading)
    assert observe("fused.open").value == 0
    with pytest.raises(RuleBroken, match="still stand fused"):
        publish_as(cast, reading, "adopted")
    settled = settle_words(acting_as=cast.officer, reading=reading)
    publish_as(cast, settled, "adopted")
    words = [one.wordings.get().text for one in ProvisionVersion.objects.filter(revision__layer="adopted")]
    assert any("report on lighthouses" in one for one in words) and any("fog is thicker" in one for one in words)
    assert "Geneva, 2012Hammamet" not in settled.text and settled.settled_from == reading
    assert settled.head["year"] == 2016 and not places_of(settled).exists()


def test_a_proposal_is_published_with_its_places_and_makes_no_law(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    assert publish_as(cast, reading, "proposed").layer == "proposed"
    take_reading(acting_as=cast.officer, finding=place_of(reading, "cb"))
    assert place_of(reading, "cb").state == Finding.State.CONFIRMED, "its places can be decided afterwards"


def test_both_texts_come_back_whole(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    decide_all(cast, reading)
    before, after = (text_of(reading, side, places_of(reading))[0] for side in ("before", "after"))
    assert "RESOLUTION 5 (Rev. Geneva, 2012)" in before and "RESOLUTION 5 (Rev. Hammamet, 2016)" in after
    assert "b)\tthat keepers need training," in before.splitlines() and "b)\tthat keepers need training;" in after.splitlines()
    assert "c)\tthat fog is thicker than it was," not in before and "c)\tthat fog is thicker than it was," in after
    assert "c)\tto submit" in before and "b)\tto submit" in after
    assert "to count the lamps" in before and "to count the lamps" not in after


@pytest.mark.parametrize("side", ["before", "after"])
def test_words_written_by_hand_and_places_left_go_into_both_texts(cast: Cast, side: Any) -> None:
    reading = cast.read(FLATTENED)
    choose_words(acting_as=cast.officer, finding=place_of(reading, "2012Hammamet"), before="Geneva\n1, 2012", after="")
    leave_fused(acting_as=cast.officer, finding=place_of(reading, ",;"))
    text = text_of(reading, side, places_of(reading))[0]
    assert "need training,;" in text
    assert f"(Rev. {'Geneva 1, 2012' if side == 'before' else ''})" in text
    act = Act.objects.get(verb="correct", subject_kind="finding")
    assert act.changes["before"]["after"] == "Hammamet, 2016" and act.changes["after"]["after"] == ""


def test_choices_are_kept_by_a_newer_reading(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    choose_words(acting_as=cast.officer, finding=place_of(reading, "2012Hammamet"), before="Geneva", after="Hammamet, 2016")
    take_reading(acting_as=cast.officer, finding=place_of(reading, "cb"))
    leave_fused(acting_as=cast.officer, finding=place_of(reading, ",;"))
    lamps = place_of(reading, "count the lamps")  # a reader of another version did not find it, or cut it elsewhere
    places_of(reading).filter(pk=lamps.pk).update(found={**lamps.found, "span": [lamps.found["span"][0], lamps.found["span"][1] - 6],
                                                         "text": lamps.found["text"][:-6], "before": lamps.found["before"][:-6]})
    lamps.refresh_from_db()
    take_reading(acting_as=cast.officer, finding=lamps)
    count = places_of(reading).count()
    again = read_again(acting_as=cast.officer, language_version=reading.language_version)
    assert place_of(again, "2012Hammamet").value["before"] == "Geneva"
    assert [place_of(again, words).state for words in ("cb", ",;", "count the")] == ["confirmed", "rejected", "confirmed"]
    assert place_of(again, "count the").found["text"] == lamps.found["text"] and places_of(again).count() == count
    assert observe("fused.open").value == count - 4


def test_settling_waits_for_every_place_and_holds_against_a_change(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    with pytest.raises(RuleBroken, match="every fused place"):
        settle_words(acting_as=cast.officer, reading=reading)
    decide_all(cast, reading)
    words = text_of(reading, "after", places_of(reading))[0]
    leave_fused(acting_as=cast.officer, finding=place_of(reading, ",;"))
    with pytest.raises(Conflict):
        keep_settled(acting_as=cast.officer, reading=reading, words=words, found={})


def test_what_was_decided_on_the_same_words_stands_when_settled_and_the_places_can_be_opened_again(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    duty = next(one for one in reading.findings.filter(what="mandate") if "keep a list" in reading.text[slice(*one.value["span"])])
    confirm_mandate(acting_as=cast.officer, finding=duty)
    decide_all(cast, reading)
    count = places_of(reading).count()
    settled = settle_words(acting_as=cast.officer, reading=reading)
    assert settled.findings.filter(what="mandate", state="confirmed").count() == 1
    again = read_again(acting_as=cast.officer, language_version=settled.language_version)
    assert again.text == settled.text and again.settled_from == reading
    back = open_places(acting_as=cast.officer, language_version=again.language_version)
    assert places_of(back).exclude(state="open").count() == places_of(back).count() == count
    publish_as(cast, settle_words(acting_as=cast.officer, reading=back), "adopted")
    with pytest.raises(RuleBroken, match="published"):
        open_places(acting_as=cast.officer, language_version=Revision.objects.get().language_versions.get())


def test_the_base_in_the_library_gives_both_texts(cast: Cast) -> None:
    base = cast.read(OLD)
    publish_revision(
        acting_as=cast.officer, language_version=base.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2012], layer="adopted",
    )
    flattened = (
        OLD.replace("RESOLUTION 5 (Rev. Geneva, 2012)", "RESOLUTION 5 (Rev. Geneva, 2012Hammamet, 2016)")
        .replace("list of lighthouses;", "list of lighthouses and of the buoys near them;")
    )
    reading = cast.read(flattened, "flattened.txt")
    assert reading.compared_with == base.language_version.revision or reading.compared_with is not None
    place = place_of(reading, "buoys near")
    assert place.value["why"] == ["base-text"] and place.value["before"] == ""
    decide_all(cast, reading)
    assert text_of(reading, "before", places_of(reading))[0] == base.text


def test_a_file_read_apart_has_its_places_and_its_base(cast: Cast, settings: Any) -> None:
    publish_revision(
        acting_as=cast.officer, language_version=cast.read(OLD).language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2012], layer="adopted",
    )
    settings.READ_APART = True
    reading = cast.read(FLATTENED, "flattened.txt")
    assert reading.compared_with is not None and places_of(reading).exists()


def test_only_officers_choose(cast: Cast) -> None:
    reading = cast.read(FLATTENED)
    assert may(cast.officer, "settle", reading) and not may(cast.stranger, "settle", reading)


SEED = Path(__file__).parents[2].parent / "shared" / "textbench" / "structure"


@pytest.mark.req("002-02")
def test_the_proposal_of_2024_has_at_least_twenty_places(cast: Cast) -> None:
    found = sorted(SEED.rglob("SEED_002.fr.txt"))
    if not found:
        pytest.skip("the development texts are not here")
    assert places_of(cast.read(found[0].read_text())).count() >= 20
