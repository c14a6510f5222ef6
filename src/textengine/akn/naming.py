"""Names of texts as IRIs: the work is the series, the expression a revision in a language, the manifestation the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textengine.model import Citation, Text
from textengine.vocabulary import Vocabulary

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:mandata:reading:1"  # what Akoma Ntoso has no word for, in otherAnalysis and in attributes
LANGUAGES = {"ar": "ara", "en": "eng", "es": "spa", "fr": "fra", "ru": "rus", "zh": "zho"}
DELIBERATIONS = ("resolution", "decision", "recommendation", "opinion", "declaration", "proposal")
# Signs that XML cannot hold, which plain text may: in the words of a text each stands as an element with its number.
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Names:
    """What a text is called: ``since`` is the year in which its series began, ``day`` when this revision was adopted (``2024`` or ``2024-10-25``).

    Of a proposal ``day`` is that of the session to which it was made, and ``draft`` its reference, by which its expression differs from what is adopted.
    """

    kind: str
    body: str | None
    number: str | None
    since: int | None
    day: str | None
    language: str | None
    jurisdiction: str = "un"
    draft: str | None = None

    @property
    def element(self) -> str:
        """The document type: a statement of a body's will, or another document."""
        return "statement" if self.kind in DELIBERATIONS else "doc"

    @property
    def name(self) -> str:
        """The name of the class of documents, as AKN4UN has it."""
        return "resolutionDraft" if self.kind == "proposal" else self.kind

    @property
    def work(self) -> str:
        """The IRI of the series."""
        return work_iri(self.kind, self.body, self.number, self.since, self.jurisdiction)

    @property
    def expression(self) -> str:
        """The IRI of this revision in this language."""
        return f"{self.work}/{LANGUAGES.get(self.language or '', 'und')}@{_plain(self.draft or '') or self.day or ''}"


def work_iri(kind: str, body: str | None, number: str | None, since: int | None, jurisdiction: str = "un") -> str:
    """The IRI of a series; what is not known is left out."""
    subtype = "statement/deliberation" if kind in DELIBERATIONS else "doc"
    kind = "resolution" if kind == "proposal" else kind
    name = f"{kind}-{_plain(number)}" if number and _plain(number) else kind
    return "/".join(("/akn", jurisdiction, subtype, _plain(body or "") or "nn", *((str(since),) if since else ()), name))


def names_of(text: Text, vocabulary: Vocabulary, jurisdiction: str = "un") -> Names:
    """What a text is called, by its own head and by the table of revisions."""
    years = [*(year for _, year in text.history), *((text.year,) if text.year else ())]
    since = _since(text.body, text.number, min(years, default=None), vocabulary)
    return Names(text.kind, text.body, text.number, since, str(text.year) if text.year else None, text.language, jurisdiction)


def cited_iri(citation: Citation, vocabulary: Vocabulary, jurisdiction: str = "un") -> str:
    """The IRI of what a citation means: the series, or the revision where its year is printed."""
    since = _since(citation.body, citation.number, citation.year, vocabulary)
    work = work_iri(citation.kind, citation.body, citation.number, since, jurisdiction)
    return f"{work}/@{citation.year}" if citation.year else work


def _since(body: str | None, number: str | None, year: int | None, vocabulary: Vocabulary) -> int | None:
    """The year in which a series began: as far as the table knows, else the earliest that the text names."""
    known = (*(vocabulary.revisions(body, number) if body and number else ()), *((year,) if year else ()))
    return min(known, default=None)


def _plain(words: str) -> str:
    return NOT_PLAIN.sub("-", words).strip("-")
