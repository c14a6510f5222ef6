"""The main job at the operation level: a text goes in, a person confirms, duties are live, a revision changes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mandata.mandates.models import Assignment, MandateTerms
from mandata.mandates.operations import (
    assign_mandate,
    confirm_certain,
    confirm_changed_terms,
    confirm_mandate,
    correct_mandate,
    publish_revision,
    reject_mandate,
)
from mandata.mandates.register import live_terms, others
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.measures import observe, records_of
from mandata.shared.models import Act, ActSubject, Refusal
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.findings import correction_on, difference
from mandata.texts.models import Finding, LanguageVersion, Layer, Provision, Reading, Revision
from mandata.texts.operations import (
    DuplicateFile,
    adopt_reading,
    confirm_structure,
    correct_provision,
    read_again,
    receive_file,
    reject_finding,
)
from tests.mandata.conftest import NEW, OLD, Cast


def publish(cast: Cast, reading: Reading, year: int, layer: str = Layer.ADOPTED) -> Revision:
    """Publish a reading as Resolution 5 of the assembly."""
    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly,
        kind_of_text="resolution", number="5", session=cast.sessions[year], layer=layer,
    )


def duties(reading: Reading) -> list[Finding]:
    """The duties found in a reading."""
    return list(reading.findings.filter(what=Finding.What.MANDATE))


@pytest.mark.req("X-02")
def test_only_confirmed_duties_of_adopted_texts_are_live(cast: Cast) -> None:
    reading = cast.read(OLD)
    assert len(duties(reading)) == 4
    confirm_mandate(acting_as=cast.officer, finding=duties(reading)[0])
    assert not live_terms().exists(), "the text is not published yet"
    publish(cast, reading, 2012)
    assert [one.summary for one in live_terms()] == ["to keep a list of lighthouses;"]
    confirm_mandate(acting_as=cast.officer, finding=duties(reading)[1])
    terms = live_terms().get(summary__startswith="to submit")
    assert (terms.force, terms.actors) == ("instruct", " tsb-director ")
    assert [one["actor"] for one in terms.report_to] == ["tsag"]
    assert others(cast.league).waiting == 2


def test_a_proposal_makes_no_duty(cast: Cast) -> None:
    reading = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish(cast, reading, 2012, Layer.PROPOSED)
    assert not MandateTerms.objects.exists()
    assert others(cast.league).proposed == 4


def test_only_an_operative_provision_makes_a_duty(cast: Cast) -> None:
    reading = cast.read(OLD)
    call = reading.findings.get(what=Finding.What.PROVISION, found__call_text__startswith="resolves to instruct")
    correct_provision(acting_as=cast.officer, finding=call, part="preamble", label="", parent="")  # its items move with it
    read = len(duties(reading))
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish(cast, reading, 2012)
    assert read == 4 and [one.summary for one in live_terms()] == ["to lend their old lamps to other coasts."]


@pytest.mark.req("X-01")
def test_a_newer_revision_carries_marks_and_ends(cast: Cast) -> None:
    old = cast.read(OLD)
    for finding in duties(old):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    first = publish(cast, old, 2012)
    new = cast.read(NEW, "newer.txt")
    second = publish(cast, new, 2016)
    first.refresh_from_db()
    assert first.in_force_until is not None and second.in_force_until is None
    live = {one.summary: one for one in live_terms()}
    assert live["to keep a list of lighthouses;"].version.revision == second
    changed = live["to submit a report on lighthouses to TSAG each year;"]
    assert changed.version.revision == first and changed.words_changed is not None
    assert "to publish the names of the keepers," not in live
    assert Provision.objects.filter(work=second.work).count() == first.provision_versions.count()
    now = confirm_changed_terms(acting_as=cast.officer, terms=changed)
    assert now.mandate == changed.mandate and "buoys" in now.summary
    assert live_terms().count() == 3


FRENCH = """RÉSOLUTION 5 (Rév. Genève, 2012)
Les phares de la ligue
(Genève, 2012)
L'Assemblée mondiale de normalisation des télécommunications (Genève, 2012),
considérant
a)\tque les phares sont utiles à toutes les côtes;
b)\tque les gardiens ont besoin d'être formés,
décide de charger le Directeur du Bureau de la normalisation des télécommunications
1\tde tenir une liste des phares;
2\tde présenter chaque année au GCNT un rapport sur les phares;
3\tde publier les noms des gardiens,
invite les États Membres
à prêter leurs vieilles lampes à d'autres côtes.
"""


def test_terms_are_written_in_the_reference_language_and_quoted_in_the_others(cast: Cast) -> None:
    reading = cast.read(OLD)
    confirm_mandate(acting_as=cast.officer, finding=duties(reading)[0])
    publish(cast, reading, 2012)
    french = cast.read(FRENCH, "resolution.fr.txt")
    publish(cast, french, 2012)
    assert [one.state for one in duties(french)] == ["confirmed", "open", "open", "open"], "what was confirmed waits no more"
    for finding in duties(french)[1:]:
        confirm_mandate(acting_as=cast.officer, finding=finding)
    (terms,) = live_terms()
    assert terms.addressees[0]["text"].startswith("Director"), "a second language changes no term"
    assert {one.wording.language_version.language for one in terms.quotes.all()} == {"en", "fr"}
    reject_mandate(acting_as=cast.officer, finding=duties(reading)[1])
    confirm_mandate(acting_as=cast.officer, finding=duties(french)[1])
    assert live_terms().get(summary__startswith="to submit").addressees[0]["text"].startswith("Directeur"), (
        "where the reference language carries no duty, the other one speaks"
    )


def test_one_confirmation_settles_the_languages_that_say_the_same(cast: Cast) -> None:
    reading, french = cast.read(OLD), cast.read(FRENCH.replace("chaque année ", ""), "resolution.fr.txt")
    publish(cast, reading, 2012)
    publish(cast, french, 2012)
    assert others(cast.league).waiting == 8
    for finding in duties(reading):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    waits = Finding.objects.get(what=Finding.What.MANDATE, state=Finding.State.OPEN)
    assert waits == duties(french)[1], "the French asks for no report each year: a person looks at it"
    assert others(cast.league).waiting == observe("mandates.unconfirmed").value == 1
    assert live_terms().count() == 4


def test_a_rejected_finding_stays_rejected_when_read_again(cast: Cast) -> None:
    reading = cast.read(OLD)
    wrong = duties(reading)[2]
    reject_mandate(acting_as=cast.officer, finding=wrong)
    again = read_again(acting_as=cast.officer, language_version=reading.language_version)
    reading.language_version.refresh_from_db()
    assert reading.language_version.reading == again
    states = {f.provision_id_read: f.state for f in duties(again)}
    assert states.pop(wrong.provision_id_read) == Finding.State.REJECTED
    assert set(states.values()) == {Finding.State.OPEN}


def test_reading_again_leaves_a_published_text_as_it_is_until_adopted(cast: Cast) -> None:
    reading = cast.read(OLD)
    confirm_structure(acting_as=cast.officer, reading=reading)
    confirm_mandate(acting_as=cast.officer, finding=duties(reading)[0])
    publish(cast, reading, 2012)
    again = read_again(acting_as=cast.officer, language_version=reading.language_version)
    reading.language_version.refresh_from_db()
    assert reading.language_version.reading == reading
    adopt_reading(acting_as=cast.officer, reading=again)
    reading.language_version.refresh_from_db()
    assert reading.language_version.reading == again
    confirm_mandate(acting_as=cast.officer, finding=duties(again)[1])
    assert live_terms().count() == 2


def test_the_same_bytes_are_kept_once(cast: Cast) -> None:
    cast.read(OLD)
    with pytest.raises(DuplicateFile) as refused:
        receive_file(acting_as=cast.officer, organisation=cast.league, name="b.txt", content=OLD.encode())
    assert refused.value.first.name == "resolution.txt"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 ...", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, b"\xff\xfe\x00\xd8"], ids=["nothing", "pdf", "old-word", "not-text"])
def test_a_file_that_cannot_be_read_says_why_and_stores_nothing(cast: Cast, content: bytes) -> None:
    from mandata.texts.operations import read_received

    file = receive_file(acting_as=cast.officer, organisation=cast.league, name="x.docx", content=content)
    assert read_received(file=file) is None
    file.refresh_from_db()
    assert file.state == "unreadable" and file.trouble.endswith(".")
    assert not Reading.objects.exists()


def test_a_stranger_is_refused_and_the_refusal_is_kept(cast: Cast) -> None:
    reading = cast.read(OLD)
    acts = Act.objects.count()
    with pytest.raises(Refused) as refused:
        confirm_mandate(acting_as=cast.stranger, finding=duties(reading)[0])
    assert "officer" in refused.value.answer.reason and refused.value.answer.basis
    assert Act.objects.count() == acts
    assert Refusal.objects.get().verb == "confirm"


def test_an_owner_is_named_with_a_basis(cast: Cast) -> None:
    reading = cast.read(OLD)
    mandate_finding = duties(reading)[3]
    publish(cast, reading, 2012)
    mandate = confirm_mandate(acting_as=cast.officer, finding=mandate_finding)
    assert mandate is not None
    with pytest.raises(RuleBroken):
        assign_mandate(acting_as=cast.officer, mandate=mandate, party=cast.secretariat, basis=" ")
    first = assign_mandate(acting_as=cast.officer, mandate=mandate, party=cast.assembly, basis="house rule 3")
    assign_mandate(acting_as=cast.officer, mandate=mandate, party=cast.secretariat, basis="house rule 4")
    first.refresh_from_db()
    assert first.closed_by is not None
    assert mandate.assignments.get(closed_by=None).party == cast.secretariat
    reject_mandate(acting_as=cast.officer, finding=mandate_finding)
    with pytest.raises(RuleBroken, match="ended"):
        assign_mandate(acting_as=cast.officer, mandate=mandate, party=cast.assembly, basis="house rule 5")


def test_who_owned_a_duty_before_is_still_known(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = cast.read(OLD)
    publish(cast, reading, 2012)
    mandate = confirm_mandate(acting_as=cast.officer, finding=duties(reading)[3])
    assert mandate is not None
    now = timezone.now()
    assign_mandate(acting_as=cast.officer, mandate=mandate, party=cast.assembly, basis="house rule 3")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=3))
    assign_mandate(acting_as=cast.officer, mandate=mandate, party=cast.secretariat, basis="house rule 4")
    owners = [Assignment.objects.at(now + timedelta(days=days)).get(mandate=mandate).party for days in (0, 2, 3)]
    assert owners == [cast.assembly, cast.assembly, cast.secretariat]


@pytest.mark.req("X-06")
def test_a_figure_opens_to_its_records_and_can_be_asked_for_any_day(cast: Cast) -> None:
    from datetime import timedelta

    from django.utils import timezone

    before = timezone.now() - timedelta(minutes=1)
    reading = cast.read(OLD)
    confirm_mandate(acting_as=cast.officer, finding=duties(reading)[0])
    publish(cast, reading, 2012)
    now: dict[str, int] = {}
    for name in ("texts.published", "provisions.published", "mandates.confirmed", "mandates.unconfirmed"):
        observation = observe(name, cast.league)
        assert observation.value == records_of(name, cast.league).count()
        assert observe(name, cast.league, at=before).value == 0
        assert observe(name, cast.league, known=before).value == 0
        now[name] = observation.value
    assert now == {
        "texts.published": 1, "provisions.published": reading.findings.filter(what="provision").count(),
        "mandates.confirmed": 1, "mandates.unconfirmed": 3,
    }


def test_acts_are_append_only(cast: Cast) -> None:
    from datetime import timedelta

    from django.db import DatabaseError, connection, transaction

    cast.read(OLD)
    first = Act.objects.order_by("id").first()
    assert first is not None

    def raw(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    attempts: list[Any] = [lambda: Act.objects.update(verb="x"), lambda: Act.objects.all()._raw_delete("default")]
    if connection.vendor == "sqlite":
        columns = ", ".join(f'"{field.column}"' for field in Act._meta.concrete_fields)
        attempts.append(lambda: raw(f"INSERT OR REPLACE INTO mandata_act ({columns}) SELECT {columns} FROM mandata_act WHERE id = {first.pk}"))
    else:
        attempts += [lambda: raw("SET LOCAL mandata.teardown = 'on'; UPDATE mandata_act SET verb = 'x'"), lambda: raw("TRUNCATE mandata_act CASCADE")]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.create(
            verb="x", subject_kind="reading", subject_id="x", happened_at=first.happened_at,
            known_at=first.happened_at - timedelta(days=400),
        )


def moved(version: LanguageVersion) -> Reading:
    """A newer reading in which every word stands further down, as after a change of what the engine keeps of a head."""
    old = version.reading
    assert old is not None
    more = "A line that the last reading left out\n"
    reading = Reading.objects.create(
        language_version=version, engine="newer", vocabulary=old.vocabulary, text=more + old.text, head=old.head
    )
    for one in old.findings.all():
        start, end = one.found["span"]
        one.found["span"] = [start + len(more), end + len(more)]
        Finding.objects.create(
            reading=reading, what=one.what, position=one.position, provision_id_read=one.provision_id_read,
            certainty=one.certainty, found=one.found,
        )
    return reading


def test_a_duty_confirmed_in_a_newer_reading_is_live_though_the_words_have_moved(cast: Cast) -> None:
    version = cast.read(OLD).language_version
    publish(cast, Reading.objects.get(), 2012)
    version.refresh_from_db()
    reading = moved(version)
    adopt_reading(acting_as=cast.officer, reading=reading)
    mandate = confirm_mandate(acting_as=cast.officer, finding=duties(reading)[0])
    assert mandate is not None
    assert live_terms().get().summary == "to keep a list of lighthouses;"


def test_a_replaced_reading_has_no_say_in_changed_words(cast: Cast) -> None:
    old = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=old)
    publish(cast, old, 2012)
    newer = cast.read(NEW, "newer.txt")
    publish(cast, newer, 2016)
    newer.language_version.refresh_from_db()
    reading = moved(newer.language_version)
    adopt_reading(acting_as=cast.officer, reading=reading)
    changed = live_terms().exclude(words_changed=None).get()
    assert confirm_changed_terms(acting_as=cast.officer, terms=changed).finding.reading == reading  # type: ignore[union-attr]


def test_a_duty_whose_changed_words_ask_nobody_for_anything_ends_with_that_decision(cast: Cast) -> None:
    old = cast.read(OLD)
    confirm_certain(acting_as=cast.officer, reading=old)
    publish(cast, old, 2012)
    newer = cast.read(NEW, "newer.txt")
    publish(cast, newer, 2016)
    changed = live_terms().exclude(words_changed=None).get()
    (open_duty,) = [one for one in duties(newer) if one.state == Finding.State.OPEN]
    reject_mandate(acting_as=cast.officer, finding=open_duty)
    changed.mandate.refresh_from_db()
    assert changed.mandate.ended_by == Act.objects.get(verb="reject")
    assert not live_terms().filter(mandate=changed.mandate).exists()


def test_a_correction_is_carried_without_the_places_of_its_reading(cast: Cast) -> None:
    old = cast.read(OLD)
    correct_mandate(acting_as=cast.officer, finding=duties(old)[0], corrected={"force": "invite"})
    new = moved(old.language_version)
    corrected = correction_on(duties(old)[0], duties(new)[0])
    assert corrected is not None and corrected["force"] == "invite"
    start, end = corrected["span"]
    assert new.text[start:end].endswith("to keep a list of lighthouses;")
    assert difference(list(old.findings.all()), list(new.findings.all())) == {"gone": [], "new": []}, "moved words are no news"


def test_a_correction_lives_on_in_the_next_revision_at_the_places_of_its_words(cast: Cast) -> None:
    old = cast.read(OLD)
    correct_mandate(acting_as=cast.officer, finding=duties(old)[0], corrected={"force": "invite"})
    publish(cast, old, 2012)
    newer = cast.read(NEW.replace("are useful to all coasts", "are most useful to all coasts"), "newer.txt")
    publish(cast, newer, 2016)
    carried = duties(newer)[0]
    assert (carried.state, carried.value["force"]) == ("corrected", "invite")
    assert carried.value["span"] == carried.found["span"] != duties(old)[0].found["span"]


def test_a_structure_confirmed_names_each_provision_that_it_confirms(cast: Cast) -> None:
    reading = cast.read(OLD)
    confirm_structure(acting_as=cast.officer, reading=reading)
    named = set(ActSubject.objects.filter(act__verb="confirm-structure").values_list("subject_id", flat=True))
    assert named == set(reading.findings.filter(what=Finding.What.PROVISION).values_list("uid", flat=True)) != set()


def test_a_provision_of_a_published_text_is_not_taken_out(cast: Cast) -> None:
    reading = cast.read(OLD)
    publish(cast, reading, 2012)
    provision = reading.findings.filter(what=Finding.What.PROVISION).first()
    assert provision is not None
    with pytest.raises(RuleBroken, match="published"):
        reject_finding(acting_as=cast.officer, finding=provision)


def test_a_text_is_adopted_at_a_session_of_its_own_organisation(cast: Cast) -> None:
    other = Organisation.objects.create(key="guild", slug="guild", entity="organisation", vocabulary="itu")
    hall = Party.objects.create(organisation=other, key="hall", entity="conference", parent=other)
    cast.sessions[2020] = BodySession.objects.create(organisation=other, body=hall, year=2020)
    with pytest.raises(RuleBroken, match="session belongs"):
        publish(cast, cast.read(OLD), 2020)
