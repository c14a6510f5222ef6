"""Akoma Ntoso: valid by the published schema, and read back as it was, word for word and place for place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from tests.textengine.fragments import LINES
from tests.textengine.test_properties import FEW
from tests.textengine.test_properties_of_files import BODY
from tests.textengine.test_word import word_file
from textengine import Text, Unreadable, read
from textengine.akn import AKN, OWN, Names, write_akn
from textengine.cli import main
from textengine.model import from_plain
from textengine.sources.akn import wids_of
from textengine.unflattening import unflatten

A, M = f"{{{AKN}}}", f"{{{OWN}}}"
SAMPLE = Path(__file__).parents[2] / "src" / "mandata" / "sample" / "union" / "texts"
PIERS = """RESOLUTION 9 (Rev. Port-Alder, 2031)
The piers of the bay
The Assembly of the Ports (Port-Alder, 2031),
considering
a)\tthat the piers[1] are dark;
b)\tthat Resolution 4 (Selmouth, 2024) asks for lamps,
resolves
1\tto light the piers:
i)\tin winter;
Of the buoys
2\tto count the buoys,
instructs the Secretary
to report to the next assembly.
Annex 1
Plan
1\tThe harbour office paints the lamps.
Port\tLamps\tYear
Alder\t3\t2031
Annex 2
Lamps of the bay stand on the piers.
[1] All of them.
"""


def same(text: Text) -> bytes:
    """The text written, once it is shown that it comes back whole; reading refuses what is not valid."""
    written = write_akn(text)
    ids = [eid for one in etree.fromstring(written).iter() if (eid := one.get("eId"))]
    assert len(ids) == len(set(ids))
    again = read(written, "a.xml")
    assert again.source.format == "akn"
    assert {**again.as_dict(), "source": None} == {**text.as_dict(), "source": None}
    return written


def test_a_resolution_stands_in_the_parts_of_a_document() -> None:
    text = read(PIERS.encode(), "piers.txt")
    root = etree.fromstring(same(text))
    document = root[0]
    assert (document.tag, document.get("name")) == (f"{A}statement", "resolution")
    assert document.findtext(f"{A}preface//{A}docTitle") == "The piers of the bay"
    assert document.findtext(f"{A}preamble/{A}formula/{A}p") == "The Assembly of the Ports (Port-Alder, 2031),"
    assert [one.text for one in document.iterfind(f"{A}preamble/{A}recitals/{A}recital/{A}num")] == ["a)\t", "b)\t"]
    note = document.find(f".//{A}authorialNote")
    assert note is not None
    assert (note.get("marker"), note.findtext(f"{A}p"), note.tail) == ("1", "All of them.", " are dark;")
    cited = document.find(f".//{A}ref")
    assert cited is not None
    assert cited.get("href", "").endswith("/2024/resolution-4/@2024")
    assert [one.get("name") for one in document.iterfind(f"{A}mainBody/{A}hcontainer")] == ["resolve", "instruct"]
    inner = document.find(f"{A}mainBody/{A}hcontainer/{A}paragraph/{A}point")
    assert inner is not None
    assert inner.get("eId") == "hcont_1__para_1__point_1"
    annexes = document.findall(f"{A}attachments/{A}attachment")
    assert [one.findtext(f".//{A}mainBody/{A}p") for one in annexes] == ["Annex 1", "Annex 2"]
    assert [[cell.findtext(f"{A}p") for cell in row] for row in annexes[0].iter(f"{A}tr")] == [["Port", "Lamps", "Year"], ["Alder", "3", "2031"]]
    duties = document.findall(f".//{A}otherAnalysis/{M}mandate")
    assert len(duties) == len(text.mandates) > 0
    assert document.findtext(f".//*[@eId='{duties[-1].get('href', '')[1:]}']/{A}content/{A}p") == "to report to the next assembly."


def test_the_work_is_the_series_and_the_expression_a_revision_in_a_language() -> None:
    root = etree.fromstring(write_akn(read(PIERS.encode(), "piers.txt")))
    found = {level: root.find(f".//{A}{level}/{A}FRBRuri").get("value") for level in ("FRBRWork", "FRBRExpression")}  # type: ignore[union-attr]
    assert found["FRBRExpression"] == f"{found['FRBRWork']}/eng@2031"
    assert found["FRBRWork"].endswith("/resolution-9")
    names = Names("resolution", "ports", "9", 2023, "2031-05-04", "fr", "bay")
    assert names.expression == "/akn/bay/statement/deliberation/ports/2023/resolution-9/fra@2031-05-04"
    day = etree.fromstring(write_akn(read(PIERS.encode(), "piers.txt"), names=names)).find(f".//{A}FRBRExpression/{A}FRBRdate")
    assert day is not None
    assert (day.get("date"), day.get("name")) == ("2031-05-04", "adoption")


def test_identities_are_the_same_in_every_language() -> None:
    found = []
    for file in sorted(SAMPLE.glob("resolution-12-2024.*.txt")):
        written = same(read(file.read_bytes(), file.name))
        found.append(list(wids_of(written).values()))
    assert len(found) == 6
    assert all(one == found[0] and len(set(one)) == len(one) for one in found)


def test_identities_that_are_given_stand_in_the_file() -> None:
    text = read(PIERS.encode(), "piers.txt")
    given_ = {one.id: f"p-{number:012x}" for number, one in enumerate(text.provisions)}
    assert wids_of(write_akn(text, wids=given_)) == given_


@pytest.mark.parametrize("file", sorted(SAMPLE.glob("*.txt")), ids=lambda file: file.name)
def test_the_samples_come_back_whole(file: Path) -> None:
    same(read(file.read_bytes(), file.name))


def test_every_development_text_comes_back_whole(shared: Path) -> None:
    seen = set()
    for file in sorted((shared / "textbench").rglob("*")) + sorted((shared / "seeds").glob("*.txt")):
        if file.suffix not in (".txt", ".docx"):
            continue
        data = file.read_bytes()
        if (digest := hashlib.sha256(data).digest()) in seen:
            continue
        seen.add(digest)
        try:
            text = read(data, file.name)
        except Unreadable:
            continue
        same(text)
    assert len(seen) > 400


ODD = st.sampled_from(["", "\t", "a\tb\tc", "x\ufffey", "\u00a0", "  a)  b  ", "<&>\"'", "]]>", "\u202bعربي\u202c", "1\t", "Annex", "𝔘nion"])


@FEW
@given(st.lists(st.sampled_from(LINES) | ODD, max_size=25))
@example(["\u00a0", "2\tIbid.", "[1] See the list.", "]]>", "[1] x\uffff"])
@example(["\ufffe", "resolves \ufffe to light", "1\t\uffffa", "x\ufffey", "x\ufffey"])
def test_any_text_comes_back_whole(lines: list[str]) -> None:
    try:
        text = read("\n".join(lines).encode(), "a.txt")
    except Unreadable:
        return
    same(text)


def test_a_word_file_keeps_its_printed_numbers_and_changes() -> None:
    same(read(word_file(BODY), "a.docx"))


def test_provisions_that_share_their_words_stand_aside() -> None:
    text = read(PIERS.encode(), "piers.txt")
    plain = text.as_dict()
    double = {**plain["provisions"][1], "id": "pre1.z"}
    plain["provisions"].insert(2, double)
    plain["notes"] = [*plain["notes"], {"marker": "*", "at": 0, "text": "two\nlines"}]
    del plain["contract"]
    same(from_plain(Text, plain))


# files of other writers

FOREIGN = f"""<akomaNtoso xmlns="{AKN}"><statement name="resolution"><meta><identification source="#a">
{{}}</identification><notes source="#a"><note eId="n1" marker="2"><p>Told <i>apart</i>.</p></note></notes></meta>
<preface><longTitle><p>RESOLUTION <docNumber>9</docNumber>
    (Port-Alder, 2031)</p></longTitle></preface>
<preamble><formula name="enactingFormula"><p>The Assembly of the Ports,</p></formula>
<recitals eId="recs_1"><intro><p>considering</p></intro><recital eId="rec_1"><num>a)</num><p>that the <b>piers</b><noteRef href="#n1" marker="2"/> are dark,</p></recital></recitals></preamble>
<mainBody><hcontainer name="resolves" eId="hc_1"><intro><p>resolves</p></intro>
<paragraph eId="hc_1__para_1"><num>1</num><content><p>to light <del>some</del><ins>all</ins> piers<authorialNote marker="3"><p>Of stone.</p></authorialNote>;</p><p><img src="map.png"/></p></content></paragraph>
<paragraph eId="hc_1__para_2"><num>2</num><content><p>to count them.</p></content></paragraph></hcontainer></mainBody></statement></akomaNtoso>"""
LEVEL = """<{0}><FRBRthis value="/akn/x"/><FRBRuri value="/akn/x"/><FRBRdate date="2031-01-01" name="a"/><FRBRauthor href="#a"/>{1}</{0}>"""
LEVELS = LEVEL.format("FRBRWork", '<FRBRcountry value="un"/>') + LEVEL.format("FRBRExpression", '<FRBRlanguage language="eng"/>') + LEVEL.format("FRBRManifestation", "")


def test_a_file_of_another_writer_is_read_by_the_rules() -> None:
    text = read(FOREIGN.format(LEVELS).encode(), "a.xml")
    assert text.text.split("\n")[0] == "RESOLUTION 9 (Port-Alder, 2031)"
    assert [(one.id, one.label, one.text) for one in text.provisions if one.label] == [
        ("pre1.a", "a", "that the piers are dark,"), ("op1.1", "1", "to light all piers;"), ("op1.2", "2", "to count them."),
    ]
    assert [(one.marker, one.text) for one in text.notes] == [("2", "Told apart."), ("3", "Of stone.")]
    assert [(one.kind, one.text) for one in text.changes] == [("delete", "some"), ("insert", "all")]
    assert [one.message for one in text.problems if one.code == "part-unread"] == ["A picture is not read: map.png"]


def test_what_a_file_inserts_and_deletes_gives_both_texts() -> None:
    found = unflatten(FOREIGN.format(LEVELS).encode(), "a.xml")
    assert "to light some piers" in found.original and "to light all piers" in found.proposed
    base = write_akn(read(PIERS.encode(), "piers.txt"))
    assert unflatten(base, "a.xml").proposed == read(PIERS.encode(), "piers.txt").text
    assert unflatten(PIERS.encode(), "piers.txt", base).proposed.startswith("RESOLUTION 9")


def test_a_file_of_ours_that_somebody_changed_is_read_anew() -> None:
    written = write_akn(read(PIERS.encode(), "piers.txt")).replace(b"to count the buoys", b"to count all buoys of the bay")
    text = read(written, "a.xml")
    assert [one.code for one in text.problems if one.code == "changed-since"] == ["changed-since"]
    assert "to count all buoys of the bay," in [one.text for one in text.provisions]


@pytest.mark.parametrize(("data", "code", "told"), [
    (FOREIGN.format(LEVELS).replace("</mainBody>", "").encode(), "not-well-formed", "line 9"),
    (FOREIGN.format("").encode(), "not-valid", "line 1: Element 'identification'"),
    (FOREIGN.format(LEVELS).replace("<mainBody>", "<mainBody><piers/>").encode(), "not-valid", "line 7: Element 'piers'"),
    (FOREIGN.format(LEVELS).replace("hc_1__para_2", "hc_1__para_1").encode(), "not-valid", "line 9: Element 'paragraph': Duplicate"),
    (FOREIGN.format(LEVELS).replace("/3.0", "/2.0").encode(), "not-valid", "Line 1: the root is no akomaNtoso"),
    (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + FOREIGN.format(LEVELS).encode(), "not-valid", "DOCTYPE"),
])
def test_what_is_not_valid_is_told_with_its_line(data: bytes, code: str, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, "a.xml")
    assert refused.value.code == code
    assert told in str(refused.value)


def test_the_command_writes_what_read_takes(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file, written = tmp_path / "piers.txt", tmp_path / "piers.akn.xml"
    file.write_text(PIERS, encoding="utf-8")
    assert main(["akn", str(file)]) == 0
    printed = capfdbinary.readouterr().out
    assert main(["akn", str(file), "-o", str(written)]) == 0
    assert written.read_bytes() == printed
    assert main(["read", str(written)]) == 0
    assert b"to light the piers" in capfdbinary.readouterr().out
    assert main(["akn", str(tmp_path / "none.txt")]) == 1
    assert b"No such file" in capfdbinary.readouterr().err
