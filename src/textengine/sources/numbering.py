"""The automatic numbers of a Word file: what Word would print before a paragraph, by its list or its style."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMANS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what is printed."""

    start: int
    form: str
    pattern: str


@dataclass(slots=True)
class Numbering:
    """The lists of a file, and how far each has counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, paragraph: etree._Element) -> str | None:
        """The number before a paragraph; counts on, so it must be asked once per paragraph and in order."""
        place = self._place(paragraph)
        if place is None:
            return None
        number, depth = place
        levels = self.lists.get(number, {})
        level = levels.get(depth)
        if level is None or level.form == "none":
            return None
        counts = self.counts.setdefault(self.abstract.get(number, number), {})
        if (again := self.restarts.pop((number, depth), None)) is not None:
            counts[depth] = again - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "•"
        printed = level.pattern
        for one in range(depth + 1):
            if f"%{one + 1}" in printed and one in levels:
                value = counts.get(one, levels[one].start)
                printed = printed.replace(f"%{one + 1}", as_printed(value, levels[one].form))
        return printed or None

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        by_style = self.styles.get(style.get(W + "val", "")) if style is not None else None
        if own is None:
            return by_style
        number, depth = own.find(W + "numId"), own.find(W + "ilvl")
        if number is None:
            return by_style
        if number.get(W + "val") == "0":
            return None
        return number.get(W + "val", ""), _int(depth, by_style[1] if by_style else 0)


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists of ``numbering.xml`` and the styles that belong to one."""
    found = Numbering()
    if numbering is None:
        return found
    abstract: dict[str, dict[int, Level]] = {}
    linked: dict[str, list[tuple[str, int]]] = {}
    for one in numbering.iter(W + "abstractNum"):
        key = one.get(W + "abstractNumId", "")
        abstract[key] = {}
        for level in one.iter(W + "lvl"):
            depth = int(level.get(W + "ilvl", "0"))
            form, pattern, style = (level.find(W + name) for name in ("numFmt", "lvlText", "pStyle"))
            abstract[key][depth] = Level(
                _int(level.find(W + "start"), 1),
                "decimal" if form is None else form.get(W + "val", "decimal"),
                "" if pattern is None else pattern.get(W + "val", ""),
            )
            if style is not None:
                linked.setdefault(key, []).append((style.get(W + "val", ""), depth))
    for one in numbering.findall(W + "num"):
        reference = one.find(W + "abstractNumId")
        key = "" if reference is None else reference.get(W + "val", "")
        number = one.get(W + "numId", "")
        found.lists[number], found.abstract[number] = abstract.get(key, {}), key
        for changed in one.findall(W + "lvlOverride"):
            if (start := changed.find(W + "startOverride")) is not None:
                found.restarts[number, int(changed.get(W + "ilvl", "0"))] = _int(start, 1)
        for style_name, depth in linked.get(key, ()):
            found.styles.setdefault(style_name, (number, depth))
    for style in styles.iter(W + "style") if styles is not None else ():
        reference = style.find(f"{W}pPr/{W}numPr/{W}numId")
        if reference is not None:
            depth = _int(style.find(f"{W}pPr/{W}numPr/{W}ilvl"), 0)
            found.styles.setdefault(style.get(W + "styleId", ""), (reference.get(W + "val", ""), depth))
    return found


def as_printed(value: int, form: str) -> str:
    """A number as a list prints it: letters, romans, figures."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman, rest = "", value
        for size, sign in ROMANS:
            roman += sign * (rest // size)
            rest %= size
        return roman if form == "lowerRoman" else roman.upper()
    return str(value)


def _int(node: etree._Element | None, default: int) -> int:
    value = None if node is None else node.get(W + "val")
    return int(value) if value and value.isdigit() else default
