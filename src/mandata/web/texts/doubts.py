"""What the reader doubts in a duty, in the person's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mandata.texts.models import Finding

TERMS = {
    "force": _("Force"), "addressees": _("Who"), "report_to": _("Report to"), "due": _("By when"), "limits": _("Limits"), "with": _("With"),
    "beneficiaries": _("For"),
}
GROUNDS = {
    "second-verb": _("its verb stands behind another"), "beside-items": _("the call asks something itself beside its items"),
    "nobody-named": _("nobody is named"), "unknown-in-list": _("a list with a name that no table knows"),
    "unknown-actor": _("a name that no table knows"), "opens-item": _("the point names its own addressee"),
    "no-receiver": _("a report without a receiver"), "no-value": _("no day or session follows from it"),
    "long": _("longer than conditions are"), "by-preposition": _("found by a preposition alone"),
}


def doubts_in_words(finding: Finding) -> list[tuple[Any, Any]]:
    """Each doubted term with the ground of the doubt; none for what a person corrected or added."""
    if finding.corrected is not None:
        return []
    return [(TERMS.get(one["field"], one["field"]), GROUNDS.get(one["why"], one["why"])) for one in finding.found.get("doubts") or ()]
