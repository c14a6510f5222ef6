"""Who is asked in paragraphs of the United Nations' kind: invented sentences in six languages."""

import pytest

from tests.textengine.asking import asked, item, paragraph
from textengine import read


def names(language: str, text: str) -> list[str]:
    return [one.text for one in paragraph(language, text).addressees]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Urges the State in which the fire began – and, to the extent possible, the State where the ship is moored – to report to the Secretary-General;", ["State in which the fire began", "State where the ship is moored"]),
        ("en", "Calls upon the State whose flag the ship flies and the coastal State concerned to cooperate;", ["State whose flag the ship flies", "coastal State"]),
        ("fr", "Exhorte l’État dans lequel l’incendie a commencé et, dans la mesure du possible, l’État où le navire est amarré à rendre compte des mesures prises ;", ["État dans lequel l’incendie a commencé", "État où le navire est amarré"]),
        ("es", "Insta al Estado en que haya ocurrido el incendio y en la medida de lo posible al Estado en que esté amarrado el buque a que informen;", ["Estado en que haya ocurrido el incendio", "Estado en que esté amarrado el buque"]),
        ("ru", "призывает государство, в котором начался пожар, а по возможности, и государство, в котором находится судно, доложить о принятых мерах;", ["государство, в котором начался пожар", "государство, в котором находится судно"]),
        ("zh", "敦促火灾发生地国，以及在可能情况下船舶停泊地国向秘书长报告所采取的措施；", ["火灾发生地国", "船舶停泊地国"]),
        ("ar", "تحث الدولة التي اندلع فيها الحريق، وقدر الإمكان الدولة التي ترسو فيها السفينة على إبلاغ الأمين العام بالتدابير المتخذة؛", ["الدولة التي اندلع فيها الحريق", "الدولة التي ترسو فيها السفينة"]),
    ],
)
def test_a_state_that_is_described_is_named_with_what_describes_it(language: str, text: str, expected: list[str]) -> None:
    assert names(language, text) == expected
    assert {one.actor for one in paragraph(language, text).addressees} <= {None, "member-states"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "请包括管理国在内的所有国家加速修缮灯塔；", ["管理国", "所有国家"]),
        ("zh", "请渔业法庭和海事法庭修订议事规则；", ["渔业法庭", "海事法庭"]),
        ("zh", "请灯塔部及其港口网络宣传灯塔；", ["灯塔部", "港口网络"]),
        ("zh", "敦促各国和国际社会保护灯塔；", ["各国", "国际社会"]),
        ("zh", "鼓励民间社会包括非政府组织促进对灯塔的认识；", ["民间社会", "非政府组织"]),
        ("zh", "促请尚未加入该公约的国家尽快加入；", ["国家"]),
        ("zh", "请部队派遣国、捐助者和国际社会提供支持；", ["部队派遣国", "捐助者", "国际社会"]),
        ("zh", "请特别报告员每年提交报告；", ["特别报告员"]),
        ("zh", "请联合国渔业署执行主任继续协助各国；", ["联合国渔业署执行主任"]),
        ("zh", "要求以色列停止在灯塔附近的活动；", ["以色列"]),
        ("ar", "تحث محكمة الموانئ ومحكمة الصيد على تعديل نظاميهما الداخليين؛", ["محكمة الموانئ", "محكمة الصيد"]),
        ("ar", "تطلب الى إدارة الموانئ وإدارة المنارات ومكتب المصابيح أن تواصل التعاون؛", ["إدارة الموانئ", "إدارة المنارات", "مكتب المصابيح"]),
        ("ru", "просит Департамент операций в пользу маяков, Департамент по политическим вопросам и Управление по поддержке портов продолжать сотрудничество;", ["Департамент операций в пользу маяков", "Департамент по политическим вопросам", "Управление по поддержке портов"]),
        ("ru", "просит Департамент портов и его сеть маяков укрепить фонари;", ["Департамент портов", "сеть маяков"]),
        ("ru", "просит Департамент портов и подразделения, предоставляющие материалы, обеспечить публикацию;", ["Департамент портов", "подразделения"]),
        ("ru", "приглашает принять участие в Саммите систему Организации Объединенных Наций и частный сектор;", ["систему Организации Объединенных Наций", "частный сектор"]),
        ("es", "Invita a participar en la Cumbre al sistema de las Naciones Unidas y a las instituciones financieras;", ["sistema de las Naciones Unidas", "instituciones financieras"]),
        ("fr", "Invite les organes conventionnels ainsi que les titulaires de mandat à examiner les lampes ;", ["organes conventionnels", "titulaires de mandat"]),
        ("fr", "Demande instamment que tous les pays, les organismes des Nations Unies dans leur ensemble et le secteur privé coopèrent ;", ["pays", "organismes des Nations Unies"]),
        ("en", "Takes note of the lamps, and urges all other Member States, in particular those in arrears, to pay;", ["other Member States"]),
    ],
)
def test_joint_names_are_parted_by_the_words_of_the_language(language: str, text: str, expected: list[str]) -> None:
    assert names(language, text)[:len(expected)] == expected


@pytest.mark.parametrize(
    ("language", "text", "force", "expected"),
    [
        ("en", "Notes the respective roles and mandates, and invites the Governments of Northland and Southland to agree;", "invite", ["Governments of Northland", "Southland"]),
        ("en", "Underscores the authority of the Dispute and Appeals Tribunals to count lamps, and requests the Secretary-General to report thereon;", "request", ["Secretary-General"]),
        ("fr", "Félicite le Secrétaire général d’avoir compté les lampes et l’encourage à poursuivre ses efforts ;", "encourage", []),
        ("fr", "Prend note de l’état des lampes et insiste auprès du Directeur du port pour qu’il les répare ;", "urge", ["Directeur du port"]),
        ("es", "Encomia al Secretario General por las lámparas y lo alienta a que prosiga su labor;", "encourage", []),
        ("ru", "вновь обращается к Департаменту с просьбой подготовить план;", "request", ["Департаменту"]),
        ("zh", "注意到灯塔；大力敦促秘书长改进这一做法；", "urge", ["秘书长"]),
        ("ar", "تكرر دعوة الدول الأعضاء إلى مواصلة العمل؛", "invite", ["الدول الأعضاء"]),
    ],
)
def test_a_second_verb_asks_and_a_noun_that_looks_like_one_does_not(language: str, text: str, force: str, expected: list[str]) -> None:
    assert paragraph(language, text).force == force
    assert names(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Decides that the Ports Committee shall hold three sessions;", ["Ports Committee"]),
        ("fr", "Décide que le Directeur du port fera rapport au Conseil sur l’état des lampes ;", ["Directeur du port"]),
        ("es", "Decide que el Comité de Puertos celebre tres períodos de sesiones;", ["Comité de Puertos"]),
        ("ru", "постановляет, что Комитет по портам проведет три сессии;", ["Комитет по портам"]),
        ("zh", "决定港口委员会应举行三届会议；", ["港口委员会"]),
        ("ar", "تقرر أن يقدم الأمين العام تقريرا؛", ["الأمين العام"]),
    ],
)
def test_who_is_to_do_what_is_decided(language: str, text: str, expected: list[str]) -> None:
    assert paragraph(language, text).force == "resolve"
    assert names(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Encourages continued collaboration between the Ports Office and the Lamp Council;"),
        ("fr", "Encourage la coordination entre le Département des ports et le Bureau des phares ;"),
        ("ar", "تشجع التنسيق بين إدارة الموانئ ومكتب المنارات؛"),
        ("zh", "欢迎并鼓励地方、国家、区域和国际各级加强对话的各种举措；"),
    ],
)
def test_what_is_encouraged_is_no_addressee(language: str, text: str) -> None:
    assert names(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Solicita al Comité de Faros que la informe en su septuagésimo sexto período de sesiones;"),
        ("ru", "просит Комитет по маякам представить Генеральной Ассамблее доклад на ее семьдесят шестой сессии;"),
        ("zh", "请秘书长在第七十六届会议续会期间报告灯塔状况；"),
    ],
)
def test_its_session_is_that_of_the_body_that_hears_the_report(language: str, text: str) -> None:
    due = paragraph(language, text).due
    assert due.value == {"body": "unga", "which": "named", "relation": "at", "number": "76"}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru"])
def test_what_takes_effect_by_the_decision_itself_asks_nobody(language: str) -> None:
    text = {
        "en": "Decides to abolish one post of lamp keeper;", "fr": "Décide de supprimer un poste de gardien de phare ;",
        "es": "Decide suprimir un puesto de farero;", "ru": "постановляет упразднить одну должность смотрителя маяка;",
    }[language]
    assert asked(language, (text, "resolve", "1", None, None), body="unga").mandates == []


@pytest.mark.parametrize(
    ("language", "call", "text", "expected"),
    [
        ("en", "decides", "to instruct the Secretary-General to report to the Council at its 2032 session;", "Secretary-General"),
        ("fr", "décide", "de charger le Secrétaire général de faire rapport au Conseil à sa session de 2032;", "Secrétaire général"),
        ("es", "acuerda", "encargar al Secretario General que informe al Consejo en su reunión de 2032;", "Secretario General"),
        ("ru", "решает", "поручить Генеральному секретарю представить Совету на его сессии 2032 года отчет;", "Генеральному секретарю"),
        ("ar", "يقرر", "أن يكلف الأمين العام برفع تقرير إلى المجلس في دورته لعام 2032؛", "الأمين العام"),
        ("zh", "决定", "责成秘书长向理事会2032年会议报告；", "秘书长"),
    ],
)
def test_a_decision_to_instruct_is_an_instruction(language: str, call: str, text: str, expected: str) -> None:
    mandate = item(language, call, text, body="council")
    assert (mandate.force, [one.text for one in mandate.addressees]) == ("instruct", [expected])
    assert mandate.due.value == {"body": "council", "which": "named", "relation": "at", "year": 2032}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Invites international, regional, national and local partners and the private sector to provide support;", "international, regional, national and local partners"),
        ("fr", "Invite les partenaires internationaux, régionaux, nationaux et locaux et le secteur privé à fournir un appui ;", "partenaires internationaux, régionaux, nationaux et locaux"),
        ("es", "Invita a los asociados internacionales, regionales y nacionales y al sector privado a que presten apoyo;", "asociados internacionales, regionales y nacionales"),
        ("ru", "предлагает международным, региональным и национальным партнерам и частному сектору оказывать поддержку;", "международным, региональным и национальным партнерам"),
        ("ar", "تدعو المنظمات الدولية والإقليمية والقطاع الخاص إلى تقديم الدعم؛", "المنظمات الدولية والإقليمية"),
    ],
)
def test_adjectives_of_one_noun_are_one_name(language: str, text: str, expected: str) -> None:
    found = paragraph(language, text).addressees
    assert [one.text for one in found][0] == expected
    assert found[1].actor == "private-sector"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Décide que le Sommet des ports se tiendra en mai 2032 ;", ["Sommet des ports"]),
        ("es", "Decide que la Cumbre de los Puertos se celebrará en mayo de 2032;", ["Cumbre de los Puertos"]),
        ("ru", "просит Специальный комитет впредь до окончания работ рассматривать вопрос о маяках;", ["Специальный комитет"]),
        ("es", "Alienta a la Iniciativa Puertos Seguros a adoptar medidas;", ["Iniciativa Puertos Seguros"]),
        ("fr", "Recommande que, dans le cadre de leurs efforts pour les petits ports, les États coopèrent ;", ["États"]),
        ("en", "Recommends that, in their efforts for small ports, States cooperate;", ["States"]),
    ],
)
def test_a_name_ends_before_the_words_of_its_verb_and_stands_behind_what_is_put_in(language: str, text: str, expected: list[str]) -> None:
    assert names(language, text) == expected


LISTED = {
    "en": "Calls for immediate action, and in this regard:\n(a)\tRequests the Secretary-General to count the lights;\n(b)\tReiterates its call for the Secretary-General to report.\n",
    "fr": "Demande que des mesures soient prises, et à cet égard :\na)\tPrie le Secrétaire général de compter les feux ;\nb)\tdemande de nouveau au Secrétaire général de faire rapport.\n",
    "zh": "呼吁立即采取行动，为此：\n(a)\t请秘书长清点灯塔；\n(b)\t再次呼吁秘书长提出报告。\n",
}
OPENINGS = {"en": "12/7. Harbour lights\nThe General Assembly,\n1.\t", "fr": "12/7. Feux de port\nL’Assemblée générale,\n1.\t", "zh": "12/7. 港口灯塔\n大会，\n1.\t"}


@pytest.mark.parametrize("language", LISTED)
def test_an_item_with_a_verb_of_its_own_asks_whom_it_names_where_the_call_asks_nobody(language: str) -> None:
    text = read((OPENINGS[language] + LISTED[language]).encode(), "a.txt")
    asked_in = {one.provision: [name.actor for name in one.addressees] for one in text.mandates}
    assert asked_in["op.1.a"] == asked_in["op.1.b"] == ["un-secretary-general"]


def test_a_verb_that_opens_an_item_says_what_the_one_named_above_is_to_do() -> None:
    text = read("12/7. 港口灯塔\n大会，\n1.\t促请各国：\n(a)\t鼓励企业修缮灯塔；\n(b)\t支持港口。\n".encode(), "a.txt")
    assert [[name.text for name in one.addressees] for one in text.mandates] == [["各国"], ["各国"]]


def test_an_item_that_says_who_does_what_without_a_word_of_duty() -> None:
    raw = "RECOMMENDATION 4 (Selmouth, 2030)\nLights\nThe Plenipotentiary Conference (Selmouth, 2030),\nrecommends\n1\tthat Member States work with the Union on lights;\n2\tto keep lamps.\n"
    found = [[name.text for name in one.addressees] for one in read(raw.encode(), "a.txt").mandates]
    assert found[0] == ["Member States"]
