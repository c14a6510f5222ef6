"""Provisions of invented texts: groups, items, own verbs, reports, annexes, flattened changes, problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from textengine import Text, read

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

ITU_STYLE = """RÉSOLUTION 9 (Rév. Valmarin, 2031)
Balises des petits ports
(Valmarin, 2031; Ostreville, 2027)
L'Assemblée des ports (Valmarin, 2031),
considérant
a)\tque les balises vieillissent;
b)\tque deux points restent ouverts:
i)\tle coût;
ii)\tle délai,
décide
1\tde remplacer les balises;
2\tde revoir la Résolution 4 (Rév. Ostreville),
charge le Secrétaire
de faire rapport chaque année.
Annexe
•\tRelever les balises.
"""

OWN_VERBS = """12/7. Harbour lights
The General Assembly,
Recalling its resolution 11/3 of 4 May 2030 on harbour lights and their keepers,
Deeply concerned that lights fail more often than before in the small ports,
1.\tRequests the Secretary-General:
(a)\tTo count the lights;
(b)\tTo report to the Assembly;
2.\tDecides to remain seized of the matter.
"""

FLATTENED = """Proposition
Il est proposé d'apporter des modifications à la Résolution 9, comme indiqué ci-après.
(Ostreville, 2027; Valmarin, 2031)
L'Assemblée des ports (Ostreville, 2027Valmarin, 2031),
reconnaissant
a)\tque les balises vieillissent;
b)\tque les câbles sont chers;
cb)\tque les ports sont petits;
reconnaissant en outre
a)\tque le fonds est vide,
dc)\tque les gardiens manquent,
décide
1\tde remplacer les balises.
"""

REPORT = """Résumé
Le Conseil a demandé un rapport sur les balises des petits ports.
Suite à donner
Le Conseil est invité à prendre note du présent rapport.
____________

1\tRappel
1.1\tLe Conseil a adopté en 2030 un plan de remplacement des balises.
1.2\tTrois conditions sont posées:
a)\tla balise est ancienne;
b)\tle port est petit.
"""


def reading(text: str) -> Text:
    """The reading of a plain text."""
    return read(text.encode(), "text.txt")


def rows(text: Text) -> list[tuple[str, str | None, str | None]]:
    """Part, label and call of the provisions."""
    return [(one.part, one.label, one.call) for one in text.provisions]


def test_head_and_groups() -> None:
    text = reading(ITU_STYLE)
    assert (text.language, text.kind, text.number, text.place, text.year, text.revised) == (
        "fr", "resolution", "9", "Valmarin", 2031, True,
    )
    assert text.title == "Balises des petits ports"
    assert rows(text) == [
        ("preamble", None, "considering"), ("preamble", "a", "considering"), ("preamble", "b", "considering"),
        ("preamble", "i", "considering"), ("preamble", "ii", "considering"), ("operative", None, "resolve"),
        ("operative", "1", "resolve"), ("operative", "2", "resolve"), ("operative", None, "instruct"),
        ("operative", None, "instruct"), ("annex", "•", None),
    ]
    by_label = {one.label: one for one in text.provisions if one.part == "preamble"}
    assert by_label["ii"].parent == by_label["b"].id


def test_slips_are_problems_and_stay() -> None:
    text = reading(ITU_STYLE)
    assert {"revision-without-year", "history-out-of-order"} <= {one.code for one in text.problems}
    assert "(Rév. Ostreville)" in text.text


def test_spans_give_the_text() -> None:
    for sample in (ITU_STYLE, OWN_VERBS, FLATTENED, REPORT):
        text = reading(sample)
        for one in text.provisions:
            assert text.text[one.span.start:one.span.end].split() == one.text.split()
        assert len({one.id for one in text.provisions}) == len(text.provisions)


def test_paragraphs_with_their_own_verbs() -> None:
    text = reading(OWN_VERBS)
    assert (text.number, text.title) == ("12/7", "Harbour lights")
    assert rows(text) == [
        ("preamble", None, "recalling"), ("preamble", None, "concerned"), ("operative", "1", "request"),
        ("operative", "a", None), ("operative", "b", None), ("operative", "2", "resolve"),
    ]
    assert text.provisions[3].parent == text.provisions[2].id
    assert text.provisions[2].parent is None


def test_doubled_labels_prove_what_is_gone() -> None:
    text = reading(FLATTENED)
    assert text.kind == "proposal"
    assert text.amends is not None and (text.amends.number, text.amends.year) == ("9", 2027)
    states = [(one.label, one.label_base, one.state) for one in text.provisions if one.part == "preamble"]
    assert states == [
        (None, None, "both"), ("a", None, "both"), ("b", None, "base"), ("b", "c", "both"),
        (None, None, "base"), ("a", None, "base"), ("c", "d", "both"),
    ]
    last = [one for one in text.provisions if one.part == "preamble"][-1]
    assert last.parent == text.provisions[1].id
    assert {"doubled-label", "fused-words"} <= {one.code for one in text.problems}


def test_report() -> None:
    text = reading(REPORT)
    assert text.kind == "report"
    assert [(one.part, one.label) for one in text.provisions] == [
        ("front", None), ("front", None), ("body", "1.1"), ("body", "1.2"), ("body", "a"), ("body", "b"),
    ]
    assert text.provisions[-1].parent == text.provisions[3].id


@pytest.mark.parametrize(
    ("sample", "language"),
    [
        ("La Asamblea General,\nRecordando su resolución 11/3 sobre los faros de los puertos,\n1.\tDecide contar los faros.\n", "es"),
        ("Генеральная Ассамблея,\nссылаясь на свою резолюцию 11/3 о маяках и портах,\n1.\tпостановляет считать маяки в портах.\n", "ru"),
        ("大会，\n回顾其关于港口灯塔的第11/3号决议，\n1.\t决定在下一届会议上审议灯塔的状况。\n", "zh"),
        ("إن الجمعية العامة،\nإذ تشير إلى قرارها 11/3 عن المنائر في الموانئ،\n1 -\tتقرر أن تعد المنائر في الموانئ.\n", "ar"),
    ],
)
def test_six_languages(sample: str, language: str) -> None:
    text = reading(sample)
    assert text.language == language
    assert rows(text) == [("preamble", None, "recalling"), ("operative", "1", "resolve")]


@pytest.mark.parametrize(
    ("call", "goes_on"),
    [
        ("charge le Secrétaire", "conformément à son initiative en la matière:"),
        ("charge le Secrétaire", "dans la limite des ressources disponibles,"),
    ],
)
def test_a_line_between_a_call_and_its_items_belongs_to_the_call(call: str, goes_on: str) -> None:
    text = reading(ITU_STYLE.replace("charge le Secrétaire\nde faire rapport chaque année.", f"{call}\n{goes_on}\n1\tde faire rapport au Conseil;\n2\tde compter les balises."))
    heads = [one for one in text.provisions if one.call_text is not None]
    assert heads[-1].call_text == f"{call} {goes_on}"
    assert [one.call for one in text.provisions if one.parent == heads[-1].id] == ["instruct", "instruct"]


def test_text_without_structure_is_kept() -> None:
    text = reading("Lorem ipsum dolor sit amet.\nConsectetur adipiscing elit.\n")
    assert text.kind == "other"
    assert [one.part for one in text.provisions] == ["body", "body"]
    assert text.problems


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside the repository")
@pytest.mark.parametrize(
    ("start", "head"),
    [
        ("000", ("report", None, None)), ("001", ("resolution", "wtsa", "68")), ("002", ("proposal", "wtsa", "44")),
        ("003", ("information", None, None)), ("004", ("resolution", "wtdc", "21")),
    ],
)
def test_seeds(start: str, head: tuple[str, str | None, str | None]) -> None:
    file = next(SEEDS.glob(f"{start}_*.txt"))
    text = read(file.read_bytes(), file.name)
    assert (text.kind, text.body, text.number) == head
