"""The sample's proposals as Word files with tracked changes, made of lines in which ``[-words-]`` are taken out and ``{+words+}`` put in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

MARK = re.compile(r"\[-(?P<gone>.*?)-\]|\{\+(?P<new>.*?)\+\}")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def tracked_word(lines: Iterable[str], author: str, day: str) -> bytes:
    """A Word file of the lines, one a paragraph; a line that is one mark comes or goes with its paragraph. The same bytes for the same lines."""
    body = "".join(_Paragraph(line, author, f"{day}T09:00:00Z", number).xml for number, line in enumerate(lines))
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in (("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", document)):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), words)
    return out.getvalue()


class _Paragraph:
    """One line as a paragraph."""

    def __init__(self, line: str, author: str, moment: str, number: int) -> None:
        self.by = f"w:author={quoteattr(author)} w:date={quoteattr(moment)}"
        self.number = number * 1000
        runs, at, kinds = [], 0, set()
        for mark in MARK.finditer(line):
            runs.append(self.run(line[at:mark.start()], "same"))
            kind = "del" if mark["gone"] is not None else "ins"
            runs.append(self.run(mark["gone"] if kind == "del" else mark["new"], kind))
            kinds.add(kind)
            at = mark.end()
        runs.append(self.run(line[at:], "same"))
        whole = MARK.fullmatch(line) is not None and len(kinds) == 1
        properties = f"<w:pPr><w:rPr>{self.mark(kinds.pop())}</w:rPr></w:pPr>" if whole else ""
        self.xml = f"<w:p>{properties}{''.join(runs)}</w:p>"

    def mark(self, kind: str) -> str:
        """The mark of a change of a paragraph's end."""
        self.number += 1
        return f'<w:{kind} w:id="{self.number}" {self.by}/>'

    def run(self, words: str, kind: str) -> str:
        """Words as they stand, put in or taken out."""
        if not words:
            return ""
        tag = "w:delText" if kind == "del" else "w:t"
        parts = []
        for at, part in enumerate(words.split("\t")):
            parts.append("<w:tab/>" if at else "")
            parts.append(f'<{tag} xml:space="preserve">{escape(part)}</{tag}>' if part else "")
        run = f"<w:r>{''.join(parts)}</w:r>"
        if kind == "same":
            return run
        self.number += 1
        return f'<w:{kind} w:id="{self.number}" {self.by}>{run}</w:{kind}>'
