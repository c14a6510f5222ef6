"""Texts of other bodies in Arabic, Russian and Chinese: genders of verbs, numbered preambles, votes, tables, printed numbers."""

from __future__ import annotations

import pytest

from textengine import Text, read
from textengine.model import Part
from textengine.rules.calls import call_of_group, find_call


def reading(*lines: str) -> Text:
    """The reading of some lines."""
    return read("\n".join(lines).encode(), "text.txt")


def rows(text: Text) -> list[tuple[str, str | None, str | None]]:
    """Part, label and call of the provisions."""
    return [(one.part, one.label, one.call) for one in text.provisions]


@pytest.mark.parametrize(("language", "text", "code"), [
    ("ar", "وإذ يساوره بالغ القلق إزاء الفنارات،", "concerned"), ("ar", "وإذ يشير إلى قراراته،", "recalling"), ("ar", "وإذ نسلم بأهمية الفنارات،", "recognizing"),
    ("ar", "وقد عقد العزم على الإصلاح،", "other-preamble"), ("ar", "وبعد أن درس الوثيقة،", "having-examined"), ("ar", "يهيب بالدول أن تتعاون؛", "call-upon"),
    ("ar", "يذكّر جميع الأطراف بالتزاماتها؛", "remind"), ("ar", "يؤكد من جديد التدابير؛", "affirm"), ("ar", "تجدد التزامها؛", "affirm"),
    ("ru", "будучи глубоко убежден в пользе маяков,", "convinced"), ("ru", "будучи обеспокоено состоянием маяков,", "concerned"),
    ("ru", "действуя на основании главы VII Устава,", "other-preamble"), ("ru", "определяет, что положение опасно;", "resolve"), ("ru", "признаем важность маяков.", "other-operative"),
    ("ru", "ПРЕДЛАГАЕТ Директору:", "invite"), ("zh", "鉴于灯塔重要；", "considering"), ("zh", "最强烈地谴责袭击；", "condemn"), ("zh", "并请秘书长提交报告；", "request"),
    ("zh", "对灯塔陈旧表示关切，", "expressing"), ("zh", "对近来的袭击深感震惊，", "concerned"),
])
def test_verbs_in_their_forms(language: str, text: str, code: str) -> None:
    """A verb is known in every gender, number and person, behind words of degree and behind its topic."""
    part: Part = "preamble" if text.endswith(("،", ",", "，")) or code == "considering" else "operative"
    found = find_call(language, text, (part,))
    assert found is not None and found[1] == code


def test_a_verb_may_mean_another_thing_as_the_call_of_a_group() -> None:
    """The union's texts invite with the verb with which the United Nations request."""
    assert (call_of_group("zh", "请各主管部门") or ("", ""))[1] == "invite"
    assert (find_call("zh", "请各主管部门") or ("", ""))[1] == "request"


def test_preamble_numbered_with_the_decisions() -> None:
    """« 1. ссылаясь …, » is preamble; the numbers run on into the decisions."""
    text = reading("Генеральная конференция,", "1. ссылаясь на резолюцию о маяках,", "2. рассмотрев доклад,", "3. постановляет провести осмотр;", "4. предлагает государствам:", "(a) чинить маяки;")
    assert rows(text) == [
        ("preamble", "1", "recalling"), ("preamble", "2", "having-examined"), ("operative", "3", "resolve"), ("operative", "4", "invite"), ("operative", "a", None),
    ]


def test_body_named_between_preamble_and_decisions() -> None:
    """« 大会： » stands behind the preamble and is no provision."""
    text = reading("灯塔政策综合声明", "鉴于灯塔发挥着重要作用；", "鉴于有必要更新灯塔；", "大会：", "1. 决定更新灯塔；", "2. 指示理事会继续审查。")
    assert rows(text) == [("preamble", None, "considering"), ("preamble", None, "considering"), ("operative", "1", "resolve"), ("operative", "2", "instruct")]


def test_short_paragraphs_of_a_preamble_stay() -> None:
    """A preamble's paragraph whose verb is in no list is one, however short."""
    text = reading("安全理事会，", "回顾其关于灯塔的各项决议，", "敬告各方，", "1. 决定延长任期；", "2. 请秘书长提交报告。")
    assert [one.part for one in text.provisions] == ["preamble", "preamble", "operative", "operative"]


def test_record_of_a_vote_and_sitting_are_no_provisions() -> None:
    """What stands in brackets behind the closing line tells of the vote."""
    text = reading(
        "Совет по правам гаваней,", "ссылаясь на свои резолюции о гаванях,", "1.\tпризывает государства сотрудничать;", "2.\tпостановляет оставить вопрос в повестке дня.", "43-е заседание",
        "8 октября 2031 года", "[Принята заносимым в отчет голосованием. Голоса распределились следующим образом:", "Голосовали за:", "Приморье, Каменка", "Воздержались:", "Загорье]",
    )
    assert rows(text) == [("preamble", None, "recalling"), ("operative", "1", "call-upon"), ("operative", "2", "resolve")]
    assert not text.problems


def test_tables_in_the_decisions_are_no_provisions() -> None:
    """The line that names a table and its rows carry no duty."""
    text = reading(
        "第7号决议（2031年，松城）", "灯塔频段", "灯塔大会（2031年，松城），", "考虑到", "a)\t频段已经划分；", "b)\t限值载于表1-1，", "做出决议", "1\t发射不得超过表1-1中的值；", "2\t继续研究，",
        "责成主任", "批准预算。", "表1-1", "频段\t业务\t限值", "1400\t1427\t-60",
    )
    assert [one.label for one in text.provisions] == [None, "a", "b", None, "1", "2", None, None]
    assert text.provisions[-1].text == "批准预算。" and text.provisions[-1].parent == "op2"  # the first line below an open call is its item


def test_numbers_as_they_are_printed() -> None:
    """Numbers put in between, numbers that run from right to left, articles, and numbers with a Chinese comma."""
    arabic = reading(
        "المقرر 5 (وادي النخيل، 2031)", "نفقات الفنارات", "إن مؤتمر الفنارات (وادي النخيل، 2031)،", "إذ يضع في اعتباره", "خطة الفنارات،", "يقرر", "1\tأن توازن النفقات، مع مراعاة ما يلي:",
        "1.1\tالحد الأعلى؛", "2.1\tنفقات الترجمة؛", "1مكرراً\tأن تقتسم النفقات؛", "2\tأن يجتمع كل سنة.",
    )
    below = {one.label: one.parent for one in arabic.provisions if one.part == "operative" and one.label}
    assert below == {"1": "op1", "1.1": "op1.1", "2.1": "op1.1", "1مكررا": "op1", "2": "op1"}
    chinese = reading("关于印发《灯塔办法》的通知", "现将本办法印发给你们，请遵照执行。", "第一条　灯塔应当检查：", "（一）固定灯塔；", "（二）浮动灯塔。", "第二条　单位应当：", "1．定期检查；", "2．及时维修。")
    assert [(one.label, one.parent) for one in chinese.provisions][1:] == [
        ("第一条", None), ("一", "b.第一条"), ("二", "b.第一条"), ("第二条", None), ("1", "b.第二条"), ("2", "b.第二条"),
    ]


@pytest.mark.parametrize(("lines", "kind", "body", "number", "year", "title"), [
    (["Резолюция 2631 (2031),", "принятая Советом Безопасности 21 марта 2031 года", "Совет Безопасности,", "ссылаясь на свои резолюции о маяках,", "1. постановляет продлить мандат."],
     "resolution", "unsc", "2631", 2031, None),
    (["第2631(2031)号决议", "2031年3月21日安全理事会通过", "安全理事会，", "回顾其关于灯塔的各项决议，", "1. 决定延长任期。"], "resolution", "unsc", "2631", 2031, None),
    (["2031/5.\tМаячная служба", "Экономический и Социальный Совет,", "напоминая о встрече на высшем уровне,", "1.\tпостановляет провести обзор."], "resolution", "ecosoc", "2031/5", None, "Маячная служба"),
    (["РЕЗОЛЮЦИЯ МСЭ-R 9-7", "Сотрудничество по маякам", "(1993-2000-2023)", "Ассамблея радиосвязи МСЭ,", "учитывая,", "a) что маяки важны,", "решает,", "1 что работа продолжается."],
     "resolution", None, "9-7", 2023, "Сотрудничество по маякам"),
    (["意见3：建设灯塔", "第六届世界灯塔论坛（2031年，松城），", "认识到", "a)\t灯塔有益；", "认为", "1\t应鼓励合作。"], "opinion", None, "3", 2031, "建设灯塔"),
    (["41 C/15 Инициатива по маякам", "Генеральная конференция,", "1. ссылаясь на резолюцию о маяках,", "2. постановляет открыть их."], "resolution", None, "41 C/15", None, "Инициатива по маякам"),
    (["第七十四届世界卫生大会\tWHA74.14", "2031年5月31日", "保护灯塔看守人", "第七十四届世界卫生大会，", "审议了总干事的报告；", "1.\t敦促会员国提供装备。"], "resolution", None, "WHA74.14", 2031, "保护灯塔看守人"),
    (["灯塔海岸宣言", "我们各国部长，", "认识到灯塔的重要性，", "回顾2020年的各项承诺，", "1. 宣布灯塔是共同遗产。"], "declaration", None, None, None, "灯塔海岸宣言"),
])
def test_heads_of_other_bodies(lines: list[str], kind: str, body: str | None, number: str | None, year: int | None, title: str | None) -> None:
    """Kind, body, number, year and title as each body prints them."""
    text = reading(*lines)
    assert (text.kind, text.body, text.number, text.title) == (kind, body, number, title)
    assert year is None or text.year == year


ISO = """Resolutions of the 80th plenary meeting of ISO/TC 999/SC 4, Valmarin, June 2031
Resolution 1001: Lamp register
ISO/TC 999/SC 4 requests the secretariat to register a new work item on lamps by 1 October 2031.
Resolution 1002: Liaison
ISO/TC 999/SC 4, noting the report of WG 12, resolves to establish a liaison and instructs its secretariat to inform the others.
"""
LIST = """List of decisions of the eighth session of the Lamp Council
C8/01 The Council adopted the agenda.
C8/02 The Council tasked the Secretary-General to prepare a paper on lamps for its next session.
C8/03 The Council endorsed the plan and urged regional commissions to implement it as soon as possible.
"""


@pytest.mark.parametrize(("text", "expected"), [(ISO, [("request", "2031-10-01"), ("resolve", None)]), (LIST, [("instruct", None), ("urge", None)])])
def test_minutes_tell_who_asked_whom(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = read(text.encode(), "minutes.txt").mandates
    assert [(one.force, (one.due.value or {}).get("date")) for one in found] == expected
