"""The command line: translates and calls operations."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Start Django, then run the command named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mandata.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["MANDATA_DEMO"] = "1"
    import django

    django.setup()
    from mandata.cli.commands import mandata

    mandata(prog_name="mandata")
