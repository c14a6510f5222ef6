"""What a paragraph style of a Word file says of a paragraph: a call, a heading, the number of an annex."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from textengine.pipeline import Paragraph

TABLE = Path(__file__).parents[1] / "sources" / "styles.toml"
NOISE = re.compile(r"[\s_\-]+")


@lru_cache
def _roles() -> dict[str, str]:
    with TABLE.open("rb") as file:
        return {name: role for role, names in tomllib.load(file)["roles"].items() for name in names}


def role_of(paragraph: Paragraph) -> str | None:
    """The role of a paragraph by its style; none for plain text and for styles that say nothing."""
    return None if paragraph.style is None else _roles().get(NOISE.sub("", paragraph.style.casefold()))
