"""A file as somebody sent it, to be saved: never shown as a page of this site."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def saved_file(name: str, content: bytes) -> HttpResponse:
    """The bytes as an attachment under their name, in whatever script it is."""
    response = HttpResponse(content, content_type="application/octet-stream")
    plain = "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in name)
    response["Content-Disposition"] = str(content_disposition_header(True, plain))
    response["X-Content-Type-Options"] = "nosniff"
    return response
