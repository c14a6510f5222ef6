"""Declarations of several who speak as « we », resolutions of councils in six languages, lists under a numbered paragraph."""

from __future__ import annotations

import pytest

from textengine import Text, read

DECLARATIONS = {
    "en": ("Valmarin Declaration\nWe, the Ministers of Ports, meeting in Valmarin on 3 May 2031,\n", "We reaffirm our care for safe harbours;", "We commit ourselves to light all ports by 2035;", "We call upon States to train keepers;"),
    "fr": ("Déclaration de Valmarin\nNous, ministres des ports, réunis à Valmarin le 3 mai 2031,\n", "Nous réaffirmons notre souci de la sécurité ;", "Nous nous engageons à éclairer tous les ports ;", "Nous invitons les États à former des gardiens ;"),
    "es": ("Declaración de Valmarin\nNosotros, los Ministros de Puertos, reunidos en Valmarin el 3 de mayo de 2031,\n", "Reafirmamos nuestro compromiso con la seguridad;", "Nos comprometemos a iluminar todos los puertos;", "Invitamos a los Estados a formar guardianes;"),
    "ru": ("Валмаринская декларация\nМы, министры портов, собравшиеся в Валмарине 3 мая 2031 года,\n", "подтверждаем нашу приверженность безопасности;", "обязуемся осветить все порты;", "призываем государства готовить смотрителей;"),
    "zh": ("瓦尔马林宣言\n我们，各国港口部长，于2031年5月3日在瓦尔马林举行会议，\n", "我们重申对安全的承诺；", "我们承诺照亮所有港口；", "我们呼吁各国培训看守人；"),
    "ar": ("إعلان فالمارين\nنحن، وزراء الموانئ، المجتمعين في فالمارين في 3 أيار/مايو 2031،\n", "نعيد تأكيد التزامنا بسلامة الملاحة؛", "نقرر إضاءة جميع الموانئ؛", "ندعو الدول إلى تدريب الحراس؛"),
}


def reading(text: str) -> Text:
    return read(text.encode(), "a.txt")


@pytest.mark.parametrize("language", DECLARATIONS)
@pytest.mark.parametrize("numbered", [True, False])
def test_a_declaration_of_several_is_read_with_what_they_ask(language: str, numbered: bool) -> None:
    head, *acts = DECLARATIONS[language]
    if language in ("en", "zh") and not numbered:
        pytest.skip("verbs of English and Chinese have no form of their own for several")
    text = reading(head + "\n".join(f"{at}. {act}" if numbered else act for at, act in enumerate(acts, 1)) + "\n")
    assert (text.language, text.kind, text.title) == (language, "declaration", head.partition("\n")[0])
    operative = [one for one in text.provisions if one.part == "operative"]
    assert [one.text for one in operative] == acts
    assert operative[0].call == "affirm"
    asked = next(one for one in text.mandates if one.provision == operative[2].id)
    assert [one.actor for one in asked.addressees] == ["member-states"]


COUNCILS = {
    "ar": "القرار 2631 (2031)\nالذي اتخذه مجلس الأمن في جلسته 9105، المعقودة في 28 تموز/يوليه 2031\nإن مجلس الأمن،\nإذ يشير إلى قراراته السابقة،\n1 - يأذن للبعثة باستخدام جميع الوسائل اللازمة؛\n2 - يكرر طلبه إلى الأمين العام أن يقدم تقريرا كل 90 يوما؛\n3 - يناشد الأطراف وقف القتال؛\n",
    "ru": "Резолюция 2631 (2031),\nпринятая Советом Безопасности на его 9105-м заседании 28 июля 2031 года\nСовет Безопасности,\nссылаясь на свои резолюции,\n1. уполномочивает Миссию принимать все необходимые меры;\n2. просит Генерального секретаря представлять доклад каждые 90 дней;\n3. призывает стороны прекратить бои;\n",
    "zh": "第2631(2031)号决议\n2031年7月28日安全理事会第9105次会议通过\n安全理事会，\n回顾其以往各项决议，\n1. 授权特派团采取一切必要措施；\n2. 请秘书长每90天提交报告；\n3. 呼吁各方停止战斗；\n",
}


@pytest.mark.parametrize("language", COUNCILS)
def test_a_resolution_that_says_below_its_number_when_it_was_adopted(language: str) -> None:
    text = reading(COUNCILS[language])
    assert (text.kind, text.number, text.year, text.title) == ("resolution", "2631", 2031, None)
    assert text.body == "unsc"
    first, second, third = (next(one for one in text.mandates if one.provision == f"op.{number}") for number in (1, 2, 3))
    assert (first.force, second.force) == ("authorize", "request")
    assert [len(one.addressees) for one in (first, second, third)] == [1, 1, 1]
    assert second.addressees[0].actor == "un-secretary-general" and second.due.value == {"every": "P90D"}


def test_numbers_without_a_verb_stand_under_the_paragraph_that_announces_them() -> None:
    text = reading(
        "The General Assembly,\nRecalling its resolution 70/1,\n1. Welcomes the report;\n2. Decides that the agenda shall be:\n"
        "1. Opening of the session;\n2. Election of officers;\n3. Other matters;\n3. Requests the Secretary-General to report;\n"
    )
    assert [(one.id, one.parent) for one in text.provisions if one.part == "operative"] == [
        ("op.1", None), ("op.2", None), ("op.2.1", "op.2"), ("op.2.2", "op.2"), ("op.2.3", "op.2"), ("op.3", None)
    ]
    circular = reading("Administrative circular 14\nPurpose\n1. This circular sets out the rules for lamps.\n2. Heads of department shall tell:\n1. The lamps lit.\n2. The lamps lost.\n3. It is in force.\n")
    assert [one.id for one in circular.provisions] == ["b.1", "b.2", "b.2.1", "b.2.2", "b.3"]


def test_notes_whose_first_one_is_gone_are_notes_where_they_end_the_file() -> None:
    body = "The Council,\nNoting the lamps2 of the ports,\n1. Decides to light them3.\n"
    text = reading(body + "__________\n2 Resolution 4.\n3 Decision 5.\n")
    assert [(one.marker, one.text) for one in text.notes] == [("2", "Resolution 4."), ("3", "Decision 5.")]
    going_on = reading(body + "__________\n2 Resolution 4.\n3 Decision 5.\n4. Decides to mend them.\n")
    assert going_on.notes == ()


@pytest.mark.parametrize(("line", "body"), [
    ("The General Assembly,", "unga"), ("L’Assemblée générale,", "unga"), ("La Asamblea General,", "unga"), ("Генеральная Ассамблея,", "unga"), ("A/RES/97/1\n大会，", "unga"), ("إن الجمعية العامة،", "unga"),
    ("The Economic and Social Council,", "ecosoc"), ("Le Conseil des droits de l’homme,", "hrc"), ("Совет по правам человека,", "hrc"), ("El Consejo de Seguridad,", "unsc"), ("The Assembly of the Ports,", None), ("The Assembly,", None), ("S/RES/2631 (2031)\nThe Council of the Gulf,", "council"),
])
def test_the_body_of_the_united_nations_that_speaks(line: str, body: str | None) -> None:
    acts = {"Th": "Recalling the lamps,\n1. Decides to light them.", "L’": "Rappelant les lampes,\n1. Décide de les allumer.", "Le": "Rappelant les lampes,\n1. Décide de les allumer.",
            "La": "Recordando las lámparas,\n1. Decide encenderlas.", "El": "Recordando las lámparas,\n1. Decide encenderlas.", "Ге": "ссылаясь на фонари,\n1. постановляет зажечь их.",
            "Со": "ссылаясь на фонари,\n1. постановляет зажечь их.", "大会": "回顾灯塔，\n1. 决定点亮灯塔。", "إن": "إذ تشير إلى المصابيح،\n1 - تقرر إضاءتها."}
    opening = line.rpartition("\n")[2][:2]
    assert reading(f"{line}\n{acts[opening]}\n").body == body


BARE = """We, the Ministers of Ports, meeting in Valmarin on 5 May 2031,
Recalling Resolution 12 of the World Assembly,
{0}Reaffirm our commitment to the safety of navigation;
{1}Commit to lighting every port by 2035;
{2}Call upon all States to train keepers;
{3}Agree to meet every two years.
"""


@pytest.mark.parametrize("numbers", [("1. ", "2. ", "3. ", "4. "), ("", "", "", "")])
def test_verbs_without_an_ending_are_read_where_several_speak(numbers: tuple[str, ...]) -> None:
    text = reading("Valmarin Declaration\n" + BARE.format(*numbers))
    operative = [one for one in text.provisions if one.part == "operative"]
    assert [one.call for one in operative] == ["affirm", "resolve", "call-upon", "resolve"]
    commit, call, agree = text.mandates
    assert (commit.due.value, call.force, [one.actor for one in call.addressees]) == ({"date": "2035"}, "call-upon", ["member-states"])
    assert agree.due.value == {"every": "P2Y"}


def test_the_heads_who_speak_open_a_declaration() -> None:
    text = reading("NORTHLAND DECLARATION\nThe Heads of State and Government, gathered in Northland on 3 June 2030:\nStress the need for cooperation among ports;\nDecide to establish a fund for lights;\nRequest the Secretary-General to convene a meeting of donors before the end of 2031.\n")
    assert (text.kind, text.title) == ("declaration", "NORTHLAND DECLARATION")
    assert [one.call for one in text.provisions] == ["emphasize", "resolve", "request"]
    assert [one.text for one in text.mandates[-1].addressees] == ["Secretary-General"]
