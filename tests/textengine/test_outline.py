"""Outlines of texts as they come: lists in lists, paragraphs with their own verbs, second texts in one file, marks of notes."""

from __future__ import annotations

import pytest

from textengine import Text, read


def text_of(raw: str) -> Text:
    return read(raw.encode(), "a.txt")


def outline(raw: str) -> list[tuple[str | None, str | None, str]]:
    """Label, label of the parent (or the words of its call), first word of each provision."""
    text = text_of(raw)
    by_id = {one.id: one for one in text.provisions}
    return [
        (one.label, None if one.parent is None else by_id[one.parent].label or by_id[one.parent].call, one.text.split()[0])
        for one in text.provisions
    ]


NUMBERED = "The Assembly of the Ports,\nRecalling its resolution 11/3 on harbour lights and their keepers,\n1.\tDecides as follows:\n{}\n"


def parents(lines: str) -> list[tuple[str | None, str | None]]:
    return [(label, parent) for label, parent, _ in outline(NUMBERED.format(lines))[2:]]


def test_a_letter_goes_on_its_list_behind_roman_numbers() -> None:
    assert parents("(a)\tOne is this:\n(i)\tred;\n(ii)\tblue;\n(iii)\tgrey;\n(iv)\tpink;\n(v)\twhite;\n(b)\tTwo;\n(c)\tThree.") == [
        ("a", "1"), ("i", "a"), ("ii", "a"), ("iii", "a"), ("iv", "a"), ("v", "a"), ("b", "1"), ("c", "1"),
    ]


def test_an_i_behind_h_is_a_letter_unless_a_second_one_follows() -> None:
    letters = "\n".join(f"({one})\titem;" for one in "abcdefgh")
    assert parents(f"{letters}\n(i)\tnine;\n(j)\tten.")[-2:] == [("i", "1"), ("j", "1")]
    assert parents(f"{letters[:-6]}item:\n(i)\tfirst;\n(ii)\tsecond.")[-2:] == [("i", "h"), ("ii", "h")]


def test_chinese_numbers_are_no_latin_letters() -> None:
    lines = "(a)\t港口：\n㈠\t灯；\n㈡\t浮标；\n㈢\t码头；\n(b)\t船；\n(c)\t人员。"
    raw = f"港口大会，\n回顾其关于港口灯光及其看守人的第11/3号决议，\n1.\t决定如下：\n{lines}\n"
    assert [(label, parent) for label, parent, _ in outline(raw)[2:]] == [
        ("a", "1"), ("一", "a"), ("二", "a"), ("三", "a"), ("b", "1"), ("c", "1"),
    ]


def test_arabic_letters_go_on_in_either_order_and_doubled() -> None:
    lines = "(أ)\tالموانئ؛\n(ب)\tالأضواء؛\n(ت)\tالسفن؛\n(ث)\tالحراس؛\n(ي)\tالعوامات؛\n(أ أ)\tالأرصفة."
    raw = f"إن الجمعية العامة،\nإذ تشير إلى قرارها 11/3 بشأن أضواء الموانئ وحراسها،\n1 -\tتقرر ما يلي:\n{lines}\n"
    assert [label for label, parent, _ in outline(raw)[2:] if parent == "1"] == ["أ", "ب", "ت", "ث", "ي", "أأ"]


def test_levels_of_numbers_and_coded_labels() -> None:
    raw = "Report of the Office to the Council\n1.1\tThe lights of the ports were counted.\n1.2\tThe keepers asked for:\na)\tlamps;\nb)\toil.\n"
    assert outline(raw + "R1\tA lamp may fail in the night.\n") == [
        ("1.1", None, "The"), ("1.2", None, "The"), ("a", "1.2", "lamps;"), ("b", "1.2", "oil."), ("R1", None, "A"),
    ]


def test_a_bullet_with_a_colon_ends_the_list_of_the_one_before() -> None:
    raw = NUMBERED.format("•\tThe ports:\n•\tlight the lamps;\n•\tThe Office:\n•\tcounts them.")
    assert [(label, word, parent) for label, parent, word in outline(raw)[2:]] == [
        ("•", "The", "1"), ("•", "light", "•"), ("•", "The", "1"), ("•", "counts", "•"),
    ]


METROLOGY = """Résolution 3 (Union des ports, 2031)
La 12e Réunion des ports,
considérant que les balises vieillissent et que leur lumière baisse,
considérant la Résolution 2 de la 11e Réunion des ports,
notant
que les gardiens manquent,
recommande
de former des gardiens,
propose que les ports mesurent la lumière de leurs balises :
* les balises rouges ;
* les balises vertes.
"""


def test_metrology_style() -> None:
    text = text_of(METROLOGY)
    assert [(one.part, one.call, one.text.split()[0]) for one in text.provisions] == [
        ("preamble", "considering", "considérant"), ("preamble", "considering", "considérant"), ("preamble", "noting", "notant"),
        ("preamble", None, "que"), ("operative", "recommend", "recommande"), ("operative", None, "de"),
        ("operative", "other-operative", "propose"), ("operative", None, "les"), ("operative", None, "les"),
    ]


def test_a_text_without_opening_line_whose_body_says_its_verb() -> None:
    raw = (
        "Déclaration 2\nConsidérant que les balises vieillissent et que leur lumière baisse ;\n"
        "Considérant la nécessité de compter les balises des petits ports ;\nLa Conférence déclare :\nLes balises sont rouges ou vertes.\n"
    )
    assert [(one.part, one.call) for one in text_of(raw).provisions] == [
        ("preamble", "considering"), ("preamble", "considering"), ("operative", "other-operative"), ("operative", None),
    ]


def test_before_the_first_number_everything_is_preamble() -> None:
    raw = (
        "港口大会，\n回顾其关于港口灯光及其看守人的第11/3号决议，\n强调港口灯光对所有船舶的安全都十分重要。\n"
        "1.\t请秘书长清点灯光；\n2.\t决定继续处理此案。\n"
    )
    assert [one.part for one in text_of(raw).provisions] == ["preamble", "preamble", "operative", "operative"]


def test_what_follows_the_closing_lines_is_an_annex() -> None:
    raw = NUMBERED.format("2.\tAdopts the declaration below.") + (
        "12th plenary meeting\n4 May 2031\nLights for all\n1.\tWe, the keepers of the lights, have met in Valmarin.\n"
    )
    assert [one.part for one in text_of(raw).provisions] == ["preamble", "operative", "operative", "annex"]


TWO = """The Assembly of the Ports (Valmarin, 2031),
considering
a)\tthat lamps are old;
b)\tthat oil is dear,
resolves
1\tto renew the lamps;
2\tto buy less oil.
ANNEX
(1)\tlamps of brass;
Reasons:
Old lamps burn too much.
ADD 2
DRAFT NEW RESOLUTION
Keepers
The Assembly of the Ports (Valmarin, 2031),
aware
that keepers are few,
resolves
to train keepers each winter.
"""


def test_a_second_resolution_in_one_file_and_the_reasons_between() -> None:
    parts = [(one.part, one.text.split()[0]) for one in text_of(TWO).provisions]
    assert parts[6:] == [
        ("annex", "lamps"), ("front", "Old"), ("preamble", "aware"), ("preamble", "that"), ("operative", "resolves"), ("operative", "to"),
    ]


def test_a_call_that_no_list_knows_opens_a_group_all_the_same() -> None:
    raw = (
        "The Assembly of the Ports (Valmarin, 2031),\nconsidering\na)\tthat lamps are old,\nweighing with care\na)\tthe price of oil;\n"
        "b)\tthe length of nights,\nresolves\n1\tto renew the lamps.\n"
    )
    groups = [(one.part, one.call) for one in text_of(raw).provisions if one.label is None]
    assert groups == [("preamble", "considering"), ("preamble", "other-preamble"), ("operative", "resolve")]


@pytest.mark.parametrize(
    ("line", "wanted", "at"),
    [
        ("the lights of 20311 and more,", "the lights of 2031 and more,", 18),
        ("resolution 71/2051 and more,", "resolution 71/205 and more,", 17),
        ("from 1 to 1,1 or 2 million lights,1 and more,", "from 1 to 1,1 or 2 million lights, and more,", 34),
        ("the lights(1) and more,", "the lights and more,", 10),
        ("the lights¹ and more,", "the lights and more,", 10),
    ],
)
def test_marks_of_notes_are_told_from_figures(line: str, wanted: str, at: int) -> None:
    text = text_of(f"{line}\n______\n1\tSee the list of lights.\n")
    assert text.text == wanted
    assert [(one.marker, one.at, one.text) for one in text.notes] == [("1", at, "See the list of lights.")]


def test_a_mark_that_comes_again_is_the_same_note() -> None:
    text = text_of("The lights,1 the ports,2 and again the lights.1\n______\n1\tLights.\n2\tPorts.\n")
    assert text.text == "The lights, the ports, and again the lights."
    assert [(one.marker, one.at) for one in text.notes] == [("1", 11), ("2", 22), ("1", 44)]


def test_notes_may_hold_brackets() -> None:
    text = text_of("The lights,[footnoteRef:1](1) [1: 1\tDocument 5 [vol. I].]\n")
    assert text.text.strip() == "The lights,"
    assert text.notes[0].text == "Document 5 [vol. I]."


def test_roman_headings_end_the_list_before_them() -> None:
    raw = NUMBERED.format("(a)\tone;\n(b)\ttwo.\nII\tKeepers of the lights\n1.\tNotes the report;\n2.\tThanks the keepers.")
    assert [label for label, _, _ in outline(raw)] == [None, "1", "a", "b", "1", "2"]


def test_a_preamble_ends_with_a_comma_so_that_a_full_stop_acts() -> None:
    raw = "大会，\n回顾其关于港口灯光及其看守人的第11/3号决议，\n欢迎所有港口的灯光都已清点完毕，\n敬请某某先生担任灯光看守人，任期自2031年1月1日起。\n"
    assert [one.part for one in text_of(raw).provisions] == ["preamble", "preamble", "operative"]


def test_closing_lines_are_no_provisions_in_texts_of_groups() -> None:
    raw = TWO.split("ANNEX")[0] + "39th plenary meeting\n5 December 2031\n"
    assert [one.text.split()[0] for one in text_of(raw).provisions][-1] == "to"
