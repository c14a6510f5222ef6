"""Words of records inside a sentence of the interface: isolated, so that the direction of one does not run over into the other."""

from __future__ import annotations

FIRST, LAST = "\u2068", "\u2069"  # first strong isolate, pop directional isolate: they hold in titles and mails, where no element can


def apart(words: object) -> str:
    """Words as they were recorded, in whatever language they are, set apart from the sentence that names them."""
    return f"{FIRST}{words}{LAST}"
