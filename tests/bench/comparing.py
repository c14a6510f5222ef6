"""How long comparing, patching and aligning take, beside their marks, and whether they stay linear in the number of provisions."""

from __future__ import annotations

import random

from tests.bench.drafting import side_by_side
from tests.bench.speed import against, processor
from textengine import Text, read
from textengine.aligning import align
from textengine.comparing import compare as compared
from textengine.patching import make_patch

WORDS = [f"word{at}" for at in range(900)] + ["of", "the", "to", "and", "in"] * 60
HEADS = (("The Council,", "Requests"), ("Le Conseil,", "Prie"), ("El Consejo,", "Pide"))


def compare() -> None:
    """Two revisions of 120 and of 620 provisions, six proposals on one text, six versions; then lengths that a text has once in a generation."""
    for old, new, mark in ((113, 120, 60), (614, 625, 600)):
        first, second = revisions(old, new)
        texts = read(first, "old.txt"), read(second, "new.txt")
        against(f"compare {old} with {new} paragraphs", processor(lambda: compared(*texts)) * 1000, mark, "ms")  # noqa: B023
        print(f"patch of the two: {processor(lambda: make_patch(first, second)) * 1000:.0f} ms", flush=True)  # noqa: B023
    base = read(revisions(120, 120)[0], "base.txt")
    proposals = [read(revisions(120, 120, seed)[1], "proposal.txt") for seed in range(1, 7)]
    against("compare six proposals of 120 provisions with their base", processor(lambda: [compared(base, one) for one in proposals]) * 1000, 250, "ms")
    six = versions(100) * 2
    against("align six versions of 100 provisions", processor(lambda: align(six)), 0.5, "s")
    linear()
    side_by_side()


def linear() -> None:
    """Ten times the provisions, at most fifteen times the work."""
    for what, texts, work in (
        ("compare", lambda count: [read(one, "x.txt") for one in revisions(count, count + 5)], compared),
        ("align", lambda count: versions(count)[:2], lambda *two: align(two)),
    ):
        seconds = []
        for count in (500, 5_000):
            two = texts(count)
            seconds.append(processor(lambda: work(*two), 3))  # noqa: B023
        against(f"{what} 5,000 provisions ({seconds[1]:.2f} s) beside 500", seconds[1] / seconds[0], 15, "times")


def revisions(old: int, new: int, seed: int = 0) -> tuple[bytes, bytes]:
    """A text of so many numbered provisions, and its revision: a third of them changed, one gone, one moved, others added."""
    chance, again = random.Random(old), random.Random(seed)
    lines = [sentence(chance) for _ in range(old)]
    revised = [line if again.random() > 0.3 else changed(line, again) for line in lines]
    del revised[5]
    while len(revised) < new:
        revised.insert(again.randrange(len(revised)), sentence(again))
    revised.insert(len(revised) // 2, revised.pop(3))
    first, second = ("The Council,\n\n" + "\n\n".join(f"{at}. Requests {line};" for at, line in enumerate(text, 1)) for text in (lines, revised))
    return first.encode(), second.encode()


def sentence(chance: random.Random) -> str:
    """From eight to fifty words."""
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(8, 50)))


def changed(line: str, chance: random.Random) -> str:
    """A line with each eighth word, chosen by chance, another."""
    words = line.split()
    for _ in range(max(1, len(words) // 8)):
        words[chance.randrange(len(words))] = "lamp"
    return " ".join(words)


def versions(count: int) -> list[Text]:
    """A text of so many numbered provisions in three languages."""
    return [
        read((f"{head}\n\n" + "\n\n".join(f"{at}. {verb} {at * 37 % 91}{' lamps to be lit' * (at % 5 + 1)};" for at in range(1, count + 1))).encode(), "x.txt")
        for head, verb in HEADS
    ]
