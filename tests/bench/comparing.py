"""How long comparing, patching and aligning take."""

from __future__ import annotations

from tests.bench import median


def compare() -> None:
    """Revisions of 120 and 620 provisions, in which each tenth word is another, and six versions of 100 provisions."""
    from textengine import read
    from textengine.aligning import align
    from textengine.comparing import compare as compared
    from textengine.patching import make_patch

    for count in (120, 620):
        lines = [" ".join(f"word{(at * 7 + place * place) % 997}" for place in range(30)) for at in range(count)]
        texts = [
            "The Council,\n\n" + "\n\n".join(
                f"{at}. Requests {' '.join('lamp' if changed and place % 10 == at % 10 else word for place, word in enumerate(line.split()))};"
                for at, line in enumerate(lines, 1)
            ) for changed in (False, True)
        ]
        old, new = (read(text.encode(), "x.txt") for text in texts)
        print(f"compare {count} with {count} provisions: {median(lambda: compared(old, new), 5):.0f} ms")  # noqa: B023
        print(f"patch of the two: {median(lambda: make_patch(*(text.encode() for text in texts)), 5):.0f} ms")  # noqa: B023
    six = [
        read((f"{head}\n\n" + "\n\n".join(f"{at}. {verb} {at * 37 % 91}{' lamps to be lit' * (at % 5 + 1)};" for at in range(1, 101))).encode(), "x.txt")
        for head, verb in (("The Council,", "Requests"), ("Le Conseil,", "Prie"), ("El Consejo,", "Pide")) for _ in range(2)
    ]
    print(f"align six versions of 100 provisions: {median(lambda: align(six), 5):.0f} ms")
