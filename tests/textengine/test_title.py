"""Title blocks of invented texts: number, place, year, history, title, and what a proposal wants to change."""

from __future__ import annotations

import pytest

from textengine import Text, read


def text_of(raw: str) -> Text:
    return read(raw.encode(), "a.txt")


REST = {
    "zh": "\n港口灯光\n（2027年，奥斯特维尔；2031年，瓦尔马林）\n世界港口大会（2031年，瓦尔马林），\n考虑到\na)\t港口的灯光老旧；\n做出决议\n1\t继续更新灯光。\n",
    "ar": "\nأضواء الموانئ\n(أوستريفيل، 2027؛ فالمارين، 2031)\nإن الجمعية العالمية للموانئ (فالمارين، 2031)،\nإذ تضع في اعتبارها\nأ )\tأن الأضواء قديمة؛\nتقرر\n1\tمواصلة تجديد الأضواء.\n",
    "ru": "\nОгни портов\n(Остревиль, 2027 г.; Вальмарин, 2031 г.)\nВсемирная ассамблея портов (Вальмарин, 2031 г.),\nучитывая\na)\tчто огни стары,\nрешает\n1\tобновить огни.\n",
}


@pytest.mark.parametrize(
    ("language", "line", "place"),
    [
        ("zh", "第9号决议（2031年，瓦尔马林，修订版）", "瓦尔马林"), ("ar", "القرار 9 (المراجَع في فالمارين، 2031)", "فالمارين"),
        ("ru", "РЕЗОЛЮЦИЯ 9 (Пересм. Вальмарин, 2031 г.)", "Вальмарин"),
    ],
)
def test_the_title_line_of_a_revision(language: str, line: str, place: str) -> None:
    text = text_of(line + REST[language])
    assert (text.language, text.kind, text.number, text.place, text.year, text.revised) == (language, "resolution", "9", place, 2031, True)
    assert [year for _, year in text.history] == [2027, 2031]
    assert text.title == REST[language].split("\n")[1]


UN = """United Nations
A/RES/85/290 B
Resolution adopted by the General Assembly on 25 June 2031
85/290. Lights of the ports
The General Assembly,
Recalling its resolution 70/1 of 25 September 2015 on lights of the ports,
1.\tDecides to light the ports.
"""


def test_session_numbers_and_their_part() -> None:
    text = text_of(UN)
    assert (text.kind, text.number, text.year, text.title) == ("resolution", "85/290B", 2031, "Lights of the ports")


def test_several_resolutions_under_one_symbol_have_no_number() -> None:
    text = text_of(UN.replace("290 B", "101 A-B").replace("85/290. ", "A ").replace("Resolution adopted", "Resolutions adopted"))
    assert (text.kind, text.number, text.year) == ("resolution", None, 2031)


def test_a_sign_of_a_proposal_inside_a_resolution_makes_it_none() -> None:
    assert text_of(UN.replace("light the ports.", "thank those by whom it is proposed to revise the list.")).kind == "resolution"


def test_the_title_of_a_report_is_its_longest_line_without_date() -> None:
    raw = (
        "Council of the Ports\nSession of 2031, Valmarin\nDocument C31/41-E\nReport by the Secretary\n"
        "Lights of the small ports and their keepers\nSummary\nThe Council is invited to take note of this report.\n"
        "1\tBackground\n1.1\tThe Council asked for lights in all of the small ports.\n"
    )
    text = text_of(raw)
    assert (text.kind, text.title) == ("report", "Lights of the small ports and their keepers")


def test_what_a_proposal_wants_to_change_is_named_before_its_text() -> None:
    raw = (
        "Joint proposal\nProposed revision of Resolution 9 (Ostreville, 2027)\nProposal\nIt is proposed to revise Resolution 9 as shown below.\n"
        "MOD\nRESOLUTION 9 (Rev. Valmarin, 2031)\nLights\nThe Assembly of the Ports (Valmarin, 2031),\nconsidering\na)\tthat lamps are old,\n"
        "resolves\n1\tto renew them.\n"
    )
    text = text_of(raw)
    assert text.kind == "proposal"
    assert text.amends is not None
    assert (text.amends.number, text.amends.place, text.amends.year) == ("9", "Ostreville", 2027)


def test_a_letter_has_its_subject_for_title_and_no_salutation_among_its_paragraphs() -> None:
    raw = (
        "Union of the Ports\nCircular letter 15\nSubject: Meeting on the lights of the ports\nDear Sir or Madam,\n"
        "1\tThe Office and the Council of the ports invite you to the meeting.\n2\tThe meeting will be of use to:\na)\tkeepers;\nb)\tpilots.\n"
    )
    text = text_of(raw)
    assert text.title == "Meeting on the lights of the ports"
    assert [(one.label, one.parent is None) for one in text.provisions] == [("1", True), ("2", True), ("a", False), ("b", False)]


def test_a_line_alone_before_the_first_heading_is_the_title_of_a_report() -> None:
    report = "Report on the lights of small ports\nSummary\nThis report tells the Council what was done.\n1\tLights\n1.1\tForty lights were counted.\n"
    assert read(report.encode(), "a.txt").title == "Report on the lights of small ports"
    assert read(report.replace("Summary\n", "").encode(), "a.txt").title is None, "nothing tells that it heads the text"
