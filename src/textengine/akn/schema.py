"""Files held to the published schema, without any network: what is not valid is told with its line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from textengine.akn.naming import AKN
from textengine.sources import Unreadable

SCHEMA = Path(__file__).parent / "schema" / "akomantoso30.xsd"
MEND = "Send a file that is valid by the schema of Akoma Ntoso 3.0."


def parse_valid(data: bytes) -> etree._Element:
    """The root of a valid file; ``Unreadable`` with the line where it is none. Entities and references to outside are never followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("not-well-formed", f"This file is no well-formed XML: line {error.lineno}: {error.msg}. {MEND}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("not-valid", f"This file brings a document type of its own (DOCTYPE), which is not followed. {MEND}")
    if root.tag != f"{{{AKN}}}akomaNtoso":
        raise Unreadable("not-valid", f"Line {root.sourceline}: the root is no akomaNtoso of the namespace {AKN}. {MEND}")
    schema = _schema()
    if not schema.validate(root):
        first, *more = _told(schema)
        raise Unreadable("not-valid", f"This is no valid Akoma Ntoso: {first}{f' ({len(more)} more)' if more else ''} {MEND}")
    return root


def _told(schema: etree.XMLSchema) -> list[str]:
    log: Any = schema.error_log
    return [f"line {one.line}: {one.message.replace(f'{{{AKN}}}', '')}" for one in log]


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))
