"""The demonstration keeps to itself: its known passwords never stand in the database of an installation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASK = "from mandata import settings; print(settings.DATABASES['default']['NAME'], settings.DATABASES['default']['ENGINE'])"


def database(tmp_path: Path, **environment: str) -> str:
    """Where the data lie under an environment."""
    given = {**os.environ, "MANDATA_DATA": str(tmp_path), **environment}
    return subprocess.run([sys.executable, "-c", ASK], env=given, capture_output=True, text=True, check=True).stdout


def test_the_demonstration_has_a_database_of_its_own(tmp_path: Path) -> None:
    url = "postgresql://somebody@db.example.org/real"
    assert "demonstration.sqlite3" in database(tmp_path, MANDATA_DEMO="1", DATABASE_URL=url)
    assert "postgresql" in database(tmp_path, MANDATA_DEMO="", DATABASE_URL=url)
    assert "mandata.sqlite3" in database(tmp_path, MANDATA_DEMO="", DATABASE_URL="")


def test_the_demonstration_is_served_on_this_machine_alone(tmp_path: Path) -> None:
    given = {**os.environ, "MANDATA_DATA": str(tmp_path), "MANDATA_DEMO": "1"}
    command = [sys.executable, "-m", "mandata.cli", "serve", "--bind", "0.0.0.0:8000"]
    done = subprocess.run(command, env=given, capture_output=True, text=True)
    assert done.returncode == 2 and "127.0.0.1 only" in done.stderr
