"""Reports: figures through slots, one set of observations in six languages, kept as published, told when something became known later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils.translation import override

from mandata.cli.commands import mandata
from mandata.mandates.operations import announce_session, cancel_session, move_session
from mandata.membership import operations as membership
from mandata.membership.models import Application
from mandata.membership.operations import Known
from mandata.parties.capacity import HOUSE, VISITOR
from mandata.parties.models import Membership, Person
from mandata.reports import kinds
from mandata.reports.annexes import changes
from mandata.reports.building import NotBuilt, Paper, Writer, build, paper_from, pieces_of
from mandata.reports.figures import Figures
from mandata.reports.models import Report, SignedParagraph
from mandata.reports.operations import draft_report, hash_of, publish_report, withdraw_paragraph, write_paragraph
from mandata.reports.verifying import acts_behind, changed_since, overtaken, verify
from mandata.shared.measures import Observation, measure, observe, records_of
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import visible
from tests.mandata.conftest import Cast
from tests.mandata.test_admission import Admission, admission, moment  # noqa: F401

CODE = "sme-pilot-progress"
THEN = datetime.fromisoformat("2018-04-17T23:59:59+00:00")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def taken_over(admission: Admission, approved: int = 5, waiting: int = 7) -> None:  # noqa: F811
    """Applications as a report of 2018 told of them."""
    for number in range(approved + waiting):
        membership.import_application(acting_as=admission.cast.officer, route=admission.route, row=Known(
            firm_name=f"Firm {number}", state=admission.avonia if number % 2 else admission.brelland, groups=[admission.lamps],
            applied=moment("2018-02-01"), approved=moment("2018-03-15") if number < approved else None, known=moment("2018-04-01"),
            document=("report.txt", b"as reported"),
        ))


@pytest.fixture
def pilot(admission: Admission) -> Admission:  # noqa: F811
    """Five firms approved and seven that wait, known in 2018."""
    taken_over(admission)
    return admission


def drafted(pilot: Admission, known: datetime | None = THEN, **others: Any) -> Report:
    """A draft as of April 2018."""
    return draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=CODE, at=THEN, known=known, **others)


def paper(report: Report, language: str = "en") -> Paper:
    """The paper of a report: as kept, or built of the records."""
    if report.published:
        return paper_from(report.snapshot[language])
    return build(report, language, Figures(report.organisation, report.at, report.known))


def printed(of: Paper) -> dict[str, str]:
    """The figures that a paper prints, by the key of the observation."""
    return {piece.obs.partition("/")[0]: piece.value for section in of.sections for piece in pieces_of(section) if piece.kind == "figure"}


def approved_and_waiting(report: Report) -> tuple[str, str]:
    """The two figures of the paper."""
    figures = printed(paper(report))
    return figures["sme.approved@1"], figures["sme.awaiting-approval@1"]


def words_of(of: Paper, section: str) -> str:
    """All words of a section."""
    found = next(one for one in of.sections if one.code == section)
    return " ".join("".join(piece.text for piece in cell) for block in found.blocks for row in block.rows for cell in row)


@pytest.mark.req("000-14", "000-15")
def test_five_and_seven_then_six_and_six_now_and_the_published_report_stays(pilot: Admission) -> None:
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    assert approved_and_waiting(report) == ("5", "7")
    words, hashed = Report.objects.get(pk=report.pk).snapshot, report.sha256
    assert "5 firms" in words_of(paper(report), "situation") and "7 firms" in words_of(paper(report), "situation")

    waiting = list(records_of("sme.awaiting-approval", at=THEN, known=THEN).order_by("pk"))
    membership.record_answer(
        acting_as=pilot.cast.officer, application=waiting[0], approved=True, signatory="R. Sorel", letter=("letter.txt", b"yes"),
        happened_at=moment("2018-04-12"),
    )
    letter = Act.objects.latest("id")
    report = Report.objects.get(pk=report.pk)
    assert (report.snapshot, report.sha256, hash_of(report)) == (words, hashed, hashed)
    assert verify(report).holds
    assert approved_and_waiting(drafted(pilot)) == ("5", "7")
    now = drafted(pilot, known=None)
    assert approved_and_waiting(now) == ("6", "6")

    told = {one.key: (one.printed, one.found) for one in changed_since(report)}
    assert told["sme.approved@1"] == (5, 6) and told["sme.awaiting-approval@1"] == (7, 6)
    assert told["sme.awaiting-admission@1"] == (5, 6)
    assert letter in acts_behind(report, changed_since(report))
    assert overtaken() == [(report, len(told))]
    assert "corrects" in words_of(paper(now), "changes")

    membership.approve(acting_as=pilot.avonian, application=next(one for one in waiting[1:] if one.state_party == pilot.avonia))
    assert approved_and_waiting(drafted(pilot)) == ("5", "7") and approved_and_waiting(drafted(pilot, known=None)) == ("6", "6")
    assert {one.key: (one.printed, one.found) for one in changed_since(report)} == told


def test_an_approval_of_today_raises_no_notice(pilot: Admission) -> None:
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    before = changed_since(report)
    assert [one.key for one in before] == ["groups.participating@1"], "the cast's own group was recorded today as taking part since January 2018"
    membership.approve(acting_as=pilot.avonian, application=Application.objects.filter(state="administration", state_party=pilot.avonia)[0])
    assert changed_since(report) == before and verify(report).holds


@pytest.mark.req("X-06", "X-08")
def test_six_languages_print_the_same_observations(pilot: Admission) -> None:
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    papers = {code: paper(report, code) for code in LANGUAGES}
    assert set(papers) == {"ar", "zh-hans", "en", "fr", "ru", "es"}
    assert len({tuple(sorted(printed(one).items())) for one in papers.values()}) == 1
    assert len({tuple(one.code for one in each.sections) for each in papers.values()}) == 1
    for each in papers.values():
        for section in each.sections:
            assert all(not any(sign.isnumeric() and sign.isdigit() for sign in piece.text) for piece in pieces_of(section) if piece.kind == "words")
    kept = {one.key: one for one in report.observations.all()}
    assert set(kept) == set(printed(papers["en"]))
    assert all(one.denominator is not None for one in kept.values() if one.split or one.measure == "states.without-definition")
    assert sorted(kept["sme.approved@1"].records) == sorted(records_of("sme.approved", pilot.cast.league, THEN, THEN).values_list("uid", flat=True))


def test_parts_add_up_to_the_whole(pilot: Admission) -> None:
    figures = printed(paper(drafted(pilot)))
    for name, whole in (("sme.approved", 5), ("sme.awaiting-approval", 7)):
        assert sum(int(value) for key, value in figures.items() if key.startswith(f"{name}@1:state=")) == whole
        assert figures[f"{name}@1:group=lamps"] == str(whole)
    assert figures["sme.days-waiting@1:on=administration"] == str((date(2018, 4, 17) - date(2018, 2, 1)).days)
    assert figures["sme.days-waiting@1:on=secretariat"] == str((date(2018, 4, 17) - date(2018, 3, 15)).days)


def test_an_empty_section_says_why_and_never_disappears(admission: Admission) -> None:  # noqa: F811
    report = draft_report(acting_as=admission.cast.officer, organisation=admission.cast.league, code=CODE, at=moment("2016-01-01"))
    built = paper(report)
    assert [one.code for one in built.sections] == [code for code, _title, _write in kinds.kind_of(CODE).sections]
    for section in ("background", "groups", "situation", "definitions", "contacts", "agreements", "circulars", "meetings", "changes"):
        assert words_of(built, section).startswith("No data recorded."), section


def test_promotion_is_told_by_its_figures_and_by_no_firm(pilot: Admission) -> None:
    officer, league = pilot.cast.officer, pilot.cast.league
    function = league.functions.get(code="officer")
    membership.give_signing_power(acting_as=officer, organisation=league, function="officer", basis="house rule: invented", happened_at=moment("2018-01-01"))
    agreement = membership.conclude(
        acting_as=officer, organisation=league, title="Memorandum of lamps", object="Lamps", parties=[pilot.lamps], signatory=function,
        signed_in=pilot.cast.secretariat, signed_on=date(2018, 2, 2),
    )
    contact = membership.record_contact(acting_as=officer, by=pilot.cast.secretariat, channel="call", day=date(2018, 2, 3), firm_name="Hidden Harbour")
    application = Application.objects.get(firm_name="Firm 0")
    membership.tell_result(acting_as=officer, contact=contact, result="applied", application=application, happened_at=moment("2018-02-05"))
    now = paper(drafted(pilot, known=None))
    figures = printed(now)
    assert (figures["promotion.contacts@1"], figures["promotion.applications@1"], figures["promotion.approved@1"]) == ("1", "1", "1")
    assert figures["promotion.contacts-applied@1:actor=secretariat"] == "1" and figures["agreements.in-force@1"] == "1"
    assert str(agreement) in words_of(now, "agreements") and "Hidden Harbour" not in words_of(now, "contacts")
    assert words_of(paper(drafted(pilot)), "contacts").startswith("No data recorded.")


@pytest.fixture
def bad_kind() -> Iterator[Any]:
    """Kinds of reports that break a rule, gone after the test."""
    before = dict(kinds._kinds)

    def made(*writers: Any) -> str:
        kinds.report_kind("bad", "A report", [(f"part-{chr(97 + n)}", f"Part {chr(65 + n)}", one) for n, one in enumerate(writers)])
        return "bad"

    yield made
    kinds._kinds.clear()
    kinds._kinds.update(before)


def test_a_figure_outside_a_slot_stops_the_building(pilot: Admission, bad_kind: Any) -> None:
    for words in ("There are 12 firms.", "There are ١٢ firms.", "There are Ⅻ firms."):
        code = bad_kind(lambda w: w.say("Nothing."), lambda w, words=words: w.say(words))
        report = draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=code, at=THEN)
        with pytest.raises(NotBuilt, match="Section “Part B”.*firms"):
            publish_report(acting_as=pilot.cast.officer, report=report)
        report.refresh_from_db()
        assert not report.published and not report.observations.exists()


def test_two_values_of_one_observation_stop_the_building(pilot: Admission, bad_kind: Any) -> None:
    def honest(w: Writer) -> None:
        w.say("%(figure)s firms", figure=w.figure(w.figures.whole("sme.approved")))

    def other(w: Writer) -> None:
        observation = w.figures.whole("sme.approved")
        w.say("%(figure)s firms", figure=w.earlier(Observation(observation.measure, 9, 9, None, observation.at, observation.known)))

    report = draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=bad_kind(honest, other), at=THEN)
    with pytest.raises(NotBuilt, match="“Part A” and “Part B” print the figure sme.approved@1 as 5 and as 9"):
        paper(report)


def test_a_share_without_denominator_stops_the_building(pilot: Admission, bad_kind: Any) -> None:
    def share(w: Writer) -> None:
        found = observe("states.without-definition", pilot.cast.league, THEN, THEN)
        w.say("%(figure)s", figure=w.figure(Observation(found.measure, found.value, found.numerator, None, found.at, found.known)))

    report = draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=bad_kind(share), at=THEN)
    with pytest.raises(NotBuilt, match="“Part A”: the figure states.without-definition@1 is a share"):
        paper(report)


def test_a_sentence_that_loses_a_slot_stops_the_building(pilot: Admission, bad_kind: Any) -> None:
    def lossy(w: Writer) -> None:
        w.say("firms", figure=w.figure(w.figures.whole("sme.approved")))

    report = draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=bad_kind(lossy), at=THEN)
    with pytest.raises(NotBuilt, match="does not have the slots figure"):
        paper(report)


def test_a_section_that_says_nothing_stops_the_building(pilot: Admission, bad_kind: Any) -> None:
    report = draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=bad_kind(lambda w: None), at=THEN)
    with pytest.raises(NotBuilt, match="“Part A” is empty"):
        paper(report)


def test_small_cells_are_hidden_of_persons_alone(cast: Cast, bad_kind: Any) -> None:
    from mandata.shared.measures import _measures

    @measure("test.persons", label="Persons", words="Persons.", unit="person", version=1, front=False)
    def persons(organisation: Any, at: datetime, known: datetime) -> Any:
        return Person.objects.all()

    try:
        code = bad_kind(lambda w: w.say("%(figure)s persons", figure=w.figure(w.figures.whole("test.persons"))))
        report = draft_report(acting_as=cast.officer, organisation=cast.league, code=code, at=THEN)
        assert Person.objects.count() < 5 and printed(paper(report)) == {"test.persons@1": ""}
        assert words_of(paper(report), "part-a") == "not shown persons"
        publish_report(acting_as=cast.officer, report=report)
        for number in range(9):
            Person.objects.create(name=f"Person {number}")
        later = draft_report(acting_as=cast.officer, organisation=cast.league, code=bad_kind(changes), at=THEN + timedelta(days=9))
        assert later.follows == report and words_of(paper(later), "part-a").endswith("No figure that both reports print differs."), "nor by the next report"
    finally:
        del _measures["test.persons"]


def test_a_changed_formula_is_told_beside_the_version_that_the_last_report_printed(cast: Cast, bad_kind: Any) -> None:
    from mandata.shared.measures import _measures

    def tally(version: int) -> None:
        @measure("test.works", label="Works", words="Works.", unit="text", version=version)
        def works(organisation: Any, at: datetime, known: datetime) -> Any:
            return Person.objects.filter(pk__in=list(Person.objects.order_by("pk").values_list("pk", flat=True)[:version]))

    try:
        tally(1)
        report = draft_report(acting_as=cast.officer, organisation=cast.league, code=bad_kind(lambda w: w.say("%(n)s", n=w.figure(w.figures.whole("test.works")))), at=THEN)
        publish_report(acting_as=cast.officer, report=report)
        tally(2)
        later = draft_report(acting_as=cast.officer, organisation=cast.league, code=bad_kind(changes), at=THEN + timedelta(days=9))
        assert printed(paper(later)) == {"test.works@1": "1", "test.works@2": "2"}
    finally:
        del _measures["test.works"]


def test_coming_sessions_are_those_known_then(pilot: Admission) -> None:
    report = drafted(pilot, known=None, addressee=pilot.cast.assembly)
    later = date(2018, 11, 5)
    session = announce_session(acting_as=pilot.cast.officer, body=pilot.cast.assembly, start=later, place="Hammamet")
    announced = drafted(pilot, known=None, addressee=pilot.cast.assembly)
    assert "Hammamet" in words_of(paper(announced), "meetings")
    move_session(acting_as=pilot.cast.officer, session=session, start=date(2018, 12, 6), reason="storm")
    moved = drafted(pilot, known=None, addressee=pilot.cast.assembly)
    cancel_session(acting_as=pilot.cast.officer, session=session, reason="no ship")
    told = [words_of(paper(one), "meetings") for one in (report, announced, moved, drafted(pilot, known=None, addressee=pilot.cast.assembly))]
    assert ["Hammamet" in one for one in told] == [False, True, True, False]
    assert "November" in told[1] and "December" in told[2]


def test_a_person_signs_words_and_refers_to_figures(pilot: Admission) -> None:
    report = drafted(pilot)
    kept = write_paragraph(
        acting_as=pilot.cast.officer, report=report, section="situation", language="en",
        words="Progress is good: {sme.approved} firms by {at}, of them {sme.approved:state=avn} in Avonia.",
    )
    assert kept.office == pilot.cast.officer.offices[0] and kept.written_by.verb == "write-paragraph"
    publish_report(acting_as=pilot.cast.officer, report=report)
    for language in LANGUAGES:
        block = paper(report, language).sections[4].blocks[-1]
        assert (block.kind, block.language) == ("paragraph", "en") and "Officer" in block.signed
        figures = [piece for piece in block.rows[0][0] if piece.kind == "figure"]
        assert [piece.value for piece in figures] == ["5", "2"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Already 5 firms.", "“Situation”: a figure is typed in “Already 5 firms.”"), ("{sme.aproved} firms", "no figure is called"),
        ("{sme.approved:state=nowhere}", "no figure is called"), ("{sme.approved:shoe=avn}", "no figure is called"), ("   ", "Write the paragraph"),
    ],
)
def test_typed_figures_and_unknown_references_are_told_when_written(pilot: Admission, words: str, told: str) -> None:
    report = drafted(pilot)
    with pytest.raises(RuleBroken, match=told):
        write_paragraph(acting_as=pilot.cast.officer, report=report, section="situation", words=words)
    assert not SignedParagraph.objects.exists()


def test_a_published_report_is_changed_by_nothing(pilot: Admission) -> None:
    report, officer = drafted(pilot), pilot.cast.officer
    paragraph = write_paragraph(acting_as=officer, report=report, section="summary", words="Well.")
    withdraw_paragraph(acting_as=officer, report=report, paragraph=paragraph)
    assert "Well." not in words_of(paper(report), "summary")
    publish_report(acting_as=officer, report=report)
    for again in (
        lambda: publish_report(acting_as=officer, report=report), lambda: write_paragraph(acting_as=officer, report=report, section="summary", words="More."),
        lambda: withdraw_paragraph(acting_as=officer, report=report, paragraph=paragraph),
    ):
        with pytest.raises(RuleBroken, match="published"):
            again()
    Report.objects.filter(pk=report.pk).update(snapshot={**report.snapshot, "en": {**report.snapshot["en"], "title": "Another"}})
    assert not verify(Report.objects.get(pk=report.pk)).hash_holds


def test_officers_alone_draft_write_and_publish(pilot: Admission) -> None:
    report = drafted(pilot)
    for other in (pilot.avonian, pilot.chair, VISITOR, pilot.cast.stranger):
        with pytest.raises(Refused):
            draft_report(acting_as=other, organisation=pilot.cast.league, code=CODE, at=THEN)
        with pytest.raises(Refused):
            write_paragraph(acting_as=other, report=report, section="summary", words="Mine.")
        with pytest.raises(Refused):
            publish_report(acting_as=other, report=report)
        assert not visible(other, Report.objects.all()).exists()
    with pytest.raises(RuleBroken, match="signed"):
        write_paragraph(acting_as=HOUSE, report=report, section="summary", words="Ours.")
    publish_report(acting_as=pilot.cast.officer, report=report)
    assert visible(VISITOR, Report.objects.all()).get() == report
    assert visible(VISITOR, SignedParagraph.objects.all()).count() == 0


def test_days_that_no_report_can_be_of(pilot: Admission) -> None:
    for at, known in ((moment("2999-01-01"), None), (THEN, moment("2018-04-16"))):
        with pytest.raises(RuleBroken, match="day"):
            draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code=CODE, at=at, known=known)
    with pytest.raises(RuleBroken, match="no kind of report “weather”"):
        draft_report(acting_as=pilot.cast.officer, organisation=pilot.cast.league, code="weather", at=THEN)


def test_rows_entered_late_behave_as_approvals_do(pilot: Admission, bad_kind: Any) -> None:
    """A membership recorded today for a day before the report: unchanged as known then, another figure as known now, a notice."""
    code = bad_kind(lambda w: w.say("%(figure)s members", figure=w.figure(w.figures.whole("members"))))
    officer, league = pilot.cast.officer, pilot.cast.league
    report = draft_report(acting_as=officer, organisation=league, code=code, at=THEN, known=THEN)
    before = int(printed(paper(report))["members@1"])
    publish_report(acting_as=officer, report=report)
    late = Act.objects.create(verb="classify", subject_kind="party", subject_id=pilot.avonia.uid, happened_at=moment("2018-01-01"))
    Membership.objects.create(member=pilot.avonia, of=league, category="member-state", since=date(2018, 1, 1), opened_by=late)
    assert verify(report).holds
    assert [(one.key, one.printed, one.found) for one in changed_since(report)] == [("members@1", before, before + 1)]
    assert changed_since(report)[0].gained == (pilot.avonia.uid,)
    assert acts_behind(report, changed_since(report)) == [late]


def test_what_is_taken_over_later_as_known_then_is_told_by_verifying(pilot: Admission) -> None:
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    membership.import_application(acting_as=pilot.cast.officer, route=pilot.route, row=Known(
        firm_name="Late", state=pilot.avonia, groups=[pilot.lamps], applied=moment("2018-02-01"), approved=moment("2018-03-01"),
        known=moment("2018-04-01"), document=("found.txt", b"found later"),
    ))
    told = CliRunner().invoke(mandata, ["verify-report", str(report.pk)])
    assert told.exit_code == 1 and "sme.approved@1: published 5, rebuilt 6" in told.output and "were taken over since" in told.output
    found = verify(report)
    assert found.hash_holds and not found.holds and found.told_since > 0
    assert ("sme.approved@1", 5, 6) in [(one.key, one.printed, one.found) for one in found.changed]


def test_a_command_verifies_a_report(pilot: Admission) -> None:
    report = drafted(pilot)
    assert CliRunner().invoke(mandata, ["verify-report", str(report.pk)]).exit_code == 2, "a draft is no published report"
    publish_report(acting_as=pilot.cast.officer, report=report)
    told = CliRunner().invoke(mandata, ["verify-report", str(report.pk)])
    assert told.exit_code == 0 and f"{report.observations.count()} observations compared" in told.output
    kept = report.observations.get(measure="sme.approved", split="")
    kept.value = 6
    kept.save()
    told = CliRunner().invoke(mandata, ["verify-report", str(report.pk)])
    assert told.exit_code == 1 and "the hash differs" in told.output and "sme.approved@1: published 6, rebuilt 5" in told.output


def test_numbers_and_days_are_written_by_the_locale(pilot: Admission) -> None:
    figures = Figures(pilot.cast.league, THEN, THEN)
    large = observe("sme.approved", pilot.cast.league, THEN, THEN)
    large = Observation(large.measure, 12345, 12345, None, large.at, large.known)
    texts = {}
    for language in ("en", "fr"):
        with override(language):
            writer = Writer(drafted(pilot), figures)
            texts[language] = (writer.figure(large).text, writer.day(THEN).text)
    assert texts["en"][0] == "12,345" and texts["fr"][0] != texts["en"][0] and "avril" in texts["fr"][1]
