"""What a page of a PDF file draws beside its letters, or draws of them so that nobody sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PICTURES = {b"Do", b"BI", b"INLINE IMAGE", b"sh"}
FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
SHOWS = {b"Tj", b"TJ", b"'", b'"'}
COLOURS = {b"rg", b"g", b"k", b"sc", b"scn"}  # of what is filled: letters, too
SEEN = {0, 1, 2, 4, 5, 6}  # modes in which letters are drawn
PALE = 0.8  # from here on a colour is hardly told from the paper
LINKS = "/Link"


@dataclass(slots=True)
class Drawn:
    """One page, step by step as it is drawn."""

    pictures: int = 0
    fills: int = 0
    veiled: bool = False
    mode: int = 0
    pale: bool = False
    kept: list[tuple[int, bool]] = field(default_factory=list)  # what each « q » lets come back

    def step(self, operator: bytes, operands: Any) -> None:
        """One step of the drawing."""
        if operator == b"q":
            self.kept.append((self.mode, self.pale))
        elif operator == b"Q" and self.kept:
            self.mode, self.pale = self.kept.pop()
        elif operator == b"Tr":
            self.mode = int(operands[0])
        elif operator in COLOURS:
            self.pale = _is_pale(operator, operands)
        elif operator in FILLS:
            self.fills += 1
        elif operator in PICTURES:
            self.pictures += 1
        elif operator in SHOWS and (self.mode not in SEEN or self.pale):
            self.veiled = True


def _is_pale(operator: bytes, operands: Any) -> bool:
    try:
        parts = [float(one) for one in operands]
    except (TypeError, ValueError):  # a pattern
        return True
    if not parts:
        return True
    return max(parts[:3]) < 1 - PALE and parts[3] < 1 - PALE if len(parts) == 4 else min(parts) > PALE


def notes_on(page: Any) -> int:
    """How many notes, fields and stamps lie on a page: what they show stands in no line."""
    notes = page.get("/Annots")
    found = notes.get_object() if notes is not None else ()
    return sum(one.get_object().get("/Subtype") != LINKS for one in found)
