"""The tables of an organisation: conferences, revisions and actors by name."""

import pytest

from textengine.vocabulary import load_vocabulary


def test_place_and_year_ignore_capitals_and_accents() -> None:
    vocabulary = load_vocabulary()
    assert vocabulary.place_year("pp", "KYOTO", 1994)
    assert vocabulary.place_year("pp", "minneápolis", 1998)
    assert not vocabulary.place_year("pp", "Kyoto", 1998)


def test_revisions_are_empty_where_the_table_has_none() -> None:
    vocabulary = load_vocabulary()
    assert vocabulary.revisions("pp", "122") == (2002, 2006, 2010)
    assert vocabulary.revisions("pp", "99999") == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "instructs the Director of the Telecommunication Standardization Bureau to count the lamps"),
        ("fr", "charge le Directeur du Bureau de la normalisation des télécommunications de compter les lampes"),
    ],
)
def test_the_longest_name_wins(language: str, text: str) -> None:
    found = load_vocabulary().find_actors(text, language)
    assert [one.code for one in found] == ["tsb-director"]
    assert text[found[0].span.start:found[0].span.end] == found[0].text


def test_a_chinese_name_is_found_without_spaces() -> None:
    text = "请电信标准化局主任向理事会提交报告"
    assert [one.code for one in load_vocabulary().find_actors(text, "zh")] == ["tsb-director", "council"]
