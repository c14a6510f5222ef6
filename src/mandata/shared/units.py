"""What measures count, in the reader's language; a measure keeps the plain name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

UNITS = {
    "attendance": _("participation"), "framework": _("regional framework"), "mechanism": _("mechanism of coordination"),
    "addressee": _("addressee"), "agreement": _("agreement"), "application": _("application"), "candidacy": _("candidacy"), "contact": _("contact"),
    "cooperation": _("cooperation"), "day": _("day"), "definition": _("definition"), "expertplace": _("place for an expert"),
    "grouprequest": _("request for a regional group"), "grouprequeststanding": _("request for a regional group"), "helpgiven": _("act of help"),
    "helprequest": _("request for help"), "jointact": _("joint act"), "mandate": _("duty"), "obligation": _("obligation"), "office": _("office"), "party": _("party"), "person": _("person"),
    "contribution": _("contribution"), "initiative": _("national initiative"), "pilotview": _("view"), "planactivity": _("activity"),
    "planprogramme": _("programme"), "refusal": _("refusal"),
    "regionalcharge": _("Question or matter"), "regionalwork": _("act in a region"), "route": _("route of admission"),
}


def unit_in_words(unit: Any) -> str:
    """A unit as pages show it: by the table, else its own words."""
    return str(UNITS.get(unit, unit) if isinstance(unit, str) else unit)


__all__ = ["UNITS", "unit_in_words"]
