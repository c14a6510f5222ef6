"""The verbs that open paragraphs: words of degree around and in them, verbs in no list, calls on another paragraph's line."""

from __future__ import annotations

import pytest

from textengine import read
from textengine.rules.calls import find_call


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "Calls once more upon the parties to open the ports;", "call-upon"), ("en", "Calls, in this regard, upon States to act;", "call-upon"),
        ("en", "Takes further note of the report;", "note"), ("en", "Unequivocally condemns the attacks;", "condemn"),
        ("en", "In this context, requests the Office to report;", "request"), ("en", "Recognising that lamps are old,", "recognizing"),
        ("en", "“Recalling its resolution 70/1,", "recalling"), ("fr", "Prend en outre note du rapport ;", "note"),
        ("fr", "Se déclare gravement préoccupée par l’état des ports ;", "express"), ("fr", "Tout particulièrement préoccupés par les ports,", "concerned"),
        ("fr", "Fait de nouveau appel aux États ;", "appeal"), ("fr", "Solennellement, déclare ouverts les ports ;", "other-operative"),
        ("es", "Toma además nota del informe;", "note"), ("es", "Haciendo hincapié en los puertos,", "emphasizing"),
        ("es", "Encarecidamente insta a los Estados a actuar;", "urge"), ("es", "Profundamente alarmados por los ataques,", "concerned"),
    ],
)
def test_words_of_degree_stand_before_and_in_a_verb(language: str, text: str, code: str) -> None:
    found = find_call(language, text)
    assert found is not None
    assert found[1] == code


@pytest.mark.parametrize(("language", "text"), [("en", "Only the ports are lit"), ("fr", "Le département des ports"), ("es", "Finalmente los puertos")])
def test_an_adverb_before_no_verb_opens_nothing(language: str, text: str) -> None:
    assert find_call(language, text) is None


def calls(raw: str) -> list[tuple[str | None, str | None, str]]:
    text = read(raw.encode(), "a.txt")
    assert all(text.text[one.span.start:one.span.end] == one.text for one in text.provisions)
    return [(one.call if one.parent is None else None, one.label, one.text) for one in text.provisions]


def test_a_call_on_the_line_of_its_first_item() -> None:
    raw = "La Asamblea de los Puertos (Valmarin, 2031),\nconsiderando a)\tque los faros son viejos;\nb)\tque hay que renovarlos,\nresuelve: 1) renovarlos;\n2) contarlos.\n"
    assert calls(raw) == [
        ("considering", None, "considerando"), (None, "a", "que los faros son viejos;"), (None, "b", "que hay que renovarlos,"),
        ("resolve", None, "resuelve:"), (None, "1", "renovarlos;"), (None, "2", "contarlos."),
    ]


def test_a_call_at_the_end_of_the_paragraph_before() -> None:
    raw = (
        "L'Assemblée des ports (Valmarin, 2031), considérant\na)\tque les feux sont vieux;\nb)\tqu'il faut les remplacer, reconnaissant\n"
        "que le fonds est vide, décide\n1\tde remplacer les feux;\n2\tde les compter, charge le Secrétaire:\n1\tde faire rapport;\n2\tde publier.\n"
    )
    assert [(call, label) for call, label, _ in calls(raw)] == [
        ("considering", None), (None, "a"), (None, "b"), ("recognizing", None), (None, None), ("resolve", None), (None, "1"), (None, "2"),
        ("instruct", None), (None, "1"), (None, "2"),
    ]


def test_a_verb_inside_a_sentence_opens_nothing() -> None:
    raw = (
        "The Assembly of the Ports (Valmarin, 2031),\nconsidering\na)\tthe Council, which resolves that\nlamps are red;\nb)\tthe Office:\ni)\tnotes lamps;\nii)\tcounts them,\n"
        "resolves\n1\tto act, and requests that\n2\tthe ports be lit.\n"
    )
    assert [one[0] for one in calls(raw) if one[0]] == ["considering", "resolve"]


def test_a_decision_to_invite_is_a_decision_where_each_paragraph_has_its_verb() -> None:
    raw = "L’Assemblée générale,\nRappelant sa résolution 70/1 du 25 septembre 2015,\n1.\tDécide d’inviter les ports à ses sessions ;\n2.\tPrie le Secrétaire de faire rapport.\n"
    assert [one.call for one in read(raw.encode(), "a.txt").provisions] == ["recalling", "resolve", "request"]
