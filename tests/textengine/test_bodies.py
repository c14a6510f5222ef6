"""Texts of many bodies: the line that names them, the line that names the body, preambles, votes, several texts in one file."""

from __future__ import annotations

import pytest

from textengine import Text, read
from textengine.rules.title_line import title_line


def text_of(raw: str) -> Text:
    return read(raw.encode(), "a.txt")


def outline(raw: str) -> list[tuple[str, str | None, str | None]]:
    return [(one.part[:3], one.label, one.call) for one in text_of(raw).provisions]


@pytest.mark.parametrize(
    ("language", "line", "kind", "number", "year"),
    [
        ("en", "Council Resolution 12/2031", "resolution", "12/2031", 2031), ("en", "Resolution 2999 (2031)", "resolution", "2999", 2031),
        ("en", "RESOLUTION A.1190(33)", "resolution", "A.1190(33)", None), ("en", "RESOLUTION ITU-R 2-8", "resolution", "2-8", None),
        ("en", "41 C/Resolution 36", "resolution", "36", None), ("en", "Decision CIPM/112-20", "decision", "CIPM/112-20", None),
        ("en", "Recommendation 2 (CI-2031): On the lamp", "recommendation", "2", 2031), ("fr", "Résolution CIML/2031/12", "resolution", "CIML/2031/12", 2031),
        ("fr", "Décision no 4/2031 du Comité mixte", "decision", "4/2031", 2031), ("fr", "Projet de Résolution 9 (Valmarin, 2031)", "resolution", "9", 2031),
        ("es", "Resolución C 14/2031", "resolution", "C 14/2031", 2031), ("es", "Acuerdo 7 de la Junta de 2031", "decision", "7", 2031),
    ],
)
def test_lines_that_name_a_text(language: str, line: str, kind: str, number: str, year: int | None) -> None:
    found = title_line(language, line)
    assert found is not None
    assert (found.kind, found.number, found.year) == (kind, number, year)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Resolution 31 invites the ports to keep lamps"), ("en", "Proposed revision of Resolution 31 (Valmarin, 2031) and one more"),
        ("fr", "La Résolution 31 est abrogée."), ("es", "Resolución de los puertos"),
    ],
)
def test_lines_that_only_mention_one(language: str, line: str) -> None:
    assert title_line(language, line) is None


HEALTH = """EIGHTIETH PORT HEALTH ASSEMBLY
PHA80.21
Agenda item 14.2
28 May 2031
Health of the keepers
The Eightieth Port Health Assembly,
Having considered the report by the Director,
1. URGES the ports:
(1) to count the keepers;
(2) to report.
Eighth plenary meeting, 28 May 2031
"""


def test_a_coded_number_and_its_title() -> None:
    text = text_of(HEALTH)
    assert (text.kind, text.number, text.year, text.title) == ("resolution", "PHA80.21", 2031, "Health of the keepers")


def test_a_decision_told_in_a_sentence() -> None:
    text = text_of(
        "Decision 85/504. Election of keepers\nAt its 12th plenary meeting, on 4 November 2031, the Assembly of the Ports elected the following ports:\n"
        "(a) two ports of the north;\n(b) one port of the south.\n"
    )
    assert (text.kind, text.number, text.title) == ("decision", "85/504", "Election of keepers")


def test_when_a_text_was_adopted_is_no_title() -> None:
    text = text_of(
        "RESOLUTION 1372\n(adopted at the eighth Plenary Meeting)\nUse of lamps\nThe Ports Council,\nconsidering\nthat lamps are old,\nresolves\nto renew them.\n"
    )
    assert (text.number, text.title) == ("1372", "Use of lamps")


def test_the_body_named_with_a_colon_behind_the_preamble() -> None:
    raw = (
        "A41-9: Lamps of the ports\nWhereas the ports are dark;\nRecalling that lamps are old;\nThe Assembly:\n1. Requests the Council to act for:\n"
        "a) lamps; and\nb) oil;\n2. Declares that this resolution supersedes Resolution A40-27.\n"
    )
    assert outline(raw) == [
        ("pre", None, "other-preamble"), ("pre", None, "recalling"), ("ope", "1", "request"), ("ope", "a", None), ("ope", "b", None),
        ("ope", "2", "other-operative"),
    ]


def test_a_numbered_preamble() -> None:
    raw = "7 EX/Decision 5\nThe Executive Board,\n1. Having examined document 7 EX/5,\n2. Recalling its decisions on lamps,\n3. Takes note of its content;\n4. Welcomes the lamps.\n"
    assert outline(raw) == [("pre", "1", "having-examined"), ("pre", "2", "recalling"), ("ope", "3", "note"), ("ope", "4", "welcome")]


def test_several_texts_whose_body_stands_without_a_sign() -> None:
    raw = (
        "General Assembly Resolution 3/2031\nElection of the Treasurer\nThe Ports General Assembly\nelects Ms Lamp as Treasurer for two years;\nthanks the last Treasurer.\n"
        "General Assembly Resolution 4/2031\nAccounts\nThe Ports General Assembly\napproves the accounts for 2030.\n"
    )
    assert outline(raw) == [("ope", None, "other-operative"), ("ope", None, "thank"), ("ope", None, "approve")]


def test_an_unlisted_verb_behind_an_undotted_number() -> None:
    raw = "THE ASSEMBLY OF THE PORTS,\nRECALLING its resolutions on the lamps of the ports and their keepers,\n1 ADOPTS the Guidelines on lamps;\n2 DIMS the lamps of the pier.\n"
    assert outline(raw) == [("pre", None, "recalling"), ("ope", "1", "adopt"), ("ope", "2", "other-operative")]


def test_a_vote_is_no_provision() -> None:
    raw = (
        "The Rights Council of the Ports,\nAlarmed at the number of keepers left in the dark,\n1. Urges ports to light the lamps;\n2. Decides to remain seized of the matter.\n"
        "43rd meeting\n9 October 2031\n[Adopted by a recorded vote of 33 to 9, with 5 abstentions. The voting was as follows:\nIn favour:\nValmar, Ostreville\nAgainst:\nKarsk]\n"
    )
    assert outline(raw) == [("pre", None, "concerned"), ("ope", "1", "urge"), ("ope", "2", "resolve")]


def test_a_call_whose_verb_is_in_no_list() -> None:
    raw = "OPINION 6\nLamps\nThe Forum of the Ports (Valmarin, 2031),\nrecalling\nthat lamps are old,\nis of the mind\nthat all ports be lit,\ninvites ports\nto light lamps.\n"
    assert outline(raw) == [
        ("pre", None, "recalling"), ("pre", None, "recalling"), ("ope", None, "other-operative"), ("ope", None, "other-operative"),
        ("ope", None, "invite"), ("ope", None, "invite"),
    ]
