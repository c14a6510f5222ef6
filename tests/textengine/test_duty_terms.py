"""Who, with whom, to whom, for whom, by when and within which limits: invented duties in six languages."""

import pytest

from tests.textengine.asking import asked, item, paragraph
from textengine.pipeline import Draft

SECRETARY = {
    "en": "Requests the Secretary-General to light the lamps of the harbour;",
    "fr": "Prie le Secrétaire général d’allumer les lampes du port ;",
    "es": "Solicita al Secretario General que encienda las lámparas del puerto;",
    "ru": "просит Генерального секретаря зажечь фонари гавани;",
    "zh": "请秘书长点亮港口的灯；",
    "ar": "تطلب إلى الأمين العام أن يضيء مصابيح الميناء؛",
}


@pytest.mark.parametrize("language", SECRETARY)
def test_the_body_that_speaks_says_whose_secretary_general_is_meant(language: str) -> None:
    for body, code in (("unga", "un-secretary-general"), ("pp", "secretary-general")):
        assert [named.actor for named in paragraph(language, SECRETARY[language], body).addressees] == [code]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Urges States, the United Nations system and the private sector to share lamps;", ["member-states", "un-agencies", "private-sector"]),
        ("fr", "Engage les États, le système des Nations Unies et le secteur privé à partager leurs lampes ;", ["member-states", "un-agencies", "private-sector"]),
        ("es", "Exhorta a los Estados, al sistema de las Naciones Unidas y al sector privado a que compartan lámparas;", ["member-states", "un-agencies", "private-sector"]),
        ("ru", "призывает государства, организации системы Организации Объединенных Наций и частный сектор делиться фонарями;", ["member-states", "un-agencies", "private-sector"]),
        ("zh", "促请各国、联合国系统和私营部门分享灯具；", ["member-states", "un-agencies", "private-sector"]),
        ("ar", "تهيب بالدول ومنظومة الأمم المتحدة والقطاع الخاص أن تتقاسم المصابيح؛", ["member-states", "un-agencies", "private-sector"]),
    ],
)
def test_joint_addressees_are_told_one_by_one(language: str, text: str, codes: list[str]) -> None:
    assert [named.actor for named in paragraph(language, text).addressees] == codes


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Calls for the prompt repair of the lamps;"),
        ("fr", "Appelle à la réparation rapide des lampes ;"),
        ("es", "Pide que se reparen las lámparas;"),
        ("ru", "призывает к скорейшему ремонту фонарей;"),
        ("ar", "تدعو إلى الإصلاح السريع للمصابيح؛"),
        ("en", "Encourages new approaches to the repair of lamps;"),
    ],
)
def test_what_is_called_for_is_nobody_who_is_asked(language: str, text: str) -> None:
    assert paragraph(language, text).addressees == ()


@pytest.mark.parametrize(
    ("language", "text", "force"),
    [
        ("en", "Welcomes the new lamps, and requests the Secretary-General to count them;", "request"),
        ("fr", "Se félicite des nouvelles lampes et prie le Secrétaire général de les compter ;", "request"),
        ("es", "Acoge con beneplácito las nuevas lámparas y solicita al Secretario General que las cuente;", "request"),
        ("ru", "приветствует новые фонари и просит Генерального секретаря сосчитать их;", "request"),
        ("zh", "欢迎新的灯具，并请秘书长清点；", "request"),
        ("ar", "ترحب بالمصابيح الجديدة، وتطلب إلى الأمين العام أن يحصيها؛", "request"),
        ("en", "Reiterates its request to the Secretary-General to count the lamps;", "request"),
        ("fr", "Prie instamment le Secrétaire général de compter les lampes ;", "urge"),
    ],
)
def test_a_paragraph_that_first_notes_has_the_force_of_its_charge(language: str, text: str, force: str) -> None:
    mandate = paragraph(language, text)
    assert (mandate.force, [named.actor for named in mandate.addressees]) == (force, ["un-secretary-general"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Requests the Secretary-General to submit to the General Assembly at its ninety-second session a report on lamps;"),
        ("fr", "Prie le Secrétaire général de présenter à l’Assemblée générale à sa quatre-vingt-douzième session un rapport sur les lampes ;"),
        ("es", "Solicita al Secretario General que presente a la Asamblea General en su nonagésimo segundo período de sesiones un informe sobre las lámparas;"),
        ("ru", "просит Генерального секретаря представить Генеральной Ассамблее на ее девяносто второй сессии доклад о фонарях;"),
        ("zh", "请秘书长向大会第九十二届会议提交关于灯具的报告；"),
        ("ar", "تطلب إلى الأمين العام أن يقدم إلى الجمعية العامة في دورتها الثانية والتسعين تقريرا عن المصابيح؛"),
    ],
)
def test_a_numbered_session_is_a_receiver_and_a_time(language: str, text: str) -> None:
    mandate = paragraph(language, text)
    assert [named.actor for named in mandate.report_to] == ["unga"]
    assert mandate.due.value == {"body": "unga", "which": "named", "number": "92", "relation": "at"}


@pytest.mark.parametrize(
    ("language", "call", "text"),
    [
        ("en", "instructs the Director of the Telecommunication Standardization Bureau", "to report on lamps to the next Plenipotentiary Conference;"),
        ("fr", "charge le Directeur du Bureau de la normalisation des télécommunications", "de faire rapport sur les lampes à la prochaine Conférence de plénipotentiaires;"),
        ("es", "encarga al Director de la Oficina de Normalización de las Telecomunicaciones", "que informe sobre las lámparas a la próxima Conferencia de Plenipotenciarios;"),
        ("ru", "поручает Директору Бюро стандартизации электросвязи", "представить отчет о фонарях следующей Полномочной конференции;"),
        ("zh", "责成电信标准化局主任", "向下一届全权代表大会报告灯具情况；"),
        ("ar", "تكلف مدير مكتب تقييس الاتصالات", "بأن يقدم تقريراً عن المصابيح إلى مؤتمر المندوبين المفوضين المقبل؛"),
    ],
)
def test_the_next_conference_is_a_receiver_and_a_time(language: str, call: str, text: str) -> None:
    mandate = item(language, call, text)
    assert [named.actor for named in mandate.addressees] == ["tsb-director"]
    assert [named.actor for named in mandate.report_to] == ["pp"]
    assert mandate.due.value == {"body": "pp", "which": "next", "relation": "at"}


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "to paint the lamps by 3 May 2041;", "2041-05-03"),
        ("fr", "de peindre les lampes avant le 3 mai 2041;", "2041-05-03"),
        ("es", "que pinte las lámparas antes del 3 de mayo de 2041;", "2041-05-03"),
        ("ru", "покрасить фонари до 3 мая 2041 года;", "2041-05-03"),
        ("zh", "在2041年5月3日之前粉刷灯具；", "2041-05-03"),
        ("ar", "بأن يطلي المصابيح قبل 3 مايو 2041؛", "2041-05-03"),
        ("en", "to paint the lamps by the end of 2041;", "2041"),
        ("en", "to paint the lamps before March 2041;", "2041-03"),
        ("en", "to paint the lamps by the end of the 2038-2041 study period;", "2041"),
    ],
)
def test_a_day_is_computed_as_far_as_the_words_go(language: str, text: str, day: str) -> None:
    calls = {
        "en": "instructs the Secretary-General", "fr": "charge le Secrétaire général", "es": "encarga al Secretario General",
        "ru": "поручает Генеральному секретарю", "zh": "责成秘书长", "ar": "تكلف الأمين العام",
    }
    due = item(language, calls[language], text).due
    assert (due.kind, due.value) == ("date", {"date": day})


@pytest.mark.parametrize(
    ("language", "text", "every"),
    [
        ("en", "to count the lamps every two years;", "P2Y"),
        ("fr", "de compter les lampes tous les deux ans;", "P2Y"),
        ("en", "to present periodic reports on lamps;", None),
        ("fr", "de présenter un rapport périodique sur les lampes;", None),
    ],
)
def test_a_rhythm_may_have_no_period(language: str, text: str, every: str | None) -> None:
    call = {"en": "instructs the Secretary-General", "fr": "charge le Secrétaire général"}[language]
    assert item(language, call, text).due.value == {"every": every}


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "Invites States, within their mandates and existing resources, to lend lamps, where appropriate;", ["means", "discretion"]),
        ("fr", "Invite les États à prêter des lampes, selon qu’il conviendra, conformément à leur législation nationale ;", ["discretion", "scope"]),
        ("es", "Invita a los Estados a que presten lámparas, en la medida de lo posible y previa solicitud;", ["feasibility", "request"]),
        ("ru", "предлагает государствам в рамках имеющихся ресурсов и по запросу предоставлять фонари;", ["means", "request"]),
        ("zh", "邀请各国在现有资源范围内酌情出借灯具；", ["means", "discretion"]),
        ("ar", "تدعو الدول إلى أن تعير المصابيح، عند الطلب، في حدود الموارد المتاحة؛", ["request", "means"]),
        ("en", "Invites States, subject to the approval of the General Assembly, to lend lamps;", ["consent"]),
        ("en", "Requests the Secretary-General, in accordance with the rules of procedure, to count the lamps;", []),
        ("en", "Decides to include in its agenda the item entitled “Lamps, where appropriate”;", []),
    ],
)
def test_conditions_have_a_kind_and_grounds_have_none(language: str, text: str, kinds: list[str]) -> None:
    assert [limit.kind for limit in paragraph(language, text).limits] == kinds


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Requests the Secretary-General, in close cooperation with UNESCO and the regional commissions, to mend the lamps;"),
        ("fr", "Prie le Secrétaire général, en étroite coopération avec l’UNESCO et les commissions régionales, de réparer les lampes ;"),
        ("es", "Solicita al Secretario General que, en estrecha cooperación con la UNESCO y las comisiones regionales, repare las lámparas;"),
        ("ru", "просит Генерального секретаря в тесном сотрудничестве с ЮНЕСКО и региональными комиссиями отремонтировать фонари;"),
    ],
)
def test_those_to_work_with_are_no_addressees(language: str, text: str) -> None:
    mandate = paragraph(language, text)
    assert [named.actor for named in mandate.addressees] == ["un-secretary-general"]
    assert mandate.with_[0].actor == "unesco" and len(mandate.with_) == 2


@pytest.mark.parametrize(
    ("language", "call", "text"),
    [
        ("en", "instructs the Secretary-General", "to assist developing countries in mending lamps;"),
        ("fr", "charge le Secrétaire général", "d'aider les pays en développement à réparer les lampes;"),
        ("es", "encarga al Secretario General", "que ayude a los países en desarrollo a reparar las lámparas;"),
        ("ru", "поручает Генеральному секретарю", "оказывать помощь развивающимся странам в ремонте фонарей;"),
        ("zh", "责成秘书长", "协助发展中国家修理灯具；"),
        ("ar", "تكلف الأمين العام", "بأن يساعد البلدان النامية في إصلاح المصابيح؛"),
    ],
)
def test_whom_one_is_to_help_benefits(language: str, call: str, text: str) -> None:
    assert [named.actor for named in item(language, call, text, "pp").beneficiaries] == ["developing-countries"]


def test_a_class_in_the_title_of_a_programme_benefits_from_nothing() -> None:
    mandate = paragraph("en", "Requests the Secretary-General to print the Programme of Lamps for Small Island Developing States;")
    assert mandate.beneficiaries == ()


@pytest.mark.parametrize(("body", "code"), [("wtsa", "itu-t-study-groups"), ("wtdc", "itu-d-study-groups"), ("pp", "study-groups")])
def test_study_groups_are_those_of_the_sector_whose_assembly_speaks(body: str, code: str) -> None:
    assert [named.actor for named in item("en", "instructs the study groups", "to measure lamps;", body).addressees] == [code]


def test_several_directors_share_one_head() -> None:
    mandate = item(
        "fr", "charge le Secrétaire général, en collaboration avec les Directeurs du Bureau des radiocommunications et du"
        " Bureau de développement des télécommunications", "de compter les lampes;", "pp",
    )
    assert [named.actor for named in mandate.with_] == ["br-director", "bdt-director"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_decision_that_takes_effect_by_itself_asks_nobody(language: str) -> None:
    texts = {
        "en": ("Decides to approve the list of lamps;", "Decides to convene a meeting on lamps;"),
        "fr": ("Décide d’approuver la liste des lampes ;", "Décide de convoquer une réunion sur les lampes ;"),
    }
    effect, act = texts[language]
    assert asked(language, (effect, "resolve", "1", None, None)).mandates == []
    assert len(asked(language, (act, "resolve", "1", None, None)).mandates) == 1


def provisions(draft: Draft) -> list[str]:
    """Which provisions carry a duty."""
    return [one.provision for one in draft.mandates]


def test_what_a_report_is_to_contain_is_no_duty_of_its_own() -> None:
    draft = asked(
        "en",
        ("Requests the Secretary-General to submit a report containing:", "request", "1", None, None),
        ("A list of the lamps lit;", None, "a", "op0", None),
        ("Requests the Secretary-General:", "request", "2", None, None),
        ("To light the lamps;", None, "a", "op2", None),
        body="unga",
    )
    assert provisions(draft) == ["op0", "op3"]
    assert draft.mandates[1].addressees[0].actor == "un-secretary-general"


def test_instances_of_an_act_are_no_duties_and_its_steps_are() -> None:
    draft = asked(
        "en",
        ("instructs the Secretary-General", "instruct", None, None, None),
        ("to continue to review:", None, "1", "op0", None),
        ("the lamps of the harbour;", None, "i", "op1", None),
        ("to assist developing countries, upon request:", None, "2", "op0", None),
        ("by lending lamps each year;", None, "i", "op3", None),
        body="pp",
    )
    assert provisions(draft) == ["op2", "op4"]
    lent = draft.mandates[1]
    assert [named.actor for named in lent.beneficiaries] == ["developing-countries"]
    assert [limit.kind for limit in lent.limits] == ["request"]


@pytest.mark.parametrize(
    ("language", "text", "addressee"),
    [
        ("en", "The Committee asked the President to write to the lamplighters.", "President"),
        ("fr", "Le Comité demande au Bureau de compter les lampes.", "Bureau"),
        ("fr", "Charge le Bureau de compter les lampes.", "Bureau"),
    ],
)
def test_minutes_ask_in_plain_paragraphs(language: str, text: str, addressee: str) -> None:
    draft = asked(language, (text, None, None, None, None), part="body", kind="other")
    assert [named.text for one in draft.mandates for named in one.addressees] == [addressee]
    assert asked(language, (text, None, None, None, None), part="body", kind="report").mandates == []


def test_a_task_of_an_annexed_plan_names_all_who_act() -> None:
    draft = asked(
        "en",
        ("What the Secretary-General does, in cooperation with UNESCO:", None, "1", None, None),
        ("Counting of lamps.", None, "•", "op0", None),
        part="annex", body="pp",
    )
    (task,) = draft.tasks
    assert ([named.actor for named in task.addressees], [named.actor for named in task.with_]) == (["secretary-general"], ["unesco"])


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Calls upon all States and the United Nations system, as well as other relevant international organizations, as appropriate, to lend lamps;",
         ["member-states", "un-agencies", "international-organizations"]),
        ("en", "Urges Member States, in particular developed countries, to lend lamps;", ["member-states", "developed-countries"]),
        ("en", "Urges all States, reaffirming their love of lamps, urgently to lend them;", ["member-states"]),
        ("en", "Requests that the Secretary-General submit a report on lamps;", ["un-secretary-general"]),
        ("en", "Reiterates its request to Member States and the Security Council to lend lamps;", ["member-states", "unsc"]),
        ("en", "Requests the United Nations Office on Drugs and Crime and the Human Rights Council to count lamps;", ["unodc", "hrc"]),
        ("fr", "Prie le Conseil de sécurité et le Haut-Commissariat des Nations Unies aux droits de l’homme de compter les lampes ;", ["unsc", "ohchr"]),
        ("es", "Invita al Presidente de la Asamblea General y al Consejo de Derechos Humanos a que cuenten las lámparas;", ["pga", "hrc"]),
        ("ru", "рекомендует Комиссии по наркотическим средствам и Управлению Организации Объединенных Наций по наркотикам и преступности считать фонари;", ["cnd", "unodc"]),
        ("ru", "призывает все государства и систему Организации Объединенных Наций, сообразно обстоятельствам, давать фонари;", ["member-states", "un-agencies"]),
        ("ru", "рекомендует государствам-членам, в частности развитым странам, давать фонари;", ["member-states", "developed-countries"]),
        ("ru", "просит Генерального секретаря раз в два года считать фонари;", ["un-secretary-general"]),
        ("zh", "促请所有国家和联合国系统以及其他相关国际组织酌情出借灯具；", ["member-states", "un-agencies", "international-organizations"]),
        ("zh", "鼓励联合国毒品和犯罪问题办公室和人权理事会清点灯具；", ["unodc", "hrc"]),
        ("zh", "呼吁大力加强灯具的核查；", []),
        ("ar", "تهيب بجميع الدول ومنظومة الأمم المتحدة أن تعير المصابيح؛", ["member-states", "un-agencies"]),
        ("ar", "تطلب إلى مجلس الأمن ومجلس حقوق الإنسان إحصاء المصابيح؛", ["unsc", "hrc"]),
        ("en", "Encourages collaboration between the offices on lamps;", []),
    ],
)
def test_addressees_of_united_nations_paragraphs(language: str, text: str, codes: list[str]) -> None:
    assert [named.actor for named in paragraph(language, text).addressees] == codes


@pytest.mark.parametrize(
    ("language", "text", "receiver"),
    [
        ("en", "Requests the Secretary-General to report to the Security Council every 90 days;", "unsc"),
        ("fr", "Prie le Secrétaire général de faire rapport au Conseil de sécurité tous les 90 jours ;", "unsc"),
        ("es", "Solicita al Secretario General que informe al Consejo de Seguridad cada 90 días;", "unsc"),
        ("ru", "просит Генерального секретаря докладывать Совету Безопасности каждые 90 дней;", "unsc"),
        ("zh", "请秘书长每90天向安全理事会报告一次；", "unsc"),
        ("ar", "تطلب إلى الأمين العام أن يقدم تقريرا إلى مجلس الأمن كل 90 يوما؛", "unsc"),
    ],
)
def test_a_rhythm_of_days_and_who_receives(language: str, text: str, receiver: str) -> None:
    mandate = paragraph(language, text)
    assert [named.actor for named in mandate.report_to] == [receiver]
    assert mandate.due.value == {"every": "P90D"}


def test_a_part_of_a_session_is_a_time() -> None:
    due = paragraph("en", "Requests the Secretary-General to report before the end of the main part of its seventy-eighth session;").due
    assert due.text == "before the end of the main part of its seventy-eighth session"
    assert due.value == {"body": "unga", "which": "named", "number": "78", "relation": "before"}


@pytest.mark.parametrize(
    ("language", "call", "text", "words"),
    [
        ("en", "instructs the Council", "to count the lamps at its 2025 session;", "at its 2025 session"),
        ("fr", "charge le Conseil", "de compter les lampes à sa session de 2025;", "à sa session de 2025"),
        ("ru", "поручает Совету", "сосчитать фонари на своей сессии 2025 года;", "на своей сессии 2025 года"),
        ("zh", "责成理事会", "在其2025年会议上清点灯具；", "在其2025年会议上"),
        ("ar", "يكلف المجلس", "بإحصاء المصابيح في دورته لعام 2025؛", "في دورته لعام 2025"),
    ],
)
def test_its_session_is_that_of_the_body_that_is_asked(language: str, call: str, text: str, words: str) -> None:
    due = item(language, call, text, "pp").due
    assert (due.text, due.value) == (words, {"body": "council", "which": "named", "year": 2025, "relation": "at"})


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("zh", "在下届全权代表大会之前清点灯具；", {"body": "pp", "which": "next", "relation": "before"}),
        ("zh", "在六个月内清点灯具；", None),
        ("es", "que cuente las lámparas antes de que finalice 2026;", {"date": "2026"}),
        ("en", "to report each month on the lamps;", {"every": "P1M"}),
        ("en", "to count the lamps as amended by the 1972 Protocol;", None),
        ("en", "to carry out the outcome document of the thirtieth special session of the General Assembly;", None),
    ],
)
def test_times_and_what_is_none(language: str, text: str, value: dict[str, str] | None) -> None:
    calls = {"en": "instructs the Secretary-General", "es": "encarga al Secretario General", "zh": "责成秘书长"}
    assert item(language, calls[language], text, "pp").due.value == value


@pytest.mark.parametrize(
    ("language", "text", "body", "words"),
    [
        ("en", "to report on lamps to WTSA-28;", "wtsa", "to WTSA-28"),
        ("en", "to report to the ITU Council in 2027 on lamps;", "council", "to the ITU Council in 2027"),
        ("en", "to count the lamps before the plenipotentiary conference of 2026;", "pp", "before the plenipotentiary conference of 2026"),
        ("fr", "de présenter à l'AMNT-28 un rapport sur les lampes;", "wtsa", "à l'AMNT-28"),
        ("fr", "de faire rapport au Conseil en 2027 sur les lampes;", "council", "au Conseil en 2027"),
        ("es", "que presente un informe a la AMNT-28 sobre las lámparas;", "wtsa", "a la AMNT-28"),
        ("en", "to apply what was told to WTSA-20 on lamps;", None, None),
        ("en", "to light the lamps named by WTSA-28;", None, None),
        ("en", "to report to the Director of the Telecommunication Standardization Bureau in 2027;", None, None),
    ],
)
def test_a_session_is_named_by_the_year_behind_its_body_where_it_is_to_come(language: str, text: str, body: str | None, words: str | None) -> None:
    calls = {"en": "instructs the Secretary-General", "fr": "charge le Secrétaire général", "es": "encarga al Secretario General"}
    due = item(language, calls[language], text, year=2024).due
    assert (due.text, due.kind) == ((words, "meeting") if words else (None, "none"))
    if body:
        assert due.value is not None and (due.value["body"], due.value["which"]) == (body, "named") and due.value["year"] > 2025
        assert due.value["relation"] == ("before" if "before" in text else "at")


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("ru", "просит Генерального секретаря представить Совету по правам человека доклад о фонарях;", ["hrc"]),
        ("ru", "предлагает государствам представлять сведения через Комиссию по наркотическим средствам;", []),
        ("ru", "предлагает государствам сообщать о правах, которые защищает Управление Организации Объединенных Наций по наркотикам и преступности;", []),
        ("fr", "Prie le Secrétaire général de communiquer les lampes conformément à la Convention de Vienne ;", []),
        ("es", "Solicita al Secretario General que informe a la Asamblea General anualmente;", ["unga"]),
    ],
)
def test_who_receives_and_who_does_not(language: str, text: str, codes: list[str]) -> None:
    assert [named.actor for named in paragraph(language, text).report_to] == codes
