"""Who is asked to do what, on invented texts."""

import pytest

from tests.textengine.asking import asked


def test_an_item_has_the_addressee_of_its_call_line() -> None:
    draft = asked(
        "en",
        ("instructs the Director of the Telecommunication Development Bureau", "instruct", None, None, None),
        ("to publish the list of lamps every year, as appropriate,", "instruct", "1", "op0", None),
    )
    (mandate,) = draft.mandates
    assert (mandate.provision, mandate.force) == ("op1", "instruct")
    assert [named.actor for named in mandate.addressees] == ["bdt-director"]
    assert (mandate.due.kind, mandate.due.value) == ("period", {"every": "P1Y"})
    assert [limit.kind for limit in mandate.limits] == ["discretion"]


def test_what_stands_only_in_the_old_version_asks_nothing() -> None:
    draft = asked(
        "fr",
        ("charge le Directeur du Bureau de développement des télécommunications", "instruct", None, None, None),
        ("de publier la liste des lampes,", "instruct", "1", "op0", "base"),
    )
    assert draft.mandates == []


@pytest.mark.parametrize(
    ("language", "text", "addressee"),
    [
        ("en", "Requests the keepers of lamps to count them;", "keepers of lamps"),
        ("en", "Urges lamplighters to read the list;", "lamplighters"),
    ],
)
def test_a_paragraph_with_its_own_verb_names_its_addressee(language: str, text: str, addressee: str) -> None:
    draft = asked(language, (text, "request", "1", None, None))
    (mandate,) = draft.mandates
    assert [(named.text, named.actor) for named in mandate.addressees] == [(addressee, None)]
    named = mandate.addressees[0]
    assert draft.text[named.span.start:named.span.end] == named.text


def test_resources_make_a_duty_conditional() -> None:
    draft = asked("en", ("Invites lamplighters to meet, within existing resources;", "invite", "2", None, None))
    assert draft.mandates[0].conditional


def test_a_paragraph_that_only_notes_asks_nothing() -> None:
    draft = asked("en", ("Notes the lamps;", "note", "1", None, None))
    assert draft.mandates == []
