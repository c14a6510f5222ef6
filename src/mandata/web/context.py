"""What every page knows: who is acting, and whether this is the demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of the site."""
    return {"acting": getattr(request, "acting", None), "demo": settings.DEMO}
