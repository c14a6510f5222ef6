"""Proposals on their pages: lodged with what the file says, refused with the place, listed, read beside their base, ended; origins of duties."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.mandates.register import live_terms
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.models import Classification, Function, PartyName
from mandata.parties.operations import appoint
from mandata.shared.balances import balances, close
from mandata.shared.measures import observe_by
from mandata.shared.models import Act
from mandata.shared.seen import seen
from mandata.texts.models import Revision
from mandata.texts.proposing import lodge_proposal, withdraw_proposal
from mandata.texts.proposing_models import Proposal
from mandata.web.proposals.lodging import said_by
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401
from tests.mandata.test_proposals import MARKED, REASONS, lodge, region, word_file
from tests.mandata.test_revisions_compared import publish
from tests.web.test_admission import client_of

HEAD = "AFCP/42A1/1\nMOD\n"


def form(cast: Cast, **changed: Any) -> dict[str, Any]:  # noqa: F811
    """What an officer sends."""
    return {"document": "AFCP/42", "addendum": 1, "serial": 1, "action": "MOD", "proposer": region(cast).pk, "cosignatories": [region(cast, "eur").pk],
            "body": cast.assembly.pk, "kind_of_text": "resolution", "number": "5", "session": cast.sessions[2016].pk, "base_named": "", **changed}


@pytest.mark.req("002-03")
def test_an_officer_lodges_a_word_file_and_reads_it_beside_its_base(cast: Cast, client: Client) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    region(cast), region(cast, "eur")
    reading = word_file(cast, HEAD + MARKED + REASONS)
    officer = client_of(cast.officer)
    address = f"/texts/versions/{reading.language_version_id}/lodge/"
    page = officer.get(address).content.decode()
    assert 'value="AFCP/42"' in page and 'value="1"' in page and 'value="5"' in page
    assert client.get(address).status_code == 404
    sent = officer.post(address, {**form(cast), "seen": seen(reading.language_version)})
    proposal = Proposal.objects.get()
    assert sent.status_code == 302 and sent["Location"] == f"/proposals/{proposal.pk}/"
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "AFCP/42A1/1" in page and "Buoys drift" in page and "and buoys</ins>" in page and "1 provision is suppressed" in page
    row = page[page.index("<ins id="):page.index("</tr>", page.index("<ins id="))]
    assert "Buoys drift" in row, "the reason stands beside the change"
    assert "useful to all coasts" not in page and "useful to all coasts" in client.get(f"/proposals/{proposal.pk}/?show=all").content.decode()
    assert "Take the proposal back" not in page
    assert "AFCP/42A1/1" in (listed := client.get("/proposals/").content.decode()) and "sends the file to the secretariat" in listed
    assert "AFCP/42A1/1" not in client.get("/proposals/?state=adopted").content.decode()
    assert b"AFCP/42A1/1" in client.get("/proposals/?format=csv").content


def test_a_wrong_base_is_told_with_its_places_and_what_was_typed_stays(cast: Cast) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    reading = word_file(cast, MARKED.replace("keepers need training", "keepers need no training"))
    officer = client_of(cast.officer)
    address = f"/texts/versions/{reading.language_version_id}/lodge/"
    answer = officer.post(address, form(cast))
    page = answer.content.decode()
    assert answer.status_code == 409 and "keepers need no training" in page and 'value="AFCP/42"' in page and "differences_seen" in page
    assert not Proposal.objects.exists()
    assert officer.post(address, form(cast, document="nonsense")).status_code == 409
    assert officer.post(address, form(cast, serial="")).status_code == 422
    assert officer.post(address, form(cast, differences_seen="yes")).status_code == 302


def test_a_proposal_is_signed_explained_and_ended_on_its_page(cast: Cast) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED + REASONS))
    officer, stranger = client_of(cast.officer), client_of(cast.stranger)
    page = stranger.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "Why?" in page and "Only whoever speaks for its proposer" in page
    gone = re.search(r'<input type="checkbox" name="explains" value="(\d+)"', officer.get(f"/proposals/{proposal.pk}/give-reason/").content.decode())
    assert gone
    assert officer.post(f"/proposals/{proposal.pk}/give-reason/", {"words": "So that they rest.", "explains": [gone[1]]}).status_code == 302
    reason = proposal.reasons.get(words="So that they rest.")
    assert [str(one.pk) for one in reason.explains.all()] == [gone[1]]
    assert officer.post(f"/proposals/reasons/{reason.pk}/tie/", {"explains": []}).status_code == 302 and not reason.explains.exists()
    assert officer.post(f"/proposals/{proposal.pk}/co-sign/", {"party": region(cast, "eur").pk}).status_code == 302
    assert stranger.post(f"/proposals/{proposal.pk}/end/", {"outcome": "rejected", "words": "x"}).status_code == 403
    assert officer.post(f"/proposals/{proposal.pk}/end/", {"outcome": "rejected", "words": "Committee 4, third meeting"}).status_code == 302
    page = officer.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "rejected" in page and "Committee 4, third meeting" in page and "/end/" not in page
    assert officer.get(f"/proposals/{proposal.pk}/nonsense/").status_code == 404


@pytest.mark.req("000-02")
def test_every_duty_sheet_says_where_its_words_come_from(cast: Cast, client: Client) -> None:  # noqa: F811
    base = publish(cast, OLD, 2012)
    terms = live_terms().get(summary__startswith="to keep a list")
    page = client.get(f"/mandates/{terms.mandate_id}/").content.decode()
    assert "Origin" in page and "no proposal is recorded" in page and str(base) in page
    proposal = lodge(cast, word_file(cast, MARKED), cosignatories=[region(cast, "eur")])
    assert proposal.revision.session == cast.sessions[2016]
    page = client.get(f"/mandates/{terms.mandate_id}/").content.decode()
    assert "AFCP/42A1/1" not in page, "a proposal has no force; only the decision has"


def test_the_list_asks_as_much_for_one_proposal_as_for_many(cast: Cast, client: Client) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    first = lodge(cast, word_file(cast, MARKED), cosignatories=[region(cast, "eur")])
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as found:
            assert client.get("/proposals/").status_code == 200
        counts.append(len(found))
        for n in range(2, 7):
            if _round == 0:
                lodge(cast, word_file(cast, MARKED, f"{n}.docx", author=f"Region {n}"), serial=n, cosignatories=[region(cast, "eur")])
    assert counts[0] == counts[1] and Proposal.objects.count() == 6 and first.open
    assert lodge_proposal and Revision.objects.filter(layer="proposed").count() == 6


@pytest.mark.req("000-02")
def test_the_plenary_adopts_on_the_page_and_the_origin_stands_on_the_sheet(cast: Cast, client: Client) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED), cosignatories=[region(cast, "eur")])
    terms = live_terms().get(summary__startswith="to submit")
    officer = client_of(cast.officer)
    page = officer.get(f"/proposals/{proposal.pk}/adopt/").content.decode()
    (confirmed,) = re.findall(r'name="confirmed" value="(\d+)"', page)
    sent = {"decision": "Plenary 7", "in_force_from": "2016-11-09", "confirmed": [confirmed], "seen": seen(proposal)}
    assert client_of(cast.stranger).post(f"/proposals/{proposal.pk}/adopt/", sent).status_code == 403
    assert officer.post(f"/proposals/{proposal.pk}/adopt/", {**sent, "in_force_from": "2001-01-01"}).status_code == 409
    answer = officer.post(f"/proposals/{proposal.pk}/adopt/", {**sent, "seen": seen(proposal)})
    assert answer.status_code == 302
    assert "buoys" in client.get(answer["Location"]).content.decode()
    page = client.get(f"/mandates/{terms.mandate_id}/").content.decode()
    assert "AFCP/42A1/1" in page and "afcp" in page and "eur" in page and "Hammamet, 2016" in page
    assert "Plenary 7" in client.get(f"/proposals/{proposal.pk}/").content.decode()


def test_proposals_are_counted_by_session_and_region_and_the_sum_closes(cast: Cast, client: Client) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    act = Act.objects.order_by("-pk")[0]
    for key, code in (("afcp", "Africa"), ("eur", "Europe")):
        Classification.objects.create(party=region(cast, key), scheme="region", code=code, source="invented", opened_by=act)
    first = lodge(cast, word_file(cast, MARKED))
    lodge(cast, word_file(cast, MARKED.replace("buoys", "bells"), "bells.docx"), serial=2)
    lodge(cast, word_file(cast, MARKED.replace("buoys", "fog"), "fog.docx"), document="EUR/7", proposer=region(cast, "eur"))
    before = timezone.now()
    withdraw_proposal(acting_as=cast.officer, proposal=first, words="By letter")

    def told(name: str, **when: Any) -> dict[str, int]:
        return {code: one.value for code, one in observe_by(name, "session-region", cast.league, **when).items()}

    assert told("proposals.lodged") == {"wtsa:2016:Africa": 2, "wtsa:2016:Europe": 1} and told("proposals.withdrawn") == {"wtsa:2016:Africa": 1}
    assert told("proposals.open") == {"wtsa:2016:Africa": 1, "wtsa:2016:Europe": 1} and not told("proposals.adopted")
    assert told("proposals.withdrawn", at=before) == {} and told("proposals.open", at=before) == told("proposals.lodged")
    (closed,) = [close(one, cast.league) for one in balances() if one.equals == "proposals.lodged"]
    assert closed.amiss == 0 and closed.result.value == 3
    page = client.get("/proposals/").content.decode()
    address = "/measures/proposals.withdrawn/?split=session-region&amp;part=wtsa%3A2016%3AAfrica"
    assert f'<a href="{address}">1</a>' in page
    records = client.get(address.replace("&amp;", "&")).content.decode()
    assert "AFCP/42A1/1" in records and f'href="/proposals/{first.pk}/"' in records


def test_the_proposer_is_whoever_one_speaks_for_else_the_one_named_else_nobody(cast: Cast, client: Client) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    reading = word_file(cast, "African proposals\nAFCP/42A1/1\nMOD\n" + MARKED)
    for key, name in (("afcp", "African proposals"), ("eur", "Lighthouses")):
        PartyName.objects.create(party=region(cast, key), language="en", name=name)
    assert said_by(reading, cast.league, cast.officer)["proposer"] == region(cast, "afcp").pk, "named on a line of its own"
    Function.objects.create(organisation=cast.league, entity="regional-organisation", code="focal-point")
    appoint(acting_as=HOUSE, party=region(cast, "eur"), function="focal-point", email="eva@example.org", name="Eva")
    speaker = acting_for(get_user_model().objects.get(email="eva@example.org"))
    assert said_by(reading, cast.league, speaker)["proposer"] == region(cast, "eur").pk
    other = cast.read("AFCP/42A1/2\nMOD\n" + OLD + "\n", "other.txt")
    assert said_by(other, cast.league, cast.officer)["proposer"] is None
    assert '<option value="" selected' in client_of(cast.officer).get(f"/texts/versions/{other.language_version_id}/lodge/").content.decode().split('name="proposer"')[1][:200]
