"""Proposals side by side and the draft: what is joined, what collides, whose word is whose, brackets, stages, holds; the text agreed adopted."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from mandata.mandates.adopting import adopt_draft
from mandata.mandates.register import live_terms
from mandata.parties.capacity import HOUSE, acting_for
from mandata.parties.operations import appoint
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may
from mandata.texts.brackets import Unbalanced, brackets_in, lifted
from mandata.texts.drafted import draft_words
from mandata.texts.drafting import (
    Held,
    draft_row,
    hold_row,
    keep_words,
    lift_bracket,
    move_stage,
    open_drafting,
    proposals_on,
    rows_of,
    write_row,
)
from mandata.texts.drafting_models import Drafting
from mandata.texts.proposing import withdraw_proposal
from mandata.texts.proposing_models import Proposal
from mandata.web.drafting import table
from tests.mandata.conftest import OLD, Cast, cast  # noqa: F401
from tests.mandata.test_proposals import MARKED, lodge, region, word_file
from tests.mandata.test_revisions_compared import publish
from tests.web.test_admission import client_of
from textengine.sources.docx import read_docx

OTHER = MARKED.replace("{+ and buoys+}", "{+ and on fog+}").replace("[-3\tto publish the names of the keepers,-]", "3\tto publish the names of the keepers,")


@pytest.fixture
def drafting(cast: Cast) -> Drafting:  # noqa: F811
    """Three proposals on Resolution 5: two say the same of the report, one says otherwise."""
    base = publish(cast, OLD, 2012)
    lodge(cast, word_file(cast, MARKED), proposer=region(cast, "afcp"))
    lodge(cast, word_file(cast, OTHER, "eur.docx", author="Eur"), document="EUR/7", proposer=region(cast, "eur"))
    lodge(cast, word_file(cast, MARKED.replace("[-3\tto publish the names of the keepers,-]", "{+3\tto light the buoys;+}\n[-3-]{+4+}\tto publish the names of the keepers,"),
                          "apt.docx", author="Apt"), document="APT/9", proposer=region(cast, "apt"))
    return open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="en")


def row_of(drafting: Drafting, words: str) -> Any:
    """The row whose base or first proposed words begin so."""
    return next(one for one in rows_of(drafting) if one.one.text.startswith(words))


def second(cast: Cast) -> Any:  # noqa: F811
    """Another officer."""
    from django.contrib.auth import get_user_model

    appoint(acting_as=HOUSE, party=cast.secretariat, function="officer", email="bea@example.org", name="Bea Officer")
    return acting_for(get_user_model().objects.get(email="bea@example.org"))


def test_identical_texts_are_joined_and_collisions_told(drafting: Drafting) -> None:
    report = row_of(drafting, "to submit")
    assert [len(cell.proposals) for cell in report.cells] == [2, 1] and report.collides
    names = row_of(drafting, "to publish")
    assert len(names.cells) == 1 and not names.cells[0].words, "one suppresses it, the others leave it"
    assert row_of(drafting, "to light").base is None and not row_of(drafting, "to keep").touched


def test_each_word_has_its_author(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    report = row_of(drafting, "to submit")
    row = write_row(acting_as=cast.officer, drafting=drafting, provision=report.one.provision,
                    words="to submit a long report on lighthouses and buoys and on fog to TSAG each year,")
    whose = {text.strip(): owner for text, owner in row.pieces if text.strip()}
    keys = {one.document: str(one.pk) for one in Proposal.objects.all()}
    assert whose["to submit a"] == "base" and whose["long"] == "group"
    assert any("buoys" in text and owner == keys["AFCP/42"] for text, owner in row.pieces)
    assert any("fog" in text and owner == keys["EUR/7"] for text, owner in row.pieces)
    assert "".join(text for text, _owner in row.pieces) == row.words
    again = write_row(acting_as=cast.officer, drafting=drafting, provision=report.one.provision, words=row.words.replace("long ", ""))
    assert not any(owner == "group" for text, owner in again.pieces if text.strip(" ,"))


def test_brackets_nest_name_their_holder_and_are_lifted_by_a_meeting_alone(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    found = brackets_in("each [AFCP: year | [EUR: two | three] years], [and] so on")
    assert [(one.holder, one.options) for one in found] == [
        ("AFCP", ("year", "[EUR: two | three] years")), ("EUR", ("two", "three")), ("", ("and",))]
    assert lifted("each [AFCP: year | month];", brackets_in("each [AFCP: year | month];")[0], 1) == "each month;"
    for wrong in ("each [year", "each year]", "[[a]"):
        with pytest.raises(Unbalanced):
            brackets_in(wrong)
    key = row_of(drafting, "to submit").one.provision
    write = {"acting_as": cast.officer, "drafting": drafting, "provision": key}
    with pytest.raises(RuleBroken, match="opened and not closed"):
        write_row(**write, words="to submit a report [each year")
    write_row(**write, words="to submit a report [AFCP: each year | every [EUR: two | three] years];")
    with pytest.raises(RuleBroken, match="A bracket of AFCP, EUR would be gone"):
        write_row(**write, words="to submit a report each year;")
    with pytest.raises(RuleBroken, match="say which one"):
        lift_bracket(**write, number=0, option=0, meeting=" ")
    lift_bracket(**write, number=1, option=0, meeting="Committee 4, fifth meeting")
    assert draft_row(drafting, key).words == "to submit a report [AFCP: each year | every two years];"
    row = lift_bracket(**write, number=0, option=1, meeting="Committee 4, fifth meeting")
    assert row.words == "to submit a report every two years;"
    names = {**write, "provision": row_of(drafting, "to publish").one.provision}
    write_row(**names, words="[EUR: to publish the names of the keepers, | ]")
    assert lift_bracket(**names, number=0, option=1, meeting="Committee 4, fifth meeting").gone, "of a provision that was all in brackets nothing is left"
    assert "\n3" not in draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))[0]


def test_a_held_row_is_locked_for_others_and_a_lapsed_hold_loses_no_words(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    other, key = second(cast), row_of(drafting, "to submit").one.provision
    hold_row(acting_as=cast.officer, drafting=drafting, provision=key)
    keep_words(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit [half")
    with pytest.raises(Held, match="Ada Officer writes on this provision until"):
        write_row(acting_as=other, drafting=drafting, provision=key, words="to submit nothing;")
    row = draft_row(drafting, key)
    row.held_until = timezone.now() - timedelta(seconds=1)
    row.save()
    hold_row(acting_as=other, drafting=drafting, provision=key)
    row.refresh_from_db()
    assert row.unsaved == "to submit [half" and row.unsaved_by and row.unsaved_by.name == "Ada Officer"
    write_row(acting_as=other, drafting=drafting, provision=key, words="to submit nothing;")
    row.refresh_from_db()
    assert (row.words, row.unsaved) == ("to submit nothing;", "to submit [half"), "they wait for whoever typed them"
    keep_words(acting_as=other, drafting=drafting, provision=key, words="to submit some")
    assert Act.objects.latest("pk").changes["left"] == "to submit [half"


def test_stages_go_one_by_one_and_the_editorial_committee_changes_no_substance(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    key = row_of(drafting, "to submit").one.provision
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit a report [on fog] to TSAG;")
    with pytest.raises(Refused):
        move_stage(acting_as=cast.stranger, drafting=drafting, stage="committee", meeting="x")
    with pytest.raises(RuleBroken, match="not skipped"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage="plenary", meeting="x")
    for stage in ("committee", "editorial"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage=stage, meeting="Committee 4")
    with pytest.raises(RuleBroken, match="no substance"):
        write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit two reports [on fog] to TSAG;")
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="To submit a report, [on fog], to TSAG.")
    move_stage(acting_as=cast.officer, drafting=drafting, stage="plenary", meeting="Committee 4")
    with pytest.raises(RuleBroken, match="before the plenary"):
        write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="x")
    with pytest.raises(RuleBroken, match="Brackets still stand"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage="provisional", meeting="Plenary")
    for function, adopts in (("vice-chair", False), ("chair", True)):
        office = appoint(acting_as=HOUSE, party=cast.assembly, function=function, email=f"{function}@example.org", name=function)
        acting = acting_for(office.person.user)
        assert may(acting, "lift-bracket", drafting) and bool(may(acting, "adopt-draft", drafting)) is adopts, "whoever holds the pen is not the plenary"


def test_the_text_agreed_is_adopted_with_all_its_proposals(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    report, new = row_of(drafting, "to submit"), row_of(drafting, "to light")
    write_row(acting_as=cast.officer, drafting=drafting, provision=report.one.provision, words="to submit a report on buoys and fog to TSAG each year;")
    write_row(acting_as=cast.officer, drafting=drafting, provision=new.one.provision, words="to light the buoys;")
    words, laid = draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))
    assert "3\tto light the buoys;\n4\tto publish" in words and words.startswith("RESOLUTION 5 (Rev. Hammamet, 2016)") and len(laid) == 10
    for stage in ("committee", "editorial", "plenary"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage=stage, meeting="Committee 4")
    before = {one.summary: one.mandate_id for one in live_terms()}
    revision = adopt_draft(acting_as=cast.officer, drafting=drafting, decision="Plenary 7", in_force_from=date(2016, 11, 9), as_read=True)
    now = {one.summary: one.mandate_id for one in live_terms()}
    assert now["to submit a report on buoys and fog to TSAG each year;"] == before["to submit a report on lighthouses to TSAG each year;"]
    assert now["to publish the names of the keepers,"] == before["to publish the names of the keepers,"] and "to light the buoys;" in now
    assert {one.adopted_in for one in Proposal.objects.all()} == {revision}
    drafting.refresh_from_db()
    assert (drafting.stage, drafting.adopted_in) == ("published", revision)
    assert revision.provision_versions.filter(provision=new.one.provision).exists(), "identities are kept"


def annexed(words: str) -> str:
    """A text with an annex, whose titles are in no provision, behind its last provision."""
    return words + "ANNEX 1\nLights of the coasts\n1\tThe lights burn at night.\nPart II\n2\tThe keepers sleep by day.\n"


def test_lines_in_no_provision_stay_in_the_draft(cast: Cast, client: Client) -> None:  # noqa: F811
    base = publish(cast, annexed(OLD), 2012)
    changed = annexed(MARKED).replace("1\tThe lights", "{+1\tA keeper has a lamp.+}\n[-1-]{+2+}\tThe lights").replace("2\tThe keepers", "[-2-]{+3+}\tThe keepers")
    lodge(cast, word_file(cast, changed), proposer=region(cast, "afcp"))
    drafting = open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="en")
    words, laid = draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))
    assert words.endswith(annexed("")), words
    new = row_of(drafting, "A keeper")
    write_row(acting_as=cast.officer, drafting=drafting, provision=new.one.provision, words="A keeper has a lamp.")
    words, more = draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))
    assert words.endswith(
        "ANNEX 1\nLights of the coasts\n1\tA keeper has a lamp.\n2\tThe lights burn at night.\nPart II\n3\tThe keepers sleep by day.\n"), words
    assert len(more) == len(laid) + 1
    xml = zipfile.ZipFile(io.BytesIO(client.get(f"/drafting/{drafting.pk}/files/marked.docx").content)).read("word/document.xml").decode()
    assert xml.count("ANNEX 1") == xml.count("Part II") == xml.count("Lights of the coasts") == 1
    for stage in ("committee", "editorial", "plenary"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage=stage, meeting="Committee 4")
    revision = adopt_draft(acting_as=cast.officer, drafting=drafting, decision="Plenary 7", in_force_from=date(2016, 11, 9), as_read=True)
    text = revision.language_versions.get().reading
    assert text is not None and "ANNEX 1\nLights of the coasts" in text.text and "Part II" in text.text
    assert revision.provision_versions.filter(provision=new.one.provision).exists()


def test_a_marked_draft_has_its_head_and_both_its_texts_and_footnotes_live_on(cast: Cast, client: Client) -> None:  # noqa: F811
    noted, body = ("to keep a list of lighthouses;", "to keep a list[footnoteRef:1] of lighthouses;"), "[1: On paper.]\n"
    base = publish(cast, annexed(OLD).replace(*noted) + body, 2012)
    lodge(cast, word_file(cast, annexed(MARKED)), proposer=region(cast, "afcp"))
    clean = annexed(OLD).replace("Rev. Geneva, 2012", "Rev. Hammamet, 2016").replace("(Geneva, 2012),", "(Hammamet, 2016),").replace("old lamps", "old lamps[footnoteRef:1]")
    lodge(cast, cast.read(clean + "[1: Or buoys.]\n", "clean.txt"), document="EUR/7", proposer=region(cast, "eur"))
    drafting = open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="en")
    write = {"acting_as": cast.officer, "drafting": drafting}
    write_row(**write, provision=row_of(drafting, "to keep").one.provision, words="to keep a long list of all lighthouses;")
    write_row(**write, provision=row_of(drafting, "to lend").one.provision, words="to lend their old lamps to all coasts.")
    for words in ("to publish", "The keepers"):
        write_row(**write, provision=row_of(drafting, words).one.provision, words="", gone=True)
    words, _laid = draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))
    assert "1\tto keep a long list[footnoteRef:1] of all lighthouses;\n" in words and "old lamps to all coasts." in words, "no proposal touched that note's row in the draft"
    assert words.endswith("Lights of the coasts\n1\tThe lights burn at night.\n[1: 1 On paper.]\n"), words
    marked = read_docx(client.get(f"/drafting/{drafting.pk}/files/marked.docx").content)
    assert marked.text == words.split("[1: ")[0].replace("[footnoteRef:1]", "").strip("\n")
    assert marked.original == annexed(OLD).strip("\n"), "what is taken out gives the base, sign for sign"
    assert [(one.marker, one.text) for one in marked.notes] == [("1", "On paper.")]
    styles = zipfile.ZipFile(io.BytesIO(client.get(f"/drafting/{drafting.pk}/files/marked.docx").content)).read("word/document.xml").decode()
    assert "ResNo" in styles and "Restitle" in styles and "Normalaftertitle" in styles
    write_row(**write, provision=row_of(drafting, "The lights").one.provision, words="", gone=True)
    words, _laid = draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))
    assert words.endswith("to all coasts.\n[1: 1 On paper.]\n"), "a title goes with all that it heads"


def test_a_draft_never_suppresses_its_text_because_one_proposal_does(cast: Cast) -> None:  # noqa: F811
    base = publish(cast, OLD, 2012)
    lodge(cast, cast.read("SUP\nRESOLUTION 5 (Rev. Geneva, 2012)\nLighthouses of the league\n", "sup.txt"), document="ARB/1", action="SUP", proposer=region(cast, "arb"))
    drafting = open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="en")
    for stage in ("committee", "editorial", "plenary"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage=stage, meeting="Committee 4")
    adopt: dict[str, Any] = {"acting_as": cast.officer, "drafting": drafting, "decision": "Plenary 7", "in_force_from": date(2016, 11, 9)}
    with pytest.raises(RuleBroken, match="No proposal that changes"):
        adopt_draft(**adopt)
    lodge(cast, word_file(cast, MARKED), proposer=region(cast, "rcc"), document="RCC/1")
    revision = adopt_draft(**adopt)
    assert revision != base and revision.session == cast.sessions[2016] and {one.outcome for one in Proposal.objects.all()} == {"adopted"}


def test_the_table_on_its_page_with_filters_and_files(cast: Cast, drafting: Drafting, client: Client) -> None:  # noqa: F811
    address = f"/drafting/{drafting.pk}/"
    page = client.get(address).content.decode()
    assert "Proposals collide in 1 provision" in page and "collision" in page and "their old lamps" not in page
    assert "to light the buoys" not in client.get(address + "?show=collisions").content.decode()
    assert "their old lamps" in client.get(address + "?show=all").content.decode()
    eur = Proposal.objects.get(document="EUR/7")
    assert "to light the buoys" not in client.get(f"{address}?of={eur.pk}").content.decode()
    key = row_of(drafting, "to submit").one.provision
    officer = client_of(cast.officer)
    row = f"{address}rows/{key}/"
    assert "Take this text" in officer.get(row).content.decode() and "Take this text" not in client.get(row).content.decode()
    assert "and on fog to TSAG" in officer.get(row + "?take=1").content.decode().split("<textarea")[1]
    assert client_of(cast.stranger).post(row, {"act": "write", "words": "x"}).status_code == 403
    bad = officer.post(row, {"act": "write", "words": "to submit [half"})
    assert bad.status_code == 409 and "to submit [half" in bad.content.decode()
    kept = officer.post(row, {"act": "keep", "words": "to submit [half"}, headers={"X-Keeps-Words": "1"})
    assert kept.json() == {"kept": True} and "to submit [half" in officer.get(row).content.decode()
    other = client_of(second(cast))
    assert "Ada Officer" in other.get(row).content.decode() and "Ada Officer" in other.get(address).content.decode()
    assert officer.post(row, {"act": "write", "words": "to submit a report on fog [EUR: and buoys];"}).status_code == 302
    assert "Brackets stand in 1 provision" in client.get(address).content.decode()
    assert officer.post(row, {"act": "lift", "bracket": "0", "option": "0", "meeting": "Committee 4"}).status_code == 302
    assert officer.post(f"{address}rows/999999/", {"act": "write", "words": "x"}).status_code in (404, 409)
    sheet = load_workbook(io.BytesIO(client.get(address + "files/table.xlsx").content)).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert cells[0][2].startswith("AFCP/42A1/1") and any("on fog and buoys" in str(line[-1]) for line in cells)
    assert b"word/document.xml" in client.get(address + "files/table.docx").content
    assert "on fog and buoys;" in client.get(address + "files/clean.txt").content.decode()
    marked = client.get(address + "files/marked.docx").content
    xml = zipfile.ZipFile(io.BytesIO(marked)).read("word/document.xml").decode()
    assert 'w:author="eur (EUR/7A1/1)"' in xml and "<w:del " in xml
    assert officer.post(f"{address}move/", {"stage": "committee", "meeting": "Committee 4"}).status_code == 302
    assert officer.post(f"{address}adopt/", {"decision": "x", "in_force_from": "2016-11-09"}).status_code == 409, "not before the plenary"


def test_what_the_draft_took_of_a_proposal_stays_when_that_is_taken_back(cast: Cast, drafting: Drafting, client: Client) -> None:  # noqa: F811
    key = row_of(drafting, "to light").one.provision
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="to light the buoys;")
    withdraw_proposal(acting_as=cast.officer, proposal=Proposal.objects.get(document="APT/9"), words="By letter")
    words, _laid = draft_words(drafting, rows_of(drafting), proposals_on(drafting.base, drafting.session))
    assert "3\tto light the buoys;\n4\tto publish" in words
    page = client.get(f"/drafting/{drafting.pk}/").content.decode()
    assert "to light the buoys;" in page and "APT/9" not in page.split("<table")[0]
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="", gone=True)
    assert not any(one.one.provision == key for one in rows_of(drafting))


def test_the_language_of_the_draft_is_chosen_when_the_table_is_opened_and_said(cast: Cast, client: Client) -> None:  # noqa: F811
    base = publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED), proposer=region(cast, "afcp"))
    officer, address = client_of(cast.officer), f"/proposals/{proposal.pk}/table/"
    assert "Language of the draft" in officer.get(address).content.decode()
    assert client_of(cast.stranger).post(address, {}).status_code in (403, 409) and not Drafting.objects.exists()
    with pytest.raises(RuleBroken, match="one of its own"):
        open_drafting(acting_as=cast.officer, base=base, session=cast.sessions[2016], language="fr")
    assert officer.post(address, {"language": "en"}).status_code == 302
    drafting = Drafting.objects.get()
    assert drafting.language == "en" and client.get(address)["Location"] == f"/drafting/{drafting.pk}/"
    page = client.get(f"/drafting/{drafting.pk}/").content.decode()
    assert "Drafted in: English" in page and "In another language" not in page
    proposal.revision.language_versions.update(language="fr")
    lodge(cast, word_file(cast, OTHER, "eur.docx", author="Eur"), document="EUR/7", proposer=region(cast, "eur"))
    assert "In another language, their words stand as they came: AFCP/42A1/1." in client.get(f"/drafting/{drafting.pk}/").content.decode()
    desk = officer.get("/desk/").content.decode()
    assert "Drafts before your meetings" in desk and f'href="/drafting/{drafting.pk}/"' in desk


def test_the_table_asks_as_much_for_few_rows_as_for_many_drafts(cast: Cast, drafting: Drafting, client: Client) -> None:  # noqa: F811
    counts = []
    for _round in range(2):
        client.get(f"/drafting/{drafting.pk}/?show=all")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/drafting/{drafting.pk}/?show=all")
        counts.append(len(found))
        for one in rows_of(drafting):
            write_row(acting_as=cast.officer, drafting=drafting, provision=one.one.provision, words=one.one.text + " indeed")
    assert counts[0] == counts[1] <= 12


def test_the_history_of_a_text_is_a_line_with_its_proposals_and_its_table(cast: Cast, drafting: Drafting, client: Client) -> None:  # noqa: F811
    address = f"/texts/works/{drafting.base.work_id}/"
    page = client.get(address).content.decode()
    assert page.count("<li><a href=\"/proposals/") == 3 and f'href="/drafting/{drafting.pk}/"' in page
    assert "Compare with the one before" not in page and "· adopted on" in page and page.count('class="tag warn">open') == 3
    assert f'href="/drafting/{drafting.pk}/"' in client.get("/proposals/").content.decode()
    counts = []
    for reference in ("RCC/1", "APT/2"):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
        lodge(cast, word_file(cast, MARKED.replace("buoys", reference), f"{reference[:3]}.docx"), document=reference, proposer=region(cast, "rcc"))
    assert counts[0] == counts[1]
    for stage in ("committee", "editorial", "plenary"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage=stage, meeting="Committee 4")
    revision = adopt_draft(acting_as=cast.officer, drafting=drafting, decision="Plenary 7", in_force_from=date(2016, 11, 9), as_read=True)
    page = client.get(address).content.decode()
    assert f'?old={drafting.base_id}&amp;new={revision.pk}"' in page and "in force since" in page
    assert page.index("Hammamet, 2016") < page.index("until") and page.count('class="tag good">adopted') == 5
    assert f'href="/drafting/{drafting.pk}/"' not in client.get("/proposals/").content.decode(), "it is not open any more"


def test_a_row_written_is_shown_at_once_and_only_its_words_are_made_anew(
    cast: Cast, drafting: Drafting, client: Client, monkeypatch: pytest.MonkeyPatch,  # noqa: F811
) -> None:
    address = f"/drafting/{drafting.pk}/?show=all"
    client.get(address)
    made: list[int] = []
    render = table._row
    monkeypatch.setattr(table, "_row", lambda *told: made.append(1) or render(*told))
    write_row(acting_as=cast.officer, drafting=drafting, provision=row_of(drafting, "to submit").one.provision, words="to submit a sonnet on fog;")
    assert "sonnet" in client.get(address).content.decode() and not made
    lodge(cast, word_file(cast, MARKED.replace("buoys", "bells"), "rcc.docx"), document="RCC/1", proposer=region(cast, "rcc"))
    page = client.get(address).content.decode()
    assert "bells" in page and "RCC/1" in page and "sonnet" in page and made, "another proposal makes them anew"
    withdraw_proposal(acting_as=cast.officer, proposal=Proposal.objects.get(document="RCC/1"), words="By letter")
    assert "bells" not in client.get(address).content.decode()
