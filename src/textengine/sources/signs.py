"""Signs as text: those that a Word file takes from fonts of signs, letters written in pieces, signs without width."""

from __future__ import annotations

import re
import sys
import unicodedata

# The signs of the font Symbol from the space on; other fonts of signs have no text.
SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
SIGN_FONTS = {"Symbol": {0x2A: "*", 0x2D: "-", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xAE: "→"}}
NO_SIGNS = ("Cc", "Cs", "Cn", "Zl", "Zp")
PIECES = re.compile("[\u0300-\u036f\u0653-\u0655\u200b\u2060\ufeff]")
IN_PIECES = re.compile(r".[\u0300-\u036f\u0653-\u0655]+")
WRITTEN = re.compile(r".[\u0300-\u036f\u0653-\u0655]+|[\u200b\u2060\ufeff]|(?:.(?![\u0300-\u036f\u0653-\u0655]|[\u200b\u2060\ufeff]))+|.", re.DOTALL)
NO_WIDTH = re.compile("[\u200b\u2060\ufeff]")


def composed(text: str) -> str:
    """The text with an accent and its letter as one sign, and without signs that have no width and join nothing."""
    if PIECES.search(text) is None:
        return text
    return IN_PIECES.sub(lambda found: unicodedata.normalize("NFC", found[0]), NO_WIDTH.sub("", text))


def composed_with_places(text: str) -> tuple[str, list[int]]:
    """The text composed, and where each of its signs, and its end, begins in the text as it was."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for piece in WRITTEN.findall(text):
        whole = composed(piece)
        pieces.append(whole)
        places += [at] * len(whole) if len(whole) < len(piece) else range(at, at + len(piece))
        at += len(piece)
    return "".join(pieces), [*places, at]


def sign_of(font: str, code: str) -> str | None:
    """What a sign of a font means in the font Symbol, or by its own code; None where it has no text."""
    try:
        value = int(code, 16)
    except ValueError:
        return None
    place = value - 0xF000 if 0xF000 <= value <= 0xF0FF else value
    if (known := SIGN_FONTS.get(font, {}).get(place)) is not None:
        return known
    if font == "Symbol" and 0x20 <= place < 0x20 + len(SYMBOL):
        return SYMBOL[place - 0x20]
    if place == value and 0x20 < value <= sys.maxunicode and unicodedata.category(chr(value)) not in NO_SIGNS:
        return chr(value)
    return None
