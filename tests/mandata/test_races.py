"""What two persons do at once, or one on a page that has grown old: nothing is lost, nothing is decided twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mandata.mandates.models import Mandate, MandateTerms
from mandata.mandates.operations import (
    assign_mandate,
    confirm_certain,
    confirm_mandate,
    correct_mandate,
    publish_revision,
    reject_mandate,
)
from mandata.mandates.register import live_terms
from mandata.shared.operations import Conflict, RuleBroken
from mandata.texts.models import Finding, LanguageVersion, Reading, ReceivedFile, Revision
from mandata.texts.operations import (
    confirm_structure,
    read_again,
    read_received,
    receive_file,
    reject_finding,
    set_aside_file,
)
from tests.mandata.conftest import NEW, OLD, Cast


def duty(reading: Reading, number: int = 0) -> Finding:
    return reading.findings.filter(what=Finding.What.MANDATE).order_by("position")[number]


def publish(cast: Cast, reading: Reading, year: int = 2012, **asked: Any) -> Revision:
    return publish_revision(
        acting_as=cast.officer, language_version=LanguageVersion.objects.get(pk=reading.language_version_id), body=cast.assembly,
        kind_of_text="resolution", number=asked.pop("number", "5"), session=cast.sessions[year],
        layer=asked.pop("layer", "adopted"), **asked,
    )


@pytest.mark.parametrize("decide", [
    lambda officer, one: reject_mandate(acting_as=officer, finding=one),
    lambda officer, one: confirm_mandate(acting_as=officer, finding=one),
    lambda officer, one: confirm_certain(acting_as=officer, reading=one.reading),
    lambda officer, one: confirm_structure(acting_as=officer, reading=one.reading),
], ids=["reject", "confirm", "confirm-certain", "confirm-structure"])
def test_a_decision_on_a_reading_that_was_replaced_is_refused(cast: Cast, decide: Any) -> None:
    old = duty(cast.read(OLD))
    assert old.reading.language_version.reading == old.reading
    again = read_again(acting_as=cast.officer, language_version=LanguageVersion.objects.get())
    with pytest.raises(Conflict, match="newer reading"):
        decide(cast.officer, old)
    assert not again.findings.exclude(state=Finding.State.OPEN).exists()


def test_a_duty_confirmed_on_a_page_drawn_before_the_publication_is_live(cast: Cast) -> None:
    old = duty(cast.read(OLD))
    assert old.reading.language_version.revision is None
    publish(cast, old.reading)
    assert confirm_mandate(acting_as=cast.officer, finding=old) is not None
    assert live_terms().count() == 1


def test_rejecting_a_duty_in_a_newer_reading_of_a_published_text_ends_it(cast: Cast) -> None:
    from mandata.texts.operations import adopt_reading

    reading = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish(cast, reading)
    version = LanguageVersion.objects.get()
    again = read_again(acting_as=cast.officer, language_version=version)
    adopt_reading(acting_as=cast.officer, reading=again)
    before = live_terms().count()
    reject_mandate(acting_as=cast.officer, finding=duty(again))
    assert live_terms().count() == before - 1


def test_the_database_holds_one_text_a_session_and_one_live_duty_a_provision(cast: Cast) -> None:
    reading = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=reading)
    revision = publish(cast, reading)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(work=revision.work, session=revision.session, layer="adopted")
    mandate = Mandate.objects.filter(ended_by=None).first()
    assert mandate is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(organisation=cast.league, provision=mandate.provision, created_by=mandate.created_by)


@pytest.mark.parametrize(("asked", "words"), [
    ({"in_force_from": date(1900, 1, 1)}, "no earlier than the session"),
    ({"in_force_from": timezone.now().date() + timedelta(days=3)}, "enters into force later"),
    ({"number": "9" * 33}, "at most 32"),
    ({"number": "  "}, "needs a number"),
])
def test_what_cannot_be_published_says_why(cast: Cast, asked: dict[str, Any], words: str) -> None:
    reading = cast.read(OLD)
    with pytest.raises(RuleBroken, match=words):
        publish(cast, reading, **asked)
    assert not Revision.objects.exists()


def test_a_text_is_adopted_at_a_session_of_its_body(cast: Cast) -> None:
    from mandata.parties.models import Party

    reading = cast.read(OLD)
    council = Party.objects.create(organisation=cast.league, key="council", entity="council")
    with pytest.raises(RuleBroken, match="one of its own"):
        publish_revision(
            acting_as=cast.officer, language_version=reading.language_version, body=council, kind_of_text="resolution",
            number="5", session=cast.sessions[2012], layer="adopted",
        )


def test_the_structure_of_a_published_text_stands(cast: Cast) -> None:
    reading = cast.read(OLD)
    publish(cast, reading)
    with pytest.raises(RuleBroken, match="published"):
        reject_finding(acting_as=cast.officer, finding=reading.findings.filter(what="provision").order_by("-position")[0])


def test_a_provision_with_others_under_it_is_not_rejected(cast: Cast) -> None:
    reading = cast.read(OLD)
    call = next(one for one in reading.findings.filter(what="provision") if "instruct the Director" in one.value["text"])
    with pytest.raises(RuleBroken, match="stand under"):
        reject_finding(acting_as=cast.officer, finding=call)


def test_a_duty_on_words_that_are_no_provision_is_not_confirmed(cast: Cast) -> None:
    reading = cast.read(OLD)
    last = duty(reading, 3)
    provision = reading.findings.get(what="provision", provision_id_read=last.provision_id_read)
    reject_finding(acting_as=cast.officer, finding=provision)
    with pytest.raises(RuleBroken, match="no provision"):
        confirm_mandate(acting_as=cast.officer, finding=last)


def test_a_duty_that_has_ended_has_no_owner(cast: Cast) -> None:
    reading = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish(cast, reading)
    terms = live_terms().first()
    assert terms is not None and terms.finding is not None
    reject_mandate(acting_as=cast.officer, finding=terms.finding)
    with pytest.raises(RuleBroken, match="has ended"):
        assign_mandate(acting_as=cast.officer, mandate=terms.mandate, party=cast.secretariat, basis="house rule")


def test_too_many_addressees_are_refused_before_anything_is_stored(cast: Cast) -> None:
    one = duty(cast.read(OLD))
    many = [{"text": f"body {number}", "actor": "tsb-director", "span": None} for number in range(150)]
    with pytest.raises(RuleBroken, match="too many"):
        correct_mandate(acting_as=cast.officer, finding=one, corrected={"addressees": many})


def test_the_act_of_every_decision_names_the_duty(cast: Cast) -> None:
    from mandata.web.acts import history_of

    reading = cast.read(OLD)
    publish(cast, reading)
    one = duty(reading)
    confirm_mandate(acting_as=cast.officer, finding=one)
    correct_mandate(acting_as=cast.officer, finding=one, corrected={"force": "invite"})
    mandate = Mandate.objects.get()
    assert [line.what for line in history_of(mandate)] == ["confirmed", "corrected"]
    before, after = MandateTerms.objects.order_by("pk")
    assert (before.force, after.force) == ("instruct", "invite") and after.current and not before.current
    assert before.closed_by == after.confirmed_by and after.confirmed_by.changes == {
        "before": {"force": "instruct"}, "after": {"force": "invite"}}


def test_many_propose_on_one_resolution_and_a_report_has_its_languages(cast: Cast) -> None:
    from mandata.texts.models import Layer

    first = publish(cast, cast.read(NEW, "one.txt"), 2016, layer="proposed")
    second = publish(cast, cast.read(NEW.replace("buoys", "beacons"), "two.txt"), 2016, layer="proposed")
    assert first != second and first.work == second.work
    french = cast.read(NEW + "\n", "three.txt")
    LanguageVersion.objects.filter(pk=french.language_version_id).update(language="fr")
    assert publish(cast, french, 2016, layer="proposed", language_of=second) == second
    assert sorted(second.language_versions.values_list("language", flat=True)) == ["en", "fr"]
    report = cast.read(OLD.replace("lighthouses", "harbours"), "report.txt")
    other = cast.read(OLD.replace("lighthouses", "ports"), "rapport.txt")
    LanguageVersion.objects.filter(pk=other.language_version_id).update(language="fr")
    kept = [
        publish_revision(
            acting_as=cast.officer, language_version=LanguageVersion.objects.get(pk=one.language_version_id), body=cast.assembly,
            kind_of_text="report", number="7", session=None, layer=Layer.REPORTED,
        ) for one in (report, other)
    ]
    assert kept[0] == kept[1] and kept[0].language_versions.count() == 2


def test_a_stranger_who_publishes_is_refused_and_the_refusal_is_kept(cast: Cast) -> None:
    from mandata.shared.models import Refusal
    from mandata.shared.operations import Refused

    reading = cast.read(OLD)
    with pytest.raises(Refused):
        publish_revision(
            acting_as=cast.stranger, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
            number="5", session=cast.sessions[2012], layer="adopted",
        )
    assert Refusal.objects.filter(verb="publish", actor=cast.stranger.user).count() == 1


def test_a_file_is_read_in_a_process_of_its_own(cast: Cast, settings: Any) -> None:
    settings.READ_APART = True
    reading = cast.read(OLD)
    here = cast.read(NEW, "other.txt")
    assert reading.findings.filter(what="mandate").count() == here.findings.filter(what="mandate").count() + 1
    file = receive_file(acting_as=cast.officer, organisation=cast.league, name="scan.pdf", content=b"%PDF-1.7")
    assert read_received(file=file) is None
    file.refresh_from_db()
    assert (file.state, file.trouble_code) == (ReceivedFile.State.UNREADABLE, "pdf")
    set_aside_file(acting_as=cast.officer, file=file)
    assert file.state == ReceivedFile.State.SET_ASIDE


def test_a_file_that_takes_too_long_stops_nobody(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from mandata.texts import reading as apart

    settings.READ_APART, settings.READING_SECONDS = True, 1
    monkeypatch.setattr(apart.subprocess, "run", _never(apart.subprocess.TimeoutExpired("sh", 1)))
    file = receive_file(acting_as=cast.officer, organisation=cast.league, name="slow.docx", content=b"PK\x03\x04")
    assert read_received(file=file) is None
    file.refresh_from_db()
    assert (file.state, file.trouble_code) == (ReceivedFile.State.UNREADABLE, "too-slow")


def _never(error: Exception) -> Any:
    def run(*args: Any, **kwargs: Any) -> None:
        raise error

    return run
