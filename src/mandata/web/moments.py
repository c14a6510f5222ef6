"""The two times that a page may be asked for: as of a day, and as known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mandata.web.requests import SiteRequest


def moment(text: str | None) -> datetime | None:
    """A moment of a form; a day means its end."""
    if not text:
        return None
    try:
        found = parse_datetime(text if "T" in text else f"{text}T23:59:59")
        if found is None:
            return None
        return (found if timezone.is_aware(found) else timezone.make_aware(found)).astimezone(UTC)
    except (ValueError, OverflowError):  # no day, or one that no calendar of the database has
        return None


@dataclass(frozen=True, slots=True)
class Moments:
    """As of when, and as known when; each as it was written, None where it is now."""

    at_text: str
    known_text: str
    at: datetime
    known: datetime | None

    @property
    def asked(self) -> dict[str, str]:
        """What an address carries of them."""
        return {name: text for name, text in (("at", self.at_text), ("known", self.known_text)) if text}

    def measured(self, name: str, scope: int | None = None, split: str = "", part: str | None = None) -> str:
        """The address of a figure, or of one part of it, at these times."""
        query: dict[str, Any] = {"scope": scope} if scope else {}
        if part is not None:
            query |= {"split": split, "part": part}
        query |= self.asked
        return f"/measures/{name}/" + ("?" + urlencode(query) if query else "")


def moments(request: SiteRequest) -> Moments:
    """The two times that a request asks for; a day that none is counts as now."""
    return moments_of(request.GET.get("at", ""), request.GET.get("known", ""))


def moments_of(at_text: str, known_text: str) -> Moments:
    """The two times as they were written."""
    at, known = moment(at_text), moment(known_text)
    return Moments(at_text if at else "", known_text if known else "", at or timezone.now(), known)
