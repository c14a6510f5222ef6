"""In which language a text is: by script, by words of the genre; what only lies near one of ours is said and not read as it."""

from __future__ import annotations

import pytest

from textengine import read

READABLE = {
    "zh": "意见3：灯塔论坛（2031年，松城），\n认识到\na)\t灯塔有益；", "ru": "Решение 3\nО маяках", "ar": "المقرر 3\nالفنارات",
    "es": "La Asamblea de los Puertos,\nRecordando la resolución de los faros,\n1. Decide crear un fondo para los dos faros;",
    "fr": "L'Assemblée des ports,\nRappelant les résolutions que le Conseil a prises,\n1. Décide de créer un fonds pour les balises;",
}
NEAR = {
    "Portuguese": "A Assembleia,\nReconhecendo que os faróis não são suficientes e que os recursos para a sua reparação também são limitados,\n1. Decide criar um fundo para os faróis das ilhas;",
    "Ukrainian": "Асамблея,\nвизнаючи, що маяки не працюють та що кошти на ремонт обмежені,\n1. вирішує створити фонд для маяків;",
    "Bulgarian": "Събранието,\nкато признава, че фаровете не са достатъчни и че средствата са ограничени,\n1. решава да се създаде фонд;",
    "Serbian": "Скупштина,\nпризнајући да светионици нису довољни,\n1. одлучује да оснује фонд за светионике који је потребан;",
    "Persian": "مجمع،\nبا تأکید بر این که منابع برای تعمیر آن محدود است،\n۱- تصمیم می‌گیرد که صندوقی را برای فانوس‌ها ایجاد کند؛",
    "Japanese": "総会は、\n灯台が十分でないことを認識し、\n1. 灯台のための基金を設立することを決定する。",
}


@pytest.mark.parametrize("language", READABLE)
def test_readable_languages_are_named(language: str) -> None:
    """A few lines are enough where the script or the words of the genre say it."""
    assert read(READABLE[language].encode(), "text.txt").language == language


@pytest.mark.parametrize("name", NEAR)
def test_a_neighbour_is_said_and_not_read(name: str) -> None:
    """A text in a language near one of ours has no language, no duties, and a problem that names what it seems to be."""
    text = read(NEAR[name].encode(), "text.txt")
    assert text.language is None and not text.mandates
    (problem,) = [one for one in text.problems if one.code == "language-unsure"]
    assert name in problem.message
    assert "".join(one.text for one in text.provisions).replace(" ", "") in NEAR[name].replace("\n", "").replace(" ", "")
