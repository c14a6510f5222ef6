"""Phrases are searched only where their literals stand, and give what one alternation gives."""

import re

import pytest

from textengine.languages import languages, words_of
from textengine.rules.phrases import compiled, every_literal, in_order, leftmost, literals, phrases


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("lamps?", ("lamp",)),
        ("light [^;.]{1,30}? lamps", ("light ",)),
        ("(?:old|new) lamps of the port", (" lamps of the port",)),
        ("(?:lantern|lamp)s?", ("lantern", "lamp")),
        (r"\w+ing", ("ing",)),
        (r"(?:red )?\w", ()),
        ("a|lamps", ()),
        ("(?<!red )lamps{2,}", ("lamps",)),
    ],
)
def test_a_literal_is_what_a_phrase_cannot_do_without(body: str, wanted: tuple[str, ...]) -> None:
    assert literals(body) == wanted


def lists() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every list of phrases about conditions and times, by language."""
    found = []
    for language in languages():
        words = words_of(language)
        tables = {**words["mandates"]["limits"], "date": words["dates"]["date"], "with": words["mandates"]["with"]}
        found += [(language, name, tuple(table)) for name, table in tables.items() if table]
    return found


SENTENCES = (
    "to lend lamps by 3 may 2041, in close cooperation with the harbour and within existing resources, where appropriate",
    "de prêter des lampes avant le 3 mai 2041, en collaboration avec le port, dans la limite des ressources disponibles, s'il y a lieu",
    "que preste lámparas antes del 3 de mayo de 2041, en cooperación con el puerto, cuando proceda y previa solicitud",
    "в сотрудничестве с портом до 3 мая 2041 года, в рамках имеющихся ресурсов и по запросу, при необходимости",
    "在现有资源范围内，于2041年5月3日之前应要求酌情出借灯具，并尽可能与港口合作",
    "بالتعاون مع الميناء قبل 3 مايو 2041، في حدود الموارد المتاحة، عند الطلب، حسب الاقتضاء",
)


@pytest.mark.parametrize(("language", "name", "words"), lists(), ids=lambda one: one if isinstance(one, str) else "")
def test_searching_by_literals_finds_what_one_pattern_finds(language: str, name: str, words: tuple[str, ...]) -> None:
    asked = phrases(language, words)
    for text in SENTENCES:
        likely = every_literal(language).likely(text, 0, len(text)).get(asked, asked.always)
        first = leftmost(likely, text, 0, len(text))
        whole = compiled(language, words).search(text)
        assert (first and first.start()) == (whole and whole.start())
        assert [one.start() for one in in_order(likely, text, 0, len(text))][:1] == ([whole.start()] if whole else [])


def test_every_phrase_of_every_language_compiles() -> None:
    for language, _, words in lists():
        for phrase in phrases(language, words).phrases:
            assert isinstance(phrase.regex, re.Pattern)
