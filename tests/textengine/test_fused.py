"""Fused places: runs of old and new words as one place each; the texts that come of what is chosen."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandata.cli.demonstration import SAMPLE
from textengine import read
from textengine.fused import FusedPlace, fused_places, settled
from textengine.model import Span
from textengine.vocabulary import load_vocabulary

UNION = load_vocabulary(SAMPLE / "vocabulary")


def places_in(words: str, base: str | None = None) -> tuple[FusedPlace, ...]:
    return fused_places(read(words.encode(), "text.txt", UNION), base)


def test_old_and_new_words_are_one_place_and_a_clean_text_has_none() -> None:
    words = "RESOLUTION 7 (Rev. Port-Alder, 2020Selmouth, 2024)\nHelping small ports\nconsidering\na)\tthat it rains,\nresolves\n1\tto build roofs.\n"
    (place,) = places_in(words)
    assert (place.before, place.after, place.certainty, place.why) == ("Port-Alder, 2020", "Selmouth, 2024", "certain", ("doubled-citation",))
    assert words[slice(*place.span)] == place.text == "Port-Alder, 2020Selmouth, 2024"
    assert places_in(words.replace("Port-Alder, 2020Selmouth", "Selmouth")) == ()


def test_the_sample_has_twenty_places_beside_its_base_and_both_texts_come_back() -> None:
    texts = SAMPLE / "texts"
    base = read((texts / "resolution-7-2020.en.txt").read_bytes(), "base.txt", UNION).text
    proposal = read((texts / "proposal-7-2024.en.txt").read_bytes(), "proposal.txt", UNION)
    places = fused_places(proposal, base)
    assert len(places) >= 20 and {one.certainty for one in places} == {"certain", "likely"}
    assert {why for one in places for why in one.why} >= {"doubled-label", "doubled-citation", "stray-punctuation", "base-text"}
    before, _ = settled(proposal.text, [(one.span, one.before) for one in places])
    assert before.strip() == base.strip()
    after, _ = settled(proposal.text, [(one.span, one.after) for one in places])
    assert places_in(after) == () and "Selmouth, 2024) of this assembly, on small coastal firms" in after
    assert len(fused_places(proposal)) >= 12, "and most of them without the base"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text("ab \n", max_size=9), min_size=1, max_size=9), st.lists(st.sampled_from(["", "x", "yy"]), max_size=9))
def test_the_words_around_a_place_stand_as_they_were_and_offsets_move_with_them(parts: list[str], chosen: list[str]) -> None:
    text, places = "", []
    for number, part in enumerate(parts):
        text += part
        if number < len(chosen):
            places.append((Span(len(text), len(text) + 2), chosen[number]))
            text += "OO"
    result, moved = settled(text, places)
    plain = "".join(part + (chosen[number] if number < len(chosen) else "") for number, part in enumerate(parts))
    assert [line for line in result.split("\n") if line.strip()] == [line for line in plain.split("\n") if line.strip()]
    offsets = [moved(at) for at in range(len(text) + 1)]
    assert offsets == sorted(offsets) and offsets[0] >= 0 and offsets[-1] <= len(result)
    lines, at = result.split("\n"), 0
    for line in text.split("\n"):
        if "OO" not in line and line.strip():
            assert result[moved(at):moved(at) + len(line)] == line and line in lines
        at += len(line) + 1
