"""Drafts of invented texts whose duties are found: what the tests of duties stand on."""

from textengine.model import Mandate, Provision, Source, Span
from textengine.pipeline import Draft
from textengine.rules.calls import find_call
from textengine.rules.mandates import find_mandates
from textengine.vocabulary import load_vocabulary

Row = tuple[str, str | None, str | None, str | None, str | None]  # text, call, label, parent, state


def asked(language: str, *rows: Row, body: str | None = None, part: str = "operative", kind: str = "resolution", year: int | None = None) -> Draft:
    """A draft whose provisions ``op0``, ``op1``, … are the rows, with their duties found."""
    text = "\n".join(row[0] for row in rows)
    draft = Draft(Source("lamps.txt", "0" * 64, "txt"), text, [], load_vocabulary(), language=language, body=body, kind=kind, year=year)
    at = 0
    for number, (words, call, label, parent, state) in enumerate(rows):
        span = Span(at, at + len(words))
        draft.provisions.append(
            Provision(f"op{number}", part, call, None, label, 0, parent, span, words, state=state or "both")  # type: ignore[arg-type]
        )
        at = span.end + 1
    find_mandates(draft)
    return draft


def paragraph(language: str, text: str, body: str = "unga") -> Mandate:
    """The one duty of a numbered paragraph that opens with its own verb; the verbs' list says the force."""
    found = find_call(language, text, ("operative",))
    draft = asked(language, (text, found[1] if found else None, "1", None, None), body=body)
    (mandate,) = draft.mandates
    for named in (*mandate.addressees, *mandate.with_, *mandate.report_to, *mandate.beneficiaries):
        assert draft.text[named.span.start:named.span.end] == named.text
    return mandate


def item(language: str, call: str, text: str, body: str = "wtsa", year: int | None = None) -> Mandate:
    """The one duty of an item under a call line."""
    found = find_call(language, call, ("operative",))
    draft = asked(language, (call, found[1] if found else None, None, None, None), (text, None, "1", "op0", None), body=body, year=year)
    (mandate,) = draft.mandates
    assert mandate.provision == "op1"
    return mandate
