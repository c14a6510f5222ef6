"""How good is the reader: its scores on development texts, what its levels mean, what is known to fail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from mandata.texts.measured import measured

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
LEVELS = {"certain": _("certain"), "likely": _("likely"), "unsure": _("unsure")}
FIGURES = {
    "provisions": _("provisions"), "documents without any error in their outline": _("documents without any error in their outline"),
    "calls": _("calls"), "notes": _("notes"), "title block": _("Title block"), "what a proposal changes": _("what a proposal changes"),
    "problems found": _("problems found"), "citations found": _("citations found"), "what a citation means": _("what a citation means"),
    "provisions with a duty": _("provisions with a duty"), "force": _("Force"), "who": _("Who"), "report to": _("Report to"),
    "by when": _("By when"), "day or session of a time": _("day or session of a time"), "limits": _("Limits"), "with whom": _("With"),
    "for whom": _("For"), "whole duties": _("whole duties"), "fused places": _("fused places"),
    "fused places, with the base text": _("fused places, with the base text"),
    "Word files, text after the changes": _("Word files, text after the changes"),
    "Word files, text before the changes": _("Word files, text before the changes"),
}
KINDS = {
    "provisions": _("provisions"), "calls": _("calls"), "citation targets": _("what a citation means"), "citations": _("citations found"),
    "duties": _("whole duties"), "duties: force": _("Force"), "duties: addressees": _("Who"), "duties: due": _("By when"),
    "duties: beneficiaries": _("For"), "duties: report to": _("Report to"), "duties: limits": _("Limits"), "duties: with": _("With"),
    "flattened changes": _("fused places"), "flattened changes with the base text": _("fused places, with the base text"),
}
COUNTED = {
    "structure": _("texts whose outline was compared"), "citations": _("texts whose citations were compared"),
    "mandates": _("texts whose duties were compared"), "flattened": _("fused places"), "docx": _("Word files with tracked changes"),
}


def page(request: HttpRequest) -> HttpResponse:
    """The figures of the data file, said of what texts and when; an installation without it says so."""
    data = measured()
    return render(request, "home/how_good.html", {"data": _prepared(data) if data else None})


def _prepared(data: dict[str, Any]) -> dict[str, Any]:
    """Rows as they are shown: names in the reader's language, shares in per cent."""
    columns = ("all", *LANGUAGES)
    return {
        "on": date.fromisoformat(data["measured_on"]), "engine": data["engine"],
        "languages": [(code, get_language_info({"zh": "zh-hans"}.get(code, code))["name_translated"]) for code in LANGUAGES],
        "texts": [(COUNTED.get(name, name), [by.get(code) for code in columns]) for name, by in data["texts"].items()],
        "figures": [
            (FIGURES.get(one["name"], one["name"]), _per_cent(one["mark"]),
             [(_per_cent(value), value < one["mark"]) if (value := one["scores"].get(code)) is not None else ("–", False) for code in columns])
            for one in data["figures"]
        ],
        "levels": LEVELS.values(),
        "calibration": [
            (KINDS.get(kind, kind), [
                (_per_cent(found["right"] / found["found"]), found["found"]) if (found := by.get(level)) else ("–", None) for level in LEVELS
            ], data["missed"].get(kind, 0)) for kind, by in data["calibration"].items()
        ],
    }


def _per_cent(value: float) -> str:
    """A share in per cent; what is not all is never shown as all."""
    shown = 100.0 if value == 1 else min(round(value * 100, 1), 99.9)
    return f"{number_format(Decimal(str(shown)), 1)}\u00a0%"
