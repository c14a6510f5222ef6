"""What was found in a text, as the review shows it: the title block, the text in full, citations, problems, activities of a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation
from mandata.shared.joining import joined
from mandata.texts.findings import printed_label
from mandata.texts.models import Finding
from mandata.web.between import between
from mandata.web.reader_words import READ_KINDS
from mandata.web.texts.citations import STATUSES
from mandata.web.texts.waiting import CERTAINTIES, DOUBT

STATES = {"base": _("taken out"), "proposed": _("put in")}
QUOTED = 16  # words of a quotation


def title_block(organisation: Organisation, head: dict[str, Any]) -> list[tuple[Any, str]]:
    """What the title block says: names and values, those alone that were found."""

    def body(code: str | None) -> str:
        return actor_name(organisation, code) if code else ""

    amends = head.get("amends") or {}
    amended = [body(amends.get("body")), *(str(amends[key]) for key in ("number", "place", "year") if amends.get(key))]
    values = [
        (_("Kind"), str(READ_KINDS.get(head["kind"], head["kind"]))), (_("Body"), body(head.get("body"))), (_("Number"), head.get("number")),
        (_("Place"), head.get("place")), (_("Year"), head.get("year")),
        (_("Revised at"), "; ".join(f"{place}, {year}" for place, year in head.get("history") or ())),
        (_("Amends"), " · ".join(filter(None, amended))),
    ]
    return [(label, str(value)) for label, value in values if value]


class Places:
    """Where on the page a place of the text stands."""

    def __init__(self, text: str, provisions: Sequence[Finding]) -> None:
        self.text = text
        self.gaps = between(text, [(*one.value["span"], one.found.get("label") or "") for one in provisions])
        starts = [(one.value["span"][0], f"read-{one.provision_id_read}") for one in provisions]
        self._starts = sorted(starts + [(line.start, f"between-{line.start}") for lines in self.gaps for line in lines])

    def at(self, start: int) -> str:
        """The id of the provision or line that holds a place."""
        found = bisect_right(self._starts, start, key=lambda one: one[0])
        return self._starts[max(found - 1, 0)][1] if self._starts else ""

    def quoted(self, span: Sequence[int]) -> str:
        """The words of a span, shortened."""
        return Truncator(" ".join(self.text[span[0]:span[1]].split())).words(QUOTED)


def paragraphs(places: Places, provisions: Sequence[Finding]) -> list[dict[str, Any]]:
    """The text in full: each provision with the lines before it; last, the lines after all."""
    return [
        {"before": lines, **_paragraph(one, places.text)} for lines, one in zip(places.gaps, provisions, strict=False)
    ] + [{"before": places.gaps[-1]}]


def _paragraph(one: Finding, text: str) -> dict[str, Any]:
    value = one.value
    label = value.get("label") or ""
    return {
        "pk": one.pk, "id": one.provision_id_read, "text": value["text"],
        "label": label if one.state == Finding.State.CORRECTED else printed_label(text, value["span"][0], label),
        "depth": min(value.get("depth", 0), 3), "state": value.get("state"), "part": value["part"],
        "state_name": STATES.get(value.get("state") or "", ""), "rejected": one.state == Finding.State.REJECTED,
        "corrected": one.state == Finding.State.CORRECTED,
    }


def citations(places: Places, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The citations found with their marks: those that the reader doubts most come first, then in the order of the text."""
    shown = sorted(
        (one for one in findings if one.what == Finding.What.CITATION), key=lambda one: (DOUBT.get(one.certainty, 1), one.value["span"])
    )
    return [
        {"words": one.value["text"], "mark": STATUSES.get(one.value["status"], one.value["status"]),
         "doubtful": one.value["status"] not in ("ok", "unknown"), "place": places.at(one.value["span"][0]),
         "level": CERTAINTIES.get(one.certainty, one.certainty) if one.certainty != "certain" else ""}
        for one in shown
    ]


def problems(places: Places, findings: Sequence[Finding], tokens: dict[Any, str]) -> list[dict[str, Any]]:
    """The problems: the words at their place, and what the engine says of them to who reads English."""
    english = (get_language() or "en").startswith("en")
    return [
        {"finding": one, "token": tokens[one.uid], "place": places.at(one.found["span"][0]), "words": places.quoted(one.found["span"]),
         "message": one.found["message"] if english else ""}
        for one in findings if one.what == Finding.What.PROBLEM
    ]


def activities(places: Places, findings: Sequence[Finding], organisation: Organisation) -> list[dict[str, Any]]:
    """The activities of an annexed plan: who, with whom, the words, the place."""
    spans = {one.provision_id_read: one.value["span"] for one in findings if one.what == Finding.What.PROVISION}

    def names(named: Sequence[dict[str, Any]]) -> str:
        return joined(actor_name(organisation, one["actor"]) if one["actor"] else one["text"] for one in named)

    return [
        {"who": names(one.value["addressees"]), "with": names(one.value["with"]), "place": f"read-{one.provision_id_read}",
         "words": places.quoted(spans.get(one.provision_id_read, (0, 0)))}
        for one in findings if one.what == Finding.What.TASK and one.state != Finding.State.REJECTED
    ]
