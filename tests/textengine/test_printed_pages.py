"""Text taken from printed pages: what belongs to the pages is taken out and told, and broken lines are paragraphs again."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

import mandata.sample
from textengine import Text, read

TEXTS = Path(mandata.sample.__file__).parent / "union" / "texts"
HEADERS = {
    "ar": ("اتحاد إشارات المد", "صفحة {}"), "en": ("Tide Signal Union", "- {} -"), "es": ("Unión de Señales de Marea", "Página {}"),
    "fr": ("Union des signaux de marée", "{}/9"), "ru": ("Союз сигналов прилива", "Страница {}"), "zh": ("潮汐信号联盟", "第{}页"),
}
NOTES = re.compile(r"\[footnoteRef:\d\]\d| ?\[\d: [^\[\]]*\]")


def original(language: str) -> str:
    return NOTES.sub("", (TEXTS / f"resolution-12-2024.{language}.txt").read_text(encoding="utf-8"))


def wrapped(line: str, language: str, width: int) -> list[str]:
    if language == "zh":
        width = width * 2 // 5
        return [line[at:at + width] for at in range(0, len(line), width)]
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False, expand_tabs=False) or [""]


def parted(lines: list[str]) -> list[str]:
    """Each line whose last word is long and goes on in small letters ends within it."""
    out = [lines[0]]
    for line in lines[1:]:
        word = line.split(" ")[0]
        if len(word) > 5 and word.isalpha() and word.islower():
            out[-1] += f" {word[:3]}-"
            line = line[3:]
        out.append(line)
    return out


def printed(text: str, language: str, *, width: int, height: int, blank: bool, part: bool = False, numbers: bool = False) -> str:
    """A text as a printer lays it out: lines of a width, pages of a height, a header and a number on each."""
    header, number = HEADERS[language]
    lines: list[str] = []
    for paragraph in text.strip().split("\n"):
        broken = wrapped(paragraph, language, width)
        lines += [*(parted(broken) if part else broken), *([""] if blank else [])]
    if numbers:
        counted = iter(range(1, len(lines) + 1))
        lines = [f"{next(counted):3}  {line}" if line else "" for line in lines]
    pages = [lines[at:at + height] for at in range(0, len(lines), height)]
    return "\f".join(
        "\n".join([header, "", *page, "", number.format(at)]) + "\n" for at, page in enumerate(pages, 1)
    )


def shape(text: Text) -> list[tuple[str, str | None, str | None, str]]:
    return [(one.part, one.label, one.call, "".join(one.text.split())) for one in text.provisions]


def told(text: Text, code: str) -> str:
    return " ".join(one.message for one in text.problems if one.code == code)


@pytest.mark.parametrize("blank", [True, False], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("language", HEADERS)
def test_a_printed_resolution_is_read_as_its_own_text(language: str, blank: bool) -> None:
    plain = original(language)
    want = read(plain.encode(), "a.txt")
    got = read(printed(plain, language, width=80, height=14, blank=blank).encode(), "b.txt")
    assert shape(got) == shape(want)
    assert (got.number, got.year, got.title) == (want.number, want.year, want.title)
    assert len(got.mandates) == len(want.mandates) > 3
    assert HEADERS[language][0] not in got.text and HEADERS[language][0] in told(got, "outside-text")
    assert HEADERS[language][1].format(2) in told(got, "outside-text")


@pytest.mark.parametrize("language", ["en", "es", "fr", "ru"])
def test_words_parted_at_line_ends_are_joined_and_told(language: str) -> None:
    plain = original(language)
    page = printed(plain, language, width=70, height=12, blank=True, part=True)
    assert len(re.findall(r"\w-\n", page)) > 3
    got = read(page.encode(), "b.txt")
    assert shape(got) == shape(read(plain.encode(), "a.txt"))
    assert told(got, "lines-joined").count("-|") > 3


@pytest.mark.parametrize("language", ["ar", "en", "ru"])
def test_the_numbers_of_lines_at_the_margin_are_taken_out_and_told(language: str) -> None:
    plain = original(language)
    got = read(printed(plain, language, width=80, height=30, blank=False, numbers=True).encode(), "b.txt")
    assert shape(got) == shape(read(plain.encode(), "a.txt"))
    assert "Line numbers at the margin" in told(got, "outside-text")


PAGES = (
    "RESOLUTION 9 (Rev. Valmarin, 2031)\n\nRole of the Bureau in the lighting of the\nPorts of the northern coast\n\n"
    "The Assembly of the Ports (Valmarin, 2031),\n\nconsidering\n\na)  that the lamps of the small ports1 are old, that their re-\n"
    "newal was asked for, and Resolution 5 (Rev.\nOstreville, 2027) of this Assembly, of which the administrations\n"
    "____________________\n1 By a small port is meant one that receives fewer than two hun-\ndred ships a year.\n\n- 1 -\n"
    "\f- 2 -\n\ntook note,\n\nb)  that well-known ports are lit by night, as is known, and that a well-\n"
    "known port is safe,2\n____________________\n2 See the list of lights.\n\fresolves\n\nto renew the lamps.\n"
)


def test_a_paragraph_goes_on_over_the_edge_of_a_page_and_its_notes() -> None:
    text = read(PAGES.encode(), "a.txt")
    assert text.title == "Role of the Bureau in the lighting of the Ports of the northern coast"
    first, second = (one.text for one in text.provisions if one.label)
    assert first == (
        "that the lamps of the small ports are old, that their renewal was asked for, and Resolution 5 (Rev. Ostreville, 2027) "
        "of this Assembly, of which the administrations took note,"
    )
    assert second == "that well-known ports are lit by night, as is known, and that a well-known port is safe,"
    assert [(one.marker, one.text) for one in text.notes] == [
        ("1", "By a small port is meant one that receives fewer than two hundred ships a year."), ("2", "See the list of lights."),
    ]
    assert [one.text for one in text.provisions if one.call == "resolve"] == ["resolves", "to renew the lamps."]
    assert "- 2 - | - 1 -" in told(text, "outside-text")


def test_each_fifth_line_numbered() -> None:
    lines = printed(original("en"), "en", width=70, height=200, blank=False).split("\n")
    counted = [f"{at:2}   {line}" if line and at % 5 == 0 else f"     {line}" for at, line in enumerate(lines[2:-3], 1)]
    got = read("\n".join(counted).encode(), "b.txt")
    assert shape(got) == shape(read(original("en").encode(), "a.txt"))
    assert "Line numbers at the margin are no part of the text: 5, 10, 15" in told(got, "outside-text")


def test_pages_are_known_by_their_numbers_where_no_page_break_is_left() -> None:
    page = printed(original("fr"), "fr", width=70, height=14, blank=True).replace("\f", "")
    got = read(page.encode(), "b.txt")
    assert shape(got) == shape(read(original("fr").encode(), "a.txt"))
    assert "1/9 | 2/9" in told(got, "outside-text")


@pytest.mark.parametrize("language", HEADERS)
def test_a_text_without_pages_stays_as_it_is(language: str) -> None:
    text = read(original(language).encode(), "a.txt")
    assert not told(text, "outside-text") and not told(text, "lines-joined")
    assert text.text.split("\n") == [line for line in original(language).split("\n") if line.strip()]


def test_a_call_and_an_item_at_the_head_of_each_page_are_no_headers() -> None:
    body = "\f".join(f"resolves\n1\tto light port {name};\n2\tto count its lamps.\n" for name in ("Ana", "Bo", "Cy"))
    text = read(f"RESOLUTION 9 (Rev. Valmarin, 2031)\nLights\nThe Assembly of the Ports,\n{body}".encode(), "a.txt")
    assert [one.call for one in text.provisions if not one.label] == ["resolve"] * 3
    assert not told(text, "outside-text")


def test_a_text_that_only_says_the_same_on_each_page_is_no_header() -> None:
    text = read(b"RESOLUTION 9 (Rev. Valmarin, 2031)\n\f\nRESOLUTION 9 (Rev. Valmarin, 2031)", "a.txt")
    assert text.text.count("RESOLUTION 9") == 2 and not told(text, "outside-text")


def test_a_header_tells_on_how_many_pages_it_stood() -> None:
    text = read("\f".join(f"Ports Union\nTo light the port {name}." for name in ("Ana", "Bo", "Cy")).encode(), "a.txt")
    assert told(text, "outside-text") == "The page header is no part of the text: Ports Union (3 times)"
