"""Language versions of one text side by side. The texts are invented."""

from __future__ import annotations

import time
from dataclasses import replace

from textengine import read
from textengine.aligning import Alignment, align
from textengine.printing import alignment_outline

ENGLISH = """The General Assembly of Ports,

Recalling its resolution 61/204 of 20 December 2006 on the lamps of the coast,

Noting that 48 ports have no lamp,

Deeply concerned about the ships lost in fog,

1. Requests the Harbour Master to report to it at its sixty-fourth session;

2. Invites the Member States to pay 1 250 000 crowns before 31 March 2009:

(a) For new lamps;

(b) For the training of keepers;

3. Decides to keep the question before it.
"""
FRENCH = """L’Assemblée générale des ports,

Rappelant sa résolution 61/204 du 20 décembre 2006 sur les lampes de la côte,

Notant que 48 ports n’ont pas de lampe,

Profondément préoccupée par les navires perdus dans la brume,

1. Prie le Capitaine du port de lui faire rapport à sa soixante-quatrième session ;

2. Invite les États Membres à verser 1 250 000 couronnes avant le 31 mars 2009 :

a) Pour de nouvelles lampes ;

b) Pour la formation des gardiens ;

3. Décide de rester saisie de la question.
"""
RUSSIAN = """Генеральная Ассамблея портов,

ссылаясь на свою резолюцию 61/204 от 20 декабря 2006 года о лампах побережья,

отмечая, что 48 портов не имеют лампы,

будучи глубоко обеспокоена судами, погибшими в тумане,

1. просит Капитана порта представить ей доклад на ее шестьдесят четвертой сессии;

2. предлагает государствам-членам внести 1 250 000 крон до 31 марта 2009 года:

a) на новые лампы;

b) на обучение смотрителей;

3. постановляет продолжать рассмотрение этого вопроса.
"""


def aligned(*texts: str) -> Alignment:
    return align([read(text.encode(), f"{number}.txt") for number, text in enumerate(texts)])


def test_versions_that_say_the_same_give_no_divergence() -> None:
    for texts in ((ENGLISH, FRENCH), (ENGLISH, FRENCH, RUSSIAN), (RUSSIAN, ENGLISH)):
        found = aligned(*texts)
        assert found.divergences == () and found.differences == ()
        assert all(len({one.id if one else None for one in row}) == 1 for row in found.rows)
        assert len(found.rows) == 8


def test_a_provision_that_one_version_lacks() -> None:
    without = RUSSIAN.replace("отмечая, что 48 портов не имеют лампы,\n\n", "")
    (divergence,) = aligned(ENGLISH, FRENCH, without).as_dict()["divergences"]
    assert divergence == {"file": "2.txt", "missing_or_extra": "missing", "provision": "pre.p2", "text": "Noting that 48 ports have no lamp,"}


def test_an_item_that_the_first_version_lacks_is_missing_there() -> None:
    (divergence,) = aligned(ENGLISH.replace("(b) For the training of keepers;\n\n", ""), FRENCH, RUSSIAN).divergences
    assert (divergence.file, divergence.kind, divergence.provision.id) == (0, "missing", "op.2.b")


def test_a_provision_printed_twice_is_extra_once() -> None:
    line = "Notant que 48 ports n’ont pas de lampe,\n\n"
    (divergence,) = aligned(ENGLISH, FRENCH.replace(line, line + line), RUSSIAN).divergences
    assert (divergence.file, divergence.kind) == (1, "extra")
    assert divergence.provision.text == line.strip()


def test_one_half_of_a_broken_paragraph_and_one_copy_of_a_doubled_one_are_extra() -> None:
    english, french, russian = (read(text.encode(), "x.txt") for text in (ENGLISH, FRENCH, RUSSIAN))
    whole = next(one for one in french.provisions if one.id == "pre.p3")
    at = french.provisions.index(whole)
    halves = replace(whole, text=whole.text[:24]), replace(whole, id="pre.p4", text=whole.text[24:])
    broken = replace(french, provisions=(*french.provisions[:at], *halves, *french.provisions[at + 1:]))
    (divergence,) = align([english, broken, russian]).divergences
    assert (divergence.file, divergence.kind) == (1, "extra")
    assert divergence.provision in halves
    joined = replace(french, provisions=tuple(replace(one, text=one.text.replace(" par", "\npar")) for one in french.provisions))
    (divergence,) = align([english, joined, russian]).divergences  # the reader joins lines that a page breaks
    assert (divergence.file, divergence.kind, divergence.provision.id) == (1, "extra", "pre.p3")
    assert "breaks preamble paragraph 3 in two" in alignment_outline([english, joined, russian], align([english, joined, russian]))
    line = "ссылаясь на свою резолюцию 61/204 от 20 декабря 2006 года о лампах побережья,\n\n"
    (divergence,) = aligned(ENGLISH, FRENCH, RUSSIAN.replace(line, line + line), ENGLISH).divergences
    assert (divergence.file, divergence.kind) == (2, "extra")


def test_many_provisions_in_four_versions_take_seconds() -> None:
    texts = [
        read("".join([head, *(f"{at}. {verb} {at * 37 % 91}" + " lamps of the coast to be lit" * (at % 5 + 1) + ";\n" for at in range(1, 251)), "\n"]).encode(), "x.txt")
        for head, verb in (("The Council,\n\n", "Requests"), ("Le Conseil,\n\n", "Prie"), ("El Consejo,\n\n", "Pide"), ("The Council,\n\n", "Urges"))
    ]
    start = time.process_time()
    found = align(texts)
    assert time.process_time() - start < 10
    assert len(found.rows) == 250 and not found.divergences


def test_another_number_date_and_citation_are_told_with_the_values() -> None:
    odd = FRENCH.replace("48 ports", "84 ports").replace("31 mars", "31 mai").replace("61/204", "61/240")
    found = aligned(ENGLISH, odd, RUSSIAN)
    assert {one.kind for one in found.differences} == {"number", "date", "citation"}
    number = next(one for one in found.as_dict()["differences"] if one["kind"] == "number")
    assert number["values"] == ["48", "84", "48"]
    assert found.divergences == ()


def test_another_force_is_told_only_where_one_binds_and_the_others_do_not() -> None:
    found = aligned(ENGLISH, FRENCH.replace("Invite les États Membres à verser", "Charge les États Membres de verser"), RUSSIAN)
    assert [(one.kind, one.values) for one in found.differences] == [("force", (("invite",), ("instruct",), ("invite",)))]
    assert aligned(ENGLISH, FRENCH.replace("Invite les États", "Encourage les États").replace("à verser", "à verser"), RUSSIAN).differences == ()


def test_scales_and_clocks_are_no_differences() -> None:
    english = ENGLISH.replace("1 250 000", "1.25 million").replace("48 ports", "at 3 p.m. 48 ports")
    french = FRENCH.replace("48 ports", "à 15 heures 48 ports")
    assert aligned(english, french).differences == ()


def test_a_heading_that_one_version_numbers_is_no_divergence() -> None:
    found = aligned(ENGLISH.replace("1. Requests", "Questions of money\n\n1. Requests"), FRENCH, RUSSIAN)
    assert found.divergences == ()


def test_the_outline_names_the_place() -> None:
    texts = [read(text.encode(), f"{at}.txt") for at, text in enumerate((ENGLISH, FRENCH.replace("3. Décide de rester saisie de la question.\n", ""), RUSSIAN))]
    found = alignment_outline(texts, align(texts))
    assert "! 1.txt lacks operative 3 of 0.txt: Decides to keep the question before it." in found
    assert "No divergence was found." in alignment_outline(texts[::2], align(texts[::2]))
