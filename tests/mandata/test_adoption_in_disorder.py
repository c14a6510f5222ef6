"""Adoption in the wrong order, on a number that is taken, beside an open table: nothing of the law is changed by an act that it does not fit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from mandata.mandates.adopting import adopt_proposal
from mandata.mandates.register import live_terms
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.models import BodySession
from mandata.parties.operations import appoint
from mandata.shared.operations import RuleBroken
from mandata.texts.drafting import hold_row, mark, open_drafting, rows_of, write_row
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.texts.models import Layer, Revision, Work
from mandata.texts.proposing_models import Proposal
from tests.mandata.conftest import OLD, Cast
from tests.mandata.test_adoption import DAY, adopt
from tests.mandata.test_proposals import MARKED, lodge, region, word_file
from tests.mandata.test_revisions_compared import publish

SUP = "SUP\nRESOLUTION 5 (Rev. Geneva, 2012)\nLighthouses of the league\n"


def law() -> Any:
    """What holds: revisions with their days, live duties."""
    return (list(Revision.objects.filter(layer=Layer.ADOPTED).order_by("pk").values_list("pk", "work__number", "in_force_from", "in_force_until")),
            sorted(live_terms().values_list("pk", "summary")))


def to_suppress(cast: Cast, serial: int = 3) -> Proposal:
    return lodge(cast, cast.read(SUP + "\n" * serial, f"sup{serial}.txt"), serial, action="SUP", proposer=region(cast, "eur"))


@pytest.mark.parametrize("action", ["SUP", "NOC"])
def test_a_text_that_another_followed_is_neither_suppressed_nor_confirmed_by_its_proposals(cast: Cast, action: str) -> None:
    publish(cast, OLD, 2012)
    late = to_suppress(cast) if action == "SUP" else lodge(cast, cast.read("NOC\n" + SUP[4:], "noc.txt"), 3, action="NOC")
    adopt(cast, lodge(cast, word_file(cast, MARKED)))
    before = law()
    with pytest.raises(RuleBroken, match="Another revision was adopted since"):
        adopt(cast, late)
    late.refresh_from_db()
    assert law() == before and late.open


def test_a_text_that_was_suppressed_is_not_adopted_again_by_what_was_lodged_before(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    first, second, changing = to_suppress(cast), to_suppress(cast, 4), lodge(cast, word_file(cast, MARKED))
    adopt(cast, first)
    before = law()
    for late in (second, changing):
        with pytest.raises(RuleBroken, match="suppressed"):
            adopt(cast, late)
    assert law() == before
    cast.sessions[2008] = BodySession.objects.create(organisation=cast.league, body=cast.assembly, year=2008, places={"en": "Cadiz"}, start=date(2008, 11, 1))
    publish(cast, OLD.replace("Geneva, 2012", "Cadiz, 2008"), 2008)
    assert law()[0][:1] == before[0] and not live_terms().exists(), "an older text that arrives brings back nothing"


def test_a_new_text_takes_no_number_that_another_has(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    words = OLD.replace("RESOLUTION 5 (Rev. Geneva, 2012)", "DRAFT NEW RESOLUTION [AFCP-1] (Hammamet, 2016)").replace("Lighthouses", "Beacons").replace("(Geneva, 2012)", "(Hammamet, 2016)")
    proposal = lodge(cast, cast.read(words, "new.txt"), action="ADD", number="[AFCP-1]")
    before = law()
    for number in ("5", " 5 "):
        with pytest.raises(RuleBroken, match="has a text"):
            adopt(cast, proposal, number=number)
    assert law() == before and Work.objects.get(number="5").revisions.count() == 1


def test_what_a_session_proposes_to_suppress_takes_up_nothing_that_says_otherwise(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    changing = lodge(cast, word_file(cast, MARKED))
    with pytest.raises(RuleBroken, match="says otherwise"):
        adopt(cast, to_suppress(cast), others=[changing])
    changing.refresh_from_db()
    assert changing.open


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: only PostgreSQL lets two begin at once")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_of_those_who_act_at_one_moment_one_does(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    suppressing, changing = to_suppress(cast), lodge(cast, word_file(cast, MARKED))
    drafting = open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="en")
    key = next(one.one.provision for one in rows_of(drafting) if one.touched)
    appoint(acting_as=HOUSE, party=cast.secretariat, function="officer", email="bea@example.org", name="Bea Officer")
    hands = [cast.officer, acting_for(get_user_model().objects.get(email="bea@example.org"))]
    together = threading.Barrier(2)

    def done(work: Callable[[int], Any]) -> list[bool]:
        def one(number: int) -> bool:
            together.wait(timeout=20)
            try:
                work(number)
                return True
            except RuleBroken:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            return list(both.map(one, range(2)))

    assert sorted(done(lambda number: hold_row(acting_as=hands[number], drafting=Drafting.objects.get(), provision=key))) == [False, True]
    row = DraftRow.objects.get()
    assert row.held_by in (one.person for one in hands)
    DraftRow.objects.update(held_until=None, held_by=None)
    before = mark(DraftRow.objects.get())
    assert sorted(done(lambda number: write_row(
        acting_as=hands[number], drafting=Drafting.objects.get(), provision=key, words=f"to write {number};", saw=before))) == [False, True]
    assert sorted(done(lambda number: adopt_proposal(
        acting_as=hands[number], proposal=Proposal.objects.get(pk=(suppressing, changing)[number].pk), in_force_from=DAY, decision="Plenary 7"))) == [False, True]
    assert Proposal.objects.filter(outcome="adopted").count() == 1
    assert Revision.objects.filter(layer=Layer.ADOPTED).count() == (1 if Proposal.objects.get(outcome="adopted").action == "SUP" else 2)
