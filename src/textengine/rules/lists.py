"""Under which provision an item stands: the lists that are open, and what goes on in which."""

from __future__ import annotations

from dataclasses import dataclass

from textengine.rules.labels import Label, Reading

DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Open:
    """A provision that may still get children or a next one in its list."""

    id: str
    label: Label | None
    depth: int
    announces: bool


class OpenLists:
    """The lists that are open at a place of the text, the innermost last."""

    def __init__(self, reversed_numbers: bool = False) -> None:
        self.open: list[Open] = []
        self._reversed = reversed_numbers  # « 2.1 » may be the second item under 1

    def clear(self) -> None:
        """Close all lists."""
        self.open.clear()

    def add(self, provision: str, label: Label | None, depth: int, announces: bool) -> None:
        """Open a provision in the place where ``parent`` has made room."""
        self.open.append(Open(provision, label, depth, announces))

    @property
    def announces(self) -> bool:
        """Whether the last provision announces what follows."""
        return bool(self.open) and self.open[-1].announces

    def goes_on(self, label: Label) -> bool:
        """Whether a label is the next one of a list that is open."""
        return any(_next(label, one.label) for one in self.open)

    def goes_on_within(self, label: Label) -> bool:
        """Whether a label is the next one of a list below the outermost one."""
        return any(_next(label, one.label) for one in self.open[1:])

    def goes_on_outermost(self, label: Label) -> bool:
        """Whether a label is the next one of the outermost list."""
        return bool(self.open) and _next(label, self.open[0].label)

    def parent(self, label: Label | None, announces: bool = False, follows: Label | None = None) -> Open | None:
        """The provision under which an item stands; closes the lists that end before it.

        ``announces``: whether the item ends in a colon itself; ``follows``: the label of the next item.
        """
        place = self._place(label, announces, follows)
        del self.open[place:]
        return self.last()

    def last(self) -> Open | None:
        """The innermost open provision that may have children: none goes deeper than any real text does."""
        while self.open and self.open[-1].depth >= DEEPEST:
            self.open.pop()
        return self.open[-1] if self.open else None

    def _place(self, label: Label | None, announces: bool, follows: Label | None) -> int:
        """How many of the open provisions stay open."""
        if label is None:
            return len(self.open) if self.announces and self.open[-1].label is not None else 0
        while self.open and self.open[-1].label is None and not self.open[-1].announces:
            self.open.pop()
        last = len(self.open)
        chapters = [at for at in range(last) if (own := self.open[at].label) is not None and label.text.startswith(f"{own.text}.")]
        if not chapters and self._reversed:
            chapters = [at for at in range(last) if (own := self.open[at].label) is not None and own.number and label.text.endswith(f".{own.text}")]
        if chapters:
            return chapters[-1] + 1
        if label.bullet:
            return self._bullet(label, announces)
        if self.announces and label.first and not self._goes_on_as_letter(label, follows):
            return last
        goes_on = [at for at in range(last) if _next(label, self.open[at].label)]
        if goes_on:
            return goes_on[-1]
        same = [at for at in range(last) if _same_list(label, self.open[at].label)]
        if same:
            return same[-1]
        if label.first:
            return last
        return last if self.announces else 0

    def _bullet(self, label: Label, announces: bool) -> int:
        """A bullet stands beside bullets of its sign, under one that ends in a colon, else under the last item."""
        own = [at for at, one in enumerate(self.open) if one.label is not None and one.label.bullet and one.label.text == label.text]
        if not own:
            return len(self.open)
        if announces:
            return own[0]
        return own[-1] + 1 if self.open[own[-1]].announces else own[-1]

    def _goes_on_as_letter(self, label: Label, follows: Label | None) -> bool:
        """« h), i), j) »: an i) behind h) is a letter unless ii) follows."""
        last = self.open[-1].label
        letters = [one for one in label.readings() if one.system.endswith("letter 0") and one.value > 1]
        if last is None or not any(_continues(one, other) for one in letters for other in last.readings()):
            return False
        return follows is None or follows.text.lower() != "ii"


def _next(label: Label, before: Label | None) -> bool:
    """Whether a label is the next one in the list of another."""
    return before is not None and any(
        _continues(one, other) for one in label.readings() for other in before.readings()
    ) and label.closed == before.closed


def _continues(one: Reading, other: Reading) -> bool:
    return one.system == other.system and other.value < one.value <= int(other.value) + 1


def _same_list(label: Label, other: Label | None) -> bool:
    if other is None or label.closed != other.closed:
        return False
    mine = {one.system for one in label.readings()}
    if any(one.system.endswith("roman") and one.value == 1 for one in label.readings()):
        mine = {one for one in mine if one.endswith("roman")}
    return bool(mine & {one.system for one in other.readings()})
