"""What holds for any two or three texts: each provision stands once in a comparison and an alignment, and no patch gives a third text."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.textengine.test_properties import FEW, MIXED, reading
from textengine import Text
from textengine.aligning import align
from textengine.comparing import compare
from textengine.patching import PatchRefused, apply_patch, make_patch


def changed(pieces: list[str], others: list[str], at: int) -> list[str]:
    """A revision: some pieces are others, some are gone, some stand twice."""
    cut = at % (len(pieces) + 1)
    return [*pieces[:cut], *others[:at % 5], *pieces[cut + at % 3:], *pieces[:at % 2]]


def readings(*versions: list[str]) -> list[Text]:
    found = [reading("\n".join(pieces).encode(), f"{at}.txt") for at, pieces in enumerate(versions)]
    return [one for one in found if one is not None]


@FEW
@given(MIXED, MIXED, st.integers(0, 40))
def test_any_two_texts_compared(pieces: list[str], others: list[str], at: int) -> None:
    texts = readings(pieces, changed(pieces, others, at))
    assume(len(texts) == 2)
    found = compare(*texts).as_dict()
    json.dumps(found)
    for side, text in zip(("old", "new"), texts, strict=True):
        assert Counter(row[side] for row in found["changes"] if row[side]) == Counter(one.id for one in text.provisions)
        ids = {one.id for one in text.provisions}
        assert all(ids.issuperset(link[side]) for link in found.get("links", ()))
    for row in found["changes"]:
        assert (row["op"] == "ADD") == (row["old"] is None) and (row["op"] == "SUP") == (row["new"] is None)
        for side, other in (("old", "added"), ("new", "removed")):
            if words := "".join(piece[1] for piece in row.get("words", ()) if piece[0] != other):
                assert "".join(words.split()) == "".join(row[f"text_{side}"].split())


@FEW
@given(MIXED, MIXED, MIXED, st.integers(0, 40))
def test_any_texts_aligned(pieces: list[str], others: list[str], third: list[str], at: int) -> None:
    texts = readings(pieces, changed(pieces, others, at), changed(pieces, third, at + 7))
    assume(len(texts) > 1)
    found = align(texts).as_dict()
    json.dumps(found)
    for number, text in enumerate(texts):
        aligned = Counter(one.id for one in text.provisions if one.part not in ("front", "back"))
        assert Counter(row[number] for row in found["sets"] if row[number]) == aligned
    assert all(len(row) == len(texts) and any(row) for row in found["sets"])
    assert all(0 <= one["set"] < len(found["sets"]) and len(one["values"]) == len(texts) for one in found["differences"])


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=6)


@FEW
@given(st.lists(st.sampled_from(["the ", "lamp", "\n", "灯塔", "\r\n", "port "]), max_size=30), st.integers(0, 10_000), st.sampled_from("0Az~{<é\n"), st.booleans())
def test_a_damaged_patch_gives_its_text_or_is_refused(pieces: list[str], at: int, sign: str, reverse: bool) -> None:
    old, new = "".join(pieces).encode(), "".join(pieces[::-1] + ["buoy"]).encode()
    patch = make_patch(old, new)
    cut = at % (len(patch) + 1)
    for damaged in (patch[:cut] + sign + patch[cut + 1:], patch[:cut], patch[:cut] + sign + patch[cut:]):
        try:
            result = apply_patch(damaged, new if reverse else old, reverse)
        except PatchRefused as refused:
            assert str(refused)
        else:
            assert result == (old if reverse else new)


@FEW
@given(JSON, st.binary(max_size=20))
def test_what_is_no_patch_is_refused(patch: object, text: bytes) -> None:
    try:
        apply_patch(patch, text)
    except PatchRefused:
        return
    raise AssertionError("a value that is no patch was applied")
