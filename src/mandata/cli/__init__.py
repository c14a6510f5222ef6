"""The command line: translates and calls operations."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Start Django, then run the command named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mandata.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["MANDATA_DEMO"] = "1"
    if sys.argv[1:2] in (["demo"], ["migrate"]) and "--help" not in sys.argv:
        # These begin an installation; every other command leaves a folder without data as it is.
        Path(os.environ.get("MANDATA_DATA", "var")).mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from mandata.cli.commands import mandata

    mandata(prog_name="mandata")
