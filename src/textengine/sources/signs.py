"""Signs that a Word file takes from fonts of signs: what they mean as text."""

from __future__ import annotations

import sys
import unicodedata

# The signs of the font Symbol from the space on; other fonts of signs have no text.
SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
SIGN_FONTS = {"Symbol": {0x2A: "*", 0x2D: "-", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xAE: "→"}}
NO_SIGNS = ("Cc", "Cs", "Cn", "Zl", "Zp")


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
