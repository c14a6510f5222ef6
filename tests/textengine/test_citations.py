"""Mentions of other texts, on invented sentences in six languages."""

import pytest

from textengine.model import Source, Span
from textengine.pipeline import Draft, Paragraph
from textengine.rules.citations import find_citations
from textengine.vocabulary import load_vocabulary


def drafted(text: str, language: str) -> Draft:
    paragraph = Paragraph(Span(0, len(text)), text)
    draft = Draft(Source("lamps.txt", "0" * 64, "txt"), text, [paragraph], load_vocabulary(), language=language)
    find_citations(draft)
    return draft


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Recalling its resolution 70/1 on lamps,", ("unga", "70/1", None)),
        ("fr", "Rappelant sa résolution 217 A (III) sur les lampes,", ("unga", "217 (III)", None)),
        ("es", "Recordando la resolución 2203 (2015) sobre lámparas,", ("unsc", "2203", 2015)),
        ("ru", "ссылаясь на свою резолюцию 70/1 о лампах,", ("unga", "70/1", None)),
        ("zh", "回顾其关于灯的第70/1号决议，", ("unga", "70/1", None)),
        ("ar", "إذ تشير إلى قرارها 70/1 بشأن المصابيح،", ("unga", "70/1", None)),
    ],
)
def test_numbers_of_the_united_nations(language: str, text: str, expected: tuple[str, str, int | None]) -> None:
    (found,) = drafted(text, language).citations
    assert (found.kind, found.body, found.number, found.year) == ("resolution", *expected)
    assert text[found.span.start:found.span.end] == found.text


def test_two_numbers_in_one_mention_are_two_citations() -> None:
    found = drafted("les Résolutions 44 et\u00a054 (Rév. Genève, 2022) sur les lampes", "fr").citations
    assert [(one.number, one.year, one.revised, one.body) for one in found] == [
        ("44", 2022, True, "wtsa"), ("54", 2022, True, "wtsa"),
    ]
    assert found[0].span == found[1].span


def test_a_meeting_that_never_was_is_a_problem() -> None:
    draft = drafted("la Résolution 7 (Rév. Kyoto, 1998) de la Conférence de plénipotentiaires", "fr")
    assert [one.code for one in draft.problems] == ["place-year-impossible"]
    assert draft.citations[0].status == "impossible"


def test_a_revision_without_year_is_a_problem() -> None:
    draft = drafted("la Résolution 7 (Rév. Kyoto) sur les lampes", "fr")
    assert [one.code for one in draft.problems] == ["revision-without-year"]
    assert draft.citations[0].status == "incomplete"
