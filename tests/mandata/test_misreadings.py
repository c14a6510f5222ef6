"""Misreadings are reported by whoever may see the text, kept as found, and each becomes a case."""

from __future__ import annotations

import pytest

from mandata.mandates.operations import correct_mandate
from mandata.parties.capacity import VISITOR
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from mandata.texts.misreadings import as_case, report_misreading
from mandata.texts.models import Finding, LanguageVersion, Misreading, Reading
from tests.mandata.conftest import OLD, Cast
from textengine.casefile import cases_of, lines_of
from textengine.pipeline import read


def reported(cast: Cast, reading: Reading, field: str = "by when", should_be: str = "each leap year", remark: str = "") -> Misreading:
    """A report of the officer on the second item."""
    return report_misreading(
        acting_as=cast.officer, language_version=reading.language_version, provision="op1.2", field=field, should_be=should_be, remark=remark,
    )


def test_a_report_keeps_what_was_found_and_changes_no_reading(cast: Cast) -> None:
    reading = cast.read(OLD)
    before = list(reading.findings.values_list("pk", "state", "found", "corrected"))
    report = reported(cast, reading)
    assert "op1.2 by when: each year" in report.found.split("\n")
    assert report.words.startswith("to submit a report on lighthouses")
    assert list(reading.findings.values_list("pk", "state", "found", "corrected")) == before
    act = Act.objects.get(pk=report.reported_by_id)
    assert (act.verb, act.subject_id) == ("report-misreading", reading.language_version.uid)


def test_what_a_person_corrected_is_not_what_the_reader_found(cast: Cast) -> None:
    reading = cast.read(OLD)
    duty = reading.findings.get(what=Finding.What.MANDATE, provision_id_read="op1.2")
    correct_mandate(acting_as=cast.officer, finding=duty, corrected={**duty.found, "due": {"text": "never", "span": None, "kind": "event", "value": None}})
    assert "op1.2 by when: each year" in reported(cast, reading).found.split("\n")


def test_each_report_is_a_case_that_fails_until_the_reader_learns_it(cast: Cast) -> None:
    (case,) = cases_of(str(as_case(reported(cast, cast.read(OLD)))))
    assert case.differences(lines_of(read(case.text.encode(), "x.txt").as_dict())) == ["- op1.2 by when: each leap year"]
    right = reported(cast, Reading.objects.get(), should_be="each year")
    (case,) = cases_of(str(as_case(right)))
    assert case.differences(lines_of(read(case.text.encode(), "x.txt").as_dict())) == []


def test_who_sees_a_text_may_report_and_only_officers_see_reports(cast: Cast) -> None:
    version = cast.read(OLD).language_version
    assert not may(VISITOR, "report-misreading", version)
    with pytest.raises(Refused):
        report_misreading(acting_as=cast.stranger, language_version=version, provision="", field="other", should_be="", remark="Wrong title")
    assert not Misreading.objects.exists()
    report = reported(cast, Reading.objects.get())
    assert [list(visible(one, Misreading.objects.all())) for one in (cast.officer, cast.stranger, VISITOR)] == [[report], [], []]
    assert not may(cast.stranger, "export-misreadings", report)


@pytest.mark.parametrize(("provision", "should_be", "remark", "told"), [
    ("op1.2", " ", "", "in your own words"), ("op9.9", "x", "", "no such provision"), ("op1.2", "x" * 4001, "", "at most 4,000"),
])
def test_a_report_says_something_of_something(cast: Cast, provision: str, should_be: str, remark: str, told: str) -> None:
    version = LanguageVersion.objects.get(pk=cast.read(OLD).language_version_id)
    with pytest.raises(RuleBroken, match=told):
        report_misreading(
            acting_as=cast.officer, language_version=version, provision=provision, field="by when", should_be=should_be, remark=remark,
        )
