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


ITU_STYLE = {
    "en": "Resolution 44 (Rev. Geneva, 2022) of this Assembly; Resolutions 101, 102 and 133 (Rev. Guadalajara, 2010) on lamps",
    "fr": "la Résolution 44 (Rév. Genève, 2022) de la présente Assemblée; les Résolutions 101, 102 et 133 (Rév. Guadalajara, 2010)",
    "es": "la Resolución 44 (Rev. Ginebra, 2022) de la presente Asamblea; las Resoluciones 101, 102 y 133 (Rev. Guadalajara, 2010)",
    "ru": "Резолюцию 44 (Пересм. Женева, 2022 г.) о лампах; Резолюциях 101, 102 и 133 (Пересм. Гвадалахара, 2010 г.)",
    "zh": "第44号决议（2022年，日内瓦，修订版）；第101、102和133号决议（2010年，瓜达拉哈拉，修订版）",
    "ar": "القرار 44 (المراجَع في جنيف، 2022)؛ القرارات 101 و102 و133 (المراجَعة في غوادالاخارا، 2010)",
}


@pytest.mark.parametrize("language", ITU_STYLE)
def test_revised_resolutions_and_lists_of_them_in_six_languages(language: str) -> None:
    found = drafted(ITU_STYLE[language], language).citations
    assert [(one.number, one.year, one.revised) for one in found] == [
        ("44", 2022, True), ("101", 2010, True), ("102", 2010, True), ("133", 2010, True),
    ]
    assert {one.body for one in found[1:]} == {"pp"}


def test_each_bracket_of_a_list_stands_for_the_numbers_before_it() -> None:
    found = drafted("Resolutions 71 (Rev. Dubai, 2018), 101 and 133 (Rev. Guadalajara, 2010)", "en").citations
    assert [(one.number, one.place, one.year) for one in found] == [
        ("71", "Dubai", 2018), ("101", "Guadalajara", 2010), ("133", "Guadalajara", 2010),
    ]
    assert [one.text for one in found][0] == "Resolutions 71 (Rev. Dubai, 2018)"


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "Recommendation ITU-T X.1303 on lamps", "X.1303"), ("fr", "la Recommandation UIT-T X.1303", "X.1303"),
        ("ru", "Рекомендацию МСЭ-T X.1303", "X.1303"), ("zh", "ITU-T X.1303建议书", "X.1303"), ("ar", "التوصية ITU-T X.1303", "X.1303"),
    ],
)
def test_recommendations_with_their_series(language: str, text: str, number: str) -> None:
    (found,) = drafted(text, language).citations
    assert (found.kind, found.body, found.number) == ("recommendation", "itu-t", number)


def test_a_recommendation_of_some_report_is_no_text() -> None:
    assert drafted("Endorses recommendations 11, 12 and 13 of the report on lamps;", "en").citations == []


@pytest.mark.parametrize(
    ("language", "text", "point"),
    [
        ("en", "in accordance with paragraph 3 of its resolution 70/1 on lamps", "3"),
        ("en", "as resolves 6 of Resolution 71 (Rev. Dubai, 2018) says", "6"),
        ("fr", "conformément au point 6 du décide de la Résolution 71 (Rév. Dubaï, 2018)", "6"),
        ("es", "de conformidad con el párrafo 12 de la resolución 70/1 sobre lámparas", "12"),
        ("ru", "в соответствии с пунктом 3 резолюции 70/1 о лампах", "3"),
        ("zh", "根据第70/1号决议第74段", "74"),
        ("ar", "وفقا للفقرة 3 من القرار 70/1 بشأن المصابيح", "3"),
        ("en", "Resolution 71 (Rev. Dubai, 2018) has 3 lamps", None),
    ],
)
def test_the_point_of_a_text_cited(language: str, text: str, point: str | None) -> None:
    (found,) = drafted(text, language).citations
    assert found.point == point


def test_symbols_of_documents() -> None:
    found = drafted("Takes note of the report A/77/42 and of document C22/35, not of TCP/IP or HIV/AIDS,", "en").citations
    assert [(one.kind, one.number) for one in found] == [("document", "A/77/42"), ("document", "C22/35")]


def test_old_and_new_fused_the_new_one_counts() -> None:
    (found,) = drafted("la Résolution 71 (Rév. Busan, 2014Dubaï, 2018) sur les lampes", "fr").citations
    assert (found.body, found.place, found.year, found.revised) == ("pp", "Dubaï", 2018, True)


def test_a_small_session_number_is_told_by_its_date() -> None:
    text = "Recalling resolutions 34/24 of 24 March 2017 and 36/11 of 14 December 1981 on lamps,"
    assert [(one.number, one.body) for one in drafted(text, "en").citations] == [("34/24", "hrc"), ("36/11", "unga")]


@pytest.mark.parametrize(("year", "status"), [(2019, "ok"), (2022, "ok"), (2024, "superseded")])
def test_superseded_at_the_date_of_the_citing_text(year: int, status: str) -> None:
    text = "la Résolution 123 (Rév. Dubaï, 2018) sur les lampes"
    draft = Draft(Source("a.txt", "0", "txt"), text, [Paragraph(Span(0, len(text)), text)], load_vocabulary(), language="fr")
    draft.year, draft.body = year, "wtsa"
    find_citations(draft)
    assert draft.citations[0].status == status


def test_a_bracket_that_speaks_of_something_else_is_no_meeting() -> None:
    (found,) = drafted("Resolution 44 (see the annex) on lamps", "en").citations
    assert (found.place, found.year, found.revised) == (None, None, False)
