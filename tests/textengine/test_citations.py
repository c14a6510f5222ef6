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


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("ar", "إذ تشير إلى قراراتها 1514 (د-15) و 2200 ألف (د-21) و 1874 (دإ-4) و 1 (د)", ["1514 (XV)", "2200 (XXI)", "1874 (S-IV)", "1 (I)"]),
        ("en", "the resolutions S/RES/1373 (2001) and A/RES/70/1", ["1373", "70/1"]),
        ("en", "World Health Assembly resolution WHA72.4 and decision 73(12) on lamps", ["WHA72.4", "73(12)"]),
        ("en", "decision 1/CP.21 on lamps", ["1/CP.21"]),
        ("en", "Recommendations ITU-R M.1457-14 and BT.2020 and Recommendation ITU-T Y.4000/Y.2060", ["M.1457-14", "BT.2020", "Y.4000/Y.2060"]),
        ("fr", "la Résolution UIT-R 55-2 et les Recommandations UIT-T E.164 et E.212", ["55-2", "E.164", "E.212"]),
        ("zh", "ITU-R第55-2号决议和ITU-T E.164和E.212建议书", ["55-2", "E.164", "E.212"]),
        ("zh", "第44号、第54号和第64号决议（2022年，日内瓦，修订版）", ["44", "54", "64"]),
        ("ar", "والرأي 2 (لشبونة، 2009) والتوصيتين ITU-T E.164 وE.212", ["2", "E.164", "E.212"]),
        ("en", "Document TD 123 and Document C17/72", ["TD 123", "C17/72"]),
        ("en", "the resolution on lamps and the budget period 2020/21", []),
        ("zh", "决定裁撤在2020/21年度预算期结束时的灯", []),
        ("ar", "وفقا للتوصيات 11 و12 من تقرير المصابيح", []),
    ],
)
def test_numbers_as_bodies_of_all_kinds_print_them(language: str, text: str, numbers: list[str]) -> None:
    assert [one.number for one in drafted(text, language).citations] == numbers


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("en", "Commission on Lamps resolution 62/1 on ports", None),
        ("en", "decision 48/110 of the Statistical Commission", None),
        ("en", "resolution 4/2 of 15 March 2019 of the United Nations Environment Assembly", None),
        ("fr", "la résolution 62/1 de la Commission des lampes", None),
        ("zh", "灯具委员会第62/1号决议", None),
        ("ar", "قرار لجنة المصابيح 62/1", None),
        ("en", "Human Rights Council resolution S-16/1 of 29 April 2011", "hrc"),
        ("en", "resolution S-19/1 of 1 June 2012", "hrc"),
        ("en", "its resolution S-27/2 of 10 May 2002", "unga"),
        ("en", "Decision 482 (modified 2018) of the Council", "council"),
        ("ar", "القرار 646 (Rev.WRC-15)", "wrc"),
        ("fr", "l'Avis 2 (Lisbonne, 2009) du forum, et la Résolution 646 (Rév.CMR-15)", None),
    ],
)
def test_whose_number_it_is(language: str, text: str, body: str | None) -> None:
    assert drafted(text, language).citations[0].body == body


@pytest.mark.parametrize(
    ("language", "text", "point"),
    [
        ("en", "paragraphs 3 and 4 of its resolution 70/1", "3, 4"), ("en", "paragraph 5 (b) of resolution 70/1", "5 (b)"),
        ("en", "section IV of its resolution 70/1", "IV"), ("en", "resolution 70/1, paragraph 3", "3"),
        ("en", "resolves further 2 of Resolution 25 (Rev. Bucharest, 2022)", "2"),
        ("en", "instructs the Secretary-General 3 of Resolution 25 (Rev. Bucharest, 2022)", "3"),
        ("fr", "point 2 du charge le Directeur de la Résolution 44 (Rév. Genève, 2022)", "2"),
        ("fr", "l'alinéa b) du paragraphe 5 de la résolution 70/1", "5 b)"), ("fr", "décide 2 de la Résolution 25 (Rév. Bucarest, 2022)", "2"),
        ("es", "el punto 3 del resuelve de la Resolución 71 (Rev. Dubái, 2018)", "3"), ("es", "los párrafos 3 y 4 de su resolución 70/1", "3, 4"),
        ("ru", "в пункте 3 раздела решает Резолюции 71 (Пересм. Дубай, 2018 г.)", "3"), ("ru", "в пунктах 3 и 4 своей резолюции 70/1", "3, 4"),
        ("ru", "пункт 2 постановляющей части резолюции 70/1", "2"),
        ("zh", "第71号决议（2018年，迪拜，修订版）“做出决议”3", "3"), ("zh", "第70/1号决议第3和4段", "3, 4"), ("zh", "第70/1号决议第5(b)段", "5(b)"),
        ("ar", "والفقرتين 3 و4 من قرارها 70/1", "3, 4"), ("ar", "الفقرة 2 من منطوق القرار 70/1", "2"),
        ("ar", "الفقرة 3 من \"يقرر\" من القرار 71 (المراجَع في دبي، 2018)", "3"),
        ("en", "Recalling resolution 70/1, paragraph 3 of the report on lamps", None),
    ],
)
def test_points_before_and_behind_a_mention(language: str, text: str, point: str | None) -> None:
    assert drafted(text, language).citations[0].point == point


@pytest.mark.parametrize(
    ("language", "text", "kind", "point"),
    [
        ("en", "No. 156 of the Constitution", "constitution", "156"), ("en", "provisions Nos. 78 and 79 of the Convention", "convention", "78, 79"),
        ("en", "Rule 33 of the General Rules", "general-rules", "33"), ("en", "paragraphs 29 to 36 of the Tunis Agenda", "agenda", "29–36"),
        ("en", "WSIS Action Lines C5 and C6", "action-line", "C5, C6"), ("en", "resolves 2 of this resolution", "internal", "2"),
        ("fr", "le numéro 161E de la Convention", "convention", "161E"), ("fr", "point 4 du décide de la présente Résolution", "internal", "4"),
        ("es", "el Artículo 28 de la Constitución", "constitution", "28"), ("ru", "пункт 82 Конвенции", "convention", "82"),
        ("zh", "《组织法》第156款", "constitution", "156"), ("zh", "本决议第3段", "internal", "3"),
        ("ar", "والرقم 82 من الاتفاقية", "convention", "82"), ("ar", "الفقرة 3 من هذا القرار", "internal", "3"),
    ],
)
def test_points_of_texts_without_number(language: str, text: str, kind: str, point: str) -> None:
    (found,) = drafted(text, language).citations
    assert (found.kind, found.number, found.point) == (kind, None, point)


@pytest.mark.parametrize("text", ["the Convention on the Rights of Lamps", "this resolution", "Adopts the annex to the present resolution", "the lamps of the Convention of 1951", "item 3 of the agenda"])
def test_a_text_without_number_and_point_is_no_mention(text: str) -> None:
    assert drafted(text, "en").citations == []
