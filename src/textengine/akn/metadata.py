"""What an Akoma Ntoso file says of the text: its three levels of identity, and the terms that it refers to."""

from __future__ import annotations

from lxml import etree

from textengine.akn.naming import AKN, LANGUAGES, Names
from textengine.model import Text
from textengine.vocabulary import Vocabulary

A = f"{{{AKN}}}"
UNKNOWN = "0001-01-01"  # the schema wants a day; its name says how far it is known


def identify(meta: etree._Element, names: Names, component: str) -> None:
    """Work (the series), expression (a revision in a language) and manifestation (this file)."""
    identification = etree.SubElement(meta, A + "identification", source="#writer")
    work, expression = names.work, names.expression
    day, known = _day(names.day, names.kind)
    for tag, this, uri, date, name in (
        ("FRBRWork", f"{work}/!{component}", work, *(_day(str(names.since)) if names.since else _day(None))),
        ("FRBRExpression", f"{expression}/!{component}", expression, day, known),
        ("FRBRManifestation", f"{expression}/!{component}.xml", f"{expression}.xml", day, known),
    ):
        level = etree.SubElement(identification, A + tag)
        etree.SubElement(level, A + "FRBRthis", value=this)
        etree.SubElement(level, A + "FRBRuri", value=uri)
        etree.SubElement(level, A + "FRBRdate", date=date, name=name)
        etree.SubElement(level, A + "FRBRauthor", href="#author", attrib={"as": f"#{_role(names)}"})
        if tag == "FRBRWork":
            etree.SubElement(level, A + "FRBRcountry", value=names.jurisdiction)
            if names.element == "statement":
                etree.SubElement(level, A + "FRBRsubtype", value="deliberation")
            if names.number:
                etree.SubElement(level, A + "FRBRnumber", value=names.number)
        elif tag == "FRBRExpression":
            etree.SubElement(level, A + "FRBRlanguage", language=LANGUAGES.get(names.language or "", "und"))
        else:
            etree.SubElement(level, A + "FRBRformat", value="application/akn+xml")


def refer(meta: etree._Element, text: Text, names: Names, vocabulary: Vocabulary) -> None:
    """The body, the actors and the calls that the document refers to."""
    references = etree.SubElement(meta, A + "references", source="#writer")
    body = names.body or "nn"
    actor = vocabulary.actor(body)
    shown = actor.names.get(text.language or "en") or actor.names.get("en", body) if actor else body
    _term(references, "TLCOrganization", "author", f"/akn/ontology/organization/{names.jurisdiction}/{body}", shown)
    _term(references, "TLCOrganization", "writer", "/akn/ontology/organization/un/mandata", "Mandata")
    _term(references, "TLCRole", role := _role(names), f"/akn/ontology/role/un/{role}", role)
    for call in sorted({one.call for one in text.provisions if one.call is not None and one.parent is None}):
        _term(references, "TLCConcept", f"concept_{call}", f"/akn/ontology/concept/un/{call}", call)
    for code in sorted({one.actor for mandate in text.mandates for one in (*mandate.addressees, *mandate.report_to, *mandate.with_) if one.actor}):
        who = vocabulary.actor(code)
        _term(references, "TLCRole", f"role_{code}", f"/akn/ontology/role/{names.jurisdiction}/{code}", who.names.get(text.language or "en", code) if who else code)


def _term(references: etree._Element, tag: str, eid: str, href: str, shown: str) -> None:
    etree.SubElement(references, A + tag, eId=eid, href=href, showAs=shown or eid)


def _role(names: Names) -> str:
    """What the body did: a proposal lies before it, and it adopted nothing."""
    return "addressee" if names.kind == "proposal" else "adopter"


def _day(day: str | None, kind: str = "") -> tuple[str, str]:
    """A whole day as the schema wants it, and a name that says how far it is known, and of what it is the day."""
    if not day:
        return UNKNOWN, "unknown"
    if len(day) == len("2024"):
        return f"{int(day):04}-01-01", "year"
    return day, "proposal" if kind == "proposal" else "adoption"
