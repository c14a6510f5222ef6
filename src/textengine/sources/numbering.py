"""The automatic numbers of a Word file: what Word would print before a paragraph, by its list or its style."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)
LETTERS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz", "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя", "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي", "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥", "hebrew1": "אבגדהוזחטיכלמנסעפצקרשת",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩",
}
CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
CHINESE_DIGITS = "〇一二三四五六七八九"
DASHES = "-–—−"
LEVELS = 9  # of a list in Word
LONGEST = 32  # signs of a label, and of the number of a note; what is longer need not be printed to its end
LARGEST_ROMAN = 32_767


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what is printed; after which level it starts anew."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restart: int | None = None


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
            after = levels[deeper].restart if deeper in levels else None
            if after is None or depth < after:
                del counts[deeper]
        if level.form == "bullet":
            return level.pattern if level.pattern and level.pattern in DASHES else "•"
        printed = level.pattern
        for one in range(depth + 1):
            if f"%{one + 1}" in printed and one in levels:
                value = counts.get(one, levels[one].start)
                form = "decimal" if level.legal else levels[one].form
                printed = printed.replace(f"%{one + 1}", as_printed(value, form))
        return printed.strip() or None

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        by_style = self.styles.get(style.get(W + "val", "")) if style is not None else None
        if own is None:
            return by_style
        number, depth = own.find(W + "numId"), own.find(W + "ilvl")
        if number is None:
            return None if by_style is None else (by_style[0], _int(depth, by_style[1]))
        if number.get(W + "val") == "0":
            return None
        return number.get(W + "val", ""), _int(depth, by_style[1] if by_style else 0)


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists of ``numbering.xml`` and the styles that belong to one."""
    found = Numbering()
    if numbering is None:
        return found
    abstract: dict[str, dict[int, Level]] = {}
    linked: dict[str, dict[int, str]] = {}
    named: dict[str, str] = {}
    borrowed: dict[str, str] = {}
    for one in numbering.iter(W + "abstractNum"):
        key = one.get(W + "abstractNumId", "")
        abstract[key] = {}
        for level in one.findall(W + "lvl"):
            depth = whole_number(level.get(W + "ilvl"), 0)
            if depth >= LEVELS:
                continue
            abstract[key][depth] = _level(level)
            if (style := level.find(W + "pStyle")) is not None:
                linked.setdefault(key, {})[depth] = style.get(W + "val", "")
        if (link := one.find(W + "styleLink")) is not None:
            named[link.get(W + "val", "")] = key
        if (link := one.find(W + "numStyleLink")) is not None:
            borrowed[key] = link.get(W + "val", "")
    for one in numbering.findall(W + "num"):
        reference = one.find(W + "abstractNumId")
        key = "" if reference is None else reference.get(W + "val", "")
        key = named.get(borrowed.get(key, ""), key)
        number = one.get(W + "numId", "")
        levels = dict(abstract.get(key, {}))
        for changed in one.findall(W + "lvlOverride"):
            depth = whole_number(changed.get(W + "ilvl"), 0)
            if depth >= LEVELS:
                continue
            if (anew := changed.find(W + "lvl")) is not None:
                levels[depth] = _level(anew)
            if (start := changed.find(W + "startOverride")) is not None:
                found.restarts[number, depth] = _int(start, 1)
                levels[depth] = replace(levels.get(depth, Level()), start=_int(start, 1))
        found.lists[number], found.abstract[number] = levels, key
        for depth, style_name in linked.get(key, {}).items():
            found.styles.setdefault(style_name, (number, depth))
    _by_styles(found, styles)
    return found


def _by_styles(found: Numbering, styles: etree._Element | None) -> None:
    """A style takes its list from itself or from the style on which it is based."""
    own: dict[str, tuple[str | None, int | None]] = {}
    based: dict[str, str] = {}
    for style in styles.iter(W + "style") if styles is not None else ():
        name = style.get(W + "styleId", "")
        if (parent := style.find(W + "basedOn")) is not None:
            based[name] = parent.get(W + "val", "")
        if (place := style.find(f"{W}pPr/{W}numPr")) is not None:
            number, depth = place.find(W + "numId"), place.find(W + "ilvl")
            own[name] = (
                None if number is None else number.get(W + "val", ""), None if depth is None else _int(depth, 0)
            )
    for name in [*own, *based]:
        listed: str | None = None
        level: int | None = None
        at = name
        for _ in range(20):
            own_list, own_level = own.get(at, (None, None))
            listed, level = listed or own_list, own_level if level is None else level
            if listed is not None or at not in based:
                break
            at = based[at]
        if listed == "0":
            found.styles.pop(name, None)
        elif listed is not None:
            by_level = found.styles.get(name)
            found.styles[name] = (listed, level if level is not None else by_level[1] if by_level else 0)


def _level(level: etree._Element) -> Level:
    form, pattern, restart = (level.find(W + name) for name in ("numFmt", "lvlText", "lvlRestart"))
    legal = level.find(W + "isLgl")
    return Level(
        _int(level.find(W + "start"), 1),
        "decimal" if form is None else form.get(W + "val", "decimal"),
        "" if pattern is None else pattern.get(W + "val", "")[:2 * LONGEST + 1],  # each two of its signs print one at least
        legal is not None and legal.get(W + "val", "1") not in ("0", "false", "off"),
        None if restart is None else _int(restart, 0),
    )


def as_printed(value: int, form: str) -> str:
    """A number as a list prints it: letters, romans, figures, Chinese numbers."""
    if value < 1:
        return str(value)
    if form in LETTERS:
        letters = LETTERS[form]
        return letters[(value - 1) % len(letters)] * min((value - 1) // len(letters) + 1, LONGEST + 1)
    if form in ("lowerRoman", "upperRoman") and value <= LARGEST_ROMAN:
        roman, rest = "", value
        for size, sign in ROMANS:
            roman += sign * (rest // size)
            rest %= size
        return roman if form == "lowerRoman" else roman.upper()
    if form in CHINESE:
        return _chinese(value)
    if form == "decimalZero":
        return f"{value:02}"
    if form == "numberInDash":
        return f"- {value} -"
    return str(value)


def _chinese(value: int) -> str:
    if value < 10:
        return CHINESE_DIGITS[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        return ("" if tens == 1 else CHINESE_DIGITS[tens]) + "十" + (CHINESE_DIGITS[rest] if rest else "")
    return str(value)


def _int(node: etree._Element | None, default: int) -> int:
    return default if node is None else whole_number(node.get(W + "val"), default)


def whole_number(value: str | None, default: int) -> int:
    """A number of a few figures; the default where there is none."""
    return int(value) if value and value.isdecimal() and len(value) < 7 else default
