"""The plenary's act at the operation level: a new revision in force, duties that live on, change or end by it, and nothing of a proposal before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mandata.mandates.adopting import adopt_proposal, cites_before
from mandata.mandates.impact import impact_of_proposal
from mandata.mandates.models import Mandate, MandateTerms, Obligation, ObligationStanding
from mandata.mandates.operations import reject_mandate, roll_obligations
from mandata.mandates.register import live_terms, others
from mandata.shared.measures import observe
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.agreed import agreed_words
from mandata.texts.models import Citation, Provision, ReceivedFile, Revision
from mandata.texts.operations import resolve_citation
from mandata.texts.origins import origin_of
from mandata.texts.proposing import changed_rows, end_proposal
from mandata.texts.proposing_models import Proposal
from tests.mandata.conftest import NEW, OLD, Cast
from tests.mandata.test_owed import rule
from tests.mandata.test_proposals import MARKED, REASONS, lodge, region, word_file
from tests.mandata.test_revisions_compared import publish

FULL = MARKED.replace("[-3\tto publish the names of the keepers,-]", "{+3\tto light the buoys;+}\n[-3-]{+4+}\tto publish the names of the keepers,")
DAY = date(2016, 11, 9)


def adopt(cast: Cast, proposal: Proposal, **changed: Any) -> Revision:
    """Adopt with all duties of the changed and new provisions as read."""
    confirmed = {one.row.one.provision for one in impact_of_proposal(proposal).duties if one.fate in ("changed", "new")}
    return adopt_proposal(**{
        "acting_as": cast.officer, "proposal": proposal, "in_force_from": DAY, "decision": "Plenary 7, minutes 3.2", "confirmed": confirmed, **changed})


def test_the_agreed_text_is_the_proposal_without_what_it_says_of_itself(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, "Introduction\nLamps go out.\nAFCP/42A1/1\nMOD\n" + FULL + REASONS))
    words, laid = agreed_words(proposal)
    assert words.startswith("RESOLUTION 5 (Rev. Hammamet, 2016)\nLighthouses") and words.endswith("to lend their old lamps to other coasts.\n")
    assert "Lamps go out" not in words and "Buoys drift" not in words and len(laid) == 10


def test_what_stands_behind_the_last_provision_and_the_footnotes_live_on(cast: Cast) -> None:
    annexed = "ANNEX\n(to Resolution 5)\nTable of lamps\nAlder\t12 m\n"
    notes = "[1: 1 1 January is the day of the lamps.]\n[2: A list [of 2012] on paper.]\n"
    old = OLD.replace("Lighthouses of", "Lighthouses[footnoteRef:1] of").replace("to keep a list", "to keep a list[footnoteRef:2]") + annexed
    publish(cast, old + notes, 2012)
    new = NEW.replace("Lighthouses of", "Lighthouses[footnoteRef:1] of").replace("to keep a list", "to keep a list[footnoteRef:2]") + annexed
    proposal = lodge(cast, cast.read("AFCP/42A1/1\nMOD\n" + new + "Reasons\nBuoys drift.\n________\n" + notes, "clean.txt"))
    words, _laid = agreed_words(proposal)
    assert words.endswith(annexed + "[1: 1 1 January is the day of the lamps.]\n[2: 2 A list [of 2012] on paper.]\n"), words
    reading = adopt(cast, proposal, confirmed=()).language_versions.get().reading
    assert reading is not None and reading.text.endswith(annexed.rstrip("\n")) and "\nLighthouses of the league\n" in reading.text
    said = [(one.value["text"], reading.text[:one.value["at"]].split()[-1]) for one in reading.findings.filter(what="note").order_by("position")]
    assert said == [("1 January is the day of the lamps.", "Lighthouses"), ("A list [of 2012] on paper.", "list")]


@pytest.mark.req("000-02", "002-01", "002-115")
def test_adoption_makes_a_revision_and_moves_its_duties_by_the_same_act(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    citing = publish_citing(cast)
    proposal = lodge(cast, word_file(cast, FULL), cosignatories=[region(cast, "eur")])
    other = lodge(cast, word_file(cast, MARKED, "other.docx", author="Eur"), serial=2, proposer=region(cast, "eur"))
    live = {one.summary: one.mandate_id for one in live_terms()}
    new = next(row.one for row in changed_rows(proposal) if row.what == "added")
    revision = adopt(cast, proposal, others=[other])
    base.refresh_from_db()
    assert (revision.layer, revision.in_force_from, revision.in_force_until) == ("adopted", DAY, None) and base.in_force_until == DAY
    now = {one.summary: one for one in live_terms().filter(version__revision__work=revision.work)}
    assert {one.version.revision for one in now.values()} == {revision}
    assert now["to keep a list of lighthouses;"].mandate_id == live["to keep a list of lighthouses;"], "it lives on"
    changed = now["to submit a report on lighthouses and buoys to TSAG each year;"]
    assert changed.mandate_id == live["to submit a report on lighthouses to TSAG each year;"] and changed.words_changed is None
    assert now["to light the buoys;"].version.provision.wid == new.wid, "what was new in the proposal keeps its identity"
    act = Act.objects.get(verb="adopt", subject_kind="proposal")
    assert {one.confirmed_by for one in now.values()} == {act}, "by the plenary's act alone"
    for one in (proposal, other):
        one.refresh_from_db()
        assert (one.outcome, one.adopted_in, one.ended_by) == ("adopted", revision, act)
    origin = origin_of(changed.version)
    assert origin.revision == revision and proposal in origin.proposals
    assert [one.version.revision for one in cites_before(base)] == [citing], "it is marked newer today"
    with pytest.raises(RuleBroken, match="has ended"):
        adopt(cast, proposal)


def publish_citing(cast: Cast) -> Revision:
    """Resolution 6, which cites Resolution 5."""
    from tests.web.test_pages import publish as numbered

    words = "RESOLUTION 6 (Geneva, 2012)\nBuoys\n(Geneva, 2012)\nThe World Telecommunication Standardization Assembly (Geneva, 2012),\nrecalling\n" \
            "Resolution 5 (Rev. Geneva, 2012) of this Assembly,\nresolves\nto count the buoys.\n"
    revision = numbered(cast, words, 2012, number="6")
    citation = Citation.objects.get(version__revision=revision)
    resolve_citation(acting_as=cast.officer, citation=citation, target=Revision.objects.get(work__number="5"))
    return revision


def test_a_duty_that_nobody_confirmed_waits_with_its_old_terms(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    revision = adopt(cast, lodge(cast, word_file(cast, MARKED)), confirmed=())
    changed = live_terms().get(summary__startswith="to submit")
    assert changed.version.revision == base and changed.words_changed is not None and changed.words_changed.revision == revision
    (ended,) = Mandate.objects.exclude(ended_by=None)
    assert ended.ended_by and ended.ended_by.verb == "adopt" and "keepers" in ended.terms.get().summary


def test_before_adoption_a_proposal_is_law_nowhere(cast: Cast, client: Any) -> None:
    base = publish(cast, OLD, 2012)
    names = ("mandates.confirmed", "mandates.unconfirmed")

    def law() -> list[Any]:
        pages = [client.get(address).content for address in ("/mandates/?format=csv", "/mandates/?format=json", "/actors/league/tsb-director/")]
        figures = [observe(name).value for name in names]
        return [sorted(live_terms().values_list("pk", "summary")), others(cast.league).waiting, figures, *(b"buoys" in one for one in pages)]

    before = law()
    proposal = lodge(cast, word_file(cast, FULL))
    assert law() == before and before[-3:] == [False] * 3
    text = client.get(f"/texts/{base.pk}/").content.decode()
    assert "buoys" not in text and "in force" not in client.get(f"/texts/{proposal.revision_id}/").content.decode()
    assert b"Proposed: this text makes no duty" in client.get(f"/texts/{proposal.revision_id}/").content
    assert client.get("/texts/?force=yes").content.decode().count(f"/texts/{proposal.revision_id}/") == 0
    provision = base.provision_versions.get(wordings__text__startswith="to submit").provision
    assert client.get(f"/p/{provision.wid}/")["Location"].startswith(f"/texts/{base.pk}/"), "the permanent link leads to the law"
    assert not MandateTerms.objects.filter(version__revision=proposal.revision).exists()
    end_proposal(acting_as=cast.officer, proposal=proposal, outcome="rejected", words="Plenary 7")
    assert law() == before


def test_adoption_is_all_or_nothing_and_only_of_whoever_may(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED))
    files, provisions = ReceivedFile.objects.count(), Provision.objects.count()
    with pytest.raises(Refused):
        adopt(cast, proposal, acting_as=cast.stranger)
    with pytest.raises(RuleBroken, match="by which decision"):
        adopt(cast, proposal, decision=" ")
    with pytest.raises(RuleBroken, match="no earlier than the session"):
        adopt(cast, proposal, in_force_from=date(2001, 1, 1))
    assert (ReceivedFile.objects.count(), Provision.objects.count()) == (files, provisions)
    proposal.refresh_from_db()
    assert proposal.open and not Revision.objects.filter(layer="adopted", session=cast.sessions[2016]).exists()


def owed_to_tsag(cast: Cast) -> Callable[[], dict[int, str]]:
    """The league counts what is owed from 2013; gives the states of what is due to TSAG of lighthouses, by year, which is due at the year's end."""
    rule(cast, "owed-from", "2013-01-01")
    roll_obligations(acting_as=cast.officer, organisation=cast.league)

    def stands() -> dict[int, str]:
        found = Obligation.objects.filter(mandate__terms__summary__startswith="to submit a report").distinct()
        return {one.due_on.year: one.state for one in found if one.due_on.year < 2019}
    return stands


def test_what_was_due_under_the_text_stays_and_nothing_more_is_due_when_it_is_suppressed(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    stands = owed_to_tsag(cast)
    assert stands() == dict.fromkeys(range(2013, 2019), "open")
    words = "SUP\nRESOLUTION 5 (Rev. Geneva, 2012)\nLighthouses of the league\n"
    proposal = lodge(cast, cast.read(words, "sup.txt"), action="SUP")
    for day, why in ((date(2001, 1, 1), "no earlier"), (date(2999, 1, 1), "on that day")):
        with pytest.raises(RuleBroken, match=why):
            adopt(cast, proposal, in_force_from=day)
    adopt(cast, proposal)
    base.refresh_from_db()
    assert base.in_force_until == DAY and not live_terms().exists()
    assert stands() == dict.fromkeys(range(2013, 2016), "open") | dict.fromkeys(range(2016, 2019), "void"), "by the day in force, whenever it is recorded"
    assert set(ObligationStanding.objects.filter(words="ended").values_list("opened_by__verb", flat=True)) == {"adopt"}


def test_adoption_brings_what_is_owed_to_the_new_words(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    stands = owed_to_tsag(cast)
    biennial = MARKED.replace("each year", "[-each year-]{+every two years+}")
    adopt(cast, lodge(cast, word_file(cast, biennial)))
    assert stands() == dict.fromkeys((2013, 2014, 2015, 2017), "open") | {2016: "void", 2018: "void"}


def test_a_provision_without_a_place_in_the_text_adopted_owes_nothing_more(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    stands = owed_to_tsag(cast)
    gone = MARKED.replace("2\tto submit a report on lighthouses{+ and buoys+} to TSAG each year;", "[-2\tto submit a report on lighthouses to TSAG each year;-]")
    adopt(cast, lodge(cast, word_file(cast, gone)))
    assert stands() == dict.fromkeys(range(2013, 2016), "open") | dict.fromkeys(range(2016, 2019), "void")


def test_a_duty_that_was_read_in_error_never_was_due(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    stands = owed_to_tsag(cast)
    (terms,) = live_terms().filter(summary__startswith="to submit a report")
    assert terms.finding is not None
    reject_mandate(acting_as=cast.officer, finding=terms.finding)
    assert set(stands().values()) == {"void"}


def test_a_new_resolution_gets_its_number(cast: Cast) -> None:
    words = OLD.replace("RESOLUTION 5 (Rev. Geneva, 2012)", "DRAFT NEW RESOLUTION [AFCP-1] (Hammamet, 2016)").replace("(Geneva, 2012)", "(Hammamet, 2016)")
    proposal = lodge(cast, cast.read(words, "new.txt"), action="ADD", number="[AFCP-1]")
    with pytest.raises(RuleBroken, match="gets its number"):
        adopt(cast, proposal)
    revision = adopt(cast, proposal, number="99")
    assert str(revision.work) == "Resolution 99" and live_terms().count() == 4
    first = revision.provision_versions.first()
    assert first is not None and first.provision.versions.filter(revision=proposal.revision).exists() and first.provision.work == revision.work
