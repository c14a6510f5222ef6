"""The data of a published report as every file of it carries them: its figures as a table, what the columns mean, its hash."""

from __future__ import annotations

import binascii
import csv
import hashlib
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.signing import BadSignature, Signer
from lxml import etree

from mandata.reports.figures import stamp
from mandata.reports.models import Report

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
    """The files of the package, name -> text: the figures (CSV) and their description (a Data Package in JSON).

    ``codes``: identity of an observation -> its short code in this file. ``behind``: the lines that tell of records, which depend on
    who took the file along: they are no part of what was published, so they stand in the package, signed by this installation.
    """
    kept = {f"{one.key}/{stamp(report.at)}/{stamp(report.known)}": one.figures for one in report.observations.all()}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(name for name, _type, _words in COLUMNS)
    for identity, code in codes.items():
        own = kept.get(identity, {})
        writer.writerow([code, identity, *("" if (value := own.get(name)) is None else value for name in ("value", "numerator", "denominator", "unit"))])
    described: dict[str, Any] = {
        "profile": "tabular-data-package", "name": f"{report.code}-{report.at.date().isoformat()}", "id": report.uid, "title": str(report),
        "language": language, "at": report.at.isoformat(), "known": report.known.isoformat(), "sha256": report.sha256,
        "annex": _signer_of(report, language).sign_object([[label, list(lines)] for label, lines in behind], compress=True),
        "resources": [{
            "name": "figures", "path": FIGURES, "profile": "tabular-data-resource", "encoding": "utf-8", "hash": f"sha256:{hashlib.sha256(table.getvalue().encode()).hexdigest()}",
            "schema": {"fields": [{"name": name, "type": kind, "description": words} for name, kind, words in COLUMNS], "primaryKey": "code"},
        }],
    }
    return {DESCRIPTION: json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True), FIGURES: table.getvalue()}


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
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    if root.tag != f"{{{NAMESPACE}}}package":
        return None
    return {str(one.get("name")): one.text or "" for one in root}
