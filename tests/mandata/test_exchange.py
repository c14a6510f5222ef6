"""Published texts go out as Akoma Ntoso and Word and come back with their identities."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from mandata.cli.commands import mandata
from mandata.mandates.operations import confirm_certain, publish_revision
from mandata.texts.exchange import akn_of, text_of, word_of
from mandata.texts.models import LanguageVersion, Provision, ProvisionVersion, ReceivedFile, Revision
from mandata.texts.operations import propose_pairing, read_received, receive_file
from tests.mandata.conftest import NEW, OLD, Cast
from textengine import read
from textengine.sources.akn import wids_of
from textengine.sources.docx import read_docx


def published(cast: Cast, words: str, year: int, language: str = "en") -> LanguageVersion:
    """Resolution 5 of a year, its certain duties confirmed."""
    reading = cast.read(words, f"{year}.{language}.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[year], layer="adopted",
    )
    return LanguageVersion.objects.get(pk=reading.language_version_id)


def wids(revision: Revision) -> list[str]:
    return list(ProvisionVersion.objects.filter(revision=revision).order_by("order").values_list("provision__wid", flat=True))


def test_akoma_ntoso_bears_the_identities_and_the_confirmed_duties(cast: Cast) -> None:
    version = published(cast, OLD, 2012)
    assert version.revision is not None
    written = akn_of(version)
    assert list(wids_of(written).values()) == wids(version.revision)
    again = read(written, "a.xml")
    assert again.as_dict() == {**text_of(version).as_dict(), "source": again.as_dict()["source"]}
    assert b'value="/akn/un/statement/deliberation/wtsa/2012/resolution-5/eng@2012-11-09"' in written
    confirmed = version.reading.findings.filter(what="mandate", state="confirmed").count()  # type: ignore[union-attr]
    assert len(again.mandates) == confirmed > 0


def test_a_file_of_ours_that_comes_back_continues_the_same_provisions(cast: Cast) -> None:
    version = published(cast, OLD, 2012)
    assert version.revision is not None
    file = receive_file(acting_as=cast.officer, organisation=cast.league, name="five.akn.xml", content=akn_of(version))
    reading = read_received(file=file)
    assert reading is not None
    assert reading.text == version.reading.text  # type: ignore[union-attr]
    pairs = propose_pairing(reading, version.revision)
    assert [pair.what for pair in pairs] == ["kept"] * len(pairs)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2016], layer="adopted",
    )
    assert wids(Revision.objects.get(session=cast.sessions[2016])) == wids(version.revision)
    assert Provision.objects.count() == len(wids(version.revision))


def test_a_proposal_is_no_law_in_its_file_and_has_a_name_of_its_own(cast: Cast) -> None:
    from tests.mandata.test_proposals import MARKED, lodge, region, word_file

    published(cast, OLD, 2012)
    tracked = lodge(cast, word_file(cast, MARKED))
    flattened = lodge(cast, cast.read(OLD.replace("Rev. Geneva, 2012", "Rev. Geneva, 2012Hammamet, 2016").replace(
        "(Geneva, 2012),", "(Geneva, 2012Hammamet, 2016),").replace("each year;", "each yearmonth;"), "flattened.txt"), 2, proposer=region(cast, "eur"))
    names = set()
    for proposal in (tracked, flattened):
        file = akn_of(proposal.revision.language_versions.get()).decode()
        assert "m:mandate" not in file and 'name="adoption"' not in file and "#adopter" not in file and 'name="proposal"' in file
        names.add(re.search(r'<FRBRExpression>.*?FRBRuri value="([^"]+)"', file)[1])  # type: ignore[index]
    assert names == {"/akn/un/statement/deliberation/wtsa/2012/resolution-5/eng@AFCP-42A1-1", "/akn/un/statement/deliberation/wtsa/2012/resolution-5/eng@AFCP-42A1-2"}


def test_a_word_file_is_marked_against_another_revision(cast: Cast) -> None:
    old, new = published(cast, OLD, 2012), published(cast, NEW, 2016)
    found = read(word_of(new, old), "a.docx")
    assert read_docx(word_of(new, old)).original == old.reading.text  # type: ignore[union-attr]
    assert found.text == new.reading.text  # type: ignore[union-attr]
    assert {one.date for one in found.changes} == {"2016-11-09T00:00:00Z"}
    assert all(one.author and "2016" in one.author for one in found.changes)


def test_the_page_of_a_text_offers_its_files(cast: Cast, client: Client) -> None:
    old, new = published(cast, OLD, 2012), published(cast, NEW, 2016)
    page = client.get(f"/texts/{new.revision_id}/").content.decode()
    for address in (f"/texts/{new.revision_id}/akn/?lang=en", f"/texts/{new.revision_id}/word/?lang=en", f"/texts/{new.revision_id}/word/?lang=en&amp;against={old.revision_id}"):
        assert f'href="{address}"' in page
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith('attachment; filename="resolution-5-2016')
    assert "against=" not in client.get(f"/texts/{old.revision_id}/").content.decode()
    assert client.get(f"/texts/{new.revision_id}/akn/?lang=fr").status_code == 404
    assert client.get(f"/texts/{new.revision_id}/word/?lang=en&against=999").status_code == 404


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(mandata, list(words))
    return done.exit_code, done.output


def test_the_commands(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    old, new = published(cast, OLD, 2012), published(cast, NEW, 2016)
    monkeypatch.chdir(tmp_path)
    assert run("export", "5", "--akn") == (0, "resolution-5-2016.en.akn.xml\n")
    assert (tmp_path / "resolution-5-2016.en.akn.xml").read_bytes() == akn_of(new)
    assert run("export", "5", "--docx", "--marked-against", "2012", "-o", "m.docx") == (0, "m.docx\n")
    assert read_docx((tmp_path / "m.docx").read_bytes()).original == old.reading.text  # type: ignore[union-attr]
    assert run("export", "5", "--akn", "--revision", "2012", "-o", "old.xml")[0] == 0
    for words, told in (
        (("5",), "--akn or --docx"), (("6", "--akn"), "No text has the number 6"), (("5", "--akn", "--revision", "2000"), "There are: 2016, 2012"),
        (("5", "--akn", "--language", "fr"), "It is in: en"), (("5", "--akn", "--marked-against", "2012"), "--docx --marked-against"),
    ):
        status, output = run("export", *words)
        assert status == 2 and told in output
    status, output = run("import", "old.xml", "--organisation", "league", "--as", "ada@example.org")
    number = ProvisionVersion.objects.filter(revision=old.revision).count()
    assert (status, output) == (0, f"old.xml: received; {number} of its {number} provisions are in the library by their identities; it waits for the worker\n")
    broken = tmp_path / "broken.xml"
    broken.write_bytes((tmp_path / "old.xml").read_bytes().replace(b"<mainBody", b"<mainBody piers=''"))
    before = ReceivedFile.objects.count()
    status, output = run("import", "broken.xml", "--organisation", "league", "--as", "ada@example.org")
    assert status == 1 and "line 2: Element 'mainBody'" in output
    assert ReceivedFile.objects.count() == before
    assert run("export", "5", "--akn", "--revision", "2016", "-o", "new.xml")[0] == 0
    status, output = run("import", "broken.xml", "new.xml", "--organisation", "league", "--as", "ada@example.org")
    assert status == 1 and "broken.xml" in output and "new.xml: received" in output and ReceivedFile.objects.count() == before + 1


@pytest.mark.parametrize("words", ["akn", "word"])
def test_files_of_a_text_cost_the_same_for_many_provisions(cast: Cast, client: Client, words: str, django_assert_max_num_queries: Any) -> None:
    version = published(cast, OLD.replace("b)\t", "".join(f"b{n})\tthat lamp {n} is old;\n" for n in range(30)) + "b)\t"), 2012)
    with django_assert_max_num_queries(20):
        assert client.get(f"/texts/{version.revision_id}/{words}/?lang=en").status_code == 200
