"""An instrument that nobody has seen: registered, live and marked, confirmed again when it arrives."""

from __future__ import annotations

from typing import Any

import pytest

from mandata.mandates.models import MandateTerms
from mandata.mandates.operations import confirm_certain, publish_revision
from mandata.membership import operations as membership
from mandata.membership.bases import Found, basis_of
from mandata.membership.operations import Cell
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.instruments import register_instrument
from mandata.texts.models import Reading, RegisteredInstrument, Revision
from mandata.texts.operations import confirm_structure, read_received
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.web.test_admission import client_of

WORDS = """DECISION 3
Lamps for small firms
The World Telecommunication Standardization Assembly (Hammamet, 2016),
resolves
1\tthat small firms may speak in the meetings on lamps,
instructs the Director of the Telecommunication Standardization Bureau
1\tto submit a report on small firms to TSAG each year;
2\tto publish the names of the firms.
"""


def registered(cast: Cast, **changed: Any) -> RegisteredInstrument:  # noqa: F811
    """A decision that a report tells of."""
    return register_instrument(**{
        "acting_as": cast.officer, "organisation": cast.league, "body": cast.assembly, "session": cast.sessions[2016], "kind_of_text": "decision",
        "number": "3", "words": WORDS, "told_in": "Report 7, paragraph 1.1", "decider": "Secretary of the League", **changed,
    })


def published(cast: Cast, reading: Reading, confirmed: bool = True) -> Revision:  # noqa: F811
    """Reviewed and published."""
    confirm_structure(acting_as=cast.officer, reading=reading)
    if confirmed:
        confirm_certain(acting_as=cast.officer, reading=reading)
    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="decision", number="3",
        session=cast.sessions[2016], layer="adopted",
    )


@pytest.fixture
def reported(cast: Cast) -> Revision:  # noqa: F811
    """The decision, live on the word of a report."""
    reading = read_received(file=registered(cast).file)
    assert reading is not None
    return published(cast, reading)


@pytest.mark.req("000-01")
def test_what_is_reported_is_live_and_marked_everywhere(cast: Cast, reported: Revision) -> None:  # noqa: F811
    assert not reported.instrument_seen and "instrument not seen" in str(reported)
    duties = MandateTerms.objects.filter(current=True)
    assert duties.count() == 2
    officer = client_of(cast.officer)
    page = officer.get("/instruments/").content.decode()
    assert "live, not seen" in page and "Report 7, paragraph 1.1" in page and "Secretary of the League" in page
    assert "Instrument not seen" in officer.get(f"/texts/{reported.pk}/").content.decode()
    assert "instrument not seen" in officer.get(f"/mandates/{duties[0].mandate_id}/").content.decode()
    right = membership.set_right(acting_as=cast.officer, organisation=cast.league, cell=Cell(
        "small", "speak", "group", "yes", cited="wtsa/decision/3#resolve 1", basis="Decision 3, resolves 1"))
    basis = basis_of(right, cast.league)
    assert basis.found == Found.NOT_SEEN and basis.wid and not basis.resolved


def test_when_it_arrives_each_duty_waits_to_be_confirmed_again_and_the_basis_opens(cast: Cast, reported: Revision) -> None:  # noqa: F811
    right = membership.set_right(acting_as=cast.officer, organisation=cast.league, cell=Cell(
        "small", "speak", "group", "yes", cited="wtsa/decision/3#resolve 1", basis="Decision 3, resolves 1"))
    wids = set(reported.provision_versions.values_list("provision__wid", flat=True))
    reading = cast.read(WORDS.replace("names of the firms", "names of all firms"), "decision.txt")
    seen = published(cast, reading, confirmed=False)
    reported.refresh_from_db()
    assert seen.instrument_seen and reported.in_force_until is not None and seen.in_force_until is None
    assert set(seen.provision_versions.values_list("provision__wid", flat=True)) == wids, "what continues keeps its identity"
    live = MandateTerms.objects.filter(current=True)
    assert live.count() == 2 and all(one.words_changed_id for one in live), "also one whose words are the same"
    assert basis_of(right, cast.league).found == Found.PROVISION
    assert not Revision.objects.filter(instrument_seen=False, in_force_until=None).exists()
    assert "arrived: confirm again" in client_of(cast.officer).get("/instruments/").content.decode()


def test_it_is_registered_once_and_by_officers_with_a_decider(cast: Cast, reported: Revision) -> None:  # noqa: F811
    with pytest.raises(RuleBroken, match="in the library already"):
        registered(cast)
    for missing in ("words", "told_in", "decider", "number"):
        with pytest.raises(RuleBroken):
            registered(cast, **{"number": "9", missing: " "})
    with pytest.raises(Refused):
        registered(cast, acting_as=cast.stranger, number="9")


def test_it_is_published_only_as_what_it_was_registered(cast: Cast) -> None:  # noqa: F811
    reading = read_received(file=registered(cast).file)
    assert reading is not None
    with pytest.raises(RuleBroken, match="published as adopted"):
        publish_revision(
            acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="decision", number="3",
            session=cast.sessions[2012], layer="adopted",
        )


def test_an_officer_registers_on_the_page_and_nothing_typed_is_lost(cast: Cast) -> None:  # noqa: F811
    officer = client_of(cast.officer)
    form = {"body": cast.assembly.pk, "session": cast.sessions[2016].pk, "kind_of_text": "decision", "number": "3", "words": WORDS, "told_in": "Report 7",
            "reported_in": "", "decider": ""}
    kept = officer.post("/instruments/league/register/", form)
    assert kept.status_code == 422 and "Lamps for small firms" in kept.content.decode()
    assert officer.post("/instruments/league/register/", {**form, "decider": "Secretary"}).status_code == 302
    assert "waits for its review" in officer.get("/instruments/").content.decode()
    assert client_of(cast.stranger).post("/instruments/league/register/", {**form, "decider": "me"}).status_code == 403
