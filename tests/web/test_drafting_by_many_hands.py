"""The drafting table under clumsy and hostile hands: no words lost or written over unseen, none read that were not written, nothing that no text has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mandata.mandates import adopting
from mandata.mandates.adopting import adopt_draft
from mandata.parties.capacity import VISITOR
from mandata.shared.operations import Conflict, Refused, RuleBroken
from mandata.texts.drafting import (
    LONGEST,
    _substance,
    draft_row,
    hold_row,
    keep_words,
    lift_bracket,
    mark,
    move_stage,
    write_row,
)
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.texts.models import Provision, Work
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.web.test_admission import client_of
from tests.web.test_drafting import drafting, row_of, second  # noqa: F401


def lapsed(drafting: Drafting, key: int) -> None:  # noqa: F811
    DraftRow.objects.filter(drafting=drafting, provision=key).update(held_until=timezone.now() - timedelta(seconds=1))


def test_words_that_another_left_behind_outlive_whatever_is_written_after(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    other, key = second(cast), row_of(drafting, "to submit").one.provision
    address = f"/drafting/{drafting.pk}/rows/{key}/"
    keep_words(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit half of it")
    lapsed(drafting, key)
    keep_words(acting_as=other, drafting=drafting, provision=key, words="to submit all of it")
    assert "to submit half of it" in client_of(cast.officer).get(address).content.decode()
    lapsed(drafting, key)
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit some of it;")
    page = client_of(cast.officer).get(address).content.decode()
    assert "to submit half of it" in page and "to submit all of it" in page and "Bea Officer" in page
    with pytest.raises(RuleBroken, match="too long"):
        keep_words(acting_as=other, drafting=drafting, provision=key, words="x" * (LONGEST + 1))


def test_only_who_writes_reads_what_is_not_written_and_who_holds_a_row(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    key = row_of(drafting, "to submit").one.provision
    keep_words(acting_as=cast.officer, drafting=drafting, provision=key, words="a thought of the night")
    for reader in (Client(), client_of(cast.stranger)):
        for address in (f"/drafting/{drafting.pk}/", f"/drafting/{drafting.pk}/rows/{key}/", "/proposals/"):
            page = reader.get(address).content.decode()
            assert "a thought of the night" not in page and "Ada Officer" not in page.replace('<bdi>Ada Officer</bdi></a>', ""), address
        for kind in ("clean.txt", "table.xlsx", "marked.docx"):
            assert b"thought" not in reader.get(f"/drafting/{drafting.pk}/files/{kind}").content


def test_a_row_that_another_wrote_meanwhile_is_not_written_over_unseen(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    other, key = second(cast), row_of(drafting, "to submit").one.provision
    address = f"/drafting/{drafting.pk}/rows/{key}/"
    old = mark(None)
    assert f'name="saw" value="{old}"' in client_of(cast.officer).get(address).content.decode()
    write_row(acting_as=other, drafting=drafting, provision=key, words="to submit nothing;", saw=old)
    told = client_of(cast.officer).post(address, {"act": "write", "words": "to submit everything;", "saw": old})
    page = told.content.decode()
    assert told.status_code == 409 and "since you opened it" in page and "to submit everything;" in page and "nothing" in page
    row = draft_row(drafting, key)
    assert row.words == "to submit nothing;" and f'name="saw" value="{mark(row)}"' in page
    assert client_of(cast.officer).post(address, {"act": "write", "words": "to submit everything;", "saw": mark(row)}).status_code == 302


def test_a_row_of_another_text_is_neither_held_nor_kept_nor_made(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    alien = Provision.objects.create(work=Work.objects.create(organisation=cast.league, body=cast.assembly, kind_of_text="resolution", number="77")).pk
    for key in (alien, 10**20, 0):
        with pytest.raises(RuleBroken, match="neither the text nor a proposal"):
            hold_row(acting_as=cast.officer, drafting=drafting, provision=key)
        for act in ("hold", "keep", "write", "gone", "lift"):
            assert client_of(cast.officer).post(f"/drafting/{drafting.pk}/rows/{key}/", {"act": act, "words": "w"}).status_code in (404, 409)
    assert not DraftRow.objects.filter(provision=alien).exists()


def test_every_act_of_the_table_is_refused_to_whoever_holds_no_pen(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    key = row_of(drafting, "to submit").one.provision
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit [AFCP: one | two];")
    for hand in (cast.stranger, VISITOR):
        client = client_of(hand) if hand.user else Client()
        for act in ("hold", "keep", "write", "gone", "lift"):
            sent = {"act": act, "words": "mine", "bracket": "0", "option": "0", "meeting": "x", "saw": mark(draft_row(drafting, key))}
            assert client.post(f"/drafting/{drafting.pk}/rows/{key}/", sent).status_code == 403
        assert client.post(f"/drafting/{drafting.pk}/move/", {"stage": "committee", "meeting": "x"}).status_code == 403
        assert client.post(f"/drafting/{drafting.pk}/adopt/", {"decision": "x", "in_force_from": "2016-11-09"}).status_code == 403
    drafting.refresh_from_db()
    row = draft_row(drafting, key)
    assert (drafting.stage, row.words, row.held_by, row.unsaved) == ("group", "to submit [AFCP: one | two];", None, "")


def test_signs_that_no_text_has_stand_in_no_draft_and_spoil_no_file(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    key = row_of(drafting, "to submit").one.provision
    client, address = client_of(cast.officer), f"/drafting/{drafting.pk}/rows/{key}/"
    typed = "to\x00 submit\x01 \uffff[AFCP: \u202eone | two\ufffe];"
    assert client.post(address, {"act": "keep", "words": typed}).status_code == 302
    assert client.post(address, {"act": "write", "words": typed}).status_code == 302
    assert draft_row(drafting, key).words == "to submit [AFCP: \u202eone | two];"
    assert client.post(address, {"act": "lift", "bracket": "0", "option": "1", "meeting": "Committee\x00 4" * 200}).status_code == 302
    for number in ("٣", "-1", "99999", "x", ""):
        assert client.post(address, {"act": "lift", "bracket": number, "option": number, "meeting": "x"}).status_code == 409
    for kind in ("table.xlsx", "table.docx", "marked.docx", "clean.txt"):
        assert client.get(f"/drafting/{drafting.pk}/files/{kind}").status_code == 200


@pytest.mark.parametrize(("before", "after", "same"), [
    ("a tax of 2.5 %;", "A tax of 25 %.", False), ("in 1 000 places", "in 1000 places", False), ("of 5 %", "of 5", False), ("1, 2 and 3", "12 and 3", False),
    ("shall, if so", "Shall if so;", True), ("on fog;", "on  Fog.", True),
])
def test_what_is_substance(before: str, after: str, same: bool) -> None:
    assert (_substance(before) == _substance(after)) is same


def test_a_draft_that_is_changed_while_its_words_are_put_together_is_not_adopted(cast: Cast, drafting: Drafting, monkeypatch: Any) -> None:  # noqa: F811
    key = row_of(drafting, "to submit").one.provision
    write_row(acting_as=cast.officer, drafting=drafting, provision=key, words="to submit a report to TSAG each year;")
    for stage in ("committee", "editorial", "plenary"):
        move_stage(acting_as=cast.officer, drafting=drafting, stage=stage, meeting="Committee 4")
    words_of = adopting.draft_words

    def meanwhile(*given: Any) -> Any:
        found = words_of(*given)
        other = Drafting.objects.get(pk=drafting.pk)
        move_stage(acting_as=cast.officer, drafting=other, stage="committee", meeting="Plenary 6")
        write_row(acting_as=cast.officer, drafting=other, provision=key, words="to submit no report;")
        return found

    monkeypatch.setattr(adopting, "draft_words", meanwhile)
    with pytest.raises(Conflict):
        adopt_draft(acting_as=cast.officer, drafting=drafting, decision="Plenary 7", in_force_from=date(2016, 11, 9))
    with pytest.raises(Refused):
        adopt_draft(acting_as=cast.stranger, drafting=drafting, decision="Plenary 7", in_force_from=date(2016, 11, 9))
    drafting.refresh_from_db()
    assert drafting.stage == "committee" and drafting.adopted_in is None and Work.objects.get(number="5").revisions.filter(layer="adopted").count() == 1


def test_what_stands_in_a_bracket_is_neither_emptied_nor_moved_out_without_a_meeting(cast: Cast, drafting: Drafting) -> None:  # noqa: F811
    key = row_of(drafting, "to submit").one.provision
    write = {"acting_as": cast.officer, "drafting": drafting, "provision": key}
    write_row(**write, words="to submit [AFCP: one | two] reports;")
    for words in ("to submit one [AFCP: ] reports;", "to submit [AFCP: one] reports;", "to submit [AFCP: three | four] reports;"):
        with pytest.raises(RuleBroken, match="AFCP"):
            write_row(**write, words=words)
    write_row(**write, words="To submit [AFCP: one | two | [EUR: three] ] reports now;")
    write_row(**write, words="To submit [AFCP: one | two | [EUR: three | four] ] reports now;")
    lift_bracket(**write, number=1, option=1, meeting="Committee 4")
    assert draft_row(drafting, key).words == "To submit [AFCP: one | two | four ] reports now;"
