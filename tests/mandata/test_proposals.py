"""Proposals at the operation level: three ways in, a base that is checked, reasons, ends; nothing half applied."""

from __future__ import annotations

from typing import Any

import pytest

from mandata.mandates.models import Mandate
from mandata.mandates.register import live_terms
from mandata.parties.models import Party
from mandata.sample.tracked_word import tracked_word
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Layer, Provision, Reading, ReceivedFile, Revision
from mandata.texts.operations import read_received, receive_file
from mandata.texts.proposing import (
    WrongBase,
    changed_rows,
    co_sign,
    compared,
    end_proposal,
    lodge_proposal,
    tie_reason,
    withdraw_proposal,
)
from mandata.texts.proposing_models import Proposal, Reason
from tests.mandata.conftest import NEW, OLD, Cast
from tests.mandata.test_revisions_compared import publish

MARKED = (
    OLD.replace("Rev. Geneva, 2012", "Rev. [-Geneva, 2012-]{+Hammamet, 2016+}").replace("Assembly (Geneva, 2012)", "Assembly ([-Geneva, 2012-]{+Hammamet, 2016+})")
    .replace("a report on lighthouses to", "a report on lighthouses{+ and buoys+} to")
    .replace("3\tto publish the names of the keepers,", "[-3\tto publish the names of the keepers,-]")
)
REASONS = "Reasons:\tBuoys drift: instructs the Director 2 tells of them. Keepers want to be left alone."


def region(cast: Cast, key: str = "afcp", entity: str = "regional-organisation") -> Party:
    """A regional organisation."""
    return Party.objects.get_or_create(organisation=cast.league, key=key, defaults={"entity": entity, "parent": cast.league})[0]


def word_file(cast: Cast, words: str, name: str = "proposal.docx", author: str = "Afcp") -> Reading:
    """A Word file with tracked changes, received and read."""
    data = tracked_word(words.strip("\n").split("\n"), author, "2016-06-01")
    file = receive_file(acting_as=cast.officer, organisation=cast.league, name=name, content=data)
    reading = read_received(file=file)
    assert reading is not None, file.trouble
    return reading


def lodge(cast: Cast, reading: Reading, serial: int = 1, **changed: Any) -> Proposal:
    """Lodge a reading as AFCP/42A1 on Resolution 5."""
    return lodge_proposal(**{
        "acting_as": cast.officer, "language_version": reading.language_version, "document": "AFCP/42", "addendum": 1, "serial": serial,
        "proposer": region(cast), "cosignatories": [], "action": "MOD", "body": cast.assembly, "kind_of_text": "resolution", "number": "5",
        "session": cast.sessions[2016], **changed,
    })


@pytest.mark.req("002-01", "002-03")
def test_a_word_file_with_tracked_changes_is_a_proposal_against_its_base(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED + REASONS), cosignatories=[region(cast, "eur")])
    assert (proposal.reference, proposal.revision.base, proposal.revision.layer) == ("AFCP/42A1/1", base, Layer.PROPOSED)
    what = {row.one.text: row.what for row in compared(proposal).rows if row.what != "kept"}
    assert what == {"to submit a report on lighthouses and buoys to TSAG each year;": "changed", "to publish the names of the keepers,": "suppressed"}
    (reason,) = proposal.reasons.all()
    assert reason.words.startswith("Buoys drift") and [one.versions.filter(revision=base).get().wordings.get().label for one in reason.explains.all()] == ["2"]
    gone = next(row.one.provision for row in changed_rows(proposal) if row.what == "suppressed")
    tie_reason(acting_as=cast.officer, reason=reason, explains=[gone])
    assert [one.pk for one in reason.explains.all()] == [gone]
    with pytest.raises(RuleBroken):
        tie_reason(acting_as=cast.officer, reason=reason, explains=[gone + 1000])


def test_a_clean_new_text_and_a_flattened_one_come_in_too(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    clean = lodge(cast, cast.read(NEW, "clean.txt"))
    assert {row.what for row in changed_rows(clean)} == {"changed", "suppressed"}
    flattened = lodge(cast, cast.read(OLD.replace("Rev. Geneva, 2012", "Rev. Geneva, 2012Hammamet, 2016").replace("(Geneva, 2012),", "(Geneva, 2012Hammamet, 2016),").replace(
        "each year;", "each yearmonth;").replace("keepers,\ninvites", "keepers;,\ninvites"), "flat.txt"), serial=2)
    assert any("month" in row.one.text and "year" not in row.one.text for row in changed_rows(flattened))
    assert not live_terms().filter(version__revision__layer="proposed").exists()


def test_a_proposal_on_another_text_is_refused_with_the_place_and_nothing_is_kept(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    reading = word_file(cast, MARKED.replace("keepers need training", "keepers need no training"))
    with pytest.raises(WrongBase, match="(?s)“considering” b it says “that keepers need no training,” .* “that keepers need training,”"):
        lodge(cast, reading)
    assert not Proposal.objects.exists() and not Revision.objects.filter(layer="proposed").exists()
    reading.language_version.refresh_from_db()
    taken = lodge(cast, reading, differences_seen=True)
    assert taken.lodged_by.changes == {"differences": ["“considering” b"]}
    other = word_file(cast, MARKED.replace("Rev. [-Geneva, 2012-]", "Rev. [-Dubai, 2008-]"), "other.docx")
    with pytest.raises(WrongBase, match="2008"):
        lodge(cast, other, serial=2)
    with pytest.raises(WrongBase, match="not in it"):
        lodge(cast, cast.read(NEW.split("considering")[0] + "considering\na)\tthat cheese keeps,\nresolves\n1\tto eat it.\n", "cheese.txt"), serial=3)


def test_contradicting_changes_are_told_with_their_place(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    reading = word_file(cast, MARKED)
    with pytest.raises(RuleBroken, match="asks for no change and changes “Geneva, 2012”"):
        lodge(cast, reading, action="NOC")
    with pytest.raises(RuleBroken, match="suppresses the text and puts in"):
        lodge(cast, reading, action="SUP")
    with pytest.raises(RuleBroken, match="this number has a text"):
        lodge(cast, reading, action="ADD")
    with pytest.raises(RuleBroken, match="marks no change"):
        lodge(cast, _nothing_marked(cast))
    assert not Proposal.objects.exists()


def _nothing_marked(cast: Cast) -> Reading:
    reading = word_file(cast, MARKED, "moved.docx", author="Somebody")
    reading.findings.filter(what="change").update(found={"span": [0, 0], "kind": "insert", "text": " ", "why": "tracked"})
    return reading


def test_a_proposal_in_another_language_than_its_base_is_refused(cast: Cast) -> None:
    from tests.mandata.test_from_text_to_duty import FRENCH

    publish(cast, OLD, 2012)
    with pytest.raises(RuleBroken, match="another language"):
        lodge(cast, cast.read(FRENCH.replace("Genève, 2012", "Hammamet, 2016"), "fr.txt"))


def test_suppression_and_no_change_speak_of_the_whole_base(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    words = "SUP\nRESOLUTION 5 (Rev. Geneva, 2012)\nLighthouses of the league\nReasons:\tThe lamps are out.\n"
    gone = lodge(cast, cast.read(words, "sup.txt"), action="SUP")
    assert {row.what for row in compared(gone).rows} == {"suppressed"} and len(compared(gone).rows) == base.provision_versions.count()
    none = lodge(cast, cast.read(words.replace("SUP", "NOC"), "noc.txt"), serial=2, action="NOC")
    assert not changed_rows(none)


def test_a_new_resolution_is_numbered_last(cast: Cast) -> None:
    words = OLD.replace("RESOLUTION 5 (Rev. Geneva, 2012)", "DRAFT NEW RESOLUTION [AFCP-1] (Hammamet, 2016)").replace("(Geneva, 2012)", "(Hammamet, 2016)")
    new = lodge(cast, cast.read(words, "new.txt"), action="ADD", number="[AFCP-1]")
    assert new.revision.base is None and {row.what for row in compared(new).rows} == {"added"}
    assert str(new.revision.work) == "Resolution [AFCP-1]"


def test_an_absent_base_is_named_and_joined_when_it_arrives(cast: Cast, client: Any) -> None:
    reading = cast.read(NEW, "before-its-base.txt")
    with pytest.raises(RuleBroken, match="name the base"):
        lodge(cast, reading)
    proposal = lodge(cast, reading, base_named="Resolution 5 (Geneva, 2012)")
    provisional = proposal.revision.provision_versions.get(wordings__text__startswith="that lighthouses").provision
    assert {row.what for row in compared(proposal).rows} == {"added"}
    base = publish(cast, OLD, 2012)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert proposal.revision.base == base
    joined = Provision.objects.get(pk=provisional.pk).joined_to
    assert joined == base.provision_versions.get(wordings__text__startswith="that lighthouses").provision
    assert {row.what for row in changed_rows(proposal)} == {"changed", "suppressed"}
    assert client.get(f"/p/{provisional.wid}/")["Location"] == f"/p/{joined.wid}/", "the old link leads on"


def test_a_proposal_ends_once(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED))
    co_sign(acting_as=cast.officer, proposal=proposal, party=region(cast, "eur"))
    with pytest.raises(RuleBroken, match="stands behind it already"):
        co_sign(acting_as=cast.officer, proposal=proposal, party=region(cast, "eur"))
    with pytest.raises(Refused):
        withdraw_proposal(acting_as=cast.stranger, proposal=proposal, words="")
    with pytest.raises(RuleBroken, match="by which decision"):
        end_proposal(acting_as=cast.officer, proposal=proposal, outcome="rejected", words=" ")
    end_proposal(acting_as=cast.officer, proposal=proposal, outcome="rejected", words="Committee 4, 3rd meeting")
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.revision.fate) == ("rejected", "rejected") and proposal.ended_by is not None
    with pytest.raises(RuleBroken, match="has ended: rejected"):
        withdraw_proposal(acting_as=cast.officer, proposal=proposal, words="")
    with pytest.raises(RuleBroken, match="is there already"):
        lodge(cast, word_file(cast, MARKED, "again.docx", author="Eur"))
    assert Reason.objects.count() == 0 and Mandate.objects.count() == 4 and ReceivedFile.objects.count() == 3


def test_the_base_may_be_named_wrongly_by_its_document(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    for document in ("AFCP42", "", "/42", "AFCP/"):
        with pytest.raises(RuleBroken, match="as in AFCP/42"):
            lodge(cast, cast.read(NEW + document, f"{len(document)}.txt"), document=document)
    assert not Proposal.objects.exists()
