"""What every page knows: who is acting, whether this is the demonstration, whether its language is complete."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, to_locale

from mandata.shared.catalogues import COMPLETE


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of the site."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "acting": getattr(request, "acting", None), "demo": settings.DEMO,
        "unfinished": to_locale(language) not in ("en", *COMPLETE),
    }
