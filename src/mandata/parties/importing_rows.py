"""The bytes of a file from another system as rows: how its signs are written, what parts its cells, how its days are written."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.tables import day
from mandata.shared.operations import RuleBroken

MOST_ROWS = 5000
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what an export guards with an apostrophe
ENCODINGS = {  # what a spreadsheet saves besides Unicode, by the language of its computer
    "": _("Unicode (UTF-8 or UTF-16)"), "cp1252": _("Windows-1252 (Western Europe)"), "cp1251": _("Windows-1251 (Cyrillic)"),
    "cp1256": _("Windows-1256 (Arabic)"), "gb18030": _("GB 18030 (Chinese)"),
}
DAY_ORDERS = {"": _("2024-09-19"), "dmy": _("19/09/2024 or 19.09.2024"), "mdy": _("09/19/2024")}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SEPARATOR = re.compile(r"sep=(.)\n")  # what a spreadsheet writes before the head to say what parts its cells
DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: 0?0:00(?::00)?)?")
YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was read: its number as a spreadsheet counts, its cells by their heading, how many more cells it has than the head."""

    number: int
    cells: dict[str, str]
    over: int = 0


def decoded(content: bytes, encoding: str = "") -> str:
    """The words of a file; refused where they are not written as it is said, since wrong signs would become names."""
    if content.startswith(WORKBOOKS):
        raise RuleBroken(gettext("The file is a workbook: save its sheet as CSV, then bring that."))
    if encoding not in ENCODINGS:
        raise RuleBroken(gettext("Choose an encoding of the list."))
    utf16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        words = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if utf16 or not encoding:
            raise RuleBroken(gettext(
                "The file is no text in Unicode: save it as CSV in UTF-8, or say in which encoding your spreadsheet saved it.")) from error
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError as wrong:
            raise RuleBroken(gettext("The file is not in this encoding: choose another, or save it as CSV in UTF-8.")) from wrong
    else:
        if encoding and not content.isascii():
            raise RuleBroken(gettext("The file is in Unicode: choose Unicode, or its names would be read wrongly."))
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def read_rows(content: str) -> tuple[list[str], list[Read]]:
    """The headings and the rows of a CSV file, by comma, semicolon or tab as its first line shows; a row without words is none."""
    if (said := SEPARATOR.match(content)) is not None:
        content = content[said.end():]
    first = content.split("\n", 1)[0]
    delimiter = said[1] if said is not None else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    rows: list[Read] = []
    heads: list[str] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1:
                heads = [one.strip() for one in cells]
                while heads and not heads[-1]:  # a spreadsheet keeps columns that were emptied
                    heads.pop()
                if len(set(heads)) != len(heads) or not all(heads):
                    break
                continue
            cells = [_plain(one) for one in cells]
            while len(cells) > len(heads) and not cells[-1]:
                cells.pop()
            if any(cells):
                rows.append(Read(number, dict(zip(heads, cells, strict=False)), max(0, len(cells) - len(heads))))
    except csv.Error as error:
        raise RuleBroken(gettext("Line %(n)s of the file cannot be read: %(why)s.") % {"n": max(1, reader.line_num), "why": error}) from error
    if len(set(heads)) != len(heads) or not heads or not all(heads):
        raise RuleBroken(gettext("The first line must name each column once."))
    if len(rows) > MOST_ROWS:
        raise RuleBroken(gettext("The file has %(n)s rows; at most %(most)s are taken at a time: part it.") % {"n": len(rows), "most": MOST_ROWS})
    return heads, rows


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def alike(heading: str) -> str:
    """A heading as ours are written: “Name EN” is name_en."""
    return re.sub(r"[\s-]+", "_", heading.strip()).casefold()


def day_in(text: str, order: str, column: str) -> date | None:
    """The day in a cell, the year first or as the source writes its days; never guessed."""
    try:
        if (found := DAY.fullmatch(text)) is not None:
            if not order:
                raise RuleBroken(gettext(
                    "“%(day)s” in “%(column)s”: say under “Columns” whether the day or the month stands first, or write 2024-09-19.") % {
                        "day": text, "column": column})
            number, month = (found[1], found[2]) if order == "dmy" else (found[2], found[1])
            return date(int(found[3]), int(month), int(number))
        return day(YEAR_FIRST.sub(r"\1-\2-\3", text))
    except ValueError as error:
        raise RuleBroken(gettext("“%(day)s” in “%(column)s” is no day: write 2024-09-19.") % {"day": text, "column": column}) from error
