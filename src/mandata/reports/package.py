"""The data of a published report as every file of it carries them: its figures as a table, what the columns mean, its hash."""

from __future__ import annotations

import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.signing import BadSignature, Signer
from lxml import etree

from mandata.reports.figures import stamp
from mandata.reports.kinds import kind_of
from mandata.reports.models import Report
from mandata.reports.tables import Field, as_csv

NAMESPACE = "urn:mandata:report:1"
FIGURES, DESCRIPTION = "figures.csv", "datapackage.json"
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("code", "string", "the short code that stands beside the figure"),
    ("observation", "string", "measure@version:split=part/time it holds for/time it was known"),
    ("value", "integer", "what is printed; empty for a cell of too few persons"),
    ("numerator", "integer", "of a share or a count"),
    ("denominator", "integer", "of a share; of a tally the records on which it rests"),
    ("unit", "string", "what is counted"),
)
Behind = Sequence[tuple[str, Sequence[str]]]  # a figure and the lines that tell of its records


def package_of(report: Report, language: str, codes: Mapping[str, str], behind: Behind) -> dict[str, str]:
    """The files of the package, name -> text: the figures and the tables of the report (CSV), and their description (a Data Package in JSON).

    ``codes``: identity of an observation -> its short code in this file. ``behind``: the lines that tell of records, which depend on
    who took the file along: they are no part of what was published, so they stand in the package, signed by this installation.
    """
    kept = {f"{one.key}/{stamp(report.at)}/{stamp(report.known)}": one.figures for one in report.observations.all()}
    figures = as_csv([name for name, _type, _words in COLUMNS], (
        [code, identity, *(kept.get(identity, {}).get(name) for name in ("value", "numerator", "denominator", "unit"))] for identity, code in codes.items()))
    tables, fields = {one.path: one.content for one in report.tables.all()}, {one.path: one.fields for one in kind_of(report.code).tables}
    described: dict[str, Any] = {
        "profile": "tabular-data-package", "name": f"{report.code}-{report.at.date().isoformat()}", "id": report.uid,
        "title": " ".join(filter(None, [report.number, report.snapshot[language]["title"]])),
        "language": language, "at": report.at.isoformat(), "known": report.known.isoformat(), "sha256": report.sha256,
        "annex": _signer_of(report, language).sign_object([[label, list(lines)] for label, lines in behind], compress=True),
        "resources": [_resource(FIGURES, figures, COLUMNS), *(_resource(path, content, fields.get(path, ())) for path, content in tables.items())],
    }
    return {DESCRIPTION: json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True), FIGURES: figures, **tables}


def _resource(path: str, content: str, fields: Sequence[Field]) -> dict[str, Any]:
    """How a Data Package tells of one table; its first column names a row."""
    return {
        "name": path.partition(".")[0], "path": path, "profile": "tabular-data-resource", "encoding": "utf-8", "hash": f"sha256:{hashlib.sha256(content.encode()).hexdigest()}",
        "schema": {"fields": [{"name": name, "type": kind, "description": words} for name, kind, words in fields], **({"primaryKey": fields[0][0]} if fields else {})},
    }


def _signer_of(report: Report, language: str) -> Signer:
    """What signs an annex for one report in one language: under another it was not given out."""
    return Signer(salt=f"mandata.reports.annex:{report.uid}:{language}")


def annex_of(signed: object, report: Report, language: str) -> list[tuple[str, list[str]]] | None:
    """The lines that tell of records, as this installation signed them for this report in this language; none where it did not."""
    try:
        return [(str(label), [str(one) for one in lines]) for label, lines in _signer_of(report, language).unsign_object(str(signed))]
    except (BadSignature, ValueError, TypeError, binascii.Error, zlib.error):
        return None


def as_xml(files: Mapping[str, str]) -> bytes:
    """The package as one XML file, as Word keeps it inside its own through every change."""
    root = etree.Element(f"{{{NAMESPACE}}}package")
    for name, text in files.items():
        etree.SubElement(root, f"{{{NAMESPACE}}}file", name=name).text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def from_xml(data: bytes) -> dict[str, str] | None:
    """The files of a package from its XML; none where this is another XML file."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))  # a table is one text, however long
    except etree.XMLSyntaxError:
        return None
    if root.tag != f"{{{NAMESPACE}}}package":
        return None
    return {str(one.get("name")): one.text or "" for one in root}
