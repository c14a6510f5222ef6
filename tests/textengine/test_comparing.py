"""Two revisions: what became of each provision. The texts are invented."""

from __future__ import annotations

import random
import time
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textengine import read
from textengine.comparing import Comparison, compare, compare_provisions, mark_words
from textengine.model import Provision, Span
from textengine.opcodes import rising
from textengine.printing import comparison_outline, spoken_names

OLD = """RESOLUTION 12 (Port Lume, 2014)

Lamps of the coast

The Harbour Assembly (Port Lume, 2014),

considering
a)\tthat small ports lose ships when their lamps fail in winter;
b)\tthat the keepers of the islands have no boats of their own,

resolves
1\tto keep a register of all lamps of the coast and their keepers;
2\tto lend spare lamps to ports that ask for them, and to train keepers of the islands in their repair;
3\tto end the tax on oil,

instructs the Director of Lamps
1\tto report to the Council on the state of the register;
2\tto visit each island once a year.
"""
NEW = """RESOLUTION 12 (Sandhaven, 2018)

Lamps of the coast

The Harbour Assembly (Sandhaven, 2018),

considering
a)\tthat fog has become more frequent in the northern bays;
b)\tthat small ports lose ships when their lamps fail in winter;
c)\tthat the keepers of the islands have no boats of their own,

resolves
1\tto keep a public register of all lamps of the coast and their keepers;
2\tto lend spare lamps to ports that ask for them;
3\tto train keepers of the islands in the repair of lamps,

instructs the Director of Lamps
1\tto visit each island once a year;
2\tto report to the Council on the state of the register.
"""


def compared(old: str, new: str) -> Comparison:
    return compare(read(old.encode(), "old.txt"), read(new.encode(), "new.txt"))


def ops(found: Comparison) -> set[tuple[str, str | None, str | None]]:
    return {(row.op, row.old.id if row.old else None, row.new.id if row.new else None) for row in found.rows}


def test_what_became_of_each_provision() -> None:
    found = ops(compared(OLD, NEW))
    assert {("ADD", None, "pre1.a"), ("NOC", "pre1.a", "pre1.b"), ("NOC", "pre1.b", "pre1.c"), ("NOC", "pre1", "pre1")} <= found
    assert {("MOD", "op1.1", "op1.1"), ("MOD", "op1.2", "op1.2"), ("SUP", "op1.3", None), ("ADD", None, "op1.3")} <= found
    assert {row[1:] for row in found if row[0] == "MOVE"} in ({("op2.1", "op2.2")}, {("op2.2", "op2.1")})


def test_a_split_is_proposed_beside_the_rows_and_the_other_way_round_a_merge() -> None:
    (split,) = compared(OLD, NEW).links
    assert (split.kind, split.old, split.new) == ("split", ("op1.2",), ("op1.2", "op1.3"))
    (merge,) = compared(NEW, OLD).links
    assert (merge.kind, merge.old, merge.new) == ("merge", ("op1.2", "op1.3"), ("op1.2",))


def test_other_stops_are_other_words_but_other_forms_of_a_space_or_hyphen_are_not() -> None:
    text = "The Council,\nresolves\n1\tto light the old port of the bay;\n2\tto report on it."
    assert ("MOD", "op1.2", "op1.2") in ops(compared(text, text.replace("on it.", "on it;")))
    assert ("NOC", "op1.1", "op1.1") in ops(compared(text, text.replace("the old port", "the\u00a0old  port")))
    text = "Le Conseil,\ndécide\n1\td’aider l'Association sud-sud des gardiens."
    assert ("NOC", "op1.1", "op1.1") in ops(compared(text, text.replace("sud-sud", "sud\u2011sud").replace("l'A", "l’A")))


def test_words_are_marked_inside_pairs_only() -> None:
    for row in compared(OLD, NEW).rows:
        assert not row.words or (row.old and row.new)
    found = next(row for row in compared(OLD, NEW).rows if row.new and row.new.id == "op1.1")
    assert [(one.kind, one.text) for one in found.words if one.kind != "same"] == [("added", " public")]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["the", "lamp", "of", ",", "port", "灯", "1.5"]), max_size=20), st.lists(st.sampled_from(["the", "lamp", "of", ",", "bay", "塔"]), max_size=20))
def test_pieces_give_both_texts(old: list[str], new: list[str]) -> None:
    pieces = mark_words(" ".join(old), " ".join(new))
    assert "".join(one.text for one in pieces if one.kind != "added").split() == " ".join(old).split()
    assert "".join(one.text for one in pieces if one.kind != "removed") == " ".join(new)


def provision(at: int, text: str) -> Provision:
    return Provision(f"op.{at}", "operative", "resolve", None, str(at), 0, None, Span(0, 0), text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["to light the northern lamp", "to light the southern lamp", "to report", "", "to pay the keepers of the bay at last"]), max_size=14), st.randoms())
def test_every_provision_stands_in_one_row(texts: list[str], dice: random.Random) -> None:
    other = [text + dice.choice(["", "", " again"]) for text in texts if dice.random() > 0.2]
    dice.shuffle(other)
    old, new = ([provision(at, text) for at, text in enumerate(side)] for side in (texts, other))
    found = compare_provisions(old, new)
    assert [row.new.id for row in found.rows if row.new] == [one.id for one in new]
    assert sorted(row.old.id for row in found.rows if row.old) == sorted(one.id for one in old)
    steady = [old.index(row.old) for row in found.rows if row.old and row.new and row.op != "MOVE"]
    assert steady == sorted(steady)


def test_the_longest_rising_run() -> None:
    assert rising([5, 0, 1, 9, 2]) == [1, 2, 4]
    assert rising([]) == []


def test_an_unchanged_text_says_so_in_one_sentence() -> None:
    text = read(OLD.encode(), "old.txt")
    found = comparison_outline(text, text, compare(text, text))
    assert "Nothing is changed: 10 provisions stand word for word." in found


def test_the_summary_can_be_read_aloud() -> None:
    old, new = read(OLD.encode(), "old.txt"), read(NEW.encode(), "new.txt")
    found = comparison_outline(old, new, compare(old, new))
    assert "The old text has 10 provisions, the new one 11: 5 provisions stand word for word, 3 have other words, 1 has moved, 2 are new and 1 is suppressed." in found
    assert "1 of those with other words differs only in capitals or stops." in found
    assert "seems to have become" in found and "carry a duty" in found
    assert spoken_names(new.provisions)["op1.3"] == "operative “resolves” (3)"


def test_in_two_languages_provisions_are_paired_by_place() -> None:
    french = "Le Conseil,\nconsidérant\na)\tque les ports de la côte sont petits et que 12 lampes manquent,\ndécide\n1\tde les éclairer avant 2020."
    english = "The Council,\nconsidering\na)\tthat the ports of the coast are small and that 12 lamps are lacking,\nresolves\n1\tto light them before 2020."
    found = ops(compared(french, english))
    assert {("MOD", "pre1.a", "pre1.a"), ("MOD", "op1.1", "op1.1")} <= found


def test_texts_with_nothing_in_common_are_suppressed_and_added() -> None:
    found = ops(compared(OLD, "The Council,\nthanks\n1\tthe cooks of the great kitchen for their excellent soup and bread."))
    assert {row[0] for row in found} <= {"ADD", "SUP"}


def test_many_provisions_take_seconds() -> None:
    dice = random.Random(6)
    words = [f"word{one}" for one in range(4000)]
    texts = [" ".join(dice.choices(words, k=20)) for _ in range(6_000)]
    old = [provision(at, text) for at, text in enumerate(texts)]
    new = [provision(at, " ".join("lamp" if dice.random() < 0.1 else word for word in text.split())) for at, text in enumerate(texts)]
    start = time.process_time()
    found = compare_provisions(old, new)
    assert time.process_time() - start < 10
    assert not Counter(row.op for row in found.rows).keys() - {"MOD", "NOC"}
