"""What the reader doubts, on which ground: a level is earned by the words, whatever file they stand in."""

import pytest

from tests.textengine.asking import asked, item, paragraph
from textengine import read
from textengine.model import Mandate, Provision
from textengine.pipeline import Draft


def grounds(duty: Mandate) -> dict[str, str]:
    """The ground of each doubt that counts for the duty, by term."""
    return {one.field: one.why for one in duty.doubts if one.field not in ("with", "beneficiaries")}


def test_a_named_office_with_an_act_is_certain() -> None:
    duty = paragraph("en", "Requests the Secretary-General to count the lamps;")
    assert (duty.certainty, duty.doubts) == ("certain", ())


@pytest.mark.parametrize(("language", "words", "level", "expected"), [
    ("en", "Requests the Guild of Lamplighters to count the lamps;", "likely", {"addressees": "unknown-actor"}),
    ("en", "Requests the Secretary-General and the Guild of Lamplighters to count the lamps;", "unsure", {"addressees": "unknown-in-list"}),
    ("fr", "Prie la Guilde des allumeurs de compter les lampes;", "likely", {"addressees": "unknown-actor"}),
    ("en", "Requests the Secretary-General to report on the lamps as soon as possible;", "likely", {"report_to": "no-receiver", "due": "no-value"}),
    ("en", "Welcomes the lamps, and requests the Secretary-General to count them;", "likely", {"force": "second-verb"}),
])
def test_each_ground_lowers_the_level(language: str, words: str, level: str, expected: dict[str, str]) -> None:
    duty = paragraph(language, words)
    assert grounds(duty) == expected
    assert duty.certainty == level


def test_an_item_that_opens_with_its_own_addressee_is_unsure() -> None:
    duty = item("en", "urges:", "States to count the lamps", body="unga")
    assert grounds(duty) == {"addressees": "opens-item"}
    assert duty.certainty == "unsure"


def test_who_gains_and_who_takes_part_do_not_lower_the_level() -> None:
    duty = paragraph("en", "Requests the Secretary-General to provide assistance to developing countries;")
    assert [(one.field, one.certainty) for one in duty.doubts] == [("beneficiaries", "unsure")]
    assert duty.certainty == "certain"


def test_a_citation_is_certain_where_its_number_tells_the_body() -> None:
    text = read(b"The General Assembly,\n\nRecalling its resolution 70/1, resolution 12/3 of 4 May and resolution 2203 (2015),\n\n1. Decides to count the lamps;", "x.txt")
    assert [(one.number, one.certainty) for one in text.citations] == [("70/1", "certain"), ("12/3", "likely"), ("2203", "certain")]


def outlined(*rows: tuple[str, str | None, str | None, int]) -> Draft:
    """Provisions of the rows: text, label, call, depth; gaps told and doubts laid."""
    from textengine.rules.doubts import doubt_outline
    from textengine.rules.numbering import find_gaps

    draft = asked("en", *((words, call, label, "op0" if depth else None, None) for words, label, call, depth in rows))
    draft.provisions = [
        Provision(one.id, one.part, one.call, None, one.label, depth, one.parent, one.span, one.text)
        for one, (_, _, _, depth) in zip(draft.provisions, rows, strict=True)
    ]
    find_gaps(draft)
    doubt_outline(draft)
    return draft


def test_a_guessed_call_a_gap_and_a_line_without_label_are_only_likely() -> None:
    draft = outlined(
        ("pondering", None, "other-operative", 0), ("to light the lamps", "1", None, 1), ("to trim the wicks", "2", None, 1),
        ("to fill the oil", "4", None, 1), ("and to sweep the stairs", None, None, 1),
    )
    assert [one.certainty for one in draft.provisions] == ["likely", "certain", "certain", "likely", "likely"]
