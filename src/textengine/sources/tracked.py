"""What was inserted, deleted or moved in a Word file, and by whom, while its words are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from textengine.model import Change, Span

Kind = Literal["insert", "delete", "move"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class By:
    """By which change the words that are read now were inserted, deleted or moved; the innermost one counts."""

    inserted: etree._Element | None = None
    deleted: etree._Element | None = None
    moved_from: etree._Element | None = None
    moved_to: etree._Element | None = None

    @property
    def after(self) -> bool:
        """Whether the words stand in the text after the changes."""
        return self.deleted is None and self.moved_from is None

    @property
    def before(self) -> bool:
        """Whether the words stand in the text before the changes."""
        return self.inserted is None and self.moved_to is None


@dataclass(slots=True)
class Tracked:
    """A change or a move while its words are read."""

    kind: Kind
    start: int
    end: int
    words: list[str]
    by: etree._Element
    name: str = ""

    @property
    def text(self) -> str:
        """The words read so far."""
        return "".join(self.words)

    def goes_on(self, other: Tracked) -> bool:
        """Whether another one is the rest of it: by the same hand, where it ends."""
        return self.kind == other.kind and self.end == other.start and all(
            self.by.get(W + name) == other.by.get(W + name) for name in ("author", "date")
        )

    def take(self, other: Tracked) -> None:
        """Take in what goes on."""
        self.end = other.end
        self.words += other.words

    def change(self) -> Change:
        """The change as the model has it."""
        return Change(Span(self.start, self.end), self.kind, self.text, self.by.get(W + "author"), self.by.get(W + "date"), "certain", "tracked")


def of_node(node: etree._Element, by: By) -> By:
    """By which change what stands in a node came or went."""
    if node.tag == W + "ins":
        return replace(by, inserted=node)
    if node.tag == W + "del":
        return replace(by, deleted=node)
    if node.tag == W + "moveFrom":
        return replace(by, moved_from=node)
    if node.tag == W + "moveTo":
        return replace(by, moved_to=node)
    return by


def of_row(row: etree._Element, by: By) -> By:
    """By which change a row of a table came or went."""
    new, gone = row.find(f"{W}trPr/{W}ins"), row.find(f"{W}trPr/{W}del")
    by = by if new is None else replace(by, inserted=new)
    return by if gone is None else replace(by, deleted=gone)


def of_cell(cell: etree._Element, by: By) -> By:
    """By which change a cell of a table came or went."""
    new, gone = cell.find(f"{W}tcPr/{W}cellIns"), cell.find(f"{W}tcPr/{W}cellDel")
    by = by if new is None else replace(by, inserted=new)
    return by if gone is None else replace(by, deleted=gone)


def join(moved: list[Tracked], one: Tracked) -> None:
    """Add a move; where it goes on the last one, both are one."""
    if moved and moved[-1].by is one.by and moved[-1].end == one.start:
        moved[-1].take(one)
    else:
        moved.append(one)
