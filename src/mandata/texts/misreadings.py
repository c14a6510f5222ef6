"""Misreadings that persons report, and the case file that each becomes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Finding, LanguageVersion, Misreading, Reading
from textengine.casefile import Case, lines_of

LONGEST = 4000  # signs of an answer in free words
NAMES = {
    Finding.What.PROVISION: "provisions", Finding.What.CITATION: "citations", Finding.What.MANDATE: "mandates", Finding.What.PROBLEM: "problems",
}


@operation("report-misreading", on="languageversion", argument="language_version")
def report_misreading(
    *, acting_as: Acting, language_version: LanguageVersion, provision: str, field: str, should_be: str, remark: str
) -> Misreading:
    """Say what the reader read wrongly and what it should be; the reading stays as it is."""
    reading = language_version.reading
    if reading is None:
        raise RuleBroken(gettext("This text has not been read yet."), language_version)
    if not should_be.strip() and not remark.strip():
        raise RuleBroken(gettext("Say what it should be, or what is wrong, in your own words."), language_version)
    if max(len(should_be), len(remark)) > LONGEST:
        raise RuleBroken(gettext("An answer has at most 4,000 signs: shorten it to what shows the misreading."), language_version)
    words = reading.findings.filter(what=Finding.What.PROVISION, provision_id_read=provision).first() if provision else None
    if provision and words is None:
        raise RuleBroken(gettext("The text has no such provision any more. Look at it again."), language_version)
    report = Misreading.objects.create(
        language_version=language_version, reading=reading, provision_id_read=provision, words=str(words.value["text"]) if words else "",
        field=Misreading.Field(field), found="\n".join(found_at(reading, provision)), should_be=should_be.strip(), remark=remark.strip(),
        reported_by=doing().write(language_version),
    )
    doing().also(report)
    return report


def found_at(reading: Reading, provision: str) -> list[str]:
    """What the reader found in a provision, or of the text as a whole, one fact a line."""
    lines = lines_of(_as_read(reading))
    if provision:
        return [one for one in lines if one.startswith(f"{provision} ")]
    return lines_of({**reading.head})


def _as_read(reading: Reading) -> dict[str, Any]:
    """A reading as the engine gave it: what persons corrected since is no part of it."""
    found: dict[str, Any] = {**reading.head, "provisions": [], "citations": [], "mandates": [], "problems": []}
    for one in reading.findings.filter(what__in=NAMES).exclude(certainty="added").order_by("position"):
        found[NAMES[Finding.What(one.what)]].append(one.found)
    return found


def as_case(report: Misreading) -> Case:
    """The case of a report: the text, and the line that the reader should find in it; further lines may stand beside it."""
    place, should_be = report.provision_id_read, " ".join(report.should_be.split())
    name = f"{report.field} of {place or 'the text'}: {' '.join((report.remark or report.should_be).split())[:120]}"
    if report.field in (Misreading.Field.PLACE, Misreading.Field.CALL, Misreading.Field.OTHER) or not place:
        expected = [should_be] if should_be else report.found.split("\n")
    else:
        expected = [f"{place} {report.field}: {should_be}"] if should_be else []
    return Case(name, report.reading.text, tuple(filter(None, expected)), open=True)
