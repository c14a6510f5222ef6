"""The review: cards that come back alone, a structure corrected by hand, what the reader missed, what a new reading changes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from mandata.mandates.operations import confirm_mandate
from mandata.mandates.register import live_terms
from mandata.shared.operations import RuleBroken
from mandata.shared.seen import seen
from mandata.texts.models import Finding, ProvisionVersion, Reading, Revision
from mandata.texts.operations import confirm_structure, correct_provision
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import as_, publish
from tests.web.test_text_page import PLANNED


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:  # noqa: F811
    return as_(client, "ada@example.org")


def duty_of(reading: Reading, words: str) -> Finding:
    return next(
        one for one in reading.findings.filter(what=Finding.What.MANDATE)
        if words in reading.text[one.value["span"][0]:one.value["span"][1]]
    )


def provision_of(reading: Reading, words: str) -> Finding:
    return next(one for one in reading.findings.filter(what=Finding.What.PROVISION) if words in one.value["text"])


def test_a_decision_gives_the_card_and_what_still_waits(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    duty = duty_of(reading, "keep a list")
    answer = officer.post(
        f"/texts/findings/{duty.pk}/decide/", {"action": "confirm", "seen": seen(duty)}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page and 'hx-swap-oob="true"' in page
    assert "3 duties wait for you" in page and page.count("<article") == 1


def test_a_card_that_somebody_else_decided_on_is_refused(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    duty = duty_of(reading, "keep a list")
    token = seen(duty)
    confirm_mandate(acting_as=cast.officer, finding=duty)
    answer = officer.post(f"/texts/findings/{duty.pk}/decide/", {"action": "reject", "seen": token}, headers={"HX-Request": "true"})
    assert answer.status_code == 409 and "confirmed" in answer.content.decode()
    duty.refresh_from_db()
    assert duty.state == Finding.State.CONFIRMED


def test_a_correction_that_cannot_be_keeps_what_was_typed(officer: Client, cast: Cast) -> None:  # noqa: F811
    duty = duty_of(cast.read(OLD), "keep a list")
    answer = officer.post(
        f"/texts/findings/{duty.pk}/decide/", {"action": "correct", "force": "nonsense", "addressees": "the old keepers"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "the old keepers" in page and "<details open>" in page and "error" in page
    duty.refresh_from_db()
    assert duty.state == Finding.State.OPEN


def test_a_structure_is_corrected_by_hand_and_published_so(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    confirm_structure(acting_as=cast.officer, reading=reading)
    lamps, list_of, submit = (provision_of(reading, words) for words in ("old lamps", "keep a list", "submit a report"))
    address = f"/texts/findings/{submit.pk}/structure/"
    assert "submit a report" in officer.get(address).content.decode()
    officer.post(address, {"part": "operative", "label": "1bis", "parent": list_of.provision_id_read, "stands": "yes", "seen": seen(submit)})
    officer.post(f"/texts/findings/{lamps.pk}/structure/", {"part": "operative", "stands": "no", "seen": seen(lamps)})
    reading.refresh_from_db()
    assert reading.structure_confirmed_by is None, "a structure that changed is to be confirmed again"
    publish_reading(cast, reading, 2012)
    version = ProvisionVersion.objects.get(wordings__label="1bis")
    assert version.parent is not None and version.parent.wordings.get().text.startswith("to keep a list") and version.depth == 2
    assert not ProvisionVersion.objects.filter(wordings__text__contains="old lamps").exists()


def test_what_stands_under_a_provision_moves_with_it(cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    call = provision_of(reading, "instruct the Director")
    item = provision_of(reading, "keep a list")
    correct_provision(acting_as=cast.officer, finding=call, part="annex", label="", parent=provision_of(reading, "considering").provision_id_read)
    item.refresh_from_db()
    assert (item.value["part"], item.value["depth"]) == ("annex", call.value["depth"] + 1)


def test_a_provision_stands_under_an_earlier_one_only(cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    with pytest.raises(RuleBroken, match="before it"):
        correct_provision(
            acting_as=cast.officer, finding=provision_of(reading, "keep a list"), part="operative", label="1",
            parent=provision_of(reading, "old lamps").provision_id_read,
        )


def test_the_places_of_a_published_text_are_fixed(cast: Cast) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    finding = Finding.objects.filter(what=Finding.What.PROVISION).last()
    assert finding is not None
    with pytest.raises(RuleBroken, match="published"):
        correct_provision(acting_as=cast.officer, finding=finding, part="operative", label="", parent="")


def publish_reading(cast: Cast, reading: Reading, year: int, **asked: Any) -> Revision:  # noqa: F811
    from mandata.mandates.operations import publish_revision

    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[year], layer="adopted", **asked,
    )


def test_the_history_of_a_duty_begins_with_its_confirmation_also_after_a_new_reading(cast: Cast) -> None:  # noqa: F811
    from mandata.texts.operations import read_again
    from mandata.web.acts import history_of

    reading = cast.read(OLD)
    confirm_mandate(acting_as=cast.officer, finding=duty_of(reading, "keep a list"))
    again = read_again(acting_as=cast.officer, language_version=reading.language_version)
    publish_reading(cast, again, 2012)
    terms = live_terms().get()
    assert terms.finding is not None
    lines = history_of(terms.mandate, terms.finding, besides=[terms.finding.decided_by_id])
    assert [line.what for line in lines][0] == "confirmed" and lines[-1].what == "text published: duties carried over"


def review_of(officer: Client, reading: Reading, language: str = "en") -> str:
    officer.cookies["django_language"] = language
    return officer.get(f"/texts/review/{reading.language_version_id}/").content.decode()


def test_the_review_shows_the_whole_text_the_title_block_and_the_plan(officer: Client, cast: Cast) -> None:  # noqa: F811
    page = review_of(officer, cast.read(PLANNED))
    for words in ("RESOLUTION 9 (Rev. Geneva, 2012)", "Plan of the lamps", "II\tProgramme 2: Oil"):
        assert f">{words}</p>" in page
    assert "<dt>Number</dt><dd><bdi>9</bdi>" in page and "<dt>Year</dt><dd><bdi>2012</bdi>" in page
    plan = page[page.index("finding activities"):]
    assert "TSB holds one course" in plan and "Telecommunication Standardization Bureau" in plan and 'href="#read-' in plan


def test_citations_and_problems_lead_to_their_words(officer: Client, cast: Cast) -> None:  # noqa: F811
    words = OLD.replace("that keepers need training", "Resolution 7 (Rev. Geneva, 1997) of this Assembly").replace("3\tto publish", "4\tto publish")
    reading = cast.read(words)
    problem = reading.findings.filter(what=Finding.What.PROBLEM)[0]
    english, french = review_of(officer, reading), review_of(officer, reading, "fr")
    citation = provision_of(reading, "Resolution 7").provision_id_read
    for page in (english, french):
        assert f'<a href="#read-{citation}"><bdi>Resolution 7 (Rev. Geneva, 1997)</bdi></a>' in page
        assert "«<bdi>" in page
    assert problem.found["message"] in unescape(english) and problem.found["message"] not in unescape(french)
    assert "1 citation" in english


def test_many_groups_are_folded_and_their_names_are_whole_words(officer: Client, cast: Cast) -> None:  # noqa: F811
    assert "group by group" not in review_of(officer, cast.read(OLD))
    calls = ("the Secretary-General and the Director of the Telecommunication Standardization Bureau to take into account, in the work, that", "Sector Members", "Associates")
    more = OLD.replace("invites Member States\n", "".join(f"invites {call}\nto light a lamp,\n" for call in calls) + "invites Member States\n")
    reading = cast.read(more, "more.txt")
    page = review_of(officer, reading)
    assert 'group by group <span class="tag">' in page
    words = set(re.findall(r"\w+", reading.text))
    for label in re.findall(r'certain one[^“]*“<bdi lang="en">([^<]+)</bdi>”', page):
        assert set(re.findall(r"\w+", label)) <= words


def test_a_name_that_no_table_knows_is_told_at_once(officer: Client, cast: Cast) -> None:  # noqa: F811
    duty = duty_of(cast.read(OLD), "keep a list")
    address, asked = f"/texts/findings/{duty.pk}/decide/", {"action": "correct", "force": duty.value["force"]}

    def card(addressees: str) -> str:
        duty.refresh_from_db()
        answer = officer.post(address, {**asked, "addressees": addressees, "seen": seen(duty)}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "no known actor: the duty would wait for an owner" in card("the old keepers")
    assert "no addressee: the duty would wait for an owner" in card("")
    both = card("the old keepers; the Director of the Telecommunication Standardization Bureau")
    assert "no known actor" in both and "would wait" not in both
    duty.refresh_from_db()
    assert duty.state == Finding.State.CORRECTED


def test_a_text_without_title_is_called_by_its_title_block(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD, "x-17.txt")
    version = reading.language_version
    version.title = ""
    version.save(update_fields=["title"])
    for address in (f"/texts/review/{version.pk}/", "/texts/", "/desk/", f"/texts/versions/{version.pk}/publish/"):
        assert "<bdi>Resolution 5 (Geneva, 2012)</bdi>" in officer.get(address).content.decode(), address
    Reading.objects.filter(pk=reading.pk).update(head={**reading.head, "kind": "proposal"})
    assert "<bdi>Proposal 5 (Geneva, 2012)</bdi>" in officer.get("/texts/").content.decode()
    Reading.objects.filter(pk=reading.pk).update(head={**reading.head, "number": None, "year": None, "place": None})
    assert "<bdi>x-17.txt</bdi>" in officer.get("/texts/").content.decode()


def test_a_duty_that_the_reader_missed_is_added_and_stays(officer: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.operations import read_again

    reading = cast.read(OLD)
    call = provision_of(reading, "instruct the Director")
    recital = provision_of(reading, "keepers need training")
    listed = provision_of(reading, "keep a list")
    asked = {"force": "request", "addressees": "TSAG", "due": "each year", "limits": "", "limit_kind": "scope"}
    for refused in (recital, listed):
        answer = officer.post(f"/texts/findings/{refused.pk}/add-duty/", asked)
        assert answer.status_code == 409 and "each year" in answer.content.decode()
    assert officer.post(f"/texts/findings/{call.pk}/add-duty/", asked).status_code == 302
    again = read_again(acting_as=cast.officer, language_version=reading.language_version)
    added = again.findings.get(certainty="added")
    assert (added.state, added.value["force"], added.value["addressees"][0]["actor"]) == ("confirmed", "request", "tsag")
    publish_reading(cast, again, 2012)
    assert [one.force for one in live_terms()] == ["request"]
    as_(officer, "sam@example.org")
    assert officer.get(f"/texts/findings/{added.pk}/add-duty/").status_code == 404


def test_reading_again_shows_what_is_new_and_what_is_gone(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    gone = duty_of(reading, "old lamps")
    gone.found = {**gone.found, "force": "urge"}  # as an older reader had it
    gone.save()
    page = officer.post(f"/texts/versions/{reading.language_version_id}/read-again/", follow=True).content.decode()
    assert "1 findings are new, 1 are gone" in page
    assert "<summary>New (1)</summary>" in page and "to lend their old lamps" in page.split("<summary>Gone (1)</summary>")[1].split("</details>")[0]
