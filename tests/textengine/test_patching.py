"""Patches: either text from the other, byte for byte; refused on any third text."""

from __future__ import annotations

import base64
import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textengine.opcodes import blocks
from textengine.patching import MARK, PatchRefused, apply_patch, make_patch

OLD = b"The Harbour Union,\nrecalling its Resolution 4 (Port Lume, 2012),\nresolves\n1\tto light the ports of the coast;\n2\tto report.\n"
NEW = OLD.replace(b"Port Lume, 2012", b"Sandhaven, 2016").replace(b"2\tto report", b"2\tto report every year")
pieces = st.lists(
    st.sampled_from(["the ", "port ", "lamp", "\n", "\r\n", "\r", "灯塔", "المنارة", " ", "\u00a0", "a", "𝒳", "1\t", "resolves\n"]) | st.text(max_size=5),
    max_size=60,
)


@st.composite
def two_texts(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two texts that share much, little or nothing, or are no text at all."""
    old = draw(pieces)
    new = list(old)
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(new)))
        new[at:at + draw(st.integers(0, 4))] = draw(pieces)[:6]
    texts = [("".join(one)).encode("utf-8", "surrogatepass") for one in (old, draw(st.sampled_from([new, draw(pieces)])))]
    return texts[0] + draw(st.binary(max_size=4)), texts[1]


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(two_texts())
def test_any_two_texts_give_a_patch_that_is_exact_both_ways(texts: tuple[bytes, bytes]) -> None:
    old, new = texts
    patch = json.loads(json.dumps(make_patch(old, new)))
    assert apply_patch(patch, old) == new
    assert apply_patch(patch, new, reverse=True) == old


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40), st.sampled_from([1, 30, 10_000]))
def test_blocks_cover_both_sequences_also_where_no_table_is_made(old: list[int], new: list[int], exact: int) -> None:
    found = blocks(old, new, exact)
    assert [one for block in found for one in old[block.old_start:block.old_end]] == old
    assert [one for block in found for one in new[block.new_start:block.new_end]] == new
    for block in found:
        assert not block.same or old[block.old_start:block.old_end] == new[block.new_start:block.new_end]


def test_a_patch_holds_little_more_than_what_is_new() -> None:
    text = b"".join(b"%d\tto keep lamp %d of the coast in good order and to say so;\n" % (one, one * 7) for one in range(300))
    patch = make_patch(text, text.replace(b"lamp 700 ", b"lighthouse 700 "))
    assert len(patch) < 120


def test_a_patch_is_refused_on_another_text_and_says_which_one_it_wants() -> None:
    patch = make_patch(OLD, NEW)
    with pytest.raises(PatchRefused, match="made for another old text"):
        apply_patch(patch, OLD + b" ")
    with pytest.raises(PatchRefused, match="This is the new text already: add --reverse"):
        apply_patch(patch, NEW)
    with pytest.raises(PatchRefused, match="This is the old text already: leave out --reverse"):
        apply_patch(patch, OLD, reverse=True)


@pytest.mark.parametrize("patch", [None, 7, {"patch": 1}, [], "", "no patch"])
def test_what_is_no_patch_is_refused(patch: object) -> None:
    with pytest.raises(PatchRefused, match="no patch"):
        apply_patch(patch, OLD)


def test_a_patch_of_a_later_version_is_refused() -> None:
    with pytest.raises(PatchRefused, match="another version"):
        apply_patch("te9:" + make_patch(OLD, NEW)[len(MARK):], OLD)


def test_a_damaged_patch_never_gives_a_text() -> None:
    patch = make_patch(OLD, NEW)
    body = base64.b85decode(patch[len(MARK):])
    for at in range(16, len(body)):
        broken = body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1:]
        try:
            assert apply_patch(MARK + base64.b85encode(broken).decode(), OLD) == NEW  # what only the way back needs
        except PatchRefused as error:
            assert "damaged" in str(error)
    with pytest.raises(PatchRefused):
        apply_patch(patch[:-9], OLD)


def test_twenty_thousand_paragraphs_are_patched_in_seconds() -> None:
    dice = random.Random(6)
    words = [f"word{one}" for one in range(3000)]
    old = [" ".join(dice.choices(words, k=20)) for _ in range(20_000)]
    new = [" ".join("lamp" if dice.random() < 0.05 else word for word in line.split()) for line in old]
    one, other = "\n".join(old).encode(), "\n".join(new).encode()
    start = time.process_time()
    patch = make_patch(one, other)
    assert apply_patch(patch, one) == other
    assert time.process_time() - start < 20
