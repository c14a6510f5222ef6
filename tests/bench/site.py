"""What the benches of pages share: an empty installation of their own, and the bare page by which pages are measured (B)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable


def installation(*, demo: bool = False) -> None:
    """Set Django up over a new, migrated database, whatever the environment names; files are read in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mandata.settings")
    os.environ["MANDATA_DATA"] = tempfile.mkdtemp(prefix="mandata-bench-")
    os.environ.pop("DATABASE_URL", None)
    if demo:
        os.environ["MANDATA_DEMO"] = "1"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def bare_page() -> Callable[[], object]:
    """Render the frame of the site with fifty prepared rows for a visitor: what a page costs without anything of its own."""
    from django.contrib.auth.models import AnonymousUser
    from django.template import engines
    from django.test import RequestFactory

    rows = [[f"cell {row}.{column}" for column in range(5)] for row in range(50)]
    bare = engines["django"].from_string(
        '{% extends "base.html" %}{% block content %}<table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td>'
        "<td>{{ row.2 }}</td><td>{{ row.3 }}</td><td>{{ row.4 }}</td></tr>{% endfor %}</table>{% endblock %}"
    )
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return lambda: bare.render({"rows": rows}, request)
