"""What a Word file prints otherwise than its letters stand: hidden or not to be read, or made by the program that opens it.

The letters of a line are compared elsewhere; here is told only whether they are all that a reader sees, and whether a reader sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
PAPER = "FFFFFF"
LEAST_CONTRAST = 1.5  # of letters on what is behind them
SMALLEST = 8  # half points
NARROWEST = 34  # per cent of the width of letters
LOWEST = 100  # twentieths of a point, of a line or a row whose height is fixed
MOST_BASES = 20  # styles on which a style rests
OFF = {"0", "false", "off", "none"}
HIGHLIGHTS = {"black": "000000", "white": PAPER, "darkBlue": "000080", "darkGreen": "008000", "darkRed": "800000", "yellow": "FFFF00"}
PALE_THEMES = {"background1", "background2", "light1", "light2"}
SIGNS = re.compile("wingdings|webdings|symbol|dingbat|mt extra|marlett", re.IGNORECASE)  # fonts in which a letter is another sign
MADE = {  # by the program that opens the file: it may print anything here
    f"{W}{name}" for name in (
        "fldChar", "fldSimple", "instrText", "sym", "pgNum", "dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong", "footnoteReference",
        "endnoteReference", "footnoteRef", "endnoteRef", "dataBinding", "altChunk", "subDoc", "bdo", "dir",
    )
}
HIDDEN, COMPUTED = "hidden", "computed"


def parsed(data: bytes) -> Any:
    """A part of a file, with nothing fetched or unfolded."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


class Looks:
    """How the letters of a file look by its styles and its numberings, as far as they might not be seen."""

    def __init__(self, styles: bytes | None, numbering: bytes | None) -> None:
        root = parsed(styles) if styles else None
        found = root.iterfind(f"{W}style") if root is not None else ()
        self.styles = {str(one.get(f"{W}styleId")): one for one in found}
        self.default = next((name for name, one in self.styles.items() if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in ("1", "true", "on")), "")
        self.of_all = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self.counting = _counting(parsed(numbering)) if numbering else {}

    def bases(self, name: str | None) -> Iterator[Any]:
        """A style and those on which it rests, itself first."""
        for _step in range(MOST_BASES):
            style = self.styles.get(name or "")
            if style is None:
                return
            yield style
            base = style.find(f"{W}basedOn")
            name = base.get(f"{W}val") if base is not None else None

    def of_paragraph(self, paragraph: Any) -> set[str]:
        """Whether a paragraph is counted by the program, or its lines are too low to be read."""
        own = paragraph.find(f"{W}pPr")
        every = [own, *(one.find(f"{W}pPr") for one in self.bases(_value(own, "pStyle") or self.default))]
        found = set()
        number = next((one.find(f"{W}numPr") for one in every if one is not None and one.find(f"{W}numPr") is not None), None)
        if number is not None and self.counting.get((_value(number, "numId") or "", _value(number, "ilvl") or "0"), False):
            found.add(COMPUTED)
        spacing = next((one.find(f"{W}spacing") for one in every if one is not None and one.find(f"{W}spacing") is not None), None)
        if spacing is not None and spacing.get(f"{W}lineRule") == "exact" and _number(spacing.get(f"{W}line")) < LOWEST:
            found.add(HIDDEN)
        for above in paragraph.iterancestors(f"{W}tr"):
            height = above.find(f"{W}trPr/{W}trHeight")
            if _is_on(above.find(f"{W}trPr"), "hidden") or height is not None and height.get(f"{W}hRule") == "exact" and _number(height.get(f"{W}val")) < LOWEST:
                found.add(HIDDEN)
        return found

    def of_run(self, run: Any, paragraph: Any) -> set[str]:
        """Whether the letters of a run are hidden: marked so, struck out, pale, small, narrow, or other signs than they stand for."""
        own = run.find(f"{W}rPr")
        within = paragraph.find(f"{W}pPr")
        every = [own, *(one.find(f"{W}rPr") for one in self.bases(_value(own, "rStyle"))),
                 *(one.find(f"{W}rPr") for one in self.bases(_value(within, "pStyle") or self.default)), self.of_all]
        every = [one for one in every if one is not None]

        def first(name: str) -> Any:
            return next((one.find(f"{W}{name}") for one in every if one.find(f"{W}{name}") is not None), None)

        if any(_on(first(name)) for name in ("vanish", "specVanish", "strike", "dstrike")):
            return {HIDDEN}
        size, width, fonts = first("sz"), first("w"), first("rFonts")
        if size is not None and _number(size.get(f"{W}val")) < SMALLEST or width is not None and _number(width.get(f"{W}val")) < NARROWEST:
            return {HIDDEN}
        if fonts is not None and any(SIGNS.search(value) for value in fonts.attrib.values()):
            return {HIDDEN}
        if own is not None and own.find(f"{W14}textFill") is not None:
            return {HIDDEN}
        return {HIDDEN} if _is_pale(first("color"), first("highlight"), first("shd")) else set()


def _is_pale(color: Any, highlight: Any, shade: Any) -> bool:
    """Whether letters cannot be told from what is behind them; letters of no colour of their own always can."""
    if color is None or color.get(f"{W}val") in (None, "auto"):
        return False
    behind = HIGHLIGHTS.get(highlight.get(f"{W}val"), PAPER) if highlight is not None else shade.get(f"{W}fill") if shade is not None else PAPER
    if color.get(f"{W}themeColor") in PALE_THEMES and behind in (PAPER, "auto", None):
        return True
    light, dark = sorted((_light(color.get(f"{W}val")), _light(behind)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < LEAST_CONTRAST


def _light(color: str | None) -> float:
    """How light a colour is, as WCAG tells it; the paper for what is none."""
    if not color or not re.fullmatch(r"[0-9A-Fa-f]{6}", color):
        color = PAPER
    parts = [int(color[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _counting(root: Any) -> dict[tuple[str, str], bool]:
    """Number of a list and level in it -> whether it prints more than a sign before its lines."""
    def levels(node: Any, path: str) -> dict[str, bool]:
        return {
            str(one.get(f"{W}ilvl")): _value(one, "numFmt") not in ("bullet", "none") or bool(re.search(r"\w", _value(one, "lvlText") or ""))
            for one in node.iterfind(path)
        }

    kinds = {one.get(f"{W}abstractNumId"): levels(one, f"{W}lvl") for one in root.iterfind(f"{W}abstractNum")}
    return {
        (str(one.get(f"{W}numId")), level): prints for one in root.iterfind(f"{W}num")
        for level, prints in {**kinds.get(_value(one, "abstractNumId"), {}), **levels(one, f"{W}lvlOverride/{W}lvl")}.items()
    }


def _value(node: Any, name: str) -> str | None:
    found = node.find(f"{W}{name}") if node is not None else None
    return found.get(f"{W}val") if found is not None else None


def _on(found: Any) -> bool:
    return found is not None and found.get(f"{W}val", "1") not in OFF


def _is_on(node: Any, name: str) -> bool:
    return node is not None and _on(node.find(f"{W}{name}"))


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return float("inf")


def relations(data: bytes | None, kind: str, beside: str = "") -> list[str]:
    """The parts of a kind that a part of relations names, from where it stands itself."""
    if data is None:
        return []
    targets = [str(one.get("Target")) for one in parsed(data) if str(one.get("Type")).rpartition("/")[2] == kind]
    return [normpath(join("/", beside, one)).lstrip("/") for one in targets]
